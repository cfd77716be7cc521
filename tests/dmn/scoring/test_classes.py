"""Values that no test can tell apart are one class; all others are classes of their own."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import feel
from dmn.rule_index import cell_of
from dmn.scoring.classes import Classes, Coded
from feel.parser import parse_unary_tests


def classes(*texts):
    return Classes([cell_of(parse_unary_tests(text)) for text in texts])


CASES = [
    (["< 5", "[7..9]"], "1", "4.99", True),
    (["< 5", "[7..9]"], "4.99", "5", False),
    (["< 5", "[7..9]"], "5", "5.0", True),
    (["< 5", "[7..9]"], "5.1", "6", True),
    (["< 5", "[7..9]"], "9", "9.01", False),
    (['< @"2024-01-01"'], '@"2023-01-01"', '@"2023-12-31"', True),
    (['< @"2024-01-01"'], '@"2024-01-01"', '@"2023-12-31"', False),
    (['"m"'], '"a"', '"b"', True),
    (['"m"'], '"a"', '"z"', False),
    (['"m"'], "null", "0", False),
    (['@"P1D"'], '@"PT1H"', '@"PT2H"', True),
    (["1"], '@"10:00:00Z"', '@"10:00:00@Etc/UTC"', False),
    (["1"], "true", "1", False),
    (["1"], "[1]", "[1.0]", False),
    (["1"], "[1]", "[1]", True),
]


@pytest.mark.parametrize(("tests", "one", "other", "same"), CASES)
def test_two_values_are_one_class_where_no_test_tells_them_apart(tests, one, other, same):
    found = classes(*tests)
    assert (found.of(feel.evaluate(one)) == found.of(feel.evaluate(other))) is same


def test_a_class_is_known_by_the_first_value_of_it_that_occurs():
    found = classes("< 5")
    number = found.of(Decimal(3))
    assert found.of(Decimal("4.5")) == number
    assert found.values[number] == Decimal(3)
    assert found.values[found.null] is None


@given(
    st.lists(st.integers(-3, 8), min_size=1), st.lists(st.integers(0, 5), min_size=1, max_size=3)
)
def test_a_column_has_the_classes_of_its_values(values, points):
    texts = [f"< {point}" for point in points]
    column = Coded(np.arange(len(values)), [Decimal(value) for value in values])
    found = classes(*texts)
    codes = found.coded(column).codes.tolist()
    other = classes(*texts)
    assert codes == [other.of(Decimal(value)) for value in values]


def test_what_has_no_identity_is_like_nothing_else():
    function = feel.evaluate("function(x) x")
    found = classes("1")
    assert found.of(function) != found.of(function)


def test_forgetting_leaves_null():
    found = classes("1", '"a"')
    found.of("b")
    found.reset()
    assert found.size == 0
    assert found.values[found.null] is None
