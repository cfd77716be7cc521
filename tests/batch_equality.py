"""The equality law of batch scoring: what scoring by columns gives beside every row by itself.

The one rule: nothing is compared loosely. Values count by type and exact representation, warnings
by all their parts and their order, and of tables the rules that matched.
"""

from dataclasses import dataclass, field

import pyarrow as pa

from dmn.columns import unplaced
from dmn.scoring.arrow_values import identity_key, natural_values
from dmn.scoring.batch import UNREAD, BlockScorer
from dmn.scoring.block import Block
from dmn.scoring.plan import plan_score
from dmn.scoring.row import evaluate_row
from feel.errors import FeelFault, FeelWarning, Location
from feel.temporal import parse_temporal
from feel.values import to_text

NOW = parse_temporal("2024-02-29T10:00:00Z")


@dataclass
class Batch:
    """Some blocks of rows for a model; `rows` of texts where `is_text`, else natural Python.

    `in_arrow` columns are Arrow arrays where Arrow holds them. `alone` is the model that evaluates
    each row by itself, where one with a state cannot do both.
    """

    model: object
    header: list
    blocks: list
    decisions: tuple = ()
    is_text: bool = False
    in_arrow: bool = False
    alone: object = None
    chosen: dict = field(default_factory=dict)

    def plan(self, model):
        """Return how the rows are scored by a model."""
        return plan_score(
            model, self.header, self.decisions, chosen=self.chosen, is_text=self.is_text
        )

    def columns(self, rows):
        """Return the columns of a block."""
        lists = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in self.header]
        if self.is_text:
            return [pa.array(column, pa.string()) for column in lists]
        return [_in_arrow(column) if self.in_arrow else column for column in lists]


def _in_arrow(column):
    try:
        return pa.array(column)
    except (pa.ArrowException, OverflowError, TypeError, ValueError):
        return column  # as it is read where Arrow cannot hold it


def differences(batch):
    """Return what differs between scoring by columns and row by row, a line for each."""
    scorer = BlockScorer(batch.plan(batch.model), NOW)
    blocks = [Block(len(rows), batch.columns(rows)) for rows in batch.blocks]
    # what an earlier block was given must not change while later ones are scored
    scored = [scorer.score(block) for block in blocks]
    alone = batch.plan(batch.alone or batch.model)
    return [
        f"block {number}, {line}"
        for number, each in enumerate(scored)
        for line in differences_of(each, alone)
    ]


def differences_of(scored, plan):
    """Give what differs between a scored block and its rows by themselves."""
    block = scored.block
    raws = {column.index: _raws(block.columns[column.index]) for column in plan.inputs}
    numbers = [row for row, _ in scored.warnings]
    if numbers != sorted(numbers):
        yield "the warnings are not in the order of rows"
    unread = set(block.unread.tolist())
    for row in range(block.count):
        given = [warning for of, warning in scored.warnings if of == row]
        wanted = [warning for of, warning in block.faults if of == row]
        if row not in unread:
            values, wrong = _fields(plan, raws, row)
            answer = evaluate_row(plan, values, NOW)
            yield from _of_row(scored, plan, row, answer)
            wanted += [*wrong, *answer.warnings, *_without_column(plan, answer)]
        elif any(scored.codes[key][row] != UNREAD for key in plan.order):
            yield f"row {row}: it is evaluated, and should not be"
        yield from _of_warnings(row, given, wanted)


def _raws(column):
    return column if isinstance(column, list) else natural_values(column)


def _fields(plan, raws, row):
    """Return the natural values of a row's fields, and what is wrong with those that do not fit."""
    values, wrong = [], []
    for column in plan.inputs:
        try:
            values.append(column.reader.read(raws[column.index][row]))
        except FeelFault as fault:
            values.append(None)
            place = Location((f"column '{column.header}'",))
            wrong.append(FeelWarning(fault.code, fault.message, place, fault.hint))
    return values, wrong


def _without_column(plan, answer):
    for key in plan.decisions:
        for place in unplaced(answer.values[key], plan.shapes[key], key):
            message = f"{place} has no column in the output"
            yield FeelWarning("NO_COLUMN", message, Location(), "declare its type in the model")


def _of_row(scored, plan, row, answer):
    for key in plan.order:
        value, wanted = scored.value(key, row), answer.values[key]
        if not is_identical(value, wanted):
            yield f"row {row}: {key} is {_shown(value)}, by itself {_shown(wanted)}"
        hits, by_itself = tuple(scored.hits(key, row)), tuple(answer.hits.get(key, ()))
        if hits != by_itself:
            yield f"row {row}: the hits of {key} are {hits}, by itself {by_itself}"


def _of_warnings(row, given, wanted):
    if given != wanted:
        listed = [[repr(warning) for warning in each] for each in (given, wanted)]
        yield f"row {row}: warnings are {listed[0]}, by itself {listed[1]}"


def is_identical(one, other):
    """Tell whether two values are the same in type and exact representation; functions by text."""
    keys = identity_key(one), identity_key(other)
    if keys != (None, None):
        return keys[0] == keys[1]
    if type(one) is not type(other):
        return False
    if isinstance(one, list):
        return len(one) == len(other) and all(map(is_identical, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(map(is_identical, one.values(), other.values()))
    return to_text(one) == to_text(other)


def _shown(value):
    return f"{type(value).__name__} {to_text(value)}"
