"""The first rows of a file as inputs, one mapping a row: to look at, or to compare versions over.

The one rule: they are read and typed as `score_file` does it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dmn.api import Model
from dmn.columns import ColumnError, InputColumn, map_inputs
from dmn.errors import UnknownNameError
from dmn.files.sources import opened
from dmn.files.table_file import TableFileError, table_file
from dmn.outline import required_inputs
from dmn.scoring.arrow_values import natural_values
from dmn.scoring.block import Block
from dmn.scoring.row import nested
from feel.errors import FeelFault

__all__ = ["SampleRows", "rows_of_file"]

_MOST, _MOST_PROBLEMS = 100_000, 100


@dataclass(frozen=True, slots=True)
class SampleRows:
    """The inputs of the first rows, the lines of the file they begin on, and what is wrong.

    `is_cut` tells that there are more rows.
    """

    rows: tuple[dict[str, Any], ...]
    lines: tuple[int, ...]
    problems: tuple[str, ...] = ()
    is_cut: bool = False


def rows_of_file(
    model: Model,
    path: str | Path,
    *,
    decisions: Iterable[str] | None = None,
    limit: int = 1_000,
    columns: Mapping[str, str] = MappingProxyType({}),
) -> SampleRows:
    """Return the first rows of a CSV, JSON lines or Parquet file as inputs for some decisions.

    `columns` maps columns to inputs by hand. A field that cannot be read is null, with a problem.
    Errors: ColumnError, TableFileError, CsvError, OSError, UnknownNameError.
    """
    wanted = model.decisions if decisions is None else list(decisions)
    for name in wanted:
        if name not in model.decisions:
            raise UnknownNameError("decision", name, model.decisions, model.name)
    needed = required_inputs(model, wanted)

    def accepts(header: Sequence[str]) -> bool:
        try:
            map_inputs(header, needed, chosen=columns)
        except ColumnError:  # which comes again, for the header chosen
            return False
        return True

    with opened(table_file(path), accepts=accepts) as source:
        if not source.header:
            hint = "begin with a line of column names"
            raise TableFileError(f"{path}: the file is empty (hint: {hint})")
        found = map_inputs(source.header, needed, chosen=columns, is_text=source.is_text)
        sample = _Sample(found, min(limit, _MOST))
        for block in source.blocks({column.index for column in found}):
            if not sample.take(block):
                break
    return sample.made()


class _Sample:
    """Rows as they are read."""

    def __init__(self, columns: Sequence[InputColumn], limit: int) -> None:
        self._columns = columns
        self._limit = limit
        self._rows: list[dict[str, Any]] = []
        self._lines: list[int] = []
        self._problems: list[str] = []
        self._is_cut = False

    def take(self, block: Block) -> bool:
        """Take the rows of a block, as long as there is room; tell whether there is more."""
        unread = frozenset(block.unread.tolist())
        fields = [self._fields(block, column) for column in self._columns]
        for row, warning in block.faults:
            self._wrong(block.line(row), str(warning))
        for row in range(block.count):
            if len(self._rows) == self._limit:
                self._is_cut = True
                return False
            if row not in unread:
                self._lines.append(block.line(row))
                self._rows.append(nested(self._columns, list(self._values(fields, row))))
        return True

    def _fields(self, block: Block, column: InputColumn) -> list[Any]:
        """Return a column of a block, no more of it than there is room for."""
        values: Any = block.columns[column.index]
        values = values[: self._limit - len(self._rows) + len(block.unread) + 1]
        return values if isinstance(values, list) else natural_values(values)

    def _values(self, fields: Sequence[Sequence[Any]], row: int) -> Iterator[Any]:
        for column, values in zip(self._columns, fields, strict=True):
            try:
                yield column.reader.read(values[row])
            except FeelFault as fault:
                place = f"column '{column.header}'"
                self._wrong(self._lines[-1], f"{place}: {fault.message}; {fault.hint}")
                yield None

    def _wrong(self, line: int, message: str) -> None:
        if len(self._problems) < _MOST_PROBLEMS:
            self._problems.append(f"line {line}: {message}")

    def made(self) -> SampleRows:
        """Return what was read."""
        return SampleRows(
            tuple(self._rows), tuple(self._lines), tuple(self._problems), self._is_cut
        )
