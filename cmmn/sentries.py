"""Which criteria an event concerns, and whether a sentry is satisfied (CMMN 1.1, 8.5).

The one rule: an entry criterion listens while its instance is Available, an exit criterion while
it is Active, and what it has heard is the instance's own.
"""

from collections.abc import Iterator

from cmmn.case_file import bare
from cmmn.conditions import Reading
from cmmn.events import (
    CaseTransitioned,
    Event,
    FileItemTransitioned,
    PlanItemCreated,
    PlanItemTransitioned,
)
from cmmn.lifecycle import State, Transition
from cmmn.plan import CasePlan, Criterion
from cmmn.state import CASE_ID, CaseState, Instance

__all__ = [
    "conditional",
    "criteria_of",
    "heard_by",
    "is_listening",
    "is_satisfied",
    "source_of",
    "started_by",
]


def source_of(state: CaseState, event: Event) -> tuple[str, str, Instance | None] | None:
    """Return what a sentry can hear of an event: source, transition, and the source's instance."""
    match event:
        case FileItemTransitioned():
            return bare(event.path), event.transition, None
        case PlanItemCreated():
            return event.item, Transition.CREATE, state.instances[event.instance]
        case PlanItemTransitioned():
            instance = state.instances[event.instance]
            return instance.item, event.transition, instance
        case CaseTransitioned():
            return state.plan_id, event.transition, None
        case _:
            return None


def heard_by(
    plan: CasePlan, state: CaseState, event: Event
) -> Iterator[tuple[str, Criterion, int]]:
    """Give who hears an event now: the instance, its criterion, and the on-part's position."""
    source = source_of(state, event)
    if source is None:
        return
    name, transition, instance = source
    exit_criterion = event.criterion if isinstance(event, PlanItemTransitioned) else None
    for item, criterion, part in plan.listeners.get((name, transition), ()):
        wanted = criterion.sentry.on_parts[part].exit_criterion
        if wanted is not None and wanted != exit_criterion:
            continue
        for listener in _instances(plan, state, item):
            if not is_listening(state, listener, criterion):
                continue
            if instance is None or is_near(plan, state, listener, instance):
                yield (CASE_ID if listener is None else listener.id), criterion, part


def _instances(plan: CasePlan, state: CaseState, item: str) -> list[Instance | None]:
    """Return the instances of an item that may listen; None stands for the case plan model."""
    if item == plan.root:
        return [None]
    return [state.instances[each] for each in state.open_by_item.get(item, ())]


def is_listening(state: CaseState, instance: Instance | None, criterion: Criterion) -> bool:
    """Tell whether a criterion of an instance listens now; None is the case plan model."""
    if instance is None:
        return state.state is State.ACTIVE
    return instance.state is (State.AVAILABLE if criterion.is_entry else State.ACTIVE)


def is_near(plan: CasePlan, state: CaseState, listener: Instance | None, source: Instance) -> bool:
    """Tell whether a listener hears a source: they share the nearest stage that both could be in.

    A stage that exists several times keeps its events to itself; a stage hears what is inside it,
    and what is inside it hears the stage.
    """
    if listener is None:
        return True
    here, there = state.chain(listener), state.chain(source)
    if len(there) > len(here) and _item(state, there[len(here)]) == listener.item:
        here.append(listener.id)
    elif len(here) > len(there) and _item(state, here[len(there)]) == source.item:
        there.append(source.id)
    for one, other in zip(here, there, strict=False):
        if one == other:
            continue
        return _definition(plan, state, one) != _definition(plan, state, other)
    return True


def _item(state: CaseState, stage: str) -> str:
    return state.instances[stage].item


def _definition(plan: CasePlan, state: CaseState, stage: str) -> str:
    return plan.items[_item(state, stage)].definition


def is_satisfied(
    reading: Reading, state: CaseState, instance: Instance | None, criterion: Criterion
) -> bool:
    """Tell whether all on-parts of a criterion occurred and its if-part is true.

    A sentry with neither is never satisfied: there is nothing that could satisfy it.
    """
    heard = state.heard if instance is None else instance.heard
    sentry = criterion.sentry
    if any((criterion.id, part) not in heard for part in range(len(sentry.on_parts))):
        return False
    if sentry.if_part is None:
        return bool(sentry.on_parts)
    return reading.value(sentry.if_part) is True


def criteria_of(plan: CasePlan, state: CaseState, instance: Instance | None) -> list[Criterion]:
    """Return the criteria of an instance that listen now."""
    item = plan.items[plan.root if instance is None else instance.item]
    criteria = (*item.entry, *item.exit)
    return [each for each in criteria if is_listening(state, instance, each)]


def conditional(plan: CasePlan, state: CaseState) -> Iterator[tuple[str, Criterion]]:
    """Give the criteria that a change of the case file may satisfy: those with an if-part."""
    for item, criterion in plan.conditional:
        for instance in _instances(plan, state, item):
            if is_listening(state, instance, criterion):
                yield (CASE_ID if instance is None else instance.id), criterion


def started_by(plan: CasePlan, state: CaseState, event: Event) -> Iterator[Instance]:
    """Give the timers that an event starts: Available, waiting for it, and not running yet."""
    source = source_of(state, event)
    if source is None:
        return
    name, transition, instance = source
    for item in plan.triggers.get((name, transition), ()):
        for each in state.open_by_item.get(item, ()):
            timer = state.instances[each]
            if timer.state is not State.AVAILABLE or timer.timer is not None:
                continue
            if instance is None or is_near(plan, state, timer, instance):
                yield timer
