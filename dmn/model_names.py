"""Whether a text is FEEL, in a model as a whole: whatever name the model has may stand in it.

The one rule: a name is allowed that stands anywhere in the model, or in one it imports; where it
may be used is for compiling to say.
"""

from collections.abc import Iterable, Iterator

from dmn.environment import known_names
from dmn.item_types import components_of
from dmn.logic_paths import LogicElement, all_logic
from dmn.model import (
    BusinessKnowledgeModel,
    Context,
    DecisionTable,
    Definitions,
    Every,
    Expression,
    For,
    Relation,
    Some,
)
from feel.errors import FeelSyntaxError, Problem
from feel.names import KnownNames
from feel.parser import parse_expression, parse_unary_tests
from feel.simple_tests import read_literal, read_tests

__all__ = ["ModelNames"]


class ModelNames:
    """The names that texts of some models may hold, whatever element they stand in."""

    def __init__(self, models: Iterable[Definitions]) -> None:
        names: set[str] = set()
        components: set[str] = set()
        for each in models:
            names |= {element.name for element in each.drg_elements}
            names |= {imported.name for imported in each.imports}
            components |= components_of(each) | _named_within(each)
        components |= names  # an imported element is a component of its import
        self._known = known_names(frozenset(names), frozenset(components))

    def problem(self, text: str, *, is_test: bool) -> Problem | None:
        """Return why a text is no FEEL; None where it is, or is blank."""
        if not text.strip():
            return None
        known: KnownNames = self._known.occurring(text)
        try:
            if is_test:
                read_tests(text) or parse_unary_tests(text, known)
            else:
                read_literal(text) or parse_expression(text, known)
        except FeelSyntaxError as error:
            return error.problem
        return None


def _named_within(definitions: Definitions) -> set[str]:
    """Return the names that logic gives to its parts: entries, columns, parameters, variables."""
    names: set[str] = set()
    for element in definitions.drg_elements:
        if isinstance(element, LogicElement):
            for _, logic in all_logic(element):
                names |= {name for name in _names_of(logic) if name}
        if isinstance(element, BusinessKnowledgeModel) and element.encapsulated_logic:
            names |= {each.name for each in element.encapsulated_logic.formal_parameters}
    return names


def _names_of(logic: Expression) -> Iterator[str | None]:
    if isinstance(logic, Context):
        yield from (entry.variable.name for entry in logic.context_entries if entry.variable)
    elif isinstance(logic, Relation):
        yield from (column.name for column in logic.columns)
    elif isinstance(logic, DecisionTable):
        yield from (clause.name for clause in logic.outputs)
    elif isinstance(logic, For | Some | Every):
        yield logic.iterator_variable
