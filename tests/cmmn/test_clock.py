import datetime as dt

import pytest

from cmmn.api import CaseEngine
from cmmn.clock import VirtualClock, now_utc
from feel.errors import FeelFault
from feel.temporal import DateTime


def test_now_is_an_instant_of_this_moment():
    before = dt.datetime.now(dt.UTC)
    now = now_utc()
    after = dt.datetime.now(dt.UTC)
    assert isinstance(now, DateTime)
    assert before <= dt.datetime.fromisoformat(str(now)) <= after


@pytest.mark.parametrize(
    ("duration", "later"),
    [
        ("PT0.5S", "2026-01-31T10:00:00.5Z"),
        ("P1D", "2026-02-01T10:00:00Z"),
        ("P1M", "2026-02-28T10:00:00Z"),
        ("P1Y", "2027-01-31T10:00:00Z"),
        ("-PT1H", "2026-01-31T09:00:00Z"),
    ],
)
def test_a_virtual_clock_is_put_forward_by_a_duration(duration, later):
    clock = VirtualClock("2026-01-31T10:00:00Z")
    assert str(clock()) == "2026-01-31T10:00:00Z"
    clock.advance(duration)
    assert str(clock()) == later


def test_a_virtual_clock_stands_where_it_is_set():
    clock = VirtualClock("2026-01-31T10:00:00+01:00")
    clock.set("2027-06-01T00:00:00Z")
    assert str(clock()) == str(clock()) == "2027-06-01T00:00:00Z"


@pytest.mark.parametrize("text", ["tomorrow", "", "PT1H", "2026-02-30T10:00:00Z"])
def test_what_is_no_instant_sets_no_clock(text):
    with pytest.raises((FeelFault, ValueError)):
        VirtualClock(text)
    clock = VirtualClock("2026-01-31T10:00:00Z")
    with pytest.raises((FeelFault, ValueError)):
        clock.set(text)
    assert str(clock()) == "2026-01-31T10:00:00Z"


@pytest.mark.parametrize("duration", ["1 hour", "", "2026-01-31", "P9999999999Y"])
def test_a_clock_that_cannot_be_put_forward_stays_and_says_so(duration):
    clock = VirtualClock("2026-01-31T10:00:00Z")
    with pytest.raises((FeelFault, ValueError)):
        clock.advance(duration)
    assert str(clock()) == "2026-01-31T10:00:00Z"


def test_an_engine_has_the_clock_it_is_given():
    clock = VirtualClock("2026-01-31T10:00:00Z")
    with CaseEngine(clock=clock) as engine:
        assert engine.engine.clock() is clock.now
