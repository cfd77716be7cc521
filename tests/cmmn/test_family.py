import case_text
import pytest
from case_story import START, command

from cmmn import commands as ask
from cmmn import events as did
from cmmn.errors import CommandRefused
from cmmn.lifecycle import Transition
from cmmn.world import World

TEXT = """
    case c
        role R
        file f
        subcase Call calls child
            in f < f
            out x > f
            pass f > given
            take result > x
        milestone Failed
            entry fault Call
        user Open
    case child
        role R
        role Q
        file g
        input given > g
        output result < g
        human Work
        exit create g if g = 13
"""
DEEP = """
    case c
        subcase One calls two
        user Open
    case two
        subcase Two calls three
    case three
        task Three
"""
ENDLESS = "case c\n    subcase Again calls c\n    user Open"


def world(text=TEXT, **created):
    found = World(case_text.plans(text), START)
    found.create(ask.CreateCase(START, "c1", "c", **created))
    return found


def run(found, text, case="c1"):
    found.run(case, command(text))


def states(found):
    return {name: str(state.state) for name, (_, state) in found.cases.items()}


def item(found, name, case="c1"):
    return str(found.cases[case][1].instances[f"{name}#1"].state)


def test_a_case_task_creates_its_child_with_inputs_roles_and_a_way_back():
    found = world(variables={"f": 5}, roles={"R": ["ann"]}, zone="Europe/Paris", business_key="b")
    _, child = found.cases["c1/Call#1"]
    assert child.file == {"g": 5}
    assert child.roles == {"R": ("ann",)}
    assert (child.parent_case, child.parent_instance) == ("c1", "Call#1")
    assert (child.zone, child.business_key) == ("Europe/Paris", "b")


def test_a_child_that_completes_hands_back_what_it_found():
    found = world()
    run(found, "set g 8", "c1/Call#1")
    run(found, "complete Work", "c1/Call#1")
    assert item(found, "Call") == "completed"
    assert found.cases["c1"][1].file == {"f": 8}


@pytest.mark.parametrize(
    ("asked", "child", "task", "failed"),
    [
        ("terminate case", "terminated", "terminated", "available"),
        ("set g 13", "terminated", "terminated", "available"),
        ("fault case", "failed", "failed", "completed"),
        ("suspend case", "suspended", "active", "available"),
    ],
)
def test_a_case_task_ends_as_its_child_does(asked, child, task, failed):
    found = world()
    run(found, asked, "c1/Call#1")
    assert states(found)["c1/Call#1"] == child
    assert (item(found, "Call"), item(found, "Failed")) == (task, failed)


@pytest.mark.parametrize(
    ("asked", "child"),
    [
        (["suspend Call"], "suspended"),
        (["suspend Call", "resume Call"], "active"),
        (["suspend case"], "suspended"),
        (["suspend case", "reactivate case"], "active"),
        (["terminate Call"], "terminated"),
        (["terminate case"], "terminated"),
        (["suspend case", "close case"], "terminated"),
        (["complete Call"], "terminated"),
    ],
)
def test_a_child_follows_its_case_task(asked, child):
    found = world()
    for each in asked:
        run(found, each)
    assert states(found)["c1/Call#1"] == child


def test_what_is_asked_of_a_case_reaches_three_deep():
    found = world(DEEP)
    leaf = "c1/One#1/Two#1"
    assert states(found) == {"c1": "active", "c1/One#1": "active", leaf: "active"}
    run(found, "suspend case")
    assert set(states(found).values()) == {"suspended"}
    run(found, "reactivate case")
    assert item(found, "Three", leaf) == "active"
    run(found, "terminate One")
    assert states(found) == {"c1": "active", "c1/One#1": "terminated", leaf: "terminated"}


def test_an_end_comes_back_from_three_deep():
    found = world(DEEP)
    run(found, "complete Three", "c1/One#1/Two#1")
    assert item(found, "One") == "completed"
    assert states(found)["c1/One#1"] == "completed"


def test_a_case_that_calls_itself_comes_to_an_end():
    found = world(ENDLESS)
    assert len(found.cases) == 51
    last = list(found.cases)[-1]
    assert item(found, "Again", last) == "failed"
    assert found.cases[last][1].instances["Again#1"].incident.code == "CALL_FAILED"


def test_a_child_that_cannot_be_created_is_its_tasks_fault():
    plans = case_text.plans(TEXT)
    del plans["child"]
    found = World(plans, START)
    found.create(ask.CreateCase(START, "c1", "c"))
    assert (item(found, "Call"), item(found, "Failed")) == ("failed", "completed")


def test_a_task_taken_up_again_calls_a_new_child():
    found = world()
    run(found, "fault case", "c1/Call#1")
    run(found, "reactivate Call")
    assert states(found) == {"c1": "active", "c1/Call#1": "failed", "c1/Call#1~2": "active"}
    run(found, "complete Work", "c1/Call#1~2")
    assert item(found, "Call") == "completed"


def test_an_unblocked_case_task_leaves_its_child_alone():
    found = world(TEXT.replace("subcase Call calls", "subcase Call unblocked calls"))
    assert item(found, "Call") == "completed"
    run(found, "terminate case")
    assert states(found) == {"c1": "terminated", "c1/Call#1": "active"}
    run(found, "complete Work", "c1/Call#1")
    assert states(found)["c1/Call#1"] == "completed"


def test_a_refused_command_changes_no_case():
    found = world()
    before, log = dict(found.cases), list(found.log)
    with pytest.raises(CommandRefused):
        found.run("c1", ask.MakeTransition(START, "Call", Transition.RESUME))
    assert (found.cases, found.log) == (before, log)


def test_a_case_that_does_not_exist_is_no_refusal():
    with pytest.raises(KeyError, match="nobody"):
        world().run("nobody", command("suspend case"))


CHILD = "c1/Call#1"


def test_a_child_that_completed_while_its_task_was_suspended_is_heard_when_it_resumes():
    found = world()
    run(found, "suspend Call")
    for each in ("reactivate case", "set g 8", "complete Work"):
        run(found, each, CHILD)
    assert item(found, "Call") == "suspended"
    run(found, "resume Call")
    assert item(found, "Call") == "completed"
    assert found.cases["c1"][1].file == {"f": 8}
    assert states(found)[CHILD] == "completed"


@pytest.mark.parametrize(
    ("end", "child", "task"),
    [("terminate case", "terminated", "terminated"), ("fault case", "failed", "failed")],
)
def test_a_child_that_ended_while_its_task_was_suspended_is_not_taken_up(end, child, task):
    found = world()
    run(found, "suspend Call")
    run(found, "reactivate case", CHILD)
    run(found, end, CHILD)
    run(found, "resume Call")
    assert (states(found)[CHILD], item(found, "Call")) == (child, task)


def test_a_failed_child_that_is_taken_up_and_completed_completes_its_task():
    found = world()
    for each in ("fault case", "reactivate case", "set g 8"):
        run(found, each, CHILD)
    assert item(found, "Call") == "failed"
    run(found, "complete Work", CHILD)
    assert item(found, "Call") == "completed"
    assert found.cases["c1"][1].instances["Call#1"].incident is None
    assert found.cases["c1"][1].file == {"f": 8}
    resolved = [
        each.event.instance
        for case, each in found.log
        if case == "c1" and isinstance(each.event, did.IncidentResolved)
    ]
    assert resolved == ["Call#1"]


def test_every_child_of_a_task_that_is_taken_up_again_has_an_id_of_its_own():
    found = world()
    for child in (CHILD, f"{CHILD}~2", f"{CHILD}~3"):
        run(found, "fault case", child)
        run(found, "reactivate Call")
    assert list(found.cases) == ["c1", CHILD, f"{CHILD}~2", f"{CHILD}~3", f"{CHILD}~4"]
    assert states(found)[f"{CHILD}~4"] == "active"


@pytest.mark.parametrize("end", ["complete case", "terminate case", "fault case"])
def test_what_becomes_of_an_older_child_is_not_its_tasks_affair(end):
    found = world()
    run(found, "fault case", CHILD)
    run(found, "reactivate Call")
    run(found, "reactivate case", CHILD)
    run(found, end, CHILD)
    assert item(found, "Call") == "active"
    assert states(found)[f"{CHILD}~2"] == "active"


def test_a_case_that_exists_is_not_created_again():
    found = world()
    run(found, "set f 5")
    before, log = dict(found.cases), list(found.log)
    for case in ("c1", CHILD):
        with pytest.raises(CommandRefused, match="exists") as refused:
            found.create(ask.CreateCase(START, case, "c"))
        assert refused.value.code == "NOT_ALLOWED"
    assert (found.cases, found.log) == (before, log)
