"""One decision over the rows of a block: asked once for all rows that it cannot tell apart.

Everything is evaluated by the ordinary engine, on values that occur; a table's columns say which
combinations have one answer. The one rule: what is kept of an answer is all there is to it: value,
warnings, and the rules that matched.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import repeat
from operator import and_
from typing import Any

import numpy as np

from dmn.decision_table import CompiledTable
from dmn.environment import prepend
from dmn.plans import DecisionPlan
from dmn.rule_index import Bits
from dmn.scoring.answers import Answers
from dmn.scoring.arrow_values import identity_key
from dmn.scoring.block import Codes, Rows, rows_but
from dmn.scoring.classes import Coded
from dmn.scoring.combinations import Combinations, KnownAnswers, combinations
from dmn.scoring.reads import Reads, meet
from dmn.scoring.slots import Names, Placed, Slot
from dmn.scoring.ways import STEPS_PART, Way, WayColumn
from dmn.shortcut import UNDECIDED
from dmn.trace import Hits
from feel.errors import LimitExceeded
from feel.scope import Limits, Run, Scope
from feel.values import Value

__all__ = ["Unit"]

_SAMPLE = 500  # answers that tell whether those to come are likely to repeat
_PLAIN = frozenset({Decimal, str, bool, type(None)})

Exact = Callable[[int], Iterable[Placed]]
"""Gives all that a decision reads in one row, as it is."""


class Unit:
    """A decision, what it reads, and what it has answered so far."""

    def __init__(
        self, plan: DecisionPlan, reads: Reads, slots: Sequence[Slot], limits: Limits, now: Any
    ) -> None:
        self.key = plan.key
        self.slots = slots
        self.answers = Answers()
        self.rows: Counter[str] = Counter()  # how they were answered
        self._reason = reads.reason
        self._plan = plan
        self._names = Names(plan, slots)
        self._limits = limits
        self._now = now
        self._table = reads.table
        self._ways = list(_ways(reads, slots, self._names))
        # what is read beside the table's columns: by the output entries, or by other logic
        self._outputs = [
            place
            for place, slot in enumerate(slots)
            if any(meet(slot.variable, each) for each in reads.by_value)
        ]
        self._margin = _most_steps_asking(self._ways, reads.table, limits)
        self._has_tables = reads.has_tables
        self._run = self._new_run()
        self._columns: Sequence[Coded] = ()
        self._known = KnownAnswers()
        self._by_rules: dict[Any, int] = {}

    @property
    def reason(self) -> str:
        """Why classes alone do not tell the answer; empty where they do."""
        return self._reason

    @property
    def size(self) -> int:
        """How many answers and combinations it remembers."""
        remembered = len(self.answers.values) + len(self._known)
        return remembered + sum(way.size for way in self._ways)

    def reset(self) -> None:
        """Forget all answers; a long run would remember too much."""
        self.answers = Answers()
        self._known.clear()
        self._by_rules.clear()
        for way in self._ways:
            way.reset()

    def run(self, columns: Sequence[Coded], count: int, unclear: Rows, exact: Exact) -> Coded:
        """Return the answers of so many rows, from a column for each slot.

        What `exact` gives is used for the rows that are unclear, as parts do not tell enough.
        """
        ways = [way.column(columns, count, self._limits, self._now) for way in self._ways]
        unclear = np.unique(np.concatenate([unclear, *(way.unclear for way in ways)]))
        if not len(unclear):
            return self._answered(columns, ways, count)
        clear = rows_but(count, unclear)
        codes = np.empty(count, np.int64)
        coded = self._answered(
            [column.at(clear) for column in columns], [way.at(clear) for way in ways], len(clear)
        )
        codes[clear] = coded.codes
        codes[unclear] = [self._evaluated(self._names.of_placed(exact(row))) for row in unclear]
        self.rows["row"] += len(unclear)
        return Coded(codes, self.answers.values, repeating=coded.repeating)

    def _answered(self, columns: Sequence[Coded], ways: Sequence[WayColumn], count: int) -> Coded:
        self._columns = columns
        if self._table is not None:
            methods = {way.method for way in ways}
            method = next((each for each in ("row", "tuple") if each in methods), "class")
            self.rows[method] += count
            return Coded(self._by_table(self._table, ways, count), self.answers.values)
        return self._by_tuple(columns, count)

    # --- by the columns of a table ----------------------------------------------------------------

    def _by_table(self, table: CompiledTable, ways: Sequence[WayColumn], count: int) -> Codes:
        """Return the answers, asked once for all that one set of rules matches."""
        columns = [*(way.coded for way in ways), *(self._columns[each] for each in self._outputs)]
        bits = [way.bits for way in ways]
        if all(column.lasting and column.repeating for column in columns):
            known = self._by_rules
            return self._known.find(
                columns, count, lambda found: self._by_rule(table, bits, found, known)
            )
        found = combinations(columns, count)
        known = {} if self._outputs else self._by_rules
        return np.array(self._by_rule(table, bits, found, known), np.int64)[found.codes]

    def _by_rule(
        self,
        table: CompiledTable,
        bits_by_code: Sequence[Any],
        found: Combinations,
        known: dict[Any, int],
    ) -> list[int]:
        """Return the answer of every combination, asked once for all of one set of rules."""
        first = table.policy.only_first
        keys: Sequence[Any] = list(_rules_passed(table, bits_by_code, found))
        if self._outputs:
            outputs = [codes.tolist() for codes in found.columns[-len(self._outputs) :]]
            keys = list(zip(keys, *outputs, strict=True))
        answers = []
        for place, key in enumerate(keys):
            answer = known.get(key)
            if answer is None:
                rules = key[0] if self._outputs else key
                bits = (1 << rules) >> 1 if first else rules
                answer = known[key] = self._answer(table, bits, int(found.rows[place]))
            answers.append(answer)
        return answers

    def _answer(self, table: CompiledTable, bits: Bits, row: int) -> int:
        """Return the answer where some rules match, in a row where they do.

        Of the rules of a table that stops at the first match, `bits` holds that one alone.
        """
        shortcut = self._plan.shortcut
        value = UNDECIDED if shortcut is None else shortcut.constant(bits)
        if value is UNDECIDED:
            return self._evaluated(self._at(row), once=False)
        rule = len(table.rules.rules) - bits.bit_length()
        return self.answers.add(value, self._margin, ((table.path, (rule,)),))

    # --- by distinct tuple, and by row ------------------------------------------------------------

    def _by_tuple(self, columns: Sequence[Coded], count: int) -> Coded:
        found = combinations(columns, count)
        repeating = 2 * found.count <= count
        self.rows["tuple" if repeating else "row"] += count
        if repeating and all(column.lasting for column in columns):
            codes = self._known.find(columns, count, self._each_once)
            return Coded(codes, self.answers.values)
        answers, repeating = self._each(found)
        codes = np.array(answers, np.int64)[found.codes]
        return Coded(codes, self.answers.values, repeating=repeating)

    def _each_once(self, found: Combinations) -> list[int]:
        return [self._evaluated(self._at(row)) for row in found.rows]

    def _each(self, found: Combinations) -> tuple[list[int], bool]:
        """Evaluate what hardly repeats, and tell whether its answers do all the same."""
        before = len(self.answers.values)
        lists = [
            [column.values[code] for code in codes.tolist()]
            for column, codes in zip(self._columns, found.columns, strict=True)
        ]
        rows: Any = list(zip(*lists, strict=True)) if lists else [()] * found.count
        of_all = self._names.of_all
        answers = [self._evaluated(of_all(values)) for values in rows[:_SAMPLE]]
        repeating = 2 * (len(self.answers.values) - before) <= len(answers)
        answers += [self._evaluated(of_all(values), once=repeating) for values in rows[_SAMPLE:]]
        return answers, repeating

    def _at(self, row: int) -> dict[str, Value]:
        """Return what the decision sees in one row."""
        return self._names.of_all([each.values[int(each.codes[row])] for each in self._columns])

    def _evaluated(self, names: dict[str, Value], *, once: bool = True) -> int:
        """Return the number of the answer for what the decision sees."""
        plan, run = self._plan, self._run
        try:
            value = plan.evaluate(Scope(names, plan.outer, run))
        except (LimitExceeded, RecursionError, MemoryError, SystemError):
            self._run = self._new_run()
            return self._over()
        steps = self._limits.steps - run.steps + self._margin
        run.steps, run.seconds = self._limits.steps, self._limits.regular_expression_time
        if not _is_plain(value) and identity_key(value) is None:
            self._run = self._new_run()
            return self._over()
        keep = self.answers.once if once else self.answers.add
        if run.recorder is None and not run.warnings:
            return keep(value, steps)
        self._run = self._new_run()
        prepend(run.warnings, 0, plan.place)
        hits = run.recorder.found.get(plan.key, ()) if run.recorder is not None else ()
        return keep(value, steps, tuple(hits), tuple(run.warnings))

    def _new_run(self) -> Run:
        """Return an evaluation that takes down the rules that match, where there are any."""
        run = Run(self._limits, self._now)
        if self._has_tables:
            run.recorder = Hits()
            run.recorder.begin(self.key, {})
        return run

    def _over(self) -> int:
        number = self.answers.add(None)
        self.answers.over.add(number)
        return number


def _rules_passed(
    table: CompiledTable, bits_by_code: Sequence[Any], found: Combinations
) -> Iterator[int]:
    """Give the rules that each combination passes; where the first settles it, that bit's place."""
    passed: Any = repeat(table.all, found.count)
    for number, (by_code, codes) in enumerate(zip(bits_by_code, found.columns, strict=False)):
        column = map(by_code.__getitem__, codes.tolist())
        passed = map(and_, passed, column) if number else column
    return map(int.bit_length, passed) if table.policy.only_first else passed


def _is_plain(value: Value) -> bool:
    """Tell at once that a value holds no function, as most do."""
    if type(value) is dict:
        return all(type(entry) in _PLAIN for entry in value.values())
    return type(value) in _PLAIN


def _ways(reads: Reads, slots: Sequence[Slot], names: Names) -> Iterator[Way]:
    """Give a way for each column of a table; else for each clause that may refuse a class."""
    for read in reads.columns:
        places = [
            place
            for place, slot in enumerate(slots)
            if any(meet(slot.variable, each) for each in read.variables)
        ]
        is_plain = read.is_plain and [slots[place].variable for place in places] == [
            *read.variables
        ]
        if reads.table is not None or any(slots[place].by_class for place in places):
            yield Way(read, places, reads.table, names, is_plain=is_plain)


def _most_steps_asking(ways: Sequence[Way], table: CompiledTable | None, limits: Limits) -> int:
    """Return how many steps more than a row that stands for it another row may take."""
    asking = sum(not way.is_plain for way in ways)
    if not asking or table is None:
        return 0
    return asking * (limits.steps // STEPS_PART + len(table.rules.rules))
