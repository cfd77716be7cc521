import case_text
import pytest
from case_story import START, Story

from cmmn.commands import User
from cmmn.conditions import Reading
from cmmn.errors import CommandRefused, NotAuthorized
from cmmn.planning import is_member, offers, offers_of

PLAN = case_text.plan("""
    file f
    role R
    user Open
    offer task Top
        offered by R
    stage S
        task Keep
        offer task Inner
            offered if f = 1
    human H
        offer task Beside
    stage Later
        entry create f
        task K
        offer task Hidden
""")
ANN, BOB = User("ann"), User("bob", ("staff",))


def story(*commands):
    return Story(PLAN, *commands, roles={"R": ["group:staff"]})


def offered(*commands):
    told = story(*commands)
    reading = Reading(PLAN, told.state, START)
    return [f"{holder} {offer.item}" for holder, offer in offers(PLAN, reading, told.state)]


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ([], ["case Top", "H#1 Beside"]),
        (["set f 1"], ["case Top", "S#1 Inner", "H#1 Beside", "Later#1 Hidden"]),
        (["set f 2"], ["case Top", "H#1 Beside", "Later#1 Hidden"]),
        (["set f 1", "suspend S"], ["case Top", "H#1 Beside", "Later#1 Hidden"]),
        (["complete H"], ["case Top"]),
        (["suspend case"], []),
        (["plan Top"], ["case Top", "H#1 Beside"]),
    ],
)
def test_tables_are_open_while_their_holder_is_active_and_their_rules_are_true(commands, expected):
    assert offered(*commands) == expected


def test_a_table_is_asked_for_one_holder():
    told = story()
    found = offers_of(PLAN, Reading(PLAN, told.state, START), told.state, "H#1")
    assert [each.item for each in found] == ["Beside"]


def test_a_task_whose_stage_has_failed_plans_nothing_into_it():
    text = "user Open\nstage S\n    human H\n        offer task D\n    task A"
    told = Story(case_text.plan(text))
    assert told.when("plan D")[-1] == "D#1 start"
    told.when("fault S")
    assert told.instance("H#1").state == "active"
    with pytest.raises(CommandRefused):
        told.when("plan D")


def test_what_is_planned_is_an_instance_like_others():
    told = story()
    assert told.when("plan Beside") == [
        "DiscretionaryItemPlanned",
        "new Beside#1",
        "Beside#1 start",
    ]
    assert told.instance("Beside#1").origin == "planning"
    assert told.instance("Beside#1").stage == "case"
    told.when("set f 1")
    told.when("plan Inner")
    assert told.instance("Inner#1").stage == "S#1"


@pytest.mark.parametrize("asked", ["plan Inner", "plan Hidden", "plan H", "plan Top S", "plan No"])
def test_what_is_not_offered_is_refused_with_what_is(asked):
    told = story()
    with pytest.raises(CommandRefused):
        told.when(asked)


def test_planning_is_for_those_the_table_names():
    told = story()
    with pytest.raises(NotAuthorized, match="R"):
        told.when("plan Top", by=ANN)
    assert "new Top#1" in told.when("plan Top", by=BOB)
    assert "new Top#2" in told.when("plan Top")


@pytest.mark.parametrize(
    ("user", "roles", "expected"),
    [
        (None, ("R",), True),
        (ANN, (), True),
        (ANN, ("R",), False),
        (BOB, ("R",), True),
        (ANN, ("Q",), False),
        (BOB, ("Q", "R"), True),
    ],
)
def test_a_member_holds_a_role_by_name_or_by_group(user, roles, expected):
    assert is_member(story().state, user, roles) is expected
