import pytest
from case_page import EXAMPLES

from cmmn import CaseEngine, User
from ruling_workbench.case.item_sheet import case_deeds, item_choices, item_sheet

ALICE, BOB, ZOE = User("alice", ["claims"]), User("bob"), User("zoe")
ROLES = {"Assessor": ["group:claims"], "Handler": ["bob"], "Lead": ["lena"]}


@pytest.fixture
def case():
    with CaseEngine() as engine:
        engine.deploy(EXAMPLES / "complaint")
        yield engine.create("complaint", {"customer": "C", "amount": 120}, roles=ROLES, by=ALICE)


def allowed(deeds):
    return [each.name for each in deeds if each.refused is None]


def test_a_task_says_what_may_be_done_with_it(case):
    sheet = item_sheet(case.now, "assess", ALICE)
    (one,) = sheet.instances
    assert (sheet.name, sheet.what, one.has_form) == ("Assess the complaint", "human task", True)
    assert allowed(one.deeds) == ["claim", "complete", "suspend", "terminate", "fault"]
    refused = {each.name: each.refused for each in one.deeds if each.refused}
    assert "is active" in refused["manualStart"]


def test_what_a_person_may_not_do_has_a_reason(case):
    (one,) = item_sheet(case.now, "assess", ZOE).instances
    assert allowed(one.deeds) == []
    assert all("'zoe' may not work" in each.refused for each in one.deeds if each.name == "claim")


def test_a_claimed_task_can_be_released_by_whom_it_is(case):
    case.claim("assess", by=ALICE)
    (mine,) = item_sheet(case.now, "assess", ALICE).instances
    assert "release" in allowed(mine.deeds)
    assert "claim" not in [each.name for each in mine.deeds]
    (others,) = item_sheet(case.now, "assess", User("carl", ["claims"])).instances
    assert not {"claim", "release", "complete"} & set(allowed(others.deeds))


def test_the_newest_instance_comes_first(case):
    case.complete("assess", {"severity": "high"}, by=ALICE)
    case.complete("investigate", {"conclusive": False}, by=BOB)
    sheet = item_sheet(case.now, "investigate", BOB)
    assert [each.label for each in sheet.instances] == ["Investigate (2)", "Investigate"]
    assert [each.is_open for each in sheet.instances] == [True, False]


def test_an_item_without_an_instance_says_why(case):
    sheet = item_sheet(case.now, "call", ALICE)
    assert sheet.instances == ()
    assert "discretionary and has not been planned" in sheet.sentences[0]
    assert sheet.what == "discretionary human task"


def test_the_state_is_not_told_twice(case):
    (one,) = item_sheet(case.now, "compensate", ALICE).instances
    assert not any("is available since" in each for each in one.sentences)
    assert any("lacks" in each for each in one.sentences)


def test_the_case_itself_is_an_item(case):
    (one,) = item_sheet(case.now, "complaint_plan", ALICE).instances
    assert (one.id, one.deeds) == ("case", case_deeds(case.now, ALICE))
    assert {each.name for each in one.deeds if each.is_final} == {"terminate", "close"}


def test_what_is_no_item_has_no_sheet(case):
    assert item_sheet(case.now, "nothing", ALICE) is None


def test_every_item_can_be_chosen_and_says_its_state(case):
    found = item_choices(case.now)
    assert set(found) == set(case.now.plan.items)
    assert found["assess"] == "Assess the complaint (human task), ● active"
    assert found["call"] == "Call the customer (discretionary human task), not there yet"
    assert found["complaint_plan"] == "Complaint (case), ● active"
