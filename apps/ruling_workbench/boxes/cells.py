"""Names for the cells of boxed expressions: the way to a cell, the text in it, words for it.

The one rule: a cell's name says where it is and holds nothing of the model, so that a click and an
address can carry it: `entry:2/body#rule:4:input:1`. Numbers count from 1.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from dmn.edits import CLAUSE_PARTS, ClausePart, EntryKind
from dmn.logic_paths import LogicPath, parts_of
from dmn.model import (
    Context,
    DecisionTable,
    Expression,
    FunctionDefinition,
    Invocation,
    ListExpression,
    LiteralExpression,
    Relation,
)
from dmn.table_texts import clause_text, entry_text

__all__ = ["Cell", "cell_id", "cell_of", "child_at", "path_at", "said_cell", "steps_at", "text_at"]

_MOST_CHARACTERS, _MOST_STEPS = 2000, 100
_STEP = re.compile(
    r"(entry|binding|element):[1-9]\d{0,6}|row:[1-9]\d{0,6}:[1-9]\d{0,6}"
    r"|called|body|if|then|else|in|match|return|satisfies"
)
_PART = re.compile(
    r"text|rule:(?P<rule>[1-9]\d{0,6})(:(?P<entry>input|output|annotation):(?P<at>[1-9]\d{0,6}))?"
    r"|(?P<clause>input|output):(?P<number>[1-9]\d{0,6})"
    r":(?P<part>expression|label|values|default|name)"
)
_KINDS: dict[str, EntryKind] = {each: each for each in get_args(EntryKind)}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, taken apart: the steps to its expression, and what of that it is.

    `kind` is of a clause, and None for a literal's text and a whole rule; `part` says which text of
    a clause's header.
    """

    steps: tuple[str, ...]
    rule: int | None = None
    kind: EntryKind | None = None
    column: int = 0
    part: ClausePart | None = None


def cell_id(steps: tuple[str, ...], *part: str | int) -> str:
    """Return the name of a cell."""
    return f"{'/'.join(steps)}#{':'.join(map(str, part))}"


def cell_of(text: str) -> Cell | None:
    """Return the cell of a name; None for what names no cell."""
    if len(text) > _MOST_CHARACTERS:
        return None
    way, mark, part = text.partition("#")
    steps = tuple(way.split("/")) if way else ()
    found = _PART.fullmatch(part)
    if not mark or found is None or len(steps) > _MOST_STEPS:
        return None
    if not all(map(_STEP.fullmatch, steps)):
        return None
    if found["clause"] is not None:
        kind = _KINDS[found["clause"]]
        own = next((each for each in CLAUSE_PARTS[kind] if each == found["part"]), None)
        return Cell(steps, None, kind, int(found["number"]), own) if own else None
    rule = int(found["rule"]) if found["rule"] else None
    if found["entry"] is None:
        return Cell(steps, rule)
    return Cell(steps, rule, _KINDS[found["entry"]], int(found["at"]))


# --- the way to an expression ---------------------------------------------------------------------


def child_at(expression: Expression | None, steps: tuple[str, ...]) -> Expression | None:
    """Return the expression that steps lead to; None where they lead nowhere."""
    found = _way(expression, steps)
    return None if found is None else found[1]


def path_at(expression: Expression | None, steps: tuple[str, ...]) -> LogicPath | None:
    """Return the path, in the words of traces, to where steps lead; None where that is nowhere."""
    found = _way(expression, steps)
    return None if found is None else found[0]


def steps_at(expression: Expression | None, path: LogicPath) -> tuple[str, ...] | None:
    """Return the steps to what a path leads to; None where that is nowhere."""
    steps: tuple[str, ...] = ()
    left = path
    while left or _body(expression) is not None:
        found = next((each for each in _parts(expression) if each[1] == left[: len(each[1])]), None)
        if found is None:
            return None
        step, words, expression = found
        steps, left = (*steps, step), left[len(words) :]
    return steps


def _way(
    expression: Expression | None, steps: tuple[str, ...]
) -> tuple[LogicPath, Expression | None] | None:
    """Return the path to where steps lead, and what is there."""
    path: LogicPath = ()
    for step in steps:
        found = next((each for each in _parts(expression) if each[0] == step), None)
        if found is None:
            return None
        path, expression = path + found[1], found[2]
    return path, expression


def _parts(expression: Expression | None) -> Iterator[tuple[str, LogicPath, Expression]]:
    """Give the pieces directly within an expression: the step there, its words, and what it is."""
    body = _body(expression)
    if body is not None:
        yield "body", (), body  # a path has no words for it
    elif expression is not None:
        for step, (place, part) in zip(_steps(expression), parts_of(expression), strict=True):
            yield step, (place,), part


def _body(expression: Expression | None) -> Expression | None:
    return expression.body if isinstance(expression, FunctionDefinition) else None


def _steps(expression: Expression) -> Iterator[str]:
    """Give the steps to the pieces within an expression, in the order of these."""
    if isinstance(expression, Context):
        yield from (f"entry:{number}" for number, _ in enumerate(expression.context_entries, 1))
    elif isinstance(expression, ListExpression):
        yield from (f"element:{number}" for number, _ in enumerate(expression.elements, 1))
    elif isinstance(expression, Relation):
        for number, row in enumerate(expression.rows, 1):
            yield from (f"row:{number}:{column}" for column, _ in enumerate(row.elements, 1))
    elif isinstance(expression, Invocation):
        yield from ["called"] if expression.called_function is not None else []
        for number, binding in enumerate(expression.bindings, 1):
            yield from [f"binding:{number}"] if binding.binding_formula is not None else []
    else:
        yield from (word for word, _ in parts_of(expression))  # if, then, in, return ...


# --- the text in a cell ---------------------------------------------------------------------------


def text_at(expression: Expression | None, name: str) -> str | None:
    """Return the text in a cell, "" where there is room for one; None where there is no cell."""
    cell = cell_of(name)
    inner = None if cell is None else child_at(expression, cell.steps)
    if cell is None or inner is None:
        return None
    if isinstance(inner, LiteralExpression):
        is_its = cell.kind is None and cell.rule is None and inner.imported_values is None
        return (inner.text or "") if is_its else None
    if not isinstance(inner, DecisionTable) or cell.kind is None:
        return None
    clauses: tuple[Any, ...] = getattr(inner, f"{cell.kind}s")
    if cell.column > len(clauses):
        return None
    if cell.part is not None:
        return clause_text(clauses[cell.column - 1], cell.kind, cell.part)
    if cell.rule is None or cell.rule > len(inner.rules):
        return None
    return entry_text(inner.rules[cell.rule - 1], cell.kind, cell.column - 1)


# --- for people -----------------------------------------------------------------------------------

_WORDS = {"called": "the function", "in": "the collection", "if": "the condition"}


def said_cell(expression: Expression | None, name: str) -> str:
    """Return where a cell is, for people: `Level > rule 4, input 'Score'`; "" for no cell."""
    cell = cell_of(name)
    if cell is None:
        return ""
    places = []
    for depth, step in enumerate(cell.steps):
        places.append(_said_step(child_at(expression, cell.steps[:depth]), step))
    inner = child_at(expression, cell.steps)
    places.append(_said_part(inner, cell) if isinstance(inner, DecisionTable) else "")
    return " > ".join(filter(None, places)) or "the expression"


def _said_step(expression: Expression | None, step: str) -> str:
    name, *numbers = step.split(":")
    if name == "entry" and isinstance(expression, Context):
        entries = expression.context_entries[int(numbers[0]) - 1 :]
        variable = entries[0].variable if entries else None
        return variable.name if variable is not None else "result"
    if name == "binding" and isinstance(expression, Invocation):
        bindings = expression.bindings[int(numbers[0]) - 1 :]
        return f"argument '{bindings[0].parameter.name}'" if bindings else step
    if name == "row" and isinstance(expression, Relation):
        columns = expression.columns[int(numbers[1]) - 1 :]
        named = f"'{columns[0].name}'" if columns else numbers[1]
        return f"row {numbers[0]}, column {named}"
    if name == "element":
        return f"item {numbers[0]}"
    if name == "body" and isinstance(expression, FunctionDefinition):
        return ""
    return _WORDS.get(name, name)


def _said_part(table: DecisionTable, cell: Cell) -> str:
    rule = f"rule {cell.rule}" if cell.rule is not None else ""
    name = _column_name(table, cell, cell.kind) if cell.kind else ""
    column = f"{cell.kind} '{name}'" if name else cell.kind
    what = {"values": "its values", "default": "its default"}.get(cell.part or "", cell.part)
    return ", ".join(filter(None, [rule, column, what]))


def _column_name(table: DecisionTable, cell: Cell, kind: EntryKind) -> str:
    """Return what people call a column; "" for the only one without a name."""
    number = cell.column
    clauses: tuple[Any, ...] = getattr(table, f"{kind}s")
    if number > len(clauses):
        return str(number)
    clause = clauses[number - 1]
    otherwise = str(number) if len(clauses) > 1 else ""
    if kind == "input":
        return clause.label or (clause.input_expression.text or "").strip() or otherwise
    if kind == "output":
        return clause.name or clause.label or table.output_label or otherwise
    return clause.name or otherwise
