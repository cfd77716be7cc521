"""The forms of cases as fields, and what was entered in them as the variables of a command.

The one rule: types, and what fits them, are the engine's; what was left as it was is not sent.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cmmn import model as m
from cmmn.cli_values import Refusal
from cmmn.cli_values import values_of as literals_of
from cmmn.file_types import UNTYPED, fitting
from cmmn.plan import CasePlan, FileItem, Item, Parameter
from dmn.input_form import (
    Entered,
    EntryProblem,
    Field,
    FieldKind,
    FormValues,
    entered_of,
    values_of,
)
from feel.feel_types import ANY, BUILT_IN_TYPES, ContextType, FeelType, ListType
from feel.values import Value, to_text

__all__ = [
    "FREE",
    "CaseForm",
    "case_problems",
    "case_values",
    "changed",
    "descriptions_of",
    "entered_values",
    "file_field",
    "start_form",
    "task_fields",
    "typed",
]

FREE = "text, a number, true, or [1, 2]"
"""What may be typed where a model gives no type."""

_DEEPEST = 20
_KINDS: Mapping[str, tuple[FieldKind, str]] = {
    "boolean": ("boolean", "boolean"),
    "integer": ("number", "number"),
    "decimal": ("number", "number"),
    "double": ("number", "number"),
    "float": ("number", "number"),
    "date": ("date", "date"),
    "time": ("time", "time"),
    "dateTime": ("date and time", "date and time"),
    "duration": ("days and time duration", "string"),  # of either kind: the engine reads it
}
_TEXT: tuple[FieldKind, str] = ("text", "string")
_QUOTE = '"'

Words = Mapping[str, str]
"""What a model says about case file items, by their ids."""


# --- fields ---------------------------------------------------------------------------------------


def descriptions_of(definitions: m.Definitions) -> dict[str, str]:
    """Return what a model says about its case file items, by id: of the item, else of its type."""
    types = {each.id: _words(each) for each in definitions.case_file_item_definitions}
    found: dict[str, str] = {}
    waiting = [
        each
        for case in definitions.cases
        if case.case_file_model is not None
        for each in case.case_file_model.case_file_items
    ]
    while waiting:  # each item stands in the model once
        item = waiting.pop()
        kind = (item.definition_ref or "").rpartition(":")[2]
        found[item.id or ""] = _words(item) or types.get(kind, "")
        waiting += item.children.case_file_items if item.children else ()
    return {name: words for name, words in found.items() if name and words}


def _words(element: m.CMMNElement) -> str:
    return " ".join(" ".join(each.text.split()) for each in element.documentation)


def task_fields(plan: CasePlan, item: Item, words: Words | None = None) -> tuple[Field, ...]:
    """Return what a task asks for: a field for each of its outputs."""
    outputs = item.task.outputs if item.task is not None else ()
    return tuple(_parameter(plan, each, words or {}) for each in outputs)


@dataclass(frozen=True, slots=True)
class CaseForm:
    """What a case begins with: what is asked for, and what its tasks fill in later on."""

    asked: tuple[Field, ...]
    later: tuple[Field, ...]
    needed: frozenset[str] = field(default_factory=frozenset)  # names that a case has to have

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields."""
        return (*self.asked, *self.later)


def start_form(plan: CasePlan, words: Words | None = None) -> CaseForm:
    """Return what a case of a plan begins with: its input parameters, else its case file items."""
    inputs = [each for each in plan.inputs if each.path is not None]
    bound = {each.path for each in inputs}
    names = {each.name for each in inputs}
    asked = [_parameter(plan, each, words or {}) for each in inputs]
    later: list[Field] = []
    written = _written_by_tasks(plan)
    for item in plan.file.values():
        if item.parent is None and item.path not in bound and item.name not in names:
            is_asked = item.path not in written and not inputs
            (asked if is_asked else later).append(_file_field(plan, item, item.name, words or {}))
    needed = {each.name for each in plan.file.values() if each.parent is None and each.is_needed}
    needed |= {each.name for each in inputs if each.path and plan.file[each.path].is_needed}
    return CaseForm(tuple(asked), tuple(later), frozenset(needed))


def _written_by_tasks(plan: CasePlan) -> set[str]:
    """Return the top items of the case file that some task fills in."""
    return {
        output.path.partition(".")[0]
        for item in plan.items.values()
        if item.task is not None
        for output in item.task.outputs
        if output.path is not None
    }


def _parameter(plan: CasePlan, parameter: Parameter, words: Words) -> Field:
    if parameter.path is None:
        return _leaf(parameter.name, (parameter.name,), UNTYPED)
    return _file_field(plan, plan.file[parameter.path], parameter.name, words)


def file_field(plan: CasePlan, item: FileItem, words: Words | None = None) -> Field:
    """Return the field of a case file item, by its name."""
    return _file_field(plan, item, item.name, words or {})


def _file_field(
    plan: CasePlan, item: FileItem, name: str, words: Words, outer: tuple[str, ...] = ()
) -> Field:
    """Return the field of a case file item, with its properties and children as components."""
    path = (*outer, name)
    made = _one(plan, item, path, words)
    made = replace(made, description=words.get(item.id, ""))
    if not item.is_many:
        return made
    return replace(
        made, is_list=True, type=ListType(made.type), type_text=f"list of {made.type_text}"
    )


def _one(plan: CasePlan, item: FileItem, path: tuple[str, ...], words: Words) -> Field:
    own = [_leaf(name, (*path, name), kind) for name, kind in item.properties.items() if name]
    inner = [
        _file_field(plan, plan.file[each], plan.file[each].name, words, path)
        for each in item.children
        if len(path) < _DEEPEST
    ]
    if not own and not inner:
        return _leaf(path[-1], path, item.value_type)
    types = ContextType({each.name: each.type for each in (*own, *inner)})
    return Field(
        path[-1], path[-1], path, "context", "context", components=(*own, *inner), type=types
    )


def _leaf(name: str, path: tuple[str, ...], type_name: str) -> Field:
    kind, feel_name = _KINDS.get(type_name, ("any", "") if type_name == UNTYPED else _TEXT)
    declared: FeelType = BUILT_IN_TYPES.get(feel_name, ANY)
    return Field(name, name, path, kind, type_name, type=declared)


# --- what was entered -----------------------------------------------------------------------------


def entered_values(fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, Entered]:
    """Return what to enter for values of the case file; text without a type as it is typed."""
    found = entered_of(fields, values)
    return {each.name: _through(each, found.get(each.name), _unquoted) for each in fields}


def case_values(fields: Sequence[Field], entered: Mapping[str, Entered]) -> FormValues:
    """Return the variables that were entered; what does not fit its type is a problem."""
    known = {each.name: each for each in fields}
    read = {name: _through(known[name], each, _quoted) for name, each in entered.items()}
    found = values_of(fields, read)
    misfits = [
        problem
        for name, value in found.inputs.items()
        for problem in _misfits(known[name], value, (name,))
    ]
    return FormValues(found.inputs, (*found.problems, *misfits))


def case_problems(fields: Sequence[Field], entered: Mapping[str, Entered]) -> list[EntryProblem]:
    """Return what is wrong with what was entered."""
    return list(case_values(fields, entered).problems)


def changed(entered: Mapping[str, Entered], before: Mapping[str, Entered]) -> dict[str, Entered]:
    """Return what somebody entered: what is not as it was filled in."""
    return {name: each for name, each in entered.items() if not _is_same(each, before.get(name))}


def _is_same(a: Entered, b: Entered) -> bool:
    return a == b or (_is_blank(a) and _is_blank(b))


def _is_blank(entered: Entered) -> bool:
    if isinstance(entered, Mapping):
        return all(map(_is_blank, entered.values()))
    return entered in (None, "", [])


def typed(text: str) -> str:
    """Return FEEL text for what was typed where there is no type: a literal, else the text itself.

    >>> typed("12.50"), typed("Lost at the depot")
    ('12.50', '"Lost at the depot"')
    """
    if not text.strip():
        return ""
    value = _literal(text)
    return to_text(value) if isinstance(value, str) else text


def _literal(text: str) -> Value:
    """Return the value of a FEEL literal, else the text.

    Null: a literal that means nothing, such as a date that there is not.
    """
    try:
        return literals_of([f"value={text}"])["value"]
    except Refusal:
        return None


def _quoted(entered: Entered) -> Entered:
    return typed(entered) if isinstance(entered, str) else entered


def _unquoted(entered: Entered) -> Entered:
    """Return text as one types it where the same is meant without quotes."""
    if not isinstance(entered, str) or not entered.startswith(_QUOTE):
        return entered
    value = _literal(entered)
    return value if isinstance(value, str) and typed(value) == entered else entered


def _through(field_: Field, entered: Entered, change: Callable[[Entered], Entered]) -> Entered:
    """Return what was entered, with the leaves that have no type changed."""
    if field_.is_list and isinstance(entered, Sequence) and not isinstance(entered, str):
        return [_through(field_.item, each, change) for each in entered]
    if field_.components and isinstance(entered, Mapping):
        known = {each.name: each for each in field_.components}
        return {
            name: _through(known[name], each, change) if name in known else each
            for name, each in entered.items()
        }
    is_free = field_.kind == "any" and not field_.is_list
    return change(entered) if is_free else entered


def _misfits(field_: Field, value: Value, path: tuple[str | int, ...]) -> Iterator[EntryProblem]:
    """Give what does not fit the type of the case file."""
    if field_.is_list and isinstance(value, list):
        for at, each in enumerate(value):
            yield from _misfits(field_.item, each, (*path, at))
    elif field_.components and isinstance(value, dict):
        for each in field_.components:
            yield from _misfits(each, value.get(each.name), (*path, each.name))
    elif not field_.components:
        yield from _misfit(field_, value, path)


def _misfit(field_: Field, value: Value, path: tuple[str | int, ...]) -> Iterable[EntryProblem]:
    try:
        fitting(value, field_.type_text.removeprefix("list of "))
    except ValueError as error:
        yield EntryProblem(path, f"this is no {field_.type_text}", str(error), "INVALID_VALUE")
