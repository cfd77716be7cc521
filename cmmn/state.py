"""The state of one case at one version: frozen; lookups only.

It is a fold of the events and nothing else; `evolve.py` makes the next one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cmmn.lifecycle import FINAL, State
from feel.temporal import DateTime

__all__ = ["CASE_ID", "Answered", "CaseState", "Incident", "Instance", "RunningTimer"]

CASE_ID = "case"
"""How the case plan model's only instance is called; no item's instance can be, having a '#'."""


@dataclass(frozen=True, slots=True)
class RunningTimer:
    """A timer under way: when it is due next, and how often still (None: without end)."""

    due: DateTime
    text: str
    left: int | None = 1
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that waits for a person."""

    code: str
    message: str
    since: DateTime


@dataclass(frozen=True, slots=True)
class Answered:
    """What a handler gave, or why it failed, while its task was suspended."""

    outputs: Mapping[str, Any]
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance of a plan item, for its whole life.

    `before` is the state to come back to after the parent's suspension. `heard` are the on-parts
    that occurred, as (criterion id, position).
    """

    id: str
    item: str
    number: int
    stage: str
    state: State
    required: bool
    created: DateTime
    since: DateTime  # of the last transition
    origin: str = "plan"
    before: State | None = None
    heard: frozenset[tuple[str, int]] = frozenset()
    timer: RunningTimer | None = None
    incident: Incident | None = None
    assignee: str | None = None
    owner: str | None = None
    due: DateTime | None = None
    follow_up: DateTime | None = None
    priority: int | None = None
    escalated: tuple[str, ...] | None = None  # None: not escalated
    child_case: str | None = None
    handler: str | None = None
    inputs: Mapping[str, Any] | None = None
    answered: Answered | None = None
    asked: int | None = None  # the event that began what it waits for: job, child, timer, date

    @property
    def is_open(self) -> bool:
        """Whether it has neither completed nor been terminated."""
        return self.state not in FINAL


@dataclass(frozen=True, slots=True)
class CaseState:
    """A case at one version.

    `instances` are all there ever were, in order of creation. `by_item` are the instances of an
    item, in order; `open_by_item` and `children` those of an item and in a stage that have neither
    completed nor been terminated; `timers` those of them that a timer runs for.
    `file` has the own value of each case file item that exists, by path; see `case_file.py`.
    """

    id: str = ""
    version: int = 0
    definition: str = ""
    sha256: str = ""
    plan_id: str = ""
    business_key: str | None = None
    parent_case: str | None = None
    parent_instance: str | None = None
    zone: str = "UTC"
    decision_hashes: Mapping[str, str] = field(default_factory=dict)
    state: State = State.ACTIVE
    created: DateTime | None = None
    time: DateTime | None = None  # of the last event
    since: DateTime | None = None  # of the case's last transition
    instances: Mapping[str, Instance] = field(default_factory=dict)
    by_item: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    open_by_item: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    children: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    timers: frozenset[str] = frozenset()
    file: Mapping[str, Any] = field(default_factory=dict)
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    heard: frozenset[tuple[str, int]] = frozenset()  # by the case's own exit criteria

    def instances_of(self, item: str) -> Iterator[Instance]:
        """Give the instances of an item, the first created first."""
        return (self.instances[each] for each in self.by_item.get(item, ()))

    def open_children(self, stage: str) -> list[Instance]:
        """Return the instances in a stage that have not completed or been terminated."""
        return [self.instances[each] for each in self.children.get(stage, ())]

    def chain(self, instance: Instance) -> list[str]:
        """Return the stage instances around an instance, from the case plan model inwards."""
        found: list[str] = []
        stage = instance.stage
        while stage != CASE_ID:
            found.append(stage)
            stage = self.instances[stage].stage
        return [CASE_ID, *reversed(found)]
