"""One row, evaluated by itself: what scoring by columns must equal, and what it leaves to this."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dmn.columns import InputColumn
from dmn.graph import Key
from dmn.scoring.plan import ScorePlan
from dmn.trace import Hit
from feel.errors import FeelWarning
from feel.values import Value

__all__ = ["RowAnswer", "evaluate_row", "inputs_of", "nested"]


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """What the decisions gave for a row: values, warnings in order, matched rules by decision."""

    values: dict[Key, Value]
    warnings: Sequence[FeelWarning]
    hits: Mapping[Key | None, Sequence[Hit]]


def inputs_of(plan: ScorePlan, values: Sequence[Any]) -> dict[str, Any]:
    """Return the inputs of a row from the values of the columns that are read, in their order."""
    return nested(plan.inputs, values)


def nested(columns: Sequence[InputColumn], values: Sequence[Any]) -> dict[str, Any]:
    """Return the inputs of a row from the values of some columns, in their order."""
    inputs: dict[str, Any] = {}
    for column, value in zip(columns, values, strict=True):
        context = inputs
        for name in column.path[:-1]:
            context = context.setdefault(name, {})
        context[column.path[-1]] = value
    return inputs


def evaluate_row(plan: ScorePlan, values: Sequence[Any], now: Any) -> RowAnswer:
    """Return what the model gives for a row; a warning that decisions share comes once."""
    inputs = inputs_of(plan, values)
    found: dict[Key, Value] = {}
    warnings: list[FeelWarning] = []
    hits: dict[Key | None, list[Hit]] = {}
    for target in plan.targets:
        if target in found:
            continue  # another one required it
        result, matched = plan.model.rules_hit(inputs, decision=target, now=now)
        seen = frozenset(warnings)
        warnings += [warning for warning in result.warnings if warning not in seen]
        hits = matched | hits
        found |= result
    return RowAnswer(found, warnings, hits)
