"""Closures of arithmetic, comparison, logic, `in`, `instance of` and `if`."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn

from feel import operators
from feel.closures.closure import ClosureCompiler, Constant
from feel.errors import FeelFault, Location
from feel.feel_types import ANY, NamedType, instance_of
from feel.scope import Evaluator, Scope
from feel.syntax import (
    Arithmetic,
    Between,
    Comparison,
    If,
    In,
    InstanceOf,
    Logic,
    Negation,
    Node,
    left_spine,
)
from feel.unary_tests import any_of, compile_test
from feel.values import Value, described


def _negation(compiler: ClosureCompiler, node: Negation) -> Evaluator:
    operand = compiler.compile(node.operand)
    return compiler.guarded(node, lambda scope: operators.negate(operand(scope)))


def _arithmetic(compiler: ClosureCompiler, node: Arithmetic) -> Evaluator:
    first, chain = left_spine(node, Arithmetic)
    value = compiler.compile(first)
    if len(chain) > _LONGEST_CLOSURE_CHAIN:
        return _long_chain(compiler, value, chain)
    for step in chain:
        value = _binary(compiler, step, value)
    return value


_LONGEST_CLOSURE_CHAIN = 8
_OPERATIONS_PER_STEP = 4


def _binary(compiler: ClosureCompiler, node: Node, left: Evaluator) -> Evaluator:
    operation = operators.ARITHMETIC[node.operator]  # type: ignore[attr-defined]  # an Arithmetic
    right = compiler.compile(node.right)  # type: ignore[attr-defined]  # an Arithmetic
    location = compiler.at(node)

    def evaluate(scope: Scope) -> Value:
        try:
            return operation(left(scope), right(scope), scope.run)
        except FeelFault as fault:
            scope.run.warn(fault, location)
            return None

    return evaluate


def _long_chain(compiler: ClosureCompiler, first: Evaluator, chain: list[Node]) -> Evaluator:
    """Return one closure for a chain of operators: Python's stack is shorter than people's sums."""
    steps = [_binary(compiler, step, _pending) for step in chain]

    def evaluate(scope: Scope) -> Value:
        scope.run.step(len(steps) // _OPERATIONS_PER_STEP)
        value = first(scope)
        for step in steps:
            value = step(scope.inner({_PENDING: value}))
        return value

    return evaluate


_PENDING = "\0"  # the value of a chain so far


def _pending(scope: Scope) -> Value:
    return scope.names[_PENDING]


_FAST_NUMBERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
}


def _comparison(compiler: ClosureCompiler, node: Comparison) -> Evaluator:
    compare, fast = operators.COMPARISON[node.operator], _FAST_NUMBERS[node.operator]
    left, right = compiler.compile(node.left), compiler.compile(node.right)
    location = compiler.at(node)
    if isinstance(right, Constant) and type(right.value) is Decimal:
        return _number_comparison(left, right.value, compare, fast, location)

    def evaluate(scope: Scope) -> Value:
        one, other = left(scope), right(scope)
        if type(one) is Decimal and type(other) is Decimal:
            return fast(one, other)
        scope.run.weigh(one)
        try:
            return compare(one, other)
        except FeelFault as fault:
            scope.run.warn(fault, location)
            return None

    return evaluate


def _number_comparison(
    left: Evaluator,
    number: Decimal,
    compare: Callable[[Value, Value], bool],
    fast: Callable[[Any, Any], bool],
    location: Location,
) -> Evaluator:
    """Return the closure of a comparison with a constant number, the commonest there is."""

    def evaluate(scope: Scope) -> Value:
        value = left(scope)
        if type(value) is Decimal:
            return fast(value, number)
        try:
            return compare(value, number)
        except FeelFault as fault:
            scope.run.warn(fault, location)
            return None

    return evaluate


def _logic(compiler: ClosureCompiler, node: Logic) -> Evaluator:
    """Compile a chain of one operator; what is no boolean counts as null (DMN 1.5, table 50)."""
    decisive = node.operator == "or"
    operands = [compiler.compile(operand) for operand in _operands(node, node.operator)]

    def evaluate(scope: Scope) -> Value:
        undecided = False
        for operand in operands:
            value = operand(scope)
            if value is decisive:
                return decisive
            if type(value) is not bool:
                undecided = True
        return None if undecided else not decisive

    return evaluate


def _operands(node: Node, operator: str) -> list[Node]:
    operands: list[Node] = []
    while isinstance(node, Logic) and node.operator == operator:
        operands.append(node.right)
        node = node.left
    return [node, *reversed(operands)]


def _between(compiler: ClosureCompiler, node: Between) -> Evaluator:
    value, low, high = map(compiler.compile, (node.value, node.low, node.high))

    def evaluate(scope: Scope) -> Value:
        middle = value(scope)
        scope.run.weigh(middle)
        return operators.at_least(middle, low(scope)) and operators.at_most(middle, high(scope))

    return compiler.guarded(node, evaluate)


def _in(compiler: ClosureCompiler, node: In) -> Evaluator:
    value = compiler.compile(node.value)
    compiler.compiled += 3 * len(node.tests)  # each is a comparison
    passes = any_of([compile_test(test, compiler, is_entry=False) for test in node.tests])

    def evaluate(scope: Scope) -> Value:
        tested = value(scope)
        scope.run.weigh(tested)
        return passes(scope, tested)

    return compiler.guarded(node, evaluate)


def _instance_of(compiler: ClosureCompiler, node: InstanceOf) -> Evaluator:
    value, wanted = compiler.compile(node.value), compiler.type_of(node.type)
    if isinstance(wanted, NamedType) and wanted.resolved is ANY:
        return compiler.guarded(node, lambda _scope: _no_type(wanted.name))

    def evaluate(scope: Scope) -> Value:
        tested = value(scope)
        scope.run.weigh(tested)
        return instance_of(tested, wanted)

    return evaluate


def _no_type(name: str) -> NoReturn:
    raise FeelFault("INVALID_TYPE", f"no type named '{name}'")


def _if(compiler: ClosureCompiler, node: If) -> Evaluator:
    branches: list[tuple[Evaluator, Evaluator, Location]] = []
    last: Node = node
    while isinstance(last, If):
        location = compiler.at(last.condition)
        branches.append((compiler.compile(last.condition), compiler.compile(last.then), location))
        last = last.otherwise
    otherwise = compiler.compile(last)

    def evaluate(scope: Scope) -> Value:
        for condition, then, location in branches:
            answer = condition(scope)
            if answer is True:
                return then(scope)
            if answer is not False and answer is not None:
                fault = FeelFault(
                    "INVALID_TYPE", f"'if' expects a boolean, not {described(answer)}"
                )
                scope.run.warn(fault, location)
        return otherwise(scope)

    return evaluate


COMPILERS: dict[type[Node], Callable[..., Evaluator]] = {
    Negation: _negation,
    Arithmetic: _arithmetic,
    Comparison: _comparison,
    Logic: _logic,
    Between: _between,
    In: _in,
    InstanceOf: _instance_of,
    If: _if,
}
