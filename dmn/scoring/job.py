"""What is done with every block of a file: scored, encoded, counted; by any process.

The one rule: a job says everything there is to know, so that another process does the same; what
comes of a block depends on the block alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dmn.columns import check_headers
from dmn.files.csv_dialect import CsvDialect
from dmn.files.encoders import ColumnEncoder, CsvEncoder, Encoder, JsonEncoder, Piece
from dmn.files.table_file import Format
from dmn.graph import Key
from dmn.scoring.answers import Answers
from dmn.scoring.batch import UNREAD, BlockScorer, ScoredBlock
from dmn.scoring.block import Block, Rows, rows_but
from dmn.scoring.outcomes import OutcomeColumn, outcome_columns
from dmn.scoring.plan import ScorePlan
from dmn.scoring.report import BlockReporter, Report, RowWarning, faulty_rows
from dmn.scoring.row_tally import in_one_line
from feel.errors import FeelWarning
from feel.feel_types import NUMBER, STRING
from feel.values import NUMBERS, Value

__all__ = ["OnError", "Output", "Part", "ScoreJob", "Scoring"]

OnError: TypeAlias = Literal["keep", "drop", "fail"]
"""What becomes of rows whose data is at fault."""


@dataclass(frozen=True, slots=True)
class Output:
    """How rows are written: the format, CSV's dialect, and whether they are what was read."""

    format: Format
    dialect: CsvDialect
    from_raw: bool

    def encoder(self, header: Sequence[str], columns: Sequence[OutcomeColumn]) -> Encoder:
        """Return what makes text or columns of scored blocks."""
        if self.format == "parquet":
            return ColumnEncoder(columns)
        if self.format == "jsonl":
            return JsonEncoder(header, columns, from_raw=self.from_raw)
        return CsvEncoder(self.dialect, columns, from_raw=self.from_raw)


@dataclass(frozen=True, slots=True)
class ScoreJob:
    """A plan, the instant of all rows, and what is written of them."""

    plan: ScorePlan
    now: Any
    output: Output
    explain: bool = False
    on_error: OnError = "keep"
    rejects: Output | None = None

    def columns(self) -> list[OutcomeColumn]:
        """Return the columns that are added.

        Errors: ColumnError where a header would stand twice, also among the rejected rows.
        """
        if self.rejects is not None:
            check_headers(self.plan.header, Rejects.header)
        return outcome_columns(self.plan, explain=self.explain)

    def start(self) -> "Scoring":
        """Return what does the job, with a memory of its own."""
        return Scoring(self)


@dataclass(frozen=True, slots=True)
class Part:
    """What comes of one block: what to write, the rejected rows, and the count of it all."""

    piece: Piece
    rejects: Piece
    report: Report
    position: int
    first_fault: RowWarning | None = None


class Scoring:
    """Does a job, block after block."""

    def __init__(self, job: ScoreJob) -> None:
        self._job = job
        self._scorer = BlockScorer(job.plan, job.now)
        self._reporter = BlockReporter(self._scorer)
        self._encoder = job.output.encoder(job.plan.header, job.columns())
        self._rejects = None if job.rejects is None else Rejects(job.plan.header, job.rejects)

    def score(self, block: Block) -> Part:
        """Return what comes of a block."""
        scored = self._scorer.score(block)
        faulty = faulty_rows(self._job.plan, scored.warnings)
        report = self._reporter.count(scored)
        report.rejected = len(faulty)
        rows = None
        if self._job.on_error == "drop" and len(faulty):
            rows = rows_but(block.count, faulty)
        report.written = block.count if rows is None else len(rows)
        return Part(
            self._encoder.piece(scored, rows),
            b"" if self._rejects is None else self._rejects.piece(scored, faulty),
            report,
            block.position,
            _first_of(scored, faulty),
        )


def _first_of(scored: ScoredBlock, faulty: Rows) -> RowWarning | None:
    if not len(faulty):
        return None
    warning = next(warning for row, warning in scored.warnings if row == faulty[0])
    return RowWarning(scored.block.line(int(faulty[0])), warning)


# --- rejected rows --------------------------------------------------------------------------------

_REJECTED: Key = "\0rejected"  # no decision has this name
_LINE, _REASONS = "line", "reasons"


class Rejects:
    """Writes rows whose data is at fault, with the line they were read from and the reasons."""

    header = (_LINE, _REASONS)

    def __init__(self, header: Sequence[str], output: Output) -> None:
        self._is_json = output.format == "jsonl" and output.from_raw
        self._encoder = output.encoder(
            header,
            [
                OutcomeColumn(_LINE, _REJECTED, NUMBER, lambda found, row: found.values[row][0]),
                OutcomeColumn(_REASONS, _REJECTED, STRING, lambda found, row: found.values[row][1]),
            ],
        )

    def piece(self, scored: ScoredBlock, rows: Rows) -> Piece:
        """Return what is written of the rejected rows of a block."""
        reasons: dict[int, list[FeelWarning]] = {int(row): [] for row in rows}
        for row, warning in scored.warnings:
            if row in reasons:
                reasons[row].append(warning)
        answers = Answers()
        codes = np.full(scored.block.count, UNREAD, np.int64)
        for row, warnings in reasons.items():
            codes[row] = answers.add(_reasons(scored.block.line(row), warnings))
        block = _of_objects(scored.block) if self._is_json else scored.block
        found = ScoredBlock(block, {_REJECTED: codes}, {_REJECTED: answers}, [])
        return self._encoder.piece(found, rows)


def _reasons(line: int, warnings: Sequence[FeelWarning]) -> Value:
    return NUMBERS.create_decimal(line), "; ".join(map(in_one_line, warnings))


def _of_objects(block: Block) -> Block:
    """Return a block of JSON lines whose lines that are no objects are empty ones."""
    if not len(block.unread):
        return block
    lines: Any = block.raw
    is_lost = np.zeros(block.count, np.bool_)
    is_lost[block.unread] = True
    raw = pc.if_else(pa.array(is_lost), pa.scalar(b"{", lines.type), lines)
    return replace(block, raw=raw, unread=np.empty(0, np.int64))
