"""Draws boxed expressions with box characters: decision tables with all clauses, and the others.

Only the first rules of a large table are drawn, with a line that says how many follow. A table that
is wider than the terminal wraps within its cells; where that is not enough it is drawn in parts.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any

from rich.box import HEAVY_HEAD, SQUARE
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dmn.hit_policy import AGGREGATOR_SIGNS
from dmn.model import (
    Conditional,
    Context,
    DecisionRule,
    DecisionTable,
    Every,
    Expression,
    Filter,
    For,
    FunctionDefinition,
    InformationItem,
    InputClause,
    Invocation,
    ListExpression,
    LiteralExpression,
    OutputClause,
    Relation,
    Some,
)
from dmn.show_widths import parts_of, widths_of
from dmn.terminal import plain, shown

__all__ = ["MOST_RULES", "boxed", "parameters_text"]

MOST_RULES = 50
_NARROWEST = 9  # what a column of a table needs, borders included
_DEEPEST = 40


def boxed(expression: Expression | None, width: int, level: int = 0) -> RenderableType:
    """Return a boxed expression ready to be drawn on so many columns."""
    if expression is None:
        return shown("no expression", "dim italic")
    if level > _DEEPEST:
        return shown("...")
    return _DRAWERS[type(expression)](expression, max(width, _NARROWEST), level)


def parameters_text(parameters: Sequence[InformationItem]) -> str:
    """Return formal parameters with their types: `(age: number, name)`."""
    listed = (
        f"{each.name}: {each.type_ref}" if each.type_ref else each.name for each in parameters
    )
    return f"({', '.join(listed)})"


def _literal(expression: LiteralExpression, _width: int, _level: int) -> RenderableType:
    if expression.imported_values is not None:
        return shown(f"imported from {expression.imported_values.namespace}", "italic")
    return shown(cleandoc(expression.text or ""))


# --- decision tables -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Clause:
    """A column of a decision table: its header, and its entry in a rule."""

    header: Text
    entry: Callable[[DecisionRule], Text]

    def texts(self, table: DecisionTable) -> list[str]:
        """Return all that stands in the column."""
        return [self.header.plain, *(self.entry(each).plain for each in table.rules[:MOST_RULES])]


def _decision_table(expression: DecisionTable, width: int, _level: int) -> RenderableType:
    clauses = _clauses(expression)
    number = max(len(str(min(len(expression.rules), MOST_RULES))), len(_policy(expression)))
    room = max(_NARROWEST, width - number - 4)
    texts = [clause.texts(expression) for clause in clauses]
    parts: list[RenderableType] = [
        _clauses_drawn(expression, clauses[part], widths_of(texts[part], room))
        for part in parts_of(texts, room)
    ]
    left = len(expression.rules) - MOST_RULES
    if left > 0:
        parts.append(shown(f"... {left:,} more rules", "dim"))
    defaults = [
        f"{_output_name(clause, expression) or 'the output'} = {entry.text or ''}"
        for clause in expression.outputs
        if (entry := clause.default_output_entry) is not None
    ]
    if defaults:
        parts.append(shown(f"default: {', '.join(defaults)}", "dim"))
    return Group(*parts)


def _clauses_drawn(
    expression: DecisionTable, clauses: Sequence[_Clause], widths: Sequence[int]
) -> Table:
    """Return the table with some of its clauses, each rule with its number."""
    drawn = Table(box=HEAVY_HEAD, show_lines=True)
    drawn.add_column(Text(_policy(expression), style="bold"), justify="right", no_wrap=True)
    for clause, width in zip(clauses, widths, strict=True):
        drawn.add_column(clause.header, overflow="fold", width=width)
    for number, rule in enumerate(expression.rules[:MOST_RULES], start=1):
        drawn.add_row(str(number), *(clause.entry(rule) for clause in clauses))
    return drawn


def _policy(expression: DecisionTable) -> str:
    """Return the letter of the hit policy as the standard draws it: `U`, `C+`."""
    sign = AGGREGATOR_SIGNS[expression.aggregation] if expression.aggregation else ""
    return expression.hit_policy[0] + sign


def _clauses(expression: DecisionTable) -> list[_Clause]:
    inputs = [
        _Clause(_input_header(clause), _entry_text("input_entries", position))
        for position, clause in enumerate(expression.inputs)
    ]
    outputs = [
        _Clause(_output_header(clause, expression), _entry_text("output_entries", position))
        for position, clause in enumerate(expression.outputs)
    ]
    annotations = [
        _Clause(shown(clause.name or "", "italic dim"), _entry_text("annotation_entries", position))
        for position, clause in enumerate(expression.annotations)
    ]
    return inputs + outputs + annotations


def _entry_text(group: str, position: int) -> Callable[[DecisionRule], Text]:
    def entry(rule: DecisionRule) -> Text:
        entries = getattr(rule, group)
        return shown(entries[position].text or "") if position < len(entries) else Text("")

    return entry


def _input_header(clause: InputClause) -> Text:
    text = (clause.input_expression.text or "").strip()
    label = (clause.label or "").strip() or text
    values = clause.input_values.text if clause.input_values is not None else ""
    # a label is for people; what is tested is the expression
    tested = text if text != label else ""
    return _header(label, "bold", tested, clause.input_expression.type_ref, values)


def _output_name(clause: OutputClause, expression: DecisionTable) -> str:
    return clause.name or clause.label or expression.output_label or ""


def _output_header(clause: OutputClause, expression: DecisionTable) -> Text:
    name = _output_name(clause, expression)
    values = clause.output_values.text if clause.output_values is not None else ""
    return _header(f"→ {name}".rstrip(), "bold cyan", clause.type_ref, values)


def _header(name: str, style: str, *lines: str | None) -> Text:
    header = Text(plain(name), style=style, overflow="fold")
    for line in filter(None, lines):
        header.append(f"\n{plain(line)}", style="not bold dim")
    return header


# --- the other boxed expressions -----------------------------------------------------------------


def _grid(rows: Iterator[tuple[str, Expression | None]], width: int, level: int) -> Table:
    """Return expressions below each other, each after what it is to the whole.

    Where that leaves little room, each stands under what it is.
    """
    listed = list(rows)
    longest = max((cell_len(name) for name, _ in listed), default=1)
    names = min(longest, max(8, width // 3))
    room = width - names - _GRID_BORDERS
    drawn = Table(box=SQUARE, show_header=False, show_lines=True)
    if room < _LITTLE_ROOM:
        drawn.add_column(overflow="fold")
        for name, expression in listed:
            inner = boxed(expression, width - _BOX_BORDERS, level + 1)
            drawn.add_row(Group(shown(name, "bold"), inner))
        return drawn
    drawn.add_column(overflow="fold", width=names)
    drawn.add_column(overflow="fold")
    for name, expression in listed:
        drawn.add_row(shown(name, "bold"), boxed(expression, room, level + 1))
    return drawn


_GRID_BORDERS, _BOX_BORDERS = 7, 4
_LITTLE_ROOM = 24


def _context(expression: Context, width: int, level: int) -> RenderableType:
    def rows() -> Iterator[tuple[str, Expression | None]]:
        for entry in expression.context_entries:
            variable = entry.variable
            name = "result" if variable is None else variable.name
            typed = variable is not None and variable.type_ref
            yield (f"{name}: {typed}" if typed else name), entry.value

    return _grid(rows(), width, level)


def _relation(expression: Relation, width: int, level: int) -> RenderableType:
    drawn = Table(box=HEAVY_HEAD, show_lines=True)
    for column in expression.columns:
        drawn.add_column(_header(column.name, "bold", column.type_ref), overflow="fold")
    inner = width // max(1, len(expression.columns))
    for row in expression.rows[:MOST_RULES]:
        drawn.add_row(*(boxed(each, inner, level + 1) for each in row.elements))
    left = len(expression.rows) - MOST_RULES
    return Group(drawn, shown(f"... {left:,} more rows", "dim")) if left > 0 else drawn


def _list(expression: ListExpression, width: int, level: int) -> RenderableType:
    drawn = Table(box=SQUARE, show_header=False, show_lines=True)
    drawn.add_column(overflow="fold")
    for each in expression.elements[:MOST_RULES]:
        drawn.add_row(boxed(each, width - _BOX_BORDERS, level + 1))
    left = len(expression.elements) - MOST_RULES
    return Group(drawn, shown(f"... {left:,} more items", "dim")) if left > 0 else drawn


def _invocation(expression: Invocation, width: int, level: int) -> RenderableType:
    def rows() -> Iterator[tuple[str, Expression | None]]:
        yield "invoke", expression.called_function
        for binding in expression.bindings:
            yield binding.parameter.name, binding.binding_formula

    return _grid(rows(), width, level)


def _function(expression: FunctionDefinition, width: int, level: int) -> RenderableType:
    kind = "function" if expression.kind == "FEEL" else f"{expression.kind} function"
    head = shown(f"{kind} {parameters_text(expression.formal_parameters)}", "bold")
    return Group(head, boxed(expression.body, width, level + 1))


def _for(expression: For, width: int, level: int) -> RenderableType:
    head = f"for {expression.iterator_variable or '?'} in"
    parts = [(head, expression.in_.value), ("return", expression.return_.value)]
    return _grid(iter(parts), width, level)


def _quantified(expression: Some | Every, width: int, level: int) -> RenderableType:
    word = "some" if isinstance(expression, Some) else "every"
    head = f"{word} {expression.iterator_variable or '?'} in"
    parts = [(head, expression.in_.value), ("satisfies", expression.satisfies.value)]
    return _grid(iter(parts), width, level)


def _conditional(expression: Conditional, width: int, level: int) -> RenderableType:
    parts = [
        ("if", expression.if_.value),
        ("then", expression.then.value),
        ("else", expression.else_.value),
    ]
    return _grid(iter(parts), width, level)


def _filter(expression: Filter, width: int, level: int) -> RenderableType:
    parts = [("filter", expression.in_.value), ("match", expression.match.value)]
    return _grid(iter(parts), width, level)


_DRAWERS: dict[type, Callable[[Any, int, int], RenderableType]] = {
    LiteralExpression: _literal,
    DecisionTable: _decision_table,
    Context: _context,
    Relation: _relation,
    ListExpression: _list,
    Invocation: _invocation,
    FunctionDefinition: _function,
    Conditional: _conditional,
    For: _for,
    Some: _quantified,
    Every: _quantified,
    Filter: _filter,
}
