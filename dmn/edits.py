"""Edits of a model's logic as data: texts and rules of it, changed one after the other.

The one rule: an edit holds a place, in words and numbers, and what is to stand there, and nothing
of the model itself; so it can be kept, and made later. `table_draft.py` makes it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any, Literal, TypeAlias, get_args

from dmn.logic_paths import LogicPath

__all__ = [
    "CLAUSE_PARTS",
    "AddRule",
    "CellEdit",
    "ClausePart",
    "Edit",
    "EntryKind",
    "HeaderEdit",
    "RemoveRule",
    "TextEdit",
    "edit_data",
    "edit_of",
]

EntryKind: TypeAlias = Literal["input", "output", "annotation"]
ClausePart: TypeAlias = Literal["expression", "label", "name", "values", "default"]

CLAUSE_PARTS: Mapping[EntryKind, tuple[ClausePart, ...]] = {
    "input": ("expression", "label", "values"),
    "output": ("name", "label", "values", "default"),
    "annotation": ("name",),
}
"""The texts that the clauses of a table have."""


@dataclass(frozen=True, slots=True)
class CellEdit:
    """Another text for one entry of a rule.

    Shape: `element` and `rule` are ids or a name and a number; rules and positions count from 1;
    `path` leads to the table within the element, in the words of traces.
    """

    element: str
    rule: int | str
    kind: EntryKind
    position: int
    text: str
    path: LogicPath = ()


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Another text for a literal expression."""

    element: str
    text: str
    path: LogicPath = ()


@dataclass(frozen=True, slots=True)
class HeaderEdit:
    """Another text in the header of a table; a blank one takes away what may be left out."""

    element: str
    kind: EntryKind
    position: int
    part: ClausePart
    text: str
    path: LogicPath = ()


@dataclass(frozen=True, slots=True)
class AddRule:
    """A new rule; `at` is the number it will have, and entries that are not given are blank."""

    element: str
    at: int
    inputs: Sequence[str] = ()
    outputs: Sequence[str] = ()
    annotations: Sequence[str] = ()
    path: LogicPath = ()


@dataclass(frozen=True, slots=True)
class RemoveRule:
    """A rule taken away."""

    element: str
    rule: int | str
    path: LogicPath = ()


Edit: TypeAlias = CellEdit | TextEdit | HeaderEdit | AddRule | RemoveRule


# --- as plain data --------------------------------------------------------------------------------

_CLASSES: Mapping[str, type[Any]] = {
    "cell": CellEdit,
    "text": TextEdit,
    "header": HeaderEdit,
    "add rule": AddRule,
    "remove rule": RemoveRule,
}
_NAMES = {kind: name for name, kind in _CLASSES.items()}


def edit_data(edit: Edit) -> dict[str, Any]:
    """Return an edit as plain data that JSON can hold; what is empty in it is left out."""
    values = {each.name: getattr(edit, each.name) for each in fields(edit)}
    plain = {
        name: value if isinstance(value, int | str) else list(value)
        for name, value in values.items()
    }
    return {"edit": _NAMES[type(edit)]} | {
        name: value for name, value in plain.items() if value != []
    }


def edit_of(data: Any) -> Edit:
    """Return the edit of plain data.

    Errors: ValueError that says what is wrong.
    """
    named = data.get("edit") if isinstance(data, Mapping) else None
    made_of = _CLASSES.get(str(named))
    if made_of is None:
        raise ValueError(f"'edit' is one of {', '.join(_CLASSES)}, not {named!r:.80}")
    given = {name: value for name, value in data.items() if name != "edit"}
    known = {each.name: each.default is MISSING for each in fields(made_of)}
    missing = [name for name, is_needed in known.items() if is_needed and name not in given]
    if missing:
        raise ValueError(f"an edit of this kind needs {', '.join(missing)}")
    for name, value in given.items():
        if name not in known or not _CHECKS[name](value):
            raise ValueError(f"an edit of this kind has no '{name}' like {value!r:.80}")
    texts = {name: tuple(each) if isinstance(each, list) else each for name, each in given.items()}
    edit: Edit = made_of(**texts)
    return edit


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return type(value) is int


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


_CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "element": _is_text,
    "rule": lambda value: _is_text(value) or _is_number(value),
    "kind": lambda value: value in get_args(EntryKind),
    "position": _is_number,
    "part": lambda value: value in get_args(ClausePart),
    "text": _is_text,
    "at": _is_number,
    "inputs": _are_texts,
    "outputs": _are_texts,
    "annotations": _are_texts,
    "path": _are_texts,
}
