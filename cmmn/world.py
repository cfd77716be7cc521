"""Cases in memory under a virtual clock: what scenarios and sandboxes are run in.

The one rule: time passes only when it is told to; nothing is kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cmmn import commands as c
from cmmn import events as e
from cmmn.errors import CommandRefused
from cmmn.family import Change, Family
from cmmn.plan import CasePlan
from cmmn.state import CaseState
from cmmn.timers import moment, next_due
from feel.temporal import DateTime

__all__ = ["Job", "World"]

_MOST_FIRED = 100_000


@dataclass(frozen=True, slots=True)
class Job:
    """A process task that waits for its handler."""

    case: str
    instance: str
    handler: str
    inputs: Mapping[str, Any]
    is_blocking: bool


class World:
    """Cases by id, in order of creation; `log` has what happened in all of them."""

    def __init__(self, plans: Mapping[str, CasePlan], now: DateTime) -> None:
        self.plans = plans
        self.now = now
        self.cases: dict[str, tuple[CasePlan, CaseState]] = {}
        self.log: list[tuple[str, e.Recorded]] = []
        self.jobs: list[Job] = []

    def create(self, command: c.CreateCase) -> None:
        """Create a case; errors as `Family.create`."""
        plan = self.plans[command.definition]
        self._commit(lambda family: family.create(plan, command))

    def run(self, case: str, command: c.Command) -> None:
        """Carry out a command in a case, and what follows; errors as `Family.run`."""
        self._commit(lambda family: family.run(case, command))

    def _commit(self, work: Callable[[Family], object]) -> None:
        family = Family(self.cases.get, self.plan_of)
        work(family)
        for change in family.changes:
            self.keep(change)

    def keep(self, change: Change) -> None:
        """Take what a command led to in a case as what is."""
        self.cases[change.case] = change.plan, change.state
        self.log += [(change.case, each) for each in change.recorded]
        self._note_jobs(change.case, change.recorded)

    def plan_of(self, definition: str, _: CasePlan) -> CasePlan:
        """Return the plan of a child case. Errors: CommandRefused."""
        found = self.plans.get(definition)
        if found is None:
            raise CommandRefused("NO_SUCH_DEFINITION", f"there is no case '{definition}'")
        return found

    def _note_jobs(self, case: str, recorded: tuple[e.Recorded, ...]) -> None:
        for each in recorded:
            event = each.event
            if isinstance(event, e.JobRequested):
                job = Job(case, event.instance, event.handler, event.inputs, event.is_blocking)
                self.jobs.append(job)

    def advance(self, to: DateTime) -> None:
        """Let time pass; what falls due on the way happens in turn, each at its own time."""
        for _ in range(_MOST_FIRED):
            due = [
                (moment(at), number, case, at)
                for number, (case, (_, state)) in enumerate(self.cases.items())
                if (at := next_due(state)) is not None
            ]
            if not due or min(due)[0] > moment(to):
                break
            _, _, case, at = min(due)
            self.now = at if moment(at) > moment(self.now) else self.now
            self.run(case, c.FireTimers(self.now, most=1))
        self.now = to
