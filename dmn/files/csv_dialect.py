"""How a CSV file is written: its encoding, separator and line ends, told by how it begins.

The one rule: the header tells. It is cut into most columns by the separator that was meant; where a
reader knows which columns it needs, by one that gives those.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["BEGIN", "SEPARATORS", "Accepts", "CsvDialect", "dialect_of"]

BEGIN = 64 * 1024  # bytes; a header is shorter
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",  # which begins with the mark of UTF-16
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# by themselves these write a mark, or read any order of bytes
_UNMARKED = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
_QUOTED = re.compile(r'(?<![^,;\t\r\n])"(?:[^"]|"")*"')
# the first line with anything on it; the line ends in quoted fields are text
_HEADER = re.compile(rf'(?:[ ,;\t"]*[\r\n])*((?:{_QUOTED.pattern}|[^\r\n])*)(\r\n)?')
_SPECIAL = re.compile(r'["\r\n]')

Accepts = Callable[[Sequence[str]], bool]
"""Says whether a header has the columns that a reader needs."""


@dataclass(frozen=True, slots=True)
class CsvDialect:
    """How a file is written; `mark` are the bytes it begins with to tell its encoding."""

    encoding: str = "utf-8"
    mark: bytes = b""
    separator: str = ","
    line_end: str = "\n"

    def __str__(self) -> str:
        return f"{self.encoding_name}, separated by {SEPARATORS[self.separator]}"

    @property
    def encoding_name(self) -> str:
        """The encoding as people write it."""
        return self.encoding.upper().removesuffix("-LE").removesuffix("-BE")

    def decoded(self, content: bytes) -> str:
        """Return the text of a whole file. Errors: UnicodeDecodeError."""
        return content.removeprefix(self.mark).decode(self.encoding)

    def line(self, fields: Sequence[str]) -> str:
        """Return a line; a field is quoted where it must be, and not otherwise."""
        line = self.separator.join(fields)
        if not line or line.count(self.separator) >= len(fields) or _SPECIAL.search(line):
            line = self.separator.join(map(self.field, fields)) or '""'
        return line + self.line_end

    def field(self, text: str) -> str:
        """Return a text as a field, quoted where it must be."""
        if self.separator in text or _SPECIAL.search(text):
            return '"' + text.replace('"', '""') + '"'
        return text


def dialect_of(
    begin: bytes, accepts: Accepts | None = None, encoding: str | None = None
) -> CsvDialect:
    """Return the dialect of a file that begins so; commas where nothing tells.

    A mark tells the encoding, then the name given, then UTF-8. Errors: LookupError for a name that
    is no encoding's.
    """
    mark = next((each for each in _MARKS if begin.startswith(each)), b"")
    named = "utf-8" if encoding is None else _known(encoding)
    encoding = _MARKS.get(mark, named)
    text = begin[:BEGIN].removeprefix(mark).decode(encoding, errors="replace")
    header, end = next(_HEADER.finditer(text)).groups()
    return CsvDialect(encoding, mark, _separator(header, accepts), end or "\n")


def _known(encoding: str) -> str:
    """Return the name of an encoding, one that leaves no mark where it is written."""
    try:
        name = codecs.lookup(encoding).name
        codecs.getincrementaldecoder(name)
        " ".encode(name)  # which what is no encoding of text refuses
    except (LookupError, ValueError):
        raise LookupError(encoding) from None
    return _UNMARKED.get(name, name)


def _separator(header: str, accepts: Accepts | None) -> str:
    bare = _QUOTED.sub("", header)
    likely = sorted(SEPARATORS, key=bare.count, reverse=True)  # the sort keeps commas first
    if accepts is None:
        return likely[0]
    cuts = {each: csv.reader(io.StringIO(header, newline=""), delimiter=each) for each in likely}
    return next((each for each, rows in cuts.items() if accepts(next(rows, []))), likely[0])
