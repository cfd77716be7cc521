"""All that is to be said of one item of a case: its instances, what may be done, why, what waits.

The one rule: sentences and permissions are the engine's; here they are put side by side.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cmmn import CaseView, User
from cmmn.commands import AssignTask
from cmmn.explain import Explanation, allowed_commands
from cmmn.lifecycle import Kind, State, Transition
from cmmn.plan import Item
from cmmn.state import CASE_ID, Instance
from feel.temporal import DateTime
from ruling_workbench.case.to_do import refusal
from ruling_workbench.case.verbs import KINDS, state_words, verb

__all__ = ["Deed", "InstanceSheet", "ItemSheet", "case_deeds", "item_choices", "item_sheet"]

_TAKEABLE = (State.ACTIVE, State.ENABLED)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that can be asked for: what it is called, what its button says, why it is refused.

    `name` is a transition, or `claim` or `release` of a human task.
    """

    name: str
    verb: str
    refused: str | None

    @property
    def is_final(self) -> bool:
        """Whether it ends something for good, so that one is asked first."""
        return self.name in _FINAL


_FINAL = {str(Transition.TERMINATE), str(Transition.CLOSE)}


@dataclass(frozen=True, slots=True)
class InstanceSheet:
    """One instance of an item: `label` tells it from the other ones."""

    id: str
    label: str
    state: State
    since: DateTime
    assignee: str | None
    due: DateTime | None
    deeds: tuple[Deed, ...]
    sentences: tuple[str, ...]
    child: str | None
    incident: str | None
    has_form: bool
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """An item of the plan: what it is, its instances, the newest first, or why there is none."""

    item: str
    name: str
    kind: Kind
    what: str
    documentation: str
    instances: tuple[InstanceSheet, ...]
    sentences: tuple[str, ...]


def item_sheet(view: CaseView, item: str, user: User) -> ItemSheet | None:
    """Return all about an item, by its id; None for what is no item of the case."""
    found = view.plan.items.get(item)
    if found is None:
        return None
    if item == view.plan.root:
        instances: tuple[InstanceSheet, ...] = (_case(view, found, user),)
    else:
        ids = reversed(view.snapshot.by_item.get(item, ()))
        instances = tuple(_instance(view, found, each, user) for each in ids)
    return ItemSheet(
        item=item,
        name=found.name,
        kind=found.kind,
        what=_what(found),
        documentation=found.documentation,
        instances=instances,
        sentences=() if instances else tuple(view.explain(item).sentences),
    )


def _what(item: Item) -> str:
    kind = KINDS[item.kind]
    return f"discretionary {kind}" if item.is_discretionary else kind


def _case(view: CaseView, root: Item, user: User) -> InstanceSheet:
    state = view.snapshot
    return InstanceSheet(
        id=CASE_ID,
        label=root.name,
        state=view.state,
        since=state.since or state.created or view.now,
        assignee=None,
        due=None,
        deeds=case_deeds(view, user),
        sentences=_reasons(view.explain(CASE_ID)),
        child=None,
        incident=None,
        has_form=False,
    )


def case_deeds(view: CaseView, user: User) -> tuple[Deed, ...]:
    """Return what can be asked of the case itself."""
    return tuple(_deeds(view, None, Kind.CASE_PLAN, user))


def _instance(view: CaseView, item: Item, name: str, user: User) -> InstanceSheet:
    instance = view.snapshot.instances[name]
    told = view.explain(name)
    is_at_hand = instance.state in _TAKEABLE and view.state is State.ACTIVE
    return InstanceSheet(
        id=name,
        label=item.name if instance.number == 1 else f"{item.name} ({instance.number})",
        state=instance.state,
        since=instance.since,
        assignee=instance.assignee,
        due=told.due,
        deeds=(*_hands(view, item, instance, user), *_deeds(view, instance, item.kind, user)),
        sentences=_reasons(told),
        child=instance.child_case,
        incident=None if instance.incident is None else instance.incident.message,
        has_form=is_at_hand and item.kind.is_task and told.waits_for is None,
        is_open=instance.is_open,
    )


def _reasons(told: Explanation) -> tuple[str, ...]:
    """Return the sentences but the first, which says the state: that stands there already."""
    return tuple(told.sentences[1:])


def _deeds(view: CaseView, instance: Instance | None, kind: Kind, user: User) -> Iterable[Deed]:
    for transition, refused in allowed_commands(view.plan, view.snapshot, instance, user):
        yield Deed(str(transition), verb(transition, kind), refused)


def _hands(view: CaseView, item: Item, instance: Instance, user: User) -> Iterable[Deed]:
    """Give what can be done about whose a human task is."""
    if item.kind is not Kind.HUMAN_TASK or instance.state not in _TAKEABLE:
        return
    if instance.assignee != user.name:
        claim = AssignTask(view.now, instance.id, user.name, "claim", by=user)
        yield Deed("claim", "Claim", refusal(view, claim))
    if instance.assignee is not None:
        release = AssignTask(view.now, instance.id, None, "release", by=user)
        yield Deed("release", "Release", refusal(view, release))


def item_choices(view: CaseView) -> dict[str, str]:
    """Return every item of the plan by id, as a list to choose from shows it."""
    return {item.id: _choice(view, item) for item in view.plan.items.values()}


def _choice(view: CaseView, item: Item) -> str:
    if item.id == view.plan.root:
        return f"{item.name} (case), {state_words(view.state)}"
    states = [each.state for each in view.snapshot.instances_of(item.id)]
    counted = f", {len(states)} times" if len(states) > 1 else ""
    return f"{item.name} ({_what(item)}), {state_words(states[-1] if states else None)}{counted}"
