"""Scores rows: each one's columns become inputs, and what its decisions give becomes columns.

Row by row, in constant memory; what is written is what `Model.evaluate` gives for the row. Where
the rows come from and where they go is not known here.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from dmn.api import Model
from dmn.columns import (
    InputColumn,
    OutputColumn,
    Shape,
    check_headers,
    map_inputs,
    output_columns,
    unplaced,
)
from dmn.errors import UnknownNameError
from dmn.field_text import field_text
from dmn.graph import Key
from dmn.outline import required_inputs
from feel.api import Now
from feel.errors import FeelFault, FeelWarning, Location
from feel.temporal import from_python
from feel.values import Value

__all__ = [
    "Report",
    "Row",
    "RowWarning",
    "ScorePlan",
    "ScoredRow",
    "WarningKind",
    "plan_score",
    "score_rows",
]


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one row, and the line of the file it starts on."""

    line: int
    fields: Sequence[str]


@dataclass(frozen=True, slots=True)
class RowWarning:
    """What went wrong in one row: with its fields, or while it was evaluated."""

    line: int
    warning: FeelWarning

    def __str__(self) -> str:
        return str(self.warning.within(f"line {self.line}"))


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """A row with its outcomes: the text to write, the values by decision, and what went wrong.

    Null: `values` is empty where the row was not evaluated, since it has too many fields.
    """

    line: int
    fields: Sequence[str]
    values: dict[Key, Value]
    warnings: Sequence[RowWarning] = ()


@dataclass(frozen=True, slots=True)
class ScorePlan:
    """How the rows of one file are scored: which columns are read, and which are written."""

    model: Model
    header: tuple[str, ...]
    inputs: tuple[InputColumn, ...]
    decisions: tuple[Key, ...]
    targets: tuple[Key | None, ...]
    shapes: dict[Key, Shape | None]
    outputs: tuple[OutputColumn, ...]

    @property
    def output_header(self) -> list[str]:
        """The header of what is written."""
        return [*self.header, *(column.header for column in self.outputs)]


def plan_score(model: Model, header: Sequence[str], decisions: Sequence[Key] = ()) -> ScorePlan:
    """Return how rows with these columns are scored, for some decisions or for all.

    Errors: UnknownNameError for a decision the model does not have; ColumnError where columns and
    inputs do not meet, or a column would be written twice.
    """
    for name in decisions:
        if name not in model.decisions:
            raise UnknownNameError("decision", name, model.decisions, model.name)
    chosen = tuple(dict.fromkeys(decisions or model.decisions))
    found = {key: output_columns(model, key) for key in chosen}
    outputs = tuple(column for _, columns in found.values() for column in columns)
    inputs = map_inputs(header, required_inputs(model, chosen))
    check_headers(header, outputs)
    return ScorePlan(
        model,
        tuple(header),
        inputs,
        chosen,
        chosen if decisions else (None,),
        {key: shape for key, (shape, _) in found.items()},
        outputs,
    )


def score_rows(plan: ScorePlan, rows: Iterable[Row], *, now: Now = None) -> Iterator[ScoredRow]:
    """Give each row with its outcomes, as they come; `now` is the one instant of all rows.

    A field that is missing is null with a warning. A row with too many fields is not evaluated:
    nobody can tell which of them are shifted. The surplus ones are left out, and in the warning.
    """
    moment = now or dt.datetime.now(dt.UTC)
    instant: Any = from_python(moment) if isinstance(moment, dt.datetime) else moment
    for row in rows:
        if len(row.fields) > len(plan.header):
            yield _too_long(plan, row)
        else:
            yield _scored(plan, row, instant)


def _too_long(plan: ScorePlan, row: Row) -> ScoredRow:
    width = len(plan.header)
    surplus = ", ".join(f"'{text}'" for text in row.fields[width:])
    if len(surplus) > _MOST_SURPLUS:
        surplus = f"{surplus[:_MOST_SURPLUS]}..."
    effect = f"it was not evaluated, and left out is {surplus}"
    warning = _width_warning("TOO_MANY_FIELDS", row, width, effect)
    fields = [*row.fields[:width], *([""] * len(plan.outputs))]
    return ScoredRow(row.line, fields, {}, [warning])


_MOST_SURPLUS = 500


def _width_warning(code: str, row: Row, width: int, effect: str) -> RowWarning:
    count = len(row.fields)
    plural = "" if count == 1 else "s"
    message = f"the row has {count} field{plural}, the header {width}; {effect}"
    hint = "quote fields that hold the separator" if count > width else ""
    return RowWarning(row.line, FeelWarning(code, message, Location(), hint))


def _scored(plan: ScorePlan, row: Row, now: Any) -> ScoredRow:
    warnings: list[RowWarning] = []
    fields = list(row.fields)
    width = len(plan.header)
    if len(fields) < width:
        warnings.append(_width_warning("TOO_FEW_FIELDS", row, width, "the others are null"))
        fields += [""] * (width - len(fields))
    inputs = _inputs(plan, row.line, fields, warnings)
    values, found = _evaluated(plan, inputs, now)
    warnings += [RowWarning(row.line, warning) for warning in found]
    for key, shape in plan.shapes.items():
        for place in unplaced(values[key], shape, key):
            warnings.append(RowWarning(row.line, _no_column(place)))
    fields += [field_text(_part(values[each.decision], each.path)) for each in plan.outputs]
    return ScoredRow(row.line, fields, {key: values[key] for key in plan.decisions}, warnings)


def _inputs(
    plan: ScorePlan, line: int, fields: Sequence[str], warnings: list[RowWarning]
) -> dict[str, Any]:
    """Return the inputs of a row; text that does not fit is null, and a warning."""
    inputs: dict[str, Any] = {}
    for column in plan.inputs:
        try:
            value = column.reader.read(fields[column.index])
        except FeelFault as fault:
            place = Location((f"column '{column.header}'",))
            warning = FeelWarning(fault.code, fault.message, place, fault.hint)
            warnings.append(RowWarning(line, warning))
            value = None
        context = inputs
        for name in column.path[:-1]:
            context = context.setdefault(name, {})
        context[column.path[-1]] = value
    return inputs


def _evaluated(
    plan: ScorePlan, inputs: dict[str, Any], now: Any
) -> tuple[dict[Key, Value], list[FeelWarning]]:
    """Return the decisions' values, and the warnings, each once where decisions share them."""
    values: dict[Key, Value] = {}
    warnings: list[FeelWarning] = []
    for target in plan.targets:
        if target in values:
            continue  # another one required it
        result = plan.model.evaluate(inputs, decision=target, now=now)
        values |= result
        seen = frozenset(warnings)
        warnings += [warning for warning in result.warnings if warning not in seen]
    return values, warnings


def _part(value: Value, path: Sequence[str]) -> Value:
    for name in path:
        value = value.get(name) if type(value) is dict else None
    return value


def _no_column(place: str) -> FeelWarning:
    message = f"{place} has no column in the output"
    return FeelWarning("NO_COLUMN", message, Location(), "declare its type in the model")


# --- what came of it -----------------------------------------------------------------------------

_MOST_OUTCOMES, _MOST_KINDS, _MOST_LINES = 10_000, 1_000, 10
_NOT_EVALUATED = frozenset({"TOO_MANY_FIELDS", "LIMIT_EXCEEDED"})


@dataclass(slots=True)
class WarningKind:
    """Warnings of one code at one place of the model or in one column: how many, and the first."""

    first: RowWarning
    count: int = 0


@dataclass(slots=True)
class Report:
    """What came of all rows so far, in bounded memory: outcomes beyond the bound are `other`.

    Of the rows that could not be evaluated, `lines` are those of the first ones.
    """

    rows: int = 0
    not_evaluated: int = 0
    lines: list[int] = field(default_factory=list)
    rows_with_warnings: int = 0
    outcomes: dict[Key, Counter[str]] = field(default_factory=dict)
    other_outcomes: Counter[Key] = field(default_factory=Counter)
    warnings: dict[tuple[str, str], WarningKind] = field(default_factory=dict)

    def add(self, row: ScoredRow) -> None:
        """Count a row."""
        self.rows += 1
        for key, value in row.values.items():
            counts = self.outcomes.setdefault(key, Counter())
            text = field_text(value) if value is not None else "null"
            if text in counts or len(counts) < _MOST_OUTCOMES:
                counts[text] += 1
            else:
                self.other_outcomes[key] += 1
        if row.warnings:
            self.rows_with_warnings += 1
            if any(each.warning.code in _NOT_EVALUATED for each in row.warnings):
                self.not_evaluated += 1
                if len(self.lines) < _MOST_LINES:
                    self.lines.append(row.line)
            for warning in row.warnings:
                self._add_warning(warning)

    def _add_warning(self, warning: RowWarning) -> None:
        kind = (warning.warning.code, str(warning.warning.location))
        if kind not in self.warnings and len(self.warnings) >= _MOST_KINDS:
            kind = ("OTHER", "")
        self.warnings.setdefault(kind, WarningKind(warning)).count += 1

    def commonest_warnings(self, count: int) -> list[WarningKind]:
        """Return the kinds that occurred most."""
        return sorted(self.warnings.values(), key=lambda kind: -kind.count)[:count]
