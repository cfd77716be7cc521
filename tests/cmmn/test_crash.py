"""What was acknowledged is there, once, whenever the process that did it is killed."""

import os
import random
import signal
import time
from collections import Counter

import pytest
from forked import Forked
from ledger_cases import HANDLERS, TICKS, check_store, deploy, do, some_order
from sqlalchemy import text

from cmmn.api import CaseEngine
from cmmn.errors import CommandRefused
from cmmn.lifecycle import State
from cmmn.worker import RetryPolicy, Worker
from feel.temporal import DaysAndTimeDuration, add, parse_date_time

KILLS = 200 if os.environ.get("CI") else 40
AT_ONCE = 2
LONGEST_LIFE = 0.04  # seconds, in which ten commands can be done
WARM = 3  # so many commands make a process quick
MOST = 60
WORKERS = 60
CASES = 6
ENTRIES = 5
START = parse_date_time("2026-01-01T00:00:00Z")
MINUTE = 60 * 10**9


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path):
    if request.param == "postgres":
        return request.getfixturevalue("postgres_schema_url")
    return f"sqlite:///{tmp_path / 'cases.db'}"


def check_file(engine):
    if engine.engine.store.dialect == "sqlite":
        with engine.engine.store.reading() as session:
            assert session.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []


def kill_all(processes, chance):
    """Kill processes one after the other, at moments that chance chooses."""
    for each in processes:
        if chance.random() > 0.2:
            each.wait_for("ready")  # the others may be killed while they open the database
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        each.kill()
    return [each.said() for each in processes]


# --- commands -------------------------------------------------------------------------------------


class Client:
    """What is known outside: what was acknowledged, and what of the rest was not refused either."""

    def __init__(self):
        self.cases = []
        self.acknowledged = set()
        self.in_doubt = []
        self.interrupted = 0

    def hear(self, said):
        """Take note of what one process said until it was killed."""
        is_asked = False
        for word, *words in said:
            if word == "ready":
                continue
            order, is_asked = words[:3], word == "asked"
            if is_asked and order not in self.in_doubt:
                self.in_doubt.append(order)
            elif not is_asked:
                self.answered(order, words[3:])
        self.interrupted += is_asked

    def answered(self, order, cases):
        """Take note of an answer: the case that has the mark, or none where it was refused."""
        if order in self.in_doubt:  # two may have asked for what was in doubt
            self.in_doubt.remove(order)
        what, _, command_id = order
        for case_id in cases:
            if what == "create" and (case_id, command_id) not in self.acknowledged:
                self.cases.append(case_id)
            self.acknowledged.add((case_id, command_id))


def answer(engine, order):
    """Carry out an order and return what became of it."""
    try:
        return ["acknowledged", *order, do(engine, order)]
    except CommandRefused:
        return ["refused", *order]


def victim(url, number, client):
    """Return the work of a process: first what is in doubt, as whoever asked would ask again."""

    def work(say):
        def carry_out(order):
            say("asked", *order)
            say(*answer(engine, order))

        chance = random.Random(number)  # noqa: S311 - no secret depends on it
        with CaseEngine(url) as engine:
            for order in client.in_doubt:
                carry_out(order)
            for count in range(MOST):
                if count == WARM:
                    say("ready")
                name, cases = f"{number}-{count}", client.cases[-3:]
                if chance.random() < 1 / 20 or not cases:
                    carry_out(["create", "", name])
                else:
                    carry_out(some_order(engine, chance, chance.choice(cases), name))

    return work


def test_what_was_acknowledged_is_there_once_after_any_kill(url, tmp_path):
    with CaseEngine(url) as engine:
        deploy(engine, tmp_path)
    client, chance = Client(), random.Random(KILLS)  # noqa: S311 - no secret depends on it
    for number in range(0, KILLS, AT_ONCE):
        victims = [Forked(victim(url, number + each, client)) for each in range(AT_ONCE)]
        for said in kill_all(victims, chance):
            client.hear(said)
    assert client.interrupted > KILLS / 2
    assert len(client.acknowledged) > KILLS
    with CaseEngine(url) as engine:
        for order in list(client.in_doubt):
            client.hear([["asked", *order], answer(engine, order)])
        accepted = check_store(engine)
        check_file(engine)
    assert accepted == Counter(dict.fromkeys(client.acknowledged, 1))


# --- workers --------------------------------------------------------------------------------------


def at(minutes):
    """Return a clock that stands still."""
    now = add(START, DaysAndTimeDuration(minutes * MINUTE))
    return lambda: now


def worker(engine, name):
    patient = RetryPolicy(attempts=WORKERS)
    return Worker(engine, HANDLERS, name=name, lease=1.0, policy=patient)


def working(url, minutes, name):
    """Return the work of a process: all that is due at a time, again and again."""

    def work(say):
        with CaseEngine(url, clock=at(minutes)) as engine:
            say("ready")
            while True:
                worker(engine, name).work()

    return work


def test_no_work_is_lost_or_done_twice_when_workers_are_killed(url, tmp_path):
    with CaseEngine(url, clock=at(0)) as engine:
        deploy(engine, tmp_path)
        cases = [do(engine, ("create", "", f"c{number}")) for number in range(CASES)]
        for case_id in cases:
            for number in range(ENTRIES):
                do(engine, ("entry", case_id, f"e{number}"))
    chance = random.Random(WORKERS)  # noqa: S311 - no secret depends on it
    for number in range(0, WORKERS, AT_ONCE):
        names = [f"w{number + each}" for each in range(AT_ONCE)]
        kill_all([Forked(working(url, 10 * number, name)) for name in names], chance)
    with CaseEngine(url, clock=at(10 * WORKERS)) as engine:
        worker(engine, "last").work()
        check_store(engine)
        check_file(engine)
        for case_id in cases:
            case = engine.case(case_id)
            assert case.file["charged"] == ENTRIES
            struck = [each.state.value for each in case.items["Strike"]]
            assert struck == ["completed"] * TICKS + ["available"]


def test_work_that_ends_its_workers_is_given_up_visibly(url, tmp_path):
    with CaseEngine(url, clock=at(0)) as engine:
        deploy(engine, tmp_path)
        case_id = do(engine, ("create", "", "c"))
        do(engine, ("entry", case_id, "e"))

    def work(minutes):
        def run(say):
            deadly = {"charge": lambda _inputs, _call: os.kill(os.getpid(), signal.SIGKILL)}
            with CaseEngine(url, clock=at(minutes)) as engine:
                Worker(engine, deadly).work()
                say("lives")

        return run

    said = [Forked(work(10 * number)).said() for number in range(4)]
    assert said == [[], [], [], [["lives"]]]
    with CaseEngine(url) as engine:
        (charge,) = [each for each in engine.case(case_id).items["Charge"] if each.handler]
        assert charge.state is State.FAILED
        assert charge.incident is not None
