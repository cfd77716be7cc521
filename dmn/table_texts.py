"""The texts of a decision table, read and replaced: entries of rules, and texts in the header.

The one rule: all else of the table stays as it is, and so does what stands beside the text.
Positions count from 0.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from dmn.edits import ClausePart, EntryKind
from dmn.model import (
    DecisionRule,
    DecisionTable,
    LiteralExpression,
    RuleAnnotation,
    UnaryTests,
)
from dmn.table_clauses import input_place, output_place

__all__ = ["clause_place", "clause_text", "entry_text", "with_entry", "with_header"]

_ENTRIES: Mapping[EntryKind, Callable[..., Any]] = {
    "input": UnaryTests,
    "output": LiteralExpression,
    "annotation": RuleAnnotation,
}


def clause_place(table: DecisionTable, kind: EntryKind | None, position: int) -> str:
    """Return what a location calls a clause."""
    if kind == "input":
        return input_place(table.inputs[position], position)
    if kind == "output":
        return output_place(table.outputs[position])
    return f"annotation {position + 1}"


def entry_text(rule: DecisionRule, kind: EntryKind, position: int) -> str:
    """Return the text of an entry; "" for one that is missing."""
    entries: tuple[Any, ...] = getattr(rule, f"{kind}_entries")
    return (entries[position].text or "") if position < len(entries) else ""


def with_entry(rule: DecisionRule, kind: EntryKind, position: int, text: str) -> DecisionRule:
    """Return a rule with the text of one entry; entries that are missing before it are blank."""
    name = f"{kind}_entries"
    entries: list[Any] = list(getattr(rule, name))
    while len(entries) <= position:
        entries.append(_ENTRIES[kind](text="-" if kind == "input" else ""))
    entries[position] = replace(entries[position], text=text)
    changed: dict[str, Any] = {name: tuple(entries)}
    return replace(rule, **changed)


def with_header(
    table: DecisionTable, kind: EntryKind, position: int, part: ClausePart, text: str
) -> DecisionTable:
    """Return a table with a text of a clause; what may be left out is, where the text is blank."""
    name = f"{kind}s"
    clauses: list[Any] = list(getattr(table, name))
    clauses[position] = _with_part(clauses[position], kind, part, text)
    return table.model_copy(update={name: tuple(clauses)})


def clause_text(clause: Any, kind: EntryKind, part: ClausePart) -> str:
    """Return a text of a clause; "" where there is room for one."""
    value = getattr(clause, _field(kind, part))
    return (value if part in _PLAIN else value and value.text) or ""


def _with_part(clause: Any, kind: EntryKind, part: ClausePart, text: str) -> Any:
    field = _field(kind, part)
    if part in _PLAIN:
        return clause.model_copy(update={field: text if text.strip() else None})
    node = getattr(clause, field) or (UnaryTests() if part == "values" else LiteralExpression())
    is_gone = part != "expression" and not text.strip()
    return clause.model_copy(update={field: None if is_gone else replace(node, text=text)})


_PLAIN = frozenset({"label", "name"})


def _field(kind: EntryKind, part: ClausePart) -> str:
    """Return what the model calls a text of a clause."""
    if part in _PLAIN:
        return part
    return "default_output_entry" if part == "default" else f"{kind}_{part}"
