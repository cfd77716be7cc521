"""An open page that notices what others and the worker do to its case.

The one rule: only the version is asked for. Where a form is open the page stays as it is and says
what happened, so that nothing that is being typed goes; elsewhere it shows the new state itself.
"""

from ruling_workbench import widgets as ui
from ruling_workbench.case.seat import Seat
from ruling_workbench.case.verbs import sentence
from ruling_workbench.tasks.case_news import news

__all__ = ["watch"]

_SECONDS = 2.0
_MOST_EVENTS = 200


def watch(seat: Seat, *, has_form: bool) -> None:
    """Look every few seconds whether the case moved on; `has_form` where somebody may be typing."""
    shown = seat.current.version

    @ui.watched(_SECONDS)
    def look() -> None:
        if seat.case.version == shown:
            return
        if not has_form:
            ui.rerun()
        told = news(seat.view.plan, seat.case.history(shown, _MOST_EVENTS))
        ui.banner("info", f"The case has moved on. {sentence('; '.join(told)) if told else ''}")
        if ui.button("Show it as it is now", key=f"{seat.key} moved on"):
            ui.rerun()

    look()
