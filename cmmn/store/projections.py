"""What of a case can be searched for, as rows: a pure function of its state, and the difference.

Rule: a command writes only the rows that are not as they were; writing all of them anew gives the
same ones. Only resolved incidents are more than the state knows, and are kept.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from sqlalchemy import Delete, Table, and_, bindparam, delete, func, insert, select
from sqlalchemy import update as renew

from cmmn.lifecycle import FINAL, Kind, State
from cmmn.plan import CasePlan, Item
from cmmn.state import CaseState, Incident, Instance
from cmmn.store import tables
from cmmn.store.connection import Session
from cmmn.store.file_values import Scalar, file_values
from cmmn.store.instants import at_or_never, microseconds

__all__ = ["EVERYONE", "rebuild", "update"]

EVERYONE = "*"
"""The principal to whom a task is offered that names no role."""

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
_DEFINITION_VERSION = select(func.max(_DEFINITION.c.version)).where(
    _DEFINITION.c.kind == "cmmn",
    _DEFINITION.c.key == bindparam("key"),
    _DEFINITION.c.sha256 == bindparam("sha256"),
)


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
    is_same = was.file is after.file
    old, new = ({}, {}) if is_same else (file_values(was.file), file_values(after.file))
    _keep_case(session, plan, was, after, None if is_same and was.version else new)
    ids = _changed(was, after, touched)
    gone, come = _without(old, new), _without(new, old)
    _exchange(session, _rows(plan, was, after, ids, gone), _rows(plan, after, was, ids, come))
    _keep_incidents(session, was, after, ids)


def rebuild(session: Session, plan: CasePlan, state: CaseState) -> None:
    """Make the rows of a case anew from its state; resolved incidents stay."""
    for table in _FOLDED:
        session.execute(delete(table).where(table.c.case_id == state.id))
    is_open = and_(_INCIDENT.c.case_id == state.id, _INCIDENT.c.resolved.is_(None))
    session.execute(delete(_INCIDENT).where(is_open))
    version = session.execute(
        select(_CASE.c.definition_version).where(_CASE.c.id == state.id)
    ).scalar()
    session.execute(delete(_CASE).where(_CASE.c.id == state.id))
    update(session, plan, None, state)
    if version is not None:  # the same content may have been deployed again since
        session.execute(
            renew(_CASE).where(_CASE.c.id == state.id).values(definition_version=version)
        )


# --- the case -------------------------------------------------------------------------------------


def _keep_case(
    session: Session,
    plan: CasePlan,
    was: CaseState,
    after: CaseState,
    values: _Values | None,
) -> None:
    """Write the row of the case; `values` are those of its file, None where they are as before."""
    row: _Row = {
        "state": after.state.value,
        "version": after.version,
        "updated": at_or_never(after.time),
        "ended": at_or_never(after.since) if after.state in FINAL else None,
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
    }
    session.execute(insert(_CASE), row)


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
        yield from _timers(instance)


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


def _timers(instance: Instance) -> Iterator[tuple[Table, _Row]]:
    """Give when an instance needs a worker: its timer, or the moment its task is overdue."""
    if instance.timer is not None and instance.state is State.AVAILABLE:
        kind, due = "timer", microseconds(instance.timer.due)
    elif instance.due is not None and instance.escalated is None and instance.state in _AT_HAND:
        kind, due = "escalation", microseconds(instance.due)
    else:
        return
    row = {"instance": instance.id, "kind": kind, "due": due, "run_at": due}
    yield tables.timer, {**row, "leased_by": None, "attempts": 0}


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


def _keep_incidents(session: Session, was: CaseState, after: CaseState, ids: Iterable[str]) -> None:
    for id_ in ids:
        old, new = _open_incident(was, id_), _open_incident(after, id_)
        if old == new:
            continue
        if old is not None:
            at = at_or_never(after.time)
            session.execute(_RESOLVE, {"_case": after.id, "_instance": id_, "at": at})
        if new is not None:
            session.execute(insert(_INCIDENT), _incident_row(after, id_, new))


def _open_incident(state: CaseState, id_: str) -> Incident | None:
    instance = state.instances.get(id_)
    is_over = instance is None or not instance.is_open or state.state in FINAL
    return None if is_over or instance is None else instance.incident


def _incident_row(state: CaseState, id_: str, incident: Incident) -> Mapping[str, Any]:
    return {
        "case_id": state.id,
        "instance": id_,
        "item": state.instances[id_].item,
        "code": incident.code,
        "message": incident.message,
        "since": microseconds(incident.since),
        "resolved": None,
    }
