"""What a benchmark found, as small tables and as JSON, with versions and machine."""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from competitors import versions
from timing import FULL, QUICK, SMOKE, Effort


@dataclass(frozen=True, slots=True)
class Goal:
    """What was wanted, what came out, and whether that is enough."""

    text: str
    found: str
    reached: bool


@dataclass(frozen=True, slots=True)
class Section:
    """One table: cells are seconds, or a text; a row's label stands before them."""

    title: str
    columns: tuple[str, ...]
    rows: Mapping[str, tuple[float | str, ...]]
    goals: tuple[Goal, ...] = field(default=())


def shown(seconds: float | str) -> str:
    """Return a time in the unit that suits it; a text as it is."""
    if isinstance(seconds, str):
        return seconds
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.2f} {unit}"
    return f"{seconds * 1e9:.0f} ns"


def print_section(section: Section) -> None:
    """Print one table, and what became of its goals."""
    lines = [("", *section.columns)]
    lines += [(label, *map(shown, cells)) for label, cells in section.rows.items()]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(f"\n{section.title}")
    for label, *cells in lines:
        right = "  ".join(cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))
        print(f"  {label.ljust(widths[0])}  {right}")
    for goal in section.goals:
        print(f"  {'reached' if goal.reached else 'MISSED '}  {goal.text}: {goal.found}")


# --- where and what -------------------------------------------------------------------------------


def setting() -> dict[str, Any]:
    """Return what the figures depend on: versions, machine, commit, and the day."""
    return {
        "versions": versions() | {"python": platform.python_version()},
        "machine": f"{_processor()}, {os.cpu_count()} cores, {platform.system()}",
        "commit": _commit(),
        "date": datetime.now(UTC).date().isoformat(),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.processor() or platform.machine())


def _commit() -> str:
    """Return the commit that is checked out, with a `+` where files differ from it."""
    described = ["git", "describe", "--always", "--dirty=+", "--exclude=*"]
    try:
        found = subprocess.run(  # noqa: S603 - a fixed command
            described, cwd=Path(__file__).parent, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return found.stdout.strip()


# --- the command line -----------------------------------------------------------------------------


def main(*measures: Callable[[Effort], Iterable[Section]]) -> None:
    """Measure, print each table as it comes, and write the JSON that was asked for."""
    parser = argparse.ArgumentParser(description="Measure Ruling beside other engines.")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument("--smoke", action="store_true", help="only see that everything runs")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file")
    options = parser.parse_args()
    effort = SMOKE if options.smoke else QUICK if options.quick else FULL
    found = setting()
    print(", ".join(f"{name} {number}" for name, number in found["versions"].items()))
    print(f"{found['machine']}; commit {found['commit']}; medians of {effort.rounds} rounds")
    sections = []
    for measure in measures:
        for section in measure(effort):
            print_section(section)
            sys.stdout.flush()
            sections.append(section)
    if options.json:
        report = found | {"effort": asdict(effort), "sections": [asdict(each) for each in sections]}
        options.json.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
