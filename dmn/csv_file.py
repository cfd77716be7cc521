"""CSV files in and out: rows with their line numbers, and a file that appears whole or not at all.

Every field is kept as the text it is. What the fields mean is for `columns.py` to say.
"""

import csv
import os
from collections.abc import Callable, Iterator, Sequence
from io import BufferedReader, FileIO, TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self

from dmn.api import Model
from dmn.atomic_file import replacing
from dmn.batch import Report, Row, ScorePlan, plan_score, score_rows
from dmn.columns import ColumnError
from dmn.csv_dialect import BEGIN, Accepts, CsvDialect, dialect_of
from dmn.errors import UnknownNameError
from dmn.graph import Key
from feel.api import Now

__all__ = ["CsvError", "CsvReader", "check_target", "score_file"]


class CsvError(Exception):
    """A file is no CSV that can be read; says the line, and what would be right."""


class CsvReader:
    """A CSV file as its dialect, header and rows; a context manager.

    `size` and `position` are in bytes; `accepts` helps to tell the separator.
    """

    def __init__(self, path: Path, accepts: Accepts | None = None) -> None:
        self.name = path.name
        self.header: Sequence[str] = ()
        self._bytes = BufferedReader(FileIO(path), BEGIN)
        self.size = os.fstat(self._bytes.fileno()).st_size
        begin = self._bytes.peek()
        self.dialect: CsvDialect = dialect_of(begin, accepts)
        self._bytes.read(len(self.dialect.mark))
        self._text = TextIOWrapper(self._bytes, self.dialect.encoding, newline="")
        self._reader = csv.reader(self._text, strict=True, delimiter=self.dialect.separator)
        # the first letter of UTF-16 has one
        self._is_text = bool(self.dialect.mark) or b"\0" not in begin[:2]

    def __enter__(self) -> Self:
        try:
            self._check_encoding()
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

    def _check_encoding(self) -> None:
        if not self._is_text:
            hint = "save it as UTF-8, or as UTF-16 with a byte order mark"
            raise CsvError(f"{self.name}: the file is not UTF-8 (hint: {hint})")

    @property
    def position(self) -> int:
        """How much of the file has been read; 0 where that cannot be known, as of a pipe."""
        return self._bytes.tell() if self._bytes.seekable() else 0

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
                encoding = self.dialect.encoding_name
                message = f"byte 0x{byte:02X} at or after line {line} is not {encoding}"
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


def check_target(target: Path, source: Path | None = None) -> None:
    """Refuse a file that cannot be written, or must not be: before anything is done for it.

    Errors: CsvError.
    """
    folder = target.parent
    if target.is_dir():
        name = "out.csv" if source is None else source.name
        raise CsvError(f"{target} is a folder (hint: name a file in it, such as {target / name})")
    if not folder.is_dir():
        raise CsvError(f"{target}: there is no folder '{folder}' (hint: make it first)")
    if not os.access(folder, os.W_OK):
        hint = "name a file in another folder"
        raise CsvError(f"{target}: the folder '{folder}' cannot be written to (hint: {hint})")


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

    What is written has the separator, the encoding and the line ends of what is read. `on_plan` is
    told how it is done before anything is written, `on_progress` the rows and bytes so far.
    Errors: CsvError, ColumnError, UnknownNameError, OSError; the target is then as it was.
    """
    check_target(target, source)
    report = Report()

    def accepts(header: Sequence[str]) -> bool:
        try:
            plan_score(model, header, decisions)
        except (ColumnError, UnknownNameError):  # which come again, for the header chosen
            return False
        return True

    with CsvReader(source, accepts) as reader:
        if not reader.header:
            raise CsvError(f"{source}: the file is empty (hint: begin with a line of column names)")
        plan = plan_score(model, reader.header, decisions)
        if on_plan is not None:
            on_plan(plan, reader)
        dialect = reader.dialect
        with replacing(target, dialect.encoding) as file:
            file.write(dialect.mark.decode(dialect.encoding))
            file.write(dialect.line(plan.output_header))
            for row in score_rows(plan, reader.rows(), now=now):
                file.write(dialect.line(row.fields))
                report.add(row)
                if on_progress is not None and report.rows % _ROWS_PER_NOTICE == 0:
                    on_progress(report.rows, reader.position)
    return report
