"""A value and its text in a file: a CSV field or JSON, typed by the model and never by guessing.

The one rule: what is read is exact, and text that does not fit its type says which forms do.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from dmn.result import to_json
from feel.conversion import number_of
from feel.errors import FeelFault
from feel.feel_types import ContextType, FeelType, ListType, SimpleType, article, resolved
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
from feel.values import Value, number_text

__all__ = [
    "FieldReader",
    "ValueReader",
    "field_reader",
    "field_text",
    "from_json",
    "parse_json",
    "value_reader",
]

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_BLANKS = " \t\r\n"
_BOOLEANS = {"true": True, "false": False}
_SHORT = 16
_SHOWN = 60
_DEEPEST = 100  # deeper ones are refused when they become FEEL values


# --- fields --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldReader:
    """How a field's text becomes a value to evaluate with; `accepted` are the forms it may have."""

    type_name: str
    accepted: str
    parse: Callable[[str], Any]
    is_trimmed: bool = True

    def read(self, text: str) -> Any:
        """Return the value of a field, a FEEL value or an int.

        Null: an empty field. Errors: FeelFault TEXT_DOES_NOT_FIT, with the accepted forms as hint.
        """
        if self.is_trimmed:
            text = text.strip(_BLANKS)
        if not text:
            return None
        try:
            return self.parse(text)
        except FeelFault:
            shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
            message = f"'{shown}' is not {article(self.type_name)}"
            raise FeelFault("TEXT_DOES_NOT_FIT", message, f"write {self.accepted}") from None


def _refuse(text: str) -> NoReturn:
    raise FeelFault("TEXT_DOES_NOT_FIT", text)


def _number(text: str) -> Value:
    if len(text) < _SHORT and text.isascii() and text.isdigit():
        return int(text)  # which the model takes without a conversion
    if _NUMBER.fullmatch(text) is None:
        _refuse(text)
    try:
        return number_of(Decimal(text))
    except InvalidOperation:  # an exponent beyond anything
        _refuse(text)


def _boolean(text: str) -> Value:
    value = _BOOLEANS.get(text.lower()) if text.isascii() else None
    return _refuse(text) if value is None else value


def _duration_of(kind: type) -> Callable[[str], Value]:
    def parse(text: str) -> Value:
        value = parse_duration(text)
        return value if type(value) is kind else _refuse(text)

    return parse


_FORMS: Mapping[type, tuple[str, Callable[[str], Value]]] = {
    Decimal: ("digits with one point and perhaps an exponent, such as 1250.5 or -2e3", _number),
    bool: ("true or false", _boolean),
    Date: ("yyyy-mm-dd, such as 2024-02-29", parse_date),
    Time: ("hh:mm:ss, such as 10:20:00 or 10:20:00+01:00", parse_time),
    DateTime: ("yyyy-mm-ddThh:mm:ss, such as 2024-02-29T10:20:00Z", parse_date_time),
    DaysAndTimeDuration: (
        "days, hours, minutes and seconds, such as P1DT2H3M4S",
        _duration_of(DaysAndTimeDuration),
    ),
    YearsAndMonthsDuration: (
        "years and months, such as P1Y2M",
        _duration_of(YearsAndMonthsDuration),
    ),
}


def field_reader(feel_type: FeelType) -> FieldReader:
    """Return the reader of a type's fields; where the model declares none, text stays a string."""
    target = resolved(feel_type)
    if isinstance(target, SimpleType):
        if target.python in _FORMS:
            return FieldReader(target.name, *_FORMS[target.python])
        return FieldReader(target.name, "any text", str, is_trimmed=False)
    if isinstance(target, (ListType, ContextType)):
        kind = "list" if isinstance(target, ListType) else "context"
        example = '["a", "b"]' if kind == "list" else '{"name": "value"}'
        return FieldReader(
            kind,
            f"JSON, such as {example}",
            lambda text: _json_of(text, kind, feel_type),
        )
    if target.name in {"Any", "Null"}:
        return FieldReader("string", "any text", str, is_trimmed=False)
    return FieldReader(target.name, "nothing: a field cannot hold one", _refuse)


@dataclass(frozen=True, slots=True)
class ValueReader:
    """How a value that is no field becomes one to evaluate with: text is typed as in a field."""

    type: FeelType
    field: FieldReader

    @property
    def type_name(self) -> str:
        """The name of the type it is read as."""
        return self.field.type_name

    def read(self, value: Any) -> Any:
        """Return a natural value with its texts read as what the type wants; a string stays.

        Errors: FeelFault TEXT_DOES_NOT_FIT, with the accepted forms as hint.
        """
        if isinstance(value, str):
            return self.field.read(value) if self.field.is_trimmed else value
        if type(value) is DateTime and value.time == _MIDNIGHT and _is_date(self.type):
            return value.date  # frames hold dates as points in time
        return from_json(value, self.type) if isinstance(value, (list, dict)) else value


_MIDNIGHT = Time(0, 0, 0)


def _is_date(feel_type: FeelType) -> bool:
    target = resolved(feel_type)
    return isinstance(target, SimpleType) and target.python is Date


def value_reader(feel_type: FeelType) -> ValueReader:
    """Return the reader of a type's values in frames and JSON, which have types of their own."""
    return ValueReader(feel_type, field_reader(feel_type))


def _json_of(text: str, kind: str, feel_type: FeelType) -> Value:
    value = from_json(parse_json(text), feel_type)
    return value if isinstance(value, list if kind == "list" else dict) else _refuse(text)


def field_text(value: Value) -> str:
    """Return the text of a value in a field: numbers with all their digits, null as nothing."""
    if value is None:
        return ""
    if type(value) is Decimal:
        return number_text(value)
    if type(value) is bool:
        return "true" if value else "false"
    return to_json(value) if type(value) in _JSON else str(value)


_JSON = frozenset({list, dict})


# --- JSON ----------------------------------------------------------------------------------------


def parse_json(text: str) -> Any:
    """Return what a JSON text holds, its numbers as Decimal.

    Errors: FeelFault NOT_JSON, with line and column.
    """
    try:
        return json.loads(
            text,
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise FeelFault("NOT_JSON", f"{place}: {error.msg}", _JSON_HINT) from None
    except InvalidOperation:
        raise FeelFault("NOT_JSON", "a number is out of range", _JSON_HINT) from None
    except RecursionError:
        raise FeelFault("NOT_JSON", "the values are nested too deep", _JSON_HINT) from None


_JSON_HINT = 'JSON is such as {"Age": 42, "Name": "Ann", "Since": "2024-02-29"}'


def _no_constant(name: str) -> NoReturn:
    raise FeelFault("NOT_JSON", f"{name} is no JSON value", "write null where there is no number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise FeelFault("NOT_JSON", f"the name '{twice}' is given twice", "give each name once")
    return entries


def from_json(value: Any, feel_type: FeelType, level: int = 0) -> Any:
    """Return a JSON value with its strings read as what the type wants: JSON has no dates.

    What does not fit stays as it is, for the border of the model to report.
    """
    if level > _DEEPEST:
        return value
    target = resolved(feel_type)
    if isinstance(value, str):
        return _temporal(value, target.item if isinstance(target, ListType) else target)
    if isinstance(value, list):
        item = target.item if isinstance(target, ListType) else target
        return [from_json(each, item, level + 1) for each in value]
    if isinstance(value, dict):
        inner = resolved(target.item) if isinstance(target, ListType) else target
        entries = inner.entries if isinstance(inner, ContextType) else {}
        return {
            name: from_json(each, entries[name], level + 1) if name in entries else each
            for name, each in value.items()
        }
    return value


def _temporal(text: str, feel_type: FeelType) -> Value:
    target = resolved(feel_type)
    if not isinstance(target, SimpleType) or target.python in {str, bool, Decimal}:
        return text
    try:
        return _FORMS[target.python][1](text)
    except FeelFault:
        return text
