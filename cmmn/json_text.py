"""What hosts keep beside cases, as JSON text: texts, numbers, true, false, null, lists and objects.

The one rule: what comes back is equal to what was given, or it is refused; numbers that need all
their digits are given as texts.
"""

import json
from typing import Any

from cmmn.errors import CommandRefused
from feel.errors import Location

__all__ = ["from_json_text", "to_json_text"]

_DEEPEST = 100


def to_json_text(value: Any, longest: int, name: str) -> str:
    """Return a value as text of at most so many characters.

    Errors: CommandRefused INVALID_VALUE, which names the place in the value.
    """
    _check(value, (name,))
    try:
        text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    except ValueError as error:  # a number without end, or with thousands of digits
        raise _refused(f"it cannot be kept: {error}", (name,), "give it as a text") from None
    if len(text) > longest:
        message = f"it has {len(text):,} characters as JSON; at most {longest:,} are kept"
        raise _refused(message, (name,), "keep large content in a file, and its name here")
    return text


def from_json_text(text: str) -> Any:
    """Return the value of a text that `to_json_text` gave."""
    return json.loads(text)


def _check(value: Any, place: tuple[str, ...]) -> None:
    if len(place) > _DEEPEST:
        raise _refused(f"it is nested more than {_DEEPEST} deep", place[:3], "make it flatter")
    if isinstance(value, dict):
        for key, each in value.items():
            if not isinstance(key, str):
                found = f"expected a text as a key, found {type(key).__name__}"
                raise _refused(found, place, "write the key as a text")
            _check(each, (*place, key))
    elif isinstance(value, list):
        for number, each in enumerate(value, 1):
            _check(each, (*place, str(number)))
    elif value is not None and not isinstance(value, (str, int, float)):
        found = f"expected what JSON can say, found {type(value).__name__}"
        raise _refused(found, place, "give it as a text, a list or an object")


def _refused(message: str, place: tuple[str, ...], hint: str) -> CommandRefused:
    return CommandRefused("INVALID_VALUE", message, Location(place), hint)
