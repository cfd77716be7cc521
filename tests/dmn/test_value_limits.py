"""Allowed values come to choices or limits where they are constants, and to neither else."""

from decimal import Decimal

import pytest

import feel
from dmn.value_limits import (
    NO_CONSTANT,
    Allowed,
    Limits,
    choices_of,
    constant_value,
    is_allowed,
    limits_of,
)
from feel.parser import parse_expression
from feel.temporal import parse_temporal


def allowed(text):
    return Allowed(text, lambda _scope, value: feel.evaluate_unary_tests(text, value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.50", Decimal("1.50")),
        ("-1", Decimal(-1)),
        ('"a"', "a"),
        ("true", True),
        ("null", None),
        ('@"P1Y"', parse_temporal("P1Y")),
        ('date("2024-02-29")', parse_temporal("2024-02-29")),
        ('date("2024-02-30")', NO_CONSTANT),
        ("1 + 1", NO_CONSTANT),
        ("today()", NO_CONSTANT),
        ("date(x)", NO_CONSTANT),
        ("x", NO_CONSTANT),
        ('@"x"', NO_CONSTANT),
    ],
)
def test_only_literals_and_functions_of_literals_are_constants(text, value):
    found = constant_value(parse_expression(text), text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1, 2, 3"], "1 2 3"),
        (["1, 2, 3", "> 1"], "2 3"),
        (["> 1", "1, 2, 3", "odd(?)"], "3"),
        (["> 5", "1, 2"], ""),
    ],
)
def test_choices_are_those_that_pass_all(texts, values):
    assert choices_of(list(map(allowed, texts))) == list(map(Decimal, values.split()))


@pytest.mark.parametrize("text", ["> 1", "not(1)", "1, > 2", "-", "1 +", ", ".join(["1"] * 1001)])
def test_what_lists_no_values_has_no_choices(text):
    assert choices_of([allowed(text)]) is None


def test_limits_of_several_types_narrow_each_other():
    limits, others = limits_of(
        map(allowed, ["[0..10]", "(0..20)", "< 10", "odd(?)", '> "a"', "-"]), Decimal
    )
    assert limits == Limits(Decimal(0), Decimal(10), is_low_included=False, is_high_included=False)
    assert [each.text for each in others] == ["odd(?)", '> "a"']


@pytest.mark.parametrize(
    ("value", "answer"), [(Decimal(2), True), (Decimal(0), False), ("a", False)]
)
def test_a_value_is_allowed_or_not(value, answer):
    assert is_allowed(value, allowed("> 1").test) is answer
