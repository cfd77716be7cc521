import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from deployed_cases import rows, write

from cmmn import commands as ask
from cmmn import engine as shell
from cmmn.api import CaseEngine
from cmmn.clock import VirtualClock
from cmmn.commands import User
from cmmn.errors import (
    CommandRefused,
    NotAuthorized,
    StoreError,
    UnknownCaseError,
    VersionConflict,
)
from cmmn.lifecycle import State, Transition
from cmmn.store import Conflict, jobs

ALICE = User("alice", groups=["claims"])
TEXT = """
case c
    role Clerk
    file amount ? {value: decimal}
    file note
    input start > note
    human A by Clerk
    human Open
        repeat
    handler pay (x) gives y
    process P calls pay
        entry complete Open
    subcase Child calls inner
        entry create note
    timer T = PT1H
case inner
    human Inside
"""
OUTER = """
case outer
    human Stay
    user Go
    user Again
    subcase Call calls inner
        repeat
        entry occur Go
        entry occur Again
"""
THREADS = 4


@pytest.fixture
def clock():
    return VirtualClock("2026-01-31T10:00:00Z")


@pytest.fixture(scope="module", params=["memory", "file", "postgres"])
def engine(request, new_url, tmp_path_factory):
    """Give an engine that tests share: each looks at its own cases, and deploys nothing."""
    clock = VirtualClock("2026-01-31T10:00:00Z")
    with CaseEngine(new_url(request.param), clock=clock) as engine:
        engine.deploy(write(tmp_path_factory.mktemp("models"), TEXT))
        yield engine


@pytest.fixture
def alone(clock, tmp_path):
    """Give an engine in memory, for what is the same in every database."""
    with CaseEngine(clock=clock) as engine:
        engine.deploy(write(tmp_path / "models", TEXT))
        yield engine


def together(work):
    """Return what several threads gave that began at the same moment."""
    gate = threading.Barrier(THREADS)

    def run(number):
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


# --- a command id ---------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [1, 2])
def test_the_same_command_id_again_answers_with_the_first_result(engine, value):
    case = engine.create("c")
    first = engine.engine.run(case.id, lambda at: ask.SetFile(at, {"note": 1}), command_id="once")
    case.complete("Open")
    before = rows(engine)
    engine.engine.clock.advance("PT5M")
    again = engine.engine.run(
        case.id, lambda at: ask.SetFile(at, {"note": value}), command_id="once"
    )
    assert again == first < case.version
    assert rows(engine) == before


def test_the_same_command_id_again_creates_no_second_case(engine):
    case = engine.create("c", command_id="once", business_key="B1")
    before = rows(engine)
    assert engine.create("c", command_id="once", business_key="B2").id == case.id
    assert engine.create("inner", command_id="once").id == case.id
    assert rows(engine) == before


def test_threads_with_the_same_command_id_do_it_once(engine):
    case = engine.create("c")

    def complete(_):
        return engine.engine.run(
            case.id,
            lambda at: ask.MakeTransition(at, "Open", Transition.COMPLETE),
            command_id="once",
        )

    assert len(set(together(complete))) == 1
    assert [each.state for each in case.items["Open"]] == [State.COMPLETED, State.ACTIVE]
    assert [each.command_id for each in case.commands()] == [None, "once"]


def test_threads_with_the_same_command_id_create_one_case(engine):
    before = {row.id for row in engine.cases().rows}
    found = {case.id for case in together(lambda _: engine.create("c", command_id="threads"))}
    assert {row.id for row in engine.cases().rows} - before == found
    assert len(found) == 1


def test_one_command_id_may_be_used_in_two_cases(alone):
    one, other = alone.create("c"), alone.create("c")
    one.set({"note": 1}, command_id="x")
    other.set({"note": 2}, command_id="x")
    assert (one.file["note"], other.file["note"]) == (1, 2)


def test_the_command_id_of_a_refused_command_is_free_again(engine):
    case = engine.create("c", command_id="create")
    with pytest.raises(CommandRefused):
        case.complete("P", command_id="x")
    case.complete("Open", command_id="x")
    assert [each.command_id for each in case.commands()] == ["create", "x"]


def test_a_command_without_an_effect_keeps_its_command_id(engine):
    case = engine.create("c", roles={"Clerk": "bob"})
    version = case.version
    case.assign_role("Clerk", "bob", command_id="x")
    last = case.commands()[-1]
    assert (last.name, last.command_id, case.version) == ("AssignRole", "x", version)
    case.unassign_role("Clerk", "bob")
    case.assign_role("Clerk", "bob", command_id="x")
    assert case.now.roles["Clerk"] == ()


# --- versions and conflicts -----------------------------------------------------------------------


def test_a_command_for_an_older_version_is_refused_and_told_what_changed(engine):
    case = engine.create("c")
    seen = case.version
    case.set({"amount": {"value": 3}}, by=ALICE)
    before = rows(engine)
    with pytest.raises(VersionConflict) as refused:
        case.complete("Open", expected_version=seen, command_id="x")
    assert refused.value.code == "OVERTAKEN"
    assert refused.value.message == f"the case is at version {case.version}, not {seen}"
    assert "alice: case file: amount create {value: 3}" in refused.value.hint
    assert rows(engine) == before
    case.complete("Open", expected_version=case.version, command_id="x")


@pytest.mark.parametrize("ahead", [1, 1_000])
def test_a_command_for_a_version_that_is_not_there_yet_is_refused(alone, ahead):
    case = alone.create("c")
    with pytest.raises(VersionConflict, match="look at it again"):
        case.complete("Open", expected_version=case.version + ahead)


def test_the_same_command_id_again_is_answered_whatever_version_it_expected(alone):
    case = alone.create("c")
    seen = case.version
    case.set({"note": 1}, expected_version=seen, command_id="x")
    version = case.version
    case.set({"note": 1}, expected_version=seen, command_id="x")
    assert case.version == version


def test_only_one_thread_has_the_version_it_expected(engine):
    case = engine.create("c")
    seen = case.version

    def attempt(number):
        try:
            case.set({"amount": {"value": number}}, expected_version=seen)
        except VersionConflict:
            return None
        return number

    winners = [each for each in together(attempt) if each is not None]
    assert [case.file["amount"]["value"]] == winners


def test_a_conflict_is_decided_anew_on_what_is_there_now(new_url, clock, tmp_path):
    with CaseEngine(new_url("postgres"), clock=clock) as engine:
        engine.deploy(write(tmp_path, TEXT))
        case = engine.create("c")
        others = [1, 2]

        def make(at):
            if others:
                case.set({"amount": {"value": others.pop()}}, by=ALICE)
            return ask.SetFile(at, {"note": 9})

        engine.engine.run(case.id, make)
        told = [each.name for each in case.commands()]
        assert told == ["CreateCase", "SetFile", "SetFile", "SetFile"]
        assert (case.file["note"], case.file["amount"]["value"]) == (9, 1)


def test_conflicts_without_end_are_said(alone, monkeypatch):
    case = alone.create("c")
    before = rows(alone)

    def conflict(*_):
        raise Conflict("other")

    monkeypatch.setattr(alone.engine, "_keep", conflict)
    with pytest.raises(StoreError) as busy:
        case.complete("Open")
    with pytest.raises(StoreError):
        alone.create("c")
    assert busy.value.code == "BUSY"
    assert rows(alone) == before


# --- what was refused left nothing ----------------------------------------------------------------

REFUSED = {
    "not allowed": lambda case: case.complete("T"),
    "unknown": lambda case: case.complete("Nobody"),
    "value": lambda case: case.set({"amount": {"value": "much"}}),
    "one of two values": lambda case: case.set({"note": 1, "nothing": 2}),
    "output": lambda case: case.complete("Open", {"nothing": 1}),
    "role": lambda case: case.complete("A", by=ALICE),
    "not held": lambda case: case.unassign_role("Clerk", "nobody"),
    "offer": lambda case: case.plan("Open"),
    "no incident": lambda case: case.resolve_incident("Open", "skip"),
    "lone surrogate": lambda case: case.set({"note": "\ud800"}),
    "text of NUL": lambda case: case.set({"note": "\0"}),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_refused_command_leaves_nothing(engine, what):
    case = engine.create("c")
    before = rows(engine)
    with pytest.raises(CommandRefused):
        REFUSED[what](case)
    assert rows(engine) == before


@pytest.mark.parametrize(
    "given",
    [
        {"variables": {"nothing": 1}},
        {"variables": {"amount": {"value": "much"}}},
        {"roles": {"Nobody": ["bob"]}},
        {"zone": "Mars/Olympus"},
    ],
    ids=repr,
)
def test_a_refused_creation_leaves_nothing(engine, given):
    before = rows(engine)
    with pytest.raises(CommandRefused):
        engine.create("c", command_id="x", **given)
    assert rows(engine) == before


def test_what_fails_with_a_command_takes_it_back(engine):
    case = engine.create("c")
    before = rows(engine)

    def fail(session):
        jobs.add(
            session,
            case_id=case.id,
            instance="P#1",
            handler="pay",
            payload="{}",
            at=engine.engine.clock(),
        )
        raise KeyError

    with pytest.raises(KeyError):
        engine.engine.run(case.id, lambda at: ask.SetFile(at, {"note": 1}), also=fail)
    assert rows(engine) == before
    assert "note" not in {path for path, value in case.file.items() if value is not None}


def test_a_command_in_a_parent_and_its_effect_in_a_child_are_one(engine, monkeypatch):
    case = engine.create("c").set({"note": 1})
    (child,) = case.children()
    before = rows(engine)
    kept = shell.projections.update

    def update(session, plan, *more):
        kept(session, plan, *more)
        if plan.id == "inner":
            raise KeyError

    monkeypatch.setattr(shell.projections, "update", update)
    with pytest.raises(KeyError):
        case.terminate()
    assert rows(engine) == before
    assert (case.state, child.state) == (State.ACTIVE, State.ACTIVE)


# --- who ------------------------------------------------------------------------------------------


def test_the_host_program_is_recorded_as_system(engine):
    case = engine.create("c")
    case.complete("A")
    case.set({"note": 1}, by=ALICE)
    assert [each.by for each in case.commands()] == ["system", "system", "alice"]
    assert [each.by for each in case.history()[:1]] == ["system"]
    assert case.history()[-1].by == "alice"
    assert {each.deployed_by for each in engine.definitions()} == {"system"}


def test_a_person_without_the_role_is_refused_by_name(alone):
    case = alone.create("c", roles={"Clerk": ["group:audit"]})
    with pytest.raises(NotAuthorized, match="Clerk"):
        case.complete("A", by=ALICE)
    case.assign_role("Clerk", "group:claims")
    case.complete("A", by=ALICE)
    assert case.items["A"][0].state is State.COMPLETED


# --- definitions and children ---------------------------------------------------------------------


def test_a_child_is_of_its_parents_own_file(alone, tmp_path):
    case = alone.create("c")
    newer = write(tmp_path / "newer", "case inner\n    human Other", "other")
    alone.deploy(newer)
    case.set({"note": 1})
    (child,) = case.children()
    assert set(child.items) == {"Inside"}
    assert set(alone.create("inner").items) == {"Other"}


def test_a_child_of_another_file_is_of_the_newest_version(alone, tmp_path):
    alone.deploy(write(tmp_path / "outer", OUTER, "outer"))
    case = alone.create("outer")
    alone.deploy(write(tmp_path / "newer", "case inner\n    human Other", "other"))
    case.occur("Go")
    assert set(case.children()[0].items) == {"Other"}


def test_a_child_may_be_deployed_while_its_parent_runs(alone, tmp_path):
    alone.deploy(write(tmp_path / "outer", OUTER.replace("inner", "late"), "outer"))
    case = alone.create("outer").occur("Go")
    assert case.children() == []
    alone.deploy(write(tmp_path / "late", "case late\n    human Late", "late"))
    case.occur("Again")
    (child,) = case.children()
    assert set(child.items) == {"Late"}
    assert case.items["Call"][0].state is State.ACTIVE


def test_a_child_whose_definition_is_retired_is_a_fault_of_the_task(alone, tmp_path):
    alone.deploy(write(tmp_path / "outer", OUTER, "outer"))
    case = alone.create("outer")
    alone.set_definition_state("cmmn", "inner", 1, "retired")
    case.occur("Go")
    call = case.items["Call"][0]
    assert call.state is State.FAILED
    assert case.children() == []
    assert "no case 'inner'" in call.incident.message


def test_running_cases_stay_with_their_definition(alone, tmp_path):
    old = alone.create("c")
    alone.deploy(write(tmp_path / "newer", "case c\n    human New", "newer"))
    new = alone.create("c")
    assert set(new.items) == {"New"}
    assert set(alone.create("c", version=1).items) == set(old.items)
    old.complete("Open")
    assert "Open" in old.now.plan.items
    assert old.now.snapshot.sha256 != new.now.snapshot.sha256


# --- several engines, and what is remembered ------------------------------------------------------


@pytest.mark.parametrize("kind", ["file", "postgres"])
def test_an_engine_sees_what_another_committed(new_url, kind, clock, tmp_path):
    url = new_url(kind)
    with CaseEngine(url, clock=clock) as one, CaseEngine(url, clock=clock) as other:
        one.deploy(write(tmp_path, TEXT))
        case = one.create("c")
        same = other.case(case.id)
        for number in range(3):
            case.set({"amount": {"value": number}})
            same.set({"note": number})
            assert case.file == same.file
        assert case.now.snapshot == same.now.snapshot


def test_few_states_are_remembered_and_all_are_right(alone, monkeypatch):
    monkeypatch.setattr(shell, "_MOST_STATES", 2)
    cases = [alone.create("c", business_key=str(each)) for each in range(5)]
    for each in cases:
        each.complete("Open")
    assert len(alone.engine._states) == 2
    assert [each.business_key for each in cases] == list("01234")
    assert {len(each.items["Open"]) for each in cases} == {2}


def test_a_case_is_seen_as_it_was(engine):
    case = engine.create("c")
    version = case.version
    case.complete("Open")
    assert [each.state for each in case.at(version).items["Open"]] == [State.ACTIVE]
    assert case.at(case.version).snapshot == case.now.snapshot
    assert [each.sequence for each in case.history(after=version)] == list(
        range(version + 1, case.version + 1)
    )
    assert [each.sequence for each in case.history(limit=2)] == [1, 2]


@pytest.mark.parametrize(
    "ask_for",
    [
        lambda engine: engine.case("nobody"),
        lambda engine: engine.engine.history("nobody"),
        lambda engine: engine.engine.run("nobody", ask.FireTimers),
        lambda engine: engine.create("nobody"),
        lambda engine: engine.create("c", version=9),
        lambda engine: engine.create("c").at(999),
        lambda engine: engine.engine.definition("c", kind="dmn"),
    ],
)
def test_what_the_store_does_not_have_is_said(alone, ask_for):
    with pytest.raises(UnknownCaseError) as unknown:
        ask_for(alone)
    assert unknown.value.hint


# --- the work a case asks for ---------------------------------------------------------------------


def the_jobs(engine, case):
    with engine.engine.store.reading() as session:
        return [(each.instance, each.state) for each in jobs.list_(session, case_id=case.id)]


def test_a_job_is_kept_with_the_event_that_asks_for_it(engine):
    case = engine.create("c")
    assert the_jobs(engine, case) == []
    case.complete("Open")
    assert the_jobs(engine, case) == [("P#1", "waiting")]


@pytest.mark.parametrize(
    "end",
    [
        lambda case: case.terminate("P"),
        lambda case: case.terminate(),
        lambda case: case.complete("P"),
    ],
    ids=["terminate", "terminate case", "complete"],
)
def test_a_job_that_nobody_waits_for_is_cancelled(alone, end):
    case = alone.create("c")
    case.complete("Open")
    end(case)
    assert the_jobs(alone, case) == [("P#1", "cancelled")]


def test_the_job_of_a_task_that_does_not_wait_is_done_though_the_task_has_ended(alone, tmp_path):
    text = "case free\n    user Go\n    process P unblocked calls pay"
    alone.deploy(write(tmp_path / "free", text, "free"))
    case = alone.create("free")
    assert case.items["P"][0].state is State.COMPLETED
    assert the_jobs(alone, case) == [("P#1", "waiting")]
