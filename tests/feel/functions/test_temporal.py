"""The temporal functions."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel.errors import FeelFault
from feel.functions.temporal import FUNCTIONS
from feel.scope import Run
from feel.temporal import Date
from feel.temporal import parse_temporal as at

NOW = at("2024-02-29T23:30:00-05:00")
OF_A_DATE = ["day of year", "day of week", "month of year", "week of year"]

VALUES = [
    ("day of year", "1970-01-01", Decimal(1)),
    ("day of year", "2019-12-31", Decimal(365)),
    ("day of year", "2020-12-31T10:10:10", Decimal(366)),
    ("day of year", "2019-09-17", Decimal(260)),
    ("day of year", "-0004-12-31", Decimal(366)),
    ("day of week", "2019-09-16", "Monday"),
    ("day of week", "2019-09-17T10:10:10Z", "Tuesday"),
    ("day of week", "2019-09-22", "Sunday"),
    ("month of year", "2019-01-17", "January"),
    ("month of year", "2019-09-17T10:10:10", "September"),
    ("month of year", "2019-12-17", "December"),
    ("week of year", "2019-09-17", Decimal(38)),
    ("week of year", "2003-12-29", Decimal(1)),
    ("week of year", "2004-01-01T10:10:10", Decimal(1)),
    ("week of year", "2010-01-01", Decimal(53)),
    ("week of year", "2005-01-01", Decimal(53)),
    ("week of year", "2005-01-03", Decimal(1)),
    ("week of year", "2005-01-09", Decimal(1)),
]


@pytest.mark.parametrize(("name", "date", "expected"), VALUES)
def test_a_date_lies_in_its_year_month_and_week(name, date, expected):
    assert FUNCTIONS[name].call(Run(), [at(date)]) == expected
    assert FUNCTIONS[name].call_named(Run(), {"date": at(date)}) == expected


@pytest.mark.parametrize("name", OF_A_DATE)
@pytest.mark.parametrize(
    "arguments",
    [[], [None], ["foo"], ["1970-01-01"], [at("10:00:00")], [at("1970-01-01"), at("1970-01-01")]],
    ids=str,
)
def test_a_function_of_a_date_takes_one_date(name, arguments):
    with pytest.raises(FeelFault, match=f"^{name}: "):
        FUNCTIONS[name].call(Run(), arguments)


@pytest.mark.parametrize("name", OF_A_DATE)
@pytest.mark.parametrize("arguments", [{"date": None}, {"date": "foo"}, {"value": NOW}], ids=str)
def test_a_function_of_a_date_takes_it_by_its_name(name, arguments):
    with pytest.raises(FeelFault, match=f"^{name}: "):
        FUNCTIONS[name].call_named(Run(), arguments)


def test_now_and_today_are_those_of_the_run():
    run = Run(now=NOW)
    assert FUNCTIONS["now"].call(run, []) == NOW
    assert FUNCTIONS["today"].call(run, []) == at("2024-02-29")


def test_the_clock_is_read_once_in_a_run():
    readings = iter([NOW, at("2025-01-01T00:00:00Z")])
    run = Run(now=lambda: next(readings))
    assert FUNCTIONS["now"].call(run, []) == FUNCTIONS["now"].call(run, [])


@pytest.mark.parametrize("name", ["now", "today"])
def test_the_clock_needs_no_argument_and_a_run_that_has_one(name):
    with pytest.raises(FeelFault, match=f"^{name}: does not take 1 arguments"):
        FUNCTIONS[name].call(Run(now=NOW), [Decimal(123)])
    with pytest.raises(FeelFault, match="no clock"):
        FUNCTIONS[name].call(Run(), [])


@given(st.dates())
def test_the_calendar_is_that_of_python(day):
    date = Date(day.year, day.month, day.day)
    results = [FUNCTIONS[name].call(Run(), [date]) for name in ("day of year", "week of year")]
    assert results == [day.timetuple().tm_yday, day.isocalendar().week]
