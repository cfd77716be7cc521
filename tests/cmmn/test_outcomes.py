import case_text
import pytest
from case_story import START, Story, at

from cmmn import commands as ask
from cmmn import events as did
from cmmn.commands import User
from cmmn.errors import CommandRefused
from cmmn.lifecycle import State, Transition

PLANS = case_text.plans("""
case c
    file got {n: decimal}
    file late
    handler pay (a) gives b
    process Pay calls pay
        out y > got
        take b > y
    human Sorry
        entry fault Pay
    subcase Child calls inner
    timer T = late
    human Stay
case inner
    human Inside
""")
PLAN = PLANS["c"]
EVE = User("eve")


@pytest.fixture
def told():
    return Story(PLAN)


@pytest.fixture
def failed(told):
    told.when(ask.FailJob(START, "Pay#1", "no money"))
    return told


def state_of(told, name):
    return told.instance(name).state


# --- handlers -------------------------------------------------------------------------------------


def test_a_job_completes_its_task_with_what_it_gives(told):
    given = {"b": {"n": 7}, "unknown": 1}
    assert told.when(ask.CompleteJob(START, "Pay#1", given))[:2] == [
        "got create {n: 7}",
        "Pay#1 complete",
    ]


def test_what_a_job_gives_that_does_not_fit_is_the_tasks_fault(told):
    events = told.when(ask.CompleteJob(START, "Pay#1", {"b": {"n": "seven"}}))
    assert events == ["IncidentRaised", "Pay#1 fault", "Sorry#1 start"]
    assert "expected is a number" in told.instance("Pay#1").incident.message


def test_a_failure_is_a_fault_that_is_heard_and_an_incident(failed):
    assert state_of(failed, "Pay#1") is State.FAILED
    assert state_of(failed, "Sorry#1") is State.ACTIVE
    incident = failed.instance("Pay#1").incident
    assert (incident.code, incident.message, incident.since) == ("CALL_FAILED", "no money", START)


def test_what_a_job_leads_to_is_caused_by_the_event_that_asked_for_it(told):
    told.when(ask.CompleteJob(START, "Pay#1", {"b": {"n": 7}}))
    asked = next(
        each.sequence for each in told.recorded if isinstance(each.event, did.JobRequested)
    )
    first = next(each for each in told.recorded if each.command == "CompleteJob")
    assert first.cause == asked


@pytest.mark.parametrize(
    ("command", "given"), [(ask.CompleteJob, {"b": {"n": 1}}), (ask.FailJob, "no")]
)
@pytest.mark.parametrize("name", ["Pay#1", "Pay#9", "nobody"])
def test_who_does_not_wait_any_more_hears_nothing(failed, command, given, name):
    before = failed.state
    assert failed.when(command(START, name, given)) == []
    assert failed.state == before


def test_an_answer_waits_while_the_case_is_suspended(told):
    told.when("suspend case")
    assert told.when(ask.CompleteJob(START, "Pay#1", {"b": {"n": 7}})) == ["JobAnswered"]
    told.when("reactivate case")
    assert state_of(told, "Pay#1") is State.COMPLETED
    assert str(told.state.file["got"]["n"]) == "7"


def test_a_failure_while_suspended_is_asked_again(told):
    told.when("suspend case")
    assert told.when(ask.FailJob(START, "Pay#1", "no")) == ["JobAnswered"]
    assert "JobRequested" in told.when("reactivate case")
    assert state_of(told, "Pay#1") is State.ACTIVE


def test_an_answer_that_cannot_be_kept_is_refused_while_suspended(told):
    told.when("suspend case")
    with pytest.raises(CommandRefused):
        told.when(ask.CompleteJob(START, "Pay#1", {"b": "\0"}))


# --- incidents ------------------------------------------------------------------------------------


def resolve(told, how, target="Pay", given=None, by=None):
    return told.when(ask.ResolveIncident(START, target, how, given or {}, by=by))


def test_a_retry_asks_again(failed):
    assert resolve(failed, "retry") == ["IncidentResolved", "Pay#1 reactivate", "JobRequested"]
    assert failed.instance("Pay#1").incident is None


def test_a_skip_completes_without_outputs(failed):
    assert resolve(failed, "skip", given={"y": {"n": 1}})[:3] == [
        "IncidentResolved",
        "Pay#1 reactivate",
        "Pay#1 complete",
    ]
    assert "got" not in failed.state.file


def test_a_resolution_has_the_outputs_of_the_task(failed):
    assert resolve(failed, "resolve", given={"y": {"n": 1}})[:4] == [
        "IncidentResolved",
        "Pay#1 reactivate",
        "got create {n: 1}",
        "Pay#1 complete",
    ]


@pytest.mark.parametrize(
    ("how", "given", "message"),
    [
        ("forget", {}, "cannot be dealt with by 'forget'"),
        ("resolve", {"y": {"n": "x"}}, "expected is a number"),
        ("resolve", {"nothing": 1}, "nothing"),
    ],
)
def test_what_deals_with_no_incident_changes_nothing(failed, how, given, message):
    before = failed.state
    with pytest.raises(CommandRefused, match=message):
        resolve(failed, how, given=given)
    assert failed.state is before


def test_only_an_incident_is_dealt_with(told):
    with pytest.raises(CommandRefused, match="'Pay#1' has no incident"):
        resolve(told, "skip")
    with pytest.raises(CommandRefused, match="no plan item"):
        resolve(told, "skip", "Nobody")


def test_an_incident_of_what_names_no_role_is_anyones(failed):
    resolve(failed, "skip", by=EVE)
    assert {each.by for each in failed.recorded if each.command == "ResolveIncident"} == {"eve"}


def test_no_incident_is_dealt_with_in_a_suspended_case(failed):
    failed.when("suspend case")
    with pytest.raises(CommandRefused, match="suspended"):
        resolve(failed, "skip")


def test_a_task_that_was_taken_up_otherwise_keeps_nothing_to_deal_with(failed):
    failed.when("reactivate Pay")
    with pytest.raises(CommandRefused):
        resolve(failed, "retry")


@pytest.mark.parametrize(
    ("how", "state"),
    [("resolve", State.COMPLETED), ("skip", State.TERMINATED), ("retry", State.AVAILABLE)],
)
def test_a_timer_without_a_time_is_asked_again_or_occurs_or_ends(told, how, state):
    assert told.instance("T#1").incident.code == "TIMER_WITHOUT_TIME"
    resolve(told, how, "T")
    assert state_of(told, "T#1") is state
    assert (told.instance("T#1").incident is None) == (how != "retry")


def test_a_timer_that_has_a_time_by_now_runs(told):
    told.when(ask.SetFile(START, {"late": "PT1H"}))
    assert resolve(told, "retry", "T") == ["IncidentResolved", "TimerStarted"]
    told.when(ask.FireTimers(at("11:00")))
    assert state_of(told, "T#1") is State.COMPLETED


@pytest.mark.parametrize("end", [Transition.COMPLETE, Transition.TERMINATE, Transition.FAULT])
@pytest.mark.parametrize("child", ["c1/Child#1", "c1/Child#1~3", "c2", ""])
def test_a_task_hears_only_of_the_child_it_has_now(told, end, child):
    told.when("fault Child")
    told.when("reactivate Child")
    assert told.instance("Child#1").child_case == "c1/Child#1~2"
    before = told.state
    assert told.when(ask.HearChild(START, "Child#1", child, end)) == []
    assert told.state == before
    assert told.when(ask.HearChild(START, "Child#1", "c1/Child#1~2", end)) != []
