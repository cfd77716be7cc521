"""Tests of a model: kept as JSON exactly, run as the kit would, their rules counted."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from model_text import load

import dmn
import feel
from dmn import decision_tests as kept
from dmn.decision_test_files import read_tests
from dmn.decision_tests import DecisionTest, as_test, run_tests

EXAMPLES = Path(__file__).parents[2] / "examples"
MODEL = load("""
    input Age : number
    input Score : number
    function Bonus(score) =
        F | score || r
        1 | > 90  || 5
        2 | -     || 0
    decision Points (Score, Bonus) = Score + Bonus(Score)
    decision Offer (Age, Points) =
        U | Age  | Points || Rate
        1 | < 18 | -      || 0
        2 | > 17 | > 90   || 1.5
        3 | > 17 | <= 90  || 2
    decision Other (Age) =
        U | Age || x
        1 | > 0 || 1
    decision Broken (Age) =
        U | Age || x
        1 | > ( || 1
    service Quote (Score) -> Points
    service Both (Score, Age) -> Points, Offer
""")


def run(expected, age=30, score=91, **options):
    test = DecisionTest("t", {"Age": Decimal(age), "Score": Decimal(score)}, expected, **options)
    return run_tests(MODEL, [test])


def test_what_is_expected_is_compared_with_what_is_found():
    report = run({"Offer": Decimal("1.50"), "Points": Decimal(95)})
    (outcome,) = report.outcomes
    assert [str(each) for each in outcome.results] == [
        "Offer: expected 1.50, found 1.5",
        "Points: expected 95, found 96",
    ]
    assert [each.is_passed for each in outcome.results] == [True, False]
    assert (report.passed, report.failed, report.total, outcome.is_passed) == (0, 1, 1, False)


def test_what_does_not_exist_fails_and_says_what_there_is():
    (outcome,) = run({"Offers": None}).outcomes
    assert not outcome.is_passed
    assert outcome.results[0].found_text.startswith("no decision 'Offers' (did you mean 'Offer'?")
    (outcome,) = run({"Points": None}, service="Quoted").outcomes
    assert outcome.results[0].problem.startswith("no decision service 'Quoted'")


def test_a_service_is_invoked_as_one():
    assert run({"Quote": Decimal(96)}, service="Quote").passed == 1
    assert run({"Points": Decimal(96), "Offer": Decimal("1.5")}, service="Both").passed == 1
    assert run({"Points": Decimal(96), "Offer": Decimal(2)}, service="Both").failed == 1


def test_a_decision_that_is_given_is_not_evaluated_and_those_below_it_still_are():
    test = DecisionTest(
        "t",
        {"Age": Decimal(30), "Score": Decimal(91), "Points": Decimal(0)},
        {"Offer": Decimal(2), "Points": Decimal(0), "Other": Decimal(1)},
    )
    assert run_tests(MODEL, [test]).passed == 1


def test_warnings_are_those_of_the_test_once():
    test = DecisionTest("t", {"Age": Decimal(30)}, {"Offer": None, "Points": None})
    (outcome,) = run_tests(MODEL, [test]).outcomes
    assert [each.code for each in outcome.warnings] == ["MISSING_INPUT", "INVALID_TYPE"]


def coverage(report):
    return {each.label: each.hits for each in report.coverage}


def test_rules_are_counted_once_for_each_test_that_hits_them():
    tests = [
        DecisionTest(str(age), {"Age": Decimal(age), "Score": Decimal(score)}, {name: None})
        for age, score, name in ((30, 91, "Offer"), (30, 80, "Offer"), (10, 91, "Points"))
    ]
    report = run_tests(MODEL, [*tests, DecisionTest("s", {"Score": 91}, {}, service="Quote")])
    assert coverage(report) == {"Bonus": (3, 1), "Offer": (0, 1, 1), "Other": (0,)}
    offer = next(each for each in report.coverage if each.label == "Offer")
    assert (offer.unhit, round(offer.share, 2), offer.decision) == ((1,), 0.67, "Offer")
    assert offer.path == ("m", "decision Offer")
    assert round(report.covered_share, 3) == 0.667
    assert run_tests(MODEL, tests, coverage=False).coverage == ()


def test_nothing_to_run_and_no_table_to_cover_are_no_fault():
    report = run_tests(load("input A\ndecision D (A) = A"), [])
    assert (report.total, report.coverage, report.covered_share) == (0, (), 1.0)


def test_an_evaluation_becomes_a_test_that_passes():
    inputs = {"Age": 30, "Score": 91.0}
    result = MODEL.evaluate(inputs)
    test = as_test("saved", inputs, result, ["Offer", "Points"], "why")
    assert test.expected == {"Offer": Decimal("1.5"), "Points": Decimal(96)}
    assert (test.inputs, test.description) == ({"Age": Decimal(30), "Score": Decimal(91)}, "why")
    assert run_tests(MODEL, [as_test("all", inputs, result)]).passed == 1


def test_a_function_cannot_be_expected():
    model = load("input A\ndecision F (A) = function(x) x\ndecision D (F) = {f: F, a: 1}")
    result = model.evaluate({"A": 1})
    assert as_test("t", {"A": 1}, result).expected == {}


@pytest.mark.parametrize("name", ["loan", "triage", "orchestration"])
def test_the_examples_pass_and_reach_every_rule(name):
    model = dmn.load(EXAMPLES / name / f"{name}.dmn")
    tests = read_tests(EXAMPLES / name / f"{name}-test-01.xml").tests
    report = run_tests(model, tests)
    assert report.passed == len(tests) > 0
    assert report.covered_share == 1
    stored = json.dumps([kept.test_data(each) for each in tests])
    assert tuple(map(kept.test_of, json.loads(stored))) == tests


# --- as JSON --------------------------------------------------------------------------------------

plain = st.recursive(
    strategies.scalars | strategies.ranges(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(strategies.texts, inner, max_size=3)
    ),
    max_leaves=6,
)
named = st.dictionaries(strategies.texts, plain, max_size=3)


@given(st.builds(DecisionTest, st.text(max_size=5), named, named, st.text(max_size=5)))
def test_a_test_comes_back_from_json_as_it_was(test):
    assert kept.test_of(json.loads(json.dumps(kept.test_data(test)))) == test


def test_json_is_to_be_read_by_people():
    inputs = feel.evaluate('{Name: "Ann", Since: @"2024-02-29", Sums: [1.50, null]}')
    data = kept.test_data(DecisionTest("t", {"A": inputs}, {"D": True}, service="S"))
    assert data == {
        "name": "t",
        "inputs": {"A": {"Name": '"Ann"', "Since": '@"2024-02-29"', "Sums": ["1.50", "null"]}},
        "expected": {"D": "true"},
        "service": "S",
    }


def test_json_numbers_written_by_hand_are_taken():
    test = kept.test_of({"inputs": {"A": 41, "B": None}, "expected": {"D": [True]}})
    assert (test.inputs, test.expected) == ({"A": Decimal(41), "B": None}, {"D": [True]})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"inputs": {}}, "a test has 'expected' by name; write {'expected': {'name': value}}"),
        ({"inputs": [], "expected": {}}, "a test has 'inputs' by name"),
        (
            {"inputs": {"A": {"b": ["1", "Ann"]}}, "expected": {}},
            "inputs > A > b[2]: 'Ann' is no FEEL value: no variable named 'Ann'; quote text: \"a\"",
        ),
        ({"inputs": {"A": "1 +"}, "expected": {}}, "inputs > A: '1 +' is no FEEL value: expected"),
    ],
)
def test_json_that_is_no_test_says_what_is_wrong(data, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        kept.test_of(data)


def test_json_without_end_is_refused():
    deep = inner = []
    for _ in range(200):
        inner.append([])
        inner = inner[0]
    with pytest.raises(ValueError, match="nested more than 100 deep"):
        kept.test_of({"inputs": {"A": deep}, "expected": {}})
