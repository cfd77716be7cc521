"""Which combinations of codes occur in the rows of a block, each asked for once.

The one rule: codes stay below the number of rows, or below a bound that is checked in Python's
integers; a product of many sizes would overflow in silence.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dmn.scoring.block import Codes, Rows
from dmn.scoring.classes import Coded

__all__ = ["Combination", "Combinations", "KnownAnswers", "combinations"]

Combination: TypeAlias = tuple[int, ...]
"""One code of every column."""

_LARGEST_TABLE = 1 << 22
_LARGEST_PRODUCT = 1 << 62
_UNKNOWN = -1
_LEAST_CAPACITY = 8


@dataclass(frozen=True, slots=True)
class Combinations:
    """The combinations that occur, as a column of codes each.

    Shape: `codes` tells which of them each row has, `rows` a row that has each.
    """

    columns: Sequence[Codes]
    codes: Codes
    rows: Rows

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.rows)

    def __iter__(self) -> Iterator[Combination]:
        lists = [column.tolist() for column in self.columns]
        return zip(*lists, strict=True) if lists else iter([()] * self.count)


def combinations(columns: Sequence[Coded], count: int) -> Combinations:
    """Return the combinations in so many rows; each row is one where a column hardly repeats."""
    if any(not column.repeating for column in columns):
        return every_row(columns, count)
    if not columns:
        return Combinations((), np.zeros(count, np.int64), np.zeros(min(count, 1), np.int64))
    codes, found = _renumbered(columns[0].codes)
    for column in columns[1:]:
        size = len(column.values)
        if found * size < _LARGEST_PRODUCT:
            codes, found = _renumbered(codes * size + column.codes)
    rows = np.empty(found, np.int64)
    rows[codes[::-1]] = np.arange(count - 1, -1, -1)  # the first row of each is written last
    return Combinations([column.codes[rows] for column in columns], codes, rows)


def every_row(columns: Sequence[Coded], count: int) -> Combinations:
    """Return the rows themselves, each a combination of its own."""
    every = np.arange(count)
    return Combinations([column.codes for column in columns], every, every)


def _renumbered(codes: Codes) -> tuple[Codes, int]:
    """Return codes from 0 in the order of their first occurrence, and how many there are."""
    encoded = pa.array(codes).dictionary_encode()
    return encoded.indices.to_numpy().astype(np.int64), len(encoded.dictionary)


class KnownAnswers:
    """Answers by combination, kept from block to block; a table while there is room for one."""

    def __init__(self) -> None:
        self._known: dict[Combination, int] = {}
        self._capacities: tuple[int, ...] = ()
        self._table: npt.NDArray[np.int32] = np.empty(0, np.int32)

    def __len__(self) -> int:
        return len(self._known)  # a table is bounded anyway

    def clear(self) -> None:
        """Forget all answers."""
        self._known.clear()
        self._table.fill(_UNKNOWN)

    def find(
        self, columns: Sequence[Coded], count: int, ask: Callable[[Combinations], list[int]]
    ) -> Codes:
        """Return the answer of each row; `ask` is told the combinations that are not known."""
        if columns and self._has_room(columns):
            return self._looked_up(columns, ask)
        found = combinations(columns, count)
        answers = np.array(self._answers(found, ask), np.int64)
        return answers[found.codes]

    def _has_room(self, columns: Sequence[Coded]) -> bool:
        """Make room for the codes there are, where that is not too much."""
        sizes = [len(column.values) for column in columns]
        if len(self._capacities) == len(sizes) and all(
            size <= capacity for size, capacity in zip(sizes, self._capacities, strict=True)
        ):
            return True
        capacities = [1 << max(size - 1, _LEAST_CAPACITY - 1).bit_length() for size in sizes]
        if math.prod(capacities) > _LARGEST_TABLE:
            return False
        table = np.full(capacities, _UNKNOWN, np.int32)
        if len(self._capacities) == len(capacities):
            shared = tuple(map(min, self._capacities, capacities))
            known = self._table.reshape(self._capacities)
            table[tuple(map(slice, shared))] = known[tuple(map(slice, shared))]
        self._capacities = tuple(capacities)
        self._table = table.reshape(-1)
        return True

    def _looked_up(
        self, columns: Sequence[Coded], ask: Callable[[Combinations], list[int]]
    ) -> Codes:
        places = columns[0].codes
        for column, capacity in zip(columns[1:], self._capacities[1:], strict=True):
            places = places * capacity + column.codes
        answers = self._table[places]
        if answers.size and answers.min() == _UNKNOWN:
            rows = np.flatnonzero(answers == _UNKNOWN)
            unknown, first = np.unique(places[rows], return_index=True)
            self._fill(unknown, rows[first], ask)
            answers = self._table[places]
        return answers.astype(np.int64)

    def _fill(self, places: Codes, rows: Rows, ask: Callable[[Combinations], list[int]]) -> None:
        columns = []
        rest = places
        for capacity in reversed(self._capacities[1:]):
            rest, codes = np.divmod(rest, capacity)
            columns.append(codes)
        found = Combinations([rest, *reversed(columns)], places, rows)
        self._table[places] = ask(found)

    def _answers(self, found: Combinations, ask: Callable[[Combinations], list[int]]) -> list[int]:
        """Return the answer of every combination, and keep those that are new."""
        known = self._known
        answers = [known.get(each, _UNKNOWN) for each in found]
        missing = [place for place, answer in enumerate(answers) if answer == _UNKNOWN]
        if missing:
            chosen = np.array(missing)
            columns = [each[chosen] for each in found.columns]
            asked = Combinations(columns, chosen, found.rows[chosen])
            for place, each, answer in zip(missing, asked, ask(asked), strict=True):
                answers[place] = known[each] = answer
        return answers
