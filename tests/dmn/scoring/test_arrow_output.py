"""The type of an output column holds every value exactly, and as little more as it can."""

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import booleans, dates, days_and_times, numbers, plain_numbers, texts, values

from dmn.field_text import field_text
from dmn.scoring.arrow_output import DoesNotFit, to_arrow, types_for, widened
from dmn.scoring.arrow_values import natural_values
from feel.feel_types import (
    ANY,
    BOOLEAN,
    DATE,
    NUMBER,
    STRING,
    TIME,
    ContextType,
    ListType,
    NamedType,
)
from feel.temporal import DateTime, Time, parse_temporal
from feel.values import Range

TEXT, WIDE = pa.string(), pa.decimal256(76, 42)
THIRD = Decimal("0." + "3" * 34)
DAY = parse_temporal("2024-02-29")


def _number(scale):
    return pa.decimal128(38, scale)


TYPES = [
    ([Decimal(1), None], _number(0)),
    ([Decimal("1.50"), Decimal(100)], _number(2)),
    ([Decimal("1E+3")], _number(0)),
    ([Decimal("1E+3"), Decimal("0.05")], _number(2)),
    ([Decimal(10**34 - 1), Decimal("0.0001")], _number(4)),
    ([Decimal(10**34 - 1), Decimal("0.00001")], WIDE),
    ([THIRD, Decimal(1000)], _number(34)),
    ([THIRD, Decimal(10000)], WIDE),
    ([Decimal("1E+33")], _number(0)),
    ([Decimal("1E+34")], TEXT),
    ([Decimal("1E-38")], _number(38)),
    ([Decimal("1E-39")], WIDE),
    ([Decimal((0, (3,) * 34, -42))], WIDE),
    ([Decimal("1E-43")], TEXT),
    ([Decimal("10E-43")], WIDE),
    ([Decimal("0E-43"), Decimal("0E+39")], _number(0)),
    ([Decimal("0.00")], _number(2)),
    ([DAY, parse_temporal("-100000-01-01")], pa.date32()),
    ([parse_temporal("999999999-01-01")], TEXT),
    ([True, None], pa.bool_()),
    (["a", ""], TEXT),
    ([parse_temporal("10:00:00Z")], TEXT),
    ([Range(Decimal(1), Decimal(2))], TEXT),
    ([len], TEXT),
    ([True, Decimal(1)], TEXT),
    ([DAY, "a"], TEXT),
    ([], TEXT),
    ([None], TEXT),
    ([[Decimal(1), None], [], None, [Decimal("0.1")]], pa.list_(_number(1))),
    ([[DAY, True]], pa.list_(TEXT)),
    ([[[True]], [None]], pa.list_(pa.list_(pa.bool_()))),
    ([[]], pa.list_(TEXT)),
    ([[True], True], TEXT),
    ([[{"b": True}, {"a": Decimal(1), "b": None}]],
     pa.list_(pa.struct([("b", pa.bool_()), ("a", _number(0))]))),
    ([{"a": DAY}, {"a": None}], pa.struct([("a", pa.date32())])),
    ([[{"a": None}]], pa.list_(pa.struct([("a", TEXT)]))),
    ([[{}]], pa.list_(TEXT)),
    ([{"\ud800": True}], TEXT),
    ([{"a": True}, [True]], TEXT),
]  # fmt: skip


@pytest.mark.parametrize(("given_values", "kind"), TYPES)
def test_the_type_is_the_narrowest_that_holds_the_values(given_values, kind):
    assert types_for(given_values) == kind


_ENDLESS = NamedType("tEndless")
_ENDLESS.resolved = ContextType({"a": NUMBER, "next": _ENDLESS})
_ENDLESS_TYPE = pa.struct([("a", _number(0)), ("next", TEXT)])
DECLARED = [
    (NUMBER, [], _number(0)),
    (DATE, [None], pa.date32()),
    (BOOLEAN, [], pa.bool_()),
    (STRING, [], TEXT),
    (TIME, [], TEXT),
    (ANY, [], TEXT),
    (ContextType(), [], TEXT),
    (ListType(NUMBER), [], pa.list_(_number(0))),
    (ListType(NUMBER), [[]], pa.list_(_number(0))),
    (ListType(ContextType({"a": DATE})), [[{"a": None}]],
     pa.list_(pa.struct([("a", pa.date32())]))),
    (_ENDLESS, [], _ENDLESS_TYPE),
    (NUMBER, [True], pa.bool_()),
]  # fmt: skip


@pytest.mark.parametrize(("declared", "given_values", "kind"), DECLARED)
def test_where_there_are_only_nulls_the_declared_type_decides(declared, given_values, kind):
    assert types_for(given_values, declared) == kind


WIDER = [
    (_number(2), [Decimal("0.1"), None], _number(2)),
    (_number(2), [Decimal("0.0001")], _number(4)),
    (_number(2), [Decimal("0.00001")], WIDE),
    (_number(34), [Decimal(10000)], WIDE),
    (WIDE, [Decimal(1)], WIDE),
    (WIDE, [Decimal("1E-43")], TEXT),
    (_number(0), ["a"], TEXT),
    (pa.date32(), [DAY], pa.date32()),
    (TEXT, [Decimal(1), [True]], TEXT),
    (pa.list_(_number(0)), [[Decimal("0.5")], []], pa.list_(_number(1))),
    (pa.struct([("a", _number(0))]), [{"b": True}],
     pa.struct([("a", _number(0)), ("b", pa.bool_())])),
]  # fmt: skip


@pytest.mark.parametrize(("known", "given_values", "kind"), WIDER)
def test_a_type_is_widened_to_hold_more(known, given_values, kind):
    assert widened(known, given_values) == kind


def test_a_new_entry_that_is_null_has_its_declared_type():
    declared = ContextType({"a": BOOLEAN, "b": DATE})
    wider = widened(pa.struct([("a", pa.bool_())]), [{"b": None}], declared)
    assert wider == pa.struct([("a", pa.bool_()), ("b", pa.date32())])


WRITTEN = [
    ([Decimal("1.50"), None, Decimal("1E+1")], [Decimal("1.50"), None, Decimal("10.00")]),
    ([Decimal("0E+39"), Decimal("-0"), Decimal("0E-39")], [Decimal(0)] * 3),
    ([Decimal("10E-39"), Decimal("0E+39")], [Decimal("1E-38"), Decimal("0E-38")]),
    (["a\ud800", None], ["a\\ud800", None]),
    ([parse_temporal("10:00:00@Etc/UTC")], ["10:00:00@Etc/UTC"]),
    ([Decimal("1.50"), True, None, DAY], ["1.50", "true", None, "2024-02-29"]),
    ([Range(Decimal(1), Decimal(2))], ["[1..2]"]),
    ([[Decimal(1), "a", None], None, []], [["1", "a", None], None, []]),
    ([[Decimal(1)], True], ["[1]", "true"]),
    ([[{"a": True}, None, {"b": "x", "a": None}]],
     [[{"a": True, "b": None}, None, {"a": None, "b": "x"}]]),
]  # fmt: skip


@pytest.mark.parametrize(("given_values", "written"), WRITTEN)
def test_values_are_written_as_their_type_has_them(given_values, written):
    array = to_arrow(given_values, types_for(given_values))
    array.validate(full=True)
    assert array.to_pylist() == written


UNFIT = [
    (_number(1), Decimal("0.01")),
    (_number(2), Decimal("1E+36")),
    (_number(0), "a"),
    (_number(0), True),
    (pa.date32(), parse_temporal("999999999-01-01")),
    (pa.date32(), parse_temporal("2024-02-29T00:00:00")),
    (pa.bool_(), Decimal(1)),
    (pa.list_(pa.bool_()), True),
    (pa.list_(pa.bool_()), [DAY]),
    (pa.struct([("a", pa.bool_())]), {"a": True, "b": True}),
]


@pytest.mark.parametrize(("kind", "value"), UNFIT)
def test_what_a_type_does_not_hold_exactly_is_refused(kind, value):
    with pytest.raises(DoesNotFit, match="does not hold"):
        to_arrow([None, value], kind)


def test_nesting_without_end_in_sight_becomes_text():
    deep = [True]
    for _ in range(90):
        deep = [deep]
    array = to_arrow([deep], types_for([deep]))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, pa.schema([("a", array.type)])) as stream:
        stream.write(pa.record_batch({"a": array}))
    assert pa.ipc.open_stream(sink.getvalue()).read_all()["a"].to_pylist() == array.to_pylist()


# --- laws ----------------------------------------------------------------------------------------

_columns = st.one_of(
    st.lists(st.none() | kind, max_size=5)
    for kind in (plain_numbers, numbers, dates(), booleans, texts, days_and_times, values)
)


@given(_columns)
def test_what_is_written_is_read_back_exactly(column):
    kind = types_for(column)
    read = natural_values(to_arrow(column, kind))
    assert all(map(_means, read, column))


def _means(read, value):
    """Tell whether a value that was read is the one written: itself, or its text."""
    if value is None or read is None:
        return value is read
    if type(read) is str:
        return read == field_text(value).encode(errors="backslashreplace").decode()
    if type(value) is list:
        return len(read) == len(value) and all(map(_means, read, value))
    if type(value) is dict:
        return read.keys() >= value.keys() and all(
            _means(item, value.get(name)) for name, item in read.items()
        )
    return type(read) is type(value) and read == value


@given(_columns, _columns)
def test_a_widened_type_holds_what_the_known_one_held(column, more):
    wider = widened(types_for(column), more)
    assert len(to_arrow([*column, *more], wider)) == len(column) + len(more)
    assert widened(wider, [*column, *more]) == wider


@given(st.lists(numbers, min_size=1, max_size=5), st.lists(numbers, min_size=1, max_size=5))
def test_what_is_written_can_be_cast_to_the_widened_type(column, more):
    array = to_arrow(column, types_for(column))
    wider = widened(array.type, more)
    assume(wider != TEXT)
    assert array.cast(wider).to_pylist() == column


def test_a_point_in_time_is_no_timestamp_for_arrow_has_one_zone_for_a_column():
    moments = [DateTime(DAY, Time(10, 0, 0, offset=offset)) for offset in (0, 3600)]
    assert to_arrow(moments, TEXT).to_pylist() == [
        "2024-02-29T10:00:00Z",
        "2024-02-29T10:00:00+01:00",
    ]
