"""What hosts keep comes back equal, or is refused with the place and what would be right."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmmn.errors import CommandRefused
from cmmn.json_text import from_json_text, to_json_text

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
finite = scalars.filter(lambda each: not isinstance(each, float) or abs(each) < float("inf"))
trees = st.recursive(
    finite, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


@given(trees)
def test_what_json_can_say_comes_back(value):
    text = to_json_text(value, 10**9, "values")
    assert text.isascii()
    assert from_json_text(text) == value


@given(trees)
def test_kinds_come_back_too(value):
    assert repr(from_json_text(to_json_text(value, 10**9, "values"))) == repr(value)


def deep(levels):
    value = "x"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"a": {"b": Decimal(1)}}, "values > a > b: expected what JSON can say, found Decimal"),
        ({"a": [1, (2,)]}, "values > a > 2: .* found tuple"),
        ({1: 2}, "values: expected a text as a key, found int"),
        (float("nan"), "cannot be kept"),
        pytest.param(10**5_000, "cannot be kept", id="thousands of digits"),
        (deep(101), "nested more than 100 deep"),
        ("x" * 99, "101 characters as JSON; at most 100"),
    ],
)
def test_what_would_not_come_back_is_refused(value, message):
    with pytest.raises(CommandRefused, match=message) as refused:
        to_json_text(value, 100, "values")
    assert (refused.value.code, bool(refused.value.hint)) == ("INVALID_VALUE", True)


def test_what_is_just_not_too_deep_is_kept():
    assert from_json_text(to_json_text(deep(99), 1_000, "values")) == deep(99)
