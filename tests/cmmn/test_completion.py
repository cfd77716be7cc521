import case_text
import pytest
from case_story import START, Story

from cmmn.completion import completes_by_itself, hinderances
from cmmn.conditions import Reading

STAGE = """
    file f
    user Open
    stage S{auto}
        task A
            required
        task B
            manual
        user U
"""


def story(text, *commands):
    return Story(case_text.plan(text), *commands)


@pytest.mark.parametrize(
    ("commands", "auto", "ends"),
    [
        ([], " auto", False),
        (["complete A"], " auto", True),
        (["start B"], " auto", False),
        (["suspend A"], " auto", False),
        (["fault A"], " auto", True),
        (["complete A", "occur U"], "", False),
        (["complete A", "occur U", "disable B"], "", True),
        (["complete A", "disable B"], "", False),
        (["terminate A", "occur U", "disable B"], "", True),
        (["fault A", "terminate U", "disable B"], "", True),
        (["suspend A", "occur U", "disable B"], "", False),
    ],
)
def test_a_stage_completes_by_the_rule_of_the_standard(commands, auto, ends):
    commands = ["manualStart B" if each == "start B" else each for each in commands]
    told = story(STAGE.format(auto=auto), *commands)
    assert ("S#1 completed" in told.states()) is ends


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ([], ["A#1: it is active"]),
        (["complete A"], []),
        (["suspend A"], ["A#1: it is required, and suspended"]),
        (["manualStart B", "complete A"], ["B#1: it is active"]),
        (["fault A"], []),
    ],
)
def test_what_is_active_or_required_and_open_is_in_the_way_of_completing_by_hand(
    commands, expected
):
    told = story(STAGE.format(auto=""), *commands)
    assert [f"{each.id}: {why}" for each, why in hinderances(told.state, "S#1")] == expected


@pytest.mark.parametrize(
    ("written", "ends"), [([], False), (["set f 1"], False), (["set f 2"], True)]
)
def test_a_discretionary_item_that_may_be_planned_keeps_a_stage_open(written, ends):
    text = """
        file f
        user Open
        stage S
            task A
            offer task D
                offered if f != 2
    """
    told = story(text, *written, "complete A")
    assert ("S#1 completed" in told.states()) is ends


def test_a_stage_without_children_completes_as_soon_as_it_is_active():
    assert story("user Open\nstage S").states() == ["Open#1 available", "S#1 completed"]


def test_the_case_completes_by_the_same_rule():
    told = story("task A", "complete A")
    assert told.state.state == "completed"


def test_whether_a_stage_completes_is_a_question_and_no_event():
    told = story(STAGE.format(auto=" auto"))
    reading = Reading(told.plan, told.state, START)
    assert not completes_by_itself(told.plan, reading, told.state, "S#1")
    assert not completes_by_itself(told.plan, reading, told.state, "case")
