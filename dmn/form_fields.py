"""What a form asks for: the inputs of a model as a tree of fields, made from their types.

Allowed values become choices or limits where they are constants; what is neither is a hint. The one
rule: a field only describes, the border of the model (`inputs.py`) is what decides.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from dmn.api import Model
from dmn.errors import UnknownNameError
from dmn.graph import Key
from dmn.item_types import LONGEST_ALIAS_CHAIN, ItemType
from dmn.outline import graph_of, required_inputs
from dmn.value_limits import Allowed, Limits, choices_of, limits_of
from feel.feel_types import (
    ANY,
    ContextType,
    FeelType,
    ListType,
    NamedType,
    SimpleType,
    resolved,
)
from feel.values import Value, to_string, to_text

__all__ = ["Choice", "Field", "FieldKind", "field_at", "fields_of", "leaves_of"]

FieldKind: TypeAlias = Literal[
    "text",
    "number",
    "boolean",
    "date",
    "time",
    "date and time",
    "days and time duration",
    "years and months duration",
    "context",
    "any",
]
"""The words of FEEL's types, but `text` for string; `any` is written as FEEL."""

_KINDS: Mapping[str, FieldKind] = {
    "string": "text",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "days and time duration": "days and time duration",
    "years and months duration": "years and months duration",
}
_MOST_FIELDS, _DEEPEST = 2_000, 20


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values there are: its FEEL text, what people read, and what a form enters."""

    value: Value
    text: str
    label: str
    entered: str | bool


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: an input, or a component of one; of a list it describes one item.

    Shape: `path` leads from the key of the input inward, and an item of a list adds nothing to it.
    Null: `minimum` and `maximum` are None where there is no such limit.
    """

    name: str
    label: str
    path: tuple[str, ...]
    kind: FieldKind
    type_text: str = ""
    is_list: bool = False
    choices: tuple[Choice, ...] = ()
    minimum: Value = None
    maximum: Value = None
    is_minimum_included: bool = True
    is_maximum_included: bool = True
    hint: str = ""
    description: str = ""
    components: tuple["Field", ...] = ()
    type: FeelType = field(default=ANY, compare=False, repr=False)

    @property
    def item(self) -> "Field":
        """The field of one item of a list; a field that is no list is its own."""
        if not self.is_list:
            return self
        target = resolved(self.type)
        return replace(
            self, is_list=False, type=target.item if isinstance(target, ListType) else ANY
        )

    @property
    def limits_text(self) -> str:
        """The limits in words: `0 to 120`, `more than 0`; nothing where there are none."""
        low, high = to_string(self.minimum), to_string(self.maximum)
        words = _WORDS_IN_TIME if self.kind in _IN_TIME else _WORDS
        if low and high and self.is_minimum_included and self.is_maximum_included:
            return f"{low} to {high}"
        limits = []
        if low:
            limits.append(f"{words[0] if self.is_minimum_included else words[1]} {low}")
        if high:
            limits.append(f"{words[2] if self.is_maximum_included else words[3]} {high}")
        return " and ".join(limits)


_IN_TIME = frozenset({"date", "time", "date and time"})
_WORDS = ("at least", "more than", "at most", "less than")
_WORDS_IN_TIME = ("not before", "after", "not after", "before")


def fields_of(
    model: Model, decision: str | None = None, *, service: str | None = None
) -> tuple[Field, ...]:
    """Return the fields for the inputs that a decision, a service or all decisions need.

    Errors: UnknownNameError for a decision or service the model does not have.
    """
    builder = _Builder()
    return tuple(
        _input_field(model, key, declared, builder)
        for key, declared in _inputs(model, decision, service).items()
    )


def _inputs(model: Model, decision: str | None, service: str | None) -> Mapping[Key, FeelType]:
    if service is not None:
        plan = model.compiled.services.get(service)
        if plan is None:
            raise UnknownNameError("decision service", service, model.services, model.name)
        return {each.key: declared for each, declared in plan.parameters}
    if decision is None:
        return required_inputs(model, model.decisions)
    if decision not in model.compiled.decisions:
        raise UnknownNameError("decision", decision, model.decisions, model.name)
    return required_inputs(model, [decision])


def _input_field(model: Model, key: Key, declared: FeelType, builder: "_Builder") -> Field:
    element = graph_of(model).nodes[key].element
    made = builder.field(key, (key,), declared)
    words = element.description or made.description
    return replace(made, label=element.label or key, description=_one_line(words))


def leaves_of(fields: Iterable[Field]) -> Iterator[Field]:
    """Give the fields that have no components, depth first."""
    for each in fields:
        if each.kind == "context":
            yield from leaves_of(each.components)
        else:
            yield each


def field_at(fields: Iterable[Field], path: Sequence[str | int]) -> Field | None:
    """Return the field a path leads to, which may hold positions in lists; None for none."""
    found, inner = None, tuple(fields)
    for name in (each for each in path if isinstance(each, str)):
        found = next((each for each in inner if each.name == name), None)
        if found is None:
            return None
        inner = found.components
    return found


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


# --- types --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Unfolded:
    """A type without its names: what is said of the whole, of one item, and what that item is."""

    item: FeelType
    is_list: bool = False
    of_whole: list[Allowed] = field(default_factory=list)
    of_item: list[Allowed] = field(default_factory=list)
    description: str = ""

    def take(self, item: ItemType) -> None:
        """Keep the tests of an item definition: allowed values of a collection are its items'."""
        self.description = self.description or _one_line(item.definition.description)
        if item.allowed is not None:
            tests = self.of_whole if item.definition.is_collection else self.of_item
            tests.append(Allowed(item.allowed_text.strip(), item.allowed))
        if item.constraint is not None:
            self.of_item.append(Allowed(item.constraint_text.strip(), item.constraint))


def _unfolded(declared: FeelType) -> _Unfolded:
    found = _Unfolded(declared)
    current = declared
    for _ in range(LONGEST_ALIAS_CHAIN):
        if isinstance(current, ItemType):
            found.take(current)
        if isinstance(current, NamedType):
            current = current.resolved
        elif isinstance(current, ListType) and not found.is_list:
            # until here it was the list that was spoken of, and its items where a collection was
            found.is_list, found.of_whole, found.of_item = True, found.of_item, found.of_whole
            current = found.item = current.item
        else:
            break
    return found


def _label(declared: FeelType) -> str:
    if isinstance(declared, NamedType):
        return declared.name
    if isinstance(declared, ContextType):
        return "context"
    return "" if declared is ANY else declared.name


@dataclass(slots=True)
class _Builder:
    """Makes fields; types may hold themselves, and each other many times, so both are bounded."""

    left: int = _MOST_FIELDS
    within: list[int] = field(default_factory=list)

    def field(self, name: str, path: tuple[str, ...], declared: FeelType) -> Field:
        """Return the field of a type, with those of its components."""
        self.left -= 1
        shape = _unfolded(declared)
        target = resolved(shape.item)
        made = Field(
            name,
            name,
            path,
            "any",
            _type_text(name, declared, shape),
            shape.is_list,
            description=shape.description,
            type=declared,
        )
        if isinstance(target, ContextType) and target.entries:
            return self._context(made, target, [*shape.of_whole, *shape.of_item])
        if isinstance(target, SimpleType):
            made = replace(made, kind=_KINDS.get(target.name, "any"))
        return _narrowed(made, shape)

    def _context(self, made: Field, target: ContextType, tests: Sequence[Allowed]) -> Field:
        made = replace(made, hint=_hint(each.text for each in tests))
        if id(target) in self.within or len(self.within) >= _DEEPEST:
            return made  # what has no end is written as FEEL
        if self.left < len(target.entries):
            return made
        self.within.append(id(target))
        components = tuple(
            self.field(name, (*made.path, name), entry) for name, entry in target.entries.items()
        )
        self.within.pop()
        return replace(made, kind="context", components=components)


def _type_text(name: str, declared: FeelType, shape: _Unfolded) -> str:
    if shape.is_list:
        return f"list of {_label(shape.item) or 'Any'}"
    if isinstance(declared, ItemType) and declared.name == name:
        declared = declared.resolved  # a component's own type has but the component's name
    return _label(declared)


def _narrowed(made: Field, shape: _Unfolded) -> Field:
    """Return the field with choices, limits and hint from what its type allows."""
    whole = [each.text for each in shape.of_whole]
    values = choices_of(shape.of_item)
    if values is not None:
        choices = tuple(_choice(value, made.kind) for value in values)
        return replace(made, choices=choices, hint=_hint(whole))
    target = resolved(shape.item)
    limits, others = Limits(), shape.of_item
    if isinstance(target, SimpleType) and made.kind in _LIMITED:
        limits, others = limits_of(shape.of_item, target.python)
    return replace(
        made,
        minimum=limits.low,
        maximum=limits.high,
        is_minimum_included=limits.is_low_included,
        is_maximum_included=limits.is_high_included,
        hint=_hint([*whole, *(each.text for each in others)]),
    )


_LIMITED = frozenset(_KINDS.values()) - {"text", "boolean"}


def _hint(texts: Iterable[str]) -> str:
    return "; ".join(texts)


def _choice(value: Value, kind: FieldKind) -> Choice:
    text, label = to_text(value), to_string(value) or ""
    if type(value) is bool:
        return Choice(value, text, label, value)
    return Choice(value, text, label, text if kind == "any" else label)
