"""What allowed values come to: a list of values, or limits with what they cannot say.

The one rule: only constants are read; whatever must be asked stays a test.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dmn.rule_index import constant_of, key_of
from feel.compiler import Compiler
from feel.errors import FeelFault, FeelSyntaxError, LimitExceeded
from feel.parser import NO_NAMES, parse_unary_tests
from feel.scope import Run, Scope
from feel.simple_tests import read_tests
from feel.syntax import LITERALS, Invocation, Negation, Node, RangeLiteral, UnaryTest, UnaryTests
from feel.unary_tests import Test
from feel.values import KINDS, Value, compare, to_text

__all__ = [
    "NO_CONSTANT",
    "Allowed",
    "Limits",
    "choices_of",
    "constant_value",
    "is_allowed",
    "limits_of",
]

_MOST_CHOICES = 1_000
NO_CONSTANT = object()
"""Stands for the value of what is no constant."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Tests that values must pass: their text, and ready to ask."""

    text: str
    test: Test


@dataclass(frozen=True, slots=True)
class Limits:
    """The least and the greatest value; None where there is no such limit."""

    low: Value = None
    high: Value = None
    is_low_included: bool = True
    is_high_included: bool = True

    def meet(self, other: "Limits") -> "Limits":
        """Return the narrower of both limits on each side; both are of one kind."""
        found = self
        if other.low is not None:
            order = -1 if self.low is None else compare(self.low, other.low)
            if order < 0 or (order == 0 and not other.is_low_included):
                found = replace(found, low=other.low, is_low_included=other.is_low_included)
        if other.high is not None:
            order = 1 if self.high is None else compare(self.high, other.high)
            if order > 0 or (order == 0 and not other.is_high_included):
                found = replace(found, high=other.high, is_high_included=other.is_high_included)
        return found


def choices_of(tests: Sequence[Allowed]) -> list[Value] | None:
    """Return the values that pass all tests, where one of them lists all there are; null is none.

    Null: None where no test is a list of constants.
    """
    listed = next((each for each in map(_listed, tests) if each is not None), None)
    if listed is None:
        return None
    distinct: dict[object, Value] = {}
    for value in listed:
        distinct.setdefault(key_of(value) or to_text(value), value)
    return [
        value for value in distinct.values() if all(is_allowed(value, each.test) for each in tests)
    ]


def is_allowed(value: Value, test: Test) -> bool:
    """Tell whether a value passes a test that needs no names."""
    try:
        return test(Scope({}, None, Run()), value) is True
    except (FeelFault, LimitExceeded):
        return False


def limits_of(tests: Iterable[Allowed], kind: type) -> tuple[Limits, list[Allowed]]:
    """Return the limits that tests set to values of a kind, and the tests that are no limit."""
    limits, others = Limits(), []
    for each in tests:
        own = _limit(each, kind)
        if own is None:
            others.append(each)
        else:
            limits = limits.meet(own)
    return limits, others


def _tests_of(text: str) -> UnaryTests | None:
    """Return the tree of unary tests that need no names; None for what is none."""
    try:
        return read_tests(text) or parse_unary_tests(text, NO_NAMES)
    except FeelSyntaxError:
        return None


def _parts(allowed: Allowed) -> Sequence[Node]:
    """Return the tests, but for null, which every type allows; none where they are negated."""
    node = _tests_of(allowed.text)
    if node is None or node.negated:
        return ()
    return [each for each in node.tests if constant_of(each) is not None]


def _listed(allowed: Allowed) -> list[Value] | None:
    parts = _parts(allowed)
    if not 0 < len(parts) <= _MOST_CHOICES:
        return None
    values = [constant_value(_operand(each), allowed.text) for each in parts]
    return None if any(value is NO_CONSTANT or value is None for value in values) else values


def _operand(node: Node) -> Node:
    is_equality = isinstance(node, UnaryTest) and node.operator == "="
    return node.operand if isinstance(node, UnaryTest) and is_equality else node


def _limit(allowed: Allowed, kind: type) -> Limits | None:
    if allowed.text == "-":
        return Limits()
    parts = _parts(allowed)
    if len(parts) != 1:
        return None
    (node,) = parts
    if isinstance(node, RangeLiteral):
        low, high = constant_value(node.start, allowed.text), constant_value(node.end, allowed.text)
        limits = Limits(low, high, node.start_included, node.end_included)
        return limits if type(low) is type(high) is kind else None
    if not isinstance(node, UnaryTest):
        return None
    value = constant_value(node.operand, allowed.text)
    if type(value) is not kind or node.operator not in _SIDES:
        return None
    is_low, is_included = _SIDES[node.operator]
    if is_low:
        return Limits(low=value, is_low_included=is_included)
    return Limits(high=value, is_high_included=is_included)


_SIDES = {"<": (False, False), "<=": (False, True), ">": (True, False), ">=": (True, True)}


def constant_value(node: Node, text: str = "") -> Value:
    """Return the value of a literal, or of a function of literals such as `date("2024-02-29")`."""
    value = constant_of(node)
    if type(value) in KINDS or not isinstance(node, Invocation):
        return value if type(value) in KINDS else NO_CONSTANT
    if not all(isinstance(each, (*LITERALS, Negation)) for each in node.arguments):
        return NO_CONSTANT
    run = Run()
    try:
        value = Compiler(text).compile(node)(Scope({}, None, run))
    except (FeelFault, LimitExceeded):
        return NO_CONSTANT
    return NO_CONSTANT if value is None or run.warnings else value
