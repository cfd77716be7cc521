"""Boxed expressions as data to draw: one class for each way the standard draws them.

The one rule: what is here is told to the browser as it is, so it holds texts and numbers only.
Source: DMN 1.5, 7.2 and 10.2
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal, TypeAlias

from ruling_workbench.boxes.boxed_table import TableBox, Text
from ruling_workbench.boxes.rule_pages import RulePage

__all__ = [
    "Box",
    "BoxedLogic",
    "CutBox",
    "FunctionBox",
    "LiteralBox",
    "Part",
    "PartsBox",
    "PartsKind",
    "RelationBox",
    "as_data",
]


@dataclass(frozen=True, slots=True)
class LiteralBox:
    """A text; `note` says what it is besides, such as another language."""

    id: str
    text: Text
    type: str = ""
    note: str = ""
    kind: Literal["literal"] = "literal"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a box: what it is to the whole, the type it is declared with, and its own box.

    `role` is `name` for a name of the model, `word` for a word of the notation, `result` for the
    result of a context, `number` for the place in a list.
    """

    name: str
    role: Literal["name", "word", "result", "number"]
    box: "Box"
    type: str = ""


PartsKind = Literal[
    "context", "invocation", "list", "conditional", "filter", "for", "some", "every"
]


@dataclass(frozen=True, slots=True)
class PartsBox:
    """An expression made of parts, one below the other."""

    kind: PartsKind
    id: str
    parts: tuple[Part, ...]
    type: str = ""
    page: RulePage | None = None


@dataclass(frozen=True, slots=True)
class RelationBox:
    """Contexts as rows; `columns` are names with types."""

    id: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple["Box", ...], ...]
    page: RulePage
    type: str = ""
    kind: Literal["relation"] = "relation"


@dataclass(frozen=True, slots=True)
class FunctionBox:
    """A function: the letter and word of its kind, its parameters with types, its body."""

    id: str
    letter: str
    word: str
    parameters: tuple[tuple[str, str], ...]
    body: "Box"
    type: str = ""
    kind: Literal["function"] = "function"


@dataclass(frozen=True, slots=True)
class CutBox:
    """Nothing to draw, and why."""

    id: str
    note: str
    kind: Literal["cut"] = "cut"


Box: TypeAlias = LiteralBox | TableBox | PartsBox | RelationBox | FunctionBox | CutBox


@dataclass(frozen=True, slots=True)
class BoxedLogic:
    """The logic of an element with its name on the tab."""

    name: str
    kind: Literal["decision", "business knowledge model"]
    type: str
    box: Box

    def tables(self) -> Iterator[TableBox]:
        """Give the decision tables, those within others included."""
        todo: list[Box] = [self.box]
        while todo:
            box = todo.pop(0)
            if isinstance(box, TableBox):
                yield box
            todo[:0] = _inner(box)


def _inner(box: Box) -> Iterable[Box]:
    if isinstance(box, PartsBox):
        return [part.box for part in box.parts]
    if isinstance(box, RelationBox):
        return [each for row in box.rows for each in row]
    return [box.body] if isinstance(box, FunctionBox) else []


# --- to the browser -------------------------------------------------------------------------------


def as_data(value: Any) -> Any:
    """Return boxes as what JSON has; of what is empty, no entry is made."""
    if is_dataclass(value) and not isinstance(value, type):
        entries = ((each.name, as_data(getattr(value, each.name))) for each in fields(value))
        made = {name: each for name, each in entries if not _is_empty(each)}
        return made | ({"said": value.said} if isinstance(value, RulePage) else {})
    if isinstance(value, (list, tuple)):
        return [as_data(each) for each in value]
    return value


def _is_empty(value: Any) -> bool:
    return value is None or value is False or value in ("", [])
