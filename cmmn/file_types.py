"""Whether a value is of the type a case file item or property declares (CMMN 1.1, 5.1.3).

The one rule: text of the type's own form becomes the value it stands for; what does not fit is
said, and never bent.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from feel.errors import FeelFault
from feel.temporal import (
    Date,
    DateTime,
    DaysAndTimeDuration,
    Time,
    YearsAndMonthsDuration,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)

__all__ = ["UNTYPED", "fitting"]

UNTYPED = "Unspecified"
"""The type that everything is of."""

_DURATIONS = (DaysAndTimeDuration, YearsAndMonthsDuration)
_PARSED: Mapping[str, tuple[tuple[type, ...], Callable[[str], Any]]] = {
    "duration": (_DURATIONS, parse_duration),
    "dateTime": ((DateTime,), parse_date_time),
    "date": ((Date,), parse_date),
    "time": ((Time,), parse_time),
}
_TEXTS = frozenset(
    {
        "string", "gYearMonth", "gYear", "gMonthDay", "gDay", "gMonth", "hexBinary",
        "base64Binary", "anyURI", "QName",
    }
)  # fmt: skip
_NUMBERS = frozenset({"decimal", "double", "float"})


def fitting(value: Any, type_name: str) -> Any:
    """Return the value as the type has it; null fits every type.

    Errors: ValueError, which says what would fit.

    >>> str(fitting("2026-01-31", "date"))
    '2026-01-31'
    """
    if value is None:
        return None
    if type_name in _PARSED:
        return _parsed(value, type_name)
    if type_name in _TEXTS:
        return _expect(value, isinstance(value, str), "text")
    if type_name == "boolean":
        return _expect(value, isinstance(value, bool), "true or false")
    if type_name in _NUMBERS:
        return _expect(value, isinstance(value, Decimal), "a number")
    if type_name == "integer":
        is_whole = isinstance(value, Decimal) and value == value.to_integral_value()
        return _expect(value, is_whole, "a whole number")
    return value


def _parsed(value: Any, type_name: str) -> Any:
    kinds, parse = _PARSED[type_name]
    if isinstance(value, str):
        try:
            return parse(value.strip())
        except (FeelFault, ValueError):
            pass
    return _expect(value, isinstance(value, kinds), f"a {type_name}, as ISO 8601 writes it")


def _expect(value: Any, fits: bool, expected: str) -> Any:
    if not fits:
        raise ValueError(f"expected is {expected}")
    return value
