"""A claim whose payment fails after the goods are booked: `python examples/claim/run.py [URL]`.

The dealer's interface answers at the second attempt, the bank's never; its failure starts the
refund, and the history says so. Without a database URL everything is kept in memory.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cmmn import Case, CaseEngine, HandlerCall, User, VirtualClock, Worker, event_words

ADA = User("ada")
CY = User("cy", groups=["accounts"])
ROLES = {"Adjuster": ["ada"], "Accountant": ["group:accounts"], "Supervisor": ["sue"]}
POLICY = {"number": "P-1001", "holder": "Mira Holt", "account": "DE-1", "excess": 150}
CLAIM = {"policy": POLICY, "article": "laptop", "loss": 1200}
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


def order(inputs: Mapping[str, Any], call: HandlerCall) -> Mapping[str, Any]:
    """Order goods from the dealer, who is slow at first."""
    if call.attempt == 1:
        message = "the dealer does not answer"
        raise TimeoutError(message)
    print(f"ordered: {inputs['article']} from {inputs['dealer']}, for {inputs['receiver']}")
    return {"booking": "B-77"}


def transfer(inputs: Mapping[str, Any], _: HandlerCall) -> Mapping[str, Any]:
    """Transfer money, which the bank refuses every time."""
    message = f"the account {inputs['account']} is closed"
    raise ValueError(message)


def check(engine: CaseEngine) -> Case:
    """Open the case, have the laptop inspected in a child case, and decide."""
    engine.deploy(Path(__file__).parent)
    case = engine.create("claim", CLAIM, business_key="2026-0042", roles=ROLES, by=ADA)
    show_tasks(case)
    case.plan("inspect", by=ADA)
    (inspection,) = case.children()
    inspection.complete("appoint", by=ADA)
    inspection.complete("visit", {"report": "Wet inside."}, by=ADA)
    print(f"the inspection is {inspection.state}: {case.file['report']}")
    case.complete("check", {"covered": True, "replacement": "laptop 2", "payout": 80.5}, by=ADA)
    return case


def settle(case: Case, clock: VirtualClock, worker: Worker) -> None:
    """Book the goods, then pay: each handler is called until it succeeds or is given up."""
    case.children()[-1].complete("choose", {"dealer": "Brandt"}, by=ADA)
    worker.work()
    for minute in (1, 2, 3):
        put(clock, f"2026-03-02T09:0{minute}:00Z")
        worker.work()
    print(case.explain("pay"))


def undo(case: Case) -> None:
    """Get a refund for the goods, and tell the holder: the case completes."""
    show_tasks(case)
    case.complete("refund", {"credit": "CN-5"}, by=CY)
    case.complete("inform", by=ADA)
    print(f"the case is {case.state}; milestones: {[each.item for each in case.milestones]}\n")
    show_history(case)


def show_why(case: Case, instance: str) -> None:
    """Print what led to the start of an item, back to the first cause."""
    (start,) = [
        each.sequence
        for each in case.history()
        if getattr(each.event, "instance", "") == instance
        and getattr(each.event, "after", "") == "active"
    ]
    print(f"\nwhy {instance} began:")
    for each in case.causes(start):
        print(f"{each.sequence:4} {event_words(each.event)}")


def play(engine: CaseEngine, clock: VirtualClock) -> Case:
    """Return the case after all of it."""
    put(clock, START)
    worker = Worker(engine, {"order": order, "transfer": transfer}, on_error=print)
    case = check(engine)
    settle(case, clock, worker)
    undo(case)
    show_why(case, "refund#1")
    return case


def main(url: str = "sqlite://") -> None:
    """Play the story on a database."""
    clock = VirtualClock(START)
    with CaseEngine(url, clock=clock) as engine:
        play(engine, clock)


if __name__ == "__main__":
    main(*sys.argv[1:2])
