import pytest
from case_page import EXAMPLES

from cmmn import CaseEngine, User
from cmmn.commands import AssignTask
from ruling_workbench.case.to_do import Act, refusal, to_do

ALICE, BOB, ZOE = User("alice", ["claims"]), User("bob"), User("zoe")
ROLES = {"Assessor": ["group:claims"], "Handler": ["bob"], "Lead": ["lena"]}


@pytest.fixture
def engine():
    with CaseEngine() as made:
        made.deploy(EXAMPLES / "complaint", EXAMPLES / "claim")
        yield made


@pytest.fixture
def case(engine):
    return engine.create("complaint", {"customer": "C-17", "amount": 120}, roles=ROLES, by=ALICE)


def told(case, user):
    return {(str(each.act), each.item): each for each in to_do(case.now, user)}


def test_tasks_events_and_what_may_be_planned_are_there():
    with CaseEngine() as engine:
        engine.deploy(EXAMPLES / "complaint")
        case = engine.create("complaint", {"customer": "C", "amount": 1}, roles=ROLES)
        assert list(told(case, ALICE)) == [
            ("Open", "assess"),
            ("Report", "withdraw"),
            ("Plan", "call"),
        ]


def test_an_entry_says_whose_it_is_until_when_and_why_it_is_there(case):
    found = told(case, ALICE)["Open", "assess"]
    assert (found.who, found.why, found.refused) == (
        "anyone in claims",
        "since the case began",
        None,
    )
    assert found.due is not None
    assert not found.is_overdue
    assert found.documentation.startswith("Read the complaint")


def test_what_a_person_may_not_do_comes_with_the_engines_reason(case):
    found = told(case, ZOE)
    assert "'zoe' may not work on 'assess#1'" in found["Open", "assess"].refused
    assert found["Plan", "call"].refused == "it is for anyone in claims or bob"
    assert all(each.refused for each in found.values())


def test_what_has_been_heard_is_why_a_task_is_there(case):
    case.complete("assess", {"severity": "high"}, by=ALICE)
    found = told(case, BOB)
    assert found["Open", "investigate"].why == "since 'Investigation' began"
    assert found["Plan", "ask_expert"].why == '\'severity = "high"\' is true (severity is "high")'
    case.complete("investigate", {"conclusive": False}, by=BOB)
    again = told(case, BOB)["Open", "investigate"]
    assert (again.name, again.why) == ("Investigate (2)", "repeated: time 2")
    case.plan("ask_expert", by=BOB)
    assert told(case, BOB)["Open", "ask_expert"].why == "planned by hand"
    case.complete("ask_expert", by=BOB)
    case.complete("investigate", {"conclusive": True, "upheld": True}, by=BOB)
    assert told(case, BOB)["Open", "compensate"].why == (
        "the investigation found the customer right or a small sum is paid without looking further"
    )


def test_a_task_that_someone_has_claimed_is_that_persons(case):
    case.claim("assess", by=ALICE)
    mine = told(case, ALICE)["Open", "assess"]
    assert (mine.who, mine.is_mine, mine.refused) == ("you", True, None)
    others = told(case, User("carl", ["claims"]))["Open", "assess"]
    assert (others.who, others.refused) == ("alice", "it is assigned to 'alice'")


def test_a_role_that_nobody_holds_is_said(engine):
    case = engine.create("complaint", {"customer": "C-17", "amount": 120})
    assert told(case, ALICE)["Open", "assess"].who == "nobody: no one holds Assessor"


def test_nothing_is_to_do_in_a_case_that_has_ended(case):
    case.terminate()
    assert to_do(case.now, ALICE) == []


def test_a_call_that_is_under_way_is_nothing_to_do(engine):
    policy = {"number": "P-1", "holder": "Mira", "account": "DE-1", "excess": 10}
    given = {"policy": policy, "article": "laptop", "loss": 1200}
    case = engine.create("claim", given, roles={"Adjuster": ["bob"]})
    case.complete("check", {"covered": True, "payout": 80.5}, by=BOB)
    assert told(case, BOB)["Open", "pay"].refused == "it waits for the handler 'transfer'"


def test_a_case_that_only_waits_for_a_word_can_be_completed(engine):
    case = engine.create("complaint", {"customer": "C-17", "amount": 0}, roles=ROLES)
    assert Act.COMPLETE not in {each.act for each in to_do(case.now, ALICE)}


@pytest.mark.parametrize(
    ("user", "reason"), [(ALICE, None), (ZOE, "'zoe' may not work on 'assess#1'")]
)
def test_a_command_is_tried_without_being_given(case, user, reason):
    version = case.version
    found = refusal(case.now, AssignTask(case.now.now, "assess", user.name, "claim", by=user))
    assert found is None if reason is None else reason in found
    assert case.version == version
