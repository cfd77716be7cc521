"""A sweep shows every point as evaluated, and where the outcome turns, exactly where it can be."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_text import load

import dmn
from dmn.decision_test_files import read_tests
from dmn.errors import UnknownNameError
from dmn.what_if import sweep, sweep_two
from feel.temporal import parse_temporal

EXAMPLES = Path(__file__).parents[2] / "examples"
LOAN = dmn.load(EXAMPLES / "loan" / "loan.dmn")
USUAL = read_tests(EXAMPLES / "loan" / "loan-test-01.xml").tests[0].inputs
MODEL = load("""
    type tKind : string in "a","b","c"
    input Score : number
    input Kind : tKind
    input Since : date
    input Open
    decision Channel (Score, Kind) =
        F | Score      | Kind || Channel
        1 | -          | "c"  || "DESK"
        2 | > 700      | -    || "AUTO"
        3 | [620..700] | -    || "BUREAU"
        4 | -          | -    || "NONE"
    decision Third (Score) = if Score * 3 > 1000 then "much" else "little"
    decision Half (Score) = if Score * 2 <= 25 then "little" else "much"
    decision Age (Since) = if Since >= date("2024-02-29") then "new" else "old"
    decision Twice (Score) = Score * 2
    decision Both (Score) = { x: if Score > 5 then 1 else 2, y: 3 }
    decision Steps (Score) = if Score * 2 > 15 then 4 else if Score * 2 > 9 then 3 else \
if Score * 2 > 2 then 2 else 1
    decision Any (Open) = if Open = "x" then 1 else 2
""")


def turns(decision, path=("Score",), model=MODEL, values=None, **inputs):
    return [str(each) for each in sweep(model, inputs, path, values, decision=decision).turns]


def test_the_outcome_turns_at_the_end_points_of_the_tables():
    assert turns("Channel", Kind="a") == [
        'Score below 620: "NONE"; from there on: "BUREAU"',
        'Score up to 700: "BUREAU"; above: "AUTO"',
    ]
    found = sweep(MODEL, {"Kind": "a"}, ("Score",), decision="Channel")
    first, second = found.turns
    assert (first.end_point, first.is_end_before, first.is_exact) == (620, False, True)
    assert (second.end_point, second.is_end_before, second.is_exact) == (700, True, True)
    assert [each.rules for each in found.points if each.text in {"620", "701"}] == [(3,), (2,)]


def test_end_points_that_no_table_names_are_looked_for():
    assert turns("Half", Score=20) == ['Score up to 12.5: "little"; above: "much"']
    assert turns("Third", Score=300) == ['Score below about 333.333: "little"; above: "much"']


def test_points_far_apart_have_their_turns_between_them():
    assert turns("Channel", values=[0, 1000], Kind="a") == [
        'Score below 620: "NONE"; from there on: "BUREAU"',
        'Score up to 700: "BUREAU"; above: "AUTO"',
    ]
    assert len(turns("Steps", values=[0, 9])) == 3


def test_dates_turn_from_a_day_on():
    values = [parse_temporal("2020-01-01"), parse_temporal("2030-01-01")]
    assert turns("Age", ("Since",), values=values) == [
        'Since below @"2024-02-29": "old"; from there on: "new"'
    ]
    assert sweep(MODEL, {}, ("Since",), decision="Age").kind == "ordered"


def test_choices_have_points_and_no_turns():
    found = sweep(MODEL, {"Score": 650}, ("Kind",), decision="Channel")
    assert [(each.text, each.outcome_text) for each in found.points] == [
        ('"a"', '"BUREAU"'),
        ('"b"', '"BUREAU"'),
        ('"c"', '"DESK"'),
    ]
    assert (found.kind, found.outcome_kind, found.turns) == ("choice", "choice", ())


def test_numbers_that_change_all_the_way_have_no_turns():
    found = sweep(MODEL, {"Score": 10}, ("Score",), decision="Twice")
    assert (found.outcome_kind, found.turns, found.current) == ("number", (), 10)


def test_a_part_of_an_outcome_is_looked_at_alone():
    found = sweep(MODEL, {}, ("Score",), [1, 9], decision="Both", part=["x"])
    assert [each.outcome for each in found.points] == [2, 1]
    assert str(found.turns[0]) == "Score up to 5: 2; above: 1"


def test_values_are_taken_in_order_each_once_and_others_come_first():
    found = sweep(MODEL, {}, ("Score",), [5, 1.0, None, 1, "many"], decision="Twice")
    assert [each.text for each in found.points] == ["null", '"many"', "1.0", "5"]
    assert sweep(MODEL, {}, ("Score",), [], decision="Twice").points == ()


def test_only_so_many_values_are_tried():
    found = sweep(MODEL, {}, ("Score",), range(5000), decision="Twice")
    assert len(found.points) == 200


def test_what_has_no_type_is_swept_over_what_it_is_compared_with():
    found = sweep(MODEL, {"Open": "y"}, ("Open",), decision="Any")
    assert [(each.text, each.outcome) for each in found.points] == [('"x"', 1), ('"y"', 2)]


def test_what_does_not_exist_is_an_error():
    with pytest.raises(UnknownNameError):
        sweep(MODEL, {}, ("Scores",), decision="Channel")
    with pytest.raises(UnknownNameError):
        sweep(MODEL, {}, ("Score",), decision="Channels")


def test_two_inputs_are_a_grid():
    found = sweep_two(
        MODEL, {}, ("Score",), ("Kind",), decision="Channel", first_values=[0, 650, 800]
    )
    assert [[each.outcome_text for each in row] for row in found.cells] == [
        ['"NONE"', '"NONE"', '"DESK"'],
        ['"BUREAU"', '"BUREAU"', '"DESK"'],
        ['"AUTO"', '"AUTO"', '"DESK"'],
    ]
    assert (found.first.kind, found.second.kind) == ("number", "choice")
    assert found.outcomes[0] == '"DESK"'
    assert [each.text for each in found.cells[1]] == list(found.second.texts)


def test_a_grid_of_the_loan_is_bounded():
    found = sweep_two(
        LOAN,
        USUAL,
        ("Applicant", "Credit Score"),
        ("Applicant", "Age"),
        decision="Credit Risk Category",
        steps=500,
    )
    assert len(found.first.values) <= 40
    assert len(found.second.values) <= 40
    assert Decimal(620) in found.first.values


def test_what_an_analyst_needs_brings_no_columns_of_data():
    modules = "input_form why decision_test_files table_draft model_changes comparison what_if"
    named = ", ".join(f"dmn.{each}" for each in modules.split())
    code = f"import sys, {named}; print({{'numpy', 'pandas', 'pyarrow'}} & set(sys.modules))"
    found = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "set()"


@given(st.sampled_from(["Age", "Months in Employment", "Credit Score", "Preferred Term"]))
def test_every_turn_of_the_loan_is_one(name):
    path = ("Applicant", name)
    found = sweep(LOAN, USUAL, path, decision="Routing", steps=10)
    for turn in found.turns:
        low, high = (
            LOAN.evaluate(
                USUAL | {"Applicant": USUAL["Applicant"] | {name: value}}, decision="Routing"
            ).value
            for value in (turn.low, turn.high)
        )
        assert (f'"{low}"', f'"{high}"') == (turn.before, turn.after)
        assert turn.end_point in {turn.low, turn.high}
