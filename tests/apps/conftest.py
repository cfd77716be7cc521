"""A store with the examples, which every page of the workbench can be shown on."""

import shutil

import pytest
import streamlit as st
from workbench_app import store


@pytest.fixture(scope="session")
def deployed(tmp_path_factory):
    """Give a database with two examples, which is made once and then copied."""
    folder = tmp_path_factory.mktemp("deployed")
    made, _ = store(folder, "loan", "complaint")
    made.close()
    return folder / "cases.db"


@pytest.fixture
def engine(tmp_path, monkeypatch, deployed):
    shutil.copy(deployed, tmp_path / "cases.db")
    made, url = store(tmp_path)
    monkeypatch.setenv("RULING_DB", url)
    monkeypatch.setenv("RULING_FILES", str(tmp_path / "files"))
    yield made
    st.cache_resource.clear()
    made.close()
