"""What events made of a case is told item by item, as it is in the end."""

from pathlib import Path

import case_text
import pytest
from case_story import START, Story

from cmmn import CaseEngine
from cmmn import commands as c
from cmmn.commands import User
from cmmn.events import IncidentRaised, Recorded, TaskEscalated
from ruling_workbench.tasks.case_news import caused, ending_of, news, why_begun

EXAMPLES = Path(__file__).parents[3] / "examples"
ANN, BOB = User("ann"), User("bob")
PLAN = """
file f
role Clerk
human A by Clerk
human B
    entry complete A
    manual
milestone M
    entry complete A
user U
stage S
    entry occur U
    human C
        repeat
timer T = P1D
"""


@pytest.fixture
def story():
    return Story(case_text.plan(PLAN), roles={"Clerk": ["ann"]})


def told(story, line, by=None):
    before = len(story.recorded)
    story.when(line, by)
    return caused(story.plan, story.recorded[before:])


def test_a_command_is_told_with_what_followed(story):
    assert told(story, "complete A", ANN) == ("A completed", "B can be started", "M reached")


def test_an_item_is_told_once_as_it_is_in_the_end(story):
    assert told(story, "occur U") == ("U occurred", "S started", "C started")
    assert told(story, "complete C") == ("C completed", "C (2) started")


def test_a_case_that_ends_takes_all_with_it(story):
    found = told(story, "terminate case")
    assert "the case is terminated" in found
    assert {"A ended", "M not reached", "U no longer waits", "T no longer waits"} <= set(found)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (c.AssignTask(START, "A", "ann", "claim", by=ANN), "A claimed by ann"),
        (c.AssignTask(START, "A", "zoe", "assign", by=ANN), "A given to zoe"),
        (c.SetFile(START, {"f": "x" * 100}), f"f set to {'x' * 39}…"),
        (c.ScheduleTask(START, "A", "P2D", by=ANN), "A has other dates"),
        (c.AssignRole(START, "Clerk", "bob", by=ANN), "role Clerk given to bob"),
        (c.UnassignRole(START, "Clerk", "ann", by=ANN), "role Clerk taken from ann"),
        (c.MakeTransition(START, "A", "suspend"), "A suspended"),
        (c.MakeTransition(START, "A", "fault"), "A failed"),
    ],
)
def test_what_people_do_has_words(story, command, words):
    before = len(story.recorded)
    story.when(command)
    assert caused(story.plan, story.recorded[before:], with_file=True) == (words,)


def test_a_task_goes_to_others_and_comes_back(story):
    hands = [("ann", "claim", ANN), ("bob", "delegate", ANN), (None, "release", BOB)]
    story.plan = case_text.plan(PLAN.replace(" by Clerk", ""))
    found = []
    for who, how, by in hands:
        before = len(story.recorded)
        story.when(c.AssignTask(START, "A", who, how, by=by))
        found += caused(story.plan, story.recorded[before:])
    assert found == ["A claimed by ann", "A delegated to bob", "A released back to ann"]


def test_what_happens_by_itself_has_words(story):
    events = [TaskEscalated("A#1", ("Clerk",)), IncidentRaised("T#1", "NO_TIME", "no time")]
    recorded = [Recorded(at, START, "system", "x", each) for at, each in enumerate(events, 1)]
    assert caused(story.plan, recorded) == ("A overdue, escalated to Clerk", "T: no time")


def test_news_say_who_did_what(story):
    before = len(story.recorded)
    story.when(c.SetFile(START, {"f": 1}, by=BOB))
    story.when("complete A", ANN)
    story.when("timers 2026-02-01T11:00:00Z")
    assert news(story.plan, story.recorded[before:]) == (
        "bob: f set to 1",
        "ann: A completed, B can be started, M reached",
        "by itself: T occurred",
    )


def test_news_of_many_things_are_cut(story):
    before = len(story.recorded)
    story.when("occur U")
    for _ in range(20):
        story.when("complete C", BOB)
    (_, told_of_bob) = news(story.plan, story.recorded[before:])
    assert told_of_bob.endswith(" and 9 more")


def test_an_ending_says_who_and_what_followed(story):
    story.when("complete A", ANN)
    story.when(c.SetFile(START, {"f": 1}, by=BOB))
    found = ending_of(story.plan, story.recorded, "A#1")
    assert (found.by, str(found.state), found.when) == ("ann", "completed", START)
    assert found.caused == ("B can be started", "M reached")
    cut = ending_of(story.plan, story.recorded, "A#1", last=found.sequence)
    assert cut.caused == ()


def test_what_has_not_ended_has_no_ending(story):
    assert ending_of(story.plan, story.recorded, "A#1") is None
    assert ending_of(story.plan, story.recorded, "B#1") is None


def test_why_something_began_is_told_by_its_criterion_and_what_that_heard(story):
    story.when("complete A", ANN)
    assert why_begun(story.plan, story.recorded, "B#1") == "A completed"
    story.when("manualStart B", BOB)
    assert why_begun(story.plan, story.recorded, "B#1") == "started by bob"
    story.when("occur U", BOB)
    assert why_begun(story.plan, story.recorded, "S#1") == "U occurred"


def test_what_began_with_its_stage_has_no_reason_of_its_own(story):
    assert why_begun(story.plan, story.recorded, "A#1") == ""
    assert why_begun(story.plan, [], "A#1") == ""


def test_a_criterion_is_told_by_its_name():
    with CaseEngine() as engine:
        engine.deploy(EXAMPLES / "complaint")
        case = engine.create("complaint", {"customer": "C-17", "amount": 40}, by=ANN)
        case.complete("assess", {"severity": "low"})
        found = {
            item: why_begun(case.now.plan, case.history(), f"{item}#1")
            for item in ("respond", "compensate")
        }
    assert found == {
        "respond": "'the complaint is assessed': Assess the complaint completed",
        "compensate": "'goodwill': Work out the response completed",
    }
