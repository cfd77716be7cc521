"""What happened in a case, in words for people: what a command caused, what others did meanwhile.

The one rule: it is told from the events alone, item by item as it is in the end.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from cmmn import commands as c
from cmmn import events as e
from cmmn.case_file import path_words
from cmmn.decide import SYSTEM
from cmmn.events import Recorded
from cmmn.lifecycle import FINAL, FileTransition, Kind, State, Transition
from cmmn.plan import CasePlan
from feel.temporal import DateTime
from ruling_workbench.present import value_text

__all__ = ["Ending", "caused", "ending_of", "news", "why_begun"]

_MOST, _DEEPEST = 12, 100
_BY_HAND = c.ScheduleTask.__name__
_SHORT = 40
_WORDS: Mapping[State, str] = {
    State.ENABLED: "can be started",
    State.DISABLED: "put aside",
    State.ACTIVE: "started",
    State.SUSPENDED: "suspended",
    State.FAILED: "failed",
    State.COMPLETED: "completed",
    State.TERMINATED: "ended",
}
_OCCURRED: Mapping[State, str] = {State.COMPLETED: "occurred", State.TERMINATED: "no longer waits"}
_REACHED: Mapping[State, str] = {State.COMPLETED: "reached", State.TERMINATED: "not reached"}


def caused(
    plan: CasePlan, recorded: Iterable[Recorded], *, with_file: bool = False
) -> tuple[str, ...]:
    """Return what events made of a case: a few words for each item, in the order of its change."""
    found: dict[str, str] = {}
    for each in recorded:
        event = each.event
        if isinstance(event, e.FileItemTransitioned) and not with_file:
            continue
        if isinstance(event, e.TaskScheduled) and each.command != _BY_HAND:
            continue  # the dates that a model gives a task that starts
        tell = _TOLD.get(type(event))
        told = None if tell is None else tell(plan, event)
        if told is not None:
            found.pop(told[0], None)  # what changed again is told at its last change
            found[told[0]] = told[1]
    return tuple(found.values())


def news(plan: CasePlan, recorded: Sequence[Recorded]) -> tuple[str, ...]:
    """Return what others did: for each person what was done and what it caused."""
    found = []
    for (by, _), events in groupby(recorded, lambda each: (each.by, each.command)):
        told = caused(plan, events, with_file=True)
        if told:
            who = "by itself" if by == SYSTEM else by
            more = f" and {len(told) - _MOST} more" if len(told) > _MOST else ""
            found.append(f"{who}: {', '.join(told[:_MOST])}{more}")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Ending:
    """How an instance ended: by whom, when, and what followed from it."""

    by: str  # 'system' for the host program
    when: DateTime
    state: State
    sequence: int
    caused: tuple[str, ...]


def ending_of(
    plan: CasePlan, recorded: Sequence[Recorded], instance: str, last: int | None = None
) -> Ending | None:
    """Return how an instance ended; None where it has not.

    What followed are the events up to `last`, the end of its command, where that is known.
    """
    for at in range(len(recorded) - 1, -1, -1):
        each, event = recorded[at], recorded[at].event
        if not isinstance(event, e.PlanItemTransitioned) or event.instance != instance:
            continue
        if event.after in FINAL:
            later = [
                more
                for more in recorded[at + 1 :]
                if (more.sequence <= last if last is not None else _is_with(each, more))
            ]
            told = caused(plan, later)
            return Ending(each.by, each.time, event.after, each.sequence, told)
    return None


def _is_with(one: Recorded, other: Recorded) -> bool:
    """Tell whether two events look like those of one command."""
    return (one.by, one.command, one.time) == (other.by, other.command, other.time)


def why_begun(plan: CasePlan, recorded: Sequence[Recorded], instance: str) -> str:
    """Return why an instance was enabled or started: by which criterion, after what, by whom.

    Null: an empty text where the log does not tell, or it began with what it is in.
    """
    known = {each.sequence: each for each in recorded}
    for each in reversed(recorded):
        event = each.event
        if not isinstance(event, e.PlanItemTransitioned) or event.instance != instance:
            continue
        if event.transition is Transition.MANUAL_START:
            return f"started by {each.by}"
        if event.criterion is not None:
            after = _source(plan, known, each, instance)
            named = _criterion(plan, instance, event.criterion)
            return ": ".join(filter(None, (named, after)))
    return ""


def _source(
    plan: CasePlan, known: Mapping[int, Recorded], recorded: Recorded, instance: str
) -> str:
    """Return what an event came from, in another item or the case file."""
    at = known.get(recorded.cause or 0)
    for _ in range(_DEEPEST):
        if at is None:
            return ""
        if getattr(at.event, "instance", "") != instance:
            return ", ".join(caused(plan, [at], with_file=True))
        at = known.get(at.cause or 0)
    return ""


def _criterion(plan: CasePlan, instance: str, name: str) -> str:
    """Return the name of a criterion where the model gives one, in quotes."""
    item = plan.items.get(instance.rpartition("#")[0])
    entries = () if item is None else item.entry
    found = next((each.name or each.sentry.name for each in entries if each.id == name), "")
    return f"'{found}'" if found else ""


# --- words ----------------------------------------------------------------------------------------


def _name(plan: CasePlan, instance: str) -> str:
    """Return what an instance is called: a repetition has its number."""
    item, _, number = instance.rpartition("#")
    name = plan.items[item].name if item in plan.items else instance
    return name if number == "1" else f"{name} ({number})"


def _moved(plan: CasePlan, event: e.PlanItemTransitioned) -> tuple[str, str] | None:
    item = plan.items.get(event.instance.rpartition("#")[0])
    words = _WORDS
    if item is not None and item.kind.is_listener:
        words = _OCCURRED
    elif item is not None and item.kind is Kind.MILESTONE:
        words = _REACHED
    word = words.get(event.after)
    return None if word is None else (event.instance, f"{_name(plan, event.instance)} {word}")


def _case(_: CasePlan, event: e.CaseTransitioned) -> tuple[str, str]:
    return "case", f"the case is {event.after}"


def _assigned(plan: CasePlan, event: e.TaskAssigned) -> tuple[str, str]:
    name = _name(plan, event.instance)
    words = {
        "claim": f"{name} claimed by {event.assignee}",
        "assign": f"{name} given to {event.assignee}",
        "delegate": f"{name} delegated to {event.assignee}",
    }
    back = f" back to {event.assignee}" if event.assignee else ""
    return event.instance, words.get(event.how, f"{name} released{back}")


def _scheduled(plan: CasePlan, event: e.TaskScheduled) -> tuple[str, str]:
    return f"dates {event.instance}", f"{_name(plan, event.instance)} has other dates"


def _escalated(plan: CasePlan, event: e.TaskEscalated) -> tuple[str, str]:
    to = f", escalated to {', '.join(event.roles)}" if event.roles else ""
    return event.instance, f"{_name(plan, event.instance)} overdue{to}"


def _written(_: CasePlan, event: e.FileItemTransitioned) -> tuple[str, str] | None:
    if event.child is not None:
        return None
    if event.transition is FileTransition.DELETE:
        return f"file {event.path}", f"{path_words(event.path)} deleted"
    shown = value_text(event.value, longest=_SHORT)
    return f"file {event.path}", f"{path_words(event.path)} set to {shown}"


def _planned(plan: CasePlan, event: e.DiscretionaryItemPlanned) -> tuple[str, str]:
    item = plan.items.get(event.item)
    return f"plan {event.item}", f"{event.item if item is None else item.name} planned"


def _incident(plan: CasePlan, event: e.IncidentRaised) -> tuple[str, str]:
    return f"incident {event.instance}", f"{_name(plan, event.instance)}: {event.message}"


def _held(_: CasePlan, event: e.RoleAssigned | e.RoleUnassigned) -> tuple[str, str]:
    verb = "given to" if isinstance(event, e.RoleAssigned) else "taken from"
    key = f"role {event.role} {event.principal}"
    return key, f"role {event.role} {verb} {event.principal}"


_TOLD: Mapping[type[Any], Callable[[CasePlan, Any], tuple[str, str] | None]] = {
    e.PlanItemTransitioned: _moved,
    e.CaseTransitioned: _case,
    e.TaskAssigned: _assigned,
    e.TaskScheduled: _scheduled,
    e.TaskEscalated: _escalated,
    e.FileItemTransitioned: _written,
    e.DiscretionaryItemPlanned: _planned,
    e.IncidentRaised: _incident,
    e.RoleAssigned: _held,
    e.RoleUnassigned: _held,
}
