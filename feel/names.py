"""What a FEEL name is made of, which names a text must be told of, and which look like another.

A run of adjacent name parts is one name wherever it stands. Only *special* names, those that hold
an operator character or a keyword, cannot be found by looking at the text alone: they must be
known.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_START = (
    r"?A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D"
    r"\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_REST = rf"{_START}0-9\u00B7\u0300-\u036F\u203F-\u2040"
# rules 61 and 62; those of them above U+3000 or in a name range are taken out of the names below
_BLANK = r"\t\n\x0B\x0C\r \x85\u00A0\u1680\u180E\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF"

PART = rf"(?:(?![{_BLANK}])[{_START}])(?:(?![{_BLANK}])[{_REST}])*"
PART_CHARACTER = rf"(?:(?![{_BLANK}])[{_REST}])"
BLANKS = rf"[{_BLANK}]"

KEYWORDS = frozenset(
    {"for", "in", "return", "if", "then", "else", "some", "every", "satisfies", "and", "or",
     "between", "function", "true", "false", "null"}
)  # fmt: skip
# the built-in names of functions and types that hold a keyword
SPECIAL_BUILT_INS = (
    "date and time",
    "days and time duration",
    "years and months duration",
)

_PLAIN = re.compile(rf"{PART}(?:{BLANKS}+(?:{PART}|[0-9]+{PART_CHARACTER}*))*\Z")
_STARTS = re.compile(PART)
_SPACES = re.compile(rf"{BLANKS}+")
_PART_CHARACTER = re.compile(PART_CHARACTER)


def normalised(name: str) -> str:
    """Return a name with every run of white space as one space."""
    return _SPACES.sub(" ", name.strip())


def is_special(name: str) -> bool:
    """Tell whether a name is found only where it is known."""
    return not _PLAIN.match(name) or not KEYWORDS.isdisjoint(name.split()) or _is_instance(name)


def _is_instance(name: str) -> bool:
    return "instance of" in name


MOST_SUGGESTIONS = 20  # they take longer to find than all the rest


def suggestion(name: str, names: Iterable[str]) -> str:
    """Return a hint that asks for the names most like an unknown one; "" where none is like it."""
    import difflib  # noqa: PLC0415 - only a text with a fault needs it

    close = difflib.get_close_matches(name[:100], list(names), n=3)
    return f"did you mean {' or '.join(close)}?" if close else ""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The special names in scope: of variables, and of components (what may follow a dot)."""

    variables: frozenset[str] = frozenset()
    components: frozenset[str] = frozenset()

    @classmethod
    def of(cls, variables: Iterable[str], components: Iterable[str] = ()) -> "KnownNames":
        """Return what must be known of these names."""
        return cls(_special(variables), _special(components))

    def occurring(self, text: str) -> "KnownNames":
        """Return those names that can occur in the text: what a parsed text depends on."""
        if not self.variables and not self.components:
            return self
        present = normalised(text)
        return KnownNames(
            frozenset(name for name in self.variables if name in present),
            frozenset(name for name in self.components if name in present),
        )

    def union(self, other: "KnownNames") -> "KnownNames":
        """Return the names of both."""
        return KnownNames(self.variables | other.variables, self.components | other.components)


def _special(names: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(_as_special, names)))


@lru_cache(maxsize=8192)  # the same few names come with every evaluation
def _as_special(name: str) -> str:
    """Return the name normalised if it is special, else nothing."""
    normal = normalised(name)
    if not _STARTS.match(normal) or normal in KEYWORDS or not is_special(normal):
        return ""
    return normal


class NameIndex:
    """The special names known at a place, by their first word; one may be added many times."""

    __slots__ = ("_counts", "_lengths")

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._counts: dict[str, int] = {}
        self._lengths: dict[str, list[int]] = {}  # by first word, longest first
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Know a name until it is removed as often as it was added."""
        self._counts[name] = self._counts.get(name, 0) + 1
        lengths = self._lengths.setdefault(_first_word(name), [])
        if len(name) not in lengths:
            lengths.append(len(name))
            lengths.sort(reverse=True)

    def remove(self, name: str) -> None:
        """Take one addition of a name back."""
        self._counts[name] -= 1

    def longest(self, text: str, at: int) -> int:
        """Return where the longest known name that starts at a place ends, or -1."""
        word = _STARTS.match(text, at)
        lengths = self._lengths.get(word.group()) if word else None
        if not lengths:
            return -1
        normal, ends = _read(text, at, lengths[0])
        for length in lengths:
            if length <= len(normal) and self._counts.get(normal[:length]):
                end = ends[length - 1]
                if not (_PART_CHARACTER.match(text, end - 1) and _PART_CHARACTER.match(text, end)):
                    return end
        return -1


def _first_word(name: str) -> str:
    word = _STARTS.match(name)
    return word.group() if word else ""


def _read(text: str, at: int, length: int) -> tuple[str, list[int]]:
    """Return so many characters with white space normalised, and where each of them ends."""
    characters: list[str] = []
    ends: list[int] = []
    while at < len(text) and len(characters) < length:
        blank = _SPACES.match(text, at)
        at = blank.end() if blank else at + 1
        characters.append(" " if blank else text[at - 1])
        ends.append(at)
    return "".join(characters), ends
