"""What is asked about all cases: lists of cases, tasks and incidents, and the figures of a monitor.

Rule: every list is cut into pages by the database, and in the same order each time.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, func, or_, select, union

from cmmn.lifecycle import FINAL, State
from cmmn.store import tables
from cmmn.store.connection import Session
from cmmn.store.file_values import Scalar, scalar
from cmmn.store.instants import NEVER, from_microseconds, from_or_never, microseconds
from cmmn.store.projections import EVERYONE
from feel.conversion import from_natural
from feel.temporal import DateTime

__all__ = [
    "CaseFilter",
    "CaseRow",
    "FileTest",
    "IncidentRow",
    "Page",
    "Stats",
    "TaskFilter",
    "TaskRow",
    "cases",
    "incidents",
    "stats",
    "tasks",
]

_R = TypeVar("_R")

_CASE, _TASK, _CANDIDATE = tables.case_instance, tables.task, tables.task_candidate
_VALUE, _INCIDENT, _MILESTONE = tables.file_value, tables.incident, tables.milestone
_ROLE, _TIMER, _JOB = tables.case_role, tables.timer, tables.job

_AT_HAND = (State.ENABLED.value, State.ACTIVE.value)
_OVER = tuple(sorted(each.value for each in FINAL))
_MANY_GROUPS = 40  # SQLite combines at most 500 queries; beyond a few dozen it is no gain anyway


@dataclass(frozen=True, slots=True)
class Page(Generic[_R]):
    """One page of a list, and whether there is another one."""

    rows: tuple[_R, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class FileTest:
    """A value in the case file compared: `=`, `<`, `<=`, `>` or `>=`; in a list one is enough."""

    path: str
    operator: str
    value: Any


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases: all that is given has to hold."""

    definition: str | None = None
    definition_version: int | None = None
    states: Sequence[str] | None = None
    milestone: str | None = None  # reached; the id of the item, or its name
    business_key: str | None = None
    created_from: DateTime | None = None
    created_before: DateTime | None = None
    principals: Sequence[str] | None = None  # a person, and `group:` names: who holds a role
    role: str | None = None  # which one it has to be
    file: Sequence[FileTest] = ()
    text: str | None = None  # in id, name, business key or case file, upper or lower case
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list."""

    id: str
    definition: str
    definition_version: int | None
    sha256: str
    name: str
    state: str
    business_key: str | None
    version: int
    created: DateTime
    updated: DateTime
    ended: DateTime | None
    parent: str | None


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks: all that is given has to hold.

    `person` with `groups` means the tasks assigned to that person, and those that nobody has yet
    and the person may take; `relation` keeps one of the two, 'assigned' or 'offered'.
    """

    person: str | None = None
    groups: Sequence[str] = ()
    relation: str | None = None
    role: str | None = None
    is_unassigned: bool = False
    due_before: DateTime | None = None
    due_from: DateTime | None = None
    states: Sequence[str] = _AT_HAND
    kinds: Sequence[str] | None = None
    case_id: str | None = None
    definition: str | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in a list."""

    case_id: str
    instance: str
    item: str
    name: str
    kind: str
    state: str
    assignee: str | None
    owner: str | None
    due: DateTime | None
    follow_up: DateTime | None
    priority: int | None
    created: DateTime
    is_escalated: bool
    case_name: str
    definition: str
    business_key: str | None


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


# --- cases ----------------------------------------------------------------------------------------


def cases(
    session: Session, where: CaseFilter | None = None, limit: int = 50, offset: int = 0
) -> Page[CaseRow]:
    """Return a page of cases, the newest first.

    Errors: ValueError for a test of the case file that cannot be made.
    """
    columns = [column for column in _CASE.c if column.name != "words"]
    query = select(*columns).where(*_case_conditions(where or CaseFilter()))
    query = query.order_by(_CASE.c.created.desc(), _CASE.c.id.desc())
    return _page(session, query, limit, offset, _case_row)


def _case_conditions(where: CaseFilter) -> Iterable[ColumnElement[bool]]:
    same = {
        "definition": where.definition,
        "definition_version": where.definition_version,
        "business_key": where.business_key,
        "parent": where.parent,
    }
    yield from (_CASE.c[name] == value for name, value in same.items() if value is not None)
    if where.states is not None:
        yield _CASE.c.state.in_(where.states)
    if where.created_from is not None:
        yield _CASE.c.created >= microseconds(where.created_from)
    if where.created_before is not None:
        yield _CASE.c.created < microseconds(where.created_before)
    if where.milestone is not None:
        named = or_(_MILESTONE.c.item == where.milestone, _MILESTONE.c.name == where.milestone)
        yield _CASE.c.id.in_(select(_MILESTONE.c.case_id).where(named))
    if where.principals is not None or where.role is not None:
        yield _CASE.c.id.in_(_holders(where))
    if where.text is not None:
        yield _CASE.c.words.contains(where.text.casefold(), autoescape=True)
    yield from (_CASE.c.id.in_(_with_value(each)) for each in where.file)


def _holders(where: CaseFilter) -> Select[Any]:
    query = select(_ROLE.c.case_id)
    if where.principals is not None:
        query = query.where(_ROLE.c.principal.in_(where.principals))
    return query if where.role is None else query.where(_ROLE.c.role == where.role)


def _with_value(test: FileTest) -> Select[Any]:
    sought = scalar(from_natural(test.value))
    if sought is None:
        raise ValueError(f"a case file cannot be searched for {test.value!r}")
    return select(_VALUE.c.case_id).where(
        _VALUE.c.path == test.path,
        _VALUE.c.kind == sought.kind,
        _comparison(test.operator, sought),
    )


def _comparison(operator: str, sought: Scalar) -> ColumnElement[bool]:
    by_number = sought.number is not None
    column: ColumnElement[Any] = _VALUE.c.number if by_number else _VALUE.c.value
    value = sought.number if by_number else sought.text
    match operator:
        case "=":
            return _VALUE.c.value == sought.text
        case "<":
            return column < value
        case "<=":
            return column <= value
        case ">":
            return column > value
        case ">=":
            return column >= value
    raise ValueError(f"'{operator}' is no comparison: =, <, <=, > or >=")


def _case_row(row: Row[Any]) -> CaseRow:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    values |= {name: from_microseconds(values[name]) for name in ("created", "updated")}
    ended = None if row.ended is None else from_microseconds(row.ended)
    return CaseRow(**{**values, "ended": ended})


# --- tasks ----------------------------------------------------------------------------------------


def tasks(
    session: Session, where: TaskFilter | None = None, limit: int = 50, offset: int = 0
) -> Page[TaskRow]:
    """Return a page of tasks: what is due first comes first, then what is older."""
    where = where or TaskFilter()
    conditions = [*_task_conditions(where)]
    order = (_TASK.c.due, _TASK.c.created, _TASK.c.case_id, _TASK.c.instance)
    query = (
        select(*_TASK.c, _CASE.c.name.label("case_name"), _CASE.c.definition, _CASE.c.business_key)
        .join(_CASE, _CASE.c.id == _TASK.c.case_id)
        .order_by(*order)
    )
    related = _relations(where)
    if not related:
        return _page(session, query.where(*conditions), limit, offset, _task_row)
    # each source by itself is in the order of an index, so none is read further than the page
    sources = [_first_of(each, conditions, limit + offset + 1) for each in related]
    found = union(*sources).subquery()
    is_found = and_(_TASK.c.case_id == found.c.case_id, _TASK.c.instance == found.c.instance)
    return _page(session, query.join(found, is_found), limit, offset, _task_row)


def _relations(where: TaskFilter) -> list[ColumnElement[bool]]:
    if where.person is None and not where.groups:
        return [] if where.role is None else [_is_related("role", where.role)]
    principals = [*(f"group:{each}" for each in where.groups), EVERYONE]
    found = []
    if where.person is not None and where.relation in {None, "assigned"}:
        found.append(_is_related("assigned", where.person))
    if where.relation in {None, "offered"} or where.person is None:
        principals += [] if where.person is None else [where.person]
        if len(principals) > _MANY_GROUPS:
            offered = _CANDIDATE.c.relation == "offered"
            found.append(and_(offered, _CANDIDATE.c.principal.in_(principals)))
        else:
            found += [_is_related("offered", each) for each in dict.fromkeys(principals)]
    return found


def _is_related(relation: str, principal: str) -> ColumnElement[bool]:
    return and_(_CANDIDATE.c.relation == relation, _CANDIDATE.c.principal == principal)


def _first_of(
    related: ColumnElement[bool], conditions: list[ColumnElement[bool]], count: int
) -> Select[Any]:
    columns = (
        _CANDIDATE.c.due,
        _CANDIDATE.c.created,
        _CANDIDATE.c.case_id,
        _CANDIDATE.c.instance,
    )
    is_task = and_(
        _TASK.c.case_id == _CANDIDATE.c.case_id, _TASK.c.instance == _CANDIDATE.c.instance
    )
    query = select(*columns).join(_TASK, is_task).where(related, *conditions)
    first = query.order_by(*columns).limit(count).subquery()
    return select(first.c.case_id, first.c.instance)


def _task_conditions(where: TaskFilter) -> Iterable[ColumnElement[bool]]:
    yield _TASK.c.state.in_(where.states)
    same = {"case_id": where.case_id, "item": where.item}
    yield from (_TASK.c[name] == value for name, value in same.items() if value is not None)
    if where.kinds is not None:
        yield _TASK.c.kind.in_(where.kinds)
    if where.is_unassigned:
        yield _TASK.c.assignee.is_(None)
    if where.due_before is not None:
        yield _TASK.c.due < microseconds(where.due_before)
    if where.due_from is not None:
        yield _TASK.c.due.between(microseconds(where.due_from), NEVER - 1)
    if where.definition is not None:
        of = select(_CASE.c.id).where(_CASE.c.definition == where.definition)
        yield _TASK.c.case_id.in_(of)
    if where.role is not None and (where.person is not None or where.groups):
        yield _has_role(where.role)


def _has_role(role: str) -> ColumnElement[bool]:
    other = _CANDIDATE.alias()
    return (
        select(other.c.instance)
        .where(other.c.case_id == _TASK.c.case_id, other.c.instance == _TASK.c.instance)
        .where(other.c.relation == "role", other.c.principal == role)
        .exists()
    )


def _task_row(row: Row[Any]) -> TaskRow:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    values["is_escalated"] = bool(values.pop("escalated"))
    values |= {name: from_or_never(values[name]) for name in ("due", "follow_up")}
    return TaskRow(**{**values, "created": from_microseconds(row.created)})


# --- incidents and figures ------------------------------------------------------------------------


def incidents(
    session: Session,
    *,
    case_id: str | None = None,
    is_open: bool = True,
    limit: int = 50,
    offset: int = 0,
) -> Page[IncidentRow]:
    """Return a page of incidents, the oldest first; open ones, or all there ever were."""
    query = select(*(column for column in _INCIDENT.c if column.name != "id"))
    if is_open:
        query = query.where(_INCIDENT.c.resolved.is_(None))
    if case_id is not None:
        query = query.where(_INCIDENT.c.case_id == case_id)
    query = query.order_by(_INCIDENT.c.since, _INCIDENT.c.id)
    return _page(session, query, limit, offset, _incident_row)


def _incident_row(row: Row[Any]) -> IncidentRow:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    resolved = None if row.resolved is None else from_microseconds(row.resolved)
    return IncidentRow(**{**values, "since": from_microseconds(row.since), "resolved": resolved})


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
    row = dict(session.execute(query).one()._mapping)  # noqa: SLF001 - SQLAlchemy's public name
    oldest = row.pop("oldest")
    age = None if oldest is None else max(0, moment - oldest) / 1_000_000
    return Stats(**row, oldest_job_seconds=age)


def _count(column: ColumnElement[Any], condition: ColumnElement[bool]) -> ScalarSelect[Any]:
    return select(func.count(column)).where(condition).scalar_subquery()


def _page(
    session: Session, query: Select[Any], limit: int, offset: int, make: Callable[[Row[Any]], _R]
) -> Page[_R]:
    rows = session.execute(query.limit(limit + 1).offset(offset)).all()
    return Page(tuple(make(row) for row in rows[:limit]), len(rows) > limit)
