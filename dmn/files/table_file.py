"""What kind of table a file holds, told by its name, and the file as a stream of bytes.

The one rule: the name decides; a file that begins as something else is refused, not guessed at.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, Literal, TypeAlias

import pyarrow as pa

__all__ = [
    "Format",
    "TableFile",
    "TableFileError",
    "check_begin",
    "check_target",
    "table_file",
]

Format: TypeAlias = Literal["csv", "tsv", "jsonl", "parquet"]

_FORMATS: dict[str, Format] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}
_COMPRESSIONS = {".gz": "gzip", ".zst": "zstd", ".zstd": "zstd"}
_NOT_READ = {
    ".xlsx": "a spreadsheet: save the sheet as CSV",
    ".xls": "a spreadsheet: save the sheet as CSV",
    ".json": "one JSON value: write one object on each line, and name it .jsonl",
    ".zip": "an archive: unpack it, or pack it as .gz or .zst",
    ".xml": "XML: give a table as CSV, JSON lines or Parquet",
}
# what files begin with that are no text
_BEGINS = {
    b"PAR1\x15": ("Parquet", ".parquet"),
    b"\x1f\x8b": ("packed by gzip", ".gz"),
    b"\x28\xb5\x2f\xfd": ("packed by zstd", ".zst"),
    b"PK\x03\x04": ("a spreadsheet or an archive", ""),
}


class TableFileError(Exception):
    """A file cannot be read or written as a table; says why, and what would be right."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file, what it holds and how it is compressed; what has no known ending holds CSV."""

    path: Path
    format: Format = "csv"
    compression: str | None = None

    @property
    def separator(self) -> str | None:
        """What separates the fields, where the name tells."""
        return "\t" if self.format == "tsv" else None

    def reading(self, raw: BinaryIO) -> Any:
        """Return the stream of what is in an open file."""
        if self.compression is None:
            return raw
        return pa.CompressedInputStream(pa.PythonFile(raw, "r"), self.compression)

    @contextmanager
    def writing(self, raw: BinaryIO) -> Iterator[Any]:
        """Give the stream that fills an open file, which stays open."""
        if self.compression is None:
            yield raw
            return
        sink = _Sink(raw)
        stream = pa.CompressedOutputStream(pa.PythonFile(sink, "w"), self.compression)
        try:
            yield stream
            stream.close()
        finally:  # what is left where something went wrong is for nobody
            sink.is_open = False
            stream.close()


class _Sink(RawIOBase):
    """A file that another stream writes to, and does not close."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self.is_open = True

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def write(self, data: Any) -> int:
        """Write to the file."""
        return self._raw.write(data) if self.is_open else len(data)


def table_file(path: str | Path) -> TableFile:
    """Return what a file holds, by its name.

    Errors: TableFileError for what is known to be no table.
    """
    path = Path(path)
    endings = [ending.lower() for ending in path.suffixes]
    compression = _COMPRESSIONS.get(endings[-1]) if endings else None
    ending = (endings[:-1] if compression else endings)[-1:]
    if ending and ending[0] in _NOT_READ:
        raise TableFileError(f"{path} is {_NOT_READ[ending[0]]}")
    form = _FORMATS.get(ending[0], "csv") if ending else "csv"
    if compression and form == "parquet":
        raise TableFileError(f"{path}: Parquet is packed within (hint: name it {path.stem})")
    return TableFile(path, form, compression)


def check_begin(file: TableFile, begin: bytes) -> None:
    """Refuse a file that begins as something else than its name says.

    Errors: TableFileError.
    """
    if file.compression is not None or file.format == "parquet":
        return  # whoever reads it sees that for himself
    for mark, (what, ending) in _BEGINS.items():
        if begin.startswith(mark):
            name = file.path.name + ending if ending != ".parquet" else file.path.stem + ending
            hint = f"name it {name}" if ending else "save the table as CSV"
            raise TableFileError(f"{file.path} is {what} (hint: {hint})")


def check_target(target: Path, source: Path | None = None) -> None:
    """Refuse a file that cannot be written, or must not be: before anything is done for it.

    Errors: TableFileError.
    """
    folder = target.parent
    if target.is_dir():
        name = "out.csv" if source is None else source.name
        raise TableFileError(
            f"{target} is a folder (hint: name a file in it, such as {target / name})"
        )
    if target.exists() and not target.is_file():
        return  # a pipe or a device, which is written to as it is
    if not folder.is_dir():
        raise TableFileError(f"{target}: there is no folder '{folder}' (hint: make it first)")
    if not os.access(folder, os.W_OK):
        hint = "name a file in another folder"
        raise TableFileError(f"{target}: the folder '{folder}' cannot be written to (hint: {hint})")
