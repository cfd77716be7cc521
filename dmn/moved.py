"""One input of a decision moved: the values that are sensible for it, and the outcome for each.

The one rule: all else stays as it was given, and an outcome is what evaluating gives.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from dmn.api import Model
from dmn.asked import Asked
from dmn.cut_points import CutPoints
from dmn.errors import UnknownNameError
from dmn.input_form import Field, field_at, fields_of
from dmn.number_line import Line, even_numbers, line_of
from feel.api import Now
from feel.conversion import from_natural
from feel.temporal import DaysAndTimeDuration, YearsAndMonthsDuration, from_python
from feel.values import NUMBERS, Value, to_text

__all__ = [
    "InputPath",
    "Moved",
    "Outcome",
    "movable",
    "sensible_values",
    "step_of",
    "sweepable_paths",
]

InputPath: TypeAlias = tuple[str, ...]
"""The key of an input, and the names of components that lead into it."""

_MOST_VALUES, _MOST_EVALUATIONS = 200, 3_000
_LEAST_STEP = -9  # as a power of ten
_MARGIN = 50  # steps around nothing


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision gives: its value, FEEL text, and the rules of its own table that matched."""

    value: Value
    text: str
    rules: tuple[int, ...] = ()


def sensible_values(
    model: Model, inputs: Mapping[str, Any], path: Sequence[str], *, decision: str, steps: int = 40
) -> tuple[Value, ...]:
    """Return values to try an input with: its choices, or around end points and evenly between.

    Errors: UnknownNameError for a decision or an input the model does not have.
    """
    return Moved(model, inputs, decision).values(path, steps)


def sweepable_paths(model: Model, decision: str) -> tuple[Field, ...]:
    """Return the fields of a decision's inputs that can be moved; those in lists cannot.

    Errors: UnknownNameError for a decision the model does not have.
    """
    return tuple(movable(Moved(model, {}, decision)))


def movable(moved: "Moved") -> Iterator[Field]:
    """Give the fields of which there is more than one value to try."""
    return (each for each in _single(moved.fields) if moved.can_move(each))


def _single(fields: Iterable[Field]) -> Iterator[Field]:
    for each in fields:
        if each.kind == "context" and not each.is_list:
            yield from _single(each.components)
        elif not each.is_list:
            yield each


class Moved:
    """A decision with inputs that can be moved; `left` is how many evaluations there may be."""

    def __init__(
        self,
        model: Model,
        inputs: Mapping[str, Any],
        decision: str,
        part: Sequence[str] = (),
        now: Now = None,
    ) -> None:
        self.model = model
        self.decision = decision
        self.fields = fields_of(model, decision)
        self.left = _MOST_EVALUATIONS
        self._inputs: dict[str, Value] = from_natural(dict(inputs))
        self._part = part
        self._asked = Asked(model, [decision])
        self._cuts = CutPoints(model, decision)
        self._now = now or dt.datetime.now(dt.UTC)
        self._known: dict[tuple[tuple[InputPath, str], ...], Outcome] = {}

    # --- outcomes -------------------------------------------------------------------------------

    def outcome(self, *changes: tuple[InputPath, Value]) -> Outcome:
        """Return what the decision gives with some inputs changed; each is evaluated once."""
        key = tuple((path, to_text(value)) for path, value in changes)
        known = self._known.get(key)
        if known is None:
            inputs = self._inputs
            for path, value in changes:
                inputs = self._with(inputs, path, value)
            self.left -= 1
            known = self._known[key] = self._evaluated(inputs)
        return known

    def _evaluated(self, inputs: Mapping[str, Value]) -> Outcome:
        answers = self._asked.evaluate(inputs, self._now)
        value = answers.values.get(self.decision)
        for name in self._part:
            value = value.get(name) if isinstance(value, dict) else None
        return Outcome(value, to_text(value), answers.rules(self.decision))

    def _with(self, inputs: dict[str, Value], path: InputPath, value: Value) -> dict[str, Value]:
        """Return inputs with one changed; what leads to it has all its components, if as null."""
        if len(path) == 1:
            return inputs | {path[0]: value}
        changed = dict(inputs)
        holder = changed
        for depth, name in enumerate(path[:-1], start=1):
            field = field_at(self.fields, path[:depth])
            blank = {each.name: None for each in field.components} if field else {}
            inner = holder.get(name)
            holder[name] = blank | inner if isinstance(inner, dict) else blank
            holder = holder[name]
        holder[path[-1]] = value
        return changed

    # --- fields and values ------------------------------------------------------------------------

    def field(self, path: Sequence[str]) -> Field:
        """Return the field of an input.

        Errors: UnknownNameError where the decision needs no such input.
        """
        found = field_at(self.fields, path)
        outer = field_at(self.fields, path[:1])
        if found is None and outer is not None and outer.kind == "any":
            return Field(path[-1], path[-1], tuple(path), "any")  # what has no type has any part
        if found is None:
            names = [".".join(each.path) for each in _single(self.fields)]
            raise UnknownNameError("input", ".".join(path), names, self.model.name)
        return found

    def current(self, path: Sequence[str]) -> Value:
        """Return the value an input has now."""
        value: Value = self._inputs
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        return value

    def can_move(self, field: Field) -> bool:
        """Tell whether there is more than one value to try."""
        if field.choices or field.kind not in {"text", "time", "any"}:
            return True
        return bool(self._cuts.of(field.path))

    def line(self, field: Field) -> Line | None:
        """Return the line that the values of a field lie on; None where they have no order."""
        if field.choices or field.kind in {"text", "boolean", "context", "time"}:
            return None
        known = (*self._cuts.of(field.path), field.minimum, field.maximum, self.current(field.path))
        return line_of([*known, self._origin(field)])

    def _origin(self, field: Field) -> Value:
        """Return a value of the field's kind, where nothing else tells of one."""
        if field.kind in {"date", "date and time"}:
            moment: Any = (
                from_python(self._now) if isinstance(self._now, dt.datetime) else self._now
            )
            return moment.date if field.kind == "date" else moment
        return _ORIGINS.get(field.kind)

    def cuts(self, field: Field, line: Line) -> list[Decimal]:
        """Return the end points of a field that are within its limits, as numbers."""
        return _Limits(field, line).within(line.numbers(self._cuts.of(field.path)))

    def values(self, path: Sequence[str], steps: int, *, beside: bool = True) -> tuple[Value, ...]:
        """Return the values to try: choices, end points (and just beside them), and a grid."""
        field = self.field(path)
        line = self.line(field)
        if line is not None:
            return tuple(
                line.value(each) for each in self.numbers(field, line, steps, beside=beside)
            )
        if field.choices:
            values: list[Value] = [each.value for each in field.choices]
        elif field.kind == "boolean":
            values = [False, True]
        else:
            values = [*self._cuts.of(path), self.current(path)]
        distinct = {to_text(each): each for each in values if each is not None}
        return tuple(distinct.values())[:_MOST_VALUES]

    def numbers(self, field: Field, line: Line, steps: int, *, beside: bool) -> list[Decimal]:
        """Return the numbers to try on a line, in order."""
        limits = _Limits(field, line)
        cuts = self.cuts(field, line)
        now = _number(line, self.current(field.path))
        current = [] if now is None else [now]
        step = step_of(line, [*cuts, *current])
        low, high = limits.span([*cuts, *current] or line.numbers([self._origin(field)]), step)
        grid = even_numbers(low, high, min(max(steps, 2), _MOST_VALUES))
        near = [each for cut in cuts for each in (cut - step, cut + step)] if beside else []
        for wanted in ([*cuts, *current, *near, *grid], [*cuts, *current, *grid], grid, cuts):
            found = limits.within(sorted(set(wanted)))
            if 0 < len(found) <= _MOST_VALUES:
                return found
        return limits.within(cuts)[:_MOST_VALUES]


_ORIGINS: dict[str, Value] = {
    "number": Decimal(0),
    "days and time duration": DaysAndTimeDuration(0),
    "years and months duration": YearsAndMonthsDuration(0),
}


def step_of(line: Line, numbers: Sequence[Decimal]) -> Decimal:
    """Return the least distance that makes sense on a line: that of the finest number, or 1."""
    if line.step is not None:
        return line.step
    places = [int(NUMBERS.normalize(each).as_tuple().exponent) for each in numbers]
    return Decimal((0, (1,), max(min([0, *places]), _LEAST_STEP)))


class _Limits:
    """The limits of a field, as numbers on its line."""

    def __init__(self, field: Field, line: Line) -> None:
        self._field = field
        self._line = line
        self._low = _number(line, field.minimum)
        self._high = _number(line, field.maximum)

    def within(self, numbers: Iterable[Decimal]) -> list[Decimal]:
        """Return the numbers that are within the limits."""
        return [each for each in numbers if self._holds(each)]

    def _holds(self, number: Decimal) -> bool:
        field = self._field
        above = self._low is None or number > self._low
        below = self._high is None or number < self._high
        is_low = number == self._low and field.is_minimum_included
        is_high = number == self._high and field.is_maximum_included
        return (above or is_low) and (below or is_high)

    def span(self, known: Sequence[Decimal], step: Decimal) -> tuple[Decimal, Decimal]:
        """Return from where to where it makes sense to go: the limits, or beyond what is known."""
        least, most = min(known), max(known)
        margin = (most - least) / 2 or self._line.around or abs(most) / 2 or _MARGIN * step
        low, high = least - margin, most + margin
        if self._line.around is None and 0 <= least < margin:
            low = Decimal(0)  # what was never negative is not likely to be
        if self._low is not None:
            low = self._low if self._field.is_minimum_included else self._low + step
        if self._high is not None:
            high = self._high if self._field.is_maximum_included else self._high - step
        return low, high


def _number(line: Line, value: Value) -> Decimal | None:
    found = line.numbers([] if value is None else [value])
    return found[0] if found else None
