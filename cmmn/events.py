"""What has happened in a case, in the past tense: the only thing that is kept of it for ever.

Every event carries what expressions and decisions answered, so replay never evaluates. Values are
FEEL values; `payload.py` writes them. A field may be added with a default; anything else is a new
schema number and a lifting function in `lifting.py`.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

from cmmn.lifecycle import FileTransition, State, Transition
from feel.temporal import DateTime

__all__ = [
    "EVENTS",
    "SCHEMA",
    "CaseCreated",
    "CaseTransitioned",
    "ChildCaseRequested",
    "ConditionFailed",
    "DecisionEvaluated",
    "DiscretionaryItemPlanned",
    "Event",
    "FileItemTransitioned",
    "IncidentRaised",
    "IncidentResolved",
    "JobAnswered",
    "JobRequested",
    "OnPartOccurred",
    "PlanItemCreated",
    "PlanItemTransitioned",
    "Recorded",
    "RoleAssigned",
    "RoleUnassigned",
    "TaskAssigned",
    "TaskEscalated",
    "TaskScheduled",
    "TimerStarted",
]

SCHEMA = 1
"""The schema number of the events below."""


@dataclass(frozen=True, slots=True)
class CaseCreated:
    """A case exists, bound to its definition and to the decision models of that moment."""

    case: str  # the case id
    definition: str  # the key of the case definition
    sha256: str
    plan_id: str  # the id of the case plan model
    decision_hashes: dict[str, str]
    business_key: str | None = None
    roles: dict[str, tuple[str, ...]] | None = None
    parent_case: str | None = None
    parent_instance: str | None = None
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class CaseTransitioned:
    """The case plan model made a transition; `criterion` is the exit criterion that asked."""

    transition: Transition
    before: State
    after: State
    criterion: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanItemCreated:
    """An instance of a plan item exists, in Available."""

    instance: str  # item id, '#', number
    item: str
    number: int
    stage: str  # the instance it is in; 'case' for the case plan model
    required: bool = False
    origin: str = "plan"  # or 'repetition', 'planning'


@dataclass(frozen=True, slots=True)
class PlanItemTransitioned:
    """An instance made a transition; `criterion` is the criterion that asked for it."""

    instance: str
    transition: Transition
    before: State
    after: State
    criterion: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class OnPartOccurred:
    """An on-part of a criterion occurred while the instance listened."""

    instance: str
    criterion: str
    part: int  # its position in the sentry


@dataclass(frozen=True, slots=True)
class FileItemTransitioned:
    """A case file item made a transition.

    `path` has a 1-based position after the name of an item that may occur many times:
    `order.line[2]`. `value` is the new value of the path, null after a delete. `child` is the path
    of the child or reference the transition is about.
    """

    path: str
    transition: FileTransition
    value: Any = None
    child: str | None = None


@dataclass(frozen=True, slots=True)
class DiscretionaryItemPlanned:
    """A discretionary item was planned by way of an instance that holds a planning table."""

    item: str
    holder: str


@dataclass(frozen=True, slots=True)
class DecisionEvaluated:
    """A decision was asked for a decision task, and answered."""

    instance: str
    model: str
    sha256: str
    decision: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    rules: dict[str, list[str]]  # decision -> ids or numbers of the rules that matched
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionFailed:
    """An expression answered null where that was not expected; the case goes on without it."""

    place: tuple[str, ...]
    warnings: tuple[str, ...]
    instance: str | None = None


@dataclass(frozen=True, slots=True)
class TimerStarted:
    """A timer of an event listener runs: it is due once, or again and again.

    `left` is how often it still occurs, this time included; None without end. `text` is the
    ISO 8601 form that gave it, `period` its duration part.
    """

    instance: str
    due: DateTime
    text: str
    left: int | None = 1
    period: str | None = None


@dataclass(frozen=True, slots=True)
class TaskAssigned:
    """A human task is someone's, or no one's; `owner` is who gets it back after a delegation."""

    instance: str
    assignee: str | None
    owner: str | None = None
    how: str = "claim"  # or 'assign', 'delegate', 'release'


@dataclass(frozen=True, slots=True)
class TaskScheduled:
    """A human task's dates and priority are set; None leaves one out."""

    instance: str
    due: DateTime | None = None
    follow_up: DateTime | None = None
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class TaskEscalated:
    """A human task was overdue, and these roles may do it too now."""

    instance: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleAssigned:
    """A person, or a `group:`, holds a case role now."""

    role: str
    principal: str


@dataclass(frozen=True, slots=True)
class RoleUnassigned:
    """A person, or a `group:`, holds a case role no longer."""

    role: str
    principal: str


@dataclass(frozen=True, slots=True)
class ChildCaseRequested:
    """A case task has a child case: its id, definition and inputs."""

    instance: str
    case: str
    definition: str
    inputs: dict[str, Any]
    is_blocking: bool = True


@dataclass(frozen=True, slots=True)
class JobRequested:
    """A process task waits for the host's handler of this name."""

    instance: str
    handler: str
    inputs: dict[str, Any]
    is_blocking: bool = True


@dataclass(frozen=True, slots=True)
class JobAnswered:
    """A handler answered, or failed for good, while its task was suspended.

    The answer waits till the task goes on; after a failure the work is asked for again then.
    """

    instance: str
    outputs: dict[str, Any]
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class IncidentRaised:
    """Something needs a person: a call that failed for good, a timer without a time."""

    instance: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class IncidentResolved:
    """A person dealt with an incident: by `retry`, `skip` or `resolve`."""

    instance: str
    how: str


Event: TypeAlias = (
    CaseCreated
    | CaseTransitioned
    | PlanItemCreated
    | PlanItemTransitioned
    | OnPartOccurred
    | FileItemTransitioned
    | DiscretionaryItemPlanned
    | DecisionEvaluated
    | ConditionFailed
    | TimerStarted
    | TaskAssigned
    | TaskScheduled
    | TaskEscalated
    | RoleAssigned
    | RoleUnassigned
    | ChildCaseRequested
    | JobRequested
    | JobAnswered
    | IncidentRaised
    | IncidentResolved
)

EVENTS: dict[str, type[Any]] = {each.__name__: each for each in Event.__args__}
"""Every kind of event by name."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in its place: where in the log, when, who, for which command, and what caused it.

    `time` is when it happened in the case: a timer's own time, though it was noticed later.
    `cause` is the sequence number of the event that led to this one; None for the first of a
    command.
    """

    sequence: int  # 1, 2, ...: also the version of the case after it
    time: DateTime
    by: str  # 'system' for the host program
    command: str  # the command's name, as in commands.py
    event: Event
    cause: int | None = None
