"""The timeline of a case: every command with what it led to, and why a decision came out so.

The one rule: what is left out is said, and how to see it.
"""

from collections.abc import Collection

from cmmn import LINE_KINDS, Timeline
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.case.decision_part import show_reasons
from ruling_workbench.case.seat import Seat
from ruling_workbench.case.timeline_rows import decision_at, newest, only, timeline_outline
from ruling_workbench.lists.outline_view import outline_view
from ruling_workbench.present import counted

__all__ = ["show_timeline"]

_HEIGHT = 620
_MOST_LINES = 1_000
_MANY = 24  # rows from which on the list scrolls by itself


def show_timeline(seat: Seat, told: Timeline, changed: Collection[str]) -> None:
    """Show what happened, the newest command first."""
    kinds = ui.choices(
        "Only these kinds",
        LINE_KINDS,
        key=f"{seat.key} kinds",
        help_="Nothing chosen: every command, event and decision.",
    )
    fitting = only(told.steps, kinds)
    steps = newest(fitting, _MOST_LINES)
    found = timeline_outline(steps, seat.zone, seat.today, changed)
    asked = session.query().get("decision")
    decision = decision_at(told.steps, asked)
    if decision is not None:
        with ui.container(border=True, key=f"{seat.key} why"):
            show_reasons(seat, decision)
            ui.button("Close", key=f"{seat.key} why not", quiet=True, on_click=_forget)
    ui.caption(_said(told, len(fitting), len(steps)))
    pressed = outline_view(
        found,
        key=f"{seat.key} timeline",
        label="Timeline of the case",
        height=_HEIGHT if len(found.rows) > _MANY else None,
    )
    if pressed is not None:
        session.set_query({"decision": pressed.removeprefix("why ")})
        ui.rerun()


def _forget() -> None:
    session.set_query({"decision": None})


def _said(told: Timeline, fitting: int, shown: int) -> str:
    """Return how many commands are shown, and what is not."""
    parts = [counted(shown, "command")]
    if len(told.steps) > fitting:
        parts.append(f"{len(told.steps) - fitting} more have none of these kinds")
    if told.has_earlier or fitting > shown:
        parts.append("earlier ones are not shown, move the time back to see them")
    return "; ".join(parts)
