"""Consecutive rows of a table as columns: what every source of rows gives, and a plan scores.

The one rule: a value stays what it was. Text is typed by the plan that reads it, never here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from feel.errors import FeelWarning

__all__ = ["Block", "Codes", "Column", "Rows", "rows_but"]

Column: TypeAlias = pa.Array | list[Any]
"""The values of a column: in Arrow, or natural Python where Arrow cannot hold them."""

Codes: TypeAlias = npt.NDArray[np.int64]
"""Which value each row has, as its position among the distinct values."""

Rows: TypeAlias = npt.NDArray[np.int64]
"""Positions of rows within a block."""


def rows_but(count: int, *left_out: Rows) -> Rows:
    """Return all of so many rows but some."""
    chosen = np.ones(count, np.bool_)
    for rows in left_out:
        chosen[rows] = False
    return np.flatnonzero(chosen)


_NO_ROWS: Rows = np.empty(0, np.int64)


@dataclass(slots=True)
class Block:
    """Some consecutive rows.

    Shape: columns[i] is the header's i-th column, of `count` values; None where nobody reads it.
    `first` is the number of the first row, from 1. `lines` are the lines of the file that the rows
    begin on; without them the number of a row is its place. `raw` is each row's own text, without
    its line end, where there is such a thing. `faults` are rows whose width is wrong, with what is
    wrong; of those, `unread` are not evaluated. `position` is how many bytes of the source have
    been read at the end of this block.
    """

    count: int
    columns: Sequence[Column | None]
    first: int = 1
    lines: Rows | None = None
    raw: pa.Array | None = None
    faults: Sequence[tuple[int, FeelWarning]] = ()
    unread: Rows = field(default_factory=lambda: _NO_ROWS)
    position: int = 0

    def line(self, row: int) -> int:
        """Return the line of the file that a row begins on, or its number."""
        return self.first + row if self.lines is None else int(self.lines[row])
