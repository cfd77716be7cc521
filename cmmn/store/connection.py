"""Opens a database, SQLite or PostgreSQL, and hands out sessions to read or to write.

Rule: a session that writes is one transaction and has SQLite's write lock from its first moment; a
session that reads has no transaction at all, so nothing is held while Python thinks.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy import exc as sql_errors
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import QueuePool, StaticPool

from cmmn.errors import StoreError
from cmmn.store.upgrading import upgrade

__all__ = ["BUSY_SECONDS", "Conflict", "Session", "Store"]

BUSY_SECONDS = 30.0
"""How long a session waits for the others, unless the store was opened with another patience."""

Session: TypeAlias = Connection
"""What is between `with store.writing() as session` and its end."""

_READS = "ruling_reads"
_TRY_AGAIN = {"40001", "40P01"}  # PostgreSQL: serialization failure, deadlock
_TOO_LONG = {"55P03", "57014"}  # lock not available, query canceled


class Conflict(Exception):  # noqa: N818 - an answer that the engine expects, not a fault
    """Another session was first: nothing was written; load again and decide anew."""


class Store:
    """A database that is open; threads may share it, processes open their own.

    Errors: StoreError DATABASE_UNREACHABLE, UNSUPPORTED_DATABASE, NEWER_DATABASE, NOT_OURS or BUSY.
    """

    def __init__(self, url: str = "sqlite://", *, busy_seconds: float = BUSY_SECONDS) -> None:
        address = _address(url)
        self._busy_seconds = busy_seconds
        self._lock = threading.Lock()
        self._is_memory = _is_memory(address)
        self._engine = _engine(address, busy_seconds)
        self.dialect: str = self._engine.dialect.name
        self._reading = _reading(self._engine)
        try:
            with _translated():
                upgrade(self._engine, self._reading)
        except Exception:
            self.close()
            raise

    def __repr__(self) -> str:
        return f"Store({self._engine.url.render_as_string()!r})"

    def close(self) -> None:
        """Give back the connections; what is in memory is gone then."""
        self._engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that is committed at its end, or rolled back where an exception ends it.

        Errors: StoreError BUSY; Conflict where PostgreSQL chose this session to give way.
        """
        with self._turn(), _translated(), self._engine.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session in which every query sees what is committed at its own moment."""
        if not self._is_memory:
            with _translated(), self._reading.connect() as session:
                yield session
            return
        with self._turn(), _translated(), self._reading.connect() as session:
            yield session

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Let threads queue here: SQLite's own waiting is by sleeping and looking again."""
        if self.dialect != "sqlite":
            yield
            return
        if not self._lock.acquire(timeout=self._busy_seconds):
            raise _busy()
        try:
            yield
        finally:
            self._lock.release()


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except sql_errors.ArgumentError:
        raise _unsupported("the address of the database cannot be read") from None
    if address.drivername in {"postgres", "postgresql"}:
        address = address.set(drivername="postgresql+psycopg")
    if address.drivername not in {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}:
        raise _unsupported(f"there is no store in {address.drivername}")
    return address


def _unsupported(message: str) -> StoreError:
    hint = "write sqlite:///file.db, sqlite:// or postgresql+psycopg://user@host/database"
    return StoreError("UNSUPPORTED_DATABASE", message, hint=hint)


def _is_memory(address: URL) -> bool:
    return address.get_backend_name() == "sqlite" and address.database in {None, "", ":memory:"}


def _engine(address: URL, busy_seconds: float) -> Engine:
    if address.get_backend_name() == "postgresql":
        return create_engine(address, pool_pre_ping=True, pool_timeout=busy_seconds)
    arguments = {"isolation_level": None, "timeout": busy_seconds, "check_same_thread": False}
    if _is_memory(address):
        engine = create_engine(address, poolclass=StaticPool, connect_args=arguments)
    else:
        engine = create_engine(
            address, poolclass=QueuePool, max_overflow=-1, connect_args=arguments
        )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _reading(engine: Engine) -> Engine:
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{_READS: True})
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    _turn_to_wal(connection)
    connection.execute("PRAGMA synchronous = FULL")


def _turn_to_wal(connection: sqlite3.Connection) -> None:
    """Turn a new file to WAL; while others do the same SQLite is busy without waiting."""
    timeout = connection.execute("PRAGMA busy_timeout").fetchone()[0] / 1_000
    end = time.monotonic() + timeout
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > end:
                raise
            time.sleep(0.01)
        else:
            return


def _begin(connection: Connection) -> None:
    if not connection.get_execution_options().get(_READS):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _translated() -> Iterator[None]:
    """Say in the store's own words what the database refused."""
    try:
        yield
    except sql_errors.TimeoutError:
        raise _busy() from None
    except sql_errors.DBAPIError as error:
        raise _translation(error) from error


def _translation(error: sql_errors.DBAPIError) -> Exception:
    original: Any = error.orig
    state = getattr(original, "sqlstate", None)
    if state in _TRY_AGAIN:
        return Conflict(str(original))
    if state in _TOO_LONG or (isinstance(original, sqlite3.Error) and _is_busy(original)):
        return _busy()
    is_trouble = isinstance(error, (sql_errors.OperationalError, sql_errors.InterfaceError))
    if is_trouble or type(original) is sqlite3.DatabaseError:  # the last: it is no such file
        hint = "look whether it is there, whether it may be written, and whether it is a database"
        return StoreError(
            "DATABASE_UNREACHABLE", f"the database says: {original}".strip(), hint=hint
        )
    return error


def _is_busy(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", None) or 0
    return code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _busy() -> StoreError:
    hint = "try again; a session that writes should be short"
    return StoreError("BUSY", "the database is busy with others for too long", hint=hint)
