"""A case file as the rows by which cases are found: path, kind, text and number of each scalar.

Rule: two values are equal in FEEL when kind and text are the same, and of those of one kind the
numbers are in order. Positions are left out of paths, so `order.line.price` is any line's.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from cmmn.case_file import bare, segment
from feel.temporal import (
    NANOSECONDS,
    Date,
    DateTime,
    DaysAndTimeDuration,
    Time,
    YearsAndMonthsDuration,
)
from feel.values import NUMBERS

__all__ = ["LONGEST", "MOST", "Scalar", "file_values", "scalar"]

LONGEST = 200
"""How many characters of a text are kept for searching; a longer one ends in its hash."""

MOST = 500
"""How many values of one case are kept for searching; the first ones."""

_DEEPEST = 100
_READABLE = 40


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as it is searched for."""

    kind: str
    text: str
    number: float | None = None


def file_values(file: Mapping[str, Any]) -> dict[tuple[str, int], Scalar]:
    """Return the scalars of a case file by path and place: 0, 1, ... where a path has several."""
    found: dict[tuple[str, int], Scalar] = {}
    places: dict[str, int] = {}
    for path, value in file.items():
        top, one = bare(path), scalar(value)
        for at, each in ((top, one),) if one is not None else _scalars(top, value, 0):
            if len(found) == MOST:
                return found
            places[at] = places.get(at, -1) + 1
            found[at, places[at]] = each
    return found


def _scalars(path: str, value: Any, depth: int) -> Iterator[tuple[str, Scalar]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _scalars(f"{path}.{segment(key)}", inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _scalars(path, inner, depth + 1)
    elif (one := scalar(value)) is not None:
        yield path, one


def scalar(value: Any) -> Scalar | None:
    """Return what a FEEL value is searched by. Null: it is null, or no scalar."""
    match value:
        case bool():
            return Scalar("boolean", "true" if value else "false")
        case str():
            return Scalar("text", _short(value))
        case Decimal():
            return Scalar("number", _digits(value), _number(value))
        case Date():
            return Scalar("date", str(value), float(value.key))
        case Time():
            return Scalar("time", _instant(value.key, value.nanosecond), float(value.key))
        case DateTime():
            text = _instant(value.key, value.nanosecond)
            return Scalar("date and time", text, value.key + value.nanosecond / NANOSECONDS)
        case DaysAndTimeDuration():
            seconds = value.nanoseconds / NANOSECONDS
            return Scalar("days and time duration", str(value), seconds)
        case YearsAndMonthsDuration():
            return Scalar("years and months duration", str(value), float(value.months))
    return None


def _number(value: Decimal) -> float:
    """Return the nearest number a column can hold; two numbers so close may seem the same."""
    return max(-sys.float_info.max, min(sys.float_info.max, float(value)))


def _digits(value: Decimal) -> str:
    """Return the one text of equal numbers, in full as long as it can be read."""
    number = NUMBERS.normalize(value or Decimal(0))
    return format(number, "f") if -_READABLE < number.adjusted() < _READABLE else str(number)


def _instant(key: int, nanosecond: int) -> str:
    """Return a text that is the same for the same instant in whatever zone."""
    return f"{key}.{nanosecond:09d}"


def _short(text: str) -> str:
    """Return a text that an index can hold, and that only equal texts share."""
    if len(text) <= LONGEST:
        return text
    digest = sha256(text.encode()).hexdigest()
    return f"{text[: LONGEST - len(digest)]}{digest}"
