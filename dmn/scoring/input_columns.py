"""The columns a plan reads, as codes: by value or by class, typed by the model.

The one rule: every field is read by its reader and passes the border of the model, if only as the
value that stands for its class. Rows with a value that does not pass are *outside*: they are left
to the ordinary evaluation, which says what is wrong.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from dmn.allowed_values import check_allowed, is_constrained
from dmn.columns import InputColumn
from dmn.scoring.arrow_values import distinct, identity_key, natural_values
from dmn.scoring.block import Block, Column, Rows, rows_but
from dmn.scoring.classes import Classes, Coded
from dmn.scoring.cuts import NULL, UNSURE
from feel.conversion import from_natural
from feel.errors import FeelFault, FeelWarning, LimitExceeded, Location
from feel.feel_types import SimpleType, coerce, resolved
from feel.scope import Limits, Run, Scope
from feel.values import Value

__all__ = ["ColumnReader", "ReadColumn"]

_NESTED = frozenset({list, dict})
_NO_ROWS: Rows = np.empty(0, np.int64)


def _raw_value(column: Column, row: int) -> Any:
    """Return the natural value of one row."""
    if isinstance(column, list):
        return column[row]
    return natural_values(column.slice(row, 1))[0]


def _column_warning(column: InputColumn, fault: FeelFault) -> FeelWarning:
    """Return the warning for a field that cannot be read."""
    return FeelWarning(
        fault.code, fault.message, Location((f"column '{column.header}'",)), fault.hint
    )


def _rows_with(codes: Rows, numbers: Collection[int]) -> Rows:
    return np.flatnonzero(np.isin(codes, list(numbers))) if numbers else _NO_ROWS


def _rows_by_fault(
    codes: Rows, faults: Mapping[int, FeelWarning]
) -> list[tuple[Rows, FeelWarning]]:
    """Return the rows of each value that something is wrong with."""
    rows = _rows_with(codes, faults)
    rows = rows[np.argsort(codes[rows], kind="stable")]
    numbers, starts = np.unique(codes[rows], return_index=True)
    groups = np.split(rows, starts[1:]) if len(rows) else []
    return [(group, faults[number]) for number, group in zip(numbers.tolist(), groups, strict=True)]


@dataclass(slots=True)
class ReadColumn:
    """A column of one block: its values or classes, its faults by row, and the rows outside."""

    by_value: Coded | None
    by_class: Coded | None
    faults: Sequence[tuple[Rows, FeelWarning]]
    outside: Rows


class ColumnReader:
    """Reads one column of every block; what it has read once it knows again.

    `classes` are those of the tests that read it, or None where the value itself is needed.
    """

    def __init__(
        self, column: InputColumn, classes: Classes | None, limits: Limits, *, needs_value: bool
    ) -> None:
        self.column = column
        self.classes = classes
        self._needs_value = needs_value or classes is None
        target = resolved(column.type)
        self._python = target.python if isinstance(target, SimpleType) else None
        self._constrained = is_constrained(column.type)
        self._limits = limits
        self.most_steps = 0  # that the border took for one value
        self._numbers: dict[Hashable, int] = {}
        self._values: list[Value] = []
        # what is wrong with values that have been met, by their number
        self._faults: dict[int, FeelWarning] = {}
        self._outside: set[int] = set()
        self._outside_classes: set[int] = set()

    def reset(self) -> None:
        """Forget what has been read; a long run would remember too much."""
        self._numbers.clear()
        self._values = []
        self._faults.clear()
        self._outside.clear()
        self._outside_classes.clear()
        if self.classes is not None:
            self.classes.reset()

    @property
    def size(self) -> int:
        """How many values it remembers."""
        return len(self._values) + (len(self.classes.values) if self.classes else 0)

    def read(self, block: Block) -> ReadColumn:
        """Return the column of a block."""
        column = block.columns[self.column.index]
        cut = None if self._needs_value else self._cut(column)
        if cut is not None:
            return self._by_class(column, cut)
        coded, faults, outside = self._by_value(column)
        if self.classes is None:
            return ReadColumn(coded, None, faults, outside)
        cut = self._cut(column) if not coded.repeating and not len(outside) else None
        if cut is not None:
            return ReadColumn(coded, self._by_class(column, cut).by_class, faults, outside)
        return ReadColumn(coded, self._classed(self.classes, coded, outside), faults, outside)

    def natural(self, block: Block, row: int) -> Any:
        """Return what one row is evaluated with by itself; null for a field that does not fit."""
        try:
            return self.column.reader.read(self._raw(block, row))
        except FeelFault:
            return None

    def value(self, block: Block, row: int) -> Value:
        """Return the value of one row."""
        return self._taken(self._raw(block, row))[0]

    def _raw(self, block: Block, row: int) -> Any:
        column: Any = block.columns[self.column.index]
        return _raw_value(column, row)

    # --- by value ---------------------------------------------------------------------------------

    def _by_value(self, column: Any) -> tuple[Coded, list[tuple[Rows, FeelWarning]], Rows]:
        codes, raws = distinct(column)
        if len(raws) > max(len(codes) // 2, 16):
            return self._once(codes, raws)
        numbers = np.fromiter(map(self._number, raws), np.int64, len(raws))
        codes = numbers[codes]
        present = frozenset(numbers.tolist())
        faults = _rows_by_fault(codes, {n: self._faults[n] for n in present & self._faults.keys()})
        return Coded(codes, self._values), faults, _rows_with(codes, present & self._outside)

    def _number(self, raw: Any) -> int:
        """Return the number of a value that may come again."""
        key = raw if type(raw) is str else identity_key(raw)
        number = None if key is None else self._numbers.get(key)
        if number is None:
            number = len(self._values)
            value, fault, is_outside = self._taken(raw)
            self._values.append(value)
            if fault is not None:
                self._faults[number] = fault
            if is_outside:
                self._outside.add(number)
            if key is not None:
                self._numbers[key] = number
        return number

    def _once(
        self, codes: Rows, raws: Sequence[Any]
    ) -> tuple[Coded, list[tuple[Rows, FeelWarning]], Rows]:
        """Read values that hardly repeat, and keep nothing of them."""
        values: list[Value] = []
        wrong: dict[int, FeelWarning] = {}
        outside = set()
        for number, raw in enumerate(raws):
            value, fault, is_outside = self._taken(raw)
            values.append(value)
            if fault is not None:
                wrong[number] = fault
            if is_outside:
                outside.add(number)
        coded = Coded(codes, values, lasting=False, repeating=False)
        return coded, _rows_by_fault(codes, wrong), _rows_with(codes, outside)

    def _taken(self, raw: Any) -> tuple[Value, FeelWarning | None, bool]:
        """Return the value, what is wrong with the field, and whether the border refuses it."""
        try:
            natural = self.column.reader.read(raw)
        except FeelFault as fault:
            return None, _column_warning(self.column, fault), False
        refused: list[FeelFault] = []
        value = from_natural(natural, lambda _place, fault: refused.append(fault))
        if type(value) in _NESTED and not refused:
            self._check_depth(natural, refused)
        return value, None, bool(refused) or not self._passes(value)

    def _check_depth(self, natural: Any, refused: list[FeelFault]) -> None:
        """Look at a nested value where it stands, which may be deep within its input."""
        for name in reversed(self.column.path[1:]):
            natural = {name: natural}
        from_natural(natural, lambda _place, fault: refused.append(fault))

    def _passes(self, value: Value) -> bool:
        if value is None or (type(value) is self._python and not self._constrained):
            return True
        run = Run(self._limits)
        try:
            if coerce(value, self.column.type) is not value:
                return False
            if self._constrained:
                check_allowed(value, self.column.type, Scope({}, None, run))
        except (FeelFault, LimitExceeded, RecursionError, MemoryError, SystemError):
            return False
        self.most_steps = max(self.most_steps, self._limits.steps - run.steps)
        return not run.warnings

    # --- by class ---------------------------------------------------------------------------------

    def _cut(self, column: Any) -> Any:
        """Return the classes of a column of numbers, or None where they cannot be told at once."""
        if self._python is not Decimal or self.classes is None or isinstance(column, list):
            return None
        kind = column.type
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            return self.classes.cuts.of_text(column)
        if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
            return self.classes.cuts.of_numbers(column)
        return None

    def _by_class(self, column: Any, cut: Any) -> ReadColumn:
        classes: Any = self.classes
        codes = cut.astype(np.int64)
        unsure = np.flatnonzero(codes == UNSURE)
        codes[codes == NULL] = classes.null
        faults, outside = self._unsure(column, codes, unsure)
        self._meet(column, codes)
        refused = self._outside_classes
        if refused:
            outside = np.union1d(outside, _rows_with(codes, refused))
        return ReadColumn(None, Coded(codes, classes.values), faults, outside)

    def _unsure(
        self, column: Any, codes: Rows, unsure: Rows
    ) -> tuple[list[tuple[Rows, FeelWarning]], Rows]:
        """Read what cannot be classed at once, one value after the other, and class it."""
        if not len(unsure):
            return [], _NO_ROWS
        coded, faults, outside = self._by_value(column.take(pa.array(unsure)))
        codes[unsure] = self._classed(self.classes, coded, outside).codes
        return [(unsure[rows], fault) for rows, fault in faults], unsure[outside]

    def _classed(self, classes: Any, coded: Coded, outside: Rows) -> Coded:
        """Return the classes of values; what is outside stands for no class, whatever it is."""
        if not len(outside):
            found: Coded = classes.coded(coded)
            return found
        codes = np.full(len(coded.codes), classes.null)
        inside = rows_but(len(codes), outside)
        codes[inside] = classes.coded(coded.at(inside)).codes
        return Coded(codes, classes.values)

    def _meet(self, column: Any, codes: Rows) -> None:
        """Read a value of every class of numbers that has not occurred before."""
        classes: Any = self.classes
        unknown = classes.unknown(codes)
        if not unknown:
            return
        first = np.empty(len(classes.values), np.int64)
        first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
        raws = natural_values(column.take(pa.array(first[unknown])))
        for number, raw in zip(unknown, raws, strict=True):
            classes.values[number], _, is_outside = self._taken(raw)
            if is_outside:
                self._outside_classes.add(number)
