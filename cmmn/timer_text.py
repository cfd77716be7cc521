"""When timers occur: ISO 8601 text or a FEEL value to a form, and a form to its instants.

Rule: occurrence k is counted from the anchor and never from the occurrence before it, so 31 January
every month is 28 February and then 31 March. Years and months count on the calendar in the case's
zone; days and smaller parts are exact, a day being 24 hours as in FEEL. What comes out is in UTC.
"""

import bisect
import re
from dataclasses import dataclass
from typing import TypeAlias, cast

from cmmn.state import RunningTimer
from feel.errors import FeelFault
from feel.temporal import (
    DAY,
    NANOSECONDS,
    Date,
    DateTime,
    DaysAndTimeDuration,
    Time,
    YearsAndMonthsDuration,
    add,
    parse_date_time,
)
from feel.temporal_text import days_and_time_text, scan_date_time, years_and_months_text
from feel.temporal_values import date_of, time_of
from feel.temporal_zones import offset_at_instant, offset_in_1970

__all__ = [
    "Period",
    "TimerForm",
    "due_of",
    "first_due",
    "following",
    "from_value",
    "next_due",
    "read_timer",
    "started",
]


@dataclass(frozen=True, slots=True)
class Period:
    """A duration of both kinds: months on the calendar, then an exact time. Never negative."""

    months: int
    nanoseconds: int

    def __bool__(self) -> bool:
        return bool(self.months or self.nanoseconds)

    def __str__(self) -> str:
        if not self.months:
            return days_and_time_text(self.nanoseconds)
        time = days_and_time_text(self.nanoseconds)[1:] if self.nanoseconds else ""
        return years_and_months_text(self.months) + time


@dataclass(frozen=True, slots=True)
class TimerForm:
    """What a timer's text says, before it runs; `count` is how often it occurs in all.

    One occurrence is at `start` plus `period`, where each may be missing. Of several the first is
    at `start`, or a `period` after the timer starts, or they go up to `end`.
    Null: a `count` of None is without end.
    """

    start: DateTime | Date | None
    period: Period | None
    count: int | None
    text: str
    end: DateTime | Date | None = None


class _BeyondCalendarError(ValueError):
    """A timer is due in a year that the calendar does not have."""


_REPETITION = re.compile(r"(?:R(?P<count>[0-9]{0,34})/)?(?P<rest>.+)")
_COUNT = r"([0-9]{1,34})"
_DURATION = re.compile(
    rf"([+-]?)P(?=[0-9T])(?:{_COUNT}Y)?(?:{_COUNT}M)?(?:{_COUNT}W)?(?:{_COUNT}D)?"
    rf"(?:T(?=[0-9])(?:{_COUNT}H)?(?:{_COUNT}M)?(?:{_COUNT}(?:[.,]([0-9]{{1,9}}))?S)?)?"
)
_WITHOUT_SECONDS = re.compile(r"(T[0-9]{2}:[0-9]{2})(?=[Z@+-]|\Z)")

_BEYOND = 10**30  # nanoseconds from 1970 that no year of the calendar has
_LOCAL, _UTC = Time(0, 0, 0), Time(0, 0, 0, offset=0)


def read_timer(text: str) -> TimerForm | None:
    """Return the form of an ISO 8601 text: an instant, a duration, or a repetition of one.

    Blanks around the text do not count.
    Null: the text is no ISO 8601 of these forms; it may be FEEL.
    Errors: ValueError when it is, but says no time: no such day or zone, a signed duration, none or
    endless repetitions of nothing, an end without a count.
    """
    text = text.strip()
    match = _REPETITION.fullmatch(text)
    if match is None:
        return None
    if match["count"] is None:
        return _once(match["rest"], text)
    return _repeated(match["count"], match["rest"], text)


def from_value(value: object) -> TimerForm | None:
    """Return the form of what FEEL gave: a date and time, a date, a duration, or text of a form.

    Null: any other value.
    Errors: ValueError as in `read_timer`, and for a negative duration.
    """
    match value:
        case str():
            return read_timer(value)
        case DateTime() | Date():
            return TimerForm(value, None, 1, str(value))
        case DaysAndTimeDuration() | YearsAndMonthsDuration():
            return read_timer(str(value))
    return None


def _once(rest: str, text: str) -> TimerForm | None:
    start, period, end = _interval(rest)
    if period is None:
        start = _instant(rest)
    if end is not None or (start is None and period is None):
        return None
    return TimerForm(start, period, 1, text)


def _repeated(count: str, rest: str, text: str) -> TimerForm | None:
    start, period, end = _interval(rest)
    if period is None:
        return None
    times = int(count) if count else None
    _check_repetition(times, period, end, text)
    if times == 1 and (start or end):
        return TimerForm(start or end, None, 1, text)
    return TimerForm(start, period, times, text, end)


def _check_repetition(
    times: int | None, period: Period, end: DateTime | Date | None, text: str
) -> None:
    if times == 0:
        raise ValueError(
            f"{_shown(text)} repeats 0 times; write R1 or more, or R alone for without end"
        )
    if not period:
        raise ValueError(
            f"{_shown(text)} repeats after no time at all; write a duration above zero, such as"
            " PT1H"
        )
    if end is not None and times is None:
        raise ValueError(
            f"{_shown(text)} has an end, but no first occurrence; write how many there are, such as"
            " R3"
        )


_Interval: TypeAlias = tuple[DateTime | Date | None, Period | None, DateTime | Date | None]


def _interval(text: str) -> _Interval:
    """Return start, duration and end, of which one of the first and the last is missing."""
    if "/" not in text:
        return None, _period(text), None
    # from the right, then from the left: a zone id has slashes of its own; and durations first, for
    # what is left of a zone id is none, while 'a/-P1D' is FEEL
    start, _, duration = text.rpartition("/")
    if _DURATION.fullmatch(duration) and (instant := _instant(start)) is not None:
        return instant, _period(duration), None
    duration, _, end = text.partition("/")
    if _DURATION.fullmatch(duration) and (instant := _instant(end)) is not None:
        return None, _period(duration), instant
    return None, None, None


def _instant(text: str) -> DateTime | Date | None:
    text = _WITHOUT_SECONDS.sub(r"\1:00", text, count=1)
    try:
        scan_date_time(text)
    except FeelFault:
        return None
    try:
        value = parse_date_time(text)
    except FeelFault as fault:
        raise ValueError(_said(text, fault)) from None
    return value if "T" in text else value.date


def _period(text: str) -> Period | None:
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    sign, *counts, fraction = match.groups()
    if sign:
        raise ValueError(
            f"the duration {_shown(text)} has a sign; a timer waits, so write a duration from zero"
            " up, such as PT1H"
        )
    years, months, weeks, days, hours, minutes, seconds = (int(each or 0) for each in counts)
    whole = (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds
    return Period(years * 12 + months, whole * NANOSECONDS + int((fraction or "").ljust(9, "0")))


def _shown(text: str) -> str:
    return f"'{text}'" if len(text) <= 60 else f"'{text[:60]}...'"


def _said(text: str, fault: FeelFault) -> str:
    return f"{_shown(text)}: {fault.message}; {fault.hint}"


def started(form: TimerForm, now: DateTime, zone: str) -> RunningTimer:
    """Return the timer that runs from now on.

    Its `period` is the duration, and before it the anchor where months are counted from one:
    `2026-01-31T10:00:00Z/P1M`.
    Null: the `period` of a timer that occurs once.
    Errors: ValueError as in `first_due`.
    """
    due = first_due(form, now, zone)
    if form.count == 1 or form.period is None:
        return RunningTimer(due, form.text)
    if not form.period.months:
        return RunningTimer(due, form.text, form.count, str(form.period))
    anchor = form.end or form.start or _in_utc(now, zone)
    return RunningTimer(due, form.text, form.count, f"{anchor}/{form.period}")


def following(timer: RunningTimer, zone: str) -> RunningTimer | None:
    """Return the timer after it occurred, due at its next time.

    Null: that was the last time, or the calendar has no year for the next.
    Errors: ValueError when its `period` is none, or there is no such zone.
    """
    if timer.left == 1 or timer.period is None:
        return None
    try:
        due = next_due(timer.period, timer.due, zone)
    except _BeyondCalendarError:
        return None
    left = None if timer.left is None else timer.left - 1
    return RunningTimer(due, timer.text, left, timer.period)


def first_due(form: TimerForm, now: DateTime, zone: str) -> DateTime:
    """Return the first occurrence of a timer that starts now; it may lie in the past.

    Errors: ValueError when the calendar has no such year, or there is no such zone.
    """
    anchor = form.end or form.start or now
    if form.end is not None and form.count is not None:
        index = 1 - form.count
    elif form.start is not None and (form.count != 1 or form.period is None):
        index = 0
    else:
        index = 1
    return due_of(form.period or Period(0, 0), anchor, index, zone)


def next_due(period: str, due: DateTime, zone: str) -> DateTime:
    """Return the first occurrence after one, by the `period` of a running timer.

    Errors: ValueError when the period is none, the calendar has no such year, or there is no such
    zone.
    """
    form = read_timer(period)
    if form is None or not form.period or form.count != 1:
        raise ValueError(
            f"{_shown(period)} is no period of a timer; write a duration above zero, such as PT1H,"
            " or an instant, a slash and the duration"
        )
    anchor = form.start or due
    return due_of(form.period, anchor, _index_after(form.period, anchor, due, zone), zone)


def due_of(period: Period, anchor: DateTime | Date, index: int, zone: str) -> DateTime:
    """Return the instant `index` periods after the anchor, which is number 0, in UTC.

    Without offset or zone id the anchor is in the case's zone. A local time that the zone skips
    moves forward, and of one that it has twice the earlier counts.
    Errors: ValueError when the calendar has no such year, or there is no such zone.
    """
    _check_zone(zone)
    try:
        months = index * period.months
        start = _months_later(anchor, months, zone) if months else anchor
        return _moved(_in_utc(start, zone), index * period.nanoseconds, _UTC)
    except FeelFault as fault:
        steps = f" and {index} times {period}" if index else ""
        raise _BeyondCalendarError(_said(f"{anchor}{steps}", fault)) from None


def _check_zone(zone: str) -> None:
    try:
        offset_in_1970(zone)
    except FeelFault as fault:
        raise ValueError(f"{fault.message}; {fault.hint}") from None


def _index_after(period: Period, anchor: DateTime | Date, due: DateTime, zone: str) -> int:
    """Return the number of the first occurrence after an instant; occurrences only rise."""
    instant = _count(due)
    if not period.months:
        return (instant - _count(due_of(period, anchor, 0, zone))) // period.nanoseconds + 1
    # whole months alone go at least as far as months with days and hours, so it is in between
    near = ((due.year - anchor.year) * 12 + due.month - anchor.month) // period.months
    indexes = range(min(near, 0) - 2, max(near, 0) + 3)

    def reached(index: int) -> int:
        try:
            return _count(due_of(period, anchor, index, zone))
        except _BeyondCalendarError:
            return _BEYOND if index > 0 else -_BEYOND

    return indexes[bisect.bisect_right(indexes, instant, key=reached)]


def _months_later(anchor: DateTime | Date, months: int, zone: str) -> DateTime:
    """Return the wall clock time in the zone: the same day of another month, or its last."""
    value = _with_time(anchor)
    if not value.is_local:
        shift = offset_at_instant(zone, value.key) - (value.offset or 0)
        value = _moved(value, shift * NANOSECONDS, _LOCAL)
    # a date and time and months are a date and time
    return cast("DateTime", add(value, YearsAndMonthsDuration(months)))


def _in_utc(value: DateTime | Date, zone: str) -> DateTime:
    value = _with_time(value)
    if value.is_local:
        value = _moved(value, 0, Time(0, 0, 0, zone=zone))
    return _moved(value, -(value.offset or 0) * NANOSECONDS, _UTC)


def _with_time(value: DateTime | Date) -> DateTime:
    return DateTime(value, _LOCAL) if isinstance(value, Date) else value


def _moved(value: DateTime, nanoseconds: int, like: Time) -> DateTime:
    """Return the wall clock time so much later, with the offset or zone of another time."""
    local = value.local_key * NANOSECONDS + value.nanosecond
    days, nanosecond_of_day = divmod(local + nanoseconds, DAY)
    return DateTime(date_of(days), time_of(nanosecond_of_day, like))


def _count(instant: DateTime) -> int:
    return instant.key * NANOSECONDS + instant.nanosecond
