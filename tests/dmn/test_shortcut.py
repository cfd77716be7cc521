"""The shortcut answers as the ordinary way does, or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_text import load

import dmn
from dmn.shortcut import UNDECIDED

ENDS = [("[", "]"), ("[", ")"), ("(", "]"), ("(", ")")]
POINTS = st.decimals(-20, 20, places=1)
TEXTS = st.sampled_from(["a", "b", "c"])


@st.composite
def number_entries(draw):
    low, high = sorted([draw(POINTS), draw(POINTS)])
    start, end = draw(st.sampled_from(ENDS))
    comparison = f"{draw(st.sampled_from(['<', '<=', '>', '>=', '=', '!=']))} {low}"
    return draw(st.sampled_from(["-", f"{start}{low}..{high}{end}", comparison, f"{low}, {high}"]))


@st.composite
def text_entries(draw):
    one, other = draw(TEXTS), draw(TEXTS)
    return draw(st.sampled_from(["-", f'"{one}"', f'not("{one}")', f'"{one}", "{other}"']))


TABLES = st.lists(st.tuples(number_entries(), text_entries()), min_size=1, max_size=8)
NUMBERS = st.one_of(
    st.integers(-25, 25),
    st.integers(),
    st.floats(-25, 25),
    st.floats(),
    st.sampled_from([10**34, -(10**34), 10**34 - 1, 2**70, 0.1 + 0.2, -0.0]),
    st.none(),
    st.booleans(),
    POINTS,
)


def table(rules, hit_policy):
    return dmn.table(
        "Result",
        hit_policy=hit_policy,
        inputs={"N": "number", "T": "string"},
        outputs={"Result": "number"},
        rules=[[number, text, position] for position, (number, text) in enumerate(rules)],
    )


@given(
    rules=TABLES,
    hit_policy=st.sampled_from(["FIRST", "UNIQUE"]),
    rows=st.lists(st.tuples(NUMBERS, st.one_of(TEXTS, st.none())), max_size=8),
)
def test_natural_inputs_give_what_the_ordinary_way_gives(rules, hit_policy, rows):
    model = table(rules, hit_policy)
    for number, text in rows:
        inputs = {"N": number, "T": text}
        ordinary = model.evaluate(inputs, trace=True)  # a trace never takes the shortcut
        for _ in range(2):  # the first may teach the shortcut, the second take it
            result = model.evaluate(inputs)
            assert dict(result) == dict(ordinary)
            assert result.warnings == ordinary.warnings


@pytest.mark.parametrize(
    ("number", "rule"),
    [(9, 0), (10, 1), (11, 2), (9.5, 0), (10.0, 1), (10.25, 2), (Decimal(10), 1)],
)
def test_integers_floats_and_decimals_fall_into_the_same_classes(number, rule):
    model = table([("< 10", "-"), ("10", "-"), ("> 10", "-")], "UNIQUE")
    for _ in range(2):
        assert model.evaluate({"N": number, "T": None})["Result"] == rule


def test_it_is_taken_once_it_knows_the_kinds():
    model = table([("< 10", "-"), (">= 10", "-")], "UNIQUE")
    shortcut = model._plan(None).shortcut
    assert shortcut.decide({"N": 5, "T": "a"}) is UNDECIDED
    model.evaluate({"N": 5, "T": "a"})
    assert shortcut.decide({"N": 5, "T": "a"}) == 0


@pytest.mark.parametrize("hit_policy", ["COLLECT", "RULE ORDER", "C+"])
def test_a_table_that_gives_more_than_one_rules_constant_has_none(hit_policy):
    assert table([("-", "-")], hit_policy)._plan(None).shortcut is None


def test_an_input_with_allowed_values_has_none():
    model = dmn.table(
        "Result",
        inputs={"T": ("string", '"a", "b"')},
        outputs={"Result": "number"},
        rules=[['"a"', "1"]],
    )
    assert model._plan(None).shortcut is None
    assert model.evaluate({"T": "z"}).warnings


def test_an_input_clause_with_a_constrained_type_has_none():
    model = load("""
        type tAge : number in [0..120]
        input x
        decision D (x) =
            U | x : tAge || d
            1 | -        || 1
    """)
    for _ in range(2):
        assert model.evaluate({"x": 12})["D"] == 1
        assert model.evaluate({"x": 121})["D"] == 1
        assert [each.code for each in model.evaluate({"x": 121}).warnings] == ["VALUE_NOT_ALLOWED"]
