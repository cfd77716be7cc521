"""Scores blocks of rows by columns: what rows have in common is evaluated once.

The method: a column becomes codes, by class where tables alone test it and by value elsewhere; each
decision answers every combination of codes once; rows that cannot be answered so are evaluated by
themselves. The one rule: the results are those of every row evaluated by itself.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from dmn.columns import unplaced
from dmn.graph import Key
from dmn.inputs import Reader
from dmn.scoring.answers import Answers
from dmn.scoring.block import Block, Codes, Rows, rows_but
from dmn.scoring.classes import Coded
from dmn.scoring.input_columns import ReadColumn
from dmn.scoring.plan import ScorePlan
from dmn.scoring.reads import Variable
from dmn.scoring.row import RowAnswer, evaluate_row, inputs_of
from dmn.scoring.row_warnings import RowWarnings
from dmn.scoring.slots import PartOfValues, Placed
from dmn.scoring.unit import Unit
from dmn.scoring.wiring import Wiring
from dmn.trace import Hit
from feel.api import Now
from feel.errors import FeelWarning, LimitExceeded, Location
from feel.scope import Run
from feel.temporal import from_python
from feel.values import Value

__all__ = ["UNREAD", "BlockScorer", "ScoredBlock", "instant_of"]

_MOST_REMEMBERED = 400_000
_MOST_WARNINGS = 1_000  # of one evaluation; from there on some are left out
_NO_ROWS: Rows = np.empty(0, np.int64)

UNREAD = -1
"""The code of a row that is not evaluated."""


def instant_of(now: Now) -> Any:
    """Return the one instant of a run: what is given, or the present."""
    moment = now or dt.datetime.now(dt.UTC)
    return from_python(moment) if isinstance(moment, dt.datetime) else moment


@dataclass(slots=True)
class ScoredBlock:
    """A block with its outcomes.

    Shape: codes[key][row] is the number of a decision's answer among answers[key], UNREAD where the
    row was not evaluated. `warnings` are by row, and for each row in the order they came.
    """

    block: Block
    codes: dict[Key, Codes]
    answers: dict[Key, Answers]
    warnings: list[tuple[int, FeelWarning]]

    def value(self, key: Key, row: int) -> Value:
        """Return a decision's value in a row; null where the row was not evaluated."""
        code = int(self.codes[key][row])
        return None if code == UNREAD else self.answers[key].values[code]

    def hits(self, key: Key, row: int) -> Sequence[Hit]:
        """Return the rules that matched in a decision's tables."""
        code = int(self.codes[key][row])
        return () if code == UNREAD else self.answers[key].hits[code]


class BlockScorer:
    """Scores blocks one after the other by one plan, and remembers what it has answered.

    `now` is the instant of all rows.
    """

    def __init__(self, plan: ScorePlan, now: Now = None) -> None:
        self.plan = plan
        self.now = instant_of(now)
        wiring = Wiring(plan)
        compiled = plan.model.compiled
        self._limits = compiled.limits
        self._readers = wiring.readers
        self._classes = wiring.classes
        self._units = [
            Unit(compiled.decisions[key], reads, wiring.slots[key], compiled.limits, self.now)
            for key, reads in wiring.reads.items()
        ]
        self.reason = wiring.reason
        self._rows_by_themselves = 0
        self._is_proven = False
        self._value_parts: dict[Variable, PartOfValues] = {}
        self._no_columns: dict[Key, dict[int, tuple[FeelWarning, ...]]] = {}

    @property
    def methods(self) -> Mapping[Key, Counter[str]]:
        """How many rows of each decision were answered by class, by distinct tuple and by row."""
        alone = Counter({"row": self._rows_by_themselves})
        return {unit.key: unit.rows + alone for unit in self._units}

    @property
    def reasons(self) -> Mapping[Key, str]:
        """Why a decision's rows are not answered by class."""
        return {unit.key: self.reason or unit.reason for unit in self._units}

    def score(self, block: Block) -> ScoredBlock:
        """Return a block with its outcomes."""
        self._forget()
        read = [reader.read(block) for reader in self._readers]
        rows, aside = self._parts(block, read)
        columns: dict[Key, Coded] = {}
        for unit in self._units:
            columns[unit.key] = self._run(unit, block, read, rows, columns)
        late = self._late(columns)
        alone = np.concatenate([aside, late if rows is None else rows[late]])
        codes = {key: _spread(each.codes, rows, block.count) for key, each in columns.items()}
        warnings = self._warnings(block, read, codes, alone)
        self._rows_by_themselves += len(alone)
        for row in alone.tolist():
            answer = self._row(block, row)
            warnings.add(row, answer.warnings)
            self._take(codes, row, answer)
        for key in self.plan.decisions:
            warnings.add_answers(codes[key], self._unplaced(key, codes[key]))
        answers = {unit.key: unit.answers for unit in self._units}
        return ScoredBlock(block, codes, answers, warnings.ordered())

    def _forget(self) -> None:
        parts = self._value_parts.values()
        remembering: list[Any] = [*self._readers, *self._units, *self._classes.values(), *parts]
        if sum(each.size for each in remembering) > _MOST_REMEMBERED:
            for each in remembering:
                each.reset()
            self._no_columns.clear()

    # --- by columns -------------------------------------------------------------------------------

    def _parts(self, block: Block, read: Sequence[ReadColumn]) -> tuple[Rows | None, Rows]:
        """Return the rows that are scored by columns, None for all, and those by themselves."""
        every = np.arange(block.count)
        outside = [every] if self.reason else [each.outside for each in read]
        aside = np.setdiff1d(np.concatenate([_NO_ROWS, *outside]), block.unread)
        if not len(aside) and not len(block.unread):
            inside = None
        else:
            inside = rows_but(block.count, aside, block.unread)
        if self._is_proven or not block.count or (inside is not None and not len(inside)):
            return inside, aside
        self._prove(block, 0 if inside is None else int(inside[0]))
        return self._parts(block, read)

    def _prove(self, block: Block, row: int) -> None:
        """Look at one row whose parts all pass the border: whole inputs must pass it, too."""
        self._is_proven = True
        inputs = inputs_of(self.plan, [reader.value(block, row) for reader in self._readers])
        for key, value in inputs.items():
            run = Run(self._limits, self.now)
            try:
                Reader(self.plan.model.compiled.inputs[key]).read(value, run)
                is_refused = bool(run.warnings)
            except LimitExceeded:
                is_refused = True
            if is_refused:
                self.reason = f"input '{key}' is refused as a whole"

    def _run(
        self,
        unit: Unit,
        block: Block,
        read: Sequence[ReadColumn],
        rows: Rows | None,
        done: Mapping[Key, Coded],
    ) -> Coded:
        columns: list[Any] = []
        unclear = [_NO_ROWS]
        for slot in unit.slots:
            if isinstance(slot.source, int):
                source = read[slot.source]
                found: Any = source.by_class if slot.by_class else source.by_value
                columns.append(found.at(rows))
            else:
                coded, without = self._part(slot.source, done)
                unclear.append(without)
                columns.append(self._classes[slot.source].coded(coded) if slot.by_class else coded)
        count = block.count if rows is None else len(rows)
        exact = partial(self._exact, unit, block, rows, done)
        return unit.run(columns, count, np.concatenate(unclear), exact)

    def _part(self, source: Variable, done: Mapping[Key, Coded]) -> tuple[Coded, Rows]:
        """Return a part of a decision's values, and the rows whose value has no such part."""
        key, path = source
        if not path:
            return done[key], _NO_ROWS
        part = self._value_parts.get(source)
        if part is None:
            part = self._value_parts[source] = PartOfValues(path)
        return part.coded(done[key])

    def _exact(
        self, unit: Unit, block: Block, rows: Rows | None, done: Mapping[Key, Coded], row: int
    ) -> Iterator[Placed]:
        """Give the values that a unit reads in one row, those of decisions as a whole."""
        place = row if rows is None else int(rows[row])
        for slot in unit.slots:
            if isinstance(slot.source, int):
                yield slot.path, self._readers[slot.source].value(block, place)
            else:
                column = done[slot.source[0]]
                yield slot.root, column.values[int(column.codes[row])]

    def _late(self, columns: Mapping[Key, Coded]) -> Rows:
        """Return the rows that their parts say too little of, or that all of them take too far."""
        late = [_NO_ROWS]
        for unit in self._units:
            if unit.answers.over:
                codes = columns[unit.key].codes
                late.append(np.flatnonzero(np.isin(codes, list(unit.answers.over))))
        late.append(self._beyond_limits(columns))
        return np.unique(np.concatenate(late))

    def _beyond_limits(self, columns: Mapping[Key, Coded]) -> Rows:
        answers = [(unit.answers, columns[unit.key].codes) for unit in self._units]
        late = [_NO_ROWS]
        border = sum(reader.most_steps for reader in self._readers)
        if sum(each.most_steps for each, _ in answers) + border > self._limits.steps:
            steps: Any = border + sum(
                np.array([0, *each.steps])[codes + 1] for each, codes in answers
            )
            late.append(np.flatnonzero(steps > self._limits.steps))
        if sum(each.most_warnings for each, _ in answers) > _MOST_WARNINGS:
            late.append(np.arange(len(answers[0][1])))
        return np.concatenate(late)

    # --- by row -----------------------------------------------------------------------------------

    def _row(self, block: Block, row: int) -> RowAnswer:
        values = [reader.natural(block, row) for reader in self._readers]
        return evaluate_row(self.plan, values, self.now)

    def _take(self, codes: Mapping[Key, Codes], row: int, answer: RowAnswer) -> None:
        """Put what a row gave by itself in its place among the columns."""
        for unit in self._units:
            if unit.key in answer.values:
                hits = tuple(answer.hits.get(unit.key, ()))
                codes[unit.key][row] = unit.answers.once(answer.values[unit.key], hits=hits)

    # --- warnings ---------------------------------------------------------------------------------

    def _warnings(
        self,
        block: Block,
        read: Sequence[ReadColumn],
        codes: Mapping[Key, Codes],
        alone: Rows,
    ) -> RowWarnings:
        """Return what is wrong with rows and fields, and what their parts warned of."""
        warnings = RowWarnings(block.unread)
        for row, warning in block.faults:
            warnings.add(row, (warning,))
        for column in read:
            for rows, warning in column.faults:
                warnings.add_rows(rows, warning)
        for unit in self._units:
            warnings.add_answers(codes[unit.key], unit.answers.warnings, without=alone)
        return warnings

    def _unplaced(self, key: Key, codes: Codes) -> Mapping[int, Sequence[FeelWarning]]:
        """Return the warnings of the answers that have parts no column has room for."""
        shape = self.plan.shapes[key]
        if shape is None:
            return {}
        known = self._no_columns.setdefault(key, {})
        units = {unit.key: unit for unit in self._units}
        for number in (np.flatnonzero(np.bincount(codes - UNREAD)) + UNREAD).tolist():
            if number != UNREAD and number not in known:
                value = units[key].answers.values[number]
                known[number] = tuple(map(_no_column, unplaced(value, shape, key)))
        return {number: found for number, found in known.items() if found}


def _spread(codes: Codes, rows: Rows | None, count: int) -> Codes:
    """Return the codes of some rows among all; the others are not evaluated so far."""
    if rows is None:
        return codes
    spread = np.full(count, UNREAD, np.int64)
    spread[rows] = codes
    return spread


def _no_column(place: str) -> FeelWarning:
    message = f"{place} has no column in the output"
    return FeelWarning("NO_COLUMN", message, Location(), "declare its type in the model")
