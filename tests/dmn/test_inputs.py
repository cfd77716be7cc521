"""Inputs: natural Python of every kind, and what is missing, unknown, or named in another way."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from model_text import load, xml

import feel
from dmn.api import Model
from dmn.reader import read
from feel.conversion import from_natural
from feel.temporal import Date, DaysAndTimeDuration
from feel.values import to_text

ECHO = load("input x\ndecision D (x) = x")
TYO = dt.timezone(dt.timedelta(hours=9))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (0.1, "0.1"),
        (1e22, "10000000000000000000000"),
        (np.float64(0.1), "0.1"),
        (np.float32(0.1), "0.1"),
        (np.int64(7), "7"),
        (np.bool_(True), "true"),
        (np.str_("a"), '"a"'),
        (np.datetime64("2024-02-29"), '@"2024-02-29"'),
        (np.timedelta64(90, "m"), '@"PT1H30M"'),
        (np.array([1.5, 2]), "[1.5, 2.0]"),
        (pd.Timestamp("2024-02-29 10:00", tz="Europe/Paris"),
         '@"2024-02-29T10:00:00@Europe/Paris"'),
        (pd.Timedelta("1D"), '@"P1D"'),
        (pd.NA, "null"),
        (pd.NaT, "null"),
        (float("nan"), "null"),
        (Decimal("NaN"), "null"),
        (None, "null"),
        (True, "true"),
        (10**33 + 1, "1000000000000000000000000000000001"),
        (10**34 + 1, "10000000000000000000000000000000000"),
        (dt.date(2024, 2, 29), '@"2024-02-29"'),
        (dt.datetime.fromisoformat("2024-02-29T10:00"), '@"2024-02-29T10:00:00"'),
        (dt.datetime(2024, 2, 29, 10, tzinfo=TYO), '@"2024-02-29T10:00:00+09:00"'),
        (dt.time(10, 30), '@"10:30:00"'),
        (dt.timedelta(hours=25), '@"P1DT1H"'),
        ((1, 2), "[1, 2]"),
        ({"a": {"b": [0.1]}}, "{a: {b: [0.1]}}"),
        (Date(2024, 2, 29), '@"2024-02-29"'),
        (DaysAndTimeDuration(10**9), '@"PT1S"'),
        (feel.Range(Decimal(1), Decimal(2)), "[1..2]"),
        (ECHO.evaluate({"x": 5}), "{D: 5}"),
    ],
)  # fmt: skip
def test_natural_python_becomes_feel(raw, text):
    result = ECHO.evaluate({"x": raw})
    assert to_text(result.value) == text
    assert result.warnings == []


@pytest.mark.parametrize(
    ("raw", "text", "place", "said"),
    [
        (float("inf"), "null", "x", "infinite"),
        (Decimal("1E+7000"), "null", "x", "out of range"),
        pytest.param(10**7000, "null", "x", "out of range", id="10**7000"),
        (object(), "null", "x", "a object is no FEEL value"),
        ([1, {"a": b"x"}], "[1, {a: null}]", "[2].a", "a bytes is no FEEL value"),
    ],
)
def test_what_feel_has_nothing_for_is_null_with_a_warning_at_its_place(raw, text, place, said):
    result = ECHO.evaluate({"x": raw})
    assert to_text(result.value) == text
    (warning,) = result.warnings
    assert said in warning.message
    assert warning.location.path[1] == "input data x"
    assert place == "x" or warning.location.path[2] == place


def test_functions_may_be_inputs():
    model = load("input f\ndecision D (f) = f(20) + 1")
    assert model.evaluate({"f": feel.evaluate("function(n) n * 2")}).value == 41
    assert model.evaluate({"f": feel.function("half", ["n"], lambda n: n / 2)}).value == 11


NAMED = """
    input Credit Score : number
    input Age : number
    decision Eligible (Credit Score) = Credit Score > 600
    decision Offer (Eligible, Age) = if Eligible then Age else 0
"""


CREDIT = (
    "m: no input data 'Credit score'"
    " (hint: did you mean 'Credit Score'? there are: Credit Score, Age)"
)


@pytest.mark.parametrize(
    ("inputs", "value", "warnings"),
    [
        ({"Credit Score": 700, "Age": 5}, 5, []),
        ({"Credit Score": 700}, None,
         ["m > input data Age: input 'Age' was not given (hint: null is used)"]),
        ({"Credit Score": 700, "Age": 5, "Credit score": 1}, 5,
         [CREDIT]),
        ({"Credit Score": 700, "Age": "5"}, None,
         ['m > input data Age: expected a number, found string "5" (hint: give a number)']),
        ({"Eligible": True, "Age": 7}, 7, []),
        ({"Eligible": True, "Age": 7, "Credit Score": 0}, 7, []),
        ({"Eligible": False}, 0,
         ["m > input data Age: input 'Age' was not given (hint: null is used)"]),
        ({"Offer": "mine"}, "mine", []),
    ],
)  # fmt: skip
def test_inputs_are_taken_by_name(inputs, value, warnings):
    result = load(NAMED).evaluate(inputs, decision="Offer")
    assert result.value == value
    assert list(map(str, result.warnings)) == warnings


def imported(text, **others):
    models = {
        f"urn:{name}": read(xml(other, name, f"urn:{name}")) for name, other in others.items()
    }
    return Model(read(xml(text)), "m", models.get)


TWO = imported(
    "import one model from urn:b\ninput Age\ndecision D (Age, urn:b#Age, urn:b#Own) =\n"
    "    [Age, one model.Age, one model.Own]",
    b="input Age : number\ninput Own : number",
)


@pytest.mark.parametrize(
    ("inputs", "value", "missing"),
    [
        ({"Age": 1, "one model.Age": 2, "one model.Own": 3}, [1, 2, 3], []),
        ({"Age": 1, "one model": {"Age": 2, "Own": 3}}, [1, 2, 3], []),
        ({"Age": 1, "Own": 3}, [1, None, 3], ["one model.Age"]),
        ({"one model.Age": 2, "Own": 3}, [None, 2, 3], ["Age"]),
        ({"Age": 1, "one model.Age": "x", "Own": 3}, [1, None, 3], []),
    ],
)
def test_an_imported_input_is_taken_by_its_full_name_first(inputs, value, missing):
    result = TWO.evaluate(inputs)
    assert result.value == value
    assert [w.message for w in result.warnings if w.code == "MISSING_INPUT"] == [
        f"input '{name}' was not given" for name in missing
    ]


_plain = (
    st.integers()
    | st.integers(-(10**40), 10**40)
    | st.sampled_from([5, 10, -5, 10**33, 10**34, 10**34 - 1, 10**35 + 1, 0.1, 5.0, 1e300, -0.0])
    | st.floats()
    | st.decimals()
    | st.booleans()
    | st.text(max_size=2)
    | strategies.scalars
    | st.dates()
    | st.datetimes()
    | st.timedeltas()
)


@given(
    st.lists(st.tuples(_plain, _plain), min_size=1, max_size=6),
    st.sampled_from(["", " : number", " : string", " : tAge", " : Any"]),
    st.sampled_from("UFAP"),
)
def test_what_is_natural_and_what_is_made_of_it_give_the_same(pairs, declared, policy):
    model = load(f"""
        type tAge : number in [-5..1000]
        input x{declared}
        input y
        decision D (x, y) : string =
            {policy} | x      | y      || r in "a","b","c","d","e"
            1 | < 5    | -      || "a"
            2 | [5..7) | "a"    || "b"
            3 | 0.1    | not(5) || "c"
            4 | > 9999999999999999999999999999999999 | - || "d"
            5 | "a","b"| true   || 5
            6 | > 5    | [0.1..10000000000000000000000000000000000] || "e"
    """)
    for x, y in pairs:
        expected = load_fresh(model).evaluate(
            {"x": from_natural(x), "y": from_natural(y)}, trace=True
        )
        for _ in range(2):
            found = model.evaluate({"x": x, "y": y})
            assert dict(found) == dict(expected)
            assert {w.code for w in found.warnings} - {"INVALID_TYPE"} == {
                w.code for w in expected.warnings
            } - {"INVALID_TYPE"}


def load_fresh(model):
    return Model(model.definitions)
