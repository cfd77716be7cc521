"""What FEEL's operators give for values: arithmetic, comparison, three-valued logic, paths.

Source: DMN 1.5, 10.3.2.13 to 10.3.2.15
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import islice
from typing import Any

from feel import ranges, temporal
from feel.errors import FeelFault
from feel.temporal import DateTime, DaysAndTimeDuration, YearsAndMonthsDuration
from feel.values import (
    NUMBERS,
    Range,
    Value,
    compare,
    described,
    equal,
    finite,
    kind_of,
    not_comparable,
)

_ADD, _SUBTRACT = NUMBERS.add, NUMBERS.subtract
_MULTIPLY, _DIVIDE, _POWER = NUMBERS.multiply, NUMBERS.divide, NUMBERS.power
_DURATIONS = (DaysAndTimeDuration, YearsAndMonthsDuration)
_ONE = Decimal(1)
_ZONED_STEPS, _SMALL_POWER_STEPS, _POWER_STEPS, _FEW_DIGITS = 4, 1, 40, 9


def _impossible(verb: str, left: Value, right: Value) -> FeelFault:
    return FeelFault("INVALID_TYPE", f"cannot {verb} {described(left)} and {described(right)}")


def add(left: Value, right: Value, run: Any) -> Value:
    """Return the sum, the joined strings, or the moved point in time."""
    if type(left) is Decimal and type(right) is Decimal:
        return finite(_ADD(left, right))
    if type(left) is str and type(right) is str:
        run.check_string_size(len(left) + len(right))
        return left + right
    if _is_temporal(left) and _is_temporal(right):
        run.step(_work(left, right))
        return temporal.add(left, right)
    raise _impossible("add", left, right)


def subtract(left: Value, right: Value, run: Any) -> Value:
    """Return the difference; of two points in time, a duration."""
    if type(left) is Decimal and type(right) is Decimal:
        return finite(_SUBTRACT(left, right))
    if _is_temporal(left) and _is_temporal(right):
        run.step(_work(left, right))
        return temporal.subtract(left, right)
    raise _impossible("subtract", left, right)


def multiply(left: Value, right: Value, _run: Any) -> Value:
    """Return the product; one of the two may be a duration."""
    if type(left) is Decimal and type(right) is Decimal:
        return finite(_MULTIPLY(left, right))
    if isinstance(left, _DURATIONS) and type(right) is Decimal:
        return temporal.multiply(left, right)
    if type(left) is Decimal and isinstance(right, _DURATIONS):
        return temporal.multiply(right, left)
    raise _impossible("multiply", left, right)


def divide(left: Value, right: Value, _run: Any) -> Value:
    """Return the quotient; of two durations of a kind, a number."""
    if type(left) is Decimal and type(right) is Decimal:
        if not right:
            raise FeelFault("INVALID_ARGUMENTS", "division by zero")
        return finite(_DIVIDE(left, right))
    if isinstance(left, _DURATIONS) and (type(right) is Decimal or type(right) is type(left)):
        return temporal.divide(left, right)
    raise _impossible("divide", left, right)


def power(left: Value, right: Value, run: Any) -> Value:
    """Return the left number raised to the right one; `0 ** 0` is 1, which Decimal leaves open."""
    if type(left) is Decimal and type(right) is Decimal:
        # by multiplying, as long as there is little to multiply; else by logarithms
        is_small = right == right.to_integral_value() and right.adjusted() < _FEW_DIGITS
        run.step(_SMALL_POWER_STEPS if is_small else _POWER_STEPS)
        return finite(_POWER(left, right)) if right else _ONE
    raise _impossible("raise", left, right)


def negate(value: Value) -> Value:
    """Return the number or duration with the other sign."""
    if type(value) is Decimal:
        return NUMBERS.minus(value)
    if isinstance(value, _DURATIONS):
        return temporal.negate(value)
    raise FeelFault("INVALID_TYPE", f"cannot negate {described(value)}")


def _work(left: Value, right: Value) -> int:
    """Return the steps of temporal arithmetic: the offset of a zone is looked up."""
    is_zoned = (type(left) is DateTime and left.zone) or (type(right) is DateTime and right.zone)
    return _ZONED_STEPS if is_zoned else 1


def _is_temporal(value: Value) -> bool:
    return type(value) in temporal.PROPERTIES


ARITHMETIC: dict[str, Callable[[Value, Value, Any], Value]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}


# --- comparison -----------------------------------------------------------------------------------


def equals(left: Value, right: Value) -> bool:
    """Return whether the values are equal; fail for values of different kinds."""
    same = equal(left, right)
    if same is None:
        raise not_comparable(left, right)
    return same


def differs(left: Value, right: Value) -> bool:
    """Return whether the values are not equal; fail for values of different kinds."""
    return not equals(left, right)


def less(left: Value, right: Value) -> bool:
    """Return whether the left comes before the right."""
    return compare(left, right) < 0


def at_most(left: Value, right: Value) -> bool:
    """Return whether the left comes no later than the right."""
    return compare(left, right) <= 0


def greater(left: Value, right: Value) -> bool:
    """Return whether the left comes after the right."""
    return compare(left, right) > 0


def at_least(left: Value, right: Value) -> bool:
    """Return whether the left comes no earlier than the right."""
    return compare(left, right) >= 0


COMPARISON: dict[str, Callable[[Value, Value], bool]] = {
    "=": equals,
    "!=": differs,
    "<": less,
    "<=": at_most,
    ">": greater,
    ">=": at_least,
}


def is_among(value: Value, candidate: Value) -> bool | None:
    """Return whether the value is the candidate, an item of it, or within it.

    Null: null where the value and the candidate are of different kinds.
    Source: DMN 1.5, table 55 (grammar rule 49.c)
    """
    if isinstance(candidate, Range) and not isinstance(value, Range):
        return ranges.contains(candidate, value)
    if type(candidate) is list:
        return is_member(value, candidate)
    return equal(value, candidate)


def is_member(value: Value, candidates: list[Value]) -> bool:
    """Return whether an item of the list is the value, or a range that holds it."""
    kind = type(value)
    is_plain = kind is Decimal or kind is str  # for which FEEL's `=` is Python's
    for candidate in candidates:
        if is_plain and type(candidate) is kind:
            if candidate == value:
                return True
        elif isinstance(candidate, Range) and not isinstance(value, Range):
            if _is_within(value, candidate):
                return True
        elif equal(value, candidate) is True:
            return True
    return False


def _is_within(value: Value, candidate: Range) -> bool:
    try:
        return ranges.contains(candidate, value) is True
    except FeelFault:
        return False  # a range of another kind holds nothing of this one


# --- paths ----------------------------------------------------------------------------------------

_PROPERTIES = {**temporal.PROPERTIES, Range: ranges.PROPERTIES}


def path(source: Value, name: str) -> Value:
    """Return the entry or property of a value; of a list, those of its items.

    Null: null for null; a missing entry or property is a fault.
    Source: DMN 1.5, 10.3.2.5 and table 65
    """
    if type(source) is list:
        # one item without the entry is no fault of the list
        return [None if (part := _part(item, name)) is _MISSING else part for item in source]
    part = _part(source, name)
    if part is _MISSING:
        raise _no_part(source, name)
    return part


_MISSING: Value = object()


def _part(source: Value, name: str) -> Value:
    if type(source) is dict:
        return source.get(name, _MISSING)
    if source is None:
        return None
    if type(source) is list:
        return path(source, name)
    read = _PROPERTIES.get(type(source), {}).get(name)
    return _MISSING if read is None else read(source)


def _no_part(source: Value, name: str) -> FeelFault:
    if type(source) is dict:
        message, hint = f"the context has no entry '{name}'", _available("entries", source)
        return FeelFault("NO_CONTEXT_ENTRY_FOUND", message, hint)
    return FeelFault(
        "NO_PROPERTY_FOUND",
        f"{described(source)} has no property '{name}'",
        _available(f"a {kind_of(source)} has", _PROPERTIES.get(type(source), {})),
    )


def _available(what: str, names: Iterable[str]) -> str:
    listed = [name if len(name) <= 60 else f"{name[:57]}..." for name in islice(names, 20)]
    return f"{what}: {', '.join(listed)}" if listed else ""
