"""What those who operate cases look at: timers, jobs and incidents, and the figures of a monitor.

Rule: every list is cut into pages by the database, and each row says which case and item it is of.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, func, select

from cmmn.lifecycle import FINAL, State
from cmmn.store import tables
from cmmn.store.connection import Session
from cmmn.store.instants import from_microseconds, microseconds
from cmmn.store.paging import Page, page
from feel.temporal import DateTime

__all__ = [
    "IncidentRow",
    "JobRow",
    "Stats",
    "TimerRow",
    "incidents",
    "job",
    "jobs",
    "stats",
    "timers",
]

_CASE, _TASK, _TIMER = tables.case_instance, tables.task, tables.timer
_JOB, _INCIDENT, _DURATION = tables.job, tables.incident, tables.duration

_AT_HAND = (State.ENABLED.value, State.ACTIVE.value)
_OVER = tuple(sorted(each.value for each in FINAL))
_OF_CASE = (_CASE.c.name.label("case_name"), _CASE.c.business_key, _CASE.c.definition)


@dataclass(frozen=True, slots=True)
class TimerRow:
    """A timer of a listener (`timer`), or a task that is going to be overdue (`escalation`)."""

    case_id: str
    case_name: str
    business_key: str | None
    definition: str
    instance: str
    item: str
    name: str  # of the item; its id in rows of an earlier release
    kind: str
    due: DateTime
    attempts: int  # how often it was taken and is due still
    leased_by: str | None


@dataclass(frozen=True, slots=True)
class JobRow:
    """A call of a handler."""

    id: int
    case_id: str
    case_name: str
    business_key: str | None
    definition: str
    instance: str
    item: str
    name: str  # of the item; its id in rows of an earlier release
    handler: str
    state: str
    attempts: int
    run_at: DateTime
    leased_by: str | None
    error: str
    created: DateTime
    has_incident: bool  # its task waits for someone to deal with what failed


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """Something that waits for a person, or did."""

    case_id: str
    instance: str
    item: str
    code: str
    message: str
    since: DateTime
    resolved: DateTime | None
    name: str  # of the item; its id in rows of an earlier release
    case_name: str
    business_key: str | None
    definition: str


@dataclass(frozen=True, slots=True)
class Stats:
    """What a monitor polls."""

    open_cases: int
    overdue_tasks: int
    due_timers: int
    incidents: int
    waiting_jobs: int
    dead_jobs: int
    oldest_job_seconds: float | None  # of those that wait or run; None: there are none


def timers(  # noqa: PLR0913 - each is a filter with a name
    session: Session,
    *,
    due_before: DateTime | None = None,
    kind: str | None = None,
    case_id: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Page[TimerRow]:
    """Return a page of timers, what is due first comes first."""
    columns = [column for column in _TIMER.c if column.name != "run_at"]
    query = select(*columns, *_OF_CASE).join(_CASE, _CASE.c.id == _TIMER.c.case_id)
    if due_before is not None:
        query = query.where(_TIMER.c.due < microseconds(due_before))
    if kind is not None:
        query = query.where(_TIMER.c.kind == kind)
    if case_id is not None:
        query = query.where(_TIMER.c.case_id == case_id)
    query = query.order_by(_TIMER.c.due, _TIMER.c.case_id, _TIMER.c.instance)
    return page(session, query, limit, offset, _timer_row)


def _timer_row(row: Row[Any]) -> TimerRow:
    values = _values(row)
    return TimerRow(**{**values, **_named(row), "due": from_microseconds(row.due)})


def jobs(  # noqa: PLR0913 - each is a filter with a name
    session: Session,
    *,
    state: str | None = None,
    case_id: str | None = None,
    instance: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Page[JobRow]:
    """Return a page of jobs, the newest first."""
    asked = {"state": state, "case_id": case_id, "instance": instance}
    same = (_JOB.c[name] == value for name, value in asked.items() if value is not None)
    query = _jobs().where(*same)
    return page(session, query.order_by(_JOB.c.id.desc()), limit, offset, _job_row)


def job(session: Session, id_: int) -> JobRow | None:
    """Return a job. None: there is none."""
    row = session.execute(_jobs().where(_JOB.c.id == id_)).first()
    return None if row is None else _job_row(row)


def _jobs() -> Select[Any]:
    columns = [column for column in _JOB.c if column.name not in {"kind", "payload"}]
    waits = (
        select(_INCIDENT.c.id)
        .where(_INCIDENT.c.case_id == _JOB.c.case_id, _INCIDENT.c.instance == _JOB.c.instance)
        .where(_INCIDENT.c.resolved.is_(None))
        .exists()
    )
    begun = and_(_DURATION.c.case_id == _JOB.c.case_id, _DURATION.c.instance == _JOB.c.instance)
    about = (_DURATION.c.item, _DURATION.c.name, waits.label("has_incident"))
    joined = _JOB.join(_CASE, _CASE.c.id == _JOB.c.case_id).outerjoin(_DURATION, begun)
    return select(*columns, *_OF_CASE, *about).select_from(joined)


def _job_row(row: Row[Any]) -> JobRow:
    times = {name: from_microseconds(getattr(row, name)) for name in ("run_at", "created")}
    has_incident = bool(row.has_incident)
    return JobRow(**{**_values(row), **_named(row), **times, "has_incident": has_incident})


def incidents(
    session: Session,
    *,
    case_id: str | None = None,
    is_open: bool = True,
    limit: int = 50,
    offset: int = 0,
) -> Page[IncidentRow]:
    """Return a page of incidents, the oldest first; open ones, or all there ever were."""
    columns = [column for column in _INCIDENT.c if column.name != "id"]
    query = select(*columns, *_OF_CASE).join(_CASE, _CASE.c.id == _INCIDENT.c.case_id)
    if is_open:
        query = query.where(_INCIDENT.c.resolved.is_(None))
    if case_id is not None:
        query = query.where(_INCIDENT.c.case_id == case_id)
    query = query.order_by(_INCIDENT.c.since, _INCIDENT.c.id)
    return page(session, query, limit, offset, _incident_row)


def _incident_row(row: Row[Any]) -> IncidentRow:
    resolved = None if row.resolved is None else from_microseconds(row.resolved)
    times = {"since": from_microseconds(row.since), "resolved": resolved}
    return IncidentRow(**{**_values(row), **_named(row), **times})


def _values(row: Row[Any]) -> dict[str, Any]:
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def _named(row: Row[Any]) -> dict[str, str]:
    """Return the item of a row and its name; where nobody noted them, what the instance tells."""
    item = row.item or row.instance.rpartition("#")[0] or row.instance
    return {"item": item, "name": row.name or item}


def stats(session: Session, now: DateTime) -> Stats:
    """Return the figures of this moment."""
    moment = microseconds(now)
    is_overdue = and_(_TASK.c.due <= moment, _TASK.c.state.in_(_AT_HAND))
    is_due = and_(_TIMER.c.due <= moment, _TIMER.c.kind == "timer")
    is_open_job = _JOB.c.state.in_(("waiting", "leased"))
    counts = {
        "open_cases": _count(_CASE.c.id, _CASE.c.state.not_in(_OVER)),
        "overdue_tasks": _count(_TASK.c.instance, is_overdue),
        "due_timers": _count(_TIMER.c.instance, is_due),
        "incidents": _count(_INCIDENT.c.id, _INCIDENT.c.resolved.is_(None)),
        "waiting_jobs": _count(_JOB.c.id, is_open_job),
        "dead_jobs": _count(_JOB.c.id, _JOB.c.state == "dead"),
        "oldest": select(func.min(_JOB.c.created)).where(is_open_job).scalar_subquery(),
    }
    query = select(*(each.label(name) for name, each in counts.items()))
    row = _values(session.execute(query).one())
    oldest = row.pop("oldest")
    age = None if oldest is None else max(0, moment - oldest) / 1_000_000
    return Stats(**row, oldest_job_seconds=age)


def _count(column: ColumnElement[Any], condition: ColumnElement[bool]) -> ScalarSelect[Any]:
    return select(func.count(column)).where(condition).scalar_subquery()
