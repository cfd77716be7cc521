"""The steps lead to the tables of today, and other databases are left alone."""

from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

import cmmn.store
from cmmn.errors import StoreError
from cmmn.store import Store, operations, projections
from cmmn.store.instants import NEVER
from cmmn.store.tables import METADATA
from cmmn.store.upgrading import HEAD, VERSION_TABLE


def run(url, *statements):
    engine = create_engine(url)
    with engine.begin() as connection:
        for each in statements:
            connection.execute(text(each))
    engine.dispose()


@pytest.fixture
def kept_url(store_url):
    if store_url == "sqlite://":
        pytest.skip("what is in memory is opened once")
    return store_url


def test_the_steps_lead_to_the_tables(store):
    with store.writing() as session:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(session, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_the_last_step_is_the_one_that_is_expected():
    config = Config()
    config.set_main_option("script_location", str(Path(cmmn.store.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_an_opened_database_opens_again(kept_url):
    for _ in range(2):
        with closing(Store(kept_url)) as store:
            assert store.dialect in kept_url


@pytest.mark.parametrize("version", ["9999", "f00ba4"])
def test_a_newer_database_is_refused(kept_url, version):
    Store(kept_url).close()
    run(kept_url, f"UPDATE {VERSION_TABLE} SET version_num = '{version}'")  # noqa: S608 - ours
    with pytest.raises(StoreError, match=version) as caught:
        Store(kept_url)
    assert caught.value.code == "NEWER_DATABASE"


def test_tables_of_others_with_our_names_are_refused(kept_url):
    run(kept_url, "CREATE TABLE task (title TEXT)")
    with pytest.raises(StoreError, match="task") as caught:
        Store(kept_url)
    assert caught.value.code == "NOT_OURS"


def test_tables_of_others_with_other_names_may_be_there(kept_url):
    run(kept_url, "CREATE TABLE customer (name TEXT)")
    with closing(Store(kept_url)) as store, store.reading() as session:
        assert session.execute(text("SELECT * FROM customer")).all() == []


# --- a database of step 0001 ----------------------------------------------------------------------

OLD = (
    "INSERT INTO case_log VALUES ('a', 3), ('b', 1)",
    """
    INSERT INTO case_instance
        (id, definition, sha256, name, state, version, created, updated, words)
    VALUES
        ('a', 'c', 'f', 'C', 'active', 3, 1, 1, 'a'),
        ('b', 'c', 'f', 'C', 'active', 1, 1, 1, 'b')
    """,
    """
    INSERT INTO task
        (case_id, instance, item, name, kind, state, due, follow_up, created, escalated)
    VALUES
        ('a', 'A#1', 'A', 'Assess', 'humanTask', 'active', 90, 99, 1, 0),
        ('a', 'B#1', 'B', 'Bill', 'humanTask', 'enabled', 70, 99, 1, 0),
        ('a', 'C#1', 'C', 'Call', 'humanTask', 'suspended', 10, 99, 1, 0)
    """,
    """
    INSERT INTO timer (case_id, instance, kind, due, run_at, attempts)
    VALUES ('a', 'T_1#12', 'timer', 5, 5, 0), ('a', 'A#1', 'escalation', 90, 90, 0)
    """,
    """
    INSERT INTO incident (id, case_id, instance, item, code, message, since)
    VALUES (1, 'a', 'A#1', 'A', 'X', 'y', 1)
    """,
    """
    INSERT INTO definition
        (kind, key, version, sha256, name, owner, deployment, deployed_by, deployed_at, state,
        file_name, content)
    VALUES ('cmmn', 'c', 1, 'f', 'C', 'o', 'd', 'ann', 7, 'active', 'c.cmmn', '')
    """,
)


@pytest.fixture
def old_url(kept_url):
    """Give a database as the first step left it, with rows."""
    config = Config()
    config.set_main_option("script_location", str(Path(cmmn.store.__file__).parent / "migrations"))
    engine = create_engine(kept_url)
    with engine.begin() as connection:
        config.attributes.update(connection=connection, version_table=VERSION_TABLE)
        command.upgrade(config, "0001")
    engine.dispose()
    run(kept_url, *OLD)
    return kept_url


def test_a_database_of_the_first_step_is_filled_as_far_as_its_rows_tell(old_url):
    with closing(Store(old_url)) as store, store.reading() as session:

        def found(columns, table):
            query = text(f"SELECT {columns} FROM {table} ORDER BY 1")  # noqa: S608 - a test's own
            return list(map(tuple, session.execute(query).all()))

        assert found("id, due, open_tasks, projection", "case_instance") == [
            ("a", 70, 2, 1),
            ("b", NEVER, 0, 1),
        ]
        assert found("instance, item, name", "timer") == [("A#1", "A", ""), ("T_1#12", "T_1", "")]
        assert found("item, name", "incident") == [("A", "")]
        assert found("changed_by, changed", "definition") == [("ann", 7)]
        assert found("count(*)", "duration") == [(0,)]
        assert str(projections.stale(session, 9)) == "2"
        assert operations.incidents(session).rows[0].name == "A"
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(session, opts=options)
        assert compare_metadata(context, METADATA) == []
