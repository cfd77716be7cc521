"""Where rows come from: CSV, JSON lines or Parquet, each as a header and blocks of columns.

The one rule: whatever is wrong with a file as a whole is a TableFileError that names it; what is
wrong with a row is a fault of that row.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from dmn.files.csv_blocks import CsvBlocks
from dmn.files.csv_dialect import Accepts, CsvDialect
from dmn.files.json_lines import JsonLines
from dmn.files.table_file import TableFile, TableFileError, check_begin
from dmn.scoring.block import Block

__all__ = ["RowSource", "opened"]

_ROWS = 65_536


class RowSource(Protocol):
    """A table as it is read.

    Shape: `size` and the blocks' positions are in bytes, or in rows where a file tells how many; a
    size of 0 is not known. `is_text` says that every field is text.
    Null: `dialect` is None but for CSV, `schema` but for Parquet.
    """

    @property
    def header(self) -> Sequence[str]:
        """The names of the columns."""
        ...

    size: int
    about: str
    is_text: bool
    dialect: CsvDialect | None
    schema: pa.Schema | None

    def blocks(self, wanted: Collection[int]) -> Iterator[Block]:
        """Give the rows, with the columns wanted."""
        ...


@contextmanager
def opened(
    file: TableFile, *, accepts: Accepts | None = None, encoding: str | None = None
) -> Iterator[RowSource]:
    """Open a file as a source of rows; `encoding` is for CSV.

    Errors: TableFileError, CsvError, OSError.
    """
    if encoding is not None and file.format in _UNENCODED:
        hint = "only that of CSV can be chosen"
        raise TableFileError(
            f"{file.path}: {_UNENCODED[file.format]} has no encoding (hint: {hint})"
        )
    with file.path.open("rb") as raw:
        check_begin(file, raw.peek(8))
        source: RowSource
        with _naming(file):
            if file.format == "parquet":
                source = _Parquet(raw, file)
            elif file.format == "jsonl":
                source = _Json(raw, file)
            else:
                source = _Csv(raw, file, accepts, encoding)
        yield source


_UNENCODED = {"jsonl": "JSON", "parquet": "Parquet"}


@contextmanager
def _naming(file: TableFile) -> Iterator[None]:
    """Name the file in what Arrow says of it."""
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        text = " ".join(str(error).split()).rstrip(".")
        hint = "is it complete, and named for what it is?"
        raise TableFileError(f"{file.path}: {text} (hint: {hint})") from None


def _size(raw: BinaryIO) -> int:
    """Return how many bytes there are to read; 0 where nobody knows."""
    if not raw.seekable():
        return 0
    size = raw.seek(0, 2)
    raw.seek(0)
    return size


class _Csv:
    """CSV, with or without compression."""

    is_text = True
    schema: pa.Schema | None = None

    def __init__(
        self, raw: BinaryIO, file: TableFile, accepts: Accepts | None, encoding: str | None
    ) -> None:
        self._raw = raw
        self._file = file
        self.size = _size(raw)
        self._blocks = CsvBlocks(
            file.reading(raw), file.path.name, accepts=accepts, encoding=encoding
        )
        self.header = self._blocks.header
        self.dialect: CsvDialect | None = self._blocks.dialect
        self.about = f"{file.path.name}: {self.dialect}"

    def blocks(self, wanted: Collection[int]) -> Iterator[Block]:
        """Give the rows, with the columns wanted."""
        is_packed = self._file.compression is not None
        with _naming(self._file):
            for block in self._blocks.blocks(wanted):
                if is_packed:
                    block.position = self._raw.tell() if self.size else 0
                yield block


class _Json:
    """JSON lines, with or without compression."""

    is_text = False
    dialect: CsvDialect | None = None
    schema: pa.Schema | None = None

    def __init__(self, raw: BinaryIO, file: TableFile) -> None:
        self._raw = raw
        self._file = file
        self.size = _size(raw)
        self._lines = JsonLines(file.reading(raw), str(file.path))
        self.header = self._lines.header
        self.about = f"{file.path.name}: JSON lines"

    def blocks(self, wanted: Collection[int]) -> Iterator[Block]:
        """Give the rows, with the columns wanted."""
        with _naming(self._file):
            for block in self._lines.blocks(wanted):
                block.position = self._raw.tell() if self.size else 0
                yield block


class _Parquet:
    """Parquet, a group of rows after the other; its columns have types of their own."""

    is_text = False
    dialect: CsvDialect | None = None

    def __init__(self, raw: BinaryIO, file: TableFile) -> None:
        if not raw.seekable():
            raise TableFileError(f"{file.path}: Parquet cannot be read from a pipe")
        self._file = file
        self._parquet = pq.ParquetFile(raw)
        self.schema = self._parquet.schema_arrow
        self.header = self.schema.names
        self.size = self._parquet.metadata.num_rows
        self.about = f"{file.path.name}: Parquet, {self.size:,} rows"

    def blocks(self, wanted: Collection[int]) -> Iterator[Block]:
        """Give the rows, with the columns wanted."""
        names = [self.header[index] for index in sorted(wanted)]
        first = 1
        with _naming(self._file):
            for batch in self._parquet.iter_batches(_ROWS, columns=names, use_threads=False):
                columns: list[Any] = [None] * len(self.header)
                for name, column in zip(batch.schema.names, batch.columns, strict=True):
                    columns[self.header.index(name)] = column
                yield Block(batch.num_rows, columns, first, position=first - 1 + batch.num_rows)
                first += batch.num_rows
