"""What those who operate cases look at says which case and item it is of, page by page."""

import pytest
from sqlalchemy import update
from stored_cases import T0, StoredCase, at, begun, case_moved, ended

from cmmn import events as e
from cmmn.lifecycle import State, Transition
from cmmn.store import jobs, operations, tables


def read(store, function, *arguments, **named):
    with store.reading() as session:
        return function(session, *arguments, **named)


@pytest.fixture
def timed(store):
    """Two cases with a timer, the second with a task that will be overdue as well."""
    for name, minutes in (("a", 9), ("b", 5)):
        case = StoredCase(store, name).start(*begun("deadline", State.AVAILABLE), key=name * 2)
        case.write(e.TimerStarted("deadline#1", at(minutes), "x"))
    case.write(*begun("assess"), e.TaskScheduled("assess#1", due=at(7)))
    return store


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({}, "b:deadline b:assess a:deadline"),
        ({"kind": "timer"}, "b:deadline a:deadline"),
        ({"kind": "escalation"}, "b:assess"),
        ({"due_before": at(7)}, "b:deadline"),
        ({"case_id": "a"}, "a:deadline"),
        ({"limit": 1, "offset": 1}, "b:assess"),
    ],
)
def test_timers_are_listed_what_is_due_first(timed, named, expected):
    page = read(timed, operations.timers, **named)
    assert [f"{each.case_id}:{each.item}" for each in page.rows] == expected.split()
    assert page.has_more == ("limit" in named)


def test_a_timer_tells_about_itself(timed):
    row = read(timed, operations.timers, limit=1).rows[0]
    assert row == operations.TimerRow(
        "b", "Complaint", "bb", "complaint", "deadline#1", "deadline", "Deadline", "timer", at(5),
        0, None,
    )  # fmt: skip


def test_rows_of_an_earlier_release_tell_the_item(timed):
    with timed.writing() as session:
        session.execute(update(tables.timer).values(item="", name=""))
    row = read(timed, operations.timers, limit=1).rows[0]
    assert (row.item, row.name) == ("deadline", "deadline")


@pytest.fixture
def working(store):
    """Two jobs of one case, the first is dead and has an incident."""
    case = StoredCase(store).start(*begun("pay"), *begun("ask"), key="k")
    case.write(e.IncidentRaised("pay#1", "CALL_FAILED", "no money"))
    with store.writing() as session:
        for instance in ("pay#1", "ask#1"):
            jobs.add(session, case_id="c1", instance=instance, handler="h", payload="{}", at=T0)
        (job,) = jobs.take(session, "w", T0)
        jobs.dead(session, job, "no money")
    return store


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({}, ["ask#1", "pay#1"]),
        ({"state": "dead"}, ["pay#1"]),
        ({"state": "done"}, []),
        ({"case_id": "c1", "limit": 1}, ["ask#1"]),
        ({"instance": "pay#1"}, ["pay#1"]),
        ({"case_id": "other"}, []),
    ],
)
def test_jobs_are_listed_the_newest_first(working, named, expected):
    page = read(working, operations.jobs, **named)
    assert [each.instance for each in page.rows] == expected


def test_a_job_tells_about_itself(working):
    row = read(working, operations.jobs, state="dead").rows[0]
    assert row == operations.JobRow(
        row.id, "c1", "Complaint", "k", "complaint", "pay#1", "pay", "Pay", "h", "dead", 1,
        row.run_at, None, "no money", T0, True,
    )  # fmt: skip
    assert read(working, operations.job, row.id) == row
    assert read(working, operations.job, 999) is None
    with working.writing() as session:
        session.execute(tables.duration.delete())
    assert read(working, operations.job, row.id).name == "pay"


def test_incidents_are_listed_the_oldest_first(store):
    for name, minutes in (("a", 2), ("b", 1)):
        case = StoredCase(store, name).start(*begun("pay"))
        case.write(e.IncidentRaised("pay#1", "CALL_FAILED", "no money"), time=at(minutes))
    case.write(e.IncidentResolved("pay#1", "skip"), time=at(3))
    (row,) = read(store, operations.incidents).rows
    assert row == operations.IncidentRow(
        "a", "pay#1", "pay", "CALL_FAILED", "no money", at(2), None, "Pay", "Complaint", None,
        "complaint",
    )  # fmt: skip
    everything = read(store, operations.incidents, is_open=False).rows
    assert [(each.case_id, each.resolved) for each in everything] == [("b", at(3)), ("a", None)]
    assert read(store, operations.incidents, case_id="b").rows == ()
    assert read(store, operations.incidents, is_open=False, limit=1).has_more


def test_an_empty_store_has_nothing_to_tell(store):
    assert read(store, operations.stats, T0) == operations.Stats(0, 0, 0, 0, 0, 0, None)


def test_a_monitor_learns_what_waits(store):
    case = StoredCase(store).start(*begun("assess"), *begun("pay"))
    case.write(
        e.TaskScheduled("assess#1", due=at(5)),
        *begun("deadline", State.AVAILABLE),
        e.TimerStarted("deadline#1", at(5), "x"),
        e.IncidentRaised("pay#1", "X", "y"),
    )
    over = StoredCase(store, "c2").start()
    over.write(case_moved(Transition.TERMINATE, State.ACTIVE, State.TERMINATED))
    with store.writing() as session:
        for minutes in (3, 1):
            jobs.add(
                session, case_id="c1", instance="pay#1", handler="h", payload="", at=at(minutes)
            )
    before = read(store, operations.stats, at(4))
    assert before == operations.Stats(1, 0, 0, 1, 2, 0, 180.0)
    with store.writing() as session:
        (job,) = jobs.take(session, "w", at(4))
        jobs.dead(session, job, "x")
    assert read(store, operations.stats, at(5)) == operations.Stats(1, 1, 1, 1, 1, 1, 120.0)
    case.write(ended("assess#1"))
    assert read(store, operations.stats, at(5)).overdue_tasks == 0
