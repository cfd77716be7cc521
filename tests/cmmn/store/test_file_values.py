"""A case file becomes rows that equal values share, and that a database can hold."""

import pytest
from hypothesis import given
from strategies_cases import case_values

from cmmn.store.file_values import LONGEST, MOST, Scalar, file_values, scalar
from feel import evaluate
from feel.conversion import from_natural


@pytest.mark.parametrize(
    ("expression", "kind", "text", "number"),
    [
        ('"Ä"', "text", "Ä", None),
        ("true", "boolean", "true", None),
        ("12.50", "number", "12.5", 12.5),
        ("-0.0", "number", "0", 0.0),
        ("1000", "number", "1000", 1000.0),
        ("10 ** 50", "number", "1E+50", 1e50),
        ('date("1970-01-02")', "date", "1970-01-02", 1.0),
        ('duration("P1Y")', "years and months duration", "P1Y", 12.0),
        ('duration("PT1.5S")', "days and time duration", "PT1.5S", 1.5),
    ],
)
def test_a_scalar_is_searched_by_kind_text_and_number(expression, kind, text, number):
    assert scalar(evaluate(expression)) == Scalar(kind, text, number)


@pytest.mark.parametrize("expression", ["null", "[1]", "{a: 1}", "[1..2]"])
def test_what_is_no_scalar_is_not_searched_by(expression):
    assert scalar(evaluate(expression)) is None


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("1.0", "1"),
        ("0.30", "0.1 + 0.2"),
        ("1234567890123456789012345678901234", "1234567890123456789012345678901234.0"),
        (
            'date and time("2026-01-01T10:00:00Z")',
            'date and time("2026-01-01T11:00:00+01:00")',
        ),
        ('time("10:00:00Z")', 'time("11:00:00+01:00")'),
        ('duration("P1Y")', 'duration("P12M")'),
    ],
)
def test_equal_values_are_found_as_one(a, b):
    assert scalar(evaluate(a)) == scalar(evaluate(b))


def test_numbers_that_differ_in_the_last_digit_are_two():
    digits = "123456789012345678901234567890123"
    assert scalar(evaluate(f"{digits}1")) != scalar(evaluate(f"{digits}2"))


def test_a_long_text_is_kept_short_and_is_still_itself():
    long, other = (scalar("x" * 5_000 + end) for end in "ab")
    assert len(long.text) == len(other.text) == LONGEST
    assert long != other
    assert scalar("x" * 5_000 + "a") == long


def test_paths_have_no_positions_and_many_values_have_places():
    file = {
        "order": from_natural({"total": 3, "tags": ["a", "b"]}),
        "order.line[1]": from_natural({"price": 1}),
        "order.line[2]": from_natural({"price": 2, "note": None}),
    }
    assert {key: each.text for key, each in file_values(file).items()} == {
        ("order.total", 0): "3",
        ("order.tags", 0): "a",
        ("order.tags", 1): "b",
        ("order.line.price", 0): "1",
        ("order.line.price", 1): "2",
    }


def test_a_name_with_a_dot_is_one_name():
    assert list(file_values({"a": {"b.c": "x"}})) == [("a.b%2Ec", 0)]


def test_only_so_many_values_are_kept():
    assert len(file_values({"a": ["x"] * (MOST + 1)})) == MOST


@given(case_values())
def test_every_value_can_be_looked_at(value):
    for each in file_values({"a": value}).values():
        assert len(each.text) <= LONGEST
        assert each.number is None or abs(each.number) < float("inf")
