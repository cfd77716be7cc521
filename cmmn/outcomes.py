"""Commands about what comes back from calls: handlers, child cases, and incidents people deal with.

The one rule: who does not wait any more hears nothing.
"""

from cmmn import commands as c
from cmmn import events as e
from cmmn.cascade import Cascade
from cmmn.errors import CommandRefused
from cmmn.lifecycle import LIFECYCLES, State, Transition
from cmmn.payload import checked
from cmmn.state import Instance
from cmmn.targets import authorize, find_instance, require_working
from feel.errors import Location

__all__ = ["complete_job", "fail_job", "hear_child", "resolve_incident"]


def complete_job(cascade: Cascade, command: c.CompleteJob) -> None:
    """Complete a process task; one that is suspended keeps the answer till it goes on."""
    instance = cascade.state.instances.get(command.target)
    if instance is None or instance.handler is None:
        return
    cascade.cause = instance.asked
    if instance.state is State.ACTIVE:
        cascade.finish_call(instance.id, command.outputs)
    elif instance.state is State.SUSPENDED:
        outputs = {name: checked(each, (name,)) for name, each in command.outputs.items()}
        cascade.emit(e.JobAnswered(instance.id, outputs))


def fail_job(cascade: Cascade, command: c.FailJob) -> None:
    """Let a task whose call failed fail; one that is suspended asks again when it goes on."""
    instance = cascade.state.instances.get(command.target)
    if instance is None or (instance.handler is None and instance.child_case is None):
        return
    cascade.cause = instance.asked
    if instance.state is State.ACTIVE:
        cascade.fail(instance.id, "CALL_FAILED", command.message)
    elif instance.state is State.SUSPENDED:
        cascade.emit(e.JobAnswered(instance.id, {}, command.message))


def resolve_incident(cascade: Cascade, command: c.ResolveIncident) -> None:
    """Deal with an incident as a person says."""
    plan, state = cascade.plan, cascade.state
    require_working(plan, state)
    instance = find_instance(plan, state, command.target)
    item = plan.items[instance.item]
    authorize(plan, state, item, instance, command.by)
    place = Location((plan.name, item.name))
    if instance.incident is None:
        message = f"'{instance.id}' has no incident"
        raise CommandRefused("NOT_ALLOWED", message, place, "only an incident is dealt with so")
    if instance.state is State.SUSPENDED:
        message = f"'{instance.id}' is suspended"
        raise CommandRefused("NOT_ALLOWED", message, place, "resume it first")
    if command.how not in ("retry", "skip", "resolve"):
        message = f"an incident cannot be dealt with by '{command.how}'"
        raise CommandRefused("NOT_ALLOWED", message, place, "retry, skip or resolve it")
    cascade.cause = cascade.emit(e.IncidentResolved(instance.id, command.how))
    if item.kind.is_listener:
        _resolve_timer(cascade, instance, command.how)
        return
    if command.how == "retry":
        if instance.state is State.FAILED:
            cascade.make(instance.id, Transition.REACTIVATE)
        return
    if instance.state is State.FAILED:
        cascade.take_up(instance.id)
    if cascade.instance(instance.id).state is State.ACTIVE:
        given = command.variables if command.how == "resolve" else {}
        cascade.finish(instance.id, given, lenient=False)


def _resolve_timer(cascade: Cascade, instance: Instance, how: str) -> None:
    """Ask a timer's expression again, or let it occur now."""
    if instance.state is not State.AVAILABLE:
        return
    if how == "retry":
        cascade.start_timer(cascade.instance(instance.id))
    elif how == "resolve":
        cascade.make(instance.id, Transition.OCCUR)
    else:
        cascade.make(instance.id, Transition.TERMINATE)


def hear_child(cascade: Cascade, command: c.HearChild) -> None:
    """Let a case task end as its child case did; one that does not wait any more hears nothing."""
    instance = cascade.state.instances.get(command.target)
    if instance is None or instance.child_case != command.child:
        return
    cascade.cause = instance.asked
    if instance.state is State.FAILED and command.transition is Transition.COMPLETE:
        if instance.incident is not None:  # the child failed, was taken up, and is done now
            cascade.cause = cascade.emit(e.IncidentResolved(instance.id, "resolve"))
        cascade.take_up(instance.id)
        instance = cascade.instance(instance.id)
    if instance.state is not State.ACTIVE:
        return
    if command.transition is Transition.COMPLETE:
        cascade.finish_call(instance.id, command.outputs)
    elif command.transition is Transition.FAULT:
        cascade.fail(instance.id, "CHILD_FAILED", f"the child case '{instance.child_case}' failed")
    elif (instance.state, command.transition) in LIFECYCLES[cascade.item(instance).kind]:
        cascade.make(instance.id, command.transition)
