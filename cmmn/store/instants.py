"""Instants as whole microseconds from 1970 in UTC, the form in which the database orders them.

Rule: such a number is for searching and ordering only; the exact date and time is in the payloads.
A fraction of a microsecond is rounded up, so nothing is found before its time, and years that a
64-bit number cannot count stand at its ends.
"""

from feel.temporal import DateTime
from feel.temporal_values import Time, date_of, time_of

__all__ = ["NEVER", "at_or_never", "from_microseconds", "from_or_never", "microseconds"]

NEVER = 2**63 - 1
"""Stands for no date, after all others; no instant has this number."""

_DAY = 86_400_000_000
_UTC = Time(0, 0, 0, 0, 0)


def microseconds(instant: DateTime) -> int:
    """Return the number of an instant; one without an offset is in UTC."""
    number = instant.key * 1_000_000 - -instant.nanosecond // 1_000
    return max(-NEVER, min(NEVER - 1, number))


def from_microseconds(number: int) -> DateTime:
    """Return the instant of a number, in UTC."""
    day, rest = divmod(number, _DAY)
    return DateTime(date_of(day), time_of(rest * 1_000, _UTC))


def at_or_never(instant: DateTime | None) -> int:
    """Return the number of an instant, or `NEVER`."""
    return NEVER if instant is None else microseconds(instant)


def from_or_never(number: int) -> DateTime | None:
    """Return the instant of a number, None for `NEVER`."""
    return None if number == NEVER else from_microseconds(number)
