"""Tokens -> syntax; what is wrong with a text becomes a FeelSyntaxError with place and hint."""

from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken
from lark.lexer import Lexer

from feel.errors import FeelSyntaxError, Location, Problem
from feel.lexer import tokenise
from feel.names import KnownNames
from feel.scope import DEFAULT_LIMITS, Limits
from feel.syntax import (
    Argument,
    Arithmetic,
    AtLiteral,
    Between,
    BooleanLiteral,
    Comparison,
    ContextEntry,
    ContextLiteral,
    Filter,
    For,
    FunctionDefinition,
    If,
    In,
    InstanceOf,
    Invocation,
    Iteration,
    IterationRange,
    ListLiteral,
    Logic,
    Name,
    NamedInvocation,
    Negation,
    Node,
    NullLiteral,
    NumberLiteral,
    Parameter,
    Path,
    Quantified,
    RangeLiteral,
    Span,
    StringLiteral,
    UnaryTest,
    UnaryTests,
    depth,
)
from feel.values import NUMBERS, string_value

NO_NAMES = KnownNames()


def parse_expression(
    text: str, known: KnownNames = NO_NAMES, limits: Limits = DEFAULT_LIMITS
) -> Node:
    """Return the tree of an expression.

    Errors: FeelSyntaxError where the text is no expression, too long or nested too deep.
    """
    tree: Node = _parse(text, known, limits, "expression")
    return tree


def parse_unary_tests(
    text: str, known: KnownNames = NO_NAMES, limits: Limits = DEFAULT_LIMITS
) -> UnaryTests:
    """Return the tree of unary tests, as an input entry holds them.

    Errors: FeelSyntaxError where the text is none, too long or nested too deep.
    """
    tree: UnaryTests = _parse(text, known, limits, "unary_tests")
    return tree


def _parse(text: str, known: KnownNames, limits: Limits, start: str) -> Any:
    if len(text) > limits.expression_length:
        raise _fault("the text is longer than {} characters", limits.expression_length, text)
    try:
        tokens = tokenise(text, known, unary=start == "unary_tests")
        tree = _tree(text, tokens, start)
        # a tree can be no deeper than its tokens are many
        is_deep = len(tokens) > limits.expression_depth and depth(tree) > limits.expression_depth
    except RecursionError:
        raise stack_is_full(text) from None
    if is_deep:
        raise _fault("the expression is nested more than {} deep", limits.expression_depth, text)
    return tree


def _tree(text: str, tokens: list[Token], start: str) -> Any:
    try:
        return _lark().parse(_Tokens(tokens), start=start)
    except UnexpectedInput as error:
        raise _explained(error, text, tokens) from None


def _fault(message: str, limit: int, text: str) -> FeelSyntaxError:
    return _too_much(message.format(limit), "split it into several expressions", text)


def _too_much(message: str, hint: str, text: str) -> FeelSyntaxError:
    where = Location((), text[:200], 0, 1)
    return FeelSyntaxError(Problem("LIMIT_EXCEEDED", message, where, hint))


def stack_is_full(text: str) -> FeelSyntaxError:
    """Return the error for a text that is compiled where Python's stack has no room for it."""
    return _too_much(
        "the limit 'nesting' of Python's stack was reached before the text was read",
        "compile it where fewer calls are under way",
        text,
    )


class _Tokens:
    """What the grammar reads in place of a text."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens


class _TokenFeed(Lexer):
    """Hands the grammar the tokens that our own lexer made."""

    def __init__(self, _configuration: object) -> None:
        pass

    def lex(self, data: Any) -> Iterator[Token]:  # type: ignore[override]  # a custom lexer's interface
        """Give the tokens one by one."""
        yield from data.tokens


@cache
def _lark() -> Lark:
    grammar = resources.files("feel").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer=_TokenFeed,
        start=["expression", "unary_tests"],
        keep_all_tokens=True,
        maybe_placeholders=False,
        transformer=_Build(),
    )


# --- tree -----------------------------------------------------------------------------------------

Parts = list[Any]


def _start(part: Any) -> int:
    return int(part.start_pos or 0) if isinstance(part, Token) else int(part.span[0])


def _end(part: Any) -> int:
    return int(part.end_pos or 0) if isinstance(part, Token) else int(part.span[1])


def _span(parts: Parts) -> Span:
    return (_start(parts[0]), _end(parts[-1]))


def _nodes(parts: Parts) -> tuple[Any, ...]:
    return tuple(part for part in parts if not isinstance(part, Token))


def _infix(kind: Callable[..., Node]) -> Callable[[object, Parts], Node]:
    def build(_self: object, parts: Parts) -> Node:
        left, operator, right = parts
        return kind(str(operator), left, right, span=(_start(left), _end(right)))

    return build


class _Build(Transformer[Token, Node]):
    """One method per rule of the grammar: its parts, tokens included, -> its node."""

    arithmetic = _infix(Arithmetic)
    comparison = _infix(Comparison)
    logic = _infix(Logic)

    def comparator(self, parts: Parts) -> Token:
        return Token("COMPARATOR", str(parts[0]), _start(parts[0]), end_pos=_end(parts[0]))

    def number(self, parts: Parts) -> Node:
        return NumberLiteral(NUMBERS.create_decimal(str(parts[0])), span=_span(parts))

    def string(self, parts: Parts) -> Node:
        return StringLiteral(string_value(parts[0]), span=_span(parts))

    def at_literal(self, parts: Parts) -> Node:
        return AtLiteral(string_value(parts[0]), span=_span(parts))

    def true(self, parts: Parts) -> Node:
        return BooleanLiteral(True, span=_span(parts))

    def false(self, parts: Parts) -> Node:
        return BooleanLiteral(False, span=_span(parts))

    def null(self, parts: Parts) -> Node:
        return NullLiteral(span=_span(parts))

    def name(self, parts: Parts) -> Node:
        return Name(str(parts[0]), span=_span(parts))

    def parentheses(self, parts: Parts) -> Node:
        return parts[1]  # type: ignore[no-any-return]  # the node between the brackets

    def negation(self, parts: Parts) -> Node:
        return Negation(parts[1], span=_span(parts))

    def between(self, parts: Parts) -> Node:
        value, _, low, _, high = parts
        return Between(value, low, high, span=_span(parts))

    def in_test(self, parts: Parts) -> Node:
        return In(parts[0], (parts[2],), span=_span(parts))

    def in_tests(self, parts: Parts) -> Node:
        value, *tests = _nodes(parts)
        return In(value, tuple(tests), span=_span(parts))

    def operator_test(self, parts: Parts) -> Node:
        return UnaryTest(str(parts[0]), parts[1], span=_span(parts))

    def unary_tests(self, parts: Parts) -> Node:
        return UnaryTests(_nodes(parts), span=_span(parts))

    def negated_tests(self, parts: Parts) -> Node:
        return UnaryTests(_nodes(parts), negated=True, span=_span(parts))

    def any_test(self, parts: Parts) -> Node:
        return UnaryTests((), span=_span(parts))

    def range(self, parts: Parts) -> Node:
        opening, start, _, end, closing = parts
        return RangeLiteral(
            start, end, opening.type == "LBRACKET", closing.type == "RBRACKET", span=_span(parts)
        )

    def instance_of(self, parts: Parts) -> Node:
        return InstanceOf(parts[0], parts[2].node, span=_span(parts))

    def path(self, parts: Parts) -> Node:
        return Path(parts[0], str(parts[2]), span=_span(parts))

    def filter(self, parts: Parts) -> Node:
        return Filter(parts[0], parts[2], span=_span(parts))

    def invocation(self, parts: Parts) -> Node:
        function, *arguments = _nodes(parts)
        return Invocation(function, tuple(arguments), span=_span(parts))

    def named_invocation(self, parts: Parts) -> Node:
        function, *arguments = _nodes(parts)
        return NamedInvocation(function, tuple(arguments), span=_span(parts))

    def argument(self, parts: Parts) -> Node:
        return Argument(str(parts[0]), parts[2], span=_span(parts))

    def conditional(self, parts: Parts) -> Node:
        return If(*_nodes(parts), span=_span(parts))

    def for_expression(self, parts: Parts) -> Node:
        *iterations, body = _nodes(parts)
        return For(tuple(iterations), body, span=_span(parts))

    def quantified(self, parts: Parts) -> Node:
        *iterations, condition = _nodes(parts)
        return Quantified(str(parts[0]), tuple(iterations), condition, span=_span(parts))

    def iteration(self, parts: Parts) -> Node:
        return Iteration(str(parts[0]), parts[2], span=_span(parts))

    def range_iteration(self, parts: Parts) -> Node:
        name, _, start, _, end = parts
        domain = IterationRange(start, end, span=(_start(start), _end(end)))
        return Iteration(str(name), domain, span=_span(parts))

    def list(self, parts: Parts) -> Node:
        return ListLiteral(_nodes(parts), span=_span(parts))

    def context(self, parts: Parts) -> Node:
        return ContextLiteral(_nodes(parts), span=_span(parts))

    def entry(self, parts: Parts) -> Node:
        key = string_value(parts[0]) if parts[0].type == "STRING" else str(parts[0])
        return ContextEntry(key, parts[2], span=_span(parts))

    def parameter(self, parts: Parts) -> Node:
        declared = parts[2].node if len(parts) == 3 else None
        return Parameter(str(parts[0]), declared, span=_span(parts))

    def function_definition(self, parts: Parts) -> Node:
        *parameters, body = _nodes(parts)
        external = any(isinstance(part, Token) and part.type == "EXTERNAL" for part in parts)
        return FunctionDefinition(tuple(parameters), body, external, span=_span(parts))


# --- faults ---------------------------------------------------------------------------------------

_STARTS_OPERAND = frozenset({"NUMBER", "NAME", "STRING"})
_CLOSING = {"RPAR": ")", "RBRACKET": "]", "RBRACE": "}"}
_WORDS = {
    "THEN": "then", "ELSE": "else", "IN": "in", "RETURN": "return", "SATISFIES": "satisfies",
    "AND": "and", "COLON": ":", "TYPE": "a type", "RANGE": "..", "LPAR": "(",
}  # fmt: skip


def _explained(error: UnexpectedInput, text: str, tokens: list[Token]) -> FeelSyntaxError:
    """Return what the grammar's complaint means to the one who wrote the text."""
    token = error.token if isinstance(error, UnexpectedToken) else Token("$END", "")
    expected = set(error.accepts or error.expected) if isinstance(error, UnexpectedToken) else set()
    at_end = token.type == "$END"
    start = len(text.rstrip()) if at_end else int(token.start_pos or 0)
    end = start + 1 if at_end else int(token.end_pos or start + 1)
    before = [each for each in tokens if int(each.end_pos or 0) <= start]
    after = f" after '{_shown(text, before[-1])}'" if before else ""
    found = "the text ends" if at_end else f"found '{_shown(text, token)}'"
    message, hint = _expectation(expected, after, found)
    return FeelSyntaxError(Problem("SYNTAX", message, Location((), text, start, end), hint))


def _shown(text: str, token: Token) -> str:
    shown = text[_start(token) : _end(token)] or str(token)
    return shown if len(shown) <= 30 else shown[:27] + "..."


def _expectation(expected: set[str], after: str, found: str) -> tuple[str, str]:
    if expected >= _STARTS_OPERAND:
        return f"expected a value{after}, but {found}", "write a value, a name or an expression"
    if "NAME" in expected:
        return f"expected a name{after}, but {found}", "write a name"
    words = [word for kind, word in _WORDS.items() if kind in expected]
    closing = [symbol for kind, symbol in _CLOSING.items() if kind in expected]
    if closing:
        return f"expected an operator or '{closing[0]}'{after}, but {found}", f"add '{closing[0]}'"
    if words and not expected & {"PLUS", "$END"}:
        return f"expected '{words[0]}'{after}, but {found}", f"add '{words[0]}'"
    if found == "the text ends":
        missing = f"'{words[0]}'" if words else "more"
        return f"expected {missing}{after}, but {found}", ""
    return f"expected an operator or the end{after}, but {found}", "is an operator missing?"
