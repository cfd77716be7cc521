"""Dead jobs are done again as their case allows it, and projections are made anew from the logs."""

import pytest
from deployed_cases import rows, write
from sqlalchemy import delete, update
from worker_cases import NOON, Starter, fails, state_of, worker_of

from cmmn.api import CaseEngine
from cmmn.clock import VirtualClock
from cmmn.commands import User
from cmmn.errors import CommandRefused, UnknownCaseError
from cmmn.lifecycle import State
from cmmn.store import measures, projections, tables
from cmmn.worker import RetryPolicy

ONCE = RetryPolicy(attempts=1)
PROJECTIONS = (
    *projections._FOLDED,
    tables.incident,
    tables.case_instance,
    *measures._MEASURED,
)


@pytest.fixture(params=["memory", "postgres"])
def url(request, new_url):
    """Give an empty database; the store itself is tested in a file as well."""
    return new_url(request.param)


@pytest.fixture
def clock():
    return VirtualClock(NOON)


@pytest.fixture
def start(clock, tmp_path):
    with Starter(clock, tmp_path) as start:
        yield start


def dead_job(start, text):
    engine, case = start(text)
    worker_of(engine, fails, policy=ONCE).work()
    (row,) = engine.operations.jobs(state="dead").rows
    return engine, case, row


def test_the_faces_show_what_the_store_has(start):
    text = "case c\n    process Pay calls pay\n    timer T = PT1H\n    human A\n        due PT2H"
    engine, case, row = dead_job(start, text)
    assert (row.name, row.error, row.has_incident) == ("Pay", "OSError: the bank is closed", True)
    (incident,) = engine.operations.incidents().rows
    assert engine.incidents().rows == (incident,)
    assert (incident.case_id, incident.name, incident.definition) == (case.id, "Pay", "c")
    assert engine.operations.incidents(case_id="other").rows == ()
    found = engine.operations.timers(due_before=engine.now).rows
    assert found == ()
    assert [each.kind for each in engine.operations.timers(limit=1).rows] == ["timer"]
    assert engine.operations.counts() == engine.stats()
    assert engine.stats().dead_jobs == 1


def test_a_job_whose_task_waits_is_retried_through_its_incident(start):
    engine, case, row = dead_job(start, "case c\n    process Pay calls pay\n    human Stay")
    assert state_of(case, "Pay") is State.FAILED
    new = engine.operations.retry_job(row.id, by=User("ann"), command_id="once")
    assert (new.state, new.instance, new.has_incident) == ("waiting", "Pay#1", False)
    assert new.id != row.id
    assert case.history()[-1].by == "ann"
    assert [each.state for each in engine.operations.jobs().rows] == ["waiting", "cancelled"]
    worker_of(engine, lambda *_: {}).work()
    assert state_of(case, "Pay") is State.COMPLETED


def test_a_job_that_no_task_waits_for_is_taken_up_itself(start):
    engine, case, row = dead_job(
        start, "case c\n    human Stay\n    process Pay unblocked calls pay"
    )
    version = case.version
    again = engine.operations.retry_job(row.id)
    assert (again.id, again.state, again.attempts, again.error) == (row.id, "waiting", 0, "")
    called = []
    worker_of(engine, lambda _, call: called.append(call.attempt)).work()
    assert called == [1]
    assert engine.operations.jobs().rows[0].state == "done"
    assert case.version == version


def test_what_is_not_dead_is_not_retried(start):
    engine, _, row = dead_job(start, "case c\n    process Pay calls pay\n    human Stay")
    new = engine.operations.retry_job(row.id)
    for id_, state in ((row.id, "cancelled"), (new.id, "waiting")):
        with pytest.raises(CommandRefused, match=f"is {state}, not dead"):
            engine.operations.retry_job(id_)
    with pytest.raises(UnknownCaseError, match="no job 99"):
        engine.operations.retry_job(99)


def test_a_task_that_failed_while_suspended_asks_by_itself(start):
    engine, case = start("case c\n    process Pay calls pay\n    human Stay")

    def suspends(*_):
        case.suspend("Pay")
        raise OSError

    worker_of(engine, suspends, policy=ONCE).work()
    (row,) = engine.operations.jobs(state="dead").rows
    with pytest.raises(CommandRefused, match="suspended") as refused:
        engine.operations.retry_job(row.id)
    assert "asks for its work anew" in refused.value.hint
    case.resume("Pay")
    assert engine.operations.jobs(state="waiting").rows[0].instance == "Pay#1"


# --- projections ----------------------------------------------------------------------------------

TEXT = """
case c
    role Clerk
    file amount
    process Pay calls pay
    human A by Clerk
        due PT2H
    human Stay
    stage S
        human Inner
    milestone M
        entry complete A
    timer T = PT1H
"""


@pytest.fixture
def engine(url, clock, tmp_path):
    with CaseEngine(url, clock=clock) as engine:
        engine.deploy(write(tmp_path / "models", TEXT))
        for number in range(3):
            case = engine.create("c", {"amount": number}, roles={"Clerk": ["ann"]})
            worker_of(engine, fails, policy=ONCE).work()
            if number:
                case.claim("A", by=User("ann")).complete("A").complete("Inner")
                clock.advance("PT3H")
                worker_of(engine, fails).work()
                case.resolve_incident("Pay", "retry")
            if number == 2:
                case.terminate()
        yield engine


def projected(engine):
    volatile = {"timer", "incident"}  # leases, and numbers that count up
    found = {name: each for name, each in rows(engine).items() if name not in volatile}
    incidents = engine.operations.incidents(is_open=False).rows
    timers = engine.operations.timers().rows
    return found | {"incident": sorted(map(repr, incidents)), "timer": sorted(map(repr, timers))}


def forget(engine):
    with engine.engine.store.writing() as session:
        for table in PROJECTIONS:
            session.execute(delete(table))


def test_projections_that_are_lost_are_made_anew(engine):
    before = projected(engine)
    forget(engine)
    assert engine.cases().rows == ()
    told = []
    assert engine.operations.rebuild_projections(progress=told.append) == 3
    assert projected(engine) == before
    assert told == [3]


def test_projections_are_made_anew_while_they_are_there(engine):
    before = projected(engine)
    assert engine.operations.rebuild_projections(most=2) == 2
    assert projected(engine) == before


def test_cases_of_an_earlier_release_are_counted_and_made_anew(engine):
    before = projected(engine)
    with engine.engine.store.writing() as session:
        for table in measures._MEASURED:
            session.execute(delete(table))
        session.execute(update(tables.case_instance).values(projection=1))
    assert str(engine.operations.stale_cases()) == "3"
    assert str(engine.operations.stale_cases(most=1)) == "1+"
    assert engine.operations.rebuild_projections(only_stale=True, most=1) == 1
    assert str(engine.operations.stale_cases()) == "2"
    assert engine.operations.rebuild_projections(only_stale=True) == 2
    assert engine.operations.rebuild_projections(only_stale=True) == 0
    assert projected(engine) == before


def test_a_case_goes_on_after_its_rows_were_made_anew(engine):
    forget(engine)
    engine.operations.rebuild_projections()
    case = next(each for each in engine.cases().rows if each.state == "active")
    engine.case(case.id).terminate()
    before = projected(engine)
    engine.operations.rebuild_projections()
    assert projected(engine) == before
