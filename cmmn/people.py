"""Commands about people: whose a human task is, until when, and who holds which case role.

The one rule: claiming, delegating and releasing follow the roles of the task like its completion.
"""

from typing import Any

from cmmn import commands as c
from cmmn import events as e
from cmmn import timers
from cmmn.cascade import Cascade
from cmmn.errors import CommandRefused, NotAuthorized
from cmmn.lifecycle import Kind, State
from cmmn.payload import checked
from cmmn.plan import CasePlan
from cmmn.planning import is_member
from cmmn.state import Instance
from cmmn.targets import authorize, find_instance, require_working, unknown
from feel.errors import Location
from feel.temporal import DateTime

__all__ = ["assign_task", "give_role", "role_name", "schedule_task", "take_role"]


def role_name(plan: CasePlan, name: str) -> str:
    """Return the name of a case role, given by name or id."""
    if name in plan.roles:
        return name
    found = plan.role_ids.get(name)
    if found is not None:
        return found
    raise unknown(plan, "case role", name, plan.roles)


def _task(cascade: Cascade, name: str, by: c.User | None) -> Instance:
    """Return an open human task that a person may work on."""
    plan, state = cascade.plan, cascade.state
    require_working(plan, state)
    instance = find_instance(plan, state, name)
    item = plan.items[instance.item]
    place = Location((plan.name, item.name))
    if item.kind is not Kind.HUMAN_TASK:
        message = f"'{instance.id}' is no human task"
        raise CommandRefused("NOT_ALLOWED", message, place, f"it is a {item.kind}")
    if instance.state not in (State.ACTIVE, State.ENABLED):
        message = f"'{instance.id}' is {instance.state}"
        raise CommandRefused("NOT_ALLOWED", message, place, "a task is active or enabled")
    authorize(plan, state, item, instance, by)
    return instance


def assign_task(cascade: Cascade, command: c.AssignTask) -> None:
    """Claim, assign, delegate or release a task."""
    instance = _task(cascade, command.target, command.by)
    place = Location((cascade.plan.name, instance.id))
    if command.how != "release":
        _check_name(cascade, command.assignee)
    who = instance.assignee
    me = None if command.by is None else command.by.name
    taken = me not in (None, who, instance.owner)
    if command.how == "claim" and who is not None and who != command.assignee:
        raise CommandRefused("NOT_ALLOWED", f"'{who}' has claimed it", place, "wait for a release")
    if command.how in ("release", "delegate") and (who is None or taken):
        message = f"it is {'nobody' if who is None else who}'s to {command.how}"
        raise CommandRefused("NOT_ALLOWED", message, place, "claim or assign it first")
    match command.how:
        case "delegate":
            event = e.TaskAssigned(instance.id, command.assignee, instance.owner or who, "delegate")
        case "release":
            event = e.TaskAssigned(instance.id, instance.owner, None, "release")
        case _:
            event = e.TaskAssigned(instance.id, command.assignee, None, command.how)
    cascade.emit(event)


def schedule_task(cascade: Cascade, command: c.ScheduleTask) -> None:
    """Set a task's dates and priority."""
    instance = _task(cascade, command.target, command.by)
    due = _instant(cascade, "due", command.due)
    follow_up = _instant(cascade, "follow-up", command.follow_up)
    cascade.emit(e.TaskScheduled(instance.id, due, follow_up, command.priority))


def _instant(cascade: Cascade, name: str, value: Any) -> DateTime | None:
    """Return a date a person gave: an instant, a date, or a duration from now."""
    if value is None:
        return None
    place = Location((cascade.plan.name, name))
    found = timers.instant_of(checked(value, place.path), cascade.now, cascade.state.zone)
    if found is None:
        hint = 'give a date and time, a date, or a duration such as "P3D"'
        raise CommandRefused("INVALID_VALUE", f"'{value}' is no {name} date", place, hint)
    return found


def give_role(cascade: Cascade, command: c.AssignRole) -> None:
    """Give a case role to a person or group; a person can give only what that person holds."""
    role = role_name(cascade.plan, command.role)
    _require_holder(cascade, role, command.by)
    _check_name(cascade, command.principal)
    if command.principal not in cascade.state.roles.get(role, ()):
        cascade.emit(e.RoleAssigned(role, command.principal))


def _check_name(cascade: Cascade, name: str | None) -> None:
    """Refuse what is no name of a person or group."""
    if not name or not name.strip() or len(name) > c.LONGEST_NAME or not name.isprintable():
        place = Location((cascade.plan.name,))
        message = f"{(name or '')[:40]!r} is no name of a person or group"
        hint = f"1 to {c.LONGEST_NAME} signs that can be printed"
        raise CommandRefused("INVALID_VALUE", message, place, hint)


def _require_holder(cascade: Cascade, role: str, by: c.User | None) -> None:
    if is_member(cascade.state, by, (role,)):
        return
    held = ", ".join(cascade.state.roles.get(role, ())) or "nobody"
    who = "system" if by is None else by.name
    place = Location((cascade.plan.name, f"role {role}"))
    message = f"'{who}' does not hold '{role}', so cannot give or take it"
    raise NotAuthorized("NOT_AUTHORIZED", message, place, f"it is held by: {held}")


def take_role(cascade: Cascade, command: c.UnassignRole) -> None:
    """Take a case role from a person or group; the same rule holds."""
    role = role_name(cascade.plan, command.role)
    _require_holder(cascade, role, command.by)
    held = cascade.state.roles.get(role, ())
    if command.principal not in held:
        place = Location((cascade.plan.name, f"role {role}"))
        hint = f"it is held by: {', '.join(held) or 'nobody'}"
        message = f"'{command.principal}' does not hold '{role}'"
        raise CommandRefused("NOT_ALLOWED", message, place, hint)
    cascade.emit(e.RoleUnassigned(role, command.principal))
