"""Natural Python values <-> FEEL values, at the borders and nowhere else.

Whatever comes in becomes a FEEL value; what cannot become one is null, with a fault kept for
the caller.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from feel.errors import FeelFault
from feel.temporal import (
    Date,
    DateTime,
    DaysAndTimeDuration,
    Time,
    YearsAndMonthsDuration,
    from_python,
    parse_temporal,
    to_python,
)
from feel.values import NUMBERS, Function, Range, Value

OnFault = Callable[[str, FeelFault], None]

_DEEPEST = 100


def from_natural(value: object, on_fault: OnFault | None = None) -> Value:
    """Return the FEEL value of a natural Python value.

    A float means its shortest decimal text.
    Null: None, NaN, NaT, pd.NA; with a fault also infinity, a number out of range, and what FEEL
    has nothing for.
    """
    return _convert(value, _Border(on_fault or _ignore), "", 0)


def _ignore(_place: str, _fault: FeelFault) -> None:
    pass


class _Border:
    """One conversion: where its faults go, and what is done: a list may occur many times."""

    __slots__ = ("done", "on_fault")

    def __init__(self, on_fault: OnFault) -> None:
        self.on_fault = on_fault
        self.done: dict[int, tuple[Any, Value]] = {}  # holds the original, so that its id stays its

    def once(self, original: Any, convert: Callable[[], Value]) -> Value:
        """Return what the original becomes, converted at its first occurrence."""
        if id(original) not in self.done:
            self.done[id(original)] = (original, _UNDER_WAY)
            self.done[id(original)] = (original, convert())
        value = self.done[id(original)][1]
        if value is _UNDER_WAY:
            raise FeelFault("INVALID_TYPE", "a value contains itself")
        return value


_UNDER_WAY = object()


def _convert(value: Any, border: _Border, place: str, level: int) -> Value:
    kind = type(value)
    if kind in _UNCHANGED:
        return value
    converter = _CONVERTERS.get(kind)
    try:
        if converter is not None:
            return converter(value)
        _check_depth(level)
        if kind is dict or isinstance(value, Mapping):
            return border.once(value, lambda: _mapping(value, border, place, level))
        if kind is list or kind is tuple:
            return border.once(value, lambda: _sequence(value, border, place, level))
        return _by_ancestry(value, border, place, level)
    except FeelFault as fault:
        border.on_fault(place, fault)
        return None


def _check_depth(level: int) -> None:
    if level > _DEEPEST:
        raise FeelFault("LIMIT_EXCEEDED", f"a value is nested more than {_DEEPEST} deep")


def _mapping(value: Mapping[Any, Any], border: _Border, place: str, level: int) -> Value:
    return {
        str(key): _convert(item, border, f"{place}.{key}" if place else str(key), level + 1)
        for key, item in value.items()
    }


def _sequence(value: Sequence[Any], border: _Border, place: str, level: int) -> Value:
    return [
        _convert(item, border, f"{place}[{position}]", level + 1)
        for position, item in enumerate(value, start=1)
    ]


def number_of(value: Decimal) -> Value:
    """Return a Decimal as a FEEL number; NaN is null."""
    if value.is_nan():
        return None
    number = NUMBERS.plus(value)
    if not number.is_finite():
        raise FeelFault("INVALID_TYPE", "a number is infinite or out of range")
    return number


def _integer(value: int) -> Value:
    if value.bit_length() > 20_480:  # more than 6144 decimal digits
        raise FeelFault("INVALID_TYPE", "a number is out of range")
    return NUMBERS.create_decimal(value)


def _float(value: float) -> Value:
    return number_of(Decimal(float.__repr__(value)))


_UNCHANGED = frozenset(
    {
        type(None), str, bool, Date, Time, DateTime, DaysAndTimeDuration,
        YearsAndMonthsDuration, Range,
    }
)  # fmt: skip
_CONVERTERS: dict[type, Callable[[Any], Value]] = {
    int: _integer,
    float: _float,
    Decimal: number_of,
    dt.date: from_python,
    dt.time: from_python,
    dt.datetime: from_python,
    dt.timedelta: from_python,
}


def _by_ancestry(value: Any, border: _Border, place: str, level: int) -> Value:
    """Convert a subclass, or a scalar or array of numpy or pandas, without importing either."""
    if isinstance(value, Function):
        return value
    library = type(value).__module__.partition(".")[0]
    if library in {"numpy", "pandas"}:
        return _from_library(value, border, place, level)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return _integer(int(value))
    if isinstance(value, float):
        return _float(value)
    for kind in (Decimal, dt.datetime, dt.date, dt.time, dt.timedelta):
        if isinstance(value, kind):
            return _CONVERTERS[kind](value)
    raise FeelFault("INVALID_TYPE", f"a {type(value).__name__} is no FEEL value")


def _from_library(value: Any, border: _Border, place: str, level: int) -> Value:
    name = type(value).__name__
    if name in {"NAType", "NaTType"}:
        return None
    if getattr(value, "ndim", 0) and hasattr(value, "tolist"):
        return _sequence(list(value), border, place, level)
    if name in {"datetime64", "timedelta64"}:
        return _from_64_bits(value)
    if isinstance(value, (dt.datetime, dt.timedelta)):
        return from_python(value)
    if name.startswith(("float", "longdouble")):
        # each has a shortest text of its own, which a detour through float64 would lose
        return number_of(Decimal(str(value)))
    item = value.item() if hasattr(value, "item") and not getattr(value, "ndim", 0) else value
    if type(item) is type(value):  # what has no plain counterpart: periods, data frames, ...
        raise FeelFault("INVALID_TYPE", f"a {name} is no FEEL value")
    return _convert(item, border, place, level + 1)


def _from_64_bits(value: Any) -> Value:
    """Convert numpy's point in time or duration, which is a count of its unit; null for NaT.

    Of a year or a month alone it is the first day.
    """
    if str(value) == "NaT":
        return None
    unit = _UNIT.search(value.dtype.str)
    if unit is None:
        raise FeelFault("INVALID_TYPE", f"a {type(value).__name__} without a unit says nothing")
    if type(value).__name__ == "timedelta64":
        return _duration(int(value.astype("int64")) * int(unit[1] or 1), unit[2])
    return parse_temporal(str(value.astype(f"datetime64[{_READ_AS.get(unit[2], unit[2])}]")))


def _duration(count: int, unit: str) -> Value:
    if unit in _MONTHS:
        return YearsAndMonthsDuration(count * _MONTHS[unit])
    if unit in _NANOSECONDS:
        return DaysAndTimeDuration(count * _NANOSECONDS[unit])
    return DaysAndTimeDuration(count // _PARTS_OF_NANOSECOND[unit])


_UNIT = re.compile(r"\[([0-9]*)([A-Za-z]+)\]")
_MONTHS = {"Y": 12, "M": 1}
_NANOSECONDS = {
    "W": 604_800 * 10**9, "D": 86_400 * 10**9, "h": 3_600 * 10**9, "m": 60 * 10**9,
    "s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1,
}  # fmt: skip
_PARTS_OF_NANOSECOND = {"ps": 10**3, "fs": 10**6, "as": 10**9}
# the units whose texts are no date, or no date and time, of FEEL
_READ_AS = (
    dict.fromkeys("YMW", "D") | dict.fromkeys("hm", "s") | dict.fromkeys(("ps", "fs", "as"), "ns")
)


def copied(value: Value) -> Value:
    """Return a value whose lists and contexts the caller may change."""
    if type(value) is list:
        return [copied(item) if type(item) in _COPIED else item for item in value]
    if type(value) is dict:
        return {key: copied(item) if type(item) in _COPIED else item for key, item in value.items()}
    return value


_COPIED = frozenset({list, dict})


def to_plain(value: Value) -> Any:
    """Return plain Python: int and float for numbers, datetime's types where they fit exactly."""
    if type(value) is Decimal:
        return int(value) if value == value.to_integral_value() else float(value)
    if type(value) is list:
        return [to_plain(item) for item in value]
    if type(value) is dict:
        return {key: to_plain(item) for key, item in value.items()}
    return to_python(value) if type(value) in _TEMPORAL else value


_TEMPORAL = frozenset({Date, Time, DateTime, DaysAndTimeDuration, YearsAndMonthsDuration})
