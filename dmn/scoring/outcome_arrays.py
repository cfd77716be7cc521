"""Outcomes as arrays: what occurs in a block, in Arrow or as natural Python, by row.

The one rule: a value is converted once and spread by its code.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dmn.field_text import field_text
from dmn.scoring.arrow_output import to_arrow
from dmn.scoring.outcomes import Outcome
from feel.conversion import copied
from feel.feel_types import FeelType
from feel.temporal import (
    Date,
    DateTime,
    DaysAndTimeDuration,
    Time,
    YearsAndMonthsDuration,
    to_python,
)
from feel.values import Value

__all__ = ["AddedColumn", "occurring", "spread", "with_leaves"]

_TEMPORAL = (Date, Time, DateTime, DaysAndTimeDuration, YearsAndMonthsDuration)
_PLAIN = (bool, str, Decimal)
_SHARED = frozenset({list, dict})


def occurring(outcome: Outcome) -> Outcome:
    """Return the outcome of a block with just the values that occur, where null is one as well."""
    counts = np.bincount(outcome.codes + 1, minlength=1)
    used = np.flatnonzero(counts)
    numbers = np.empty(len(counts), np.int64)
    numbers[used] = np.arange(len(used))
    values = [None if code < 0 else outcome.values[code] for code in (used - 1).tolist()]
    return Outcome(values, numbers[outcome.codes + 1])


def spread(outcome: Outcome, kind: pa.DataType) -> pa.Array:
    """Return the value of every row in Arrow.

    Errors: DoesNotFit where the type does not hold one of them.
    """
    return to_arrow(outcome.values, kind).take(pa.array(outcome.codes))


def with_leaves(kind: pa.DataType, change: Callable[[pa.DataType], pa.DataType]) -> pa.DataType:
    """Return a type of lists and structs with the types that are in them changed."""
    if pa.types.is_list(kind):
        return pa.list_(with_leaves(kind.value_type, change))
    if pa.types.is_struct(kind):
        return pa.struct([(field.name, with_leaves(field.type, change)) for field in kind])
    return change(kind)


@dataclass(slots=True)
class AddedColumn:
    """A column that is added to a frame, from one block after the other."""

    header: str
    type: FeelType
    blocks: list[Outcome] = field(default_factory=list)

    @property
    def values(self) -> Iterator[Value]:
        """All values that occur, those of several blocks several times."""
        return chain.from_iterable(block.values for block in self.blocks)

    def in_arrow(self, kind: pa.DataType) -> pa.ChunkedArray:
        """Return the values of all rows in a type that holds them."""
        return pa.chunked_array([spread(block, kind) for block in self.blocks], kind)

    def in_python(self) -> npt.NDArray[np.object_]:
        """Return the natural Python values of all rows; a list is each row's own."""
        parts = [_objects(map(_natural, each.values)).take(each.codes) for each in self.blocks]
        values = np.concatenate([_objects(()), *parts])
        if _SHARED.isdisjoint(map(type, self.values)):
            return values
        return _objects(map(copied, values))


def _objects(values: Any) -> npt.NDArray[np.object_]:
    return np.fromiter(values, np.object_)


def _natural(value: Value) -> Any:
    """Return what Python has for a value, exactly, or else its text; a number stays Decimal."""
    if type(value) is list:
        return [_natural(item) for item in value]
    if type(value) is dict:
        return {name: _natural(item) for name, item in value.items()}
    if value is None or isinstance(value, _PLAIN):
        return value
    found = to_python(value) if isinstance(value, _TEMPORAL) else value
    return field_text(value) if found is value else found
