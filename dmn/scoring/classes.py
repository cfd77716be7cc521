"""Classes of values that the tests of a table cannot tell apart, and the number each class has.

Numbers, dates and durations are cut at the end points of all cells that read them; whatever else
occurs is a class of its own. The one rule: a class is known by a value that occurs in the data.
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from dmn.rule_index import Cell, end_points, point_key
from dmn.scoring.arrow_values import identity_key
from dmn.scoring.block import Codes
from dmn.scoring.cuts import Cuts
from feel.temporal import Date, DaysAndTimeDuration, YearsAndMonthsDuration
from feel.values import Value

__all__ = ["Classes", "Coded"]

_CUT: tuple[type, ...] = (Decimal, Date, DaysAndTimeDuration, YearsAndMonthsDuration, str)
_MISSING: Any = object()


@dataclass(frozen=True, slots=True)
class Coded:
    """A column as codes: which of some values each row has.

    `lasting` codes mean the same in the next block; `repeating` ones are far fewer than the rows.
    """

    codes: Codes
    values: Sequence[Value]
    lasting: bool = True
    repeating: bool = True

    def at(self, rows: Codes | None) -> "Coded":
        """Return the column of some rows only; all of them for None."""
        if rows is None:
            return self
        return Coded(self.codes[rows], self.values, self.lasting, self.repeating)


class Classes:
    """The classes that some cells cut values into, numbered as they occur.

    Shape: `values[c]` is the value that stands for class c. The classes of numbers come first, so
    that whole columns can be classed at once by `cuts`; `null` is the class of null.
    """

    def __init__(self, cells: Iterable[Cell]) -> None:
        listed = list(cells)
        self._points = {kind: end_points(listed, kind) for kind in _CUT}
        self.cuts = Cuts(self._points[Decimal])
        self.null = self.cuts.count
        self.values: list[Value] = []
        self._numbers: dict[Hashable, int] = {}
        self.reset()

    @property
    def size(self) -> int:
        """How many classes it remembers."""
        return len(self._numbers)

    def reset(self) -> None:
        """Forget what has occurred."""
        self._numbers.clear()
        self.values[:] = [*([_MISSING] * self.cuts.count), None]

    def of(self, value: Value) -> int:
        """Return the class of a value."""
        kind = type(value)
        if value is None:
            return self.null
        if kind is Decimal:
            place = self.cuts.place(value)
            if self.values[place] is _MISSING:
                self.values[place] = value
            return place
        key = self._place(kind, value) if kind in self._points else identity_key(value)
        if key is None:
            return self._added(value)  # what has no identity is like nothing else
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = self._added(value)
        return number

    def _place(self, kind: type, value: Value) -> Hashable:
        points = self._points[kind]
        wanted = point_key(value)
        place = bisect_left(points, wanted)
        is_point = place < len(points) and points[place] == wanted
        return kind, 2 * place + is_point

    def _added(self, value: Value) -> int:
        self.values.append(value)
        return len(self.values) - 1

    def unknown(self, codes: Codes) -> list[int]:
        """Return the classes of numbers among the codes that have not occurred before."""
        present = np.flatnonzero(np.bincount(codes, minlength=1))
        return [number for number in present.tolist() if self.values[number] is _MISSING]

    def coded(self, column: Coded) -> Coded:
        """Return the classes of a column's values; only of values that occur in it."""
        present = np.flatnonzero(np.bincount(column.codes, minlength=1))
        table = np.zeros(len(column.values) or 1, np.int64)
        table[present] = [self.of(column.values[number]) for number in present.tolist()]
        return Coded(table[column.codes], self.values)
