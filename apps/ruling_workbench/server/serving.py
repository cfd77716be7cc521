"""Runs the server and the worker beside it, until someone ends them.

The one rule: whatever ends this process ends both; a worker that ends by itself is started again,
a few times and told, a server that does is the end.
"""

import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ruling_workbench.server.child import end, start
from ruling_workbench.server.settings import Settings, environment, flags, web_address

__all__ = ["PAUSES", "Beside", "is_free", "port_for", "serve"]

PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)
"""So many seconds until a worker that ended is started again; after the last it stays away."""

_STEADY = 60.0  # a worker that ran so long begins with the first pause again
_LOOK = 0.2
_ENTRY = Path(__file__).parents[1] / "entry" / "workbench.py"
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
_FAILED, _DONE = 1, 0
_Process = subprocess.Popen[bytes]


def is_free(address: str, port: int) -> bool:
    """Tell whether a server can listen at an address.

    Errors: OSError for an address that this machine does not have.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        # as the server does: what a server that just ended left behind does not count
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except (PermissionError, InterruptedError):
            raise
        except OSError as error:
            if "in use" in str(error):
                return False
            raise
    return True


def port_for(address: str, asked: int | None, usual: int) -> int | None:
    """Return the port to listen on: what was asked for or None if it is busy, else a free one."""
    if asked is not None:
        return asked if is_free(address, asked) else None
    if is_free(address, usual):
        return usual
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.bind((address, 0))
        port: int = probe.getsockname()[1]
        return port


# --- the worker -----------------------------------------------------------------------------------


@dataclass(slots=True)
class Beside:
    """A process beside the server that is started again when it ended by itself."""

    begin: Callable[[], _Process]
    tell: Callable[[str], None]
    clock: Callable[[], float] = time.monotonic
    process: _Process | None = field(default=None, init=False)
    _began: float = field(default=0.0, init=False)
    _again: float | None = field(default=0.0, init=False)  # when; None for never
    _ended: int = field(default=0, init=False)  # so often in a row

    def look(self) -> None:
        """Start it if it is time to, and tell when it has ended."""
        now = self.clock()
        if self.process is not None:
            if self.process.poll() is not None:
                self._has_ended(now, self.process.returncode)
        elif self._again is not None and now >= self._again:
            self.process, self._began = self.begin(), now

    def _has_ended(self, now: float, code: int) -> None:
        self.process = None
        self._ended = 0 if now - self._began >= _STEADY else self._ended
        if self._ended == len(PAUSES):
            self._again = None
            self.tell(f"the worker ended again with code {code}; without it no timer fires")
            return
        pause = PAUSES[self._ended]
        self._ended, self._again = self._ended + 1, now + pause
        self.tell(f"the worker ended with code {code}; it is started again in {pause:.0f} s")


# --- until someone ends it ------------------------------------------------------------------------


def serve(settings: Settings, *, with_worker: bool, tell: Callable[[str], None]) -> int:
    """Serve the workbench until a signal or its own end; return the exit code."""
    known = environment(settings)
    with _until_signal() as asked_to_end:
        # the address of the database may hold a password: it is no argument that others can see
        server = start("streamlit", ["run", str(_ENTRY), *flags(settings)], known)
        beside = Beside(lambda: start("cmmn", ["worker"], known), tell)
        try:
            if not _listens(settings, server, asked_to_end):
                return _over(server, asked_to_end, tell)
            tell(f"the workbench is at {web_address(settings)} (Ctrl-C ends it)")
            while server.poll() is None and not asked_to_end.wait(_LOOK):
                if with_worker:
                    beside.look()
            return _over(server, asked_to_end, tell)
        finally:
            end([each for each in (server, beside.process) if each is not None])


def _over(server: _Process, asked_to_end: threading.Event, tell: Callable[[str], None]) -> int:
    if asked_to_end.is_set():
        return _DONE
    tell(f"the server ended with code {server.returncode}")
    return _FAILED


def _listens(settings: Settings, server: _Process, asked_to_end: threading.Event) -> bool:
    """Wait until the server listens; false if it ended or should end before."""
    host = web_address(settings).split("//")[1].rsplit(":", 1)[0].strip("[]")
    while server.poll() is None and not asked_to_end.wait(_LOOK):
        try:
            socket.create_connection((host, settings.port), timeout=1).close()
        except OSError:
            continue
        return True
    return False


@contextmanager
def _until_signal() -> Iterator[threading.Event]:
    """Give what is set by a signal to end."""
    asked = threading.Event()
    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    before = {each: signal.signal(each, lambda *_: asked.set()) for each in numbers}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
