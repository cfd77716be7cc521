"""What is told of an item: data first, and the same in sentences for a case worker.

The one rule: nothing is found out here; it is put into words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from cmmn.lifecycle import Kind, State, Transition
from cmmn.state import Incident
from feel.temporal import DateTime
from feel.values import Value, brief, to_text

__all__ = [
    "Blocker",
    "ConditionNow",
    "CriterionNow",
    "Explanation",
    "NameNow",
    "PartNow",
    "RoleNow",
    "TableNow",
]


@dataclass(frozen=True, slots=True)
class NameNow:
    """A name, or a path such as `order.total`, that an expression reads, and its value now."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class ConditionNow:
    """An expression of the model, its value now, and what it reads."""

    text: str
    value: Value
    names: tuple[NameNow, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether it is true; null counts as false."""
        return self.value is True

    def __str__(self) -> str:
        """Return `'amount > 100' is false (amount is 50)`."""
        reads = ", ".join(f"{each.name} is {brief(each.value)}" for each in self.names)
        shown = self.text or "(nothing)"
        return f"'{shown}' is {brief(self.value)}" + (f" ({reads})" if reads else "")


@dataclass(frozen=True, slots=True)
class PartNow:
    """An on-part of a criterion: whether it was heard, and how its source is."""

    source: str  # an item's id, or a case file item's path
    transition: str
    is_heard: bool
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class CriterionNow:
    """An entry or exit criterion: what it has heard, what its condition says, what is missing."""

    id: str
    is_entry: bool
    is_listening: bool
    is_satisfied: bool
    parts: tuple[PartNow, ...]
    condition: ConditionNow | None
    name: str = ""

    @property
    def label(self) -> str:
        """Its name where the model gives one, else its id."""
        return self.name or self.id

    @property
    def missing(self) -> list[str]:
        """What would have to be otherwise, in words; empty where it is satisfied."""
        found = [each.text for each in self.parts if not each.is_heard]
        if self.condition is not None and not self.condition.holds:
            found.append(f"the condition {self.condition}")
        return found


@dataclass(frozen=True, slots=True)
class RoleNow:
    """A case role, and the people and groups that hold it."""

    role: str
    holders: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.role} ({', '.join(self.holders) or 'nobody'})"


@dataclass(frozen=True, slots=True)
class Blocker:
    """A child that keeps a stage from completing; `is_by_hand` where by hand too."""

    instance: str
    name: str
    why: str
    is_by_hand: bool


@dataclass(frozen=True, slots=True)
class TableNow:
    """A planning table that has a discretionary item: whether it may be planned from there now."""

    item: str
    holder: str  # the id of the stage, human task or case plan model that has the table
    holder_name: str
    is_open: bool
    rules: tuple[ConditionNow, ...] = ()
    roles: tuple[RoleNow, ...] = ()

    @property
    def is_offered(self) -> bool:
        """Whether the table is open and all rules are true."""
        return self.is_open and all(each.holds for each in self.rules)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an item, or the case, is as it is; `state` is None where there is no instance yet.

    `around` are the stages it can be in, `because` explains the nearest of them that has to become
    active first.
    """

    item: str
    name: str
    kind: Kind
    case_state: State
    instance: str | None = None
    state: State | None = None
    since: DateTime | None = None
    is_required: bool = False
    allowed: tuple[Transition, ...] = ()
    roles: tuple[RoleNow, ...] = ()
    assignee: str | None = None
    criteria: tuple[CriterionNow, ...] = ()
    manual_activation: ConditionNow | None = None
    repetition: ConditionNow | None = None
    blockers: tuple[Blocker, ...] = ()
    tables: tuple[TableNow, ...] = ()  # that offer this item, or what this stage still offers
    due: DateTime | None = None
    trigger: str | None = None
    incident: Incident | None = None
    waits_for: str | None = None  # what is called: a handler, a child case
    around: tuple[str, ...] = ()
    suspended_with: str | None = None
    because: "Explanation | None" = None

    @property
    def sentences(self) -> list[str]:
        """The whole, as a case worker reads it."""
        return list(_sentences(self))

    def __str__(self) -> str:
        return "\n".join(self.sentences)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON data, the sentences with it; values are FEEL text."""
        return {**_plain(self), "sentences": self.sentences}


# --- in words -------------------------------------------------------------------------------------


def _sentences(told: Explanation) -> Iterator[str]:
    if told.instance is None:
        yield from _absent(told)
    else:
        yield f"{_who(told)} is {told.state} since {told.since}."
        yield from _SAID.get(told.state or State.ACTIVE, _over)(told)
    if told.kind is not Kind.CASE_PLAN and told.case_state is not State.ACTIVE:
        yield f"The case is {told.case_state}; no work is done in it."
    if told.incident is not None:
        yield f"Incident {told.incident.code} since {told.incident.since}: {told.incident.message}."
        yield "It waits for a person to retry, skip or resolve it."
    if told.because is not None:
        yield from told.because.sentences


def _who(told: Explanation) -> str:
    if told.kind is Kind.CASE_PLAN:
        return f"The case '{told.name}'"
    return f"'{told.name}'" + (f" ({told.instance})" if told.instance else "")


def _absent(told: Explanation) -> Iterator[str]:
    if told.kind is Kind.PLAN_FRAGMENT:
        yield f"{_who(told)} is a plan fragment; what is in it has states, itself it has none."
    elif told.tables and not told.around:
        yield f"{_who(told)} is discretionary and has not been planned."
    else:
        yield f"{_who(told)} has not begun: it is created when the stage it is in becomes active."
        for stage in told.around:
            yield f"It is in the stage {stage}."
    for table in told.tables:
        yield _planning(table)


def _planning(table: TableNow) -> str:
    holder = f"'{table.holder_name}'"
    if not table.is_open:
        return f"It can be planned while {holder} is active; it is not now."
    failing = [str(each) for each in table.rules if not each.holds]
    if failing:
        return f"It cannot be planned in {holder} now: the rule {'; the rule '.join(failing)}."
    return f"It can be planned now in {holder}{_by(table.roles)}."


def _by(roles: tuple[RoleNow, ...]) -> str:
    return f", by {' or '.join(map(str, roles))}" if roles else ", by anybody"


def _available(told: Explanation) -> Iterator[str]:
    criteria = [each for each in told.criteria if each.is_entry]
    if told.kind.is_listener:
        yield from _listening(told)
    elif criteria:
        does = "It is reached" if told.kind is Kind.MILESTONE else "It leaves that state"
        several = (
            "one of these entry criteria is" if len(criteria) > 1 else "its entry criterion is"
        )
        yield f"{does} when {several} satisfied."
        for each in criteria:
            yield from _waiting(each)
        yield from _then(told)


def _then(told: Explanation) -> Iterator[str]:
    if told.kind is Kind.MILESTONE:
        return
    if told.manual_activation is not None and told.manual_activation.holds:
        yield f"Then it has to be started by hand{_by(told.roles)}."
    else:
        yield "Then it starts by itself."


def _waiting(criterion: CriterionNow) -> Iterator[str]:
    """Give what a criterion has and what it lacks."""
    yield from (
        f"Criterion '{criterion.label}': {each}." for each in criterion.parts if each.is_heard
    )
    if criterion.condition is not None and criterion.condition.holds:
        yield f"Criterion '{criterion.label}': the condition {criterion.condition}."
    yield from (f"Criterion '{criterion.label}' lacks: {each}." for each in criterion.missing)
    if criterion.condition is not None:
        yield from (f"The condition warns: {each}." for each in criterion.condition.warnings)


def _listening(told: Explanation) -> Iterator[str]:
    if told.kind is Kind.TIMER_EVENT_LISTENER:
        if told.due is not None:
            yield f"Its timer is due at {told.due}."
        elif told.trigger is not None:
            yield f"Its timer starts when {told.trigger}."
        else:
            yield "Its timer does not run."
    else:
        yield f"It occurs when somebody lets it{_by(told.roles)}."


def _enabled(told: Explanation) -> Iterator[str]:
    yield f"It has to be started by hand{_by(told.roles)}."


def _disabled(_: Explanation) -> Iterator[str]:
    yield "Somebody disabled it; it can be enabled again by hand."


def _active(told: Explanation) -> Iterator[str]:
    if told.kind in (Kind.STAGE, Kind.CASE_PLAN):
        yield from _open_stage(told)
    elif told.waits_for is not None:
        yield f"It waits for {told.waits_for}."
    else:
        yield f"It waits to be completed{_by(told.roles)}."
    if told.assignee is not None:
        yield f"It is assigned to '{told.assignee}'."
    if told.due is not None:
        yield f"It is due at {told.due}."
    for each in told.criteria:
        if each.is_listening:
            yield f"It ends too when exit criterion '{each.label}' is satisfied."
            yield from _waiting(each)


def _open_stage(told: Explanation) -> Iterator[str]:
    for each in told.blockers:
        how = ", by hand too" if each.is_by_hand else " by itself"
        yield f"'{each.name}' ({each.instance}) keeps it from completing{how}: {each.why}."
    left = ", ".join(f"'{each.item}'" for each in told.tables)
    if left:
        yield f"These may still be planned in it: {left}."
    if Transition.COMPLETE in told.allowed:
        yield "It can be completed by hand."


def _suspended(told: Explanation) -> Iterator[str]:
    if told.suspended_with is not None:
        yield f"It was suspended with {told.suspended_with}, and is resumed with it."
    elif told.kind is Kind.CASE_PLAN:
        yield "It is taken up again by 'reactivate'."
    else:
        yield "Somebody suspended it; it can be resumed by hand."


def _failed(_: Explanation) -> Iterator[str]:
    yield "It can be reactivated by hand."


def _over(told: Explanation) -> Iterator[str]:
    if told.kind is Kind.MILESTONE and told.state is State.COMPLETED:
        yield "The milestone was reached."
    else:
        yield "It is over."
    yield from map(_planning, told.tables)
    if told.repetition is not None:
        yield f"It may repeat while its repetition rule is true: {told.repetition}."
    if told.kind is Kind.CASE_PLAN and Transition.REACTIVATE in told.allowed:
        yield "It can be reactivated, or closed for good."


_SAID = {
    State.AVAILABLE: _available,
    State.ENABLED: _enabled,
    State.DISABLED: _disabled,
    State.ACTIVE: _active,
    State.SUSPENDED: _suspended,
    State.FAILED: _failed,
}


# --- as JSON --------------------------------------------------------------------------------------


def _plain(told: Any) -> Any:
    """Return what is told as JSON data; FEEL values as FEEL text."""
    if is_dataclass(told) and not isinstance(told, (DateTime, type)):
        found = {each.name: _plain(getattr(told, each.name)) for each in fields(told)}
        if isinstance(told, (NameNow, ConditionNow)):
            found["value"] = to_text(told.value)
        if isinstance(told, CriterionNow):
            found["missing"] = told.missing
        return found
    if isinstance(told, tuple):
        return [_plain(each) for each in told]
    if isinstance(told, Mapping):
        return {name: _plain(each) for name, each in told.items()}
    if told is None or type(told) in (bool, int, float):
        return told
    return str(told)
