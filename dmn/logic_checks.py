"""Static checks of decision logic: every boxed expression is walked as it would be evaluated.

Names and types are those the compiled model has at the same place; nothing is evaluated
but constants.
"""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from dmn.boxed import is_feel
from dmn.findings import Findings, Place
from dmn.model import (
    Conditional,
    Context,
    DecisionTable,
    Every,
    Expression,
    Filter,
    For,
    FunctionDefinition,
    InformationItem,
    Invocation,
    ListExpression,
    LiteralExpression,
    Relation,
    Some,
)
from dmn.table_checks import check_table
from feel.analysis import tolerable
from feel.feel_types import ANY, BOOLEAN, FeelType, ListType, RangeType
from feel.static_types import ExactContext, KnownFunction, filter_scope, item_of

__all__ = ["check_function", "check_logic"]


def check_logic(
    expression: Expression | None,
    place: Place,
    findings: Findings,
    declared: FeelType = ANY,
) -> FeelType:
    """Look at an expression and return its type; `declared` is that of what it defines."""
    if expression is None:
        return ANY
    place = place.on(expression.line)
    own = findings.type(expression.type_ref, place)
    if isinstance(expression, DecisionTable):
        return check_table(expression, place, findings, own if expression.type_ref else declared)
    found = _CHECKS[type(expression)](expression, place, findings)
    return findings.fit(found, own, place)


def _defined(
    expression: Expression | None, variable: InformationItem, place: Place, findings: Findings
) -> FeelType:
    """Look at the logic of a variable and return the variable's type."""
    place = place.on(variable.line)
    declared = findings.type(variable.type_ref, place)
    return findings.fit(check_logic(expression, place, findings, declared), declared, place)


def _literal(expression: LiteralExpression, place: Place, findings: Findings) -> FeelType:
    if not is_feel(expression):
        findings.is_read = False
        return ANY
    if expression.text is None or not expression.text.strip():
        return ANY
    return findings.expression(expression.text, place)


def _context(context: Context, place: Place, findings: Findings) -> FeelType:
    entries: dict[str, FeelType] = {}
    for entry in context.context_entries:
        if entry.variable is None:
            return check_logic(entry.value, place.inner("result"), findings)
        name = entry.variable.name or ""
        inner = place.inner(f"context entry '{name}'")
        entries[name] = _defined(entry.value, entry.variable, inner, findings)
        place = place.inner(names={name: entries[name]})
    return ExactContext(entries)


def _list(expression: ListExpression, place: Place, findings: Findings) -> FeelType:
    items = [
        check_logic(item, place.inner(f"item {number}"), findings)
        for number, item in enumerate(expression.elements, start=1)
    ]
    same = bool(items) and all(item == items[0] for item in items)
    return ListType(items[0] if same else ANY)


def _relation(relation: Relation, place: Place, findings: Findings) -> FeelType:
    columns = [
        (column.name or "", findings.type(column.type_ref, place.on(column.line)))
        for column in relation.columns
    ]
    for number, row in enumerate(relation.rows, start=1):
        if len(row.elements) != len(columns):
            message = f"the row has {len(row.elements)} cells, the relation {len(columns)} columns"
            hint = "give one cell for each column"
            findings.report(place.inner(f"row {number}").on(row.line), "ROW_SHAPE", message, hint)
        for (name, declared), cell in zip(columns, row.elements, strict=False):
            inner = place.inner(f"row {number}, column '{name}'")
            found = check_logic(cell, inner, findings)
            findings.fit(found, declared, inner.on(cell.line))
    return ListType(ExactContext(dict(columns)))


def _invocation(invocation: Invocation, place: Place, findings: Findings) -> FeelType:
    names = []
    for binding in invocation.bindings:
        names.append(binding.parameter.name or "")
        inner = place.inner(f"argument '{names[-1]}'")
        _defined(binding.binding_formula, binding.parameter, inner, findings)
    function = invocation.called_function
    inner = place.inner("function").on(function.line if function else None)
    if not isinstance(function, LiteralExpression) or not function.text:
        check_logic(function, inner, findings)
        return ANY
    node = findings.node(function.text, inner)
    if node is None:
        return ANY
    analysis = findings.analysis(function.text, inner)
    callee = analysis.callee(node, inner.scope)
    analysis.named_arguments(node, callee, names)
    findings.take(analysis, inner)
    return callee.result if isinstance(callee, KnownFunction) else ANY


def check_function(
    definition: FunctionDefinition, place: Place, findings: Findings, result: FeelType = ANY
) -> KnownFunction:
    """Look at a function definition and return its type."""
    parameters = {
        each.name or "": findings.type(each.type_ref, place.on(each.line))
        for each in definition.formal_parameters
    }
    inner = place.inner(names=parameters)
    found = check_logic(definition.body, inner, findings, result)
    if definition.kind == "FEEL" and definition.body is not None:
        findings.fit(found, result, inner.on(definition.body.line))
    return KnownFunction(tuple(parameters.values()), result, tuple(parameters))


def _conditional(conditional: Conditional, place: Place, findings: Findings) -> FeelType:
    inner = place.inner("if")
    condition = check_logic(conditional.if_.value, inner, findings)
    findings.fit(condition, BOOLEAN, inner, "warning")
    then = check_logic(conditional.then.value, place.inner("then"), findings)
    otherwise = check_logic(conditional.else_.value, place.inner("else"), findings)
    return then if then == otherwise else ANY


def _collection(
    expression: Filter | For | Some | Every, place: Place, findings: Findings
) -> FeelType:
    inner = place.inner("in")
    found = check_logic(expression.in_.value, inner, findings)
    if isinstance(expression, Filter):
        return item_of(found)
    declared = findings.type(expression.in_.type_ref, inner)
    item = item_of(findings.fit(found, declared, inner))
    return item.point if isinstance(item, RangeType) else item


def _filter(expression: Filter, place: Place, findings: Findings) -> FeelType:
    item = _collection(expression, place, findings)
    scope = filter_scope(item, place.scope)
    inner = place.inner("match", names={"item": item}).seeing(scope)
    before = len(findings.problems)
    condition = check_logic(expression.match.value, inner, findings)
    # an item whose condition is null is left out
    findings.problems[before:] = map(tolerable, findings.problems[before:])
    return ListType(item) if condition is BOOLEAN else ANY


def _for(expression: For, place: Place, findings: Findings) -> FeelType:
    item = _collection(expression, place, findings)
    names = {expression.iterator_variable or "": item, "partial": ListType(ANY)}
    return ListType(
        check_logic(expression.return_.value, place.inner("return", names=names), findings)
    )


def _quantified(expression: Some | Every, place: Place, findings: Findings) -> FeelType:
    item = _collection(expression, place, findings)
    names = {expression.iterator_variable or "": item}
    check_logic(expression.satisfies.value, place.inner("satisfies", names=names), findings)
    return BOOLEAN


_CHECKS: MappingProxyType[type, Callable[[Any, Place, Findings], FeelType]] = MappingProxyType(
    {
        LiteralExpression: _literal,
        Context: _context,
        ListExpression: _list,
        Relation: _relation,
        Invocation: _invocation,
        FunctionDefinition: check_function,
        Conditional: _conditional,
        Filter: _filter,
        For: _for,
        Some: _quantified,
        Every: _quantified,
    }
)
