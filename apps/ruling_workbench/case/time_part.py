"""The time of a case: a slider over its log, a moment to compare with, and the way into a sandbox.

The one rule: the moment that is shown stands in the address, and across the page when it is past.
"""

from cmmn import Difference, Timeline
from feel.temporal import DateTime
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.case.address_choice import address_choice, address_stops
from ruling_workbench.case.change_rows import change_outline
from ruling_workbench.case.moments import Moment, moments, nearest, version_of
from ruling_workbench.case.seat import Seat, enter_sandbox
from ruling_workbench.lists.outline_view import outline_view
from ruling_workbench.present import when

__all__ = ["compared", "show_band", "show_difference", "show_time"]


def show_band(seat: Seat) -> None:
    """Say across the page that an earlier moment is shown."""
    if not seat.is_past:
        return
    told, back = ui.columns([5, 1])
    with told:
        at = when(seat.view.now, seat.zone, seat.current.now)
        ui.banner("info", f"As of {at}: nothing can be changed here.")
    with back:
        ui.button("Back to now", key="case back to now", on_click=_back_to_now, wide=True)


def _back_to_now() -> None:
    session.set_query({"version": None, "with": None})


def compared(seat: Seat) -> Difference | None:
    """Return the difference to the moment that the address names. Null: it names none."""
    if seat.sandbox is not None:
        return seat.sandbox.difference()
    other = version_of(session.query().get("with"), seat.current.version + 1)
    if other is None or other == seat.view.version:
        return None
    return seat.case.compare(*sorted((other, seat.view.version)))


def show_time(seat: Seat, told: Timeline) -> None:
    """Show the slider, what to compare with, and the button that copies the case."""
    known = _known(seat, told)
    slider, other, copy = ui.columns([6, 4, 2], top=False)
    now = seat.current.now
    with slider:
        if len(known) > 1:
            labels = {str(each.version): _label(seat, each, now) for each in known}
            address_stops("Time", labels, name="version")
    with other:
        others = [each for each in reversed(known) if each.version != seat.view.version]
        address_choice(
            "Compare with",
            {str(each.version): each.said(seat.zone, now) for each in others},
            name="with",
            empty="another moment",
            hide_label=False,
        )
    with copy:
        ui.button(
            "Try from here",
            key=f"{seat.key} try",
            help_="Opens a copy with a clock of its own: nothing you do there changes the case.",
            on_click=lambda: enter_sandbox(seat),
            wide=True,
        )
    if told.has_earlier:
        _earlier(known)


def _known(seat: Seat, told: Timeline) -> list[Moment]:
    """Return the moments to choose from, with the one that is shown and the newest."""
    found = {each.version: each for each in moments(told.steps)}
    for view in (seat.view, seat.current):
        near = nearest(list(found.values()), view.version)
        words = near.words if near is not None else ""
        who = near.who if near is not None else ""
        found.setdefault(view.version, Moment(view.version, view.now, who, words))
    return [found[version] for version in sorted(found)]


def _label(seat: Seat, moment: Moment, now: DateTime) -> str:
    if moment.version == seat.current.version:
        return "now"
    return moment.short(seat.zone, now)


def _earlier(known: list[Moment]) -> None:
    """Show the way to moments before those of the slider."""
    first = known[0].version

    def back() -> None:
        session.set_query({"version": str(first - 1)})

    if first > 1:
        ui.button("Earlier moments", key="case earlier", quiet=True, on_click=back)


def show_difference(seat: Seat, difference: Difference | None) -> None:
    """Show what changed between the two moments."""
    if difference is None:
        return
    names = f"version {difference.before} and version {difference.after}"
    if seat.sandbox is not None:
        names = "the copy as it was made and as it is"
    with ui.container(border=True, key=f"{seat.key} difference"):
        if not difference:
            ui.text(f"Between {names} nothing changed.")
            return
        ui.caption(f"Between {names}:")
        outline_view(
            change_outline(difference), key=f"{seat.key} changes", label="Changes", height=320
        )
