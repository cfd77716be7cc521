"""Values as canonical JSON text and back, exactly: kind, decimals, zone and order of keys.

What JSON has no word for is an object of one key that begins with a single `$`: `{"$number":
"12.50"}`. A key of a context that begins with `$` gets a second one, so the two never meet.
What comes from outside passes `checked` first; what cannot be kept is refused.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NoReturn

from cmmn.errors import CommandRefused, StoreError
from feel.conversion import from_natural
from feel.errors import FeelFault, Location
from feel.temporal import (
    Date,
    DateTime,
    DaysAndTimeDuration,
    Temporal,
    Time,
    YearsAndMonthsDuration,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)
from feel.values import NUMBERS, Function, Range, Value

__all__ = [
    "DEEPEST",
    "LARGEST",
    "checked",
    "dumps",
    "from_json",
    "loads",
    "text_of",
    "to_json",
    "tree_of",
]

DEEPEST = 100
"""How many lists, contexts and ranges may be inside each other."""

LARGEST = 1_000_000
"""How many characters a value may have: its texts and keys, and a few for every other value."""

_PLAIN = frozenset({str, bool, type(None)})
_DEEPEST_WRITTEN = DEEPEST + 50  # what was kept may stand inside contexts and answers of the case


# --- what may be kept ---------------------------------------------------------------------------


def checked(value: object, place: tuple[str, ...] = ()) -> Value:
    """Return a copy of a natural Python or FEEL value as a FEEL value that can be kept.

    Null: only None is null; NaN, NaT and pd.NA are refused, since keeping them would lose them.
    Errors: CommandRefused INVALID_VALUE, at `place` and the path inside the value.
    """
    try:
        return _Check().keep(value, 0)
    except _Unkept as fault:
        path = "".join(reversed(fault.steps)).removeprefix(".")
        location = Location((*place, path) if path else place)
        raise CommandRefused("INVALID_VALUE", fault.message, location, fault.hint) from None


class _Unkept(Exception):  # noqa: N818 - becomes a CommandRefused as soon as its place is known
    """A value cannot be kept; `steps` lead to it, the innermost first."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.steps: list[str] = []


class _Check:
    """One check: how many characters are left, so that what is shared many times over ends too."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = LARGEST

    def spend(self, characters: int) -> None:
        self.left -= characters
        if self.left < 0:
            raise _Unkept(f"a value has more than {LARGEST:,} characters", "keep a reference to it")

    def keep(self, value: Any, level: int) -> Value:
        kind = type(value)
        if kind in _PLAIN:
            return self.text(value) if kind is str else value
        if kind is dict or isinstance(value, Mapping):
            return self.context(value, _deeper(level))
        if kind is list or kind is tuple:
            return self.list(value, _deeper(level))
        if kind is Range:
            return self.range(value, _deeper(level))
        if getattr(value, "ndim", 0) and hasattr(value, "tolist"):  # an array of numpy or pandas
            self.spend(len(value))
            return self.list(list(value), _deeper(level))
        return self.scalar(value)

    def text(self, text: str) -> str:
        self.spend(len(text))
        if "\0" in text:
            raise _Unkept("a text has a NUL character", "leave it out; no database keeps it")
        if not text.isascii() and _SURROGATE.search(text):
            raise _Unkept("a text has half of a surrogate pair", "write the character as a whole")
        return text

    def context(self, value: Mapping[Any, Any], level: int) -> Value:
        kept: dict[str, Value] = {}
        self.spend(4 * len(value))
        for key, item in value.items():
            name = key if type(key) is str else _key_text(key)
            try:
                kept[self.text(name)] = self.keep(item, level)
            except _Unkept as fault:
                fault.steps.append(_key_step(name))
                raise
        if len(kept) != len(value):
            raise _Unkept("two keys of a context are the same text", "write every key as a text")
        return kept

    def list(self, value: Iterable[Any], level: int) -> Value:
        kept: list[Value] = []
        for position, item in enumerate(value, start=1):
            try:
                self.spend(1)
                kept.append(self.keep(item, level))
            except _Unkept as fault:
                fault.steps.append(f"[{position}]")
                raise
        return kept

    def range(self, value: Range, level: int) -> Value:
        if value.operator not in _OPERATORS:
            raise _Unkept("a range has an operator that is none", "leave the operator out")
        return Range(
            self.keep(value.start, level),
            self.keep(value.end, level),
            start_included=bool(value.start_included),
            end_included=bool(value.end_included),
            operator=value.operator,
        )

    def scalar(self, value: Any) -> Value:
        if isinstance(value, Function):
            raise _Unkept("a function cannot be kept", "keep what it answers")
        self.spend(16)
        kept = from_natural(value, _refuse)
        if kept is None:
            raise _Unkept(f"a {type(value).__name__} that is no value", "write None for null")
        return self.text(kept) if type(kept) is str else kept


_SURROGATE = re.compile("[\ud800-\udfff]")
_OPERATORS = frozenset({None, "<", "<=", ">", ">=", "=", "!="})


def _deeper(level: int) -> int:
    if level >= DEEPEST:
        raise _Unkept(f"a value is nested more than {DEEPEST} deep", "keep it in several items")
    return level + 1


def _key_text(key: Any) -> str:
    try:
        return str(key)
    except ValueError:  # Python writes no integer of more than 4300 digits
        raise _Unkept("a key of a context has no text", "write every key as a text") from None


def _key_step(key: str) -> str:
    return f".{key}" if key.isprintable() and len(key) <= 60 else f".{key[:60]!a}"


def _refuse(_place: str, fault: FeelFault) -> NoReturn:
    raise _Unkept(fault.message, fault.hint or "write a value of FEEL")


# --- value -> tree ------------------------------------------------------------------------------


def to_json(value: Value) -> Any:
    """Return a FEEL value as plain JSON data.

    Errors: CommandRefused INVALID_VALUE for what `checked` would refuse by its kind or depth.
    """
    return _write(value, 0)


def _write(value: Value, level: int) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    scalar = _SCALARS.get(kind)
    if scalar is not None:
        return scalar(value)
    structure = _STRUCTURES.get(kind)
    if structure is None:
        raise _unwritable(f"a {kind.__name__} cannot be kept", "keep a value of FEEL")
    if level >= _DEEPEST_WRITTEN:
        raise _unwritable(f"a value is nested over {_DEEPEST_WRITTEN} deep", "keep it in parts")
    return structure(value, level + 1)


def _unwritable(message: str, hint: str) -> CommandRefused:
    return CommandRefused("INVALID_VALUE", message, None, hint)


def _write_number(value: Decimal) -> dict[str, str]:
    if not value.is_finite():
        raise _unwritable("a number is infinite or none", "keep null")
    # never str(): whether that says 1E+2 or 1e+2 is up to the context of the thread
    return {"$number": NUMBERS.to_sci_string(value)}


def _writer(tag: str) -> Callable[[Temporal], dict[str, str]]:
    return lambda value: {tag: str(value)}


def _write_list(value: list[Value], level: int) -> list[Any]:
    return [_write(item, level) for item in value]


def _write_context(value: dict[str, Value], level: int) -> dict[str, Any]:
    return {
        f"${key}" if key[:1] == "$" else key: _write(item, level) for key, item in value.items()
    }


def _write_range(value: Range, level: int) -> dict[str, list[Any]]:
    ends = [_write(value.start, level), _write(value.end, level)]
    return {"$range": [*ends, value.start_included, value.end_included, value.operator]}


_SCALARS: dict[type, Callable[[Any], Any]] = {
    Decimal: _write_number,
    Date: _writer("$date"),
    Time: _writer("$time"),
    DateTime: _writer("$dateTime"),
    DaysAndTimeDuration: _writer("$duration"),
    YearsAndMonthsDuration: _writer("$duration"),
}
_STRUCTURES: dict[type, Callable[[Any, int], Any]] = {
    list: _write_list,
    dict: _write_context,
    Range: _write_range,
}


# --- tree -> value ------------------------------------------------------------------------------


def from_json(tree: Any) -> Value:
    """Return the FEEL value that `to_json` wrote.

    Errors: StoreError CORRUPT_RECORD for what it cannot have written.
    """
    return _read(tree, 0)


def _read(tree: Any, level: int) -> Value:
    kind = type(tree)
    if kind in _PLAIN:
        return tree
    if kind is dict and len(tree) == 1:
        ((key, item),) = tree.items()
        if key[:1] == "$" and key[:2] != "$$":
            return _read_tagged(key, item, level)
    if level >= _DEEPEST_WRITTEN:
        raise _corrupt("a value is nested too deep")
    if kind is list:
        return [_read(item, level + 1) for item in tree]
    if kind is dict:
        return {_key(key): _read(item, level + 1) for key, item in tree.items()}
    raise _corrupt(f"a value is a bare {kind.__name__}")


def _corrupt(message: str) -> StoreError:
    hint = "the row was not written by this program, or changed since"
    return StoreError("CORRUPT_RECORD", message, None, hint)


def _key(key: str) -> str:
    if key[:1] != "$":
        return key
    if key[:2] != "$$":
        raise _corrupt(f"{key[:60]!a} stands beside other keys")
    return key[1:]


def _read_tagged(tag: str, item: Any, level: int) -> Value:
    if tag == "$range":
        return _read_range(item, level)
    parse = _PARSERS.get(tag)
    if parse is None or type(item) is not str:
        raise _corrupt(f"{tag[:60]!a} is no kind of value, or has no text")
    try:
        return parse(item)
    except (FeelFault, ValueError):
        raise _corrupt(f"{item[:60]!a} is no {tag[1:]}") from None


def _read_range(item: Any, level: int) -> Range:
    if level >= _DEEPEST_WRITTEN:
        raise _corrupt("a value is nested too deep")
    match item:
        case [start, end, bool(first), bool(last), None | str() as operator]:
            if operator in _OPERATORS:
                return Range(
                    _read(start, level + 1),
                    _read(end, level + 1),
                    start_included=first,
                    end_included=last,
                    operator=operator,
                )
    raise _corrupt("a range is not its five parts")


_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:E[+-][0-9]{1,4})?")


def _parse_number(text: str) -> Decimal:
    if _NUMBER.fullmatch(text) is None:
        raise ValueError(text)
    return Decimal(text)


_PARSERS: dict[str, Callable[[str], Value]] = {
    "$number": _parse_number,
    "$date": parse_date,
    "$time": parse_time,
    "$dateTime": lru_cache(maxsize=4_096)(parse_date_time),  # a command's are mostly one
    "$duration": parse_duration,
}


# --- tree <-> text ------------------------------------------------------------------------------


def dumps(value: Value) -> str:
    """Return a FEEL value as canonical JSON text: without blanks, keys in their order.

    >>> from decimal import Decimal
    >>> dumps({"amount": Decimal("12.50"), "$who": ["José", None]})
    '{"amount":{"$number":"12.50"},"$$who":["José",null]}'
    """
    return text_of(to_json(value))


def loads(text: str) -> Value:
    """Return the FEEL value of a text that `dumps` wrote, the same to the last digit and zone.

    Errors: StoreError CORRUPT_RECORD for any other text.
    """
    return from_json(tree_of(text))


def text_of(tree: Any) -> str:
    """Return plain JSON data as canonical text.

    Errors: CommandRefused INVALID_VALUE for a NUL or half a surrogate pair in any of its texts.
    """
    text = _ENCODER.encode(tree)
    if "\\u0000" in text and _NUL.search(text):
        raise _unwritable("a text has a NUL character", "leave it out; no database keeps it")
    if not text.isascii() and _SURROGATE.search(text):
        raise _unwritable("a text has half of a surrogate pair", "write the character as a whole")
    return text


def tree_of(text: str) -> Any:
    """Return the plain JSON data of a text.

    Errors: StoreError CORRUPT_RECORD for what is no JSON.
    """
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        raise _corrupt(f"{text[:60]!a} is no JSON") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


# made once: `json.dumps` and `json.loads` with arguments make theirs anew at every call
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":")
)
_DECODER = json.JSONDecoder(parse_constant=_no_constant)
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # but not a backslash followed by u0000
