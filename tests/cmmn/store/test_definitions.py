"""Definitions are deployed together or not at all, and every version stays."""

from dataclasses import replace

import pytest
from stored_cases import T0, at

from cmmn.errors import DeploymentRefused, UnknownCaseError
from cmmn.store import Conflict, definitions
from cmmn.store.definitions import NewDefinition

CASE = NewDefinition("cmmn", "complaint", "Complaint", "complaint.cmmn", b"<case/>")
LATER = at(7)
TABLE = NewDefinition("dmn", "severity", "Severity", "severity.dmn", b"<table/>")


def deploy(store, *files, time=T0, **named):
    with store.writing() as session:
        return definitions.deploy(session, files, "alice", time, "claims", **named)


def read(store, function, *arguments, **named):
    with store.reading() as session:
        return function(session, *arguments, **named)


def newer(definition, content=b"<other/>"):
    return replace(definition, content=content)


def test_what_was_deployed_is_there(store):
    case, table = deploy(store, CASE, TABLE)
    assert (case.version, case.state, case.owner, case.deployed_by) == (
        1, "active", "claims", "alice"
    )  # fmt: skip
    assert case.sha256 == CASE.sha256
    assert case.deployment == table.deployment
    assert read(store, definitions.get, "cmmn", "complaint", 1) == case
    assert read(store, definitions.latest, "dmn", "severity") == table


def test_equal_content_is_no_new_version(store):
    first = deploy(store, CASE, TABLE)
    second = deploy(store, CASE, newer(TABLE), time=at(5))
    assert second[0] == first[0]
    assert (second[1].version, second[1].deployed_at) == (2, at(5))
    assert second[1].deployment != first[1].deployment


def test_an_older_content_is_a_new_version_again(store):
    for content in (b"1", b"2", b"1"):
        (last,) = deploy(store, newer(CASE, content))
    assert last.version == 3
    found = read(store, definitions.by_hash, last.sha256)
    assert [each.version for each in found] == [3, 1]


def test_a_key_of_a_case_and_of_a_decision_may_be_the_same(store):
    both = deploy(store, CASE, replace(CASE, kind="dmn"))
    assert [each.version for each in both] == [1, 1]
    found = read(store, definitions.by_hash, CASE.sha256, "dmn")
    assert [each.kind for each in found] == ["dmn"]


def test_one_definition_twice_is_refused_and_nothing_is_stored(store):
    with pytest.raises(DeploymentRefused, match=r"complaint\.cmmn, copy\.cmmn"):
        deploy(store, TABLE, CASE, replace(CASE, file_name="copy.cmmn"))
    assert read(store, definitions.list_) == []


def test_of_two_deployments_of_a_version_one_is_told(store, monkeypatch):
    deploy(store, CASE)
    monkeypatch.setattr(definitions, "latest", lambda *_, **__: None)  # as seen a moment before
    with pytest.raises(Conflict):
        deploy(store, newer(CASE))


@pytest.mark.parametrize(
    ("states", "expected"),
    [(["active"] * 3, 3), (["active", "active", "draft"], 2), (["active", "retired", "draft"], 1),
     (["retired"] * 3, None)],
)  # fmt: skip
def test_new_cases_get_the_newest_active_version(store, states, expected):
    for version, state in enumerate(states, 1):
        deploy(store, newer(CASE, state.encode() + bytes([version])))
        with store.writing() as session:
            definitions.set_state(session, "cmmn", "complaint", version, state, by="bob", at=LATER)
    latest = read(store, definitions.latest, "cmmn", "complaint")
    assert (latest and latest.version) == expected


def test_a_draft_can_be_deployed(store):
    (draft,) = deploy(store, CASE, state="draft")
    assert draft.state == "draft"
    assert read(store, definitions.latest, "cmmn", "complaint") is None
    assert read(store, definitions.latest, "cmmn", "complaint", states=["draft"]) == draft


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({}, [("complaint", 2), ("complaint", 1), ("severity", 1)]),
        ({"is_latest": True}, [("complaint", 2), ("severity", 1)]),
        ({"kind": "dmn"}, [("severity", 1)]),
        ({"key": "complaint", "limit": 1}, [("complaint", 2)]),
        ({"key": "complaint", "limit": 1, "offset": 1}, [("complaint", 1)]),
        ({"state": "retired"}, []),
        ({"owner": "claims", "kind": "dmn"}, [("severity", 1)]),
        ({"owner": "sales"}, []),
    ],
)
def test_definitions_are_listed_in_pages_without_their_content(store, named, expected):
    deploy(store, CASE, TABLE)
    deploy(store, newer(CASE))
    found = read(store, definitions.list_, **named)
    assert [(each.key, each.version) for each in found] == expected
    assert {each.content for each in found} <= {None}


def test_what_was_deployed_together_is_found_together(store):
    case, _ = deploy(store, CASE, TABLE)
    deploy(store, newer(CASE))
    found = read(store, definitions.list_, deployment=case.deployment)
    assert [(each.key, each.version) for each in found] == [("complaint", 1), ("severity", 1)]


def test_what_there_is_not_is_said(store):
    with pytest.raises(UnknownCaseError, match="version 4"):
        read(store, definitions.get, "cmmn", "complaint", 4)
    with pytest.raises(UnknownCaseError), store.writing() as session:
        definitions.set_state(session, "cmmn", "complaint", 1, "retired", by="bob", at=LATER)
    with pytest.raises(ValueError, match="draft, active, retired"), store.writing() as session:
        definitions.set_state(session, "cmmn", "complaint", 1, "old", by="bob", at=LATER)
