"""The first rows of a file, scored for somebody who looks before all of it is.

The one rule: they are read, typed and answered as `score_file` does it; nothing is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from dmn.api import Model
from dmn.columns import ColumnError
from dmn.errors import UnknownNameError
from dmn.files.csv_dialect import CsvDialect
from dmn.files.sources import RowSource, opened
from dmn.files.table_file import TableFileError, table_file
from dmn.graph import Key
from dmn.scoring.batch import BlockScorer
from dmn.scoring.block import Block
from dmn.scoring.job import Output, ScoreJob
from dmn.scoring.plan import ScorePlan, plan_score
from dmn.scoring.report import RowWarning, faulty_rows
from feel.api import Now

__all__ = ["FirstRows", "score_first_rows"]

_FEWEST, _MOST = 1, 10_000


@dataclass(frozen=True, slots=True)
class FirstRows:
    """What came of the first rows: how many there were, and what was wrong, in order.

    `faulty` are the lines whose data is at fault; the other warnings came from the decisions.
    """

    plan: ScorePlan
    count: int
    warnings: tuple[RowWarning, ...]
    faulty: tuple[int, ...]


def score_first_rows(  # noqa: PLR0913 - each is a choice of whoever scores a file
    model: Model,
    source: str | Path,
    *,
    decisions: Sequence[Key] | None = None,
    columns: Mapping[str, str] = MappingProxyType({}),
    explain: bool = False,
    limit: int = 200,
    now: Now = None,
) -> FirstRows:
    """Return what `score_file` would say of the first rows.

    Errors: TableFileError, ColumnError, UnknownNameError, CsvError, OSError.
    """

    def accepts(header: Sequence[str]) -> bool:
        try:
            plan_score(model, header, decisions, chosen=columns)
        except (ColumnError, UnknownNameError):  # which come again, for the header chosen
            return False
        return True

    with opened(table_file(source), accepts=accepts) as rows:
        if not rows.header:
            raise TableFileError(
                f"{source}: the file is empty (hint: begin with a line of column names)"
            )
        plan = plan_score(model, rows.header, decisions, chosen=columns, is_text=rows.is_text)
        # which refuses what would stand twice in the output
        ScoreJob(plan, None, Output("csv", CsvDialect(), from_raw=False), explain).columns()
        return _scored(plan, rows, min(max(limit, _FEWEST), _MOST), now)


def _scored(plan: ScorePlan, rows: RowSource, limit: int, now: Now) -> FirstRows:
    scorer = BlockScorer(plan, now)
    wanted = {column.index for column in plan.inputs}
    count = 0
    warnings: list[RowWarning] = []
    faulty: list[int] = []
    for block in rows.blocks(wanted):
        part = _first(block, limit - count)
        scored = scorer.score(part)
        count += part.count
        warnings += [RowWarning(part.line(row), warning) for row, warning in scored.warnings]
        faulty += [part.line(int(row)) for row in faulty_rows(plan, scored.warnings)]
        if count >= limit:
            break
    return FirstRows(plan, count, tuple(warnings), tuple(faulty))


def _first(block: Block, count: int) -> Block:
    """Return the first rows of a block."""
    if block.count <= count:
        return block
    return replace(
        block,
        count=count,
        columns=[None if column is None else column[:count] for column in block.columns],
        lines=None if block.lines is None else block.lines[:count],
        raw=None if block.raw is None else block.raw[:count],
        faults=[(row, warning) for row, warning in block.faults if row < count],
        unread=block.unread[block.unread < count],
    )
