"""Inputs and decisions ready to evaluate: names, what each sees, and its place among the values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dmn.environment import Evaluator, prepend
from dmn.graph import Key
from dmn.shortcut import Shortcut
from feel.feel_types import FeelType
from feel.scope import Run, Scope
from feel.values import Value

Values = dict[Key, Value]

_NO_RUN = Run()


@dataclass(slots=True)
class InputPlan:
    """How a value from outside is read: its name, type, and whether there are allowed values."""

    key: Key
    name: str
    type: FeelType
    constrained: bool
    place: tuple[str, ...]


@dataclass(slots=True)
class DecisionPlan:
    """A decision ready to evaluate: which values it sees under which names, and its logic."""

    key: Key
    name: str
    evaluate: Evaluator
    local: Sequence[tuple[str, Key]] = ()
    imported: Sequence[tuple[str, str, Key]] = ()
    functions: dict[str, Value] = field(default_factory=dict)
    place: tuple[str, ...] = ()
    shortcut: Shortcut | None = None
    outer: Scope | None = None

    def __post_init__(self) -> None:
        # functions are the same in every evaluation, so their scope is made once
        self.outer = Scope(self.functions, None, _NO_RUN) if self.functions else None

    @property
    def requires(self) -> Iterator[Key]:
        """The keys of the inputs and decisions it sees."""
        yield from (key for _, key in self.local)
        yield from (key for _, _, key in self.imported)

    def names(self, values: Values) -> dict[str, Value]:
        """Return what the decision sees by name."""
        names = {name: values.get(key) for name, key in self.local}
        for import_name, name, key in self.imported:
            known = names.get(import_name)
            if known is None:
                known = names[import_name] = dict(self.functions.get(import_name) or {})
            known[name] = values.get(key)
        return names


def evaluate_decision(
    plan: DecisionPlan, values: Values, run: Run, extra: Mapping[str, Value] | None = None
) -> None:
    """Put a decision's value among the values, from those of what it requires.

    `extra` are names that the model does not know; they come after everything it does.
    """
    names = plan.names(values)
    outer = plan.outer
    if extra:
        outer = Scope(plan.functions, Scope(extra, None, run), run)
    warnings = run.warnings
    before = len(warnings)
    if run.recorder is None:
        values[plan.key] = plan.evaluate(Scope(names, outer, run))
        if len(warnings) > before:
            prepend(warnings, before, plan.place)
        return
    run.recorder.begin(plan.key, names)
    value = None
    try:
        value = values[plan.key] = plan.evaluate(Scope(names, outer, run))
    finally:
        prepend(warnings, before, plan.place)
        run.recorder.end(value, tuple(warnings[before:]))


def evaluate_alone(plan: DecisionPlan, values: Values, run: Run) -> None:
    """Do the same for a decision that sees exactly the values there are, under their keys."""
    warnings = run.warnings
    before = len(warnings)
    values[plan.key] = plan.evaluate(Scope(values, plan.outer, run))
    if len(warnings) > before:
        prepend(warnings, before, plan.place)
