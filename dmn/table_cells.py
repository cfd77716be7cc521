"""What stands in the cells of a decision table: Python values and FEEL texts, and what they tell.

A str is FEEL text as it is; any other value stands for itself. From texts follow the type that all
literals of a column have, and the names that nothing in the table has.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from feel.conversion import from_natural
from feel.errors import FeelFault, FeelSyntaxError
from feel.feel_types import ANY, BOOLEAN, DATE, NUMBER, STRING, FeelType, type_of
from feel.names import KnownNames
from feel.parser import NO_NAMES, parse_expression, parse_unary_tests
from feel.simple_tests import read_literal, read_tests
from feel.syntax import (
    AtLiteral,
    BooleanLiteral,
    Name,
    Negation,
    Node,
    NullLiteral,
    NumberLiteral,
    RangeLiteral,
    StringLiteral,
    UnaryTest,
)
from feel.temporal import DateTime, parse_temporal
from feel.values import Function, Value, to_string, to_text

__all__ = ["agreed_type", "annotation_text", "cell_text", "undefined_names"]


def cell_text(value: object, column_type: FeelType = ANY) -> str:
    """Return a cell as FEEL text; nothing for None, NaN and blanks.

    Errors: ValueError for what is no literal, such as a list.

    >>> cell_text(18.0), cell_text(True), cell_text("< 18"), cell_text(float("nan"))
    ('18', 'true', '< 18', '')
    """
    if isinstance(value, str):
        return str(value).strip()
    found = _value(value)
    if isinstance(found, str):
        return found.strip()
    if found is None:
        return ""
    if (
        type(found) is Decimal
        and not isinstance(value, Decimal)
        and found == found.to_integral_value()
    ):
        found = found.to_integral_value()  # 18.0 is how floats say 18
    if column_type is DATE and type(found) is DateTime and _is_midnight(found):
        found = found.date  # a data frame knows no dates without a time
    return to_text(found)


def _value(value: object) -> Value:
    faults: list[FeelFault] = []
    found = from_natural(value, lambda _place, fault: faults.append(fault))
    if faults or isinstance(found, list | dict | Function):
        reason = faults[0].message if faults else f"a {type(value).__name__} is no literal"
        raise ValueError(
            f"{reason}; write a number, bool, date, time or duration, or FEEL text as a str"
        )
    return found


def _is_midnight(value: DateTime) -> bool:
    return value.is_local and value.local_key % 86_400 == 0 and not value.time.nanosecond


def annotation_text(value: object) -> str:
    """Return the text of an annotation: a string is not FEEL here, and needs no quotes."""
    return value.strip() if isinstance(value, str) else to_string(_value(value)) or ""


# --- types that cells agree on -------------------------------------------------------------------


def agreed_type(texts: Iterable[str], *, are_outputs: bool = False) -> FeelType:
    """Return the type that all cells have; Any where they differ, or one is no literal.

    >>> agreed_type(["< 18", "[18..65)", "-"]).name, agreed_type(["1", '"one"']).name
    ('number', 'Any')
    """
    types: set[FeelType] = set()
    for text in texts:
        try:
            nodes = _nodes(text, NO_NAMES, is_output=are_outputs)
        except FeelSyntaxError:
            continue  # it cannot be evaluated anyway
        types |= {_literal_type(node) for node in nodes if not isinstance(node, NullLiteral)}
    return types.pop() if len(types) == 1 else ANY


def _tested(text: str, known: KnownNames) -> list[Node]:
    """Return what unary tests compare with: operands, end points and values."""
    tests = read_tests(text) or parse_unary_tests(text, known)
    found: list[Node] = []
    for test in tests.tests:
        if isinstance(test, UnaryTest):
            found.append(test.operand)
        elif isinstance(test, RangeLiteral):
            found += [test.start, test.end]
        else:
            found.append(test)
    return found


_LITERAL_TYPES: dict[type[Node], FeelType] = {
    NumberLiteral: NUMBER,
    StringLiteral: STRING,
    BooleanLiteral: BOOLEAN,
}


def _literal_type(node: Node) -> FeelType:
    if isinstance(node, Negation):
        return NUMBER if isinstance(node.operand, NumberLiteral) else ANY
    if isinstance(node, AtLiteral):
        try:
            return type_of(parse_temporal(node.text))
        except FeelFault:
            return ANY
    return _LITERAL_TYPES.get(type(node), ANY)


# --- names that nothing has ----------------------------------------------------------------------


def undefined_names(
    text: str, names: frozenset[str], known: KnownNames, *, is_output: bool
) -> Iterator[Name]:
    """Give the names that are all of a test, or of an output entry, and are none of `names`."""
    try:
        nodes = _nodes(text, known, is_output=is_output)
    except FeelSyntaxError:
        return  # a problem of the model already
    for node in nodes:
        if isinstance(node, Name) and node.name not in names:
            yield node


def _nodes(text: str, known: KnownNames, *, is_output: bool) -> list[Node]:
    """Return the parts of a cell that hold values: what is tested, or the one output expression."""
    if is_output:
        return [read_literal(text) or parse_expression(text, known)]
    return _tested(text, known)
