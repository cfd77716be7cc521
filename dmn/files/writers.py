"""What scored rows are written with, piece by piece: text as it comes, or Parquet.

The one rule: a column of Parquet has the narrowest type that holds all its values exactly, which is
known when the last row is; until then the rows wait in a file of their own.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from dmn.atomic_file import naming
from dmn.files.encoders import Piece, as_read, encodable
from dmn.files.table_file import TableFile
from dmn.result import to_json
from dmn.scoring.arrow_output import to_arrow, types_for, widened
from dmn.scoring.arrow_values import natural_values
from dmn.scoring.outcomes import OutcomeColumn
from feel.conversion import from_natural
from feel.feel_types import ANY, FeelType
from feel.values import NUMBERS, Value

__all__ = ["RowWriter", "writing"]


class RowWriter(Protocol):
    """What takes the pieces of a file in their order."""

    def write(self, piece: Piece) -> None:
        """Write what follows."""
        ...


@contextmanager
def writing(
    file: TableFile,
    raw: BinaryIO,
    header: Sequence[str],
    schema: pa.Schema | None,
    columns: Sequence[OutcomeColumn],
) -> Iterator[RowWriter]:
    """Write rows to an open file, which is whole in the end, and stays open.

    `schema` is that of the input columns, where they have one. Errors: OSError.
    """
    if file.format == "parquet":
        rest = TemporaryFile(dir=_folder(file.path))  # noqa: SIM115 - its end must not fail, too
        try:
            parquet = _ParquetWriter(file.path, rest, header, schema, columns)
            yield parquet
            parquet.finish(raw)
        finally:
            with suppress(OSError):  # what could not be written before cannot be now
                rest.close()
    else:
        with file.writing(raw) as stream:
            yield stream


def _folder(path: Path) -> Path | None:
    """Return where there is room for as much as is written; None for any place there is."""
    return path.resolve().parent if path.is_file() or not path.exists() else None


class _ParquetWriter:
    """Parquet: every piece waits as a stream of Arrow's, with the types that do for it."""

    def __init__(
        self,
        target: Path,
        rest: BinaryIO,
        header: Sequence[str],
        schema: pa.Schema | None,
        columns: Sequence[OutcomeColumn],
    ) -> None:
        self._target = target
        self._rest = rest
        self._names = [encodable(name) for name in header]
        self._names += [column.header for column in columns]
        known = [None] * len(header) if schema is None else [schema.field(n).type for n in header]
        self._columns = [
            *(_TypedColumn(ANY, kind) for kind in known),
            *(_TypedColumn(column.type) for column in columns),
        ]

    def write(self, piece: Piece) -> None:
        """Keep the columns of some rows."""
        table: Any = piece
        inputs = len(table.columns)
        arrays = [
            column.of_input(values)
            for column, values in zip(self._columns[:inputs], table.columns, strict=True)
        ]
        arrays += [
            column.of_values(values).take(pa.array(codes))
            for column, (values, codes) in zip(self._columns[inputs:], table.outcomes, strict=True)
        ]
        if table.count:
            batch = pa.RecordBatch.from_arrays(arrays, self._names)
            with naming(self._target), pa.ipc.new_stream(self._rest, batch.schema) as stream:
                stream.write_batch(batch)

    def finish(self, raw: BinaryIO) -> None:
        """Write the file, now that all types are known."""
        types = [column.settled for column in self._columns]
        schema = pa.schema(list(zip(self._names, types, strict=True)))
        with naming(self._target), pq.ParquetWriter(raw, schema) as writer:
            for batch in self._kept():
                arrays = [
                    _retyped(array, kind) for array, kind in zip(batch.columns, types, strict=True)
                ]
                writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))

    def _kept(self) -> Iterator[pa.RecordBatch]:
        end = self._rest.seek(0, 2)
        self._rest.seek(0)
        while self._rest.tell() < end:
            with pa.ipc.open_stream(self._rest) as stream:
                yield from stream


class _TypedColumn:
    """A column and the narrowest type that has done so far."""

    def __init__(self, declared: FeelType, known: pa.DataType | None = None) -> None:
        self._declared = declared
        self._type = known

    @property
    def settled(self) -> pa.DataType:
        """The type that holds all values."""
        return types_for([], self._declared) if self._type is None else self._type

    def of_input(self, column: Any) -> pa.Array:
        """Return the values of an input column as they are."""
        if isinstance(column, list):
            return self.of_values([_storable(as_read(value)) for value in column])
        self._type = column.type
        return column

    def of_values(self, values: Sequence[Value]) -> pa.Array:
        """Return FEEL values in a type that holds them, and remember what holds all so far."""
        some = any(value is not None for value in values)
        own = types_for(values, self._declared)
        if self._type is None:
            self._type = own if some else None
        elif some:
            self._type = widened(self._type, values, self._declared)
        return to_arrow(values, own)


def _storable(value: Value) -> Value:
    """Return numbers that have more digits than FEEL's as text, which keeps them."""
    if type(value) is list:
        return [_storable(item) for item in value]
    if type(value) is dict:
        return {name: _storable(item) for name, item in value.items()}
    if type(value) is Decimal and NUMBERS.plus(value) != value:
        return to_json(value)
    return value


def _retyped(array: pa.Array, kind: pa.DataType) -> pa.Array:
    """Return an array in a type that holds all its values, too."""
    if array.type == kind:
        return array
    if pa.types.is_decimal(array.type) and pa.types.is_decimal(kind):
        return array.cast(kind)
    return to_arrow([from_natural(value) for value in natural_values(array)], kind)
