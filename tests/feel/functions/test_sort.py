"""The sort function: order, stability, and ordering functions that do not order."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel.errors import FeelFault, LimitExceeded
from feel.functions.builtin import Builtin, form
from feel.functions.sort import FUNCTIONS
from feel.scope import Limits, Run

D = Decimal


def function(body, signature="x: Any, y: Any"):
    """Return a function of FEEL with a body of Python."""
    return Builtin("function", (form(signature, body),))


LESS = function(lambda left, right: left < right)


def sort(items, precedes, run=None):
    return FUNCTIONS["sort"].call(run or Run(), [items, precedes])


@pytest.mark.parametrize(
    ("items", "precedes", "expected"),
    [
        ([D(3), D(1), D(5), D(4)], function(lambda x, y: x > y), [D(5), D(4), D(3), D(1)]),
        (["a", "8", "Aa", "9", "A", "10"], LESS, ["10", "8", "9", "A", "Aa", "a"]),
        (["a", "z", "a", "z"], function(lambda left, _: left == "a"), ["a", "a", "z", "z"]),
        ([], LESS, []),
        ([D(1)], function(lambda *_: None), [D(1)]),
        (D(1), LESS, [D(1)]),
        ([D(2), D(1)], function(lambda x, y: x < y, "x: Any, y?: Any"), [D(1), D(2)]),
    ],
    ids=["descending", "strings", "first of two", "none", "one", "no list", "any arity"],
)
def test_items_come_in_the_order_of_precedes(items, precedes, expected):
    assert sort(items, precedes) == expected


def test_the_list_itself_is_not_changed():
    items = [D(2), D(1)]
    sort(items, LESS)
    assert items == [D(2), D(1)]


PAIRED = st.lists(st.tuples(st.integers(0, 5), st.integers()), max_size=40)


@given(PAIRED, st.booleans())
def test_equal_items_keep_their_places_even_if_precedes_is_not_strict(pairs, strict):
    items = [[D(key), D(tag)] for key, tag in pairs]

    def precedes(left, right):
        return left[0] < right[0] or (not strict and left[0] == right[0])

    assert sort(items, function(precedes)) == sorted(items, key=lambda item: item[0])


@given(st.lists(st.integers(), max_size=40), st.randoms(use_true_random=False))
def test_a_contradictory_precedes_still_ends_with_the_same_items(numbers, random):
    items = [D(number) for number in numbers]
    answer = function(lambda *_: random.random() < 0.5)
    assert sorted(sort(items, answer)) == sorted(items)


@pytest.mark.parametrize(
    ("precedes", "message"),
    [
        (function(lambda *_: None), "sort: 'precedes' gave null"),
        (function(lambda left, _: left), "sort: 'precedes' gave number 1"),
        (function(lambda _: True, "x: Any"), "sort: 'precedes' takes 1 arguments"),
        (function(lambda *_: True, "x: Any, y: Any, z: Any"), "sort: 'precedes' takes 3 arguments"),
    ],
)
def test_a_function_that_does_not_order_is_refused(precedes, message):
    with pytest.raises(FeelFault) as caught:
        sort([D(1), D(1)], precedes)
    assert caught.value.message == message


@pytest.mark.parametrize(
    "arguments",
    [[], [[D(1)]], [None, LESS], [[D(1)], None], [[D(1)], "<"], [[D(1)], LESS, LESS]],
    ids=["none", "no precedes", "null list", "null precedes", "no function", "too many"],
)
def test_wrong_arguments_are_refused(arguments):
    with pytest.raises(FeelFault) as caught:
        FUNCTIONS["sort"].call(Run(), arguments)
    assert caught.value.code == "INVALID_ARGUMENTS"


def test_parameters_have_the_names_of_the_standard():
    arguments = {"precedes": LESS, "list": [D(2), D(1)]}
    assert FUNCTIONS["sort"].call_named(Run(), arguments) == [D(1), D(2)]


def test_every_comparison_is_a_step():
    with pytest.raises(LimitExceeded):
        sort([D(n % 7) for n in range(100)], LESS, Run(Limits(steps=150)))
