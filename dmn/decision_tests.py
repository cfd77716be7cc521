"""Tests of a model as data: inputs and the values expected of decisions, run, with rule coverage.

As JSON, contexts are objects, lists are arrays, and every other value is its FEEL text: exact, and
typed without a model. The one rule: a test only tells whether what came is what was expected.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from dmn.api import Model
from dmn.asked import Answers, Asked
from dmn.graph import Key
from dmn.result import Result
from dmn.rule_index import constant_of
from dmn.tck import same
from dmn.trace import Hit
from feel.api import Now, evaluate
from feel.conversion import from_natural
from feel.errors import FeelSyntaxError, FeelWarning
from feel.simple_tests import read_literal
from feel.values import KINDS, Function, Value, to_text

__all__ = [
    "DecisionTest",
    "DecisionTestOutcome",
    "DecisionTestReport",
    "ExpectedResult",
    "TableCoverage",
    "as_test",
    "run_tests",
    "test_data",
    "test_of",
]

_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class DecisionTest:
    """A test: inputs, and what is expected of decisions, or of the outputs of a service."""

    name: str
    inputs: Mapping[str, Value]
    expected: Mapping[str, Value]
    description: str = ""
    service: str | None = None


def as_test(
    name: str,
    inputs: Mapping[str, Any],
    result: Result,
    decisions: Iterable[str] | None = None,
    description: str = "",
) -> DecisionTest:
    """Return the test that expects what came of an evaluation, of some decisions or of all.

    A value that holds a function cannot be expected, and is left out.
    Errors: KeyError for a decision that was not evaluated.
    """
    wanted = result if decisions is None else decisions
    values = {decision: result[decision] for decision in wanted}
    expected = {name: value for name, value in values.items() if not _has_function(value)}
    return DecisionTest(name, from_natural(dict(inputs)), expected, description)


def _has_function(value: Value) -> bool:
    if isinstance(value, list | dict):
        return any(map(_has_function, value.values() if isinstance(value, dict) else value))
    return isinstance(value, Function)


# --- as JSON --------------------------------------------------------------------------------------


def test_data(test: DecisionTest) -> dict[str, Any]:
    """Return a test as what JSON can hold; `test_of` gives the same test back."""
    data: dict[str, Any] = {
        "name": test.name,
        "inputs": {name: _plain(value) for name, value in test.inputs.items()},
        "expected": {name: _plain(value) for name, value in test.expected.items()},
    }
    if test.description:
        data["description"] = test.description
    if test.service is not None:
        data["service"] = test.service
    return data


def _plain(value: Value) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return to_text(value)


def test_of(data: Mapping[str, Any]) -> DecisionTest:
    """Return the test that JSON data holds.

    Errors: ValueError that says what is wrong with it, and where.
    """
    service = data.get("service")
    return DecisionTest(
        str(data.get("name", "")),
        _named(data, "inputs"),
        _named(data, "expected"),
        str(data.get("description", "")),
        None if service is None else str(service),
    )


def _named(data: Mapping[str, Any], part: str) -> dict[str, Value]:
    values = _value(data.get(part), part, 0)
    if type(values) is not dict:
        raise ValueError(f"a test has '{part}' by name; write {{'{part}': {{'name': value}}}}")
    return values


def _value(data: Any, place: str, level: int) -> Value:
    if level > _DEEPEST:
        raise ValueError(f"{place}: it is nested more than {_DEEPEST} deep")
    if isinstance(data, Mapping):
        entries = data.items()
        return {str(name): _value(each, f"{place} > {name}", level + 1) for name, each in entries}
    if isinstance(data, list):
        return [_value(each, f"{place}[{at}]", level + 1) for at, each in enumerate(data, start=1)]
    return _literal(data, place) if isinstance(data, str) else from_natural(data)


def _literal(text: str, place: str) -> Value:
    """Return the value of FEEL text."""
    node = read_literal(text)
    value = constant_of(node) if node is not None else None
    if node is not None and type(value) in KINDS:
        return value
    warnings: list[FeelWarning] = []
    try:
        value = evaluate(text, warnings=warnings)
    except FeelSyntaxError as error:
        raise _no_value(text, place, error.problem.message) from None
    if warnings:
        raise _no_value(text, place, warnings[0].message)
    return value


def _no_value(text: str, place: str, message: str) -> ValueError:
    return ValueError(f"{place}: '{text[:60]}' is no FEEL value: {message}; quote text: \"a\"")


# --- running --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExpectedResult:
    """What was expected of one decision, and what was found; `problem` says why nothing could."""

    decision: str
    expected: Value
    found: Value
    is_passed: bool
    problem: str = ""

    @property
    def expected_text(self) -> str:
        """What was expected, as FEEL text."""
        return to_text(self.expected)

    @property
    def found_text(self) -> str:
        """What was found, as FEEL text, or why nothing could be."""
        return self.problem or to_text(self.found)

    def __str__(self) -> str:
        return f"{self.decision}: expected {self.expected_text}, found {self.found_text}"


@dataclass(frozen=True, slots=True)
class DecisionTestOutcome:
    """What came of one test."""

    test: DecisionTest
    results: tuple[ExpectedResult, ...]
    warnings: tuple[FeelWarning, ...] = ()

    @property
    def is_passed(self) -> bool:
        """Whether everything was as expected."""
        return all(each.is_passed for each in self.results)


@dataclass(frozen=True, slots=True)
class TableCoverage:
    """How many tests hit each rule of a table; `path` is its place, as traces have it."""

    decision: str
    label: str
    path: tuple[str, ...]
    rule_ids: tuple[str | None, ...]
    hits: tuple[int, ...]

    @property
    def unhit(self) -> tuple[int, ...]:
        """The numbers of the rules that no test hits."""
        return tuple(number for number, hits in enumerate(self.hits, start=1) if not hits)

    @property
    def share(self) -> float:
        """The share of the rules that tests hit; 1 where there is none."""
        return 1 - len(self.unhit) / len(self.hits) if self.hits else 1.0


@dataclass(frozen=True, slots=True)
class DecisionTestReport:
    """What came of all tests, and how many of them hit each rule of each table.

    Units: `seconds` for running them all.
    """

    outcomes: tuple[DecisionTestOutcome, ...]
    coverage: tuple[TableCoverage, ...] = ()
    seconds: float = 0.0

    @property
    def total(self) -> int:
        """How many tests there are."""
        return len(self.outcomes)

    @property
    def passed(self) -> int:
        """How many tests passed."""
        return sum(each.is_passed for each in self.outcomes)

    @property
    def failed(self) -> int:
        """How many tests failed."""
        return self.total - self.passed

    @property
    def covered_share(self) -> float:
        """The share of all rules that tests hit; 1 where there are none."""
        rules = sum(len(each.hits) for each in self.coverage)
        unhit = sum(len(each.unhit) for each in self.coverage)
        return 1 - unhit / rules if rules else 1.0


def run_tests(
    model: Model, tests: Iterable[DecisionTest], *, coverage: bool = True, now: Now = None
) -> DecisionTestReport:
    """Return what comes of tests, and which rules they hit; a test never ends the run."""
    start = perf_counter()
    counter = _Counter(model)
    outcomes = tuple(_run(model, test, counter, now) for test in tests)
    tables = counter.coverage() if coverage else ()
    return DecisionTestReport(outcomes, tables, perf_counter() - start)


def _run(model: Model, test: DecisionTest, counter: "_Counter", now: Now) -> DecisionTestOutcome:
    asked = Asked(model, test.expected)
    if test.service is None:
        answers = asked.evaluate(test.inputs, now)
    else:
        answers = asked.evaluate_service(test.service, test.inputs, now)
    counter.count(answers.hits)
    results = (_compared(name, expected, answers) for name, expected in test.expected.items())
    return DecisionTestOutcome(test, tuple(results), tuple(answers.warnings))


def _compared(name: str, expected: Value, answers: Answers) -> ExpectedResult:
    unknown = answers.unknown.get(name)
    if unknown is not None:
        problem = f"{unknown.message} ({unknown.hint})"
        return ExpectedResult(name, expected, None, is_passed=False, problem=problem)
    found = answers.values.get(name)
    return ExpectedResult(name, expected, found, same(expected, found))


class _Counter:
    """How many tests hit each rule, by the place of the table."""

    def __init__(self, model: Model) -> None:
        self._names = {node.place: node.key for node in model.compiled.graph.nodes.values()}
        tables = model.compiled.texts.tables.values()
        self._rules = {each.path: tuple(each.rules.rules) for each in tables}
        self._hits = {path: [0] * len(rules) for path, rules in self._rules.items()}

    def count(self, hits: Mapping[Key | None, Sequence[Hit]]) -> None:
        """Count the rules that one test hits, each once."""
        found = {
            (path, rule) for tables in hits.values() for path, rules in tables for rule in rules
        }
        for path, rule in found:
            counts = self._hits.get(path, [])
            if rule < len(counts):  # two elements of one name have tables at the same place
                counts[rule] += 1

    def coverage(self) -> tuple[TableCoverage, ...]:
        """Return how many tests hit each rule of each table, in the order of the model."""
        return tuple(self._table(path, hits) for path, hits in self._hits.items())

    def _table(self, path: tuple[str, ...], hits: Sequence[int]) -> TableCoverage:
        name = self._names.get(path[:2], path[-1])
        label = " > ".join([name, *path[2:]])
        ids = tuple(rule.id for rule in self._rules[path])
        return TableCoverage(name, label, path, ids, tuple(hits))
