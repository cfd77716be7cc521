"""A small plan and cases of it that are written to a store event by event, without an engine."""

from dataclasses import dataclass

from cmmn import events as e
from cmmn.evolve import INITIAL, evolve
from cmmn.lifecycle import FileTransition, Kind, State, Transition
from cmmn.plan import CasePlan, Item, Reference, TaskDetail
from cmmn.store import log, measures, projections
from feel.conversion import from_natural
from feel.temporal import DateTime, parse_date_time

T0 = parse_date_time("2026-01-01T10:00:00Z")

_CALL = TaskDetail(reference=Reference("handler", None))
ITEMS = (
    Item("assess", "Assess", Kind.HUMAN_TASK, "d1", roles=("Assessor",)),
    Item("phone", "Phone", Kind.HUMAN_TASK, "d2"),
    Item("pay", "Pay", Kind.PROCESS_TASK, "d3", task=_CALL),
    Item("ask", "Ask outside", Kind.PROCESS_TASK, "d4", roles=("Assessor", "Lead")),
    Item("done", "All done", Kind.MILESTONE, "d5"),
    Item("deadline", "Deadline", Kind.TIMER_EVENT_LISTENER, "d6"),
    Item("inner", "Inner", Kind.STAGE, "d7"),
)
PLAN = CasePlan(
    "complaint", "Complaint", "root", {each.id: each for each in ITEMS}, {}, {}, sha256="f00"
)


def at(minutes):
    """Return a time some minutes after the first."""
    hours, minutes = divmod(600 + minutes, 60)
    return parse_date_time(f"2026-01-{1 + hours // 24:02d}T{hours % 24:02d}:{minutes:02d}:00Z")


def created(name, *, definition="complaint", key=None, roles=None, parent=None):
    """Return the event that a case begins with."""
    return e.CaseCreated(
        name, definition, "f00", "root", {}, business_key=key, roles=roles, parent_case=parent
    )


def moved(instance, transition, before, after):
    """Return the event of a transition."""
    return e.PlanItemTransitioned(instance, transition, before, after)


def begun(item, state=State.ACTIVE, number=1):
    """Return the events by which an instance comes into a state from which work is done."""
    instance = f"{item}#{number}"
    first = e.PlanItemCreated(instance, item, number, "case")
    if state is State.AVAILABLE:
        return (first,)
    transition = Transition.ENABLE if state is State.ENABLED else Transition.START
    return first, moved(instance, transition, State.AVAILABLE, state)


def ended(instance, transition=Transition.COMPLETE, after=State.COMPLETED):
    """Return the event by which an active instance ends."""
    return moved(instance, transition, State.ACTIVE, after)


def reached(item, number=1):
    """Return the events of a milestone that occurs."""
    instance = f"{item}#{number}"
    occurs = moved(instance, Transition.OCCUR, State.AVAILABLE, State.COMPLETED)
    return e.PlanItemCreated(instance, item, number, "case"), occurs


def case_moved(transition, before, after):
    """Return the event of a transition of the case."""
    return e.CaseTransitioned(transition, before, after)


def file_set(path, value):
    """Return the event of a case file item that is there now."""
    return e.FileItemTransitioned(path, FileTransition.CREATE, from_natural(value))


def file_gone(path):
    """Return the event of a case file item that is no longer there."""
    return e.FileItemTransitioned(path, FileTransition.DELETE)


@dataclass
class StoredCase:
    """A case that knows its state, and writes what happens."""

    store: object
    id: str = "c1"
    plan: CasePlan = PLAN
    state: object = INITIAL
    is_measured: bool = True  # not where an instance begins again and again, as none can

    def write(self, *events, command_id=None, time: DateTime = T0, expected=None, result="ok"):
        """Write events as one command; return the version after it."""
        before, recorded = self.state, []
        after = before
        for number, event in enumerate(events, before.version + 1):
            recorded.append(e.Recorded(number, time, "alice", "Command", event))
            after = evolve(after, recorded[-1])
        with self.store.writing() as session:
            first = before.version if expected is None else expected
            log.append(
                session, self.id, first, recorded, after, command_id, "{}", time, "alice", result
            )
            projections.update(session, self.plan, before, after, None)
            if self.is_measured:
                measures.write(session, self.plan, after, recorded)
        self.state = after
        return after.version

    def start(self, *events, **of_creation):
        """Write the creation, and with it other events; return the case itself."""
        time = of_creation.pop("time", T0)
        command_id = of_creation.pop("command_id", None)
        self.write(created(self.id, **of_creation), *events, time=time, command_id=command_id)
        return self
