"""What an evaluation gives: values by decision, warnings, and the trace if one was asked for."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from dmn.trace import Trace, explain, short
from feel.conversion import copied, to_plain
from feel.errors import FeelWarning
from feel.values import Value


class Result(Mapping[str, Any]):
    """The values of the decisions that were evaluated, by name; an imported one is `import.name`.

    Reading gives natural Python: Decimal, str, bool, None, list, dict, or FEEL's temporal types.
    """

    __slots__ = ("_keys", "_target", "_values", "trace", "warnings")

    def __init__(
        self,
        keys: Mapping[str, None],
        values: Mapping[str, Value],
        target: str | None,
        warnings: list[FeelWarning],
        trace: Trace | None = None,
    ) -> None:
        self._keys = keys
        self._values = values
        self._target = target
        self.warnings = warnings
        self.trace = trace

    def __getitem__(self, name: str) -> Value:
        if name not in self._keys:
            raise KeyError(
                f"no decision '{name}' was evaluated; there are: {', '.join(self._keys)}"
            )
        value = self._values[name]
        return copied(value) if type(value) in _CONTAINERS else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def value(self) -> Value:
        """The value of what was asked for, or of the only decision there is; else all by name."""
        if self._target is not None:
            return copied(self._values[self._target])
        return self[next(iter(self))] if len(self) == 1 else dict(self)

    def explain(self) -> str:
        """Return in sentences what happened: which rules fired, what stopped the others, why null.

        Needs `trace=True`; without it, values and warnings are all that is known.
        """
        if self.trace is not None:
            return explain(self.trace)
        lines = [f"{name} = {short(value)}" for name, value in self.items()]
        lines += [f"! {warning}" for warning in self.warnings]
        return "\n".join([*lines, "(evaluate with trace=True to see the rules)"])

    def to_python(self) -> dict[str, Any]:
        """Return plain Python: int and float for numbers, datetime's types where they fit."""
        return {name: to_plain(value) for name, value in self.items()}

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the values as JSON: numbers with all their digits, temporal values as text."""
        return to_json(dict(self), indent=indent)

    def __repr__(self) -> str:
        return f"<Result {dict(self)!r}, {len(self.warnings)} warnings>"


_CONTAINERS = frozenset({list, dict})


def _number(number: Decimal) -> str:
    return format(number, "f") if -20 < number.adjusted() < 40 else f"{number:E}"


def _string(text: str) -> str:
    # half a surrogate pair cannot be written as UTF-8, but can be escaped
    return json.dumps(text, ensure_ascii=any("\ud800" <= each <= "\udfff" for each in text))


def to_json(value: Value, *, indent: int | None = None) -> str:
    """Return a FEEL value as JSON text.

    Numbers keep all their digits; temporal values, ranges and functions become their text.
    """
    return "".join(_json(value, indent, 0))


def _json(value: Value, indent: int | None, level: int) -> Iterator[str]:
    if isinstance(value, Decimal):
        yield _number(value)
    elif isinstance(value, Mapping):
        items = [(f"{_string(str(key))}: ", each) for key, each in value.items()]
        yield from _json_items("{", items, "}", indent, level)
    elif isinstance(value, (list, tuple)):
        yield from _json_items("[", [("", each) for each in value], "]", indent, level)
    elif value is None or isinstance(value, bool):
        yield json.dumps(value)
    else:
        yield _string(str(value))


def _json_items(
    opening: str, items: list[tuple[str, Value]], closing: str, indent: int | None, level: int
) -> Iterator[str]:
    if not items:
        yield opening + closing
        return
    line = "" if indent is None else "\n" + " " * (indent * (level + 1))
    yield opening
    for position, (label, value) in enumerate(items):
        separator = "" if position == 0 else "," if indent is not None else ", "
        yield separator + line + label
        yield from _json(value, indent, level + 1)
    yield ("" if indent is None else "\n" + " " * (indent * level)) + closing
