"""What is said about rows that had warnings, where frames are scored and no report is written.

The one rule: nothing is silent, and nothing is said twice: one line for a run.
"""

import warnings
from collections.abc import Iterable

from feel.errors import FeelWarning

__all__ = ["RowTally", "ScoreWarning", "in_one_line"]


class ScoreWarning(UserWarning):
    """Some rows had warnings; says how many, and which was the first."""


def in_one_line(warning: FeelWarning) -> str:
    """Return place, message and hint, without the excerpt of a text that spans lines."""
    place = f"{warning.location}: " if str(warning.location) else ""
    hint = f" (hint: {warning.hint})" if warning.hint else ""
    return " ".join(f"{place}{warning.message}{hint}".splitlines())


class RowTally:
    """Counts rows and those with warnings, block after block, and keeps the first warning."""

    def __init__(self) -> None:
        self.rows = 0
        self.with_warnings = 0
        self._first = ""

    def add(self, count: int, found: Iterable[tuple[int, FeelWarning]]) -> None:
        """Count a block of so many rows; its warnings are by row, from 0 and in order."""
        rows = set()
        for row, warning in found:
            if not self._first:
                self._first = f"row {self.rows + row + 1:,}: {in_one_line(warning)}"
            rows.add(row)
        self.rows += count
        self.with_warnings += len(rows)

    def warn(self, stacklevel: int) -> None:
        """Give one ScoreWarning, if there is anything to say."""
        if self.with_warnings:
            counted = f"{self.with_warnings:,} of {self.rows:,} rows had warnings"
            message = f"{counted}, first: {self._first}"
            warnings.warn(message, ScoreWarning, stacklevel=stacklevel + 1)
