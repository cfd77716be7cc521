"""Files that were given to be scored: kept in a folder of their own until a run takes them.

The one rule: what a file is called by whoever gave it is data; where it is kept, and under which
name, is ours.
"""

import re
import secrets
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, BinaryIO

from dmn.files.csv_dialect import Accepts
from dmn.files.sources import opened
from dmn.files.table_file import TableFileError, table_file
from ruling_workbench.batch.cell_text import cell_texts

__all__ = [
    "LARGEST",
    "TYPES",
    "Glance",
    "RunRefused",
    "Upload",
    "drop",
    "glance",
    "kept",
    "own_name",
    "refusal",
]

LARGEST = 200 * 2**20
"""So many bytes a file may have."""

TYPES = ("csv", "tsv", "gz", "zst", "jsonl", "ndjson", "parquet")
"""What the name of a file may end in."""

_ENDINGS = {"csv": ".csv", "tsv": ".tsv", "jsonl": ".jsonl", "parquet": ".parquet"}
_PACKED = {None: "", "gzip": ".gz", "zstd": ".zst"}
_TOKEN = re.compile(r"[0-9a-f]{16}")
_PIECE = 2**20
_A_DAY = 86_400
_LOOKED_AT, _SAMPLES, _LONGEST_SAMPLE = 100, 3, 40


class RunRefused(Exception):  # noqa: N818 - it is the answer to what was asked
    """A file or a run that is not taken; says what is wrong, and what would be right."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was given: its name as data, and where it is kept."""

    token: str
    name: str
    size: int
    path: Path


def own_name(name: str, stem: str) -> str:
    """Return what a file is called in our folders: the stem, and an ending that says what it holds.

    Errors: RunRefused for what is known to be no table.
    """
    try:
        file = table_file(PurePosixPath(PureWindowsPath(name).name).name or "file")
    except TableFileError as error:
        raise refusal(error) from None
    return f"{stem}{_ENDINGS[file.format]}{_PACKED[file.compression]}"


def kept(files: Path, name: str, stream: BinaryIO) -> Upload:
    """Keep what somebody gave; what nobody took for a day goes.

    Errors: RunRefused for what is no table or too large; OSError where there is no room.
    """
    place = files / "uploads"
    own = own_name(name, "input")
    place.mkdir(parents=True, exist_ok=True)
    _sweep(place)
    token = secrets.token_hex(8)
    folder = place / token
    folder.mkdir()
    try:
        size = _copied(stream, folder / own)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Upload(token, name, size, folder / own)


def _copied(stream: BinaryIO, path: Path) -> int:
    size = 0
    with path.open("xb") as file:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > LARGEST:
                most = LARGEST // 2**20
                hint = "score it with the command `dmn score`, which has no limit"
                raise RunRefused(f"The file has more than {most} MB", hint)
            file.write(piece)
    return size


def drop(files: Path, upload: Upload) -> None:
    """Forget what was given."""
    if _TOKEN.fullmatch(upload.token):
        shutil.rmtree(files / "uploads" / upload.token, ignore_errors=True)


def _sweep(place: Path) -> None:
    oldest = time.time() - _A_DAY
    for folder in place.iterdir():
        if _TOKEN.fullmatch(folder.name) and folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)


# --- a look into it -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Glance:
    """What a file is: how it is read, its columns, and a few values of each."""

    about: str
    header: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]


def glance(upload: Upload, accepts: Accepts | None = None) -> Glance:
    """Return what a file is; `accepts` tells by a header whether the file was read rightly.

    Errors: RunRefused for what cannot be read as a table.
    """
    try:
        with opened(table_file(upload.path), accepts=accepts) as rows:
            header = tuple(rows.header)
            if not header:
                raise RunRefused("The file is empty", "begin it with a line of column names")
            block = next(islice(rows.blocks(range(len(header))), 1), None)
            columns: Sequence[Any] = [None] * len(header) if block is None else block.columns
            samples = tuple(_sample(column) for column in columns)
            about = rows.about.partition(": ")[2]
    except (TableFileError, OSError) as error:
        raise refusal(error, upload) from None
    return Glance(about, header, samples)


def refusal(error: Exception, upload: Upload | None = None) -> RunRefused:
    """Return what an error says, of the file as it was called by whoever gave it."""
    text = str(error)
    if upload is not None:
        own, given = upload.path.name, upload.name
        text = text.replace(str(upload.path), given).replace(own, given)
        text = text.replace(f" {own.partition('.')[0]}.", f" {PurePosixPath(given).stem}.")
    message, _, hint = text.partition(" (hint: ")
    return RunRefused(message, hint.removesuffix(")"))


def _sample(column: Any) -> tuple[str, ...]:
    """Return the first different values of a column, as text."""
    if column is None:
        return ()
    texts = dict.fromkeys(cell_texts(column[:_LOOKED_AT]))
    return tuple(_short(each) for each in islice(filter(None, texts), _SAMPLES))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_SAMPLE else f"{line[: _LONGEST_SAMPLE - 1]}…"
