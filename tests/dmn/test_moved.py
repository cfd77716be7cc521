"""Sensible values are choices, end points and what is beside them, and a grid, within limits."""

from decimal import Decimal
from pathlib import Path

import pytest
from item_definitions import typed_model
from model_text import load

import dmn
from dmn.errors import UnknownNameError
from dmn.moved import Moved, sensible_values, sweepable_paths
from feel.temporal import parse_temporal
from feel.values import to_text

LOAN = dmn.load(Path(__file__).parents[2] / "examples" / "loan" / "loan.dmn")
TYPES = {
    "tSize": ("string", '"small", "large"'),
    "tShare": ("number", "(0..1)"),
    "tPerson": {
        "Age": ("number", "[0..120]"),
        "Size": "tSize",
        "Name": "string",
        "Fit": "boolean",
        "Share": "tShare",
        "Since": "date",
        "Tags": "list of string",
        "At": {"City": "tSize"},
    },
}
PERSON = typed_model("tPerson", TYPES)


def texts(model, path, inputs=None, decision="D", **options):
    found = sensible_values(model, inputs or {}, path, decision=decision, **options)
    return [to_text(each) for each in found]


def test_choices_and_booleans_are_all_their_values():
    assert texts(PERSON, ("X", "Size")) == ['"small"', '"large"']
    assert texts(PERSON, ("X", "At", "City")) == ['"small"', '"large"']
    assert texts(PERSON, ("X", "Fit")) == ["false", "true"]


def test_numbers_go_evenly_from_limit_to_limit():
    assert texts(PERSON, ("X", "Age"), steps=6) == ["0", "20", "40", "60", "80", "100", "120"]


def test_limits_that_are_excluded_are_not_tried():
    found = texts(PERSON, ("X", "Share"), {"X": {"Share": Decimal("0.25")}}, steps=4)
    assert (found[0], found[-1]) == ("0.01", "0.99")
    assert "0.25" in found


def test_end_points_and_what_is_beside_them_are_tried():
    model = load("input A : number\ndecision D (A) = if A > 700 or A < 0.5 then 1 else 2")
    found = texts(model, ("A",), steps=4)
    assert {"0.4", "0.5", "0.6", "699.9", "700", "700.1"} <= set(found)
    assert found == sorted(found, key=Decimal)


def test_without_any_hint_the_value_of_now_is_the_middle():
    assert texts(load("input A : number\ndecision D (A) = A"), ("A",), {"A": 100}, steps=4) == [
        "50",
        "100",
        "150",
    ]


def test_dates_are_days():
    found = texts(PERSON, ("X", "Since"), {"X": {"Since": parse_temporal("2024-02-29")}}, steps=5)
    assert '@"2024-02-29"' in found
    assert all(each.startswith('@"20') for each in found)
    today = sensible_values(PERSON, {}, ("X", "Since"), decision="D", steps=5)
    assert len(today) > 1


def test_texts_without_choices_have_those_they_are_compared_with():
    model = load('input A : string\ndecision D (A) = A = "x" or A in ("y")')
    assert texts(model, ("A",), {"A": "z"}) == ['"x"', '"y"', '"z"']


def test_the_fields_that_can_be_moved_are_those_with_more_than_one_value():
    assert [each.path[1:] for each in sweepable_paths(PERSON, "D")] == [
        ("Age",),
        ("Size",),
        ("Fit",),
        ("Share",),
        ("Since",),
        ("At", "City"),
    ]
    assert len(sweepable_paths(LOAN, "Routing")) == 12


def test_an_input_that_does_not_exist_is_an_error():
    with pytest.raises(UnknownNameError, match="no input 'X"):
        sensible_values(PERSON, {}, ("X", "Weight"), decision="D")
    with pytest.raises(UnknownNameError, match="no decision 'E'"):
        sweepable_paths(PERSON, "E")


def test_what_has_no_type_has_any_part():
    model = load("input A\ndecision D (A) = if A.b > 3 then 1 else 2")
    assert texts(model, ("A", "b"), steps=2) == ["1.5", "2", "3", "4", "4.5"]


def test_an_outcome_is_what_evaluating_gives_and_all_else_stays():
    inputs = {"X": {"Age": Decimal(5), "Size": "small"}}
    moved = Moved(PERSON, inputs, "D")
    found = moved.outcome((("X", "Size"), "large"))
    assert found.value["Size"] == "large"
    assert found.value["Age"] == 5
    assert inputs == {"X": {"Age": Decimal(5), "Size": "small"}}
    assert moved.current(("X", "Size")) == "small"


def test_what_leads_to_a_value_is_made_where_it_is_missing():
    moved = Moved(PERSON, {}, "D", ("At", "City"))
    assert moved.outcome((("X", "At", "City"), "large")).text == '"large"'


def test_the_same_is_evaluated_once():
    moved = Moved(PERSON, {}, "D")
    left = moved.left
    for _ in range(3):
        moved.outcome((("X", "Age"), Decimal(1)))
    assert moved.left == left - 1
