"""How the columns of a decision table tell which rules a value passes, once for each value.

The one rule: a way only says what it is sure of. Where a clause refuses a value, or asking an entry
would warn or take long, it says nothing, and the row is evaluated as a whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dmn.decision_table import CompiledTable
from dmn.rule_index import Bits, bits_of
from dmn.scoring.block import Rows
from dmn.scoring.classes import Coded
from dmn.scoring.combinations import Combinations, KnownAnswers, combinations
from dmn.scoring.reads import ColumnRead
from dmn.scoring.slots import Names
from feel.errors import FeelFault, LimitExceeded
from feel.scope import Limits, Run, Scope
from feel.unary_tests import Test
from feel.values import Value

__all__ = ["STEPS_PART", "Way", "WayColumn"]

_NO_ROWS: Rows = np.empty(0, np.int64)

STEPS_PART = 1_000
"""Asking may take this part of the limit, so that all ways together stay far below it."""


@dataclass(frozen=True, slots=True)
class WayColumn:
    """A table's column in a block: codes, the rules that each code passes, and rows to leave out.

    `method` is how it was told: by class, by distinct tuple or by row.
    """

    coded: Coded
    bits: Any
    unclear: Rows
    method: str = "class"

    def at(self, rows: Rows) -> "WayColumn":
        """Return the column of some rows, all of which it is clear about."""
        return WayColumn(self.coded.at(rows), self.bits, _NO_ROWS, self.method)


@dataclass(slots=True)
class _Memory:
    """What a way knows: rules by code; and for a way that asks, codes by rules and combination."""

    bits: dict[int, Bits | None] = field(default_factory=dict)
    numbers: dict[Bits | None, int] = field(default_factory=dict)
    known: KnownAnswers = field(default_factory=KnownAnswers)


class Way:
    """One column of a table: from the values of slots to the rules that they pass.

    A plain one reads one slot as it stands; any other is asked for every combination of its slots.
    """

    def __init__(
        self,
        read: ColumnRead,
        slots: Sequence[int],
        table: CompiledTable | None,
        names: Names,
        *,
        is_plain: bool,
    ) -> None:
        self.is_plain = is_plain
        self.slots = slots
        self._read = read
        self._table = table
        self._names = names
        self._memory = _Memory()
        self._open = [] if table is None or is_plain else _open_entries(table, read.number)

    @property
    def size(self) -> int:
        """How much it remembers."""
        return len(self._memory.bits) + len(self._memory.known)

    def reset(self) -> None:
        """Forget all values."""
        self._memory = _Memory()

    def column(self, columns: Sequence[Coded], count: int, limits: Limits, now: Any) -> WayColumn:
        """Return the table's column for the columns of all slots."""
        chosen = [columns[slot] for slot in self.slots]
        asker = _Asker(self, limits, now)
        if self.is_plain:
            return self._plain(chosen[0], asker)
        return self._asked(chosen, count, asker)

    def _plain(self, column: Coded, asker: "_Asker") -> WayColumn:
        bits = self._memory.bits
        if not column.lasting:
            bits = {}
        present = np.flatnonzero(np.bincount(column.codes, minlength=1)).tolist()
        for code in present if len(column.codes) else ():
            if code not in bits:
                bits[code] = asker.ask([column.values[code]])
        refused = [code for code in present if bits.get(code, 0) is None]
        unclear = np.flatnonzero(np.isin(column.codes, refused)) if refused else _NO_ROWS
        return WayColumn(column, bits, unclear)

    def _asked(self, columns: Sequence[Coded], count: int, asker: "_Asker") -> WayColumn:
        memory = self._memory

        def ask(found: Combinations) -> list[int]:
            lists = [[c.values[n] for n in c.codes[found.rows].tolist()] for c in columns]
            rows: Any = zip(*lists, strict=True) if lists else iter([()] * found.count)
            return [self._number(asker.ask(values)) for values in rows]

        if all(column.lasting and column.repeating for column in columns):
            codes, method = memory.known.find(columns, count, ask), "tuple"
        else:
            found = combinations(columns, count)
            method = "row" if 2 * found.count > count else "tuple"
            codes = np.array(ask(found), np.int64)[found.codes]
        unclear = np.flatnonzero(codes == memory.numbers.get(None, -1))
        return WayColumn(Coded(codes, range(len(memory.bits))), memory.bits, unclear, method)

    def _number(self, bits: Bits | None) -> int:
        """Return the number of a set of rules."""
        numbers = self._memory.numbers
        number = numbers.setdefault(bits, len(numbers))
        self._memory.bits[number] = bits
        return number

    def rules(self, values: Sequence[Value], run: Run) -> Bits | None:
        """Return the rules whose entry passes the clause's value; None where it is refused."""
        clause = self._read.clause
        if self.is_plain and clause.takes(values[0]) and self._table is not None:
            return self._table.rules.columns[self._read.number].find(values[0])
        scope = Scope(self._names.of_some(self.slots, values), self._names.outer, run)
        try:
            value = clause.read(scope)
            clause.check(value, scope)
            if self.is_plain and type(value) is not type(values[0]):
                return None
            bits = self._bits(value, scope)
        except (FeelFault, LimitExceeded, RecursionError, MemoryError, SystemError):
            return None
        return None if run.warnings else bits

    def _bits(self, value: Value, scope: Scope) -> Bits:
        if self._table is None:
            return 0
        bits = self._table.rules.columns[self._read.number].find(value)
        for rules, test in self._open:
            if bits & rules and test(scope, value) is not True:
                bits &= ~rules
        return bits


class _Asker:
    """Asks a way for one combination after the other, each as an evaluation of its own."""

    def __init__(self, way: Way, limits: Limits, now: Any) -> None:
        self._way = way
        self._limits = limits
        self._now = now
        self._most = limits.steps // STEPS_PART
        self._run = Run(limits, now)

    def ask(self, values: Sequence[Value]) -> Bits | None:
        """Return the rules that values pass, or None where only the whole row can tell."""
        run = self._run
        run.steps = self._limits.steps
        bits = self._way.rules(values, run)
        if run.warnings or bits is None or self._limits.steps - run.steps > self._most:
            self._run = Run(self._limits, self._now)
            return None
        return bits


def _open_entries(table: CompiledTable, number: int) -> list[tuple[Bits, Test]]:
    """Return the entries that must be asked, each text once, with the rules that have it."""
    rules: dict[str, list[int]] = {}
    for rule, cell in enumerate(table.rules.columns[number].cells):
        if cell is None:
            rules.setdefault(table.rules.entry_text(rule, number), []).append(rule)
    count = len(table.rules.rules)
    return [(bits_of(found, count), table.rules.test(found[0], number)) for found in rules.values()]
