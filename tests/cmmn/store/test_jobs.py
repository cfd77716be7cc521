"""A job is one worker's at a time, is never lost, and its end is noted once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from stored_cases import T0, StoredCase, at, begun, moved

from cmmn import events as e
from cmmn.lifecycle import State, Transition
from cmmn.store import Store, jobs


@pytest.fixture
def case(store):
    return StoredCase(store).start(*begun("pay"))


@pytest.fixture
def queue(store, case):
    return Queue(store, case)


class Queue:
    """The jobs of one case, each call in a session of its own."""

    def __init__(self, store, case):
        self.store, self.case = store, case

    def add(self, handler="charge", **named):
        fixed = {"case_id": self.case.id, "instance": "pay#1", "payload": '{"x":1}', "at": T0}
        return self.write(jobs.add, handler=handler, **{**fixed, **named})

    def write(self, function, *arguments, **named):
        with self.store.writing() as session:
            return function(session, *arguments, **named)

    def take(self, worker="w", minutes=0, **named):
        return self.write(jobs.take, worker, at(minutes), **named)

    def states(self):
        return [each.state for each in self.write(jobs.list_)]


def test_a_job_is_taken_with_all_it_says(queue):
    id_ = queue.add()
    (job,) = queue.take()
    assert job == jobs.Job(
        id_, "process", "c1", "pay#1", "charge", '{"x":1}', "leased", 1, at(1), "w", "", T0
    )
    assert queue.write(jobs.get, id_) == job
    assert queue.write(jobs.get, id_ + 1) is None


def test_a_job_that_is_taken_is_not_taken_again(queue):
    queue.add()
    assert len(queue.take("first")) == 1
    assert queue.take("second") == []


def test_a_job_whose_worker_died_is_taken_when_the_lease_ends(queue):
    queue.add()
    (first,) = queue.take("first")
    assert queue.take("second", minutes=0) == []
    (second,) = queue.take("second", minutes=1)
    assert (second.leased_by, second.attempts) == ("second", 2)
    assert not queue.write(jobs.finish, first)
    assert queue.write(jobs.finish, second)
    assert queue.states() == ["done"]


def test_a_worker_that_takes_its_own_job_again_ends_it_once(queue):
    queue.add()
    (first,), (second,) = queue.take(), queue.take(minutes=5)
    assert not queue.write(jobs.finish, first)
    assert queue.write(jobs.finish, second)
    assert not queue.write(jobs.finish, second)


def test_a_job_waits_until_its_time(queue):
    queue.add(run_at=at(10))
    assert queue.take(minutes=9) == []
    assert len(queue.take(minutes=10)) == 1


def test_jobs_are_taken_in_the_order_of_their_times(queue):
    ids = [queue.add(run_at=at(minutes)) for minutes in (3, 1, 2)]
    taken = [job.id for job in queue.take(minutes=5, limit=2)]
    assert taken == [ids[1], ids[2]]
    assert [job.id for job in queue.take(minutes=5, limit=2)] == [ids[0]]


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({"handlers": ["charge"]}, ["charge"]),
        ({"handlers": ["charge", "send"]}, ["charge", "send"]),
        ({"handlers": []}, []),
        ({"kinds": ["timer"]}, []),
        ({"kinds": ["process"]}, ["charge", "send"]),
    ],
)
def test_a_worker_takes_what_it_has_a_handler_for(queue, named, expected):
    for handler in ("charge", "send"):
        queue.add(handler)
    assert [job.handler for job in queue.take(limit=9, **named)] == expected


def test_a_job_that_failed_is_tried_again_later_and_is_dead_in_the_end(queue):
    queue.add()
    (first,) = queue.take()
    assert queue.write(jobs.retry, first, at(2), "no answer")
    assert queue.take(minutes=1) == []
    (second,) = queue.take(minutes=2)
    assert (second.attempts, second.error) == (2, "no answer")
    assert queue.write(jobs.dead, second, "gave up")
    assert queue.take(minutes=99) == []
    assert queue.states() == ["dead"]
    assert not queue.write(jobs.retry, second, at(2), "too late")


@pytest.mark.parametrize("is_leased", [True, False])
def test_a_job_nobody_needs_is_cancelled(queue, is_leased):
    queue.add()
    taken = queue.take() if is_leased else []
    assert queue.write(jobs.cancel, "c1", "pay#2") == 0
    assert queue.write(jobs.cancel, "c1", "pay#1") == 1
    assert [queue.write(jobs.finish, job) for job in taken] == [False] * len(taken)
    assert queue.take(minutes=99) == []
    assert queue.states() == ["cancelled"]


def test_a_job_that_is_done_is_not_cancelled(queue):
    queue.add()
    (job,) = queue.take()
    queue.write(jobs.finish, job)
    assert queue.write(jobs.cancel, "c1", "pay#1") == 0


def test_jobs_are_listed_in_pages(queue):
    ids = [queue.add() for _ in range(3)]
    queue.take()
    found = queue.write(jobs.list_, state="waiting", case_id="c1", limit=1, offset=1)
    assert [job.id for job in found] == ids[2:]
    assert queue.write(jobs.list_, case_id="c2") == []


def test_many_workers_share_the_jobs_and_none_does_one_twice(store_url, store, queue):
    ids = [queue.add() for _ in range(40)]

    def work(number):
        own = store if store_url == "sqlite://" else Store(store_url)
        done = []
        while True:
            with own.writing() as session:
                taken = jobs.take(session, f"w{number}", at(0), limit=2)
            if not taken:
                break
            for job in taken:
                with own.writing() as session:
                    assert jobs.finish(session, job)
                done.append(job.id)
        if own is not store:
            own.close()
        return done

    with ThreadPoolExecutor(4) as threads:
        done = [each for found in threads.map(work, range(4)) for each in found]
    assert Counter(done) == Counter(ids)


def test_a_worker_passes_by_what_another_is_just_taking(postgres_schema_url):
    with closing(Store(postgres_schema_url)) as store:
        queue = Queue(store, StoredCase(store).start())
        first, second = queue.add(), queue.add()
        with store.writing() as session:
            (mine,) = jobs.take(session, "w1", at(0))
            assert [job.id for job in queue.take("w2", limit=5)] == [second]
        assert mine.id == first


# --- timers ---------------------------------------------------------------------------------------


def timer(case, minutes, number=1):
    instance = f"deadline#{number}"
    case.write(
        *begun("deadline", State.AVAILABLE, number), e.TimerStarted(instance, at(minutes), "x")
    )


def timers(store, worker="w", minutes=0, **named):
    with store.writing() as session:
        return jobs.take_timers(session, worker, at(minutes), **named)


def test_a_case_is_taken_when_something_in_it_is_due(store, case):
    timer(case, 5)
    timer(case, 6, number=2)
    assert timers(store, minutes=4) == []
    assert timers(store, minutes=6) == ["c1"]
    assert timers(store, minutes=6) == []


def test_cases_are_taken_in_the_order_of_what_is_due(store):
    for name, minutes in (("a", 3), ("b", 1), ("c", 2)):
        timer(StoredCase(store, name).start(), minutes)
    assert timers(store, minutes=9, limit=2) == ["b", "c"]
    assert timers(store, minutes=9, limit=2) == ["a"]


def test_an_overdue_task_is_due_like_a_timer(store, case):
    case.write(*begun("assess"), e.TaskScheduled("assess#1", due=at(5)))
    assert timers(store, minutes=5) == ["c1"]


def test_a_timer_that_fired_is_not_taken_again(store, case):
    timer(case, 5)
    timers(store, minutes=5)
    case.write(moved("deadline#1", Transition.OCCUR, State.AVAILABLE, State.COMPLETED))
    assert timers(store, minutes=999) == []


def test_a_timer_that_goes_on_is_taken_at_its_next_time(store, case):
    timer(case, 5)
    timers(store, minutes=5, lease_seconds=9_999)
    case.write(e.TimerStarted("deadline#1", at(6), "x"))
    assert timers(store, minutes=6) == ["c1"]


def test_a_timer_whose_worker_died_is_taken_when_the_lease_ends(store, case):
    timer(case, 5)
    assert timers(store, minutes=5, lease_seconds=60) == ["c1"]
    assert timers(store, "other", minutes=6) == ["c1"]


def test_a_timer_that_stays_due_is_looked_at_ever_more_seldom(store, case):
    timer(case, 0)
    taken = [minutes for minutes in range(40) if timers(store, minutes=minutes)]
    assert taken == [0, 1, 3, 7, 15, 31]


def test_a_timer_that_is_given_back_is_taken_at_once(store, case):
    timer(case, 5)
    timers(store, "mine", minutes=5)
    with store.writing() as session:
        jobs.release_timers(session, "c1", "other")
    assert timers(store, minutes=5) == []
    with store.writing() as session:
        jobs.release_timers(session, "c1", "mine")
    assert timers(store, minutes=5) == ["c1"]
