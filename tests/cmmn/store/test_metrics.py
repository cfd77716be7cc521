"""What is measured of cases is what counting them one by one gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stored_cases import StoredCase, at, begun, case_moved, ended, reached

from cmmn import events as e
from cmmn.lifecycle import State, Transition
from cmmn.periods import Bounds
from cmmn.store import Store, metrics
from cmmn.store.instants import microseconds
from cmmn.store.metrics import Flow, ItemTime, Lateness, Percentiles, Reach
from cmmn.store.scope import Scope

END = case_moved(Transition.COMPLETE, State.ACTIVE, State.COMPLETED)


def read(store, function, *arguments):
    with store.reading() as session:
        return function(session, *arguments)


def hours(*numbers):
    """Return bounds of an hour each, from the first moment."""
    return [
        Bounds(microseconds(at(60 * each)), microseconds(at(60 * each + 60))) for each in numbers
    ]


def case(store, name, begins, ends=None, *events, definition="complaint"):
    """Write a case that is created and perhaps ends so many minutes after the first moment."""
    written = StoredCase(store, name).start(*events, time=at(begins), definition=definition)
    if ends is not None:
        written.write(END, time=at(ends))
    return written


# --- cases over time ------------------------------------------------------------------------------


@pytest.fixture
def five(store):
    for name, begins, ends in (("a", 0, 30), ("b", 10, 70), ("c", 65, None), ("d", 130, 150)):
        case(store, name, begins, ends)
    case(store, "e", 20, None, definition="other")
    return store


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope("complaint"), [(2, 1, 1), (1, 1, 1), (1, 1, 1)]),
        (Scope(), [(3, 1, 2), (1, 1, 2), (1, 1, 2)]),
        (Scope("other"), [(1, 0, 1), (0, 0, 1), (0, 0, 1)]),
        (Scope("none"), [(0, 0, 0), (0, 0, 0), (0, 0, 0)]),
        (Scope("complaint", version=7), [(0, 0, 0), (0, 0, 0), (0, 0, 0)]),
        (Scope("complaint", since=at(10), until=at(140)), [(1, 1, 1), (1, 1, 1), (1, 0, 2)]),
    ],
)
def test_cases_are_counted_as_they_come_and_go(five, scope, expected):
    found = read(five, metrics.flow, scope, hours(0, 1, 2))
    assert [(each.opened, each.closed, each.open_at_end) for each in found] == expected
    assert [each.start for each in found] == [at(0), at(60), at(120)]


def test_cases_from_before_are_open_still(five):
    (found,) = read(five, metrics.flow, Scope("complaint"), hours(1))
    assert found == Flow(at(60), at(120), 1, 1, 1)


def test_no_times_are_no_counts(five):
    assert read(five, metrics.flow, Scope(), []) == ()


def test_as_many_times_as_can_be_drawn_can_be_asked_for(five):
    found = read(five, metrics.flow, Scope("complaint"), hours(*range(400)))
    assert sum(each.opened for each in found) == 4


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope("complaint"), Percentiles(3, 1_800.0, 3_600.0, 3_600.0, 3_600.0)),
        (Scope(since=at(31), until=at(71)), Percentiles(1, *[3_600.0] * 4)),
        (Scope("other"), Percentiles(0, None, None, None, None)),
    ],
)
def test_how_long_cases_took_counts_those_that_ended(five, scope, expected):
    assert read(five, metrics.cycle_times, scope) == expected


@given(st.lists(st.integers(1, 50), max_size=30))
@settings(max_examples=30)
def test_percentiles_are_by_the_nearest_rank(lengths):
    store = Store()
    for number, length in enumerate(lengths):
        case(store, f"c{number}", 0, length)
    found = read(store, metrics.cycle_times, Scope())
    ordered = sorted(lengths)
    for percent in (50, 75, 90, 95):
        expected = None
        if ordered:
            expected = 60.0 * ordered[-(-len(ordered) * percent // 100) - 1]
        assert getattr(found, f"p{percent}") == expected
    assert found.count == len(lengths)
    store.close()


# --- items ----------------------------------------------------------------------------------------


def timed(store, name, item, *lengths, definition="complaint"):
    """Write a case with instances of an item that begin at once and take so many minutes."""
    written = case(store, name, 0, definition=definition)
    for number, length in enumerate(lengths, 1):
        written.write(*begun(item, number=number), time=at(0))
        written.write(ended(f"{item}#{number}"), time=at(length))
    return written


def test_how_long_stages_took_is_told_by_item(store):
    timed(store, "a", "inner", 10, 30).write(*begun("inner", number=9))
    timed(store, "b", "inner", 20)
    timed(store, "c", "inner", 7, definition="other")
    timed(store, "d", "phone", 5)
    found = read(store, metrics.times, Scope(), ["stage"])
    assert found == (
        ItemTime("complaint", "inner", "Inner", "stage", 3, 1_200.0, 1_800.0),
        ItemTime("other", "inner", "Inner", "stage", 1, 420.0, 420.0),
    )
    found = read(store, metrics.times, Scope("complaint"), ["humanTask", "processTask"])
    assert [(each.item, each.count) for each in found] == [("phone", 1)]
    found = read(store, metrics.times, Scope(since=at(10), until=at(30)), ["stage"])
    assert [(each.definition, each.count) for each in found] == [("complaint", 2)]
    assert read(store, metrics.times, Scope(), []) == ()


def test_what_is_told_of_items_is_bounded(store, monkeypatch):
    monkeypatch.setattr(metrics, "MOST_ITEMS", 1)
    timed(store, "a", "phone", 1)
    timed(store, "b", "inner", 1, 2)
    found = read(store, metrics.times, Scope(), ["humanTask", "stage"])
    assert [each.item for each in found] == ["inner"]


def due(store, name, due_at, ends=None):
    written = case(store, name, 0, None, *begun("assess"))
    written.write(e.TaskScheduled("assess#1", due=at(due_at)))
    if ends is not None:
        written.write(ended("assess#1"), time=at(ends))


def test_tasks_are_late_that_ended_after_they_were_due_or_have_not(store):
    for name, due_at, ends in (
        ("in time", 10, 10),
        ("late", 10, 11),
        ("open and due", 15, None),
        ("not due yet", 99, None),
        ("done before", 30, 1),
    ):
        due(store, name, due_at, ends)
    case(store, "without a date", 0, None, *begun("assess"))
    (found,) = read(store, metrics.lateness, Scope(), at(15))
    assert found == Lateness("complaint", "assess", "Assess", 3, 2, 2 / 3)
    (found,) = read(store, metrics.lateness, Scope(since=at(11)), at(30))
    assert (found.due, found.late) == (2, 1)
    assert read(store, metrics.lateness, Scope("other"), at(30)) == ()


def test_milestones_are_shares_of_the_cases_created_in_the_time(store):
    for name, begins, after in (("a", 0, 10), ("b", 0, 30), ("c", 5, None), ("d", 90, 5)):
        written = case(store, name, begins)
        if after is not None:
            written.write(*reached("done"), time=at(begins + after))
            written.write(*reached("done", 2), time=at(begins + after + 1))
    case(store, "e", 0, definition="other")
    (found,) = read(store, metrics.milestones, Scope())
    assert found == Reach("complaint", "done", "All done", 4, 3, 0.75, 600.0)
    (found,) = read(store, metrics.milestones, Scope(until=at(60)))
    assert (found.cases, found.reached, found.median) == (3, 2, 600.0)
    assert read(store, metrics.milestones, Scope("other")) == ()
