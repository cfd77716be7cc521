"""What a decision reads of what it requires: which parts, and whether classes of values are enough.

A table's input clause that tests a variable against constants cannot tell apart two values of one
class; everything else may look at the value itself. The one rule: when in doubt, by value.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import BaseModel

from dmn.compiler import ModelCompiler
from dmn.decision_table import CompiledTable
from dmn.graph import Key, Node
from dmn.item_types import ItemType
from dmn.model import DecisionTable, ItemDefinition
from dmn.rule_index import Cell, Column, cell_of
from dmn.table_clauses import CompiledInput, CompiledOutput
from feel.errors import FeelSyntaxError
from feel.feel_types import FeelType, NamedType, SimpleType, resolved
from feel.parser import parse_unary_tests
from feel.syntax import Name, Path, UnaryTests, children
from feel.syntax import Node as Tree
from feel.temporal import DateTime, Time

__all__ = ["Chain", "ColumnRead", "Reader", "Reads", "Variable", "cells_of_type", "meet", "overlap"]

Chain: TypeAlias = tuple[str, ...]
"""A name and the components it is followed by, as `Applicant.Age`."""

Variable: TypeAlias = tuple[Key, Chain]
"""A part of what a decision requires: the key of an input or a decision, and a path into it."""


def overlap(one: Chain, other: Chain) -> bool:
    """Tell whether one path leads into the other or is the same."""
    return all(a == b for a, b in zip(one, other, strict=False))


def meet(one: Variable, other: Variable) -> bool:
    """Tell whether one variable is part of the other or the same."""
    return one[0] == other[0] and overlap(one[1], other[1])


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """An input clause and its entries: which variables they look at, and how.

    `is_plain` says that the clause is one variable and all its entries are constants; `cells` are
    then all that the value is tested by. Null: no cells where classes of values are not enough.
    """

    clause: CompiledInput
    number: int
    variables: tuple[Variable, ...]
    is_plain: bool
    cells: Sequence[Cell] | None


@dataclass(frozen=True, slots=True)
class Reads:
    """What one decision reads; `table` is its logic where the rules are found column by column.

    `by_value` is what is read beside the columns. Null: `reason` is why classes do not tell the
    answer, empty where they do. `has_tables` is false where no rule can match at all.
    """

    by_value: frozenset[Variable]
    columns: Sequence[ColumnRead]
    calls_host: bool
    table: CompiledTable | None
    has_tables: bool = True
    reason: str = ""

    def variables(self) -> set[Variable]:
        """Return everything that is read."""
        return {*self.by_value, *(each for column in self.columns for each in column.variables)}


class Reader:
    """Finds what the decisions of a compiled model read."""

    def __init__(self, compiled: ModelCompiler) -> None:
        self._compiled = compiled
        self._trees = _trees_by_place(compiled)
        self._type_chains = [
            chain
            for unit in compiled.graph.units
            for item in unit.definitions.item_definitions
            for chain in _chains_of_item(item)
        ]

    def reads(self, key: Key) -> Reads:
        """Return what a decision reads."""
        node = self._compiled.graph.nodes[key]
        if node.fault is not None:
            return Reads(frozenset(), (), calls_host=False, table=None)
        logic: Any = node.element.decision_logic  # type: ignore[union-attr]  # it is a decision
        tables = [
            (found, table)
            for table in _tables_in(logic)
            if (found := self._compiled.texts.tables.get(id(table))) is not None
        ]
        top = next((found for found, table in tables if table is logic), None)
        chains = [*self._type_chains, *self._expression_chains(node, top)]
        for found, _ in tables:
            chains += _chains_of_table(found, is_top=found is top)
        columns = (
            [self._column(key, top, number) for number in range(len(top.inputs))] if top else []
        )
        by_value = {variable for chain in chains for variable in self._variables(key, chain)}
        names = {chain[0] for chain in chains}
        is_askable = top is not None and not any(
            map(_asks_too_much, top.rules.columns, top.rules.nodes)
        )
        if not is_askable:
            by_value |= {each for one in columns if not one.is_plain for each in one.variables}
            columns = [column for column in columns if column.is_plain]
        return Reads(
            frozenset(by_value),
            columns,
            self._calls_host(node, names | _names_in_columns(top)),
            top if is_askable else None,
            bool(tables) or any(each.key in self._compiled.functions for each in node.requires),
            _why_not_by_class(top, columns),
        )

    def _expression_chains(self, node: Node, top: CompiledTable | None) -> Iterator[Chain]:
        """Give what the expressions read, those of the table's own input clauses left out."""
        clauses = {clause.environment.path for clause in top.inputs} if top else set()
        for path, tree in self._trees.get(node.place, ()):
            if path not in clauses:
                yield from _chains(tree)

    def _column(self, key: Key, table: CompiledTable, number: int) -> ColumnRead:
        """Return what a clause and its entries read."""
        clause, column = table.inputs[number], table.rules.columns[number]
        chains = [*_clause_chains(clause), *_chains_of_column(table, number)]
        found = {each: None for chain in chains for each in self._variables(key, chain)}
        is_plain = len(found) == 1 and _is_chain(clause) and not column.open
        cells = _cells(clause, column.cells) if is_plain else None
        return ColumnRead(clause, number, tuple(found), is_plain, cells)

    def _variables(self, key: Key, chain: Chain) -> Iterator[Variable]:
        """Give what a chain of names stands for, where it begins with what the decision sees."""
        plan = self._compiled.decisions[key]
        for name, required in plan.local:
            if name == chain[0]:
                yield required, chain[1:]
        for import_name, name, required in plan.imported:
            if import_name == chain[0] and len(chain) == 1:
                yield required, ()
            elif (import_name, name) == chain[:2]:
                yield required, chain[2:]

    def _calls_host(self, node: Node, names: Collection[str]) -> bool:
        """Tell whether a decision may call a function of the host, itself or through a function."""
        host = self._compiled.host_functions
        if not host:
            return False
        requires = (each.key for each in node.requires)
        return any(key in self._compiled.functions for key in requires) or any(
            name in host for name in names
        )


def _why_not_by_class(table: CompiledTable | None, columns: Sequence[ColumnRead]) -> str:
    if table is None:
        return "it is no decision table"
    if table.rules.open:
        return "an input entry is more than constants"
    if not all(column.is_plain for column in columns) or len(columns) < len(table.inputs):
        return "an input clause is more than a name"
    return ""


_MOST_ASKED = 16


def _asks_too_much(column: Column, nodes: Sequence[UnaryTests]) -> bool:
    """Tell whether a column has more different open entries than are worth asking every time."""
    asked = {id(tests) for cell, tests in zip(column.cells, nodes, strict=True) if cell is None}
    return len(asked) > _MOST_ASKED


# --- where it stands ------------------------------------------------------------------------------


def _trees_by_place(
    compiled: ModelCompiler,
) -> Mapping[tuple[str, ...], list[tuple[tuple[str, ...], Tree]]]:
    """Return the trees of all expressions, with their places, by the decision they stand in."""
    trees: dict[tuple[str, ...], list[tuple[tuple[str, ...], Tree]]] = {
        compiled.graph.nodes[key].place: [] for key in compiled.decisions
    }
    for tree, _, environment, _ in compiled.texts.places:
        if isinstance(tree, UnaryTests):
            continue  # those of equal text are kept once; they are found by their tables
        for length in range(1, len(environment.path) + 1):
            found = trees.get(environment.path[:length])
            if found is not None:
                found.append((environment.path, tree))
    return trees


def _tables_in(element: Any) -> Iterator[DecisionTable]:
    """Give the decision tables in a piece of logic, however deep they stand in it."""
    todo = [element]
    while todo:
        current = todo.pop()
        if isinstance(current, DecisionTable):
            yield current
        elif isinstance(current, BaseModel):
            todo.extend(current.__dict__.values())
        elif isinstance(current, (list, tuple)):
            todo.extend(current)


# --- what is read ---------------------------------------------------------------------------------


def _chains(tree: Tree) -> Iterator[Chain]:
    """Give the names a tree reads, each with the components that follow it."""
    todo = [tree]
    while todo:
        current = todo.pop()
        chain = _chain(current)
        if chain:
            yield chain
        else:
            todo.extend(children(current))


def _chain(tree: Tree) -> Chain:
    """Return the chain that a tree is, or an empty one."""
    names: list[str] = []
    while isinstance(tree, Path):
        names.append(tree.name)
        tree = tree.source
    return (tree.name, *reversed(names)) if isinstance(tree, Name) else ()


def _is_chain(clause: CompiledInput) -> bool:
    return bool(_chain(clause.environment.expression_node(clause.text)))


def _clause_chains(clause: CompiledInput) -> list[Chain]:
    return list(_chains(clause.environment.expression_node(clause.text)))


def _chains_of_table(table: CompiledTable, *, is_top: bool) -> Iterator[Chain]:
    """Give what a table reads beside its expressions; of the top one, not what its columns do."""
    if not is_top:
        for number in range(len(table.inputs)):
            yield from _chains_of_column(table, number)
    for output in table.clauses:
        if output.listed is not None:
            yield from _tests_chains(output, output.listed.text)


def _chains_of_column(table: CompiledTable, number: int) -> Iterator[Chain]:
    """Give what the entries of a column read, and the values its clause allows."""
    cells, nodes = table.rules.columns[number].cells, table.rules.nodes[number]
    asked = {id(tests): tests for cell, tests in zip(cells, nodes, strict=True) if cell is None}
    for tests in asked.values():
        yield from _chains(tests)
    clause = table.inputs[number]
    if clause.allowed is not None:
        yield from _tests_chains(clause, clause.allowed_text)


def _names_in_columns(table: CompiledTable | None) -> set[str]:
    """Return the names that the columns of a table read."""
    if table is None:
        return set()
    return {
        chain[0]
        for number, clause in enumerate(table.inputs)
        for chain in (*_clause_chains(clause), *_chains_of_column(table, number))
    }


def _tests_chains(clause: CompiledInput | CompiledOutput, text: str) -> Iterator[Chain]:
    tests = clause.environment.tests_node(text)
    if tests is not None:
        yield from _chains(tests)


def _chains_of_item(item: ItemDefinition) -> Iterator[Chain]:
    """Give what the tests of an item definition read: they see the names around the value."""
    for tests in (item.allowed_values, item.type_constraint):
        tree = None if tests is None else _parsed(tests.text)
        if tree is not None:
            yield from _chains(tree)
    for component in item.item_components:
        yield from _chains_of_item(component)


# --- what values are tested by --------------------------------------------------------------------


def _cells(clause: CompiledInput, own: Sequence[Cell | None]) -> Sequence[Cell] | None:
    """Return all cells a clause's value is tested by, or None where one is no cell of constants."""
    typed = cells_of_type(clause.type)
    if typed is None or _changes_kind(clause.type) or any(cell is None for cell in own):
        return None
    cells = {id(cell): cell for cell in own if cell is not None}
    found = [*cells.values(), *typed]
    if clause.allowed is not None:
        allowed = clause.environment.tests_node(clause.allowed_text)
        cell = None if allowed is None else cell_of(allowed)
        if cell is None:
            return None
        found.append(cell)
    return found


def _changes_kind(feel_type: FeelType) -> bool:
    """Tell whether a value of one class may become another kind of value, as a date midnight."""
    target = resolved(feel_type)
    return isinstance(target, SimpleType) and target.python in {Time, DateTime}


_LONGEST_ROW_OF_TYPES = 1_000


def cells_of_type(feel_type: FeelType) -> list[Cell] | None:
    """Return the cells of a type's allowed values; None where one is no cell of constants."""
    cells: list[Cell] = []
    for _ in range(_LONGEST_ROW_OF_TYPES):
        if not isinstance(feel_type, NamedType):
            break
        if isinstance(feel_type, ItemType):
            for test, text in (
                (feel_type.allowed, feel_type.allowed_text),
                (feel_type.constraint, feel_type.constraint_text),
            ):
                tree = _parsed(text) if test is not None else UnaryTests(())
                cell = None if tree is None else cell_of(tree)
                if cell is None:
                    return None
                cells.append(cell)
        feel_type = feel_type.resolved
    return cells


def _parsed(text: str) -> UnaryTests | None:
    try:
        return parse_unary_tests(text)
    except FeelSyntaxError:
        return None
