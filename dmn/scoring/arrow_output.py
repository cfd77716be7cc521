"""FEEL values as a column of Arrow: which type holds them all, and the values in it.

The one rule: a type that is chosen holds every value exactly, or gives way to a wider one; the
widest is text, which holds anything as a field of a file does. Null is null in all of them.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from dmn.field_text import field_text
from feel.feel_types import ContextType, FeelType, ListType, SimpleType, resolved
from feel.temporal import Date
from feel.values import NUMBERS, Value

__all__ = ["WIDE_NUMBER", "DoesNotFit", "to_arrow", "types_for", "widened"]

_TEXT = pa.string()
_NOTHING = pa.null()
_NUMBER = pa.decimal128(38, 0)
_WHOLE_DIGITS = NUMBERS.prec  # all that a number has; four decimals more have room in decimal128
_MOST_DECIMALS = 76 - _WHOLE_DIGITS  # so a quotient has all its digits down to a ten-millionth
WIDE_NUMBER = pa.decimal256(76, _MOST_DECIMALS)
"""What holds a number that is reckoned, with all its digits."""
_DAYS = range(-(2**31), 2**31)
_DEEPEST = 32  # Arrow's files stop at 64


class DoesNotFit(Exception):  # noqa: N818 - it is no error: the type is to be widened
    """A type does not hold some value exactly."""


def types_for(values: Iterable[Value], declared: FeelType | None = None) -> pa.DataType:
    """Return the narrowest type that holds all the values; of nulls alone, what is declared."""
    return _settled(_type_of(list(values)), declared)


def widened(
    known: pa.DataType, values: Iterable[Value], declared: FeelType | None = None
) -> pa.DataType:
    """Return the narrowest type that holds what a known one can hold, and the values."""
    return _settled(_joined(_bounds(known), _type_of(list(values))), declared)


def to_arrow(values: Sequence[Value], kind: pa.DataType) -> pa.Array:
    """Return the values in a type that `types_for` or `widened` gave.

    Errors: DoesNotFit where it does not hold one of them exactly.
    """
    wider = widened(kind, values)
    if wider != kind:
        raise DoesNotFit(f"{kind} does not hold what {wider} does")
    return pa.array([_prepared(value, kind) for value in values], kind)


# --- values in a type ----------------------------------------------------------------------------


def _prepared(value: Value, kind: pa.DataType) -> Any:
    """Return what Arrow takes for a value."""
    if value is None:
        return None
    if kind == _TEXT:
        # half of a surrogate pair, which a string may have, cannot be encoded
        return field_text(value).encode(errors="backslashreplace").decode()
    if type(value) is list:
        return [_prepared(item, kind.value_type) for item in value]
    if type(value) is dict:
        return {field.name: _prepared(value.get(field.name), field.type) for field in kind}
    if type(value) is Decimal:
        return NUMBERS.normalize(value)  # zeros that count for nothing may be too many for Arrow
    return value.key if type(value) is Date else value


# --- the type of values --------------------------------------------------------------------------
# Until it is settled, a number's type has the digits that the values have, and that of nulls alone
# is null.


def _type_of(values: Sequence[Value], level: int = 0) -> pa.DataType:
    """Return the narrowest type that holds the values."""
    found = _NOTHING
    for kind in dict.fromkeys(map(type, values)):
        type_of = _TYPE_OF.get(kind, _text) if level < _DEEPEST else _text
        found = _joined(found, type_of([each for each in values if type(each) is kind], level))
    return found


def _nothing(_values: Sequence[None], _level: int) -> pa.DataType:
    return _NOTHING


def _text(_values: Sequence[Value], _level: int) -> pa.DataType:
    return _TEXT


def _boolean(_values: Sequence[bool], _level: int) -> pa.DataType:
    return pa.bool_()


def _date(values: Sequence[Date], _level: int) -> pa.DataType:
    return pa.date32() if all(value.key in _DAYS for value in values) else _TEXT


def _number(values: Sequence[Decimal], _level: int) -> pa.DataType:
    whole = max(value.adjusted() + 1 if value else 0 for value in values)
    return _digits(max(whole, 0), max(map(_decimals, values)))


def _decimals(value: Decimal) -> int:
    """Return how many decimals a number carries; zeros at the end count while there is room."""
    exponent = int(value.as_tuple().exponent)
    if exponent < -_MOST_DECIMALS:
        exponent = int(NUMBERS.normalize(value).as_tuple().exponent)
    return max(-exponent, 0)


def _digits(whole: int, decimals: int) -> pa.DataType:
    if whole > _WHOLE_DIGITS or decimals > _MOST_DECIMALS:
        return _TEXT
    return pa.decimal256(max(whole + decimals, 1), decimals)


def _list(values: Sequence[list[Value]], level: int) -> pa.DataType:
    return pa.list_(_type_of([item for value in values for item in value], level + 1))


def _struct(values: Sequence[dict[str, Value]], level: int) -> pa.DataType:
    names = dict.fromkeys(name for value in values for name in value)
    if any(_is_unwritable(name) for name in names):
        return _TEXT
    columns = {name: [value[name] for value in values if name in value] for name in names}
    return pa.struct([(name, _type_of(columns[name], level + 1)) for name in names])


def _is_unwritable(name: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in name)


_TYPE_OF: dict[type, Callable[[Any, int], pa.DataType]] = {
    type(None): _nothing,
    bool: _boolean,
    Decimal: _number,
    Date: _date,
    list: _list,
    dict: _struct,
}


# --- from type to type ---------------------------------------------------------------------------


def _joined(one: pa.DataType, other: pa.DataType) -> pa.DataType:
    """Return the narrowest type that holds what either does."""
    if other in (one, _NOTHING):
        return one
    if one == _NOTHING:
        return other
    if pa.types.is_decimal(one) and pa.types.is_decimal(other):
        whole = max(kind.precision - kind.scale for kind in (one, other))
        return _digits(whole, max(one.scale, other.scale))
    if pa.types.is_list(one) and pa.types.is_list(other):
        return pa.list_(_joined(one.value_type, other.value_type))
    if pa.types.is_struct(one) and pa.types.is_struct(other):
        ones, others = _entries(one), _entries(other)
        return pa.struct(
            [
                (name, _joined(ones.get(name, _NOTHING), others.get(name, _NOTHING)))
                for name in ones | others
            ]
        )
    return _TEXT


def _entries(kind: pa.DataType) -> dict[str, pa.DataType]:
    return {field.name: field.type for field in kind}


def _bounds(kind: pa.DataType) -> pa.DataType:
    """Return a settled type with the digits that numbers in it may have."""
    if pa.types.is_decimal128(kind):
        return _digits(min(_WHOLE_DIGITS, kind.precision - kind.scale), kind.scale)
    if pa.types.is_list(kind):
        return pa.list_(_bounds(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([(name, _bounds(entry)) for name, entry in _entries(kind).items()])
    return kind


def _settled(kind: pa.DataType, declared: FeelType | None) -> pa.DataType:
    """Return the type a file gets: numbers with room to grow, and something for nulls alone."""
    target = None if declared is None else resolved(declared)
    if kind == _NOTHING:
        return _declared(target)
    if pa.types.is_decimal(kind):
        fits = kind.precision <= 38 and kind.precision - kind.scale <= _WHOLE_DIGITS
        return pa.decimal128(38, kind.scale) if fits else WIDE_NUMBER
    if pa.types.is_list(kind):
        item = target.item if isinstance(target, ListType) else None
        return pa.list_(_settled(kind.value_type, item))
    if pa.types.is_struct(kind):
        inner = target.entries if isinstance(target, ContextType) else {}
        fields = [
            (name, _settled(entry, inner.get(name))) for name, entry in _entries(kind).items()
        ]
        return pa.struct(fields) if fields else _TEXT  # Parquet has no empty structs
    return kind


def _declared(declared: FeelType | None, within: frozenset[int] = frozenset()) -> pa.DataType:
    """Return what a declared type's values have; of a type within itself there is no end."""
    target = None if declared is None else resolved(declared)
    inner = within | {id(target)}
    if isinstance(target, SimpleType):
        return _SIMPLE.get(target.python, _TEXT)
    if id(target) in within:
        return _TEXT
    if isinstance(target, ListType):
        return pa.list_(_declared(target.item, inner))
    if isinstance(target, ContextType) and target.entries:
        return pa.struct(
            [(name, _declared(entry, inner)) for name, entry in target.entries.items()]
        )
    return _TEXT


_SIMPLE = {Decimal: _NUMBER, Date: pa.date32(), bool: pa.bool_()}
