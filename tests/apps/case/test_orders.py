from datetime import UTC

import pytest
from case_page import EXAMPLES

from cmmn import CaseEngine, CommandRefused
from ruling_workbench import session
from ruling_workbench.acting.people import Person
from ruling_workbench.case.item_sheet import Deed
from ruling_workbench.case.orders import by_deed, give, order, told, what_came
from ruling_workbench.case.seat import Seat
from ruling_workbench.desk import Desk

ROLES = {"Assessor": ["group:claims"], "Handler": ["bob"], "Lead": ["lena"]}


@pytest.fixture
def kept(monkeypatch):
    """Give what the session holds, and what is to be said."""
    held, said = {}, []
    monkeypatch.setattr(session, "get", held.get)
    monkeypatch.setattr(session, "put", held.__setitem__)
    monkeypatch.setattr(session, "say", lambda kind, message: said.append((kind, message)))
    return said


@pytest.fixture
def case():
    with CaseEngine() as engine:
        engine.deploy(EXAMPLES / "complaint")
        yield engine, engine.create("complaint", {"customer": "C", "amount": 120}, roles=ROLES)


def seated(case, name="alice", groups=("claims",), tmp=None):
    engine, made = case
    view = made.now
    return Seat(Desk(engine, Person(name, groups), tmp), made, view, view, UTC)


def plan(driver, **once):
    driver.plan("call", **once)


def test_a_press_that_reaches_the_server_twice_is_one_command(case, kept):
    press = order(seated(case), "plan call", plan)
    press()
    press()
    assert len(case[1].items["call"]) == 1
    assert kept[0] == ("success", "Call the customer planned, Call the customer started.")


def test_the_same_button_shown_again_after_that_is_another_command(case, kept):
    order(seated(case), "plan call", plan)()
    order(seated(case), "plan call", plan)()
    assert len(case[1].items["call"]) == 2
    assert [kind for kind, _ in kept] == ["success", "success"]


def test_an_unrelated_change_does_not_stand_in_the_way(case, kept):
    press = order(seated(case), "plan call", plan)
    case[1].set({"description": "It came, broken."})
    press()
    assert len(case[1].items["call"]) == 1
    assert kept[0][0] == "success"


def test_a_refusal_is_told_in_sentences(case, kept):
    assert not give(seated(case, "zoe", ()), "plan call", plan)
    assert "call" not in case[1].items
    (said,) = kept
    assert said[0] == "error"
    assert said[1].startswith("'zoe' may not work on 'call'. It is for:")


def test_what_led_to_nothing_is_said_too(case, kept):
    assert give(seated(case), "nothing", lambda _driver, **_once: None)
    assert kept == [("success", "It is done; nothing more changed.")]


def test_what_came_of_a_command_is_told_as_a_sentence(case):
    before = case[1].version
    case[1].complete("assess", {"severity": "high"})
    said = what_came(seated(case), before)
    assert said.startswith("Severity set to high, Assess the complaint completed")
    assert said.endswith(".")
    assert what_came(seated(case), case[1].version) == ""


@pytest.mark.parametrize(
    ("name", "state"), [("terminate", "terminated"), ("suspend", "suspended"), ("fault", "failed")]
)
def test_a_deed_is_a_transition_with_a_note(case, name, state):
    by_deed(Deed(name, "", None), "assess#1", "because")(case[1])
    (assess,) = case[1].items["assess"]
    assert str(assess.state) == state
    assert case[1].history()[-1].event


def test_claim_and_release_are_deeds_too(case):
    user = seated(case).desk.user
    by_deed(Deed("claim", "", None), "assess#1")(case[1], by=user)
    assert case[1].items["assess"][0].assignee == "alice"
    by_deed(Deed("release", "", None), "assess#1")(case[1], by=user)
    assert case[1].items["assess"][0].assignee is None


def test_an_error_says_what_is_wrong_and_what_would_be_right():
    assert told(CommandRefused("X", "it is closed", None, "open it")) == "It is closed. Open it."
    assert told(ValueError("no duration")) == "No duration."
