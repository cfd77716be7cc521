"""The databases that are measured: memory, a SQLite file, and a PostgreSQL of its own.

The server has the settings it comes with, but for its folder and port: what it acknowledged is on
the disk. Where there is none, `RULING_POSTGRES` may give the address of another.
"""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from time import time_ns

from sqlalchemy import create_engine, text

MEMORY, SQLITE, POSTGRESQL = "memory", "SQLite file", "PostgreSQL"


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """Give the addresses of empty databases by name; of PostgreSQL only where there is one."""
    folder = Path(mkdtemp(prefix="ruling-cases-"))
    found = {MEMORY: "sqlite://", SQLITE: f"sqlite:///{folder / 'cases.db'}"}
    try:
        with _postgresql(folder) as address:
            yield found | ({POSTGRESQL: address} if address else {})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _postgresql(folder: Path) -> Iterator[str | None]:
    given = os.environ.get("RULING_POSTGRES")
    programs = _programs()
    if given:
        yield given
    elif programs is None:
        yield None
    else:
        with _server(programs, folder) as address:
            yield address


def _programs() -> Path | None:
    """Return the folder of the server's programs, the newest first."""
    found = shutil.which("initdb")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    first = Path(found) if found else next(iter(installed), None)
    return first.parent if first else None


@contextmanager
def _server(programs: Path, folder: Path) -> Iterator[str]:
    data, port = folder / "data", _free_port()
    words = ["-D", str(data), "-U", "ruling", "-A", "trust", "-E", "UTF8"]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder}"
    control = [str(programs / "pg_ctl"), "-D", str(data), "-w"]
    run = _as_nobody(folder)
    _do([*run, str(programs / "initdb"), *words], folder)
    _do([*run, *control, "-l", str(folder / "log"), "-o", options, "start"], folder)
    try:
        yield f"postgresql+psycopg://ruling@127.0.0.1:{port}/postgres"
    finally:
        _do([*run, *control, "-m", "immediate", "stop"], folder)


def _as_nobody(folder: Path) -> list[str]:
    """Return what runs a command as an unprivileged user: `initdb` refuses root."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres", "postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _do(words: list[str], folder: Path) -> None:
    quiet = subprocess.DEVNULL
    subprocess.run(words, check=True, cwd=folder, stdout=quiet)  # noqa: S603 - the server's own


def emptied(name: str, address: str) -> str:
    """Return the address of an empty database beside the one that was given."""
    if name == MEMORY:
        return address
    mark = f"b{time_ns()}"
    if name == SQLITE:
        return address.replace("cases.db", f"{mark}.db")
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {mark}"))
    engine.dispose()
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}options=-csearch_path%3D{mark}"
