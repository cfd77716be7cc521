"""The smallest changes of a single input that give another outcome.

The one rule: what is told was evaluated. A search looks at end points, beside them and at some
values between, so that there may be a nearer one it did not see.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dmn.api import Model
from dmn.input_form import Field
from dmn.moved import InputPath, Moved, Outcome, movable, step_of
from dmn.number_line import Line, middle
from feel.api import Now
from feel.values import Value, to_text

__all__ = ["NearOutcome", "nearest_outcomes"]

_MOST_TRIED, _MOST_HALVES, _MOST_EVALUATIONS, _GRID = 24, 24, 800, 8


@dataclass(frozen=True, slots=True)
class NearOutcome:
    """Another value of one input, and what the decision would give with it.

    Units: `distance` is a share of the range that makes sense for the input; 1 where there is none.
    """

    decision: str
    path: InputPath
    label: str
    value: Value
    old: Value
    outcome: Value
    outcome_text: str
    rules: tuple[int, ...]
    distance: float = 1.0

    @property
    def text(self) -> str:
        """The other value, as FEEL text."""
        return to_text(self.value)

    def __str__(self) -> str:
        rules = f" (rule{'s' if len(self.rules) > 1 else ''} {', '.join(map(str, self.rules))})"
        would = f"{self.label} {self.text} would make {self.decision} {self.outcome_text}"
        return f"{would}{rules if self.rules else ''}"


def nearest_outcomes(  # noqa: PLR0913 - each is a choice of whoever asks
    model: Model,
    inputs: Mapping[str, Any],
    decision: str,
    *,
    part: Sequence[str] = (),
    limit: int = 5,
    now: Now = None,
) -> tuple[NearOutcome, ...]:
    """Return the smallest changes of one input that give another outcome, the smallest first.

    Of an input, each outcome is told once, and none that is null. `part` leads into an outcome
    that is a context.
    Errors: UnknownNameError for a decision the model does not have.
    """
    moved = Moved(model, inputs, decision, part, now)
    moved.left = _MOST_EVALUATIONS
    here = moved.outcome()
    name = ".".join((decision, *part))
    found: list[NearOutcome] = []
    for field in movable(moved):
        search = _Search(moved, field, here)
        best: dict[str, NearOutcome] = {}
        for value, outcome, distance in search.others():
            near = NearOutcome(
                name, field.path, field.label, value, moved.current(field.path),
                outcome.value, outcome.text, outcome.rules, distance,
            )  # fmt: skip
            known = best.get(near.outcome_text)
            if known is None or near.distance < known.distance:
                best[near.outcome_text] = near
        found += best.values()
    found.sort(key=lambda each: each.distance)
    return tuple(found[:limit])


_Found = tuple[Value, Outcome, float]


@dataclass(slots=True)
class _Search:
    """Looks for other outcomes along one input."""

    moved: Moved
    field: Field
    here: Outcome

    def others(self) -> Iterator[_Found]:
        """Give values with another outcome, and how far they are."""
        line = self.moved.line(self.field)
        current = self.moved.current(self.field.path)
        if line is None:
            yield from self._choices(current)
            return
        numbers = self.moved.numbers(self.field, line, _GRID, beside=True)
        now = next(iter(line.numbers([] if current is None else [current])), None)
        width = numbers[-1] - numbers[0] if numbers else Decimal(0)
        if now is None:
            yield from self._anywhere(line, numbers)
            return
        for side in (
            [each for each in numbers if each > now],
            [each for each in reversed(numbers) if each < now],
        ):
            found = self._along(line, now, side)
            if found is not None:
                number, outcome = found
                distance = float(abs(number - now) / width) if width else 1.0
                yield line.value(number), outcome, distance

    def _choices(self, current: Value) -> Iterator[_Found]:
        for value in self.moved.values(self.field.path, _GRID)[:_MOST_TRIED]:
            if self.moved.left > 0 and to_text(value) != to_text(current):
                outcome = self._outcome(value)
                if outcome is not None:
                    yield value, outcome, 0.5  # neither near nor far

    def _anywhere(self, line: Line, numbers: Sequence[Decimal]) -> Iterator[_Found]:
        """Give what an input without a value could be."""
        for number in numbers[:_MOST_TRIED]:
            value = line.value(number)
            outcome = self._outcome(value) if self.moved.left > 0 else None
            if outcome is not None:
                yield value, outcome, 1.0

    def _along(
        self, line: Line, now: Decimal, side: Sequence[Decimal]
    ) -> tuple[Decimal, Outcome] | None:
        """Return the nearest number on one side that gives another outcome."""
        same = now
        for number in side[:_MOST_TRIED]:
            if self.moved.left <= 0:
                return None
            outcome = self._outcome(line.value(number))
            if outcome is not None:
                return self._nearer(line, same, number, outcome)
            same = number
        return None

    def _nearer(
        self, line: Line, same: Decimal, other: Decimal, outcome: Outcome
    ) -> tuple[Decimal, Outcome]:
        """Return the number nearest to where the outcome is the same, by halves."""
        step = step_of(line, [same, other])
        for _ in range(_MOST_HALVES):
            between = middle(min(same, other), max(same, other), step)
            if between is None or self.moved.left <= 0:
                break
            found = self._outcome(line.value(between))
            if found is None:
                same = between
            else:
                other, outcome = between, found
        return other, outcome

    def _outcome(self, value: Value) -> Outcome | None:
        """Return another outcome that a value gives; None where it is the same, or turns null."""
        outcome = self.moved.outcome((self.field.path, value))
        is_same = outcome.text == self.here.text
        return None if is_same or outcome.value is None else outcome
