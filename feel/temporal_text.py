"""The lexical forms of the temporal types: text to fields and fields to text.

Rule: a text is matched whole and strictly, and what is printed can be read again. Whether the
fields name a real day, time or zone is for the value types in `temporal_values.py` to say.
"""

import re
from typing import NamedTuple

from feel.errors import FeelFault

__all__ = [
    "NANOSECONDS",
    "TimeFields",
    "date_text",
    "days_and_time_text",
    "scan_date",
    "scan_date_time",
    "scan_days_and_time",
    "scan_time",
    "scan_years_and_months",
    "time_text",
    "unreadable",
    "years_and_months_text",
]

NANOSECONDS = 10**9  # in a second

# XML Schema 1.1: a year has four digits, or more without a leading zero
_DATE = r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})"
# FEEL adds zone ids to XML Schema's offsets; offsets with seconds are what `time()` can make
_OFFSET = r"(?:(Z)|([+-])([0-9]{2}):([0-5][0-9])(?::([0-5][0-9]))?|@(.+))?"
_HOUR = r"([01][0-9]|2[0-3]|24(?=:00:00(?:\.0+)?(?:[Z@+-]|$)))"
_TIME = rf"{_HOUR}:([0-5][0-9]):([0-5][0-9])(?:\.([0-9]{{1,9}}))?{_OFFSET}"
_COUNT = r"([0-9]{1,34})"

_DATE_FORM = re.compile(_DATE)
_TIME_FORM = re.compile(_TIME)
_DATE_TIME_FORM = re.compile(rf"{_DATE}(?:T{_TIME})?")
_YEARS_AND_MONTHS_FORM = re.compile(rf"(-?)P(?=[0-9])(?:{_COUNT}Y)?(?:{_COUNT}M)?")
_DAYS_AND_TIME_FORM = re.compile(
    rf"(-?)P(?=[0-9T])(?:{_COUNT}D)?"
    rf"(?:T(?=[0-9])(?:{_COUNT}H)?(?:{_COUNT}M)?(?:{_COUNT}(?:\.([0-9]{{0,9}}))?S)?)?"
)

_DATE_HINT = "a date is yyyy-mm-dd, such as 2017-03-31"
_ZONE_HINT = "then Z, an offset +hh:mm, @ and a zone id, or nothing"
_TIME_HINT = (
    "a time is hh:mm:ss up to 24:00:00, with up to nine decimals,"
    f" {_ZONE_HINT}, such as 10:20:00+01:00"
)
_DATE_TIME_HINT = (
    "a date and time is a date yyyy-mm-dd, T and a time hh:mm:ss with up to nine decimals,"
    f" {_ZONE_HINT}, such as 2017-03-31T10:20:00@Europe/Paris"
)
_DURATION_HINT = (
    "a duration is P with years and months, such as P1Y2M, or with days, T, hours, minutes and"
    " seconds, such as P1DT2H3M4.5S"
)


class TimeFields(NamedTuple):
    """The fields of a time as written; the hour is 24 where the text says 24:00:00."""

    hour: int
    minute: int
    second: int
    nanosecond: int
    offset: int | None
    zone: str | None


def unreadable(text: str, kind: str, hint: str) -> FeelFault:
    """Return the fault that `text` is none of `kind`."""
    shown = text if len(text) <= 60 else f"{text[:60]}..."
    return FeelFault("INVALID_ARGUMENTS", f"'{shown}' is no {kind}", hint)


def scan_date(text: str) -> tuple[int, int, int]:
    """Return year, month and day."""
    match = _DATE_FORM.fullmatch(text)
    if match is None:
        raise unreadable(text, "date", _DATE_HINT)
    year, month, day = match.groups()
    return int(year), int(month), int(day)


def scan_time(text: str) -> TimeFields:
    """Return the fields of a time."""
    match = _TIME_FORM.fullmatch(text)
    if match is None:
        raise unreadable(text, "time", _TIME_HINT)
    return _time_fields(*match.groups())


def scan_date_time(text: str) -> tuple[tuple[int, int, int], TimeFields]:
    """Return the fields of date and time; a date alone is its midnight."""
    match = _DATE_TIME_FORM.fullmatch(text)
    if match is None:
        raise unreadable(text, "date and time", _DATE_TIME_HINT)
    year, month, day, *time = match.groups()
    fields = _MIDNIGHT if time[0] is None else _time_fields(*time)
    return (int(year), int(month), int(day)), fields


_MIDNIGHT = TimeFields(0, 0, 0, 0, None, None)


def _time_fields(
    hour: str, minute: str, second: str, fraction: str | None, *offset: str | None
) -> TimeFields:
    *parts, zone = offset
    return TimeFields(
        int(hour), int(minute), int(second), _nanoseconds(fraction), _offset(*parts), zone
    )


def _nanoseconds(fraction: str | None) -> int:
    return int(fraction.ljust(9, "0")) if fraction else 0


def _offset(utc: str | None, sign: str | None, *parts: str | None) -> int | None:
    if sign is None:
        return 0 if utc else None
    hours, minutes, seconds = (int(part or 0) for part in parts)
    total = (hours * 60 + minutes) * 60 + seconds
    return -total if sign == "-" else total


def scan_years_and_months(text: str) -> int | None:
    """Return the months of a years and months duration; None when it is none."""
    match = _YEARS_AND_MONTHS_FORM.fullmatch(text)
    if match is None:
        return None
    sign, years, months = match.groups()
    total = int(years or 0) * 12 + int(months or 0)
    return -total if sign else total


def scan_days_and_time(text: str) -> int:
    """Return the nanoseconds of a days and time duration."""
    match = _DAYS_AND_TIME_FORM.fullmatch(text)
    if match is None:
        raise unreadable(text, "duration", _DURATION_HINT)
    sign, days, hours, minutes, seconds, fraction = match.groups()
    whole = (int(days or 0) * 24 + int(hours or 0)) * 60 + int(minutes or 0)
    total = (whole * 60 + int(seconds or 0)) * NANOSECONDS + _nanoseconds(fraction)
    return -total if sign else total


def date_text(year: int, month: int, day: int) -> str:
    """Return `2017-03-31`; a year has at least four digits."""
    sign = "-" if year < 0 else ""
    return f"{sign}{abs(year):04d}-{month:02d}-{day:02d}"


def time_text(fields: TimeFields) -> str:
    """Return `10:20:00`, then the fraction without trailing zeros, then offset or zone id."""
    hour, minute, second, nanosecond, offset, zone = fields
    zoned = f"@{zone}" if zone else _offset_text(offset)
    return f"{hour:02d}:{minute:02d}:{second:02d}{_fraction_text(nanosecond)}{zoned}"


def _fraction_text(nanosecond: int) -> str:
    return f".{nanosecond:09d}".rstrip("0") if nanosecond else ""


def _offset_text(offset: int | None) -> str:
    if offset is None:
        return ""
    if offset == 0:
        return "Z"
    minutes, second = divmod(abs(offset), 60)
    seconds = f":{second:02d}" if second else ""
    return f"{'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}{seconds}"


def years_and_months_text(months: int) -> str:
    """Return `P1Y2M`, normalised: fewer than twelve months, and no part that is zero."""
    years, rest = divmod(abs(months), 12)
    body = (f"{years}Y" if years else "") + (f"{rest}M" if rest or not years else "")
    return f"{'-' if months < 0 else ''}P{body}"


def days_and_time_text(nanoseconds: int) -> str:
    """Return `P1DT2H3M4.5S`, normalised: each part below the next one's unit, and none zero."""
    seconds, fraction = divmod(abs(nanoseconds), NANOSECONDS)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    time = (f"{hour}H" if hour else "") + (f"{minute}M" if minute else "")
    if second or fraction or not nanoseconds:
        time += f"{second}{_fraction_text(fraction)}S"
    body = (f"{days}D" if days else "") + (f"T{time}" if time else "")
    return f"{'-' if nanoseconds < 0 else ''}P{body}"
