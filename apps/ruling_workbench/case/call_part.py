"""Calls that failed, or wait in a sandbox: what can be done about them, with results where given.

The one rule: what is entered as a result is checked by its type before it is sent.
"""

from collections.abc import Mapping
from typing import Any

from cmmn import Sandbox
from cmmn.case_commands import CaseCommands
from cmmn.world import Job
from feel.values import Value
from ruling_workbench import widgets as ui
from ruling_workbench.case.item_sheet import InstanceSheet
from ruling_workbench.case.orders import give, order_button
from ruling_workbench.case.seat import Seat
from ruling_workbench.case.verbs import sentence
from ruling_workbench.forms.form_values import FREE, case_problems, case_values, task_fields
from ruling_workbench.forms.forms import draw_form

__all__ = ["show_calls", "show_incident"]

_WAYS = {
    "retry": "Try the same again.",
    "skip": "Go on as if it were done, without its results.",
}


def show_incident(seat: Seat, shown: InstanceSheet) -> None:
    """Show what is wrong with an instance, and the buttons that deal with it."""
    ui.banner("error", sentence(shown.incident or ""))
    with ui.container(flow=True, key=f"{seat.key} incident"):
        for how, help_ in _WAYS.items():

            def deal(driver: CaseCommands, how: str = how, **once: Any) -> None:
                driver.resolve_incident(shown.id, how, **once)

            order_button(seat, how.capitalize(), f"{how} {shown.id}", deal, help_=help_)
    with ui.expander("It was done otherwise"):
        results = _results(seat, shown.id)
        if ui.button("Resolve", key=f"{seat.key} resolve {shown.id}", primary=True):
            _send_resolved(seat, shown.id, results)


def _send_resolved(seat: Seat, instance: str, results: Mapping[str, Value] | None) -> None:
    if results is None:
        ui.problem("Not resolved: something is wrong, see beside the field.")
        return

    def resolve(driver: CaseCommands, **once: Any) -> None:
        driver.resolve_incident(instance, "resolve", results, **once)

    give(seat, f"resolve {instance} {results!r}", resolve)
    ui.rerun()


def _results(seat: Seat, instance: str) -> dict[str, Value] | None:
    """Show a field for each result of a task; return what was entered. Null: it is not right."""
    item = seat.view.plan.items[seat.view.snapshot.instances[instance].item]
    fields = task_fields(seat.view.plan, item)
    if not fields:
        ui.caption("It has no results: it goes on as if it were done.")
    prefix = f"{seat.key} results {instance}"
    entered = draw_form(fields, {}, prefix=prefix, check=case_problems, is_roomy=True, free=FREE)
    read = case_values(fields, entered)
    return None if read.problems else read.inputs


def show_calls(seat: Seat, copy: Sandbox) -> None:
    """Show the calls of handlers that wait in a sandbox, where nobody answers but a person."""
    for job in copy.jobs():
        if job.case == copy.id:
            with ui.expander(f"{job.instance} waits for the handler '{job.handler}'"):
                _call(seat, copy, job)


def _call(seat: Seat, copy: Sandbox, job: Job) -> None:
    results = _results(seat, job.instance)
    with ui.container(flow=True, key=f"sandbox call {job.instance}"):
        answers = ui.button("Answer", key=f"sandbox answer {job.instance}", primary=True)
        fails = ui.button("Let it fail", key=f"sandbox fail {job.instance}")
    if answers and results is None:
        ui.problem("Not answered: something is wrong, see beside the field.")
    elif answers or fails:

        def tell(_: CaseCommands, **_once: Any) -> None:
            if answers:
                copy.answer(job.instance, results)
            else:
                copy.fail(job.instance, "it was let fail in the sandbox")

        give(seat, f"tell {job.instance}", tell)
        ui.rerun()
