"""The inbox of tasks as data: its views, its rows, what a task says of itself, what may be done.

The one rule: who may do what, and why not, is asked of the engine; here it is put into words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum

from cmmn import CaseView, TaskFilter, User
from cmmn.commands import AssignTask
from cmmn.explain import allowed_commands
from cmmn.lifecycle import Kind, State
from cmmn.plan import Item
from cmmn.state import Instance
from cmmn.store.queries import TaskRow
from feel.temporal import DateTime, Temporal
from feel.values import Value
from ruling_workbench.address import task_address
from ruling_workbench.case.to_do import refusal, to_do
from ruling_workbench.case.verbs import state_words, verb
from ruling_workbench.lists.listing import Entry, Listing
from ruling_workbench.lists.outline import Cell
from ruling_workbench.marks import STATES
from ruling_workbench.present import age, due, value_text, when

__all__ = [
    "Action",
    "Inbox",
    "TaskPage",
    "actions",
    "inbox_rows",
    "next_task",
    "people_for",
    "task_page",
    "value_lines",
]

_FOR_PEOPLE = (Kind.HUMAN_TASK.value, Kind.TASK.value)
_HANDS = (State.ACTIVE, State.ENABLED)
_LONGEST = 4_000


# --- the list -------------------------------------------------------------------------------------


class Inbox(StrEnum):
    """What of the tasks is listed; the values are what an address says."""

    MINE = "mine"
    ROLES = "roles"
    UNASSIGNED = "unassigned"
    OVERDUE = "overdue"
    ALL = "all"

    @property
    def label(self) -> str:
        """What the choice says."""
        return "My roles" if self is Inbox.ROLES else self.value.capitalize()

    @property
    def empty(self) -> str:
        """What would fill it."""
        return _EMPTY[self]

    def asked(self, user: User, now: DateTime, text: str = "") -> tuple[User | None, TaskFilter]:
        """Return whose tasks, and which: of this person, or of all."""
        words = text.strip() or None
        match self:
            case Inbox.MINE:
                return user, TaskFilter(relation="assigned", text=words)
            case Inbox.ROLES:
                return user, TaskFilter(relation="offered", text=words)
            case Inbox.UNASSIGNED:
                return None, TaskFilter(is_unassigned=True, kinds=_FOR_PEOPLE, text=words)
            case Inbox.OVERDUE:
                return None, TaskFilter(overdue_at=now, text=words)
            case Inbox.ALL:
                return None, TaskFilter(text=words)


_EMPTY: Mapping[Inbox, str] = {
    Inbox.MINE: "Nothing is assigned to you. Claim a task under 'My roles' to have it here.",
    Inbox.ROLES: "Nothing waits for your roles. A task comes here when it begins for one of them.",
    Inbox.UNASSIGNED: "Every open task has someone. A task comes here until somebody claims it.",
    Inbox.OVERDUE: "Nothing is late. A task comes here when its due date has passed.",
    Inbox.ALL: "There is no open task. Start a case under 'Cases', and its tasks come here.",
}


def inbox_rows(rows: Iterable[TaskRow], now: DateTime, user: User) -> Listing:
    """Return tasks as rows: what, of which case, who has it, until when."""
    entries = tuple(
        Entry(
            name=f"{row.case_id} {row.instance}",
            cells=(
                Cell(STATES[State(row.state)].mark, row.state, row.state),
                Cell(row.name),
                Cell(_case_words(row)),
                Cell(_who(row, user)),
                _due_cell(row.due, now),
            ),
            address=task_address(row.case_id, row.instance),
        )
        for row in rows
    )
    return Listing(("State", "Task", "Case", "Who", "Due"), entries, main=1, mark=0)


def _case_words(row: TaskRow) -> str:
    return f"{row.business_key}, {row.case_name}" if row.business_key else row.case_name


def _who(row: TaskRow, user: User) -> str:
    if row.assignee is None:
        who = "to start" if row.state == State.ENABLED else "nobody yet"
    else:
        who = "you" if row.assignee == user.name else row.assignee
    return f"{who}, escalated" if row.is_escalated else who


def _due_cell(moment: DateTime | None, now: DateTime) -> Cell:
    said = due(moment, now)
    return Cell(
        said, "late" if said.endswith("late") else "", "" if moment is None else str(moment)
    )


# --- one task -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TaskPage:
    """What is to be said of a task: `facts` are names with their words, `late` one of them."""

    name: str
    state: State
    kind: Kind
    documentation: str
    facts: tuple[tuple[str, str], ...]
    is_late: bool
    is_for_people: bool


def task_page(
    view: CaseView, instance: Instance, user: User, zone: tzinfo, why: str = ""
) -> TaskPage:
    """Return what is to be said of a task: its state, who, until when, why it is there.

    `why` is what the log tells of that, if anything.
    """
    item = view.plan.items[instance.item]
    said = due(instance.due, view.now) if instance.is_open else ""
    known = {each.instance: each for each in to_do(view, user) if each.item == item.id}
    todo = known.get(instance.id)
    since = f"since {when(instance.since, zone, view.now)}, {age(instance.since, view.now)}"
    due_words = [
        f"{said}, {when(instance.due, zone, view.now)}" if said else "",
        f"escalated to {', '.join(instance.escalated)}" if instance.escalated else "",
        "" if instance.priority is None else f"priority {instance.priority}",
    ]
    who = [
        "" if todo is None else todo.who,
        "" if instance.owner is None else f"delegated by {instance.owner}",
    ]
    facts = [
        ("State", f"{state_words(instance.state)}, {since}"),
        ("Due", _joined(due_words)),
        ("For", _joined(who)),
        ("Because", why or ("" if todo is None else todo.why)),
        ("Incident", "" if instance.incident is None else instance.incident.message),
    ]
    waits = view.explain(instance.id).waits_for
    return TaskPage(
        name=item.name if instance.number == 1 else f"{item.name} ({instance.number})",
        state=instance.state,
        kind=item.kind,
        documentation=item.documentation,
        facts=tuple((name, words) for name, words in facts if words),
        is_late=said.endswith("late"),
        is_for_people=waits is None,
    )


def _joined(words: Iterable[str]) -> str:
    return "; ".join(filter(None, words))


def value_lines(value: Value) -> str:
    """Return a value of the case file to be read: a line for each entry or item.

    >>> print(value_lines({"a": "x", "b": [True, None]}))
    a: x
    b: true, null
    """
    if isinstance(value, dict):
        return "\n".join(f"{name}: {_inline(each)}" for name, each in value.items()) or "{}"
    if isinstance(value, list):
        return "\n".join(map(_inline, value)) or "none"
    return _inline(value)


def _inline(value: Value) -> str:
    if isinstance(value, Temporal):
        return str(value)
    if isinstance(value, list) and not any(isinstance(each, (dict, list)) for each in value):
        return ", ".join(map(_inline, value)) or "none"
    return value_text(value, longest=_LONGEST)


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do with a task: what its button says, and why it is refused now, if it is."""

    name: str  # a transition, or `claim`, `release`, `assign`, `delegate`
    label: str
    refused: str | None

    @property
    def is_allowed(self) -> bool:
        """Whether the engine would do it."""
        return self.refused is None


def actions(view: CaseView, instance: Instance, user: User) -> dict[str, Action]:
    """Return what can be done with a task, by name; what is refused comes with the reason."""
    item = view.plan.items[instance.item]
    found = {}
    for transition, refused in allowed_commands(view.plan, view.snapshot, instance, user):
        name = str(transition)
        found[name] = Action(name, verb(transition, item.kind), refused)
    return found | _hands(view, item, instance, user)


def _hands(view: CaseView, item: Item, instance: Instance, user: User) -> dict[str, Action]:
    """Return what can be done about whose a task is; nothing where it can be nobody's."""
    if item.kind is not Kind.HUMAN_TASK or instance.state not in _HANDS:
        return {}
    asked = {
        "claim": (user.name, "Claim"),
        "release": (None, "Release"),
        "assign": (user.name, "Assign"),
        "delegate": (user.name, "Delegate"),
    }
    return {
        how: Action(
            how,
            label,
            refusal(view, AssignTask(view.now, instance.id, who, how, by=user)),
        )
        for how, (who, label) in asked.items()
    }


def people_for(view: CaseView, instance: Instance, user: User) -> list[str]:
    """Return the people, but this one, who hold a role of a task by name."""
    item = view.plan.items[instance.item]
    roles = (*item.roles, *(instance.escalated or ())) or view.plan.roles
    held = [each for role in roles for each in view.snapshot.roles.get(role, ())]
    return [
        each for each in dict.fromkeys(held) if each != user.name and not each.startswith("group:")
    ]


def next_task(view: CaseView, done: str, user: User) -> tuple[str, str] | None:
    """Return the task of a case a person may go on with, as instance and words; None for none."""
    for each in to_do(view, user):
        is_task = each.kind.is_task and each.instance != done and each.refused is None
        if is_task and each.instance in view.snapshot.instances:
            said = due(each.due, view.now)
            return each.instance, f"{each.name} ({said})" if said else each.name
    return None
