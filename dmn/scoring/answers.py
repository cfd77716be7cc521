"""What a decision has answered: values, warnings and matched rules, each kept once by number."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from dmn.scoring.arrow_values import identity_key
from dmn.trace import Hit
from feel.errors import FeelWarning
from feel.values import Value

__all__ = ["Answers", "HitRules", "Warnings"]

Warnings: TypeAlias = tuple[FeelWarning, ...]
HitRules: TypeAlias = tuple[Hit, ...]


@dataclass(slots=True)
class Answers:
    """All answers a decision has given, by number: values, warnings, and the rules that matched.

    `over` are those that say too little, since a limit was reached or a value is a function: there
    the whole row is evaluated by itself.
    """

    values: list[Value] = field(default_factory=list)
    hits: list[HitRules] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    warnings: dict[int, Warnings] = field(default_factory=dict)
    over: set[int] = field(default_factory=set)
    numbers: dict[Any, int] = field(default_factory=dict)
    most_steps: int = 0
    most_warnings: int = 0

    def add(
        self, value: Value, steps: int = 0, hits: HitRules = (), warnings: Warnings = ()
    ) -> int:
        """Return the number of a new answer."""
        number = len(self.values)
        self.values.append(value)
        self.hits.append(hits)
        self.steps.append(steps)
        self.most_steps = max(self.most_steps, steps)
        if warnings:
            self.warnings[number] = warnings
            self.most_warnings = max(self.most_warnings, len(warnings))
        return number

    def once(
        self, value: Value, steps: int = 0, hits: HitRules = (), warnings: Warnings = ()
    ) -> int:
        """Return the number of an answer, which may have been given before."""
        identity = identity_key(value)
        if identity is None:
            return self.add(value, steps, hits, warnings)
        key = (identity, warnings, hits)
        number = self.numbers.get(key)
        if number is None:
            number = self.numbers[key] = self.add(value, steps, hits, warnings)
        elif steps > self.steps[number]:
            self.steps[number] = steps
            self.most_steps = max(self.most_steps, steps)
        return number
