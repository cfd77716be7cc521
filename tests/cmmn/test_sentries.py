import case_text
import pytest
from case_story import START, Story
from case_story import command as line

from cmmn import events as did
from cmmn.conditions import Reading
from cmmn.lifecycle import FileTransition, State, Transition
from cmmn.sentries import (
    conditional,
    criteria_of,
    heard_by,
    is_listening,
    is_near,
    is_satisfied,
    source_of,
    started_by,
)

PLAN = case_text.plan("""
    file f
    exit complete B, terminate B
    task A
        entry complete B, create f if f > 1
        exit update f
    task B
        repeat
        exit if f = 7
    stage S
        repeat
        task C
        task D
            entry complete C
        user U
    timer T = PT1H after complete B
    task E
        entry exit B via B_exit1
    user Open
""")


def story(*commands, **created):
    return Story(PLAN, *commands, **created)


def entry(plan, item):
    return plan.items[item].entry[0]


def moved(name, transition, criterion=None):
    return did.PlanItemTransitioned(name, transition, State.ACTIVE, State.COMPLETED, criterion)


def hearers(happened, event):
    return [(who, criterion.id, part) for who, criterion, part in heard_by(PLAN, happened, event)]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (moved("B#1", Transition.COMPLETE), ("B", "complete", "B#1")),
        (did.PlanItemCreated("B#1", "B", 1, "case"), ("B", "create", "B#1")),
        (did.CaseTransitioned(Transition.CLOSE, State.FAILED, State.CLOSED),
         ("c_plan", "close", None)),
        (did.FileItemTransitioned("g[2].k[1]", FileTransition.DELETE), ("g.k", "delete", None)),
        (did.RoleAssigned("R", "ann"), None),
    ],
)  # fmt: skip
def test_what_can_be_heard_is_a_source_and_a_transition(event, expected):
    state = story().state
    found = source_of(state, event)
    if found is not None:
        name, transition, instance = found
        found = name, transition, None if instance is None else instance.id
    assert found == expected


def test_an_event_is_heard_by_all_criteria_that_wait_for_it():
    state = story().state
    assert hearers(state, moved("B#1", Transition.COMPLETE)) == [
        ("case", "c_plan_exit1", 0),
        ("A#1", "A_entry1", 0),
    ]
    assert hearers(state, moved("B#1", Transition.SUSPEND)) == []


def test_an_exit_criterion_narrows_what_is_heard():
    state = story().state
    assert hearers(state, moved("B#1", Transition.EXIT)) == []
    assert hearers(state, moved("B#1", Transition.EXIT, "B_exit1")) == [("E#1", "E_entry1", 0)]


def test_an_entry_criterion_listens_while_available_and_an_exit_criterion_while_active():
    waiting, item = story(), PLAN.items["A"]
    instance = waiting.instance("A#1")
    assert is_listening(waiting.state, instance, item.entry[0])
    assert not is_listening(waiting.state, instance, item.exit[0])
    working = story("complete B", "set f 2")
    instance = working.instance("A#1")
    assert not is_listening(working.state, instance, item.entry[0])
    assert is_listening(working.state, instance, item.exit[0])
    assert [each.id for each in criteria_of(PLAN, working.state, instance)] == ["A_exit1"]


def test_the_case_listens_while_it_is_active():
    criterion = PLAN.items["c_plan"].exit[0]
    assert is_listening(story().state, None, criterion)
    assert not is_listening(story("suspend case").state, None, criterion)


@pytest.mark.parametrize(
    ("commands", "satisfied"),
    [
        ([], False),
        (["complete B"], False),
        (["set f 2"], False),
        (["set f 1", "complete B"], False),
    ],
)
def test_a_sentry_waits_for_all_its_on_parts_and_its_if_part(commands, satisfied):
    told = story(*commands)
    reading = Reading(PLAN, told.state, START)
    found = is_satisfied(reading, told.state, told.instance("A#1"), entry(PLAN, "A"))
    assert found is satisfied


@pytest.mark.parametrize(
    "commands",
    [
        ["complete B", "set f 2"],
        ["set f 2", "complete B"],
        ["set f 1", "complete B", "set f 2"],
    ],
)
def test_its_parts_may_come_in_any_order(commands):
    assert "A#1 active" in story(*commands).states()
    assert "A#1 available" in story(*commands[:-1]).states()


def test_a_stage_that_exists_twice_keeps_its_events_to_itself():
    told = story("terminate S#1")
    assert told.states()[-3:] == ["C#2 active", "D#2 available", "U#2 available"]
    state = told.state
    for listener, source, near in (
        ("D#2", "C#2", True),
        ("D#2", "C#1", False),
        ("S#2", "C#2", True),
        ("C#2", "S#2", True),
        ("C#2", "S#1", False),
        ("B#1", "C#2", True),
        ("C#2", "B#1", True),
    ):
        found = is_near(PLAN, state, state.instances[listener], state.instances[source])
        assert found is near, (listener, source)
    assert is_near(PLAN, state, None, state.instances["C#2"])


def test_a_change_of_the_case_file_asks_the_listening_criteria_with_an_if_part():
    asked = [(name, each.id) for name, each in conditional(PLAN, story().state)]
    assert asked == [("A#1", "A_entry1"), ("B#1", "B_exit1")]
    suspended = story("suspend B")
    assert [name for name, _ in conditional(PLAN, suspended.state)] == ["A#1"]


def test_an_event_starts_the_timers_that_wait_for_it_once():
    told = story()
    event = moved("B#1", Transition.COMPLETE)
    assert [each.id for each in started_by(PLAN, told.state, event)] == ["T#1"]
    assert "TimerStarted" in told.when(line("complete B"))
    assert list(started_by(PLAN, told.state, event)) == []
