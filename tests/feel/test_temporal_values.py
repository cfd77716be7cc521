import copy
import dataclasses
import pickle

import pytest

from feel.errors import FeelFault
from feel.temporal_values import (
    DAY,
    Date,
    DateTime,
    DaysAndTimeDuration,
    Time,
    YearsAndMonthsDuration,
    counterpart,
    date_of,
    time_of,
)

HUGE = 10**5000  # more digits than Python turns into text

VALUES = [
    (Date(2017, 1, 1), 'feel.Date("2017-01-01")'),
    (Time(10, 20, 0, offset=0), 'feel.Time("10:20:00Z")'),
    (
        DateTime(Date(-2021, 1, 1), Time(1, 2, 3, 40_000_000, zone="Europe/Paris")),
        'feel.DateTime("-2021-01-01T01:02:03.04@Europe/Paris")',
    ),
    (DaysAndTimeDuration(DAY), 'feel.DaysAndTimeDuration("P1D")'),
    (YearsAndMonthsDuration(-14), 'feel.YearsAndMonthsDuration("-P1Y2M")'),
]


@pytest.mark.parametrize(("value", "shown"), VALUES)
def test_a_value_is_shown_with_its_type_and_text(value, shown):
    assert repr(value) == shown
    assert f'feel.{type(value).__name__}("{value}")' == shown


@pytest.mark.parametrize("value", [value for value, _ in VALUES])
def test_a_value_cannot_be_changed(value):
    name = dataclasses.fields(value)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, name, None)
    assert not hasattr(value, "__dict__")


@pytest.mark.parametrize("value", [value for value, _ in VALUES])
def test_copies_are_equal_and_have_the_same_hash(value):
    for other in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value)):  # noqa: S301 - our own bytes
        assert other == value
        assert hash(other) == hash(value)
        assert dataclasses.astuple(other) == dataclasses.astuple(value)


UNEQUAL = [
    (Time(10, 0, 0), Time(10, 0, 0, offset=0)),
    (Time(10, 0, 0, offset=0), Time(10, 0, 0, zone="Etc/UTC")),
    (Time(10, 0, 0, 1), Time(10, 0, 0, 2)),
    (Time(10, 0, 0, offset=3600), Time(9, 0, 0, offset=0)),
    (DaysAndTimeDuration(0), YearsAndMonthsDuration(0)),
    (Date(2020, 1, 1), DateTime(Date(2020, 1, 1), Time(0, 0, 0))),
]


@pytest.mark.parametrize(("a", "b"), UNEQUAL)
def test_equality_in_python_is_structural(a, b):
    assert a != b
    assert len({a, b}) == 2


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ((1970, 1, 1), 0),
        ((1969, 12, 31), -1),
        ((2000, 2, 29), 11_016),
        ((1, 1, 1), -719_162),
        ((0, 12, 31), -719_163),
        ((0, 2, 29), -719_163 - 306),
        ((-1, 12, 31), -719_163 - 366),
        ((1970 + 400 * 1_000_000, 1, 1), 146_097 * 1_000_000),
        ((1970 - 400 * 1_000_000, 1, 1), -146_097 * 1_000_000),
    ],
)
def test_the_key_of_a_date_counts_days_from_1970(fields, key):
    assert Date(*fields).key == key
    assert date_of(key) == Date(*fields)


@pytest.mark.parametrize("fields", [(-999_999_999, 1, 1), (999_999_999, 12, 31)])
def test_the_ends_of_the_calendar_are_dates(fields):
    date = Date(*fields)
    assert date_of(date.key) == date


@pytest.mark.parametrize(
    "fields",
    [
        (-1_000_000_000, 12, 31),
        (1_000_000_000, 1, 1),
        (2017, 0, 1),
        (2017, 13, 1),
        (2017, -8, 2),
        (2017, 12, 0),
        (2017, 12, 32),
        (2017, 2, 29),
        (1900, 2, 29),
        (-1, 2, 29),
    ],
)
def test_a_day_that_is_not_in_the_calendar_is_no_date(fields):
    with pytest.raises(FeelFault) as fault:
        Date(*fields)
    assert fault.value.code == "INVALID_ARGUMENTS"


@pytest.mark.parametrize("year", [-4, 0, 4, 2000, 2020, -999_999_996])
def test_leap_years_count_like_integers(year):
    assert Date(year, 2, 29).key + 1 == Date(year, 3, 1).key


def test_a_counterpart_has_the_same_weekday():
    assert counterpart(Date(2021, 1, 11)).isoweekday() == 1
    assert counterpart(Date(2021 + 400 * 2_000_000, 1, 12)).isoweekday() == 2
    assert counterpart(Date(2021 - 400 * 2_000_000, 1, 17)).isoweekday() == 7


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ((24, 0, 0), "out of range"),
        ((-1, 0, 0), "out of range"),
        ((23, 60, 0), "out of range"),
        ((23, 59, 60), "out of range"),
        ((23, 59, 59, 10**9), "out of range"),
        ((23, 59, 59, -1), "out of range"),
        ((0, 0, 0, 0, 19 * 3600), "offset is out of range"),
        ((0, 0, 0, 0, -19 * 3600), "offset is out of range"),
        ((0, 0, 0, 0, None, "xyz/abc"), "there is no time zone"),
        ((0, 0, 0, 0, 0, "Etc/UTC"), "not both"),
    ],
)
def test_a_time_checks_its_fields(fields, message):
    with pytest.raises(FeelFault, match=message) as fault:
        Time(*fields)
    assert fault.value.code == "INVALID_ARGUMENTS"


@pytest.mark.parametrize(
    ("time", "local", "key"),
    [
        (Time(0, 0, 0), True, 0),
        (Time(10, 30, 0, 100_000), True, 37_800),
        (Time(10, 30, 0, offset=0), False, 37_800),
        (Time(10, 30, 0, offset=7200), False, 30_600),
        (Time(10, 30, 0, zone="Europe/Paris"), False, 34_200),
        (Time(0, 30, 0, offset=3600), False, -1800),
        (Time(23, 30, 0, offset=-3600), False, 88_200),
    ],
)
def test_the_key_of_a_time_is_in_whole_seconds_utc(time, local, key):
    assert time.is_local is local
    assert time.key == key
    assert time.local_key == time.hour * 3600 + time.minute * 60 + time.second


def test_a_time_of_a_count_keeps_the_zone_of_another():
    like = Time(1, 2, 3, zone="Europe/Paris")
    assert time_of(DAY - 1, like) == Time(23, 59, 59, 999_999_999, zone="Europe/Paris")
    assert time_of(0, Time(1, 2, 3, offset=60)) == Time(0, 0, 0, offset=60)


def date_time(*fields, **zone):
    return DateTime(Date(*fields[:3]), Time(*fields[3:], **zone))


def test_a_date_and_time_has_the_properties_of_both():
    value = date_time(2018, 10, 8, 1, 2, 3, 4, zone="Europe/Paris")
    assert (value.year, value.month, value.day) == (2018, 10, 8)
    assert (value.hour, value.minute, value.second, value.nanosecond) == (1, 2, 3, 4)
    assert (value.offset, value.zone, value.is_local) == (7200, "Europe/Paris", False)


@pytest.mark.parametrize(
    ("value", "offset", "key"),
    [
        (date_time(1970, 1, 1, 0, 0, 0), None, 0),
        (date_time(1970, 1, 2, 0, 0, 1, 999_999_999), None, 86_401),
        (date_time(1970, 1, 1, 0, 0, 0, offset=3600), 3600, -3600),
        (date_time(2018, 2, 8, 0, 0, 0, zone="Europe/Paris"), 3600, 1_518_044_400),
        (date_time(2021, 3, 28, 2, 30, 0, zone="Europe/Paris"), 3600, 1_616_895_000),
        (date_time(2021, 10, 31, 2, 30, 0, zone="Europe/Paris"), 7200, 1_635_640_200),
        (date_time(1969, 12, 31, 23, 59, 59, 1, offset=0), 0, -1),
    ],
)
def test_the_key_of_a_date_and_time_is_an_instant_in_whole_seconds(value, offset, key):
    assert value.offset == offset
    assert value.key == key


SAME_INSTANTS = [
    (
        date_time(2018, 10, 8, 0, 0, 0, offset=7200),
        date_time(2018, 10, 8, 0, 0, 0, zone="Europe/Paris"),
    ),
    (
        date_time(2002, 4, 2, 12, 0, 0, zone="Australia/Melbourne"),
        date_time(2002, 4, 2, 12, 0, 0, zone="Australia/Sydney"),
    ),
    (
        date_time(2002, 4, 2, 12, 0, 0, offset=-3600),
        date_time(2002, 4, 2, 17, 0, 0, offset=4 * 3600),
    ),
    (date_time(2018, 12, 8, 0, 0, 0, 100_000), date_time(2018, 12, 8, 0, 0, 0)),
]


@pytest.mark.parametrize(("a", "b"), SAME_INSTANTS)
def test_equal_keys_do_not_make_the_same_value(a, b):
    assert a.key == b.key
    assert a != b


def test_the_ends_of_time_have_keys_in_any_zone():
    last = date_time(999_999_999, 12, 31, 23, 59, 59, 999_999_999, zone="Europe/Paris")
    first = date_time(-999_999_999, 1, 1, 0, 0, 0, zone="Europe/Paris")
    assert last.offset == 3600
    assert first.offset == 561  # local mean time
    assert first.key < last.key


@pytest.mark.parametrize("duration", [DaysAndTimeDuration, YearsAndMonthsDuration])
@pytest.mark.parametrize("count", [10**34, -(10**34)])
def test_a_duration_counts_up_to_34_digits(duration, count):
    assert duration(10**34 - 1) != duration(1 - 10**34)
    with pytest.raises(FeelFault, match="too long") as fault:
        duration(count)
    assert fault.value.code == "INVALID_ARGUMENTS"


@pytest.mark.parametrize(
    ("value_type", "fields"),
    [
        (Date, (HUGE, 1, 1)),
        (Date, (2017, HUGE, 1)),
        (Date, (2017, 1, -HUGE)),
        (Time, (HUGE, 0, 0)),
        (Time, (0, 0, 0, -HUGE)),
        (Time, (0, 0, 0, 0, HUGE)),
        (DaysAndTimeDuration, (HUGE,)),
        (YearsAndMonthsDuration, (-HUGE,)),
    ],
    ids=lambda argument: getattr(argument, "__name__", "huge"),
)
def test_fields_too_large_to_print_are_a_fault_too(value_type, fields):
    with pytest.raises(FeelFault) as fault:
        value_type(*fields)
    assert fault.value.code == "INVALID_ARGUMENTS"
