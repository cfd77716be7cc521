"""The parts of what a decision reads, and what it sees by name once they have values.

The one rule: what is not read is null, and of a structure only what is read is there; the static
reading of the decision (`reads.py`) is what makes that safe.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from dmn.plans import DecisionPlan
from dmn.scoring.arrow_values import identity_key
from dmn.scoring.block import Codes, Rows
from dmn.scoring.classes import Coded
from dmn.scoring.reads import Chain, Variable
from feel.values import Value

__all__ = ["Names", "PartOfValues", "Placed", "Slot"]

Placed = tuple[Chain, Value]
"""A value and where it stands among the names."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of what a decision reads: where its value stands among the names, and how it is read.

    `source` is the position of a column that is read, or a decision and the part of its value.
    """

    variable: Variable
    path: Chain
    source: int | Variable
    by_class: bool

    @property
    def root(self) -> Chain:
        """Where the whole stands that this is a part of."""
        return self.path[: len(self.path) - len(self.variable[1])]


class Names:
    """What a decision sees by name, put together from the values of its slots."""

    def __init__(self, plan: DecisionPlan, slots: Sequence[Slot]) -> None:
        self._plan = plan
        self.outer = plan.outer
        self._paths = [slot.path for slot in slots]
        self._is_flat = all(len(path) == 1 for path in self._paths) and not plan.imported
        self._flat = [path[0] for path in self._paths]
        self._is_all = self._is_flat and self._flat == list(plan.names({}))

    def of_all(self, values: Sequence[Value]) -> dict[str, Value]:
        """Return the names for a value of every slot."""
        if self._is_all:
            return dict(zip(self._flat, values, strict=True))
        if self._is_flat:
            names = self._plan.names({})
            names.update(zip(self._flat, values, strict=True))
            return names
        return self.of_placed(zip(self._paths, values, strict=True))

    def of_some(self, slots: Sequence[int], values: Sequence[Value]) -> dict[str, Value]:
        """Return the names for the values of some slots alone."""
        return self.of_placed(zip([self._paths[slot] for slot in slots], values, strict=True))

    def of_placed(self, values: Iterable[Placed]) -> dict[str, Value]:
        """Return the names for values that stand at their places."""
        names = self._plan.names({})
        for path, value in values:
            inner: Value = names
            for name in path[:-1]:
                if inner.get(name) is None:
                    inner[name] = {}
                inner = inner[name]
            inner[path[-1]] = value
        return names


_UNCLEAR = 0


class PartOfValues:
    """One part of a decision's values, each different one known by a number of its own.

    Where a value is no structure with that part, the number says no more than that.
    """

    def __init__(self, path: Chain) -> None:
        self._path = path
        self.values: list[Value] = [None]
        self._numbers: dict[object, int] = {}
        self._of_answers: list[int] = []

    @property
    def size(self) -> int:
        """How many values it remembers."""
        return len(self.values)

    def reset(self) -> None:
        """Forget all values, as the decision forgets its answers."""
        self.values = [None]
        self._numbers.clear()
        self._of_answers = []

    def coded(self, column: Coded) -> tuple[Coded, Rows]:
        """Return the parts of a column's values, and the rows that have none."""
        known = len(self._of_answers)
        self._of_answers += [self._number(value) for value in column.values[known:]]
        codes: Codes = np.array(self._of_answers or [0], np.int64)[column.codes]
        present = len(np.flatnonzero(np.bincount(codes, minlength=1)))
        repeating = column.repeating or 2 * present <= len(codes)
        return Coded(codes, self.values, repeating=repeating), np.flatnonzero(codes == _UNCLEAR)

    def _number(self, value: Value) -> int:
        for name in self._path:
            if type(value) is not dict or name not in value:
                return _UNCLEAR
            value = value[name]
        key = identity_key(value)
        number = None if key is None else self._numbers.get(key)
        if number is None:
            number = len(self.values)
            self.values.append(value)
            if key is not None:
                self._numbers[key] = number
        return number
