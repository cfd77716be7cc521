"""A timeline has every event exactly once, below what caused it, with who, when and why."""

from collections import Counter

import pytest
from deployed_cases import write
from hypothesis import given
from hypothesis import strategies as st
from played_examples import NAMES, cases

from cmmn import events as did
from cmmn.api import CaseEngine
from cmmn.clock import VirtualClock
from cmmn.commands import FireTimers, User
from cmmn.events import Recorded
from cmmn.lifecycle import Kind, State
from cmmn.plan import CasePlan, Item
from cmmn.timeline import LINE_KINDS, Asked, timeline
from feel.temporal import parse_date_time

NOON = parse_date_time("2026-01-31T12:00:00Z")
EMPTY = CasePlan("c", "c", "root", {"root": Item("root", "c", Kind.CASE_PLAN, "d")}, {}, {})
ANN = User("ann")
TEXT = """
case c
    file amount
    human A
    human Stay
    task B
        entry complete A
    decision D calls Grade
        entry complete A
        out Grade > amount
    timer T = PT1H
"""


@pytest.fixture
def clock():
    return VirtualClock("2026-01-31T12:00:00Z")


@pytest.fixture
def case(clock, tmp_path):
    with CaseEngine(clock=clock) as engine:
        engine.deploy(write(tmp_path, TEXT, grade="decision Grade : number = 3"))
        yield engine.create("c", by=ANN)


def shown(step):
    """Return a step as it would be drawn: what was asked, and indented what came of it."""
    return [f"{'  ' * each.depth}{each.words}" for each in (step.command, *step.lines)]


def test_a_step_tells_what_was_asked_and_what_it_led_to(case, clock):
    clock.advance("PT5M")
    case.complete("A", {"amount": 7}, by=ANN)
    step = case.timeline().steps[-1]
    assert shown(step) == [
        "completed A",
        "  amount: create 7",
        "  A: active -> completed",
        "    B heard A complete",
        "      B: available -> active, after A complete",
        "    D heard A complete",
        "      D: available -> active, after A complete",
        "        decision Grade = 3",
        "        amount: update 3",
        "        D: active -> completed",
    ]
    assert (step.command.who, str(step.command.when)) == ("ann", "2026-01-31T12:05:00Z")
    assert (step.command.sequence, step.command.depth, step.command.kind) == (None, 0, "command")
    assert [each.sequence for each in step.lines if each.depth == 1] == [step.first, step.first + 1]
    assert step.last == case.version


def test_a_line_knows_what_it_is_about(case):
    case.complete("A", by=ANN)
    lines = case.timeline().steps[-1].lines
    moved = lines[0]
    assert (moved.kind, moved.item, moved.instance) == ("item", "A", "A#1")
    assert (moved.before, moved.after) == (State.ACTIVE, State.COMPLETED)
    (answer,) = [each for each in lines if each.kind == "decision"]
    assert answer.decision.outputs == {"Grade": 3}
    assert (answer.decision.model, answer.decision.decision) == ("grade", "Grade")
    assert answer.cause == next(
        each.sequence for each in lines if each.item == "D" and each.after is State.ACTIVE
    )


def test_what_a_timer_led_to_names_the_event_that_began_it(case, clock):
    began = next(each for each in case.timeline().steps[0].lines if each.kind == "timer")
    clock.advance("PT2H")
    case.run(FireTimers)
    step = case.timeline().steps[-1]
    assert shown(step) == ["fired what was due", "  T: available -> completed"]
    assert step.lines[0].cause == began.sequence
    assert (str(step.lines[0].when), step.command.who) == ("2026-01-31T13:00:00Z", "system")


# --- which ----------------------------------------------------------------------------------------


def test_kinds_keep_their_lines_and_the_steps_that_have_one(case):
    case.complete("A", {"amount": 7}).set({"amount": 9}).claim("Stay", by=ANN)
    steps = case.timeline(kinds=["file"]).steps
    assert [shown(each) for each in steps] == [
        ["completed A", "  amount: create 7", "        amount: update 3"],
        ["set amount", "  amount: update 9"],
    ]
    assert len(case.timeline(kinds=["command"]).steps) == 4
    assert [each.lines for each in case.timeline(kinds=["command"]).steps] == [()] * 4
    assert [each.command.words for each in case.timeline(kinds=["people"]).steps] == [
        "claimed Stay"
    ]
    assert case.timeline(kinds=[]).steps == ()


def test_a_kind_that_there_is_not_is_refused(case):
    with pytest.raises(ValueError, match="'noise' is no kind of line: command, case"):
        case.timeline(kinds=["noise"])


def test_the_last_steps_come_first_where_not_all_are_asked_for(case):
    case.set({"amount": 1}).set({"amount": 2})
    whole = case.timeline()
    assert (len(whole.steps), whole.has_earlier) == (3, False)
    for limit in (1, 2):
        part = case.timeline(limit=limit)
        assert (part.steps, part.has_earlier) == (whole.steps[-limit:], True)
    assert not case.timeline(limit=3).has_earlier


def test_a_timeline_ends_at_the_version_that_is_asked_for(case):
    first = case.version
    case.set({"amount": 1}).complete("A")
    for version in range(1, case.version + 1):
        steps = case.timeline(until=version).steps
        found = [line.sequence for step in steps for line in step.lines]
        assert sorted(found) == list(range(1, version + 1))
    assert len(case.timeline(until=first).steps) == 1


def test_a_command_that_led_to_nothing_is_a_step(case):
    version = case.version
    case.run(FireTimers)
    step = case.timeline().steps[-1]
    assert (step.lines, step.first, step.last) == ((), version + 1, version)
    assert case.timeline(until=version).steps[-1] == step


# --- laws -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_event_of_an_example_is_there_once(name):
    for case in cases(name):
        steps = case.timeline(limit=10_000).steps
        assert len(steps) == len(case.commands())
        lines = [line for step in steps for line in step.lines]
        history = {each.sequence: each for each in case.history()}
        assert Counter(line.sequence for line in lines) == Counter(list(history))
        for line in lines:
            recorded = history[line.sequence]
            assert (line.when, line.who, line.cause) == (
                recorded.time,
                recorded.by,
                recorded.cause,
            )
            assert line.words


@given(st.lists(st.tuples(st.integers(-9, 30), st.booleans()), max_size=30))
def test_whatever_caused_what_every_event_is_there_once_below_its_cause(drawn):
    """Each event says how far back its cause is, and whether its command ends with it."""
    recorded, asked, first = [], [], 1
    for sequence, (back, ends) in enumerate(drawn, 1):
        cause = sequence - back if back != 0 else None
        event = did.RoleAssigned("r", "p")
        recorded.append(Recorded(sequence, NOON, "ann", "AssignRole", event, cause))
        if ends or sequence == len(drawn):
            payload = '{"role":"r","principal":"p"}'
            asked.append(Asked("AssignRole", first, sequence, NOON, "ann", payload))
            first = sequence + 1
    steps = timeline(EMPTY, asked, recorded)
    lines = [line for step in steps for line in step.lines]
    assert sorted(line.sequence for line in lines) == list(range(1, len(drawn) + 1))
    for step in steps:
        depth = {}
        for line in step.lines:
            above = line.cause if line.cause is not None and line.cause < line.sequence else None
            assert line.depth == depth.get(above, 0) + 1
            depth[line.sequence] = line.depth
            if above is not None and above >= step.first:
                assert above in depth, "what caused it is above it"


@pytest.mark.parametrize("kind", LINE_KINDS)
def test_the_kinds_together_are_the_whole(kind):
    (case, *_) = cases("complaint")
    lines = [line for step in case.timeline(kinds=[kind]).steps for line in step.lines]
    whole = [line for step in case.timeline().steps for line in step.lines]
    assert lines == [line for line in whole if line.kind == kind]
