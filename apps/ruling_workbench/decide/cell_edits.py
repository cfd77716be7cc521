"""From a cell of the boxes to an edit of the model, and from what differs back to the cells.

The one rule: a cell is one of the logic as it stands after the edits before it, and what is marked
is the difference that is left in the end.
"""

from collections.abc import Iterator, Sequence

from dmn.edits import (
    CLAUSE_PARTS,
    AddRule,
    CellEdit,
    Edit,
    EntryKind,
    HeaderEdit,
    RemoveRule,
    TextEdit,
)
from dmn.logic_paths import LogicElement, LogicPath, place_of
from dmn.model import DecisionTable, Expression, LiteralExpression
from dmn.model_changes import Change
from dmn.table_texts import clause_place
from feel.errors import Problem
from ruling_workbench.boxes.boxed import Marks
from ruling_workbench.boxes.cells import (
    Cell,
    cell_id,
    cell_of,
    child_at,
    path_at,
    steps_at,
    text_at,
)
from ruling_workbench.decide.draft_edits import Drafted, logic_of

__all__ = ["edit_at", "marks_of", "rule_added", "rule_removed"]

_MOST_NOTES = 100


# --- from a cell to an edit -----------------------------------------------------------------------


def edit_at(element: str, logic: Expression | None, name: str, text: str) -> Edit | None:
    """Return the edit that puts a text into a cell; None where there is no such cell."""
    cell = cell_of(name)
    path = None if cell is None else path_at(logic, cell.steps)
    if cell is None or path is None or text_at(logic, name) is None:
        return None
    if cell.kind is None:
        return TextEdit(element, text, path)
    if cell.part is not None:
        return HeaderEdit(element, cell.kind, cell.column, cell.part, text, path)
    return CellEdit(element, cell.rule or 0, cell.kind, cell.column, text, path)


def rule_added(
    element: str, logic: Expression | None, name: str, *, below: bool
) -> tuple[AddRule, str] | None:
    """Return the edit that adds a rule beside that of a cell, and the name of its first cell.

    Beside a header, it is the first of all rules or the last. None: the cell is in no table.
    """
    found = _in_table(logic, name)
    if found is None:
        return None
    cell, path, table = found
    at = (cell.rule or (len(table.rules) if below else 1)) + (1 if below else 0)
    kind = "input" if table.inputs else "output"
    return AddRule(element, at, path=path), cell_id(cell.steps, "rule", at, kind, 1)


def rule_removed(element: str, logic: Expression | None, name: str) -> RemoveRule | None:
    """Return the edit that takes away the rule of a cell; None where a cell is in no rule."""
    found = _in_table(logic, name)
    if found is None or found[0].rule is None:
        return None
    cell, path, _ = found
    return RemoveRule(element, cell.rule or 0, path)


def _in_table(logic: Expression | None, name: str) -> tuple[Cell, LogicPath, DecisionTable] | None:
    """Return a cell with the table it is in, and the way there; None where there is no such."""
    cell = cell_of(name)
    if cell is None:
        return None
    path, table = path_at(logic, cell.steps), child_at(logic, cell.steps)
    if path is None or not isinstance(table, DecisionTable):
        return None
    return None if (cell.rule or 0) > len(table.rules) else (cell, path, table)


# --- and back to the cells ------------------------------------------------------------------------


def marks_of(element: LogicElement, made: Drafted, selected: str = "") -> Marks:
    """Return what is to be seen on the cells of an element: what differs, and what is wrong."""
    logic = logic_of(element)
    own = (each for each in made.changes if each.element == element.name)
    edited = {name for each in own for name in _cells_of(logic, each)}
    notes: dict[str, str] = {}
    for problem in made.problems[:_MOST_NOTES]:
        name = _cell_of_problem(element, problem)
        if name is not None:
            notes.setdefault(name, problem.message)
    return Marks(edited, notes, selected)


def _cells_of(logic: Expression | None, change: Change) -> Iterator[str]:
    """Give the cells in which a difference is seen."""
    steps = steps_at(logic, change.path)
    table = child_at(logic, steps or ())
    if steps is None:
        return
    if change.what == "text":
        yield cell_id(steps, "text")
    elif change.what == "cell":
        yield cell_id(steps, "rule", change.rule or 0, change.kind or "", change.position or 0)
    elif change.what == "clause":
        yield cell_id(steps, change.kind or "", change.position or 0, change.part or "")
    elif change.what == "rule added" and isinstance(table, DecisionTable):
        yield from _rule_cells(table, steps, change.rule or 0)


def _rule_cells(table: DecisionTable, steps: tuple[str, ...], rule: int) -> Iterator[str]:
    groups = {"input": table.inputs, "output": table.outputs, "annotation": table.annotations}
    for kind, clauses in groups.items():
        for position, _ in enumerate(clauses, start=1):
            yield cell_id(steps, "rule", rule, kind, position)


def _cell_of_problem(element: LogicElement, problem: Problem) -> str | None:
    """Return the cell in which a problem is; None where it is in none, or in another element."""
    place = problem.location.path[1:]
    if not place or place[0] != place_of(element):
        return None
    logic, path = logic_of(element), place[1:]
    for cut in range(len(path), -1, -1):
        steps = steps_at(logic, path[:cut])
        if steps is not None:
            cells = _cells_at(child_at(logic, steps), steps, path[cut:])
            text = problem.location.text
            return next((each for each in cells if text in {None, text_at(logic, each)}), None)
    return None


def _cells_at(
    expression: Expression | None, steps: tuple[str, ...], rest: tuple[str, ...]
) -> Iterator[str]:
    """Give the cells that a location can mean, by what stands in it behind the way to the logic."""
    if isinstance(expression, LiteralExpression) and not rest:
        yield cell_id(steps, "text")
    if not isinstance(expression, DecisionTable):
        return
    rule = rest[0].removeprefix("rule ") if rest else ""
    groups: dict[EntryKind, Sequence[object]] = {
        "input": expression.inputs,
        "output": expression.outputs,
    }
    for kind, clauses in groups.items():
        for position, _ in enumerate(clauses, start=1):
            clause = clause_place(expression, kind, position - 1)
            if rest == (f"rule {rule}", clause):
                yield cell_id(steps, "rule", rule, kind, position)
            elif rest in {(clause,), ("default", clause)}:
                for part in CLAUSE_PARTS[kind]:
                    yield cell_id(steps, kind, position, part)
