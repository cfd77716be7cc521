"""Laws of the temporal values over their whole range, checked by Hypothesis."""

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from feel.temporal import (
    Date,
    DateTime,
    DaysAndTimeDuration,
    Time,
    YearsAndMonthsDuration,
    add,
    from_python,
    is_same,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_temporal,
    parse_time,
    subtract,
    to_python,
    years_and_months_between,
)

ZONES = ["Europe/Paris", "Australia/Melbourne", "America/New_York", "Asia/Kathmandu", "Etc/UTC"]
DAY = 86_400 * 10**9
NOTHING = DaysAndTimeDuration(0)
law = settings(deadline=None)  # a zone's first use reads its data


@st.composite
def dates(draw, years=999_999_998):
    year = draw(st.integers(-years, years) | st.integers(1, 3000))
    month, day = draw(st.integers(1, 12)), draw(st.integers(1, 31))
    return Date(year, month, min(day, calendar.monthrange(year % 400 + 400, month)[1]))


offsets = st.integers(-64_800, 64_800)
zones = st.sampled_from(ZONES)
fractions = st.just(0) | st.integers(0, 10**9 - 1)


def times(*, offset=offsets, zone=zones):
    clock = (st.integers(0, 23), st.integers(0, 59), st.integers(0, 59), fractions)
    return (
        st.builds(Time, *clock)
        | st.builds(Time, *clock, offset)
        | st.builds(Time, *clock, st.none(), zone)
    )


date_times = st.builds(DateTime, dates(), times())
days_and_times = st.builds(DaysAndTimeDuration, st.integers(-(10**25), 10**25))
years_and_months = st.builds(YearsAndMonthsDuration, st.integers(-(10**34) + 1, 10**34 - 1))
short = st.builds(DaysAndTimeDuration, st.integers(-(10**18), 10**18))


@law
@given(dates())
def test_a_printed_date_is_read_again(date):
    assert parse_date(str(date)) == parse_temporal(str(date)) == date


@law
@given(times())
def test_a_printed_time_is_read_again(time):
    assert parse_time(str(time)) == parse_temporal(str(time)) == time


@law
@given(date_times)
def test_a_printed_date_and_time_is_read_again(value):
    assert parse_date_time(str(value)) == parse_temporal(str(value)) == value


@law
@given(days_and_times | years_and_months)
def test_a_printed_duration_is_read_again(duration):
    assert parse_duration(str(duration)) == parse_temporal(str(duration)) == duration


@law
@given(date_times, short)
def test_what_is_added_can_be_subtracted(value, duration):
    assume(abs(value.year) < 999_990_000)  # nothing lies beyond the last year
    later = add(value, duration)
    # where a zone's clock is set, an hour is missing or there twice, so its text is not one instant
    exact = add(value, NOTHING) == value and subtract(later, value) == duration
    assume(exact or value.zone is None)
    assert subtract(later, value) == duration
    assert subtract(later, duration) == value


@law
@given(dates(), st.integers(-(10**9), 10**9))
def test_adding_days_to_a_date_moves_its_key(date, days):
    assume(abs(date.year) < 999_990_000)  # no date lies beyond the last year
    later = add(date, DaysAndTimeDuration(days * DAY))
    assert later.key == date.key + days
    assert subtract(later, date) == DaysAndTimeDuration(days * DAY)


@law
@given(times(), short)
def test_a_time_wraps_around_the_day(time, duration):
    later = add(time, duration)
    assert subtract(later, duration) == time
    moved = later.local_key * 10**9 + later.nanosecond - time.local_key * 10**9 - time.nanosecond
    assert (moved - duration.nanoseconds) % DAY == 0


@law
@given(dates(), dates())
def test_years_and_months_between_never_overshoot(start, end):
    assume(start.key <= end.key)
    months = years_and_months_between(start, end)
    assert add(start, months).key <= end.key
    next_month = add(start, YearsAndMonthsDuration(months.months + 1))
    assert next_month.key > end.key or next_month.day < start.day


python_offsets = st.none() | st.integers(-1080, 1080).map(
    lambda minutes: dt.timezone(dt.timedelta(minutes=minutes))
)
FIXED = python_offsets.filter(lambda zone: zone is not None)
python_zones = python_offsets | zones.map(ZoneInfo)
python_date_times = st.datetimes(timezones=python_zones, allow_imaginary=False)


@law
@given(st.dates(), st.dates())
def test_dates_are_ordered_as_in_python(a, b):
    assert (from_python(a).key < from_python(b).key) == (a < b)
    assert (from_python(a).key == from_python(b).key) == (a == b)


@law
@given(st.data())
def test_date_times_are_ordered_as_in_python_to_the_second(data):
    pair = st.datetimes(timezones=data.draw(st.sampled_from([st.none(), FIXED])))
    a, b = (data.draw(pair).replace(microsecond=0) for _ in range(2))
    assert (from_python(a).key < from_python(b).key) == (a < b)
    assert (from_python(a).key == from_python(b).key) == (a == b)


@law
@given(
    st.builds(
        dt.datetime,
        *(st.integers(1970, 2100), st.integers(1, 12), st.integers(1, 28)),
        *(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59)),
        tzinfo=zones.map(ZoneInfo),
    )
)
def test_a_zoned_date_time_has_pythons_instant(value):
    assert from_python(value).key == int(value.timestamp())


@law
@given(
    st.dates()
    | st.times(timezones=python_zones)
    | python_date_times.filter(lambda value: not value.fold)
    | st.timedeltas()
)
def test_python_values_come_back_from_feel(value):
    assert to_python(from_python(value)) == value
    assert from_python(to_python(from_python(value))) == from_python(value)


@law
@given(date_times, date_times)
def test_the_same_value_has_the_same_key_and_text(a, b):
    assert is_same(a, b) == (str(a) == str(b))
    assert a.key == b.key or not is_same(a, b)
