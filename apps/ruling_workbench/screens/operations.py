"""Operations: what is due, what waits, what failed, and how to get it going again.

The one rule: every failure is listed with the one thing to do about it; nothing is hidden by age.
"""

from collections.abc import Callable
from datetime import tzinfo
from functools import partial
from typing import Any

from cmmn import CommandRefused, IncidentRow, JobRow
from feel.temporal import DateTime
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.address import case_address
from ruling_workbench.desk import Desk
from ruling_workbench.forms.form_values import case_problems, case_values, task_fields
from ruling_workbench.forms.forms import draw_form
from ruling_workbench.lists.paging import PAGE, pager
from ruling_workbench.present import age, due, when, zone_of

__all__ = ["show"]

_STATES = ("dead", "waiting", "leased", "done", "cancelled", "all")
_KINDS = {"all": None, "timers": "timer", "escalations": "escalation"}


def show(desk: Desk) -> None:
    """Show the figures of this moment, and the lists behind them."""
    ui.title("Operations")
    _figures(desk)
    incidents, jobs, timers = ui.tabs(["Incidents", "Jobs", "Timers due"])
    with incidents:
        _incidents(desk)
    with jobs:
        _jobs(desk)
    with timers:
        _timers(desk)


def _figures(desk: Desk) -> None:
    counts = desk.engine.operations.counts()
    oldest = counts.oldest_job_seconds
    waiting = "" if oldest is None else f"oldest {oldest:,.0f} s"
    shown = (
        ("Incidents", counts.incidents, ""),
        ("Dead jobs", counts.dead_jobs, ""),
        ("Waiting jobs", counts.waiting_jobs, waiting),
        ("Timers due", counts.due_timers, ""),
        ("Overdue tasks", counts.overdue_tasks, ""),
        ("Open cases", counts.open_cases, ""),
    )
    for box, (label, value, note) in zip(ui.columns(len(shown)), shown, strict=True):
        with box:
            ui.figure(label, value, note=note)


def _attempt(work: Callable[[], object], done: str) -> None:
    """Do something, and say how it went, once the page has run again."""
    try:
        work()
    except CommandRefused as error:
        session.say("error", f"{error.message}. {error.hint}")
    else:
        session.say("success", done)
    ui.rerun()


# --- incidents ------------------------------------------------------------------------------------


def _incidents(desk: Desk) -> None:
    page = pager("incidents")
    found = desk.engine.operations.incidents(limit=PAGE, offset=page.offset)
    if not found.rows and page.number == 0:
        ui.text("Nothing waits for anyone. Failed tasks and timers without a time come here.")
        return
    now, zone = desk.engine.now, zone_of(session.zone())
    rows = [
        {
            "Item": each.name,
            "Case": each.business_key or each.case_id,
            "What is wrong": each.message,
            "Since": f"{age(each.since, now)}, {when(each.since, zone, now)}",
        }
        for each in found.rows
    ]
    chosen = ui.records(rows, key="incident list", label="Incidents", selectable=True)
    page.show(len(rows), has_more=found.has_more, things="incidents")
    listed = list(found.rows)
    picked = _picked("Incident", listed, chosen, lambda each: f"{each.name}, {each.case_id}")
    if picked is not None:
        _incident(desk, picked)


def _picked(what: str, rows: list[Any], chosen: int | None, label_of: Callable[[Any], str]) -> Any:
    """Return the row that was selected in the list, or chosen here by keyboard."""
    value = None if chosen is None else rows[chosen]
    return ui.choice(
        what,
        rows,
        key=f"{what} choice {chosen}",
        label_of=label_of,
        value=value,
        empty="select a row, or choose here",
    )


def _incident(desk: Desk, row: IncidentRow) -> None:
    with ui.container(border=True, key="incident"):
        ui.heading(f"{row.name}: {row.code}", small=True)
        ui.text(row.message)
        ui.link(
            f"Open case {row.business_key or row.case_id}",
            case_address(row.case_id, item=row.instance),
        )
        mark = f"{row.case_id} {row.instance}"
        case = desk.engine.case(row.case_id)
        with ui.container(flow=True, key="incident ways"):
            for how, told in (("retry", "Tried again"), ("skip", "Skipped")):
                if ui.button(how.capitalize(), key=f"{how} {mark}"):
                    work = partial(case.resolve_incident, row.instance, how, by=desk.user)
                    _attempt(work, f"{told}: {row.name}.")
        _resolve(desk, row, mark)


def _resolve(desk: Desk, row: IncidentRow, mark: str) -> None:
    """Show what the task would have given, to be filled in by hand."""
    case = desk.engine.case(row.case_id)
    view = case.now
    fields = task_fields(view.plan, view.plan.items[row.item])
    entered = draw_form(fields, {}, prefix=f"resolve {mark}", check=case_problems)
    label = "Resolve with these outputs" if fields else "Resolve"
    if not ui.button(label, key=f"resolve it {mark}"):
        return
    values = case_values(fields, entered)
    if values.problems:
        ui.banner("error", "Not resolved: something is wrong in the form.")
        return
    _attempt(
        lambda: case.resolve_incident(row.instance, "resolve", values.inputs, by=desk.user),
        f"Resolved: {row.name}.",
    )


# --- jobs -----------------------------------------------------------------------------------------


def _jobs(desk: Desk) -> None:
    state = ui.scale("State", _STATES, key="job state", value="dead", hide_label=True)
    page = pager("jobs", state)
    wanted = None if state == "all" else state
    found = desk.engine.operations.jobs(state=wanted, limit=PAGE, offset=page.offset)
    if not found.rows and page.number == 0:
        ui.text(f"There are no jobs{'' if wanted is None else f' that are {wanted}'}.")
        return
    now, zone = desk.engine.now, zone_of(session.zone())
    rows = [_job(each, now, zone) for each in found.rows]
    chosen = ui.records(rows, key=f"job list {state}", label="Jobs", selectable=True)
    page.show(len(rows), has_more=found.has_more, things="jobs")
    dead = [each for each in found.rows if each.state == "dead"]
    at = None
    if chosen is not None and found.rows[chosen] in dead:
        at = dead.index(found.rows[chosen])
    if not dead:
        return
    row = _picked("Dead job", dead, at, lambda each: f"{each.name}, {each.case_id}")
    if row is not None:
        ui.text(row.error)
        if ui.button("Retry the job", key=f"retry job {row.id}", primary=True):
            _attempt(
                lambda: desk.engine.operations.retry_job(row.id, by=desk.user),
                f"{row.name} waits for its handler again.",
            )


def _job(row: JobRow, now: DateTime, zone: tzinfo) -> dict[str, Any]:
    return {
        "Task": row.name,
        "Handler": row.handler,
        "Case": row.business_key or row.case_id,
        "State": row.state,
        "Attempts": row.attempts,
        "Next": when(row.run_at, zone, now) if row.state in ("waiting", "leased") else "",
        "Worker": row.leased_by or "",
        "Why it failed": row.error,
        "Created": when(row.created, zone, now),
    }


# --- timers ---------------------------------------------------------------------------------------


def _timers(desk: Desk) -> None:
    kind = ui.scale("Kind", list(_KINDS), key="timer kind", value="all", hide_label=True)
    page = pager("timers", kind)
    found = desk.engine.operations.timers(
        kind=_KINDS[kind or "all"], limit=PAGE, offset=page.offset
    )
    if not found.rows and page.number == 0:
        ui.text("No timer runs. Timers of cases and due dates with an escalation come here.")
        return
    now, zone = desk.engine.now, zone_of(session.zone())
    rows = [
        {
            "Due": due(each.due, now),
            "At": when(each.due, zone, now),
            "What": each.name,
            "Kind": each.kind,
            "Case": each.business_key or each.case_id,
            "Attempts": each.attempts,
        }
        for each in found.rows
    ]
    chosen = ui.records(rows, key=f"timer list {kind}", label="Timers due", selectable=True)
    page.show(len(rows), has_more=found.has_more, things="timers")
    if chosen is not None:
        row = found.rows[chosen]
        ui.link(f"Open case {row.business_key or row.case_id}", case_address(row.case_id))
