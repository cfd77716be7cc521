"""The syntax of FEEL as frozen nodes, one per construct of the grammar (DMN 1.5, 10.3.1.2).

A node's `span` is where it stands in its text; it takes no part in equality, so that the same
expression written with other spacing is the same tree.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression."""

    span: Span = field(default=(0, 0), compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class NumberLiteral(Node):
    """Rule 37."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class StringLiteral(Node):
    """Rule 35; `value` has its escapes resolved."""

    value: str


@dataclass(frozen=True, slots=True)
class BooleanLiteral(Node):
    """Rule 36."""

    value: bool


@dataclass(frozen=True, slots=True)
class NullLiteral(Node):
    """Rule 33."""


@dataclass(frozen=True, slots=True)
class AtLiteral(Node):
    """Rule 66: a date, time, date and time, or duration in its own text."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """Rule 27, normalised; `?` is the input value."""

    name: str


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """Rule 26: arithmetic negation."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """Rules 19 to 25; the operator is one of + - * / **."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """Rule 49.a; the operator is one of = != < <= > >=."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """Rules 47 and 48: a disjunction or conjunction; the operator is `or` or `and`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """Rule 49.b."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """Rule 49.c: is the value in any of these tests."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class UnaryTest(Node):
    """Rule 7: an operator and what to compare with; as a value, a range."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class UnaryTests(Node):
    """Rule 17: the tests of an input entry; none is the test `-` that everything passes."""

    tests: tuple[Node, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    """Rule 8."""

    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """Rule 51."""

    value: Node
    type: "TypeNode"


@dataclass(frozen=True, slots=True)
class Path(Node):
    """Rule 45."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """Rule 52."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Invocation(Node):
    """Rules 40 and 44."""

    function: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Argument(Node):
    """Rule 41: an argument with the name of its parameter."""

    name: str
    value: Node


@dataclass(frozen=True, slots=True)
class NamedInvocation(Node):
    """Rules 40 to 42."""

    function: Node
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    """Rule 46."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class IterationRange(Node):
    """Rule 46.b: what `for i in a..b` goes over, ascending or descending."""

    start: Node
    end: Node


@dataclass(frozen=True, slots=True)
class Iteration(Node):
    """One `name in domain`."""

    name: str
    domain: Node


@dataclass(frozen=True, slots=True)
class For(Node):
    """Rule 46.a."""

    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """Rule 47; the quantifier is `some` or `every`."""

    quantifier: str
    iterations: tuple[Iteration, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """Rule 54."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextEntry(Node):
    """Rule 58."""

    key: str
    value: Node


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """Rule 57."""

    entries: tuple[ContextEntry, ...]


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """Rule 56."""

    name: str
    type: "TypeNode | None" = None


@dataclass(frozen=True, slots=True)
class FunctionDefinition(Node):
    """Rule 55."""

    parameters: tuple[Parameter, ...]
    body: Node
    external: bool = False


@dataclass(frozen=True, slots=True)
class NamedTypeNode(Node):
    """A type by its name, built-in or defined; imported ones as `import.name`."""

    name: str


@dataclass(frozen=True, slots=True)
class ListTypeNode(Node):
    """`list<item>`."""

    item: "TypeNode"


@dataclass(frozen=True, slots=True)
class RangeTypeNode(Node):
    """`range<point>`."""

    point: "TypeNode"


@dataclass(frozen=True, slots=True)
class ContextTypeNode(Node):
    """`context<key: type, ...>`."""

    entries: tuple[tuple[str, "TypeNode"], ...]


@dataclass(frozen=True, slots=True)
class FunctionTypeNode(Node):
    """`function<type, ...> -> type`."""

    parameters: tuple["TypeNode", ...]
    result: "TypeNode"


LITERALS = (NumberLiteral, StringLiteral, BooleanLiteral, NullLiteral, AtLiteral)

TypeNode: TypeAlias = (
    NamedTypeNode | ListTypeNode | RangeTypeNode | ContextTypeNode | FunctionTypeNode
)


def children(node: Node) -> Iterator[Node]:
    """Give the nodes directly below a node, in text order."""
    for each in fields(node):
        value = getattr(node, each.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Node))


def names_in(node: Node) -> Iterator[str]:
    """Give every name that stands in a tree."""
    todo = [node]
    while todo:
        current = todo.pop()
        if isinstance(current, Name):
            yield current.name
        todo.extend(children(current))


def left_spine(node: Node, kind: type[Node]) -> tuple[Node, list[Node]]:
    """Return the first operand of a chain such as `a + b - c`, and the chain's nodes from the left.

    Chains are as long as people write them; whoever walks a tree walks them in a loop.
    """
    chain: list[Node] = []
    while isinstance(node, kind):
        chain.append(node)
        node = node.left  # type: ignore[attr-defined]  # kind is Arithmetic, Comparison or Logic
    chain.reverse()
    return node, chain


def depth(node: Node) -> int:
    """Return how deep a tree is nested; a chain of operators or `else if` counts as one level."""
    deepest, todo = 0, [(node, 1)]
    while todo:
        current, level = todo.pop()
        deepest = max(deepest, level)
        todo.extend(
            (child, level if _continues(current, child) else level + 1)
            for child in children(current)
        )
    return deepest


def _continues(node: Node, child: Node) -> bool:
    """Tell whether a child is more of the same chain, which is walked in a loop."""
    if isinstance(node, If):
        return isinstance(child, If) and child is node.otherwise
    if isinstance(node, Logic):
        same = isinstance(child, Logic) and child.operator == node.operator
        return same and child is node.left
    return isinstance(node, Arithmetic) and isinstance(child, Arithmetic) and child is node.left
