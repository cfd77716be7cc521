"""A copy of a case to try things on: in memory, with a clock of its own, as of any moment.

The one rule: nothing that happens here reaches the store, a handler, or the case that was copied.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from cmmn import commands as c
from cmmn.case_commands import CaseCommands, Make
from cmmn.difference import Difference, difference
from cmmn.engine import Engine
from cmmn.errors import CommandRefused, UnknownCaseError, VersionConflict
from cmmn.events import Recorded
from cmmn.evolve import INITIAL, replay
from cmmn.family import Change
from cmmn.lifecycle import State
from cmmn.plan import CasePlan
from cmmn.recording import command_to_text
from cmmn.state import CaseState
from cmmn.store import Session, log
from cmmn.targets import find_instance
from cmmn.timeline import Asked, Step, timeline
from cmmn.timers import instant_of, moment, next_due
from cmmn.views import CaseView
from cmmn.world import Job, World
from feel.errors import Location
from feel.temporal import DateTime

__all__ = ["MOST_CASES", "MOST_EVENTS", "Sandbox", "copied"]

MOST_CASES = 200
"""So many child cases are copied with a case."""

MOST_EVENTS = 100_000
"""After so many events a sandbox takes no more commands."""

_Known = tuple[CasePlan, CaseState]


class _Copy(World):
    """A world that begins with cases of the store, and finds the plans of new ones there."""

    def __init__(self, engine: Engine, cases: Mapping[str, _Known], now: DateTime) -> None:
        super().__init__({}, now)
        self.origins = dict(cases)
        self.cases.update(cases)
        self.asked: list[tuple[str, Asked]] = []
        self.done: set[tuple[str, str]] = set()
        self._engine = engine

    def keep(self, change: Change) -> None:
        """Take what a command led to, and note the command."""
        super().keep(change)
        command, before = change.command, change.before
        first = 1 if before is None else before.version + 1
        by = "system" if command.by is None else command.by.name
        asked = Asked(
            type(command).__name__,
            first,
            change.state.version,
            command.at,
            by,
            command_to_text(command),
        )
        self.asked.append((change.case, asked))

    def plan_of(self, definition: str, parent: CasePlan) -> CasePlan:
        """Return the plan a child case would get. Errors: CommandRefused."""
        with self._engine.store.reading() as session:
            return self._engine.child_plan(session, definition, parent)

    def run(self, case: str, command: c.Command) -> None:
        """Carry out a command in a case, and what follows; not without end."""
        if len(self.log) >= MOST_EVENTS:
            message = f"there have been {len(self.log):,} events in this sandbox"
            raise CommandRefused("ENDLESS", message, None, "begin again with a new copy")
        super().run(case, command)


class Sandbox(CaseCommands):
    """One case of a sandbox, with the commands of `Case`; each returns the sandbox itself.

    `origin` is the case as it was copied. Child cases were copied with it and share its clock;
    a parent was not, and hears nothing.
    """

    def __init__(self, world: _Copy, case_id: str) -> None:
        self.id = case_id
        self._world = world
        plan, state = world.origins.get(case_id, (world.cases[case_id][0], INITIAL))
        self.origin = CaseView(plan, state, state.time or world.now)

    def __repr__(self) -> str:
        return f"<sandbox of {self.id} at {self.now}>"

    # --- what there is ----------------------------------------------------------------------------

    @property
    def now(self) -> DateTime:
        """The time it is here."""
        return self._world.now

    @property
    def view(self) -> CaseView:
        """The case as it is here; a view does not change when the case does."""
        return CaseView(*self._world.cases[self.id], self.now)

    def history(self) -> list[Recorded]:
        """Return what has happened in this case since it was copied, in order."""
        return [recorded for case, recorded in self._world.log if case == self.id]

    def timeline(self, kinds: Iterable[str] | None = None) -> tuple[Step, ...]:
        """Return the commands since it was copied, and what each of them led to."""
        asked = [each for case, each in self._world.asked if case == self.id]
        return timeline(self._world.cases[self.id][0], asked, self.history(), kinds)

    def difference(self) -> Difference:
        """Return what differs from the case as it was copied."""
        return difference(self.origin, self.view)

    def cases(self) -> list[str]:
        """Return the ids of the cases here: this one, and children."""
        return list(self._world.cases)

    def case(self, case_id: str) -> "Sandbox":
        """Return another case of the same sandbox. Errors: UnknownCaseError."""
        if case_id not in self._world.cases:
            hint = f"there are: {', '.join(self.cases())}"
            message = f"there is no case '{case_id}' in this sandbox"
            raise UnknownCaseError("UNKNOWN_CASE", message, None, hint)
        return Sandbox(self._world, case_id)

    def jobs(self) -> list[Job]:
        """Return the process tasks that wait for an answer, in all cases here."""
        return [
            Job(case, each.id, each.handler, each.inputs or {}, is_blocking=True)
            for case, (_, state) in self._world.cases.items()
            for each in state.instances.values()
            if each.handler is not None and each.state is State.ACTIVE
        ]

    def next_due(self) -> DateTime | None:
        """Return when something happens by itself next, in any case here. None: nothing will."""
        times = [next_due(state) for _, state in self._world.cases.values()]
        return min((each for each in times if each is not None), key=moment, default=None)

    # --- what can be done -------------------------------------------------------------------------

    def run(
        self,
        make: Make,
        *,
        command_id: str | None = None,
        expected_version: int | None = None,
    ) -> Self:
        """Carry out a command here; `make` gets the time it is here."""
        if command_id is not None and (self.id, command_id) in self._world.done:
            return self
        version = self.view.version
        if expected_version not in {None, version}:
            message = f"the case is at version {version}, not {expected_version}"
            raise VersionConflict("OVERTAKEN", message, self._place(), "look at it again")
        self._world.run(self.id, make(self.now))
        if command_id is not None:
            self._world.done.add((self.id, command_id))
        return self

    def advance(self, to: DateTime | str) -> Self:
        """Let time pass to an instant, or by an ISO 8601 duration; what is due happens in turn.

        Errors: CommandRefused for what is no such time, or is over.
        """
        instant = instant_of(to, self.now, self.view.snapshot.zone)
        if instant is None:
            message = f"'{to}' is no date and time and no duration"
            hint = "write it as 2026-01-31T10:00:00Z or PT1H"
            raise CommandRefused("INVALID_VALUE", message, self._place(), hint)
        if moment(instant) < moment(self.now):
            message = f"{instant} is over: it is {self.now} here"
            raise CommandRefused("NOT_ALLOWED", message, self._place(), "copy the case anew")
        self._world.advance(instant)
        return self

    def answer(self, task: str, outputs: Mapping[str, Any] | None = None) -> Self:
        """Let the handler of a process task answer. Errors: CommandRefused where none is asked."""
        instance = self._waiting(task)
        return self.run(lambda at: c.CompleteJob(at, instance, outputs or {}))

    def fail(self, task: str, message: str) -> Self:
        """Let the handler of a process task fail for good. Errors: as `answer`."""
        instance = self._waiting(task)
        return self.run(lambda at: c.FailJob(at, instance, message))

    def _waiting(self, task: str) -> str:
        plan, state = self._world.cases[self.id]
        instance = find_instance(plan, state, task)
        waiting = [each.instance for each in self.jobs() if each.case == self.id]
        if instance.id not in waiting:
            message = f"'{instance.id}' waits for no handler"
            hint = f"these do: {', '.join(waiting) or 'none'}"
            raise CommandRefused("NOT_ALLOWED", message, self._place(), hint)
        return instance.id

    def _place(self) -> Location:
        return Location((self._world.cases[self.id][0].name,))


def copied(engine: Engine, case_id: str, version: int | None = None) -> Sandbox:
    """Return a sandbox with a case as it is, or as it was at a version; child cases as of then.

    A version in the middle of a command is taken at the command's end: what it led to belongs to
    it. The clock begins now, or at the time of the version.
    Errors: UnknownCaseError; CommandRefused where there are too many child cases.
    """
    if version is None:
        known, at = engine.read(case_id), None
    else:
        with engine.store.reading() as session:
            end = log.end_of_command(session, case_id, version)
        known = engine.read_at(case_id, version if end is None else end)
        at = known[1].time
    with engine.store.reading() as session:
        cases = _family(engine, session, known, at)
    times = [state.time for _, state in cases.values() if state.time is not None]
    now = max((*times, at or engine.clock()), key=moment)
    return Sandbox(_Copy(engine, cases, now), case_id)


def _family(
    engine: Engine, session: Session, known: _Known, at: DateTime | None
) -> dict[str, _Known]:
    """Return a case and its child cases, and theirs, as of a time; None: as they are."""
    cases = {known[1].id: known}
    waiting = _children(known[1])
    while waiting:
        child = waiting.pop(0)
        state = None if child in cases else _child_state(session, child, at)
        if state is None:
            continue
        if len(cases) > MOST_CASES:
            message = f"it has more than {MOST_CASES:,} child cases"
            raise CommandRefused("ENDLESS", message, Location((known[0].name,)), "copy one of them")
        cases[child] = engine.library.plan_of(session, state), state
        waiting += _children(state)
    return cases


def _children(state: CaseState) -> list[str]:
    return [each.child_case for each in state.instances.values() if each.child_case]


def _child_state(session: Session, case_id: str, at: DateTime | None) -> CaseState | None:
    """Return a child case as it is, or as it was at a time. None: it was not there."""
    if at is None:
        return log.load(session, case_id)
    events = log.events(session, case_id)
    state = replay(each for each in events if moment(each.time) <= moment(at))
    return state if state.version else None
