"""(plan, state, command) -> events: refuse the command, or carry it out to the end.

Pure: time and who are inside the command; `CommandRefused` means that nothing happened. What the
command says is in its events; the state after them is the fold.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cmmn import commands as c
from cmmn import events as e
from cmmn import timers
from cmmn.calls import outputs_of
from cmmn.cascade import Cascade
from cmmn.case_file import changes
from cmmn.completion import hinderances
from cmmn.errors import CommandRefused
from cmmn.evolve import INITIAL
from cmmn.lifecycle import FileTransition, Kind, State, Transition
from cmmn.outcomes import complete_job, fail_job, hear_child, resolve_incident
from cmmn.people import assign_task, give_role, role_name, schedule_task, take_role
from cmmn.plan import CasePlan, Item
from cmmn.planning import is_member, offers
from cmmn.state import CASE_ID, CaseState, Instance
from cmmn.targets import (
    authorize,
    find_instance,
    find_item,
    refuse_transition,
    require_stage,
    require_working,
)
from feel.conversion import from_natural
from feel.errors import Location
from feel.temporal import DateTime
from feel.temporal_zones import is_zone
from feel.values import brief

__all__ = ["SYSTEM", "Decided", "decide"]

SYSTEM = "system"
"""Who the host program is, in the log."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a command led to: its events, and the state after them."""

    recorded: tuple[e.Recorded, ...]
    state: CaseState


def decide(plan: CasePlan, state: CaseState | None, command: c.Command) -> Decided:
    """Return what a command leads to in a case; `state` is None for a case that is to be created.

    Errors: CommandRefused with what is allowed instead; the case is as it was.
    """
    by = SYSTEM if command.by is None else command.by.name
    before = INITIAL if state is None else state
    now = command.at
    if before.time is not None and timers.moment(now) < timers.moment(before.time):
        now = before.time  # clocks of several machines differ a little; a case's time goes on
    cascade = Cascade(plan, before, now, by, type(command).__name__)
    _COMMANDS[type(command)](cascade, command)
    cascade.settle()
    _fire_what_began(cascade, before)
    return Decided(tuple(cascade.recorded), cascade.state)


def _fire_what_began(cascade: Cascade, before: CaseState) -> None:
    """Fire timers that this command started or resumed, and whose time has come already."""
    for _ in range(_MOST_FIRED):
        due = [
            each
            for each in timers.due_timers(cascade.state, cascade.now)
            if each.id not in before.timers or before.instances[each.id].state is State.SUSPENDED
        ]
        if not due or cascade.state.state is not State.ACTIVE or cascade.is_long:
            return
        cascade.fire(due[0])
        cascade.settle()


_MOST_FIRED = 1_000


# --- creating -------------------------------------------------------------------------------------


def _create(cascade: Cascade, command: c.CreateCase) -> None:
    plan = cascade.plan
    if cascade.state.version:
        place = Location((plan.name,))
        raise CommandRefused("NOT_ALLOWED", f"the case '{command.case}' exists", place)
    if not is_zone(command.zone):
        place = Location((plan.name, "zone"))
        hint = 'give a zone id such as "Europe/Berlin"'
        raise CommandRefused("INVALID_VALUE", f"there is no zone '{command.zone}'", place, hint)
    roles = {role_name(plan, name): tuple(people) for name, people in command.roles.items()}
    roles |= {
        name: tuple(people)
        for name, people in command.inherited_roles.items()
        if name in plan.roles
    }
    cascade.cause = cascade.emit(
        e.CaseCreated(
            case=command.case,
            definition=command.definition,
            sha256=plan.sha256,
            plan_id=plan.root,
            decision_hashes=dict(plan.decision_hashes),
            business_key=command.business_key,
            roles=roles,
            parent_case=command.parent_case,
            parent_instance=command.parent_instance,
            zone=command.zone,
        )
    )
    cascade.write(_first_values(cascade, command))
    cascade.fill(CASE_ID, plan.stages[plan.items[plan.root].definition].items)
    cascade.touch(CASE_ID)
    cascade.later(lambda: cascade.check_all(CASE_ID))


def _first_values(cascade: Cascade, command: c.CreateCase) -> dict[str, Any]:
    """Return what the case file begins with: input parameters, and case file items by name."""
    plan = cascade.plan
    is_called = command.parent_case is not None
    root = plan.items[plan.root]
    values: dict[str, Any] = {}
    inputs = {each.name: each for each in plan.inputs}
    for name, value in command.variables.items():
        parameter = inputs.get(name)
        if parameter is not None and parameter.path is not None:
            if parameter.refinement is not None:
                value = cascade.reading.value(  # noqa: PLW2901 - the refined value is what counts
                    parameter.refinement, {name: from_natural(value)}
                )
            values[parameter.path] = value
        elif parameter is None:
            values |= outputs_of(plan, cascade.reading, root, {name: value}, lenient=is_called)
    return values


# --- transitions ----------------------------------------------------------------------------------


def _transition(cascade: Cascade, command: c.MakeTransition) -> None:
    if command.target == CASE_ID:
        _case_transition(cascade, command)
        return
    plan, state = cascade.plan, cascade.state
    require_working(plan, state)
    instance = find_instance(plan, state, command.target)
    item = plan.items[instance.item]
    refuse_transition(plan, instance.state, item, command.transition, instance.id)
    require_stage(plan, state, instance)
    authorize(plan, state, item, instance, command.by)
    _refuse_other_hands(cascade, instance, command)
    if command.transition is Transition.COMPLETE:
        _complete(cascade, instance, item, command)
        return
    if command.transition is Transition.REACTIVATE and instance.incident is not None:
        cascade.cause = cascade.emit(e.IncidentResolved(instance.id, "retry"))
    cascade.make(instance.id, command.transition, note=command.note)


def _refuse_other_hands(cascade: Cascade, instance: Instance, command: c.MakeTransition) -> None:
    """Refuse to complete a task that someone else has claimed."""
    who = instance.assignee
    if command.by is None or who is None or who == command.by.name:
        return
    if command.transition is Transition.COMPLETE:
        place = Location((cascade.plan.name, instance.id))
        message = f"'{instance.id}' is assigned to '{who}'"
        raise CommandRefused("NOT_ALLOWED", message, place, "claim it after it is released")


def _complete(cascade: Cascade, instance: Instance, item: Item, command: c.MakeTransition) -> None:
    if item.kind is Kind.STAGE:
        _refuse_open(cascade, instance.id, item)
    if item.kind.is_task:
        cascade.finish(instance.id, command.variables, lenient=False)
    else:
        _no_variables(cascade, command)
        cascade.make(instance.id, Transition.COMPLETE, note=command.note)


def _no_variables(cascade: Cascade, command: c.MakeTransition) -> None:
    if command.variables:
        message = "only a task gives outputs when it completes"
        place = Location((cascade.plan.name, command.target))
        raise CommandRefused("NO_SUCH_OUTPUT", message, place, "set the case file instead")


def _refuse_open(cascade: Cascade, stage: str, item: Item) -> None:
    """Refuse the completion by hand of a stage with active or open required children (8.6.1)."""
    found = [f"{child.id}: {why}" for child, why in hinderances(cascade.state, stage)]
    if found:
        place = Location((cascade.plan.name, item.name))
        message = f"'{item.name}' cannot complete yet: {'; '.join(found)}"
        raise CommandRefused("NOT_ALLOWED", message, place, "end these first, or terminate it")


def _case_transition(cascade: Cascade, command: c.MakeTransition) -> None:
    plan, state = cascade.plan, cascade.state
    root = plan.items[plan.root]
    refuse_transition(plan, state.state, root, command.transition, "the case")
    _no_variables(cascade, command)
    if command.transition is Transition.COMPLETE:
        _refuse_open(cascade, CASE_ID, root)
    goes_on = state.state in (State.SUSPENDED, State.FAILED)
    cascade.make_case(command.transition, note=command.note)
    if command.transition is Transition.REACTIVATE and goes_on:
        cascade.later(lambda: cascade.check_all(CASE_ID))


def _end_case(cascade: Cascade, _: c.EndCase) -> None:
    """Terminate the case if it works or stands still; one that failed keeps nothing going."""
    if cascade.state.state is State.FAILED:
        cascade.end_children(CASE_ID)
        return
    if cascade.state.state is State.SUSPENDED:  # nothing goes on first
        made = e.CaseTransitioned(Transition.REACTIVATE, State.SUSPENDED, State.ACTIVE)
        cascade.cause = cascade.emit(made)
    if cascade.state.state is State.ACTIVE:
        cascade.make_case(Transition.TERMINATE)


# --- the case file --------------------------------------------------------------------------------


def _set(cascade: Cascade, command: c.SetFile) -> None:
    _require_open_file(cascade)
    cascade.write(command.values)


def _change(cascade: Cascade, command: c.ChangeFile) -> None:
    _require_open_file(cascade)
    change = e.FileItemTransitioned(
        command.path, FileTransition(command.transition), command.value, command.child
    )
    state = cascade.state
    cascade.change(changes(cascade.plan, state.file, state.references, change))


def _require_open_file(cascade: Cascade) -> None:
    """Refuse to write to the case file of a case that is closed."""
    if cascade.state.state is State.CLOSED:
        require_working(cascade.plan, cascade.state)


# --- planning -------------------------------------------------------------------------------------


def _plan(cascade: Cascade, command: c.PlanItem) -> None:
    plan, state = cascade.plan, cascade.state
    require_working(plan, state)
    item = find_item(plan, command.item)
    wanted = None if command.holder is None else _holder(cascade, command.holder)
    open_now = list(offers(plan, cascade.reading, state))
    found = [
        (holder, offer)
        for holder, offer in open_now
        if offer.item == item.id and wanted in (None, holder)
    ]
    if not found:
        known = ", ".join(dict.fromkeys(offer.item for _, offer in open_now)) or "none"
        place = Location((plan.name, item.name))
        message = f"'{item.id}' cannot be planned now: {_why_not_offered(cascade, item, wanted)}"
        raise CommandRefused("NOT_ALLOWED", message, place, f"may be planned: {known}")
    holder, offer = found[-1]
    if not is_member(state, command.by, offer.roles):
        authorize(plan, state, _with_roles(item, offer.roles), None, command.by)
    cascade.cause = cascade.emit(e.DiscretionaryItemPlanned(item.id, holder))
    stage = _stage_of(cascade, holder)
    items = plan.stages[item.definition].items if item.kind is Kind.PLAN_FRAGMENT else (item.id,)
    cascade.fill(stage, items, "planning")


def _why_not_offered(cascade: Cascade, item: Item, wanted: str | None) -> str:
    """Return which rules of the tables that are open for an item are not true, in words."""
    plan, state = cascade.plan, cascade.state
    holders = {} if wanted not in (None, CASE_ID) else {plan.root: None}
    holders |= {
        each.item: None
        for each in state.instances.values()
        if each.state is State.ACTIVE and wanted in (None, each.id)
    }
    rules = {
        rule.text: cascade.reading.value(rule)
        for holder in map(plan.items.__getitem__, holders)
        for offer in (
            plan.stages[holder.definition].offers if holder.holds_stage else holder.offers
        )
        for rule in offer.rules
        if offer.item == item.id
    }
    failing = [
        f"the rule '{text}' is {brief(is_so)}" for text, is_so in rules.items() if is_so is not True
    ]
    return "; ".join(failing) or "no planning table that has it is open"


def _with_roles(item: Item, roles: tuple[str, ...]) -> Item:
    return Item(item.id, item.name, item.kind, item.definition, roles=roles)


def _holder(cascade: Cascade, name: str) -> str:
    if name in (CASE_ID, cascade.plan.root):
        return CASE_ID
    return find_instance(cascade.plan, cascade.state, name).id


def _stage_of(cascade: Cascade, holder: str) -> str:
    """Return the stage a planned item goes into: for a human task's table, the task's stage."""
    if holder == CASE_ID:
        return CASE_ID
    instance = cascade.instance(holder)
    return holder if cascade.item(instance).kind is Kind.STAGE else instance.stage


# --- timers, escalation ---------------------------------------------------------------------------


def _fire(cascade: Cascade, command: c.FireTimers) -> None:
    """Fire what is due, each at its own time; overdue tasks are escalated on the way."""
    until = cascade.now
    for _ in range(command.most):
        if cascade.state.state is not State.ACTIVE or cascade.is_long:
            break
        due = timers.due_timers(cascade.state, until)
        late = timers.overdue_tasks(cascade.state)
        at = late[0][0] if late else None
        first = _due_of(due[0]) if due else until
        if at is not None and timers.moment(at) <= timers.moment(first):
            instance = late[0][1]
            _move_clock(cascade, at)
            escalation = cascade.item(instance).task
            cascade.cause = instance.asked
            cascade.emit(e.TaskEscalated(instance.id, escalation.escalation if escalation else ()))
        elif due:
            _move_clock(cascade, _due_of(due[0]))
            cascade.fire(due[0])
        else:
            break
        cascade.settle()


def _due_of(instance: Instance) -> DateTime:
    if instance.timer is None:
        raise KeyError(instance.id)
    return instance.timer.due


def _move_clock(cascade: Cascade, to: DateTime) -> None:
    """Let it be then; what happened in the case already stays before it."""
    before = cascade.state.time
    late = before is not None and timers.moment(to) < timers.moment(before)
    cascade.now = before if late and before is not None else to


_COMMANDS: dict[type[Any], Callable[[Cascade, Any], None]] = {
    c.CreateCase: _create,
    c.MakeTransition: _transition,
    c.EndCase: _end_case,
    c.SetFile: _set,
    c.ChangeFile: _change,
    c.PlanItem: _plan,
    c.FireTimers: _fire,
    c.AssignTask: assign_task,
    c.ScheduleTask: schedule_task,
    c.AssignRole: give_role,
    c.UnassignRole: take_role,
    c.CompleteJob: complete_job,
    c.FailJob: fail_job,
    c.ResolveIncident: resolve_incident,
    c.HearChild: hear_child,
}
