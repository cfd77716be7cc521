import datetime as dt
import io
import pkgutil
from contextlib import suppress
from decimal import Decimal
from itertools import pairwise
from operator import itemgetter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from strategies import ZONES, date_times

from cmmn.state import RunningTimer
from cmmn.timer_text import (
    Period,
    TimerForm,
    due_of,
    first_due,
    following,
    from_value,
    next_due,
    read_timer,
    started,
)
from feel.temporal import (
    add,
    from_python,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    subtract,
)

SECOND = 10**9
HOUR = 3600 * SECOND
DAY = 24 * HOUR
NOW = parse_date_time("2026-01-31T10:00:00Z")
NOON = parse_date_time("2026-03-01T12:00:00")


def occurrences(text, now="2026-01-31T10:00:00Z", zone="UTC", most=4):
    timer = started(read_timer(text), parse_date_time(now), zone)
    found = []
    while timer is not None and len(found) < most:
        found.append(str(timer.due))
        timer = following(timer, zone)
    return found


def count(instant):
    return instant.key * SECOND + instant.nanosecond


# --- what is a timer ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "start", "period", "times"),
    [
        ("2026-03-01T12:00:00", NOON, None, 1),
        ("2026-03-01T12:00", NOON, None, 1),
        ("2026-03-01T12:00Z", parse_date_time("2026-03-01T12:00:00Z"), None, 1),
        ("2026-03-01T12:00+01:00", parse_date_time("2026-03-01T12:00:00+01:00"), None, 1),
        ("2026-02-28T24:00:00Z", parse_date_time("2026-03-01T00:00:00Z"), None, 1),
        ("12026-03-01T12:00:00Z", parse_date_time("12026-03-01T12:00:00Z"), None, 1),
        ("2026-03-01", parse_date("2026-03-01"), None, 1),
        ("P1D", None, Period(0, DAY), 1),
        ("P2W", None, Period(0, 14 * DAY), 1),
        ("P0D", None, Period(0, 0), 1),
        ("P1Y2M", None, Period(14, 0), 1),
        ("P1Y2M3DT4H", None, Period(14, 3 * DAY + 4 * HOUR), 1),
        ("P1M1W1DT1H1M1S", None, Period(1, 8 * DAY + HOUR + 61 * SECOND), 1),
        ("PT0.000000001S", None, Period(0, 1), 1),
        ("PT1,5S", None, Period(0, 3 * SECOND // 2), 1),
        ("2026-03-01T12:00:00/PT1H", NOON, Period(0, HOUR), 1),
        ("2026-03-01/P1M", parse_date("2026-03-01"), Period(1, 0), 1),
        ("R3/PT1H", None, Period(0, HOUR), 3),
        ("R/P1M", None, Period(1, 0), None),
        ("R003/PT1H", None, Period(0, HOUR), 3),
        ("R1/PT1H", None, Period(0, HOUR), 1),
        ("R3/2026-03-01T12:00:00/PT1H", NOON, Period(0, HOUR), 3),
        ("R/2026-03-01/P1W", parse_date("2026-03-01"), Period(0, 7 * DAY), None),
        ("R1/2026-03-01T12:00:00/PT1H", NOON, None, 1),
        ("R1/PT1H/2026-03-01T12:00:00", NOON, None, 1),
    ],
)
def test_iso_8601_text_is_a_timer(text, start, period, times):
    assert read_timer(text) == TimerForm(start, period, times, text)


@pytest.mark.parametrize("zone", ["Etc/UTC", "Europe/Paris", "America/Argentina/Buenos_Aires"])
def test_a_zone_id_keeps_its_slashes(zone):
    text = f"2026-03-01T12:00:00@{zone}"
    start, hour = parse_date_time(text), Period(0, HOUR)
    assert read_timer(text) == TimerForm(start, None, 1, text)
    assert read_timer(f"{text}/PT1H") == TimerForm(start, hour, 1, f"{text}/PT1H")
    assert read_timer(f"R3/{text}/PT1H") == TimerForm(start, hour, 3, f"R3/{text}/PT1H")
    assert read_timer(f"R3/PT1H/{text}") == TimerForm(None, hour, 3, f"R3/PT1H/{text}", start)


def test_blanks_around_a_timer_do_not_count():
    assert read_timer("\n\t R3/PT1H \n") == read_timer("R3/PT1H")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "P",
        "PT",
        "P1DT",
        "p1d",
        "P1S",
        "P1H",
        "P1D2M",
        "P1.5D",
        "PT1.S",
        "PT0.0000000001S",
        "P١D",
        "PT1H/",
        "/PT1H",
        "R",
        "R/",
        "R3",
        "R3/",
        "R0/deadline",
        "r3/PT1H",
        "R3PT1H",
        "R-1/PT1H",
        "R3 / PT1H",
        "R3/R3/PT1H",
        "R3/2026-03-01",
        "R3/2026-03-01/2026-03-02",
        "R3/2026-03-01/PT1H/2026-03-02",
        "PT1H/2026-03-01",
        "2026-03-01/2026-03-02",
        "2026-13-45/2",
        "total/-P1D",
        "-P1D/total",
        "2026-3-1",
        "20260301T120000Z",
        "2026-03-01 12:00:00",
        "2026-03-01T12",
        "12:00:00",
        '"PT1H"',
        'duration("PT1H")',
        '@"2026-03-01"',
        "now() + PT1H",
        "PT1H\nPT1H",
        "9" * 5000,
        f"P{'9' * 5000}D",
        f"R{'9' * 5000}/PT1H",
    ],
)
def test_anything_else_may_be_feel(text):
    assert read_timer(text) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("R0/PT1H", "'R0/PT1H' repeats 0 times; write R1 or more"),
        ("R3/PT0S", "'R3/PT0S' repeats after no time at all"),
        ("R/2026-03-01/P0M", "repeats after no time at all"),
        ("R1/P0D", "repeats after no time at all"),
        ("-P1D", "the duration '-P1D' has a sign"),
        ("+P1D", "the duration '\\+P1D' has a sign"),
        ("R3/-PT1H", "the duration '-PT1H' has a sign"),
        ("R3/2026-03-01/-PT1H", "the duration '-PT1H' has a sign"),
        ("R3/-PT1H/2026-03-01", "the duration '-PT1H' has a sign"),
        ("R/PT1H/2026-03-01", "has an end, but no first occurrence; write how many"),
        ("2026-02-30", "'2026-02-30': there is no such day in the year 2026"),
        ("2026-02-30T10:00:00Z", "there is no such day in the year 2026"),
        ("R3/2026-02-30/P1D", "there is no such day in the year 2026"),
        ("2026-03-01T12:00:00@Europe/Bonn", "there is no time zone 'Europe/Bonn'; write an id"),
        ("2026-03-01T12:00:00+19:00", "the offset is out of range"),
        ("999999999-12-31T24:00:00Z", "the year is out of range"),
        (f"R3/2026-03-01T12:00:00@{'x' * 99}/PT1H", r"'2026-03-01T12:00:00@x{40}\.\.\.'"),
    ],
)
def test_a_timer_without_a_time_says_why(text, message):
    with pytest.raises(ValueError, match=message):
        read_timer(text)


@pytest.mark.parametrize(
    ("value", "start", "period", "times"),
    [
        (NOON, NOON, None, 1),
        (parse_date("2026-03-01"), parse_date("2026-03-01"), None, 1),
        (parse_duration("P1DT1H"), None, Period(0, DAY + HOUR), 1),
        (parse_duration("P1Y"), None, Period(12, 0), 1),
        ("R3/PT1H", None, Period(0, HOUR), 3),
    ],
)
def test_feel_gives_a_timer(value, start, period, times):
    assert from_value(value) == TimerForm(start, period, times, str(value))


@pytest.mark.parametrize("value", [None, True, Decimal(3), "soon", parse_time("12:00:00"), [], {}])
def test_no_other_value_of_feel_is_a_timer(value):
    assert from_value(value) is None


def test_a_negative_duration_of_feel_says_why_it_is_no_timer():
    with pytest.raises(ValueError, match="'-PT1H' has a sign"):
        from_value(parse_duration("-PT1H"))


# --- when it occurs -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT1H", ["2026-01-31T11:00:00Z"]),
        ("P0D", ["2026-01-31T10:00:00Z"]),
        ("P1M", ["2026-02-28T10:00:00Z"]),
        ("2026-03-01", ["2026-03-01T00:00:00Z"]),
        ("2020-03-01T12:00:00+02:00", ["2020-03-01T10:00:00Z"]),
        ("2026-03-01T12:00:00/PT1H", ["2026-03-01T13:00:00Z"]),
        ("R1/PT1H", ["2026-01-31T11:00:00Z"]),
        ("R1/2026-03-01/PT1H", ["2026-03-01T00:00:00Z"]),
        ("R3/PT1H", ["2026-01-31T11:00:00Z", "2026-01-31T12:00:00Z", "2026-01-31T13:00:00Z"]),
        ("R2/2026-03-01/P1W", ["2026-03-01T00:00:00Z", "2026-03-08T00:00:00Z"]),
        ("R3/PT1H/2026-03-01", [f"2026-02-28T{hour}:00:00Z" for hour in (22, 23)]
         + ["2026-03-01T00:00:00Z"]),
        ("R3/P1M/2026-04-30", ["2026-02-28T00:00:00Z", "2026-03-30T00:00:00Z",
         "2026-04-30T00:00:00Z"]),
        ("R/P1M", ["2026-02-28T10:00:00Z", "2026-03-31T10:00:00Z", "2026-04-30T10:00:00Z",
         "2026-05-31T10:00:00Z"]),
        ("R/2024-02-29/P1Y", ["2024-02-29T00:00:00Z", "2025-02-28T00:00:00Z",
         "2026-02-28T00:00:00Z", "2027-02-28T00:00:00Z"]),
        ("R3/P1M1DT1H", ["2026-03-01T11:00:00Z", "2026-04-02T12:00:00Z", "2026-05-03T13:00:00Z"]),
    ],
)  # fmt: skip
def test_a_timer_occurs(text, expected):
    assert occurrences(text) == expected


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        # the wall clock of the case's zone counts, whatever the offset of the start
        ("R2/2026-02-15T23:30:00Z/P1M", "Europe/Paris", ["2026-02-15T23:30:00Z",
         "2026-03-15T23:30:00Z"]),
        ("R2/2026-03-15T23:30:00Z/P1M", "Europe/Paris", ["2026-03-15T23:30:00Z",
         "2026-04-15T22:30:00Z"]),
        ("R2/2026-01-31T23:30:00Z/P1M", "Europe/Paris", ["2026-01-31T23:30:00Z",
         "2026-02-28T23:30:00Z"]),
        ("R2/2026-01-31T23:30:00Z/P1M", "Asia/Kathmandu", ["2026-01-31T23:30:00Z",
         "2026-02-28T23:30:00Z"]),
        ("R2/2026-01-31T12:00:00@Asia/Kathmandu/P1M", "Europe/Paris", ["2026-01-31T06:15:00Z",
         "2026-02-28T06:15:00Z"]),
        # a day is 24 hours, also when the clocks change
        ("R2/2026-03-28T12:00:00/P1D", "Europe/Paris", ["2026-03-28T11:00:00Z",
         "2026-03-29T11:00:00Z"]),
        # a skipped local time moves forward and does not move the ones after it
        ("2026-03-29T02:30:00", "Europe/Paris", ["2026-03-29T01:30:00Z"]),
        ("R3/2026-02-28T02:30:00/P1M1D", "Europe/Paris", ["2026-02-28T01:30:00Z",
         "2026-03-29T01:30:00Z", "2026-04-30T00:30:00Z"]),
        ("R2/2026-03-29T02:30:00/P1M", "Europe/Paris", ["2026-03-29T01:30:00Z",
         "2026-04-29T00:30:00Z"]),
        ("R2/2026-02-28T02:30:00/P1M", "Europe/Paris", ["2026-02-28T01:30:00Z",
         "2026-03-28T01:30:00Z"]),
        ("2018-11-04", "America/Sao_Paulo", ["2018-11-04T03:00:00Z"]),
        # of a local time that comes twice, the earlier
        ("2026-10-25T02:30:00", "Europe/Paris", ["2026-10-25T00:30:00Z"]),
        ("R2/2026-09-25T02:30:00/P1M", "Europe/Paris", ["2026-09-25T00:30:00Z",
         "2026-10-25T00:30:00Z"]),
        ("R2/2026-10-25T01:30:00Z/P1M", "Europe/Paris", ["2026-10-25T01:30:00Z",
         "2026-11-25T01:30:00Z"]),
        # a day the zone never had
        ("R2/2011-11-30T12:00:00/P1M", "Pacific/Apia", ["2011-11-30T22:00:00Z",
         "2011-12-30T22:00:00Z"]),
    ],
)  # fmt: skip
def test_the_calendar_is_that_of_the_zone(text, zone, expected):
    assert occurrences(text, zone=zone) == expected


def test_a_calendar_period_carries_its_anchor():
    timer = started(read_timer("R/P1M"), NOW, "Europe/Paris")
    assert timer == RunningTimer(
        parse_date_time("2026-02-28T10:00:00Z"), "R/P1M", None, "2026-01-31T10:00:00Z/P1M"
    )


def test_an_exact_period_needs_no_anchor():
    timer = started(read_timer("R3/2026-03-01/P1W"), NOW, "UTC")
    assert timer == RunningTimer(
        parse_date_time("2026-03-01T00:00:00Z"), "R3/2026-03-01/P1W", 3, "P7D"
    )


@pytest.mark.parametrize("text", ["PT1H", "2026-03-01", "R1/P1M", "2026-03-01/P1M"])
def test_a_timer_that_occurs_once_has_no_period(text):
    timer = started(read_timer(text), NOW, "UTC")
    assert (timer.left, timer.period) == (1, None)
    assert following(timer, "UTC") is None


def test_an_anchored_period_goes_on_from_between_two_occurrences():
    between = parse_date_time("2026-03-02T00:00:00Z")
    assert str(next_due("2026-01-31/P1M", between, "UTC")) == "2026-03-31T00:00:00Z"
    assert str(next_due("2026-01-31/PT48H", between, "UTC")) == "2026-03-04T00:00:00Z"


def test_a_start_without_zone_is_in_the_zone_of_the_case():
    form = read_timer("2026-07-01T12:00:00")
    assert str(first_due(form, NOW, "Europe/Paris")) == "2026-07-01T10:00:00Z"


# --- where it ends --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "P999999999Y",
        f"P{'9' * 34}Y",
        f"P{'9' * 34}D",
        f"R3/P{'9' * 34}Y{'9' * 34}D",
        "999999999-12-31T23:00:00-05:00",
        "R3/P999999999Y/2026-03-01",
        f"R{'9' * 34}/PT1H/2026-03-01",
    ],
)
def test_a_first_time_beyond_the_calendar_says_so(text):
    with pytest.raises(ValueError, match=r"is out of range|is too long"):
        started(read_timer(text), NOW, "UTC")


@pytest.mark.parametrize("period", ["P1M", "P1DT1H", "P1M1D", "P1Y"])
def test_a_timer_ends_with_the_calendar(period):
    timer = started(read_timer(f"R/999999999-12-01T10:00:00/{period}"), NOW, "Europe/Paris")
    for _ in range(40):
        last, timer = timer, following(timer, "Europe/Paris")
        if timer is None:
            break
    assert timer is None
    assert last.due.year == 999_999_999


@pytest.mark.parametrize("text", ["R3/-999999999-01-31/P1M", "R3/P1M/-999999999-03-31"])
def test_a_timer_begins_with_the_calendar(text):
    found = occurrences(text)
    assert found == [f"-999999999-{day}T00:00:00Z" for day in ("01-31", "02-28", "03-31")]


@pytest.mark.parametrize(
    "period", ["", "PT0S", "R3/PT1H", "2026-03-01", "soon", "P1M/2026-03-01", "-PT1H"]
)
def test_what_is_no_period_says_so(period):
    with pytest.raises(ValueError, match="write a duration"):
        following(RunningTimer(NOW, "R/PT1H", None, period), "UTC")


@pytest.mark.parametrize("text", ["PT1H", "R3/P1M", "2026-03-01"])
def test_an_unknown_zone_of_a_case_says_so(text):
    with pytest.raises(ValueError, match="there is no time zone 'Mars'; write an id"):
        started(read_timer(text), NOW, "Mars")


# --- laws -----------------------------------------------------------------------------------------

zones = st.sampled_from([*ZONES, "Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca"])
walls = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2090, 1, 1))  # noqa: DTZ001 - wall clock
moments = walls.map(from_python)
instants = moments.map(lambda moment: parse_date_time(f"{moment}Z"))
months = st.just(0) | st.integers(1, 30)
nanoseconds = st.just(0) | st.integers(1, 400 * DAY)
periods = st.builds(Period, months, nanoseconds).filter(bool)
counts = st.integers(1, 12)


@st.composite
def repetitions(draw):
    times, period, edge = draw(counts), draw(periods), draw(moments | instants)
    shapes = [str(period), f"{edge}/{period}", f"{period}/{edge}"]
    return times, f"R{times}/{draw(st.sampled_from(shapes))}"


@given(st.builds(Period, st.integers(0, 10**12), st.integers(0, 10**25)))
def test_a_period_is_read_as_it_is_written(period):
    assert read_timer(str(period)).period == period


@given(date_times)
def test_an_instant_is_read_as_it_is_written(value):
    assert read_timer(str(value)) == from_value(value)


@given(st.text("PRTDMWYHSZ0123456789-+:/.@ ", max_size=30) | repetitions().map(itemgetter(1)))
def test_any_text_is_a_timer_or_none_or_refused_with_a_reason(text):
    due = []
    with suppress(ValueError):  # any other error fails the test
        form = read_timer(text)
        due = [started(form, NOW, "Europe/Paris").due] if form else []
    assert all(each.offset == 0 for each in due)


@given(repetitions(), instants, zones)
def test_a_count_is_exact_and_time_only_goes_forward(repetition, now, zone):
    times, text = repetition
    found, timer = [], started(read_timer(text), now, zone)
    while timer is not None:
        found.append(timer.due)
        timer = following(timer, zone)
    assert len(found) == times
    assert all(count(a) < count(b) for a, b in pairwise(found))
    assert all(due.offset == 0 for due in found)


@given(periods, moments | instants, st.integers(-40, 40), zones)
def test_the_next_time_is_the_next_number_from_the_anchor(period, anchor, index, zone):
    due = due_of(period, anchor, index, zone)
    assert next_due(f"{anchor}/{period}", due, zone) == due_of(period, anchor, index + 1, zone)


@given(date_times, st.integers(1, 10**6), nanoseconds, st.integers(0, 5), zones)
def test_any_year_has_a_next_time_unless_the_calendar_ends(anchor, months, time, index, zone):
    period = Period(months, time)
    try:
        expected = due_of(period, anchor, index + 1, zone)
        due = due_of(period, anchor, index, zone)
    except ValueError:
        assume(False)
    assert next_due(f"{anchor}/{period}", due, zone) == expected


@given(instants, nanoseconds, st.integers(0, 50), zones)
def test_days_and_time_are_exact_in_every_zone(anchor, time, index, zone):
    due = due_of(Period(0, time), anchor, index, zone)
    assert count(due) == count(anchor) + index * time


def oracle(zone):
    # the data the product reads: the machine's own may be of another year
    return ZoneInfo.from_file(io.BytesIO(pkgutil.get_data("tzdata", f"zoneinfo/{zone}")), key=zone)


@given(walls, zones)
@example(dt.datetime(2026, 3, 29, 2, 30), "Europe/Paris")  # noqa: DTZ001 - skipped there
@example(dt.datetime(2026, 10, 25, 2, 30), "Europe/Paris")  # noqa: DTZ001 - twice there
@example(dt.datetime(2011, 12, 30, 12), "Pacific/Apia")  # noqa: DTZ001 - skipped there
def test_a_local_time_is_what_zoneinfo_says(wall, zone):
    expected = wall.replace(tzinfo=oracle(zone), fold=0).astimezone(dt.UTC)
    due = first_due(read_timer(str(from_python(wall))), NOW, zone)
    assert due == from_python(expected)


@given(instants, st.integers(1, 30), st.integers(1, 20), zones)
def test_months_keep_the_wall_clock_that_zoneinfo_says(anchor, step, index, zone):
    def wall(instant):
        python = dt.datetime.fromisoformat(str(instant)).astimezone(oracle(zone))
        return from_python(python.replace(tzinfo=None))

    expected = add(wall(anchor), parse_duration(f"P{step * index}M"))
    local = wall(due_of(Period(step, 0), anchor, index, zone))
    skipped = subtract(local, expected).nanoseconds
    assert local == expected or 0 < skipped <= DAY
