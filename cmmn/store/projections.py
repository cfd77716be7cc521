"""What of a case can be searched for, as rows: a pure function of its state, and the difference.

Rule: a command writes only the rows that are not as they were; writing all of them anew gives the
same ones. Only resolved incidents are more than the state knows: they take the states in between.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Delete, Table, and_, bindparam, delete, func, insert, select
from sqlalchemy import update as renew

from cmmn.events import Recorded
from cmmn.evolve import replay
from cmmn.lifecycle import FINAL, Kind, State
from cmmn.plan import CasePlan, Item
from cmmn.state import CaseState, Incident, Instance
from cmmn.store import tables
from cmmn.store.connection import Session
from cmmn.store.file_values import Scalar, file_values
from cmmn.store.instants import NEVER, at_or_never, microseconds
from cmmn.store.paging import Total, total

__all__ = [
    "EVERYONE",
    "PROJECTION",
    "rebuild",
    "stale",
    "stale_ids",
    "touched_by",
    "update",
]

EVERYONE = "*"
"""The principal to whom a task is offered that names no role."""

PROJECTION = 2
"""The step of the migrations whose rows every command and `rebuild` write."""

_Row: TypeAlias = dict[str, Any]
_Key: TypeAlias = tuple[Any, ...]
_Rows: TypeAlias = dict[Table, dict[_Key, _Row]]
_Values: TypeAlias = Mapping[tuple[str, int], Scalar]

_NOTHING = CaseState()
_AT_HAND = frozenset({State.ENABLED, State.ACTIVE})
_LONGEST_WORDS = 4_000

_FOLDED = (
    tables.task,
    tables.task_candidate,
    tables.timer,
    tables.milestone,
    tables.case_role,
    tables.file_value,
)


def _by_key(table: Table) -> Delete:
    return delete(table).where(*(each == bindparam(f"_{each.name}") for each in table.primary_key))


_DELETE = {table: _by_key(table) for table in _FOLDED}
_INSERT = {table: insert(table) for table in _FOLDED}
_CASE = tables.case_instance
_RENEW_CASE = renew(_CASE).where(_CASE.c.id == bindparam("_id"))
_INCIDENT = tables.incident
_RESOLVE = (
    renew(_INCIDENT)
    .where(
        _INCIDENT.c.case_id == bindparam("_case"),
        _INCIDENT.c.instance == bindparam("_instance"),
        _INCIDENT.c.resolved.is_(None),
    )
    .values(resolved=bindparam("at"))
)
_DEFINITION = tables.definition
_IS_DEFINITION = and_(
    _DEFINITION.c.kind == "cmmn",
    _DEFINITION.c.key == bindparam("key"),
    _DEFINITION.c.sha256 == bindparam("sha256"),
)
_DEFINITION_VERSION = select(func.max(_DEFINITION.c.version)).where(_IS_DEFINITION)
_VERSION_THEN = _DEFINITION_VERSION.where(_DEFINITION.c.deployed_at <= bindparam("created"))


def update(
    session: Session,
    plan: CasePlan,
    before: CaseState | None,
    after: CaseState,
    touched: Iterable[str] | None = None,
) -> None:
    """Bring the rows of a case from one state to a later one.

    `touched` are the instances that changed; where it is not given they are found by comparing.
    """
    was = before or _NOTHING
    ids = _changed(was, after, touched)
    _renew(session, plan, was, after, ids)
    _keep_incidents(session, plan, was, after, ids)


def _renew(
    session: Session, plan: CasePlan, was: CaseState, after: CaseState, ids: Sequence[str]
) -> None:
    """Bring all but the incidents from one state to a later one."""
    is_same = was.file is after.file
    old, new = ({}, {}) if is_same else (file_values(was.file), file_values(after.file))
    _keep_case(session, plan, was, after, None if is_same and was.version else new)
    gone, come = _without(old, new), _without(new, old)
    _exchange(session, _rows(plan, was, after, ids, gone), _rows(plan, after, was, ids, come))


def touched_by(recorded: Iterable[Recorded]) -> set[str]:
    """Return the instances that events are about."""
    names = (getattr(each.event, "instance", None) for each in recorded)
    return {name for name in names if name is not None}


def rebuild(session: Session, plan: CasePlan, commands: Iterable[Sequence[Recorded]]) -> CaseState:
    """Make the rows of a case anew from its whole log, command by command; give its state."""
    log = list(commands)
    state = replay(each for command in log for each in command)
    version = _version_of(session, state)
    for table in (*_FOLDED, _INCIDENT):
        session.execute(delete(table).where(table.c.case_id == state.id))
    session.execute(delete(_CASE).where(_CASE.c.id == state.id))
    _renew(session, plan, _NOTHING, state, _changed(_NOTHING, state, None))
    session.execute(renew(_CASE).where(_CASE.c.id == state.id).values(definition_version=version))
    before = _NOTHING
    for command in log:
        after = replay(command, before)
        _keep_incidents(session, plan, before, after, _changed(before, after, touched_by(command)))
        before = after
    return state


def stale(session: Session, most: int) -> Total:
    """Return how many cases lack rows that came with a later release than their last ones."""
    return total(session, select(_CASE.c.id).where(_CASE.c.projection < PROJECTION), most)


def stale_ids(session: Session, after: str, limit: int) -> list[str]:
    """Return the ids of such cases, in order, those after an id."""
    query = select(_CASE.c.id).where(_CASE.c.projection < PROJECTION, _CASE.c.id > after)
    return list(session.execute(query.order_by(_CASE.c.id).limit(limit)).scalars())


def _version_of(session: Session, state: CaseState) -> int | None:
    """Return the version of the definition a case began with.

    The same content may have been deployed again since: what the case's row says is right, else
    the newest one of then.
    """
    known = select(_CASE.c.definition_version).where(_CASE.c.id == state.id)
    bound = {"key": state.definition, "sha256": state.sha256, "created": at_or_never(state.created)}
    for query in (known, _VERSION_THEN, _DEFINITION_VERSION):
        version: int | None = session.execute(query, bound).scalar()
        if version is not None:
            return version
    return None


# --- the case -------------------------------------------------------------------------------------


def _keep_case(
    session: Session,
    plan: CasePlan,
    was: CaseState,
    after: CaseState,
    values: _Values | None,
) -> None:
    """Write the row of the case; `values` are those of its file, None where they are as before."""
    dates = [each.due for each in _tasks_at_hand(plan, after)]
    row: _Row = {
        "state": after.state.value,
        "version": after.version,
        "updated": at_or_never(after.time),
        "ended": at_or_never(after.since) if after.state in FINAL else None,
        "due": min(map(at_or_never, dates), default=NEVER),
        "open_tasks": len(dates),
    }
    if values is not None:
        row["words"] = _words(plan, after, values)
    if was.version:
        session.execute(_RENEW_CASE, {**row, "_id": after.id})
        return
    bound = {"key": after.definition, "sha256": after.sha256}
    row |= {
        "id": after.id,
        "definition": after.definition,
        "definition_version": session.execute(_DEFINITION_VERSION, bound).scalar(),
        "sha256": after.sha256,
        "name": plan.name,
        "business_key": after.business_key,
        "created": at_or_never(after.created),
        "parent": after.parent_case,
        "projection": PROJECTION,
    }
    session.execute(insert(_CASE), row)


def _tasks_at_hand(plan: CasePlan, state: CaseState) -> list[Instance]:
    """Return the tasks that a list of tasks shows unless it is asked for others."""
    if state.state in FINAL:
        return []
    return [
        instance
        for item, ids in state.open_by_item.items()
        if item in plan.items and plan.items[item].kind.is_task
        for each in ids
        if (instance := state.instances[each]).state in _AT_HAND
    ]


def _words(plan: CasePlan, state: CaseState, values: _Values) -> str:
    texts = (each.text for each in values.values())
    words = (state.id, plan.name, state.business_key or "", *texts)
    return "\n".join(words).casefold()[:_LONGEST_WORDS]


# --- which instances ------------------------------------------------------------------------------


def _changed(was: CaseState, after: CaseState, touched: Iterable[str] | None) -> list[str]:
    """Return the instances whose rows may be others, in the order of their creation."""
    if was.state is not after.state or was.roles != after.roles:
        return [each.id for each in after.instances.values() if _may_differ(was, each)]
    if touched is not None:
        return [each for each in dict.fromkeys(touched) if each in after.instances]
    old = was.instances
    return [id_ for id_, each in after.instances.items() if not _is_same(old.get(id_), each)]


def _may_differ(was: CaseState, instance: Instance) -> bool:
    return instance.is_open or not _is_same(was.instances.get(instance.id), instance)


def _is_same(old: Instance | None, new: Instance) -> bool:
    return old is new or old == new


# --- rows -----------------------------------------------------------------------------------------


def _without(values: _Values, others: _Values) -> _Values:
    """Return the values that are not among others; where most are, their rows are not looked at."""
    return {key: each for key, each in values.items() if others.get(key) != each}


def _rows(
    plan: CasePlan, state: CaseState, other: CaseState, ids: Iterable[str], values: _Values
) -> _Rows:
    """Return the rows of some instances and values, and of the roles where the states differ."""
    rows: _Rows = {table: {} for table in _FOLDED}
    found = [each for id_ in ids if (each := state.instances.get(id_))]
    made = [_instance_rows(plan, state, instance) for instance in found]
    if state.roles is not other.roles:
        made.append(_role_rows(state))
    if values:
        made.append(_value_rows(values))
    for part in made:
        for table, columns in part:
            row = {"case_id": state.id, **columns}
            rows[table][tuple(row[column.name] for column in table.primary_key)] = row
    return rows


def _role_rows(state: CaseState) -> Iterator[tuple[Table, _Row]]:
    for role, principals in state.roles.items():
        for principal in principals:
            yield tables.case_role, {"role": role, "principal": principal}


def _value_rows(values: _Values) -> Iterator[tuple[Table, _Row]]:
    for (path, place), each in values.items():
        yield (
            tables.file_value,
            {
                "path": path,
                "place": place,
                "kind": each.kind,
                "value": each.text,
                "number": each.number,
            },
        )


def _instance_rows(
    plan: CasePlan, state: CaseState, instance: Instance
) -> Iterator[tuple[Table, _Row]]:
    item = plan.items.get(instance.item)
    if item is None:
        return
    if item.kind.is_task and _is_listed(state, instance):
        yield tables.task, _task(item, instance)
        yield from _candidates(item, state, instance)
    elif item.kind is Kind.MILESTONE and instance.state is State.COMPLETED:
        yield tables.milestone, _milestone(item, instance)
    if state.state is State.ACTIVE:
        yield from _timers(item, instance)


def _is_listed(state: CaseState, instance: Instance) -> bool:
    is_waiting = instance.state is State.AVAILABLE
    return state.state not in FINAL and instance.is_open and not is_waiting


def _task(item: Item, instance: Instance) -> _Row:
    return {
        "instance": instance.id,
        "item": instance.item,
        "name": item.name,
        "kind": item.kind.value,
        "state": instance.state.value,
        "assignee": instance.assignee,
        "owner": instance.owner,
        "due": at_or_never(instance.due),
        "follow_up": at_or_never(instance.follow_up),
        "priority": instance.priority,
        "created": microseconds(instance.created),
        "escalated": int(instance.escalated is not None),
    }


def _candidates(item: Item, state: CaseState, instance: Instance) -> Iterator[tuple[Table, _Row]]:
    """Give who sees a task in a list: its assignee, or those who may take it; and by its roles."""
    if state.state is not State.ACTIVE or not _is_for_people(item, instance):
        return
    roles = [*item.roles, *((instance.escalated or ()) if item.roles else ())]
    related = {("role", role) for role in roles}
    if instance.assignee is not None:
        related.add(("assigned", instance.assignee))
    elif not item.roles:
        related.add(("offered", EVERYONE))
    else:
        related |= {("offered", each) for role in roles for each in state.roles.get(role, ())}
    due, created = at_or_never(instance.due), microseconds(instance.created)
    for relation, principal in related:
        row = {"relation": relation, "principal": principal, "instance": instance.id}
        yield tables.task_candidate, {**row, "due": due, "created": created}


def _is_for_people(item: Item, instance: Instance) -> bool:
    """Tell whether a person can go on with a task: start it, or complete it if nothing else will.

    A task that calls a process, a case or a decision is completed by that; one without a reference
    waits for whoever does the work.
    """
    if instance.state is State.ENABLED:
        return True
    if instance.state is not State.ACTIVE:
        return False
    is_own_work = item.kind in {Kind.HUMAN_TASK, Kind.TASK}
    return is_own_work or item.task is None or item.task.reference is None


def _milestone(item: Item, instance: Instance) -> _Row:
    return {
        "instance": instance.id,
        "item": instance.item,
        "name": item.name,
        "number": instance.number,
        "reached": microseconds(instance.since),
    }


def _timers(item: Item, instance: Instance) -> Iterator[tuple[Table, _Row]]:
    """Give when an instance needs a worker: its timer, or the moment its task is overdue."""
    if instance.timer is not None and instance.state is State.AVAILABLE:
        kind, due = "timer", microseconds(instance.timer.due)
    elif instance.due is not None and instance.escalated is None and instance.state in _AT_HAND:
        kind, due = "escalation", microseconds(instance.due)
    else:
        return
    row = {"instance": instance.id, "kind": kind, "due": due, "run_at": due}
    about = {"item": item.id, "name": item.name}
    yield tables.timer, {**row, **about, "leased_by": None, "attempts": 0}


def _exchange(session: Session, old: _Rows, new: _Rows) -> None:
    for table in _FOLDED:
        were, are = old[table], new[table]
        gone = [key for key, row in were.items() if are.get(key) != row]
        come = [row for key, row in are.items() if were.get(key) != row]
        if gone:
            names = [f"_{column.name}" for column in table.primary_key]
            keys = [dict(zip(names, key, strict=True)) for key in gone]
            session.execute(_DELETE[table], keys)
        if come:
            session.execute(_INSERT[table], come)


# --- incidents ------------------------------------------------------------------------------------


def _keep_incidents(
    session: Session, plan: CasePlan, was: CaseState, after: CaseState, ids: Iterable[str]
) -> None:
    for id_ in ids:
        old, new = _open_incident(was, id_), _open_incident(after, id_)
        if old == new:
            continue
        if old is not None:
            at = at_or_never(after.time)
            session.execute(_RESOLVE, {"_case": after.id, "_instance": id_, "at": at})
        if new is not None:
            session.execute(insert(_INCIDENT), _incident_row(plan, after, id_, new))


def _open_incident(state: CaseState, id_: str) -> Incident | None:
    instance = state.instances.get(id_)
    is_over = instance is None or not instance.is_open or state.state in FINAL
    return None if is_over or instance is None else instance.incident


def _incident_row(
    plan: CasePlan, state: CaseState, id_: str, incident: Incident
) -> Mapping[str, Any]:
    item = state.instances[id_].item
    return {
        "case_id": state.id,
        "instance": id_,
        "item": item,
        "name": plan.items[item].name if item in plan.items else item,
        "code": incident.code,
        "message": incident.message,
        "since": microseconds(incident.since),
        "resolved": None,
    }
