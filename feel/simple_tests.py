"""A fast way to read the texts that most cells are; whatever it reads, the grammar reads alike.

It knows `-`, literals, comparisons with and ranges of literals, and lists of them. Everything else
is None and goes to the parser.
"""

import re

from feel.names import BLANKS
from feel.syntax import (
    AtLiteral,
    BooleanLiteral,
    Negation,
    Node,
    NullLiteral,
    NumberLiteral,
    RangeLiteral,
    Span,
    StringLiteral,
    UnaryTest,
    UnaryTests,
)
from feel.values import NUMBERS

_B = rf"{BLANKS}*"
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?(?![0-9eE.])"
_TEXT = r'@?"[^"\\]*"'
_WORD = r"(?:true|false|null)(?![\w?\u00B7\u0300-\u036F])"
_LITERAL = rf"(?:{_NUMBER}|{_TEXT}|{_WORD})"
# a literal at the start of a longer expression is no test of its own: `,` or the end must follow
_TEST = re.compile(
    rf"{_B}(?:(?P<operator><=|>=|!=|<|>|=){_B}(?P<operand>{_LITERAL})"
    rf"|(?P<value>{_LITERAL})"
    rf"|(?P<open>[\[(\]]){_B}(?P<start>{_LITERAL}){_B}\.\.{_B}(?P<end>{_LITERAL}){_B}(?P<close>[\])\[])"
    rf"){_B}(?P<next>,|\Z)"
)
_BEFORE_RANGE = re.compile(r"([0-9])\.\.")
_WHOLE_LITERAL = re.compile(rf"{_B}(?P<value>{_LITERAL}){_B}\Z")


def read_tests(text: str) -> UnaryTests | None:
    """Return the tests of a simple cell, or None where the parser must read it."""
    if text.strip() == "-":
        return UnaryTests((), span=(0, len(text)))
    spaced = _BEFORE_RANGE.sub(_spaced, text) if ".." in text else text
    if spaced is not text and '"' in text:
        return None
    tests: list[Node] = []
    at = 0
    while True:
        match = _TEST.match(spaced, at)
        if match is None:
            return None
        tests.append(_test(match))
        at = match.end()
        if match["next"] != ",":
            return UnaryTests(tuple(tests), span=(0, len(text)))


def _spaced(match: re.Match[str]) -> str:
    return f"{match[1]} .."


def read_literal(text: str) -> Node | None:
    """Return the literal that is all of a text, or None where the parser must read it."""
    match = _WHOLE_LITERAL.match(text)
    return _literal(match["value"], match.span("value")) if match else None


def _test(match: re.Match[str]) -> Node:
    if match["value"] is not None:
        return _literal(match["value"], match.span("value"))
    if match["operator"] is not None:
        operand = _literal(match["operand"], match.span("operand"))
        return UnaryTest(
            match["operator"], operand, span=(match.start("operator"), match.end("operand"))
        )
    return RangeLiteral(
        _literal(match["start"], match.span("start")),
        _literal(match["end"], match.span("end")),
        match["open"] == "[",
        match["close"] == "]",
        span=(match.start("open"), match.end("close")),
    )


def _literal(text: str, span: Span) -> Node:
    first = text[0]
    if first == '"':
        return StringLiteral(text[1:-1], span=span)
    if first == "@":
        return AtLiteral(text[2:-1], span=span)
    if first == "-":
        number = NumberLiteral(NUMBERS.create_decimal(text[1:]), span=(span[0] + 1, span[1]))
        return Negation(number, span=span)
    if text in _WORDS:
        kind, *value = _WORDS[text]
        return kind(*value, span=span)
    return NumberLiteral(NUMBERS.create_decimal(text), span=span)


_WORDS: dict[str, tuple[type[Node], *tuple[bool, ...]]] = {
    "true": (BooleanLiteral, True),
    "false": (BooleanLiteral, False),
    "null": (NullLiteral,),
}
