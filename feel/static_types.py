"""What is known of a value before it is evaluated: its type, and the names an expression sees.

`Any` is what nothing is known of. Every claim is about values that are not null; where another
value could break it, it is not made.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from feel import ranges
from feel.feel_types import (
    ANY,
    BOOLEAN,
    BUILT_IN_TYPES,
    DATE,
    DATE_AND_TIME,
    NULL,
    NUMBER,
    STRING,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
    RangeType,
    SimpleType,
    resolved,
    type_of,
)
from feel.temporal import PROPERTIES
from feel.values import Value

__all__ = [
    "ExactContext",
    "KnownFunction",
    "Severity",
    "StaticScope",
    "TimeLeft",
    "comparable",
    "filter_scope",
    "item_of",
    "kind",
    "known_type",
    "may_fit",
    "properties_of",
    "property_type",
]

Severity: TypeAlias = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class ExactContext(ContextType):
    """A context that has these entries and no others, such as one that is written out."""


@dataclass(frozen=True, slots=True)
class KnownFunction(FunctionType):
    """A function whose parameters' names are known too."""

    names: tuple[str, ...] = ()


@dataclass(slots=True)
class TimeLeft:
    """The seconds that regular expressions in constants may take, in all texts looked at."""

    seconds: float = 0.5


@dataclass(frozen=True, slots=True)
class StaticScope:
    """One layer of names with their types; `others` tells whether there may be more of them.

    `some` stands for contexts of a declared type, which may have more entries than it says, `any`
    for contexts of which nothing is known.
    """

    names: Mapping[str, FeelType] = field(default_factory=dict)
    outer: "StaticScope | None" = None
    others: Literal["none", "some", "any"] = "none"

    def inner(
        self, names: Mapping[str, FeelType], others: Literal["none", "some", "any"] = "none"
    ) -> "StaticScope":
        """Return a scope in which these names come first."""
        return StaticScope(names, self, others)

    def layers(self) -> Iterable["StaticScope"]:
        """Give the layers, innermost first."""
        scope: StaticScope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer

    def find(self, name: str) -> FeelType | None:
        """Return the type of a name, `Any` where it cannot be told, or None for an unknown name."""
        hidden = False
        for layer in self.layers():
            if name in layer.names:
                return ANY if hidden else layer.names[name]
            hidden = hidden or layer.others != "none"
        return None

    def binds(self, name: str) -> bool:
        """Tell whether a layer has the name for certain."""
        return any(name in layer.names for layer in self.layers())

    def severity(self) -> Severity | None:
        """Return how bad an unknown name is here; None where it may be the entry of a context."""
        others = {layer.others for layer in self.layers()}
        if "any" in others:
            return None
        return "warning" if "some" in others else "error"

    def visible(self) -> list[str]:
        """Return every name there is, innermost first."""
        return list(dict.fromkeys(name for layer in self.layers() for name in layer.names))


def known_type(value: Value) -> FeelType:
    """Return the type of a constant; a context is exactly what it is."""
    if type(value) is dict:
        return ExactContext({key: known_type(entry) for key, entry in value.items()})
    return type_of(value)


def kind(feel_type: FeelType) -> str:
    """Return the kind of value a type stands for, or "" where it may be any."""
    target = resolved(feel_type)
    if isinstance(target, SimpleType):
        return target.name
    for each, name in _KINDS:
        if isinstance(target, each):
            return name
    return ""


_KINDS: tuple[tuple[type[FeelType], str], ...] = (
    (ListType, "list"),
    (ContextType, "context"),
    (RangeType, "range"),
    (FunctionType, "function"),
)


def comparable(left: FeelType, right: FeelType) -> bool:
    """Tell whether two values may be of one kind; others are neither equal nor in any order."""
    one, other = kind(left), kind(right)
    return not one or not other or one == other


def may_fit(actual: FeelType, declared: FeelType) -> bool:
    """Tell whether a value of the one type may be, or be converted to, one of the other."""
    given, wanted = resolved(actual), resolved(declared)
    if not kind(given) or not kind(wanted) or given == wanted:
        return True
    if isinstance(wanted, ListType):
        return isinstance(given, ListType) or may_fit(given, wanted.item)
    if isinstance(given, ListType):
        return may_fit(given.item, wanted)
    if given is DATE and wanted is DATE_AND_TIME:
        return True
    if isinstance(given, ExactContext) and isinstance(wanted, ContextType):
        return all(key in given.entries for key in wanted.entries)
    return kind(given) == kind(wanted)


def item_of(domain: FeelType) -> FeelType:
    """Return the type of what an iteration over a value, or a filter of it, meets."""
    target = resolved(domain)
    if isinstance(target, ListType):
        return resolved(target.item)
    if target is NULL:
        return ANY
    return target


def properties_of(source: FeelType) -> tuple[str, ...] | None:
    """Return the names that may follow a dot after a value, or None where they are not known."""
    target = resolved(source)
    if isinstance(target, SimpleType):
        return tuple(PROPERTIES.get(target.python, ()))
    if isinstance(target, RangeType):
        return tuple(ranges.PROPERTIES)
    if isinstance(target, FunctionType):
        return ()
    if isinstance(target, ContextType) and (target.entries or isinstance(target, ExactContext)):
        return tuple(target.entries)
    return None


def property_type(source: FeelType, name: str) -> FeelType:
    """Return the type of a property that a value of a type has."""
    target = resolved(source)
    if isinstance(target, ContextType):
        return target.entries.get(name, ANY)
    if isinstance(target, RangeType):
        return BOOLEAN if name.endswith("included") else target.point
    return _PROPERTY_TYPES.get(name, NUMBER) if isinstance(target, SimpleType) else ANY


_PROPERTY_TYPES: dict[str, FeelType] = {
    "timezone": STRING,
    "time offset": BUILT_IN_TYPES["days and time duration"],
}


def filter_scope(item: FeelType, scope: StaticScope) -> StaticScope:
    """Return what a filter's condition sees: `item`, and before it the entries of a context."""
    target = resolved(item)
    inner = scope.inner({"item": target})
    names = properties_of(target)
    if not kind(target) or (kind(target) == "context" and names is None):
        return inner.inner({}, "any")
    if kind(target) != "context":
        return inner
    entries = {name: property_type(target, name) for name in names or ()}
    return inner.inner(entries, "none" if isinstance(target, ExactContext) else "some")
