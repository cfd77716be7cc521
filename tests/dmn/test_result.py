"""A result: read like a mapping, never a way into the model; JSON with every digit."""

import datetime as dt
import json
from decimal import Decimal

import pytest
import strategies
from hypothesis import given
from model_text import load

from dmn.result import Result, to_json

TABLES = load("""
    input x
    decision List (x) =
        F | x || r
        1 | 1 || [1, [2, 3]]
    decision Context (x) =
        F | x || a         | b
        1 | 1 || {c: [1]}  | "b"
    decision Echo (x) = x
    decision Constant = {a: [1, 2], b: {c: 3}}
""")


def result_of(**values):
    return Result(dict.fromkeys(values), values, None, [])


def test_a_result_is_a_mapping_of_what_was_evaluated():
    result = TABLES.evaluate({"x": 1})
    assert list(result) == ["List", "Context", "Echo", "Constant"]
    assert len(result) == 4
    assert "List" in result
    assert "x" not in result  # an input is no decision
    assert dict(result) == result
    with pytest.raises(KeyError, match="no decision 'x' was evaluated; there are: List, Context"):
        result["x"]


def test_a_result_cannot_be_written_to():
    with pytest.raises(TypeError):
        TABLES.evaluate({"x": 1})["List"] = 1


def test_the_value_is_that_of_the_decision_asked_for_or_all():
    assert TABLES.evaluate({"x": 5}, decision="Echo").value == 5
    assert TABLES.evaluate({"x": 5}).value["Echo"] == 5
    assert load("decision D = 1").evaluate({}).value == 1
    assert load("input x").evaluate({"x": 1}).value == {}


@pytest.mark.parametrize("trace", [False, True])
def test_changing_what_a_result_gives_changes_neither_it_nor_the_model(trace):
    def spoil(value):
        if isinstance(value, list):
            for each in value:
                spoil(each)
            value.clear()
        elif isinstance(value, dict):
            for each in value.values():
                spoil(each)
            value.clear()

    given = [1, {"a": [2]}]
    first = TABLES.evaluate({"x": 1}, trace=trace)
    fresh = dict(first)
    for name in first:
        spoil(first[name])
    spoil(first.value)
    spoil(first.to_python())
    assert dict(first) == fresh
    assert dict(TABLES.evaluate({"x": 1})) == fresh
    echo = TABLES.evaluate({"x": given}, decision="Echo")
    spoil(echo.value)
    assert given == [1, {"a": [2]}]
    assert echo.value == given


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("0.1000"), "0.1000"),
        (Decimal(1234567890123456789012345678901234), "1234567890123456789012345678901234"),
        (Decimal("1E+50"), "1E+50"),
        (Decimal("1.5E-30"), "1.5E-30"),
        (Decimal("-0"), "0"),
        (True, "true"),
        (None, "null"),
        ('é"\\\n', '"é\\"\\\\\\n"'),
        ("\ud83d", '"\\ud83d"'),
        ([], "[]"),
        ({}, "{}"),
        ([1, {"a b": [None]}], '[1, {"a b": [null]}]'),
    ],
)
def test_json_has_every_digit(value, text):
    natural = load("input x\ndecision D (x) = x").evaluate({"x": value})
    assert natural.to_json() == f'{{"D": {text}}}'


def test_json_may_be_indented():
    assert TABLES.evaluate({"x": 1}, decision="Context").to_json(indent=2) == (
        '{\n  "Context": {\n    "a": {\n      "c": [\n        1\n      ]\n    },'
        '\n    "b": "b"\n  }\n}'
    )


@given(strategies.values)
def test_json_is_valid_for_every_value_and_numbers_are_exact(value):
    for indent in (None, 2):
        text = to_json(value, indent=indent)
        text.encode()
        found = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=pytest.fail)
        assert same(found, value)


def same(found, value):
    if isinstance(value, list):
        return len(found) == len(value) and all(map(same, found, value))
    if isinstance(value, dict):
        return found.keys() == value.keys() and all(same(found[key], value[key]) for key in value)
    if value is None or isinstance(value, (bool, str, Decimal)):
        return type(found) is type(value) and found == value
    return found == str(value)


def test_plain_python_has_its_own_types():
    natural = load("input x\ndecision D (x) = x").evaluate(
        {"x": [5, 0.5, dt.date(2024, 2, 29), dt.timedelta(hours=1), {"a": None}]}
    )
    assert natural.to_python() == {
        "D": [5, 0.5, dt.date(2024, 2, 29), dt.timedelta(hours=1), {"a": None}]
    }
    assert list(map(type, natural.to_python()["D"][:2])) == [int, float]


def test_without_a_trace_values_and_warnings_are_explained():
    text = load("input x\ndecision D (x) = x / 0").evaluate({"x": 1}).explain()
    assert text.splitlines()[0] == "D = null"
    assert text.splitlines()[1].startswith("! m > decision D, column 1: ")
    assert text.splitlines()[-1] == "(evaluate with trace=True to see the rules)"


def test_a_result_shows_itself():
    assert repr(load("decision D = 1").evaluate({})) == "<Result {'D': Decimal('1')}, 0 warnings>"
