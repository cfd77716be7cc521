"""Values that have an order as numbers, and numbers between them: what sweeps and searches walk on.

The one rule: between two numbers the shortest is taken, so that a search meets round end points.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from feel.errors import FeelFault
from feel.temporal import (
    Date,
    DateTime,
    DaysAndTimeDuration,
    YearsAndMonthsDuration,
    add,
    subtract,
)
from feel.temporal_values import date_of
from feel.values import NUMBERS, Value

__all__ = ["Line", "digits", "even_numbers", "line_of", "middle"]

_NANOSECONDS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of values as numbers; `step` is the least distance, None where there is none.

    Null: `around` is how far it makes sense to go from a single value; None where that depends on
    how large the value is.
    """

    kind: type
    number: Callable[[Any], Decimal]
    value: Callable[[Decimal], Value]
    step: Decimal | None = None
    around: Decimal | None = None

    def numbers(self, values: Iterable[Value]) -> list[Decimal]:
        """Return values as numbers, in order, each once; those of other kinds are left out."""
        found = set()
        for value in values:
            try:
                found |= {self.number(value)} if type(value) is self.kind else set()
            except FeelFault:
                continue  # a local time beside one with a zone
        return sorted(found)


def line_of(values: Iterable[Value]) -> Line | None:
    """Return the line that the first of some values lies on; None where its kind has none."""
    first = next((each for each in values if each is not None), None)
    if type(first) is DateTime:
        return _moments(first)
    return _LINES.get(type(first))


def _moments(origin: DateTime) -> Line:
    """Return date and times as seconds since one of them."""
    return Line(
        DateTime,
        lambda value: _seconds(subtract(value, origin)),
        lambda number: add(origin, DaysAndTimeDuration(_nanoseconds(number))),
        Decimal(1),
        Decimal(30 * 86_400),
    )


def _seconds(duration: Any) -> Decimal:
    return NUMBERS.divide(Decimal(duration.nanoseconds), Decimal(_NANOSECONDS))


def _nanoseconds(seconds: Decimal) -> int:
    return int(NUMBERS.multiply(seconds, Decimal(_NANOSECONDS)))


_LINES: dict[type, Line] = {
    each.kind: each
    for each in (
        Line(Decimal, lambda value: value, lambda number: number),
        Line(
            Date,
            lambda value: Decimal(value.key),
            lambda number: date_of(int(number)),
            Decimal(1),
            Decimal(365),
        ),
        Line(
            DaysAndTimeDuration,
            _seconds,
            lambda number: DaysAndTimeDuration(_nanoseconds(number)),
            Decimal(1),
        ),
        Line(
            YearsAndMonthsDuration,
            lambda value: Decimal(value.months),
            lambda number: YearsAndMonthsDuration(int(number)),
            Decimal(1),
        ),
    )
}


def digits(number: Decimal) -> int:
    """Return how many digits a number is written with, zeros at its end left out."""
    return len(NUMBERS.normalize(number).as_tuple().digits)


def middle(low: Decimal, high: Decimal, step: Decimal | None = None) -> Decimal | None:
    """Return a short number between two, near the middle; None where there is none."""
    half = NUMBERS.divide(NUMBERS.subtract(high, low), Decimal(2))
    if not half.is_finite() or half <= 0:
        return None
    between = NUMBERS.add(low, half)
    if step is not None:
        between = NUMBERS.multiply(
            NUMBERS.divide(between, step).to_integral_value(ROUND_FLOOR), step
        )
    else:
        between = NUMBERS.quantize(between, Decimal((0, (1,), half.adjusted())))
    return between if between.is_finite() and low < between < high else None


def even_numbers(low: Decimal, high: Decimal, count: int) -> list[Decimal]:
    """Return about so many round numbers from one to another, evenly spread, both included."""
    width = NUMBERS.subtract(high, low)
    if not width.is_finite() or width <= 0 or count < 2:
        return [low]
    rough = NUMBERS.divide(width, Decimal(count))
    unit = Decimal((0, (1,), rough.adjusted()))
    step = next(each for each in (unit, 2 * unit, 5 * unit, 10 * unit) if each >= rough)
    first = NUMBERS.multiply(NUMBERS.divide(low, step).to_integral_value(ROUND_FLOOR), step)
    found = [low]
    for number in range(1, count + 2):
        each = NUMBERS.add(first, NUMBERS.multiply(step, Decimal(number)))
        if low < each < high:
            found.append(each)
    return [*found, high]
