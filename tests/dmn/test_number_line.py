"""Ordered values are numbers and back; between two numbers lies a short one."""

from decimal import Decimal

import pytest
import strategies
from hypothesis import assume, given
from hypothesis import strategies as st

from dmn.number_line import digits, even_numbers, line_of, middle
from feel.temporal import parse_temporal

D = Decimal


def test_each_ordered_kind_has_a_line_and_others_have_none():
    for text in ("2024-02-29", "P1DT1S", "P1Y1M", "2024-02-29T10:00:00+01:00"):
        value = parse_temporal(text)
        line = line_of([None, value])
        assert line.value(line.number(value)) == value
        assert line.step == 1
    assert line_of([D(1)]).step is None
    assert line_of(["a"]) is line_of([True]) is line_of([]) is line_of([None]) is None


@given(strategies.dates() | strategies.years_and_months | strategies.numbers)
def test_a_value_comes_back_from_its_number(value):
    line = line_of([value])
    assert line.value(line.number(value)) == value


def test_moments_are_seconds_apart():
    first, later = map(parse_temporal, ("2024-02-29T10:00:00Z", "2024-02-29T12:00:00+01:00"))
    line = line_of([first])
    assert line.numbers([later, first]) == [D(0), D(3600)]
    assert str(line.value(D(60))) == "2024-02-29T10:01:00Z"


def test_what_has_no_place_on_the_line_is_left_out():
    line = line_of([parse_temporal("2024-02-29T10:00:00Z")])
    assert line.numbers([parse_temporal("2024-02-29T10:00:00")]) == []


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [("0", "1", "0.5"), ("700", "701", "700.5"), ("0.3", "0.4", "0.35"), ("0", "100", "50"),
     ("-1", "1", "0"), ("1", "1", None), ("2", "1", None)],
)  # fmt: skip
def test_the_middle_is_short(low, high, expected):
    assert middle(D(low), D(high)) == (None if expected is None else D(expected))


@given(strategies.finite_numbers, strategies.finite_numbers)
def test_the_middle_is_between(one, other):
    low, high = sorted((one, other))
    found = middle(low, high)
    assert found is None or low < found < high


@given(st.integers(-1000, 1000), st.integers(0, 50), st.integers(1, 9))
def test_the_middle_of_steps_is_a_step(low, width, step):
    found = middle(D(low * step), D((low + width) * step), D(step))
    if width < 2:
        assert found is None
    else:
        assert found % step == 0
        assert low * step < found < (low + width) * step


@given(strategies.plain_numbers, strategies.plain_numbers)
def test_halving_meets_a_round_number_that_divides(point, start):
    low, high = sorted((point - 7, point + 5))
    assume(low < point < high)
    met = False
    for _ in range(60):
        between = middle(low, high)
        met = met or between == point
        if between is None or high - low < D("1e-9"):
            break
        low, high = (between, high) if between <= point else (low, between)
    assert met
    assert start is not None


@pytest.mark.parametrize(
    ("number", "count"), [("0", 1), ("700", 1), ("0.0365", 3), ("-12.50", 3), ("1E+10", 1)]
)
def test_digits_are_those_that_say_something(number, count):
    assert digits(D(number)) == count


@pytest.mark.parametrize(
    ("low", "high", "count", "expected"),
    [
        ("0", "120", 12, "0 10 20 30 40 50 60 70 80 90 100 110 120"),
        ("300", "850", 5, "300 400 600 800 850"),
        ("0.5", "0.9", 4, "0.5 0.6 0.7 0.8 0.9"),
        ("-3", "3", 3, "-3 -2 0 2 3"),
        ("5", "5", 9, "5"),
    ],
)
def test_even_numbers_are_round(low, high, count, expected):
    assert even_numbers(D(low), D(high), count) == list(map(D, expected.split()))


@given(strategies.plain_numbers, strategies.plain_numbers, st.integers(2, 60))
def test_even_numbers_ascend_within_and_are_not_many_more_than_asked(one, other, count):
    low, high = sorted((one, other))
    found = even_numbers(low, high, count)
    assert found == sorted(set(found))
    assert (found[0], found[-1]) == (low, high)
    assert len(found) <= count + 2
