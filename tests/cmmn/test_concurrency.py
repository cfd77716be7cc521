"""Many work on the same cases at once: nothing is lost, nothing done twice, and none is stuck."""

import os
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from forked import Forked
from ledger_cases import check_store, deploy, do, some_order

from cmmn.api import CaseEngine
from cmmn.errors import CommandRefused, VersionConflict

PROCESSES = 16 if os.environ.get("CI") else 6
CASES = 10
COMMANDS = 40
THREADS = 4
SHARED = 10  # orders that all of them have, with the same command ids


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path):
    if request.param == "postgres":
        return request.getfixturevalue("postgres_schema_url")
    return f"sqlite:///{tmp_path / 'cases.db'}"


def create_all(engine):
    """Return the ids of the cases: whoever is first creates one, the others are given the same."""
    return [do(engine, ["create", "", f"case-{number}"]) for number in range(CASES)]


def work(engine, number, cases):
    """Give what became of some orders: (accepted or refused or overtaken, case, command id)."""
    chance = random.Random(number)  # noqa: S311 - no secret depends on it
    shared = [["entry", cases[each % CASES], f"shared-{each}"] for each in range(SHARED)]
    chance.shuffle(shared)
    for count in range(COMMANDS):
        order = some_order(engine, chance, chance.choice(cases), f"{number}-{count}")
        if count % 4 == 1:
            version = engine.case(order[1]).version
            yield attempt(engine, order, expected_version=version)
            continue
        found = attempt(engine, order)
        yield found
        if count % 4 == 2 and found[0] == "accepted":
            assert attempt(engine, order) == found
        if count % 4 == 3 and shared:
            yield attempt(engine, shared.pop())


def attempt(engine, order, **once):
    try:
        do(engine, order, **once)
    except VersionConflict:
        return ["overtaken", *order[1:]]
    except CommandRefused:
        return ["refused", *order[1:]]
    return ["accepted", *order[1:]]


def check(engine, found, cases):
    """Find that what was accepted is there once, and nothing else is."""
    created = {(case_id, f"case-{number}") for number, case_id in enumerate(cases)}
    accepted = {(case_id, id_) for what, case_id, id_ in found if what == "accepted"}
    assert check_store(engine) == Counter(created | accepted)
    assert {f"shared-{each}" for each in range(SHARED)} <= {id_ for _, id_ in accepted}


def test_many_processes_work_on_the_same_ten_cases(url, tmp_path):
    with CaseEngine(url) as engine:
        deploy(engine, tmp_path)

    def process(number):
        def run(say):
            with CaseEngine(url) as engine:
                cases = create_all(engine)
                say("cases", *cases)
                for found in work(engine, number, cases):
                    say(*found)

        return run

    processes = [Forked(process(number)) for number in range(PROCESSES)]
    said = [each.said() for each in processes]
    (cases,) = {tuple(each[0][1:]) for each in said}
    found = [words for each in said for words in each[1:]]
    kinds = Counter(what for what, *_ in found)
    assert kinds["accepted"] > PROCESSES * COMMANDS / 2
    assert kinds["overtaken"]
    with CaseEngine(url) as engine:
        check(engine, found, cases)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def any_url(request, tmp_path):
    if request.param == "postgres":
        return request.getfixturevalue("postgres_schema_url")
    return "sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path / 'cases.db'}"


def test_threads_share_an_engine(any_url, tmp_path):
    with CaseEngine(any_url) as engine:
        deploy(engine, tmp_path)

        def thread(number):
            cases = create_all(engine)
            return cases, list(work(engine, number, cases))

        with ThreadPoolExecutor(THREADS) as pool:
            answers = list(pool.map(thread, range(THREADS)))
        (cases,) = {tuple(each) for each, _ in answers}
        check(engine, [each for _, found in answers for each in found], cases)
