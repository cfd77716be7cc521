"""A page of a table file that may be of any size: some rows that a filter keeps, as text.

The one rule: the file is read piece by piece and never held; how much of it was looked at is said.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dmn.files.sources import opened
from dmn.files.table_file import TableFileError, table_file
from dmn.scoring.block import Block, Rows
from ruling_workbench.batch.cell_text import cell_texts

__all__ = [
    "EVERY",
    "MOST_LOOKED_AT",
    "Kept",
    "TablePage",
    "Where",
    "columns_of",
    "kept_rows",
    "labels",
    "lines_in",
    "numbers_of",
    "page_of",
    "values_of",
]

MOST_LOOKED_AT = 200_000
"""So many rows of a file are looked at to find some."""

_MOST_VALUES, _LONGEST = 200, 1_000
_NUMBER = "Row"


@dataclass(frozen=True, slots=True)
class Where:
    """Which rows are wanted: with a value in a column, with a text in any, of these numbers.

    Null: what is None does not matter.
    """

    column: int | None = None
    value: str = ""
    text: str = ""
    numbers: frozenset[int] | None = None


EVERY = Where()
"""All rows."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows that a filter keeps: each its number in the file and the texts of its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TablePage:
    """Some rows of a file; `is_whole` if none of the file was left out while looking for them."""

    header: tuple[str, ...]
    rows: tuple[Kept, ...]
    has_more: bool
    looked_at: int
    is_whole: bool


def labels(header: Sequence[str]) -> tuple[str, ...]:
    """Return a name for each column that no other has, nor the number of the row.

    >>> labels(["Age", "", "Age", "Age (2)"])
    ('Age', 'no name', 'Age (2)', 'Age (2) (2)')
    """
    taken = {_NUMBER}
    found = []
    for name in header:
        label = plain = name or "no name"
        count = 1
        while label in taken:
            count += 1
            label = f"{plain} ({count})"
        taken.add(label)
        found.append(label)
    return tuple(found)


def columns_of(path: Path) -> tuple[str, ...]:
    """Return the names of a file's columns; none where it cannot be read."""
    try:
        with opened(table_file(path)) as rows:
            return tuple(rows.header)
    except (TableFileError, OSError):
        return ()


def page_of(path: Path, where: Where = EVERY, *, offset: int = 0, most: int = 50) -> TablePage:
    """Return some of the rows that a filter keeps, after so many of them.

    Errors: TableFileError, OSError.
    """
    found: list[Kept] = []
    looked_at = seen = 0
    is_whole = True
    with opened(table_file(path)) as rows:
        header = tuple(rows.header)
        for before, block in _numbered(rows.blocks(range(len(header)))):
            if before >= MOST_LOOKED_AT or len(found) > most:
                is_whole = False
                break
            chosen = _chosen(block, before, where)
            wanted = chosen[max(0, offset - seen) :][: most + 1 - len(found)]
            seen += len(chosen)
            found += kept_rows(block, before, wanted)
            looked_at = before + block.count
    return TablePage(header, tuple(found[:most]), len(found) > most, looked_at, is_whole)


def _numbered(blocks: Iterator[Block]) -> Iterator[tuple[int, Block]]:
    """Give blocks, each with how many rows come before it."""
    before = 0
    for block in blocks:
        yield before, block
        before += block.count


def _chosen(block: Block, before: int, where: Where) -> Rows:
    """Return the rows of a block that are wanted."""
    keep = np.ones(block.count, np.bool_)
    if where.numbers is not None:
        wanted = np.fromiter(where.numbers, np.int64, len(where.numbers))
        keep &= np.isin(np.arange(before + 1, before + 1 + block.count), wanted)
    if where.column is not None:
        texts = _strings(block, where.column)
        keep &= np.asarray(pc.equal(texts, where.value), np.bool_)
    if where.text:
        has_it = np.zeros(block.count, np.bool_)
        for column in range(len(block.columns)):
            texts = _strings(block, column)
            found = pc.match_substring(texts, where.text, ignore_case=True)
            has_it |= np.asarray(found, np.bool_)
        keep &= has_it
    return np.flatnonzero(keep)


def _strings(block: Block, column: int) -> pa.Array:
    values = block.columns[column]
    if isinstance(values, pa.Array) and pa.types.is_string(values.type) and not values.null_count:
        return values
    return pa.array([] if values is None else cell_texts(values), pa.string())


def kept_rows(block: Block, before: int, rows: Rows) -> list[Kept]:
    """Return rows of a block as text; a cell that is very long is cut."""
    if not len(rows):
        return []
    columns = []
    for values in block.columns:
        if isinstance(values, list):
            columns.append(cell_texts([values[row] for row in rows.tolist()]))
        elif values is not None:
            columns.append(cell_texts(values.take(pa.array(rows))))
    lines = zip(*columns, strict=True)
    return [
        Kept(before + row + 1, tuple(map(_short, cells)))
        for row, cells in zip(rows.tolist(), lines, strict=True)
    ]


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


# --- what to choose from --------------------------------------------------------------------------


def values_of(path: Path, column: int) -> list[tuple[str, int]] | None:
    """Return the values of a column with their counts, the commonest first.

    Null: there are too many. Errors: TableFileError, OSError.
    """
    counts: Counter[str] = Counter()
    with opened(table_file(path)) as rows:
        for before, block in _numbered(rows.blocks([column])):
            if before >= MOST_LOOKED_AT:
                break
            values = block.columns[column]
            counts.update([] if values is None else cell_texts(values))
            if len(counts) > _MOST_VALUES:
                return None
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def lines_in(path: Path) -> frozenset[int]:
    """Return the lines that rejected rows were read from; the column that says so is last but one.

    Errors: TableFileError, OSError.
    """
    found: set[int] = set()
    with opened(table_file(path)) as rows:
        column = len(rows.header) - 2
        for before, block in _numbered(rows.blocks([column])):
            values = block.columns[column]
            texts = [] if values is None else cell_texts(values)
            found.update(int(text) for text in texts if text.isascii() and text.isdigit())
            if before >= MOST_LOOKED_AT:
                break
    return frozenset(found)


def numbers_of(
    path: Path, lines: frozenset[int], dropped: frozenset[int] = frozenset()
) -> frozenset[int]:
    """Return the numbers, in the output, of rows that stand on these lines of the input.

    Errors: TableFileError, OSError.
    """
    wanted, gone = (np.fromiter(each, np.int64, len(each)) for each in (lines, dropped))
    found: list[int] = []
    written = 0
    with opened(table_file(path)) as rows:
        for before, block in _numbered(rows.blocks(())):
            if before >= MOST_LOOKED_AT:
                break
            own = block.lines
            if own is None:
                own = np.arange(block.first, block.first + block.count)
            own = own[~np.isin(own, gone)]
            found += (np.flatnonzero(np.isin(own, wanted)) + written + 1).tolist()
            written += len(own)
    return frozenset(found)
