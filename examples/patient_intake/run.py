"""A patient from the door to the ward: `python examples/patient_intake/run.py [DATABASE_URL]`.

What is done next depends on what is found: the rules suggest tests, the doctor plans two of them,
and what they show asks for more. Without a URL everything is kept in memory. No medical advice.
"""

import sys
from datetime import date
from pathlib import Path

from cmmn import Case, CaseEngine, CommandRefused, User, VirtualClock, event_words

NINA = User("nina", groups=["nurses"])
DORA = User("dora", groups=["doctors"])
ROLES = {"Nurse": ["group:nurses"], "Doctor": ["group:doctors"]}
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


def receive(engine: CaseEngine, clock: VirtualClock) -> Case:
    """Open the case, measure and register; the rating decides what begins."""
    engine.deploy(Path(__file__).parent)
    given = {"complaint": "chest pain"}
    case = engine.create("patient_intake", given, business_key="A-204", roles=ROLES, by=NINA)
    show_tasks(case)
    put(clock, "2026-03-02T09:04:00Z")
    vitals = {"pulse": 96, "temperature": 38.4, "oxygen": 95}
    case.complete("measure", {"vitals": vitals}, by=NINA)
    rating = case.file["rating"]
    print(f"urgency {rating['urgency']}, suggested: {', '.join(rating['tests'])}")
    print(case.explain("examination"))
    patient = {"name": "Ole Berg", "born": date(1961, 5, 1)}
    case.complete("register", {"patient": patient, "consent": False}, by=NINA)
    show_tasks(case)
    return case


def plan_tests(case: Case, clock: VirtualClock) -> None:
    """Plan what the rating suggests; the X-ray, which it does not, is refused."""
    put(clock, "2026-03-02T09:15:00Z")
    print(f"Dora may plan: {[each.name for each in case.offers(DORA)]}")
    print(f"Nina may plan: {[each.name for each in case.offers(NINA)]}")
    try:
        case.plan("do_xray", by=DORA)
    except CommandRefused as refused:
        print(f"refused: {refused}")
    case.plan("do_ecg", by=DORA).plan("do_blood", by=DORA)
    case.complete("examine", {"finding": "Could be the heart."}, by=DORA)
    show_tasks(case)


def look_at_results(case: Case, clock: VirtualClock) -> None:
    """Get the results; an abnormal one asks for a review and lets an observation be planned."""
    put(clock, "2026-03-02T09:30:00Z")
    case.complete("isolate", by=NINA)
    case.complete("do_blood", {"blood": {"report": "Normal.", "abnormal": False}}, by=NINA)
    print(f"Dora may plan: {[each.name for each in case.offers(DORA)]}")
    case.complete("do_ecg", {"ecg": {"report": "ST raised.", "abnormal": True}}, by=NINA)
    print(f"Dora may plan: {[each.name for each in case.offers(DORA)]}")
    (review,) = [each for each in case.tasks(DORA) if each.item == "review"]
    case.complete(review.id, {"finding": "It is the heart."}, by=DORA)
    case.plan("observation", by=DORA)
    case.complete("rest", by=NINA)
    case.complete("look_again", {"finding": "The heart; stable."}, by=DORA)
    print(case.explain("decide"))


def send_on(case: Case, clock: VirtualClock) -> None:
    """Decide where the patient goes, and hand over: the case completes."""
    put(clock, "2026-03-02T11:00:00Z")
    case.start("decide", by=DORA)
    print(case.explain("examination"))
    case.complete("decide", {"disposition": "ward"}, by=DORA)
    show_tasks(case)
    case.complete("assign_bed", by=NINA)
    case.complete("hand_over", by=DORA)
    print(f"the case is {case.state}; milestones: {[each.item for each in case.milestones]}\n")
    show_history(case)


def play(engine: CaseEngine, clock: VirtualClock) -> Case:
    """Return the case after all of it."""
    put(clock, START)
    case = receive(engine, clock)
    plan_tests(case, clock)
    look_at_results(case, clock)
    send_on(case, clock)
    return case


def main(url: str = "sqlite://") -> None:
    """Play the story on a database."""
    clock = VirtualClock(START)
    with CaseEngine(url, clock=clock) as engine:
        play(engine, clock)


if __name__ == "__main__":
    main(*sys.argv[1:2])
