from concurrent.futures import ThreadPoolExecutor

import pytest
from deployed_cases import write, write_decisions
from sqlalchemy import delete

from cmmn import library
from cmmn.api import CaseEngine
from cmmn.errors import UnknownCaseError
from cmmn.events import DecisionEvaluated
from cmmn.lifecycle import State
from cmmn.store import tables

DECIDES = """
case c
    file grade
    human Stay
    user Go
    decision D calls Grade
        entry occur Go
        out Grade > grade
"""
LOW = 'decision Base : string = "old"'
TOP = "import low from urn:low\ndecision Grade (urn:low#Base) : string = low.Base"
OTHER = 'decision Grade : string = "other"'
NEW = 'decision Grade : string = "new"'


@pytest.fixture
def engine():
    with CaseEngine() as engine:
        yield engine


def grade(case):
    return case.occur("Go").file["grade"]


def plan_of(engine, case):
    return engine.engine.read(case.id)[0]


def test_cases_of_one_definition_share_their_plan(engine, tmp_path):
    engine.deploy(write(tmp_path, DECIDES, top=OTHER))
    one, two = engine.create("c"), engine.create("c")
    assert plan_of(engine, one) is plan_of(engine, two)


def test_a_plan_that_was_let_go_is_made_again(engine, tmp_path, monkeypatch):
    monkeypatch.setattr(library, "_MOST_KEPT", 1)
    engine.deploy(write(tmp_path, DECIDES, top=OTHER))
    case = engine.create("c")
    before = plan_of(engine, case)
    engine.create("c")  # which makes the plan of a new case
    after = plan_of(engine, case)
    assert after is not before
    assert (after.id, after.sha256, after.decision_hashes) == (
        before.id,
        before.sha256,
        before.decision_hashes,
    )
    assert grade(case) == "other"


def test_threads_are_given_plans_of_the_same_content(engine, tmp_path):
    engine.deploy(write(tmp_path, DECIDES, top=OTHER))
    case = engine.create("c")
    engine.engine.library = library.Library()
    with ThreadPoolExecutor(4) as pool:
        plans = list(pool.map(lambda _: plan_of(engine, case), range(8)))
    assert {(each.sha256, tuple(each.items)) for each in plans} == {
        (plans[0].sha256, tuple(plans[0].items))
    }


def test_a_case_is_bound_to_the_decisions_it_needs_and_to_their_imports(engine, tmp_path):
    engine.deploy(write(tmp_path, DECIDES, top=TOP, low=LOW, unneeded="decision X = 1"))
    case = engine.create("c")
    assert set(case.now.snapshot.decision_hashes) == {"top", "low"}


@pytest.mark.parametrize("is_forgotten", [False, True], ids=["kept", "forgotten"])
def test_a_newer_import_serves_new_cases_only(engine, tmp_path, is_forgotten):
    folder = write(tmp_path, DECIDES, top=TOP, low=LOW)
    engine.deploy(folder)
    old = engine.create("c")
    write_decisions(folder, "low", 'decision Base : string = "newer"')
    engine.deploy(folder / "low.dmn")
    if is_forgotten:
        engine.engine.library = library.Library()
    assert (grade(engine.create("c")), grade(old)) == ("newer", "old")


def test_a_decision_names_the_version_the_case_is_bound_to(engine, tmp_path):
    folder = write(tmp_path, DECIDES, grade=OTHER)
    (bound,) = [each.sha256 for each in engine.deploy(folder) if each.kind == "dmn"]
    case = engine.create("c")
    write_decisions(folder, "grade", NEW)
    engine.deploy(folder)
    assert grade(case) == "other"
    told = [each.event for each in case.history() if isinstance(each.event, DecisionEvaluated)]
    assert [each.sha256 for each in told] == [bound]
    assert case.now.snapshot.decision_hashes == {"grade": bound}


def test_what_is_deployed_with_a_case_comes_before_others(engine, tmp_path):
    engine.deploy(write_decisions(tmp_path, "aaa", OTHER))
    engine.deploy(write(tmp_path / "own", DECIDES, mine=NEW))
    engine.deploy(write_decisions(tmp_path, "zzz", OTHER))
    assert grade(engine.create("c")) == "new"


def test_a_retired_decision_serves_no_new_case(engine, tmp_path):
    engine.deploy(write(tmp_path, DECIDES, grade=OTHER))
    old = engine.create("c")
    write_decisions(tmp_path, "grade", NEW)
    engine.deploy(tmp_path)
    engine.set_definition_state("dmn", "grade", 2, "retired")
    assert grade(engine.create("c")) == "other"
    engine.set_definition_state("dmn", "grade", 1, "retired")
    engine.engine.library = library.Library()
    without = engine.create("c")
    assert without.now.snapshot.decision_hashes == {}
    assert without.occur("Go").items["D"][0].state is State.ACTIVE  # a person decides
    assert grade(old) == "other"


def test_a_definition_that_is_gone_is_said(engine, tmp_path):
    engine.deploy(write(tmp_path, DECIDES, grade=OTHER))
    case = engine.create("c")
    engine.engine.library = library.Library()
    with engine.engine.store.writing() as session:
        session.execute(delete(tables.definition).where(tables.definition.c.kind == "dmn"))
    with pytest.raises(UnknownCaseError, match="the definition 'grade' with hash"):
        case.occur("Go")


def test_the_problems_of_a_deployed_model_are_those_with_its_imports(engine, tmp_path):
    engine.deploy(write_decisions(tmp_path, "low", LOW))
    (top,) = engine.deploy(write_decisions(tmp_path, "top", TOP))
    assert [each for each in top.problems if each.severity == "error"] == []
    with CaseEngine() as alone:
        (top,) = alone.deploy(tmp_path / "top.dmn")
        assert [each for each in top.problems if each.severity == "error"]
