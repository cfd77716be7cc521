from dataclasses import replace

import case_text
import pytest
from case_story import START, Story, at, create
from case_story import command as line

from cmmn import commands as ask
from cmmn.decide import SYSTEM, decide
from cmmn.errors import CommandRefused, NotAuthorized
from cmmn.lifecycle import Transition
from feel.temporal import parse_date_time

PLAN = case_text.plan("""
    role R
    role Lead
    file f
    file g *
    input amount > f = amount + 1
    human H by R
        out result > f
        escalation Lead
    task A
    process P calls pay
        out paid > f
    stage S
        task B
            required
        task C
            manual
    timer T = f
    user U by R
    milestone M
        entry fault P
    offer task D
        offered by Lead if f = 9
""")
ANN, BOB, LEA = ask.User("ann"), ask.User("bob", ("staff",)), ask.User("lea")
ROLES = {"R": ["ann", "group:staff"]}
COMMANDS = [ask.COMMANDS[each] for each in ask.COMMANDS]


def given(*commands):
    """Return a case in which this has happened."""
    return Story(PLAN, *commands, roles=ROLES)


def move(target, transition="complete", by=None, **variables):
    return ask.MakeTransition(START, target, Transition(transition), variables, by=by)


def assign(how, who, by=None):
    return ask.AssignTask(START, "H", who, how, by=by)


def resolve(target, how, **variables):
    return ask.ResolveIncident(START, target, how, variables)


def fail(target="P#1"):
    return ask.FailJob(START, target, "no answer")


@pytest.mark.parametrize(
    ("happened", "asked", "then"),
    [
        ([], move("A"), ["A#1 complete"]),
        ([], move("A#1", "terminate"), ["A#1 terminate"]),
        ([], move("H", result=7), ["f create 7", "H#1 complete"]),
        ([], move("H", by=ANN, f=7), ["f create 7", "H#1 complete"]),
        ([], move("U", "occur", by=BOB), ["U#1 occur"]),
        ([move("B")], move("S"), ["S#1 complete", "C#1 exit"]),
        ([move("H", "suspend")], move("H", "resume"), ["H#1 resume"]),
        ([move("A", "fault")], move("A", "reactivate"), ["A#1 reactivate"]),
        ([], move("C", "disable"), ["C#1 disable"]),
        ([move("C", "disable")], move("C", "reenable"), ["C#1 reenable"]),
        ([], line("set f 1"), ["f create 1"]),
        ([line("set f 1")], line("set f 2"), ["f update 2"]),
        ([line("set f 1")], line("f delete"), ["f delete"]),
        ([line("set f 9")], line("plan D"), ["DiscretionaryItemPlanned", "new D#1", "D#1 start"]),
        ([], assign("claim", "ann", ANN), ["TaskAssigned"]),
        ([], ask.ScheduleTask(START, "H", "PT1H"), ["TaskScheduled"]),
        ([ask.ScheduleTask(START, "H", "PT1H")], line("timers 12:00"), ["TaskEscalated"]),
        ([], ask.AssignRole(START, "Lead", "lea"), ["RoleAssigned"]),
        ([], ask.AssignRole(START, "R", "ann"), []),
        ([], ask.UnassignRole(START, "r_R", "ann"), ["RoleUnassigned"]),
        ([], ask.CompleteJob(START, "P#1", {"paid": 1, "more": 2}),
         ["f create 1", "P#1 complete"]),
        ([move("P", "terminate")], ask.CompleteJob(START, "P#1", {}), []),
        ([], fail(), ["IncidentRaised", "P#1 fault", "M#1 occur"]),
        ([fail()], resolve("P", "retry"), ["IncidentResolved", "P#1 reactivate", "JobRequested"]),
        ([fail()], resolve("P", "skip"), ["IncidentResolved", "P#1 reactivate", "P#1 complete"]),
        ([fail()], resolve("P", "resolve", paid=3),
         ["IncidentResolved", "P#1 reactivate", "f create 3", "P#1 complete"]),
        ([], resolve("T", "resolve"), ["IncidentResolved", "T#1 occur"]),
        ([], resolve("T", "skip"), ["IncidentResolved", "T#1 terminate"]),
        ([], resolve("T", "retry"), ["IncidentResolved", "IncidentRaised"]),
        ([ask.SetFile(START, {"f": "PT1H"})], resolve("T", "retry"),
         ["IncidentResolved", "TimerStarted"]),
        ([], ask.HearChild(START, "P#9", "c1/P#9", Transition.COMPLETE), []),
    ],
)  # fmt: skip
def test_given_what_happened_when_something_is_asked_then_this_happens(happened, asked, then):
    assert given(*happened).when(asked) == then


@pytest.mark.parametrize(
    ("happened", "asked", "code"),
    [
        ([], move("A", "resume"), "NOT_ALLOWED"),
        ([], move("A", "exit"), "NOT_ALLOWED"),
        ([], move("M", "complete"), "NOT_ALLOWED"),
        ([], move("nothing"), "NO_SUCH_ITEM"),
        ([], move("A#4"), "NO_SUCH_ITEM"),
        ([], move("H", nothing=1), "NO_SUCH_OUTPUT"),
        ([], move("H", result=float), "INVALID_VALUE"),
        ([], move("S"), "NOT_ALLOWED"),
        ([], move("case"), "NOT_ALLOWED"),
        ([], move("case", "terminate", f=1), "NO_SUCH_OUTPUT"),
        ([move("case", "suspend")], move("A"), "NOT_ALLOWED"),
        ([], move("H", by=LEA), "NOT_AUTHORIZED"),
        ([], move("U", "occur", by=LEA), "NOT_AUTHORIZED"),
        ([assign("claim", "ann", ANN)], move("H", by=BOB), "NOT_ALLOWED"),
        ([assign("claim", "ann", ANN)], assign("claim", "bob", BOB), "NOT_ALLOWED"),
        ([assign("claim", "ann", ANN)], assign("release", None, BOB), "NOT_ALLOWED"),
        ([], assign("delegate", "bob", ANN), "NOT_ALLOWED"),
        ([], ask.AssignTask(START, "A", "ann"), "NOT_ALLOWED"),
        ([], ask.ScheduleTask(START, "H", "soon"), "INVALID_VALUE"),
        ([], ask.AssignRole(START, "Nobody", "ann"), "NO_SUCH_ITEM"),
        ([], ask.UnassignRole(START, "R", "bob"), "NOT_ALLOWED"),
        ([], line("plan D"), "NOT_ALLOWED"),
        ([line("set f 9")], replace(line("plan D"), by=LEA), "NOT_AUTHORIZED"),
        ([], line("set nothing 1"), "NO_SUCH_FILE_ITEM"),
        ([], line("f delete"), "NO_SUCH_FILE_ITEM"),
        ([move("case", "terminate"), move("case", "close")], line("set f 1"), "NOT_ALLOWED"),
        ([], resolve("A", "retry"), "NOT_ALLOWED"),
        ([fail()], resolve("P", "forget"), "NOT_ALLOWED"),
        ([], create(), "NOT_ALLOWED"),
    ],
)
def test_what_is_not_allowed_is_refused_and_changes_nothing(happened, asked, code):
    story = given(*happened)
    state, log = story.state, list(story.recorded)
    with pytest.raises(CommandRefused) as refused:
        story.when(asked)
    assert refused.value.code == code
    assert refused.value.message
    assert (story.state, story.recorded) == (state, log)


def test_a_refusal_of_a_person_names_the_roles_and_who_holds_them():
    with pytest.raises(NotAuthorized) as refused:
        given().when(move("H", by=LEA))
    assert refused.value.hint == "it is for: R (ann, group:staff)"


def test_a_role_nobody_holds_admits_nobody_but_the_host():
    story = Story(PLAN)
    with pytest.raises(NotAuthorized):
        story.when(move("H", by=ANN))
    assert story.when(move("H")) == ["H#1 complete"]


def test_an_escalation_lets_another_role_in():
    story = given(ask.ScheduleTask(START, "H", "PT1H"), ask.AssignRole(START, "Lead", "lea"))
    with pytest.raises(NotAuthorized):
        story.when(move("H", by=LEA))
    story.when(line("timers 12:00"))
    assert story.when(replace(move("H", by=LEA), at=at("12:00"))) == ["H#1 complete"]


def test_a_delegated_task_goes_back_to_its_owner():
    story = given(assign("claim", "ann", ANN), assign("delegate", "bob", ANN))
    task = story.instance("H#1")
    assert (task.assignee, task.owner) == ("bob", "ann")
    story.when(assign("release", None, BOB))
    task = story.instance("H#1")
    assert (task.assignee, task.owner) == ("ann", None)


def test_who_and_when_and_what_for_are_in_every_event():
    story = given()
    story.when(move("H", by=ANN, result=1))
    assert {(each.by, each.command) for each in story.recorded} == {
        (SYSTEM, "CreateCase"),
        ("ann", "MakeTransition"),
    }


def test_a_clock_that_is_behind_does_not_turn_time_back():
    story = given()
    early = parse_date_time("2026-01-30T00:00:00Z")
    story.when(replace(move("A"), at=early))
    assert {each.time for each in story.recorded} == {START}


def test_the_same_question_to_the_same_state_has_the_same_answer():
    state = given().state
    assert decide(PLAN, state, move("H", result=1)) == decide(PLAN, state, move("H", result=1))


def test_inputs_of_the_case_and_case_file_items_are_written_first():
    story = Story(PLAN, variables={"amount": 4, "g": [1, 2]}, roles={"r_R": ["ann"]})
    assert story.beginning()[:3] == ["f create 5", "g[1] create 1", "g[2] create 2"]
    assert story.state.roles == {"R": ("ann",)}


@pytest.mark.parametrize(
    ("created", "code"),
    [
        ({"variables": {"nothing": 1}}, "NO_SUCH_OUTPUT"),
        ({"roles": {"Nobody": ["ann"]}}, "NO_SUCH_ITEM"),
        ({"variables": {"f": float}}, "INVALID_VALUE"),
    ],
)
def test_a_case_is_not_created_with_what_it_does_not_have(created, code):
    with pytest.raises(CommandRefused) as refused:
        decide(PLAN, None, create(**created))
    assert refused.value.code == code


def test_no_more_timers_fire_than_asked_for():
    text = "timer T = R/PT1H\nuser Open"
    story = Story(case_text.plan(text))
    few = ask.FireTimers(at("2026-02-01T10:00:00Z"), most=3)
    assert story.when(few).count("TimerStarted") == 3
    assert story.state.time == at("13:00")


def test_a_timer_whose_time_passed_in_a_suspension_fires_on_the_way_back():
    story = Story(case_text.plan("stage S\n    timer T = PT1H\n    user V\nuser Open"), "suspend S")
    assert story.when("timers 15:00") == []
    back = ask.MakeTransition(at("15:00"), "S", Transition.RESUME)
    assert story.when(back)[-1] == "T#1 occur"


# --- what goes on ---------------------------------------------------------------------------------


BOTH = "user U\nuser V\nexit occur U, occur V\nhuman Open"
BOTH_OF_A_STAGE = """
    user U
    user V
    stage S
        exit occur U, occur V
        human A
    human Open
"""


@pytest.mark.parametrize(
    ("text", "meanwhile", "expected"),
    [
        (BOTH, ["suspend case", "reactivate case"], "case terminate"),
        (BOTH, ["fault case", "reactivate case"], "case terminate"),
        (BOTH_OF_A_STAGE, ["suspend S", "resume S"], "S#1 exit"),
        (BOTH_OF_A_STAGE, ["fault S", "reactivate S"], "S#1 exit"),
    ],
)
def test_what_an_exit_heard_before_an_interruption_counts_after_it(text, meanwhile, expected):
    told = Story(case_text.plan(text), "occur U", *meanwhile)
    assert told.when("occur V")[:2] == ["V#1 occur", expected]


@pytest.mark.parametrize("stop", ["suspend case", "fault case"])
def test_a_case_that_goes_on_looks_at_exits_that_became_true_meanwhile(stop):
    told = Story(case_text.plan("file f\nexit if f = 1\nhuman Open"), stop, "set f 1")
    happened = told.when("reactivate case")
    assert happened[0] == "case reactivate"
    assert "case terminate" in happened
    assert told.state.state == "terminated"
