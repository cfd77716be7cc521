"""A draft of a model: cells edited, results compared with the deployed version, saved as a version.

The one rule: a draft is a person's own and changes nothing until it is saved; edits outlive the
page and are kept in the store.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmmn import Attached, Draft, FormKey
from dmn import Result
from dmn.columns import ColumnError
from dmn.comparison import Comparison, compare
from dmn.decision_tests import DecisionTest
from dmn.edits import Edit
from dmn.files.table_file import TableFileError
from dmn.model import DRGElement
from dmn.sample_rows import rows_of_file
from dmn.writer import write
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.decide.draft_edits import Drafted, drafted, edits_of, kept_edits, said_lost
from ruling_workbench.decide.editing import show_editor
from ruling_workbench.decide.opened import Opened
from ruling_workbench.desk import Desk
from ruling_workbench.present import counted, value_text

__all__ = ["show_draft"]

_MOST_ROWS = 1_000
_MOST_LINES = 30


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a draft is about, and what it is now."""

    desk: Desk
    opened: Opened
    kept: Draft
    edits: tuple[Edit, ...]
    made: Drafted

    def keep(self, edits: Sequence[Edit]) -> None:
        """Keep these edits, and show the draft with them."""
        self.desk.engine.drafts.save(self.kept, kept_edits(edits))
        ui.rerun()


def show_draft(
    desk: Desk,
    opened: Opened,
    element: DRGElement | None,
    inputs: Mapping[str, Any],
    tests: Sequence[tuple[Attached, DecisionTest]],
) -> None:
    """Show the logic to be edited, what the draft would decide, and how to save it."""
    form = FormKey.start(f"draft of dmn {opened.row.key}")
    kept = desk.engine.drafts.open(desk.user, form, opened.row.version)
    if kept.carried_from is not None:
        ui.banner("info", f"Your edits were made to version {kept.carried_from}.")
    edits = edits_of(kept.values)
    draft = _Draft(desk, opened, kept, edits, drafted(opened.model, edits))
    result = draft.made.model.evaluate(inputs, decision=opened.decision, trace=True)
    changed = show_editor(opened, element, edits, draft.made, result)
    if changed is not None:
        draft.keep(changed)
    if not edits:
        ui.caption("Nothing is edited yet. Edits are your own until they are saved as a version.")
        return
    _edited(draft)
    _beside(opened, inputs, result)
    _compared(draft, tests)
    _save(draft)


# --- what is edited -------------------------------------------------------------------------------


def _edited(draft: _Draft) -> None:
    """Show what differs, what is wrong with it, and let the edits be taken back."""
    found, made = draft.made.changes, draft.made
    ui.heading(counted(len(found), "change"), small=True)
    if not found:
        ui.text("The edits leave the model as it was.")
    with ui.container(tight=True):
        for change in found[:_MOST_LINES]:
            ui.text(str(change))
    _rest(len(found))
    for lost in made.lost[:_MOST_LINES]:
        ui.banner("warning", said_lost(lost))
    for problem in made.problems[:_MOST_LINES]:
        ui.code(str(problem))
    _rest(len(made.problems))
    with ui.container(flow=True):
        if ui.button("Take the last edit back", key=f"draft undo {draft.opened.key}"):
            draft.keep(draft.edits[:-1])
        if ui.button("Take all edits back", key=f"draft drop {draft.opened.key}"):
            draft.keep(())


def _rest(count: int) -> None:
    if count > _MOST_LINES:
        ui.caption(f"{count - _MOST_LINES} more are not shown")


# --- comparing ------------------------------------------------------------------------------------


def _beside(opened: Opened, inputs: Mapping[str, Any], result: Result) -> None:
    """Show what deployed version and draft make of the inputs of the form."""
    deployed = opened.model.evaluate(inputs, decision=opened.decision)
    left, right = ui.columns(2)
    with left:
        ui.figure(f"Version {opened.row.version}", value_text(deployed[opened.decision]))
    with right:
        ui.figure("Draft", value_text(result[opened.decision]))


def _compared(draft: _Draft, tests: Sequence[tuple[Attached, DecisionTest]]) -> None:
    """Show how the draft decides the tests, and the rows of the last batch, in another way."""
    before, after = draft.opened.model, draft.made.model
    if tests:
        _said("the tests", compare(before, after, [test.inputs for _, test in tests]))
    rows = _last_rows(draft)
    if rows is not None:
        name, given = rows
        _said(f"the first rows of {name}", compare(before, after, given))
    if not tests and rows is None:
        ui.caption("Save tests or score a file, and the draft is compared over these.")


def _last_rows(draft: _Draft) -> tuple[str, Sequence[Mapping[str, Any]]] | None:
    """Return rows of the file that was scored last with this model, while it can be read."""
    attachments, row = draft.desk.engine.attachments, draft.opened.row
    for run in attachments.list("dmn", row.key, "run", limit=5).rows:
        path = Path(str(run.payload.get("source", "")))
        columns = run.payload.get("columns") or {}
        try:
            found = rows_of_file(draft.opened.model, path, limit=_MOST_ROWS, columns=columns)
        except (ColumnError, TableFileError, OSError):  # a run that failed, or whose file is gone
            continue
        return str(run.payload.get("input", run.name)), found.rows
    return None


def _said(over: str, comparison: Comparison) -> None:
    ui.heading(f"Over {over}", small=True)
    for sentence in comparison.sentences()[:_MOST_LINES]:
        ui.text(sentence)


# --- saving ---------------------------------------------------------------------------------------


def _save(draft: _Draft) -> None:
    """Save the draft as the next version; the edits are done then."""
    row, engine = draft.opened.row, draft.desk.engine
    faults = len(draft.made.problems)
    if faults:
        ui.banner("warning", f"The draft has {counted(faults, 'new finding')}; see above.")
    if not ui.button("Save as new version", key=f"draft save {draft.opened.key}", primary=True):
        return
    content = write(draft.made.model.definitions)
    saved = engine.models.deploy([(row.file_name, content)], by=draft.desk.user)
    engine.drafts.answered(draft.kept)
    version = next(each.version for each in saved if each.key == row.key)
    session.say("success", f"Saved as version {version} of {row.name}; it is active now.")
    session.set_query({"version": str(version)})
    ui.rerun()
