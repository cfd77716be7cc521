"""Syntax -> FEEL text with no more brackets than needed, so that parsing it gives the same tree.

Every node has a strength, its level in the grammar; what is weaker than its place gets brackets.
if, for, some, every and function reach as far right as they can: they stand bare only where nothing
follows them. Names print as they are: to read the text, the special ones among them must be known.
"""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from feel.syntax import (
    Argument,
    Arithmetic,
    AtLiteral,
    Between,
    BooleanLiteral,
    Comparison,
    ContextEntry,
    ContextLiteral,
    ContextTypeNode,
    Filter,
    For,
    FunctionDefinition,
    FunctionTypeNode,
    If,
    In,
    InstanceOf,
    Invocation,
    Iteration,
    IterationRange,
    ListLiteral,
    ListTypeNode,
    Logic,
    Name,
    NamedInvocation,
    NamedTypeNode,
    Negation,
    Node,
    NullLiteral,
    NumberLiteral,
    Parameter,
    Path,
    Quantified,
    RangeLiteral,
    RangeTypeNode,
    StringLiteral,
    UnaryTest,
    UnaryTests,
)
from feel.values import key_text, number_text, quoted

_ANY, _DISJUNCTION, _CONJUNCTION, _COMPARISON, _ADDITION, _MULTIPLICATION = range(6)
_EXPONENTIATION, _NEGATION, _INSTANCE, _POSTFIX, _PRIMARY = range(6, 11)
_OPERATORS = {
    "or": _DISJUNCTION,
    "and": _CONJUNCTION,
    "+": _ADDITION,
    "-": _ADDITION,
    "*": _MULTIPLICATION,
    "/": _MULTIPLICATION,
    "**": _EXPONENTIATION,
}
_GENERICS = ("list", "range", "context", "function")


def to_text(node: Node) -> str:
    """Return the FEEL text of a tree: parsing it gives the tree again.

    >>> from feel.parser import parse_expression
    >>> to_text(parse_expression("((a+b))*(c)"))
    '(a + b) * c'
    """
    if isinstance(node, UnaryTests):
        return _unary_tests(node)
    return _text(node, _ANY, last=True)


def _text(node: Node, strength: int, *, last: bool = False) -> str:
    """Return the text for a place of a strength; `last` tells that nothing can follow the place."""
    if _strength(node) >= strength and (last or not _is_open(node)):
        return _PRINTERS[type(node)](node, last)
    return f"({_PRINTERS[type(node)](node, True)})"


def _whole(node: Node) -> str:
    """Return the text for a place that ends at a bracket, a comma or a keyword."""
    return _text(node, _ANY, last=True)


def _listed(nodes: tuple[Node, ...]) -> str:
    return ", ".join(map(_whole, nodes))


def _strength(node: Node) -> int:
    if isinstance(node, (Logic, Arithmetic)):
        return _OPERATORS[node.operator]
    return _STRENGTHS.get(type(node), _PRIMARY)


def _is_open(node: Node) -> bool:
    """Tell whether a node takes in what follows it: a `<` after the type `list` is its bracket."""
    if isinstance(node, InstanceOf):
        return type_text(node.type).endswith(_GENERICS)
    return isinstance(node, (If, For, Quantified, FunctionDefinition))


# --- operators ------------------------------------------------------------------------------------


def _chain(node: Arithmetic | Logic, last: bool) -> str:
    """Print a chain such as `a + b - c` in a loop, as long as people write them."""
    parts: list[str] = []
    strength, current = _strength(node), node
    while True:
        is_last = last and not parts
        right = _text(current.right, strength + 1, last=is_last)
        parts.append(f"{current.operator} {right}")
        left = current.left
        if not isinstance(left, (Logic, Arithmetic)) or _strength(left) != strength:
            break
        current = left
    parts.append(_text(left, strength))
    return " ".join(reversed(parts))


def _comparison(node: Comparison, last: bool) -> str:
    right = _text(node.right, _ADDITION, last=last)
    return f"{_text(node.left, _COMPARISON)} {node.operator} {right}"


def _between(node: Between, last: bool) -> str:
    value, low = _text(node.value, _COMPARISON), _text(node.low, _ADDITION)
    return f"{value} between {low} and {_text(node.high, _ADDITION, last=last)}"


def _in(node: In, _last: bool) -> str:
    value = _text(node.value, _COMPARISON)
    if len(node.tests) > 1:
        return f"{value} in ({', '.join(map(_test, node.tests))})"
    (test,) = node.tests
    bare = _test(test) if isinstance(test, UnaryTest) else _text(test, _ADDITION)
    return f"{value} in {bare}"


def _test(node: Node) -> str:
    if isinstance(node, UnaryTest):
        return f"{node.operator} {_text(node.operand, _ADDITION)}"
    return _whole(node)


def _unary_tests(node: UnaryTests) -> str:
    tests = ", ".join(map(_test, node.tests)) or "-"
    if node.negated:
        return f"not({tests})"
    return f"({tests})" if len(node.tests) == 1 and _looks_negated(node.tests[0]) else tests


def _looks_negated(node: Node) -> bool:
    """Tell whether a test is an invocation of the function `not`, which would read as negation."""
    return isinstance(node, (Invocation, NamedInvocation)) and node.function == Name("not")


def _negation(node: Negation, last: bool) -> str:
    return f"-{_text(node.operand, _NEGATION, last=last)}"


def _instance_of(node: InstanceOf, _last: bool) -> str:
    return f"{_text(node.value, _POSTFIX)} instance of {type_text(node.type)}"


# --- the rest of expressions ----------------------------------------------------------------------


def _range(node: RangeLiteral, _last: bool) -> str:
    opening, closing = "[" if node.start_included else "(", "]" if node.end_included else ")"
    return f"{opening}{_whole(node.start)}..{_whole(node.end)}{closing}"


def _path(node: Path, _last: bool) -> str:
    return f"{_text(node.source, _POSTFIX)}.{node.name}"


def _filter(node: Filter, _last: bool) -> str:
    return f"{_text(node.source, _POSTFIX)}[{_whole(node.condition)}]"


def _invocation(node: Invocation | NamedInvocation, _last: bool) -> str:
    return f"{_text(node.function, _POSTFIX)}({_listed(node.arguments)})"


def _if(node: If, _last: bool) -> str:
    parts: list[str] = []
    last: Node = node
    while isinstance(last, If):
        parts.append(f"if {_whole(last.condition)} then {_whole(last.then)} else ")
        last = last.otherwise
    return "".join(parts) + _whole(last)


def _for(node: For, _last: bool) -> str:
    return f"for {_listed(node.iterations)} return {_whole(node.body)}"


def _quantified(node: Quantified, _last: bool) -> str:
    return f"{node.quantifier} {_listed(node.iterations)} satisfies {_whole(node.condition)}"


def _function(node: FunctionDefinition, _last: bool) -> str:
    external = "external " if node.external else ""
    return f"function({_listed(node.parameters)}) {external}{_whole(node.body)}"


def _parameter(node: Parameter, _last: bool) -> str:
    return node.name if node.type is None else f"{node.name}: {type_text(node.type)}"


_STRENGTHS: dict[type[Node], int] = {
    Comparison: _COMPARISON,
    Between: _COMPARISON,
    In: _COMPARISON,
    Negation: _NEGATION,
    InstanceOf: _INSTANCE,
    Path: _POSTFIX,
    Filter: _POSTFIX,
    Invocation: _POSTFIX,
    NamedInvocation: _POSTFIX,
}
_PRINTERS: MappingProxyType[type[Node], Callable[[Any, bool], str]] = MappingProxyType(
    {
        NumberLiteral: lambda node, _: number_text(node.value),
        StringLiteral: lambda node, _: quoted(node.value),
        BooleanLiteral: lambda node, _: "true" if node.value else "false",
        NullLiteral: lambda _node, _: "null",
        AtLiteral: lambda node, _: f"@{quoted(node.text)}",
        Name: lambda node, _: node.name,
        Negation: _negation,
        Arithmetic: _chain,
        Logic: _chain,
        Comparison: _comparison,
        Between: _between,
        In: _in,
        UnaryTest: lambda node, _: f"({_test(node)})",
        RangeLiteral: _range,
        InstanceOf: _instance_of,
        Path: _path,
        Filter: _filter,
        Invocation: _invocation,
        NamedInvocation: _invocation,
        Argument: lambda node, _: f"{node.name}: {_whole(node.value)}",
        If: _if,
        IterationRange: lambda node, _: f"{_whole(node.start)}..{_whole(node.end)}",
        Iteration: lambda node, _: f"{node.name} in {_whole(node.domain)}",
        For: _for,
        Quantified: _quantified,
        ListLiteral: lambda node, _: f"[{_listed(node.items)}]",
        ContextEntry: lambda node, _: f"{key_text(node.key)}: {_whole(node.value)}",
        ContextLiteral: lambda node, _: f"{{{_listed(node.entries)}}}",
        Parameter: _parameter,
        FunctionDefinition: _function,
    }
)


# --- types ----------------------------------------------------------------------------------------


def type_text(node: Node) -> str:
    """Return the text of a type, as in `context<name: string, scores: list<number>>`."""
    if isinstance(node, ListTypeNode):
        return f"list<{type_text(node.item)}>"
    if isinstance(node, RangeTypeNode):
        return f"range<{type_text(node.point)}>"
    if isinstance(node, ContextTypeNode):
        entries = (f"{key}: {type_text(entry)}" for key, entry in node.entries)
        return f"context<{', '.join(entries)}>"
    if isinstance(node, FunctionTypeNode):
        parameters = ", ".join(map(type_text, node.parameters))
        return f"function<{parameters}> -> {type_text(node.result)}"
    return node.name if isinstance(node, NamedTypeNode) else ""
