"""What is asked about all cases: lists of cases and of tasks, and how long they are.

Rule: every list is cut into pages by the database, and in the same order each time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select, union

from cmmn.lifecycle import State
from cmmn.store import tables
from cmmn.store.connection import Session
from cmmn.store.file_values import Scalar, scalar
from cmmn.store.instants import NEVER, from_microseconds, from_or_never, microseconds
from cmmn.store.paging import Page, Total, page, total
from cmmn.store.projections import EVERYONE
from feel.conversion import from_natural
from feel.temporal import DateTime

__all__ = [
    "ORDERS",
    "CaseFilter",
    "CaseRow",
    "FileTest",
    "Page",
    "TaskFilter",
    "TaskRow",
    "Total",
    "cases",
    "count_cases",
    "count_tasks",
    "tasks",
]

ORDERS = ("newest", "due")
"""How cases can be ordered: the newest first, or whose task is due first, the oldest first then."""

_CASE, _TASK, _CANDIDATE = tables.case_instance, tables.task, tables.task_candidate
_VALUE, _INCIDENT, _MILESTONE = tables.file_value, tables.incident, tables.milestone
_ROLE = tables.case_role

_AT_HAND = (State.ENABLED.value, State.ACTIVE.value)
_NOT_SHOWN = {"words", "projection"}
_MOST_NAMES = 10_000  # of tasks, that are looked at for a text
_MANY_GROUPS = 40  # SQLite combines at most 500 queries; beyond a few dozen it is no gain anyway


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
    assignee: str | None = None  # who has a task at hand in it
    due_before: DateTime | None = None  # a task at hand is
    overdue_at: DateTime | None = None  # a task at hand is due then or was before
    has_incident: bool = False
    order: str = "newest"  # or 'due'


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
    due: DateTime | None  # of its tasks at hand, the first
    open_tasks: int  # so many tasks are at hand


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
    overdue_at: DateTime | None = None  # due then or before
    text: str | None = None  # in its name, or where the text of a case is looked for


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


# --- cases ----------------------------------------------------------------------------------------


def cases(
    session: Session, where: CaseFilter | None = None, limit: int = 50, offset: int = 0
) -> Page[CaseRow]:
    """Return a page of cases, the newest first unless another order is asked for.

    Errors: ValueError for a test of the case file that cannot be made, or an order there is not.
    """
    where = where or CaseFilter()
    if where.order not in ORDERS:
        raise ValueError(f"'{where.order}' is no order of cases: {', '.join(ORDERS)}")
    by_due = (_CASE.c.due, _CASE.c.created, _CASE.c.id)
    by_age = (_CASE.c.created.desc(), _CASE.c.id.desc())
    query = _cases(where).order_by(*(by_due if where.order == "due" else by_age))
    return page(session, query, limit, offset, _case_row)


def count_cases(session: Session, where: CaseFilter | None = None, most: int = 1_000) -> Total:
    """Return how many cases there are, counting no further than `most`."""
    return total(session, _cases(where or CaseFilter()), most)


def _cases(where: CaseFilter) -> Select[Any]:
    columns = [column for column in _CASE.c if column.name not in _NOT_SHOWN]
    return select(*columns).where(*_case_conditions(where), *_work_conditions(where))


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


def _work_conditions(where: CaseFilter) -> Iterable[ColumnElement[bool]]:
    """Give the conditions about what is to be done in a case."""
    if where.assignee is not None:
        is_theirs = _is_related("assigned", where.assignee)
        yield _CASE.c.id.in_(select(_CANDIDATE.c.case_id).where(is_theirs))
    if where.due_before is not None:
        yield _CASE.c.due < microseconds(where.due_before)
    if where.overdue_at is not None:
        yield _CASE.c.due <= microseconds(where.overdue_at)
    if where.has_incident:
        yield _CASE.c.id.in_(select(_INCIDENT.c.case_id).where(_INCIDENT.c.resolved.is_(None)))


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
    return CaseRow(**{**values, "ended": ended, "due": from_or_never(row.due)})


# --- tasks ----------------------------------------------------------------------------------------


def tasks(
    session: Session, where: TaskFilter | None = None, limit: int = 50, offset: int = 0
) -> Page[TaskRow]:
    """Return a page of tasks: what is due first comes first, then what is older."""
    where = where or TaskFilter()
    order = (_TASK.c.due, _TASK.c.created, _TASK.c.case_id, _TASK.c.instance)
    query = _tasks(session, where, limit + offset + 1).order_by(*order)
    return page(session, query, limit, offset, _task_row)


def count_tasks(session: Session, where: TaskFilter | None = None, most: int = 1_000) -> Total:
    """Return how many tasks there are, counting no further than `most`."""
    return total(session, _tasks(session, where or TaskFilter(), most + 1), most)


def _tasks(session: Session, where: TaskFilter, count: int) -> Select[Any]:
    """Return the query for so many tasks, in no order."""
    conditions = [*_task_conditions(where)]
    if where.text is not None:
        conditions.append(_has_text(session, where.text.casefold()))
    query = select(
        *_TASK.c, _CASE.c.name.label("case_name"), _CASE.c.definition, _CASE.c.business_key
    ).join(_CASE, _CASE.c.id == _TASK.c.case_id)
    related = _relations(where)
    if not related:
        return query.where(*conditions)
    # each source by itself is in the order of an index, so none is read further than the page
    sources = [_first_of(each, conditions, count) for each in related]
    found = union(*sources).subquery()
    is_found = and_(_TASK.c.case_id == found.c.case_id, _TASK.c.instance == found.c.instance)
    return query.join(found, is_found)


def _has_text(session: Session, text: str) -> ColumnElement[bool]:
    """Return whether a task's name has a text, or what a search looks at in its case.

    Databases know upper and lower case of few letters; the names of tasks are those of models and
    therefore few, so they are looked at here.
    """
    known = session.execute(select(_TASK.c.name).distinct().limit(_MOST_NAMES)).scalars()
    names = [each for each in known if text in each.casefold()]
    of = select(_CASE.c.id).where(_CASE.c.words.contains(text, autoescape=True))
    return or_(_TASK.c.name.in_(names), _TASK.c.case_id.in_(of))


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
    if where.overdue_at is not None:
        yield _TASK.c.due <= microseconds(where.overdue_at)
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
