"""Whole frames scored at once: every row decided, the outcomes appended to a frame of its kind.

The one rule: nothing of what came in is changed, and nothing that went wrong is silent.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from dmn.api import Model
from dmn.columns import ColumnError, map_inputs
from dmn.graph import Key
from dmn.outline import required_inputs
from dmn.scoring.batch import BlockScorer
from dmn.scoring.block import Block, Column
from dmn.scoring.frame_kinds import Frame, frame_of
from dmn.scoring.outcome_arrays import AddedColumn, occurring
from dmn.scoring.outcomes import outcome_columns
from dmn.scoring.plan import ScorePlan, plan_score
from dmn.scoring.row_tally import RowTally
from feel.api import Now

__all__ = ["score"]

_ROWS = 131_072


def score(  # noqa: PLR0913 - these are the choices there are
    model: Model,
    data: Any,
    decisions: str | Sequence[Key] | None = None,
    *,
    columns: Mapping[str, str] = MappingProxyType({}),
    now: Now = None,
    explain: bool = False,
) -> Any:
    """Return the frame with the outcomes of some decisions, or of all, as columns at its end.

    Shape: the kind that was given: a DataFrame of pandas or polars (a LazyFrame is collected), a
    Table or RecordBatch of pyarrow, a list of dicts, a dict of lists. In pandas, numbers are
    Decimal objects; in Arrow and polars, decimals; whatever has no exact type there is text.
    `columns` maps columns to inputs by hand. `explain` adds the matched rules of each table.
    Null: whatever fails; one ScoreWarning says how many rows had warnings, and the first of them.
    Errors: UnknownNameError for a decision the model does not have; ColumnError where columns and
    inputs do not meet, or a column would stand twice; TypeError for what is no frame.
    """
    frame = frame_of(data)
    places, plan = _planned(model, frame, decisions, columns)
    scorer = BlockScorer(plan, now)
    outcomes = outcome_columns(plan, explain=explain)
    added = [AddedColumn(each.header, each.type) for each in outcomes]
    tally = RowTally()
    for start in range(0, frame.count, _ROWS):
        scored = scorer.score(_block(frame, plan, places, start))
        for outcome, column in zip(outcomes, added, strict=True):
            column.blocks.append(occurring(outcome.of(scored)))
        tally.add(scored.block.count, scored.warnings)
    tally.warn(stacklevel=2)
    return frame.extended(added)


def _block(frame: Frame, plan: ScorePlan, places: Sequence[int], start: int) -> Block:
    stop = min(start + _ROWS, frame.count)
    columns: list[Column | None] = [None] * len(plan.header)
    for each in plan.inputs:
        columns[each.index] = frame.column(places[each.index], start, stop)
    return Block(stop - start, columns, start + 1)


def _planned(
    model: Model,
    frame: Frame,
    decisions: str | Sequence[Key] | None,
    chosen: Mapping[str, str],
) -> tuple[list[int], ScorePlan]:
    """Return the places of the columns that have names, each name once, and the plan for these.

    Errors: ColumnError where a column that is read stands twice.
    """
    names = {place: label for place, label in enumerate(frame.labels) if isinstance(label, str)}
    first = {name: place for place, name in reversed(names.items())}
    places = sorted(first.values())
    try:
        header = [names[place] for place in places]
        plan = plan_score(model, header, decisions, chosen=chosen, is_text=False)
        counts = Counter(names.values())
        if any(counts[each.header] > 1 for each in plan.inputs):
            inputs = required_inputs(model, plan.decisions)
            map_inputs(list(names.values()), inputs, chosen=chosen, is_text=False)
    except ColumnError as error:
        others = [repr(label) for label in frame.labels if not isinstance(label, str)]
        if not others:
            raise
        message = f"{error}; labels that are no strings name no input: {', '.join(others)}"
        raise ColumnError(message) from None
    return places, plan
