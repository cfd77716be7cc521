"""What if: one input or two moved over their values, and where the outcome changes.

The one rule: every point is evaluated, and a turn is claimed only between two points that were.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from itertools import pairwise
from typing import Any, Literal, TypeAlias

from dmn.api import Model
from dmn.cut_points import cut_points
from dmn.input_form import Field
from dmn.moved import InputPath, Moved, Outcome, sensible_values, sweepable_paths
from dmn.nearest import NearOutcome, nearest_outcomes
from dmn.number_line import Line, digits, middle
from feel.api import Now
from feel.conversion import from_natural
from feel.values import NUMBERS, Value, to_text

__all__ = [
    "Axis",
    "AxisKind",
    "Grid",
    "NearOutcome",
    "OutcomeKind",
    "Sweep",
    "SweepPoint",
    "Turn",
    "cut_points",
    "nearest_outcomes",
    "sensible_values",
    "sweep",
    "sweep_two",
    "sweepable_paths",
]

AxisKind: TypeAlias = Literal["number", "ordered", "choice"]
"""Whether values are numbers, have another order (dates, durations), or none."""

OutcomeKind: TypeAlias = Literal["number", "choice"]

_SHOWN = Context(prec=6)
_MOST_POINTS, _MOST_ON_AXIS, _MOST_TURNS, _MOST_HALVES, _FEW_CHANGES = 200, 40, 30, 40, 5


@dataclass(frozen=True, slots=True)
class SweepPoint:
    """A value of the input, and what the decision gives with it; texts are FEEL."""

    value: Value
    text: str
    outcome: Value
    outcome_text: str
    rules: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """Where the outcome changes: after `low` at the latest, and before `high` at the latest.

    `end_point` is the one of the two that is an end point; `is_exact` tells that it surely is, and
    does not only lie so near.
    """

    name: str
    low: Value
    high: Value
    before: str
    after: str
    end_point: Value
    is_exact: bool

    @property
    def is_end_before(self) -> bool:
        """Whether the end point itself still has the outcome before."""
        return self.end_point is self.low

    def __str__(self) -> str:
        point = to_text(self.end_point)
        if not self.is_exact:
            short = (
                to_text(_SHOWN.plus(self.end_point)) if type(self.end_point) is Decimal else point
            )
            return f"{self.name} below about {short}: {self.before}; above: {self.after}"
        if self.is_end_before:
            return f"{self.name} up to {point}: {self.before}; above: {self.after}"
        return f"{self.name} below {point}: {self.before}; from there on: {self.after}"


@dataclass(frozen=True, slots=True)
class Sweep:
    """One input moved over its values; all else stays."""

    path: InputPath
    decision: str
    part: tuple[str, ...]
    kind: AxisKind
    outcome_kind: OutcomeKind
    points: tuple[SweepPoint, ...]
    turns: tuple[Turn, ...]
    current: Value


@dataclass(frozen=True, slots=True)
class Axis:
    """The values of one input of a grid."""

    path: InputPath
    kind: AxisKind
    values: tuple[Value, ...]
    texts: tuple[str, ...]
    current: Value


@dataclass(frozen=True, slots=True)
class Grid:
    """Two inputs moved together.

    Shape: cells[i][j] is for the i-th value of the first and the j-th of the second, whose value it
    holds. `outcomes` are the distinct texts, the commonest first.
    """

    first: Axis
    second: Axis
    decision: str
    part: tuple[str, ...]
    outcome_kind: OutcomeKind
    cells: tuple[tuple[SweepPoint, ...], ...]
    outcomes: tuple[str, ...]


def sweep(  # noqa: PLR0913 - each is a choice of whoever asks
    model: Model,
    inputs: Mapping[str, Any],
    path: Sequence[str],
    values: Iterable[Any] | None = None,
    *,
    decision: str,
    part: Sequence[str] = (),
    steps: int = 40,
    now: Now = None,
) -> Sweep:
    """Return what a decision gives while one input is moved, and where that changes.

    Without values it is those of `sensible_values`. `part` leads into an outcome that is a context.
    Errors: UnknownNameError for a decision or an input the model does not have.
    """
    moved = Moved(model, inputs, decision, part, now)
    axis, line = _axis(moved, path, values, steps)
    points = tuple(_point(moved, axis.path, value) for value in axis.values)
    turns = _turns(moved, axis.path, line, points) if line is not None else ()
    return Sweep(
        axis.path,
        decision,
        tuple(part),
        axis.kind,
        _outcome_kind(points),
        points,
        turns,
        axis.current,
    )


def sweep_two(  # noqa: PLR0913 - each is a choice of whoever asks
    model: Model,
    inputs: Mapping[str, Any],
    first: Sequence[str],
    second: Sequence[str],
    *,
    decision: str,
    first_values: Iterable[Any] | None = None,
    second_values: Iterable[Any] | None = None,
    part: Sequence[str] = (),
    steps: int = 12,
    now: Now = None,
) -> Grid:
    """Return what a decision gives while two inputs are moved.

    Errors: UnknownNameError for a decision or an input the model does not have.
    """
    moved = Moved(model, inputs, decision, part, now)
    one, _ = _axis(moved, first, first_values, steps, is_grid=True)
    two, _ = _axis(moved, second, second_values, steps, is_grid=True)
    cells = tuple(
        tuple(
            _of(value, moved.outcome((one.path, each), (two.path, value))) for value in two.values
        )
        for each in one.values
    )
    counts: dict[str, int] = {}
    for row in cells:
        for cell in row:
            counts[cell.outcome_text] = counts.get(cell.outcome_text, 0) + 1
    outcomes = tuple(sorted(counts, key=lambda each: -counts[each]))
    kind = _outcome_kind([cell for row in cells for cell in row])
    return Grid(one, two, decision, tuple(part), kind, cells, outcomes)


def _axis(
    moved: Moved,
    path: Sequence[str],
    given: Iterable[Any] | None,
    steps: int,
    *,
    is_grid: bool = False,
) -> tuple[Axis, Line | None]:
    """Return the values of one input, in order where they have one, and the line they lie on."""
    field = moved.field(path)
    line = moved.line(field)
    most = _MOST_ON_AXIS if is_grid else _MOST_POINTS
    if given is None:
        values = list(moved.values(path, min(steps, most), beside=not is_grid))
        if len(values) > most and line is not None:
            values = list(moved.values(path, most // 2, beside=False))
    else:
        values = [from_natural(each) for each in given]
    if line is not None:
        values = _ordered(values, line)
    values = values[:most]
    kind: AxisKind = (
        "choice" if line is None else "number" if _is_number(field, values) else "ordered"
    )
    texts = tuple(map(to_text, values))
    return Axis(field.path, kind, tuple(values), texts, moved.current(path)), line


def _ordered(values: Sequence[Value], line: Line) -> list[Value]:
    """Return values in order, each once; those that are not on the line come first."""
    placed: dict[Decimal, Value] = {}
    others: dict[str, Value] = {}
    for value in values:
        numbers = line.numbers([value])
        if numbers:
            placed.setdefault(numbers[0], value)
        else:
            others.setdefault(to_text(value), value)
    return [*others.values(), *(placed[each] for each in sorted(placed))]


def _is_number(field: Field, values: Sequence[Value]) -> bool:
    return field.kind == "number" or all(type(each) in {Decimal, type(None)} for each in values)


def _point(moved: Moved, path: InputPath, value: Value) -> SweepPoint:
    return _of(value, moved.outcome((path, value)))


def _of(value: Value, outcome: Outcome) -> SweepPoint:
    return SweepPoint(value, to_text(value), outcome.value, outcome.text, outcome.rules)


def _outcome_kind(points: Sequence[SweepPoint]) -> OutcomeKind:
    kinds = {type(each.outcome) for each in points} - {type(None)}
    return "number" if kinds == {Decimal} else "choice"


# --- turns ----------------------------------------------------------------------------------------

_Seen: TypeAlias = tuple[Decimal, str]
"""A number that was evaluated, and the text of its outcome."""


def _turns(
    moved: Moved, path: InputPath, line: Line, points: Sequence[SweepPoint]
) -> tuple[Turn, ...]:
    """Return where the outcome changes; of numbers that change all the way, nowhere."""
    seen = {number: each.outcome_text for each in points for number in line.numbers([each.value])}
    if not seen or _is_gradual(points):
        return ()
    field = moved.field(path)
    turning = _Turning(moved, field, line, frozenset(moved.cuts(field, line)))
    for cut in turning.cuts:
        if min(seen) < cut < max(seen) and cut not in seen and moved.left > 0:
            seen[cut] = turning.text(cut)
    turns: list[Turn] = []
    for below, above in pairwise(sorted(seen.items())):
        start = below
        while start[1] != above[1] and len(turns) < _MOST_TURNS:
            turn, start = turning.turn(start, above)
            turns.append(turn)
    return tuple(turns)


def _is_gradual(points: Sequence[SweepPoint]) -> bool:
    if _outcome_kind(points) != "number":
        return False
    changes = sum(one.outcome_text != other.outcome_text for one, other in pairwise(points))
    return changes > max(_FEW_CHANGES, len(points) // 2)


@dataclass(slots=True)
class _Turning:
    """Looks for the place between two points where the outcome changes."""

    moved: Moved
    field: Field
    line: Line
    cuts: frozenset[Decimal]

    def turn(self, below: _Seen, above: _Seen) -> tuple[Turn, _Seen]:
        """Return the first turn found between two numbers, and where the search goes on."""
        low, before = below
        high, after = self._beyond(below, above)
        low = self._beneath(low, high, before)
        for _ in range(_MOST_HALVES):
            between = middle(low, high, self.line.step)
            if between is None or self.moved.left <= 0 or self._is_near(low, high):
                break
            text = self.text(between)
            if text == before:
                low = between
            else:
                high, after = between, text
        return self._made((low, before), (high, after)), (high, after)

    def _beyond(self, below: _Seen, above: _Seen) -> _Seen:
        """Return what lies just beyond the lower number, if that is where the outcome turns."""
        low, before = below
        if self.line.step is None and low in self.cuts:
            beyond = low + _least(low)
            if beyond < above[0] and (text := self.text(beyond)) != before:
                return beyond, text
        return above

    def _beneath(self, low: Decimal, high: Decimal, before: str) -> Decimal:
        """Return what lies just beneath the upper number, if the outcome has not turned there."""
        if self.line.step is None and high in self.cuts:
            beneath = high - _least(high)
            if beneath > low and self.text(beneath) == before:
                return beneath
        return low

    def text(self, number: Decimal) -> str:
        """Return the text of what the decision gives at a number."""
        return self.moved.outcome((self.field.path, self.line.value(number))).text

    def _is_near(self, low: Decimal, high: Decimal) -> bool:
        return self.line.step is None and high - low <= _least(max(abs(low), abs(high)))

    def _made(self, below: _Seen, above: _Seen) -> Turn:
        (low, before), (high, after) = below, above
        lengths = digits(low), digits(high)
        is_low = self.line.step is None and lengths[0] < lengths[1]
        is_exact = self.line.step is not None or abs(lengths[0] - lengths[1]) >= _CLEARLY
        values = self.line.value(low), self.line.value(high)
        end_point = values[0] if is_low else values[1]
        return Turn(self.field.label, *values, before, after, end_point, is_exact)


_CLEARLY = 4  # so many digits fewer than its neighbour has an end point


def _least(number: Decimal) -> Decimal:
    """Return a distance that is far below what a number is written with."""
    places = min(int(NUMBERS.normalize(number).as_tuple().exponent), 0)
    return Decimal((0, (1,), places - 6))
