"""Scored blocks -> what is written of them: lines of CSV or JSON, or columns of Parquet.

The one rule: a row is written as it was read, and its outcomes after it; an outcome's text is made
once for each answer. What is encoded can be sent from one process to another.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dmn.field_text import field_text
from dmn.files.csv_dialect import CsvDialect
from dmn.result import to_json
from dmn.scoring.arrow_values import distinct
from dmn.scoring.batch import UNREAD, ScoredBlock
from dmn.scoring.block import Block, Codes, Column, Rows
from dmn.scoring.outcomes import OutcomeColumn
from feel.conversion import from_natural
from feel.errors import FeelFault
from feel.values import Value

__all__ = [
    "ColumnEncoder",
    "CsvEncoder",
    "Encoder",
    "JsonEncoder",
    "Piece",
    "TableOfRows",
    "as_read",
    "encodable",
]


@dataclass(frozen=True, slots=True)
class TableOfRows:
    """Rows as columns: those of the input, and for each outcome its values and every row's code."""

    columns: Sequence[Column]
    outcomes: Sequence[tuple[Sequence[Value], Codes]]
    count: int


Piece: TypeAlias = "bytes | TableOfRows"
"""What is written of one block."""

Encoder: TypeAlias = "CsvEncoder | JsonEncoder | ColumnEncoder"


def _selected(codes: Codes, rows: Rows | None) -> pa.Array:
    """Return which answer each row takes; null for a row that was not evaluated."""
    chosen = codes if rows is None else codes[rows]
    unread = chosen == UNREAD
    return pa.array(chosen, mask=unread) if unread.any() else pa.array(chosen)


def _joined(parts: Sequence[pa.Array]) -> bytes:
    """Return texts put together row by row, as one."""
    text = pa.large_binary()
    if len(parts) == 1:
        lines = parts[0].cast(text)
    else:
        empty = pa.scalar(b"", text)
        lines = pc.binary_join_element_wise(*[part.cast(text) for part in parts], empty)
    if not len(lines):
        return b""
    offsets = np.frombuffer(lines.buffers()[1], np.int64)[lines.offset :]
    data: bytes = memoryview(lines.buffers()[2])[offsets[0] : offsets[len(lines)]].tobytes()
    return data


def _texts(column: Column, text_of: Callable[[Any], str]) -> pa.Array:
    """Return the text of every row of a column, made once for each value."""
    codes, values = distinct(column)
    texts = [text_of(value) for value in values]
    return pa.array(texts, pa.large_string()).take(pa.array(codes))


class _Outcomes:
    """The text of outcomes, one for each answer of a decision: kept as long as the answers are."""

    def __init__(
        self, columns: Sequence[OutcomeColumn], text_of: Callable[[Sequence[Value]], str]
    ) -> None:
        self._columns = columns
        self._text_of = text_of
        self._none = text_of([None] * len(columns))
        self._answers: Any = None
        self._texts: list[str] = []
        self._array: pa.Array | None = None

    def of(self, scored: ScoredBlock, rows: Rows | None) -> pa.Array:
        """Return the text of every row."""
        outcomes = [column.of(scored) for column in self._columns]
        answers = scored.answers[self._columns[0].decision]
        if answers is not self._answers:
            self._answers, self._texts, self._array = answers, [], None
        known = len(self._texts)
        new = zip(*(outcome.values[known:] for outcome in outcomes), strict=True)
        self._texts += [self._text_of(values) for values in new]
        if self._array is None or len(self._array) < len(self._texts):
            self._array = pa.array(map(encodable, self._texts), pa.large_string())
        texts = self._array.take(_selected(outcomes[0].codes, rows))
        return texts.fill_null(self._none) if texts.null_count else texts


def encodable(text: str) -> str:
    """Return text that can be written: half of a surrogate pair, which a string may be, cannot."""
    return text if text.isascii() else text.encode(errors="backslashreplace").decode()


def as_read(value: Any) -> Value:
    """Return a natural value as what can be written: all digits, and text for what FEEL lacks."""
    kind = type(value)
    if value is None or kind in _WRITTEN:
        return value
    if kind is dict:
        return {str(name): as_read(item) for name, item in value.items()}
    if kind is list:
        return [as_read(item) for item in value]
    if kind is bytes:
        return str(value.decode(errors="backslashreplace"))
    faults: list[FeelFault] = []
    found = from_natural(value, lambda _place, fault: faults.append(fault))
    return str(value) if faults else found


_WRITTEN = frozenset({str, bool, Decimal})


def _by_decision(columns: Sequence[OutcomeColumn]) -> list[list[OutcomeColumn]]:
    return [list(group) for _, group in groupby(columns, lambda column: column.decision)]


# --- CSV ------------------------------------------------------------------------------------------


class CsvEncoder:
    """Lines of CSV: each row's own text where it was CSV of this kind, and its outcomes."""

    def __init__(
        self, dialect: CsvDialect, columns: Sequence[OutcomeColumn], *, from_raw: bool
    ) -> None:
        self._dialect = dialect
        self._from_raw = from_raw
        self._special = f'["\r\n{re.escape(dialect.separator)}]'
        self._outcomes = [_Outcomes(group, self._fields) for group in _by_decision(columns)]

    def header(self, names: Sequence[str]) -> bytes:
        """Return what the file begins with."""
        return self._dialect.mark + self._encoded(encodable(self._dialect.line(names)).encode())

    def piece(self, scored: ScoredBlock, rows: Rows | None) -> bytes:
        """Return the lines of a block, or of some of its rows."""
        parts = self._row_parts(scored.block, rows)
        parts += [outcomes.of(scored, rows) for outcomes in self._outcomes]
        count = scored.block.count if rows is None else len(rows)
        parts.append(pa.repeat(pa.scalar(self._dialect.line_end, pa.large_string()), count))
        return self._encoded(_joined(parts))

    def _encoded(self, content: bytes) -> bytes:
        if self._dialect.encoding == "utf-8":
            return content
        return content.decode().encode(self._dialect.encoding, errors="backslashreplace")

    def _fields(self, values: Sequence[Value]) -> str:
        """Return the fields of an answer, each after a separator."""
        return "".join(self._field(field_text(value)) for value in values)

    def _field(self, text: str) -> str:
        return self._dialect.separator + self._dialect.field(text)

    def _row_parts(self, block: Block, rows: Rows | None) -> list[pa.Array]:
        if self._from_raw:
            raw: Any = block.raw
            return [raw if rows is None else raw.take(pa.array(rows))]
        columns: Any = block.columns
        texts = [self._column_texts(column) for column in columns]
        separator = pa.scalar(self._dialect.separator, pa.large_string())
        joined = pc.binary_join_element_wise(*texts, separator)
        return [joined if rows is None else joined.take(pa.array(rows))]

    def _column_texts(self, column: Any) -> pa.Array:
        if isinstance(column, pa.Array) and pa.types.is_string(column.type) and _is_valid(column):
            special = pc.any(pc.match_substring_regex(column, self._special)).as_py()
            if not special:
                return pc.fill_null(column.cast(pa.large_string()), "")
        return _texts(column, lambda value: self._dialect.field(_field_of(value)))


def _is_valid(column: pa.Array) -> bool:
    """Tell whether all texts are UTF-8, which Parquet promises and nobody looks."""
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _field_of(value: Any) -> str:
    found = as_read(value)
    return encodable(to_json(found) if type(found) is Decimal else field_text(found))


# --- JSON lines -----------------------------------------------------------------------------------


class JsonEncoder:
    """One JSON object on each line: the row's own text where it was JSON, and its outcomes.

    A line that was no object stays as it was.
    """

    def __init__(
        self, header: Sequence[str], columns: Sequence[OutcomeColumn], *, from_raw: bool
    ) -> None:
        self._header = header
        self._from_raw = from_raw
        self._outcomes = [
            _Outcomes(group, _Entries([each.header for each in group], is_first=place == 0))
            for place, group in enumerate(_by_decision(columns))
        ]

    def header(self, _names: Sequence[str]) -> bytes:
        """Return what the file begins with: nothing."""
        return b""

    def piece(self, scored: ScoredBlock, rows: Rows | None) -> bytes:
        """Return the lines of a block, or of some of its rows."""
        block = scored.block
        raw: Any = block.raw if self._from_raw else self._objects(block)
        parts = [raw if rows is None else raw.take(pa.array(rows))]
        parts += [outcomes.of(scored, rows) for outcomes in self._outcomes]
        parts.append(pa.repeat(pa.scalar("}", pa.large_string()), len(parts[0])))
        if self._from_raw and len(block.unread):
            alone = _among(block.unread, block.count, rows)
            parts[1:] = [pc.if_else(alone, "", part) for part in parts[1:]]
        parts.append(pa.repeat(pa.scalar("\n", pa.large_string()), len(parts[0])))
        return _joined(parts)

    def _objects(self, block: Block) -> pa.Array:
        """Return every row as an object without its end."""
        parts: list[pa.Array] = []
        columns: Any = block.columns
        for place, (name, column) in enumerate(zip(self._header, columns, strict=True)):
            label = f"{'{' if place == 0 else ''}{to_json(name)}: "
            parts.append(_texts(column, partial(_json_entry, label)))
        empty = pa.scalar("", pa.large_string())
        return pc.binary_join_element_wise(*parts, empty)


def _json_entry(label: str, value: Any) -> str:
    return f"{label}{encodable(to_json(as_read(value)))}, "


def _among(chosen: Rows, count: int, rows: Rows | None) -> pa.Array:
    """Tell of all rows, or of some, whether they are among those chosen."""
    found = np.zeros(count, np.bool_)
    found[chosen] = True
    return pa.array(found if rows is None else found[rows])


class _Entries:
    """The entries of an answer, as text within an object."""

    def __init__(self, names: Sequence[str], *, is_first: bool) -> None:
        self._labels = [f"{to_json(name)}: " for name in names]
        self._start = "" if is_first else ", "

    def __call__(self, values: Sequence[Value]) -> str:
        """Return the text of the entries."""
        entries = [
            label + to_json(value) for label, value in zip(self._labels, values, strict=True)
        ]
        return self._start + ", ".join(entries)


# --- Parquet --------------------------------------------------------------------------------------


class ColumnEncoder:
    """Columns, for a file that keeps them: those of the input, and values and codes of outcomes."""

    def __init__(self, columns: Sequence[OutcomeColumn]) -> None:
        self._columns = columns

    def header(self, _names: Sequence[str]) -> bytes:
        """Return what the file begins with: nothing that is known here."""
        return b""

    def piece(self, scored: ScoredBlock, rows: Rows | None) -> TableOfRows:
        """Return the columns of a block, or of some of its rows."""
        block = scored.block
        columns: list[Any] = list(block.columns)
        if rows is not None:
            places = rows.tolist()
            columns = [
                [column[place] for place in places]
                if isinstance(column, list)
                else column.take(pa.array(rows))
                for column in columns
            ]
        outcomes = [_occurring(column.of(scored), rows) for column in self._columns]
        return TableOfRows(columns, outcomes, block.count if rows is None else len(rows))


def _occurring(outcome: Any, rows: Rows | None) -> tuple[list[Value], Codes]:
    """Return the values of an outcome that occur in these rows, and codes among them."""
    codes = outcome.codes if rows is None else outcome.codes[rows]
    present = np.flatnonzero(np.bincount(codes - UNREAD)) + UNREAD
    values = [None if number == UNREAD else outcome.values[number] for number in present.tolist()]
    places = np.zeros(int(present[-1]) + 2 if len(present) else 1, np.int64)
    places[present - UNREAD] = np.arange(len(present))
    return values, places[codes - UNREAD]
