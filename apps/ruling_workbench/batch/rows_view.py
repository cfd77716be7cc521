"""The rows of an output, some at a time: with an outcome, with a text, with something wrong.

The one rule: cells are shown as they stand in the file, the outcomes before what they came from.
"""

from pathlib import Path
from typing import Any

from dmn.files.table_file import TableFileError
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.batch import runs
from ruling_workbench.batch.outcome import Report
from ruling_workbench.batch.run_record import Run
from ruling_workbench.batch.table_page import (
    MOST_LOOKED_AT,
    TablePage,
    Where,
    columns_of,
    labels,
    lines_in,
    numbers_of,
    page_of,
    values_of,
)
from ruling_workbench.batch.uploads import RunRefused
from ruling_workbench.desk import Desk
from ruling_workbench.lists.paging import PAGE, pager
from ruling_workbench.present import counted

__all__ = ["show_rows"]


def show_rows(desk: Desk, run: Run, report: Report) -> None:
    """Show rows of the output that a filter keeps, page by page."""
    output, source = runs.file_of(desk, run, "output"), runs.file_of(desk, run, "input")
    if output is None:
        return
    try:
        where = _filter(desk, run, report, output, source)
        turned = pager(f"batch rows {run.id}", where)
        with ui.spinner("Reading the file"):
            page = page_of(output, where, offset=turned.offset, most=PAGE)
    except (TableFileError, OSError) as error:
        ui.refused(RunRefused(f"The output cannot be read: {error}"))
        return
    _table(run, page, 0 if source is None else len(columns_of(source)), where.column)
    turned.show(len(page.rows), has_more=page.has_more, total=_total(page, report, where))
    if not page.is_whole and not page.has_more:
        ui.caption(
            f"The first {MOST_LOOKED_AT:,} rows were looked at; the file has {report.written:,}."
        )


def _total(page: TablePage, report: Report, where: Where) -> str:
    """Return how many rows there are in all, where that is known without reading all."""
    if where == Where():
        return f"{report.written:,}"
    return f"{len(page.rows):,}" if page.is_whole and not page.has_more else ""


def _filter(desk: Desk, run: Run, report: Report, output: Path, source: Path | None) -> Where:
    """Show what rows can be filtered by; return the filter."""
    header = columns_of(output)
    own = 0 if source is None else len(columns_of(source))
    order = [*range(own, len(header)), *range(own)]
    named = labels(header)
    columns, values, texts, wrong = ui.columns([4, 4, 4, 3], top=False)
    with columns:
        column = ui.choice(
            "Column",
            order,
            key=f"batch column {run.id}",
            label_of=lambda each: named[each],
            empty="any",
        )
    with values:
        if column is None:
            ui.field("Value", key=f"batch value {run.id}", hint="of a column", disabled=True)
            value = None
        else:
            value = _value(run, output, column, named[column])
    with texts:
        text = ui.field("Text", key=f"batch text {run.id}", hint="in any column")
    with wrong:
        warned = ui.check(
            "With warnings alone",
            key=f"batch warned {run.id}",
            help_="The first hundred of each kind of warning.",
        )
    numbers = _warned(desk, run, report) if warned else None
    is_chosen = column is not None and value is not None
    return Where(column if is_chosen else None, value or "", text, numbers)


def _value(run: Run, output: Path, column: int, name: str) -> str | None:
    """Show the values of a column to choose from, or a field where they are too many."""
    key = f"batch values {run.id}"
    known: tuple[int, Any] | None = session.get(key)
    if known is None or known[0] != column:
        known = (column, values_of(output, column))
        session.put(key, known)
    found: list[tuple[str, int]] | None = known[1]
    if found is None:
        typed = ui.field(f"{name} is", key=f"batch value {run.id} {column}", hint="a whole value")
        return typed or None
    counts = dict(found)
    return ui.choice(
        f"{name} is",
        list(counts),
        key=f"batch value {run.id} {column}",
        label_of=lambda each: f"{each or '(empty)'} · {counts[each]:,}",
        empty="any",
    )


def _warned(desk: Desk, run: Run, report: Report) -> frozenset[int]:
    """Return the numbers of the rows that something was said of."""
    source = runs.file_of(desk, run, "input")
    if source is None:
        return frozenset()
    rejects = runs.file_of(desk, run, "rejects")
    is_shorter = run.wanted.on_error == "drop" and rejects is not None
    dropped = lines_in(rejects) if is_shorter and rejects is not None else frozenset()
    return numbers_of(source, report.lines, dropped)


def _table(run: Run, page: TablePage, own: int, filtered: int | None) -> None:
    named = labels(page.header)
    order = [*range(own, len(named)), *range(own)]
    order.sort(key=lambda each: each != filtered)  # the others stay as they are
    if not page.rows:
        ui.text("No row is so.")
        return
    ui.records(
        [
            {"Row": row.number} | {named[each]: row.cells[each] for each in order}
            for row in page.rows
        ],
        key=f"batch rows {run.id}",
        label=f"{counted(len(page.rows), 'row')} of the output, outcomes first",
        height="content",
    )
