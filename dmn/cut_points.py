"""The constants that a model compares an input with: where its outcome may change.

An input is followed to where it is read as it is: through decisions, entries of contexts and
arguments of business knowledge models that only pass it on. The one rule: what is found is a place
to look at, and nothing is claimed of what lies between.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dmn.api import Model
from dmn.decision_table import CompiledTable
from dmn.graph import Key, Node
from dmn.model import BusinessKnowledgeModel
from dmn.outline import graph_of
from dmn.value_limits import NO_CONSTANT, constant_value
from feel.errors import FeelSyntaxError
from feel.syntax import (
    Between,
    Comparison,
    In,
    Invocation,
    Name,
    NamedInvocation,
    Path,
    UnaryTests,
    children,
)
from feel.syntax import Node as Tree
from feel.values import Value, is_ordered, order_keys, to_text

__all__ = ["CutPoints", "cut_points"]

_Chain = tuple[str, ...]
_Place = tuple[str, ...]
_MOST_STEPS = 10_000  # pieces of logic that one input is looked for in
_COMPARING = (Comparison, Between, In)


def cut_points(model: Model, path: Sequence[str], *, decision: Key) -> tuple[Value, ...]:
    """Return the constants that an input, or a part of one, is compared with on the way."""
    return CutPoints(model, decision).of(path)


class CutPoints:
    """Finds the constants that inputs of one decision are compared with."""

    def __init__(self, model: Model, decision: Key) -> None:
        compiled = model.compiled
        self._model = model
        self._decisions = graph_of(model).order([decision])
        self._nodes = {node.place: node for node in graph_of(model).nodes.values()}
        self._trees: dict[_Place, list[tuple[_Place, Tree]]] = {}
        for tree, _, environment, _ in compiled.texts.places:
            if not isinstance(tree, UnaryTests):
                place = environment.path
                self._trees.setdefault(place[:2], []).append((place, tree))
        self._tables: dict[_Place, list[CompiledTable]] = {}
        for table in compiled.texts.tables.values():
            self._tables.setdefault(table.path[:2], []).append(table)

    def of(self, path: Sequence[str]) -> tuple[Value, ...]:
        """Return the constants that an input is compared with, in order, of one kind.

        Where they are of several kinds, it is the kind of most of them.
        """
        search = _Search(self._nodes, self._trees, self._tables)
        key, *inner = path
        for each in self._decisions:
            self._enter(search, each, key, tuple(inner))
        while search.todo and len(search.seen) < _MOST_STEPS:
            found = search.step()
            for required, rest in found:
                for each in self._decisions:
                    self._enter(search, each, required, rest)
        return _of_one_kind(search.constants)

    def _enter(self, search: "_Search", decision: Key, key: Key, inner: _Chain) -> None:
        """Look for a value in a decision that requires it, under the name it has there."""
        plan = self._model.compiled.decisions[decision]
        for name, required in plan.local:
            if required == key:
                search.add(plan.place, (name, *inner))
        for import_name, name, required in plan.imported:
            if required == key:
                search.add(plan.place, (import_name, name, *inner))


@dataclass(slots=True)
class _Search:
    """Where one input is still to be looked for, by the name it has there."""

    nodes: dict[_Place, Node]
    trees: dict[_Place, list[tuple[_Place, Tree]]]
    tables: dict[_Place, list[CompiledTable]]
    todo: list[tuple[_Place, _Chain]] = field(default_factory=list)
    seen: set[tuple[_Place, _Chain]] = field(default_factory=set)
    constants: list[Value] = field(default_factory=list)

    def add(self, place: _Place, chain: _Chain) -> None:
        """Look for a chain of names in an element, once."""
        if (place, chain) not in self.seen:
            self.seen.add((place, chain))
            self.todo.append((place, chain))

    def step(self) -> list[tuple[Key, _Chain]]:
        """Look into one element; return the decisions that pass the value on, and what of it."""
        place, chain = self.todo.pop()
        for table in self.tables.get(place, ()):
            self._table(table, chain)
        passed = []
        for where, tree in self.trees.get(place, ()):
            self._compared(tree, chain)
            self._arguments(place, tree, chain)
            rest = _rest(chain, _chain(tree))
            if rest is None:
                continue
            if where == place:
                passed.append((self.nodes[place].key, rest))
            elif where[-1].startswith("context entry '"):
                self.add(place, (_quoted(where[-1]), *rest))
            elif where[-1].startswith("argument '"):
                self._bound(place, where, rest)
        return passed

    def _table(self, table: CompiledTable, chain: _Chain) -> None:
        for number, clause in enumerate(table.inputs):
            try:
                tree = clause.environment.expression_node(clause.text)
            except FeelSyntaxError:
                continue
            is_itself = _chain(tree) == chain
            if not is_itself and all(_chain(each) != chain for each in _walk(tree)):
                continue
            tests = {id(each): each for each in table.rules.nodes[number]}
            found = (value for each in tests.values() for value in _constants(each))
            # what a text is made into before it is tested is most often like the text itself
            self.constants += (each for each in found if is_itself or type(each) is str)

    def _compared(self, tree: Tree, chain: _Chain) -> None:
        """Keep the constants of comparisons that the value takes part in."""
        for node in _walk(tree):
            if isinstance(node, _COMPARING) and any(_chain(each) == chain for each in _walk(node)):
                self.constants += _constants(node)

    def _arguments(self, place: _Place, tree: Tree, chain: _Chain) -> None:
        """Look into business knowledge models that the value is passed to."""
        for node in _walk(tree):
            if isinstance(node, Invocation) and isinstance(node.function, Name):
                for number, argument in enumerate(node.arguments):
                    rest = _rest(chain, _chain(argument))
                    if rest is not None:
                        self._function(place, node.function.name, number, rest)
            elif isinstance(node, NamedInvocation) and isinstance(node.function, Name):
                for named in node.arguments:
                    rest = _rest(chain, _chain(named.value))
                    if rest is not None:
                        self._function(place, node.function.name, named.name, rest)

    def _bound(self, place: _Place, where: _Place, rest: _Chain) -> None:
        """Look into the function of a boxed invocation."""
        called = (*where[:-1], "function")
        for other, tree in self.trees.get(place, ()):
            if other == called and isinstance(tree, Name):
                self._function(place, tree.name, _quoted(where[-1]), rest)

    def _function(self, place: _Place, name: str, parameter: int | str, rest: _Chain) -> None:
        for required in self.nodes[place].requires:
            found = next((each for each in self.nodes.values() if each.key == required.key), None)
            if found is None or required.name != name:
                continue
            names = _parameters(found)
            if isinstance(parameter, int):
                parameter = names[parameter] if parameter < len(names) else ""
            if parameter in names:
                self.add(found.place, (parameter, *rest))


def _parameters(node: Node) -> list[str]:
    element = node.element
    if not isinstance(element, BusinessKnowledgeModel) or element.encapsulated_logic is None:
        return []
    return [each.name for each in element.encapsulated_logic.formal_parameters]


def _rest(chain: _Chain, read: _Chain) -> _Chain | None:
    """Return what of a chain is left behind the part that is read; None where it is not part."""
    return chain[len(read) :] if read and chain[: len(read)] == read else None


def _quoted(place: str) -> str:
    return place[place.index("'") + 1 : -1]


def _chain(tree: Tree) -> _Chain:
    names: list[str] = []
    while isinstance(tree, Path):
        names.append(tree.name)
        tree = tree.source
    return (tree.name, *reversed(names)) if isinstance(tree, Name) else ()


def _walk(tree: Tree) -> Iterator[Tree]:
    todo = [tree]
    while todo:
        node = todo.pop()
        yield node
        todo.extend(children(node))


def _constants(tree: Tree) -> Iterator[Value]:
    """Give the constants in a tree; a function of literals is one, such as `date("2024-02-29")`."""
    todo = [tree]
    while todo:
        node = todo.pop()
        value = constant_value(node)
        if value is NO_CONSTANT:
            todo.extend(children(node))
        elif value is not None:
            yield value


def _of_one_kind(constants: Sequence[Value]) -> tuple[Value, ...]:
    kinds: dict[type, dict[str, Value]] = {}
    for each in constants:
        if is_ordered(each) or type(each) is bool:
            kinds.setdefault(type(each), {}).setdefault(to_text(each), each)
    if not kinds:
        return ()
    values = list(max(kinds.values(), key=len).values())
    if not is_ordered(values[0]):
        return tuple(values)
    return tuple(sorted(values, key=lambda each: order_keys(each, each)[0]))
