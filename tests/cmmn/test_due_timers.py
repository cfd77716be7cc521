import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from case_story import at
from deployed_cases import write
from worker_cases import NOON, Starter, fails, state_of, worker_of

from cmmn import events as did
from cmmn import unfolding
from cmmn.api import CaseEngine
from cmmn.clock import VirtualClock
from cmmn.lifecycle import State
from cmmn.worker import Worker


@pytest.fixture
def clock():
    return VirtualClock(NOON)


@pytest.fixture
def start(clock, tmp_path):
    with Starter(clock, tmp_path) as start:
        yield start


def test_a_timer_fires_within_two_seconds_of_its_time_when_idle(tmp_path):
    with CaseEngine(f"sqlite:///{tmp_path / 'cases.db'}") as engine:
        engine.deploy(write(tmp_path / "models", "case c\n    human Stay\n    timer T = PT0.3S"))
        worker = Worker(engine)
        thread = threading.Thread(target=worker.run)
        thread.start()
        case = engine.create("c")
        began = time.monotonic()
        while state_of(case, "T") is State.AVAILABLE and time.monotonic() < began + 10:
            time.sleep(0.02)
        took = time.monotonic() - began
        worker.stop()
        thread.join(10)
        assert not thread.is_alive()
        assert state_of(case, "T") is State.COMPLETED
        assert 0.2 < took < 2.3


def test_missed_repetitions_fire_in_turn_at_their_own_times(start, clock):
    engine, case = start("case c\n    human Stay\n    timer T = R5/PT1H\n    timer U = PT90M")
    clock.advance("PT3H30M")
    assert worker_of(engine, fails).work() == 1
    fired = [
        (each.event.instance, str(each.time))
        for each in case.history()
        if isinstance(each.event, did.PlanItemTransitioned) and each.event.transition == "occur"
    ]
    assert fired == [
        ("T#1", "2026-01-31T13:00:00Z"),
        ("U#1", "2026-01-31T13:30:00Z"),
        ("T#2", "2026-01-31T14:00:00Z"),
        ("T#3", "2026-01-31T15:00:00Z"),
    ]
    clock.advance("P1D")
    worker_of(engine, fails).work()
    assert [each.state for each in case.items["T"]] == [State.COMPLETED] * 5


def test_at_most_a_thousand_timers_fire_in_a_command_and_the_rest_in_others(start, clock):
    engine, case = start("case c\n    human Stay\n    timer T = R/PT1S\n    timer U = PT1050S")
    clock.advance("PT1100S")
    worker_of(engine, fails).work()
    counts = {}
    for each in case.commands()[1:]:
        occurred = [
            e
            for e in case.history()[each.first - 1 : each.last]
            if isinstance(e.event, did.PlanItemTransitioned) and e.event.transition == "occur"
        ]
        counts[each.first] = (each.name, len(occurred))
    assert list(counts.values()) == [("FireTimers", 1_000), ("FireTimers", 101)]
    assert state_of(case, "U") is State.COMPLETED


def test_a_timer_fires_once_for_several_workers(start, clock, new_url):
    engine, case = start("case c\n    human Stay\n    timer T = PT1H", new_url("postgres"))
    clock.advance("PT2H")
    with ThreadPoolExecutor(4) as pool:
        workers = [worker_of(engine, fails, name=str(n)) for n in range(4)]
        list(pool.map(lambda worker: worker.work(), workers))
    assert [each.state for each in case.items["T"]] == [State.COMPLETED]
    assert [each.name for each in case.commands()] == ["CreateCase", "FireTimers"]


@pytest.mark.parametrize("stop", ["suspend", "fault"])
def test_timers_of_a_case_that_is_not_active_wait_for_it(start, clock, stop):
    engine, case = start("case c\n    human Stay\n    timer T = PT1H")
    case.make("case", stop)
    clock.advance("PT2H")
    worker = worker_of(engine, fails)
    assert worker.work() == 0
    assert state_of(case, "T") is not State.COMPLETED
    case.reactivate()
    worker.work()
    assert state_of(case, "T") is State.COMPLETED
    assert worker.told == []


def test_timers_of_a_suspended_stage_wait_for_it(start, clock):
    engine, case = start(
        "case c\n    human Stay\n    stage S\n        timer T = PT1H\n        human Inner"
    )
    case.suspend("S")
    clock.advance("PT2H")
    worker = worker_of(engine, fails)
    assert worker.work() == 0
    assert state_of(case, "T") is State.SUSPENDED
    case.resume("S")
    worker.work()
    assert state_of(case, "T") is State.COMPLETED


def test_timers_of_an_ended_case_are_forgotten(start, clock):
    engine, case = start("case c\n    human Stay\n    timer T = PT1H")
    case.terminate()
    clock.advance("PT2H")
    assert worker_of(engine, fails).work() == 0
    assert [each.name for each in case.commands()] == ["CreateCase", "MakeTransition"]


def test_the_timers_of_many_cases_fire_in_one_go(start, clock):
    engine, first = start("case c\n    human Stay\n    timer T = PT1H")
    cases = [first, *(engine.create("c") for _ in range(24))]
    clock.advance("PT2H")
    assert worker_of(engine, fails).work() == 25
    assert {state_of(each, "T") for each in cases} == {State.COMPLETED}


def test_a_case_that_cannot_go_on_does_not_stop_the_others(start, clock, monkeypatch):
    monkeypatch.setattr(unfolding, "MOST_EVENTS", 100)
    engine, case = start(
        "case c\n    file ends\n    human Stay\n    timer T = PT1H\n    stage S\n"
        "        entry occur T\n        task A unblocked\n            repeat if ends = null"
    )
    other = engine.create("c", {"ends": True})
    clock.advance("PT2H")
    worker = worker_of(engine, fails)
    before = case.version
    worker.work()
    (told,) = worker.told
    assert told.startswith(f"timers of case {case.id}: ")
    assert "100 events" in told
    assert case.version == before
    assert state_of(other, "T") is State.COMPLETED
    worker.work()
    assert len(worker.told) == 1
    clock.advance("PT61S")
    worker.work()
    assert len(worker.told) == 2


def test_an_overdue_task_is_escalated(start, clock):
    text = "case c\n    role Boss\n    role Clerk\n    human A by Clerk\n        due PT1H\n"
    engine, case = start(text + "        escalation Boss", roles={"Boss": ["bob"]})
    worker = worker_of(engine, fails)
    assert worker.work() == 0
    clock.advance("PT1H")
    worker.work()
    assert case.tasks()[0].candidates == ("bob",)
    assert worker.work() == 0


def test_a_clock_that_goes_back_takes_nothing_early(start, clock):
    engine, case = start("case c\n    human Stay\n    timer T = PT1H")
    clock.set("2026-01-31T11:00:00Z")
    assert worker_of(engine, fails).work() == 0
    clock.set("2026-01-31T12:59:59Z")
    assert worker_of(engine, fails).work() == 0
    clock.set("2026-01-31T13:00:00Z")
    worker_of(engine, fails).work()
    assert case.items["T"][0].since == at("2026-01-31T13:00:00Z")


def test_whatever_is_wrong_with_a_case_the_timers_of_others_fire(start, clock, monkeypatch):
    engine, case = start("case c\n    human Stay\n    timer T = PT1H")
    others = [engine.create("c") for _ in range(3)]
    run = engine.engine.run

    def broken(case_id, *arguments, **more):
        if case_id == case.id:
            raise ZeroDivisionError("a fault \0\ud800 of its own")
        return run(case_id, *arguments, **more)

    monkeypatch.setattr(engine.engine, "run", broken)
    clock.advance("PT2H")
    worker = worker_of(engine, fails)
    worker.work()
    assert {state_of(each, "T") for each in others} == {State.COMPLETED}
    assert state_of(case, "T") is State.AVAILABLE
    (told,) = worker.told
    assert told.startswith(f"timers of case {case.id}: ZeroDivisionError: a fault")
    monkeypatch.undo()
    clock.advance("PT61S")
    worker.work()
    assert state_of(case, "T") is State.COMPLETED
