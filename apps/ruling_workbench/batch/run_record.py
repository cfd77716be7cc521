"""A batch run as it is kept in the store, and how far it is: told from what is left of it.

The one rule: the state of a run is computed, never kept, so a restart of anything shows it as it
is. What was noted of a run may be of another release: what cannot be read is no run.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, TypeAlias, get_args

from feel.temporal import DateTime

__all__ = [
    "LIVE",
    "OnError",
    "Progress",
    "Run",
    "RunState",
    "Seen",
    "Status",
    "Wanted",
    "payload_of",
    "run_of",
    "status",
    "words",
]

OnError: TypeAlias = Literal["keep", "drop", "fail"]
"""What becomes of rows whose data is at fault."""

_FOLDER = re.compile(r"[0-9a-f]{16}")
_FILE = re.compile(r"(input|output|rejects)(\.[a-z]{2,7}){1,2}")
_LONGEST_SAID = 2_000


class RunState(StrEnum):
    """What a run can be."""

    STARTING = "starting"
    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"

    @property
    def mark(self) -> str:
        """What stands before the word."""
        return _MARKS[self]


_MARKS = {
    RunState.STARTING: "○",
    RunState.RUNNING: "●",
    RunState.CANCELLING: "●",
    RunState.DONE: "✓",
    RunState.FAILED: "!",
    RunState.CANCELLED: "✕",
    RunState.LOST: "?",
}

LIVE = frozenset({RunState.STARTING, RunState.RUNNING, RunState.CANCELLING})
"""The states of a run whose process is there."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be scored, with what and how.

    `input` is what the person's file is called; `source`, `target` and `rejects` are files in the
    folder of the run, whose names are ours. Without `decisions` all are scored, without `columns`
    columns meet inputs by name, without `rejects` no such file is written.
    """

    key: str
    version: int
    sha256: str
    model: str
    input: str
    size: int
    source: str
    target: str
    rejects: str = ""
    decisions: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    explain: bool = False
    on_error: OnError = "keep"


@dataclass(frozen=True, slots=True)
class Run:
    """A run: what was wanted, who began it when, where its files are, and which process it is."""

    id: int
    wanted: Wanted
    by: str
    created: DateTime
    folder: str
    pid: int = 0
    birth: str = ""


# --- as it is kept --------------------------------------------------------------------------------


def payload_of(run: Run) -> dict[str, Any]:
    """Return what is kept of a run, beside its id, time and the model's key."""
    wanted = run.wanted
    return {
        "by": run.by,
        "version": wanted.version,
        "sha256": wanted.sha256,
        "model": wanted.model,
        "input": wanted.input,
        "size": wanted.size,
        "files": {"source": wanted.source, "target": wanted.target, "rejects": wanted.rejects},
        "decisions": list(wanted.decisions),
        "columns": dict(wanted.columns),
        "explain": wanted.explain,
        "on error": wanted.on_error,
        "folder": run.folder,
        "process": {"pid": run.pid, "born": run.birth},
    }


def run_of(id_: int, key: str, created: DateTime, payload: Mapping[str, Any]) -> Run | None:
    """Return the run that was kept; None for what is no run, or names files that are not ours."""
    try:
        files, process = payload["files"], payload["process"]
        wanted = Wanted(
            key,
            int(payload["version"]),
            str(payload["sha256"]),
            str(payload["model"]),
            str(payload["input"]),
            int(payload["size"]),
            _file(files["source"]),
            _file(files["target"]),
            _file(files["rejects"]) if files["rejects"] else "",
            tuple(map(str, payload["decisions"])),
            {str(column): str(name) for column, name in payload["columns"].items()},
            bool(payload["explain"]),
            _one_of(payload["on error"]),
        )
        folder = payload["folder"]
        if _FOLDER.fullmatch(folder) is None:
            return None
        by, pid, birth = str(payload["by"]), int(process["pid"]), str(process["born"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return Run(id_, wanted, by, created, folder, pid, birth)


def _file(name: str) -> str:
    if _FILE.fullmatch(name) is None:
        raise ValueError(name)
    return name


def _one_of(name: str) -> OnError:
    found: OnError | None = next((each for each in get_args(OnError) if each == name), None)
    if found is None:
        raise ValueError(name)
    return found


def words(wanted: Wanted, model: str, report: str) -> list[str]:
    """Return the words of `dmn score`, to be run in the folder of the run."""
    found = ["score", model, wanted.source, "-o", wanted.target, "--report", report]
    found += ["--progress", "json", "--on-error", wanted.on_error]
    found += ["--explain"] if wanted.explain else []
    found += ["--rejects", wanted.rejects] if wanted.rejects else []
    # in one word each, so that no name is taken for an option
    found += [f"--decision={name}" for name in wanted.decisions]
    found += [f"--map={column}={name}" for column, name in wanted.columns.items()]
    return found


# --- how far it is --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """What a run said last of itself. Null: what nobody can tell."""

    rows: int
    share: float | None
    rate: int
    left: float | None
    is_done: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What is left of a run, looked at in this order: process, then what it said, then files.

    `said` is the end of what the process wrote, `cancelled_by` who asked it to end.
    """

    has_folder: bool = True
    is_alive: bool = False
    said: str = ""
    has_output: bool = False
    cancelled_by: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a run, how far it is, and in a sentence what went wrong."""

    state: RunState
    progress: Progress | None = None
    message: str = ""

    @property
    def is_live(self) -> bool:
        """Whether there is something to wait for."""
        return self.state in LIVE


def status(run: Run, seen: Seen) -> Status:
    """Return the state of a run from what is left of it."""
    if not seen.has_folder:
        return Status(RunState.LOST, None, "Its files are not on this machine")
    progress, message = _last(seen.said, run.wanted)
    if progress is not None and progress.is_done:
        if seen.has_output:
            return Status(RunState.DONE, progress)
        return Status(RunState.LOST, progress, "Its output is not there any more")
    if seen.is_alive:
        return Status(_live(progress, seen), progress)
    if seen.cancelled_by:
        return Status(RunState.CANCELLED, progress, f"Cancelled by {seen.cancelled_by}")
    if message:
        return Status(RunState.FAILED, progress, message)
    ended = "Its process ended without a word: it was killed, or the machine was started again"
    return Status(RunState.LOST, progress, ended)


def _live(progress: Progress | None, seen: Seen) -> RunState:
    if seen.cancelled_by:
        return RunState.CANCELLING
    return RunState.STARTING if progress is None else RunState.RUNNING


def _last(said: str, wanted: Wanted) -> tuple[Progress | None, str]:
    """Return the last progress of what a process wrote, and the last line that is none."""
    progress, message = None, ""
    for line in said.splitlines():
        found = _progress(line)
        if found is not None:
            progress = found
        elif line.strip() and not line.startswith("{"):
            message = line.strip()
    message = message.removeprefix("dmn: ")[:_LONGEST_SAID]
    if message.startswith(wanted.source):
        message = wanted.input + message[len(wanted.source) :]
    return progress, message


def _progress(line: str) -> Progress | None:
    """Return what a line tells; None for one that was cut, or is none."""
    try:
        told = json.loads(line)
        return Progress(
            int(told["rows"]),
            _number(told["share"]),
            int(told["rows per second"]),
            _number(told["seconds left"]),
            told.get("done") is True,
        )
    except (ArithmeticError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _number(given: Any) -> float | None:
    if given is None:
        return None
    found = float(given)
    if not math.isfinite(found):
        raise ValueError(given)
    return found
