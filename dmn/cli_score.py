"""What `dmn score` shows: the columns it found, how far it is, and what came of it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console, RenderableType
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from dmn.api import Model
from dmn.batch import Report, ScorePlan
from dmn.csv_file import CsvReader, score_file
from dmn.graph import Key
from dmn.terminal import console, shown, table
from feel.temporal import DateTime

__all__ = ["score_command"]

_MOST_OUTCOMES, _MOST_WARNINGS = 5, 10
_INTERRUPTED = 130


def score_command(
    model: Model, source: Path, target: Path, decisions: Sequence[Key], now: DateTime | None
) -> int:
    """Score a file, showing what is done; return the exit code."""
    out = console()
    started = time.perf_counter()
    with _Meter(console(stderr=True)) as meter:

        def begin(plan: ScorePlan, reader: CsvReader) -> None:
            _print_mapping(out, plan, f"{source.name}: {reader.dialect}")
            meter.start(source.name, reader.size)

        try:
            report = score_file(
                model,
                source,
                target,
                decisions=decisions,
                now=now,
                on_plan=begin,
                on_progress=meter.advance,
            )
        except KeyboardInterrupt:
            meter.stop()
            console(stderr=True).print(shown(f"dmn: interrupted; {target} is as it was"))
            return _INTERRUPTED
    _print_report(out, report, target, time.perf_counter() - started)
    return 0


# --- before and while ----------------------------------------------------------------------------


def _print_mapping(out: Console, plan: ScorePlan, about: str) -> None:
    out.print(shown(about))
    drawn = table("column", "input", "read as")
    for column in plan.inputs:
        name = ".".join(column.path)
        drawn.add_row(shown(column.header), shown(name), shown(column.reader.type_name))
    out.print(drawn)
    read = {column.index for column in plan.inputs}
    unread = [name for index, name in enumerate(plan.header) if index not in read]
    if unread:
        out.print(shown(f"not read: {', '.join(unread)}", "dim"))
    out.print(shown(f"added: {', '.join(column.header for column in plan.outputs)}"))


class _Rate(ProgressColumn):
    """The rows so far, and how many in a second."""

    def render(self, task: Task) -> RenderableType:
        rows = int(task.fields["rows"])
        rate = rows / task.elapsed if task.elapsed else 0
        return Text(f"{rows:,} rows, {rate:,.0f}/s")


@dataclass(slots=True)
class _Meter:
    """The progress bar; nothing is drawn where there is no terminal."""

    out: Console
    progress: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, name: str, size: int) -> None:
        self.progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=self.out,
            transient=True,
            disable=not self.out.is_terminal,
        )
        self.progress.add_task(name, total=size or None, rows=0)
        self.progress.start()

    def advance(self, rows: int, position: int) -> None:
        if self.progress is not None and not self.progress.disable:
            task = self.progress.task_ids[0]
            self.progress.update(task, completed=position, rows=rows)

    def stop(self) -> None:
        if self.progress is not None:
            self.progress.stop()


# --- after ---------------------------------------------------------------------------------------


def _print_report(out: Console, report: Report, target: Path, seconds: float) -> None:
    rate = report.rows / seconds if seconds else 0
    out.print()
    out.print(
        shown(f"{report.rows:,} rows in {seconds:.1f} s ({rate:,.0f}/s), written to {target}")
    )
    if report.rows:
        _print_outcomes(out, report)
    if report.not_evaluated:
        out.print(shown(_not_evaluated(report), "red"))
    plural = "" if report.rows_with_warnings == 1 else "s"
    counted = f"{report.rows_with_warnings:,} row{plural} with warnings"
    out.print(shown(counted, "yellow" if report.rows_with_warnings else ""))
    for kind in report.commonest_warnings(_MOST_WARNINGS):
        times = f"{kind.count:,} x {kind.first.warning.code}"
        out.print(shown(f"  {times}, first in {kind.first}"), soft_wrap=True)
    left = len(report.warnings) - _MOST_WARNINGS
    if left > 0:
        out.print(shown(f"  and {left:,} more kinds"))


def _not_evaluated(report: Report) -> str:
    """Return `2 rows were not evaluated, at lines 4 and 7`."""
    lines = [str(line) for line in report.lines]
    left = report.not_evaluated - len(lines)
    if left:
        lines.append(f"{left:,} more")
    listed = " and ".join(filter(None, [", ".join(lines[:-1]), lines[-1]]))
    if report.not_evaluated == 1:
        return f"1 row was not evaluated, at line {listed}"
    return f"{report.not_evaluated:,} rows were not evaluated, at lines {listed}"


def _print_outcomes(out: Console, report: Report) -> None:
    drawn = table("decision", "outcome", "rows", "share")
    for column in drawn.columns[2:]:
        column.justify = "right"
    for key, counts in report.outcomes.items():
        commonest = counts.most_common(_MOST_OUTCOMES)
        others = counts.total() + report.other_outcomes[key] - sum(count for _, count in commonest)
        if others:
            commonest.append(("all others", others))
        for position, (text, count) in enumerate(commonest):
            name = "" if position else key
            drawn.add_row(shown(name), shown(text), f"{count:,}", f"{count / report.rows:.1%}")
        drawn.add_section()
    out.print(drawn)
