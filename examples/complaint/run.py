"""A complaint from the first look to the answer: `python examples/complaint/run.py [DATABASE_URL]`.

Alice assesses, Bob investigates, and when that takes more than five days a timer asks Lena to step
in. The clock stands where the story puts it. Without a URL everything is kept in memory.
"""

import sys
from pathlib import Path

from cmmn import Case, CaseEngine, NotAuthorized, User, VirtualClock, Worker, event_words

ALICE = User("alice", groups=["claims"])
BOB = User("bob")
LENA = User("lena")
ROLES = {"Assessor": ["group:claims"], "Handler": ["bob"], "Lead": ["lena"]}
COMPLAINT = {"customer": "C-17", "amount": 120, "description": "The parcel never came."}
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


def assess(engine: CaseEngine) -> Case:
    """Open the case; the rules propose a severity, and Alice knows better."""
    engine.deploy(Path(__file__).parent)
    case = engine.create("complaint", COMPLAINT, business_key="2026-0117", roles=ROLES, by=ALICE)
    print(f"the rules propose: {case.file['severity']}")
    show_tasks(case)
    case.complete("assess", {"severity": "high"}, by=ALICE)
    print(f"Alice says: {case.file['severity']}")
    print(case.explain("compensate"))
    return case


def investigate(case: Case, clock: VirtualClock, worker: Worker) -> None:
    """Look into it twice; the second time takes too long."""
    put(clock, "2026-03-03T09:00:00Z")
    case.claim("investigate", by=BOB)
    first = {"findings": "Scanned at the depot, then no trace.", "conclusive": False}
    case.complete("investigate", first, by=BOB)
    show_tasks(case)
    for day in (6, 7):
        put(clock, f"2026-03-0{day}T09:00:00Z")
        worker.work()
        show_tasks(case)
    try:
        case.complete("escalate", by=BOB)
    except NotAuthorized as refused:
        print(f"refused: {refused}")
    case.complete("escalate", by=LENA)
    second = {"findings": "Lost at the depot.", "conclusive": True, "upheld": True}
    case.complete("investigate", second, by=LENA)


def answer(case: Case, clock: VirtualClock) -> None:
    """Pay and write to the customer: the case completes."""
    put(clock, "2026-03-09T09:00:00Z")
    show_tasks(case)
    case.complete("compensate", {"compensation": case.file["response"]["compensation"]}, by=BOB)
    case.complete("answer", {"letter": "We are sorry. The money is on its way."}, by=BOB)
    print(f"the case is {case.state}; milestones: {[each.item for each in case.milestones]}\n")
    show_history(case)


def play(engine: CaseEngine, clock: VirtualClock) -> Case:
    """Return the case after all of it."""
    put(clock, START)
    case = assess(engine)
    investigate(case, clock, Worker(engine))
    answer(case, clock)
    return case


def main(url: str = "sqlite://") -> None:
    """Play the story on a database."""
    clock = VirtualClock(START)
    with CaseEngine(url, clock=clock) as engine:
        play(engine, clock)


if __name__ == "__main__":
    main(*sys.argv[1:2])
