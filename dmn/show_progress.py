"""How far a run is, while it runs: a bar for people, JSON lines for programs, or nothing.

All of it goes to standard error; what a command gives is on standard output.
"""

import json
import sys
import time
from types import TracebackType
from typing import Any, Literal, Self, TypeAlias

from rich.console import Console, RenderableType
from rich.progress import (
    BarColumn,
    ProgressColumn,
    Task,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.table import Column
from rich.text import Text

from dmn.scoring.run import Progress
from dmn.terminal import console, plain

__all__ = ["Meter", "MeterKind", "meter_of"]

MeterKind: TypeAlias = Literal["bar", "json", "none"]

_OFTEN = 0.1  # seconds between two lines for programs
_LONGEST_NAME = 24


class Meter:
    """Shows nothing: what is used where nobody looks, and where nothing was asked for."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.stop(done=kind is None)

    def start(self) -> None:
        """Begin to show how far it is: not at all."""

    def advance(self, progress: Progress) -> None:
        """Show how far it is now."""

    def stop(self, *, done: bool) -> None:
        """Show no more; `done` tells that all was done."""


def meter_of(kind: MeterKind, name: str) -> Meter:
    """Return what shows how far it is with a file of this name; a bar wants a terminal."""
    out = console(stderr=True)
    if kind == "json":
        return _JsonMeter()
    return _BarMeter(out, name) if kind == "bar" and out.is_terminal else Meter()


class _Rate(ProgressColumn):
    """The rows so far, and how many in a second."""

    def render(self, task: Task) -> RenderableType:
        rows = int(task.fields["rows"])
        rate = rows / task.elapsed if task.elapsed else 0
        return Text(f"{rows:,} rows, {rate:,.0f}/s")


class _BarMeter(Meter):
    """A bar with rows, rate, share and the time left, gone when all is done."""

    def __init__(self, out: Console, name: str) -> None:
        self._bars = Bars(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=None),
            TaskProgressColumn(),
            _Rate(Column(no_wrap=True)),
            TimeRemainingColumn(compact=True),
            console=out,
            transient=True,
            expand=True,
        )
        short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
        self._task = self._bars.add_task(plain(short), start=False, total=1, rows=0)

    def start(self) -> None:
        self._bars.start_task(self._task)
        self._bars.start()

    def advance(self, progress: Progress) -> None:
        share = progress.share
        total = None if share is None else 1  # without a total the bar only says that it moves
        self._bars.update(self._task, total=total, completed=share or 0, rows=progress.rows)

    def stop(self, *, done: bool) -> None:  # noqa: ARG002 - a bar ends in one way
        self._bars.stop()


class _JsonMeter(Meter):
    """A JSON object on each line: at most ten in a second, and one when all is done."""

    def __init__(self) -> None:
        self._started = self._told = time.monotonic()
        self._last = Progress(0, None)

    def start(self) -> None:
        self._started = self._told = time.monotonic()
        self._tell(Progress(0, 0.0))

    def advance(self, progress: Progress) -> None:
        self._last = progress
        if time.monotonic() - self._told >= _OFTEN:
            self._tell(progress)

    def stop(self, *, done: bool) -> None:
        if done:
            self._tell(Progress(self._last.rows, 1.0), done=True)

    def _tell(self, progress: Progress, **more: Any) -> None:
        self._told = time.monotonic()
        seconds = self._told - self._started
        share = progress.share
        line = {
            "rows": progress.rows,
            "share": None if share is None else round(share, 4),
            "rows per second": round(progress.rows / seconds) if seconds else 0,
            "seconds left": round(seconds / share - seconds, 1) if share else None,
        }
        sys.stderr.write(f"{json.dumps(line | more)}\n")
        sys.stderr.flush()
