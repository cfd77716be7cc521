"""What the page of a case stands on: the case, the moment that is shown, or a sandbox copy.

The one rule: nothing is done in the past; what is done in a sandbox never reaches the store.
"""

from dataclasses import dataclass
from datetime import tzinfo

from cmmn import Case, CaseView, Sandbox
from cmmn.case_commands import CaseCommands
from cmmn.events import Recorded
from feel.temporal import DateTime
from ruling_workbench import session
from ruling_workbench.case.moments import version_of
from ruling_workbench.desk import Desk
from ruling_workbench.present import when, zone_of

__all__ = ["Seat", "enter_sandbox", "leave_sandbox", "open_copy", "take_seat"]

_SANDBOX = "case sandbox"


@dataclass(frozen=True, slots=True)
class Seat:
    """One person before one case: `view` is what is shown, `current` the case as it is."""

    desk: Desk
    case: Case
    current: CaseView
    view: CaseView
    zone: tzinfo
    sandbox: Sandbox | None = None

    @property
    def is_past(self) -> bool:
        """Whether an earlier moment is shown."""
        return self.sandbox is None and self.view.version < self.current.version

    @property
    def driver(self) -> CaseCommands:
        """What commands are given to."""
        return self.case if self.sandbox is None else self.sandbox

    @property
    def key(self) -> str:
        """What the widgets of this case, or of its copy, are told apart by."""
        return f"case {self.case.id}" if self.sandbox is None else f"sandbox {self.view.id}"

    def look(self) -> CaseView:
        """Return the case, or the copy, as it is at this moment."""
        return self.case.now if self.sandbox is None else self.sandbox.view

    def happened(self, after: int) -> list[Recorded]:
        """Return what happened in the case, or the copy, after a version."""
        if self.sandbox is None:
            return self.case.history(after)
        return [each for each in self.sandbox.history() if each.sequence > after]

    @property
    def today(self) -> DateTime:
        """The reader's now, for telling instants: of a copy its own."""
        return self.current.now if self.sandbox is None else self.sandbox.now

    def when(self, moment: DateTime | None) -> str:
        """Return an instant as the reader tells it."""
        return when(moment, self.zone, self.today)


def take_seat(desk: Desk, case_id: str) -> Seat:
    """Return what the address asks for. Errors: UnknownCaseError."""
    case = desk.engine.case(case_id)
    current = case.now
    zone = zone_of(session.zone())
    sandbox = _sandbox(case_id)
    if sandbox is not None:
        return Seat(desk, case, current, sandbox.view, zone, sandbox)
    version = version_of(session.query().get("version"), current.version)
    return Seat(desk, case, current, current if version is None else case.at(version), zone)


def enter_sandbox(seat: Seat) -> None:
    """Copy the case, as it is shown, to try things on; there is one copy at a time."""
    version = seat.view.version if seat.is_past else None
    copy = seat.desk.engine.sandbox(seat.case.id, version)
    session.put(_SANDBOX, (seat.case.id, copy))


def leave_sandbox() -> None:
    """Forget the copy."""
    session.pop(_SANDBOX)
    session.forget("sandbox ")


def open_copy(case_id: str, copy: Sandbox) -> None:
    """Go on with another case of the copy's world: a child, or back to the one that was copied."""
    session.put(_SANDBOX, (case_id, copy))


def _sandbox(case_id: str) -> Sandbox | None:
    found = session.get(_SANDBOX)
    return found[1] if found is not None and found[0] == case_id else None
