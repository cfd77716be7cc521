"""CSV by Python's csv module, record by record: what a CSV file means.

The one rule: this way decides. It takes everything, says what is wrong, and any faster way may
only take what it is sure to read the same.
"""

import csv
from collections.abc import Collection, Iterator
from io import StringIO

import numpy as np
import pyarrow as pa

from dmn.files.csv_dialect import CsvDialect
from dmn.files.csv_widths import WidthFaults
from dmn.files.table_file import TableFileError
from dmn.scoring.block import Block

__all__ = ["CsvError", "Records", "RowsOfText", "csv_meaning"]


class CsvError(TableFileError):
    """A file is no CSV that can be read; says the line, and what would be right."""


class Records:
    """The records of a text, which may end within one unless it is `final`; iterate it once.

    `lines` is how many lines the records given so far have.
    """

    def __init__(self, text: str, separator: str, *, final: bool) -> None:
        self._text = text
        self._final = final
        self._taken: list[str] = []
        self._wants_more = False
        self._reader = csv.reader(self._whole_lines(), strict=True, delimiter=separator)
        self._used = 0
        self.lines = 0

    def _whole_lines(self) -> Iterator[str]:
        text = self._text
        if not self._final:  # a CR that ends the text may be half of a CRLF
            text = text[: max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1]
        for line in StringIO(text, newline=""):
            self._taken.append(line)
            yield line
        self._wants_more = True

    def __iter__(self) -> Iterator[tuple[int, list[str], str]]:
        """Give each record: the lines before it, its fields, and its text without line end.

        Errors: csv.Error, in the record after `lines` lines.
        """
        while True:
            self._taken.clear()
            try:
                fields = next(self._reader, None)
            except csv.Error:
                if self._wants_more and not self._final:
                    return
                raise
            if fields is None:
                return
            text = "".join(self._taken)
            before, self.lines = self.lines, self._reader.line_num
            self._used += len(text)
            yield before, fields, text.removesuffix("\n").removesuffix("\r")

    @property
    def rest(self) -> str:
        """The text behind the records given so far."""
        return self._text[self._used :]


def csv_meaning(error: csv.Error) -> str:
    """Return what an error of the csv module means, and what would be right."""
    text = str(error)
    if text.startswith("unexpected end"):
        return 'a quoted field has no end (hint: close it with ", and double each " within)'
    if "expected after" in text:
        return 'text follows the end of a quoted field (hint: double each " within a field)'
    return (
        f"{text} (hint: put long texts elsewhere; a field holds at most {csv.field_size_limit()})"
    )


class RowsOfText:
    """Rows as they come, made as wide as the header; then a block of them."""

    def __init__(self, dialect: CsvDialect, width: int) -> None:
        self._width = width
        self._rows: list[list[str]] = []
        self._lines: list[int] = []
        self._raw: list[str] = []
        self._faults = WidthFaults(dialect, width)

    def add(self, line: int, fields: list[str], text: str) -> None:
        """Take a row; a blank line is one only where there is a single column."""
        if not fields:
            if self._width != 1:
                return
            fields = [""]
        if len(fields) != self._width:
            fields, text = self._faults.fitted(len(self._rows), fields, text)
        self._rows.append(fields)
        self._lines.append(line)
        self._raw.append(text)

    def block(self, wanted: Collection[int]) -> Block | None:
        """Return the rows taken; None where there are none."""
        if not self._rows:
            return None
        count, first = len(self._rows), self._lines[0]
        in_order = self._lines[-1] == first + count - 1
        return Block(
            count,
            [self._column(index) if index in wanted else None for index in range(self._width)],
            first,
            None if in_order else np.array(self._lines, np.int64),
            pa.array(self._raw, pa.string()),
            self._faults.found,
            np.array(self._faults.unread, np.int64),
        )

    def _column(self, index: int) -> pa.Array:
        return pa.array([fields[index] for fields in self._rows], pa.string())
