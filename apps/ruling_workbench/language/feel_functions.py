"""The built-in functions of FEEL as they are documented: signatures, and what each docstring says.

The one rule: nothing of a function is written here; it is all in its declaration.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from inspect import getdoc

from feel.functions import boolean, context, conversion, numeric, sort, string, temporal
from feel.functions import list as list_family
from feel.functions import range as range_family
from feel.functions.builtin import Builtin
from feel.values import Function

__all__ = ["FunctionDoc", "documented", "found_functions"]

_FAMILIES: Mapping[str, Mapping[str, Function]] = {
    "conversion": conversion.FUNCTIONS,
    "boolean": boolean.FUNCTIONS,
    "string": string.FUNCTIONS,
    "list": list_family.FUNCTIONS,
    "numeric": numeric.FUNCTIONS,
    "date and time": temporal.FUNCTIONS,
    "range": range_family.FUNCTIONS,
    "sort": sort.FUNCTIONS,
    "context": context.FUNCTIONS,
}


@dataclass(frozen=True, slots=True)
class FunctionDoc:
    """A built-in function: its family, and its forms, each a signature with what it does."""

    name: str
    family: str
    forms: tuple[tuple[str, str], ...]

    @property
    def said(self) -> str:
        """What it does, in one line."""
        return self.forms[0][1].partition("\n")[0]


@cache
def documented() -> tuple[FunctionDoc, ...]:
    """Return all built-in functions by name."""
    found = (
        FunctionDoc(name, family, tuple(_forms(function)))
        for family, functions in _FAMILIES.items()
        for name, function in functions.items()
        if isinstance(function, Builtin)
    )
    return tuple(sorted(found, key=lambda each: each.name))


def _forms(function: Builtin) -> Iterable[tuple[str, str]]:
    """Give the forms of a function; those that say the same stand together."""
    signatures: dict[str, list[str]] = {}
    for form in function.forms:
        signature = f"{function.name}({', '.join(map(str, form.parameters))})"
        signatures.setdefault(getdoc(form.body) or "", []).append(signature)
    return [("\n".join(listed), said) for said, listed in signatures.items()]


def found_functions(words: str, family: str | None = None) -> list[FunctionDoc]:
    """Return the functions in which all words occur, those with them in their name first."""
    wanted = words.casefold().split()
    found = [
        each
        for each in documented()
        if family in (None, each.family) and _has(wanted, f"{each.name} {each.forms}")
    ]
    return sorted(found, key=lambda each: not _has(wanted, each.name))


def _has(words: Iterable[str], text: str) -> bool:
    text = text.casefold()
    return all(word in text for word in words)
