"""The catalogue tells how many versions there are and how many cases run on each."""

import pytest
from sqlalchemy import insert
from stored_cases import T0, StoredCase, at, case_moved

from cmmn.events import CaseCreated
from cmmn.lifecycle import State, Transition
from cmmn.store import Store, catalogue, definitions, tables
from cmmn.store.catalogue import ModelFilter
from cmmn.store.paging import Total

NAMES = ("memory", "file", "postgres")


def read(store, function, *arguments):
    with store.reading() as session:
        return function(session, *arguments)


def listed(store, limit=50, offset=0, **named):
    page = read(store, catalogue.models, ModelFilter(**named), limit, offset)
    return [f"{each.kind} {each.key} {each.version}" for each in page.rows]


@pytest.fixture(scope="module", params=NAMES)
def three(request, new_url):
    """Two definitions of cases, one in two versions; a decision model in two versions; cases."""
    store = Store(new_url(request.param))
    kept = {"content": b"", "deployment": "d", "deployed_at": 0, "changed": 0}
    rows = [
        ("cmmn", "claim", 1, "c1", "Ä Claim", "active", "sales"),
        ("cmmn", "complaint", 1, "f00", "Complaint", "retired", "claims"),
        ("cmmn", "complaint", 2, "f01", "Complaint 2", "draft", "claims"),
        ("dmn", "severity", 1, "s1", "Severity", "active", "claims"),
        ("dmn", "severity", 2, "s2", "Severity", "active", "risk"),
    ]
    names = ("kind", "key", "version", "sha256", "name", "state", "owner")
    with store.writing() as session:
        for row in rows:
            values = dict(zip(names, row, strict=True)) | kept
            more = {"file_name": f"{row[1]}_file", "deployed_by": "ann", "changed_by": "bob"}
            session.execute(insert(tables.definition).values(values | more))
    for name, models in (("a", {"severity": "s1"}), ("b", {"severity": "s2"}), ("c", {})):
        case = StoredCase(store, name)
        case.write(CaseCreated(name, "complaint", "f00", "root", models))
    StoredCase(store, "d").start(definition="gone").write(
        case_moved(Transition.TERMINATE, State.ACTIVE, State.TERMINATED)
    )
    case.write(case_moved(Transition.TERMINATE, State.ACTIVE, State.TERMINATED), time=at(1))
    yield store
    store.close()


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({}, ["cmmn claim 1", "cmmn complaint 2", "dmn severity 2"]),
        ({"kind": "dmn"}, ["dmn severity 2"]),
        ({"is_latest": False, "key": "severity"}, ["dmn severity 2", "dmn severity 1"]),
        ({"state": "active"}, ["cmmn claim 1", "dmn severity 2"]),
        ({"state": "retired"}, ["cmmn complaint 1"]),
        ({"owner": "claims"}, ["cmmn complaint 2", "dmn severity 1"]),
        ({"text": "ä CL"}, ["cmmn claim 1"]),
        ({"text": "complaint 2"}, ["cmmn complaint 2"]),
        ({"text": "SEVERITY_f"}, ["dmn severity 2"]),
        ({"text": "%"}, []),
        ({"limit": 1, "offset": 1}, ["cmmn complaint 2"]),
    ],
)
def test_definitions_are_found(three, named, expected):
    assert listed(three, **named) == expected
    if "limit" not in named:
        count = read(three, catalogue.count_models, ModelFilter(**named), 100)
        assert count == Total(len(expected))


def test_a_definition_tells_about_itself(three):
    where = ModelFilter(key="complaint", is_latest=False)
    newer, older = read(three, catalogue.models, where, 9, 0).rows
    assert older == catalogue.ModelRow(
        "cmmn", "complaint", 1, "f00", "Complaint", "claims", "ann", older.deployed_at, "retired",
        "complaint_file", "bob", older.changed, 2, 2, 2,
    )  # fmt: skip
    assert (newer.versions, newer.running, newer.running_all) == (2, 0, 2)


def test_a_decision_model_counts_the_open_cases_that_are_bound_to_it(three):
    where = ModelFilter(kind="dmn", is_latest=False)
    rows = read(three, catalogue.models, where, 9, 0).rows
    assert [(each.version, each.running, each.running_all) for each in rows] == [
        (2, 1, 2),
        (1, 1, 2),
    ]


def test_an_empty_store_has_no_definitions(store):
    assert read(store, catalogue.models, ModelFilter(), 9, 0).rows == ()
    assert read(store, catalogue.models, ModelFilter(text="x"), 9, 0).rows == ()


def test_pages_say_whether_there_is_more(store):
    with store.writing() as session:
        for key in "ab":
            new = definitions.NewDefinition("cmmn", key, key, key, b"")
            definitions.deploy(session, [new], "ann", T0, "ann")
    page = read(store, catalogue.models, ModelFilter(), 1, 0)
    assert ([each.key for each in page.rows], page.has_more) == (["a"], True)
