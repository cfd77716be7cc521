"""Closures of literals, names, lists, contexts and ranges."""

from collections import Counter
from collections.abc import Callable

from feel.closures.closure import (
    MISSING,
    ClosureCompiler,
    Constant,
    lookup,
    named,
    unknown_name,
)
from feel.errors import FeelFault
from feel.ranges import make_range
from feel.scope import Evaluator, Scope
from feel.syntax import (
    AtLiteral,
    BooleanLiteral,
    ContextLiteral,
    ListLiteral,
    Name,
    Node,
    NullLiteral,
    NumberLiteral,
    RangeLiteral,
    StringLiteral,
    UnaryTest,
)
from feel.temporal import parse_temporal
from feel.values import Range, Value


def _literal(
    _compiler: ClosureCompiler, node: NumberLiteral | StringLiteral | BooleanLiteral
) -> Evaluator:
    return Constant(node.value)


def _null(_compiler: ClosureCompiler, _node: NullLiteral) -> Evaluator:
    return Constant(None)


def _at_literal(compiler: ClosureCompiler, node: AtLiteral) -> Evaluator:
    try:
        return Constant(parse_temporal(node.text))
    except FeelFault:
        return compiler.guarded(node, lambda _scope: parse_temporal(node.text))


def _name(compiler: ClosureCompiler, node: Name) -> Evaluator:
    name, location = node.name, compiler.at(node)

    def evaluate(scope: Scope) -> Value:
        value = lookup(name, scope)
        if value is not MISSING:
            return value
        scope.run.warn(unknown_name(name, scope), location)
        return None

    return evaluate


def _list(compiler: ClosureCompiler, node: ListLiteral) -> Evaluator:
    items = [compiler.compile(item) for item in node.items]
    return lambda scope: [item(scope) for item in items]


def _context(compiler: ClosureCompiler, node: ContextLiteral) -> Evaluator:
    compiler.compiled += len(node.entries)  # which take more room than their values
    entries = [(entry.key, compiler.compile(entry.value)) for entry in node.entries]
    counts = Counter(entry.key for entry in node.entries)
    duplicates = [key for key, count in counts.items() if count > 1]

    def evaluate(scope: Scope) -> Value:
        if duplicates:
            raise FeelFault("INVALID_ARGUMENTS", f"a context has two entries '{duplicates[0]}'")
        value: dict[str, Value] = {}
        inner = scope.inner(value)  # an entry sees those before it
        for key, entry in entries:
            value[key] = named(key, entry(inner))
        return value

    return compiler.guarded(node, evaluate)


def _range(compiler: ClosureCompiler, node: RangeLiteral) -> Evaluator:
    start, end = compiler.compile(node.start), compiler.compile(node.end)

    def evaluate(scope: Scope) -> Value:
        return make_range(
            start(scope),
            end(scope),
            start_included=node.start_included,
            end_included=node.end_included,
        )

    return compiler.guarded(node, evaluate)


def _unary_range(compiler: ClosureCompiler, node: UnaryTest) -> Evaluator:
    operand = compiler.compile(node.operand)
    return lambda scope: Range.unary(node.operator, operand(scope))


COMPILERS: dict[type[Node], Callable[..., Evaluator]] = {
    NumberLiteral: _literal,
    StringLiteral: _literal,
    BooleanLiteral: _literal,
    NullLiteral: _null,
    AtLiteral: _at_literal,
    Name: _name,
    ListLiteral: _list,
    ContextLiteral: _context,
    RangeLiteral: _range,
    UnaryTest: _unary_range,
}
