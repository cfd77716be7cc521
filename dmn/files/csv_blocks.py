"""A CSV stream as blocks of rows: by Arrow where its text is plain, else by the csv module.

The one rule: both ways give the same. A piece of the stream begins with a record, and what is left
of it, an unfinished record, begins the next one.
"""

import csv
from collections.abc import Collection, Iterator, Sequence
from typing import BinaryIO

import numpy as np

from dmn.files.csv_dialect import BEGIN, Accepts, CsvDialect, dialect_of
from dmn.files.csv_plain import PlainRows, plain_rows
from dmn.files.csv_records import CsvError, Records, RowsOfText, csv_meaning
from dmn.files.csv_source import CsvSource
from dmn.files.csv_widths import WidthFaults, fitted_rows
from dmn.scoring.block import Block

__all__ = ["CsvBlocks", "CsvError"]

_PIECE = 2 * 2**20  # bytes; more is no faster, and a pipe waits longer
_LONGEST = 2**28  # bytes of one record, which must fit in memory


class CsvBlocks:
    """A CSV stream as its dialect, header and rows. An empty header means an empty file.

    `accepts` helps to tell the separator, `encoding` names that of a file without a mark; `name` is
    what errors call the file. Errors: CsvError.
    """

    def __init__(
        self,
        stream: BinaryIO,
        name: str,
        *,
        accepts: Accepts | None = None,
        encoding: str | None = None,
        piece: int = _PIECE,
    ) -> None:
        self.name = name
        self._piece = piece
        begin = stream.read(BEGIN)
        self.dialect: CsvDialect = self._dialect(begin, accepts, encoding)
        self._source = CsvSource(stream, self.dialect, begin)
        self._data = b""
        self._line = 1  # that `_data` begins with
        self.header: Sequence[str] = self._read_header()

    def _dialect(self, begin: bytes, accepts: Accepts | None, encoding: str | None) -> CsvDialect:
        try:
            dialect = dialect_of(begin, accepts, encoding)
        except LookupError:
            hint = "name one such as utf-8, utf-16, latin-1, cp1252, shift_jis"
            raise CsvError(
                f"{self.name}: there is no encoding '{encoding}' (hint: {hint})"
            ) from None
        # the first letter of UTF-16 has one
        if encoding is None and not dialect.mark and b"\0" in begin[:2]:
            hint = "save it as UTF-8, or as UTF-16 with a byte order mark"
            raise CsvError(f"{self.name}: the file is not UTF-8 (hint: {hint})")
        return dialect

    def _read_header(self) -> Sequence[str]:
        while not self._source.ended:
            self._read()
            records = self._records()
            try:
                header = next((fields for _, fields, _ in records if fields), ())
            except csv.Error as error:
                raise self._error(records, error) from None
            self._leave(records)
            if header:
                return header
        self._check_end()
        return ()

    def blocks(self, wanted: Collection[int]) -> Iterator[Block]:
        """Give the rows once, with the columns wanted, by their index; the other ones are None.

        Shape: a column is Arrow strings; an empty field is "", quoted or not. `raw` has the
        header's width in every row, and is the row's own text but where it has too many fields.
        Errors: CsvError, after the rows before it.
        """
        done = False
        while not done:
            self._read()
            done = self._source.ended
            block, error = self._plain(frozenset(wanted)) or self._exact(frozenset(wanted))
            if block is not None:
                block.position = self._source.position
                yield block
            if error is not None:
                raise error
        self._check_end()

    def _read(self) -> None:
        """Read on where there is more; a record that is not whole yet asks for as much again."""
        if len(self._data) > _LONGEST:
            hint = "is it CSV, with line ends?"
            message = f"line {self._line}: the row has more than {_LONGEST} bytes (hint: {hint})"
            raise CsvError(f"{self.name}, {message}")
        if not self._source.ended:
            self._data += self._source.read(max(self._piece, len(self._data)))

    @property
    def _is_final(self) -> bool:
        return self._source.ended and self._source.bad_byte is None

    def _plain(self, wanted: Collection[int]) -> tuple[Block | None, None] | None:
        data = self._data
        rows = plain_rows(data, self.dialect.separator, final=self._is_final) if data else None
        if rows is None:
            return None
        if not rows.count:  # a field without end shows when it is too long
            return (None, None) if len(data) <= csv.field_size_limit() else None
        block = rows.block(len(self.header), wanted, self._line) or self._fitted(rows, wanted)
        if block is not None:
            self._data = data[rows.bounds[-1] :]
            self._line += int(rows.lines[-1])
        return None if block is None else (block, None)

    def _fitted(self, rows: PlainRows, wanted: Collection[int]) -> Block | None:
        faults = WidthFaults(self.dialect, len(self.header))
        rows = fitted_rows(rows, faults)
        block = rows.block(len(self.header), wanted, self._line) if rows.count else None
        if block is not None:
            block.faults, block.unread = faults.found, np.array(faults.unread, np.int64)
        return block

    def _exact(self, wanted: Collection[int]) -> tuple[Block | None, CsvError | None]:
        records = self._records()
        rows = RowsOfText(self.dialect, len(self.header))
        error = None
        try:
            for line, fields, text in records:
                rows.add(self._line + line, fields, text)
        except csv.Error as fault:
            error = self._error(records, fault)
        self._leave(records)
        return rows.block(wanted), error

    def _records(self) -> Records:
        return Records(self._data.decode(), self.dialect.separator, final=self._is_final)

    def _leave(self, records: Records) -> None:
        """Go on behind the records given."""
        self._data = records.rest.encode()
        self._line += records.lines

    def _error(self, records: Records, error: csv.Error) -> CsvError:
        line = self._line + records.lines
        return CsvError(f"{self.name}, line {line}: {csv_meaning(error)}")

    def _check_end(self) -> None:
        """Refuse a stream that ends before what is not of its encoding."""
        byte = self._source.bad_byte
        if byte is not None:
            ends = self._data.count(b"\n") + self._data.count(b"\r") - self._data.count(b"\r\n")
            message = f"byte 0x{byte:02X} is not {self.dialect.encoding_name}"
            hint = "save the file as UTF-8, or name its encoding"
            raise CsvError(f"{self.name}, line {self._line + ends}: {message} (hint: {hint})")
