"""The band of a sandbox: its clock, what can be done to time, what calls wait, and the way out.

The one rule: it says all the time that nothing here changes the real case.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from cmmn import CommandRefused, Sandbox
from feel.errors import FeelFault
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.case.call_part import show_calls
from ruling_workbench.case.orders import told, what_came
from ruling_workbench.case.seat import Seat, leave_sandbox, open_copy
from ruling_workbench.present import instant, span, when

__all__ = ["show_sandbox"]

_STEPS = {"1 hour": "PT1H", "1 day": "P1D", "1 week": "P7D"}


def show_sandbox(seat: Seat) -> None:
    """Show the band, with the clock and the calls that wait."""
    copy = seat.sandbox
    if copy is None:
        return
    clock = when(copy.now, seat.zone)
    ui.banner("warning", f"Sandbox: nothing here changes the real case. Its clock says {clock}.")
    with ui.container(flow=True, key="sandbox clock"):
        _to_next(seat, copy)
        for label, duration in _STEPS.items():
            ui.button(
                f"+ {label}", key=f"sandbox + {label}", on_click=_advancing(seat, copy, duration)
            )
        ui.button("Leave the sandbox", key="sandbox leave", primary=True, on_click=leave_sandbox)
    _duration(seat, copy)
    show_calls(seat, copy)
    _others(seat, copy)


def _to_next(seat: Seat, copy: Sandbox) -> None:
    due = copy.next_due()
    if due is None:
        ui.button("Nothing is due", key="sandbox next", disabled=True)
        return
    left = max(instant(due) - instant(copy.now), dt.timedelta(0))
    ui.button(
        f"To the next due, in {span(left)}",
        key="sandbox next",
        help_=f"{when(due, seat.zone)}",
        on_click=_advancing(seat, copy, due),
    )


def _advancing(seat: Seat, copy: Sandbox, to: Any) -> Callable[[], None]:
    def advance() -> None:
        before = copy.view.version
        try:
            copy.advance(to)
        except (CommandRefused, FeelFault, ValueError) as error:
            session.say("error", told(error))
            return
        came = what_came(seat, before) or "Nothing happened."
        session.say("success", f"It is {when(copy.now, seat.zone)}. {came}")

    return advance


def _duration(seat: Seat, copy: Sandbox) -> None:
    with ui.container(flow=True, key="sandbox duration"):
        text = ui.field(
            "Advance by", key="sandbox by", hint="P2DT4H: 2 days and 4 hours", hide_label=True
        ).strip()
        advances = ui.button("Advance", key="sandbox advance")
    if advances and text:
        _advancing(seat, copy, text)()
        ui.rerun()


def _others(seat: Seat, copy: Sandbox) -> None:
    """Show the other cases of the copy's world."""
    others = [each for each in copy.cases() if each != copy.id]
    if not others:
        return
    with ui.container(flow=True, key="sandbox cases"):
        ui.caption("Also copied:")
        for name in others:
            inner = copy.case(name)
            ui.button(
                f"{inner.view.plan.name} ({inner.view.state})",
                key=f"sandbox case {name}",
                on_click=partial(open_copy, seat.case.id, inner),
            )
