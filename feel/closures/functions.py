"""Closures of function invocations and definitions."""

from collections.abc import Callable

from feel.closures.closure import (
    FOLDING,
    MISSING,
    UNNAMED,
    ClosureCompiler,
    is_constant,
    lookup,
    no_function,
)
from feel.errors import FeelFault, LimitExceeded
from feel.feel_types import ANY
from feel.functions import BUILT_INS
from feel.scope import Evaluator, Run, Scope
from feel.syntax import FunctionDefinition, Invocation, Name, NamedInvocation, Node
from feel.user_functions import TypedName, UserFunction, external_function
from feel.values import Function, Value, described

# what reads what is not an argument, and what is bounded by time alone
_NOT_FOLDED = frozenset({"now", "today", "matches", "replace", "split"})


def _invocation(compiler: ClosureCompiler, node: Invocation) -> Evaluator:
    function = _callee(compiler, node.function)
    arguments = [compiler.compile(argument) for argument in node.arguments]
    if _is_foldable(node):
        return _folded_invocation(compiler, node, function, arguments)

    def evaluate(scope: Scope) -> Value:
        callee = function(scope)
        return callee.call(scope.run, [argument(scope) for argument in arguments])

    return compiler.guarded(node, evaluate)


def _is_foldable(node: Invocation) -> bool:
    return (
        isinstance(node.function, Name)
        and node.function.name in BUILT_INS
        and node.function.name not in _NOT_FOLDED
        and all(map(is_constant, node.arguments))
    )


def _folded_invocation(
    compiler: ClosureCompiler, node: Invocation, function: Evaluator, arguments: list[Evaluator]
) -> Evaluator:
    """Return a closure that knows a built-in's value for constants, unless its name is hidden."""
    builtin = BUILT_INS[node.function.name]  # type: ignore[attr-defined]  # a Name, see _is_foldable
    run = Run(FOLDING)
    scope = Scope({}, None, run)
    try:
        value = builtin.call(run, [argument(scope) for argument in arguments])
    except (FeelFault, LimitExceeded):
        value = MISSING
    if run.warnings:  # they are to be given each time
        value = MISSING

    def evaluate(scope: Scope) -> Value:
        callee = function(scope)
        if callee is builtin and value is not MISSING:
            return value
        return callee.call(scope.run, [argument(scope) for argument in arguments])

    return compiler.guarded(node, evaluate)


def _named_invocation(compiler: ClosureCompiler, node: NamedInvocation) -> Evaluator:
    function = _callee(compiler, node.function)
    arguments = [(each.name, compiler.compile(each.value)) for each in node.arguments]
    duplicate = len({name for name, _ in arguments}) < len(arguments)

    def evaluate(scope: Scope) -> Value:
        callee = function(scope)
        if duplicate:
            raise FeelFault("INVALID_ARGUMENTS", "an argument is named twice")
        return callee.call_named(scope.run, {name: argument(scope) for name, argument in arguments})

    return compiler.guarded(node, evaluate)


def _callee(compiler: ClosureCompiler, node: Node) -> Callable[[Scope], Function]:
    if isinstance(node, Name):
        name = node.name

        def find(scope: Scope) -> Function:
            value = lookup(name, scope)
            if isinstance(value, Function):
                return value
            raise no_function(name, value, scope)

        return find
    expression = compiler.compile(node)

    def evaluate(scope: Scope) -> Function:
        value = expression(scope)
        if isinstance(value, Function):
            return value
        raise FeelFault("NO_FUNCTION_FOUND", f"{described(value)} is no function")

    return evaluate


def _function_definition(compiler: ClosureCompiler, node: FunctionDefinition) -> Evaluator:
    parameters: list[TypedName] = [
        (each.name, ANY if each.type is None else compiler.type_of(each.type))
        for each in node.parameters
    ]
    body = compiler.repeated(node.body)
    if node.external:
        return compiler.guarded(node, lambda scope: external_function(parameters, body(scope)))

    def evaluate(scope: Scope) -> Value:
        scope.run.step()
        return UserFunction(UNNAMED, parameters, body, scope)

    return evaluate


COMPILERS: dict[type[Node], Callable[..., Evaluator]] = {
    Invocation: _invocation,
    NamedInvocation: _named_invocation,
    FunctionDefinition: _function_definition,
}
