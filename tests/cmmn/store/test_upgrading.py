"""The steps lead to the tables of today, and other databases are left alone."""

from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

import cmmn.store
from cmmn.errors import StoreError
from cmmn.store import Store
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
