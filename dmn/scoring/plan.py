"""How many rows are scored: which columns are read, which decisions answer, which are written.

A plan is found once from the column names, before any row is looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from dmn.api import Model
from dmn.columns import (
    InputColumn,
    OutputColumn,
    Shape,
    check_headers,
    map_inputs,
    output_columns,
)
from dmn.errors import UnknownNameError
from dmn.graph import Key
from dmn.outline import required_inputs

__all__ = ["ScorePlan", "plan_score"]


@dataclass(frozen=True, slots=True)
class ScorePlan:
    """What is read and written for rows with one header.

    Null: `targets` is (None,) where all decisions are asked for together.
    """

    model: Model
    header: tuple[str, ...]
    inputs: tuple[InputColumn, ...]
    decisions: tuple[Key, ...]
    targets: tuple[Key | None, ...]
    shapes: dict[Key, Shape | None]
    outputs: tuple[OutputColumn, ...]
    chosen: Mapping[str, str] = field(default_factory=dict)
    is_text: bool = True

    @property
    def output_header(self) -> list[str]:
        """The header of what is written."""
        return [*self.header, *(column.header for column in self.outputs)]

    @property
    def order(self) -> list[Key]:
        """All decisions that are evaluated, each after those it requires."""
        graph = self.model.compiled.graph
        found: dict[Key, None] = {}
        for target in self.targets:
            wanted = list(self.model.compiled.decisions) if target is None else [target]
            found.update(dict.fromkeys(graph.order(wanted)))
        return list(found)

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a copy in another process be found again from the same columns."""
        decisions = () if self.targets == (None,) else self.decisions
        return _remade, (self.model, self.header, decisions, dict(self.chosen), self.is_text)


def plan_score(
    model: Model,
    header: Sequence[str],
    decisions: str | Sequence[Key] | None = None,
    *,
    chosen: Mapping[str, str] = MappingProxyType({}),
    is_text: bool = True,
) -> ScorePlan:
    """Return how rows with these columns are scored, for some decisions or for all.

    `chosen` maps columns to inputs by hand; `is_text` tells that all fields are text, as in CSV.
    Errors: UnknownNameError for a decision the model does not have; ColumnError where columns and
    inputs do not meet, or a column would be written twice.
    """
    asked = (decisions,) if isinstance(decisions, str) else tuple(decisions or ())
    for name in asked:
        if name not in model.decisions:
            raise UnknownNameError("decision", name, model.decisions, model.name)
    wanted = tuple(dict.fromkeys(asked or model.decisions))
    found = {key: output_columns(model, key) for key in wanted}
    outputs = tuple(column for _, columns in found.values() for column in columns)
    inputs = map_inputs(header, required_inputs(model, wanted), chosen=chosen, is_text=is_text)
    check_headers(header, [column.header for column in outputs])
    return ScorePlan(
        model,
        tuple(header),
        inputs,
        wanted,
        wanted if asked else (None,),
        {key: shape for key, (shape, _) in found.items()},
        outputs,
        chosen,
        is_text,
    )


def _remade(
    model: Model,
    header: tuple[str, ...],
    decisions: tuple[Key, ...],
    chosen: Mapping[str, str],
    is_text: bool,
) -> ScorePlan:
    """Return the plan again, from what `ScorePlan.__reduce__` gives."""
    return plan_score(model, header, decisions, chosen=chosen, is_text=is_text)
