"""Whether an input value passes a unary test: what an input entry, allowed values and `in` ask.

A test is a closure `(Scope, input value) -> true, false or null`. In an input entry, a value that
cannot be compared with what the test asks for does not pass it: an answer, not a fault.
Source: DMN 1.5, 10.3.2.8 and table 55
"""

from collections.abc import Callable, Sequence
from typing import Any

from feel import operators, ranges
from feel.errors import FeelFault
from feel.scope import Scope
from feel.syntax import (
    BooleanLiteral,
    Name,
    Node,
    NullLiteral,
    NumberLiteral,
    Path,
    StringLiteral,
    UnaryTest,
    UnaryTests,
    names_in,
)
from feel.values import Range, Value, equal

Test = Callable[[Scope, Value], bool | None]

INPUT_VALUE = "?"


def compile_tests(node: UnaryTests, compiler: Any) -> Test:
    """Return the test of a whole input entry; `not(...)` passes what none of its tests passes."""
    if not node.tests:
        return lambda _scope, _value: True
    passes = any_of([compile_test(test, compiler, is_entry=True) for test in node.tests])
    if not node.negated:
        return passes
    return _negated(passes, has_condition=any(map(_reads_input, node.tests)))


def any_of(tests: Sequence[Test]) -> Test:
    """Return the test that passes what any of the tests passes.

    Null: no test passes, and of one it cannot be told.
    """
    if len(tests) == 1:
        return tests[0]

    def passes(scope: Scope, value: Value) -> bool | None:
        undecided = False
        for test in tests:
            answer = test(scope, value)
            if answer is True:
                return True
            undecided = undecided or answer is None
        return None if undecided else False

    return passes


def _negated(passes: Test, *, has_condition: bool) -> Test:
    def fails(scope: Scope, value: Value) -> bool | None:
        answer = passes(scope, value)
        if answer is None and (has_condition or value is None):
            return None
        # "anything else": what is of another kind is certainly not one of these
        return not answer

    return fails


def compile_test(node: Node, compiler: Any, *, is_entry: bool) -> Test:
    """Return the test of one node; `is_entry` tells an input entry from the right side of `in`."""
    if isinstance(node, UnaryTest):
        return _operator_test(node, compiler, is_entry=is_entry)
    if is_entry and _reads_input(node):
        return _condition(node, compiler)
    return _expression_test(node, compiler, is_entry=is_entry)


def _reads_input(node: Node) -> bool:
    return INPUT_VALUE in names_in(node)


def _operator_test(node: UnaryTest, compiler: Any, *, is_entry: bool) -> Test:
    operand = compiler.compile(node.operand)
    compare, location = operators.COMPARISON[node.operator], compiler.at(node)

    def passes(scope: Scope, value: Value) -> bool | None:
        scope.run.weigh(value)
        try:
            return compare(value, operand(scope))
        except FeelFault as fault:
            if not is_entry:
                scope.run.warn(fault, location)
            return None

    return passes


def _condition(node: Node, compiler: Any) -> Test:
    """Compile an expression over `?`: it passes where the expression is true."""
    expression = compiler.compile(node)

    def passes(scope: Scope, value: Value) -> bool | None:
        answer = expression(scope.inner({INPUT_VALUE: value}))
        return answer if type(answer) is bool else None

    return passes


def _expression_test(node: Node, compiler: Any, *, is_entry: bool) -> Test:
    """Compile an expression whose value is compared: equal, an item, or within a range."""
    expression, location = compiler.compile(node), compiler.at(node)
    is_value = isinstance(
        node, (NullLiteral, BooleanLiteral, NumberLiteral, StringLiteral, Name, Path)
    )

    def passes(scope: Scope, value: Value) -> bool | None:
        before = len(scope.run.warnings)
        candidate = expression(scope)
        scope.run.weigh(candidate)
        if candidate is None and len(scope.run.warnings) > before:
            return None  # what could not be made is no null to compare with
        if is_entry and not is_value and type(candidate) is bool and type(value) is not bool:
            return candidate  # a condition over other names: `Age > 18` in a column of strings
        try:
            return matches(value, candidate, is_entry=is_entry)
        except FeelFault as fault:
            if not is_entry:
                scope.run.warn(fault, location)
            return None

    return passes


def matches(value: Value, candidate: Value, *, is_entry: bool) -> bool | None:
    """Return whether the value is what the candidate says: the same, one of them, or within it."""
    if isinstance(candidate, Range) and not isinstance(value, Range):
        return ranges.contains(candidate, value)
    if is_entry and type(value) is list and type(candidate) is list:
        return operators.is_member(value, candidate) or equal(value, candidate)
    return operators.is_among(value, candidate)
