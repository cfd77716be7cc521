"""What was entered in a form -> inputs to evaluate with, and back: exact, with what is wrong.

What is entered mirrors the fields: a mapping by name, a list for a list, text at the leaves. The
one rule: what is kept is never another value than what was entered; what cannot be read is null,
and a problem says what would be right.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from dmn.allowed_values import check_allowed
from dmn.field_text import field_reader, from_json, parse_json
from dmn.form_fields import Choice, Field, FieldKind, field_at, fields_of, leaves_of
from dmn.result import to_json
from feel.api import evaluate
from feel.conversion import from_natural
from feel.errors import FeelFault, FeelSyntaxError, FeelWarning, LimitExceeded
from feel.feel_types import FeelType, coerce
from feel.scope import Limits, Run, Scope
from feel.values import Value, described, to_string, to_text

__all__ = [
    "Choice",
    "Entered",
    "EntryProblem",
    "Field",
    "FieldKind",
    "FormValues",
    "entered_of",
    "field_at",
    "fields_of",
    "inputs_from_json",
    "json_of",
    "leaves_of",
    "values_of",
]

# a union of texts, booleans, None, lists and dicts of such would narrow nothing
Entered: TypeAlias = Any
"""What stands in a form: text, bool or None, a list or a dict of such, as JSON can hold it."""

Path: TypeAlias = tuple[str | int, ...]

_LIMITS = Limits(steps=100_000)
_QUOTE = '"'
_FEEL_HINT = 'write FEEL, such as "text", 12.5, true, @"2024-02-29", [1, 2] or {a: 1}'


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """What is wrong with something that was entered, where, and what would be right.

    Shape: `path` leads to it by names and, in lists, positions from 0; it is empty for the whole.
    """

    path: Path
    message: str
    hint: str = ""
    code: str = "INVALID_TYPE"

    @property
    def name(self) -> tuple[str, ...]:
        """The path of the field: names alone."""
        return tuple(each for each in self.path if isinstance(each, str))

    @property
    def place(self) -> str:
        """The path as people read it: `Readings[2].kind`; FEEL counts from 1."""
        parts = [f".{each}" if isinstance(each, str) else f"[{each + 1}]" for each in self.path]
        return "".join(parts).removeprefix(".")

    def __str__(self) -> str:
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.place}: {self.message}{hint}" if self.path else f"{self.message}{hint}"


@dataclass(frozen=True, slots=True)
class FormValues:
    """The inputs that were entered, as FEEL values, and what is wrong with them."""

    inputs: dict[str, Value]
    problems: tuple[EntryProblem, ...] = ()


# --- entered -> values ----------------------------------------------------------------------------


def values_of(fields: Iterable[Field], entered: Mapping[str, Entered]) -> FormValues:
    """Return the inputs for what was entered; a name that is missing is left out of them.

    Null: what is blank, and what cannot be read, with a problem; a missing component.
    """
    return _Reading(_entered_leaf).inputs(fields, entered)


def inputs_from_json(fields: Iterable[Field], text: str) -> FormValues:
    """Return the inputs that a JSON text holds: exact, its texts read as the types want."""
    try:
        found = parse_json(text)
    except FeelFault as fault:
        return FormValues({}, (EntryProblem((), fault.message, fault.hint, fault.code),))
    if not isinstance(found, dict):
        message = f"the inputs are one JSON object, not {described(from_natural(found))}"
        return FormValues(
            {}, (EntryProblem((), message, 'write {"name": value, ...}', "NOT_JSON"),)
        )
    known = {each.name: each for each in fields}
    inputs = {
        name: from_json(value, known[name].type) if name in known else value
        for name, value in found.items()
    }
    read = _Reading(_natural_leaf).inputs(known.values(), inputs)
    unknown = tuple(_unknown(name, known) for name in found if name not in known)
    return FormValues(read.inputs, (*read.problems, *unknown))


def json_of(inputs: Mapping[str, Any]) -> str:
    """Return inputs as JSON text: numbers with all their digits, temporal values as their text."""
    return to_json(from_natural(dict(inputs)), indent=2)


def _unknown(name: str, known: Mapping[str, Field]) -> EntryProblem:
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean '{close[0]}'?" if close else f"there are: {', '.join(known)}"
    return EntryProblem((name,), "there is no such input", hint, "UNKNOWN_INPUT")


def _entered_leaf(field: Field, entered: Any) -> Value:
    """Return the value of a leaf: text is read as its kind wants.

    Errors: FeelFault for text that cannot be read.
    """
    if not isinstance(entered, str):
        return _natural_leaf(field, entered)
    if field.kind == "text":
        return _string(entered)
    if not entered.strip():
        return None
    if field.kind in {"any", "context"}:
        return _feel_value(entered)
    return from_natural(field_reader(field.type).read(entered))


def _natural_leaf(_field: Field, value: Any) -> Value:
    faults: list[FeelFault] = []
    found = from_natural(value, lambda _place, fault: faults.append(fault))
    if faults:
        raise faults[0]
    return found


def _string(entered: str) -> Value:
    """Return the string of a text field; of a row of quotes, as `""`, the outer two say it is one.

    Null: nothing was entered.
    """
    if not entered:
        return None
    return entered[2:] if _is_quotes(entered) else entered


def _is_quotes(text: str) -> bool:
    return len(text) % 2 == 0 and not text.strip(_QUOTE)


def _feel_value(text: str) -> Value:
    warnings: list[FeelWarning] = []
    try:
        value = evaluate(text, warnings=warnings, limits=_LIMITS)
    except FeelSyntaxError as error:
        raise FeelFault(error.problem.code, error.problem.message, _FEEL_HINT) from None
    if value is None and warnings:
        raise FeelFault(warnings[0].code, warnings[0].message, _FEEL_HINT)
    return value


@dataclass(slots=True)
class _Reading:
    """Reads what mirrors the fields; `leaf` reads what stands in one."""

    leaf: Any
    problems: list[EntryProblem] = field(default_factory=list)
    scope: Scope = field(default_factory=lambda: Scope({}, None, Run()))

    def inputs(self, fields: Iterable[Field], entered: Mapping[str, Any]) -> FormValues:
        """Return the values of all that was entered; what no field asks for is kept, too."""
        known = {each.name: each for each in fields}
        order = [name for name in known if name in entered]
        order += [name for name in entered if name not in known]
        inputs = {
            name: self.read(known.get(name) or _other(name), entered[name], (name,))
            for name in order
        }
        return FormValues(inputs, tuple(self.problems))

    def read(self, field: Field, entered: Any, path: Path) -> Value:
        """Return the value of a field; null, and a problem, where it cannot be read."""
        before = len(self.problems)
        try:
            value = (self._list if field.is_list else self._one)(field, entered, path)
        except FeelFault as fault:
            return self._refused(fault, path)
        if value is None or len(self.problems) > before:
            return value
        return self._checked(field.type, value, path)

    def _refused(self, fault: FeelFault, path: Path) -> None:
        self.problems.append(EntryProblem(path, fault.message, fault.hint, fault.code))

    def _checked(self, declared: FeelType, value: Value, path: Path) -> Value:
        """Return the value as the border takes it; one that is not allowed stays, for people."""
        try:
            value = coerce(value, declared)
        except FeelFault as fault:
            return self._refused(fault, path)
        try:
            check_allowed(value, declared, self.scope)
        except FeelFault as fault:
            self._refused(fault, path)
        except LimitExceeded as limit:
            self._refused(FeelFault("LIMIT_EXCEEDED", str(limit)), path)
        return value

    def _list(self, field: Field, entered: Any, path: Path) -> Value:
        if isinstance(entered, Sequence) and not isinstance(entered, str):
            item = field.item
            return [self.read(item, each, (*path, at)) for at, each in enumerate(entered)]
        return self.leaf(_other(field.name), entered)

    def _one(self, field: Field, entered: Any, path: Path) -> Value:
        if not field.components or not isinstance(entered, Mapping):
            return self.leaf(field, entered)
        value = {
            each.name: self.read(each, entered.get(each.name), (*path, each.name))
            for each in field.components
        }
        others = (name for name in entered if name not in value)
        more = {str(name): self.read(_other(name), entered[name], (*path, name)) for name in others}
        return value | more


def _other(name: str) -> Field:
    """Return the field of what no type tells of."""
    return Field(name, name, (name,), "any")


# --- values -> entered ----------------------------------------------------------------------------


def entered_of(fields: Iterable[Field], inputs: Mapping[str, Any]) -> dict[str, Entered]:
    """Return what to enter for inputs; `values_of` gives values of the types back as they are."""
    known = {each.name: each for each in fields}
    values = {name: from_natural(value) for name, value in inputs.items()}
    return {
        name: _entered(known.get(name) or _other(name), value) for name, value in values.items()
    }


def _entered(field: Field, value: Value) -> Entered:
    if value is None:
        return None
    if field.is_list:
        if type(value) is not list:
            return to_text(value)
        item = field.item
        return [_entered(item, each) for each in value]
    if field.components and type(value) is dict:
        known = {each.name: each for each in field.components}
        return {
            name: _entered(known.get(name) or _other(name), each) for name, each in value.items()
        }
    return _entered_simple(field, value)


def _entered_simple(field: Field, value: Value) -> Entered:
    if type(value) is bool and field.kind != "text":
        return value
    if field.kind in {"any", "context"}:
        return to_text(value)
    if type(value) is str and field.kind == "text":
        return value + _QUOTE * 2 if _is_quotes(value) else value
    return to_string(value) or ""
