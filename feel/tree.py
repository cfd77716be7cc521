"""Questions about a syntax tree: whether it is constant, and which types it names."""

from collections.abc import Iterator

from feel.functions import BUILT_INS
from feel.static_types import StaticScope
from feel.syntax import (
    LITERALS,
    Arithmetic,
    Between,
    Comparison,
    ContextTypeNode,
    FunctionTypeNode,
    Invocation,
    ListLiteral,
    ListTypeNode,
    Name,
    NamedTypeNode,
    Negation,
    Node,
    RangeLiteral,
    RangeTypeNode,
    TypeNode,
    UnaryTest,
    children,
)

__all__ = ["is_constant", "named_types_in"]

_OPERATORS = (Negation, Arithmetic, Comparison, Between, ListLiteral, RangeLiteral, UnaryTest)
# what gives another value each time
_IMPURE = frozenset({"now", "today"})


def is_constant(node: Node, scope: StaticScope) -> bool:
    """Tell whether an expression is made of literals, operators and built-in functions only."""
    todo = [node]
    while todo:
        current = todo.pop()
        if isinstance(current, Invocation) and _is_pure(current, scope):
            todo.extend(current.arguments)
        elif isinstance(current, _OPERATORS):
            todo.extend(children(current))
        elif not isinstance(current, LITERALS):
            return False
    return True


def _is_pure(node: Invocation, scope: StaticScope) -> bool:
    function = node.function
    return (
        isinstance(function, Name)
        and function.name in BUILT_INS
        and function.name not in _IMPURE
        and not scope.binds(function.name)
    )


def named_types_in(node: TypeNode) -> Iterator[NamedTypeNode]:
    """Give every type that is given by name in a type."""
    if isinstance(node, NamedTypeNode):
        yield node
    elif isinstance(node, ListTypeNode):
        yield from named_types_in(node.item)
    elif isinstance(node, RangeTypeNode):
        yield from named_types_in(node.point)
    elif isinstance(node, ContextTypeNode):
        for _, entry in node.entries:
            yield from named_types_in(entry)
    elif isinstance(node, FunctionTypeNode):
        for each in (*node.parameters, node.result):
            yield from named_types_in(each)
