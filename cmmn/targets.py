"""What a person means by the name of an item: which instance, and what may be done with it.

The one rule: a name that fits nothing, or too much, is refused with what there is.
"""

import difflib
from collections.abc import Iterable

from cmmn.commands import User
from cmmn.errors import CommandRefused, NotAuthorized
from cmmn.lifecycle import LIFECYCLES, Kind, State, Transition, allowed
from cmmn.plan import CasePlan, Item
from cmmn.planning import is_member
from cmmn.state import CASE_ID, CaseState, Instance
from feel.errors import Location

__all__ = [
    "authorize",
    "find_instance",
    "find_item",
    "refuse_transition",
    "require_stage",
    "require_working",
    "unknown",
]

_SYSTEM_ONLY = frozenset(
    {
        Transition.CREATE,
        Transition.ENABLE,
        Transition.START,
        Transition.EXIT,
        Transition.PARENT_SUSPEND,
        Transition.PARENT_RESUME,
        Transition.PARENT_TERMINATE,
    }
)
"""Transitions that follow from others and that nobody can ask for."""


def unknown(plan: CasePlan, kind: str, name: str, names: Iterable[str]) -> CommandRefused:
    """Return the error for a name that nothing has."""
    known = list(dict.fromkeys(names))
    close = difflib.get_close_matches(name, known, n=1)
    meant = f"did you mean '{close[0]}'? " if close else ""
    hint = f"{meant}there are: {', '.join(known) or 'none'}"
    return CommandRefused("NO_SUCH_ITEM", f"no {kind} '{name}'", Location((plan.name,)), hint)


def find_item(plan: CasePlan, name: str) -> Item:
    """Return the item with this id, or with this name if only one has it.

    Errors: CommandRefused NO_SUCH_ITEM.
    """
    if name in plan.items and name != plan.root:
        return plan.items[name]
    named = [item for item in plan.items.values() if item.name == name and item.id != plan.root]
    if len(named) == 1:
        return named[0]
    if named:
        message = f"'{name}' is the name of several items"
        hint = f"give an id: {', '.join(item.id for item in named)}"
        raise CommandRefused("NO_SUCH_ITEM", message, Location((plan.name,)), hint)
    raise unknown(plan, "plan item", name, (each for each in plan.items if each != plan.root))


def find_instance(plan: CasePlan, state: CaseState, name: str) -> Instance:
    """Return the instance that is meant: `A#2`, or of `A` the newest that has not ended.

    Errors: CommandRefused NO_SUCH_ITEM or NOT_ALLOWED where there is none.
    """
    if name in state.instances:
        return state.instances[name]
    base, _, number = name.rpartition("#")
    item = find_item(plan, base if number.isdigit() and base else name)
    if number.isdigit() and base:
        exact = state.instances.get(f"{item.id}#{number}")
        if exact is not None:
            return exact
        raise unknown(plan, "instance", name, state.by_item.get(item.id, ()))
    found = state.open_by_item.get(item.id)
    if found:
        return state.instances[found[-1]]
    place = Location((plan.name, item.name))
    instances = [state.instances[each] for each in state.by_item.get(item.id, ())]
    states = ", ".join(f"{each.id} {each.state}" for each in instances[-5:])
    message = f"'{item.name}' has no open instance"
    hint = f"there are: {states}" if states else "its stage has not begun, or it is not planned"
    raise CommandRefused("NOT_ALLOWED", message, place, hint)


def require_working(plan: CasePlan, state: CaseState) -> None:
    """Refuse work on the items of a case that is not Active."""
    if state.state is not State.ACTIVE:
        options = ", ".join(allowed(Kind.CASE_PLAN, state.state)) or "nothing: it is closed"
        message = f"the case is {state.state}; no work is done in it"
        raise CommandRefused("NOT_ALLOWED", message, Location((plan.name,)), f"allowed: {options}")


def require_stage(plan: CasePlan, state: CaseState, instance: Instance) -> None:
    """Refuse work on what is in a suspended stage: that goes on when the stage does."""
    for stage in state.chain(instance)[1:]:
        if state.instances[stage].state is State.SUSPENDED:
            name = plan.items[state.instances[stage].item].name
            place = Location((plan.name, plan.items[instance.item].name))
            message = f"'{instance.id}' is in '{name}', which is suspended"
            raise CommandRefused("NOT_ALLOWED", message, place, f"resume '{stage}' first")


def refuse_transition(
    plan: CasePlan, state: State, item: Item, transition: Transition, label: str
) -> None:
    """Refuse a transition that the standard's table does not have for this state.

    Errors: CommandRefused NOT_ALLOWED, with what is allowed instead.
    """
    asked = [each for each in allowed(item.kind, state) if each not in _SYSTEM_ONLY]
    if (state, transition) in LIFECYCLES[item.kind] and transition in asked:
        return
    hint = f"allowed now: {', '.join(asked) or 'nothing'}"
    message = f"'{transition}' is not allowed: '{label}' is {state}"
    raise CommandRefused("NOT_ALLOWED", message, Location((plan.name, item.name)), hint)


def authorize(
    plan: CasePlan, state: CaseState, item: Item, instance: Instance | None, user: User | None
) -> None:
    """Refuse a person who holds none of the roles that an item names.

    Errors: NotAuthorized, which names the roles.
    """
    roles = item.roles
    if instance is not None and instance.escalated and roles:
        roles = (*roles, *instance.escalated)
    if is_member(state, user, roles):
        return
    who = user.name if user is not None else "system"
    held = [f"{role} ({', '.join(state.roles.get(role, ())) or 'nobody'})" for role in roles]
    label = item.id if instance is None else instance.id
    message = f"'{who}' may not work on '{label if label != CASE_ID else plan.name}'"
    place = Location((plan.name, item.name))
    raise NotAuthorized("NOT_AUTHORIZED", message, place, f"it is for: {', '.join(held)}")
