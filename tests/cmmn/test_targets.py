import case_text
import pytest
from case_story import Story

from cmmn.commands import User
from cmmn.errors import CommandRefused, NotAuthorized
from cmmn.lifecycle import State, Transition
from cmmn.targets import (
    authorize,
    find_instance,
    find_item,
    refuse_transition,
    require_working,
    unknown,
)

TEXT = """
    role R
    user Open
    task Assess
        repeat
    human Call by R
    stage Later
        entry occur Open
        task Inner
    task Twin
    task Other
"""
PLAN = case_text.compiled(case_text.xml(TEXT).replace(b'name="Other"', b'name="Twin"', 1))["c"]


def story(*commands):
    return Story(PLAN, *commands, roles={"R": ["ann", "group:staff"]})


@pytest.mark.parametrize("name", ["Assess", "Inner", "Twin", "Other"])
def test_an_item_is_found_by_id(name):
    assert find_item(PLAN, name).id == name


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Asess", "did you mean 'Assess'"),
        ("c_plan", "Assess"),
        ("", "Assess"),
        ("something else entirely", "there are: Open, Assess"),
    ],
)
def test_a_name_that_nothing_has_is_refused_with_what_there_is(name, hint):
    with pytest.raises(CommandRefused) as refused:
        find_item(PLAN, name)
    assert refused.value.code == "NO_SUCH_ITEM"
    assert hint in refused.value.hint


def test_an_id_comes_before_a_name_that_several_have():
    assert PLAN.items["Other"].name == "Twin"
    assert find_item(PLAN, "Twin").id == "Twin"


@pytest.mark.parametrize(
    ("commands", "name", "expected"),
    [
        ([], "Assess", "Assess#1"),
        (["complete Assess"], "Assess", "Assess#2"),
        (["complete Assess"], "Assess#1", "Assess#1"),
        (["occur Open"], "Inner", "Inner#1"),
    ],
)
def test_an_instance_is_named_itself_or_is_the_newest_open_one(commands, name, expected):
    assert find_instance(PLAN, story(*commands).state, name).id == expected


@pytest.mark.parametrize(
    ("commands", "name", "code", "hint"),
    [
        ([], "Assess#7", "NO_SUCH_ITEM", "Assess#1"),
        ([], "#1", "NO_SUCH_ITEM", "Assess"),
        ([], "Assess#", "NO_SUCH_ITEM", "Assess"),
        ([], "Inner", "NOT_ALLOWED", "not begun"),
        (["complete Call"], "Call", "NOT_ALLOWED", "Call#1 completed"),
    ],
)
def test_an_instance_that_is_not_there_is_refused(commands, name, code, hint):
    with pytest.raises(CommandRefused) as refused:
        find_instance(PLAN, story(*commands).state, name)
    assert refused.value.code == code
    assert hint in refused.value.hint


@pytest.mark.parametrize(
    ("commands", "hint"),
    [(["suspend case"], "reactivate, close"), (["suspend case", "close case"], "nothing")],
)
def test_no_work_is_done_in_a_case_that_is_not_active(commands, hint):
    with pytest.raises(CommandRefused) as refused:
        require_working(PLAN, story(*commands).state)
    assert hint in refused.value.hint


def test_work_is_done_in_an_active_case():
    assert require_working(PLAN, story().state) is None


@pytest.mark.parametrize(
    ("item", "state", "transition", "hint"),
    [
        ("Call", State.ACTIVE, Transition.RESUME, "suspend, complete, terminate, fault"),
        ("Call", State.AVAILABLE, Transition.START, "nothing"),
        ("Call", State.ACTIVE, Transition.EXIT, "suspend, complete, terminate, fault"),
        ("Call", State.SUSPENDED, Transition.PARENT_RESUME, "resume"),
        ("Open", State.AVAILABLE, Transition.PARENT_TERMINATE, "occur, suspend, terminate"),
        ("Open", State.COMPLETED, Transition.OCCUR, "nothing"),
    ],
)
def test_a_transition_that_nobody_can_ask_for_now_is_refused_with_those_one_can(
    item, state, transition, hint
):
    with pytest.raises(CommandRefused) as refused:
        refuse_transition(PLAN, state, PLAN.items[item], transition, item)
    assert refused.value.hint == f"allowed now: {hint}"


def test_a_transition_of_the_table_is_not_refused():
    item = PLAN.items["Call"]
    assert refuse_transition(PLAN, State.ACTIVE, item, Transition.COMPLETE, "Call") is None


@pytest.mark.parametrize(
    ("user", "may"),
    [
        (None, True),
        (User("ann"), True),
        (User("bob", ["staff"]), True),
        (User("bob"), False),
        (User("staff"), False),
    ],
)
def test_an_item_with_roles_is_for_those_who_hold_one(user, may):
    state = story().state
    item, instance = PLAN.items["Call"], state.instances["Call#1"]
    if may:
        assert authorize(PLAN, state, item, instance, user) is None
    else:
        with pytest.raises(NotAuthorized, match=r"R \(ann, group:staff\)"):
            authorize(PLAN, state, item, instance, user)


def test_an_item_without_roles_is_for_everyone():
    assert authorize(PLAN, story().state, PLAN.items["Assess"], None, User("bob")) is None


def test_a_long_list_of_names_says_the_close_one_first():
    error = unknown(PLAN, "case role", "Lead", ["Leader", "Clerk", "Leader"])
    assert error.hint == "did you mean 'Leader'? there are: Leader, Clerk"
