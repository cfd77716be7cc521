"""A case definition made ready to run: every reference resolved, every expression compiled.

Frozen and shared by all cases of the definition; made by `compiler.py`, never changed. Where a
model has a fault, the part at fault is missing or its condition answers null, and the fault is in
`problems`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cmmn.lifecycle import FileTransition, Kind, Transition
from feel.errors import Problem

__all__ = [
    "CasePlan",
    "Condition",
    "Criterion",
    "DecisionCall",
    "FileItem",
    "Item",
    "Offer",
    "OnPart",
    "Parameter",
    "ParameterMapping",
    "Reference",
    "Sentry",
    "Stage",
    "TaskDetail",
    "Timer",
]


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression of the model. `expression` is None for one without text or with a fault.

    What stands for it then is `otherwise`: true for a rule present without a condition, null for
    a fault.
    """

    text: str
    place: tuple[str, ...]
    expression: Any = None  # a feel.Expression
    otherwise: bool | None = True
    context: str | None = (
        None  # contextRef: the path of a case file item whose properties are names
    )


@dataclass(frozen=True, slots=True)
class OnPart:
    """The event a sentry waits for: a transition of a plan item, or of a case file item."""

    source: str  # the id of a plan item, or the path of a case file item
    transition: Transition | FileTransition
    exit_criterion: str | None = None
    name: str = ""

    @property
    def is_on_file(self) -> bool:
        """Whether the source is a case file item."""
        return isinstance(self.transition, FileTransition)


@dataclass(frozen=True, slots=True)
class Sentry:
    """Satisfied when all on-parts occurred and the if-part is true (8.5)."""

    id: str
    on_parts: tuple[OnPart, ...]
    if_part: Condition | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """An entry or exit criterion: a sentry, bound to one item."""

    id: str
    sentry: Sentry
    is_entry: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class FileItem:
    """A case file item; `path` is its names from the top, joined by dots."""

    id: str
    name: str
    path: str
    parent: str | None
    children: tuple[str, ...]  # paths
    is_many: bool
    is_needed: bool  # ExactlyOne and OneOrMore
    properties: Mapping[str, str] = field(default_factory=dict)  # name -> the type's last word
    value_type: str = "Unspecified"  # of an item that is one simple value
    targets: tuple[str, ...] = ()  # paths of the items it may refer to
    multiplicity: str = "Unspecified"


@dataclass(frozen=True, slots=True)
class Parameter:
    """An input or output parameter, and the case file item it is bound to, if any."""

    id: str
    name: str
    path: str | None
    refinement: Condition | None = None


@dataclass(frozen=True, slots=True)
class ParameterMapping:
    """From one parameter to another, by name, on the way in or out of a call."""

    source: str
    target: str
    transformation: Condition | None


@dataclass(frozen=True, slots=True)
class Reference:
    """What a task calls: a fixed name, or an expression that gives the name."""

    name: str | None
    expression: Condition | None


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """What only tasks have."""

    inputs: tuple[Parameter, ...] = ()
    outputs: tuple[Parameter, ...] = ()
    is_blocking: bool = True
    reference: Reference | None = None
    into: tuple[ParameterMapping, ...] = ()
    out_of: tuple[ParameterMapping, ...] = ()
    due: Condition | None = None
    follow_up: Condition | None = None
    priority: Condition | None = None
    escalation: tuple[str, ...] = ()  # names of roles


@dataclass(frozen=True, slots=True)
class Timer:
    """When a timer event listener occurs, and what starts it if not its creation."""

    expression: Condition
    trigger: OnPart | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A discretionary item in a planning table, with all rules and roles that hold for it."""

    item: str
    rules: tuple[Condition, ...]
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """The contents of a stage, of the case plan model, or of a plan fragment."""

    id: str
    items: tuple[str, ...]
    auto_complete: bool = False
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A plan item or discretionary item with its definition."""

    id: str
    name: str
    kind: Kind
    definition: str
    entry: tuple[Criterion, ...] = ()
    exit: tuple[Criterion, ...] = ()
    repetition: Condition | None = None
    required: Condition | None = None
    manual_activation: Condition | None = None
    roles: tuple[str, ...] = ()  # names: performer, or authorised roles
    task: TaskDetail | None = None
    timer: Timer | None = None
    offers: tuple[Offer, ...] = ()  # of a human task's planning table
    is_discretionary: bool = False
    documentation: str = ""
    line: int | None = None

    @property
    def holds_stage(self) -> bool:
        """Whether instances have children."""
        return self.kind in (Kind.STAGE, Kind.CASE_PLAN)


@dataclass(frozen=True, slots=True)
class DecisionCall:
    """A decision of a bound DMN model: the model and the decision's or service's name in it.

    `key` is what the model is known by where it is bound, `sha256` the hash of its content.
    """

    model: Any  # a dmn.Model
    key: str
    sha256: str
    name: str
    is_service: bool = False
    inputs: tuple[str, ...] = ()  # names of parameters of the CMMN decision, where it has some
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CasePlan:
    """One case of a definition, ready to run.

    `items` has every plan item and discretionary item by id, and the case plan model under its own
    id as item `root`. `stages` are contents by the id of the stage's definition. `listeners` tells,
    for a source and a transition, which criteria of which items wait for it.
    """

    id: str
    name: str
    root: str
    items: Mapping[str, Item]
    stages: Mapping[str, Stage]
    file: Mapping[str, FileItem]
    roles: tuple[str, ...] = ()
    role_ids: Mapping[str, str] = field(default_factory=dict)  # id -> name
    inputs: tuple[Parameter, ...] = ()
    outputs: tuple[Parameter, ...] = ()
    listeners: Mapping[tuple[str, str], tuple[tuple[str, Criterion, int], ...]] = field(
        default_factory=dict
    )
    triggers: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    conditional: tuple[tuple[str, Criterion], ...] = ()  # criteria with an if-part
    decisions: Mapping[str, DecisionCall] = field(default_factory=dict)
    cases: Mapping[str, str] = field(default_factory=dict)  # reference -> key of a definition
    decision_hashes: Mapping[str, str] = field(default_factory=dict)  # key of a model -> sha256
    sha256: str = ""
    definition: str = ""  # the name of the definitions
    documentation: str = ""
    problems: tuple[Problem, ...] = ()
