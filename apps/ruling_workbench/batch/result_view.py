"""What came of a run: figures, charts, what was wrong, and the files.

The one rule: figures are the report's, files are byte for byte what `dmn score` wrote.
"""

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from ruling_workbench import charts
from ruling_workbench import widgets as ui
from ruling_workbench.batch import runs
from ruling_workbench.batch.outcome import Fault, Report, manifest, outcome_bars, read_report
from ruling_workbench.batch.rows_view import show_rows
from ruling_workbench.batch.run_record import Run
from ruling_workbench.desk import Desk
from ruling_workbench.present import counted

__all__ = ["show_result"]

_MOST_RULES, _MOST_LINES = 30, 100
_LABELS = {"output": "Download output", "report": "Report", "rejects": "Rejected rows"}
_LARGEST = 500 * 2**20
_UNSAFE = re.compile(r"[^\w-]+", re.ASCII)


def show_result(desk: Desk, run: Run) -> None:
    """Show what came of a run that is done."""
    path = runs.file_of(desk, run, "report")
    report = None if path is None else read_report(path)
    if report is None:
        ui.banner("warning", "The report of this run cannot be read.")
        return
    _figures(report)
    _files(desk, run, report)
    outcomes, rules, faults, rows = ui.tabs(
        ["Outcomes", "Rules", f"What was wrong: {report.warned:,}", "Rows"]
    )
    with outcomes:
        _outcomes(run, report)
    with rules:
        _rules(run, report)
    with faults:
        _faults(run, report)
    with rows:
        show_rows(desk, run, report)


def _figures(report: Report) -> None:
    dropped = report.rows - report.written
    figures: tuple[tuple[str, str | int, str], ...] = (
        ("Rows", report.rows, f"{dropped:,} left out" if dropped else ""),
        ("With data at fault", report.faulty, ""),
        ("With warnings", report.warned, ""),
        ("Seconds", f"{report.seconds:,.1f}", ""),
        ("Rows per second", report.rate, ""),
    )
    with ui.container(flow=True, key="batch figures"):
        for label, value, note in figures:
            ui.figure(label, value, note=note)


# --- files ----------------------------------------------------------------------------------------


def _files(desk: Desk, run: Run, report: Report) -> None:
    """Offer the files; each is read when it is asked for, once."""
    with ui.container(flow=True, key="batch files"):
        for what in ("output", "report", "rejects"):
            path = runs.file_of(desk, run, what)
            if path is not None and (what != "rejects" or report.faulty):
                _file(run, what, path)
        name = _name(run, "manifest", ".json")
        ui.download(
            "Manifest", lambda: manifest(report), file_name=name, key=f"batch manifest {run.id}"
        )


def _file(run: Run, what: str, path: Path) -> None:
    size = path.stat().st_size
    if size > _LARGEST:
        ui.caption(f"The {what} has {size // 2**20:,} MB, too many for a browser: {path}")
        return
    ui.download(
        _LABELS[what],
        _reading(path),
        file_name=_name(run, what, "".join(path.suffixes)),
        key=f"batch {what} {run.id}",
    )


def _reading(path: Path) -> Callable[[], bytes]:
    return path.read_bytes


def _name(run: Run, what: str, ending: str) -> str:
    """Return what a file is called for whoever gets it; no other run's is called so."""
    stem = _UNSAFE.sub("-", PurePosixPath(run.wanted.input).name.partition(".")[0]).strip("-")
    return f"{stem[:60] or 'rows'}-run-{run.id}-{what}{ending}"


# --- charts ---------------------------------------------------------------------------------------


def _outcomes(run: Run, report: Report) -> None:
    names = [each.decision for each in report.outcomes]
    first = max(names, key=lambda name: _interest(report, name), default=None)
    with ui.columns([2, 3])[0]:
        chosen = ui.choice("Decision", names, key=f"batch outcome {run.id}", value=first)
    found = next((each for each in report.outcomes if each.decision == chosen), None)
    if found is None:
        return
    if found.counts is None:
        ui.text("There are more than 1,000 different outcomes: they were not counted one by one.")
        return
    bars = outcome_bars(found.counts)
    ui.chart(
        charts.bars(bars, label=found.decision, count="Rows"),
        key=f"batch outcome chart {run.id}",
        label=f"How often each outcome of {found.decision} came",
    )
    if len(found.counts) > len(bars):
        ui.caption(f"{counted(len(found.counts), 'different outcome')}, the commonest alone.")


def _interest(report: Report, name: str) -> tuple[bool, int]:
    """Tell which decision is shown first: the last of those with a few different outcomes."""
    at = next(number for number, each in enumerate(report.outcomes) if each.decision == name)
    counts = report.outcomes[at].counts
    return counts is not None and 1 < len(counts) <= len(outcome_bars(counts)), at


def _rules(run: Run, report: Report) -> None:
    if not report.tables:
        ui.text("No decision table was evaluated.")
        return
    labels = [each.label for each in report.tables]
    with ui.columns([2, 3])[0]:
        chosen = ui.choice("Table", labels, key=f"batch table {run.id}", value=labels[-1])
    table = next(each for each in report.tables if each.label == chosen)
    shown = table.commonest(_MOST_RULES)
    ui.chart(
        charts.bars([(f"rule {rule}", hits) for rule, hits in shown], label="Rule", count="Rows"),
        key=f"batch rule chart {run.id}",
        label=f"How often each rule of {table.label} matched",
    )
    total = counted(len(table.hits), "rule")
    never = "every one matched" if not table.unused else f"{table.unused:,} never matched"
    part = (
        f"; the {_MOST_RULES} that matched most are shown" if len(table.hits) > len(shown) else ""
    )
    ui.caption(f"{total}, {never}{part}.")


# --- what was wrong -------------------------------------------------------------------------------


def _faults(run: Run, report: Report) -> None:
    if not report.faults:
        ui.text("Nothing was wrong in any row.")
        return
    selected = ui.records(
        [
            {"Rows": each.count, "Where": each.place, "For example": each.example}
            for each in report.faults
        ],
        key=f"batch faults {run.id}",
        label="What was wrong, the commonest first; select one to see its lines",
        selectable=True,
    )
    fault = report.faults[selected or 0]
    _lines(run, fault)


def _lines(run: Run, fault: Fault) -> None:
    more = "" if fault.count <= len(fault.first) else f" of {fault.count:,}"
    ui.caption(f"{fault.place}: the first {counted(len(fault.first), 'row')}{more}")
    ui.records(
        [
            {"Line of the file": line, "What is wrong": message}
            for line, message in fault.first[:_MOST_LINES]
        ],
        key=f"batch fault lines {run.id}",
        label=f"Lines of the file where it was wrong: {fault.place}",
    )
