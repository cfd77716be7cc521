"""The report of a run as what is shown: figures, outcomes, rules hit, what was wrong.

The one rule: a report is a file that may be of another release; what is not there is not shown.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Fault", "Outcome", "Report", "Table", "manifest", "outcome_bars", "read_report"]

_LARGEST = 64 * 2**20
_MOST_BARS = 12
_OTHERS = "all others"
_MODEL = "model.dmn > "


@dataclass(frozen=True, slots=True)
class Outcome:
    """How often each outcome of a decision came, the commonest first.

    Null: `counts` is None where there are too many different ones to count.
    """

    decision: str
    counts: tuple[tuple[str, int], ...] | None


@dataclass(frozen=True, slots=True)
class Table:
    """How often each rule of a table matched, in the table's order."""

    label: str
    hits: tuple[int, ...]

    @property
    def unused(self) -> int:
        """How many rules never matched."""
        return sum(1 for each in self.hits if not each)

    def commonest(self, count: int) -> list[tuple[int, int]]:
        """Return the rules that matched most, by number, in the table's order."""
        numbered = list(enumerate(self.hits, start=1))
        return sorted(sorted(numbered, key=lambda each: (-each[1], each[0]))[:count])


@dataclass(frozen=True, slots=True)
class Fault:
    """What was wrong in some rows, in the same way: how many, where, and the first of them."""

    code: str
    place: str
    count: int
    first: tuple[tuple[int, str], ...]

    @property
    def example(self) -> str:
        """What was said of the first of them."""
        return self.first[0][1] if self.first else self.code


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a run."""

    rows: int
    written: int
    faulty: int
    warned: int
    seconds: float
    rate: int
    outcomes: tuple[Outcome, ...]
    tables: tuple[Table, ...]
    faults: tuple[Fault, ...]
    manifest: Mapping[str, Any]

    @property
    def lines(self) -> frozenset[int]:
        """The lines that something was said of, as far as they were kept."""
        return frozenset(line for fault in self.faults for line, _ in fault.first)


def read_report(path: Path) -> Report | None:
    """Return the report in a file; None where there is none that can be read."""
    try:
        if path.stat().st_size > _LARGEST:
            return None
        found = json.loads(path.read_text(encoding="utf-8"))
        return _report(found)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def manifest(report: Report) -> bytes:
    """Return what a run was made with, as JSON to be kept."""
    text = json.dumps(report.manifest, ensure_ascii=False, indent=2)
    return f"{text}\n".encode(errors="backslashreplace")


def _report(found: Mapping[str, Any]) -> Report:
    return Report(
        found["rows"],
        found["written"],
        found["rejected"],
        found["rows with warnings"],
        found["seconds"],
        found["rows per second"],
        tuple(_outcome(name, counts) for name, counts in found["outcomes"].items()),
        tuple(Table(name, tuple(each["hits"])) for name, each in found["rules"].items()),
        tuple(map(_fault, found["warnings"])),
        found["manifest"],
    )


def _outcome(decision: str, counts: Mapping[str, int] | None) -> Outcome:
    return Outcome(decision, None if counts is None else tuple(counts.items()))


def _fault(found: Mapping[str, Any]) -> Fault:
    place = found["place"]
    first = tuple((each["line"], _said(each, place)) for each in found["first"])
    return Fault(found["code"], place.removeprefix(_MODEL), found["count"], first)


def _said(found: Mapping[str, Any], place: str) -> str:
    """Return a message without what stands beside it: the line and the place."""
    message: str = found["message"]
    line = f"line {found['line']}"
    for before in (f"{line} > ", f"{line}: ", f"{place}: "):
        message = message.removeprefix(before)
    return message


# --- to be drawn ----------------------------------------------------------------------------------


def outcome_bars(counts: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return a bar for each of the commonest outcomes, and one for all others together.

    >>> outcome_bars([(str(number), 20 - number) for number in range(14)])[-2:]
    [('11', 9), ('all others', 15)]
    """
    if len(counts) <= _MOST_BARS:
        return list(counts)
    others = sum(count for _, count in counts[_MOST_BARS:])
    return [*counts[:_MOST_BARS], (_OTHERS, others)]
