"""What can be done in a case: tasks, manual starts, user events, what may be planned, incidents.

The one rule: who may do what is asked of the engine; what somebody may not do is not hidden, it
comes with the reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cmmn import CaseView, CommandRefused, TaskView, User
from cmmn.commands import Command, ResolveIncident
from cmmn.decide import decide
from cmmn.explain import allowed_commands
from cmmn.lifecycle import Kind, State, Transition
from cmmn.plan import Criterion, Item, OnPart
from cmmn.state import CASE_ID, Instance
from feel.temporal import DateTime

__all__ = ["Act", "ToDo", "refusal", "to_do"]


class Act(StrEnum):
    """What a button of the list does; the values are what it says."""

    RESOLVE = "Resolve"
    OPEN = "Open"
    START = "Start"
    REPORT = "Report"
    PLAN = "Plan"
    COMPLETE = "Complete"


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing that can be done: by whom, until when, why it is there; `refused` says why not.

    `instance` is what it is done to: an instance, `case`, or of what is to be planned the instance
    that holds the planning table.
    """

    act: Act
    item: str
    name: str
    kind: Kind
    instance: str
    who: str
    why: str
    state: State | None = None
    due: DateTime | None = None
    is_overdue: bool = False
    is_mine: bool = False
    escalated: tuple[str, ...] = ()
    documentation: str = ""
    refused: str | None = None


def to_do(view: CaseView, user: User) -> list[ToDo]:
    """Return what can be done in a case now, by whomever, the most urgent first."""
    return [
        *_incidents(view, user),
        *_tasks(view, user),
        *_events(view, user),
        *_plannable(view, user),
        *_completions(view, user),
    ]


def refusal(view: CaseView, command: Command) -> str | None:
    """Return why a command would be refused now; None where it would be carried out."""
    try:
        decide(view.plan, view.snapshot, command)
    except CommandRefused as refused:
        return f"{refused.message} ({refused.hint})" if refused.hint else refused.message
    return None


def _refused(
    view: CaseView, instance: Instance | None, transition: Transition, user: User
) -> str | None:
    """Return why a transition is refused to a person now; None where it is not."""
    found = dict(allowed_commands(view.plan, view.snapshot, instance, user))
    return found.get(transition, f"'{transition}' is none of its transitions")


# --- tasks and stages that begin by hand ----------------------------------------------------------


def _tasks(view: CaseView, user: User) -> Iterator[ToDo]:
    open_tasks = {task.id: task for task in view.tasks()}
    for task in open_tasks.values():
        yield _task(view, task, user)
    for instance in _open(view):
        item = view.plan.items[instance.item]
        if item.kind is Kind.STAGE and instance.state is State.ENABLED:
            yield _startable(view, item, instance, user)


def _task(view: CaseView, task: TaskView, user: User) -> ToDo:
    instance = view.snapshot.instances[task.id]
    starts = task.state is State.ENABLED
    told = view.explain(task.id)
    refused = _refused(
        view, instance, Transition.MANUAL_START if starts else Transition.COMPLETE, user
    )
    if not starts and told.waits_for is not None:
        refused = f"it waits for {told.waits_for}"
    return ToDo(
        act=Act.START if starts else Act.OPEN,
        item=task.item,
        name=_named(task.name, instance),
        kind=task.kind,
        instance=task.id,
        who=_who(task.assignee, task.candidates, task.roles, user),
        why=_why(view, instance),
        state=task.state,
        due=task.due,
        is_overdue=task.is_overdue,
        is_mine=task.assignee == user.name,
        escalated=instance.escalated or (),
        documentation=task.documentation,
        refused=refused,
    )


def _startable(view: CaseView, item: Item, instance: Instance, user: User) -> ToDo:
    return ToDo(
        act=Act.START,
        item=item.id,
        name=_named(item.name, instance),
        kind=item.kind,
        instance=instance.id,
        who=_who(None, *_held(view, item.roles), user),
        why=_why(view, instance),
        state=instance.state,
        documentation=item.documentation,
        refused=_refused(view, instance, Transition.MANUAL_START, user),
    )


def _open(view: CaseView) -> Iterator[Instance]:
    for ids in view.snapshot.open_by_item.values():
        yield from (view.snapshot.instances[each] for each in ids)


def _named(name: str, instance: Instance) -> str:
    """Return what an instance is called: a repetition has its number."""
    return name if instance.number == 1 else f"{name} ({instance.number})"


def _held(view: CaseView, roles: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who holds roles, and the roles."""
    held = [each for role in roles for each in view.snapshot.roles.get(role, ())]
    return tuple(dict.fromkeys(held)), roles


def _who(
    assignee: str | None, candidates: tuple[str, ...], roles: tuple[str, ...], user: User
) -> str:
    """Return for whom something is: you, somebody, anyone in a group, anybody."""
    if assignee is not None:
        return "you" if assignee == user.name else assignee
    if not roles:
        return "anybody"
    names = ["you" if each == user.name else _principal(each) for each in candidates]
    return " or ".join(names) or f"nobody: no one holds {' or '.join(roles)}"


def _principal(name: str) -> str:
    return f"anyone in {name.removeprefix('group:')}" if name.startswith("group:") else name


def _why(view: CaseView, instance: Instance) -> str:
    """Return what made an instance what it is: planning, its sentries, repetition, its stage."""
    if instance.origin == "planning":
        return "planned by hand"
    entry = view.plan.items[instance.item].entry
    if entry:
        return " or ".join(dict.fromkeys(_satisfied(view, each) for each in entry))
    if instance.origin == "repetition":
        return f"repeated: time {instance.number}"
    if instance.stage == CASE_ID:
        return "since the case began"
    stage = view.snapshot.instances[instance.stage].item
    return f"since '{view.plan.items[stage].name}' began"


def _satisfied(view: CaseView, criterion: Criterion) -> str:
    """Return what a criterion stands for: as the model calls it, else what it waits for."""
    named = criterion.sentry.name or criterion.name
    if named:
        return named
    sentry = criterion.sentry
    parts = [f"{_source(view, each)} made '{each.transition}'" for each in sentry.on_parts]
    if sentry.if_part is not None:
        parts.append(f"'{sentry.if_part.text}'")
    return " and ".join(parts)


def _source(view: CaseView, part: OnPart) -> str:
    known = view.plan.file if part.is_on_file else view.plan.items
    return f"'{known[part.source].name}'" if part.source in known else f"'{part.source}'"


# --- events, planning, incidents, completion by hand ----------------------------------------------

_REPORTED = (Kind.USER_EVENT_LISTENER, Kind.EVENT_LISTENER)


def _events(view: CaseView, user: User) -> Iterator[ToDo]:
    for instance in _open(view):
        item = view.plan.items[instance.item]
        if item.kind in _REPORTED and instance.state is State.AVAILABLE:
            yield ToDo(
                act=Act.REPORT,
                item=item.id,
                name=item.name,
                kind=item.kind,
                instance=instance.id,
                who=_who(None, *_held(view, item.roles), user),
                why="",
                state=instance.state,
                documentation=item.documentation,
                refused=_refused(view, instance, Transition.OCCUR, user),
            )


def _plannable(view: CaseView, user: User) -> Iterator[ToDo]:
    mine = {(each.item, each.holder) for each in view.offers(user)}
    for offer in view.offers():
        item = view.plan.items[offer.item]
        who = _who(None, *_held(view, offer.roles), user)
        yield ToDo(
            act=Act.PLAN,
            item=offer.item,
            name=offer.name,
            kind=offer.kind,
            instance=offer.holder,
            who=who,
            why=_offered(view, offer.item),
            documentation=item.documentation,
            refused=None if (offer.item, offer.holder) in mine else f"it is for {who}",
        )


def _offered(view: CaseView, item: str) -> str:
    """Return which rules of its planning tables are true."""
    tables = [each for each in view.explain(item).tables if each.is_offered]
    rules = dict.fromkeys(str(rule) for table in tables for rule in table.rules)
    return "; ".join(rules)


def _incidents(view: CaseView, user: User) -> Iterator[ToDo]:
    for instance in _open(view):
        if instance.incident is None:
            continue
        item = view.plan.items[instance.item]
        wanted = ResolveIncident(view.now, instance.id, "retry", by=user)
        yield ToDo(
            act=Act.RESOLVE,
            item=item.id,
            name=_named(item.name, instance),
            kind=item.kind,
            instance=instance.id,
            who=_who(instance.assignee, *_held(view, item.roles), user),
            why=instance.incident.message,
            state=instance.state,
            documentation=item.documentation,
            refused=refusal(view, wanted),
        )


def _completions(view: CaseView, user: User) -> Iterator[ToDo]:
    """Give the stages, and the case, that have nothing left to wait for but somebody's word."""
    if view.state is not State.ACTIVE:
        return
    root = view.plan.items[view.plan.root]
    stages: list[tuple[Item, Instance | None]] = [
        (item, each)
        for each in _open(view)
        if (item := view.plan.items[each.item]).kind is Kind.STAGE and each.state is State.ACTIVE
    ]
    for item, instance in [*stages, (root, None)]:
        if _refused(view, instance, Transition.COMPLETE, user) is None:
            yield ToDo(
                act=Act.COMPLETE,
                item=item.id,
                name=item.name if instance is None else _named(item.name, instance),
                kind=item.kind,
                instance=CASE_ID if instance is None else instance.id,
                who=_who(None, *_held(view, item.roles), user),
                why="nothing that is required is open in it",
                state=State.ACTIVE,
                documentation=item.documentation,
            )
