"""The panel of one item: its instances, its form, what may be done and what not, and why.

The one rule: every refusal has its reason beside it, in the engine's words.
"""

from typing import Any

from cmmn import Timeline
from cmmn.case_commands import CaseCommands
from cmmn.lifecycle import Transition
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.address import case_address
from ruling_workbench.case.call_part import show_incident
from ruling_workbench.case.copy_form import copy_form
from ruling_workbench.case.header import badge_of, confirm, deed_button
from ruling_workbench.case.item_sheet import Deed, InstanceSheet, ItemSheet, item_sheet
from ruling_workbench.case.orders import order_button
from ruling_workbench.case.seat import Seat
from ruling_workbench.case.timeline_rows import item_lines
from ruling_workbench.case.verbs import in_local_times, sentence
from ruling_workbench.lists.outline_view import outline_view
from ruling_workbench.present import age, due
from ruling_workbench.tasks.task_form import task_form

__all__ = ["has_form", "show_sheet"]

_IN_FORM = {"claim", "release", Transition.COMPLETE, Transition.MANUAL_START, Transition.DISABLE}
"""What the form of a task has buttons for itself."""


def has_form(seat: Seat, item: str) -> bool:
    """Tell whether the panel of an item shows the form of a task of the real case."""
    if seat.sandbox is not None or seat.is_past:
        return False
    return any(each.item == item for each in seat.view.tasks())


def show_sheet(seat: Seat, item: str, told: Timeline) -> None:
    """Show all about an item; `told` is what happened in the case."""
    sheet = item_sheet(seat.view, item, seat.desk.user)
    if sheet is None:
        ui.caption(f"This case has no item '{item}'.")
        return
    with ui.container(border=True, key=f"{seat.key} sheet"):
        name, back = ui.columns([3, 1], stay=True)
        with name:
            ui.heading(sheet.name, small=True)
        with back:
            ui.button("To do", key=f"{seat.key} back", help_="Back to the list", on_click=_back)
        ui.caption(sheet.what)
        shown = _chosen(seat, sheet)
        if shown is not None and shown.has_form and seat.sandbox is None and not seat.is_past:
            task_form(seat.desk, seat.case.id, shown.id, f"{seat.key} form {shown.id}")
            _others(seat, shown, [each for each in shown.deeds if each.name not in _IN_FORM])
            with ui.expander("Why, and what it waits for"):
                _sentences(seat, shown.sentences)
        else:
            if sheet.documentation:
                ui.text(sheet.documentation)
            _plainly(seat, sheet, shown)
        if not seat.is_past:
            _plan(seat, sheet)
        _history(seat, sheet, told)


def _back() -> None:
    session.set_query({"item": None})


def _chosen(seat: Seat, sheet: ItemSheet) -> InstanceSheet | None:
    """Return the instance that is shown: the newest, unless another one is chosen."""
    if len(sheet.instances) < 2:
        return sheet.instances[0] if sheet.instances else None
    by_id = {each.id: each for each in sheet.instances}
    chosen = ui.choice(
        f"{len(by_id)} times",
        list(by_id),
        key=f"{seat.key} instance of {sheet.item} {len(by_id)}",
        label_of=lambda each: f"{by_id[each].label}, {by_id[each].state}",
    )
    return by_id[chosen] if chosen is not None else sheet.instances[0]


def _plainly(seat: Seat, sheet: ItemSheet, shown: InstanceSheet | None) -> None:
    """Show an instance without the form of a task, or why there is none."""
    if shown is None:
        _sentences(seat, sheet.sentences)
        return
    _facts(seat, shown)
    if shown.child is not None and seat.sandbox is None:
        ui.link("Open the child case", case_address(shown.child))
    if not seat.is_past:
        if shown.incident is not None:
            show_incident(seat, shown)
        if shown.has_form:
            copy_form(seat, shown.id)
        in_form = {Transition.COMPLETE} if shown.has_form else set()
        _others(seat, shown, [each for each in shown.deeds if each.name not in in_form])
    _sentences(seat, shown.sentences)


def _facts(seat: Seat, shown: InstanceSheet) -> None:
    now = seat.view.now
    with ui.container(flow=True):
        badge_of(shown.state)
        if shown.due is not None and shown.is_open:
            told = due(shown.due, now)
            ui.badge(told if "late" in told else f"due {told}", "red" if "late" in told else "gray")
        ui.caption(f"since {seat.when(shown.since)}, {age(shown.since, now)}")
        if shown.assignee is not None:
            ui.caption(f"assigned to {shown.assignee}")


def _others(seat: Seat, shown: InstanceSheet, deeds: list[Deed]) -> None:
    """Show the buttons of what may be done, and what is refused with the reasons."""
    confirm(seat, shown.id, shown.deeds)
    allowed = [each for each in deeds if each.refused is None]
    refused = [each for each in shown.deeds if each.refused is not None]
    if allowed:
        with ui.container(flow=True, key=f"{seat.key} deeds"):
            for deed in allowed:
                deed_button(seat, deed, shown.id)
    if refused:
        with ui.expander(f"Not allowed now ({len(refused)})"):
            for deed in refused:
                why = in_local_times(deed.refused or "", seat.zone, seat.today)
                ui.text(f"{deed.verb}: {sentence(why)}")


def _sentences(seat: Seat, sentences: tuple[str, ...]) -> None:
    if sentences:
        ui.text("\n".join(in_local_times(each, seat.zone, seat.today) for each in sentences))


def _plan(seat: Seat, sheet: ItemSheet) -> None:
    """Show the buttons that plan the item, where it is discretionary and may be planned."""
    again = " again" if sheet.instances else ""
    for offer in seat.view.offers(seat.desk.user):
        if offer.item == sheet.item:

            def plan(driver: CaseCommands, holder: str = offer.holder, **once: Any) -> None:
                driver.plan(sheet.item, holder, **once)

            order_button(seat, f"Plan{again}", f"plan {sheet.item} {offer.holder}", plan)


def _history(seat: Seat, sheet: ItemSheet, told: Timeline) -> None:
    found = item_lines(told.steps, sheet.item, seat.zone, seat.today)
    if found.rows:
        with ui.expander("What happened to it"):
            outline_view(found, key=f"{seat.key} history {sheet.item}", label="History of the item")
