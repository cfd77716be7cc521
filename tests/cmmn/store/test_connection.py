"""Opening and sharing a database; what is asked of every database is asked of all three kinds."""

import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import pytest
from sqlalchemy import insert, select, update

from cmmn.errors import StoreError
from cmmn.store import Conflict, Store
from cmmn.store.tables import case_log

THREADS, ROUNDS = 8, 50


@pytest.fixture
def file_url(tmp_path):
    return f"sqlite:///{tmp_path / 'cases.db'}"


def add_case(store, name, version=0):
    with store.writing() as session:
        session.execute(insert(case_log), {"id": name, "version": version})


def versions(store):
    with store.reading() as session:
        return dict(session.execute(select(case_log.c.id, case_log.c.version)).all())


def count_up(store, name):
    with store.writing() as session:
        query = select(case_log.c.version).where(case_log.c.id == name).with_for_update()
        version = session.execute(query).scalar_one()
        session.execute(update(case_log).where(case_log.c.id == name).values(version=version + 1))


def test_what_a_session_wrote_is_there_for_the_next(store):
    add_case(store, "a")
    assert versions(store) == {"a": 0}


def test_a_session_that_fails_leaves_nothing(store):
    with suppress(ZeroDivisionError), store.writing() as session:
        session.execute(insert(case_log), {"id": "a", "version": 1})
        raise ZeroDivisionError
    assert versions(store) == {}


def test_threads_that_read_and_then_write_all_succeed(store):
    for name in "ab":
        add_case(store, name)

    def work(number):
        for _ in range(ROUNDS):
            count_up(store, "ab"[number % 2])
            versions(store)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(work, range(THREADS)))
    assert versions(store) == {"a": THREADS * ROUNDS // 2, "b": THREADS * ROUNDS // 2}


def test_threads_with_a_store_each_all_succeed(file_url):
    with closing(Store(file_url)) as first:
        add_case(first, "a")

    def work(_):
        with closing(Store(file_url)) as own:
            for _ in range(ROUNDS):
                count_up(own, "a")

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(work, range(THREADS)))
    with closing(Store(file_url)) as last:
        assert versions(last) == {"a": THREADS * ROUNDS}


def test_many_may_open_a_new_database_at_once(store_url):
    if store_url == "sqlite://":
        pytest.skip("what is in memory is opened once")

    def work(number):
        with closing(Store(store_url)) as own:
            add_case(own, f"case {number}")

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(work, range(THREADS)))
    with closing(Store(store_url)) as last:
        assert len(versions(last)) == THREADS


def test_a_reader_holds_nothing_that_a_writer_waits_for(file_url, postgres_schema_url):
    for url in (file_url, postgres_schema_url):
        with closing(Store(url, busy_seconds=0.2)) as store, store.reading() as session:
            assert session.execute(select(case_log)).all() == []
            add_case(store, "a")
            assert len(session.execute(select(case_log)).all()) == 1


@pytest.mark.parametrize("is_same_store", [True, False])
def test_waiting_for_a_writer_ends_with_busy(file_url, is_same_store):
    with closing(Store(file_url, busy_seconds=0.05)) as store:
        with closing(Store(file_url, busy_seconds=0.05)) as second:
            other = store if is_same_store else second
            with store.writing(), pytest.raises(StoreError) as caught, other.writing():
                pass
        assert caught.value.code == "BUSY"
        add_case(store, "a")


def test_a_deadlock_is_a_conflict_for_one_of_the_two(postgres_schema_url):
    with closing(Store(postgres_schema_url)) as store:
        for name in "ab":
            add_case(store, name)
        both = threading.Barrier(2)

        def work(names):
            first, second = (
                update(case_log).where(case_log.c.id == name).values(version=1) for name in names
            )
            try:
                with store.writing() as session:
                    session.execute(first)
                    both.wait()
                    session.execute(second)
            except Conflict:
                return "conflict"
            return "done"

        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(work, ["ab", "ba"])) == ["conflict", "done"]


def test_sqlite_is_as_durable_as_it_can_be(file_url):
    with closing(Store(file_url)) as store, store.writing() as session:
        asked = {
            name: session.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    full = 2
    expected = {"journal_mode": "wal", "synchronous": full, "foreign_keys": 1}
    assert asked == {**expected, "busy_timeout": 30_000}


def test_postgresql_needs_no_driver_in_its_address(postgres_schema_url):
    with closing(Store(postgres_schema_url.replace("+psycopg", ""))) as store:
        assert store.dialect == "postgresql"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("no address", "UNSUPPORTED_DATABASE"),
        ("mysql://somewhere/db", "UNSUPPORTED_DATABASE"),
        ("oracle+cx://somewhere/db", "UNSUPPORTED_DATABASE"),
        ("sqlite:////no/such/folder/cases.db", "DATABASE_UNREACHABLE"),
        ("postgresql://nobody@127.0.0.1:1/db?connect_timeout=1", "DATABASE_UNREACHABLE"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused(url, code):
    with pytest.raises(StoreError) as caught:
        Store(url)
    assert caught.value.code == code
    assert caught.value.hint


def test_a_file_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "cases.db"
    path.write_text("name,amount\n" * 100)
    with pytest.raises(StoreError, match="not a database"):
        Store(f"sqlite:///{path}")


def test_the_password_is_not_shown(postgres_schema_url):
    with closing(Store(postgres_schema_url.replace("ruling@", "ruling:secret@"))) as store:
        assert "secret" not in repr(store)


def test_a_committed_session_survives_the_death_of_its_process(tmp_path, file_url):
    script = (
        "import os, sys\n"
        "from sqlalchemy import insert\n"
        "from cmmn.store import Store\n"
        "from cmmn.store.tables import case_log\n"
        "store = Store(sys.argv[1])\n"
        "with store.writing() as session:\n"
        "    session.execute(insert(case_log), {'id': 'kept', 'version': 1})\n"
        "with store.writing() as session:\n"
        "    session.execute(insert(case_log), {'id': 'lost', 'version': 1})\n"
        "    os._exit(1)\n"
    )
    victim = subprocess.run([sys.executable, "-c", script, file_url], check=False)  # noqa: S603 - ours
    assert victim.returncode == 1
    with closing(Store(file_url)) as store:
        assert versions(store) == {"kept": 1}
    with closing(sqlite3.connect(tmp_path / "cases.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
