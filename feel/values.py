"""What a FEEL value is in Python, and when two of them are equal, ordered or the same text.

A value is a Decimal of at most 34 digits, str, bool, None, list, dict with str keys, a temporal
type, a `Range` or a `Function`; nothing else ever circulates inside the engine. All arithmetic goes
through the one context `NUMBERS`, never through Python's current one, which is per thread and has
28 digits.
"""

import decimal
import re
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeAlias

from feel.errors import FeelFault
from feel.names import KEYWORDS, is_special, normalised
from feel.temporal import (
    Date,
    DateTime,
    DaysAndTimeDuration,
    Time,
    YearsAndMonthsDuration,
)

Value: TypeAlias = Any  # a union would name eleven types and narrow none of them

# decimal128: 34 digits, half even (DMN 1.5, 10.3.2.3.1); no traps: results are tested, not caught
NUMBERS = decimal.Context(
    prec=34, rounding=decimal.ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[]
)


class Range:
    """A range value: its end points, which of them belong to it, and the operator of a unary form.

    Null: an end point is None where the unary form has none, and where the literal says `null`.
    Source: DMN 1.5, 10.3.2.7
    """

    __slots__ = ("end", "end_included", "operator", "start", "start_included")

    start: Value
    end: Value
    start_included: bool
    end_included: bool
    operator: str | None

    def __init__(
        self,
        start: Value,
        end: Value,
        *,
        start_included: bool = True,
        end_included: bool = True,
        operator: str | None = None,
    ) -> None:
        fields = (start, end, start_included, end_included, operator)
        for name, value in zip(
            ("start", "end", "start_included", "end_included", "operator"), fields, strict=True
        ):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        message = f"a range cannot be changed: {name}"
        raise AttributeError(message)

    @classmethod
    def unary(cls, operator: str, operand: Value) -> "Range":
        """Return the range of a unary test: `< 10` has no start, `= 10` starts and ends at 10."""
        starts = operator in {">", ">=", "=", "!="}
        ends = operator in {"<", "<=", "=", "!="}
        return cls(
            operand if starts else None,
            operand if ends else None,
            start_included=operator in {">=", "="},
            end_included=operator in {"<=", "="},
            operator=operator,
        )

    def _fields(self) -> tuple[Value, ...]:
        return (self.start, self.end, self.start_included, self.end_included, self.operator)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Range) and self._fields() == other._fields()

    def __hash__(self) -> int:
        return hash((str(self.start), str(self.end), *self._fields()[2:]))

    def __reduce__(self) -> tuple[Callable[..., "Range"], tuple[Value, ...]]:
        return _restore_range, self._fields()

    def __str__(self) -> str:
        if self.operator is not None:
            operand = self.end if self.start is None else self.start
            return f"({self.operator} {to_text(operand)})"
        left = "[" if self.start_included else "("
        right = "]" if self.end_included else ")"
        return f"{left}{to_text(self.start)}..{to_text(self.end)}{right}"

    def __repr__(self) -> str:
        return f"feel.Range({str(self)!r})"


def _restore_range(
    start: Value, end: Value, start_included: bool, end_included: bool, operator: str | None
) -> Range:
    return Range(
        start, end, start_included=start_included, end_included=end_included, operator=operator
    )


class Function:
    """A FEEL function value: built-in, defined in FEEL, a business knowledge model, or a host's.

    `call` and `call_named` take FEEL values and raise FeelFault when the arguments do not fit.
    `type` is its FEEL type, for `instance of`; `arity` the number of parameters, None if it varies.
    """

    __slots__ = ()
    name: str
    arity: int | None
    type: Any

    def call(self, run: Any, arguments: list[Value]) -> Value:  # noqa: ARG002 - for those below
        """Return the value for arguments given by position."""
        raise FeelFault("FUNCTION_INVOCATION_FAILURE", f"{self.name} cannot be invoked")

    def call_named(self, run: Any, arguments: dict[str, Value]) -> Value:  # noqa: ARG002 - as call
        """Return the value for arguments given by name."""
        raise FeelFault("FUNCTION_INVOCATION_FAILURE", f"{self.name} cannot be invoked")

    def __repr__(self) -> str:
        return f"<feel function {self.name}>"

    def __str__(self) -> str:
        return f"function {self.name}"


KINDS: dict[type, str] = {
    type(None): "null",
    Decimal: "number",
    str: "string",
    bool: "boolean",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysAndTimeDuration: "days and time duration",
    YearsAndMonthsDuration: "years and months duration",
    Range: "range",
    list: "list",
    dict: "context",
}


def kind_of(value: Value) -> str:
    """Return the name of the value's kind in the standard's words."""
    return KINDS.get(type(value)) or "function"


def described(value: Value) -> str:
    """Return kind and text of a value for a message, shortened."""
    if value is None:
        return "null"
    if isinstance(value, Function):
        return str(value)
    kind = kind_of(value)
    if kind in {"list", "context"}:
        return f"a {kind} of {len(value)}"
    if kind == "range":
        return f"range {_brief_range(value)}"
    return f"{kind} {brief(value)}"


def brief(value: Value) -> str:
    """Return the text of a value for a message, shortened before it is made."""
    if type(value) is str:
        text = quoted(value if len(value) <= _BRIEF else value[:_BRIEF])
    elif type(value) in _CONTAINERS or isinstance(value, Range):
        return described(value)
    else:
        text = to_text(value)
    return text if len(text) <= _BRIEF else text[: _BRIEF - 3] + "..."


def _brief_range(value: Range) -> str:
    if value.operator is not None:
        return f"({value.operator} {brief(value.end if value.start is None else value.start)})"
    left, right = "[" if value.start_included else "(", "]" if value.end_included else ")"
    return f"{left}{brief(value.start)}..{brief(value.end)}{right}"


_BRIEF = 60
_CONTAINERS = frozenset({list, dict})


def is_number(value: Value) -> bool:
    """Tell whether the value is a number; a boolean is not."""
    return type(value) is Decimal


def finite(number: Decimal) -> Decimal:
    """Return the number, or fail where arithmetic has left the range of decimal128."""
    if number.is_finite():
        return number
    raise FeelFault("INVALID_ARGUMENTS", "the result is no number: out of range or undefined")


# --- order --------------------------------------------------------------------------------------


_ORDER: dict[type, Callable[[Any], Any]] = {
    Decimal: lambda value: value,
    str: lambda value: value,
    Date: lambda value: value.key,
    DaysAndTimeDuration: lambda value: value.nanoseconds,
    YearsAndMonthsDuration: lambda value: value.months,
    Time: lambda value: value.key,
    DateTime: lambda value: value.key,
}


def order_keys(left: Value, right: Value) -> tuple[Any, Any]:
    """Return two Python keys that are ordered as the values are; fail where FEEL has no order.

    A local time beside a zoned one counts as in the zone of the other.
    Errors: FeelFault NOT_COMPARABLE for null, different kinds, and kinds without order.
    Source: DMN 1.5, 10.3.2.13.4
    """
    key = _ORDER.get(type(left))
    if key is None or type(left) is not type(right):
        raise not_comparable(left, right)
    if type(left) in _ZONED and left.is_local is not right.is_local:
        return left.local_key, right.local_key
    return key(left), key(right)


_ZONED = frozenset({Time, DateTime})


def not_comparable(left: Value, right: Value) -> FeelFault:
    """Return the fault of comparing what FEEL does not compare."""
    return FeelFault("NOT_COMPARABLE", f"cannot compare {described(left)} with {described(right)}")


def compare(left: Value, right: Value) -> int:
    """Return -1, 0 or 1; fail with NOT_COMPARABLE where FEEL has no order."""
    left_key, right_key = order_keys(left, right)
    return int(left_key > right_key) - int(left_key < right_key)


def is_ordered(value: Value) -> bool:
    """Tell whether values of this kind have an order."""
    return type(value) in _ORDER


# --- equality -----------------------------------------------------------------------------------


def equal(left: Value, right: Value) -> bool | None:
    """Return whether two values are equal under FEEL's `=`.

    Null: null for values of different kinds; null itself equals only null.
    Source: DMN 1.5, 10.3.2.13.3, table 53
    """
    if left is right:
        return True
    if left is None or right is None:
        return False
    kind = type(left)
    if kind is type(right):
        if kind in _ORDER:
            return _equal_ordered(left, right)
        if kind is bool:
            return bool(left == right)
        if kind is list:
            return len(left) == len(right) and all(map(_surely_equal, left, right))
        if kind is dict:
            return left.keys() == right.keys() and all(
                _surely_equal(value, right[key]) for key, value in left.items()
            )
        if kind is Range:
            return _equal_ranges(left, right)
    if isinstance(left, Function) and isinstance(right, Function):
        return left is right
    return None


def _surely_equal(left: Value, right: Value) -> bool:
    return equal(left, right) is True


def _equal_ordered(left: Value, right: Value) -> bool:
    left_key, right_key = order_keys(left, right)
    return bool(left_key == right_key)


def _equal_ranges(left: Range, right: Range) -> bool:
    return (
        left.operator == right.operator
        and left.start_included == right.start_included
        and left.end_included == right.end_included
        and _surely_equal(left.start, right.start)
        and _surely_equal(left.end, right.end)
    )


# --- text ---------------------------------------------------------------------------------------

_RESERVED = KEYWORDS | {"instance", "of", "external", "not"}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_ESCAPED = {text[1]: character for character, text in _ESCAPES.items()} | {"'": "'"}
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def number_text(number: Decimal) -> str:
    """Return a number in plain notation, with as many decimals as it carries."""
    return format(number, "f") if number else format(abs(number), "f")


def quoted(text: str) -> str:
    """Return a string as a FEEL literal."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:06X}"


def string_value(literal: str) -> str:
    """Return the string a literal stands for; an escape that is none stays as it is (rule 64)."""
    inner = literal[1:-1]
    if "\\" not in inner:
        return inner
    return _SURROGATES.sub(_combined, _ESCAPE.sub(_unescaped, inner))


def _unescaped(match: re.Match[str]) -> str:
    code = match.group(1) or match.group(2)
    if code is None:
        return _ESCAPED.get(match.group(3), match.group())
    return chr(int(code, 16)) if int(code, 16) <= sys.maxunicode else match.group()


def _combined(match: re.Match[str]) -> str:
    return match.group().encode("utf-16", "surrogatepass").decode("utf-16")


def key_text(key: str) -> str:
    """Return a context key as FEEL writes it: bare where it is a plain name, else quoted."""
    plain = not is_special(key) and key == normalised(key) and _RESERVED.isdisjoint(key.split())
    return key if plain else quoted(key)


def to_text(value: Value) -> str:
    """Return the value as a FEEL expression that gives the value back."""
    if value is None:
        return "null"
    kind = type(value)
    if kind is str:
        return quoted(value)
    if kind is Decimal:
        return number_text(value)
    if kind is bool:
        return "true" if value else "false"
    if kind is list:
        return "[" + ", ".join(map(to_text, value)) + "]"
    if kind is dict:
        entries = (f"{key_text(key)}: {to_text(item)}" for key, item in value.items())
        return "{" + ", ".join(entries) + "}"
    if kind is Range or isinstance(value, Function):
        return str(value)
    return f'@"{value}"'


def to_string(value: Value) -> str | None:
    """Return what FEEL's `string()` gives: a string as it is, temporal values without `@`.

    Null: null for null.
    """
    if value is None or type(value) is str:
        return value
    if type(value) in _ORDER and type(value) is not Decimal:
        return str(value)
    return to_text(value)
