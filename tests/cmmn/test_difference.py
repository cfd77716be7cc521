"""Two moments of a case differ in what is told of them, and equal moments in nothing."""

import pytest
from deployed_cases import write
from hypothesis import given, settings
from hypothesis import strategies as st
from played_examples import NAMES, cases

from cmmn.api import CaseEngine
from cmmn.clock import VirtualClock
from cmmn.commands import User
from cmmn.difference import Difference, FileChange, ItemChange, PeopleChange, difference
from cmmn.lifecycle import Kind, State
from feel.values import equal

ANN = User("ann")
TEXT = """
case c
    role Clerk
    file amount
    file note
    human A by Clerk
        repeat
    human B
        manual
    milestone M
        entry complete A
    task C
        entry complete A
"""


@pytest.fixture
def case(tmp_path):
    with CaseEngine(clock=VirtualClock("2026-01-31T12:00:00Z")) as engine:
        engine.deploy(write(tmp_path, TEXT))
        yield engine.create("c", {"amount": 1}, roles={"Clerk": ["ann"]})


def names(changes):
    return [each.instance for each in changes]


def test_a_change_of_state_is_told_with_both_states(case):
    before = case.version
    found = case.start("B").compare(before)
    change = ItemChange("B#1", "B", "B", Kind.HUMAN_TASK, State.ENABLED, State.ACTIVE)
    assert found == Difference(before, case.version, items=(change,))
    assert found


def test_what_is_new_is_told_apart(case):
    before = case.version
    found = case.complete("A").compare(before)
    assert [(each.instance, each.before, each.after) for each in found.items] == [
        ("A#1", State.ACTIVE, State.COMPLETED),
        ("M#1", State.AVAILABLE, State.COMPLETED),
        ("C#1", State.AVAILABLE, State.ACTIVE),
    ]
    assert [(each.instance, each.name, each.before) for each in found.new] == [
        ("A#2", "A #2", None)
    ]
    assert names(found.milestones) == ["M#1"]
    assert names(found.opened) == ["C#1", "A#2"]
    assert names(found.closed) == ["A#1"]


def test_a_start_opens_no_task_that_was_at_hand(case):
    found = case.start("B").compare(case.version - 1)
    assert (found.opened, found.closed) == ((), ())


def test_values_of_the_file_are_told_old_and_new(case):
    before = case.version
    case.set({"amount": 2, "note": None})
    assert case.compare(before).file == (
        FileChange("amount", 1, 2, is_new=False, is_gone=False),
        FileChange("note", None, None, is_new=True, is_gone=False),
    )
    middle = case.version
    case.change("note", "delete")
    gone = FileChange("note", None, None, is_new=False, is_gone=True)
    assert case.compare(middle).file == (gone,)
    assert [each.path for each in case.compare(before).file] == ["amount"]


def test_a_value_that_is_written_again_is_no_change(case):
    before = case.version
    assert not case.set({"amount": 2}).set({"amount": 1}).compare(before)
    case.set({"amount": True})
    assert [each.after for each in case.compare(before).file] == [True]


def test_people_are_told_by_task_and_role(case):
    before = case.version
    case.claim("A", by=ANN).assign_role("Clerk", "bob")
    assert case.compare(before).people == (
        PeopleChange("A", (), ("ann",)),
        PeopleChange("Clerk", ("ann",), ("ann", "bob")),
    )


def test_the_case_itself_may_be_another(case):
    before = case.version
    case.terminate()
    found = case.compare(before)
    assert found.case == (State.ACTIVE, State.TERMINATED)
    assert names(found.closed) == ["A#1", "B#1"]


def test_the_earlier_moment_comes_first_however_they_are_given(case):
    before, after = case.at(3), case.complete("A").now
    assert difference(after, before) == difference(before, after)


@given(st.data())
@settings(max_examples=25)
def test_two_moments_differ_in_what_a_look_at_both_gives(data):
    name = data.draw(st.sampled_from(NAMES))
    case = data.draw(st.sampled_from(cases(name)))
    first, last = sorted(data.draw(st.tuples(*[st.integers(1, case.version)] * 2)))
    was, now = case.at(first), case.at(last)
    found = difference(was, now)
    assert (found.before, found.after) == (first, last)
    states = {key: each.state for key, each in was.snapshot.instances.items()}
    states |= {each.instance: each.after for each in (*found.items, *found.new)}
    assert states == {key: each.state for key, each in now.snapshot.instances.items()}
    file = dict(was.snapshot.file)
    for change in found.file:
        file.pop(change.path, None)
        if not change.is_gone:
            file[change.path] = change.after
    assert file.keys() == now.snapshot.file.keys()
    assert all(equal(file[path], value) for path, value in now.snapshot.file.items())
    reached = {each.id for each in was.milestones} | {each.instance for each in found.milestones}
    assert reached == {each.id for each in now.milestones}
    tasks = {each.id for each in was.tasks()} - set(names(found.closed))
    assert tasks | set(names(found.opened)) == {each.id for each in now.tasks()}


@pytest.mark.parametrize("name", NAMES)
def test_a_moment_does_not_differ_from_itself(name):
    for case in cases(name):
        for version in range(1, case.version + 1, 7):
            found = difference(case.at(version), case.at(version))
            assert found == Difference(version, version)
            assert not found
