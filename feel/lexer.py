"""Text and known names -> tokens: the hard part of FEEL, since names hold spaces and operators.

At every place the longest known special name wins, before keywords; else a keyword; else a run of
adjacent name parts, up to the next keyword, is one name. After a dot only components are known.
A name bound by for, some, every, a parameter or a context entry ends at its `in`, `,`, `)` or `:`,
and is known from there to the end of its construct.
The lexer also decides what the grammar cannot: whether `[` or `]` is the open bracket of a range,
and where a type stands.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from lark import Token

from feel.errors import FeelSyntaxError, Location, Problem
from feel.names import (
    BLANKS,
    KEYWORDS,
    PART,
    PART_CHARACTER,
    SPECIAL_BUILT_INS,
    KnownNames,
    NameIndex,
    is_special,
    normalised,
)
from feel.syntax import TypeNode
from feel.type_syntax import read_type
from feel.values import NUMBERS, string_value

# white space and comments; possessive here and below, so that no text takes more than one pass
_GAP = rf"(?:{BLANKS}|//[^\n\r]*+|/\*(?s:.*?)\*/)"
_SKIP = re.compile(rf"{_GAP}++")
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_WORD = re.compile(PART)
_PART_RUN = re.compile(rf"{BLANKS}+({PART_CHARACTER}+)")
_INSTANCE_OF = re.compile(rf"instance{BLANKS}+of(?!{PART_CHARACTER})")
_EXTERNAL = re.compile(rf"external(?={_GAP}*+\{{)")
_NAME_CHARACTER = rf"(?:(?!/[/*])[-./'+*]|{PART_CHARACTER})"
_NAME_LIKE = rf"(?>{PART})(?:{BLANKS}*+{_NAME_CHARACTER}++)*+"
_IN = rf"{_GAP}++in(?!{PART_CHARACTER})"
_BOUND_BEFORE_IN = re.compile(
    rf"((?>{PART})(?:(?!{_IN})(?:{BLANKS}++(?={_NAME_CHARACTER})|{_NAME_CHARACTER}))*+){_IN}"
)
_KEY = re.compile(rf"({_NAME_LIKE}){_GAP}*+:")
_PARAMETER = re.compile(rf"({_NAME_LIKE}){_GAP}*+(?=[:,)])")
_SYMBOLS = {
    "**": "POWER", "..": "RANGE", "!=": "NE", "<=": "LE", ">=": "GE", "(": "LPAR", ")": "RPAR",
    "[": "LBRACKET", "]": "RBRACKET", "{": "LBRACE", "}": "RBRACE", ",": "COMMA", ":": "COLON",
    ".": "DOT", "+": "PLUS", "-": "MINUS", "*": "STAR", "/": "SLASH", "=": "EQ", "<": "LT",
    ">": "GT",
}  # fmt: skip
_FOREIGN = {
    "==": "=", "<>": "!=", "&&": "and", "||": "or", "=>": ">=", "=<": "<=", "!": "not(...)",
    "'": '"', "%": "modulo(a, b)", ";": ",", "\u2013": "-", "\u2212": "-", "“": '"', "”": '"',
    "„": '"',
}  # fmt: skip
_ENDS_OPERAND = frozenset(
    {"NUMBER", "STRING", "AT_LITERAL", "NAME", "TYPE", "TRUE", "FALSE", "NULL",
     "RPAR", "RBRACKET", "RANGE_CLOSE", "RBRACE"}
)  # fmt: skip
_OPENS = frozenset({"LPAR", "LBRACKET", "LBRACE", "RANGE_OPEN"})
_CLOSES = frozenset({"RPAR", "RBRACKET", "RBRACE", "RANGE_CLOSE"})
_LEADS_NOWHERE = re.compile(r"[)\],}=<>!*/+]|\.\.|\Z")
_CONSTRUCTS = {
    "for": "iteration",
    "some": "iteration",
    "every": "iteration",
    "if": "if",
    "function": "function",
}
_WORD_OPERATORS = frozenset(
    {"and", "or", "then", "else", "return", "satisfies", "in", "between", "instance"}
)


@dataclass(slots=True)
class _Construct:
    """A for, some, every, function or context, which bind names until they end; or an if."""

    kind: str
    depth: int
    in_body: bool = False
    names: list[str] = field(default_factory=list)


class TypeToken(Token):
    """A type, with the node it was read into, since it takes the known names to read it."""

    __slots__ = ("node",)

    def __new__(cls, token: Token, node: TypeNode) -> "TypeToken":  # noqa: PYI034 - Token's is no Self
        """Return the token with its node."""
        made: Any = super().__new__(cls, "TYPE", str(token), token.start_pos, end_pos=token.end_pos)
        made.node = node
        return made  # type: ignore[no-any-return]  # of this class, but Token says Token


def tokenise(text: str, known: KnownNames, *, unary: bool = False) -> list[Token]:
    """Return the tokens of a text; fail with FeelSyntaxError where a character starts none."""
    return _Scanner(text, known, unary=unary).scan()


class _Scanner:
    """One pass over one text."""

    def __init__(self, text: str, known: KnownNames, *, unary: bool) -> None:
        self.text = text
        self.at = 0
        self.tokens: list[Token] = []
        self.brackets: list[str] = []
        self.in_range: set[int] = set()  # depths of the brackets that hold a `..`
        self.constructs: list[_Construct] = []
        present = known.occurring(text)
        self.variables = NameIndex((*present.variables, *SPECIAL_BUILT_INS))
        self.components = NameIndex(present.components)
        self.unary = unary

    def scan(self) -> list[Token]:
        length = len(self.text)
        while self._skip() < length:
            self._next()
        if self.unary:
            self._mark_negated_tests()
        return self.tokens

    def _skip(self) -> int:
        if blank := _SKIP.match(self.text, self.at):
            self.at = blank.end()
        return self.at

    def _emit(self, kind: str, end: int, value: str | None = None) -> None:
        start, self.at = self.at, end
        content = self.text[start:end] if value is None else value
        self.tokens.append(Token(kind, content, start_pos=start, end_pos=end))

    def _previous(self, back: int = 1) -> str:
        return self.tokens[-back].type if len(self.tokens) >= back else ""

    # --- dispatch --------------------------------------------------------------------------------

    def _next(self) -> None:
        if self._bound_name() or self._special_name():
            return
        character = self.text[self.at]
        if word := _WORD.match(self.text, self.at):
            self._word(word)
        elif (number := _NUMBER.match(self.text, self.at)) and not self._is_range_dots():
            self._number(number)
        elif character == '"':
            self._string("STRING")
        elif character == "@":
            self._at_literal()
        else:
            self._symbol()

    def _is_range_dots(self) -> bool:
        return self.text.startswith("..", self.at)

    def _number(self, literal: re.Match[str]) -> None:
        if not NUMBERS.create_decimal(literal.group()).is_finite():
            raise self._fault("a number is out of range", "numbers end at 1E6145", literal.end())
        self._emit("NUMBER", literal.end())

    def _string(self, kind: str, start: int | None = None) -> None:
        literal = _STRING.match(self.text, self.at if start is None else start)
        if literal is None:
            raise self._fault('a string ends with "', 'close the string with "', len(self.text))
        self._emit(kind, literal.end(), literal.group())

    def _at_literal(self) -> None:
        start = self.at + 1
        if blank := _SKIP.match(self.text, start):
            start = blank.end()
        if not self.text.startswith('"', start):
            raise self._fault('expected a string after @, as in @"2026-01-31"', "", self.at + 1)
        self._string("AT_LITERAL", start)

    # --- names -----------------------------------------------------------------------------------

    def _bound_name(self) -> bool:
        """Read a name at a place where one is bound, whatever it is made of."""
        if self._binds_iteration():
            return self._bind(_BOUND_BEFORE_IN.match(self.text, self.at))
        if self._previous() not in {"LBRACE", "LPAR", "COMMA"} or not self.brackets:
            return False
        kind = self.brackets[-1]
        if kind == "parameters":
            return self._bind(_PARAMETER.match(self.text, self.at))
        if kind == "{":
            return self._bind(_KEY.match(self.text, self.at))
        if kind == "(" and (key := _KEY.match(self.text, self.at)):
            self._emit("NAME", key.end(1), normalised(key.group(1)))
            return True
        return False

    def _binds_iteration(self) -> bool:
        return self._previous() in {"FOR", "SOME", "EVERY", "COMMA"} and self._is_domain()

    def _is_domain(self) -> bool:
        """Tell whether this stands between the `in` of an iteration and its end."""
        construct = self.constructs[-1] if self.constructs else None
        return (
            construct is not None
            and construct.kind == "iteration"
            and not construct.in_body
            and construct.depth == len(self.brackets)
        )

    def _bind(self, match: re.Match[str] | None) -> bool:
        if match is None:
            return False
        name = normalised(match.group(1))
        self._emit("NAME", match.end(1), name)
        self._know(name)
        return True

    def _know(self, name: str) -> None:
        if self.constructs and is_special(name) and name not in KEYWORDS:
            construct = self.constructs[-1]
            construct.names.append(name)
            self.variables.add(name)
            if construct.kind == "context":
                self.components.add(name)  # for good: the context may be a value of any name

    def _end_construct(self) -> None:
        for name in self.constructs.pop().names:
            self.variables.remove(name)

    def _special_name(self) -> bool:
        known = self.components if self._previous() == "DOT" else self.variables
        end = known.longest(self.text, self.at)
        if end < 0 or self._continues_name(end):
            return False
        self._emit("NAME", end, normalised(self.text[self.at : end]))
        return True

    def _continues_name(self, end: int) -> bool:
        """Tell whether a longer run of plain name parts starts here: the longer name wins."""
        word = _WORD.match(self.text, self.at)
        return word is not None and self._run_end(word.end()) > end

    def _word(self, word: re.Match[str]) -> None:
        text = word.group()
        if text == "instance" and (operator := _INSTANCE_OF.match(self.text, self.at)):
            self._emit("INSTANCE_OF", operator.end())
            self._type()
        elif text in KEYWORDS and self._previous() != "DOT":
            self._keyword(text, word.end())
        else:
            end = self._run_end(word.end())
            self._emit("NAME", end, normalised(self.text[self.at : end]))

    def _run_end(self, end: int) -> int:
        while part := _PART_RUN.match(self.text, end):
            if part.group(1) in KEYWORDS or _INSTANCE_OF.match(self.text, part.start(1)):
                break
            end = part.end()
        return end

    def _keyword(self, text: str, end: int) -> None:
        if text in {"then", "else", "return", "satisfies"}:
            self._end_constructs(text)
        self._emit(text.upper(), end)
        depth = len(self.brackets)
        if text in _CONSTRUCTS:
            self.constructs.append(_Construct(_CONSTRUCTS[text], depth))

    def _type(self) -> None:
        self._skip()
        node, end = read_type(self.text, self.at, self.variables, self.components)
        self._emit("TYPE", end)
        self.tokens[-1] = TypeToken(self.tokens[-1], node)

    # --- constructs ------------------------------------------------------------------------------

    def _end_constructs(self, word: str) -> None:
        """End what a `return`, `satisfies`, `then`, `else`, comma or closing bracket ends."""
        depth = len(self.brackets)
        while self.constructs:
            construct = self.constructs[-1]
            if construct.depth < depth or (construct.depth == depth and not construct.in_body):
                break
            self._end_construct()
        if word in {"return", "satisfies", "else"} and self.constructs:
            self.constructs[-1].in_body = self.constructs[-1].depth == depth

    def _symbol(self) -> None:
        two = self.text[self.at : self.at + 2]
        one = self.text[self.at]
        if two in _FOREIGN:
            raise self._fault(f"{two!r} is no operator", f"write {_FOREIGN[two]}", self.at + 2)
        symbol = two if two in _SYMBOLS else one
        if symbol not in _SYMBOLS:
            hint = f"write {_FOREIGN[one]}" if one in _FOREIGN else ""
            raise self._fault(f"unexpected character {one!r}", hint, self.at + 1)
        self._punctuation(symbol, _SYMBOLS[symbol])

    def _punctuation(self, symbol: str, kind: str) -> None:
        if symbol in {"(", "{"} or (symbol == "[" and not self._closes_range()):
            self._open(symbol, kind)
        elif symbol == "]" and self._opens_range():
            self.brackets.append("[")
            self._emit("RANGE_OPEN", self.at + 1)
        elif symbol in {")", "]", "}", "["}:
            self._close("RANGE_CLOSE" if symbol == "[" else kind)
        elif symbol == ",":
            self._end_constructs(symbol)
            self._emit(kind, self.at + 1)
        else:
            self._emit(kind, self.at + len(symbol))
            if symbol == ":":
                self._after_colon()
            elif symbol == ".." and self.brackets and not self._is_domain():
                self.in_range.add(len(self.brackets))

    def _after_colon(self) -> None:
        if self.brackets[-1:] == ["parameters"]:
            self._type()
        elif self.brackets[-1:] == ["{"] and self._previous(2) == "STRING":
            self._know(normalised(string_value(self.tokens[-2])))

    def _open(self, symbol: str, kind: str) -> None:
        parameters = symbol == "(" and self._previous() == "FUNCTION"
        self._emit(kind, self.at + 1)
        self.brackets.append("parameters" if parameters else symbol)
        if symbol == "{":
            self.constructs.append(_Construct("context", len(self.brackets)))

    def _close(self, kind: str) -> None:
        self.in_range.discard(len(self.brackets))
        closed = self.brackets.pop() if self.brackets else ""
        depth = len(self.brackets)
        while self.constructs and self.constructs[-1].depth > depth:
            self._end_construct()
        self._emit(kind, self.at + 1)
        if closed == "parameters" and self.constructs:
            self.constructs[-1].in_body = True
            self._skip()
            if external := _EXTERNAL.match(self.text, self.at):
                self._emit("EXTERNAL", external.end())

    def _opens_range(self) -> bool:
        if self._previous() in _ENDS_OPERAND or self._previous() == "LBRACKET":
            return False
        return _LEADS_NOWHERE.match(self.text, self._after(1)) is None

    def _closes_range(self) -> bool:
        """Tell whether `[` ends a range: nothing that could be inside a filter follows it."""
        if len(self.brackets) not in self.in_range or self._previous() not in _ENDS_OPERAND:
            return False
        at = self._after(1)
        word = _WORD.match(self.text, at)
        if word:
            return word.group() in _WORD_OPERATORS
        return _LEADS_NOWHERE.match(self.text, at) is not None or self.text.startswith(".", at)

    def _after(self, length: int) -> int:
        """Return where the next token would start after a symbol of that length."""
        blank = _SKIP.match(self.text, self.at + length)
        return blank.end() if blank else self.at + length

    def _mark_negated_tests(self) -> None:
        """Make a leading `not` the negation of unary tests where its brackets hold all the rest."""
        tokens = self.tokens
        if len(tokens) < 4 or tokens[0] != "not" or tokens[1].type != "LPAR":
            return
        level = 0
        for position, token in enumerate(tokens[1:], start=1):
            level += (token.type in _OPENS) - (token.type in _CLOSES)
            if level == 0:
                if position == len(tokens) - 1:
                    tokens[0] = tokens[0].update(type="NOT")
                return

    def _fault(self, message: str, hint: str, end: int) -> FeelSyntaxError:
        location = Location((), self.text, self.at, end)
        return FeelSyntaxError(Problem("SYNTAX", message, location, hint))
