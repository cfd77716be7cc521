import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from deployed_cases import rows
from forked import Forked
from hypothesis import given
from hypothesis import strategies as st
from worker_cases import NOON, Starter, fails, state_of, worker_of

from cmmn.api import CaseEngine
from cmmn.clock import VirtualClock
from cmmn.errors import StoreError
from cmmn.lifecycle import State
from cmmn.store import Conflict, jobs
from cmmn.worker import HandlerCall, RetryPolicy, Worker

PAY = """
case c
    file amount
    file receipt {number: decimal}
    human Stay
    process Pay calls pay
        in x < amount
        out y > receipt
        pass x > a
        take b > y
    human Sorry
        entry fault Pay
handler pay (a) gives b
"""
MANY = "case many\n    human Stay\n" + "\n".join(f"    process P{n} calls work" for n in range(5))
EXACT = RetryPolicy(attempts=3, first=10.0, factor=3.0, longest=20.0, jitter=0.5)


@pytest.fixture
def clock():
    return VirtualClock(NOON)


@pytest.fixture
def start(clock, tmp_path):
    with Starter(clock, tmp_path) as start:
        yield start


def the_jobs(engine):
    with engine.engine.store.reading() as session:
        return jobs.list_(session)


# --- pauses ---------------------------------------------------------------------------------------


POLICIES = st.builds(
    RetryPolicy,
    first=st.floats(0, 1e6),
    factor=st.floats(1, 100),
    longest=st.floats(0, 1e6),
    jitter=st.floats(0, 1),
)


@given(POLICIES, st.integers(1, 10_000), st.floats(0, 1))
def test_pauses_grow_up_to_the_longest_and_stray_by_the_jitter(policy, attempt, chance):
    middle = policy.pause(attempt, 0.5)
    assert middle <= policy.pause(attempt + 1, 0.5) * (1 + 1e-9)
    assert middle <= policy.longest * (1 + 1e-9)
    assert policy.pause(1, 0.5) == pytest.approx(min(policy.first, policy.longest))
    strays = abs(policy.pause(attempt, chance) - middle)
    assert strays <= middle * policy.jitter / 2 * (1 + 1e-9) + 1e-9
    assert policy.pause(attempt, 0) <= policy.pause(attempt, 1)


def test_pauses_double():
    assert [RetryPolicy().pause(each, 0.5) for each in (1, 2, 3, 4)] == [1, 2, 4, 8]


# --- handlers -------------------------------------------------------------------------------------


def test_a_handler_gets_inputs_and_gives_outputs(start):
    engine, case = start(PAY, variables={"amount": {"net": [1, 2]}})
    calls = []

    def handler(inputs, call):
        calls.append((dict(inputs), call))
        inputs["a"]["net"].append(3)
        return {"b": {"number": 7}, "more": 1}

    assert worker_of(engine, handler).work() == 1
    ((inputs, call),) = calls
    assert inputs == {"a": {"net": [1, 2, 3]}}
    assert call == HandlerCall(case.id, "Pay#1", "pay", 1)
    assert case.file["amount"] == {"net": [1, 2]}
    assert case.file["receipt"] == {"number": 7}
    assert state_of(case, "Pay") is State.COMPLETED
    assert [each.state for each in the_jobs(engine)] == ["done"]


def test_a_handler_nobody_registered_is_waited_for(start):
    engine, case = start(PAY)
    assert Worker(engine).work() == 0
    assert Worker(engine, {"other": fails}).work() == 0
    assert [each.state for each in the_jobs(engine)] == ["waiting"]
    assert state_of(case, "Pay") is State.ACTIVE


def test_a_handler_that_fails_is_tried_again_after_growing_pauses(start, clock):
    engine, case = start(PAY)
    attempts = []

    def handler(_inputs, call):
        attempts.append((str(clock()), call.attempt))
        raise OSError("the bank is closed")

    worker = worker_of(engine, handler, policy=EXACT)
    for _ in range(40):
        worker.work()
        clock.advance("PT1S")
    assert attempts == [
        (NOON, 1),
        ("2026-01-31T12:00:10Z", 2),
        ("2026-01-31T12:00:30Z", 3),
    ]
    assert state_of(case, "Pay") is State.FAILED
    assert state_of(case, "Sorry") is State.ACTIVE
    assert case.items["Pay"][0].incident.message == "OSError: the bank is closed"
    (job,) = the_jobs(engine)
    assert (job.state, job.error) == ("dead", "OSError: the bank is closed")
    assert len(engine.incidents().rows) == 1
    assert len(worker.told) == 3
    assert "(pay), attempt 3: OSError: the bank is closed" in worker.told[-1]


def test_a_handler_that_works_at_last_leaves_no_incident(start, clock):
    engine, case = start(PAY)

    def handler(_inputs, call):
        return {"b": {"number": call.attempt}} if call.attempt == 3 else fails(_inputs, call)

    worker = worker_of(engine, handler)
    for _ in range(4):
        worker.work()
        clock.advance("PT5S")
    assert case.file["receipt"] == {"number": 3}
    assert engine.incidents().rows == ()


ONCE = RetryPolicy(attempts=1)


def test_an_incident_is_retried_with_all_its_attempts(start, clock):
    engine, case = start(PAY)
    worker_of(engine, fails, policy=ONCE).work()
    case.resolve_incident("Pay", "retry")
    assert [each.state for each in the_jobs(engine)] == ["cancelled", "waiting"]
    clock.advance("PT1S")
    attempts = []
    worker_of(engine, lambda _, call: attempts.append(call.attempt) or {"b": {"number": 1}}).work()
    assert attempts == [1]
    assert state_of(case, "Pay") is State.COMPLETED
    assert engine.incidents().rows == ()


@pytest.mark.parametrize(
    ("how", "given", "receipt"),
    [("skip", {}, None), ("resolve", {"y": {"number": 5}}, {"number": 5})],
)
def test_an_incident_is_skipped_or_resolved_by_a_person(start, how, given, receipt):
    engine, case = start(PAY)
    worker = worker_of(engine, fails, policy=ONCE)
    worker.work()
    case.resolve_incident("Pay", how, given)
    assert state_of(case, "Pay") is State.COMPLETED
    assert case.file.get("receipt") == receipt
    assert worker.work() == 0
    assert [each.state for each in the_jobs(engine)] == ["cancelled"]


ENDLESS_LIST = []
ENDLESS_LIST.append(ENDLESS_LIST)
UNFIT = [
    {"b": 1},
    {"b": {"number": "seven"}},
    {"b": {"number": float("nan")}},
    {"b": object()},
    {"b": "\ud800"},
    {"b": ENDLESS_LIST},
    {1: 2},
    {1: 2, None: 3, "b": {"number": "x"}},
    "text",
    5,
    [1],
    lambda: None,
]


@pytest.mark.parametrize("outputs", UNFIT, ids=map(str, range(len(UNFIT))))
def test_outputs_that_do_not_fit_are_a_fault(start, outputs):
    engine, case = start(PAY)
    worker = worker_of(engine, lambda *_: outputs, policy=ONCE)
    worker.work()
    assert state_of(case, "Pay") is State.FAILED
    assert case.items["Pay"][0].incident.message
    assert case.file.get("receipt") is None
    assert worker.work() == 0


@pytest.mark.parametrize("outputs", [None, {}, []], ids=repr)
def test_a_handler_need_not_give_anything(start, outputs):
    engine, case = start(PAY)
    worker_of(engine, lambda *_: outputs).work()
    assert state_of(case, "Pay") is State.COMPLETED


def test_the_failure_of_a_call_nobody_waits_for_is_a_dead_job(start):
    engine, case = start("case c\n    human Stay\n    process Pay unblocked calls pay")
    worker_of(engine, fails, policy=ONCE).work()
    assert state_of(case, "Pay") is State.COMPLETED
    assert [each.state for each in the_jobs(engine)] == ["dead"]


class MuteError(Exception):
    def __str__(self):
        raise KeyError


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("a \ud800 b"), "ValueError: a \\ud800 b"),
        (ValueError("a \0 b"), "ValueError: a \\0 b"),
        (ValueError("x" * 50_000), "ValueError: " + "x" * 9_988),
        (MuteError(), "MuteError: it does not say why"),
    ],
    ids=["surrogate", "NUL", "long", "mute"],
)
def test_whatever_an_exception_says_is_kept(start, error, said):
    def handler(*_):
        raise error

    engine, case = start(PAY)
    worker_of(engine, handler, policy=ONCE).work()
    assert state_of(case, "Pay") is State.FAILED
    assert case.items["Pay"][0].incident.message == said


# --- who answers late, twice, or never ------------------------------------------------------------


def test_who_answers_twice_has_an_effect_once(start):
    engine, case = start(PAY)
    worker = worker_of(engine, lambda *_: {"b": {"number": 1}})
    kept = []
    finish = worker._finish
    worker._finish = lambda job, outputs: kept.append(job) or finish(job, outputs)
    worker.work()
    before = rows(engine)
    finish(kept[0], {"b": {"number": 2}})
    assert rows(engine) == before
    assert case.file["receipt"] == {"number": 1}
    assert worker.told == [f"job {kept[0].id}: another worker has it by now"]


def test_who_answers_after_the_lease_has_no_effect(start, clock):
    engine, case = start(PAY)
    other = worker_of(engine, lambda *_: {"b": {"number": 2}}, name="other")

    def slow(_inputs, _call):
        clock.advance("PT61S")
        assert other.work() == 1
        return {"b": {"number": 1}}

    worker = worker_of(engine, slow, name="slow")
    worker.work()
    assert case.file["receipt"] == {"number": 2}
    assert len(worker.told) == 1
    assert [each.name for each in case.commands()] == ["CreateCase", "CompleteJob"]


def test_who_fails_after_the_lease_has_no_effect(start, clock):
    engine, case = start(PAY)
    other = worker_of(engine, lambda *_: {"b": {"number": 2}}, name="other")

    def slow(inputs, call):
        clock.advance("PT61S")
        other.work()
        fails(inputs, call)

    worker_of(engine, slow, name="slow", policy=ONCE).work()
    assert state_of(case, "Pay") is State.COMPLETED
    assert [each.state for each in the_jobs(engine)] == ["done"]


def test_who_fails_for_good_while_another_has_the_job_has_no_effect(start, clock):
    engine, case = start(PAY)

    def slow(inputs, call):
        clock.advance("PT61S")
        with engine.engine.store.writing() as session:
            assert jobs.take(session, "other", clock())
        fails(inputs, call)

    worker_of(engine, slow, name="slow", policy=ONCE).work(most=1)
    assert state_of(case, "Pay") is State.ACTIVE
    assert [(each.state, each.leased_by) for each in the_jobs(engine)] == [("leased", "other")]


def test_the_answer_for_a_task_that_has_ended_has_no_effect(start):
    engine, case = start(PAY)

    def handler(_inputs, _call):
        case.terminate("Pay")
        return {"b": {"number": 1}}

    worker_of(engine, handler).work()
    assert state_of(case, "Pay") is State.TERMINATED
    assert case.file.get("receipt") is None
    assert [each.state for each in the_jobs(engine)] == ["cancelled"]


def test_the_answer_for_a_suspended_task_is_kept_till_it_goes_on(start):
    engine, case = start(PAY)

    def handler(_inputs, _call):
        case.suspend()
        return {"b": {"number": 1}}

    worker_of(engine, handler).work()
    assert state_of(case, "Pay") is State.SUSPENDED
    assert case.file.get("receipt") is None
    case.reactivate()
    assert state_of(case, "Pay") is State.COMPLETED
    assert case.file["receipt"] == {"number": 1}


def test_a_call_that_failed_while_the_task_was_suspended_is_made_again(start):
    engine, case = start(PAY)

    def handler(inputs, call):
        case.suspend()
        fails(inputs, call)

    worker_of(engine, handler, policy=ONCE).work()
    assert state_of(case, "Pay") is State.SUSPENDED
    case.reactivate()
    worker_of(engine, lambda *_: None).work()
    assert state_of(case, "Pay") is State.COMPLETED


def test_a_suspended_task_is_not_begun_and_loses_no_attempt(start, clock):
    engine, case = start(PAY)
    case.suspend()
    calls = []
    worker = worker_of(engine, lambda _, call: calls.append(call.attempt))
    for _ in range(5):
        worker.work()
        clock.advance("PT2S")
    assert calls == []
    case.reactivate()
    worker.work()
    assert calls == [1]


@pytest.mark.parametrize("kind", ["file", "postgres"])
def test_the_job_of_a_killed_worker_is_done_by_the_next(start, clock, new_url, kind):
    url = new_url(kind)
    engine, case = start(PAY, url)
    engine.close()

    def work(say):
        def handler(_inputs, _call):
            say("begun")
            time.sleep(60)

        with CaseEngine(url, clock=clock) as own:
            worker_of(own, handler, name="victim").work()

    victim = Forked(work)
    victim.wait_for("begun")
    victim.kill()
    victim.said()
    calls = []
    worker = worker_of(engine, lambda _, call: calls.append(call.attempt))
    assert worker.work() == 0
    clock.advance("PT61S")
    assert worker.work() == 1
    assert calls == [2]
    assert state_of(case, "Pay") is State.COMPLETED


def test_a_job_that_no_worker_comes_back_from_is_an_incident(start, clock):
    engine, case = start(PAY)
    for _ in range(3):
        with engine.engine.store.writing() as session:
            assert jobs.take(session, "victim", clock())
        clock.advance("PT61S")
    worker_of(engine, lambda *_: pytest.fail("it kills workers")).work()
    assert state_of(case, "Pay") is State.FAILED
    assert case.items["Pay"][0].incident.message == "no worker came back from it"


@pytest.mark.parametrize("kind", ["file", "postgres"])
def test_several_workers_never_do_one_job_at_once(start, clock, new_url, kind):
    url = new_url(kind)
    engine, first = start(MANY, url)
    cases = [first, *(engine.create("many") for _ in range(3))]
    engine.close()
    calls = []

    def handler(_inputs, call):
        calls.append((call.case, call.task, call.attempt))
        time.sleep(0.002)

    def work(number):
        with CaseEngine(url, clock=clock) as own:
            return worker_of(own, handler, name=f"w{number}").work()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(work, range(4)))
    assert sum(done) == len(calls) == len(set(calls)) == 20
    assert {attempt for *_, attempt in calls} == {1}
    states = {each.items[f"P{n}"][0].state for each in cases for n in range(5)}
    assert states == {State.COMPLETED}


# --- running --------------------------------------------------------------------------------------


def test_a_busy_store_is_waited_for_and_other_trouble_is_not(start):
    engine, _ = start(PAY)
    worker = Worker(engine)
    answers = [
        StoreError("BUSY", "others"),
        0,
        Conflict("first"),
        StoreError("DATABASE_UNREACHABLE", "gone"),
    ]

    def work():
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    worker.work = work
    with pytest.raises(StoreError, match="gone"):
        worker.run(pause=0)
    assert answers == []


def test_a_stopped_worker_does_nothing_more(start):
    engine, _ = start(MANY)
    calls = []
    worker = worker_of(engine, lambda _, call: calls.append(call.task) or worker.stop())
    worker.run()
    assert len(calls) == 1
    assert worker.work() == 0


def test_no_more_is_done_than_asked_for(start):
    engine, _ = start(MANY)
    worker = worker_of(engine, lambda *_: None)
    assert (worker.work(most=2), worker.work(), worker.work()) == (2, 3, 0)
