"""Rows that are wider or narrower than the header: made as wide, with a warning.

The one rule: nothing is guessed. Fields that are missing are empty and last, those in excess are
left out, and nobody can tell which of such a row's fields are shifted.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from io import StringIO

import numpy as np

from dmn.files.csv_dialect import CsvDialect
from dmn.files.csv_plain import PlainRows
from dmn.scoring.block import Rows
from feel.errors import FeelWarning, Location

__all__ = ["WidthFaults", "fitted_rows"]

_MOST_SURPLUS = 500  # letters


@dataclass(slots=True)
class WidthFaults:
    """The rows of a block whose width is wrong, and those of them that are not evaluated."""

    dialect: CsvDialect
    width: int
    found: list[tuple[int, FeelWarning]] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)

    def fitted(self, row: int, fields: list[str], text: str) -> tuple[list[str], str]:
        """Return the fields of a row, and its text, as wide as the header; keep what was wrong."""
        missing = self.width - len(fields)
        if missing == 0:
            return fields, text
        if missing > 0:
            self.found.append((row, _too_few(fields, self.width)))
            return fields + [""] * missing, text + self.dialect.separator * missing
        self.found.append((row, _too_many(fields, self.width)))
        self.unread.append(row)
        fields = fields[: self.width]
        return fields, self.dialect.line(fields).removesuffix(self.dialect.line_end)


def fitted_rows(rows: PlainRows, faults: WidthFaults) -> PlainRows:
    """Return plain rows as wide as the header, without blank lines; `faults` keeps what was wrong.

    Only the odd ones are looked at one by one.
    """
    lengths = np.diff(rows.bounds)
    kept = np.ones(rows.count, np.bool_)
    pieces: list[bytes] = []
    begin = dropped = 0
    for row in np.flatnonzero(_widths(rows) != faults.width).tolist():
        start, end = rows.bounds[row : row + 2].tolist()
        text = rows.data[start:end].decode().removesuffix("\n").removesuffix("\r")
        line = b""
        if text:
            fields = next(csv.reader(StringIO(text, newline=""), delimiter=rows.separator))
            line = (faults.fitted(row - dropped, fields, text)[1] + "\n").encode()
        pieces += rows.data[begin:start], line
        begin, lengths[row], kept[row] = end, len(line), bool(line)
        dropped += not line
    data = b"".join([*pieces, rows.data[begin : rows.bounds[-1]]])
    bounds = np.append(0, np.cumsum(lengths[kept]))
    return replace(rows, data=data, bounds=bounds, lines=rows.lines[np.append(kept, True)])


def _widths(rows: PlainRows) -> Rows:
    """Return how many fields each row has: one more than separators outside quotes."""
    letters = np.frombuffer(rows.data, np.uint8)
    places = np.flatnonzero(letters == ord(rows.separator))
    quotes = np.flatnonzero(letters == ord('"'))
    if len(quotes):
        places = places[np.searchsorted(quotes, places) % 2 == 0]
    return np.diff(np.searchsorted(places, rows.bounds)) + 1


def _too_few(fields: Sequence[str], width: int) -> FeelWarning:
    return _width_warning("TOO_FEW_FIELDS", len(fields), width, "the others are null")


def _too_many(fields: Sequence[str], width: int) -> FeelWarning:
    surplus = ", ".join(f"'{text}'" for text in fields[width:])
    if len(surplus) > _MOST_SURPLUS:
        surplus = f"{surplus[:_MOST_SURPLUS]}..."
    effect = f"it was not evaluated, and left out is {surplus}"
    hint = "quote fields that hold the separator"
    return _width_warning("TOO_MANY_FIELDS", len(fields), width, effect, hint)


def _width_warning(code: str, count: int, width: int, effect: str, hint: str = "") -> FeelWarning:
    plural = "" if count == 1 else "s"
    message = f"the row has {count} field{plural}, the header {width}; {effect}"
    return FeelWarning(code, message, Location(), hint)
