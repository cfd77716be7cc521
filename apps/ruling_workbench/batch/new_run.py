"""A new run: what is scored, with what, how; and a look at the first rows before it starts.

The one rule: what is shown of the first rows is what scoring says of them; nothing runs unasked.
"""

from collections.abc import Sequence
from typing import Any

from dmn.columns import ColumnError
from dmn.decision_tests import test_of
from dmn.errors import UnknownNameError
from dmn.files.table_file import TableFileError
from dmn.scoring.first_rows import FirstRows, score_first_rows
from dmn.scoring.plan import plan_score
from dmn.scoring.report import RowWarning
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.batch import runs
from ruling_workbench.batch.chosen_model import ChosenModel, choose_model
from ruling_workbench.batch.columns_view import map_columns
from ruling_workbench.batch.mapping import by_hand, is_complete, places
from ruling_workbench.batch.run_record import OnError, Wanted
from ruling_workbench.batch.sample import sample_csv
from ruling_workbench.batch.uploads import (
    LARGEST,
    TYPES,
    Glance,
    RunRefused,
    Upload,
    drop,
    glance,
    kept,
    own_name,
    refusal,
)
from ruling_workbench.desk import Desk
from ruling_workbench.present import counted

__all__ = ["ask_run"]

_FIRST, _MOST_SHOWN = 200, 50
_FATES: dict[str, OnError] = {"Keep": "keep", "Leave out": "drop", "Stop at the first": "fail"}
_AS_IT_IS = "as the file"
_FORMS = {_AS_IT_IS: "", "CSV": ".csv", "JSON lines": ".jsonl", "Parquet": ".parquet"}
_REJECTED = frozenset({"line", "reasons"})  # what rejected rows get columns for


def ask_run(desk: Desk) -> None:
    """Show what is needed for a run, one step after the other."""
    chosen = choose_model(desk)
    if chosen is None:
        return
    upload = _file(desk, chosen)
    if upload is None:
        return
    try:
        seen = _seen(chosen, upload)
    except RunRefused as refused:
        ui.refused(refused)
        return
    ui.heading("Columns", small=True)
    ui.caption(f"{upload.name}: {_size(upload.size)}, {seen.about}")
    proposed = places(chosen.model, chosen.decisions, seen.header)
    mapped = map_columns(proposed, seen, f"{upload.token} {chosen.mark}")
    if not is_complete(mapped):
        return
    columns = by_hand(proposed, mapped, seen.header)
    wanted = _options(chosen, upload, seen, columns)
    found = _first_rows(chosen, upload, wanted)
    if found is None:
        return
    if ui.button("Start", key="batch start", primary=True):
        _start(desk, wanted, upload)
    _problems(chosen, found)


def _start(desk: Desk, wanted: Wanted, upload: Upload) -> None:
    try:
        run = runs.start(desk, wanted, upload)
    except RunRefused as refused:
        ui.refused(refused)
        return
    _forget()
    session.set_query({"run": str(run.id)})
    ui.rerun()


# --- the file -------------------------------------------------------------------------------------


def _file(desk: Desk, chosen: ChosenModel) -> Upload | None:
    """Show where the file is given; keep it until a run takes it."""
    given = ui.upload(
        f"File of rows, up to {LARGEST // 2**20} MB",
        key=f"batch file {session.keep('batch round', 0)}",
        types=TYPES,
    )
    known: tuple[str, Upload] | None = session.get("batch upload")
    if not given:
        if known is not None:
            drop(desk.files, known[1])
            session.pop("batch upload")
        _sample(desk, chosen)
        return None
    mark = str(given[0].file_id)
    if known is not None and known[0] == mark and known[1].path.is_file():
        return known[1]
    if known is not None:
        drop(desk.files, known[1])
    try:
        upload = kept(desk.files, given[0].name, given[0])
    except RunRefused as refused:
        ui.refused(refused)
        return None
    session.put("batch upload", (mark, upload))
    return upload


def _forget() -> None:
    """Begin anew: the place for the file is empty again."""
    session.pop("batch upload")
    session.put("batch round", session.get("batch round", 0) + 1)


def _sample(desk: Desk, chosen: ChosenModel) -> None:
    """Offer a file to begin with, with rows of the model's tests and presets."""
    wanted = places(chosen.model, chosen.decisions, ())

    def made() -> bytes:
        attachments = desk.engine.attachments
        rows = [
            test_of(each.payload).inputs
            for kind in ("test", "preset")
            for each in attachments.list("dmn", chosen.row.key, kind, limit=_MOST_SHOWN).rows
        ]
        return sample_csv(wanted, rows)

    with ui.container(flow=True, key="batch sample line"):
        ui.download(
            "Make a sample", made, file_name="sample.csv", key="batch sample", mime="text/csv"
        )
        needed = counted(len(wanted), "input")
        ui.caption(f"A file has a column for each of {needed}; other columns are kept, too.")


def _size(count: int) -> str:
    return f"{count / 2**20:,.1f} MB" if count >= 2**20 else f"{count / 2**10:,.1f} KB"


def _seen(chosen: ChosenModel, upload: Upload) -> Glance:
    """Return what the file is; looked at once for the same file and model."""

    def accepts(header: Sequence[str]) -> bool:
        try:
            plan_score(chosen.model, header, chosen.decisions or None)
        except (ColumnError, UnknownNameError):
            return False
        return True

    mark = (upload.token, chosen.mark)
    known: tuple[Any, Glance] | None = session.get("batch glance")
    if known is None or known[0] != mark:
        known = (mark, glance(upload, accepts))
        session.put("batch glance", known)
    return known[1]


# --- how ------------------------------------------------------------------------------------------


def _options(chosen: ChosenModel, upload: Upload, seen: Glance, columns: dict[str, str]) -> Wanted:
    """Show how the rows are scored; return what is wanted."""
    fate, form, explain = ui.columns([4, 3, 4], top=False)
    with fate:
        on_error = ui.scale(
            "Rows whose data is at fault",
            list(_FATES),
            key="batch fate",
            value="Keep",
            help_="Rejected rows are listed with their reasons in any case.",
        )
    with form:
        target = ui.choice("Output", list(_FORMS), key="batch form") or _AS_IT_IS
    with explain:
        explained = ui.check(
            "Add the rules that matched",
            key="batch explain",
            help_="Two columns for each decision table: numbers and ids of the rules.",
        )
    row = chosen.row
    return Wanted(
        row.key,
        row.version,
        row.sha256,
        row.name,
        upload.name,
        upload.size,
        upload.path.name,
        f"output{_FORMS[target]}" if _FORMS[target] else own_name(upload.name, "output"),
        _rejects(upload, seen),
        chosen.decisions,
        columns,
        explained,
        _FATES[on_error or "Keep"],
    )


def _rejects(upload: Upload, seen: Glance) -> str:
    """Return where rejected rows are written; nowhere where the file has such columns itself."""
    if _REJECTED & set(seen.header):
        return ""
    name = own_name(upload.name, "rejects")
    return "rejects.csv" if name.endswith(".parquet") else name


# --- a look before it starts ----------------------------------------------------------------------


def _first_rows(chosen: ChosenModel, upload: Upload, wanted: Wanted) -> FirstRows | None:
    """Say how the first rows fare. Null: the file cannot be scored at all, which is said."""
    ui.heading("First rows", small=True)
    try:
        found = _scored(chosen, upload, wanted)
    except (TableFileError, ColumnError, OSError) as error:
        ui.refused(refusal(error, upload))
        return None
    looked = f"{counted(found.count, 'row')} looked at"
    if not found.warnings:
        ui.caption(f"{looked}: nothing is wrong with them.")
        return found
    lines = {each.line for each in found.warnings}
    faulty = f"{counted(len(found.faulty), 'row')} with data at fault"
    ui.caption(f"{looked}: {faulty}, {counted(len(lines), 'row')} with warnings.")
    return found


def _problems(chosen: ChosenModel, found: FirstRows) -> None:
    """Show what is wrong with the first rows, by line."""
    if found.warnings:
        ui.records(
            [_problem(each, chosen) for each in found.warnings[:_MOST_SHOWN]],
            key="batch first problems",
            label="What is wrong with the first rows",
        )
    if len(found.warnings) > _MOST_SHOWN:
        ui.caption(f"{len(found.warnings) - _MOST_SHOWN:,} more warnings are not shown.")


def _scored(chosen: ChosenModel, upload: Upload, wanted: Wanted) -> FirstRows:
    """Return what scoring says of the first rows; asked once for the same wishes."""
    columns = tuple(wanted.columns.items())
    mark = (upload.token, chosen.mark, columns, wanted.explain)
    known: tuple[Any, FirstRows] | None = session.get("batch first")
    if known is None or known[0] != mark:
        found = score_first_rows(
            chosen.model,
            upload.path,
            decisions=chosen.decisions or None,
            columns=wanted.columns,
            explain=wanted.explain,
            limit=_FIRST,
        )
        known = (mark, found)
        session.put("batch first", known)
    return known[1]


def _problem(found: RowWarning, chosen: ChosenModel) -> dict[str, Any]:
    warning = found.warning
    place = warning.location.path
    return {
        "Line": found.line,
        "Where": " > ".join(place[1:] if place[:1] == (chosen.model.name,) else place),
        "What is wrong": warning.message,
        "What would be right": warning.hint,
    }
