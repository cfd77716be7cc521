"""The kinds of frames: how each gives its columns, and how columns are added to it.

The one rule: what came in stays as it is, objects, types, index and all. Polars, which need not be
there, is imported only for a frame of its own; pandas is what pyarrow imports anyway.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from types import NoneType
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa

from dmn.scoring.arrow_output import types_for
from dmn.scoring.block import Column
from dmn.scoring.outcome_arrays import AddedColumn, with_leaves
from feel.feel_types import FeelType, SimpleType, resolved

__all__ = ["Frame", "frame_of"]

# pandas writes NaN, which is a float, where there is no text
_PERHAPS_TEXT = frozenset({str, NoneType, type(pd.NA), float})
_NUMPY_IN_ARROW = "biufmM"


class Frame(Protocol):
    """A frame of some kind: what stands over its columns, and how many rows it has."""

    labels: list[Any]
    count: int

    def column(self, place: int, start: int, stop: int) -> Column:
        """Return some rows of a column, exactly."""

    def extended(self, added: Sequence[AddedColumn]) -> Any:
        """Return a frame of the same kind with more columns."""


def frame_of(data: Any) -> Frame:
    """Return the frame in what was given.

    Errors: TypeError for what is no frame of a known kind; ValueError for columns that are not of
    one length.
    """
    for kind in type(data).__mro__:
        make = _KINDS.get((kind.__module__.partition(".")[0], kind.__name__))
        if make is not None:
            return make(data)
    raise TypeError(
        f"a {type(data).__name__} is no frame (hint: give a DataFrame of pandas or polars, a Table"
        " or RecordBatch of pyarrow, a list of dicts or a dict of lists)"
    )


def _arrow(column: Any) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


# --- pandas ---------------------------------------------------------------------------------------


class _PandasFrame:
    def __init__(self, data: Any) -> None:
        self._data = data
        self.labels = list(data.columns)
        self.count = len(data)

    def column(self, place: int, start: int, stop: int) -> Column:
        return _pandas_column(self._data.iloc[start:stop, place])

    def extended(self, added: Sequence[AddedColumn]) -> Any:
        data = self._data
        columns = [_pandas_series(each, data.index) for each in added]
        scored = pd.concat([data, *columns], axis=1)
        scored.columns.name = data.columns.name
        return scored.__finalize__(data)


def _pandas_column(series: Any) -> Column:
    """Return a series in Arrow where that says all it does, else its objects."""
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return _categories(series)
    masked = (pd.arrays.IntegerArray, pd.arrays.FloatingArray, pd.arrays.BooleanArray)
    kind = None
    if isinstance(dtype, np.dtype):
        kind = pa.string() if _is_text(series) else None
        is_exact = kind is not None or dtype.kind in _NUMPY_IN_ARROW
    elif isinstance(dtype, pd.DatetimeTZDtype):
        is_exact = _has_name(dtype.tz)
    else:
        is_exact = isinstance(dtype, (pd.StringDtype, pd.ArrowDtype))
        is_exact = is_exact or isinstance(series.array, masked)
    try:
        return _arrow(pa.array(series, kind)) if is_exact else list(series)
    except (pa.ArrowException, TypeError, ValueError):  # Arrow has not all kinds of numpy
        return list(series)


def _categories(series: Any) -> Column:
    entries = _pandas_column(series.cat.categories.to_series())
    if isinstance(entries, list):
        return list(series)
    codes = series.cat.codes.to_numpy()
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), entries)


def _is_text(series: Any) -> bool:
    """Tell whether objects are strings or missing, and nothing else."""
    kinds = set(map(type, series)) if series.dtype.kind == "O" else ()
    is_likely = str in kinds and _PERHAPS_TEXT.issuperset(kinds)
    return is_likely and pd.api.types.infer_dtype(series, skipna=True) == "string"


def _has_name(zone: dt.tzinfo) -> bool:
    """Tell whether Arrow's name of a zone means the same value: an id, or an offset."""
    if isinstance(zone, ZoneInfo):
        return zone.key not in {None, "UTC"}  # which Arrow takes for an offset of nothing
    return isinstance(zone, dt.timezone)


def _pandas_series(added: AddedColumn, index: Any) -> Any:
    """Return booleans and strings as pandas has them, and anything else as objects."""
    values = added.in_python()
    kinds = set(map(type, added.values))
    has_nulls = NoneType in kinds
    kinds = kinds - {NoneType} or {_python_of(added.type)}
    dtype: Any = object
    if kinds == {bool}:
        dtype = "boolean" if has_nulls else bool
    elif kinds == {str}:
        dtype = pd.Series([""]).dtype
    try:
        return pd.Series(values, index, dtype, added.header)
    except UnicodeEncodeError:  # half of a surrogate pair
        return pd.Series(values, index, object, added.header)


def _python_of(feel_type: FeelType) -> type:
    target = resolved(feel_type)
    return target.python if isinstance(target, SimpleType) else object


# --- polars ---------------------------------------------------------------------------------------


class _PolarsFrame:
    def __init__(self, data: Any) -> None:
        self._data = data
        self.labels = data.columns
        self.count = data.height

    def column(self, place: int, start: int, stop: int) -> Column:
        import polars as pl  # noqa: PLC0415 - it need not be there

        series = self._data.to_series(place).slice(start, stop - start)
        try:
            return series.to_list() if series.dtype == pl.Object else _arrow(series.to_arrow())
        except pa.ArrowException:  # an integer of 128 bits
            values: list[Any] = series.to_list()
            return values

    def extended(self, added: Sequence[AddedColumn]) -> Any:
        import polars as pl  # noqa: PLC0415 - it need not be there

        kinds = [types_for(each.values, each.type) for each in added]
        kinds = [with_leaves(kind, _without_wide_number) for kind in kinds]
        return self._data.hstack(
            [
                pl.Series(each.header, each.in_arrow(kind))
                for each, kind in zip(added, kinds, strict=True)
            ]
        )


def _without_wide_number(kind: pa.DataType) -> pa.DataType:
    """Return text for the numbers that polars has no type for."""
    return pa.string() if pa.types.is_decimal256(kind) else kind


# --- Arrow ----------------------------------------------------------------------------------------


class _ArrowFrame:
    def __init__(self, data: Any) -> None:
        self._data = data
        self.labels = data.schema.names
        self.count = data.num_rows

    def column(self, place: int, start: int, stop: int) -> Column:
        return _arrow(self._data.column(place).slice(start, stop - start))

    def extended(self, added: Sequence[AddedColumn]) -> Any:
        data = self._data
        columns = [each.in_arrow(types_for(each.values, each.type)) for each in added]
        fields = [
            pa.field(each.header, column.type) for each, column in zip(added, columns, strict=True)
        ]
        schema = pa.schema([*data.schema, *fields], data.schema.metadata)
        if isinstance(data, pa.RecordBatch):
            columns = [_arrow(column) for column in columns]
        return type(data).from_arrays([*data.columns, *columns], schema=schema)


# --- lists and dicts ------------------------------------------------------------------------------


class _ListsByName:
    def __init__(self, data: Mapping[Any, Sequence[Any]]) -> None:
        self._data = data
        self.labels = list(data)
        self._columns = [list(values) for values in data.values()]
        lengths = {len(values) for values in self._columns}
        if len(lengths) > 1:
            raise ValueError(f"columns have different lengths: {sorted(lengths)}")
        self.count = lengths.pop() if lengths else 0

    def column(self, place: int, start: int, stop: int) -> Column:
        return self._columns[place][start:stop]

    def extended(self, added: Sequence[AddedColumn]) -> Any:
        return {**self._data} | {each.header: each.in_python().tolist() for each in added}


class _Records:
    """Rows as dicts; an entry that one of them lacks is null."""

    def __init__(self, data: Sequence[Mapping[Any, Any]]) -> None:
        self._data = data
        self.labels = list(dict.fromkeys(name for row in data for name in row))
        self.count = len(data)

    def column(self, place: int, start: int, stop: int) -> Column:
        label = self.labels[place]
        return [row.get(label) for row in self._data[start:stop]]

    def extended(self, added: Sequence[AddedColumn]) -> Any:
        headers = [each.header for each in added]
        rows = zip(*[each.in_python().tolist() for each in added], strict=True)
        return [
            {**row, **dict(zip(headers, values, strict=True))}
            for row, values in zip(self._data, rows, strict=True)
        ]


_KINDS: Mapping[tuple[str, str], Callable[[Any], Frame]] = {
    ("pandas", "DataFrame"): _PandasFrame,
    ("polars", "DataFrame"): _PolarsFrame,
    ("polars", "LazyFrame"): lambda data: _PolarsFrame(data.collect()),
    ("pyarrow", "Table"): _ArrowFrame,
    ("pyarrow", "RecordBatch"): _ArrowFrame,
    ("builtins", "dict"): _ListsByName,
    ("builtins", "list"): _Records,
}
