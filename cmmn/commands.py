"""What can be asked of a case, in the imperative; time and who are inside.

A command that `decide` refuses changes nothing. Values are natural Python or FEEL values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from cmmn.lifecycle import FileTransition, Transition
from feel.temporal import DateTime

__all__ = [
    "COMMANDS",
    "LONGEST_NAME",
    "AssignRole",
    "AssignTask",
    "ChangeFile",
    "Command",
    "CompleteJob",
    "CreateCase",
    "EndCase",
    "FailJob",
    "FireTimers",
    "HearChild",
    "MakeTransition",
    "PlanItem",
    "ResolveIncident",
    "ScheduleTask",
    "SetFile",
    "UnassignRole",
    "User",
]


LONGEST_NAME = 500
"""So long the name of a person, a group, a role or an id may be: databases index them."""


@dataclass(frozen=True, slots=True)
class User:
    """A person and the groups that person is in.

    Errors: ValueError for names that mean something else: none, `system`, or with `group:`.
    """

    name: str
    groups: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Refuse what could be taken for another."""
        if not isinstance(self.name, str) or isinstance(self.groups, str):
            raise TypeError("a User has a name and several groups: User('ann', groups=['claims'])")
        if not self.name.strip() or self.name == "system" or self.name.startswith("group:"):
            raise ValueError(f"{self.name[:40]!r} cannot be the name of a person")
        if any(len(each) > LONGEST_NAME for each in (self.name, *self.groups)):
            raise ValueError(f"a name has at most {LONGEST_NAME} signs")


@dataclass(frozen=True, slots=True)
class _Command:
    """When, and by whom: None is the host program, which may do everything."""

    at: DateTime
    by: User | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class CreateCase(_Command):
    """Create a case; `variables` are case file items or input parameters by name.

    `inherited_roles` are those of a parent case: the ones this case has too are held by the same.
    """

    case: str
    definition: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    business_key: str | None = None
    roles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    parent_case: str | None = None
    parent_instance: str | None = None
    zone: str = "UTC"
    inherited_roles: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MakeTransition(_Command):
    """Let an item, or `case`, make a transition; the outputs of a task that completes go with it.

    `target` is an instance (`A#2`), the id of an item, or its name where that is unique: then the
    newest instance that has not ended is meant.
    """

    target: str
    transition: Transition
    variables: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class EndCase(_Command):
    """End a child case because its parent's case task has ended, whatever state it is in."""


@dataclass(frozen=True, slots=True)
class SetFile(_Command):
    """Create or update case file items, by name or path, in one transaction."""

    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChangeFile(_Command):
    """Make one transition of one case file item; `child` for children and references."""

    path: str
    transition: FileTransition
    value: Any = None
    child: str | None = None


@dataclass(frozen=True, slots=True)
class PlanItem(_Command):
    """Plan a discretionary item; `holder` is the instance with the table, where there are several.

    A holder is a stage, a human task, or `case`.
    """

    item: str
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class FireTimers(_Command):
    """Fire what is due until `at`, each at its own time, at most `most`."""

    most: int = 1_000


@dataclass(frozen=True, slots=True)
class AssignTask(_Command):
    """Claim, assign, delegate or release a human task; `assignee` is None to release it."""

    target: str
    assignee: str | None
    how: str = "claim"


@dataclass(frozen=True, slots=True)
class ScheduleTask(_Command):
    """Set a human task's due date, follow-up date or priority; what is None stays as it is."""

    target: str
    due: Any = None
    follow_up: Any = None
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class AssignRole(_Command):
    """Give a case role to a person or a `group:`."""

    role: str
    principal: str


@dataclass(frozen=True, slots=True)
class UnassignRole(_Command):
    """Take a case role from a person or a `group:`."""

    role: str
    principal: str


@dataclass(frozen=True, slots=True)
class CompleteJob(_Command):
    """A process task's call answered; what it gives beyond the task's outputs is left out."""

    target: str
    outputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FailJob(_Command):
    """A process task's call failed for good: fault, and an incident."""

    target: str
    message: str


@dataclass(frozen=True, slots=True)
class ResolveIncident(_Command):
    """Retry, skip or resolve (with outputs) what failed."""

    target: str
    how: str
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HearChild(_Command):
    """A child case ended: completed with outputs, terminated, or failed."""

    target: str
    child: str
    transition: Transition
    outputs: Mapping[str, Any] = field(default_factory=dict)


Command: TypeAlias = (
    CreateCase
    | MakeTransition
    | EndCase
    | SetFile
    | ChangeFile
    | PlanItem
    | FireTimers
    | AssignTask
    | ScheduleTask
    | AssignRole
    | UnassignRole
    | CompleteJob
    | FailJob
    | ResolveIncident
    | HearChild
)

COMMANDS: dict[str, type[Any]] = {each.__name__: each for each in Command.__args__}
"""Every kind of command by name."""
