"""Work for workers: calls of handlers as leased jobs, and the timers of cases that are due.

Rule: a job is a worker's until its lease ends, and whoever takes it then is told apart by the
number of attempts; so work is done at least once, and its end is noted once. Timers are rows of
the projection and are leased there: they go away by what the case's own command writes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, insert, select, update

from cmmn.store import tables
from cmmn.store.connection import Session
from cmmn.store.instants import from_microseconds, microseconds
from feel.temporal import DateTime

__all__ = [
    "LEASE_SECONDS",
    "STATES",
    "Job",
    "add",
    "cancel",
    "dead",
    "finish",
    "get",
    "list_",
    "postpone",
    "release_timers",
    "retry",
    "take",
    "take_timers",
    "take_up",
]

LEASE_SECONDS = 60.0
"""How long a job is a worker's, unless it says otherwise or asks for more."""

STATES = ("waiting", "leased", "done", "dead", "cancelled")
"""What a job can be."""

_JOB, _TIMER = tables.job, tables.timer
_OPEN = _JOB.c.state.in_(("waiting", "leased"))
_MOST_DOUBLED = 8  # a timer that stays due though it was fired is looked at ever more seldom

_LEASE_TIMER = (
    update(_TIMER)
    .where(_TIMER.c.case_id == bindparam("_case"), _TIMER.c.instance == bindparam("_instance"))
    .values(
        run_at=bindparam("until"), leased_by=bindparam("worker"), attempts=_TIMER.c.attempts + 1
    )
)


@dataclass(frozen=True, slots=True)
class Job:
    """A call of a handler that a process task waits for."""

    id: int
    kind: str
    case_id: str
    instance: str
    handler: str
    payload: str
    state: str
    attempts: int  # how often it was taken, this time included
    run_at: DateTime  # when it may be taken; while it is leased, when the lease ends
    leased_by: str | None
    error: str  # why the attempt before failed
    created: DateTime


def add(  # noqa: PLR0913 - one row has these fields
    session: Session,
    *,
    case_id: str,
    instance: str,
    handler: str,
    payload: str,
    at: DateTime,
    run_at: DateTime | None = None,
    kind: str = "process",
) -> int:
    """Return the id of a new job, which may be taken at once or from a time on."""
    created = microseconds(at)
    row = {
        "kind": kind,
        "case_id": case_id,
        "instance": instance,
        "handler": handler,
        "payload": payload,
        "state": "waiting",
        "attempts": 0,
        "run_at": created if run_at is None else microseconds(run_at),
        "error": "",
        "created": created,
    }
    return int(session.execute(insert(_JOB).values(row).returning(_JOB.c.id)).scalar_one())


def take(  # noqa: PLR0913 - each says which jobs, by name
    session: Session,
    worker: str,
    now: DateTime,
    *,
    kinds: Sequence[str] | None = None,
    handlers: Sequence[str] | None = None,
    limit: int = 1,
    lease_seconds: float = LEASE_SECONDS,
) -> list[Job]:
    """Return jobs that are this worker's now: those waiting longest, or left by another."""
    query = select(_JOB.c.id).where(_OPEN, _JOB.c.run_at <= microseconds(now))
    if kinds is not None:
        query = query.where(_JOB.c.kind.in_(kinds))
    if handlers is not None:
        query = query.where(_JOB.c.handler.in_(handlers))
    query = query.order_by(_JOB.c.run_at, _JOB.c.id).limit(limit)
    ids = session.execute(query.with_for_update(skip_locked=True)).scalars().all()
    lease = {
        "state": "leased",
        "leased_by": worker,
        "run_at": _later(now, lease_seconds),
        "attempts": _JOB.c.attempts + 1,
    }
    leased = update(_JOB).where(_JOB.c.id.in_(ids)).values(lease).returning(*_JOB.c)
    rows = session.execute(leased).all() if ids else []
    return sorted((_job(row) for row in rows), key=lambda job: ids.index(job.id))


def finish(session: Session, job: Job) -> bool:
    """Note that a job is done. False: it is no longer this worker's, and nothing was noted."""
    return _change(session, job, {"state": "done", "leased_by": None, "error": ""})


def retry(session: Session, job: Job, run_at: DateTime, error: str) -> bool:
    """Let a job that failed be taken again from a time on. False: it is no longer this worker's."""
    again = {"state": "waiting", "leased_by": None, "run_at": microseconds(run_at), "error": error}
    return _change(session, job, again)


def postpone(session: Session, job: Job, run_at: DateTime) -> bool:
    """Let a job wait that could not be begun; the time does not count as an attempt."""
    values = {
        "state": "waiting",
        "run_at": microseconds(run_at),
        "leased_by": None,
        "attempts": job.attempts - 1,
    }
    return _change(session, job, values)


def dead(session: Session, job: Job, error: str) -> bool:
    """Give a job up. False: it is no longer this worker's."""
    return _change(session, job, {"state": "dead", "leased_by": None, "error": error})


def _change(session: Session, job: Job, values: dict[str, Any]) -> bool:
    is_still_ours = and_(
        _JOB.c.id == job.id,
        _JOB.c.state == "leased",
        _JOB.c.leased_by == job.leased_by,
        _JOB.c.attempts == job.attempts,
    )
    return session.execute(update(_JOB).where(is_still_ours).values(values)).rowcount == 1


def take_up(session: Session, id_: int, at: DateTime) -> bool:
    """Let a job that was given up wait again, as if it were new. False: it is not dead."""
    values = {"state": "waiting", "attempts": 0, "run_at": microseconds(at), "error": ""}
    is_dead = and_(_JOB.c.id == id_, _JOB.c.state == "dead")
    return session.execute(update(_JOB).where(is_dead).values(values)).rowcount == 1


def cancel(session: Session, case_id: str, instance: str) -> int:
    """Return how many jobs of an instance nobody needs to do any more, dead ones included."""
    still = _JOB.c.state.in_(("waiting", "leased", "dead"))
    values = {"state": "cancelled", "leased_by": None}
    return session.execute(
        update(_JOB).where(_of(case_id, instance), still).values(values)
    ).rowcount


def _of(case_id: str, instance: str) -> ColumnElement[bool]:
    return and_(_JOB.c.case_id == case_id, _JOB.c.instance == instance)


def get(session: Session, id_: int) -> Job | None:
    """Return a job. Null: there is none."""
    row = session.execute(select(_JOB).where(_JOB.c.id == id_)).first()
    return None if row is None else _job(row)


def list_(
    session: Session,
    *,
    state: str | None = None,
    case_id: str | None = None,
    limit: int = 100,
    offset: int = 0,
) -> list[Job]:
    """Return jobs, the oldest first."""
    query = select(_JOB).order_by(_JOB.c.created, _JOB.c.id).limit(limit).offset(offset)
    if state is not None:
        query = query.where(_JOB.c.state == state)
    if case_id is not None:
        query = query.where(_JOB.c.case_id == case_id)
    return [_job(row) for row in session.execute(query).all()]


# --- timers ---------------------------------------------------------------------------------------


def take_timers(
    session: Session,
    worker: str,
    now: DateTime,
    *,
    limit: int = 10,
    lease_seconds: float = LEASE_SECONDS,
) -> list[str]:
    """Return cases in which something is due, a timer or an escalation, the longest due first."""
    query = (
        select(_TIMER.c.case_id, _TIMER.c.instance, _TIMER.c.attempts)
        .where(_TIMER.c.run_at <= microseconds(now))
        .order_by(_TIMER.c.run_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = session.execute(query).all()
    leases = [
        {
            "_case": row.case_id,
            "_instance": row.instance,
            "worker": worker,
            "until": _later(now, lease_seconds * 2 ** min(row.attempts, _MOST_DOUBLED)),
        }
        for row in rows
    ]
    if leases:
        session.execute(_LEASE_TIMER, leases)
    return list(dict.fromkeys(row.case_id for row in rows))


def release_timers(session: Session, case_id: str, worker: str) -> None:
    """Give back what a worker leased of a case, so that what is due still can be taken at once."""
    session.execute(
        update(_TIMER)
        .where(_TIMER.c.case_id == case_id, _TIMER.c.leased_by == worker)
        .values(run_at=_TIMER.c.due, leased_by=None, attempts=0)
    )


def _later(now: DateTime, seconds: float) -> int:
    return microseconds(now) + int(seconds * 1_000_000)


def _job(row: Row[Any]) -> Job:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    times = {name: from_microseconds(values[name]) for name in ("run_at", "created")}
    return Job(**{**values, **times})
