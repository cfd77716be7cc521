"""The rank of output values: constants by what they are, everything else by being asked."""

from decimal import Decimal

import pytest

from dmn.output_order import OutputOrder
from feel.compiler import Compiler
from feel.errors import LimitExceeded
from feel.parser import parse_unary_tests
from feel.scope import Limits, Run, Scope
from feel.syntax import UnaryTests
from feel.temporal import parse_date, parse_date_time
from feel.unary_tests import compile_tests


def order_of(text):
    tests = parse_unary_tests(text).tests
    return OutputOrder(tests, lambda node: compile_tests(UnaryTests((node,)), Compiler(text)))


def scope(steps=1000):
    return Scope({}, None, Run(Limits(steps=steps)))


@pytest.mark.parametrize(
    ("text", "value", "rank"),
    [
        ('"high", "low"', "high", 0),
        ('"high", "low"', "low", 1),
        ('"high", "low"', "none", 2),
        ('"high", "low", "high"', "high", 0),
        ("2, 1", Decimal("1.0"), 1),
        ("2, 1.00", Decimal(1), 1),
        ("1, -5", Decimal(-5), 1),
        ("1, true", True, 1),
        ("true, 1", Decimal(1), 1),
        ("1, null", None, 1),
        ("1, 2", None, 2),
        ('@"2024-01-02", @"2024-01-01"', parse_date("2024-01-01"), 1),
        ('"a", @"2024-01-01T00:00:00Z"', parse_date_time("2024-01-01T00:00:00Z"), 1),
        ("[1..5], 3", Decimal(3), 0),
        ("3, [1..5]", Decimal(3), 0),
        ("9, [1..5], > 5", Decimal(4), 1),
        ("9, [1..5], > 5", Decimal(9), 0),
        ("9, [1..5], > 5", Decimal(10), 2),
        ("1, [2, 3]", [Decimal(2), Decimal(3)], 1),
    ],
)
def test_a_value_stands_where_the_first_that_lists_it_does(text, value, rank):
    assert order_of(text).rank(value, scope()) == rank


def test_constants_are_not_asked_and_what_is_asked_counts():
    constants = order_of(", ".join(map(str, range(500))))
    assert constants.rank(Decimal(499), scope(steps=0)) == 499
    ranges = order_of(", ".join(f"[{n}..{n}]" for n in range(500)))
    assert ranges.rank(Decimal(499), scope(steps=5000)) == 499
    with pytest.raises(LimitExceeded):
        ranges.rank(Decimal(499), scope(steps=100))
