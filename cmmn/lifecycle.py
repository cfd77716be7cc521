"""The standard's states and transitions as tables: case, stage and task, listener and milestone.

CMMN 1.1, tables 8.5 to 8.11, and 8.3 for case file items. Nothing here knows a plan; a pair that
is in no table is refused everywhere.
"""

from collections.abc import Mapping
from enum import StrEnum

__all__ = [
    "CASE",
    "ENDED",
    "FINAL",
    "LIFECYCLES",
    "OCCURRENCE",
    "TASK_AND_STAGE",
    "FileTransition",
    "Kind",
    "State",
    "Table",
    "Transition",
    "allowed",
]


class State(StrEnum):
    """The states of plan item instances and of cases."""

    AVAILABLE = "available"
    ENABLED = "enabled"
    DISABLED = "disabled"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    FAILED = "failed"
    COMPLETED = "completed"
    TERMINATED = "terminated"
    CLOSED = "closed"


class Transition(StrEnum):
    """The transitions of plan item instances and of cases; all but one are standard events."""

    CREATE = "create"
    ENABLE = "enable"
    START = "start"
    MANUAL_START = "manualStart"
    DISABLE = "disable"
    REENABLE = "reenable"
    OCCUR = "occur"
    SUSPEND = "suspend"
    RESUME = "resume"
    PARENT_SUSPEND = "parentSuspend"
    PARENT_RESUME = "parentResume"
    COMPLETE = "complete"
    TERMINATE = "terminate"
    EXIT = "exit"
    PARENT_TERMINATE = "parentTerminate"  # of the text, but no standardEvent of the schema
    FAULT = "fault"
    REACTIVATE = "reactivate"
    CLOSE = "close"


class FileTransition(StrEnum):
    """The transitions of case file items (CMMN 1.1, 8.3)."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    ADD_CHILD = "addChild"
    REMOVE_CHILD = "removeChild"
    ADD_REFERENCE = "addReference"
    REMOVE_REFERENCE = "removeReference"


class Kind(StrEnum):
    """What a plan item is an item of; the values are the schema's element names."""

    CASE_PLAN = "casePlanModel"
    STAGE = "stage"
    TASK = "task"
    HUMAN_TASK = "humanTask"
    PROCESS_TASK = "processTask"
    CASE_TASK = "caseTask"
    DECISION_TASK = "decisionTask"
    MILESTONE = "milestone"
    EVENT_LISTENER = "eventListener"
    USER_EVENT_LISTENER = "userEventListener"
    TIMER_EVENT_LISTENER = "timerEventListener"
    PLAN_FRAGMENT = "planFragment"  # planned as a unit; has no lifecycle of its own

    @property
    def is_task(self) -> bool:
        """Whether it is one of the five kinds of task."""
        return self in _TASKS

    @property
    def is_listener(self) -> bool:
        """Whether it is one of the three kinds of event listener."""
        return self in _LISTENERS


_TASKS = {Kind.TASK, Kind.HUMAN_TASK, Kind.PROCESS_TASK, Kind.CASE_TASK, Kind.DECISION_TASK}
_LISTENERS = {Kind.EVENT_LISTENER, Kind.USER_EVENT_LISTENER, Kind.TIMER_EVENT_LISTENER}

S, T = State, Transition
Table = Mapping[tuple[State, Transition], State]

CASE: Table = {
    (S.ACTIVE, T.SUSPEND): S.SUSPENDED,
    (S.ACTIVE, T.COMPLETE): S.COMPLETED,
    (S.ACTIVE, T.TERMINATE): S.TERMINATED,
    (S.ACTIVE, T.FAULT): S.FAILED,
    **{
        (state, T.REACTIVATE): S.ACTIVE
        for state in (S.SUSPENDED, S.COMPLETED, S.TERMINATED, S.FAILED)
    },
    **{(state, T.CLOSE): S.CLOSED for state in (S.SUSPENDED, S.COMPLETED, S.TERMINATED, S.FAILED)},
}
"""Tables 8.5 and 8.6: the case plan model. A suspended case is taken up again by `reactivate`."""

TASK_AND_STAGE: Table = {
    (S.AVAILABLE, T.ENABLE): S.ENABLED,
    (S.AVAILABLE, T.START): S.ACTIVE,
    (S.ENABLED, T.MANUAL_START): S.ACTIVE,
    (S.ENABLED, T.DISABLE): S.DISABLED,
    (S.DISABLED, T.REENABLE): S.ENABLED,
    (S.ACTIVE, T.SUSPEND): S.SUSPENDED,
    (S.SUSPENDED, T.RESUME): S.ACTIVE,
    (S.ACTIVE, T.COMPLETE): S.COMPLETED,
    (S.ACTIVE, T.TERMINATE): S.TERMINATED,
    (S.ACTIVE, T.FAULT): S.FAILED,
    (S.FAILED, T.REACTIVATE): S.ACTIVE,
    **{
        (state, T.EXIT): S.TERMINATED
        for state in (S.AVAILABLE, S.ENABLED, S.DISABLED, S.ACTIVE, S.SUSPENDED, S.FAILED)
    },
    **{
        (state, T.PARENT_SUSPEND): S.SUSPENDED
        for state in (S.AVAILABLE, S.ENABLED, S.DISABLED, S.ACTIVE)
    },
    # back to the state before; which one it was, the instance remembers
    (S.SUSPENDED, T.PARENT_RESUME): S.ACTIVE,
}
"""Tables 8.7 and 8.8: stages and tasks."""

OCCURRENCE: Table = {
    (S.AVAILABLE, T.OCCUR): S.COMPLETED,
    (S.AVAILABLE, T.SUSPEND): S.SUSPENDED,
    (S.SUSPENDED, T.RESUME): S.AVAILABLE,
    (S.AVAILABLE, T.TERMINATE): S.TERMINATED,
    (S.AVAILABLE, T.PARENT_TERMINATE): S.TERMINATED,
    (S.SUSPENDED, T.PARENT_TERMINATE): S.TERMINATED,
}
"""Tables 8.10 and 8.11: milestones and event listeners."""

_OCCURRENCES = {Kind.MILESTONE, *_LISTENERS}
LIFECYCLES: Mapping[Kind, Table] = {
    kind: CASE if kind is Kind.CASE_PLAN else OCCURRENCE if kind in _OCCURRENCES else TASK_AND_STAGE
    for kind in Kind
    if kind is not Kind.PLAN_FRAGMENT
}
"""Which table an instance of a kind lives by."""

ENDED = frozenset({S.DISABLED, S.COMPLETED, S.TERMINATED, S.FAILED})
"""Ended, as the completion of a stage asks for it (8.6.1)."""

FINAL = frozenset({S.COMPLETED, S.TERMINATED, S.CLOSED})
"""States of a plan item instance that it never leaves, and those in which a case does no work."""


def allowed(kind: Kind, state: State) -> list[Transition]:
    """Return the transitions that lead out of a state, in the order of the tables."""
    return [transition for (at, transition) in LIFECYCLES[kind] if at is state]
