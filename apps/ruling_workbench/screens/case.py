"""Case: one case, as it is or was: its diagram, what to do, its file, its story, its decisions.

The one rule: the address says which case, moment and item; the engine says what may be done.
"""

from collections.abc import Collection

from cmmn import CommandRefused, Difference, Timeline, UnknownCaseError
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.address import screen_address
from ruling_workbench.case.address_choice import address_scale
from ruling_workbench.case.change_rows import changed_items
from ruling_workbench.case.decision_part import show_decisions
from ruling_workbench.case.definition import drawn_definitions, version_in_store
from ruling_workbench.case.diagram_part import show_diagram
from ruling_workbench.case.file_part import show_file
from ruling_workbench.case.header import show_header
from ruling_workbench.case.people_part import show_people
from ruling_workbench.case.sandbox_part import show_sandbox
from ruling_workbench.case.seat import Seat, take_seat
from ruling_workbench.case.sheet_part import has_form, show_sheet
from ruling_workbench.case.time_part import compared, show_band, show_difference, show_time
from ruling_workbench.case.timeline_part import show_timeline
from ruling_workbench.case.to_do_part import show_to_do
from ruling_workbench.case.watch import watch
from ruling_workbench.desk import Desk

__all__ = ["show"]

_TABS = ("File", "Timeline", "Decisions", "People")
_MOST_STEPS = 200


def show(desk: Desk) -> None:
    """Show the case that the address names."""
    seat = _seat(desk)
    if seat is None:
        return
    version = version_in_store(desk, seat.view)
    # boxes of a fixed number: what moves on the page loses what is being typed into it
    with ui.container(key="case head"):
        show_header(seat, version)
        show_sandbox(seat)
        show_band(seat)
    difference = compared(seat)
    changed = frozenset() if difference is None else changed_items(difference)
    told = _told(seat)
    picture, work = ui.columns([3, 2])
    with picture:
        show_diagram(seat, drawn_definitions(desk, seat.view, version), version, changed)
    with work:
        _work(seat, told)
    with ui.container(key="case time"):
        if seat.sandbox is None:
            show_time(seat, _around(seat))
        show_difference(seat, difference)
    with ui.container(key="case parts"):
        _tab(seat, told, difference, changed)


def _work(seat: Seat, told: Timeline) -> None:
    """Show the item that is chosen, else what there is to do."""
    item = session.query().get("item")
    watch(seat, has_form=item is not None and has_form(seat, item))
    if item is None:
        show_to_do(seat)
    else:
        show_sheet(seat, item, told)


def _seat(desk: Desk) -> Seat | None:
    """Return what the address asks for. Null: it asks for no case there is, and that was said."""
    case_id = session.query().get("id")
    if not case_id:
        ui.title("Case")
        ui.text("No case is named here. Open one from the list.")
        ui.link("Cases", screen_address("cases"))
        return None
    try:
        return take_seat(desk, case_id)
    except (CommandRefused, UnknownCaseError) as error:
        ui.title("Case")
        ui.refused(error)
        ui.link("Cases", screen_address("cases"))
        return None


def _told(seat: Seat) -> Timeline:
    """Return what happened up to the moment that is shown; in a sandbox, since it was copied."""
    if seat.sandbox is not None:
        return Timeline(seat.sandbox.timeline(), has_earlier=False)
    until = seat.view.version if seat.is_past else None
    return seat.case.timeline(until=until, limit=_MOST_STEPS)


def _around(seat: Seat) -> Timeline:
    """Return the newest commands, or where the moment that is shown is before them, those to it."""
    found = seat.case.timeline(limit=_MOST_STEPS)
    if found.steps and seat.view.version < found.steps[0].first:
        return seat.case.timeline(until=seat.view.version, limit=_MOST_STEPS)
    return found


def _tab(
    seat: Seat, told: Timeline, difference: Difference | None, changed: Collection[str]
) -> None:
    """Show the part of the page that is chosen."""
    match address_scale("Show", _TABS, name="tab"):
        case "Timeline":
            show_timeline(seat, told, changed)
        case "Decisions":
            show_decisions(seat, told)
        case "People":
            show_people(seat)
        case _:
            show_file(seat, difference)
