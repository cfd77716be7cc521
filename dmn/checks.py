"""The static check of a compiled model: every problem there is to tell without evaluating, at once.

An error certainly makes something null; a warning is likely not what was meant; an info is worth
a look.
What the reader and the compiler have found already is not found again here.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from dmn.compiler import ModelCompiler
from dmn.element import Node as ModelNode
from dmn.findings import Findings, Place
from dmn.graph import KINDS, Key, Node, Requirement, Unit
from dmn.logic_checks import check_function, check_logic
from dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionRule,
    DecisionService,
    InputData,
    KnowledgeSource,
    LiteralExpression,
    UnaryTests,
)
from feel.errors import Location, Problem
from feel.feel_types import ANY, FeelType, FunctionType, resolved
from feel.names import normalised
from feel.static_types import ExactContext, KnownFunction, Severity, StaticScope, TimeLeft
from feel.user_functions import HostFunction

__all__ = ["check"]


def check(compiler: ModelCompiler) -> list[Problem]:
    """Return what is wrong with a model and its imports, beside what compiling them has found."""
    problems: list[Problem] = []
    elements = {id(unit): _elements(unit) for unit in compiler.graph.units}
    time_left = TimeLeft()
    for node in compiler.graph.nodes.values():
        problems += _element_problems(node)
        required = {each.key for each in node.requires} | {node.key}
        elsewhere = _Elsewhere(elements[id(node.unit)], required)
        problems += _logic_problems(node, compiler, Findings(elsewhere, time_left))
        if isinstance(node.element, DecisionService):
            problems += _service_problems(node, compiler)
    problems += _unused(compiler)
    for unit in compiler.graph.units:
        problems += _repeated_ids(unit)
    return problems


def _problem(
    node: Node, code: str, message: str, hint: str, severity: Severity = "warning"
) -> Problem:
    return Problem(code, message, Location(node.place), hint, severity, node.element.line)


# --- elements ------------------------------------------------------------------------------------


def _element_problems(node: Node) -> Iterator[Problem]:
    element = node.element
    if isinstance(element, KnowledgeSource):
        return
    variable = element.variable
    if variable is not None and variable.name and variable.name != element.name:
        yield _problem(
            node,
            "NAME_DIFFERS",
            f"its variable is named '{variable.name}', not '{element.name}'",
            f"the name that counts is '{element.name}'; give both the same",
        )
    if isinstance(element, InputData) and (variable is None or not variable.type_ref):
        message = "the input data has no type, so any value is taken"
        yield _problem(node, "NO_TYPE", message, "give its variable a typeRef", "info")
    if isinstance(element, Decision) and element.decision_logic is None:
        message = "the decision has no logic, so it is always null"
        yield _problem(node, "NO_LOGIC", message, "add a literal expression or a decision table")
    yield from _ambiguous_names(node)


_OPERATORS = re.compile(r"\s*(?:\*\*|[-+*/])\s*")


def _ambiguous_names(node: Node) -> Iterator[Problem]:
    """Give a problem for each name such as `a-b` beside names `a` and `b`."""
    names = {normalised(each.name) for each in node.requires if each.import_name is None}
    for name in sorted(names):
        parts = [part for part in _OPERATORS.split(name) if part]
        if len(parts) > 1 and all(part in names for part in parts):
            others = " and ".join(f"'{part}'" for part in dict.fromkeys(parts))
            message = f"'{name}' is read as the one name, never as an expression of {others}"
            hint = "rename one of them, or put spaces and parentheses where the operator is meant"
            yield _problem(node, "AMBIGUOUS_NAME", message, hint)


# --- logic ---------------------------------------------------------------------------------------


def _logic_problems(node: Node, compiler: ModelCompiler, findings: Findings) -> list[Problem]:
    element = node.element
    if isinstance(element, Decision):
        place = _place(node, compiler)
        declared = _declared(node, compiler)
        found = check_logic(element.decision_logic, place, findings, declared)
        findings.fit(found, declared, place)
    elif isinstance(element, BusinessKnowledgeModel) and element.encapsulated_logic is not None:
        place = _place(node, compiler)
        own = _type_of(node, compiler)
        result = own.result if isinstance(own, FunctionType) else ANY
        check_function(element.encapsulated_logic, place, findings, result)
    else:
        return []
    return [*findings.problems, *_unused_requirements(node, findings)]


def _place(node: Node, compiler: ModelCompiler) -> Place:
    """Return where an element's logic stands; looking there leaves the compiled model as it is."""
    names: dict[str, FeelType] = {
        each.name: KnownFunction(each.type.parameters, ANY, tuple(n for n, _ in each.parameters))
        for each in compiler.host_functions.values()
        if isinstance(each, HostFunction)
    }
    imported: dict[str, dict[str, FeelType]] = {}
    for each in node.requires:
        layer = names if each.import_name is None else imported.setdefault(each.import_name, {})
        layer[each.name] = _type_of(compiler.graph.nodes[each.key], compiler)
    names |= {name: ExactContext(entries) for name, entries in imported.items()}
    own: list[str] = []
    if isinstance(node.element, BusinessKnowledgeModel):
        own.append(node.element.name)
        names[node.element.name] = _type_of(node, compiler)
    environment = compiler.scoped(node, own)
    apart = replace(environment, problems=[], texts=replace(environment.texts, places=[]))
    return Place(apart, StaticScope(names), node.element.line)


def _declared(node: Node, compiler: ModelCompiler) -> FeelType:
    return compiler.types_of(node.unit).of(node.variable.type_ref if node.variable else None)


def _type_of(node: Node, compiler: ModelCompiler) -> FeelType:
    """Return the type of what an element is to those that require it."""
    element, declared = node.element, _declared(node, compiler)
    target = resolved(declared)
    result = target.result if isinstance(target, FunctionType) else declared
    if isinstance(element, DecisionService):
        plan = compiler.services[node.key]
        types = tuple(declared for _, declared in plan.parameters)
        return KnownFunction(types, result, tuple(each.name for each, _ in plan.parameters))
    if not isinstance(element, BusinessKnowledgeModel):
        return declared
    if element.encapsulated_logic is None:
        return FunctionType(None, result)
    parameters = element.encapsulated_logic.formal_parameters
    of = compiler.scoped(node).types.of
    names = tuple(each.name or "" for each in parameters)
    return KnownFunction(tuple(of(each.type_ref) for each in parameters), result, names)


class _Elsewhere(Mapping[str, str]):
    """The names of the model and its imports that an element does not require, with their kind."""

    def __init__(self, elements: Mapping[str, tuple[Key, str]], required: set[Key]) -> None:
        self._elements = elements
        self._required = required

    def __getitem__(self, name: str) -> str:
        key, kind = self._elements[name]
        if key in self._required:
            raise KeyError(name)
        return kind

    def __iter__(self) -> Iterator[str]:
        return (name for name, (key, _) in self._elements.items() if key not in self._required)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _elements(unit: Unit) -> dict[str, tuple[Key, str]]:
    """Return the elements with a value by the names that a model has for them."""
    return {
        f"{prefix}{element.name}": (owner.key(element.name), KINDS[type(element)])
        for prefix, owner in [("", unit), *_imports(unit)]
        for element in owner.definitions.drg_elements
        if not isinstance(element, KnowledgeSource)
    }


def _imports(unit: Unit) -> Iterator[tuple[str, Unit]]:
    for name, imported in unit.imports.items():
        yield f"{name}.", imported


# --- what is not used ----------------------------------------------------------------------------


def _unused_requirements(node: Node, findings: Findings) -> Iterator[Problem]:
    if not findings.is_read:
        return
    for each in node.requires:
        if normalised(each.import_name or each.name) not in findings.mentioned:
            yield _problem(
                node,
                "UNUSED_REQUIREMENT",
                f"requires '{_qualified(each)}', which its logic does not use",
                "remove the requirement, or use it",
                "info",
            )


def _qualified(requirement: Requirement) -> str:
    prefix = f"{requirement.import_name}." if requirement.import_name else ""
    return f"{prefix}{requirement.name}"


def _unused(compiler: ModelCompiler) -> Iterator[Problem]:
    """Give what nothing needs; a decision that nothing requires may be what is asked for."""
    used = {each.key for node in compiler.graph.nodes.values() for each in node.requires}
    services = compiler.graph.of_kind(DecisionService)
    offered = {each.key for node in services for each in _members(node, compiler)}
    for node in compiler.graph.nodes.values():
        if node.unit is not compiler.graph.main or node.key in used | offered:
            continue
        what = KINDS[type(node.element)]
        if isinstance(node.element, (InputData, BusinessKnowledgeModel)):
            message = f"nothing requires this {what}"
            hint = "remove it, or require it where it is meant to be used"
            yield _problem(node, "UNUSED", message, hint, "info")


# --- decision services ---------------------------------------------------------------------------


def _members(node: Node, compiler: ModelCompiler) -> Iterator[Requirement]:
    element = node.element
    if not isinstance(element, DecisionService):
        return
    for reference in (
        *element.output_decisions,
        *element.encapsulated_decisions,
        *element.input_decisions,
        *element.input_data,
    ):
        found = compiler.graph.resolve(node.unit, reference)
        if found is not None:
            yield found


def _service_problems(node: Node, compiler: ModelCompiler) -> Iterator[Problem]:
    element = node.element
    if not isinstance(element, DecisionService):
        return
    if not element.output_decisions:
        message = "the decision service has no output decision"
        yield _problem(node, "NO_OUTPUT", message, "list the decisions it offers")
    members = {each.key for each in _members(node, compiler)}
    for key in _needed(node, compiler):
        if key not in members:
            what = KINDS[type(compiler.graph.nodes[key].element)]
            list_name = "input data" if what == "input data" else "encapsulated decisions"
            yield _problem(
                node,
                "NOT_COVERED",
                f"the service needs the {what} '{key}', which it does not list",
                f"add it to its {list_name}",
            )


def _needed(node: Node, compiler: ModelCompiler) -> dict[str, None]:
    """Return the decisions and input data a service's outputs need, up to its input decisions."""
    plan = compiler.services[node.key]
    given = {each.key for each, _ in plan.parameters}
    needed: dict[str, None] = {}
    todo = [each.key for each in plan.outputs]
    while todo:
        key = todo.pop()
        element = compiler.graph.nodes[key].element
        if key not in needed and isinstance(element, (Decision, InputData)):
            needed[key] = None
            if key not in given:
                todo += [each.key for each in compiler.graph.nodes[key].requires]
    return needed


# --- ids -----------------------------------------------------------------------------------------


def _repeated_ids(unit: Unit) -> Iterator[Problem]:
    ids = list(_ids(unit.definitions))
    if len({identifier for identifier, _ in ids}) == len(ids):
        return
    counts = Counter(identifier for identifier, _ in ids)
    lines: dict[str, int | None] = dict(ids)  # the last place is the one that repeats
    for identifier, count in counts.items():
        if count > 1:
            yield Problem(
                "DUPLICATE_ID",
                f"the id '{identifier}' is given {count} times",
                Location((unit.name,)),
                "give each element its own id; a reference finds the first",
                "warning",
                lines[identifier],
            )


def _ids(root: ModelNode) -> Iterator[tuple[str, int | None]]:
    """Give every id of a model with its line; what tables have by the thousand goes directly."""
    todo: list[object] = [root]
    while todo:
        current = todo.pop()
        if isinstance(current, tuple):
            todo.extend(reversed(current))
        elif isinstance(current, (DecisionRule, UnaryTests, LiteralExpression)):
            yield from _entry_ids(current)
        elif isinstance(current, ModelNode):
            identifier: str | None = getattr(current, "id", None)
            if identifier:
                yield identifier, current.line
            todo.extend(reversed([getattr(current, name) for name in type(current).model_fields]))


def _entry_ids(
    each: DecisionRule | UnaryTests | LiteralExpression,
) -> Iterator[tuple[str, int | None]]:
    if each.id:
        yield each.id, each.line
    if isinstance(each, DecisionRule):
        for entry in each.input_entries:
            if entry.id:
                yield entry.id, entry.line
        for value in each.output_entries:
            if value.id:
                yield value.id, value.line
