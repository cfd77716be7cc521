"""What a FEEL name is made of, and which names a text must be told of beforehand.

A run of adjacent name parts is one name wherever it stands. Only *special* names, those that hold an
operator character or a keyword, cannot be found by looking at the text alone: they must be known.
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
_BLANK = (
    r"\t\n\x0B\x0C\r \x85\u00A0\u1680\u180E\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF"
)

PART = rf"(?:(?![{_BLANK}])[{_START}])(?:(?![{_BLANK}])[{_REST}])*"
PART_CHARACTER = rf"(?:(?![{_BLANK}])[{_REST}])"
BLANKS = rf"[{_BLANK}]"

KEYWORDS = frozenset(
    "for in return if then else some every satisfies and or between function true false null".split()
)
# the built-in names of functions and types that hold a keyword
SPECIAL_BUILT_INS = (
    "date and time",
    "days and time duration",
    "years and months duration",
)

_PLAIN = re.compile(rf"{PART}(?:{BLANKS}+(?:{PART}|[0-9]+{PART_CHARACTER}*))*\Z")
_STARTS = re.compile(PART)
_SPACES = re.compile(rf"{BLANKS}+")


def normalised(name: str) -> str:
    """Return a name with every run of white space as one space."""
    return _SPACES.sub(" ", name.strip())


def is_special(name: str) -> bool:
    """Tell whether a name is found only where it is known."""
    return not _PLAIN.match(name) or not KEYWORDS.isdisjoint(name.split()) or _is_instance(name)


def _is_instance(name: str) -> bool:
    return "instance of" in name


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
        return KnownNames(
            self.variables | other.variables, self.components | other.components
        )


def _special(names: Iterable[str]) -> frozenset[str]:
    normal = (normalised(name) for name in names)
    return frozenset(
        name
        for name in normal
        if _STARTS.match(name) and name not in KEYWORDS and is_special(name)
    )


@lru_cache(maxsize=2048)
def matcher(names: frozenset[str]) -> re.Pattern[str] | None:
    """Return a pattern that matches the longest of the names, or None where there are none."""
    usable = sorted((name for name in names if name), key=lambda name: (-len(name), name))
    if not usable:
        return None
    return re.compile("|".join(map(_name_pattern, usable)))


def _name_pattern(name: str) -> str:
    inner = rf"{BLANKS}+".join(re.escape(part) for part in name.split(" "))
    ends_in_part = re.match(PART_CHARACTER, name[-1]) is not None
    return rf"{inner}(?!{PART_CHARACTER})" if ends_in_part else inner
