"""One command's events as they unfold: recorded, heard, and what waits in line for its turn.

The order: an event is recorded and heard at once; what follows from it waits in line, first come
first served, so all that one event starts comes before what that starts in turn. When the line is
empty, stages may complete. At most `MOST_EVENTS` a command. What follows is not known here.
"""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable

from cmmn import events as e
from cmmn.conditions import Reading
from cmmn.errors import CommandRefused
from cmmn.evolve import evolve
from cmmn.plan import CasePlan, Criterion, Item
from cmmn.sentries import heard_by, started_by
from cmmn.state import CASE_ID, CaseState, Instance
from feel.errors import Location
from feel.temporal import DateTime

__all__ = ["MOST_EVENTS", "MOST_STAGES", "Unfolding"]

MOST_EVENTS = 10_000
"""So many events one command may lead to, and some more for each item of the plan."""

_EVENTS_PER_ITEM = 10

MOST_STAGES = 100
"""So deep stages may be in stages."""


class Unfolding(ABC):
    """One command under way: the state as it is by now, the events so far, and what waits."""

    def __init__(
        self, plan: CasePlan, state: CaseState, now: DateTime, by: str, command: str
    ) -> None:
        self.plan = plan
        self.state = state
        self.now = now
        self.by = by
        self.command = command
        self.recorded: list[e.Recorded] = []
        self._line: deque[tuple[int | None, Callable[[], None]]] = deque()
        self.touched: dict[str, int | None] = {}  # stage -> what caused it to be asked
        self.cause: int | None = None
        self._reading: Reading | None = None
        self.file_waits = False
        self.heard_at: dict[tuple[str, str], int] = {}

    @property
    def reading(self) -> Reading:
        """The case file as expressions see it now."""
        reading = self._reading
        if reading is None or reading.file is not self.state.file or reading.now is not self.now:
            reading = self._reading = Reading(self.plan, self.state, self.now)
        return reading

    def instance(self, name: str) -> Instance:
        """Return an instance as it is now."""
        return self.state.instances[name]

    def item(self, instance: Instance) -> Item:
        """Return what an instance is one of."""
        return self.plan.items[instance.item]

    @property
    def is_long(self) -> bool:
        """Whether so much has happened that what can wait is left to another command."""
        return len(self.recorded) > MOST_EVENTS // 2

    # --- the line ---------------------------------------------------------------------------------

    def emit(self, event: e.Event) -> int:
        """Record an event, let everything hear it that listens, and return its number."""
        if len(self.recorded) >= MOST_EVENTS + _EVENTS_PER_ITEM * len(self.plan.items):
            raise self.endless()
        cause, sequence = self.cause, self.state.version + 1
        recorded = e.Recorded(sequence, self.now, self.by, self.command, event, cause)
        self.state = evolve(self.state, recorded)
        self.recorded.append(recorded)
        self.cause = sequence
        for listener, criterion, part in list(heard_by(self.plan, self.state, event)):
            self._hear(listener, criterion, part)
        for timer in list(started_by(self.plan, self.state, event)):
            self.start_timer(timer)
        if isinstance(event, e.FileItemTransitioned) and not self.file_waits:
            self.file_waits = True
            self.later(self.check_conditions)
        self.cause = cause
        return sequence

    def _hear(self, listener: str, criterion: Criterion, part: int) -> None:
        heard = self.state.heard if listener == CASE_ID else self.instance(listener).heard
        if (criterion.id, part) not in heard:
            at = self.emit(e.OnPartOccurred(listener, criterion.id, part))
            self.heard_at[listener, criterion.id] = at
        self.later(lambda: self.check(listener, criterion))

    def later(self, work: Callable[[], None]) -> None:
        """Put work in line; its events are caused by the event of this moment."""
        self._line.append((self.cause, work))

    def settle(self) -> None:
        """Do what waits in line, then complete what may complete, until nothing follows."""
        while self._line or self.touched:
            while self._line:
                self.cause, work = self._line.popleft()
                work()
            self.complete_one()
        self.cause = None

    def endless(self) -> CommandRefused:
        """Return the error for a command without an end."""
        last = [each.event for each in self.recorded[-200:]]
        names = dict.fromkeys(
            each.instance.partition("#")[0]
            for each in last
            if isinstance(each, (e.PlanItemTransitioned, e.PlanItemCreated))
        )
        message = (
            f"it would lead to more than {MOST_EVENTS:,} events, or stages {MOST_STAGES} deep: "
        )
        hint = "look at the repetition rules and sentries of these items"
        place = Location((self.plan.name,))
        return CommandRefused("ENDLESS", message + ", ".join(names), place, hint)

    # --- what others do ---------------------------------------------------------------------------

    @abstractmethod
    def check(self, name: str, criterion: Criterion) -> None:
        """Let a criterion act if it is satisfied now."""

    @abstractmethod
    def check_conditions(self) -> None:
        """Look at every sentry with an if-part: the case file has changed."""

    @abstractmethod
    def start_timer(self, instance: Instance) -> None:
        """Start an instance's timer now."""

    @abstractmethod
    def complete_one(self) -> None:
        """Complete one of the touched stages, if one may complete."""
