"""The runs there were, the newest first, with who, when, what and how they ended.

The one rule: each is a link that can be sent to a colleague.
"""

from ruling_workbench import widgets as ui
from ruling_workbench.address import screen_address
from ruling_workbench.batch import runs
from ruling_workbench.batch.run_record import Run, RunState, Status
from ruling_workbench.desk import Desk
from ruling_workbench.lists.paging import PAGE, pager
from ruling_workbench.present import age, counted

__all__ = ["show_recent"]

_OFTEN = 2.0


def show_recent(desk: Desk) -> None:
    """Show a page of the runs; looked at again while one of them goes on."""
    ui.heading("Runs", small=True)
    page = pager("batch runs")
    found, has_more = runs.recent(desk, limit=PAGE, offset=page.offset)
    if not found:
        ui.caption("There are no runs yet. Give a file, and the first one can be started.")
        return
    states = {run.id: runs.state(desk, run) for run in found}
    is_live = any(status.is_live for status in states.values())

    @ui.watched(_OFTEN if is_live else None)
    def look() -> None:
        for run in found:
            now = runs.state(desk, run) if states[run.id].is_live else states[run.id]
            _line(desk, run, now)

    look()
    if page.number or has_more:
        page.show(len(found), has_more=has_more, things="runs")


def _line(desk: Desk, run: Run, status: Status) -> None:
    wanted = run.wanted
    address = screen_address("batch", model=wanted.key, version=wanted.version, run=run.id)
    name, facts = ui.columns([2, 5], top=False)
    with name:
        ui.link(f"{status.state.mark} {wanted.input}", address)
    with facts:
        model = f"{wanted.model}, version {wanted.version}"
        when = age(run.created, desk.engine.now)
        ui.caption(" · ".join([_how(status), model, run.by, when]))


def _how(status: Status) -> str:
    """Return the state of a run with the figure that matters."""
    progress = status.progress
    if progress is None:
        return status.state.value
    if status.state is RunState.RUNNING and progress.share is not None:
        return f"running, {progress.share:.0%}"
    return f"{status.state.value}, {counted(progress.rows, 'row')}"
