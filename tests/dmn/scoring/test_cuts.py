"""The class of a value in a column is that of its exact decimal, whatever the column is made of."""

import math
import pickle
import re
from decimal import Context, Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import numbers

from dmn.scoring.cuts import NULL, UNSURE, Cuts

PLAIN = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
FLOATS = {pa.float16(): np.float16, pa.float32(): np.float32, pa.float64(): np.float64}
INTEGERS = [pa.int8(), pa.int16(), pa.int32(), pa.int64(),
            pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()]  # fmt: skip
EXACT = Context(prec=100)
# between 0.1 and the next float, with all the digits of a FEEL number
BESIDE_A_TENTH = "0.1000000000000000000000000000000001"


def cuts(*points):
    return Cuts([Decimal(point) for point in points])


def in_a_slice(values, kind):
    """Give an array that begins and ends within its buffers."""
    around = [None, *values[:1]]
    return pa.array([*around, *values, *around], kind).slice(len(around), len(values))


def decimal_of(value):
    return Decimal(str(value))


# --- the points ---------------------------------------------------------------------------------


def test_equal_points_are_one_whatever_their_scale_and_order():
    same = cuts("2", "1", "1.0", "1E0")
    assert same.count == 5
    assert [same.place(Decimal(text)) for text in ("0", "1.00", "1.5", "2", "3")] == [0, 1, 2, 3, 4]


def test_without_points_there_is_one_class():
    none = cuts()
    assert none.count == 1
    assert none.place(Decimal(7)) == 0
    assert none.of_numbers(pa.array([1.5, math.nan, None])).tolist() == [0, NULL, NULL]
    assert none.of_text(pa.array(["1", "", "x"])).tolist() == [0, NULL, UNSURE]


@given(st.lists(numbers, max_size=5))
def test_places_alternate_between_gaps_and_points(points):
    some = Cuts(points)
    assert [some.place(point) for point in sorted(set(points))] == list(range(1, some.count, 2))


def test_cuts_can_be_sent_to_another_process_before_and_after_they_were_used():
    used = cuts("0.1", "5")
    array = pa.array([0.1, 1.0, 5.0])
    fresh = pickle.loads(pickle.dumps(used))  # noqa: S301 - of this test's own
    expected = used.of_numbers(array).tolist()
    again = pickle.loads(pickle.dumps(used))  # noqa: S301 - of this test's own
    assert fresh.of_numbers(array).tolist() == again.of_numbers(array).tolist() == expected


# --- numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "kind", "values", "expected"),
    [
        (["0.1"], pa.float64(), [0.0, 0.1, 0.2, -0.1], [0, 1, 2, 0]),
        (["0.1"], pa.float32(), [0.0, 0.1, 0.2], [0, 1, 2]),
        (["0.1"], pa.float16(), [np.float16(0), np.float16(0.1), np.float16(0.2)], [0, 1, 2]),
        (["0.3"], pa.float64(), [0.3, 0.1 + 0.2], [1, 2]),
        (["0.30000000000000004"], pa.float64(), [0.3, 0.1 + 0.2], [0, 1]),
        ([BESIDE_A_TENTH], pa.float64(), [0.1, math.nextafter(0.1, 1)], [0, 2]),
        (["0.1", BESIDE_A_TENTH], pa.float64(), [0.1, math.nextafter(0.1, 1)], [1, 4]),
        (["0.1", BESIDE_A_TENTH, "0.10000000000000002"], pa.float64(),
         [0.1, math.nextafter(0.1, 1), 0.2], [1, 5, 6]),
        (["0"], pa.float64(), [-0.0, 0.0, 5e-324, -5e-324], [1, 1, 2, 0]),
        (["-0.0"], pa.float32(), [-0.0, 0.0, 1.0], [1, 1, 2]),
        (["5e-324", "1e-6176"], pa.float64(), [0.0, 5e-324, 1e-323], [0, 3, 4]),
        (["4.9e-324"], pa.float64(), [0.0, 5e-324], [0, 2]),
        (["1e400", "-1e400"], pa.float64(), [1.7976931348623157e308, -1.7e308], [2, 2]),
        (["1.7976931348623157e308"], pa.float64(), [1.7976931348623157e308, 1.0], [1, 0]),
        (["3.5e38", "1e39"], pa.float32(), [3.4e38, -3.4e38], [0, 0]),
        (["65500"], pa.float16(), [np.float16(65504), np.float16(65472)], [1, 0]),
        ([], pa.float64(), [math.inf, -math.inf, math.nan, None], [UNSURE, UNSURE, NULL, NULL]),
        (["1e400"], pa.float32(), [math.inf, -math.inf, math.nan], [UNSURE, UNSURE, NULL]),
        (["2.5"], pa.int8(), [2, 3, -128, 127, None], [0, 2, 0, 2, NULL]),
        (["-129", "-128", "127", "128"], pa.int8(), [-128, -127, 126, 127], [3, 4, 4, 5]),
        (["9223372036854775807"], pa.int64(), [2**63 - 1, 2**63 - 2], [1, 0]),
        (["9007199254740993"], pa.int64(), [2**53, 2**53 + 1, 2**53 + 2], [0, 1, 2]),
        (["18446744073709551615"], pa.uint64(), [2**64 - 1, 2**64 - 2], [1, 0]),
        (["9223372036854775808", "-1"], pa.uint64(), [2**63 - 1, 2**63, 2**63 + 1], [2, 3, 4]),
        (["1e6144", "-1e6144", "1e-6176"], pa.uint8(), [0, 1], [2, 4]),
    ],
)  # fmt: skip
def test_a_number_is_in_the_class_of_its_decimal(points, kind, values, expected):
    some = cuts(*points)
    assert some.of_numbers(pa.array(values, kind)).tolist() == expected
    assert some.of_numbers(in_a_slice(values, kind)).tolist() == expected


@pytest.mark.parametrize(
    ("points", "kind", "values", "expected"),
    [
        (["1.5"], pa.decimal128(5, 2), ["1.49", "1.50", "-1.50", None, "2"], [0, 1, 0, NULL, 2]),
        (["1.555"], pa.decimal128(5, 2), ["1.55", "1.56"], [0, 2]),
        (["1e400", "1e-400"], pa.decimal128(3, 0), ["0", "1"], [0, 2]),
        (["1200"], pa.decimal128(5, -2), ["1100", "1200", "1300"], [0, 1, 2]),
        (["1"], pa.decimal128(38, 30), ["1", "0.999999999999999999999999999999"], [1, 0]),
        (["-9223372036854775809"], pa.decimal128(38, 0),
         ["-9223372036854775808", "-9223372036854775809", "-9223372036854775810"], [2, 1, 0]),
        (["5"], pa.decimal128(38, 0), ["9" * 34, "9" * 35, "1" + "0" * 35], [2, UNSURE, 2]),
        (["5"], pa.decimal256(76, 40), ["5", None, "5.00000000000000000000000000000000001"],
         [1, NULL, UNSURE]),
        (["5"], pa.decimal256(76, 40), [None, None], [NULL, NULL]),
    ],
)  # fmt: skip
def test_a_decimal_is_in_its_class_unless_feel_would_round_it(points, kind, values, expected):
    decimals = [None if value is None else Decimal(value) for value in values]
    some = cuts(*points)
    assert some.of_numbers(pa.array(decimals, kind)).tolist() == expected
    assert some.of_numbers(in_a_slice(decimals, kind)).tolist() == expected


def test_one_column_of_points_serves_columns_of_every_type():
    some = cuts("1.5", "150")
    units = [1, 150, 200]
    for _ in range(2):
        assert some.of_numbers(pa.array(units, pa.int64())).tolist() == [0, 3, 4]
        assert some.of_numbers(pa.array(units, pa.uint8())).tolist() == [0, 3, 4]
        assert some.of_numbers(pa.array([1.5, 150, 200], pa.float32())).tolist() == [1, 3, 4]
        for scale in (1, 2):
            decimals = pa.array(map(Decimal, ("1.5", "2", "150")), pa.decimal128(9, scale))
            assert some.of_numbers(decimals).tolist() == [1, 2, 3]


@pytest.mark.parametrize("kind", [*FLOATS, *INTEGERS, pa.decimal128(20, 2), pa.decimal256(50, 2)])
def test_columns_of_nothing_have_classes_of_nothing(kind):
    assert cuts("1").of_numbers(pa.array([], kind)).tolist() == []
    assert cuts("1").of_numbers(pa.nulls(3, kind)).tolist() == [NULL] * 3


@pytest.mark.parametrize("count", [1, 31, 32, 33, 40, 300])
def test_few_and_many_points_are_searched_alike(count):
    some = Cuts([Decimal(point) for point in range(count)])
    values = np.arange(-1, count + 1, 0.5)
    expected = [some.place(decimal_of(value)) for value in values]
    assert some.of_numbers(pa.array(values)).tolist() == expected
    whole = np.repeat(np.arange(-1, count + 1), 20_000 // count)
    expected = [some.place(Decimal(int(value))) for value in whole]
    assert some.of_numbers(pa.array(whole)).tolist() == expected


def near(draw, number, kind):
    """Give a float of a kind at or beside a number."""
    with np.errstate(all="ignore"):
        value = kind(float(number))
        for _ in range(draw(st.integers(0, 2))):
            value = np.nextafter(value, kind(draw(st.sampled_from([-math.inf, math.inf]))))
    return value


@st.composite
def floats_and_points(draw):
    """Give floats, and points at, beside and between them."""
    kind = draw(st.sampled_from(list(FLOATS)))
    width = kind.bit_width
    values = draw(st.lists(st.floats(width=width).map(FLOATS[kind]), max_size=5))
    beside = [
        point
        for value in values
        if np.isfinite(value)
        for point in (decimal_of(value), Decimal(float(value)), decimal_of(value).next_plus())
    ]
    points = draw(st.lists(numbers | st.sampled_from(beside) if beside else numbers, max_size=5))
    values += [near(draw, point, FLOATS[kind]) for point in points]
    return kind, values, points


@given(floats_and_points())
def test_floats_have_the_class_of_their_shortest_text(case):
    kind, values, points = case
    some = Cuts(points)
    classes = some.of_numbers(pa.array(np.array(values, FLOATS[kind]), kind)).tolist()
    for value, found in zip(values, classes, strict=True):
        if np.isfinite(value):
            assert found == some.place(decimal_of(value))
        else:
            assert found == (NULL if np.isnan(value) else UNSURE)


@given(st.data(), st.sampled_from(INTEGERS))
def test_integers_have_the_class_of_themselves(data, kind):
    bits, signed = kind.bit_width, kind in INTEGERS[:4]
    least, most = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    values = data.draw(st.lists(st.integers(least, most) | st.sampled_from([least, most])))
    near_them = st.builds(
        lambda value, more: Decimal(value) + Decimal(more),
        st.sampled_from([*values, least, most]),
        st.sampled_from(["0", "0.5", "-0.5", "1", "-1"]),
    )
    some = Cuts(data.draw(st.lists(near_them | numbers)))
    expected = [some.place(Decimal(value)) for value in values]
    assert some.of_numbers(pa.array(values, kind)).tolist() == expected


@given(
    st.lists(st.none() | st.integers(-(10**34) + 1, 10**34 - 1) | st.integers(-300, 300)),
    st.lists(st.integers(-300, 300).map(lambda units: Decimal(units) / 1000) | numbers),
    st.sampled_from([pa.decimal128(34, 2), pa.decimal256(40, 2)]),
)
def test_decimals_have_the_class_of_themselves(units, points, kind):
    some = Cuts(points)
    values = [None if unit is None else Decimal(unit).scaleb(-2, EXACT) for unit in units]
    expected = [NULL if value is None else some.place(value) for value in values]
    assert some.of_numbers(pa.array(values, kind)).tolist() == expected


# --- text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1", 1), ("0.10", 1), (".1", 1), ("00.1", 1), ("0", 0), ("-0", 0), ("-.1", 0),
        ("-0.1", 0), ("1.", 2), ("-1.", 0), ("0.10000000000000", 1), ("0.10000000000001", 2),
        ("123456789012345", 2), ("-12345678901234.5", 0), ("000000000000000", 0),
        ("", NULL), (" ", NULL), ("\t\r\n ", NULL),
        ("1234567890123456", UNSURE), ("0.100000000000000", UNSURE), ("1e5", UNSURE),
        ("1E5", UNSURE), ("+1", UNSURE), (" 1", UNSURE), ("1 ", UNSURE), ("1 2", UNSURE),
        ("-", UNSURE), (".", UNSURE), ("-.", UNSURE), ("--1", UNSURE), ("1-", UNSURE),
        ("1-2", UNSURE), ("1.2.3", UNSURE), ("1..2", UNSURE), ("2024-01-02", UNSURE),
        ("1/2", UNSURE), ("1,5", UNSURE), ("nan", UNSURE), ("inf", UNSURE), ("-inf", UNSURE),
        ("infinity", UNSURE), ("0x10", UNSURE), ("1_000", UNSURE), ("١", UNSURE), ("é", UNSURE),
        ("\u00a0", UNSURE), ("\0", UNSURE), ("1\0", UNSURE), ("null", UNSURE), (" " * 40, UNSURE),
        ("1" * 5000, UNSURE), ("x" * 2**12, UNSURE),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_text_is_read_where_it_is_a_short_plain_number(text, expected, kind):
    some = cuts("0.1")
    assert some.of_text(pa.array([text], kind)).tolist() == [expected]
    beside_others = [text, "5", None, "", "0.1", text]
    classes = [expected, 2, NULL, NULL, 1, expected]
    assert some.of_text(pa.array(beside_others, kind)).tolist() == classes
    assert some.of_text(in_a_slice(beside_others, kind)).tolist() == classes


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
@pytest.mark.parametrize("values", [[], [None], [""], [None, "", None]])
def test_a_column_of_no_text_is_null(values, kind):
    assert cuts("1").of_text(pa.array(values, kind)).tolist() == [NULL] * len(values)
    assert cuts("1").of_text(in_a_slice(values, kind)).tolist() == [NULL] * len(values)


@pytest.mark.parametrize("hidden", [b"7", b"-", b"x", b" "])
def test_what_is_in_a_nulls_place_means_nothing(hidden):
    offsets = np.array([0, 1, 2], np.int32)
    buffers = [pa.py_buffer(b"\x01"), pa.py_buffer(offsets), pa.py_buffer(b"5" + hidden)]
    array = pa.Array.from_buffers(pa.string(), 2, buffers)
    assert cuts("5").of_text(array).tolist() == [1, NULL]


PIECES = ("", "-", "+", ".", "0", "1", "15", "999", "000000", "123456789", " ", "e", "e5", "é", "/")
odd_texts = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
number_texts = st.from_regex(PLAIN, fullmatch=True) | st.decimals(-1000, 1000, places=2).map(str)


def is_sure(text):
    return PLAIN.fullmatch(text) and sum(map(text.count, "0123456789")) <= 15


@given(
    st.lists(st.none() | number_texts | odd_texts, max_size=8),
    st.lists(number_texts.map(Decimal) | numbers, max_size=5),
    st.sampled_from([pa.string(), pa.large_string()]),
    st.booleans(),
)
@example(["0.3", "-0.3", "0.30000000000004"], [Decimal("0.3"), Decimal("-0.3")], pa.string(), True)
def test_text_has_the_class_of_its_decimal(texts, points, kind, with_their_own):
    own = [Decimal(text) for text in texts if text and is_sure(text)] if with_their_own else []
    some = Cuts([*points, *own])
    classes = some.of_text(in_a_slice(texts, kind)).tolist()
    for text, found in zip(texts, classes, strict=True):
        if text is None or not text.strip(" \t\r\n"):
            assert found == NULL
        else:
            assert found == (some.place(Decimal(text)) if is_sure(text) else UNSURE)


@given(st.lists(number_texts.filter(is_sure), min_size=2, unique_by=Decimal))
def test_neighbours_in_text_are_told_apart(texts):
    some = Cuts([Decimal(text) for text in texts])
    assert sorted(some.of_text(pa.array(texts)).tolist()) == list(range(1, some.count, 2))
