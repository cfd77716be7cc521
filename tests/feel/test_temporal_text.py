import pytest

from feel.errors import FeelFault
from feel.temporal_text import (
    TimeFields,
    date_text,
    days_and_time_text,
    scan_date,
    scan_date_time,
    scan_days_and_time,
    scan_time,
    scan_years_and_months,
    time_text,
    years_and_months_text,
)

DATES = [
    ("2017-01-01", (2017, 1, 1)),
    ("0001-12-31", (1, 12, 31)),
    ("0000-01-01", (0, 1, 1)),
    ("-2017-12-31", (-2017, 12, 31)),
    ("-0044-03-15", (-44, 3, 15)),
    ("12017-01-01", (12017, 1, 1)),
    ("999999999-12-31", (999_999_999, 12, 31)),
    ("-999999999-12-31", (-999_999_999, 12, 31)),
]

NO_DATES = [
    "",
    "2012-12-25T",
    "2012/12/25",
    "998-12-31",
    "01211-12-31",
    "+2012-12-02",
    "9999999999-12-25",
    "2012-1-25",
    "2012-12-5",
    "2012-12-25Z",
    " 2012-12-25",
    "2012-12-25\n",
    "٢٠١٢-12-25",
]


@pytest.mark.parametrize(("text", "fields"), DATES)
def test_a_date_is_year_month_and_day(text, fields):
    assert scan_date(text) == fields
    assert date_text(*fields) == text


@pytest.mark.parametrize("text", NO_DATES)
def test_a_date_is_written_strictly(text):
    with pytest.raises(FeelFault) as fault:
        scan_date(text)
    assert fault.value.code == "INVALID_ARGUMENTS"
    assert "is no date" in fault.value.message
    assert "yyyy-mm-dd" in fault.value.hint


TIMES = [
    ("00:00:00", (0, 0, 0, 0, None, None)),
    ("11:22:33.444", (11, 22, 33, 444_000_000, None, None)),
    ("11:22:33.123456789", (11, 22, 33, 123_456_789, None, None)),
    ("11:22:33.000000001", (11, 22, 33, 1, None, None)),
    ("11:00:00Z", (11, 0, 0, 0, 0, None)),
    ("13:20:00+02:00", (13, 20, 0, 0, 7200, None)),
    ("13:20:00-05:30", (13, 20, 0, 0, -19800, None)),
    ("11:59:45+02:45:55", (11, 59, 45, 0, 9955, None)),
    ("11:59:45-02:45:55", (11, 59, 45, 0, -9955, None)),
    ("00:01:00@Europe/Paris", (0, 1, 0, 0, None, "Europe/Paris")),
    ("10:15:30.987@Etc/UTC", (10, 15, 30, 987_000_000, None, "Etc/UTC")),
]

# read, but printed in another way
OTHER_TIMES = [
    ("10:30:00.0000", (10, 30, 0, 0, None, None)),
    ("10:30:00.10", (10, 30, 0, 100_000_000, None, None)),
    ("11:22:33-00:00", (11, 22, 33, 0, 0, None)),
    ("11:22:33+00:00", (11, 22, 33, 0, 0, None)),
    ("11:22:33+01:00:00", (11, 22, 33, 0, 3600, None)),
    ("24:00:00", (24, 0, 0, 0, None, None)),
    ("24:00:00.000", (24, 0, 0, 0, None, None)),
    ("24:00:00Z", (24, 0, 0, 0, 0, None)),
    ("24:00:00@Etc/UTC", (24, 0, 0, 0, None, "Etc/UTC")),
]

NO_TIMES = [
    "",
    "7:00:00",
    "07:1:00",
    "07:01:2",
    "7:20",
    "07:20",
    "23:59:60",
    "24:00:01",
    "24:01:00",
    "24:00:00.1",
    "24:00:00.01Z",
    "25:00:00",
    "00:60:00",
    "00:00:61",
    "13:20:00+5:00",
    "13:20:00+5",
    "13:20:00+05:0",
    "13:20:00+05:60",
    "13:20:00+0500",
    "13:20:00z",
    "13:20:00@",
    "13:20:00+02:00@Europe/Paris",
    "13:20:00Z@Europe/Paris",
    "11:30:00T",
    "11:30:00.",
    "11:30:00.1234567890",
    "11:30:00,5",
    "11:30:00\n",
    "٠٧:00:00",
]


@pytest.mark.parametrize(("text", "fields"), TIMES + OTHER_TIMES)
def test_a_time_may_have_a_fraction_and_an_offset_or_a_zone_id(text, fields):
    assert scan_time(text) == fields


@pytest.mark.parametrize(("text", "fields"), TIMES)
def test_a_time_is_printed_without_trailing_zeros(text, fields):
    assert time_text(TimeFields(*fields)) == text


@pytest.mark.parametrize("text", NO_TIMES)
def test_a_time_is_written_strictly(text):
    with pytest.raises(FeelFault, match="is no time") as fault:
        scan_time(text)
    assert "hh:mm:ss" in fault.value.hint


def test_a_date_and_time_joins_both_with_a_t():
    assert scan_date_time("-2017-12-31T11:22:33.5+01:35") == (
        (-2017, 12, 31),
        (11, 22, 33, 500_000_000, 5700, None),
    )


def test_a_date_alone_is_its_midnight():
    assert scan_date_time("2018-12-08") == ((2018, 12, 8), (0, 0, 0, 0, None, None))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "11:00:00",
        "2011-12-0310:15:30",
        "2011-12-03 10:15:30",
        "2011-12-03T",
        "2011-12-03t10:15:30",
        "2011-12-03T10:15",
        "2011-12-03T10:15:30+01:00@Europe/Paris",
        "2017-13-0T11:22:33",
        "01211-12-31T11:22:33",
        "2017-12-31T24:01:00",
        "2017-12-31T25:00:00",
        "2017-12-31@Europe/Paris",
    ],
)
def test_a_date_and_time_is_written_strictly(text):
    with pytest.raises(FeelFault, match="is no date and time") as fault:
        scan_date_time(text)
    assert "yyyy-mm-dd" in fault.value.hint


HOUR = 3600 * 10**9

DAYS_AND_TIME = [
    ("PT0S", 0),
    ("PT2H", 2 * HOUR),
    ("PT0.999S", 999_000_000),
    ("PT0.000000001S", 1),
    ("P10D", 240 * HOUR),
    ("P1DT2H3M4.123456789S", 26 * HOUR + 184 * 10**9 + 123_456_789),
    ("-PT1H2M", -(HOUR + 120 * 10**9)),
    ("-P1DT0.5S", -(24 * HOUR + 500_000_000)),
]

# read, but printed in another way
OTHER_DAYS_AND_TIME = [
    ("P0D", 0),
    ("-P0D", 0),
    ("PT0.S", 0),
    ("PT0.000S", 0),
    ("PT24H", 24 * HOUR),
    ("PT1000M0.999999999S", 60_000 * 10**9 + 999_999_999),
]


@pytest.mark.parametrize(("text", "nanoseconds"), DAYS_AND_TIME + OTHER_DAYS_AND_TIME)
def test_days_and_time_are_one_count_of_nanoseconds(text, nanoseconds):
    assert scan_years_and_months(text) is None
    assert scan_days_and_time(text) == nanoseconds


@pytest.mark.parametrize(("text", "nanoseconds"), DAYS_AND_TIME)
def test_days_and_time_are_printed_normalised(text, nanoseconds):
    assert days_and_time_text(nanoseconds) == text


YEARS_AND_MONTHS = [
    ("P0M", 0),
    ("P1M", 1),
    ("P1Y", 12),
    ("P1Y2M", 14),
    ("-P1Y2M", -14),
    ("P83333333Y3M", 999_999_999),
]

OTHER_YEARS_AND_MONTHS = [("P0Y", 0), ("-P0M", 0), ("P26M", 26), ("P1Y27M", 39)]


@pytest.mark.parametrize(("text", "months"), YEARS_AND_MONTHS + OTHER_YEARS_AND_MONTHS)
def test_years_and_months_are_one_count_of_months(text, months):
    assert scan_years_and_months(text) == months


@pytest.mark.parametrize(("text", "months"), YEARS_AND_MONTHS)
def test_years_and_months_are_printed_normalised(text, months):
    assert years_and_months_text(months) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "-P",
        "PT",
        "P0",
        "1Y",
        "P1H",
        "P1S",
        "P1DT",
        "P1Y1D",
        "P1YT1H",
        "P1M1Y",
        "PT1M1H",
        "P-1D",
        "--P1D",
        "+P1D",
        "p1d",
        "P1.5D",
        "PT1.5H",
        "PT.5S",
        "PT0.1234567890S",
        "P1D\n",
        "P" + "9" * 35 + "D",
    ],
)
def test_a_duration_is_written_strictly(text):
    assert scan_years_and_months(text) is None
    with pytest.raises(FeelFault, match="is no duration") as fault:
        scan_days_and_time(text)
    assert "P1DT2H3M4.5S" in fault.value.hint


def test_a_long_text_is_not_repeated_in_full():
    with pytest.raises(FeelFault) as fault:
        scan_date("x" * 10_000)
    assert len(fault.value.message) < 100
