"""Tests, presets and runs stay with their definition."""

import pytest
from stored_cases import T0, at

from cmmn.errors import UnknownCaseError
from cmmn.store import attachments


def read(store, function, *arguments, **named):
    with store.reading() as session:
        return function(session, *arguments, **named)


@pytest.fixture
def ids(store):
    with store.writing() as session:
        return [
            attachments.add(
                session, kind, key, type_=type_, name=name, payload='{"x":1}', at=at(minutes)
            )
            for minutes, (kind, key, type_, name) in enumerate(
                [
                    ("dmn", "severity", "test", "high"),
                    ("dmn", "severity", "preset", "low"),
                    ("dmn", "severity", "test", "low"),
                    ("cmmn", "severity", "run", "first"),
                ]
            )
        ]


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({}, [2, 1, 0]),
        ({"type_": "test"}, [2, 0]),
        ({"name": "low"}, [2, 1]),
        ({"limit": 1, "offset": 1}, [1]),
        ({"type_": "run"}, []),
    ],
)
def test_attachments_are_listed_by_definition(store, ids, named, expected):
    found = read(store, attachments.list_, "dmn", "severity", **named)
    assert [ids.index(each.id) for each in found] == expected


def test_an_attachment_comes_back_as_it_was(store, ids):
    found = read(store, attachments.get, ids[0])
    assert found == attachments.Attachment(ids[0], "dmn", "severity", "test", "high", '{"x":1}', T0)


def test_an_attachment_can_be_replaced_and_removed(store, ids):
    with store.writing() as session:
        attachments.replace(session, ids[0], name="higher", payload="[]")
        attachments.remove(session, ids[1])
    assert read(store, attachments.get, ids[0]).payload == "[]"
    assert len(read(store, attachments.list_, "dmn", "severity")) == 2


def test_an_attachment_that_there_is_not_is_said(store):
    with pytest.raises(UnknownCaseError):
        read(store, attachments.get, 1)
    with pytest.raises(UnknownCaseError), store.writing() as session:
        attachments.replace(session, 1, name="", payload="")
    with pytest.raises(UnknownCaseError), store.writing() as session:
        attachments.remove(session, 1)


def test_a_type_that_there_is_not_is_refused(store):
    with pytest.raises(ValueError, match="test, preset, run"), store.writing() as session:
        attachments.add(session, "dmn", "x", type_="note", name="", payload="", at=T0)
