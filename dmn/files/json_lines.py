"""JSON lines as blocks of rows: one object on each line, its names the columns.

The one rule: a line that is no object is a row all the same, which is not evaluated and stays as it
is; nothing of it is dropped in silence.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa

from dmn.field_text import parse_json
from dmn.files.table_file import TableFileError
from dmn.scoring.block import Block
from feel.errors import FeelFault, FeelWarning, Location

__all__ = ["JsonLines"]

_PIECE = 2 * 2**20  # bytes
_LONGEST = 2**28  # bytes of one line, which must fit in memory
_DEEPEST = 100  # as FEEL's values
_MOST_SHOWN = 500  # letters
_HINT = 'write one object on each line, such as {"Age": 42, "Name": "Ann"}'


class JsonLines:
    """A stream of JSON lines. The header is all names in the first lines, in their order.

    `name` is what errors call the file. Errors: TableFileError.
    """

    def __init__(self, stream: BinaryIO, name: str, *, piece: int = _PIECE) -> None:
        self._stream = stream
        self._name = name
        self._piece = piece
        self._rest = b""
        self._line = 1
        self._first = self._first_rows()
        self.header: Sequence[str] = list(
            dict.fromkeys(name for row in self._first for name in row.value or ())
        )
        self._known = frozenset(self.header)
        if not self.header:
            raise self._without_names()

    def blocks(self, wanted: Collection[int]) -> Iterator[Block]:
        """Give the rows once, with the columns wanted; a name that comes later has no column.

        Shape: of an object, `raw` is the line without the closing brace, ready for more entries.
        Errors: TableFileError, after the rows before it.
        """
        rows: list[_JsonRow] | None = self._first
        self._first = []
        while rows is not None:
            if rows:
                yield self._block(rows, wanted)
            rows = self._next_rows()

    def _block(self, rows: "list[_JsonRow]", wanted: Collection[int]) -> Block:
        columns: list[Any] = [None] * len(self.header)
        for index in wanted:
            name = self.header[index]
            columns[index] = [None if row.value is None else row.value.get(name) for row in rows]
        return Block(
            len(rows),
            columns,
            rows[0].line,
            np.array([row.line for row in rows], np.int64),
            pa.array([row.raw for row in rows], pa.large_binary()),
            list(self._faults(rows)),
            np.array([place for place, row in enumerate(rows) if row.value is None], np.int64),
        )

    def _faults(self, rows: "list[_JsonRow]") -> Iterator[tuple[int, FeelWarning]]:
        for place, row in enumerate(rows):
            if row.fault is not None:
                yield place, row.fault
            elif row.value is not None and not row.value.keys() <= self._known:
                yield place, _late_names([name for name in row.value if name not in self._known])

    # --- lines ------------------------------------------------------------------------------------

    def _first_rows(self) -> "list[_JsonRow]":
        """Return the rows of the first piece that has some."""
        rows: list[_JsonRow] | None = []
        while rows is not None and not rows:
            rows = self._next_rows()
        return rows or []

    def _next_rows(self) -> "list[_JsonRow] | None":
        """Return the rows of the next piece; None at the end."""
        if len(self._rest) > _LONGEST:
            message = f"line {self._line}: the line has more than {_LONGEST} bytes"
            raise TableFileError(f"{self._name}, {message} (hint: {_HINT})")
        data = self._stream.read(max(self._piece, len(self._rest)))
        whole, end, self._rest = (self._rest + data).rpartition(b"\n")
        if not data:  # the last line need not have an end
            whole, self._rest = whole + end + self._rest, b""
            if not whole:
                return None
        first = self._line
        self._line += whole.count(b"\n") + len(end)
        return [
            _json_row(line, number)
            for number, line in enumerate(whole.split(b"\n"), start=first)
            if line.strip()
        ]

    def _without_names(self) -> TableFileError:
        """Return what is wrong with a file whose first lines have no names."""
        faults = [(row.line, row.fault) for row in self._first if row.fault is not None]
        if not self._first:
            return TableFileError(f"{self._name}: the file is empty (hint: {_HINT})")
        if not faults:
            return TableFileError(f"{self._name}: the objects have no entries (hint: {_HINT})")
        line, fault = faults[0]
        return TableFileError(f"{self._name}, line {line}: {fault.message} (hint: {_HINT})")


class _JsonRow(NamedTuple):
    """One line: its bytes, its object, or what is wrong with it."""

    line: int
    raw: bytes
    value: dict[str, Any] | None
    fault: FeelWarning | None = None


def _json_row(content: bytes, line: int) -> _JsonRow:
    """Read one line; that of an object is kept without its closing brace."""
    content = content.strip().removeprefix(b"\xef\xbb\xbf")
    try:
        value = _object(content)
    except FeelFault as fault:
        return _JsonRow(line, content, None, _not_evaluated(content, fault))
    body = content[:-1].rstrip()
    return _JsonRow(line, body + b", " if value else body, value)


def _object(content: bytes) -> dict[str, Any]:
    """Return the object of a line. Errors: FeelFault NOT_JSON."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise FeelFault("NOT_JSON", "the line is not UTF-8", _HINT) from None
    value = parse_json(text)
    if not isinstance(value, dict):
        raise FeelFault("NOT_JSON", "the line holds no object", _HINT)
    if text.count("[") + text.count("{") > _DEEPEST and _depth(value) > _DEEPEST:
        raise FeelFault("NOT_JSON", f"the values are nested more than {_DEEPEST} deep", _HINT)
    return value


def _depth(value: Any) -> int:
    level = 0
    inner = [value]
    while inner:
        level += 1
        values = [each.values() if type(each) is dict else each for each in inner]
        inner = [item for each in values for item in each if type(item) in {dict, list}]
    return level


def _not_evaluated(content: bytes, fault: FeelFault) -> FeelWarning:
    message = fault.message.removeprefix("line 1, ")
    text = _shown(content.decode(errors="backslashreplace"))
    return FeelWarning(
        "NOT_JSON", f"{message}; it was not evaluated: {text}", Location(), fault.hint
    )


def _late_names(names: Sequence[str]) -> FeelWarning:
    listed = _shown(", ".join(f"'{name}'" for name in names))
    message = f"{listed} has no column, for the first lines do not have it"
    return FeelWarning("NO_COLUMN", message, Location(), "give every name in the first line")


def _shown(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}..."
