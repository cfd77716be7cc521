"""What can be done with FEEL's temporal values: parse, calculate, ask, convert to and from Python.

Rule: the types live in `temporal_values.py` and are imported from here. FEEL's `=` and `<` compare
their keys and belong to whoever compares values; `is()` is `is_same`. An operation that has no
value raises `FeelFault`.
"""

import calendar
import datetime as dt
import decimal
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from feel.errors import FeelFault
from feel.temporal_text import (
    NANOSECONDS,
    scan_date,
    scan_date_time,
    scan_days_and_time,
    scan_time,
    scan_years_and_months,
    unreadable,
)
from feel.temporal_values import (
    DAY,
    Date,
    DateTime,
    DaysAndTimeDuration,
    Duration,
    Temporal,
    Time,
    YearsAndMonthsDuration,
    counterpart,
    date_of,
    invalid,
    time_of,
)
from feel.temporal_zones import offset_at_instant

__all__ = [
    "DAY",
    "NANOSECONDS",
    "PROPERTIES",
    "Date",
    "DateTime",
    "DaysAndTimeDuration",
    "Duration",
    "Temporal",
    "Time",
    "YearsAndMonthsDuration",
    "add",
    "day_of_week",
    "day_of_year",
    "divide",
    "from_python",
    "is_same",
    "month_of_year",
    "multiply",
    "negate",
    "parse_date",
    "parse_date_time",
    "parse_duration",
    "parse_temporal",
    "parse_time",
    "subtract",
    "to_python",
    "week_of_year",
    "years_and_months_between",
]

# the same arithmetic as FEEL numbers, by methods, for Python's current context is per thread
_NUMBERS = decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN, traps=[])

_TYPE_NAMES: dict[type, str] = {
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysAndTimeDuration: "days and time duration",
    YearsAndMonthsDuration: "years and months duration",
    Decimal: "number",
}


def is_same(a: Temporal, b: Temporal) -> bool:
    """Return what `is()` says: same fields, and the same offset or the same zone id."""
    return a == b


def parse_date(text: str) -> Date:
    """Return the date written as `2017-03-31`."""
    return Date(*scan_date(text))


def parse_time(text: str) -> Time:
    """Return the time written as `10:20:00`; 24:00:00 is 00:00:00."""
    fields = scan_time(text)
    return Time(*fields._replace(hour=fields.hour % 24))


def parse_date_time(text: str) -> DateTime:
    """Return the date and time written as `2017-03-31T10:20:00`; 24:00:00 is the next midnight."""
    day, fields = scan_date_time(text)
    if fields.hour < 24:
        return DateTime(Date(*day), Time(*fields))
    return DateTime(date_of(Date(*day).key + 1), Time(*fields._replace(hour=0)))


def parse_duration(text: str) -> Duration:
    """Return the duration of either kind, written as `P1Y2M` or `P1DT2H`."""
    months = scan_years_and_months(text)
    if months is not None:
        return YearsAndMonthsDuration(months)
    return DaysAndTimeDuration(scan_days_and_time(text))


_LITERALS: tuple[tuple[re.Pattern[str], Callable[[str], Temporal]], ...] = (
    (re.compile("-?P"), parse_duration),
    (re.compile("[0-9]+:"), parse_time),
    (re.compile("-?[0-9]+-[^T]*T"), parse_date_time),
    (re.compile("-?[0-9]+-"), parse_date),
)


def parse_temporal(text: str) -> Temporal:
    """Return the value of the literal `@"text"`: date, time, date and time, or either duration."""
    for shape, parse in _LITERALS:
        if shape.match(text):
            return parse(text)
    raise unreadable(
        text,
        "date, time, date and time or duration",
        "write 2017-03-31, 10:20:00, 2017-03-31T10:20:00, P1Y2M or P1DT2H",
    )


def add(a: object, b: object) -> Temporal:
    """Return the sum of a duration and any temporal value, in either order.

    A date moves by days-and-time from its midnight and stays a date; a time wraps around the day; a
    date and time with a zone id moves as an instant and keeps the id; months keep the day of month,
    or take the last.

    >>> print(add(parse_date("2021-01-02"), parse_duration("-PT1H")))
    2021-01-01
    """
    result = _sum(a, b) or _sum(b, a)
    if result is None:
        raise _impossible("add", a, "and", b)
    return result


def subtract(a: object, b: object) -> Temporal:
    """Return a temporal value less a duration, or the duration from `b` to `a`.

    A date counts as midnight UTC beside a date and time. What `add` says of zones, months and dates
    holds here too.
    Errors: one operand local and the other with an offset or zone id has no difference.
    """
    if isinstance(b, DaysAndTimeDuration | YearsAndMonthsDuration):
        result = _sum(a, negate(b))
    else:
        result = _difference(a, b)
    if result is None:
        raise _impossible("subtract", b, "from", a)
    return result


def _impossible(verb: str, a: object, preposition: str, b: object) -> FeelFault:
    message = f"cannot {verb} {_type_name(a)} {preposition} {_type_name(b)}"
    return FeelFault("INVALID_TYPE", message, _ARITHMETIC)


def _type_name(value: object) -> str:
    return _TYPE_NAMES.get(type(value), type(value).__name__)


_ARITHMETIC = (
    "a duration is added to or subtracted from a date, a time, a date and time or a duration of its"
    " kind, multiplied and divided by a number; two values of one kind are subtracted"
)


def _sum(a: object, b: object) -> Temporal | None:
    match a, b:
        case Date(), DaysAndTimeDuration():
            return date_of(a.key + b.nanoseconds // DAY)
        case Date(), YearsAndMonthsDuration():
            return _months_later(a, b.months)
        case Time(), DaysAndTimeDuration():
            return time_of((_count(a) + b.nanoseconds) % DAY, a)
        case DateTime(), DaysAndTimeDuration():
            return _later(a, b.nanoseconds)
        case DateTime(), YearsAndMonthsDuration():
            return DateTime(_months_later(a.date, b.months), a.time)
        case DaysAndTimeDuration(), DaysAndTimeDuration():
            return DaysAndTimeDuration(a.nanoseconds + b.nanoseconds)
        case YearsAndMonthsDuration(), YearsAndMonthsDuration():
            return YearsAndMonthsDuration(a.months + b.months)
    return None


def _count(value: Time | DateTime) -> int:
    """Return the nanoseconds by the wall clock."""
    return value.local_key * NANOSECONDS + value.nanosecond


def _months_later(date: Date, months: int) -> Date:
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    first = Date(year, month + 1, 1)
    last = calendar.monthrange(counterpart(first).year, first.month)[1]
    return Date(year, first.month, min(date.day, last))


def _later(date_time: DateTime, nanoseconds: int) -> DateTime:
    offset = date_time.local_key - date_time.key
    local = _count(date_time) + nanoseconds
    if date_time.zone is not None:
        instant = local // NANOSECONDS - offset
        local += (offset_at_instant(date_time.zone, instant) - offset) * NANOSECONDS
    days, nanosecond_of_day = divmod(local, DAY)
    return DateTime(date_of(days), time_of(nanosecond_of_day, date_time.time))


def _difference(a: object, b: object) -> DaysAndTimeDuration | None:
    match a, b:
        case Date(), Date():
            return DaysAndTimeDuration((a.key - b.key) * DAY)
        case Date(), DateTime():
            return _elapsed(_utc_midnight(a), b)
        case DateTime(), Date():
            return _elapsed(a, _utc_midnight(b))
        case DateTime(), DateTime():
            return _elapsed(a, b)
        case Time(), Time():
            return _elapsed(a, b)
    return None


def _utc_midnight(date: Date) -> DateTime:
    return DateTime(date, Time(0, 0, 0, 0, offset=0))


def _elapsed(a: Time | DateTime, b: Time | DateTime) -> DaysAndTimeDuration:
    if a.is_local != b.is_local:
        raise invalid(
            f"there is no duration between {b} and {a}",
            "both need an offset or zone id, or neither; a date counts as midnight UTC",
        )
    return DaysAndTimeDuration((a.key - b.key) * NANOSECONDS + a.nanosecond - b.nanosecond)


def negate(duration: object) -> Duration:
    """Return the duration of the other sign."""
    match duration:
        case DaysAndTimeDuration():
            return DaysAndTimeDuration(-duration.nanoseconds)
        case YearsAndMonthsDuration():
            return YearsAndMonthsDuration(-duration.months)
    raise FeelFault("INVALID_TYPE", f"cannot negate {_type_name(duration)}", "negate a duration")


def multiply(duration: object, number: object) -> Duration:
    """Return the duration times a number, in whole nanoseconds, or whole months towards zero."""
    match duration, number:
        case DaysAndTimeDuration(), Decimal():
            return _nanoseconds(_NUMBERS.multiply(Decimal(duration.nanoseconds), number))
        case YearsAndMonthsDuration(), Decimal():
            return _months(_NUMBERS.multiply(Decimal(duration.months), number))
    raise _impossible("multiply", duration, "by", number)


def divide(duration: object, divisor: object) -> Duration | Decimal:
    """Return the duration divided by a number, or the ratio of two durations of one kind.

    Rounding is that of `multiply`.
    """
    match duration, divisor:
        case DaysAndTimeDuration(), Decimal():
            return _nanoseconds(_quotient(duration.nanoseconds, divisor))
        case YearsAndMonthsDuration(), Decimal():
            return _months(_quotient(duration.months, divisor))
        case DaysAndTimeDuration(), DaysAndTimeDuration():
            return _quotient(duration.nanoseconds, divisor.nanoseconds)
        case YearsAndMonthsDuration(), YearsAndMonthsDuration():
            return _quotient(duration.months, divisor.months)
    raise _impossible("divide", duration, "by", divisor)


def _quotient(count: int, divisor: int | Decimal) -> Decimal:
    if divisor == 0:
        raise invalid("division by zero", "test the divisor for zero first")
    return _NUMBERS.divide(Decimal(count), Decimal(divisor))


def _nanoseconds(count: Decimal) -> DaysAndTimeDuration:
    return DaysAndTimeDuration(_whole(count, decimal.ROUND_HALF_EVEN))


def _months(count: Decimal) -> YearsAndMonthsDuration:
    return YearsAndMonthsDuration(_whole(count, decimal.ROUND_DOWN))


def _whole(count: Decimal, rounding: str) -> int:
    # asked before it becomes an int, for 1E+999999 would become a million digits
    if not count.is_finite() or count.adjusted() > 33:
        raise invalid("the duration is too long", "a duration counts up to 34 digits")
    return int(count.to_integral_value(rounding))


def years_and_months_between(a: Date | DateTime, b: Date | DateTime) -> YearsAndMonthsDuration:
    """Return the whole months from the date of `a` to the date of `b`, negative when reversed.

    Times of day and zones do not count.
    """
    months = (b.year - a.year) * 12 + b.month - a.month
    if months > 0 and b.day < a.day:
        months -= 1
    elif months < 0 and b.day > a.day:
        months += 1
    return YearsAndMonthsDuration(months)


def _date(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


def day_of_year(date: Date | DateTime) -> Decimal:
    """Return the day of the year, from 1."""
    return Decimal(counterpart(_date(date)).timetuple().tm_yday)


def week_of_year(date: Date | DateTime) -> Decimal:
    """Return the ISO 8601 week."""
    return Decimal(counterpart(_date(date)).isocalendar().week)


def day_of_week(date: Date | DateTime) -> str:
    """Return the English name of the day, such as "Monday"."""
    return _DAY_NAMES[counterpart(_date(date)).weekday()]


def month_of_year(date: Date | DateTime) -> str:
    """Return the English name of the month, such as "January"."""
    return _MONTH_NAMES[date.month - 1]


# not from `calendar`, which follows the locale
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _seconds(nanoseconds: int) -> Decimal:
    return _NUMBERS.divide(Decimal(nanoseconds), Decimal(NANOSECONDS))


def _time_offset(value: Time | DateTime) -> DaysAndTimeDuration | None:
    if value.is_local:
        return None
    return DaysAndTimeDuration((value.local_key - value.key) * NANOSECONDS)


def _part(count: int, unit: int, whole: int | None = None) -> Decimal:
    """Return how often the unit goes into the count, beyond whole larger units, with its sign."""
    size = abs(count) if whole is None else abs(count) % whole
    return Decimal(size // unit if count >= 0 else -(size // unit))


_MINUTE, _HOUR = 60 * NANOSECONDS, 3600 * NANOSECONDS

_Properties = dict[str, Callable[[Any], object]]  # each is only ever given its own type

_OF_DATE: _Properties = {
    "year": lambda value: Decimal(value.year),
    "month": lambda value: Decimal(value.month),
    "day": lambda value: Decimal(value.day),
    "weekday": lambda value: Decimal(counterpart(_date(value)).isoweekday()),
}

_OF_TIME: _Properties = {
    "hour": lambda value: Decimal(value.hour),
    "minute": lambda value: Decimal(value.minute),
    "second": lambda value: _seconds(value.second * NANOSECONDS + value.nanosecond),
    "time offset": _time_offset,
    "timezone": lambda value: value.zone,
}

PROPERTIES: dict[type, _Properties] = {
    Date: _OF_DATE,
    Time: _OF_TIME,
    DateTime: _OF_DATE | _OF_TIME,
    YearsAndMonthsDuration: {
        "years": lambda value: _part(value.months, 12),
        "months": lambda value: _part(value.months, 1, 12),
    },
    DaysAndTimeDuration: {
        "days": lambda value: _part(value.nanoseconds, DAY),
        "hours": lambda value: _part(value.nanoseconds, _HOUR, DAY),
        "minutes": lambda value: _part(value.nanoseconds, _MINUTE, _HOUR),
        "seconds": lambda value: _seconds(int(_part(value.nanoseconds, 1, _MINUTE))),
    },
}


def from_python(value: dt.date | dt.time | dt.timedelta) -> Temporal:
    """Return the FEEL value of a Python date, time, datetime or timedelta, or of pandas' kinds.

    A `ZoneInfo` keeps its id, any other tzinfo gives its offset; so does the second of two equal
    wall clock times (`fold`), which a zone id cannot say.
    """
    match value:
        case dt.datetime():
            return DateTime(Date(value.year, value.month, value.day), _time_from(value))
        case dt.date():
            return Date(value.year, value.month, value.day)
        case dt.time():
            return _time_from(value)
    seconds = value.days * 86_400 + value.seconds
    microseconds = seconds * 1_000_000 + value.microseconds
    return DaysAndTimeDuration(microseconds * 1000 + getattr(value, "nanoseconds", 0))


def _time_from(value: dt.datetime | dt.time) -> Time:
    nanosecond = value.microsecond * 1000 + getattr(value, "nanosecond", 0)
    zone = value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None
    offset = value.utcoffset()
    if offset is not None and (zone is None or value.fold):
        seconds, zone = offset // dt.timedelta(seconds=1), None
    else:
        seconds = None
    return Time(value.hour, value.minute, value.second, nanosecond, seconds, zone)


def to_python(value: Temporal) -> object:
    """Return Python's date, time, datetime or timedelta if it is exact, else the value itself."""
    try:
        return _in_python(value)
    except (ValueError, OverflowError):  # beyond Python's years or days
        return value


def _in_python(value: Temporal) -> object:
    match value:
        case Date():
            return dt.date(value.year, value.month, value.day)
        case Time() if value.nanosecond % 1000 == 0:
            return _time_in_python(value)
        case DateTime() if value.nanosecond % 1000 == 0:
            date = dt.date(value.year, value.month, value.day)
            return dt.datetime.combine(date, _time_in_python(value.time))
        case DaysAndTimeDuration() if value.nanoseconds % 1000 == 0:
            return dt.timedelta(microseconds=value.nanoseconds // 1000)
    return value


def _time_in_python(time: Time) -> dt.time:
    zone: dt.tzinfo | None = None
    if time.zone is not None:
        zone = ZoneInfo(time.zone)
    elif time.offset is not None:
        zone = dt.timezone(dt.timedelta(seconds=time.offset))
    return dt.time(time.hour, time.minute, time.second, time.nanosecond // 1000, tzinfo=zone)
