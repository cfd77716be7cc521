r"""Regular expressions of XPath and XQuery 3.1, for FEEL's `matches`, `replace` and `split`.

A pattern is read once by the grammar of XQuery and XPath Functions and Operators 3.1, clause 5.6.1,
on top of XML Schema 1.1 part 2, appendix G, and written again in the syntax of the `regex` module,
which can be stopped when time is up (LimitExceeded); Python's `re` cannot. What the grammar does
not allow never reaches `regex`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from time import monotonic
from typing import NoReturn

import regex  # lark loads it too, so that importing it later would save nothing

from feel.errors import REGULAR_EXPRESSION_TIME, FeelFault, LimitExceeded

__all__ = ["Pattern", "compile_pattern", "matches", "replace", "split"]

FLAGS = {
    "s": ". matches every character",
    "m": "^ and $ match at every line",
    "i": "upper and lower case are the same",
    "x": "white space in the pattern is ignored",
    "q": "every character of the pattern stands for itself",
}
MAX_PATTERN_LENGTH = 10_000
MAX_DEPTH = 50  # of groups and of subtracted classes; `regex` reads both recursively
MAX_WEIGHT = 10_000  # of the pattern with what must repeat written out, as `regex` keeps it
MAX_WRITTEN_LENGTH = 200_000  # of the pattern as `regex` reads it, with both cases under flag i

_WHITE_SPACE = "\t\n\r "
_QUANTITY = re.compile(r"\{([0-9]{1,9})(?:,([0-9]{0,9}))?\}")
_DIGIT = re.compile("[0-9]")
_REPLACEMENT_TEXT = re.compile(r"[^$\\]+")
_REPLACEMENT_ESCAPE = re.compile(r"\\([$\\])")
_REPLACEMENT_GROUP = re.compile(r"\$([0-9]{1,9})")
_CASED_PLANES = 0x20000  # no character beyond has upper or lower case
_BLOCK = re.compile("Is[A-Za-z0-9-]+")
_CATEGORY = re.compile("L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?")
_SINGLE_CHARACTER_ESCAPES = dict(zip(r"nrt\|.-^?*+{}()[]$", "\n\r\t\\|.-^?*+{}()[]$", strict=True))
# NameStartChar and NameChar of XML 1.0, fifth edition, productions [4] and [4a]
_NAME_START = (
    r":A-Z_a-z\xC0-\xD6\xD8-\xF6\xF8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_NAME = _NAME_START + r"\-.0-9\xB7\u0300-\u036F\u203F-\u2040"
_MULTI_CHARACTER_ESCAPES = {
    "s": r"[ \t\n\r]",
    "S": r"[^ \t\n\r]",
    "i": f"[{_NAME_START}]",
    "I": f"[^{_NAME_START}]",
    "c": f"[{_NAME}]",
    "C": f"[^{_NAME}]",
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "w": r"[^\p{P}\p{Z}\p{C}]",
    "W": r"[\p{P}\p{Z}\p{C}]",
}
# Lines end at a newline only, and a newline at the very end of the text begins no further line.
_ANCHORS = {"^": r"(?:\A)", "$": r"(?:\Z)"}
_LINE_ANCHORS = {"^": r"(?:\A|(?<=\n)(?!\Z))", "$": r"(?:(?=\n)|(?<!\n)\Z)"}
_MISPLACED = {
    **dict.fromkeys("?*+", "has nothing to repeat"),
    "{": "begins no quantifier such as {2}, {2,} or {2,3}, of nine digits at most",
    **dict.fromkeys("]}", r"must be escaped by \ to stand for itself"),
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was read and can be run."""

    source: str
    flags: frozenset[str]
    compiled: regex.Pattern[str]


def matches(text: str, pattern: str, flags: str | None, timeout_seconds: float) -> bool:
    """Return whether the pattern matches anywhere in the text.

    Source: XQuery and XPath Functions and Operators 3.1, clause 5.6.3
    """
    found = _found(compile_pattern(pattern, flags), text, timeout_seconds)
    return next(found, None) is not None


def replace(  # noqa: PLR0913, PLR0917 - the four arguments of the standard and two limits
    text: str,
    pattern: str,
    replacement: str,
    flags: str | None,
    timeout_seconds: float,
    max_length: int,
) -> str:
    r"""Return the text with every match of the pattern replaced.

    In the replacement `$1` is what the first group matched, `$0` the whole match, and `\$` and `\\`
    stand for `$` and `\`; under flag q it is taken as it is.

    Errors: INVALID_ARGUMENTS for a pattern that matches the empty string (FORX0003) or another `$`
            or `\` in the replacement (FORX0004); LimitExceeded when the result grows too long.
    Source: XQuery and XPath Functions and Operators 3.1, clause 5.6.4
    """
    compiled = compile_pattern(pattern, flags)
    parts = _read_replacement(replacement, compiled)
    _refuse_empty_match(compiled, timeout_seconds)
    written: list[str] = []
    length = 0
    for piece in _replaced(text, compiled, parts, timeout_seconds):
        length += len(piece)
        if length > max_length:
            raise LimitExceeded("string size", max_length)
        written.append(piece)
    return "".join(written)


def split(text: str, pattern: str, flags: str | None, timeout_seconds: float) -> list[str]:
    """Return the parts of the text between the matches of the pattern, empty ones included.

    Errors: INVALID_ARGUMENTS for a pattern that matches the empty string (FORX0003).
    Source: DMN 1.5 clause 10.3.4.3; XQuery and XPath Functions and Operators 3.1, clause 5.6.5
    """
    compiled = compile_pattern(pattern, flags)
    _refuse_empty_match(compiled, timeout_seconds)
    parts = []
    end = 0
    for match in _found(compiled, text, timeout_seconds):
        parts.append(text[end : match.start()])
        end = match.end()
    return [*parts, text[end:]]


def compile_pattern(pattern: str, flags: str | None = None) -> Pattern:
    """Return the pattern ready to run; the last ones used are kept.

    Errors: INVALID_ARGUMENTS for a flag other than s, m, i, x and q (FORX0001), and for what is no
            regular expression of XPath (FORX0002) or too large.
    """
    for flag in flags or "":
        if flag not in FLAGS:
            allowed = ", ".join(f"{name} ({meaning})" for name, meaning in FLAGS.items())
            raise FeelFault("INVALID_ARGUMENTS", f"there is no flag '{flag}'", f"flags: {allowed}")
    if len(pattern) > MAX_PATTERN_LENGTH:
        _refuse(pattern, f"it is longer than {MAX_PATTERN_LENGTH:,} characters")
    return _compile(pattern, frozenset(flags or ""))


@lru_cache(maxsize=128)
def _compile(pattern: str, flags: frozenset[str]) -> Pattern:
    text = _Translator(pattern, flags).translate()
    if len(text) > MAX_WRITTEN_LENGTH:
        _refuse(pattern, "its classes have too many members")
    try:
        compiled = regex.compile(text, regex.VERSION1 | regex.DOTALL)
    except regex.error as error:
        _refuse(pattern, str(error))
    except RecursionError:
        _refuse(pattern, "it is nested too deep")
    return Pattern(pattern, flags, compiled)


def _found(pattern: Pattern, text: str, seconds: float) -> Iterator[regex.Match[str]]:
    """Give the matches from left to right; the walk and the work between them share the time."""
    up = LimitExceeded(REGULAR_EXPRESSION_TIME, seconds)
    deadline = monotonic() + seconds
    try:
        for match in pattern.compiled.finditer(text, timeout=seconds):
            if monotonic() > deadline:
                raise up
            yield match
    except TimeoutError:
        raise up from None


def _refuse_empty_match(pattern: Pattern, seconds: float) -> None:
    if next(_found(pattern, "", seconds), None) is not None:
        raise FeelFault(
            "INVALID_ARGUMENTS",
            f"the pattern '{_excerpt(pattern.source)}' matches the empty string",
            "write a pattern that takes at least one character, such as a+ instead of a*",
        )


def _replaced(
    text: str, pattern: Pattern, parts: tuple[str | int, ...], seconds: float
) -> Iterator[str]:
    end = 0
    for match in _found(pattern, text, seconds):
        yield text[end : match.start()]
        for part in parts:
            yield part if isinstance(part, str) else match[part] or ""
        end = match.end()
    yield text[end:]


def _read_replacement(replacement: str, pattern: Pattern) -> tuple[str | int, ...]:
    """Return the pieces of a replacement: texts, and the numbers of the groups to insert."""
    if "q" in pattern.flags:
        return (replacement,)
    parts: list[str | int] = []
    position = 0
    while position < len(replacement):
        part, position = _replacement_part(replacement, position, pattern.compiled.groups)
        parts.append(part)
    return tuple(parts)


def _replacement_part(replacement: str, position: int, groups: int) -> tuple[str | int, int]:
    if text := _REPLACEMENT_TEXT.match(replacement, position):
        return text[0], text.end()
    if escape := _REPLACEMENT_ESCAPE.match(replacement, position):
        return escape[1], escape.end()
    if reference := _REPLACEMENT_GROUP.match(replacement, position):
        # A digit that makes the number larger than there are groups is a plain character; only
        # a single digit may name a group that is not there, which is empty.
        digits = reference[1]
        while len(digits) > 1 and int(digits) > groups:
            digits = digits[:-1]
        return int(digits) if int(digits) <= groups else "", position + 1 + len(digits)
    raise FeelFault(
        "INVALID_ARGUMENTS",
        f"'{replacement[position]}' at character {position + 1} of the replacement "
        f"'{_excerpt(replacement)}' stands for nothing",
        r"$1 is the first group, $0 the whole match, \$ a dollar and \\ a backslash",
    )


def _excerpt(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _refuse(pattern: str, reason: str) -> NoReturn:
    raise FeelFault(
        "INVALID_ARGUMENTS",
        f"'{_excerpt(pattern)}' is no regular expression of XPath: {reason}",
        "FEEL has the regular expressions of XPath and XQuery, not those of Python, Perl or Java",
    )


@dataclass(slots=True)
class _Group:
    """A group that is open: its number if it captures, and the weight of what it holds so far."""

    number: int | None = None
    weight: int = 0


class _Translator:
    r"""One walk over a pattern that writes what it reads in the syntax of `regex`.

    Under flag i the other case is written out, since a class such as [^Q] or [A-Z-[OI]] takes it in
    before it is negated or subtracted, and since `\p{Lu}` goes on to mean upper case.
    """

    def __init__(self, pattern: str, flags: frozenset[str]) -> None:
        self.pattern = pattern
        self.literal = "q" in flags
        self.any_case = "i" in flags
        self.anchors = _LINE_ANCHORS if "m" in flags else _ANCHORS
        self.wildcard = "." if "s" in flags else r"[^\n\r]"
        ignores_white_space = "x" in flags and not self.literal
        self.places = _significant(pattern) if ignores_white_space else list(range(len(pattern)))
        self.text = "".join(pattern[place] for place in self.places)
        self.position = 0
        self.groups = 0
        self.open = [_Group()]  # the whole pattern and the groups around this place
        self.written: list[str] = []

    def translate(self) -> str:
        """Return the pattern as `regex` is to read it."""
        if self.literal:
            return "".join(self._character(character) for character in self.text)
        while self.position < len(self.text):
            self._piece()
        if len(self.open) > 1:
            self._fail("a ( is not closed")
        return "".join(self.written)

    def _piece(self) -> None:
        """Read one `|`, one opening parenthesis, or one atom with its quantifier."""
        if self._take("|"):
            self.written.append("|")
        elif self._take("("):
            self._open_group()
        else:
            weight = self._close_group() if self._take(")") else self._atom()
            self.open[-1].weight += weight * max(1, self._quantifier())
            if self.open[-1].weight > MAX_WEIGHT:
                self._fail(f"what must repeat makes it longer than {MAX_WEIGHT:,} characters")

    def _open_group(self) -> None:
        if len(self.open) > MAX_DEPTH:
            self._fail(f"groups are nested deeper than {MAX_DEPTH}")
        if self._take("?"):
            if not self._take(":"):
                self._fail("of what may follow '(?' there is only '(?:', a group without number")
            self.open.append(_Group())
            self.written.append("(?:")
        else:
            self.groups += 1
            self.open.append(_Group(self.groups))
            self.written.append("(")

    def _close_group(self) -> int:
        if len(self.open) == 1:
            self._fail("there is no ( for this )")
        self.written.append(")")
        return max(1, self.open.pop().weight)

    def _atom(self) -> int:
        sign = self._next()
        if sign in _MISPLACED:
            self._fail(f"'{sign}' {_MISPLACED[sign]}")
        if sign == "\\":
            atom = self._escape()
        elif sign == "[":
            atom = self._class(depth=1)
        elif sign == ".":
            atom = self.wildcard
        else:
            atom = self.anchors.get(sign) or self._character(sign)
        self.written.append(atom)
        return 1

    def _quantifier(self) -> int:
        """Read the quantifier, if there is one, and return how often it repeats at least."""
        if quantity := _QUANTITY.match(self.text, self.position):
            self.position = quantity.end()
            minimum = int(quantity[1])
            if quantity[2] and minimum > int(quantity[2]):
                self._fail("the smaller number comes first in {n,m}")
            self.written.append(quantity[0])
        elif sign := self._take("?") or self._take("*") or self._take("+"):
            minimum = 1 if sign == "+" else 0
            self.written.append(sign)
        else:
            return 1
        self.written.append(self._take("?"))
        return minimum

    def _escape(self) -> str:
        sign = self._next()
        if sign in "123456789":
            return self._back_reference(int(sign))
        atom = self._class_escape(sign)
        return self._character(atom) if len(atom) == 1 else atom

    def _back_reference(self, number: int) -> str:
        """Read the further digits that make the number of a group opened before."""
        while (digit := _DIGIT.match(self.text, self.position)) and (
            longer := number * 10 + int(digit[0])
        ) <= self.groups:
            number = longer
            self.position += 1
        if number > self.groups or any(group.number == number for group in self.open):
            self._fail(f"group {number} does not end before this reference to it")
        same = f"(?i:\\{number})" if self.any_case else f"\\{number}"
        return f"(?({number}){same}|)"  # a group that took no part matches the empty string

    def _class_escape(self, sign: str) -> str:
        """Return the one character an escape stands for, or the class in the syntax of `regex`."""
        if character := _SINGLE_CHARACTER_ESCAPES.get(sign):
            return character
        if sign in ("p", "P"):
            return self._category(sign)
        if sign not in _MULTI_CHARACTER_ESCAPES:
            self._fail(f"there is no escape '\\{sign}' here")
        return _MULTI_CHARACTER_ESCAPES[sign]

    def _category(self, sign: str) -> str:
        end = self.text.find("}", self.position)
        if not self._take("{") or end < 0:
            self._fail(f"'\\{sign}' needs a category or block in braces, such as \\p{{Lu}}")
        name = self.text[self.position : end]
        self.position = end + 1
        if _CATEGORY.fullmatch(name):
            return f"\\{sign}{{{name}}}"
        if not _BLOCK.fullmatch(name):
            self._fail(f"'{name}' is no category or block of Unicode, such as Lu or IsBasicLatin")
        return f"\\{sign}{{Block={name[2:]}}}"  # `regex` knows the names of the blocks

    def _class(self, depth: int) -> str:
        """Read a class after its `[`, the subtracted class at its end included."""
        if depth > MAX_DEPTH:
            self._fail(f"classes are nested deeper than {MAX_DEPTH}")
        sign = self._take("^")
        parts = [self._class_part()]
        while not self._take("]"):
            if self._take("-["):
                less = self._class(depth + 1)
                if not self._take("]"):
                    self._fail("the class must end after what is subtracted from it")
                return f"[[{sign}{''.join(parts)}]--{less}]"
            parts.append(self._class_part())
        return f"[{sign}{''.join(parts)}]"

    def _class_part(self) -> str:
        """Read a character, a range or an escape and return it as `regex` writes it in a class."""
        low, low_is_hyphen = self._class_atom()
        hyphen_is_itself = self.text.startswith(("-]", "-[", "--["), self.position)
        if len(low) > 1:
            return low
        if self._peek() != "-" or hyphen_is_itself:
            return self._members(low, low)
        self._next()
        high, high_is_hyphen = self._class_atom()
        if low_is_hyphen or high_is_hyphen:
            self._fail("a hyphen at an end of a range must be escaped by \\")
        if len(high) > 1 or low > high:
            self._fail("a range goes from one character to a later one")
        return self._members(low, high)

    def _class_atom(self) -> tuple[str, bool]:
        """Read what may stand in a class; return it, and whether it is a hyphen without escape."""
        sign = self._next()
        if sign in "[]":
            self._fail(f"'{sign}' must be escaped by \\ in a class, and a class must not be empty")
        return (self._class_escape(self._next()) if sign == "\\" else sign), sign == "-"

    def _members(self, low: str, high: str) -> str:
        """Return a range for use in a class, with the other case where case does not matter."""
        range_ = _escaped(low) if low == high else f"{_escaped(low)}-{_escaped(high)}"
        if not self.any_case:
            return range_
        cased = _case_variants()
        inside = (low,) if low == high else [c for c in cased if low <= c <= high]
        other = set[str]().union(*(cased.get(character, "") for character in inside))
        return range_ + "".join(_escaped(c) for c in sorted(other) if not low <= c <= high)

    def _character(self, character: str) -> str:
        if self.any_case and character in _case_variants():
            return f"[{self._members(character, character)}]"
        return _escaped(character)

    def _peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def _take(self, expected: str) -> str:
        """Step over the expected text and return it; return nothing if it is not here."""
        if not self.text.startswith(expected, self.position):
            return ""
        self.position += len(expected)
        return expected

    def _next(self) -> str:
        if self.position == len(self.text):
            self._fail("it ends too early, within a class or an escape")
        self.position += 1
        return self.text[self.position - 1]

    def _fail(self, reason: str) -> NoReturn:
        place = self.places[self.position - 1] + 1
        _refuse(self.pattern, f"{reason} (character {place})")


def _significant(pattern: str) -> list[int]:
    """Return the places of the characters that count under flag x: white space does in classes."""
    places = []
    depth = 0
    escaped = False
    for place, character in enumerate(pattern):
        if character in _WHITE_SPACE and depth == 0:
            continue
        places.append(place)
        if not escaped:
            depth += {"[": 1, "]": -1}.get(character, 0)
        escaped = character == "\\" and not escaped
    return places


def _escaped(character: str) -> str:
    if character.isascii() and character.isalnum():
        return character
    return f"\\U{ord(character):08x}"


@cache
def _case_variants() -> dict[str, frozenset[str]]:
    """Return every character that has case variants, with them: equal in lower or in upper case.

    Source: XQuery and XPath Functions and Operators 3.1, clause 5.6.2, flag i
    """
    cased = [c for c in map(chr, range(_CASED_PLANES)) if c.lower() != c or c.upper() != c]
    alike: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for character in cased:
        alike["lower", character.lower()].add(character)
        alike["upper", character.upper()].add(character)
    return {c: frozenset(alike["lower", c.lower()] | alike["upper", c.upper()]) for c in cased}
