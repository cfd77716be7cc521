"""The form of a task in a sandbox: the same fields, kept with the copy and never in the store.

The one rule: what is entered here is sent to the copy alone.
"""

from typing import Any

from cmmn.case_commands import CaseCommands
from cmmn.lifecycle import State
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.case.orders import give
from ruling_workbench.case.seat import Seat
from ruling_workbench.forms.form_values import (
    FREE,
    case_problems,
    case_values,
    changed,
    entered_values,
    task_fields,
)
from ruling_workbench.forms.forms import draw_form
from ruling_workbench.lists.facts_view import facts_view
from ruling_workbench.lists.outline import Cell
from ruling_workbench.present import value_text

__all__ = ["copy_form"]


def copy_form(seat: Seat, instance: str) -> None:
    """Show what a task shows and asks for, and the button that completes it in the copy."""
    task = next((each for each in seat.view.tasks() if each.id == instance), None)
    if task is None:
        return
    shown = [
        (each.name, Cell(value_text(each.value))) for each in task.fields if not each.is_output
    ]
    if shown:
        facts_view(shown, key=f"{seat.key} {instance} values", label=f"What {task.name} is about")
    if task.state is not State.ACTIVE:
        return
    fields = task_fields(seat.view.plan, seat.view.plan.items[task.item])
    values = {each.name: each.value for each in task.fields if each.is_output}
    prefix = f"{seat.key} {instance}"
    before = session.keep(f"{prefix} before", entered_values(fields, values))
    entered = draw_form(
        fields, before, prefix=prefix, check=case_problems, is_roomy=True, free=FREE
    )
    read = case_values(fields, changed(entered, before))

    def complete(driver: CaseCommands, **once: Any) -> None:
        driver.complete(instance, read.inputs, **once)

    if not ui.button("Complete", key=f"{prefix} complete", primary=True):
        return
    if read.problems:
        ui.problem("Not completed: something is wrong in the form, see beside the field.")
    else:
        give(seat, f"complete {instance}", complete)
        ui.rerun()
