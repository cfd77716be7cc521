"""Processes that outlive the one that started them, found again by number and time of birth.

The one rule: a number alone is nobody: the system gives it again, so nothing is sent to a process
whose birth is not the one that was noted.
"""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

__all__ = ["ask_to_end", "born", "is_alive", "kill"]

_PROC = Path("/proc")
_BOOT = _PROC / "sys/kernel/random/boot_id"
_STATE, _STARTED = 0, 19  # of what stands behind the name in /proc/N/stat
_ENDED = frozenset("ZXx")


def born(pid: int) -> str | None:
    """Return what tells a process from every other of its number. Null: it has ended."""
    return _from_proc(pid) if _BOOT.exists() else _from_ps(pid)


def _from_proc(pid: int) -> str | None:
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()  # a name may hold anything
    if len(fields) <= _STARTED or fields[_STATE] in _ENDED:
        return None
    boot = _BOOT.read_text(encoding="ascii").strip()
    return f"{boot} {fields[_STARTED]}"  # ticks since the machine was started


def _from_ps(pid: int) -> str | None:
    """Return it where there is no /proc: the state, then the second it was started."""
    command = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=5)  # noqa: S603 - the words are ours
    except (OSError, subprocess.TimeoutExpired):
        return None
    state, _, started = said.stdout.strip().partition(" ")
    return None if not started or state[0] in _ENDED else " ".join(started.split())


def is_alive(pid: int, birth: str) -> bool:
    """Tell whether the process of this number is the one that was born then, and still runs."""
    return pid > 0 and bool(birth) and born(pid) == birth


def ask_to_end(pid: int, birth: str) -> None:
    """Ask a process, and what it started, to end; it leads a group of its own."""
    _send(pid, birth, signal.SIGTERM)


def kill(pid: int, birth: str) -> None:
    """End a process, and what it started, at once."""
    _send(pid, birth, signal.SIGKILL)


def _send(pid: int, birth: str, number: signal.Signals) -> None:
    if is_alive(pid, birth):
        with suppress(ProcessLookupError):  # it ended in between
            os.killpg(pid, number)
