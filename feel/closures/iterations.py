"""Closures of paths, filters, for, some and every."""

from collections.abc import Callable

from feel import operators
from feel.closures.closure import ClosureCompiler
from feel.errors import FeelFault
from feel.iteration import (
    Domain,
    as_domain,
    at_index,
    between,
    filtered,
    for_each,
    quantify,
)
from feel.scope import Evaluator, Scope
from feel.syntax import (
    Filter,
    For,
    Iteration,
    IterationRange,
    Node,
    NumberLiteral,
    Path,
    Quantified,
    names_in,
)
from feel.values import Value

_LISTS = frozenset({list})


def _path(compiler: ClosureCompiler, node: Path) -> Evaluator:
    source, name, location = compiler.compile(node.source), node.name, compiler.at(node)

    def evaluate(scope: Scope) -> Value:
        value = source(scope)
        if type(value) is dict and name in value:
            return value[name]
        if type(value) is list:
            scope.run.step(len(value) // 2)
            scope.run.weigh(value, _LISTS)
        try:
            return operators.path(value, name)
        except FeelFault as fault:
            scope.run.warn(fault, location)
            return None

    return evaluate


def _filter(compiler: ClosureCompiler, node: Filter) -> Evaluator:
    source = compiler.compile(node.source)
    condition = compiler.repeated(node.condition)
    if isinstance(node.condition, NumberLiteral):
        index = node.condition.value

        def evaluate(scope: Scope) -> Value:
            value = source(scope)
            if value is None:
                return None
            return at_index(value if type(value) is list else [value], index)

        return evaluate
    return compiler.guarded(node, lambda scope: filtered(source(scope), condition, scope))


def _iterations(
    compiler: ClosureCompiler, nodes: tuple[Iteration, ...]
) -> list[tuple[str, Domain]]:
    return [(each.name, _domain(compiler, each.domain)) for each in nodes]


def _domain(compiler: ClosureCompiler, node: Node) -> Domain:
    if isinstance(node, IterationRange):
        start, end = compiler.compile(node.start), compiler.compile(node.end)
        return lambda scope: between(start(scope), end(scope), scope.run)
    domain = compiler.repeated(node)
    return lambda scope: as_domain(domain(scope), scope.run)


def _for(compiler: ClosureCompiler, node: For) -> Evaluator:
    iterations = _iterations(compiler, node.iterations)
    body, partial = compiler.repeated(node.body), "partial" in names_in(node.body)
    return compiler.guarded(node, lambda scope: for_each(iterations, body, scope, partial=partial))


def _quantified(compiler: ClosureCompiler, node: Quantified) -> Evaluator:
    iterations = _iterations(compiler, node.iterations)
    condition, wanted = compiler.repeated(node.condition), node.quantifier == "some"
    return compiler.guarded(
        node, lambda scope: quantify(iterations, condition, scope, wanted=wanted)
    )


COMPILERS: dict[type[Node], Callable[..., Evaluator]] = {
    Path: _path,
    Filter: _filter,
    For: _for,
    Quantified: _quantified,
}
