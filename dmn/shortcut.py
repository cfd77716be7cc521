"""The shortest way through a decision table: from plain names straight to the constant of one rule.

It takes the values of names that need no conversion, asks the index, and knows the answer where one
rule alone decides and its outputs are constants. Everything else is *undecided* and goes the
ordinary way, after which it knows the finders of the kinds of value it has just met.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dmn.rule_index import NATURAL_KINDS, Bits, Column, Finder
from feel.values import Value

UNDECIDED: Value = object()


@dataclass(frozen=True, slots=True)
class Way:
    """One column: the name it reads, its index, and the kinds of value it takes as they are."""

    name: str
    column: Column
    kinds: frozenset[type] | None


class Shortcut:
    """Decides a table at once, or says that it cannot.

    Shape: constants[b] is what a table gives whose first matching rule has bit b - 1; UNDECIDED for
    no rule, and where an output is no constant.
    """

    __slots__ = ("_columns", "_constants", "_first", "_open", "_ways")

    def __init__(
        self, ways: Sequence[Way], constants: Sequence[Value], *, open_rules: Bits, first: bool
    ) -> None:
        self._ways = ways
        self._constants = constants
        self._open = open_rules
        self._first = first
        self._columns: list[tuple[str, dict[type, Finder]]] = [(way.name, {}) for way in ways]

    def decide(self, names: Mapping[str, Any]) -> Value:
        """Return the table's value for the values of names, or UNDECIDED."""
        bits = -1
        try:
            for name, finders in self._columns:
                value = names[name]
                bits &= finders[type(value)](value)
        except KeyError:
            return UNDECIDED
        if not self._first and bits & (bits - 1):
            return UNDECIDED
        if self._open and bits & self._open:
            return UNDECIDED
        return self._constants[bits.bit_length()]

    def constant(self, bits: Bits) -> Value:
        """Return the value where just these rules match, or UNDECIDED."""
        if not self._first and bits & (bits - 1):
            return UNDECIDED
        return self._constants[bits.bit_length()]

    def learn(self, names: Mapping[str, Any]) -> None:
        """Keep the finders of the kinds of value there are, where they need no conversion."""
        for way, (name, finders) in zip(self._ways, self._columns, strict=True):
            kind = type(names.get(name, UNDECIDED))
            becomes = NATURAL_KINDS.get(kind)
            if becomes is not None and (way.kinds is None or becomes in way.kinds):
                finders[kind] = way.column.natural_finder(kind)

    def narrowed(
        self, kinds: Mapping[str, frozenset[type] | None], fits: Callable[[Value], bool]
    ) -> "Shortcut | None":
        """Return the way from inputs of these kinds to values that fit, or None without one.

        Inputs are natural Python, so a name stands for what was given, not for what was made of it.
        """
        if {way.name for way in self._ways} != set(kinds):
            return None
        ways = [Way(way.name, way.column, _both(way.kinds, kinds[way.name])) for way in self._ways]
        constants = [
            value if value is not UNDECIDED and fits(value) else UNDECIDED
            for value in self._constants
        ]
        return Shortcut(ways, constants, open_rules=self._open, first=self._first)


def _both(one: frozenset[type] | None, other: frozenset[type] | None) -> frozenset[type] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other
