"""The warnings of a block, gathered from its parts and put in the order of rows."""

from collections.abc import Iterable, Mapping

import numpy as np

from dmn.scoring.block import Codes, Rows
from feel.errors import FeelWarning

__all__ = ["RowWarnings"]


_NO_ROWS: Rows = np.empty(0, np.int64)


class RowWarnings:
    """Warnings by row; of one row, in the order in which they were added.

    Rows in `unread` are not evaluated, so that what their fields hold is of no concern.
    """

    def __init__(self, unread: Rows) -> None:
        self._unread = unread
        self._found: list[tuple[int, int, FeelWarning]] = []

    def add(self, row: int, warnings: Iterable[FeelWarning]) -> None:
        """Add the warnings of one row."""
        for warning in warnings:
            self._found.append((row, len(self._found), warning))

    def add_rows(self, rows: Rows, warning: FeelWarning) -> None:
        """Add a warning that several rows have."""
        for row in np.setdiff1d(rows, self._unread, assume_unique=True).tolist():
            self.add(row, (warning,))

    def add_answers(
        self,
        codes: Codes,
        warnings: Mapping[int, Iterable[FeelWarning]],
        *,
        without: Rows = _NO_ROWS,
    ) -> None:
        """Add the warnings of answers to the rows that have them, but for some rows."""
        if not warnings:
            return
        rows = np.flatnonzero(np.isin(codes, list(warnings)))
        for row in np.setdiff1d(rows, without, assume_unique=True).tolist():
            self.add(row, warnings[int(codes[row])])

    def ordered(self) -> list[tuple[int, FeelWarning]]:
        """Return all warnings, by row."""
        self._found.sort(key=lambda each: each[:2])
        return [(row, warning) for row, _, warning in self._found]
