"""`not` and `is`."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel.errors import FeelFault
from feel.functions.boolean import FUNCTIONS
from feel.scope import Run
from feel.temporal import parse_temporal as at
from feel.values import Range

ONE, TWO = Decimal(1), Decimal(2)


@pytest.mark.parametrize(("negand", "expected"), [(True, False), (False, True), (None, None)])
def test_not_gives_the_opposite_and_null_for_null(negand, expected):
    assert FUNCTIONS["not"].call(Run(), [negand]) is expected
    assert FUNCTIONS["not"].call_named(Run(), {"negand": negand}) is expected


@pytest.mark.parametrize("arguments", [[], [ONE], ["true"], [[]], [True, True]])
def test_not_takes_one_boolean(arguments):
    with pytest.raises(FeelFault, match="not: "):
        FUNCTIONS["not"].call(Run(), arguments)


SAME = [
    (ONE, Decimal("1.0")),
    (True, True),
    ("foo", "foo"),
    (None, None),
    (at("2012-12-25"), at("2012-12-25")),
    (at("23:00:50Z"), at("23:00:50+00:00")),
    (at("23:00:50@Australia/Melbourne"), at("23:00:50@Australia/Melbourne")),
    (at("2012-12-25T10:10:10+11:00"), at("2012-12-25T10:10:10+11:00")),
    (at("P1D"), at("PT24H")),
    (at("P1Y"), at("P12M")),
    ([at("23:00:50Z"), [ONE]], [at("23:00:50+00:00"), [ONE]]),
    ({"a": ONE, "b": TWO}, {"b": TWO, "a": ONE}),
    (Range(ONE, TWO), Range(ONE, Decimal("2.0"))),
]
DIFFERENT = [
    (ONE, TWO),
    (ONE, True),
    (ONE, "1"),
    (None, False),
    (at("2012-12-25"), at("2012-12-25T00:00:00Z")),
    (at("23:00:50"), at("23:00:50Z")),
    (at("23:00:50@Australia/Melbourne"), at("23:00:50+10:00")),
    (at("23:00:50@Etc/GMT"), at("23:00:50Z")),
    (at("2002-04-02T12:00:00-05:00"), at("2002-04-02T23:00:00+06:00")),
    (at("10:30:00.0001"), at("10:30:00.0002")),
    (at("P0Y"), at("P0D")),
    ([ONE], [ONE, ONE]),
    ([at("23:00:50Z")], [at("23:00:50@Etc/UTC")]),
    ({"a": ONE}, {"b": ONE}),
    ({"a": at("23:00:50Z")}, {"a": at("23:00:50@Etc/UTC")}),
    (Range(ONE, TWO), Range(ONE, TWO, end_included=False)),
    (Range(at("10:00:00Z"), None), Range(at("10:00:00@Etc/UTC"), None)),
    (FUNCTIONS["not"], FUNCTIONS["is"]),
]


@pytest.mark.parametrize(("value1", "value2"), SAME, ids=str)
def test_is_says_that_values_are_the_same(value1, value2):
    assert FUNCTIONS["is"].call(Run(), [value1, value2]) is True


@pytest.mark.parametrize(("value1", "value2"), DIFFERENT, ids=str)
def test_is_says_that_values_differ(value1, value2):
    assert FUNCTIONS["is"].call(Run(), [value1, value2]) is False


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"value1": ONE, "value2": ONE}, True),
        ({"value1": ONE}, False),
        ({"value2": ONE}, False),
        ({"value1": None}, True),
    ],
)
def test_is_takes_an_argument_left_out_as_null(arguments, expected):
    assert FUNCTIONS["is"].call_named(Run(), arguments) is expected


@pytest.mark.parametrize(
    "arguments", [{"value1": ONE, "value2": ONE, "value3": ONE}, {"value": ONE}]
)
def test_is_refuses_other_names(arguments):
    with pytest.raises(FeelFault, match="does not take the arguments named"):
        FUNCTIONS["is"].call_named(Run(), arguments)


VALUES = st.sampled_from([value for pair in SAME + DIFFERENT for value in pair])


@given(VALUES, VALUES)
def test_is_is_reflexive_and_symmetric(value1, value2):
    same = FUNCTIONS["is"]
    assert same.call(Run(), [value1, value1]) is True
    assert same.call(Run(), [value1, value2]) is same.call(Run(), [value2, value1])
