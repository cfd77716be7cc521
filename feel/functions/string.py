"""The string functions: length, parts, case, search, regular expressions, split and join.

Rule: a character is a code point, and positions count from 1, or from -1 backwards from the end.
Patterns are XPath regular expressions, run by `feel.xpath_regex` under the run's limits.
Source: DMN 1.5, 10.3.4.3
"""

from decimal import Decimal

from feel import xpath_regex
from feel.functions.builtin import family, form, wrong
from feel.scope import Run
from feel.values import described


def _substring(string: str, start_position: Decimal, length: Decimal | None = None) -> str:
    """Return the characters from the start position on, all of them or as many as `length` says.

    The first character is 1, the last -1; numbers are truncated to whole ones, and a length beyond
    the end means up to it.
    Errors: a start position that is 0 or outside of the string; a negative length.
    """
    position = int(start_position)
    if not 1 <= abs(position) <= len(string):
        raise wrong(
            "substring",
            f"there is no character {described(start_position)} in a string of {len(string)}",
            "positions are 1 for the first character, -1 for the last",
        )
    start = position - 1 if position > 0 else len(string) + position
    if length is None:
        return string[start:]
    if length < 0:
        raise wrong("substring", f"the length is {described(length)}", "give 0 or more")
    return string[start : start + int(length)]


def _string_length(string: str) -> Decimal:
    """Return the number of characters."""
    return Decimal(len(string))


def _upper_case(run: Run, string: str) -> str:
    """Return the string in upper case, by Unicode's rules for any language."""
    run.check_string_size(len(string))
    return string.upper()


def _lower_case(run: Run, string: str) -> str:
    """Return the string in lower case, by Unicode's rules for any language."""
    run.check_string_size(len(string))
    return string.lower()


def _substring_before(string: str, match: str) -> str:
    """Return what stands before the first occurrence of `match`; "" where there is none."""
    return string[: max(string.find(match), 0)]


def _substring_after(string: str, match: str) -> str:
    """Return what stands after the first occurrence of `match`; "" where there is none."""
    position = string.find(match)
    return "" if position < 0 else string[position + len(match) :]


def _replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """Return the input with every match of the pattern replaced.

    `$1` to `$9` in the replacement stand for the groups, `$0` for the whole match. Flags: `s`, `m`,
    `i`, `x`, `q`.
    Errors: a pattern, replacement or flag that XPath does not allow.
    Source: XQuery and XPath Functions 3.1, fn:replace
    """
    most = run.limits.string_size
    replaced: str = run.timed(
        lambda seconds: xpath_regex.replace(text, pattern, replacement, flags, seconds, most)
    )
    run.check_string_size(len(replaced))
    return replaced


def _contains(string: str, match: str) -> bool:
    """Return whether `match` occurs in the string; "" occurs in every string."""
    return match in string


def _starts_with(string: str, match: str) -> bool:
    """Return whether the string starts with `match`."""
    return string.startswith(match)


def _ends_with(string: str, match: str) -> bool:
    """Return whether the string ends with `match`."""
    return string.endswith(match)


def _matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool:
    """Return whether the pattern matches somewhere in the input; with `^` and `$`, all of it.

    Flags: `s`, `m`, `i`, `x`, `q`.
    Errors: a pattern or flag that XPath does not allow.
    Source: XQuery and XPath Functions 3.1, fn:matches
    """
    found: bool = run.timed(lambda seconds: xpath_regex.matches(text, pattern, flags, seconds))
    return found


def _split(run: Run, string: str, delimiter: str) -> list[str]:
    """Return the parts of the string between the matches of a delimiter, which is a pattern.

    Empty parts are kept, also at the end.
    Errors: a pattern that XPath does not allow.
    """
    parts: list[str] = run.timed(
        lambda seconds: xpath_regex.split(string, delimiter, None, seconds)
    )
    run.check_list_size(len(parts))
    run.check_string_size(len(string))
    return parts


def _string_join(run: Run, strings: list[str | None], delimiter: str | None = None) -> str:
    """Return the strings of the list in one, with the delimiter between them.

    Null: nulls in the list are left out; a null delimiter is "".
    """
    present = [string for string in strings if string is not None]
    between = delimiter or ""
    run.check_string_size(sum(map(len, present)) + len(between) * max(len(present) - 1, 0))
    return between.join(present)


_STRING, _MATCH = "string: string", "string: string, match: string"

FUNCTIONS = family(
    ("substring", form("string: string, start position: number, length?: number", _substring)),
    ("string length", form(_STRING, _string_length)),
    ("upper case", form(_STRING, _upper_case, needs_run=True)),
    ("lower case", form(_STRING, _lower_case, needs_run=True)),
    ("substring before", form(_MATCH, _substring_before)),
    ("substring after", form(_MATCH, _substring_after)),
    (
        "replace",
        form(
            "input: string, pattern: string, replacement: string, flags?: string|null",
            _replace,
            needs_run=True,
            steps=3,
        ),
    ),
    ("contains", form(_MATCH, _contains)),
    ("starts with", form(_MATCH, _starts_with)),
    ("ends with", form(_MATCH, _ends_with)),
    (
        "matches",
        form(
            "input: string, pattern: string, flags?: string|null", _matches, needs_run=True, steps=3
        ),
    ),
    ("split", form("string: string, delimiter: string", _split, needs_run=True, steps=3)),
    (
        "string join",
        form("list: list<string>, delimiter?: string|null", _string_join, needs_run=True),
    ),
)
