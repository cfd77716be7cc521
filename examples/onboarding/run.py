"""Somebody begins to work here: `python examples/onboarding/run.py [DATABASE_URL]`.

Accounts, IT and compliance get ready in any order, and a milestone joins them; timers remind of the
papers and ask the manager what is missing. Without a URL everything is kept in memory.
"""

import sys
from datetime import date
from pathlib import Path

from cmmn import Case, CaseEngine, User, VirtualClock, Worker, event_words

MONA = User("mona")
CARL = User("carl")
ANNA = User("anna")
IDA = User("ida", groups=["it"])
ROLES = {"Manager": ["mona"], "Compliance": ["carl"], "IT": ["group:it"], "Accountant": ["anna"]}
COLLEAGUE = {"employee": "Noor Vega", "start": date(2026, 3, 16), "position": "engineer"}
START = "2026-03-02T09:00:00Z"


def put(clock: VirtualClock, instant: str) -> None:
    """Put the clock to an instant, and say so."""
    clock.set(instant)
    print(f"\n--- {instant}")


def show_tasks(case: Case) -> None:
    """Print what there is to do: for whom, until when, and what for."""
    for task in case.tasks():
        whom = task.assignee or ", ".join(task.candidates) or "anybody"
        until = f", until {task.due}" if task.due else ""
        print(f"to do: {task.name}, for {whom}{until}{' (overdue)' if task.is_overdue else ''}")
        print(f"       {task.documentation}")


def show_history(case: Case) -> None:
    """Print what happened: number, when, who, the number of the event it came from, what."""
    for each in case.history():
        cause = f"<- {each.cause}" if each.cause else ""
        when = str(each.time)[5:16]
        print(f"{each.sequence:4} {when} {each.by:6} {cause:6} {event_words(each.event)}")


def begin(engine: CaseEngine) -> Case:
    """Open the case: three stages begin, and a child case for the laptop."""
    engine.deploy(Path(__file__).parent)
    case = engine.create("onboarding", COLLEAGUE, business_key="HR-31", roles=ROLES, by=MONA)
    show_tasks(case)
    return case


def get_laptop(case: Case) -> None:
    """Do the child case; its serial number comes back into the case that called."""
    (laptop,) = case.children()
    print(f"laptop wanted: {laptop.file['model']}, for {laptop.file['owner']}")
    laptop.complete("look", {"stock": False}, by=IDA)
    laptop.complete("deliver")
    laptop.complete("install", {"serial": "SN-4411"}, by=IDA)
    print(f"the order is {laptop.state}, the laptop is {case.file['laptop']}")


def get_ready(case: Case, clock: VirtualClock) -> None:
    """Let accounts and IT be ready first; compliance waits for papers."""
    put(clock, "2026-03-03T09:00:00Z")
    case.complete("payroll", by=ANNA)
    case.complete("create_login", {"login": "nvega"}, by=IDA)
    case.complete("grant", by=IDA)
    get_laptop(case)
    case.complete("desk", by=IDA)
    case.complete("badge")
    case.change("document", "create", {"kind": "passport", "received": date(2026, 3, 3)}, by=CARL)
    print(case.explain("ready"))


def remind(case: Case, clock: VirtualClock, worker: Worker) -> None:
    """Let time pass: reminders every other day, and in the end the manager asks."""
    for day in ("04", "06", "14"):
        put(clock, f"2026-03-{day}T09:00:00Z")
        worker.work()
        show_tasks(case)
        for task in case.tasks(CARL):
            if task.item == "remind":
                case.complete(task.id, by=CARL)


def arrive(case: Case, clock: VirtualClock, worker: Worker) -> None:
    """Get the last paper, which makes all ready; on the first day the case completes."""
    case.change("document", "create", {"kind": "contract", "received": date(2026, 3, 14)}, by=CARL)
    case.complete("collect", by=CARL)
    print(f"reached: {[each.item for each in case.milestones]}")
    print(case.explain("welcome"))
    put(clock, "2026-03-16T09:00:00Z")
    worker.work()
    show_tasks(case)
    case.complete("welcome", by=MONA)
    print(f"the case is {case.state}; milestones: {[each.item for each in case.milestones]}\n")
    show_history(case)


def play(engine: CaseEngine, clock: VirtualClock) -> Case:
    """Return the case after all of it."""
    put(clock, START)
    worker = Worker(engine)
    case = begin(engine)
    get_ready(case, clock)
    remind(case, clock, worker)
    arrive(case, clock, worker)
    return case


def main(url: str = "sqlite://") -> None:
    """Play the story on a database."""
    clock = VirtualClock(START)
    with CaseEngine(url, clock=clock) as engine:
        play(engine, clock)


if __name__ == "__main__":
    main(*sys.argv[1:2])
