"""Tests, presets and runs come back as they were given, by definition or all together."""

import pytest

from cmmn import attachments
from cmmn.api import CaseEngine
from cmmn.clock import VirtualClock
from cmmn.errors import CommandRefused, UnknownCaseError

CLOCK = "2026-01-31T10:00:00Z"


@pytest.fixture(params=["memory", "postgres"])
def url(request, new_url):
    """Give an empty database; the store itself is tested in a file as well."""
    return new_url(request.param)


@pytest.fixture
def faces(url):
    with CaseEngine(url, clock=VirtualClock(CLOCK)) as engine:
        yield engine.attachments


def add(faces, type_="test", name="high", kind="dmn", key="severity", **payload):
    return faces.add(kind, key, type_, name, payload)


def names(page):
    return [each.name for each in page.rows]


def test_what_is_given_comes_back(faces):
    payload = {"inputs": {"Amount": "1.50", "lines": [1, 2.5, None, True]}, "ü": {}}
    added = faces.add("dmn", "severity", "preset", "low", payload)
    assert (added.kind, added.key, added.type, added.name) == ("dmn", "severity", "preset", "low")
    assert (added.payload, str(added.created)) == (payload, CLOCK)
    assert faces.get(added.id) == added


def test_they_are_listed_the_newest_first(faces):
    for number, type_ in enumerate(("test", "run", "test", "run")):
        add(faces, type_, f"n{number}")
    add(faces, "run", "elsewhere", key="other")
    assert names(faces.list("dmn", "severity")) == ["n3", "n2", "n1", "n0"]
    assert names(faces.list("dmn", "severity", "test")) == ["n2", "n0"]
    assert names(faces.list("dmn", "severity", name="n1")) == ["n1"]
    assert names(faces.list("cmmn", "severity")) == []
    page = faces.list("dmn", "severity", "run", limit=1)
    assert (names(page), page.has_more) == (["n3"], True)
    assert names(faces.list("dmn", "severity", "run", limit=1, offset=1)) == ["n1"]
    assert names(faces.recent()) == ["elsewhere", "n3", "n1"]
    assert names(faces.recent("test", limit=1)) == ["n2"]
    assert faces.recent("run", limit=2).has_more
    assert not faces.recent("run", limit=2, offset=1).has_more


def test_the_newest_of_a_name_is_found(faces):
    add(faces, x=1)
    newer = add(faces, x=2)
    assert faces.find("dmn", "severity", "test", "high") == newer
    assert faces.find("dmn", "severity", "run", "high") is None


def test_one_is_renamed_replaced_and_removed(faces):
    one = add(faces, x=1)
    assert faces.replace(one.id, name="higher").payload == {"x": 1}
    changed = faces.replace(one.id, payload={"x": 2})
    assert (changed.name, changed.payload, changed.created) == ("higher", {"x": 2}, one.created)
    assert faces.replace(one.id) == changed
    faces.remove(one.id)
    for forget in (faces.get, faces.remove, faces.replace):
        with pytest.raises(UnknownCaseError):
            forget(one.id)


def test_they_are_counted_by_definition(faces):
    for type_ in ("test", "test", "run"):
        add(faces, type_)
    add(faces, kind="cmmn")
    assert faces.counts() == {
        ("dmn", "severity"): {"test": 2, "run": 1},
        ("cmmn", "severity"): {"test": 1},
    }
    assert faces.counts("cmmn") == {("cmmn", "severity"): {"test": 1}}


@pytest.mark.parametrize(
    "given",
    [{"name": ""}, {"name": "x\ny"}, {"key": ""}, {"x": {1}}, {"x": float("inf")}],
)
def test_what_cannot_be_kept_is_refused(faces, given):
    with pytest.raises(CommandRefused) as refused:
        add(faces, **given)
    assert refused.value.code == "INVALID_VALUE"
    assert faces.recent("test").rows == ()


def test_one_that_is_too_large_is_refused(faces, monkeypatch):
    one = add(faces, x="y")
    monkeypatch.setattr(attachments, "LONGEST", 9)
    with pytest.raises(CommandRefused, match="at most 9"):
        faces.replace(one.id, payload={"x": "yy"})
    assert faces.get(one.id) == one


def test_a_type_that_there_is_not_is_refused(faces):
    with pytest.raises(ValueError, match="test, preset, run"):
        add(faces, "note")
