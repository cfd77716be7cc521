"""What a case shows: its items, tasks, file and milestones at one version, ready to be read.

Folds of a state and its plan; the store and the clock are not known here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cmmn.calls import parameter_values
from cmmn.case_file import context
from cmmn.commands import User
from cmmn.conditions import Reading
from cmmn.explain import Explanation, explain
from cmmn.lifecycle import Kind, State
from cmmn.plan import CasePlan, Item
from cmmn.planning import is_member, offers
from cmmn.state import CASE_ID, CaseState, Instance
from cmmn.timers import moment
from feel.temporal import DateTime

__all__ = ["CaseView", "FormField", "Offered", "TaskView"]

_OPEN = (State.ACTIVE, State.ENABLED)


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a task's form: what it is called, its type, and its value now."""

    name: str
    type: str  # a CMMN property type's last word, or 'Unspecified'
    value: Any
    is_many: bool
    is_output: bool


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task that is there to do: for whom, why, until when, and with what form."""

    id: str  # the instance
    item: str
    name: str
    kind: Kind
    state: State
    roles: tuple[str, ...]
    candidates: tuple[str, ...]  # people and groups that hold these roles
    assignee: str | None
    owner: str | None
    due: DateTime | None
    follow_up: DateTime | None
    priority: int | None
    is_overdue: bool
    is_required: bool
    since: DateTime
    incident: str | None
    documentation: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """A discretionary item that may be planned now, and by way of whose planning table."""

    item: str
    name: str
    kind: Kind
    holder: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case at one version."""

    plan: CasePlan
    snapshot: CaseState
    now: DateTime

    @property
    def id(self) -> str:
        """The case id."""
        return self.snapshot.id

    @property
    def version(self) -> int:
        """How many events there have been."""
        return self.snapshot.version

    @property
    def state(self) -> State:
        """The state of the case plan model."""
        return self.snapshot.state

    @property
    def business_key(self) -> str | None:
        """What the case is called outside."""
        return self.snapshot.business_key

    @property
    def items(self) -> dict[str, list[Instance]]:
        """The instances of each item there are any of, the first created first."""
        return {item: list(self.snapshot.instances_of(item)) for item in self.snapshot.by_item}

    @property
    def file(self) -> dict[str, Any]:
        """The case file by name of item, as expressions see it."""
        return context(self.plan, self.snapshot.file)

    @property
    def milestones(self) -> list[Instance]:
        """The milestones that were reached, in order."""
        reached = [
            each
            for each in self.snapshot.instances.values()
            if self.plan.items[each.item].kind is Kind.MILESTONE and each.state is State.COMPLETED
        ]
        return sorted(reached, key=lambda each: moment(each.since))

    def tasks(self, by: User | None = None) -> list[TaskView]:
        """Return the tasks that are there to do, of one person if given, the most urgent first."""
        found = [
            self._task(instance, item)
            for ids in self.snapshot.open_by_item.values()
            for each in ids
            if (item := self.plan.items[(instance := self.snapshot.instances[each]).item])
            and item.kind.is_task
            and instance.state in _OPEN
            and self._is_for(instance, item, by)
        ]
        return sorted(found, key=_urgency)

    def _is_for(self, instance: Instance, item: Item, by: User | None) -> bool:
        if by is None or by.name in (instance.assignee, instance.owner):
            return True
        roles = (*item.roles, *(instance.escalated or ()))
        return instance.assignee is None and is_member(self.snapshot, by, roles)

    def _task(self, instance: Instance, item: Item) -> TaskView:
        roles = (*item.roles, *(instance.escalated or ())) if item.roles else ()
        held = [person for role in roles for person in self.snapshot.roles.get(role, ())]
        return TaskView(
            id=instance.id,
            item=item.id,
            name=item.name,
            kind=item.kind,
            state=instance.state,
            roles=tuple(dict.fromkeys(roles)),
            candidates=tuple(dict.fromkeys(held)),
            assignee=instance.assignee,
            owner=instance.owner,
            due=instance.due,
            follow_up=instance.follow_up,
            priority=instance.priority,
            is_overdue=instance.due is not None and moment(instance.due) <= moment(self.now),
            is_required=instance.required,
            since=instance.since,
            incident=None if instance.incident is None else instance.incident.message,
            documentation=item.documentation,
            fields=tuple(self._fields(item)),
        )

    def _fields(self, item: Item) -> list[FormField]:
        """Return a task's form: what it shows, and what it asks for, with the values of now."""
        if item.task is None:
            return []
        reading = Reading(self.plan, self.snapshot, self.now)
        shown = parameter_values(reading, item.task.inputs)
        fields = [
            FormField(
                each.name, self._type(each.path), shown[each.name], self._many(each.path), False
            )
            for each in item.task.inputs
        ]
        for each in item.task.outputs:
            value = None
            if each.path is not None:
                value = reading.item(each.path)
            fields.append(
                FormField(each.name, self._type(each.path), value, self._many(each.path), True)
            )
        return fields

    def _type(self, path: str | None) -> str:
        if path is None:
            return "Unspecified"
        return self.plan.file[path].value_type

    def _many(self, path: str | None) -> bool:
        return path is not None and self.plan.file[path].is_many

    def offers(self, by: User | None = None) -> list[Offered]:
        """Return the discretionary items that may be planned now, by one person if given."""
        reading = Reading(self.plan, self.snapshot, self.now)
        return [
            Offered(offer.item, item.name, item.kind, holder, offer.roles)
            for holder, offer in offers(self.plan, reading, self.snapshot)
            if is_member(self.snapshot, by, offer.roles) and (item := self.plan.items[offer.item])
        ]

    def explain(self, name: str = CASE_ID) -> Explanation:
        """Return why an item is as it is, and what would make it move."""
        return explain(self.plan, self.snapshot, name, self.now)

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        """Who holds which case role: people and groups."""
        return {role: tuple(self.snapshot.roles.get(role, ())) for role in self.plan.roles}


_NEVER = (2**63, 0)


def _urgency(task: TaskView) -> tuple[tuple[int, int], int, tuple[int, int]]:
    due = _NEVER if task.due is None else moment(task.due)
    return due, -(task.priority or 0), moment(task.since)
