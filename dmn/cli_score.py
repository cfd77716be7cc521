"""Runs `dmn score`, and says how it ended when somebody ended it.

The one rule: nothing is replaced before all of it is written; whoever ends a run early is told so.
What is seen of a run is drawn in `show_score.py` and `show_progress.py`.
"""

import os
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

from rich.console import Console
from rich.text import Text

from dmn.api import Model
from dmn.columns import ColumnError
from dmn.files.sources import RowSource
from dmn.files.table_file import TableFileError, check_target
from dmn.graph import Key
from dmn.scoring.job import OnError
from dmn.scoring.plan import ScorePlan
from dmn.scoring.report import Report
from dmn.scoring.run import RowError, score_file
from dmn.scoring.workers import WorkerError
from dmn.show_progress import Meter, MeterKind, meter_of
from dmn.show_score import draw_plan, draw_report
from dmn.terminal import console, shown
from feel.temporal import DateTime

__all__ = ["UNDOABLE", "ScoreOptions", "score_command"]

UNDOABLE = (TableFileError, ColumnError, RowError, WorkerError)
"""The errors of a run that say what was wrong with what was asked, or with the data."""

_ENDED_BY = 128  # and the signal's number make the exit code of a command that was ended


@dataclass(frozen=True, slots=True)
class ScoreOptions:
    """What is scored into what, and how."""

    source: Path
    target: Path
    decisions: tuple[Key, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    explain: bool = False
    on_error: OnError = "keep"
    rejects: Path | None = None
    report: Path | None = None
    progress: MeterKind = "bar"
    workers: int = 1
    now: DateTime | None = None
    encoding: str | None = None

    @property
    def fate(self) -> str:
        """What becomes of rows whose data is at fault."""
        fate = "left out" if self.on_error == "drop" else "kept"
        return fate if self.rejects is None else f"{fate}, and written to {self.rejects}"

    def check(self, model: Path) -> None:
        """Refuse files that cannot be written, and those that would take the place of what is read.

        Errors: TableFileError.
        """
        check_target(self.target, self.source)
        notes = [each for each in (self.rejects, self.report) if each is not None]
        for file in (self.target, *notes):
            _refuse_same(file, model, "model")
        for file in notes:
            _refuse_same(file, self.source, "input")


def _refuse_same(file: Path, other: Path, what: str) -> None:
    if file.exists() and other.exists() and file.samefile(other):
        raise TableFileError(f"{file}: it would replace the {what} (hint: name another file)")


def score_command(model: Model, options: ScoreOptions) -> int:
    """Score a file, showing what is done; return the exit code.

    Errors: those of `UNDOABLE`, UnknownNameError, OSError.
    """
    out = console(stderr=_is_stdout(options.target))
    meter = meter_of(options.progress, options.source.name)
    try:
        with _signals_as_interrupts(), meter:
            report = _scored(model, options, out, meter)
    except KeyboardInterrupt as interrupt:
        message = f"dmn: interrupted; {options.target} is as it was"
        console(stderr=True).print(shown(message), soft_wrap=True)
        return _ENDED_BY + int(next(iter(interrupt.args), signal.SIGINT))
    target, fate = str(options.target), options.fate
    for part in draw_report(report, model, options.decisions, target, fate):
        out.print(part, soft_wrap=isinstance(part, Text))
    if options.report is not None:
        out.print(shown(f"report written to {options.report}"), soft_wrap=True)
    return 0


def _is_stdout(target: Path) -> bool:
    """Tell whether rows are written where a command shows things, as to /dev/stdout."""
    try:
        return os.path.samestat(target.stat(), os.fstat(1))
    except OSError:  # one of them is not there
        return False


def _scored(model: Model, options: ScoreOptions, out: Console, meter: Meter) -> Report:
    """Score a file; show the plan, then how far it is."""

    def begin(plan: ScorePlan, rows: RowSource) -> None:
        for part in draw_plan(plan, rows.about, explain=options.explain):
            out.print(part)
        meter.start()

    return score_file(
        model,
        options.source,
        options.target,
        decisions=options.decisions,
        columns=options.columns,
        explain=options.explain,
        on_error=options.on_error,
        rejects=options.rejects,
        report=options.report,
        workers=options.workers,
        now=options.now,
        encoding=options.encoding,
        on_plan=begin,
        on_progress=meter.advance,
    )


def _interrupt(number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt(number)


@contextmanager
def _signals_as_interrupts() -> Iterator[None]:
    """Let requests to end be what Ctrl-C is, so that nothing half-written is left behind."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    numbers = [getattr(signal, name) for name in names]
    in_main = threading.current_thread() is threading.main_thread()  # which alone may set them
    numbers = [n for n in numbers if in_main and signal.getsignal(n) == signal.SIG_DFL]
    try:
        for number in numbers:
            signal.signal(number, _interrupt)
        yield
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)
