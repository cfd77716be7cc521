"""Every screen on a store that is hostile all over: no page fails, and no label is as it was typed.

What a browser makes of it is looked at in `browser/test_flow_safety.py`.
"""

import pytest
import streamlit as st
from hostile_models import Hostile, refused_tables, twins
from hostile_store import fill
from workbench_app import opened

from cmmn import CaseEngine, User

MARKED = {"Markdown", "Heading", "Alert", "Toast"}  # elements whose body is Markdown
LABELS = ("label", "help")
PAGES = (
    "",
    "tasks",
    "tasks case task",
    "cases",
    "cases start",
    "case id",
    "case id tab=Timeline",
    "case id tab=Decisions",
    "case id tab=People",
    "case id item",
    "case id version=3 with=5",
    "case over",
    "decide model",
    "what-if model decision",
    "batch model",
    "batch model run",
    "models kind key",
    "feel",
    "operations",
    "metrics",
)
STRANGE = ("9" * 30, "²", "\x00")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Give the texts and what is in the store."""
    folder, text = tmp_path_factory.mktemp("hostile"), Hostile()
    url, files = f"sqlite:///{folder / 'cases.db'}", folder / "files"
    with CaseEngine(url) as engine, pytest.MonkeyPatch.context() as patch:
        patch.setenv("RULING_DB", url)
        patch.setenv("RULING_FILES", str(files))
        yield text, fill(engine, files, text), engine
        st.cache_resource.clear()


def query_of(hostile, names):
    text, store, _ = hostile
    known = {
        "id": store.case,
        "case": store.case,
        "over": store.over,
        "task": store.task,
        "start": store.definition,
        "model": store.model,
        "decision": text("decision"),
        "run": store.run,
        "kind": "dmn",
        "key": store.model,
        "item": text("task"),
    }
    given = [name.partition("=") for name in names]
    return {"id" if name == "over" else name: value or known[name] for name, _, value in given}


def visited(hostile, page, **more):
    """Return a page that was opened by the person of the store."""
    path, *names = page.split(" ") if page else ["home"]
    person = hostile[1].person
    query = {**query_of(hostile, names), **more}
    return opened(path, name=person.name, groups=person.groups, **query)


def elements(block):
    """Give what is on a page, the data of each element."""
    for each in block.children.values():
        if hasattr(each, "children"):
            yield from elements(each)
        proto = getattr(each, "proto", None)
        if proto is not None:
            yield proto


def typed_labels(app, core):
    """Return the labels, tips and bodies in which a text stands that was not made plain."""
    found = []
    for block in app._tree.children.values():
        for proto in elements(block):
            names = {each.name for each in proto.DESCRIPTOR.fields}
            looked = [*LABELS, *(["body"] if proto.DESCRIPTOR.name in MARKED else [])]
            found += [
                getattr(proto, each)
                for each in looked
                if each in names and core in str(getattr(proto, each))
            ]
    return found


@pytest.mark.parametrize("page", PAGES)
def test_no_label_of_a_page_is_as_it_was_typed(hostile, page):
    assert typed_labels(visited(hostile, page), hostile[0].core) == []


def test_a_label_as_it_was_typed_would_be_found(hostile, monkeypatch):
    for each in ("act", "read"):
        monkeypatch.setattr(f"ruling_workbench.widgets.{each}.plain", str)
    assert typed_labels(visited(hostile, ""), hostile[0].core)


@pytest.mark.parametrize("value", STRANGE)
@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("case id", "version"),
        ("case id", "item"),
        ("decide model", "version"),
        ("batch model", "run"),
        ("cases", "age"),
    ],
)
def test_no_address_breaks_a_page(hostile, page, name, value):
    assert not visited(hostile, page, **{name: value}).exception


@pytest.mark.parametrize("part", ["Tests", "Draft", "Check"])
def test_no_label_of_a_part_of_decide_is_as_it_was_typed(hostile, part):
    app = visited(hostile, "decide model")
    parts = next(each for each in app.button_group if each.label == "Part of the page")
    parts.set_value(part).run()
    assert not app.exception
    assert typed_labels(app, hostile[0].core) == []


@pytest.mark.parametrize("name", refused_tables())
def test_what_is_no_table_is_refused_in_a_sentence(hostile, name):
    app = visited(hostile, "batch", model="Charts")
    app.file_uploader[0].set_value((name, refused_tables()[name], "text/csv")).run()
    assert not app.exception
    assert len(app.error) == 1


# --- names that meet ------------------------------------------------------------------------------


def test_names_that_meet_break_no_page(hostile):
    engine = hostile[2]
    engine.models.deploy(twins())
    case = engine.create("twins", by=User("al"))
    task = case.tasks()[0].id
    for path, query in (
        ("decide", {"model": "Twins"}),
        ("what-if", {"model": "Twins"}),
        ("batch", {"model": "Twins"}),
        ("cases", {"start": "twins"}),
        ("case", {"id": case.id}),
        ("case", {"id": case.id, "item": "a"}),
        ("tasks", {"case": case.id, "task": task}),
    ):
        assert not opened(path, name="al", **query).exception
