"""What differs between two moments of a case, as data: items, tasks, file, milestones, people.

The one rule: the earlier moment comes first, however they are given; equal moments differ in
nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cmmn.lifecycle import Kind, State
from cmmn.plan import CasePlan
from cmmn.state import CaseState, Instance
from cmmn.telling import label
from cmmn.views import CaseView
from feel.values import equal

__all__ = ["Difference", "FileChange", "ItemChange", "PeopleChange", "difference"]

_AT_HAND = frozenset({State.ENABLED, State.ACTIVE})


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An instance of a plan item whose state is another; None before it was there."""

    instance: str
    item: str
    name: str
    kind: Kind
    before: State | None
    after: State


@dataclass(frozen=True, slots=True)
class FileChange:
    """A case file item, by path, whose own value is another."""

    path: str
    before: Any
    after: Any
    is_new: bool
    is_gone: bool


@dataclass(frozen=True, slots=True)
class PeopleChange:
    """Who has a task, or holds a role, by its name."""

    what: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two versions of a case; it is false where nothing does."""

    before: int
    after: int
    case: tuple[State, State] | None = None  # the states of the case, where they differ
    items: tuple[ItemChange, ...] = ()  # that were there before
    new: tuple[ItemChange, ...] = ()
    file: tuple[FileChange, ...] = ()
    milestones: tuple[ItemChange, ...] = ()  # reached since; also among the others
    opened: tuple[ItemChange, ...] = ()  # tasks that came to hand; also among the others
    closed: tuple[ItemChange, ...] = ()  # tasks that are no longer at hand
    people: tuple[PeopleChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.case or self.items or self.new or self.file or self.people)


def difference(before: CaseView, after: CaseView) -> Difference:
    """Return what differs between two views of one case; the earlier one is taken first."""
    if before.version > after.version:
        before, after = after, before
    was, now, plan = before.snapshot, after.snapshot, after.plan
    changes = list(_items(plan, was, now))
    return Difference(
        was.version,
        now.version,
        None if was.state is now.state else (was.state, now.state),
        tuple(each for each in changes if each.before is not None),
        tuple(each for each in changes if each.before is None),
        tuple(_file(was, now)),
        tuple(each for each in changes if _is_reached(each)),
        tuple(each for each in changes if _at_hand(each, each.after, each.before)),
        tuple(each for each in changes if _at_hand(each, each.before, each.after)),
        tuple(_people(plan, was, now)),
    )


def _items(plan: CasePlan, was: CaseState, now: CaseState) -> Iterator[ItemChange]:
    for id_, instance in now.instances.items():
        old = was.instances.get(id_)
        if old is instance or (old is not None and old.state is instance.state):
            continue
        item = plan.items[instance.item]
        before = None if old is None else old.state
        yield ItemChange(id_, item.id, label(plan, id_), item.kind, before, instance.state)


def _is_reached(change: ItemChange) -> bool:
    return change.kind is Kind.MILESTONE and change.after is State.COMPLETED


def _at_hand(change: ItemChange, this: State | None, other: State | None) -> bool:
    """Tell whether a task is at hand in one state and not in the other."""
    return change.kind.is_task and this in _AT_HAND and other not in _AT_HAND


def _file(was: CaseState, now: CaseState) -> Iterator[FileChange]:
    if was.file is now.file:
        return
    for path in dict.fromkeys((*was.file, *now.file)):
        is_new, is_gone = path not in was.file, path not in now.file
        old, new = was.file.get(path), now.file.get(path)
        if is_new or is_gone or (old is not new and equal(old, new) is not True):
            yield FileChange(path, old, new, is_new, is_gone)


def _people(plan: CasePlan, was: CaseState, now: CaseState) -> Iterator[PeopleChange]:
    for id_, instance in now.instances.items():
        old, new = _assignee(was.instances.get(id_)), _assignee(instance)
        if old != new:
            yield PeopleChange(label(plan, id_), old, new)
    for role in dict.fromkeys((*was.roles, *now.roles)):
        old, new = tuple(was.roles.get(role, ())), tuple(now.roles.get(role, ()))
        if old != new:
            yield PeopleChange(role, old, new)


def _assignee(instance: Instance | None) -> tuple[str, ...]:
    return () if instance is None or instance.assignee is None else (instance.assignee,)
