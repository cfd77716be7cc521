"""When a timer of a case is due: its expression in the case file, at the time it starts.

The one rule: text that is ISO 8601 is that; everything else is FEEL that gives a date and time, a
duration, or such a text.
"""

from cmmn.conditions import Reading
from cmmn.lifecycle import State
from cmmn.plan import Condition
from cmmn.state import CaseState, Instance, RunningTimer
from cmmn.timer_text import following, from_value, read_timer, started
from feel.errors import FeelWarning
from feel.temporal import DateTime

__all__ = [
    "due_timers",
    "following",
    "instant_of",
    "is_due",
    "moment",
    "next_due",
    "overdue_tasks",
    "timer_of",
]


def timer_of(
    condition: Condition, reading: Reading, zone: str, start: DateTime
) -> RunningTimer | str:
    """Return the timer that starts now, or in words why there is none."""
    try:
        form = read_timer(condition.text)
        if form is None:
            warnings: list[FeelWarning] = []
            value = reading.value(condition, None, warnings)
            form = from_value(value)
            if form is None:
                why = f": {warnings[0]}" if warnings else ""
                return f"'{condition.text}' gives {_shown(value)}, which is no time{why}"
        return started(form, start, zone)
    except ValueError as error:
        return str(error)


def instant_of(value: object, now: DateTime, zone: str) -> DateTime | None:
    """Return the instant a value means: itself, a date's midnight, or a duration from now."""
    try:
        form = from_value(value)
        return None if form is None else started(form, now, zone).due
    except ValueError:
        return None


def _shown(value: object) -> str:
    return "null" if value is None else f"'{value}'"


def moment(time: DateTime) -> tuple[int, int]:
    """Return what instants are compared by."""
    return time.key, time.nanosecond


def is_due(instance: Instance, at: DateTime) -> bool:
    """Tell whether an instance's timer is due."""
    timer = instance.timer
    return (
        timer is not None and instance.state is State.AVAILABLE and moment(timer.due) <= moment(at)
    )


def due_timers(state: CaseState, at: DateTime) -> list[Instance]:
    """Return the listeners whose timers are due, the earliest first."""
    found = [state.instances[each] for each in state.timers if is_due(state.instances[each], at)]
    return sorted(found, key=_by_due)


def _by_due(instance: Instance) -> tuple[tuple[int, int], str]:
    if instance.timer is None:
        return (0, 0), instance.id
    return moment(instance.timer.due), instance.id


def overdue_tasks(state: CaseState) -> list[tuple[DateTime, Instance]]:
    """Return the open human tasks with a due date that have not been escalated, by date."""
    found = [
        (instance.due, instance)
        for ids in state.open_by_item.values()
        for each in ids
        if (instance := state.instances[each]).due is not None
        and instance.escalated is None
        and instance.state in (State.ACTIVE, State.ENABLED)
    ]
    return sorted(found, key=lambda each: (moment(each[0]), each[1].id))


def next_due(state: CaseState) -> DateTime | None:
    """Return when the case needs attention next: a timer, or a task that becomes overdue."""
    if state.state is not State.ACTIVE:
        return None
    times = [due for due, _ in overdue_tasks(state)[:1]]
    times += [
        instance.timer.due
        for each in state.timers
        if (instance := state.instances[each]).timer is not None
        and instance.state is State.AVAILABLE
    ]
    return min(times, key=moment, default=None)
