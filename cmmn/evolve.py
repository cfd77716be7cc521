"""(state, recorded event) -> state: records what happened, and never evaluates anything.

The one rule: what an event means for the state is here and nowhere else, so a state is always the
fold of its log.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from cmmn import events as e
from cmmn.lifecycle import FINAL, FileTransition, State, Transition
from cmmn.state import CASE_ID, Answered, CaseState, Incident, Instance, RunningTimer

__all__ = ["INITIAL", "evolve", "replay"]

INITIAL = CaseState()
"""A case before its first event."""

_SUSPENDING = frozenset({Transition.PARENT_SUSPEND, Transition.SUSPEND})


def evolve(state: CaseState, recorded: e.Recorded) -> CaseState:
    """Return the state after an event."""
    changes = _CHANGES[type(recorded.event)](state, recorded.event, recorded)
    return replace(state, version=recorded.sequence, time=recorded.time, **changes)


def replay(recorded: Iterable[e.Recorded], state: CaseState = INITIAL) -> CaseState:
    """Return the state after a log, or after what follows a state in it."""
    for each in recorded:
        state = evolve(state, each)
    return state


def _created(_: CaseState, event: e.CaseCreated, recorded: e.Recorded) -> dict[str, Any]:
    return {
        "id": event.case,
        "definition": event.definition,
        "sha256": event.sha256,
        "plan_id": event.plan_id,
        "business_key": event.business_key,
        "parent_case": event.parent_case,
        "parent_instance": event.parent_instance,
        "zone": event.zone,
        "decision_hashes": event.decision_hashes,
        "roles": event.roles or {},
        "created": recorded.time,
        "since": recorded.time,
    }


def _case_made(state: CaseState, event: e.CaseTransitioned, recorded: e.Recorded) -> dict[str, Any]:
    changes: dict[str, Any] = {"state": event.after, "since": recorded.time}
    if event.before in FINAL:
        changes["heard"] = frozenset()  # it begins to listen anew
    del state
    return changes


def _item_created(
    state: CaseState, event: e.PlanItemCreated, recorded: e.Recorded
) -> dict[str, Any]:
    instance = Instance(
        id=event.instance,
        item=event.item,
        number=event.number,
        stage=event.stage,
        state=State.AVAILABLE,
        required=event.required,
        created=recorded.time,
        since=recorded.time,
        origin=event.origin,
    )
    return {
        "instances": {**state.instances, event.instance: instance},
        "by_item": _added(state.by_item, event.item, event.instance),
        "open_by_item": _added(state.open_by_item, event.item, event.instance),
        "children": _added(state.children, event.stage, event.instance),
    }


def _item_made(
    state: CaseState, event: e.PlanItemTransitioned, recorded: e.Recorded
) -> dict[str, Any]:
    old = state.instances[event.instance]
    suspends = event.after is State.SUSPENDED and event.transition in _SUSPENDING
    changed: dict[str, Any] = {
        "state": event.after,
        "since": recorded.time,
        "before": event.before if suspends else None,
    }
    if event.transition is Transition.SUSPEND and event.before is State.ACTIVE:
        changed["before"] = None  # by hand: the parent's resumption is none of its business
    if event.transition in (Transition.START, Transition.MANUAL_START):
        changed["heard"] = frozenset()  # exit criteria begin to listen
    if event.after in FINAL:
        changed["incident"] = None  # there is nothing left to deal with
    changes = _instance(state, replace(old, **changed))
    if event.after in FINAL:
        changes["open_by_item"] = _removed(state.open_by_item, old.item, old.id)
        changes["children"] = _removed(state.children, old.stage, old.id)
        changes["timers"] = state.timers - {old.id}
    return changes


def _on_part(state: CaseState, event: e.OnPartOccurred, _: e.Recorded) -> dict[str, Any]:
    heard = (event.criterion, event.part)
    if event.instance == CASE_ID:
        return {"heard": state.heard | {heard}}
    old = state.instances[event.instance]
    return _instance(state, replace(old, heard=old.heard | {heard}))


def _file(state: CaseState, event: e.FileItemTransitioned, _: e.Recorded) -> dict[str, Any]:
    match event.transition:
        case FileTransition.CREATE | FileTransition.UPDATE | FileTransition.REPLACE:
            return {"file": {**state.file, event.path: event.value}}
        case FileTransition.DELETE:
            return {
                "file": {p: v for p, v in state.file.items() if not _within(p, event.path)},
                "references": {
                    p: tuple(each for each in targets if not _within(each, event.path))
                    for p, targets in state.references.items()
                    if not _within(p, event.path)
                },
            }
        case FileTransition.ADD_REFERENCE:
            return {"references": _added(state.references, event.path, event.child or "")}
        case FileTransition.REMOVE_REFERENCE:
            return {"references": _removed(state.references, event.path, event.child or "")}
        case FileTransition.ADD_CHILD | FileTransition.REMOVE_CHILD:
            return {}  # what became of the child is an event of its own


def _within(path: str, outer: str) -> bool:
    return path == outer or path.startswith(f"{outer}.")


def _timer(state: CaseState, event: e.TimerStarted, recorded: e.Recorded) -> dict[str, Any]:
    timer = RunningTimer(event.due, event.text, event.left, event.period)
    asked = recorded.sequence
    changes = _changed(state, event.instance, timer=timer, incident=None, asked=asked)
    return changes | {"timers": state.timers | {event.instance}}


def _assigned(state: CaseState, event: e.TaskAssigned, _: e.Recorded) -> dict[str, Any]:
    return _changed(state, event.instance, assignee=event.assignee, owner=event.owner)


def _scheduled(state: CaseState, event: e.TaskScheduled, recorded: e.Recorded) -> dict[str, Any]:
    given: dict[str, Any] = {
        name: value
        for name in ("due", "follow_up", "priority")
        if (value := getattr(event, name)) is not None
    }
    if "due" in given:
        given["escalated"] = None  # a new date is a new chance
    return _changed(state, event.instance, asked=recorded.sequence, **given)


def _escalated(state: CaseState, event: e.TaskEscalated, _: e.Recorded) -> dict[str, Any]:
    return _changed(state, event.instance, escalated=event.roles)


def _role_given(state: CaseState, event: e.RoleAssigned, _: e.Recorded) -> dict[str, Any]:
    return {"roles": _added(state.roles, event.role, event.principal)}


def _role_taken(state: CaseState, event: e.RoleUnassigned, _: e.Recorded) -> dict[str, Any]:
    return {"roles": _removed(state.roles, event.role, event.principal)}


def _child(state: CaseState, event: e.ChildCaseRequested, recorded: e.Recorded) -> dict[str, Any]:
    asked = recorded.sequence
    return _changed(state, event.instance, child_case=event.case, inputs=event.inputs, asked=asked)


def _job(state: CaseState, event: e.JobRequested, recorded: e.Recorded) -> dict[str, Any]:
    return _changed(
        state,
        event.instance,
        handler=event.handler,
        inputs=event.inputs,
        answered=None,
        asked=recorded.sequence,
    )


def _answered(state: CaseState, event: e.JobAnswered, _: e.Recorded) -> dict[str, Any]:
    return _changed(state, event.instance, answered=Answered(event.outputs, event.failure))


def _incident(state: CaseState, event: e.IncidentRaised, recorded: e.Recorded) -> dict[str, Any]:
    incident = Incident(event.code, event.message, recorded.time)
    return _changed(state, event.instance, incident=incident)


def _resolved(state: CaseState, event: e.IncidentResolved, _: e.Recorded) -> dict[str, Any]:
    return _changed(state, event.instance, incident=None)


def _nothing(_state: CaseState, _event: e.Event, _recorded: e.Recorded) -> dict[str, Any]:
    return {}  # it is in the log for those who ask why


def _changed(state: CaseState, instance: str, **changes: Any) -> dict[str, Any]:
    return _instance(state, replace(state.instances[instance], **changes))


def _instance(state: CaseState, instance: Instance) -> dict[str, Any]:
    return {"instances": {**state.instances, instance.id: instance}}


def _added(
    lists: Mapping[str, tuple[str, ...]], key: str, value: str
) -> dict[str, tuple[str, ...]]:
    return {**lists, key: (*lists.get(key, ()), value)}


def _removed(
    lists: Mapping[str, tuple[str, ...]], key: str, value: str
) -> dict[str, tuple[str, ...]]:
    return {**lists, key: tuple(each for each in lists.get(key, ()) if each != value)}


_CHANGES: dict[type[Any], Callable[[CaseState, Any, e.Recorded], dict[str, Any]]] = {
    e.CaseCreated: _created,
    e.CaseTransitioned: _case_made,
    e.PlanItemCreated: _item_created,
    e.PlanItemTransitioned: _item_made,
    e.OnPartOccurred: _on_part,
    e.FileItemTransitioned: _file,
    e.DiscretionaryItemPlanned: _nothing,
    e.DecisionEvaluated: _nothing,
    e.ConditionFailed: _nothing,
    e.TimerStarted: _timer,
    e.TaskAssigned: _assigned,
    e.TaskScheduled: _scheduled,
    e.TaskEscalated: _escalated,
    e.RoleAssigned: _role_given,
    e.RoleUnassigned: _role_taken,
    e.ChildCaseRequested: _child,
    e.JobRequested: _job,
    e.JobAnswered: _answered,
    e.IncidentRaised: _incident,
    e.IncidentResolved: _resolved,
}
