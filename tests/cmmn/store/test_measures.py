"""How long things took and what decisions answered is the same, written in steps or at once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from stored_cases import PLAN, T0, StoredCase, at, begun, created, ended, moved

from cmmn import events as e
from cmmn.lifecycle import State, Transition
from cmmn.store import Store, log, measures, tables
from cmmn.store.instants import NEVER, microseconds
from feel.conversion import from_natural


def rows(store, table, *columns):
    wanted = [table.c[name] for name in columns] or list(table.c)
    with store.reading() as session:
        return sorted(map(tuple, session.execute(select(*wanted)).all()), key=repr)


def decided(outputs, rules=None, instance="pay#1"):
    """Return the event of a decision that answered."""
    values = {name: from_natural(each) for name, each in outputs.items()}
    return e.DecisionEvaluated(instance, "severity", "abc", "Severity", {}, values, rules or {})


@pytest.fixture
def case(store):
    return StoredCase(store)


def test_a_task_takes_from_its_start_to_its_end(store, case):
    case.start(*begun("phone", State.ENABLED))
    assert rows(store, tables.duration) == []
    case.write(moved("phone#1", Transition.MANUAL_START, State.ENABLED, State.ACTIVE), time=at(3))
    case.write(e.TaskScheduled("phone#1", due=at(9)), time=at(4))
    row = ("phone#1", "phone", "Phone", "humanTask", microseconds(at(3)))
    due = microseconds(at(9))
    assert rows(store, tables.duration) == [("c1", *row, None, due)]
    case.write(ended("phone#1"), time=at(8))
    assert rows(store, tables.duration) == [("c1", *row, microseconds(at(8)), due)]


def test_a_date_that_was_set_before_the_start_counts(store, case):
    case.start(*begun("phone", State.ENABLED))
    case.write(e.TaskScheduled("phone#1", due=at(9)))
    case.write(moved("phone#1", Transition.MANUAL_START, State.ENABLED, State.ACTIVE))
    assert rows(store, tables.duration, "due") == [(microseconds(at(9)),)]


@pytest.mark.parametrize(("item", "expected"), [("inner", 1), ("pay", 1), ("done", 0)])
def test_stages_and_tasks_are_measured(store, case, item, expected):
    case.start(*begun(item))
    assert len(rows(store, tables.duration)) == expected


def test_what_never_began_took_no_time(store, case):
    case.start(*begun("phone", State.ENABLED))
    case.write(moved("phone#1", Transition.EXIT, State.ENABLED, State.TERMINATED))
    assert rows(store, tables.duration) == []


def test_a_repetition_is_measured_by_itself(store, case):
    case.start(*begun("phone"), ended("phone#1"), *begun("phone", number=2))
    found = rows(store, tables.duration, "instance", "ended", "due")
    assert found == [("phone#1", microseconds(T0), NEVER), ("phone#2", None, NEVER)]


def test_a_failed_task_goes_on_with_the_time_it_began(store, case):
    case.start(*begun("pay"))
    case.write(moved("pay#1", Transition.FAULT, State.ACTIVE, State.FAILED), time=at(1))
    case.write(moved("pay#1", Transition.REACTIVATE, State.FAILED, State.ACTIVE), time=at(2))
    assert rows(store, tables.duration, "started", "ended") == [(microseconds(T0), None)]


@pytest.mark.parametrize(
    ("outputs", "told"),
    [
        ({"Severity": "high"}, '"high"'),
        ({"Severity": None}, "null"),
        ({"level": 3, "is open": True}, "level = 3, is open = true"),
        ({}, ""),
        ({"x": "y" * 999}, '"' + "y" * 55 + "..."),
    ],
)
def test_a_decision_is_kept_with_what_it_answered(store, case, outputs, told):
    case.start(*begun("pay"))
    case.write(decided(outputs), time=at(2))
    (row,) = rows(store, tables.evaluation)
    assert row[:2] == ("c1", 4)
    assert row[2:8] == ("pay#1", "pay", "Pay", "severity", "abc", "Severity")
    assert row[8][:50] == told[:50]
    assert len(row[8]) <= measures.LONGEST_OUTCOME
    assert row[9] == microseconds(at(2))


def test_each_rule_that_matched_is_counted(store, case):
    rules = {"Severity": ["2", "2", "5"], "Score": ["1"]}
    case.start(*begun("pay"), decided({"x": 1}, rules))
    found = rows(store, tables.rule_hit, "sequence", "logic", "rule", "times")
    assert found == [(4, "Score", "1", 1), (4, "Severity", "2", 2), (4, "Severity", "5", 1)]


def test_a_case_knows_the_models_it_is_bound_to(store, case):
    case.write(e.CaseCreated("c1", "complaint", "f00", "root", {"severity": "abc", "price": "def"}))
    found = rows(store, tables.case_model)
    assert found == [("c1", "price", "def"), ("c1", "severity", "abc")]


STEPS = (
    begun("assess"),
    begun("phone", State.ENABLED),
    (moved("phone#1", Transition.MANUAL_START, State.ENABLED, State.ACTIVE),),
    (e.TaskScheduled("phone#1", due=at(30)), e.TaskScheduled("assess#1", due=at(20))),
    (decided({"x": 1}, {"t": ["1"]}, "assess#1"),),
    (ended("assess#1"), *begun("assess", number=2)),
    (ended("phone#1", Transition.TERMINATE, State.TERMINATED),),
    (ended("assess#2"), decided({"x": 2}, {"t": ["1", "3"]}, "assess#2")),
)


@given(st.lists(st.booleans(), min_size=len(STEPS), max_size=len(STEPS)), st.integers(0, 8))
@settings(max_examples=40)
def test_rows_written_step_by_step_are_those_written_at_once(is_last, length):
    """`is_last` tells after which steps a command ends; the rest go together."""
    store = Store()
    case = StoredCase(store)
    waiting = [created("c1")]
    for minutes, (step, ends) in enumerate(zip(STEPS[:length], is_last, strict=False)):
        waiting += step
        if ends:
            case.write(*waiting, time=at(minutes))
            waiting = []
    case.write(*waiting, time=at(99))
    measured = (tables.case_model, tables.duration, tables.evaluation, tables.rule_hit)
    before = {table.name: rows(store, table) for table in measured}
    with store.writing() as session:
        for table in measured:
            session.execute(delete(table))
        measures.rebuild(session, PLAN, case.state, log.events(session, "c1"))
    assert {table.name: rows(store, table) for table in measured} == before
    store.close()
