"""CSV files in and out: rows with their line numbers, and a file that appears whole or not at all.

Every field is kept as the text it is. What the fields mean is for `columns.py` to say.
"""

import csv
import os
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from dmn.api import Model
from dmn.batch import Report, Row, ScorePlan, plan_score, score_rows
from dmn.graph import Key
from feel.api import Now

__all__ = ["CsvError", "CsvReader", "csv_line", "replacing", "score_file"]

_QUOTED = re.compile(r'[",\r\n]')


class CsvError(Exception):
    """A file is no CSV that can be read; says the line, and what would be right."""


class CsvReader:
    """A CSV file as its header and rows; a context manager.

    `size` and `position` are in bytes; `line_end` is how the file ends its lines.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._bytes = path.open("rb")
        self.size = os.fstat(self._bytes.fileno()).st_size
        first_line, end, _ = self._bytes.peek().partition(b"\n")
        self.line_end = "\r\n" if end and first_line.endswith(b"\r") else "\n"
        self._text = TextIOWrapper(self._bytes, "utf-8-sig", newline="")
        self._reader = csv.reader(self._text, strict=True)
        self.header: Sequence[str] = ()

    def __enter__(self) -> Self:
        try:
            _, self.header = next(self._records(), (0, ()))
        except CsvError:
            self._text.close()
            raise
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._text.close()

    @property
    def position(self) -> int:
        """How much of the file has been read."""
        return self._bytes.tell()

    def rows(self) -> Iterator[Row]:
        """Give the rows; a blank line is a row only where there is a single column."""
        for line, fields in self._records(keep_blank=len(self.header) == 1):
            yield Row(line, fields)

    def _records(self, *, keep_blank: bool = False) -> Iterator[tuple[int, list[str]]]:
        while True:
            line = self._reader.line_num + 1
            try:
                fields = next(self._reader, None)
            except csv.Error as error:
                raise CsvError(f"{self.name}, line {line}: {_meaning(error)}") from None
            except UnicodeDecodeError as error:
                byte = error.object[error.start]
                message = f"byte 0x{byte:02X} at or after line {line} is not UTF-8"
                raise CsvError(f"{self.name}: {message} (hint: save the file as UTF-8)") from None
            if fields is None:
                return
            if fields or keep_blank:
                yield line, fields or [""]


def _meaning(error: csv.Error) -> str:
    text = str(error)
    if text.startswith("unexpected end"):
        return 'a quoted field has no end (hint: close it with ", and double each " within)'
    if "expected after" in text:
        return 'text follows the end of a quoted field (hint: double each " within a field)'
    return (
        f"{text} (hint: put long texts elsewhere; a field holds at most {csv.field_size_limit()})"
    )


def csv_line(fields: Sequence[str], end: str = "\n") -> str:
    """Return a line of CSV; a field is quoted where it must be, and not otherwise."""
    quoted = [
        '"' + field.replace('"', '""') + '"' if _QUOTED.search(field) else field for field in fields
    ]
    return (",".join(quoted) or '""') + end


@contextmanager
def replacing(target: Path) -> Iterator[TextIO]:
    """Open a file that takes the target's place once it is whole; until then, none is touched."""
    target = target.resolve()
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    try:
        with part.open("x", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            part.chmod(target.stat().st_mode)
        part.replace(target)
    except OSError as error:
        error.filename = str(target)  # nobody knows the part's name
        raise
    finally:
        part.unlink(missing_ok=True)


_ROWS_PER_NOTICE = 100


def score_file(  # noqa: PLR0913 - two files, the choice, the clock, and two to be told of it
    model: Model,
    source: Path,
    target: Path,
    *,
    decisions: Sequence[Key] = (),
    now: Now = None,
    on_plan: Callable[[ScorePlan, CsvReader], None] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Score a CSV file into another, which may be the same; return what came of it.

    `on_plan` is told how it is done before anything is written, `on_progress` the rows and bytes so
    far.
    Errors: CsvError, ColumnError, UnknownNameError, OSError; the target is then as it was.
    """
    report = Report()
    with CsvReader(source) as reader:
        if not reader.header:
            raise CsvError(f"{source}: the file is empty (hint: begin with a line of column names)")
        plan = plan_score(model, reader.header, decisions)
        if on_plan is not None:
            on_plan(plan, reader)
        with replacing(target) as file:
            file.write(csv_line(plan.output_header, reader.line_end))
            for row in score_rows(plan, reader.rows(), now=now):
                file.write(csv_line(row.fields, reader.line_end))
                report.add(row)
                if on_progress is not None and report.rows % _ROWS_PER_NOTICE == 0:
                    on_progress(report.rows, reader.position)
    return report
