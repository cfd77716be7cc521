"""Batch runs: each a process of its own over a folder of its own, with a row in the store.

The one rule: what is known of a run is in its row and its folder, so whoever started it may end:
the run goes on, and is found again by anyone.
"""

import json
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from cmmn import Attached, CaseEngine, UnknownCaseError
from dmn.writer import write
from ruling_workbench.batch import processes
from ruling_workbench.batch.run_record import (
    Run,
    Seen,
    Status,
    Wanted,
    payload_of,
    run_of,
    status,
    words,
)
from ruling_workbench.batch.uploads import RunRefused, Upload, drop
from ruling_workbench.desk import Desk

__all__ = [
    "GRACE",
    "MOST_AT_ONCE",
    "cancel",
    "file_of",
    "get",
    "recent",
    "remove",
    "start",
    "state",
]

MOST_AT_ONCE = 2
"""So many runs go on at once."""

GRACE = 5.0
"""So many seconds a run has to end by itself when it is cancelled."""

_AT_ONCE = 1.0  # so long a click waits for the end
_LOOK = 0.05
_MOST_ROWS = 200  # runs that are looked at to count those that go on
_END_OF_SAID = 64 * 2**10
_LARGEST_WRITTEN = 16 * 2**30
_MODEL, _IMPORTED = "model/model.dmn", "model/imported-{}.dmn"
_REPORT, _SAID, _CANCELLED = "report.json", "progress.txt", "cancelled.json"
_starting = threading.Lock()


def _folder(desk: Desk, run: Run) -> Path:
    return (desk.files / "runs" / run.folder).absolute()


def file_of(desk: Desk, run: Run, what: str) -> Path | None:
    """Return a file of a run, if it is there: `input`, `output`, `report` or `rejects`."""
    wanted = run.wanted
    names = {
        "input": wanted.source,
        "output": wanted.target,
        "report": _REPORT,
        "rejects": wanted.rejects,
    }
    path = _folder(desk, run) / names[what] if names[what] else None
    return path if path is not None and path.is_file() else None


# --- what there is --------------------------------------------------------------------------------


def get(desk: Desk, id_: str) -> Run | None:
    """Return a run by what an address calls it. Null: there is none."""
    if not id_.isascii() or not id_.isdigit() or len(id_) > 18:
        return None
    try:
        found = desk.engine.attachments.get(int(id_))
    except UnknownCaseError:
        return None
    return _run(found) if found.type == "run" else None


def recent(desk: Desk, *, limit: int = 20, offset: int = 0) -> tuple[list[Run], bool]:
    """Return runs, the newest first, and whether there are more."""
    found = desk.engine.attachments.recent("run", limit=limit, offset=offset)
    runs = [run for run in map(_run, found.rows) if run is not None]
    return runs, found.has_more


def _run(row: Attached) -> Run | None:
    return run_of(row.id, row.key, row.created, row.payload)


def state(desk: Desk, run: Run) -> Status:
    """Return how far a run is, or how it ended."""
    folder = _folder(desk, run)
    if not folder.is_dir():
        return status(run, Seen(has_folder=False))
    # the process first: what it says before it ends is there when it is not
    is_alive = processes.is_alive(run.pid, run.birth)
    said = _end_of(folder / _SAID)
    has_output = (folder / run.wanted.target).is_file()
    return status(run, Seen(True, is_alive, said, has_output, _cancelled_by(folder)))


def _end_of(path: Path) -> str:
    """Return the last lines of a file that may be long."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _END_OF_SAID))
            data = file.read(_END_OF_SAID)
    except OSError:
        return ""
    if size > _END_OF_SAID:
        data = data.partition(b"\n")[2]
    return data.decode(errors="replace")


def _cancelled_by(folder: Path) -> str:
    try:
        text = (folder / _CANCELLED).read_text(encoding="utf-8")
        return str(json.loads(text)["by"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


# --- starting -------------------------------------------------------------------------------------


def start(desk: Desk, wanted: Wanted, upload: Upload) -> Run:
    """Start a run over what was given, which is the run's from then on.

    Errors: RunRefused where as many run as may, or it cannot be started; UnknownCaseError for a
    model that is not there; StoreError.
    """
    with _starting:
        going = sum(1 for _ in _going(desk))
        if going >= MOST_AT_ONCE:
            hint = "wait until one is done, or cancel one"
            raise RunRefused(f"{going} of {MOST_AT_ONCE} runs are going on", hint)
        return _started(desk, wanted, upload)


def _going(desk: Desk) -> Iterator[Run]:
    runs, _ = recent(desk, limit=_MOST_ROWS)
    yield from (run for run in runs if processes.is_alive(run.pid, run.birth))


def _started(desk: Desk, wanted: Wanted, upload: Upload) -> Run:
    run = Run(0, wanted, desk.user.name, desk.engine.now, secrets.token_hex(8))
    folder = _folder(desk, run)
    (folder / "model").mkdir(parents=True)
    try:
        _write_model(desk.engine, wanted, folder)
        upload.path.rename(folder / wanted.source)
        process = _process(folder, wanted)
        run = replace(run, pid=process.pid, birth=processes.born(process.pid) or "")
        row = desk.engine.attachments.add("dmn", wanted.key, "run", wanted.input, _kept(desk, run))
    except BaseException:
        _undo(run, folder, upload)
        raise
    drop(desk.files, upload)
    return replace(run, id=row.id, created=row.created)


def _undo(run: Run, folder: Path, upload: Upload) -> None:
    """Leave nothing of a run that was not started; what was given stays."""
    processes.kill(run.pid, run.birth)
    source = folder / run.wanted.source
    if source.exists():
        source.rename(upload.path)
    shutil.rmtree(folder, ignore_errors=True)


def _kept(desk: Desk, run: Run) -> dict[str, Any]:
    """Return what is kept of a run; `source` is for whoever reads its rows again."""
    return payload_of(run) | {"source": str(_folder(desk, run) / run.wanted.source)}


def _write_model(engine: CaseEngine, wanted: Wanted, folder: Path) -> None:
    """Write the model as it was deployed, and beside it what it imports."""
    row = engine.models.get("dmn", wanted.key, wanted.version)
    (folder / _MODEL).write_bytes(row.content or b"")
    units = engine.models.model(wanted.key, wanted.version).compiled.graph.units
    for number, unit in enumerate(units[1:], start=1):
        (folder / _IMPORTED.format(number)).write_bytes(write(unit.definitions))


def _process(folder: Path, wanted: Wanted) -> subprocess.Popen[bytes]:
    """Start `dmn score` in a folder; it leads a group of its own and hears no terminal."""
    # -P: what lies in the folder is not imported
    command = [sys.executable, "-P", "-m", "dmn.cli", *words(wanted, _MODEL, _REPORT)]
    try:
        with (folder / _SAID).open("wb") as said:
            process = subprocess.Popen(  # noqa: S603 - our own command; names are one word each
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,
            )
    except (OSError, ValueError) as error:  # a name that is no word, or far too many of them
        hint = "are there characters in a column's name that cannot be typed?"
        raise RunRefused(f"The run cannot be started: {error}", hint) from None
    _bound(process.pid)
    threading.Thread(target=process.wait, daemon=True).start()  # so that nothing is left of it
    return process


def _bound(pid: int) -> None:
    """Bound what a run may write, where the system can: a small file may hold endless rows."""
    with suppress(ImportError, OSError, AttributeError):
        import resource  # noqa: PLC0415 - Windows has none

        limits = (_LARGEST_WRITTEN, _LARGEST_WRITTEN)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


# --- ending ---------------------------------------------------------------------------------------


def cancel(desk: Desk, run: Run) -> Status:
    """Ask a run to end, and end it after a while; return how far that is.

    What a run has written until then takes no place of anything and is removed.
    """
    folder = _folder(desk, run)
    if state(desk, run).is_live:
        note = json.dumps({"by": desk.user.name})
        (folder / _CANCELLED).write_text(note, encoding="utf-8")
        ending = threading.Thread(target=_end, args=(run, folder), daemon=True)
        ending.start()
        ending.join(_AT_ONCE)
    return state(desk, run)


def _end(run: Run, folder: Path) -> None:
    processes.ask_to_end(run.pid, run.birth)
    if not _has_ended(run, GRACE):
        processes.kill(run.pid, run.birth)
        _has_ended(run, GRACE)
    for part in folder.glob(".*.part"):
        part.unlink(missing_ok=True)


def _has_ended(run: Run, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while processes.is_alive(run.pid, run.birth):
        if time.monotonic() >= until:
            return False
        time.sleep(_LOOK)
    return True


def remove(desk: Desk, run: Run) -> None:
    """Remove a run that has ended, with its files.

    Errors: RunRefused while it goes on, and for a run of someone else.
    """
    if run.by != desk.user.name:
        raise RunRefused(f"This run is {run.by}'s", f"ask {run.by} to remove it")
    if state(desk, run).is_live:
        raise RunRefused("This run goes on", "cancel it first")
    desk.engine.attachments.remove(run.id)
    shutil.rmtree(_folder(desk, run), ignore_errors=True)
