"""Record batches scored as a stream: one comes in, one goes out, all of them with one schema.

The plan is immutable and picklable and there is no state beside it, so that any machine can take it
and a share of the batches. The one rule: a type is settled before the first row, and what it does
not hold is null with a warning.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa

from dmn.api import Model
from dmn.columns import ColumnError, OutputColumn, check_headers
from dmn.decision_table import CompiledTable
from dmn.field_text import field_text
from dmn.graph import Key
from dmn.scoring.arrow_output import WIDE_NUMBER, DoesNotFit, types_for, widened
from dmn.scoring.batch import BlockScorer, instant_of
from dmn.scoring.block import Block
from dmn.scoring.outcome_arrays import occurring, spread, with_leaves
from dmn.scoring.outcomes import Outcome, OutcomeColumn, outcome_columns, table_of
from dmn.scoring.plan import ScorePlan, plan_score
from dmn.scoring.row_tally import RowTally, in_one_line
from feel.api import Now
from feel.closures.closure import Constant
from feel.errors import FeelFault, FeelWarning, Location
from feel.feel_types import NUMBER, FeelType, ListType, coerce
from feel.values import Value

__all__ = ["BatchPlan", "plan"]

_WARNINGS = pa.list_(pa.string())
_SHOWN = 60

Warned = list[tuple[int, FeelWarning]]


@dataclass(frozen=True, slots=True, eq=False)
class BatchPlan:
    """How record batches with certain columns are scored.

    Shape: `added` are the fields of the columns that are added; `source` is the schema of what
    comes in, if it was given. `now` is the instant of all rows, wherever they are scored.
    Null: `warnings` where no column is wanted for them.
    """

    score_plan: ScorePlan
    added: pa.Schema
    source: pa.Schema | None
    now: Any
    explain: bool = False
    warnings: str | None = None

    @property
    def schema(self) -> pa.Schema | None:
        """The schema of what is given back; None where only the names of columns are known."""
        return None if self.source is None else self._extended(self.source)

    def score_batches(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Give each batch with its outcomes: the columns as they are, and those of the decisions.

        Rows are counted from 1 over all batches. If no column was asked for warnings, one
        ScoreWarning at the end says how many rows had some.
        Errors: ColumnError for a batch with other columns than the plan's.
        """
        scorer = BlockScorer(self.score_plan, self.now)
        columns = outcome_columns(self.score_plan, explain=self.explain)
        tally = RowTally()
        for batch in batches:
            self._check(batch)
            scored = scorer.score(Block(batch.num_rows, batch.columns, tally.rows + 1))
            warned = list(scored.warnings)
            arrays = [
                _fitted(column, occurring(column.of(scored)), field.type, warned)
                for column, field in zip(columns, self.added, strict=False)
            ]
            if self.warnings is not None:
                arrays.append(_texts(batch.num_rows, warned))
            tally.add(batch.num_rows, sorted(warned, key=lambda each: each[0]))
            schema = self.schema or self._extended(batch.schema)
            yield pa.RecordBatch.from_arrays([*batch.columns, *arrays], schema=schema)
        if self.warnings is None:
            tally.warn(stacklevel=2)

    def _extended(self, source: pa.Schema) -> pa.Schema:
        return pa.schema([*source, *self.added], source.metadata)

    def _check(self, batch: pa.RecordBatch) -> None:
        names, types = batch.schema.names, batch.schema.types
        expected = list(self.score_plan.header)
        if names != expected or (self.source is not None and types != self.source.types):
            found = ", ".join(f"{name}: {kind}" for name, kind in zip(names, types, strict=True))
            wanted = ", ".join(expected if self.source is None else map(_described, self.source))
            message = f"a batch has other columns than planned: {found or 'none'}"
            raise ColumnError(f"{message} (hint: the plan is for: {wanted or 'none'})")


def plan(  # noqa: PLR0913 - these are the choices there are
    model: Model,
    source: pa.Schema | Sequence[str],
    decisions: str | Sequence[Key] | None = None,
    *,
    columns: Mapping[str, str] = MappingProxyType({}),
    now: Now = None,
    explain: bool = False,
    warnings: str | None = None,
) -> BatchPlan:
    """Return how record batches with a schema, or with columns of these names, are scored.

    `columns` maps columns to inputs by hand. `explain` adds the matched rules of each table.
    `warnings` names one more column, a list of texts for each row.
    Errors: UnknownNameError for a decision the model does not have; ColumnError where columns and
    inputs do not meet, or a column would stand twice.
    """
    schema = source if isinstance(source, pa.Schema) else None
    header = list(source) if schema is None else schema.names
    found = plan_score(model, header, decisions, chosen=columns, is_text=False)
    fields = _fields(found, outcome_columns(found, explain=explain))
    if warnings is not None:
        fields.append(pa.field(warnings, _WARNINGS))
    check_headers(header, [field.name for field in fields])
    return BatchPlan(found, pa.schema(fields), schema, instant_of(now), explain, warnings)


# --- the types of what is added -------------------------------------------------------------------


def _described(field: pa.Field) -> str:
    return f"{field.name}: {field.type}"


def _fields(score_plan: ScorePlan, columns: Sequence[OutcomeColumn]) -> list[pa.Field]:
    """Return a field for every output, then for what explains them."""
    outputs = [
        pa.field(column.header, _output_kind(score_plan.model, output, column.type))
        for output, column in zip(score_plan.outputs, columns, strict=False)
    ]
    return outputs + [
        pa.field(column.header, _rules_kind(column.type)) for column in columns[len(outputs) :]
    ]


def _rules_kind(feel_type: FeelType) -> pa.DataType:
    """Return the type of the rules that matched: their numbers, which are whole, or their ids."""
    return types_for([[Decimal(1)]] if feel_type == ListType(NUMBER) else [], feel_type)


def _output_kind(model: Model, output: OutputColumn, declared: FeelType) -> pa.DataType:
    """Return a type for what the model allows, or for the constants that a table gives."""
    table = table_of(model, output.decision)
    if table is None or table.policy.aggregates:
        return _any_of(declared)
    places = [(clause.name,) if len(table.clauses) > 1 else () for clause in table.clauses]
    if output.path not in places:
        return _any_of(declared)
    place = places.index(output.path)
    constants = _constants(table, place)
    if constants is None:
        return _any_of(declared)
    values = [constants] if table.policy.many else constants
    values = [_coerced(value, declared) for value in values]
    return (
        _any_of(declared) if all(each is None for each in values) else types_for(values, declared)
    )


def _any_of(feel_type: FeelType) -> pa.DataType:
    """Return a type for any value of a type, with all the digits for numbers that there are."""
    return with_leaves(types_for([], feel_type), _with_digits)


def _with_digits(kind: pa.DataType) -> pa.DataType:
    return WIDE_NUMBER if pa.types.is_decimal(kind) else kind


def _constants(table: CompiledTable, place: int) -> list[Value] | None:
    """Return all that an output clause can give; None where that is not known beforehand."""
    entries = [rule[place] for rule in table.rules.outputs]
    default = table.clauses[place].default
    if default is not None:
        entries.append(default)
    values = [entry.value for entry in entries if isinstance(entry, Constant)]
    return values if len(values) == len(entries) else None


def _coerced(value: Value, declared: FeelType) -> Value:
    """Return what the decision's own type makes of a value."""
    try:
        return coerce(value, declared)
    except FeelFault:
        return None


# --- values in these types ------------------------------------------------------------------------


def _fitted(column: OutcomeColumn, outcome: Outcome, kind: pa.DataType, warned: Warned) -> pa.Array:
    """Return the column of a batch, and warn of the rows whose values the type does not hold."""
    try:
        return spread(outcome, kind)
    except DoesNotFit:
        values = list(outcome.values)
    for code in _misfits(outcome.values, kind, 0):
        warning = _does_not_fit(column, values[code], kind)
        warned += [(row, warning) for row in np.flatnonzero(outcome.codes == code).tolist()]
        values[code] = None
    return spread(Outcome(values, outcome.codes), kind)


def _misfits(values: Sequence[Value], kind: pa.DataType, first: int) -> Iterator[int]:
    """Give the places of the values that a type does not hold, by halves: they are few."""
    if widened(kind, values) == kind:
        return
    if len(values) == 1:
        yield first
        return
    half = len(values) // 2
    yield from _misfits(values[:half], kind, first)
    yield from _misfits(values[half:], kind, first + half)


def _does_not_fit(column: OutcomeColumn, value: Value, kind: pa.DataType) -> FeelWarning:
    text = field_text(value)
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
    return FeelWarning(
        "VALUE_DOES_NOT_FIT",
        f"{shown} does not fit {kind}",
        Location((f"column '{column.header}'",)),
        "score the whole frame at once, which finds a type that holds all values",
    )


def _texts(count: int, warned: Warned) -> pa.Array:
    """Return the warnings of each row as a list of texts."""
    texts: list[list[str]] = [[] for _ in range(count)]
    for row, warning in warned:
        texts[row].append(in_one_line(warning))
    return pa.array(texts, _WARNINGS)
