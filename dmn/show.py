"""Draws a model in the terminal: its inputs and types, what requires what, and all decision logic.

How one boxed expression is drawn is in `show_boxed.py`.
"""

from collections.abc import Iterable, Iterator, Sized

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from dmn.api import Model
from dmn.graph import KINDS, Graph, Key, Requirement
from dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    Definitions,
    DMNElementReference,
    InputData,
    ItemDefinition,
)
from dmn.outline import graph_of
from dmn.show_boxed import boxed, parameters_text
from dmn.terminal import indented, plain, shown, table

__all__ = ["draw"]


def draw(model: Model, width: int) -> Iterator[RenderableType]:
    """Give the parts of the drawing of a model, for a terminal of so many columns."""
    definitions = model.definitions
    yield _heading(model)
    yield from _inputs(model)
    yield from _types(definitions)
    yield from _requirements(model)
    yield from _services(model)
    for function in definitions.business_knowledge_models:
        yield from _knowledge(function, width)
    for decision in definitions.decisions:
        yield from _decision(decision, width)


def _heading(model: Model) -> Text:
    definitions = model.definitions
    counted = [
        _counted("decision", definitions.decisions),
        _counted("input", _input_data(model)),
        _counted("business knowledge model", definitions.business_knowledge_models),
        _counted("decision service", definitions.decision_services),
    ]
    about = f"\nDMN {definitions.dialect}, {definitions.namespace}\n"
    about += ", ".join(filter(None, counted)) or "nothing in it"
    return Text.assemble((plain(definitions.name), "bold"), plain(about))


def _counted(kind: str, elements: Sized) -> str:
    if not elements:
        return ""
    return f"{len(elements)} {kind}{'' if len(elements) == 1 else 's'}"


def _section(title: str) -> Rule:
    return Rule(shown(title, "bold"), align="left", style="dim")


# --- inputs and types ----------------------------------------------------------------------------


def _input_data(model: Model) -> list[InputData]:
    """Return the inputs of the model itself, with those that only its tables name."""
    graph = graph_of(model)
    return [
        node.element
        for node in graph.of_kind(InputData)
        if node.unit is graph.main and isinstance(node.element, InputData)
    ]


def _inputs(model: Model) -> Iterator[RenderableType]:
    inputs = _input_data(model)
    if not inputs:
        return
    allowed = {item.name: _allowed(item) for item in model.definitions.item_definitions}
    drawn = table("input", "type", "allowed values")
    for each in inputs:
        type_ref = (each.variable and each.variable.type_ref) or "Any"
        drawn.add_row(shown(each.name), shown(type_ref), shown(allowed.get(type_ref, "")))
    yield _section("Inputs")
    yield drawn


def _allowed(item: ItemDefinition) -> str:
    tests = [each.text for each in (item.allowed_values, item.type_constraint) if each is not None]
    return "; ".join(tests)


def _types(definitions: Definitions) -> Iterator[RenderableType]:
    if not definitions.item_definitions:
        return
    drawn = table("type", "is", "allowed values")
    for item in definitions.item_definitions:
        _add_type(drawn, item, 0)
    yield _section("Item definitions")
    yield drawn


def _add_type(drawn: Table, item: ItemDefinition, level: int) -> None:
    base = item.type_ref or ("context" if item.item_components else "Any")
    if item.function_item is not None:
        function = item.function_item
        result = function.output_type_ref or "Any"
        base = f"function{parameters_text(function.parameters)} -> {result}"
    kind = f"list of {base}" if item.is_collection else base
    drawn.add_row(shown("  " * level + item.name), shown(kind), shown(_allowed(item)))
    for component in item.item_components:
        _add_type(drawn, component, level + 1)


# --- requirements --------------------------------------------------------------------------------


def _requirements(model: Model) -> Iterator[RenderableType]:
    """Give a tree for each decision that no other requires; what was drawn is not drawn twice."""
    graph = graph_of(model)
    decisions = [node.key for node in graph.of_kind(Decision)]
    required = {each.key for node in graph.nodes.values() for each in node.requires}
    tops = [key for key in decisions if key not in required]
    drawn: set[Key] = set()
    trees = [_tree(graph, key, drawn) for key in tops]
    # those in a cycle are all required by another
    trees += [_tree(graph, key, drawn) for key in decisions if key not in drawn]
    if trees:
        yield _section("Requirements")
        yield from trees


_WORDS = {
    BusinessKnowledgeModel: " (business knowledge model)",
    DecisionService: " (decision service)",
    InputData: " (input)",
}


def _tree(graph: Graph, top: Key, drawn: set[Key]) -> Tree:
    root = Tree(_tree_label(graph, top, again=False))
    drawn.add(top)
    todo: list[tuple[Tree, Iterator[Requirement]]] = [(root, iter(graph.nodes[top].requires))]
    while todo:
        branch, requirements = todo[-1]
        following = next(requirements, None)
        if following is None:
            todo.pop()
            continue
        key = following.key
        requires = graph.nodes[key].requires
        again = key in drawn and bool(requires)
        inner = branch.add(_tree_label(graph, key, again=again))
        drawn.add(key)
        if not again and len(todo) < _DEEPEST:
            todo.append((inner, iter(requires)))
    return root


_DEEPEST = 50


def _tree_label(graph: Graph, key: Key, *, again: bool) -> Text:
    element = graph.nodes[key].element
    label = Text(plain(key), style="bold" if isinstance(element, Decision) else "")
    label.append(_WORDS.get(type(element), ""), style="not bold dim")
    if again:
        label.append(" (above)", style="not bold dim")
    return label


def _services(model: Model) -> Iterator[RenderableType]:
    services = model.definitions.decision_services
    if not services:
        return
    drawn = table("service", "given", "gives")
    for each in services:
        given = _names(model, (*each.input_data, *each.input_decisions))
        drawn.add_row(shown(each.name), shown(given), shown(_names(model, each.output_decisions)))
    yield _section("Decision services")
    yield drawn


def _names(model: Model, references: Iterable[DMNElementReference]) -> str:
    graph = graph_of(model)
    found = [(each, graph.resolve(graph.main, each)) for each in references]
    return ", ".join(
        f"{each.href} (not found)" if requirement is None else requirement.key
        for each, requirement in found
    )


# --- logic ---------------------------------------------------------------------------------------


def _knowledge(function: BusinessKnowledgeModel, width: int) -> Iterator[RenderableType]:
    logic = function.encapsulated_logic
    parameters = parameters_text(logic.formal_parameters) if logic else "()"
    yield _section(f"{KINDS[BusinessKnowledgeModel].capitalize()} {function.name}")
    yield indented(shown(parameters, "bold"))
    yield from _about(function.description)
    is_feel = logic is not None and logic.kind == "FEEL"
    yield indented(boxed(logic.body if logic and is_feel else logic, width - 2))


def _decision(decision: Decision, width: int) -> Iterator[RenderableType]:
    type_ref = decision.variable.type_ref if decision.variable else None
    yield _section(f"Decision {decision.name}" + (f": {type_ref}" if type_ref else ""))
    answers = decision.allowed_answers and f"allowed answers: {decision.allowed_answers.strip()}"
    yield from _about(decision.description, decision.question, answers)
    yield indented(boxed(decision.decision_logic, width - 2))


def _about(*texts: str | None) -> Iterator[RenderableType]:
    for text in filter(None, texts):
        yield indented(shown(text.strip(), "italic"))
