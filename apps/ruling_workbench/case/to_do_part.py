"""The list of what can be done in a case by this person, each with its button.

The one rule: what somebody else may do stands below, with the reason why not this person.
"""

from collections.abc import Callable, Sequence
from typing import Any

from cmmn.case_commands import CaseCommands
from cmmn.lifecycle import Transition
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.case.orders import order_button
from ruling_workbench.case.seat import Seat
from ruling_workbench.case.to_do import Act, ToDo, to_do
from ruling_workbench.case.verbs import KINDS, in_local_times, sentence
from ruling_workbench.lists.outline import Outline, Row, cell
from ruling_workbench.lists.outline_view import outline_view
from ruling_workbench.marks import STATES
from ruling_workbench.present import counted, due

__all__ = ["show_to_do"]

_MOST = 40
_SHORT = 150
_OFFERED = {Act.PLAN: "may be planned", Act.REPORT: "report it when it happens"}
_SIGNS = {Act.PLAN: "+", Act.REPORT: "⚑", Act.RESOLVE: "!"}


def show_to_do(seat: Seat) -> None:
    """Show what can be done, and what only others may do."""
    found = to_do(seat.view, seat.desk.user)
    mine = [each for each in found if each.refused is None]
    others = [each for each in found if each.refused is not None]
    ui.heading("To do", small=True, help_="What the case allows you to do now.")
    with ui.container(tight=True, key=f"{seat.key} to do"):
        for number, entry in enumerate(mine[:_MOST]):
            _entry(seat, entry, is_first=number == 0)
    if len(mine) > _MOST:
        ui.caption(f"{counted(len(mine) - _MOST, 'more thing')} to do; choose it in the diagram")
    if not mine:
        _nothing(seat, others)
    if others:
        with ui.expander(f"Also there, not for you ({len(others)})"):
            outline_view(_others(seat, others), key=f"{seat.key} others", label="Not for you")


def _nothing(seat: Seat, others: Sequence[ToDo]) -> None:
    if others:
        ui.caption("There is nothing for you to do here now; others have something.")
    else:
        ui.caption(f"There is nothing to do: the case is {seat.view.state}.")


def _entry(seat: Seat, entry: ToDo, *, is_first: bool) -> None:
    key = f"{seat.key} todo {entry.act} {entry.instance} {entry.item}"
    words, press = ui.columns([7, 3], stay=True)
    with words, ui.container(tight=True, key=key):
        ui.text(f"{_sign(entry)} {entry.name}")
        ui.caption(_about(seat, entry))
    with press:
        if not seat.is_past:
            _button(seat, entry, is_first=is_first)


def _sign(entry: ToDo) -> str:
    if entry.act in _SIGNS:
        return _SIGNS[entry.act]
    return STATES[entry.state].mark if entry.state is not None else "·"


def _about(seat: Seat, entry: ToDo) -> str:
    """Return whose it is, until when, and why it is there."""
    now = seat.view.now
    parts = [entry.who]
    if entry.due is not None:
        told = due(entry.due, now)
        parts.append(told if entry.is_overdue else f"due {told}")
    if entry.escalated:
        parts.append(f"escalated to {', '.join(entry.escalated)}")
    if entry.act in _OFFERED:
        parts.append(_OFFERED[entry.act])
    parts.append(in_local_times(entry.why, seat.zone, seat.today))
    text = " · ".join(filter(None, parts))
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def _button(seat: Seat, entry: ToDo, *, is_first: bool) -> None:
    name = f"{entry.act} {entry.instance} {entry.item}"
    help_ = " ".join(filter(None, (_due_help(seat, entry), entry.documentation))) or None
    if entry.act in {Act.OPEN, Act.RESOLVE}:
        ui.button(
            entry.act,
            key=f"{seat.key} {name}",
            primary=is_first,
            help_=help_,
            on_click=_opening(entry.item),
            wide=True,
        )
        return
    order_button(seat, entry.act, name, _doing(entry), help_=help_, wide=True)


def _due_help(seat: Seat, entry: ToDo) -> str:
    return "" if entry.due is None else f"Due {seat.when(entry.due)}."


def _opening(item: str) -> Callable[[], None]:
    return lambda: session.set_query({"item": item})


def _doing(entry: ToDo) -> Callable[..., None]:
    """Return what gives the command of an entry."""

    def do(driver: CaseCommands, **once: Any) -> None:
        if entry.act is Act.PLAN:
            driver.plan(entry.item, entry.instance, **once)
        elif entry.act is Act.REPORT:
            driver.occur(entry.instance, **once)
        elif entry.act is Act.START:
            driver.make(entry.instance, Transition.MANUAL_START, **once)
        else:
            driver.complete(entry.instance, **once)

    return do


def _others(seat: Seat, entries: Sequence[ToDo]) -> Outline:
    rows = [
        Row(
            (
                cell(f"{_sign(each)} {each.name}", note=KINDS[each.kind]),
                cell(sentence(in_local_times(each.refused or "", seat.zone, seat.today)), "quiet"),
            )
        )
        for each in entries[:_MOST]
    ]
    return Outline(("What", "Why not"), tuple(rows))
