import pickle
import threading
import time
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import ORDERED_KINDS, finite_numbers, ranges, texts, values

import feel
from feel.errors import FeelFault
from feel.values import (
    NUMBERS,
    Range,
    compare,
    described,
    equal,
    kind_of,
    string_value,
    to_string,
    to_text,
)

same_kind = st.sampled_from(ORDERED_KINDS).flatmap(lambda kind: st.tuples(kind, kind, kind))


def test_arithmetic_has_34_digits_in_every_thread():
    answers = []
    thread = threading.Thread(target=lambda: answers.append(feel.evaluate("1/3")))
    thread.start()
    thread.join()
    assert answers == [Decimal("0." + "3" * 34)]


@given(same_kind)
def test_values_of_a_kind_are_totally_ordered(triple):
    one, two, three = triple
    assert compare(one, two) == -compare(two, one)
    assert (compare(one, two) == 0) is (equal(one, two) is True)
    if compare(one, two) <= 0 and compare(two, three) <= 0:
        assert compare(one, three) <= 0


@given(values)
def test_a_value_equals_itself_and_a_copy_of_itself(value):
    assert equal(value, value) is True
    assert equal(value, pickle.loads(pickle.dumps(value))) is True  # noqa: S301 - made here


@given(values, values)
def test_equality_is_symmetric(one, other):
    assert equal(one, other) is equal(other, one)


@given(values, values)
def test_what_has_no_order_is_a_fault(one, other):
    assume(type(one) is not type(other) or isinstance(one, (list, dict, bool, Range)))
    with pytest.raises(FeelFault):
        compare(one, other)


@given(values)
def test_the_text_of_a_value_evaluates_to_it(value):
    warnings = []
    read = feel.evaluate(to_text(value), warnings=warnings)
    assert equal(read, value) is True
    assert to_text(read) == to_text(value)
    assert warnings == []


@given(finite_numbers)
def test_a_number_prints_without_an_exponent(number):
    assert "E" not in to_text(number)
    assert NUMBERS.create_decimal(to_text(number)) == number


@given(texts)
def test_the_length_of_a_string_counts_code_points(text):
    assert feel.evaluate("string length(x)", {"x": text}) == len(text)


@given(ranges())
def test_a_range_cannot_be_changed(value):
    with pytest.raises(AttributeError):
        value.start = 1


@pytest.mark.parametrize(
    ("value", "text", "string"),
    [
        (None, "null", None),
        ("a\n", '"a\\n"', "a\n"),
        (Decimal("1E+3"), "1000", "1000"),
        (Decimal("-0.0"), "0.0", "0.0"),
        (True, "true", "true"),
        ([None, "a"], '[null, "a"]', '[null, "a"]'),
        ({"a b": "x", "a-b": True, "²": None, "of": None},
         '{a b: "x", "a-b": true, "²": null, "of": null}',
         '{a b: "x", "a-b": true, "²": null, "of": null}'),
        (feel.Date(2024, 1, 2), '@"2024-01-02"', "2024-01-02"),
        (Range(Decimal(1), Decimal(2), end_included=False), "[1..2)", "[1..2)"),
        (Range.unary("<", Decimal(2)), "(< 2)", "(< 2)"),
    ],
)  # fmt: skip
def test_values_have_a_text_and_a_string(value, text, string):
    assert (to_text(value), to_string(value)) == (text, string)


def test_kinds_are_named_in_the_standards_words():
    assert kind_of(feel.YearsAndMonthsDuration(1)) == "years and months duration"
    assert kind_of(feel.function("f", [], dict)) == "function"
    assert described(["a", "b"]) == "a list of 2"
    assert described("x" * 100) == 'string "' + "x" * 56 + "..."


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a" * 60, 'string "' + "a" * 56 + "..."),
        ("a" * 10_000_000, 'string "' + "a" * 56 + "..."),
        ("a" * 58, 'string "' + "a" * 58 + '"'),
        (Range("a" * 10_000_000, "b"), 'range ["' + "a" * 56 + '....."b"]'),
        (Range.unary("<", "a"), 'range (< "a")'),
        (Range([1] * 9, {}), "range [a list of 9..a context of 0]"),
    ],
    ids=["sixty", "long", "short", "range", "unary", "containers"],
)
def test_a_long_value_is_shortened_before_it_is_written(value, expected):
    started = time.process_time()
    assert described(value) == expected
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        (r'"a"', "a"),
        (r'"\"\\\n\t\r\'"', "\"\\\n\t\r'"),
        (r'"\u0041"', "A"),
        (r'"\U01F40E"', "🐎"),
        (r'"\uD83D\uDC0E"', "🐎"),
        (r'"\\u0041"', "\\u0041"),
        (r'"\s\d\u12"', "\\s\\d\\u12"),
        (r'"\U110000"', "\\U110000"),
    ],
)
def test_escapes_of_strings_are_resolved(literal, value):
    assert string_value(literal) == value
