from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import booleans, numbers, scalars, values

import feel
from feel import operators
from feel.errors import FeelFault
from feel.scope import Run

anything = values | st.none()
operands = booleans | st.none() | scalars


@given(st.sampled_from(sorted(operators.ARITHMETIC)), anything, anything)
def test_arithmetic_gives_a_value_or_a_fault(operator, left, right):
    try:
        result = operators.ARITHMETIC[operator](left, right, Run())
    except FeelFault as fault:
        assert str(fault)  # noqa: PT017 - either outcome is right
    else:
        assert not isinstance(result, Decimal) or (
            result.is_finite() and len(result.as_tuple().digits) <= 34
        )


@given(numbers, numbers)
def test_addition_and_multiplication_are_symmetric(left, right):
    names = {"a": left, "b": right}
    assert feel.evaluate("a + b = b + a", names) is feel.evaluate("b + a = a + b", names)
    assert feel.evaluate("[a * b] = [b * a]", names) is True


@given(operands, operands)
def test_and_and_or_are_symmetric(left, right):
    names = {"a": left, "b": right}
    assert feel.evaluate("a and b", names) is feel.evaluate("b and a", names)
    assert feel.evaluate("a or b", names) is feel.evaluate("b or a", names)


@given(booleans | st.none(), booleans | st.none())
def test_de_morgan_holds_with_three_values(left, right):
    names = {"a": left, "b": right}
    assert feel.evaluate("not(a and b)", names) is feel.evaluate("not(a) or not(b)", names)


@given(values, values)
def test_an_order_is_the_opposite_the_other_way_round(left, right):
    names = {"a": left, "b": right}
    assert feel.evaluate("a < b", names) is feel.evaluate("b > a", names)
    assert feel.evaluate("a <= b", names) is feel.evaluate("b >= a", names)


@given(values, values)
def test_a_value_differs_exactly_where_it_does_not_equal(left, right):
    names = {"a": left, "b": right}
    assert feel.evaluate("a != b", names) is feel.evaluate("not(a = b)", names)


@given(values, st.lists(values, max_size=4))
def test_a_value_is_in_every_list_that_holds_it(value, others):
    assert feel.evaluate("v in concatenate(l, [v])", {"v": value, "l": others}) is True


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("{a: 1, b: 2}.c", "entries: a, b"),
        ('@"2024-01-01".hour', "a date has: year, month, day, weekday"),
        ("[1..2].size", "a range has: start, end, start included, end included"),
    ],
)
def test_a_missing_entry_or_property_lists_what_there_is(text, hint):
    warnings = []
    assert feel.evaluate(text, warnings=warnings) is None
    assert warnings[0].hint == hint
