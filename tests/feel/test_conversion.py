import datetime as dt
from collections import UserDict
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from strategies import natural_values, values

import feel
from feel.conversion import copied, from_natural, to_plain
from feel.values import KINDS, equal


def faults(value):
    found = []
    return from_natural(value, lambda place, fault: found.append((place, fault.code))), found


@pytest.mark.parametrize(
    ("natural", "value"),
    [
        (1, Decimal(1)),
        (0.1, Decimal("0.1")),
        (True, True),
        (float("nan"), None),
        (Decimal("NaN"), None),
        (Decimal("1." + "1" * 40), Decimal("1." + "1" * 33)),
        (Decimal("1E-6176"), Decimal("1E-6176")),
        (Decimal("0E-9999"), Decimal("0E-6176")),
        ((1, "a"), [Decimal(1), "a"]),
        ({1: 2}, {"1": Decimal(2)}),
        (UserDict(a=1), {"a": Decimal(1)}),
        (dt.date(2024, 2, 29), feel.Date(2024, 2, 29)),
        (dt.timedelta(hours=1), feel.DaysAndTimeDuration(3_600 * 10**9)),
        (np.int64(3), Decimal(3)),
        (np.float32(0.1), Decimal("0.1")),
        (np.float64("nan"), None),
        (np.bool_(True), True),
        (np.str_("a"), "a"),
        (np.array([1, 2]), [Decimal(1), Decimal(2)]),
        (np.datetime64("2024-02-29"), feel.Date(2024, 2, 29)),
        (np.datetime64("NaT"), None),
        (np.timedelta64(1, "h"), feel.DaysAndTimeDuration(3_600 * 10**9)),
        (np.timedelta64(14, "M"), feel.YearsAndMonthsDuration(14)),
        (np.timedelta64(2, "Y"), feel.YearsAndMonthsDuration(24)),
        (np.timedelta64(10**6, "D"), feel.DaysAndTimeDuration(10**6 * 86_400 * 10**9)),
        (np.timedelta64(2_500, "ps"), feel.DaysAndTimeDuration(2)),
        (np.timedelta64(50, "s").astype("m8[25s]"), feel.DaysAndTimeDuration(50 * 10**9)),
        (np.timedelta64("NaT"), None),
        (np.datetime64("2024-02"), feel.Date(2024, 2, 1)),
        (np.datetime64("2024"), feel.Date(2024, 1, 1)),
        (np.datetime64("2024-02-29T05"), feel.evaluate('@"2024-02-29T05:00:00"')),
        (np.datetime64("2024-02-29T05:06"), feel.evaluate('@"2024-02-29T05:06:00"')),
        (np.array(["2024-02", "NaT"], dtype="M8[M]"), [feel.Date(2024, 2, 1), None]),
        (np.longdouble("0.1"), Decimal("0.1")),
        (np.array(5), Decimal(5)),
        (pd.NA, None),
        (pd.NaT, None),
        (pd.Timestamp("2024-02-29"), feel.evaluate('@"2024-02-29T00:00:00"')),
        (pd.Timedelta("1h"), feel.DaysAndTimeDuration(3_600 * 10**9)),
        (pd.Series([1.5]), [Decimal("1.5")]),
    ],
    ids=repr,
)
def test_natural_values_become_feel_values_exactly(natural, value):
    converted, found = faults(natural)
    assert (converted, type(converted), found) == (value, type(value), [])


@pytest.mark.parametrize(
    ("natural", "place", "code"),
    [
        (float("inf"), "", "INVALID_TYPE"),
        (10**7000, "", "INVALID_TYPE"),
        ({"a": [1, object()]}, "a[2]", "INVALID_TYPE"),
        ({"a": {"b": b"x"}}, "a.b", "INVALID_TYPE"),
        (1j, "", "INVALID_TYPE"),
        (np.complex128(1), "", "INVALID_TYPE"),
        (np.clongdouble(1), "", "INVALID_TYPE"),
        (np.timedelta64(5), "", "INVALID_TYPE"),
        ({"a": pd.Period("2024-02")}, "a", "INVALID_TYPE"),
        ({"a": pd.Interval(1, 2)}, "a", "INVALID_TYPE"),
        ({"a": pd.DataFrame({"b": [1]})}, "a", "INVALID_TYPE"),
    ],
    ids=[
        "infinity",
        "huge",
        "object",
        "bytes",
        "complex",
        "complex128",
        "clongdouble",
        "generic",
        "period",
        "interval",
        "frame",
    ],
)
def test_what_has_no_feel_value_is_null_and_a_fault_at_its_place(natural, place, code):
    assert faults(natural)[1] == [(place, code)]


def test_a_list_within_itself_is_null_there():
    endless = [1]
    endless.extend([endless, endless])
    assert faults(endless) == (
        [Decimal(1), None, None],
        [("[2]", "INVALID_TYPE"), ("[3]", "INVALID_TYPE")],
    )
    assert feel.evaluate("count(x)", {"x": endless}) == 3


def test_a_list_that_is_shared_many_times_is_converted_once():
    shared = [1]
    for _ in range(60):
        shared = [shared, shared]
    warnings = []
    assert feel.evaluate("count(x)", {"x": shared}) == 2
    assert feel.evaluate("x", {"x": shared}, warnings=warnings) is None
    assert [warning.code for warning in warnings] == ["LIMIT_EXCEEDED"]


def test_nesting_is_bounded():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    warnings = []
    feel.evaluate("x", {"x": deep}, warnings=warnings)
    assert warnings[0].code == "LIMIT_EXCEEDED"


@given(natural_values)
def test_conversion_never_raises_and_gives_only_feel_values(natural):
    todo = [from_natural(natural)]
    while todo:
        value = todo.pop()
        assert type(value) in KINDS
        todo.extend(value.values() if type(value) is dict else value if type(value) is list else [])


@given(values)
def test_feel_values_stay_as_they_are(value):
    assert equal(from_natural(value), value) is True


@given(values)
def test_a_copy_shares_no_list_or_context(value):
    made = copied(value)
    assert equal(made, value) is True
    assert made is not value or not isinstance(value, (list, dict))


def test_plain_values_are_pythons_own():
    plain = to_plain(feel.evaluate('[1, 0.5, {a: @"2024-02-29"}, @"PT1H"]'))
    assert plain == [1, 0.5, {"a": dt.date(2024, 2, 29)}, dt.timedelta(hours=1)]
