"""Values and instants as a reader sees them."""

from datetime import UTC, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel.temporal import parse_date_time, parse_duration
from ruling_workbench.present import (
    age,
    counted,
    due,
    instant,
    span,
    value_text,
    when,
    zone_of,
)

NOW = parse_date_time("2026-11-03T10:02:00Z")
VALUES = [
    ("ELIGIBLE", "ELIGIBLE"),
    ("", '""'),
    (None, "null"),
    (True, "true"),
    (Decimal("250000.50"), "250,000.50"),
    (Decimal(-1234567), "-1,234,567"),
    (Decimal("1E+3"), "1000"),
    (Decimal("1E+40"), "1" + "0" * 40),
    ([Decimal(1), "a"], '[1, "a"]'),
    (parse_duration("P3D"), "P3D"),
    (parse_date_time("2026-11-03T10:02:00Z"), "2026-11-03T10:02:00Z"),
    ("x" * 200, "x" * 119 + "…"),
]
WHEN = [
    ("2026-11-03T08:00:00Z", "UTC", "08:00"),
    ("2026-11-03T08:00:00Z", "Europe/Berlin", "09:00"),
    ("2026-11-02T23:30:00Z", "Europe/Berlin", "00:30"),
    ("2026-01-02T08:00:00Z", "UTC", "2 Jan 08:00"),
    ("2025-01-02T08:00:00Z", "UTC", "2 Jan 2025 08:00"),
]
DUE = [
    ("2026-11-03T14:02:00Z", "in 4 h"),
    ("2026-11-01T10:02:00Z", "2 days late"),
    ("2026-11-03T10:02:20Z", "now"),
    ("2026-11-03T10:14:00Z", "in 12 min"),
]


@pytest.mark.parametrize(("value", "text"), VALUES)
def test_a_value_is_short_and_without_quotes(value, text):
    assert value_text(value) == text


@pytest.mark.parametrize(("moment", "zone", "text"), WHEN)
def test_an_instant_is_told_in_the_zone_of_the_reader(moment, zone, text):
    assert when(parse_date_time(moment), ZoneInfo(zone), NOW) == text


@pytest.mark.parametrize(("moment", "text"), DUE)
def test_what_is_due_is_told_in_words(moment, text):
    assert due(parse_date_time(moment), NOW) == text


def test_what_is_not_there_is_an_empty_text():
    assert (when(None, UTC), age(None, NOW), due(None, NOW)) == ("", "", "")


def test_an_age_is_told_in_its_largest_unit():
    assert age(parse_date_time("2026-10-31T10:00:00Z"), NOW) == "3 days ago"
    assert age(NOW, NOW) == "just now"


@pytest.mark.parametrize("year", ["99999-01-01T00:00:00Z", "-99999-01-01T00:00:00Z"])
def test_years_that_python_does_not_have_are_its_last_or_first(year):
    assert instant(parse_date_time(year)).year in {1, 9999}
    assert when(parse_date_time(year), ZoneInfo("Asia/Tokyo"))


@given(st.timedeltas(min_value=timedelta(0)))
def test_a_span_always_has_a_figure_and_a_unit(length):
    figure, unit = span(length).split()
    assert int(figure.replace(",", "")) >= 0
    assert unit in {"day", "days", "h", "min", "s"}


def test_a_count_has_its_noun():
    assert [counted(1, "case"), counted(1204, "case"), counted(2, "entry", "entries")] == [
        "1 case",
        "1,204 cases",
        "2 entries",
    ]


@pytest.mark.parametrize("name", [None, "", "Nowhere/Land", "../../etc/passwd", "\x00"])
def test_a_zone_that_there_is_not_is_utc(name):
    assert zone_of(name) is UTC
