"""Plain CSV, many rows at once: what most files are, by Arrow.

The one rule: only text that the csv module is sure to read the same. Whatever is odd (a quote
within a bare field, a CR alone, a blank line, a row of another width) is refused, not interpreted.
"""

import csv
from codecs import BOM_UTF8
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from dmn.scoring.block import Block, Rows

__all__ = ["PlainRows", "plain_rows"]

_Letters: TypeAlias = npt.NDArray[np.uint8]
_LF, _CR, _QUOTE = b'\n\r"'


@dataclass(frozen=True, slots=True)
class PlainRows:
    """The whole rows of a text that is plain, where they are in it.

    Shape: `bounds` are where each row begins, and where the last one ends, with its line end;
    `lines` are as many: the lines before each.
    """

    data: bytes
    separator: str
    bounds: Rows
    lines: Rows

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.bounds) - 1

    def block(self, width: int, wanted: Collection[int], line: int) -> Block | None:
        """Return the rows of a text that begins on that line; None where Arrow finds others."""
        if self.data.startswith(BOM_UTF8):  # Arrow would take it for a mark
            return None
        text = pa.py_buffer(self.data).slice(0, int(self.bounds[-1]))
        columns = self._columns(text, width, wanted)
        if columns is None:
            return None
        bounds = pa.py_buffer(self.bounds.astype(np.int32))
        raw = pa.StringArray.from_buffers(self.count, bounds, text)
        raw = pc.ascii_rtrim(raw, "\r\n")  # a field that ends in one is quoted
        lines = self.lines[:-1] + line
        in_order = lines[-1] == lines[0] + self.count - 1
        return Block(self.count, columns, int(lines[0]), None if in_order else lines, raw)

    def _columns(
        self, text: pa.Buffer, width: int, wanted: Collection[int]
    ) -> list[pa.Array | None] | None:
        names = [str(index) for index in range(width)]  # headers may be alike
        included = [names[index] for index in wanted] or names[:1]  # none at all would mean all
        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(text),
                arrow_csv.ReadOptions(
                    column_names=names, block_size=text.size + 1, use_threads=False
                ),
                arrow_csv.ParseOptions(
                    delimiter=self.separator,
                    newlines_in_values=True,
                    ignore_empty_lines=width != 1,  # elsewhere the count tells that there were some
                ),
                arrow_csv.ConvertOptions(
                    include_columns=included,
                    column_types=dict.fromkeys(included, pa.string()),
                    strings_can_be_null=False,
                    check_utf8=False,
                ),
            )
        except pa.ArrowInvalid:
            return None
        if table.num_rows != self.count:
            return None
        return [
            table.column(names[index]).combine_chunks() if index in wanted else None
            for index in range(width)
        ]


def plain_rows(data: bytes, separator: str, *, final: bool) -> PlainRows | None:
    """Return where the whole rows of a text are; None where it is not plain.

    Null: also where a row is so long that a field of it may be too long.
    """
    letters = np.frombuffer(data, np.uint8)
    if b"\r" in data and not _are_crs_plain(letters, final=final):
        return None
    ends = np.flatnonzero(letters == _LF)
    quotes = np.empty(0, np.int64)
    numbers = np.arange(1, len(ends) + 1)
    if b'"' in data:
        quotes = np.flatnonzero(letters == _QUOTE)
        if not _are_quotes_plain(letters, quotes, separator):
            return None
        outside = np.searchsorted(quotes, ends) % 2 == 0
        ends, numbers = ends[outside], numbers[outside]
    bounds, lines = np.append(0, ends + 1), np.append(0, numbers)
    if final and bounds[-1] < len(data):
        if len(quotes) % 2:
            return None
        bounds, lines = np.append(bounds, len(data)), np.append(lines, lines[-1] + 1)
    if np.diff(bounds).max(initial=0) > csv.field_size_limit():
        return None
    return PlainRows(data, separator, bounds, lines)


def _are_crs_plain(letters: _Letters, *, final: bool) -> bool:
    """Say whether each CR begins a CRLF; what follows the last letter is not known yet."""
    places = np.flatnonzero(letters == _CR)
    if places[-1] == len(letters) - 1:
        if final:
            return False
        places = places[:-1]
    return bool((letters[places + 1] == _LF).all())


def _are_quotes_plain(letters: _Letters, quotes: Rows, separator: str) -> bool:
    """Say whether quotes in turn open and close a whole field, or are doubled within one.

    So, by induction, those before an even one are closed: only a field's begin, or the quote that
    it doubles, may stand before it.
    """
    opening, closing = quotes[::2], quotes[1::2]
    opening = opening[1:] if opening[0] == 0 else opening
    closing = closing[:-1] if quotes[-1] == len(letters) - 1 and len(quotes) % 2 == 0 else closing
    beside = (ord(separator), _LF, _CR, _QUOTE)
    return _are_among(letters[opening - 1], beside) and _are_among(letters[closing + 1], beside)


def _are_among(letters: _Letters, allowed: Collection[int]) -> bool:
    return bool(np.logical_or.reduce([letters == each for each in allowed]).all())
