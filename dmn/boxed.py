"""The boxed expressions but decision tables: model -> closure, each converted to its declared type.

Source: DMN 1.5, 7.3 and 10.2
"""

from collections.abc import Callable, Sequence
from typing import Any

from dmn.allowed_values import check_allowed, is_constrained
from dmn.decision_table import compile_table
from dmn.environment import Environment, Evaluator, broken, typed, within
from dmn.hit_policy import POLICIES
from dmn.model import (
    Conditional,
    Context,
    ContextEntry,
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
from feel.closures.closure import named
from feel.errors import FeelFault, Location
from feel.feel_types import ANY, FeelType
from feel.iteration import as_domain, filtered, for_each, quantify
from feel.scope import Scope
from feel.user_functions import TypedName, UserFunction, external_function
from feel.values import Function, Value, described

_FEEL_LANGUAGES = ("/FEEL", "feel", "FEEL")


def compile_boxed(
    expression: Expression | None, environment: Environment, declared: FeelType = ANY
) -> Evaluator:
    """Return the closure of an expression; `declared` is the type of what it defines."""
    if expression is None:
        return lambda _scope: None
    if isinstance(expression, DecisionTable):
        own = environment.types.of(expression.type_ref)
        item = _item_of(own if expression.type_ref else declared, expression)
        return typed(compile_table(expression, environment, item), own)
    evaluate = _COMPILERS[type(expression)](expression, environment)
    return typed(evaluate, environment.types.of(expression.type_ref))


def _item_of(declared: FeelType, table: DecisionTable) -> FeelType:
    """Return what a single output entry must be: the table's type, unless the table collects."""
    return ANY if POLICIES[table.hit_policy].many else declared


def is_feel(expression: LiteralExpression) -> bool:
    """Tell whether an expression is in FEEL, which one without a language is."""
    language = expression.expression_language
    return not language or language.rstrip("/").endswith(_FEEL_LANGUAGES)


def _literal(expression: LiteralExpression, environment: Environment) -> Evaluator:
    if not is_feel(expression):
        return broken(
            environment.problem(
                "LANGUAGE",
                f"expressions in {expression.expression_language} are not executed",
                "write it in FEEL",
                expression.line,
            )
        )
    if expression.text is None or not expression.text.strip():
        return lambda _scope: None
    return environment.expression(expression.text, expression.line)


def _context(context: Context, environment: Environment) -> Evaluator:
    entries: list[tuple[str | None, Evaluator]] = []
    inner = environment
    for entry in context.context_entries:
        name, evaluate = _context_entry(entry, inner)
        entries.append((name, evaluate))
        if name is not None:
            inner = inner.inner(names=[name])
    names = [name for name, _ in entries if name is not None]
    duplicate = next((name for name in names if names.count(name) > 1), None)
    if duplicate is not None:
        return broken(
            environment.problem(
                "DUPLICATE_NAME",
                f"the context has two entries '{duplicate}'",
                "rename one of them",
                context.line,
            )
        )

    def evaluate_context(scope: Scope) -> Value:
        value: dict[str, Value] = {}
        inner_scope = scope.inner(value)
        for name, evaluate in entries:
            if name is None:  # the entry without a variable is the result
                return evaluate(inner_scope)
            value[name] = named(name, evaluate(inner_scope))
        return value

    return evaluate_context


def _context_entry(entry: ContextEntry, environment: Environment) -> tuple[str | None, Evaluator]:
    if entry.variable is None:
        place = "result"
        return None, within(compile_boxed(entry.value, environment.inner(place)), place)
    name = entry.variable.name or ""
    place = f"context entry '{name}'"
    declared = environment.types.of(entry.variable.type_ref)
    evaluate = compile_boxed(entry.value, environment.inner(place), declared)
    return name, within(typed(evaluate, declared), place)


def _list(expression: ListExpression, environment: Environment) -> Evaluator:
    items = [
        _placed(item, environment, f"item {number}")
        for number, item in enumerate(expression.elements, start=1)
    ]
    return lambda scope: [item(scope) for item in items]


def _placed(expression: Expression | None, environment: Environment, place: str) -> Evaluator:
    return within(compile_boxed(expression, environment.inner(place)), place)


def _relation(relation: Relation, environment: Environment) -> Evaluator:
    columns = [
        (column.name or "", environment.types.of(column.type_ref)) for column in relation.columns
    ]
    for number, row in enumerate(relation.rows, start=1):
        if len(row.elements) != len(columns):
            problem = environment.inner(f"row {number}").problem(
                "ROW_SHAPE",
                f"the row has {len(row.elements)} cells, the relation {len(columns)} columns",
                "give one cell for each column",
                row.line,
            )
            return broken(problem)
    rows = [
        [
            (name, typed(_placed(cell, environment, f"row {number}, column '{name}'"), declared))
            for (name, declared), cell in zip(columns, row.elements, strict=True)
        ]
        for number, row in enumerate(relation.rows, start=1)
    ]
    return lambda scope: [{name: cell(scope) for name, cell in row} for row in rows]


def _invocation(invocation: Invocation, environment: Environment) -> Evaluator:
    callee = _placed(invocation.called_function, environment, "function")
    arguments = [
        (
            binding.parameter.name or "",
            typed(
                _placed(
                    binding.binding_formula, environment, f"argument '{binding.parameter.name}'"
                ),
                environment.types.of(binding.parameter.type_ref),
            ),
        )
        for binding in invocation.bindings
    ]

    def invoke(scope: Scope) -> Value:
        function = callee(scope)
        if not isinstance(function, Function):
            raise FeelFault("NO_FUNCTION_FOUND", f"{described(function)} is no function")
        return function.call_named(
            scope.run, {name: argument(scope) for name, argument in arguments}
        )

    return _guarded(invoke)


def _guarded(evaluate: Evaluator) -> Evaluator:
    """Return the closure with its faults turned into null and a warning."""

    def run(scope: Scope) -> Value:
        try:
            return evaluate(scope)
        except FeelFault as fault:
            scope.run.warn(fault, Location())
            return None

    return run


def _parameters(parameters: Sequence[InformationItem], environment: Environment) -> list[TypedName]:
    """Return formal parameters by name and type."""
    return [(each.name or "", environment.types.of(each.type_ref)) for each in parameters]


def compile_function(
    definition: FunctionDefinition,
    environment: Environment,
    name: str = "function",
    result: FeelType = ANY,
) -> Callable[[Scope], Function]:
    """Return what makes the function of a definition in a scope; it raises FeelFault for none."""
    parameters = _parameters(definition.formal_parameters, environment)
    inner = environment.inner(names=[each for each, _ in parameters])
    body = compile_boxed(definition.body, inner, result)
    if definition.kind == "FEEL":
        checked = _with_allowed(parameters, typed(body, result))
        return lambda scope: UserFunction(name, parameters, checked, scope, result)
    if definition.kind == "PMML":
        message = "PMML functions are recognised but not executed"
        environment.problem("PMML", message, "write it in FEEL", definition.line)
    key = definition.kind.lower()

    def external(scope: Scope) -> Function:
        mapping = body(scope)
        return external_function(parameters, {key: mapping})

    return external


def _with_allowed(parameters: Sequence[TypedName], body: Evaluator) -> Evaluator:
    """Return the body with its arguments checked first: one that is not allowed is a fault."""
    constrained = [each for each in parameters if is_constrained(each[1])]
    if not constrained:
        return body

    def checked(scope: Scope) -> Value:
        for name, declared in constrained:
            check_allowed(scope.names[name], declared, scope, name)
        return body(scope)

    return checked


def _function(definition: FunctionDefinition, environment: Environment) -> Evaluator:
    return _guarded(compile_function(definition, environment))


def _conditional(conditional: Conditional, environment: Environment) -> Evaluator:
    condition = _placed(conditional.if_.value, environment, "if")
    then = _placed(conditional.then.value, environment, "then")
    otherwise = _placed(conditional.else_.value, environment, "else")

    def evaluate(scope: Scope) -> Value:
        answer = condition(scope)
        if answer is not None and type(answer) is not bool:
            raise FeelFault("INVALID_TYPE", f"'if' expects a boolean, not {described(answer)}")
        return then(scope) if answer is True else otherwise(scope)

    return _guarded(evaluate)


def _collection(expression: Filter | For | Some | Every, environment: Environment) -> Evaluator:
    source = _placed(expression.in_.value, environment, "in")
    if isinstance(expression, Filter):
        return source
    return typed(source, environment.types.of(expression.in_.type_ref))


def _filter(expression: Filter, environment: Environment) -> Evaluator:
    source = _collection(expression, environment)
    inner = environment.inner(names=["item"])
    condition = _placed(expression.match.value, inner, "match")
    return _guarded(lambda scope: filtered(source(scope), condition, scope))


def _domain(expression: For | Some | Every, environment: Environment) -> tuple[str, Evaluator]:
    variable = expression.iterator_variable or ""
    domain = _collection(expression, environment)
    return variable, lambda scope: as_domain(domain(scope), scope.run)


def _for(expression: For, environment: Environment) -> Evaluator:
    variable, domain = _domain(expression, environment)
    inner = environment.inner(names=[variable, "partial"])
    body = _placed(expression.return_.value, inner, "return")
    return _guarded(lambda scope: for_each([(variable, domain)], body, scope, partial=True))


def _quantified(expression: Some | Every, environment: Environment) -> Evaluator:
    variable, domain = _domain(expression, environment)
    inner = environment.inner(names=[variable])
    condition = _placed(expression.satisfies.value, inner, "satisfies")
    wanted = isinstance(expression, Some)
    return _guarded(lambda scope: quantify([(variable, domain)], condition, scope, wanted=wanted))


_COMPILERS: dict[type, Callable[[Any, Environment], Evaluator]] = {
    LiteralExpression: _literal,
    Context: _context,
    ListExpression: _list,
    Relation: _relation,
    Invocation: _invocation,
    FunctionDefinition: _function,
    Conditional: _conditional,
    Filter: _filter,
    For: _for,
    Some: _quantified,
    Every: _quantified,
}
