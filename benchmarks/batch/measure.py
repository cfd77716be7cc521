"""Times several ways from one file to another, turn by turn, and sees that all write the same.

What would take too long is timed on the first rows of the file and scaled in proportion to the
rows; the table says so. Ratios are medians of the ratios within each round.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, TypeAlias

import pyarrow as pa
from data import head
from engines import DisagreementError
from pyarrow import csv as pa_csv

Score: TypeAlias = Callable[[Path, Path], object]
"""Reads one file and writes another."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One way from file to file; a slow one may be timed on fewer rows.

    Shape: `rows` is the most it is given; what is not `compared` writes something else.
    """

    name: str
    score: Score
    slow: bool = False
    rows: int | None = None
    compared: bool = True


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    rows: int
    rounds: int
    slow_seconds: float  # what takes longer than this is timed on fewer rows
    large: int = 10_000  # rules of the large table
    wide: int = 1_000  # rules of the wide one
    capped: int = 100_000  # rows for what is known to take too long, or too much memory


FULL = Size(1_000_000, 5, 30)
QUICK = Size(20_000, 3, 0.5, large=1_000, wide=200, capped=5_000)


@dataclass(frozen=True, slots=True)
class Measured:
    """The seconds of each round for all rows, scaled from `timed` rows."""

    rows: int
    timed: int
    rounds: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """The median."""
        return median(self.rounds)

    def times(self, other: "Measured") -> float:
        """Return how many times as long as another this takes, in the rounds both took part in."""
        pairs = zip(self.rounds, other.rounds, strict=False)
        return median(own / others for own, others in pairs)


@dataclass(slots=True)
class Source:
    """A file of rows, and its beginnings; they lie beside it."""

    path: Path
    rows: int
    kinds: Sequence[type]  # of its columns
    _heads: dict[int, Path] = field(default_factory=dict)

    def first(self, rows: int) -> Path:
        """Return the file of the first rows."""
        if rows >= self.rows:
            return self.path
        if rows not in self._heads:
            self._heads[rows] = self.path.with_name(f"{self.path.stem}-{rows}.csv")
            head(self.path, self._heads[rows], rows)
        return self._heads[rows]


def measure(
    source: Source, subjects: Sequence[Subject], outputs: Sequence[type], size: Size
) -> Mapping[str, Measured]:
    """Return the timing of each subject; those compared must write the same.

    Errors: DisagreementError.
    """
    counts = {each.name: _count(each, source, size) for each in subjects}
    targets = {each.name: _target(source, number) for number, each in enumerate(subjects)}
    taken: dict[str, list[float]] = {each.name: [] for each in subjects}
    for _ in range(size.rounds):
        for each in subjects:
            if sum(taken[each.name]) < size.slow_seconds:
                seconds = _timed(each.score, source.first(counts[each.name]), targets[each.name])
                taken[each.name].append(seconds)
    written = {
        each.name: _written(each.name, targets, counts, [*source.kinds, *outputs])
        for each in subjects
        if each.compared
    }
    check_agreement(written, len(outputs))
    return {
        name: Measured(
            source.rows, counts[name], tuple(each * source.rows / counts[name] for each in seconds)
        )
        for name, seconds in taken.items()
    }


def _target(source: Source, number: int) -> Path:
    return source.path.with_name(f"{source.path.stem}-out-{number}.csv")


def _timed(score: Score, source: Path, target: Path) -> float:
    start = perf_counter()
    score(source, target)
    return perf_counter() - start


def _count(subject: Subject, source: Source, size: Size) -> int:
    """Return the rows a subject is timed on; this warms it up too."""
    target = source.path.with_name("warm-up.csv")
    few = min(source.rows, 1_000)
    subject.score(source.first(few), target)
    most = min(source.rows, subject.rows or source.rows)
    if not subject.slow:
        return most
    per_row = _timed(subject.score, source.first(few), target) / few
    if per_row * most <= size.slow_seconds:
        return most
    return max(few, min(most, round(size.slow_seconds / 3 / per_row / few) * few))


# --- agreement ------------------------------------------------------------------------------------


def check_agreement(written: Mapping[str, Any], outputs: int) -> None:
    """Fail unless all that was written is the same, as far as each goes, and not empty.

    Errors: DisagreementError.
    """
    longest = max(written, key=lambda name: len(written[name]))
    expected = written[longest]
    if all(column.null_count == len(column) for column in expected.columns[-outputs:]):
        raise DisagreementError(f"{longest} gives nothing at all")
    for name, found in written.items():
        same_rows(f"{name} beside {longest}", found, expected.slice(0, len(found)))


def _written(
    name: str, targets: Mapping[str, Path], counts: Mapping[str, int], kinds: Sequence[type]
) -> Any:
    found = read(targets[name], kinds)
    if len(found) != counts[name]:
        raise DisagreementError(f"{name} gives {len(found)} rows for {counts[name]}")
    return found


def read(path: Path, kinds: Sequence[type]) -> Any:
    """Return a file's columns by position: numbers as floats, an empty field as null."""
    names = [f"column {number}" for number, _ in enumerate(kinds, start=1)]
    types = {
        name: pa.float64() if kind in (int, float) else pa.string()
        for name, kind in zip(names, kinds, strict=True)
    }
    return pa_csv.read_csv(
        path,
        read_options=pa_csv.ReadOptions(column_names=names, skip_rows=1),
        convert_options=pa_csv.ConvertOptions(
            column_types=types, strings_can_be_null=True, null_values=[""]
        ),
    )


def same_rows(title: str, found: Any, expected: Any) -> None:
    """Fail unless the rows are those expected.

    Errors: DisagreementError, with the first row that differs.
    """
    for name in found.column_names:
        if not found[name].equals(expected[name]):
            pairs = zip(found[name].to_pylist(), expected[name].to_pylist(), strict=True)
            row, (this, that) = next((n, two) for n, two in enumerate(pairs, 1) if two[0] != two[1])
            raise DisagreementError(f"{title}: row {row}, {name}: {this!r}, expected {that!r}")
