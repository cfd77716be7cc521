"""Files that appear whole or not at all, whatever happens while they are written."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def replacing(target: Path, encoding: str = "utf-8") -> Iterator[TextIO]:
    """Open a file that takes the target's place once it is whole; until then, none is touched."""
    target = target.resolve()
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    try:
        # half of a surrogate pair, which a string may have, cannot be encoded
        with part.open("x", encoding=encoding, errors="backslashreplace", newline="") as file:
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
