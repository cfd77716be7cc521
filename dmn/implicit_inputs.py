"""Inputs that a decision table reads without its model saying so, as many tools save single tables.

Only a decision that requires no input data at all is looked at: where some are declared, another
name is a mistake and not a habit.
"""

from collections.abc import Container, Iterator

from dmn.model import Decision, DecisionTable, InformationItem, InputClause, InputData
from feel.errors import FeelSyntaxError
from feel.functions import BUILT_INS
from feel.parser import parse_expression
from feel.syntax import Name, Path


def implicit_inputs(decision: Decision, known: Container[str]) -> Iterator[InputData]:
    """Give the input data that a decision's table reads beside the names that are known.

    One that an input expression names as it stands has the type of that expression.
    """
    if isinstance(decision.decision_logic, DecisionTable):
        seen: set[str] = set()
        for clause in decision.decision_logic.inputs:
            variable = _variable(clause)
            if variable is None or variable.name in seen:
                continue
            seen.add(variable.name)
            if variable.name not in known and variable.name not in BUILT_INS:
                yield InputData(name=variable.name, variable=variable, line=variable.line)


def _variable(clause: InputClause) -> InformationItem | None:
    """Return the variable that an input expression is, or takes a part of."""
    expression = clause.input_expression
    try:
        node = parse_expression(expression.text or "")
    except FeelSyntaxError:
        return None
    is_part = isinstance(node, Path)
    while isinstance(node, Path):
        node = node.source
    if not isinstance(node, Name):
        return None
    type_ref = None if is_part else expression.type_ref
    return InformationItem(name=node.name, type_ref=type_ref, line=expression.line)
