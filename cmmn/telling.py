"""What was asked and what happened, in words for people: names of items instead of ids.

The one rule: every event and every command has its words; how they are drawn is not known.
"""

from collections.abc import Callable, Mapping
from typing import Any

from cmmn import events as e
from cmmn.case_file import path_words
from cmmn.case_text import shown_value
from cmmn.lifecycle import Transition
from cmmn.payload import from_json
from cmmn.plan import CasePlan, Criterion, Item, Sentry
from cmmn.state import CASE_ID

__all__ = ["LINE_KINDS", "command_words", "event_item", "event_kind", "event_words", "label"]

LINE_KINDS = (
    "command",
    "case",
    "item",
    "sentry",
    "timer",
    "decision",
    "file",
    "people",
    "call",
    "incident",
    "planning",
    "warning",
)
"""What a line of a timeline can be about."""

_KINDS: dict[type[Any], str] = {
    e.CaseCreated: "case",
    e.CaseTransitioned: "case",
    e.PlanItemCreated: "item",
    e.PlanItemTransitioned: "item",
    e.OnPartOccurred: "sentry",
    e.FileItemTransitioned: "file",
    e.DiscretionaryItemPlanned: "planning",
    e.DecisionEvaluated: "decision",
    e.ConditionFailed: "warning",
    e.TimerStarted: "timer",
    e.TaskAssigned: "people",
    e.TaskScheduled: "timer",
    e.TaskEscalated: "timer",
    e.RoleAssigned: "people",
    e.RoleUnassigned: "people",
    e.ChildCaseRequested: "call",
    e.JobRequested: "call",
    e.JobAnswered: "call",
    e.IncidentRaised: "incident",
    e.IncidentResolved: "incident",
}


def event_kind(event: e.Event) -> str:
    """Return which of `LINE_KINDS` an event is."""
    return _KINDS[type(event)]


def event_item(plan: CasePlan, event: e.Event) -> str | None:
    """Return the id of the plan item an event is about. None: it is about none."""
    if isinstance(event, (e.PlanItemCreated, e.DiscretionaryItemPlanned)):
        return event.item
    if isinstance(event, e.CaseTransitioned):
        return plan.root
    instance: str | None = getattr(event, "instance", None)
    return None if instance is None else _item_of(plan, instance)


def _item_of(plan: CasePlan, target: str) -> str:
    if target == CASE_ID:
        return plan.root
    base, _, number = target.rpartition("#")
    return base if base and number.isdigit() else target


def label(plan: CasePlan, target: str) -> str:
    """Return what people call an instance, an item or the case: the first instance by its name."""
    if target == CASE_ID:
        return plan.name
    item = plan.items.get(_item_of(plan, target))
    if item is None:
        return target
    number = target.rpartition("#")[2] if target != item.id else "1"
    return item.name if number == "1" else f"{item.name} #{number}"


# --- events ---------------------------------------------------------------------------------------


def event_words(plan: CasePlan, event: e.Event) -> str:
    """Return an event in words: `Assess the complaint: active -> completed`."""
    return _EVENTS[type(event)](plan, event)


def _created(_: CasePlan, event: e.CaseCreated) -> str:
    return f"created, business key {event.business_key}" if event.business_key else "created"


def _case_moved(plan: CasePlan, event: e.CaseTransitioned) -> str:
    return f"{plan.name}: {_move(plan, plan.items[plan.root], event)}"


def _item_created(plan: CasePlan, event: e.PlanItemCreated) -> str:
    how = {"repetition": "available again", "planning": "available, planned"}
    return f"{label(plan, event.instance)}: {how.get(event.origin, 'available')}"


def _item_moved(plan: CasePlan, event: e.PlanItemTransitioned) -> str:
    item = plan.items.get(_item_of(plan, event.instance))
    return f"{label(plan, event.instance)}: {_move(plan, item, event)}"


def _move(
    plan: CasePlan, item: Item | None, event: e.PlanItemTransitioned | e.CaseTransitioned
) -> str:
    why = "" if item is None else _why(plan, item, event.criterion)
    note = f" ({event.note})" if event.note else ""
    return f"{event.before} -> {event.after}{why}{note}"


def _why(plan: CasePlan, item: Item, criterion: str | None) -> str:
    found = next((each for each in (*item.entry, *item.exit) if each.id == criterion), None)
    if found is None:
        return ""
    return f", {_named(found) or _sentry_words(plan, found.sentry)}"


def _named(criterion: Criterion) -> str:
    name = criterion.name or criterion.sentry.name
    return f'sentry "{name}"' if name else ""


def _sentry_words(plan: CasePlan, sentry: Sentry) -> str:
    """Return what a sentry without a name waits for."""
    parts = [f"{label(plan, each.source)} {each.transition}" for each in sentry.on_parts]
    on = " and ".join(parts)
    if sentry.if_part is None:
        return f"after {on}" if on else "at once"
    return f"after {on} if {sentry.if_part.text}" if on else f"because {sentry.if_part.text}"


def _heard(plan: CasePlan, event: e.OnPartOccurred) -> str:
    item = plan.items.get(_item_of(plan, event.instance))
    criteria = () if item is None else (*item.entry, *item.exit)
    found = next((each for each in criteria if each.id == event.criterion), None)
    if found is None or event.part >= len(found.sentry.on_parts):
        return f"{label(plan, event.instance)} heard on-part {event.part + 1} of {event.criterion}"
    part = found.sentry.on_parts[event.part]
    heard = f"{label(plan, part.source)} {part.transition}"
    parts = len(found.sentry.on_parts)
    which = f" ({event.part + 1} of {parts})" if parts > 1 else ""
    return f"{label(plan, event.instance)} heard {heard}{which}"


def _file(_: CasePlan, event: e.FileItemTransitioned) -> str:
    name = path_words(event.path)
    if event.child is not None:
        return f"{name}: {event.transition} {path_words(event.child)}"
    if event.transition == "delete":
        return f"{name}: delete"
    return f"{name}: {event.transition} {shown_value(event.value)}"


def _decided(_: CasePlan, event: e.DecisionEvaluated) -> str:
    values = [*event.outputs.values()]
    told = (
        shown_value(values[0])
        if len(values) == 1
        else ", ".join(f"{name} = {shown_value(each)}" for name, each in event.outputs.items())
    )
    return f"decision {event.decision} = {told or 'null'}{_rules(event)}"


def _rules(event: e.DecisionEvaluated) -> str:
    """Return which rules matched; of several tables each with its name."""
    found = {name: rules for name, rules in event.rules.items() if rules}
    if not found:
        return ""
    told = [
        f"{'' if len(found) == 1 else f'{name} '}{_numbers(rules)}" for name, rules in found.items()
    ]
    return f" ({'; '.join(told)})"


def _numbers(rules: list[str]) -> str:
    some = list(dict.fromkeys(rules))
    more = "" if len(some) <= _MOST_RULES else f" and {len(some) - _MOST_RULES} more"
    word = "rule" if len(some) == 1 else "rules"
    return f"{word} {', '.join(some[:_MOST_RULES])}{more}"


_MOST_RULES = 5


def _warned(_: CasePlan, event: e.ConditionFailed) -> str:
    return f"{' > '.join(event.place)}: {event.warnings[0] if event.warnings else 'null'}"


def _timer(plan: CasePlan, event: e.TimerStarted) -> str:
    again = "" if event.left == 1 else f", {event.left or 'endless'} times"
    return f"{label(plan, event.instance)}: due {event.due}{again}"


def _assigned(plan: CasePlan, event: e.TaskAssigned) -> str:
    how = {"claim": "claimed by", "assign": "assigned to", "delegate": "delegated to"}
    name = label(plan, event.instance)
    if event.assignee is None:
        return f"{name}: released"
    return f"{name}: {how.get(event.how, 'back to')} {event.assignee}"


def _scheduled(plan: CasePlan, event: e.TaskScheduled) -> str:
    parts = [("due", event.due), ("follow-up", event.follow_up), ("priority", event.priority)]
    told = ", ".join(f"{name} {value}" for name, value in parts if value is not None)
    return f"{label(plan, event.instance)}: {told or 'no dates'}"


def _escalated(plan: CasePlan, event: e.TaskEscalated) -> str:
    to = f", escalated to {', '.join(event.roles)}" if event.roles else ""
    return f"{label(plan, event.instance)}: overdue{to}"


def _incident(plan: CasePlan, event: e.IncidentRaised) -> str:
    return f"{label(plan, event.instance)}: {event.message}"


def _answered(plan: CasePlan, event: e.JobAnswered) -> str:
    how = "failed" if event.failure else "answered"
    return f"{label(plan, event.instance)}: its handler {how} meanwhile"


_EVENTS: dict[type[Any], Callable[[CasePlan, Any], str]] = {
    e.CaseCreated: _created,
    e.CaseTransitioned: _case_moved,
    e.PlanItemCreated: _item_created,
    e.PlanItemTransitioned: _item_moved,
    e.OnPartOccurred: _heard,
    e.FileItemTransitioned: _file,
    e.DiscretionaryItemPlanned: lambda plan, event: f"{label(plan, event.item)}: planned",
    e.DecisionEvaluated: _decided,
    e.ConditionFailed: _warned,
    e.TimerStarted: _timer,
    e.TaskAssigned: _assigned,
    e.TaskScheduled: _scheduled,
    e.TaskEscalated: _escalated,
    e.RoleAssigned: lambda _, event: f"role {event.role}: given to {event.principal}",
    e.RoleUnassigned: lambda _, event: f"role {event.role}: taken from {event.principal}",
    e.ChildCaseRequested: lambda plan, event: (
        f"{label(plan, event.instance)}: calls case {event.definition}"
    ),
    e.JobRequested: lambda plan, event: f"{label(plan, event.instance)}: waits for {event.handler}",
    e.JobAnswered: _answered,
    e.IncidentRaised: _incident,
    e.IncidentResolved: lambda plan, event: (
        f"{label(plan, event.instance)}: dealt with by {event.how}"
    ),
}


# --- commands -------------------------------------------------------------------------------------

_DONE = {
    Transition.MANUAL_START: "started",
    Transition.COMPLETE: "completed",
    Transition.OCCUR: "reported",
    Transition.DISABLE: "disabled",
    Transition.REENABLE: "reenabled",
    Transition.SUSPEND: "suspended",
    Transition.RESUME: "resumed",
    Transition.TERMINATE: "terminated",
    Transition.FAULT: "failed",
    Transition.REACTIVATE: "reactivated",
    Transition.CLOSE: "closed",
}


def command_words(plan: CasePlan, name: str, fields: Mapping[str, Any]) -> str:
    """Return what was asked, in words that follow who did: `completed Assess the complaint`.

    `fields` are those of the command, as they are kept.
    """
    tell = _COMMANDS.get(name)
    return name if tell is None else tell(plan, fields)


def _target(plan: CasePlan, fields: Mapping[str, Any]) -> str:
    return label(plan, str(fields.get("target", "")))


def _made(plan: CasePlan, fields: Mapping[str, Any]) -> str:
    transition = str(fields.get("transition", ""))
    known = transition in _DONE
    return f"{_DONE[Transition(transition)] if known else transition} {_target(plan, fields)}"


def _set(_: CasePlan, fields: Mapping[str, Any]) -> str:
    values = from_json(fields.get("values", {}))
    names = map(path_words, values) if isinstance(values, dict) else ()
    return f"set {', '.join(names) or 'nothing'}"


def _assign(plan: CasePlan, fields: Mapping[str, Any]) -> str:
    to, task = fields.get("assignee"), _target(plan, fields)
    if to is None:
        return f"released {task}"
    how = {"assign": f"assigned {task} to {to}", "delegate": f"delegated {task} to {to}"}
    return how.get(str(fields.get("how")), f"claimed {task}")


def _schedule(plan: CasePlan, fields: Mapping[str, Any]) -> str:
    names = {"due": "due date", "follow_up": "follow-up date", "priority": "priority"}
    given = [told for name, told in names.items() if fields.get(name) is not None]
    return f"set {' and '.join(given) or 'no date'} of {_target(plan, fields)}"


def _resolve(plan: CasePlan, fields: Mapping[str, Any]) -> str:
    return f"dealt with {_target(plan, fields)}: {fields.get('how')}"


_COMMANDS: dict[str, Callable[[CasePlan, Mapping[str, Any]], str]] = {
    "CreateCase": lambda plan, _: f"created {plan.name}",
    "MakeTransition": _made,
    "EndCase": lambda plan, _: f"ended {plan.name} with its parent",
    "SetFile": _set,
    "ChangeFile": lambda _, fields: (
        f"made {fields.get('transition')} of {path_words(str(fields.get('path')))}"
    ),
    "PlanItem": lambda plan, fields: f"planned {label(plan, str(fields.get('item', '')))}",
    "FireTimers": lambda *_: "fired what was due",
    "AssignTask": _assign,
    "ScheduleTask": _schedule,
    "AssignRole": lambda _, fields: f"gave role {fields.get('role')} to {fields.get('principal')}",
    "UnassignRole": lambda _, fields: (
        f"took role {fields.get('role')} from {fields.get('principal')}"
    ),
    "CompleteJob": lambda plan, fields: f"answered {_target(plan, fields)}",
    "FailJob": lambda plan, fields: f"gave up {_target(plan, fields)}",
    "ResolveIncident": _resolve,
    "HearChild": lambda plan, fields: f"ended the child case of {_target(plan, fields)}",
}
