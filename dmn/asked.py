"""Some decisions of a model, evaluated together: one that requires others brings them with it.

The one rule: a decision has the value, and hits the rules, that it has when it is asked for alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dmn.api import Model
from dmn.errors import UnknownNameError
from dmn.graph import Key
from dmn.result import Result
from dmn.trace import Hit
from feel.api import Now
from feel.errors import FeelWarning
from feel.values import Value

__all__ = ["Answers", "Asked"]


@dataclass(slots=True)
class Answers:
    """What decisions gave: values, the rules that matched, and warnings, each once.

    Null: `unknown` holds what the model does not have; it has no value.
    """

    values: dict[str, Value] = field(default_factory=dict)
    hits: dict[Key | None, list[Hit]] = field(default_factory=dict)
    warnings: dict[FeelWarning, None] = field(default_factory=dict)
    unknown: dict[str, UnknownNameError] = field(default_factory=dict)

    def rules(self, decision: str) -> tuple[int, ...]:
        """Return the numbers of the rules that matched in the table that is a decision's logic."""
        found: tuple[int, ...] = ()
        for path, rules in self.hits.get(decision, ()):
            if len(path) == 2 and path[1].startswith("decision "):
                found = tuple(rule + 1 for rule in rules)
        return found


class Asked:
    """The decisions that are asked for, in the order that evaluates the fewest times."""

    __slots__ = ("_model", "_names")

    def __init__(self, model: Model, decisions: Iterable[str]) -> None:
        graph, known = model.compiled.graph, model.compiled.decisions
        reach = {each: len(graph.order([each])) if each in known else 0 for each in decisions}
        self._model = model
        self._names = sorted(reach, key=lambda each: -reach[each])

    def evaluate(self, inputs: Mapping[str, Any], now: Now = None) -> Answers:
        """Return what the decisions give."""
        answers = Answers()
        for name in self._names:
            if name in answers.values:
                continue
            try:
                result, hits = self._model.rules_hit(inputs, decision=name, now=now)
            except UnknownNameError as error:
                answers.unknown[name] = error
                continue
            answers.values |= {each: result[each] for each in self._names if each in result}
            _keep(answers, result, hits)
        return answers

    def evaluate_service(self, service: str, inputs: Mapping[str, Any], now: Now = None) -> Answers:
        """Return what a service gives for the decisions, which are its outputs."""
        answers = Answers()
        try:
            result, hits = self._model.rules_hit(inputs, service=service, now=now)
        except UnknownNameError as error:
            answers.unknown = dict.fromkeys(self._names, error)
            return answers
        _keep(answers, result, hits)
        value = result.value
        several = len(self._names) > 1 and isinstance(value, dict)
        answers.values = {name: value.get(name) if several else value for name in self._names}
        return answers


def _keep(answers: Answers, result: Result, hits: dict[Key | None, list[Hit]]) -> None:
    answers.hits = hits | answers.hits
    answers.warnings |= dict.fromkeys(result.warnings)
