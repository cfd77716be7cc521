"""A case, its parent and its children: what a command to one of them leads to in the others.

Pure: cases are found through a function, and what changed is handed back, all of it to be kept or
none. A command that follows from another is not refused for good: what no longer applies is left.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cmmn import commands as c
from cmmn import events as e
from cmmn.calls import case_outputs
from cmmn.conditions import Reading
from cmmn.decide import Decided, decide
from cmmn.errors import CommandRefused
from cmmn.lifecycle import State, Transition
from cmmn.plan import CasePlan
from cmmn.state import CaseState
from feel.errors import Location
from feel.temporal import DateTime

__all__ = ["Change", "Family"]

_T = Transition
_DEEPEST = 50
_MOST_COMMANDS = 10_000

Find = Callable[[str], tuple[CasePlan, CaseState] | None]
PlanOf = Callable[[str, CasePlan], CasePlan]


@dataclass(frozen=True, slots=True)
class Change:
    """What one command led to in one case."""

    case: str
    plan: CasePlan
    command: c.Command
    before: CaseState | None
    recorded: tuple[e.Recorded, ...]
    state: CaseState


class Family:
    """One unit of work over cases that belong together.

    `find` gives a case by id; `plan_of` the plan of a child case's definition, for its parent's
    plan. Both are asked only for what this unit has not changed itself.
    """

    def __init__(self, find: Find, plan_of: PlanOf) -> None:
        self._find = find
        self._plan_of = plan_of
        self._known: dict[str, tuple[CasePlan, CaseState]] = {}
        self.changes: list[Change] = []

    def case(self, name: str) -> tuple[CasePlan, CaseState] | None:
        """Return a case as this unit has left it."""
        if name not in self._known:
            found = self._find(name)
            if found is None:
                return None
            self._known[name] = found
        return self._known[name]

    def create(self, plan: CasePlan, command: c.CreateCase) -> CaseState:
        """Create a case, and whatever that leads to.

        Errors: CommandRefused.
        """
        self._check_free(command.case)
        self._decide(command.case, plan, None, command)
        self._follow(0)
        return self._known[command.case][1]

    def run(self, name: str, command: c.Command) -> CaseState:
        """Carry out a command in a case, and whatever that leads to in others.

        Errors: CommandRefused; KeyError for a case that does not exist.
        """
        found = self.case(name)
        if found is None:
            raise KeyError(name)
        first = len(self.changes)
        self._decide(name, *found, command)
        self._follow(first)
        return self._known[name][1]

    def _decide(
        self, name: str, plan: CasePlan, state: CaseState | None, command: c.Command
    ) -> Decided:
        decided = decide(plan, state, command)
        self._known[name] = plan, decided.state
        if decided.recorded:
            self.changes.append(Change(name, plan, command, state, decided.recorded, decided.state))
        return decided

    def _follow(self, first: int) -> None:
        """Carry out what follows from changes, in turn, until nothing does."""
        waiting: deque[Change] = deque(self.changes[first:])
        for _ in range(_MOST_COMMANDS):
            if not waiting:
                return
            change = waiting.popleft()
            for name, command in list(_consequences(change)):
                at = len(self.changes)
                self._carry_out(name, command, change)
                waiting.extend(self.changes[at:])
        message = f"it would lead to more than {_MOST_COMMANDS:,} commands in other cases"
        raise CommandRefused("ENDLESS", message, Location(), "look at the case tasks")

    def _carry_out(self, name: str, command: c.Command, change: Change) -> None:
        if isinstance(command, c.CreateCase):
            self._create_child(command, change)
            return
        found = self.case(name)
        if found is None:
            return
        is_resumed = isinstance(command, c.MakeTransition) and (command.transition is _T.REACTIVATE)
        if is_resumed and found[1].state is not State.SUSPENDED:
            self._tell_parent(*found, command)  # it ended while nobody listened
            return
        try:
            self._decide(name, *found, command)
        except CommandRefused:
            return  # it has ended, or is suspended, in its own way

    def _tell_parent(self, plan: CasePlan, state: CaseState, command: c.Command) -> None:
        """Let a parent that goes on hear how its child has ended."""
        ends = {
            State.COMPLETED: _T.COMPLETE,
            State.TERMINATED: _T.TERMINATE,
            State.FAILED: _T.FAULT,
        }
        parent = None if state.parent_case is None else self.case(state.parent_case)
        if state.state in ends and parent is not None and state.parent_instance is not None:
            told = _hear(plan, state, ends[state.state], command.at)
            self._decide(parent[1].id, *parent, told)

    def _check_free(self, name: str) -> None:
        if self.case(name) is not None:
            raise CommandRefused("NOT_ALLOWED", f"the case '{name}' exists", Location((name,)))

    def _create_child(self, command: c.CreateCase, change: Change) -> None:
        """Create a child case; one that cannot be created is the case task's fault."""
        try:
            _check_depth(command.case)
            self._check_free(command.case)
            plan = self._plan_of(command.definition, change.plan)
            self._decide(command.case, plan, None, command)
        except CommandRefused as refused:
            instance = command.case.rpartition("/")[2].partition("~")[0]
            fault = c.FailJob(command.at, instance, str(refused), by=command.by)
            self._decide(change.case, *self._known[change.case], fault)


def _check_depth(case: str) -> None:
    if case.count("/") > _DEEPEST:
        message = f"child cases are nested more than {_DEEPEST} deep"
        raise CommandRefused("ENDLESS", message, Location(), "look at the case tasks")


def _consequences(change: Change) -> Iterator[tuple[str, c.Command]]:
    """Give the commands to other cases that follow from a change, in the order of its events."""
    for recorded in change.recorded:
        event = recorded.event
        match event:
            case e.ChildCaseRequested():
                yield event.case, _create_child(change, recorded, event)
            case e.PlanItemTransitioned():
                yield from _to_child(change, recorded, event)
            case e.CaseTransitioned():
                yield from _to_parent(change, recorded, event)
            case _:
                pass


def _create_child(
    change: Change, recorded: e.Recorded, event: e.ChildCaseRequested
) -> c.CreateCase:
    """Return the command that creates a child; roles of the same name are held by the same."""
    state = change.state
    return c.CreateCase(
        recorded.time,
        event.case,
        event.definition,
        event.inputs,
        business_key=state.business_key,
        roles={},
        parent_case=state.id,
        parent_instance=event.instance if event.is_blocking else None,
        zone=state.zone,
        inherited_roles=state.roles,
        by=change.command.by,
    )


def _to_child(
    change: Change, recorded: e.Recorded, event: e.PlanItemTransitioned
) -> Iterator[tuple[str, c.Command]]:
    instance = change.state.instances[event.instance]
    task = change.plan.items[instance.item].task
    if instance.child_case is None or task is None or not task.is_blocking:
        return

    def told(transition: Transition) -> tuple[str, c.Command]:
        command = c.MakeTransition(recorded.time, "case", transition, by=None)
        return instance.child_case or "", command

    before = None if change.before is None else change.before.instances.get(event.instance)
    if event.transition is _T.REACTIVATE and before is not None and before.child_case:
        yield before.child_case, c.EndCase(recorded.time)  # the task calls another one now
    elif event.after is State.SUSPENDED:
        yield told(_T.SUSPEND)
    elif event.before is State.SUSPENDED and event.after is State.ACTIVE:
        yield told(_T.REACTIVATE)
    elif event.after in (State.TERMINATED, State.COMPLETED):
        yield instance.child_case, c.EndCase(recorded.time)


def _to_parent(
    change: Change, recorded: e.Recorded, event: e.CaseTransitioned
) -> Iterator[tuple[str, c.Command]]:
    state = change.state
    if state.parent_case is None or state.parent_instance is None:
        return
    if event.transition not in (_T.COMPLETE, _T.TERMINATE, _T.FAULT):
        return
    yield state.parent_case, _hear(change.plan, state, event.transition, recorded.time)


def _hear(plan: CasePlan, state: CaseState, transition: Transition, time: DateTime) -> c.HearChild:
    """Return what a parent is told of a child that ended."""
    outputs = {}
    if transition is _T.COMPLETE:
        outputs = case_outputs(Reading(plan, state, time), plan.outputs)
    return c.HearChild(time, state.parent_instance or "", state.id, transition, outputs)
