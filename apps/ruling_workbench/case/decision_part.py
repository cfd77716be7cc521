"""The decisions of a case: what was asked, what came out, and why, in sentences and in the table.

The one rule: the reasons come from evaluating the recorded inputs again with the recorded model.
"""

from cmmn import Line, Timeline
from dmn.model import Decision
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.address import model_address
from ruling_workbench.boxes.boxed import boxed_logic, evidence
from ruling_workbench.boxes.boxed_view import boxed_view
from ruling_workbench.case.address_choice import address_choice
from ruling_workbench.case.decision_reasons import Reasons, reasons
from ruling_workbench.case.seat import Seat
from ruling_workbench.case.timeline_rows import decisions
from ruling_workbench.lists.outline import Outline, Row, cell
from ruling_workbench.lists.outline_view import outline_view
from ruling_workbench.present import value_text

__all__ = ["show_decisions", "show_reasons"]


def show_decisions(seat: Seat, told: Timeline) -> None:
    """Show the decisions, the newest first, and the reasons of the one that is chosen."""
    found = decisions(told.steps)
    if not found:
        ui.caption("No decision has been asked in this case yet; its decision tasks ask them.")
        return
    by_number = {str(each.sequence): each for each in found}
    labels = {number: f"{number}: {_said(each)}" for number, each in by_number.items()}
    chosen = address_choice(
        "Decision", labels, name="decision", empty="why did a decision come out so?"
    )
    if chosen is not None:
        with ui.container(border=True, key=f"{seat.key} reasons"):
            show_reasons(seat, by_number[chosen])
    pressed = outline_view(_outline(seat, found), key=f"{seat.key} decisions", label="Decisions")
    if pressed is not None:
        session.set_query({"decision": pressed.removeprefix("why ")})
        ui.rerun()


def _said(line: Line) -> str:
    if line.decision is None:
        return line.words
    answers = ", ".join(
        value_text(each) if len(line.decision.outputs) == 1 else f"{name} = {value_text(each)}"
        for name, each in line.decision.outputs.items()
    )
    return f"{line.decision.decision} = {answers}"


def _outline(seat: Seat, lines: list[Line]) -> Outline:
    rows = [
        Row(
            (
                cell(seat.when(line.when), note=str(line.when)),
                cell(_said(line), "strong"),
                cell(seat.view.plan.items[line.item].name if line.item else ""),
            ),
            actions=((f"why {line.sequence}", "Why"),),
        )
        for line in lines
    ]
    return Outline(("When", "Decision", "Asked by"), tuple(rows), main=1)


def show_reasons(seat: Seat, line: Line) -> None:
    """Show why a decision came out so."""
    if line.decision is None:
        return
    found = reasons(seat.view.plan, line.decision, line.when)
    ui.heading(_said(line), small=True)
    for each in found.sentences:
        ui.text(each)
    inputs = ", ".join(
        f"{name} = {value_text(each)}" for name, each in line.decision.inputs.items()
    )
    ui.caption(f"asked {seat.when(line.when)} with {inputs or 'no inputs'}")
    for warning in line.decision.warnings:
        ui.problem(warning)
    _logic(seat, line, found)
    if found.details:
        with ui.expander("Every rule"):
            ui.code(found.details)


def _logic(seat: Seat, line: Line, found: Reasons) -> None:
    """Show the logic of the decision with the rules that fired, and the way to its model."""
    if found.call is None or found.result is None:
        return
    model = found.call.model
    elements = (each for each in model.definitions.drg_elements if each.name == found.call.name)
    element = next(elements, None)
    if isinstance(element, Decision) and element.decision_logic is not None:
        boxed_view(
            boxed_logic(element, evidence(model, found.result.trace, decision=found.call.name)),
            key=f"{seat.key} logic {line.sequence}",
            label=f"Logic of {element.name}",
        )
    ui.link("Open the model", model_address(found.call.key, decision=found.call.name))
