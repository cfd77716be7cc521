"""The requirements graph over a model and its imports: what each element requires, and in which order.

An element's key is its name in the main model, `import.name` in an imported one. The same imported
model by two routes is one. Dangling references and cycles are problems; what needs them is named.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    Definitions,
    DMNElementReference,
    DRGElement,
    InputData,
    KnowledgeSource,
)
from feel.errors import Location, Problem

Key = str
FindModel = Callable[[str], Definitions | None]

KINDS = {
    Decision: "decision",
    InputData: "input data",
    BusinessKnowledgeModel: "business knowledge model",
    DecisionService: "decision service",
    KnowledgeSource: "knowledge source",
}
_MOST_MODELS = 1000


@dataclass(slots=True)
class Unit:
    """A model, the prefix of its keys, and the models it imports by the names it gives them."""

    definitions: Definitions
    name: str
    prefix: str = ""
    imports: dict[str, "Unit"] = field(default_factory=dict)

    def key(self, name: str) -> Key:
        """Return the key of an element of this model."""
        return f"{self.prefix}{name}"


@dataclass(slots=True)
class Requirement:
    """What an element requires: the key, and the name it has in there: `import` and name."""

    key: Key
    name: str
    import_name: str | None = None


@dataclass(slots=True)
class Node:
    """An element with the model it is of, what it requires, and what is wrong with that."""

    key: Key
    unit: Unit
    element: DRGElement
    requires: list[Requirement] = field(default_factory=list)
    fault: Problem | None = None

    @property
    def place(self) -> tuple[str, ...]:
        """Where the element is."""
        return (self.unit.name, f"{KINDS[type(self.element)]} {self.element.name}")


class Graph:
    """All elements of a model and its imports by key."""

    def __init__(self, main: Definitions, name: str, find: FindModel) -> None:
        self.problems: list[Problem] = []
        self.nodes: dict[Key, Node] = {}
        self.units: list[Unit] = []
        self._by_namespace: dict[str, Unit] = {}
        self._by_id: dict[tuple[int, str], Key] = {}
        self._find = find
        self.main = self._add_unit(main, name, "")
        for node in list(self.nodes.values()):
            self._connect(node)
        self._report_cycles()

    def _add_unit(self, definitions: Definitions, name: str, prefix: str) -> Unit:
        unit = Unit(definitions, name, prefix)
        self.units.append(unit)
        self._by_namespace.setdefault(definitions.namespace, unit)
        for element in definitions.drg_elements:
            self._add_node(unit, element)
        for each in definitions.imports:
            self._add_import(unit, each.name, each.namespace, each.line)
        return unit

    def _add_import(self, unit: Unit, name: str, namespace: str, line: int | None) -> None:
        known = self._by_namespace.get(namespace)
        if known is None and len(self.units) < _MOST_MODELS:
            found = self._find(namespace)
            if found is not None:
                known = self._add_unit(found, found.name, unit.key(f"{name}."))
        if known is None:
            self.problems.append(
                Problem(
                    "IMPORT_NOT_FOUND",
                    f"no model with namespace '{namespace}' is at hand",
                    Location((unit.name, f"import {name}")),
                    "load the folder that holds it",
                    severity="warning",
                    line=line,
                )
            )
        else:
            unit.imports[name] = known

    def _add_node(self, unit: Unit, element: DRGElement) -> None:
        key = unit.key(element.name)
        if isinstance(element, KnowledgeSource):
            key = f"{key} (knowledge source)"
        node = Node(key, unit, element)
        if key in self.nodes:
            self._problem(node, "DUPLICATE_NAME", f"the name '{element.name}' is given twice")
            key = f"{key}#{len(self.nodes)}"
            node.key = key
        self.nodes[key] = node
        if element.id:
            self._by_id.setdefault((id(unit), element.id), key)

    def _problem(self, node: Node, code: str, message: str, hint: str = "") -> Problem:
        problem = Problem(code, message, Location(node.place), hint, line=node.element.line)
        self.problems.append(problem)
        return problem

    # --- references ------------------------------------------------------------------------------

    def resolve(self, unit: Unit, reference: DMNElementReference) -> Requirement | None:
        """Return what a reference points to, or None where it dangles."""
        namespace, _, identifier = reference.href.rpartition("#")
        target, import_name = unit, None
        if namespace and namespace != unit.definitions.namespace:
            for name, imported in unit.imports.items():
                if imported.definitions.namespace == namespace:
                    target, import_name = imported, name
                    break
            else:
                return None
        key = self._by_id.get((id(target), identifier))
        if key is None:
            return None
        return Requirement(key, self.nodes[key].element.name, import_name)

    def _connect(self, node: Node) -> None:
        for reference, what in _references(node.element):
            requirement = self.resolve(node.unit, reference)
            if requirement is None:
                problem = self._problem(
                    node,
                    "DANGLING_REFERENCE",
                    f"requires {what} '{reference.href}', which does not exist",
                    "point to the id of an element of this model or of one it imports",
                )
                node.fault = node.fault or problem
            elif not isinstance(self.nodes[requirement.key].element, KnowledgeSource):
                node.requires.append(requirement)

    # --- order -----------------------------------------------------------------------------------

    def order(self, targets: Iterable[Key], given: frozenset[Key] = frozenset()) -> list[Key]:
        """Return the decisions that the targets need, each after those it requires.

        What is given is not looked behind, nor is it in the order.
        """
        done: dict[Key, None] = {}
        for target in targets:
            stack: list[tuple[Key, Iterator[Key]]] = []
            self._enter(target, given, done, stack)
            while stack:
                key, requires = stack[-1]
                following = next(requires, None)
                if following is None:
                    stack.pop()
                    done[key] = None
                elif all(key != following for key, _ in stack):
                    self._enter(following, given, done, stack)
        return list(done)

    def _enter(
        self,
        key: Key,
        given: frozenset[Key],
        done: Mapping[Key, None],
        stack: list[tuple[Key, Iterator[Key]]],
    ) -> None:
        if key not in given and key not in done and self._is_decision(key):
            stack.append((key, iter([each.key for each in self.nodes[key].requires])))

    def _is_decision(self, key: Key) -> bool:
        return isinstance(self.nodes[key].element, Decision)

    def _report_cycles(self) -> None:
        for cycle in cycles({key: self._required_decisions(key) for key in self.nodes}):
            names = " -> ".join([*cycle, cycle[0]])
            for key in cycle:
                node = self.nodes[key]
                problem = self._problem(node, "CYCLE", f"requires itself: {names}")
                node.fault = node.fault or problem

    def _required_decisions(self, key: Key) -> list[Key]:
        if not self._is_decision(key):
            return []
        return [each.key for each in self.nodes[key].requires if self._is_decision(each.key)]

    def of_kind(self, kind: type) -> list[Node]:
        """Return the elements of a kind, the main model's first, in file order."""
        return [node for node in self.nodes.values() if isinstance(node.element, kind)]


def _references(element: DRGElement) -> Iterator[tuple[DMNElementReference, str]]:
    if isinstance(element, Decision):
        for requirement in element.information_requirements:
            if requirement.required_decision is not None:
                yield requirement.required_decision, "decision"
            if requirement.required_input is not None:
                yield requirement.required_input, "input data"
    if isinstance(element, (Decision, BusinessKnowledgeModel)):
        for knowledge in element.knowledge_requirements:
            yield knowledge.required_knowledge, "knowledge"


def cycles(requires: Mapping[Key, Sequence[Key]]) -> list[list[Key]]:
    """Return the cycles of a graph, each once (Tarjan's strongly connected components, in a loop)."""
    index: dict[Key, int] = {}
    low: dict[Key, int] = {}
    path: list[Key] = []
    found: list[list[Key]] = []
    for root in requires:
        work: list[tuple[Key, Iterator[Key]]] = []
        if root not in index:
            _visit(root, requires, index, low, path, work)
        while work:
            key, following = work[-1]
            other = next(following, None)
            if other is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[key])
                if low[key] == index[key]:
                    component = path[path.index(key) :]
                    del path[path.index(key) :]
                    if len(component) > 1 or key in requires[key]:
                        found.append(component)
            elif other not in index:
                _visit(other, requires, index, low, path, work)
            elif other in path:
                low[key] = min(low[key], index[other])
    return found


def _visit(
    key: Key,
    requires: Mapping[Key, Sequence[Key]],
    index: dict[Key, int],
    low: dict[Key, int],
    path: list[Key],
    work: list[tuple[Key, Iterator[Key]]],
) -> None:
    index[key] = low[key] = len(index)
    path.append(key)
    work.append((key, iter(requires[key])))
