"""Days, weeks and months of a time zone as bounds between which things are counted.

The one rule: bounds are microseconds (`store/instants.py`), follow on each other without a gap, and
are as many as can be drawn.
"""

from dataclasses import dataclass
from itertools import pairwise

from feel.temporal_values import date_of
from feel.temporal_zones import offset_at_instant, offset_at_local

__all__ = ["MOST", "STEPS", "Bounds", "bounds"]

STEPS = ("day", "week", "month")
"""What can be counted by."""

MOST = 400
"""So many at most; the last ones are kept."""

_DAY = 86_400
_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """From when, until just before when."""

    start: int
    end: int


def bounds(start: int, last: int, step: str, zone: str, most: int = MOST) -> list[Bounds]:
    """Return the days, weeks or months that have the instants from `start` to `last`.

    Errors: ValueError for another step.
    """
    if step not in STEPS:
        raise ValueError(f"'{step}' is nothing to count by: {', '.join(STEPS)}")
    day = _first_day(_day_of(last, zone), step)
    begin = _first_day(_day_of(min(start, last), zone), step)
    edges = [_instant(_next(day, step), zone), _instant(day, zone)]
    while day > begin and len(edges) <= most:
        day = _first_day(day - 1, step)
        edges.append(_instant(day, zone))
    edges.reverse()
    # a zone may leave a day out: it is empty then
    return [Bounds(one, other) for one, other in pairwise(edges) if one < other]


def _day_of(instant: int, zone: str) -> int:
    """Return the local day of an instant, counted from 1970."""
    seconds = instant // _SECOND
    return (seconds + offset_at_instant(zone, seconds)) // _DAY


def _instant(day: int, zone: str) -> int:
    """Return the instant a local day begins at."""
    return (day * _DAY - offset_at_local(zone, day * _DAY)) * _SECOND


def _first_day(day: int, step: str) -> int:
    """Return the first day of the day, week or month that a day is in."""
    if step == "week":
        return day - (day + 3) % 7  # the first day of 1970 was a Thursday
    return day if step == "day" else day - date_of(day).day + 1


def _next(day: int, step: str) -> int:
    """Return the first day after the day, week or month that begins with a day."""
    longest = {"day": 1, "week": 7, "month": 31}[step]
    return day + longest if step != "month" else _first_day(day + longest, step)
