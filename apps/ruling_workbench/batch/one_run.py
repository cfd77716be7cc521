"""One run: how far it is while it goes on, and what came of it.

The one rule: it is looked at again by itself only while there is something to wait for.
"""

from datetime import timedelta

from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.address import model_address
from ruling_workbench.batch import runs
from ruling_workbench.batch.result_view import show_result
from ruling_workbench.batch.run_record import Progress, Run, RunState, Status, Wanted
from ruling_workbench.batch.uploads import RunRefused
from ruling_workbench.desk import Desk
from ruling_workbench.present import age, counted, span

__all__ = ["said_progress", "show_run"]

_OFTEN = 0.5
_FATES = {
    "keep": "rows at fault are kept",
    "drop": "rows at fault are left out",
    "fail": "it stops at the first row at fault",
}


def show_run(desk: Desk, run: Run) -> None:
    """Show a run as it is."""
    status = runs.state(desk, run)
    _about(desk, run, status)
    if status.is_live:
        _watch(desk, run)
        return
    if status.state is RunState.DONE:
        show_result(desk, run)
    elif status.state is RunState.CANCELLED:
        rows = f" after {status.progress.rows:,} rows" if status.progress else ""
        left = "There is no output, and nothing half-written was left"
        ui.banner("info", f"{status.message}{rows}. {left}.")
    else:
        ui.banner("error", f"{status.message}. There is no output.")
    _after(desk, run)


def _about(desk: Desk, run: Run, status: Status) -> None:
    wanted = run.wanted
    ui.heading(wanted.input)
    facts = [] if status.is_live else [f"{status.state.mark} {status.state.value}"]
    facts += [
        f"{wanted.model}, version {wanted.version}",
        f"started by {run.by} {age(run.created, desk.engine.now)}",
        _decisions(wanted),
        _FATES[wanted.on_error],
    ]
    facts += ["columns mapped by hand"] if wanted.columns else []
    facts += ["with the rules that matched"] if wanted.explain else []
    ui.caption(" · ".join(facts))


def _decisions(wanted: Wanted) -> str:
    if len(wanted.decisions) == 1:
        return f"decision {wanted.decisions[0]}"
    return counted(len(wanted.decisions), "decision") if wanted.decisions else "all decisions"


# --- while it goes on -----------------------------------------------------------------------------


def _watch(desk: Desk, run: Run) -> None:
    @ui.watched(_OFTEN)
    def look() -> None:
        status = runs.state(desk, run)
        if not status.is_live:
            ui.rerun()
        share = status.progress.share if status.progress else None
        ui.progress(share, said_progress(status))
        is_ending = status.state is RunState.CANCELLING
        if ui.button("Cancel", key=f"batch cancel {run.id}", disabled=is_ending):
            runs.cancel(desk, run)
            ui.rerun()

    look()


def said_progress(status: Status) -> str:
    """Return how far a run is, in a line."""
    said = f"{status.state.mark} {status.state.value}"
    return said if status.progress is None else f"{said} · {_far(status.progress)}"


def _far(progress: Progress) -> str:
    parts = [counted(progress.rows, "row")]
    if progress.share is not None:
        parts.append(f"{progress.share:.0%}")
    if progress.rate:
        parts.append(f"{progress.rate:,} rows/s")
    if progress.left is not None:
        parts.append(f"about {span(timedelta(seconds=progress.left))} left")
    return " · ".join(parts)


# --- when it has ended ----------------------------------------------------------------------------


def _after(desk: Desk, run: Run) -> None:
    """Show what can be done next."""
    with ui.container(flow=True, key="batch after"):
        if ui.button("New run", key="batch new"):
            session.set_query({"run": None})
            ui.rerun()
        ui.link("Open the model", model_address(run.wanted.key, version=run.wanted.version))
        if run.by == desk.user.name:
            with ui.popover("Remove", key="batch remove"):
                ui.text("The run goes with all its files.")
                if ui.button("Remove it", key="batch remove it", primary=True):
                    _remove(desk, run)


def _remove(desk: Desk, run: Run) -> None:
    try:
        runs.remove(desk, run)
    except RunRefused as refused:
        ui.refused(refused)
        return
    session.say("success", f"The run of {run.wanted.input} was removed.")
    session.set_query({"run": None})
    ui.rerun()
