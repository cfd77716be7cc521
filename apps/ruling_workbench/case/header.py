"""The head of the page: what case this is, how it is, what can be asked of it as a whole.

The one rule: what ends something for good asks once more, with room for a note.
"""

from collections.abc import Mapping

from cmmn.lifecycle import State
from cmmn.state import CASE_ID
from feel.temporal import DateTime
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.address import case_address, screen_address
from ruling_workbench.case.item_sheet import Deed, case_deeds
from ruling_workbench.case.orders import by_deed, give, order_button
from ruling_workbench.case.seat import Seat
from ruling_workbench.case.verbs import in_local_times, sentence
from ruling_workbench.marks import STATES
from ruling_workbench.present import age, counted, due
from ruling_workbench.widgets.read import Colour

__all__ = ["badge_of", "confirm", "show_header"]

_MOST_CHILDREN = 8
_COLOURS: Mapping[State, Colour] = {
    State.ACTIVE: "blue",
    State.ENABLED: "blue",
    State.COMPLETED: "green",
    State.SUSPENDED: "orange",
    State.FAILED: "red",
}


def badge_of(state: State) -> None:
    """Show a state: mark, word and colour."""
    look = STATES[state]
    ui.badge(f"{look.mark} {look.word}", _COLOURS.get(state, "gray"))


def show_header(seat: Seat, version: int | None) -> None:
    """Show what case this is; `version` is that of its definition in the store."""
    view = seat.view
    left, right = ui.columns([5, 1], top=False)
    with left:
        ui.title(f"{view.plan.name} {view.business_key or ''}".strip())
    with right:
        if not seat.is_past:
            _actions(seat)
    with ui.container(flow=True):
        badge_of(view.state)
        _due(seat)
        about = f"{view.snapshot.definition} version {version or 'unknown'}"
        ui.caption(f"{_opened(seat)} · {about} · case {view.id}")
    _relatives(seat)
    confirm(seat, CASE_ID, case_deeds(view, seat.desk.user))


def _opened(seat: Seat) -> str:
    created = seat.view.snapshot.created
    first = seat.case.history(0, 1) if seat.view.id == seat.case.id else []
    by = f" by {first[0].by}" if first else ""
    return f"opened {age(created, seat.view.now)}{by} ({seat.when(created)})"


def _due(seat: Seat) -> None:
    """Show when the first of the open tasks is due."""
    dates: list[DateTime] = [each.due for each in seat.view.tasks() if each.due is not None]
    if not dates:
        return
    first = dates[0]  # tasks come by date
    told = due(first, seat.view.now)
    late = "late" in told
    ui.badge(told if late else f"due {told}", "red" if late else "gray")


def _relatives(seat: Seat) -> None:
    """Show links to the case this one is part of, and to those it has called."""
    parent = seat.view.snapshot.parent_case
    called = seat.case.children() if seat.sandbox is None else []
    if parent is None and not called:
        return
    with ui.container(flow=True):
        if parent is not None:
            ui.link(f"Part of {parent}", case_address(parent))
        for each in called[:_MOST_CHILDREN]:
            view = each.now
            look = STATES[view.state]
            ui.link(f"{look.mark} {view.plan.name}", case_address(each.id), help_=each.id)
        if len(called) > _MOST_CHILDREN:
            more = screen_address("cases", parent=seat.case.id)
            ui.link(counted(len(called) - _MOST_CHILDREN, "more child case"), more)


# --- what can be asked of the case ----------------------------------------------------------------


def _actions(seat: Seat) -> None:
    deeds = case_deeds(seat.view, seat.desk.user)
    with ui.popover("Actions", key=f"{seat.key} actions"):
        for deed in deeds:
            if deed.refused is None:
                deed_button(seat, deed, CASE_ID)
        refused = [each for each in deeds if each.refused is not None]
        if refused:
            ui.caption("Not now:")
        for deed in refused:
            why = in_local_times(deed.refused or "", seat.zone, seat.today)
            ui.text(f"{deed.verb}: {sentence(why)}")


def deed_button(seat: Seat, deed: Deed, instance: str, *, primary: bool = False) -> None:
    """Show the button of a deed; what ends something for good is asked about first."""
    name = f"{deed.name} {instance}"
    if not deed.is_final:
        order_button(seat, deed.verb, name, by_deed(deed, instance), primary=primary)
        return

    def ask() -> None:
        session.put(f"{seat.key} confirm", (instance, deed.name))

    ui.button(f"{deed.verb} ...", key=f"{seat.key} {name}", on_click=ask)


def confirm(seat: Seat, instance: str, deeds: tuple[Deed, ...]) -> None:
    """Ask once more for a deed that was asked for and ends something for good."""
    asked = session.get(f"{seat.key} confirm")
    deed = next((each for each in deeds if (instance, each.name) == asked), None)
    if deed is None or deed.refused is not None or seat.is_past:
        return

    def forget() -> None:
        session.pop(f"{seat.key} confirm")

    with ui.container(border=True, key=f"{seat.key} confirming"):
        what = "the case" if instance == CASE_ID else instance
        ui.text(f"{deed.verb} {what}? {_consequence(deed)}")
        note = ui.field("Note, for the record", key=f"{seat.key} note {deed.name} {instance}")
        with ui.container(flow=True, key=f"{seat.key} sure or not"):
            is_sure = ui.button(deed.verb, key=f"{seat.key} sure", primary=True)
            ui.button("Leave it as it is", key=f"{seat.key} not sure", on_click=forget)
    if is_sure:
        give(seat, f"{deed.name} {instance}", by_deed(deed, instance, note))
        forget()
        ui.rerun()


def _consequence(deed: Deed) -> str:
    if deed.name == "close":
        return "It is closed for good: nothing can be done in it any more."
    return "Everything open in it ends with it."
