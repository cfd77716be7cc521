"""Which decision of which DMN model a decision task means.

A reference is the id of a CMMN decision element, whose external reference or name tells more, or
directly the id or name of a decision or decision service of a deployed model.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cmmn import model as m
from cmmn.plan import DecisionCall
from dmn.api import Model
from dmn.model import Decision, DecisionService

__all__ = ["BoundModel", "callable_names", "find_decision"]


@dataclass(frozen=True, slots=True)
class BoundModel:
    """A DMN model that cases are bound to, and the hash of its content."""

    model: Model
    sha256: str


def find_decision(
    definitions: m.Definitions, reference: str, models: Mapping[str, BoundModel]
) -> DecisionCall | None:
    """Return the decision or service that is meant; None where no model has it.

    Of several models that have it, the first.
    """
    declared = next((each for each in definitions.decisions if each.id == reference), None)
    for name in _names(declared, reference):
        for key in models:
            call = _in_model(key, models[key], name, declared)
            if call is not None:
                return call
    return None


def callable_names(models: Mapping[str, BoundModel]) -> Iterator[str]:
    """Give every name and id by which a decision or service of these models may be called."""
    for bound in models.values():
        for element in bound.model.definitions.drg_elements:
            if isinstance(element, (Decision, DecisionService)):
                yield from (each for each in (element.id, element.name) if each)


def _names(declared: m.Decision | None, reference: str) -> Iterator[str]:
    if declared is not None and declared.external_ref:
        yield declared.external_ref
        yield declared.external_ref.rpartition("#")[2].rpartition(":")[2]
    yield reference
    if declared is not None and declared.name:
        yield declared.name


def _in_model(
    key: str, bound: BoundModel, name: str, declared: m.Decision | None
) -> DecisionCall | None:
    inputs = tuple(each.name or "" for each in declared.inputs) if declared else ()
    outputs = tuple(each.name or "" for each in declared.outputs) if declared else ()
    for element in bound.model.definitions.drg_elements:
        if name not in (element.id, element.name):
            continue
        if isinstance(element, Decision):
            return DecisionCall(
                bound.model, key, bound.sha256, element.name, False, inputs, outputs
            )
        if isinstance(element, DecisionService):
            return DecisionCall(bound.model, key, bound.sha256, element.name, True, inputs, outputs)
    return None
