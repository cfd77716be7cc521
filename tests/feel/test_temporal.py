import datetime as dt
import io
import pkgutil
from decimal import Decimal
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from feel.errors import FeelFault
from feel.temporal import (
    PROPERTIES,
    Date,
    DateTime,
    DaysAndTimeDuration,
    Time,
    YearsAndMonthsDuration,
    add,
    day_of_week,
    day_of_year,
    divide,
    from_python,
    is_same,
    month_of_year,
    multiply,
    negate,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_temporal,
    parse_time,
    subtract,
    to_python,
    week_of_year,
    years_and_months_between,
)

at = parse_temporal


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (parse_date, "-2017-12-31", Date(-2017, 12, 31)),
        (parse_time, "11:22:33.5-00:00", Time(11, 22, 33, 500_000_000, offset=0)),
        (parse_time, "24:00:00+01:00", Time(0, 0, 0, offset=3600)),
        (parse_time, "10:00:00@Asia/Dhaka", Time(10, 0, 0, zone="Asia/Dhaka")),
        (parse_date_time, "2018-12-08", DateTime(Date(2018, 12, 8), Time(0, 0, 0))),
        (parse_date_time, "2020-02-28T24:00:00", DateTime(Date(2020, 2, 29), Time(0, 0, 0))),
        (parse_date_time, "2020-12-31T24:00:00Z", DateTime(Date(2021, 1, 1), Time(0, 0, 0, 0, 0))),
        (parse_duration, "P26M", YearsAndMonthsDuration(26)),
        (parse_duration, "PT0.S", DaysAndTimeDuration(0)),
    ],
)
def test_text_becomes_a_value(parse, text, value):
    assert parse(text) == value


@pytest.mark.parametrize(
    ("parse", "text", "message"),
    [
        (parse_date, "2017-02-29", "no such day"),
        (parse_date, "2017-13-10", "no such day"),
        (parse_time, "13:20:00+19:00", "offset is out of range"),
        (parse_time, "13:20:00@xyz/abc", "there is no time zone 'xyz/abc'"),
        (parse_date_time, "2017-00-10T11:22:33", "no such day"),
        (parse_date_time, "2017-02-29T24:00:00", "no such day"),
        (parse_date_time, "999999999-12-31T24:00:00", "year is out of range"),
        (parse_duration, "P9999999999999999999999999999999999Y", "too long"),
    ],
)
def test_text_of_the_right_form_may_still_be_no_value(parse, text, message):
    with pytest.raises(FeelFault, match=message) as fault:
        parse(text)
    assert fault.value.code == "INVALID_ARGUMENTS"
    assert fault.value.hint


@pytest.mark.parametrize(
    ("text", "value_type"),
    [
        ("2019-03-31", Date),
        ("-2019-03-31", Date),
        ("10:30:11", Time),
        ("10:30:11@Etc/UTC", Time),
        ("2018-12-08T10:30:11+11:00", DateTime),
        ("-2018-12-08T10:30:11@Etc/UTC", DateTime),
        ("P10D", DaysAndTimeDuration),
        ("-PT1H", DaysAndTimeDuration),
        ("P10Y", YearsAndMonthsDuration),
    ],
)
def test_a_literal_says_its_type_by_its_form(text, value_type):
    value = at(text)
    assert type(value) is value_type
    assert str(value) == text


@pytest.mark.parametrize("text", ["", "foo", "T10:00:00", "2012T-12-25", "+2012-12-25", "12"])
def test_a_literal_of_no_form_is_told_them_all(text):
    with pytest.raises(FeelFault) as fault:
        at(text)
    assert fault.value.message == f"'{text}' is no date, time, date and time or duration"
    assert "P1DT2H" in fault.value.hint


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("2012-12-25", "2012-12-25", True),
        ("2012-12-25", "2012-12-25T00:00:00Z", False),
        ("23:00:50Z", "23:00:50+00:00", True),
        ("23:00:50", "23:00:50Z", False),
        ("23:00:50.1", "23:00:50", False),
        ("23:00:50@Etc/GMT", "23:00:50Z", False),
        ("23:00:50@Australia/Melbourne", "23:00:50+10:00", False),
        ("23:00:50@Australia/Melbourne", "23:00:50@Australia/Melbourne", True),
        ("2002-04-02T12:00:00-05:00", "2002-04-02T23:00:00+06:00", False),
        ("2021-10-02T23:00:00@Australia/Melbourne", "2021-10-02T23:00:00+10:00", False),
        ("P1D", "PT24H", True),
        ("P0Y", "P0D", False),
    ],
)
def test_is_asks_for_the_same_fields_and_the_same_zone(a, b, same):
    assert is_same(at(a), at(b)) is same


MOVED = [
    ("2021-01-01", "P1Y", "2022-01-01"),
    ("2021-01-31", "P1M", "2021-02-28"),
    ("2020-01-31", "P1M", "2020-02-29"),
    ("2020-02-29", "P1Y", "2021-02-28"),
    ("-2021-01-01", "-P1M", "-2022-12-01"),
    ("0001-01-01", "-P1M", "0000-12-01"),
    ("2021-01-01", "PT36H", "2021-01-02"),
    ("2021-01-01", "PT48H", "2021-01-03"),
    ("2021-01-02", "-PT1H", "2021-01-01"),
    ("2021-01-02", "PT1M", "2021-01-02"),
    ("2020-02-28", "P1D", "2020-02-29"),
    ("10:15:00", "PT1H", "11:15:00"),
    ("10:15:00", "P1D", "10:15:00"),
    ("23:30:00", "PT1H", "00:30:00"),
    ("00:30:00.5+11:00", "-PT1H", "23:30:00.5+11:00"),
    ("10:15:00@Australia/Melbourne", "PT1H", "11:15:00@Australia/Melbourne"),
    ("2021-01-31T10:10:10", "P1M", "2021-02-28T10:10:10"),
    ("-2021-01-01T10:10:10+11:00", "-P1M", "-2022-12-01T10:10:10+11:00"),
    ("2021-01-01T24:00:00", "PT1S", "2021-01-02T00:00:01"),
    ("2021-01-01T24:00:00", "-PT1S", "2021-01-01T23:59:59"),
    ("2021-01-12T10:10:10+11:00", "P1DT1H", "2021-01-13T11:10:10+11:00"),
    ("-2021-01-01T10:10:10@Europe/Paris", "-P1D", "-2022-12-31T10:10:10@Europe/Paris"),
    ("9999-12-31T23:59:59.999999999", "PT0.000000001S", "10000-01-01T00:00:00"),
    # with a zone id a date and time moves as an instant, and by months on the wall clock
    ("2021-03-28T01:30:00@Europe/Paris", "PT1H", "2021-03-28T03:30:00@Europe/Paris"),
    ("2021-03-27T12:00:00@Europe/Paris", "P1D", "2021-03-28T13:00:00@Europe/Paris"),
    ("2021-10-30T12:00:00@Europe/Paris", "P1D", "2021-10-31T11:00:00@Europe/Paris"),
    ("2021-02-28T12:00:00@Europe/Paris", "P1M", "2021-03-28T12:00:00@Europe/Paris"),
    ("P1Y", "-P2M", "P10M"),
    ("PT24H", "P1D", "P2D"),
]


@pytest.mark.parametrize(("value", "duration", "result"), MOVED)
def test_durations_are_added_in_either_order_and_subtracted(value, duration, result):
    assert str(add(at(value), at(duration))) == result
    assert str(add(at(duration), at(value))) == result
    assert str(subtract(at(value), negate(at(duration)))) == result


@pytest.mark.parametrize(
    ("a", "b", "result"),
    [
        ("2021-01-02", "1995-01-01", "P9498D"),
        ("2021-01-01", "2021-01-02", "-P1D"),
        ("10:10:10", "11:10:10.5", "-PT1H0.5S"),
        ("10:10:10+11:00", "09:10:10+11:00", "PT1H"),
        ("10:10:10+01:00", "09:10:10Z", "PT0S"),
        ("10:10:10@Asia/Dhaka", "09:10:10@Asia/Dhaka", "PT1H"),
        ("2021-01-02T10:10:10", "2021-01-01T10:10:10", "P1D"),
        ("2021-01-02T10:10:10@Europe/Paris", "2021-01-01T10:10:10@Asia/Dhaka", "P1DT5H"),
        ("2021-01-02T10:10:10+01:00", "2021-01-01T10:10:10@Europe/Paris", "P1D"),
        ("2021-01-02T00:00:00.25Z", "2021-01-01T00:00:00.5Z", "PT23H59M59.75S"),
        ("2021-01-02", "2021-01-01T10:10:10+11:00", "P1DT49M50S"),
        ("2021-01-02T10:10:10@Europe/Paris", "2021-01-01", "P1DT9H10M10S"),
        ("999999999-12-31", "-999999999-01-01", "P730484999633D"),
        ("P1Y", "P2M", "P10M"),
        ("-P1D", "PT2H", "-P1DT2H"),
    ],
)
def test_the_difference_is_a_duration(a, b, result):
    assert str(subtract(at(a), at(b))) == result


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("2021-01-02T10:10:10@Europe/Paris", "2021-01-01T10:10:10"),
        ("2021-01-02T10:10:10", "2021-01-01T10:10:10+02:00"),
        ("2021-01-02", "2021-01-01T10:10:10"),
        ("2021-01-01T00:00:00", "2021-01-02"),
        ("10:10:10", "10:10:10Z"),
    ],
)
def test_local_and_zoned_have_no_difference(a, b):
    with pytest.raises(FeelFault, match="no duration between") as fault:
        subtract(at(a), at(b))
    assert fault.value.code == "INVALID_ARGUMENTS"


D, T, DT, P1D, P1Y = map(at, ["2021-01-01", "10:00:00", "2021-01-01T10:00:00", "P1D", "P1Y"])
ONE = Decimal(1)


@pytest.mark.parametrize(
    ("operation", "a", "b", "message"),
    [
        (add, D, D, "cannot add date and date"),
        (add, D, T, "cannot add date and time"),
        (add, T, P1Y, "cannot add time and years and months duration"),
        (add, P1D, P1Y, "cannot add days and time duration and years and months duration"),
        (add, DT, ONE, "cannot add date and time and number"),
        (add, None, P1D, "cannot add NoneType and days and time duration"),
        (subtract, D, T, "cannot subtract time from date"),
        (subtract, P1D, D, "cannot subtract date from days and time duration"),
        (subtract, T, P1Y, "cannot subtract years and months duration from time"),
        (subtract, ONE, P1D, "cannot subtract days and time duration from number"),
        (multiply, D, ONE, "cannot multiply date by number"),
        (multiply, P1D, P1D, "cannot multiply days and time duration by days and time duration"),
        (multiply, P1D, True, "cannot multiply days and time duration by bool"),
        (divide, T, ONE, "cannot divide time by number"),
        (divide, P1D, P1Y, "cannot divide days and time duration by years and months duration"),
    ],
)
def test_impossible_pairs_are_named(operation, a, b, message):
    with pytest.raises(FeelFault) as fault:
        operation(a, b)
    assert (fault.value.code, fault.value.message) == ("INVALID_TYPE", message)
    assert fault.value.hint


def test_only_durations_are_negated():
    with pytest.raises(FeelFault, match="cannot negate date") as fault:
        negate(D)
    assert fault.value.code == "INVALID_TYPE"


@pytest.mark.parametrize("value", ["999999999-12-31", "999999999-12-31T23:59:59@Europe/Paris"])
@pytest.mark.parametrize("duration", ["P1D", "P1M", "P9999999999999999M", "P99999999999999999D"])
def test_a_result_beyond_the_years_is_a_fault(value, duration):
    with pytest.raises(FeelFault, match="year is out of range"):
        add(at(value), at(duration))


@pytest.mark.parametrize("duration", ["P1D", "-P1Y2M", "PT0S"])
def test_negating_twice_gives_the_same_duration(duration):
    assert negate(negate(at(duration))) == at(duration)
    assert str(add(at(duration), negate(at(duration)))) in {"PT0S", "P0M"}


@pytest.mark.parametrize(
    ("duration", "number", "result"),
    [
        ("P4DT1H", "1.5", "P6DT1H30M"),
        ("-P1D", "-10", "P10D"),
        ("P1D", "0", "PT0S"),
        ("PT0.000000001S", "2.5", "PT0.000000002S"),
        ("PT0.000000001S", "3.5", "PT0.000000004S"),
        ("P2M", "1.5", "P3M"),
        ("P1Y11M", "-2.5", "-P4Y9M"),
        ("P1M", "0.99", "P0M"),
        ("P1M", "-1.99", "-P1M"),
    ],
)
def test_a_duration_times_a_number_is_whole(duration, number, result):
    assert str(multiply(at(duration), Decimal(number))) == result


@pytest.mark.parametrize(
    ("duration", "divisor", "result"),
    [
        ("P10DT23H", Decimal("2.5"), "P4DT9H12M"),
        ("PT1S", Decimal(3), "PT0.333333333S"),
        ("PT2S", Decimal(3), "PT0.666666667S"),
        ("P10Y", Decimal(10), "P1Y"),
        ("P10Y11M", Decimal("-2.5"), "-P4Y4M"),
        ("P10Y", at("P5Y"), "2"),
        ("P10D", at("P5D"), "2"),
        ("P1M", at("P3M"), "0.3333333333333333333333333333333333"),
    ],
)
def test_a_duration_is_divided_by_a_number_or_a_duration_of_its_kind(duration, divisor, result):
    assert str(divide(at(duration), divisor)) == result


@pytest.mark.parametrize("duration", ["P1D", "P1Y"])
@pytest.mark.parametrize("divisor", [Decimal(0), Decimal("-0.00")])
def test_division_by_zero_is_a_fault(duration, divisor):
    for zero in (divisor, multiply(at(duration), divisor)):
        with pytest.raises(FeelFault, match="division by zero"):
            divide(at(duration), zero)


@pytest.mark.parametrize("number", ["1E+34", "-1E+6144", "1E+999999", "Infinity", "NaN"])
@pytest.mark.parametrize("duration", ["P1D", "P1Y"])
def test_a_duration_that_grows_too_long_is_a_fault(duration, number):
    with pytest.raises(FeelFault, match="too long"):
        multiply(at(duration), Decimal(number))


@pytest.mark.parametrize(
    ("start", "end", "result"),
    [
        ("2011-12-22", "2013-08-24", "P1Y8M"),
        ("2013-08-24", "2011-12-22", "-P1Y8M"),
        ("2016-01-01", "2016-01-01", "P0M"),
        ("2021-01-31", "2021-02-28", "P0M"),
        ("2021-02-28", "2021-01-31", "P0M"),
        ("2021-03-31", "2021-02-28", "-P1M"),
        ("-2016-01-30T09:05:00", "-2017-02-28T02:02:02", "-P11M"),
        ("2014-12-31T23:59:59", "2016-12-31T00:00:01", "P2Y"),
        ("2017-09-05T10:20:00+05:00", "2019-10-01T12:32:59", "P2Y"),
        ("2017-02-28T23:59:59", "2019-07-23", "P2Y4M"),
    ],
)
def test_years_and_months_between_count_whole_months_of_the_dates(start, end, result):
    assert str(years_and_months_between(at(start), at(end))) == result


ZONED = "2018-10-08T10:30:01.50@Europe/Paris"
LONG, SHORT = "-P1DT2H3M4.5S", "-P1Y2M"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2018-12-10", {"year": 2018, "month": 12, "day": 10, "weekday": 1}),
        ("-2018-12-16", {"year": -2018, "month": 12, "day": 16}),
        ("2018-12-16T23:00:00", {"weekday": 7, "hour": 23, "timezone": None, "time offset": None}),
        ("10:30:01", {"hour": 10, "minute": 30, "second": 1, "time offset": None}),
        ("10:30:10+05:00", {"second": 10, "time offset": at("PT5H"), "timezone": None}),
        ("10:30:00@Asia/Dhaka", {"time offset": at("PT6H"), "timezone": "Asia/Dhaka"}),
        (ZONED, {"second": Decimal("1.5"), "time offset": at("PT2H"), "timezone": "Europe/Paris"}),
        ("P1Y2M", {"years": 1, "months": 2}),
        ("P14M", {"years": 1, "months": 2}),
        (SHORT, {"years": -1, "months": -2}),
        ("P2M", {"years": 0, "months": 2}),
        ("PT2H", {"days": 0, "hours": 2, "minutes": 0, "seconds": 0}),
        ("P2DT100M", {"days": 2, "hours": 1, "minutes": 40, "seconds": 0}),
        (LONG, {"days": -1, "hours": -2, "minutes": -3, "seconds": Decimal("-4.5")}),
    ],
)
def test_a_value_has_properties(text, values):
    value = at(text)
    for name, expected in values.items():
        result = PROPERTIES[type(value)][name](value)
        assert result == expected, name
        assert not isinstance(result, int), name


@pytest.mark.parametrize(
    ("text", "second"), [("10:00:10", "10"), ("10:00:10.5", "10.5"), ("10:00:00", "0")]
)
def test_seconds_are_plain_decimals(text, second):
    assert str(PROPERTIES[Time]["second"](at(text))) == second


def test_each_type_has_the_properties_of_the_standard():
    of_date = {"year", "month", "day", "weekday"}
    of_time = {"hour", "minute", "second", "time offset", "timezone"}
    assert {kind: set(names) for kind, names in PROPERTIES.items()} == {
        Date: of_date,
        Time: of_time,
        DateTime: of_date | of_time,
        YearsAndMonthsDuration: {"years", "months"},
        DaysAndTimeDuration: {"days", "hours", "minutes", "seconds"},
    }


@pytest.mark.parametrize(
    ("text", "day", "weekday", "month", "week"),
    [
        ("1970-01-01", 1, "Thursday", "January", 1),
        ("2019-09-17", 260, "Tuesday", "September", 38),
        ("2020-12-31T10:10:10", 366, "Thursday", "December", 53),
        ("2003-12-29", 363, "Monday", "December", 1),
        ("2010-01-01T00:00:00Z", 1, "Friday", "January", 53),
        ("0001-01-01", 1, "Monday", "January", 1),
        ("0000-12-31", 366, "Sunday", "December", 52),
        ("999999999-12-31", 365, "Friday", "December", 52),
    ],
)
def test_a_date_has_its_place_in_the_calendar(text, day, weekday, month, week):
    date = at(text)
    assert (day_of_year(date), week_of_year(date)) == (Decimal(day), Decimal(week))
    assert (day_of_week(date), month_of_year(date)) == (weekday, month)


PARIS = ZoneInfo("Europe/Paris")
PLUS_ONE = dt.timezone(dt.timedelta(hours=1))

PYTHON = [
    (dt.date(2020, 2, 29), "2020-02-29"),
    (dt.time(10, 20, 30, 500_000), "10:20:30.5"),
    (dt.time(10, 20, tzinfo=dt.UTC), "10:20:00Z"),
    (dt.time(10, 20, tzinfo=PARIS), "10:20:00@Europe/Paris"),
    (dt.datetime(2020, 1, 1, 1, 2, 3, 4), "2020-01-01T01:02:03.000004"),  # noqa: DTZ001 - local on purpose
    (dt.datetime(2020, 1, 1, tzinfo=PLUS_ONE), "2020-01-01T00:00:00+01:00"),
    (dt.datetime(2020, 7, 1, tzinfo=PARIS), "2020-07-01T00:00:00@Europe/Paris"),
    (dt.timedelta(days=-1, microseconds=1), "-PT23H59M59.999999S"),
    (dt.timedelta.max, "P999999999DT23H59M59.999999S"),
]


@pytest.mark.parametrize(("value", "text"), PYTHON)
def test_values_go_to_python_and_back(value, text):
    assert from_python(value) == at(text)
    assert to_python(at(text)) == value
    assert type(to_python(at(text))) is type(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (pd.Timestamp("2020-01-01T00:00:00.000000001"), "2020-01-01T00:00:00.000000001"),
        (pd.Timestamp("2020-07-01", tz="Europe/Paris"), "2020-07-01T00:00:00@Europe/Paris"),
        (pd.Timedelta(1, "ns"), "PT0.000000001S"),
        (pd.Timedelta(-1, "ns"), "-PT0.000000001S"),
    ],
)
def test_pandas_keeps_its_nanoseconds(value, text):
    assert from_python(value) == at(text)


def test_the_second_pass_of_an_hour_keeps_its_instant_and_gives_up_its_zone_id():
    value = dt.datetime(2021, 10, 31, 2, 30, fold=1, tzinfo=PARIS)
    assert str(from_python(value)) == "2021-10-31T02:30:00+01:00"


@pytest.mark.parametrize(
    "text",
    [
        "10000-01-01",
        "0000-01-01",
        "-2020-01-01T00:00:00",
        "10:00:00.000000001",
        "2020-01-01T00:00:00.123456789Z",
        "PT0.000000001S",
        "P1000000000D",
        "P1Y",
    ],
)
def test_what_python_cannot_hold_stays_as_it_is(text):
    value = at(text)
    assert to_python(value) is value


def test_a_zone_that_python_made_up_is_a_fault():
    data = pkgutil.get_data("tzdata", "zoneinfo/Etc/UTC")
    zone = ZoneInfo.from_file(io.BytesIO(data), key="Else/Where")
    with pytest.raises(FeelFault, match="there is no time zone 'Else/Where'"):
        from_python(dt.time(1, tzinfo=zone))
