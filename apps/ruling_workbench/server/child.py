"""A child process that ends with the one that started it, however that one ends.

The one rule: the parent holds the other end of the child's standard input and writes nothing to
it. When that end closes, by will or because the parent was killed, the child asks itself to end.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence

__all__ = ["PATIENCE", "end", "main", "start"]

PATIENCE = 10.0
"""So many seconds a child has to finish what it began."""


def start(
    program: str, words: Sequence[str], environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start `streamlit` or `cmmn`; a terminal's Ctrl-C is for the parent, so it is not heard."""
    # -P: what lies in the folder the command is started in is not imported
    command = [sys.executable, "-P", "-m", __name__, program, *words]
    return subprocess.Popen(  # noqa: S603 - the program is one of ours, the words are its own
        command,
        stdin=subprocess.PIPE,
        env={**os.environ, **environment},
        start_new_session=True,
    )


def end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """End children: all are asked at once, those that do not end in time are killed."""
    for child in children:
        if child.stdin is not None:
            child.stdin.close()
    for child in children:
        try:
            child.wait(PATIENCE + 1)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


# --- in the child ---------------------------------------------------------------------------------


def main(arguments: Sequence[str]) -> int:
    """Run a program until it ends, or its parent does."""
    program, *words = arguments
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if program == "streamlit":
        return _streamlit(words)
    from cmmn.cli import main as cmmn  # noqa: PLC0415 - brings the store

    return cmmn(words)


def _streamlit(words: list[str]) -> int:
    from streamlit.web.cli import main as streamlit  # noqa: PLC0415 - takes a second

    streamlit(words, prog_name="streamlit")  # leaves by SystemExit
    return 0


def _end_with_parent() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(PATIENCE)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
