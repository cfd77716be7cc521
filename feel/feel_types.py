"""FEEL types: which values are instances of a type, which types conform, and implicit conversion.

Null is an instance of no type but `Null` and `Any`, yet fits wherever a value is expected.
Source: DMN 1.5, 10.3.2.9
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from feel.errors import FeelFault
from feel.temporal import (
    Date,
    DateTime,
    DaysAndTimeDuration,
    Time,
    YearsAndMonthsDuration,
)
from feel.values import Function, Range, Value, described


class FeelType:
    """A type; `name` is how FEEL writes it."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """How FEEL writes the type."""
        raise NotImplementedError  # every type says its own

    def has_instance(self, value: Value) -> bool:
        """Tell whether a value that is not null is an instance."""
        raise NotImplementedError  # every type has its own test

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class AnyType(FeelType):
    """The type of every value."""

    @property
    def name(self) -> str:
        """How FEEL writes the type."""
        return "Any"

    def has_instance(self, value: Value) -> bool:  # noqa: ARG002 - every value is an instance
        """Tell whether a value that is not null is an instance."""
        return True


@dataclass(frozen=True, slots=True)
class NullType(FeelType):
    """The type of null alone."""

    @property
    def name(self) -> str:
        """How FEEL writes the type."""
        return "Null"

    def has_instance(self, value: Value) -> bool:
        """Tell whether a value that is not null is an instance."""
        return value is None


@dataclass(frozen=True, slots=True)
class SimpleType(FeelType):
    """A type whose values are exactly those of one Python class."""

    label: str
    python: type

    @property
    def name(self) -> str:
        """How FEEL writes the type."""
        return self.label

    def has_instance(self, value: Value) -> bool:
        """Tell whether a value that is not null is an instance."""
        return type(value) is self.python


@dataclass(frozen=True, slots=True)
class ListType(FeelType):
    """Lists whose items all fit one type."""

    item: FeelType

    @property
    def name(self) -> str:
        """How FEEL writes the type."""
        return f"list<{self.item.name}>"

    def has_instance(self, value: Value) -> bool:
        """Tell whether a value that is not null is an instance."""
        return type(value) is list and (
            self.item is ANY or all(fits(item, self.item) for item in value)
        )


@dataclass(frozen=True, slots=True)
class RangeType(FeelType):
    """Ranges whose end points fit one type."""

    point: FeelType

    @property
    def name(self) -> str:
        """How FEEL writes the type."""
        return f"range<{self.point.name}>"

    def has_instance(self, value: Value) -> bool:
        """Tell whether a value that is not null is an instance."""
        return (
            isinstance(value, Range)
            and fits(value.start, self.point)
            and fits(value.end, self.point)
        )


@dataclass(frozen=True, slots=True)
class ContextType(FeelType):
    """Contexts that have at least these entries."""

    entries: Mapping[str, FeelType] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """How FEEL writes the type."""
        inner = ", ".join(f"{key}: {entry.name}" for key, entry in self.entries.items())
        return f"context<{inner}>"

    def has_instance(self, value: Value) -> bool:
        """Tell whether a value that is not null is an instance."""
        return type(value) is dict and all(
            key in value and fits(value[key], entry) for key, entry in self.entries.items()
        )


@dataclass(frozen=True, slots=True)
class FunctionType(FeelType):
    """Functions by parameter types and result type; parameters None stands for any function."""

    parameters: tuple[FeelType, ...] | None
    result: FeelType

    @property
    def name(self) -> str:
        """How FEEL writes the type."""
        inner = ", ".join(parameter.name for parameter in self.parameters or ())
        return f"function<{inner}> -> {self.result.name}"

    def has_instance(self, value: Value) -> bool:
        """Tell whether a value that is not null is an instance."""
        return isinstance(value, Function) and conforms_to(value.type, self)


class NamedType(FeelType):
    """A type known by name, resolved once its definition is read: definitions may refer onward."""

    __slots__ = ("label", "resolved")

    def __init__(self, label: str) -> None:
        self.label = label
        self.resolved: FeelType = ANY

    @property
    def name(self) -> str:
        """How FEEL writes the type."""
        return self.label

    def has_instance(self, value: Value) -> bool:
        """Tell whether a value that is not null is an instance."""
        return self.resolved.has_instance(value)


ANY = AnyType()
NULL = NullType()
NUMBER = SimpleType("number", Decimal)
STRING = SimpleType("string", str)
BOOLEAN = SimpleType("boolean", bool)
DATE = SimpleType("date", Date)
TIME = SimpleType("time", Time)
DATE_AND_TIME = SimpleType("date and time", DateTime)
DAYS_AND_TIME_DURATION = SimpleType("days and time duration", DaysAndTimeDuration)
YEARS_AND_MONTHS_DURATION = SimpleType("years and months duration", YearsAndMonthsDuration)
ANY_LIST = ListType(ANY)
ANY_CONTEXT = ContextType()
ANY_RANGE = RangeType(ANY)
ANY_FUNCTION = FunctionType(None, ANY)

BUILT_IN_TYPES: Mapping[str, FeelType] = MappingProxyType(
    {
        "Any": ANY,
        "Null": NULL,
        "number": NUMBER,
        "string": STRING,
        "boolean": BOOLEAN,
        "date": DATE,
        "time": TIME,
        "date and time": DATE_AND_TIME,
        "dateTime": DATE_AND_TIME,
        "days and time duration": DAYS_AND_TIME_DURATION,
        "dayTimeDuration": DAYS_AND_TIME_DURATION,
        "years and months duration": YEARS_AND_MONTHS_DURATION,
        "yearMonthDuration": YEARS_AND_MONTHS_DURATION,
        "list": ANY_LIST,
        "context": ANY_CONTEXT,
        "range": ANY_RANGE,
        "function": ANY_FUNCTION,
    }
)


def resolved(feel_type: FeelType) -> FeelType:
    """Return the type itself behind a name."""
    for _ in range(_LONGEST_ALIAS_CHAIN):
        if not isinstance(feel_type, NamedType):
            return feel_type
        feel_type = feel_type.resolved
    return ANY  # names that only name each other say nothing


_LONGEST_ALIAS_CHAIN = 1000


def instance_of(value: Value, feel_type: FeelType) -> bool:
    """Return FEEL's `instance of`: null is an instance of Null only.

    Source: DMN 1.5, table 54 and grammar rule 51
    """
    if value is None:
        return resolved(feel_type) is NULL
    return feel_type.has_instance(value)


def fits(value: Value, feel_type: FeelType) -> bool:
    """Tell whether a value may stand where the type is expected: null always may."""
    return value is None or feel_type.has_instance(value)


def conforms_to(subtype: FeelType, supertype: FeelType) -> bool:
    """Tell whether every value of the one type may stand where the other is expected.

    Types may share parts and hold themselves, so each pair of them is looked at once.
    Source: DMN 1.5, 10.3.2.9.3
    """
    todo = [(subtype, supertype)]
    seen: set[tuple[int, int]] = set()
    while todo:
        sub, super_ = map(resolved, todo.pop())
        pair = (id(sub), id(super_))
        if super_ is ANY or sub is NULL or pair in seen or sub == super_:
            continue
        seen.add(pair)
        parts = _parts_to_conform(sub, super_)
        if parts is None:
            return False
        todo += parts
    return True


_Pairs = list[tuple[FeelType, FeelType]]


def _parts_to_conform(sub: FeelType, super_: FeelType) -> _Pairs | None:
    """Return the pairs of parts that must conform for the whole to, or None where it cannot."""
    if isinstance(sub, ListType) and isinstance(super_, ListType):
        return [(sub.item, super_.item)]
    if isinstance(sub, RangeType) and isinstance(super_, RangeType):
        return [(sub.point, super_.point)]
    if isinstance(sub, ContextType) and isinstance(super_, ContextType):
        if not super_.entries.keys() <= sub.entries.keys():
            return None
        return [(sub.entries[key], entry) for key, entry in super_.entries.items()]
    if isinstance(sub, FunctionType) and isinstance(super_, FunctionType):
        return _function_parts(sub, super_)
    return None


def _function_parts(sub: FunctionType, super_: FunctionType) -> _Pairs | None:
    # what a function defined in FEEL gives is not known before it is called
    result = [] if resolved(sub.result) is ANY else [(sub.result, super_.result)]
    if super_.parameters is None:
        return result
    if sub.parameters is None or len(sub.parameters) != len(super_.parameters):
        return None
    # a function may stand for another if it takes at least what that takes: contravariant
    return [*result, *zip(super_.parameters, sub.parameters, strict=True)]


def coerce(value: Value, feel_type: FeelType) -> Value:
    """Return the value as it stands at a place of the type, implicitly converted where needed.

    `[x]` becomes x where x fits; x becomes `[x]` where a list of such is expected; a date becomes
    midnight UTC where a date and time is expected.
    Errors: FeelFault INVALID_TYPE where nothing fits.
    Source: DMN 1.5, 10.3.2.9.4
    """
    if value is None or feel_type.has_instance(value):
        return value
    target = resolved(feel_type)
    if isinstance(target, ListType):
        if type(value) is not list and target.item.has_instance(value):
            return [value]
    elif type(value) is list and len(value) == 1 and fits(value[0], target):
        return value[0]
    if target is DATE_AND_TIME and type(value) is Date:
        return DateTime(value, Time(0, 0, 0, 0, 0))
    raise FeelFault(
        "INVALID_TYPE",
        f"expected {article(feel_type.name)}, found {described(value)}",
        f"give {article(feel_type.name)}",
    )


def article(noun: str) -> str:
    """Return the noun with its indefinite article."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def type_of(value: Value) -> FeelType:
    """Return the most specific type of a value."""
    if value is None:
        return NULL
    kind = type(value)
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if kind is list:
        kinds = {type_of(item) for item in value if type(item) in _SIMPLE}
        simple = len(kinds) == 1 and all(type(item) in _SIMPLE for item in value)
        return ListType(kinds.pop() if simple else ANY)
    if kind is dict:
        return ANY_CONTEXT
    if isinstance(value, Range):
        return RangeType(type_of(value.end if value.start is None else value.start))
    declared: Any = value.type
    return declared if isinstance(declared, FeelType) else ANY_FUNCTION


_SIMPLE: dict[type, FeelType] = {
    simple.python: simple for simple in BUILT_IN_TYPES.values() if isinstance(simple, SimpleType)
}
