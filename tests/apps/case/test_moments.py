from datetime import UTC

import pytest
from case_page import EXAMPLES
from hypothesis import given
from hypothesis import strategies as st

from cmmn import CaseEngine, User
from feel.temporal import parse_date_time
from ruling_workbench.case.moments import Moment, moments, nearest, version_of

NOON = parse_date_time("2026-03-03T12:00:00Z")


def at(version):
    return Moment(version, NOON, "alice", "completed Assess")


def test_a_moment_is_after_each_command():
    with CaseEngine() as engine:
        engine.deploy(EXAMPLES / "complaint")
        case = engine.create("complaint", {"customer": "C", "amount": 120}, by=User("alice"))
        first = case.version
        case.complete("assess", {"severity": "high"})
        found = moments(case.timeline().steps)
        assert [each.version for each in found] == [first, case.version]
        assert [each.who for each in found] == ["alice", "system"]
        assert found[1].words == "completed Assess the complaint"


def test_a_moment_is_told_with_its_time_and_who():
    assert at(5).said(UTC, NOON) == "v5, 12:00, alice: completed Assess"
    assert at(5).short(UTC, parse_date_time("2026-03-05T12:00:00Z")) == "3 Mar 12:00 alice"


@pytest.mark.parametrize(("version", "found"), [(1, 5), (5, 5), (8, 5), (9, 9), (99, 9)])
def test_the_nearest_moment_is_not_after_the_version_if_there_is_one(version, found):
    assert nearest([at(5), at(9)], version) == at(found)


def test_where_there_is_no_moment_none_is_near():
    assert nearest([], 3) is None


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("3", 3),
        ("007", 7),
        ("14", None),
        ("15", None),
        ("0", None),
        ("-1", None),
        ("1e3", None),
        ("", None),
        (None, None),
        ("٣", None),
        ("9" * 40, None),
    ],
)
def test_an_address_names_a_version_or_the_case_as_it_is(text, version):
    assert version_of(text, 14) == version


@given(st.text(max_size=12), st.integers(1, 1000))
def test_whatever_an_address_says_the_version_is_one_there_was(text, newest):
    found = version_of(text, newest)
    assert found is None or 0 < found < newest
