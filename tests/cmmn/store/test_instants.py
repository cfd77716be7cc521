"""Numbers of instants are in the order of the instants, and any instant has one."""

import pytest
from hypothesis import given
from strategies import date_times

from cmmn.store.instants import (
    NEVER,
    at_or_never,
    from_microseconds,
    from_or_never,
    microseconds,
)
from feel.temporal import parse_date_time


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00", 0),
        ("1970-01-01T01:00:00+01:00", 0),
        ("1970-01-01T00:00:00.000001Z", 1),
        ("1970-01-01T00:00:00.0000001Z", 1),
        ("1969-12-31T23:59:59.999999Z", -1),
        ("2026-07-01T12:00:00@Europe/Berlin", 1_782_900_000_000_000),
        ("999999999-12-31T23:59:59Z", NEVER - 1),
        ("-999999999-01-01T00:00:00Z", -NEVER),
    ],
)
def test_an_instant_has_a_number(text, number):
    assert microseconds(parse_date_time(text)) == number


@given(date_times, date_times)
def test_numbers_are_in_the_order_of_the_instants(a, b):
    if (a.key, a.nanosecond) <= (b.key, b.nanosecond):
        assert microseconds(a) <= microseconds(b)
    else:
        assert microseconds(a) >= microseconds(b)


@given(date_times)
def test_a_number_gives_its_instant_again(instant):
    number = microseconds(instant)
    assert microseconds(from_microseconds(number)) == number
    assert str(from_microseconds(number)).endswith("Z")


def test_no_date_comes_after_all_dates():
    assert at_or_never(None) > microseconds(parse_date_time("999999999-12-31T23:59:59Z"))
    assert from_or_never(at_or_never(None)) is None
    assert str(from_or_never(0)) == "1970-01-01T00:00:00Z"
