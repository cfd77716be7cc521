"""Days, weeks and months follow on each other without a gap, as the zone has them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cmmn.periods import MOST, STEPS, bounds

ZONES = ("UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia")
DAY = 86_400 * 10**6


def instant(text):
    """Return an instant in microseconds."""
    return int(dt.datetime.fromisoformat(text).timestamp()) * 10**6


def shown(found, zone="UTC"):
    """Return where each begins, by the wall clock of a zone."""
    times = (dt.datetime.fromtimestamp(each.start / 10**6, ZoneInfo(zone)) for each in found)
    return [f"{each:%m-%d %H:%M}" for each in times]


@pytest.mark.parametrize(
    ("start", "last", "step", "zone", "expected"),
    [
        ("2026-03-02T09:00Z", "2026-03-04T00:00Z", "day", "UTC",
         ["03-02 00:00", "03-03 00:00", "03-04 00:00"]),
        ("2026-03-02T09:00Z", "2026-03-02T09:00Z", "day", "UTC", ["03-02 00:00"]),
        ("2026-03-28T23:30Z", "2026-03-29T23:00Z", "day", "Europe/Berlin",
         ["03-29 00:00", "03-30 00:00"]),
        ("2026-03-01T09:00Z", "2026-03-09T09:00Z", "week", "UTC",
         ["02-23 00:00", "03-02 00:00", "03-09 00:00"]),
        ("2025-12-31T09:00Z", "2026-03-31T09:00Z", "month", "UTC",
         ["12-01 00:00", "01-01 00:00", "02-01 00:00", "03-01 00:00"]),
        ("2026-03-09T09:00Z", "2026-03-02T09:00Z", "day", "UTC", ["03-02 00:00"]),
    ],
)  # fmt: skip
def test_a_time_is_cut_where_days_weeks_and_months_begin(start, last, step, zone, expected):
    assert shown(bounds(instant(start), instant(last), step, zone), zone) == expected


def test_a_day_on_which_the_clock_is_changed_is_shorter():
    (day,) = bounds(instant("2026-03-29T09:00Z"), instant("2026-03-29T10:00Z"), "day", ZONES[1])
    assert day.end - day.start == 23 * DAY // 24


def test_only_the_last_ones_are_kept():
    found = bounds(instant("2000-01-01T00:00Z"), instant("2026-03-04T09:00Z"), "day", "UTC", 2)
    assert shown(found) == ["03-03 00:00", "03-04 00:00"]
    assert len(bounds(0, instant("2026-03-04T09:00Z"), "day", "UTC")) == MOST


def test_another_step_is_refused():
    with pytest.raises(ValueError, match="day, week, month"):
        bounds(0, 1, "hour", "UTC")


instants = st.integers(instant("1990-01-01T00:00Z"), instant("2040-01-01T00:00Z"))


@given(instants, st.integers(0, 300 * DAY), st.sampled_from(STEPS), st.sampled_from(ZONES))
@example(instant("2011-12-29T12:00Z"), 3 * DAY, "day", "Pacific/Apia")  # a day that was left out
def test_every_instant_is_in_one_of_them(start, length, step, zone):
    found = bounds(start, start + length, step, zone)
    assert found[0].start <= start < found[0].end
    assert found[-1].start <= start + length < found[-1].end
    assert [each.end for each in found[:-1]] == [each.start for each in found[1:]]
    assert all(each.start < each.end for each in found)
