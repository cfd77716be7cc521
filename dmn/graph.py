"""The requirements graph over a model and its imports: what requires what, and in which order.

An element's key is its name in the main model, `import.name` in an imported one. The same imported
model by two routes is one. Dangling references and cycles are problems; what needs them is named.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dmn.implicit_inputs import implicit_inputs
from dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    Definitions,
    DMNElementReference,
    DRGElement,
    Import,
    InformationItem,
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
    def variable(self) -> InformationItem | None:
        """The variable that has the element's value; a knowledge source has none."""
        return None if isinstance(self.element, KnowledgeSource) else self.element.variable

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
        self._implicit: set[Key] = set()
        self._find = find
        self.main = self._add_units(main, name)
        for node in list(self.nodes.values()):
            self._connect(node)
        for node in list(self.nodes.values()):
            if isinstance(node.element, Decision):
                self._add_implicit_inputs(node, node.element)
        self._report_cycles()

    def _add_units(self, definitions: Definitions, name: str) -> Unit:
        """Add a model and all it imports, each after its importer; return the model's unit."""
        main = self._add_unit(definitions, name, "")
        todo = [(main, each) for each in reversed(definitions.imports)]
        while todo:
            unit, each = todo.pop()
            imported = self._by_namespace.get(each.namespace)
            if imported is None and len(self.units) < _MOST_MODELS:
                found = self._find(each.namespace)
                if found is not None:
                    imported = self._add_unit(found, found.name, unit.key(_prefix(each)))
                    todo += [(imported, inner) for inner in reversed(found.imports)]
            if imported is None or each.name in unit.imports:
                self._import_problem(unit, each)
            else:
                unit.imports[each.name] = imported
        return main

    def _add_unit(self, definitions: Definitions, name: str, prefix: str) -> Unit:
        unit = Unit(definitions, name, prefix)
        self.units.append(unit)
        self._by_namespace.setdefault(definitions.namespace, unit)
        for element in definitions.drg_elements:
            self._add_node(unit, element)
        return unit

    def _import_problem(self, unit: Unit, each: Import) -> None:
        location = Location((unit.name, f"import {each.name}"))
        if each.name in unit.imports:
            message, hint = f"the name '{each.name}' is given twice", "give each import its own"
            problem = Problem("DUPLICATE_NAME", message, location, hint, line=each.line)
        else:
            message = f"no model with namespace '{each.namespace}' is at hand"
            hint = "load the folder that holds it"
            problem = Problem("IMPORT_NOT_FOUND", message, location, hint, "warning", each.line)
        self.problems.append(problem)

    def _add_node(self, unit: Unit, element: DRGElement) -> None:
        key = unit.key(element.name)
        if isinstance(element, KnowledgeSource):
            key = f"{key} (knowledge source)"
        node = Node(key, unit, element)
        if key in self.nodes:
            message = f"the name '{element.name}' is given twice"
            self._problem(node, "DUPLICATE_NAME", message, "rename one of them")
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
        return Requirement(key, self.nodes[key].element.name, import_name or None)

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
        self._report_ambiguous(node)

    def _report_ambiguous(self, node: Node) -> None:
        """Report a name that stands for two of the things an element requires."""
        known: dict[tuple[str | None, str], Key] = {}
        for each in node.requires:
            if known.setdefault((each.import_name, each.name), each.key) != each.key:
                message = f"requires two elements named '{each.name}'"
                problem = self._problem(node, "DUPLICATE_NAME", message, "rename one of them")
                node.fault = node.fault or problem

    def _add_implicit_inputs(self, node: Node, decision: Decision) -> None:
        """Let a decision that declares no input require those its table reads."""
        if any(isinstance(self.nodes[each.key].element, InputData) for each in node.requires):
            return
        known = {each.import_name or each.name for each in node.requires}
        for element in implicit_inputs(decision, known):
            key = node.unit.key(element.name)
            if key not in self.nodes:
                self.nodes[key] = Node(key, node.unit, element)
                self._implicit.add(key)
                message = f"reads '{element.name}', which no input data declares: taken as an input"
                hint = "declare it as input data that this decision requires"
                place = Location(node.place)
                self.problems.append(
                    Problem("IMPLICIT_INPUT", message, place, hint, "info", element.line)
                )
            if key in self._implicit:
                node.requires.append(Requirement(key, element.name))

    # --- order -----------------------------------------------------------------------------------

    def order(self, targets: Iterable[Key], given: frozenset[Key] = frozenset()) -> list[Key]:
        """Return the decisions that the targets need, each after those it requires.

        What is given is not looked behind, nor is it in the order.
        """
        done: dict[Key, None] = {}
        entered = set(given)  # in a cycle a decision is met again before it is done
        for target in targets:
            stack: list[tuple[Key, Iterator[Key]]] = []
            self._enter(target, entered, stack)
            while stack:
                key, requires = stack[-1]
                following = next(requires, None)
                if following is None:
                    stack.pop()
                    done[key] = None
                else:
                    self._enter(following, entered, stack)
        return list(done)

    def _enter(self, key: Key, entered: set[Key], stack: list[tuple[Key, Iterator[Key]]]) -> None:
        if key not in entered and self._is_decision(key):
            entered.add(key)
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


def _prefix(each: Import) -> str:
    """Return what keys of an imported model begin with; without a name, it joins its importer."""
    return f"{each.name}." if each.name else ""


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
    """Return the cycles of a graph, each once."""
    search = _CycleSearch(requires)
    for root in requires:
        if root not in search.index:
            search.run(root)
    return search.found


class _CycleSearch:
    """Tarjan's strongly connected components, in a loop: a model's chains may be long."""

    def __init__(self, requires: Mapping[Key, Sequence[Key]]) -> None:
        self.requires = requires
        self.index: dict[Key, int] = {}
        self.low: dict[Key, int] = {}
        self.path: dict[Key, None] = {}
        self.work: list[tuple[Key, Iterator[Key]]] = []
        self.found: list[list[Key]] = []

    def run(self, root: Key) -> None:
        """Look at everything a root leads to."""
        self._visit(root)
        while self.work:
            key, following = self.work[-1]
            other = next(following, None)
            if other is None:
                self._leave(key)
            elif other not in self.index:
                self._visit(other)
            elif other in self.path:
                self.low[key] = min(self.low[key], self.index[other])

    def _visit(self, key: Key) -> None:
        self.index[key] = self.low[key] = len(self.index)
        self.path[key] = None
        self.work.append((key, iter(self.requires[key])))

    def _leave(self, key: Key) -> None:
        self.work.pop()
        if self.work:
            above = self.work[-1][0]
            self.low[above] = min(self.low[above], self.low[key])
        if self.low[key] != self.index[key]:
            return
        component: list[Key] = []
        while not component or component[-1] != key:
            component.append(self.path.popitem()[0])
        if len(component) > 1 or key in self.requires[key]:
            self.found.append(component[::-1])
