"""The types of FEEL's dates, times and durations: fields, checks, comparison keys, text.

Rule: Python's `==` is structural, so that values can be keys of caches; FEEL's own `=` and `<`
compare `key`, which for times is in whole seconds and UTC. Python's datetime does not do, for the
standard's years go to 999999999 either side of 0, and seconds have nine decimals.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import TypeAlias

from feel.errors import FeelFault
from feel.temporal_text import (
    NANOSECONDS,
    TimeFields,
    date_text,
    days_and_time_text,
    time_text,
    years_and_months_text,
)
from feel.temporal_zones import offset_at_local, offset_in_1970

__all__ = [
    "DAY",
    "Date",
    "DateTime",
    "DaysAndTimeDuration",
    "Duration",
    "Temporal",
    "Time",
    "YearsAndMonthsDuration",
    "counterpart",
    "date_of",
    "invalid",
    "time_of",
]

DAY = 86_400 * NANOSECONDS

_YEAR_LIMIT = 999_999_999
_OFFSET_LIMIT = 18 * 3600  # java.time's; XML Schema stops at 14 hours
_DURATION_LIMIT = 10**34  # what a duration counts is always exact as a FEEL number
_CYCLE_YEARS, _CYCLE_DAYS = 400, 146_097  # the Gregorian calendar repeats, weekdays included
_ORDINAL_1970 = dt.date(1970, 1, 1).toordinal()


def invalid(message: str, hint: str) -> FeelFault:
    """Return the fault that fields or operands make no value."""
    return FeelFault("INVALID_ARGUMENTS", message, hint)


class _Shown:
    __slots__ = ()

    def __repr__(self) -> str:
        return f'feel.{type(self).__name__}("{self}")'


@dataclass(frozen=True, slots=True, repr=False)
class Date(_Shown):
    """A day of the proleptic Gregorian calendar; `key` counts days from 1970-01-01."""

    year: int
    month: int
    day: int
    key: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if not -_YEAR_LIMIT <= self.year <= _YEAR_LIMIT:
            raise invalid("the year is out of range", f"years are -{_YEAR_LIMIT} to {_YEAR_LIMIT}")
        cycle = (self.year - 1) // _CYCLE_YEARS
        days = counterpart(self).toordinal() + cycle * _CYCLE_DAYS - _ORDINAL_1970
        object.__setattr__(self, "key", days)

    def __str__(self) -> str:
        return date_text(self.year, self.month, self.day)


def counterpart(date: Date) -> dt.date:
    """Return the same day of the years 1 to 400: same month, day, weekday and leap year."""
    try:
        return dt.date((date.year - 1) % _CYCLE_YEARS + 1, date.month, date.day)
    except (ValueError, OverflowError):
        raise invalid(
            f"there is no such day in the year {date.year}",
            "a month is 1 to 12, a day 1 to the last of its month",
        ) from None


def date_of(key: int) -> Date:
    """Return the date of a count of days from 1970-01-01."""
    cycle, day = divmod(key + _ORDINAL_1970 - 1, _CYCLE_DAYS)
    date = dt.date.fromordinal(day + 1)
    return Date(date.year + cycle * _CYCLE_YEARS, date.month, date.day)


@dataclass(frozen=True, slots=True, repr=False)
class Time(_Shown):
    """A time of day: local, with an offset in seconds east of UTC, or with a zone id.

    `key` is `local_key` minus the offset and may leave the day; a zone id without a date has the
    offset of its zone at 1970-01-01.
    """

    hour: int
    minute: int
    second: int
    nanosecond: int = 0
    offset: int | None = None
    zone: str | None = None
    local_key: int = field(init=False, compare=False)
    key: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        self._check()
        offset = self.offset or 0 if self.zone is None else offset_in_1970(self.zone)
        local = (self.hour * 60 + self.minute) * 60 + self.second
        object.__setattr__(self, "local_key", local)
        object.__setattr__(self, "key", local - offset)

    def _check(self) -> None:
        if not (
            0 <= self.hour <= 23
            and 0 <= self.minute <= 59
            and 0 <= self.second <= 59
            and 0 <= self.nanosecond < NANOSECONDS
        ):
            raise invalid(
                "hour, minute or second is out of range",
                "an hour is 0 to 23, a minute 0 to 59, a second from 0 to below 60",
            )
        if self.offset is not None and not -_OFFSET_LIMIT <= self.offset <= _OFFSET_LIMIT:
            raise invalid(
                "the offset is out of range", "an offset is at most 18 hours either side of UTC"
            )
        if self.offset is not None and self.zone is not None:
            raise invalid("a time has an offset or a zone id, not both", "leave one out")

    @property
    def is_local(self) -> bool:
        """Whether there is neither offset nor zone id."""
        return self.offset is None and self.zone is None

    def __str__(self) -> str:
        return time_text(
            TimeFields(self.hour, self.minute, self.second, self.nanosecond, self.offset, self.zone)
        )


def time_of(nanosecond_of_day: int, like: Time) -> Time:
    """Return the time of day with the offset or zone id of another time."""
    seconds, nanosecond = divmod(nanosecond_of_day, NANOSECONDS)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return Time(hour, minute, second, nanosecond, like.offset, like.zone)


@dataclass(frozen=True, slots=True, repr=False)
class DateTime(_Shown):
    """A date with a time; `local_key` counts wall clock seconds from 1970, `key` is the instant.

    Where the clock of a zone is set forward or back, the offset from before holds.
    """

    date: Date
    time: Time
    local_key: int = field(init=False, compare=False)
    key: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        zone = self.time.zone
        local = self.date.key * 86_400 + self.time.local_key
        offset = self.time.offset or 0 if zone is None else offset_at_local(zone, local)
        object.__setattr__(self, "local_key", local)
        object.__setattr__(self, "key", local - offset)

    @property
    def is_local(self) -> bool:
        """Whether there is neither offset nor zone id."""
        return self.time.is_local

    @property
    def offset(self) -> int | None:
        """The offset in seconds east of UTC, also where a zone id gives it; None when local."""
        return None if self.is_local else self.local_key - self.key

    @property
    def zone(self) -> str | None:
        """The zone id."""
        return self.time.zone

    @property
    def year(self) -> int:
        """The year of the date."""
        return self.date.year

    @property
    def month(self) -> int:
        """The month of the date."""
        return self.date.month

    @property
    def day(self) -> int:
        """The day of the date."""
        return self.date.day

    @property
    def hour(self) -> int:
        """The hour of the time."""
        return self.time.hour

    @property
    def minute(self) -> int:
        """The minute of the time."""
        return self.time.minute

    @property
    def second(self) -> int:
        """The whole second of the time."""
        return self.time.second

    @property
    def nanosecond(self) -> int:
        """The fraction of the second."""
        return self.time.nanosecond

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


@dataclass(frozen=True, slots=True, repr=False)
class DaysAndTimeDuration(_Shown):
    """A days and time duration, as one count of nanoseconds."""

    nanoseconds: int

    def __post_init__(self) -> None:
        _check_duration(self.nanoseconds, "nanoseconds")

    def __str__(self) -> str:
        return days_and_time_text(self.nanoseconds)


@dataclass(frozen=True, slots=True, repr=False)
class YearsAndMonthsDuration(_Shown):
    """A years and months duration, as one count of months."""

    months: int

    def __post_init__(self) -> None:
        _check_duration(self.months, "months")

    def __str__(self) -> str:
        return years_and_months_text(self.months)


def _check_duration(count: int, unit: str) -> None:
    if not -_DURATION_LIMIT < count < _DURATION_LIMIT:
        raise invalid("the duration is too long", f"a duration has at most 34 digits of {unit}")


Duration: TypeAlias = DaysAndTimeDuration | YearsAndMonthsDuration
Temporal: TypeAlias = Date | Time | DateTime | Duration
