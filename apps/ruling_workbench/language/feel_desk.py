"""The playground of FEEL as plain data: what an expression gives, its tree, its faults, functions.

The one rule: `feel` says what is right and wrong; here it is only made ready to be read, and
nothing is evaluated without limits.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from itertools import islice
from typing import Any, NoReturn

import feel
from feel import FeelSyntaxError, FeelWarning, Limits
from feel.errors import Finding
from feel.feel_types import type_of
from feel.names import KnownNames
from feel.parser import parse_unary_tests
from feel.printer import to_text as printed
from feel.syntax import Node
from feel.values import Value, key_text, to_text

__all__ = ["LIMITS", "Answer", "Fault", "Line", "Outline", "answered", "outline", "value_lines"]

LIMITS = Limits(expression_length=20_000, list_size=100_000, string_size=1_000_000, steps=300_000)
"""What one evaluation of the playground may use: it is answered while somebody waits."""

_MOST_CONTEXT, _MOST_SHOWN, _MOST_LINES = 500_000, 20_000, 400
_MOST_NODES, _MOST_NAMES, _MOST_WARNINGS = 300, 10_000, 20
_LONGEST_SPAN, _WIDE = 90, 80


# --- what an expression gives ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where, the text with a caret under it, and what would be right."""

    where: str
    message: str
    excerpt: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a text gave: the value as FEEL with its type, or why there is none; its tree."""

    value: str | None = None
    type: str = ""
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    tree: "Outline | None" = None
    printed: str = ""


def answered(text: str, context_text: str = "", tested: str | None = None) -> Answer:
    """Return what an expression gives; with `tested`, what it says of that value as unary tests.

    `context_text` is a context as JSON or FEEL.
    """
    if not text.strip():
        return Answer()
    if len(text) > LIMITS.expression_length:
        return _refused("expression", text, LIMITS.expression_length)
    if len(context_text) > _MOST_CONTEXT:
        return _refused("context", context_text, _MOST_CONTEXT)
    found: dict[str, list[FeelWarning]] = {"context": [], "input value": [], "": []}
    where = "context"
    try:
        names = _context(context_text, found["context"])
        where = "input value"
        value = _value(tested or "", names, found["input value"])
        where = "expression" if tested is None else "unary tests"
        tree = _tree(text, names, is_tests=tested is not None)
        if tested is None:
            given = _value(text, names, found[""])
        else:
            given = feel.evaluate_unary_tests(text, value, names, warnings=found[""], limits=LIMITS)
    except FeelSyntaxError as error:
        return Answer(faults=(_fault(where, error.problem),))
    except _NoContext as error:
        return Answer(faults=(Fault("context", str(error), hint=_CONTEXT_HINT),))
    warnings = (_fault(place, each) for place, listed in found.items() for each in listed)
    return Answer(
        value_lines(given),
        type_of(given).name.removesuffix("<>"),
        (),
        tuple(islice(warnings, _MOST_WARNINGS)),
        outline(tree, text),
        printed(tree),
    )


def _refused(what: str, text: str, most: int) -> Answer:
    message = f"the {what} has {len(text):,} characters; here it may have {most:,}"
    return Answer(faults=(Fault(what, message, hint="use the command or the library for it"),))


def _fault(where: str, found: Finding) -> Fault:
    place = " > ".join(filter(None, [where, str(found.location)]))
    excerpt = "\n".join(line[4:] for line in found.location.excerpt().splitlines())
    return Fault(place, found.message, excerpt, found.hint)


class _NoContext(Exception):  # noqa: N818 - it never leaves this file
    """A text is no context."""


_CONTEXT_HINT = 'write names with values, such as {"rate": 0.2}'


def _context(text: str, warnings: list[FeelWarning]) -> Mapping[str, Value]:
    """Return the context that a text holds, as JSON or as FEEL; numbers keep all their digits."""
    if not text.strip():
        return {}
    try:
        given = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        given = _value(text, {}, warnings)
    if not isinstance(given, Mapping):
        raise _NoContext(f"the context is of type {type_of(given).name}")
    return given


def _no_number(constant: str) -> NoReturn:
    raise ValueError(constant)


def _value(text: str, names: Mapping[str, Value], warnings: list[FeelWarning]) -> Value:
    if not text.strip():
        return None
    return feel.evaluate(text, names, warnings=warnings, limits=LIMITS)


def _tree(text: str, names: Mapping[str, Value], *, is_tests: bool) -> Node:
    known = tuple(islice(_names_in(names), _MOST_NAMES))
    if is_tests:
        return parse_unary_tests(text, KnownNames.of(known, known).occurring(text), LIMITS)
    return feel.compile(text, known, limits=LIMITS).tree


def _names_in(value: Any) -> Iterator[str]:
    """Give the names in a context, those of contexts within it included."""
    todo = [value]
    while todo:
        current = todo.pop()
        if isinstance(current, Mapping):
            yield from map(str, current)
            todo.extend(current.values())
        elif isinstance(current, list):
            todo.extend(current)


# --- the tree -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A node of a syntax tree: how deep it is, what it is to its parent, its kind, its text."""

    depth: int
    role: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A syntax tree in lines, and how many nodes are not among them."""

    lines: tuple[Line, ...]
    hidden: int = 0

    def __str__(self) -> str:
        """Return it indented, each node with its part of the text."""
        heads = [f"{'  ' * each.depth}{_labelled(each)}" for each in self.lines]
        width = min(max(map(len, heads), default=0), _WIDEST_HEAD)
        shown = [
            f"{head:<{width}}   {each.text}" for head, each in zip(heads, self.lines, strict=True)
        ]
        more = [f"... and {self.hidden:,} more"] if self.hidden else []
        return "\n".join([*shown, *more])


_WIDEST_HEAD = 60


def _labelled(line: Line) -> str:
    return f"{line.role}: {line.kind}" if line.role else line.kind


def outline(tree: Node, text: str) -> Outline:
    """Return a syntax tree in lines, with the text each node stands for."""
    lines: list[Line] = []
    todo = [(0, "", tree)]
    while todo and len(lines) < _MOST_NODES:
        depth, role, node = todo.pop()
        lines.append(Line(depth, role, _kind(node), _span(node, text)))
        todo += [(depth + 1, name, child) for name, child in reversed(list(_parts(node)))]
    hidden = 0
    while todo:
        hidden += 1
        todo += [(0, name, child) for name, child in _parts(todo.pop()[2])]
    return Outline(tuple(lines), hidden)


def _parts(node: Node) -> Iterator[tuple[str, Node]]:
    """Give the nodes below a node, each with what it is to it."""
    for each in fields(node):
        value = getattr(node, each.name)
        if isinstance(value, Node):
            yield _ROLES.get(each.name, each.name), value
        elif isinstance(value, tuple):
            name = _ROLES.get(each.name) or each.name.removesuffix("s")
            yield from ((name, item) for item in value if isinstance(item, Node))


_ROLES = {"entries": "entry", "otherwise": "else"}


def _kind(node: Node) -> str:
    """Return the construct's name in words, with its operator or name."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(node).__name__.removesuffix("Node")).lower()
    detail = next(
        (value for name in _DETAILS if isinstance(value := getattr(node, name, None), str)), ""
    )
    return f"{words} {detail}".rstrip()


_DETAILS = ("operator", "quantifier", "name", "key")


def _span(node: Node, text: str) -> str:
    start, end = node.span
    part = " ".join(text[start:end].split())
    return part if len(part) <= _LONGEST_SPAN else part[: _LONGEST_SPAN - 3] + "..."


# --- a value as text ------------------------------------------------------------------------------


def value_lines(value: Value) -> str:
    """Return a value as FEEL text, on several lines where it is wide; what is too long is cut."""
    lines = list(islice(_lines(value, ""), _MOST_LINES + 1))
    text = "\n".join(lines[:_MOST_LINES])
    if len(lines) <= _MOST_LINES and len(text) <= _MOST_SHOWN:
        return text
    return f"{text[:_MOST_SHOWN]}\n... the rest is not shown"


def _lines(value: Value, indent: str) -> Iterator[str]:
    whole = to_text(value)
    if len(indent) + len(whole) <= _WIDE or not isinstance(value, (list, dict)):
        yield indent + whole
        return
    items = _entries(value)
    yield indent + whole[0]
    for number, (head, each) in enumerate(items, start=1):
        inner = list(_lines(each, indent + "  "))
        inner[0] = f"{indent}  {head}{inner[0].lstrip()}"
        inner[-1] += "," if number < len(items) else ""
        yield from inner
    yield indent + whole[-1]


def _entries(value: list[Value] | dict[str, Value]) -> list[tuple[str, Value]]:
    """Return the items of a list or context, each with what stands before it."""
    if isinstance(value, dict):
        return [(f"{key_text(key)}: ", each) for key, each in value.items()]
    return [("", each) for each in value]
