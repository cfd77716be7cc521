"""What happened, in a line: events as a log that can be read aloud.

The one rule: ids and values as they are, in the standard's words; how it is drawn is not known.
"""

from collections.abc import Callable
from typing import Any

from cmmn import events as e
from feel.temporal import DateTime

__all__ = ["event_words", "shown_value"]

_LONGEST = 60


def event_words(event: e.Event) -> str:
    """Return an event in a line: `assess#1: active -> completed (complete)`."""
    return _WORDS[type(event)](event)


def _created(event: e.CaseCreated) -> str:
    key = f", business key {event.business_key}" if event.business_key else ""
    return f"case '{event.definition}' created{key}"


def _decision(event: e.DecisionEvaluated) -> str:
    rules = sum(len(each) for each in event.rules.values())
    answer = ", ".join(f"{name} = {shown_value(v)}" for name, v in event.outputs.items())
    return f"{event.instance}: decision '{event.decision}' gave {answer} ({rules} rules)"


def _warned(event: e.ConditionFailed) -> str:
    return f"{' > '.join(event.place)}: {event.warnings[0] if event.warnings else 'null'}"


def _timer(event: e.TimerStarted) -> str:
    again = "" if event.left == 1 else f", {event.left or 'endless'} times"
    return f"{event.instance}: timer due {event.due}{again}"


def _scheduled(event: e.TaskScheduled) -> str:
    parts = [("due", event.due), ("follow-up", event.follow_up), ("priority", event.priority)]
    told = ", ".join(f"{name} {value}" for name, value in parts if value is not None)
    return f"{event.instance}: {told or 'no dates'}"


_WORDS: dict[type[Any], Callable[[Any], str]] = {
    e.CaseCreated: _created,
    e.CaseTransitioned: lambda event: f"case: {_move(event)}",
    e.PlanItemCreated: lambda event: f"{event.instance}: created in {event.stage} ({event.origin})",
    e.PlanItemTransitioned: lambda event: f"{event.instance}: {_move(event)}",
    e.OnPartOccurred: lambda event: (
        f"{event.instance}: heard on-part {event.part + 1} of {event.criterion}"
    ),
    e.FileItemTransitioned: lambda event: f"case file: {_file(event)}",
    e.DiscretionaryItemPlanned: lambda event: f"{event.item}: planned by way of {event.holder}",
    e.DecisionEvaluated: _decision,
    e.ConditionFailed: _warned,
    e.TimerStarted: _timer,
    e.TaskAssigned: lambda event: f"{event.instance}: {event.how} {event.assignee or 'to nobody'}",
    e.TaskScheduled: _scheduled,
    e.TaskEscalated: lambda event: (
        f"{event.instance}: overdue"
        + (f", escalated to {', '.join(event.roles)}" if event.roles else "")
    ),
    e.RoleAssigned: lambda event: f"role {event.role}: given to {event.principal}",
    e.RoleUnassigned: lambda event: f"role {event.role}: taken from {event.principal}",
    e.ChildCaseRequested: lambda event: (
        f"{event.instance}: child case {event.case} ({event.definition})"
    ),
    e.JobRequested: lambda event: f"{event.instance}: waits for handler '{event.handler}'",
    e.JobAnswered: lambda event: (
        f"{event.instance}: its handler {'failed' if event.failure else 'answered'} meanwhile"
    ),
    e.IncidentRaised: lambda event: f"{event.instance}: incident {event.code}: {event.message}",
    e.IncidentResolved: lambda event: f"{event.instance}: incident dealt with: {event.how}",
}


def _move(event: e.PlanItemTransitioned | e.CaseTransitioned) -> str:
    by = f", criterion {event.criterion}" if event.criterion else ""
    note = f": {event.note}" if event.note else ""
    return f"{event.before} -> {event.after} ({event.transition}{by}){note}"


def _file(event: e.FileItemTransitioned) -> str:
    if event.child is not None:
        return f"{event.path} {event.transition} {event.child}"
    if event.transition == "delete":
        return f"{event.path} delete"
    return f"{event.path} {event.transition} {shown_value(event.value)}"


def shown_value(value: Any) -> str:
    """Return a FEEL value as a short text."""
    if isinstance(value, DateTime):
        return str(value)
    if isinstance(value, dict):
        text = "{" + ", ".join(f"{k}: {shown_value(v)}" for k, v in value.items()) + "}"
    elif isinstance(value, list):
        text = "[" + ", ".join(map(shown_value, value)) + "]"
    elif isinstance(value, str):
        text = f'"{value}"'
    elif value is None:
        text = "null"
    else:
        text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
