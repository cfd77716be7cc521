"""What a model asks for and gives: which inputs its decisions need, and the types of both.

The one place beside `api.py` that looks into a compiled model; it reads, and evaluates nothing.
"""

from collections.abc import Iterable, Mapping

from dmn.api import Model
from dmn.graph import Graph, Key, Node
from dmn.model import InputData
from feel.feel_types import FeelType

__all__ = ["declared_type", "graph_of", "required_inputs", "type_named"]


def graph_of(model: Model) -> Graph:
    """Return the model's requirements graph."""
    return model._compiled.graph  # noqa: SLF001 - the package's own; users have no need of it


def type_named(model: Model, node: Node, type_ref: str | None) -> FeelType:
    """Return the type that a `typeRef` within an element names."""
    types = model._compiled._types  # noqa: SLF001 - the package's own; users have no need of it
    return types[id(node.unit)].of(type_ref)


def declared_type(model: Model, key: Key) -> FeelType:
    """Return the type an input data or a decision is declared with; Any where it has none."""
    node = graph_of(model).nodes[key]
    variable = getattr(node.element, "variable", None)
    return type_named(model, node, None if variable is None else variable.type_ref)


def required_inputs(model: Model, decisions: Iterable[Key]) -> Mapping[Key, FeelType]:
    """Return the types of the input data that decisions need, directly or through others."""
    graph = graph_of(model)
    needed = {
        each.key
        for key in graph.order(decisions)
        for each in graph.nodes[key].requires
        if isinstance(graph.nodes[each.key].element, InputData)
    }
    return {key: declared_type(model, key) for key in model.inputs if key in needed}
