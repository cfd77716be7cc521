"""What programs are told is JSON that can be read back, with the names of the Python API."""

import json
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmmn import CaseEngine, TaskView
from cmmn.case_json import (
    case_data,
    event_data,
    explanation_data,
    outcomes_data,
    page_data,
    plain_data,
)
from cmmn.scenario import Failure, Outcome
from dmn.result import to_json
from feel.errors import Location, Problem
from feel.temporal import parse_date, parse_date_time

COMPLAINT = Path(__file__).parents[2] / "examples" / "complaint"
NOW = parse_date_time("2026-01-17T09:00:00.5Z")


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Record:
    a: object


@pytest.fixture(scope="module")
def engine():
    with CaseEngine(clock=lambda: NOW) as made:
        made.deploy(COMPLAINT)
        yield made


@pytest.fixture(scope="module")
def case(engine):
    values = {"customer": "C-17", "amount": Decimal("120.50")}
    roles = {"Assessor": ["bob"]}
    made = engine.create("complaint", values, business_key="2026-0117", roles=roles)
    return made.complete("assess", {"severity": "high"})


def written(data):
    return json.loads(to_json(data), parse_float=Decimal, parse_int=Decimal)


PLAIN = [
    (1, Decimal(1)),
    (1.5, Decimal("1.5")),
    (float("nan"), "nan"),
    (True, True),
    (None, None),
    ("a", "a"),
    (Colour.RED, "red"),
    (Decimal("1.50"), Decimal("1.50")),
    (NOW, NOW),
    (parse_date("2026-01-17"), parse_date("2026-01-17")),
    ((1, "a"), [Decimal(1), "a"]),
    pytest.param(frozenset({"b", "a"}), ["a", "b"], id="set"),
    ({"a": [1]}, {"a": [Decimal(1)]}),
    (Record((Record(2),)), {"a": [{"a": Decimal(2)}]}),
]


@pytest.mark.parametrize(("value", "plain"), PLAIN, ids=repr)
def test_records_become_plain_and_values_stay(value, plain):
    assert plain_data(value) == plain


def test_a_problem_is_as_other_commands_tell_it():
    problem = Problem("CODE", "wrong", Location(("a.cmmn",)), "hint", "error", 3)
    found = plain_data(problem)
    assert (found["code"], found["line"], found["place"]) == ("CODE", Decimal(3), ["a.cmmn"])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | inner.map(Record),
    )
)
def test_whatever_is_plain_can_be_written(value):
    json.loads(to_json(plain_data(value)))


def test_a_case_has_its_items_tasks_offers_and_file(case):
    data = written(case_data(case.now))
    about = (data["id"], data["business_key"], data["state"], data["definition"])
    assert about == (case.id, "2026-0117", "active", "complaint")
    assert data["version"] == case.version
    assert data["created"] == "2026-01-17T09:00:00.5Z"
    assert data["roles"] == {"Assessor": ["bob"], "Handler": [], "Lead": []}
    assert data["file"]["amount"] == Decimal("120.50")
    items = {each["id"]: each for each in data["items"]}
    assert items["assess#1"]["state"] == "completed"
    assert items["five_days#1"]["stage"] == "investigation#1"
    assert items["five_days#1"]["timer"]["due"] == "2026-01-22T09:00:00.5Z"
    heard = {"criterion": "compensate_as_goodwill", "on_part": 1}
    assert heard in items["compensate#1"]["heard"]
    (task,) = data["tasks"]
    assert set(task) == {each.name for each in fields(TaskView)}
    assert {each["item"] for each in data["offers"]} >= {"call"}
    assert data["milestones"] == []


def test_a_milestone_is_told_with_its_time(engine):
    made = engine.create("complaint", {"customer": "C-18", "amount": 10})
    made.complete("assess", {"severity": "low"})
    for item, outputs in (("compensate", {"compensation": 10}), ("answer", {"letter": "yes"})):
        if made.now.snapshot.open_by_item.get(item):
            made.complete(item, outputs)
    (milestone,) = written(case_data(made.now))["milestones"]
    assert (milestone["item"], milestone["reached"]) == ("resolved", "2026-01-17T09:00:00.5Z")


def test_every_event_is_told_with_its_place_kind_and_words(case):
    events = [written(event_data(each)) for each in case.history()]
    assert [each["sequence"] for each in events] == list(range(1, case.version + 1))
    assert events[0]["kind"] == "CaseCreated"
    assert events[0]["event"]["business_key"] == "2026-0117"
    assert all(each["words"] for each in events)
    assert all(each["cause"] is None or each["cause"] < each["sequence"] for each in events)


def test_an_explanation_has_its_sentences(case):
    told = case.explain("compensate")
    data = written(explanation_data(told))
    assert (data["item"], data["state"]) == ("compensate", "available")
    assert data["sentences"] == told.sentences


def test_a_page_says_whether_there_is_more(engine, case):
    data = written(page_data("cases", engine.cases(limit=1)))
    assert len(data["cases"]) == 1
    assert data["has_more"] is (len(engine.cases().rows) > 1)
    tasks = written(page_data("tasks", engine.tasks()))["tasks"]
    assert case.id in {each["case_id"] for each in tasks}


def test_figures_are_numbers(engine):
    data = written(plain_data(engine.stats()))
    assert data["open_cases"] >= 0
    assert data["oldest_job_seconds"] is None


def test_scenarios_are_told_with_what_was_expected_and_found():
    failure = Failure(3, "items A", ["active"], None)
    data = written(outcomes_data([Outcome("a.yaml", "one"), Outcome("a.yaml", "two", (failure,))]))
    assert (data["passed"], data["total"]) == (1, 2)
    assert data["scenarios"][1] == {
        "file": "a.yaml",
        "scenario": "two",
        "passed": False,
        "failures": [{"step": 3, "what": "items A", "expected": ["active"], "actual": None}],
    }
