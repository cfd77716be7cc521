"""Files that appear whole or not at all, whatever happens while they are written.

The one rule: what is written waits in a part beside its target; none takes its place before all
that belong together are whole. Only what is no file, such as a pipe, is written to as it comes.
"""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from io import BufferedWriter, FileIO
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

__all__ = ["Begin", "naming", "replacing", "replacing_together"]

Begin: TypeAlias = Callable[[Path], BinaryIO]
"""Opens one of the files that are replaced together."""


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the target's place once it is whole; until then, none is touched.

    Errors: OSError, which names the target.
    """
    with replacing_together() as begin:
        yield begin(target)


@contextmanager
def replacing_together() -> Iterator[Begin]:
    """Give what opens files that take the places of their targets once all of them are whole.

    Errors: OSError, which names the target.
    """
    parts: list[_Part] = []
    with ExitStack() as stack:

        def begin(target: Path) -> BinaryIO:
            part = _Part(target)
            stack.callback(part.leave)
            parts.append(part)
            return part.file

        yield begin
        for part in parts:
            part.finish()
        for part in parts:
            part.take_place()


class _Part:
    """What is written of a file until it is whole."""

    def __init__(self, target: Path) -> None:
        self._is_stream = target.exists() and not target.is_file()
        self._target = target if self._is_stream else target.resolve()
        name = f".{target.name}.{uuid.uuid4().hex}.part"
        self._path = target if self._is_stream else self._target.with_name(name)
        with naming(self._target):
            self.file = BufferedWriter(_Raw(self._path, "w" if self._is_stream else "x"))
        self.file.raw.target = self._target

    def finish(self) -> None:
        """Make sure that everything is written, and on the disk."""
        self.file.flush()
        if not self._is_stream:
            with naming(self._target):
                os.fsync(self.file.fileno())
        self.file.close()

    def take_place(self) -> None:
        """Replace the target."""
        if self._is_stream:
            return
        with naming(self._target):
            if self._target.exists():
                self._path.chmod(self._target.stat().st_mode)
            self._path.replace(self._target)

    def leave(self) -> None:
        """Leave nothing behind of what has not taken its place."""
        with suppress(OSError):  # what could not be written before cannot be now
            self.file.close()
        if not self._is_stream:
            self._path.unlink(missing_ok=True)


class _Raw(FileIO):
    """A file whose errors name the target that it is written for."""

    target: Path

    def write(self, data: Any, /) -> int:
        """Write what there is room for."""
        with naming(self.target):
            return super().write(data)


@contextmanager
def naming(target: Path) -> Iterator[None]:
    """Name the target in errors of what is written for it: nobody knows the part's name."""
    try:
        yield
    except OSError as error:
        error.filename = str(target)
        raise
