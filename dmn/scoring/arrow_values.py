"""Arrow arrays as natural values, exactly, and the distinct values of a column of any kind.

The one rule: identity, not equality. `1`, `1.0`, `true` and `1.00` are four values, for they may
print differently; only what is the same in type and in exact representation is one.
"""

import datetime as dt
import math
from collections.abc import Callable, Hashable, Iterable
from decimal import Decimal
from itertools import islice, repeat
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dmn.scoring.block import Codes, Column
from feel.errors import FeelFault
from feel.temporal import (
    NANOSECONDS,
    Date,
    DateTime,
    DaysAndTimeDuration,
    Time,
    YearsAndMonthsDuration,
    parse_time,
)
from feel.temporal_values import DAY, date_of, time_of
from feel.temporal_zones import offset_at_instant
from feel.values import Range, Value

__all__ = ["distinct", "identity_key", "natural_values"]

_IN_NANOSECONDS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}
_DAY_IN_MILLISECONDS = 86_400_000
_NULL = (type(None),)
_MOST_PARTS = 10_000  # of a value that is worth a key; a value within itself has no end


# --- from Arrow ----------------------------------------------------------------------------------


def natural_values(array: pa.Array | pa.ChunkedArray) -> list[Any]:
    """Return a Python or FEEL value of each, which `feel.conversion.from_natural` makes exact.

    Null: null and NaN. What FEEL has nothing for stays Arrow's scalar or bytes, to be reported.
    """
    if isinstance(array, pa.ChunkedArray):
        return [value for chunk in array.chunks for value in natural_values(chunk)]
    kind = array.type
    for applies, read in _READERS:
        if applies(kind):
            return read(array)
    return list(array)


def _plain(array: pa.Array) -> list[Any]:
    values: list[Any] = array.to_pylist()
    return values


def _text(array: pa.Array) -> list[Any]:
    try:
        return _plain(array)
    except UnicodeDecodeError:  # Parquet promises UTF-8 and nobody looks
        return [_decoded(scalar) for scalar in array]


def _decoded(scalar: pa.Scalar) -> str | bytes | None:
    try:
        return str(scalar) if scalar.is_valid else None
    except UnicodeDecodeError:
        return bytes(scalar.as_buffer())


def _doubles(array: pa.Array) -> list[Any]:
    values = array.to_numpy(zero_copy_only=False).tolist()
    return [None if value != value else value for value in values]  # noqa: PLR0124 - it is NaN


def _short_floats(array: pa.Array) -> list[Any]:
    """Read each by its own shortest text, which a detour through float64 would lose."""
    values = array.to_numpy(zero_copy_only=False)
    return [None if np.isnan(value) else Decimal(str(value)) for value in values]


def _counted(array: pa.Array, value_of: Callable[[int], Value]) -> list[Any]:
    """Read an array whose values are counts of something since some point."""
    integers = pa.int32() if array.type.bit_width == 32 else pa.int64()
    values = []
    for position, number in enumerate(array.view(integers).to_pylist()):
        try:
            values.append(None if number is None else value_of(number))
        except FeelFault:  # beyond FEEL's years, or no time of a day
            values.append(array[position])
    return values


def _days(array: pa.Array) -> list[Any]:
    return _counted(array, date_of)


def _days_in_milliseconds(array: pa.Array) -> list[Any]:
    return _counted(array, lambda number: date_of(number // _DAY_IN_MILLISECONDS))


def _times(array: pa.Array) -> list[Any]:
    unit, local = _IN_NANOSECONDS[array.type.unit], Time(0, 0, 0)
    return _counted(array, lambda number: time_of(number * unit, local))


def _durations(array: pa.Array) -> list[Any]:
    unit = _IN_NANOSECONDS[array.type.unit]
    return _counted(array, lambda number: DaysAndTimeDuration(number * unit))


def _timestamps(array: pa.Array) -> list[Any]:
    unit, midnight = _IN_NANOSECONDS[array.type.unit], _midnight(array.type.tz)
    return _counted(array, lambda number: _at_instant(number * unit, midnight))


def _midnight(zone: str | None) -> Time:
    """Return a time of the zone, or of UTC where nobody knows it: the instants are the same."""
    if zone is None:
        return Time(0, 0, 0)
    if zone != "UTC":  # which is what Arrow calls an offset of nothing
        try:
            return parse_time(f"00:00:00{zone if zone[:1] in '+-' else f'@{zone}'}")
        except FeelFault:
            pass
    return Time(0, 0, 0, offset=0)


def _at_instant(nanoseconds: int, like: Time) -> DateTime:
    """Return the date and time at an instant; of two equal wall clocks the second by offset."""
    instant = nanoseconds // NANOSECONDS
    offset = like.offset or 0 if like.zone is None else offset_at_instant(like.zone, instant)
    days, of_day = divmod(nanoseconds + offset * NANOSECONDS, DAY)
    value = DateTime(date_of(days), time_of(of_day, like))
    if value.key == instant or like.is_local:
        return value
    return DateTime(value.date, time_of(of_day, Time(0, 0, 0, offset=offset)))


def _intervals(array: pa.Array) -> list[Any]:
    return [_interval(scalar) if scalar.is_valid else None for scalar in array]


def _interval(scalar: pa.Scalar) -> Any:
    months, days, nanoseconds = scalar.value
    if months and (days or nanoseconds):
        return scalar  # FEEL has no duration of both kinds
    return (
        YearsAndMonthsDuration(months) if months else DaysAndTimeDuration(days * DAY + nanoseconds)
    )


def _by_code(array: pa.Array) -> list[Any]:
    codes, values = distinct(array)
    return [values[code] for code in codes.tolist()]


def _runs(array: pa.Array) -> list[Any]:
    return natural_values(pc.run_end_decode(array))


def _lists(array: pa.Array) -> list[Any]:
    items = iter(natural_values(array.flatten()))
    lengths = pc.list_value_length(array).to_pylist()
    return [None if length is None else list(islice(items, length)) for length in lengths]


def _maps(array: pa.Array) -> list[Any]:
    kind = array.type
    pairs = pa.struct([("key", kind.key_type), ("value", kind.item_type)])
    return [
        None if entries is None else {str(entry["key"]): entry["value"] for entry in entries}
        for entries in natural_values(array.cast(pa.list_(pairs)))
    ]


def _structs(array: pa.Array) -> list[Any]:
    names = [field.name for field in array.type]
    columns = [natural_values(column) for column in array.flatten()]
    rows = zip(*columns, strict=True) if columns else repeat((), len(array))
    return [
        dict(zip(names, row, strict=True)) if is_valid else None
        for is_valid, row in zip(array.is_valid().to_pylist(), rows, strict=True)
    ]


def _unions(array: pa.Array) -> list[Any]:
    return [natural_values(pa.repeat(scalar.value, 1))[0] for scalar in array]


def _extensions(array: pa.Array) -> list[Any]:
    is_boolean = isinstance(array.type, pa.Bool8Type)
    return natural_values(array.storage.cast(pa.bool_()) if is_boolean else array.storage)


def _any_of(*applies: Callable[[pa.DataType], bool]) -> Callable[[pa.DataType], bool]:
    return lambda kind: any(each(kind) for each in applies)


_is = pa.types
_is_text = _any_of(_is.is_string, _is.is_large_string, _is.is_string_view)
_is_binary = _any_of(
    _is.is_binary, _is.is_large_binary, _is.is_binary_view, _is.is_fixed_size_binary
)
_is_list = _any_of(
    _is.is_list, _is.is_large_list, _is.is_fixed_size_list, _is.is_list_view, _is.is_large_list_view
)
_is_extension = _any_of(lambda kind: isinstance(kind, pa.BaseExtensionType))
_READERS: tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.Array], list[Any]]], ...] = (
    (_is_extension, _extensions),
    (_is_text, _text),
    (_is.is_float64, _doubles),
    (_is.is_floating, _short_floats),
    (_any_of(_is.is_integer, _is.is_boolean, _is.is_decimal, _is.is_null, _is_binary), _plain),
    (_is.is_date32, _days),
    (_is.is_date64, _days_in_milliseconds),
    (_is.is_timestamp, _timestamps),
    (_is.is_time, _times),
    (_is.is_duration, _durations),
    (_is.is_interval, _intervals),
    (_is.is_dictionary, _by_code),
    (_is.is_run_end_encoded, _runs),
    (_is_list, _lists),
    (_is.is_map, _maps),
    (_is.is_struct, _structs),
    (_is.is_union, _unions),
)


# --- distinct values -----------------------------------------------------------------------------


def distinct(column: Column) -> tuple[Codes, list[Any]]:
    """Return which value each row has, and the distinct natural values that occur.

    Null: one of the values, also for NaN.
    """
    if isinstance(column, list):
        return _distinct_values(column)
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    kind = column.type
    if _is.is_dictionary(kind):
        return _distinct_entries(column)
    if _is.is_run_end_encoded(kind):
        return distinct(pc.run_end_decode(column))
    if not _is_encoded(kind):
        return _distinct_values(natural_values(column))
    if _is.is_floating(kind):  # NaN becomes null
        column = pa.array(column.to_numpy(zero_copy_only=False), from_pandas=True)
    if kind in _WIDENED:
        column = column.cast(_WIDENED[kind])
    encoded = pc.dictionary_encode(column, null_encoding="encode")
    return _codes(encoded.indices), natural_values(encoded.dictionary)


_is_encoded = _any_of(
    _is_text, _is_binary, _is.is_integer, _is.is_floating, _is.is_boolean, _is.is_null,
    _is.is_decimal128, _is.is_decimal256, _is.is_date32, _is.is_timestamp, _is.is_time,
    _is.is_duration,
)  # fmt: skip
"""Whether Arrow finds the distinct values, no two of which are one natural value."""

# Arrow finds the distinct values of views, but loses their null
_WIDENED = {pa.string_view(): pa.large_string(), pa.binary_view(): pa.large_binary()}


def _codes(indices: pa.Array) -> Codes:
    codes: Codes = indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes


def _distinct_entries(column: pa.DictionaryArray) -> tuple[Codes, list[Any]]:
    """Return the entries of a dictionary that occur; it may have others, and one twice."""
    used, entries = distinct(column.indices)
    merged, values = distinct(natural_values(column.dictionary.take(pa.array(entries, pa.int64()))))
    return merged[used], values


def _distinct_values(values: Iterable[Any]) -> tuple[Codes, list[Any]]:
    known: dict[Hashable, int] = {}
    found: list[Any] = []
    codes: list[int] = []
    for value in values:
        key = value if type(value) is str else identity_key(value)
        code = None if key is None else known.get(key)
        if code is None:
            code = len(found)
            found.append(value)
            if key is not None:
                known[key] = code
        codes.append(code)
    return np.array(codes, np.int64), found


# --- identity ------------------------------------------------------------------------------------


def identity_key(value: Any) -> Hashable | None:
    """Return a key that is equal for two values of the same type and exact representation only.

    Null: None for what has none, such as functions and objects of kinds unknown.
    """
    kind = type(value)
    key_of = _KEYS.get(kind)
    if key_of is not None:
        return key_of(value)
    return _nested_key(value) if kind in _NESTED else _key_by_ancestry(value)


def _itself(value: Hashable) -> Hashable:
    return value


def _with_type(value: Hashable) -> Hashable:
    return type(value), value


def _float_key(value: float) -> Hashable:
    # zero has two signs, and NaN does not equal itself
    return float, repr(value) if not value or math.isnan(value) else value


def _decimal_key(value: Decimal) -> Hashable:
    return Decimal, str(value)


def _clock_key(value: dt.datetime | dt.time) -> Hashable:
    """Return a key of the wall clock, for with a zone Python compares instants."""
    zone = value.tzinfo
    name = zone.key if isinstance(zone, ZoneInfo) else None
    return type(value), value.replace(tzinfo=None), value.fold, type(zone), name, value.utcoffset()


_KEYS: dict[type, Callable[[Any], Hashable]] = {
    type(None): lambda _: _NULL,
    str: _itself,
    bool: _with_type,
    Decimal: _decimal_key,
    int: _with_type,
    float: _float_key,
    bytes: _with_type,
    # these are equal field by field
    Date: _itself,
    Time: _itself,
    DateTime: _itself,
    DaysAndTimeDuration: _itself,
    YearsAndMonthsDuration: _itself,
    dt.date: _with_type,
    dt.timedelta: _with_type,
    dt.datetime: _clock_key,
    dt.time: _clock_key,
}
_NESTED = frozenset({list, tuple, dict, Range})


def _nested_key(value: Any) -> Hashable | None:
    """Return all parts in the order of their writing, each container followed by what it holds."""
    parts: list[Hashable] = []
    stack = [value]
    while stack:
        item = stack.pop()
        if type(item) in _NESTED:
            head, inner = _opened(item)
            stack.extend(reversed(inner))
        else:
            head = identity_key(item)
        if head is None or len(parts) + len(stack) > _MOST_PARTS:
            return None
        parts.append(head)
    return tuple(parts)


def _opened(value: Any) -> tuple[Hashable, list[Any]]:
    """Return what tells an opened container from others, and what is in it."""
    if type(value) is Range:
        flags = (value.start_included, value.end_included, value.operator)
        return (Range, flags), [value.start, value.end]
    inner = [part for entry in value.items() for part in entry] if type(value) is dict else value
    return (type(value), len(value)), list(inner)


def _key_by_ancestry(value: Any) -> Hashable | None:
    """Return the key of a scalar of numpy or pandas, without importing the latter."""
    if isinstance(value, np.generic) and not isinstance(value, (np.longdouble, np.object_)):
        return type(value), value.dtype.str, value.tobytes()
    if type(value).__module__.partition(".")[0] != "pandas":
        return None
    if type(value).__name__ in {"NAType", "NaTType"}:
        return (type(value),)
    if isinstance(value, dt.datetime):
        return _clock_key(value)
    return _with_type(value) if isinstance(value, dt.timedelta) else None
