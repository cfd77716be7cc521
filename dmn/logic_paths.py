"""Pieces of decision logic by their place: what warnings and traces call them, found and replaced.

A path is what stands in `Location.path` behind the element: `("context entry 'Level'",)`. The one
rule: the words are those that `boxed.py` gives, and where two places would have the same, the later
one is numbered; a function is where its body is.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from dmn.graph import KINDS
from dmn.model import (
    BusinessKnowledgeModel,
    Conditional,
    Context,
    Decision,
    Definitions,
    DRGElement,
    Every,
    Expression,
    Filter,
    For,
    FunctionDefinition,
    Invocation,
    ListExpression,
    Relation,
    Some,
)

__all__ = [
    "LogicElement",
    "LogicPath",
    "all_logic",
    "element_named",
    "logic_at",
    "parts_of",
    "place_of",
    "with_logic",
]

LogicElement: TypeAlias = Decision | BusinessKnowledgeModel
LogicPath: TypeAlias = tuple[str, ...]
_Steps: TypeAlias = tuple[str | int, ...]


def element_named(definitions: Definitions, name: str) -> LogicElement | None:
    """Return the decision or business knowledge model of an id or, where no id is it, a name."""
    elements = [each for each in definitions.drg_elements if isinstance(each, LogicElement)]
    found = next((each for each in elements if each.id == name), None)
    return found or next((each for each in elements if each.name == name), None)


def place_of(element: DRGElement) -> str:
    """Return what a location calls an element."""
    return f"{KINDS[type(element)]} {element.name}"


def logic_at(element: LogicElement, path: LogicPath = ()) -> Expression | None:
    """Return the piece of logic at a path; None where there is none."""
    steps = _steps_to(element, path)
    return None if steps is None else _get(element, steps)


def with_logic(
    definitions: Definitions,
    element: LogicElement,
    path: LogicPath,
    change: Callable[[Expression], Expression],
) -> Definitions:
    """Return the model with one piece of logic changed.

    Errors: LookupError where there is none at the path.
    """
    steps = _steps_to(element, path)
    if steps is None:
        raise LookupError(" > ".join(path))
    changed = _put(element, steps, change(_get(element, steps)))
    elements = (changed if each is element else each for each in definitions.drg_elements)
    return definitions.model_copy(update={"drg_elements": tuple(elements)})


def all_logic(element: LogicElement) -> Iterator[tuple[LogicPath, Expression]]:
    """Give every piece of logic of an element with its path, the outer before the inner."""
    steps = _steps_to(element, ())
    if steps is None:
        return
    todo: list[tuple[LogicPath, Expression]] = [((), _get(element, steps))]
    while todo:
        path, expression = todo.pop()
        yield path, expression
        inner = [((*path, place), _get(expression, steps)) for place, steps in _inner(expression)]
        todo += reversed(inner)


def parts_of(expression: Expression) -> Iterator[tuple[str, Expression]]:
    """Give the pieces directly within a piece of logic, each with its place; functions whole."""
    for place, steps in _parts(expression):
        yield place, _get(expression, steps)


def _inner(expression: Expression) -> Iterator[tuple[str, _Steps]]:
    """Give the places within, and the steps to what is there; of a function to its body."""
    for place, steps in _parts(expression):
        yield place, _into_function(expression, steps)


def _steps_to(element: LogicElement, path: LogicPath) -> _Steps | None:
    name = "decision_logic" if isinstance(element, Decision) else "encapsulated_logic"
    if getattr(element, name) is None:
        return None
    steps = _into_function(element, (name,))
    for wanted in path:
        current = _get(element, steps)
        found = next((inner for place, inner in _parts(current) if place == wanted), None)
        if found is None:
            return None
        steps = _into_function(element, (*steps, *found))
    return steps


def _into_function(root: Any, steps: _Steps) -> _Steps:
    """Return the steps to the body, where they lead to a function that has one."""
    current = _get(root, steps)
    while isinstance(current, FunctionDefinition) and current.body is not None:
        steps, current = (*steps, "body"), current.body
    return steps


def _parts(expression: Expression) -> Iterator[tuple[str, _Steps]]:
    seen: Counter[str] = Counter()
    for place, steps in _named_parts(expression):
        seen[place] += 1
        yield place if seen[place] == 1 else f"{place} ({seen[place]})", steps


def _named_parts(expression: Expression) -> Iterator[tuple[str, _Steps]]:
    if isinstance(expression, Context):
        for at, entry in enumerate(expression.context_entries):
            place = f"context entry '{entry.variable.name or ''}'" if entry.variable else "result"
            yield place, ("context_entries", at, "value")
    elif isinstance(expression, ListExpression):
        for at in range(len(expression.elements)):
            yield f"item {at + 1}", ("elements", at)
    elif isinstance(expression, Relation):
        for at, row in enumerate(expression.rows):
            for number in range(len(row.elements)):
                yield (
                    f"row {at + 1}, {_column(expression, number)}",
                    ("rows", at, "elements", number),
                )
    elif isinstance(expression, Invocation):
        yield from _invocation_parts(expression)
    else:
        for place, name in _CHILDREN.get(type(expression), {}).items():
            yield place, (name, "value")


def _column(relation: Relation, number: int) -> str:
    if number < len(relation.columns):
        return f"column '{relation.columns[number].name or ''}'"
    return f"column {number + 1}"  # a row that is too long: wrong, and there to be edited


def _invocation_parts(expression: Invocation) -> Iterator[tuple[str, _Steps]]:
    if expression.called_function is not None:
        yield "function", ("called_function",)
    for at, binding in enumerate(expression.bindings):
        if binding.binding_formula is not None:
            yield f"argument '{binding.parameter.name}'", ("bindings", at, "binding_formula")


_CHILDREN: dict[type, dict[str, str]] = {
    Conditional: {"if": "if_", "then": "then", "else": "else_"},
    Filter: {"in": "in_", "match": "match"},
    For: {"in": "in_", "return": "return_"},
    Some: {"in": "in_", "satisfies": "satisfies"},
    Every: {"in": "in_", "satisfies": "satisfies"},
}


def _get(root: Any, steps: _Steps) -> Any:
    for step in steps:
        root = root[step] if isinstance(step, int) else getattr(root, step)
    return root


def _put(root: Any, steps: _Steps, new: Any) -> Any:
    """Return what holds a part, with another one in its place."""
    if not steps:
        return new
    step, *others = steps
    if isinstance(step, int):
        return (*root[:step], _put(root[step], tuple(others), new), *root[step + 1 :])
    changed = {step: _put(getattr(root, step), tuple(others), new)}
    return root.model_copy(update=changed)
