"""The logic of a draft, to be edited: a cell in its place or in a line below, rules come and go.

The one rule: what the mouse can do in a cell, the keyboard can do below it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dmn import Result
from dmn.edits import Edit
from dmn.logic_paths import LogicElement, element_named
from dmn.model import DRGElement, Expression
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.boxes.boxed import BoxEvent, evidence
from ruling_workbench.boxes.cells import cell_of, said_cell, text_at
from ruling_workbench.decide.cell_edits import edit_at, marks_of, rule_added, rule_removed
from ruling_workbench.decide.draft_edits import Drafted, known_as, logic_of, with_edit
from ruling_workbench.decide.logic import show_logic
from ruling_workbench.decide.opened import Opened

__all__ = ["show_editor"]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A cell that is chosen, what it is in, and where the choice is kept."""

    element: str  # what edits call it
    logic: Expression | None
    cell: str
    key: str

    @property
    def is_there(self) -> bool:
        """Whether there is such a cell, or rule, in the logic as it stands."""
        has_text = text_at(self.logic, self.cell) is not None
        return has_text or rule_removed(self.element, self.logic, self.cell) is not None

    @property
    def widget(self) -> str:
        """What the widgets of this cell and text are told apart by."""
        return f"{self.key} {self.cell} {text_at(self.logic, self.cell)}"


def show_editor(
    opened: Opened,
    element: DRGElement | None,
    edits: Sequence[Edit],
    made: Drafted,
    result: Result,
) -> tuple[Edit, ...] | None:
    """Show the draft's logic; return all edits, where one was made in this run."""
    if not isinstance(element, LogicElement):
        ui.caption("Choose a decision in the graph to edit its logic.")
        return None
    known = known_as(opened.model.definitions, element)
    now = element_named(made.model.definitions, known)
    if now is None:
        return None
    key = f"draft cell {opened.row.key} {element.id}"
    chosen = _Chosen(known, logic_of(now), session.get(key, ""), key)
    drawn = now.model_copy(update={"id": element.id})  # the picture may have given it one
    marks = marks_of(now, made, chosen.cell)
    found = evidence(made.model, result.trace)
    event = show_logic(opened, drawn, found, marks, is_draft=True)
    edit = _by_mouse(chosen, event) or _by_keyboard(chosen)
    return None if edit is None else with_edit(edits, edit)


def _by_mouse(chosen: _Chosen, event: BoxEvent | None) -> Edit | None:
    """Return the edit that was made in a cell; note what was selected."""
    if event is not None and event.kind == "select":
        session.put(chosen.key, event.target)
        ui.rerun()
    if event is not None and event.kind == "edit":
        return edit_at(chosen.element, chosen.logic, event.target, event.text)
    return None


def _by_keyboard(chosen: _Chosen) -> Edit | None:
    """Show a line for the chosen cell's text, and what can be done to its rule."""
    if not chosen.is_there:
        ui.caption("Select a cell to edit it here, or double-click it.")
        return None
    line, rules = ui.columns([3, 2], top=False)
    with line:
        edit = _line(chosen)
    with rules, ui.container(flow=True):
        return edit or _rules(chosen)


def _line(chosen: _Chosen) -> Edit | None:
    said, text = said_cell(chosen.logic, chosen.cell), text_at(chosen.logic, chosen.cell)
    if text is None:
        ui.caption(f"Selected: {said}")
        return None
    enter: Callable[..., str] = ui.area if "\n" in text else ui.field
    with ui.form(f"edit {chosen.widget}"):
        left, right = ui.columns([4, 1], top=False, stay=True)
        with left:
            entered = enter(said, key=f"cell {chosen.widget}", value=text)
        with right:
            is_sent = ui.submit("Change", key=f"change {chosen.widget}", primary=False)
    if not is_sent or entered == text:
        return None
    return edit_at(chosen.element, chosen.logic, chosen.cell, entered)


def _rules(chosen: _Chosen) -> Edit | None:
    """Show buttons for a rule beside that of the cell, and to take this one away."""
    cell = cell_of(chosen.cell)
    is_header = cell is None or cell.rule is None
    places = {"Add rule at the end": True} if is_header else _BESIDE
    for label, below in places.items():
        added = rule_added(chosen.element, chosen.logic, chosen.cell, below=below)
        if added is not None and ui.button(label, key=f"{label} {chosen.key}"):
            session.put(chosen.key, added[1])
            return added[0]
    removed = rule_removed(chosen.element, chosen.logic, chosen.cell)
    if removed is not None and ui.button("Remove rule", key=f"remove rule {chosen.key}"):
        return removed
    return None


_BESIDE = {"Add rule above": False, "Add rule below": True}
