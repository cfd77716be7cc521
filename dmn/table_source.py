"""A spreadsheet -> a decision table: a CSV file or a data frame with all of it in the header row.

The one rule: a header says what its column is. `FIRST`, `U` or `C+` over the first column is the
hit policy; `Age: number` an input; `-> Risk: string` an output; `# Reason` or `// Reason` an
annotation. The cells are those of `table_builder.py`.
"""

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from dmn.api import Model
from dmn.files.csv_dialect import SEPARATORS, CsvDialect, dialect_of
from dmn.model import Definitions
from dmn.table_builder import definitions_of
from dmn.table_cells import agreed_type, cell_text
from dmn.table_columns import read_head, read_hit_policy
from feel.conversion import from_natural
from feel.errors import Location, Problem
from feel.names import normalised
from feel.scope import DEFAULT_LIMITS, Limits
from feel.values import Function

__all__ = ["table_from"]

_OUTPUT = ("->", "→")
_ANNOTATION = ("#", "//")
_RULE_NUMBER = re.compile(r"[0-9]+(?:\.0)?")
_UNNAMED = re.compile(r"Unnamed: [0-9]+")  # how pandas names a column without a header
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]+")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def table_from(
    source: Any,
    *,
    name: str | None = None,
    hit_policy: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    functions: Iterable[Function] = (),
) -> Model:
    """Return the model of a table in a CSV file or a data frame of pandas, polars or pyarrow.

    | FIRST | Age: number | Region: string ["north", "south"] | -> Risk: string | # Reason |
    |-------|-------------|-----------------------------------|-----------------|----------|
    | 1     | < 18        | -                                 | "high"          | too young |

    - A hit policy over the first column, which holds rule numbers or nothing. Without one it is
      UNIQUE, or `hit_policy`. An input that is named like one is given a type: `Priority: number`.
    - `Age: number` an input, `-> Risk: string` (or `→ Risk`) an output, `# Reason` or `// Reason`
      an annotation. After the type may stand the values there are. With no type, it is the one all
      cells have; where they differ, or one of them is no literal, it is Any.
    - Text is FEEL: `north` is a name and `"north"` a string. A CSV file quotes that once more, by
      three quotes on each side; spreadsheets do so when they save. A name that no input has is a
      problem. Numbers, booleans and dates in a data frame are values; None and NaN are empty.
    - A CSV file is UTF-8 or UTF-16, separated by commas, semicolons or tabs. Numbers have decimal
      points. Blank rows, and columns without header and cells, are left out.

    `name` is that of the decision: if not given, the file's name, or the data frame's only output.
    Errors: ValueError where the header or a row is not understood; OSError where there is no file.
    """
    sheet = _csv_sheet(Path(source)) if isinstance(source, str | os.PathLike) else _frame(source)
    host = list(functions)
    definitions = _definitions(sheet, name, hit_policy, [each.name for each in host])
    return Model(definitions, sheet.file, limits=limits, functions=host)


def _definitions(
    sheet: "_Sheet", name: str | None, hit_policy: str | None, host_functions: Sequence[str]
) -> Definitions:
    policy, columns = _read(sheet)
    inputs, outputs, notes = (_of_kind(columns, kind) for kind in _KINDS)
    head = read_head(
        name or sheet.title or _only_name(outputs),
        read_hit_policy(hit_policy or policy),
        {each.name: _declared(each) for each in inputs},
        {each.name: _declared(each) for each in outputs},
        [each.name for each in notes],
    )
    rules = list(zip(*(each.cells for each in (*inputs, *outputs, *notes)), strict=True))
    definitions = definitions_of(head, rules, {}, host_functions, sheet.file)
    if not sheet.file:
        return definitions
    place = (sheet.file, f"decision {head.name}")
    commas = _decimal_commas(inputs, place) if sheet.separator == ";" else ()
    problems = (*map(_hinted, definitions.problems), *commas)
    return definitions.model_copy(update={"problems": problems})


# --- files and data frames -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A header row and the rows under it, each as long; of a file also its name."""

    headers: list[str]
    rows: list[list[Any]]
    title: str = ""
    file: str = ""
    separator: str = ""


def _csv_sheet(path: Path) -> _Sheet:
    content = path.read_bytes()
    dialect = dialect_of(content, _has_output)
    text = _decoded(path.name, content, dialect).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip(" \n" + "".join(SEPARATORS)):
        raise ValueError(f"{path.name} is empty; the first row is the header")
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.separator)
        records = [row for row in rows if any(map(_is_filled, row))]
    except csv.Error as error:
        raise ValueError(f"{path.name} is no CSV file: {error}") from None
    width = max(map(len, records))
    headers, *cells = (record + [""] * (width - len(record)) for record in records)
    return _Sheet(
        [each.strip() for each in headers], cells, path.stem, path.name, dialect.separator
    )


def _has_output(header: Sequence[str]) -> bool:
    return any(each.strip().startswith(_OUTPUT) for each in header)


def _decoded(name: str, content: bytes, dialect: CsvDialect) -> str:
    try:
        return dialect.decoded(content)
    except UnicodeDecodeError:
        raise ValueError(f"{name} is neither UTF-8 nor UTF-16; save it as 'CSV UTF-8'") from None


def _frame(source: Any) -> _Sheet:
    """Return what a data frame holds, by its own methods; none of the libraries is imported."""
    if hasattr(source, "column_names"):  # pyarrow
        headers, rows = (
            source.column_names,
            zip(*(c.to_pylist() for c in source.columns), strict=True),
        )
    elif hasattr(source, "itertuples"):  # pandas
        headers, rows = source.columns, source.itertuples(index=False, name=None)
    elif hasattr(source, "columns") and hasattr(source, "rows"):  # polars
        headers, rows = source.columns, source.rows() if callable(source.rows) else source.rows
    else:
        raise ValueError(
            f"expected the path of a CSV file, or a data frame; found a {type(source).__name__}"
        )
    filled = (list(row) for row in rows if any(map(_is_filled, row)))
    return _Sheet([_header_text(each) for each in headers], list(filled))


def _header_text(header: Any) -> str:
    text = str(header).strip()
    return "" if _UNNAMED.fullmatch(text) else text


def _is_filled(cell: Any) -> bool:
    if isinstance(cell, str):
        return bool(cell.strip())
    return from_natural(cell) is not None


# --- the header row ------------------------------------------------------------------------------

_Kind = Literal["input", "output", "annotation"]
_KINDS: tuple[_Kind, ...] = ("input", "output", "annotation")


@dataclass(frozen=True, slots=True)
class _Column:
    """What a header says, and the cells under it."""

    kind: _Kind
    name: str
    type: str
    cells: list[Any]


def _read(sheet: _Sheet) -> tuple[str, list[_Column]]:
    """Return the hit policy in the header row, and the columns that have a header.

    A row with nothing but a rule number is no rule.
    """
    cells = [list(column) for column in zip(*sheet.rows, strict=True)] or [
        [] for _ in sheet.headers
    ]
    policy = _hit_policy(sheet.headers[0], cells[0]) if sheet.headers else None
    first = 0 if policy is None else 1
    is_rule = [any(map(_is_filled, row[first:])) for row in sheet.rows]
    columns: list[_Column] = []
    for number, header in enumerate(sheet.headers[first:], start=first):
        kept = [cell for cell, keep in zip(cells[number], is_rule, strict=True) if keep]
        if header:
            columns.append(_column(header, kept))
        elif any(map(_is_filled, kept)):
            raise ValueError(
                f"column {number + 1} has no header;"
                " write 'Age: number' for an input, '-> Risk: string' for an output,"
                " '# Reason' for an annotation"
            )
    _check_names(columns)
    return policy or "UNIQUE", columns


def _hit_policy(header: str, cells: Sequence[Any]) -> str | None:
    """Return the hit policy over a column of rule numbers; None where it is another column."""
    filled = (str(cell).strip() for cell in cells if _is_filled(cell))
    if not all(map(_RULE_NUMBER.fullmatch, filled)):
        return None
    try:
        read_hit_policy(header or "UNIQUE")
    except ValueError:
        return None
    return header or "UNIQUE"


def _column(header: str, cells: list[Any]) -> _Column:
    kind, text = _kind(header)
    if kind == "annotation":
        return _Column(kind, normalised(text), "", cells)
    name, _, declared = text.partition(":")
    if not name.strip():
        raise ValueError(f"the header {header!r} gives the {kind} no name")
    return _Column(kind, normalised(name), declared.strip(), cells)


def _kind(header: str) -> tuple[_Kind, str]:
    marks: tuple[tuple[_Kind, tuple[str, ...]], ...] = (
        ("output", _OUTPUT),
        ("annotation", _ANNOTATION),
    )
    for kind, spellings in marks:
        for mark in spellings:
            if header.startswith(mark):
                return kind, header.removeprefix(mark)
    return "input", header


def _check_names(columns: Iterable[_Column]) -> None:
    """Refuse two columns of a kind with one name, which a mapping could not hold."""
    seen: set[tuple[str, str]] = set()
    for column in columns:
        if (column.kind, column.name) in seen:
            raise ValueError(f"two {column.kind}s have the name '{column.name}'")
        seen.add((column.kind, column.name))


def _of_kind(columns: Iterable[_Column], kind: _Kind) -> list[_Column]:
    return [column for column in columns if column.kind == kind]


def _only_name(outputs: Sequence[_Column]) -> str:
    if not outputs:
        raise ValueError("the table has no outputs; the header of one is '-> Risk: string'")
    if len(outputs) > 1:
        names = ", ".join(each.name for each in outputs)
        raise ValueError(f"give the table a name=; it has several outputs: {names}")
    return outputs[0].name


def _declared(column: _Column) -> str:
    """Return the type in the header, or the one that the column's literals agree on."""
    if column.type:
        return column.type
    texts = []
    for number, cell in enumerate(column.cells, start=1):
        try:
            texts.append(cell_text(cell))
        except ValueError as error:
            raise ValueError(f"rule {number}, {column.kind} '{column.name}': {error}") from None
    return agreed_type(filter(None, texts), are_outputs=column.kind == "output").name


# --- what only a file can have wrong -------------------------------------------------------------


def _hinted(problem: Problem) -> Problem:
    """Say how a quoted string looks in the file, whose own quotes are gone when it was read."""
    name = (problem.location.text or "")[problem.location.start : problem.location.end]
    hint = f'{problem.hint}; in the file that is """{name}"""'
    return replace(problem, hint=hint)


def _decimal_commas(inputs: Iterable[_Column], place: tuple[str, ...]) -> Iterator[Problem]:
    """Give a warning for each number that seems to have a decimal comma: FEEL reads two values.

    Spreadsheets separate by semicolons where the comma is in the numbers.
    """
    for column in inputs:
        for number, cell in enumerate(column.cells, start=1):
            found = _DECIMAL_COMMA.search(_STRING.sub(_blanked, cell))
            if found:
                path = (*place, f"rule {number}", f"input '{column.name}'")
                point = found[0].replace(",", ".")
                yield Problem(
                    "DECIMAL_COMMA",
                    f"{found[0]} is read as two values",
                    Location(path, cell, *found.span()),
                    f"for the number write {point}, for two values a blank after the comma",
                    "warning",
                )


def _blanked(match: re.Match[str]) -> str:
    return " " * len(match[0])
