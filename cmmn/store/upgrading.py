"""Brings a database to the tables of this release when it is opened, and refuses a newer one.

Rule: looking, migrating and noting the version are one transaction, under SQLite's write lock or
an advisory lock of PostgreSQL; a database that is up to date is only looked at.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, select, text

from cmmn.errors import StoreError
from cmmn.store.tables import METADATA

__all__ = ["HEAD", "VERSION_TABLE", "upgrade"]

HEAD = "0002"
"""The last step in `migrations/versions`."""

VERSION_TABLE = "ruling_version"
"""Where a database says which step it is at; its own name, for the host may use Alembic too."""

_ADVISORY_LOCK = 0x72756C696E67  # any number that others will not think of: "ruling"


def upgrade(engine: Engine, reading: Engine) -> None:
    """Bring the database to `HEAD`.

    Errors: StoreError NEWER_DATABASE, or NOT_OURS for tables of our names that somebody else made.
    """
    with reading.connect() as connection:
        if _version(connection) == HEAD:
            return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
        version = _version(connection)
        if version != HEAD:
            _check(connection, version)
            _migrate(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    query = text(f"SELECT version_num FROM {VERSION_TABLE}")  # noqa: S608 - a constant of ours
    version: str | None = connection.execute(query).scalar()
    return version


def _check(connection: Connection, version: str | None) -> None:
    if version is None:
        taken = sorted(set(inspect(connection).get_table_names()) & set(METADATA.tables))
        if taken:
            raise StoreError(
                "NOT_OURS",
                f"the database has tables of other making: {', '.join(taken)}",
                hint="give the store a database or a schema of its own",
            )
    elif not version.isdecimal() or int(version) > int(HEAD):
        raise StoreError(
            "NEWER_DATABASE",
            f"the database is at version {version}, this program knows versions up to {HEAD}",
            hint="use the release that wrote it, or a later one",
        )


def _migrate(connection: Connection) -> None:
    # here and not above: a database that is up to date, nearly every one, needs no Alembic
    from alembic import command  # noqa: PLC0415 - see the line above
    from alembic.config import Config  # noqa: PLC0415 - see the line above

    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["version_table"] = VERSION_TABLE
    command.upgrade(config, "head")
