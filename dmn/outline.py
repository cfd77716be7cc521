"""What a model asks for and gives: which inputs its decisions need, and the types of both.

The one place beside `api.py` that looks into a compiled model; it reads, and evaluates nothing.
"""

from collections.abc import Iterable, Mapping

from dmn.api import Model
from dmn.graph import Graph, Key, Node
from feel.feel_types import FeelType

__all__ = ["declared_type", "graph_of", "required_inputs", "type_named"]


def graph_of(model: Model) -> Graph:
    """Return the model's requirements graph."""
    return model.compiled.graph


def type_named(model: Model, node: Node, type_ref: str | None) -> FeelType:
    """Return the type that a `typeRef` within an element names."""
    return model.compiled.types_of(node.unit).of(type_ref)


def declared_type(model: Model, key: Key) -> FeelType:
    """Return the type an input or a decision is declared with; Any where it has none."""
    plan = model.compiled.inputs.get(key)
    if plan is not None:
        return plan.type
    node = graph_of(model).nodes[key]
    return type_named(model, node, node.variable.type_ref if node.variable else None)


def required_inputs(model: Model, decisions: Iterable[Key]) -> Mapping[Key, FeelType]:
    """Return the types of the inputs that decisions need, directly or through others."""
    compiled = model.compiled
    needed = {
        required
        for key in compiled.graph.order(decisions)
        for required in compiled.decisions[key].requires
    }
    return {key: plan.type for key, plan in compiled.inputs.items() if key in needed}
