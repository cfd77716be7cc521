from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import dates, values, whole_numbers

import feel
from feel.errors import LimitExceeded
from feel.iteration import at_index, between
from feel.scope import Limits, Run


@given(whole_numbers, whole_numbers)
def test_numbers_go_up_or_down_in_ones_with_both_ends(start, end):
    step = 1 if end >= start else -1
    expected = [Decimal(i) for i in range(int(start), int(end) + step, step)]
    assert feel.evaluate("for i in a..b return i", {"a": start, "b": end}) == expected


@given(dates(9_000), st.integers(-40, 40))
def test_dates_go_day_by_day_across_months_and_years(start, distance):
    days = feel.evaluate("for d in a..a + duration(n) return d",
                         {"a": start, "n": f"{'-' * (distance < 0)}P{abs(distance)}D"})  # fmt: skip
    assert len(days) == abs(distance) + 1
    assert all(abs(one.key - two.key) == 1 for one, two in pairwise(days))


def test_no_point_is_made_of_a_range_that_is_too_long():
    with pytest.raises(LimitExceeded):
        between(Decimal(1), Decimal("1E+30"), Run(Limits(list_size=10)))


@given(st.lists(values, max_size=5), st.integers(-7, 7))
def test_an_index_counts_from_1_or_from_the_end(items, index):
    found = at_index(items, Decimal(index))
    if index == 0 or abs(index) > len(items):
        assert found is None
    else:
        assert found is items[index - 1 if index > 0 else index]


@given(st.lists(whole_numbers, max_size=6))
def test_some_and_every_are_each_others_opposite(items):
    names = {"l": items}
    some = feel.evaluate("some i in l satisfies i > 0", names)
    assert some is any(item > 0 for item in items)
    assert some is feel.evaluate("not(every i in l satisfies i <= 0)", names)


@given(st.lists(whole_numbers, max_size=6))
def test_a_filter_keeps_order_and_loses_nothing(items):
    kept = feel.evaluate("[l[item > 0], l[item <= 0]]", {"l": items})
    assert kept == [[i for i in items if i > 0], [i for i in items if i <= 0]]


def test_a_filter_of_an_empty_list_warns_of_nothing():
    warnings = []
    assert feel.evaluate("[][nosuch > 1]", warnings=warnings) == []
    assert warnings == []


def test_partial_is_a_snapshot():
    assert feel.evaluate("for i in 1..3 return partial") == [[], [[]], [[], [[]]]]
