"""How much memory a process of its own takes to score a file, its children with it.

The peak is the largest sum seen every few milliseconds, or the process's own high-water mark; what
it held after its imports is taken away. `ru_maxrss` would begin with the parent's size.
"""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

_STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Footprint:
    """Seconds for a file, and megabytes above what was held after the imports."""

    seconds: float
    megabytes: float


def available() -> bool:
    """Return whether this system tells: Linux does."""
    return _STATUS.exists()


def footprint(model: Path, source: Path, target: Path) -> Footprint:
    """Return what scoring a file takes in a fresh process."""
    command = [sys.executable, __file__, str(model), str(source), str(target)]
    done = subprocess.run(  # noqa: S603 - this interpreter with this file
        command, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Footprint(**json.loads(done.stdout.splitlines()[-1]))


def _score(model_path: Path, source: Path, target: Path) -> Footprint:
    import dmn  # noqa: PLC0415 - the parent needs the function above alone

    held = _kilobytes(_STATUS, "VmRSS")
    model = dmn.load(model_path)
    seen, done = [held], Event()
    watcher = Thread(target=_watch, args=(seen, done), daemon=True)
    watcher.start()
    start = perf_counter()
    dmn.score_file(model, source, target, report=target.with_suffix(".json"))
    seconds = perf_counter() - start
    done.set()
    watcher.join()
    peak = max(*seen, _kilobytes(_STATUS, "VmHWM"))
    return Footprint(seconds, (peak - held) * 1024 / 1e6)


def _watch(seen: list[int], done: Event) -> None:
    while not done.wait(0.02):
        family = [_STATUS, *(Path(f"/proc/{each}/status") for each in _children("self"))]
        seen.append(sum(_kilobytes(each, "VmRSS") for each in family))


def _children(process: str) -> list[str]:
    """Return the ids of a process's descendants."""
    found: list[str] = []
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += listed.read_text().split()
        except OSError:  # it has ended
            continue
    return found + [each for child in found for each in _children(child)]


def _kilobytes(status: Path, field: str) -> int:
    try:
        lines = status.read_text().splitlines()
    except OSError:  # it has ended
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{field}:")), 0)


if __name__ == "__main__":
    print(json.dumps(asdict(_score(*map(Path, sys.argv[1:])))))
