"""The string functions: length, parts, case, search, regular expressions, split and join.

Rule: a character is a code point, and positions count from 1, or from -1 backwards from the end.
Patterns are XPath regular expressions, run by `feel.xpath_regex` under the run's limits.
"""

from decimal import Decimal

from feel import xpath_regex
from feel.functions.builtin import family, form, wrong
from feel.scope import Run
from feel.values import described


def substring(string: str, start_position: Decimal, length: Decimal | None = None) -> str:
    """Return the characters from the start position on, all of them or as many as `length` says.

    The first character is 1, the last -1; numbers are truncated to whole ones, and a length beyond
    the end means up to it.
    Errors: a start position that is 0 or outside of the string; a negative length.
    Source: DMN 1.5, 10.3.4.3
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


def string_length(string: str) -> Decimal:
    """Return the number of characters.

    Source: DMN 1.5, 10.3.4.3
    """
    return Decimal(len(string))


def upper_case(run: Run, string: str) -> str:
    """Return the string in upper case, by Unicode's rules for any language.

    Source: DMN 1.5, 10.3.4.3
    """
    run.check_string_size(len(string))
    return string.upper()


def lower_case(run: Run, string: str) -> str:
    """Return the string in lower case, by Unicode's rules for any language.

    Source: DMN 1.5, 10.3.4.3
    """
    run.check_string_size(len(string))
    return string.lower()


def substring_before(string: str, match: str) -> str:
    """Return what stands before the first occurrence of `match`; "" where there is none.

    Source: DMN 1.5, 10.3.4.3
    """
    return string[: max(string.find(match), 0)]


def substring_after(string: str, match: str) -> str:
    """Return what stands after the first occurrence of `match`; "" where there is none.

    Source: DMN 1.5, 10.3.4.3
    """
    position = string.find(match)
    return "" if position < 0 else string[position + len(match) :]


def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """Return the input with every match of the pattern replaced.

    `$1` to `$9` in the replacement stand for the groups, `$0` for the whole match. Flags: `s`, `m`,
    `i`, `x`, `q`.
    Errors: a pattern, replacement or flag that XPath does not allow.
    Source: DMN 1.5, 10.3.4.3; XQuery and XPath Functions 3.1, fn:replace
    """
    most = run.limits.string_size
    replaced: str = run.timed(
        lambda seconds: xpath_regex.replace(text, pattern, replacement, flags, seconds, most)
    )
    run.check_string_size(len(replaced))
    return replaced


def contains(string: str, match: str) -> bool:
    """Return whether `match` occurs in the string; "" occurs in every string.

    Source: DMN 1.5, 10.3.4.3
    """
    return match in string


def starts_with(string: str, match: str) -> bool:
    """Return whether the string starts with `match`.

    Source: DMN 1.5, 10.3.4.3
    """
    return string.startswith(match)


def ends_with(string: str, match: str) -> bool:
    """Return whether the string ends with `match`.

    Source: DMN 1.5, 10.3.4.3
    """
    return string.endswith(match)


def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool:
    """Return whether the pattern matches somewhere in the input; with `^` and `$`, all of it.

    Flags: `s`, `m`, `i`, `x`, `q`.
    Errors: a pattern or flag that XPath does not allow.
    Source: DMN 1.5, 10.3.4.3; XQuery and XPath Functions 3.1, fn:matches
    """
    found: bool = run.timed(lambda seconds: xpath_regex.matches(text, pattern, flags, seconds))
    return found


def split(run: Run, string: str, delimiter: str) -> list[str]:
    """Return the parts of the string between the matches of a delimiter, which is a pattern.

    Empty parts are kept, also at the end.
    Errors: a pattern that XPath does not allow.
    Source: DMN 1.5, 10.3.4.3
    """
    parts: list[str] = run.timed(
        lambda seconds: xpath_regex.split(string, delimiter, None, seconds)
    )
    run.check_list_size(len(parts))
    run.check_string_size(len(string))
    return parts


def string_join(run: Run, strings: list[str | None], delimiter: str | None = None) -> str:
    """Return the strings of the list in one, with the delimiter between them.

    Null: nulls in the list are left out; a null delimiter is "".
    Source: DMN 1.5, 10.3.4.3
    """
    present = [string for string in strings if string is not None]
    between = delimiter or ""
    run.check_string_size(sum(map(len, present)) + len(between) * max(len(present) - 1, 0))
    return between.join(present)


_STRING, _MATCH = "string: string", "string: string, match: string"

FUNCTIONS = family(
    ("substring", form("string: string, start position: number, length?: number", substring)),
    ("string length", form(_STRING, string_length)),
    ("upper case", form(_STRING, upper_case, needs_run=True)),
    ("lower case", form(_STRING, lower_case, needs_run=True)),
    ("substring before", form(_MATCH, substring_before)),
    ("substring after", form(_MATCH, substring_after)),
    (
        "replace",
        form(
            "input: string, pattern: string, replacement: string, flags?: string|null",
            replace,
            needs_run=True,
            steps=3,
        ),
    ),
    ("contains", form(_MATCH, contains)),
    ("starts with", form(_MATCH, starts_with)),
    ("ends with", form(_MATCH, ends_with)),
    (
        "matches",
        form(
            "input: string, pattern: string, flags?: string|null", matches, needs_run=True, steps=3
        ),
    ),
    ("split", form("string: string, delimiter: string", split, needs_run=True, steps=3)),
    (
        "string join",
        form("list: list<string>, delimiter?: string|null", string_join, needs_run=True),
    ),
)
