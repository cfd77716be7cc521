"""Stores to test with: SQLite in memory and in a file, and a real server of PostgreSQL.

The server runs in a temporary folder on a free port, as a person without rights: `initdb` refuses
root. Each test has a schema of its own.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from cmmn.store import Store

_KINDS = ("memory", "file", "postgres")

_NUMBERS = count(1)
_UNSAFE_BUT_FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"


def _programs():
    """Return the folder of the server's programs, the newest first; None without a server."""
    found = shutil.which("initdb")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    programs = [Path(found)] if found else installed
    return programs[0].parent if programs else None


def _as_nobody(folder):
    """Return what runs a command as an unprivileged user, who gets the folder."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres", "postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def _without_server():
    reason = "there is no PostgreSQL: install Debian's postgresql to run this"
    pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _do(words, folder):
    quiet = subprocess.DEVNULL
    subprocess.run(words, check=True, cwd=folder, stdout=quiet)  # noqa: S603 - the server's own


def pytest_collection_modifyitems(items):
    """Mark what needs a server: `make test` leaves it to CI."""
    for item in items:
        asked = {"postgres_url", "postgres_schema_url"} & set(getattr(item, "fixturenames", ()))
        values = item.callspec.params.values() if hasattr(item, "callspec") else ()
        if asked or "postgres" in [each for each in values if isinstance(each, str)]:
            item.add_marker("server")


@pytest.fixture(scope="session")
def postgres_url():
    """Give the address of a server of PostgreSQL."""
    programs = _programs()
    if programs is None:
        _without_server()
    folder = Path(tempfile.mkdtemp(prefix="ruling-"))
    run = _as_nobody(folder)
    data, port = folder / "data", _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} {_UNSAFE_BUT_FAST}"
    control = [*run, programs / "pg_ctl", "-D", data, "-w"]
    settings = ["-U", "ruling", "-A", "trust", "-E", "UTF8"]
    _do([*run, programs / "initdb", "-D", data, *settings], folder)
    _do([*control, "-l", folder / "log", "-o", options, "start"], folder)
    try:
        yield f"postgresql+psycopg://ruling@127.0.0.1:{port}/postgres"
    finally:
        _do([*control, "-m", "immediate", "stop"], folder)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def new_url(request, tmp_path_factory):
    """Give what makes the address of an empty database of a kind: memory, file or postgres."""

    def make(kind):
        if kind == "memory":
            return "sqlite://"
        if kind == "file":
            return f"sqlite:///{tmp_path_factory.mktemp('store') / 'cases.db'}"
        server, schema = request.getfixturevalue("postgres_url"), f"test_{next(_NUMBERS)}"
        engine = create_engine(server)
        with engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
        engine.dispose()
        return f"{server}?options=-csearch_path%3D{schema}"

    return make


@pytest.fixture
def postgres_schema_url(new_url):
    """Give the address of an empty schema of PostgreSQL."""
    return new_url("postgres")


@pytest.fixture(params=_KINDS)
def store_url(request, new_url):
    """Give the address of an empty database of each kind."""
    return new_url(request.param)


@pytest.fixture
def store(store_url):
    """Give a new store of each kind."""
    store = Store(store_url)
    yield store
    store.close()
