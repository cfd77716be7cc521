"""Times several things in one run, turn by turn, so that a busy machine slows all of them alike.

A ratio is the median of the ratios within each round, never that of two medians. The garbage
collector stays on, as it is for users.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import repeat
from statistics import median
from time import perf_counter
from typing import Any, TypeAlias

Loop: TypeAlias = Callable[[int], float]
"""Does its work so many times; gives the seconds that took."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured: rounds, seconds of a subject in each, rules of the large table."""

    rounds: int
    seconds: float
    rules: int = 10_000


FULL = Effort(15, 0.1)
QUICK = Effort(5, 0.02)
SMOKE = Effort(1, 0.0, rules=200)


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds for one time, by round."""

    rounds: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """The median."""
        return median(self.rounds)

    def times(self, other: "Timing") -> float:
        """Return how many times as long as another this takes."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return median(own / others for own, others in pairs)


def mean(timings: list[Timing]) -> Timing:
    """Return the mean of several timings of the same rounds."""
    rounds = zip(*(each.rounds for each in timings), strict=True)
    return Timing(tuple(sum(each) / len(timings) for each in rounds))


def calling(function: Callable[[Any], object], argument: object) -> Loop:
    """Return the loop over one call, with nothing else in it."""

    def loop(number: int) -> float:
        start = perf_counter()
        for _ in repeat(None, number):
            function(argument)
        return perf_counter() - start

    return loop


def interleaved(subjects: Mapping[str, Loop], effort: Effort) -> dict[str, Timing]:
    """Return the timing of each subject; every round asks all of them once."""
    numbers = {name: _number(loop, effort.seconds) for name, loop in subjects.items()}
    rounds: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(effort.rounds):
        for name, loop in subjects.items():
            rounds[name].append(loop(numbers[name]) / numbers[name])
    return {name: Timing(tuple(each)) for name, each in rounds.items()}


def _number(loop: Loop, seconds: float) -> int:
    """Return how often the work is done in about these seconds; this warms it up too."""
    number = 1
    while True:
        taken = loop(number)
        if taken * 2 >= seconds:
            return max(1, round(number * seconds / taken))
        number *= 2
