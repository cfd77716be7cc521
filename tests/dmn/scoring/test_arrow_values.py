"""Arrow's values are the exact FEEL values, and distinct means not the same, never not equal."""

import datetime as dt
import struct
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import ZONES, values

from dmn.scoring.arrow_values import distinct, identity_key, natural_values
from feel.conversion import from_natural
from feel.temporal import parse_temporal
from feel.values import Range, to_text

INFINITY, NAN = float("inf"), float("nan")
SECONDS, NANOSECONDS = pa.timestamp("s"), pa.timestamp("ns")
NOT_UTF_8 = pa.Array.from_buffers(
    pa.string(), 2, [None, pa.py_buffer(struct.pack("3i", 0, 1, 2)), pa.py_buffer(b"a\xff")]
)
READ = [
    (pa.array([1, -128, None], pa.int8()), "[1, -128, null]"),
    (pa.array([2**64 - 1], pa.uint64()), "[18446744073709551615]"),
    (pa.array(np.array([0.1, NAN, -0.0], np.float16)), "[0.1, null, 0.0]"),
    (pa.array([0.1, 16777216.0, None], pa.float32()), "[0.1, 16777216, null]"),
    (pa.array([0.1, 1e23, NAN, None]), f"[0.1, 1{'0' * 23}, null, null]"),
    (pa.array([True, None]), "[true, null]"),
    (pa.nulls(2), "[null, null]"),
    (pa.array([Decimal("1.5"), None], pa.decimal128(38, 2)), "[1.50, null]"),
    (pa.array([Decimal("1.5")], pa.decimal256(76, 3)), "[1.500]"),
    (pa.array([Decimal("1.5")], pa.decimal32(5, 1)), "[1.5]"),
    (pa.array(["1", "", None]), '["1", "", null]'),
    (pa.array(["a"], pa.large_string()), '["a"]'),
    (pa.array(["a", None], pa.string_view()), '["a", null]'),
    (pa.array([0, 19782, -37243778], pa.date32()),
     '[@"1970-01-01", @"2024-02-29", @"-100000-01-01"]'),
    (pa.array([-1, None], pa.date64()), '[@"1969-12-31", null]'),
    (pa.array([-1], NANOSECONDS), '[@"1969-12-31T23:59:59.999999999"]'),
    (pa.array([-62135596801], SECONDS), '[@"0000-12-31T23:59:59"]'),
    (pa.array([0], pa.timestamp("ms", "UTC")), '[@"1970-01-01T00:00:00Z"]'),
    (pa.array([0], pa.timestamp("us", "Etc/UTC")), '[@"1970-01-01T00:00:00@Etc/UTC"]'),
    (pa.array([0], pa.timestamp("s", "-00:30")), '[@"1969-12-31T23:30:00-00:30"]'),
    (pa.array([0], pa.timestamp("s", "Europe/Paris")), '[@"1970-01-01T01:00:00@Europe/Paris"]'),
    (pa.array([0], pa.timestamp("s", "Middle/Earth")), '[@"1970-01-01T00:00:00Z"]'),
    # the same wall clock, before and after it is set back
    (pa.array([1729987200, 1729990800], pa.timestamp("s", "Europe/Paris")),
     '[@"2024-10-27T02:00:00@Europe/Paris", @"2024-10-27T02:00:00+01:00"]'),
    (pa.array([37200, None], pa.time32("s")), '[@"10:20:00", null]'),
    (pa.array([37200000000001], pa.time64("ns")), '[@"10:20:00.000000001"]'),
    (pa.array([-1, None], pa.duration("ns")), '[@"-PT0.000000001S", null]'),
    (pa.array([(14, 0, 0), (0, 1, 5), (0, 0, 0), None], pa.month_day_nano_interval()),
     '[@"P1Y2M", @"P1DT0.000000005S", @"PT0S", null]'),
    (pa.array(["a", None, "b"]).dictionary_encode(), '["a", null, "b"]'),
    (pa.RunEndEncodedArray.from_arrays([2, 5], [7, None])[1:4], "[7, null, null]"),
    (pa.array([[1], None, [], [2, None]])[1:], "[null, [], [2, null]]"),
    (pa.array([[0.1]], pa.large_list(pa.float32())), "[[0.1]]"),
    (pa.array([[1, 2], None], pa.list_(pa.int8(), 2)), "[[1, 2], null]"),
    (pa.array([[1], None], pa.list_view(pa.int8())), "[[1], null]"),
    (pa.array([[1], None], pa.large_list_view(pa.int8())), "[[1], null]"),
    (pa.array([{"a": 0.1, "b": None}, None], pa.struct({"a": pa.float32(), "b": pa.int8()})),
     "[{a: 0.1, b: null}, null]"),
    (pa.array([{}, None], pa.struct([])), "[{}, null]"),
    (pa.array([[("a", 1)], None, [("b", None)]], pa.map_(pa.string(), pa.int8()))[1:],
     "[null, {b: null}]"),
    (pa.array([[(1, True)]], pa.map_(pa.int8(), pa.bool_())), '[{"1": true}]'),
    (pa.UnionArray.from_sparse(pa.array([0, 1, 0], pa.int8()),
                               [pa.array([1.5, 2, None]), pa.array(["a", "b", "c"])]),
     '[1.5, "b", null]'),
    (pa.ExtensionArray.from_storage(pa.bool8(), pa.array([1, None], pa.int8())), "[true, null]"),
    (pa.ExtensionArray.from_storage(pa.json_(), pa.array(["{}"])), '["{}"]'),
    (pa.chunked_array([["a"], ["b"]]), '["a", "b"]'),
]  # fmt: skip


@pytest.mark.parametrize(("array", "text"), READ)
def test_arrow_values_are_the_exact_feel_values(array, text):
    faults = []
    assert to_text(from_natural(natural_values(array), lambda *fault: faults.append(fault))) == text
    assert not faults


REPORTED = [
    (pa.array([INFINITY]), "infinite"),
    (pa.array([-INFINITY], pa.float32()), "infinite"),
    (pa.array([2**62], SECONDS), "TimestampScalar"),
    (pa.array([86400], pa.int32()).view(pa.time32("s")), "Time32Scalar"),
    (pa.array([(1, 1, 0)], pa.month_day_nano_interval()), "IntervalScalar"),
    (pa.array([b"a"]), "bytes"),
    (NOT_UTF_8[1:], "bytes"),
]


@pytest.mark.parametrize(("array", "message"), REPORTED)
def test_what_feel_has_nothing_for_is_null_with_a_fault(array, message):
    faults = []
    (value,) = natural_values(array)
    assert from_natural(value, lambda _, fault: faults.append(fault)) is None
    assert message in faults[0].message


def test_text_beside_what_is_no_utf_8_is_kept():
    assert natural_values(NOT_UTF_8) == ["a", b"\xff"]


# --- laws of reading -----------------------------------------------------------------------------

_zones = st.sampled_from([dt.UTC, dt.timezone(-dt.timedelta(minutes=30)), *map(ZoneInfo, ZONES)])
_integers = st.integers(-(2**63), 2**63 - 1)
_stamps = st.integers(-(2**62), 2**62).map(pd.Timestamp)
_of_one_type = [
    (pa.int64(), _integers),
    (pa.float64(), st.floats()),
    (pa.float32(), st.floats(width=32).map(np.float32)),
    (pa.float16(), st.floats(width=16).map(np.float16)),
    (pa.string(), st.text()),
    (pa.bool_(), st.booleans()),
    (pa.decimal128(38, 6), st.decimals(-1000, 1000, places=6)),
    (pa.date32(), st.dates()),
    (pa.timestamp("us"), st.datetimes()),
    (NANOSECONDS, _stamps),
    (pa.time64("us"), st.times()),
    (pa.duration("us"), st.timedeltas(dt.timedelta(-(10**7)), dt.timedelta(10**7))),
]


@st.composite
def _typed_columns(draw):
    kind, one = draw(st.sampled_from(_of_one_type))
    column = draw(st.lists(st.none() | one, max_size=6))
    for _ in range(draw(st.integers(0, 2))):
        if draw(st.booleans()):
            kind, column = pa.list_(kind), [column, None, []]
        else:
            kind, column = pa.struct({"a": kind}), [None, *({"a": each} for each in column)]
    return kind, column


@given(_typed_columns(), st.integers(0, 3))
def test_a_column_in_arrow_means_what_it_means_in_python(typed_column, start):
    kind, column = typed_column
    array = pa.array(column, kind)[start:]
    assert _texts(natural_values(array)) == _texts(column[start:])


def _texts(natural):
    return list(map(to_text, map(from_natural, natural)))


@given(st.lists(st.none() | _stamps), _zones)
def test_a_point_in_time_keeps_zone_or_offset_as_pandas_has_it(stamps, zone):
    series = pd.Series(stamps, dtype="datetime64[ns]").dt.tz_localize("UTC").dt.tz_convert(zone)
    assert _texts(natural_values(pa.Array.from_pandas(series))) == _texts(list(series))


# --- distinct ------------------------------------------------------------------------------------

NOT_THE_SAME = [
    1, 1.0, 0.0, -0.0, True, "1", Decimal(1), Decimal("1.0"), Decimal("-0"), Decimal(0), None, b"1",
    [], {}, (), [1], [1.0], [[1]], [1, [1]], [[1], 1], {"a": 1, "b": 2}, {"b": 2, "a": 1}, ["a", 1],
    {"a": None}, [None], {1: 2}, {"1": 2}, "", np.float32(1), np.float64(1), np.int64(1),
    np.bool_(1), np.float64(0), np.float64(-0.0), np.datetime64("2024-01-01"),
    np.datetime64("2024-01-01", "s"), dt.date(2024, 1, 1), dt.datetime(2024, 1, 1),  # noqa: DTZ001
    dt.datetime(2024, 1, 1, fold=1), dt.datetime(2024, 1, 1, tzinfo=dt.UTC),  # noqa: DTZ001
    dt.datetime(2024, 1, 1, tzinfo=ZoneInfo("UTC")),
    dt.datetime(2024, 1, 1, tzinfo=ZoneInfo("Etc/UTC")), dt.time(1), dt.time(1, tzinfo=dt.UTC),
    dt.timedelta(1), pd.Timestamp(2024, 1, 1), pd.Timestamp(2024, 1, 1, tz="UTC"), pd.NA, pd.NaT,
    pd.Timestamp(2024, 1, 1) + pd.Timedelta(1), pd.Timedelta(1), pd.Timedelta(2),
    *map(parse_temporal, ("2024-01-01", "10:00:00", "10:00:00Z", "10:00:00@Etc/UTC", "P1Y", "PT1S",
                          "2024-01-01T10:00:00Z", "2024-01-01T11:00:00+01:00")),
    Range(Decimal(1), Decimal(2)), Range(Decimal("1.0"), Decimal(2)),
    Range(Decimal(1), Decimal(2), end_included=False), Range.unary("<", Decimal(1)),
]  # fmt: skip


def test_no_two_of_these_are_the_same():
    assert distinct(NOT_THE_SAME * 2)[0].tolist() == [*range(len(NOT_THE_SAME))] * 2


def _own_container():
    container = []
    container.append(container)
    return container


@pytest.mark.parametrize(
    "value", [len, object(), [object()], Range(len, None), _own_container(), [1] * 20_000]
)
def test_what_has_no_identity_gets_a_code_for_each_row(value):
    assert identity_key(value) is None
    assert distinct([value, value, 1])[0].tolist() == [0, 1, 2]


DISTINCT = [
    (pa.array([0.0, -0.0, 0.0, NAN, None]), [0, 1, 0, 2, 2], ["0.0", "-0.0", "None"]),
    (pa.array([1, 2, 1], pa.float32()), [0, 1, 0], ["Decimal('1.0')", "Decimal('2.0')"]),
    (pa.array(["a", None, "a"], pa.string_view()), [0, 1, 0], ["'a'", "None"]),
    (pa.array([b"a", None], pa.binary_view()), [0, 1], ["b'a'", "None"]),
    (pa.array([0, 1], pa.int64()).view(pa.date64()), [0, 0], ['feel.Date("1970-01-01")']),
    (pa.array([(0, 1, 0), (0, 0, 86400 * 10**9)], pa.month_day_nano_interval()), [0, 0],
     ['feel.DaysAndTimeDuration("P1D")']),
    (pa.DictionaryArray.from_arrays(pa.array([3, 1, None, 2, 0]), ["a", "a", None, "b", "unused"]),
     [0, 1, 2, 2, 1], ["'b'", "'a'", "None"]),
    (pa.DictionaryArray.from_arrays(pa.array([1, 0]), [[1], [1]]), [0, 0], ["[1]"]),
    (pa.RunEndEncodedArray.from_arrays([2, 3], ["a", None]), [0, 0, 1], ["'a'", "None"]),
    (pa.chunked_array([["a"], ["b", "a"]]), [0, 1, 0], ["'a'", "'b'"]),
    (pa.chunked_array([], pa.int8()), [], []),
    (pa.array([[1], [1], None]), [0, 0, 1], ["[1]", "None"]),
]  # fmt: skip


@pytest.mark.parametrize(("column", "codes", "natural"), DISTINCT)
def test_the_distinct_values_of_a_column_are_those_that_occur(column, codes, natural):
    found, occurring = distinct(column)
    assert found.dtype == np.int64
    assert (found.tolist(), list(map(repr, occurring))) == (codes, natural)


@given(_typed_columns())
def test_each_row_of_an_arrow_column_has_its_own_value(typed_column):
    kind, column = typed_column
    array = pa.array(column, kind)
    _check_distinct(array, natural_values(array))


@given(st.lists(values | st.floats() | st.integers(0, 1) | st.binary(max_size=1), max_size=6))
def test_each_row_of_a_python_column_has_its_own_value(column):
    _check_distinct(column * 2, column * 2)


def _check_distinct(column, natural):
    codes, occurring = distinct(column)
    assert [_shown(occurring[code]) for code in codes] == list(map(_shown, natural))
    assert len(set(map(_shown, occurring))) == len(occurring)
    assert len(set(map(identity_key, occurring))) == len(occurring)


def _shown(value):
    """Return a text that tells any two of the values above apart."""
    return type(value), repr(value)
