"""The nearest other outcomes are real, near, and few."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_text import load

import dmn
from dmn.decision_test_files import read_tests
from dmn.errors import UnknownNameError
from dmn.nearest import nearest_outcomes

EXAMPLES = Path(__file__).parents[2] / "examples"
LOAN = dmn.load(EXAMPLES / "loan" / "loan.dmn")
TESTS = read_tests(EXAMPLES / "loan" / "loan-test-01.xml").tests
MODEL = load("""
    type tKind : string in "a","b","c"
    input Score : number
    input Kind : tKind
    input Since : date
    decision Channel (Score, Kind) =
        F | Score      | Kind || Channel
        1 | -          | "c"  || "DESK"
        2 | > 700      | -    || "AUTO"
        3 | [620..700] | -    || "BUREAU"
        4 | -          | -    || "NONE"
    decision Derived (Score) = if Score * 3 > 1000 then "much" else "little"
    decision Age (Since) = if Since >= date("2024-02-29") then "new" else "old"
    decision Both (Score) = { x: if Score > 5 then 1 else 2, y: 3 }
""")


def said(decision, model=MODEL, **inputs):
    return [str(each) for each in nearest_outcomes(model, inputs, decision)]


def test_the_smallest_change_of_each_input_is_told_the_nearest_first():
    assert said("Channel", Score=690, Kind="a") == [
        'Score 701 would make Channel "AUTO" (rule 2)',
        'Score 619 would make Channel "NONE" (rule 4)',
        'Kind "c" would make Channel "DESK" (rule 1)',
    ]


def test_what_no_table_says_is_found_by_halves():
    assert said("Derived", Score=330) == ['Score 334 would make Derived "much"']
    assert said("Derived", Score=Decimal("400.00")) == ['Score 333 would make Derived "little"']
    assert said("Derived", Score=Decimal("333.30")) == ['Score 333.4 would make Derived "much"']


def test_dates_are_moved_by_days():
    from feel.temporal import parse_temporal  # noqa: PLC0415 - for this one

    since = parse_temporal("2024-02-20")
    assert said("Age", Since=since) == ['Since @"2024-02-29" would make Age "new"']


def test_an_input_that_is_not_given_could_be_anything():
    found = nearest_outcomes(MODEL, {"Kind": "a"}, "Channel")
    assert {each.outcome_text for each in found} == {'"AUTO"', '"BUREAU"', '"DESK"'}
    assert all(each.old is None for each in found if each.label == "Score")


def test_a_part_of_an_outcome_is_looked_at_alone():
    (found,) = nearest_outcomes(MODEL, {"Score": 5}, "Both", part=["x"])
    assert str(found) == "Score 6 would make Both.x 1"
    assert nearest_outcomes(MODEL, {"Score": 5}, "Both", part=["y"]) == ()


def test_only_so_many_are_told():
    assert len(nearest_outcomes(MODEL, {"Score": 690, "Kind": "a"}, "Channel", limit=2)) == 2


def test_a_decision_that_is_unknown_is_an_error():
    with pytest.raises(UnknownNameError):
        nearest_outcomes(MODEL, {}, "Chanel")


@settings(max_examples=15)
@given(st.sampled_from(TESTS), st.sampled_from(["Routing", "Eligibility", "Product"]))
def test_what_is_told_is_true(test, decision):
    here = LOAN.evaluate(test.inputs, decision=decision).value
    for each in nearest_outcomes(LOAN, test.inputs, decision):
        inputs = dict(test.inputs)
        holder = inputs
        for name in each.path[:-1]:
            holder[name] = dict(holder.get(name) or {})
            holder = holder[name]
        assert holder.get(each.path[-1]) == each.old
        holder[each.path[-1]] = each.value
        assert each.outcome != here
        if test.inputs.get("Applicant") is not None:
            assert LOAN.evaluate(inputs, decision=decision).value == each.outcome
