"""Batch: many rows scored with a decision model, watched while they are, and given back.

The one rule: a run goes on without the page; the page shows it as it is, by its address.
"""

from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.batch import runs
from ruling_workbench.batch.new_run import ask_run
from ruling_workbench.batch.one_run import show_run
from ruling_workbench.batch.recent_runs import show_recent
from ruling_workbench.desk import Desk

__all__ = ["show"]


def show(desk: Desk) -> None:
    """Show a run, or what is needed for a new one."""
    ui.title("Batch")
    asked = session.query().get("run")
    run = None if asked is None else runs.get(desk, asked)
    if run is not None:
        show_run(desk, run)
        return
    if asked is not None:
        ui.banner("warning", f"There is no run '{asked}'.")
    ask_run(desk)
    show_recent(desk)
