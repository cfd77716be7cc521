"""Syntax -> closures `(Scope) -> value`, once: names, types and constants are settled here.

A fault within a closure becomes null and a warning at its node; only limits pass through.
"""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from feel import operators
from feel.errors import FeelFault, LimitExceeded, Location
from feel.feel_types import ANY, BUILT_IN_TYPES, FeelType, NamedType, instance_of
from feel.functions import BUILT_INS
from feel.iteration import (
    Domain,
    as_domain,
    at_index,
    between,
    filtered,
    for_each,
    quantify,
)
from feel.ranges import make_range
from feel.scope import Limits, Run, Scope
from feel.syntax import (
    Arithmetic,
    AtLiteral,
    Between,
    BooleanLiteral,
    Comparison,
    ContextLiteral,
    Filter,
    For,
    FunctionDefinition,
    If,
    In,
    InstanceOf,
    Invocation,
    Iteration,
    IterationRange,
    ListLiteral,
    Logic,
    Name,
    NamedInvocation,
    Negation,
    Node,
    NullLiteral,
    NumberLiteral,
    Path,
    Quantified,
    RangeLiteral,
    StringLiteral,
    UnaryTest,
    children,
    left_spine,
)
from feel.temporal import parse_temporal
from feel.type_syntax import build_type
from feel.unary_tests import compile_test
from feel.user_functions import TypedName, UserFunction, external_function
from feel.values import Function, Range, Value, described

Evaluator = Callable[[Scope], Value]
TypeFinder = Callable[[str], FeelType | None]

_MISSING = object()
# what takes longer is left to the evaluation and its own limits
_FOLDING = Limits(list_size=10_000, string_size=100_000, steps=10_000, regular_expression_time=0.05)
# what gives another value each time, or reads what is not an argument
_IMPURE = frozenset({"now", "today"})


def compile_node(node: Node, text: str, types: TypeFinder = BUILT_IN_TYPES.get) -> Evaluator:
    """Return the closure of an expression that stands in a text."""
    return Compiler(text, types).compile(node)


class Compiler:
    """Compiles the nodes of one text; `types` finds the item definitions there are."""

    def __init__(self, text: str, types: TypeFinder = BUILT_IN_TYPES.get) -> None:
        self.text = text
        self.types = types

    def compile(self, node: Node) -> Evaluator:
        """Return the closure of a node; a constant is evaluated here and now."""
        evaluate = _COMPILERS[type(node)](self, node)
        if type(node) in _FOLDED and all(_is_constant(child) for child in children(node)):
            run = Run(_FOLDING)
            try:
                value = evaluate(Scope({}, None, run))
            except LimitExceeded:
                return evaluate
            if not run.warnings:
                return constant(value)
        return evaluate

    def at(self, node: Node) -> Location:
        """Return where a node stands."""
        return Location((), self.text, *node.span)

    def guarded(self, node: Node, evaluate: Evaluator) -> Evaluator:
        """Return the closure with its faults turned into null and a warning at the node."""
        location = self.at(node)

        def run(scope: Scope) -> Value:
            try:
                return evaluate(scope)
            except FeelFault as fault:
                scope.run.warn(fault, location)
                return None

        return run

    def type_of(self, node: Any) -> FeelType:
        """Return the type of a type node."""
        return build_type(node, self.types)


class Constant:
    """An evaluator that gives the same value in every scope."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value

    def __call__(self, _scope: Scope) -> Value:
        """Return the value."""
        return self.value


def constant(value: Value) -> Evaluator:
    """Return an evaluator that gives the value."""
    return Constant(value)


_LITERALS = (NumberLiteral, StringLiteral, BooleanLiteral, NullLiteral, AtLiteral)
_FOLDED = frozenset({Negation, Arithmetic, ListLiteral, RangeLiteral, UnaryTest})


def _is_constant(node: Node) -> bool:
    todo = [node]
    while todo:
        current = todo.pop()
        if type(current) in _FOLDED:
            todo.extend(children(current))
        elif not isinstance(current, _LITERALS):
            return False
    return True


# --- literals and names ---------------------------------------------------------------------------


def _literal(
    _compiler: Compiler, node: NumberLiteral | StringLiteral | BooleanLiteral
) -> Evaluator:
    return constant(node.value)


def _null(_compiler: Compiler, _node: NullLiteral) -> Evaluator:
    return constant(None)


def _at_literal(compiler: Compiler, node: AtLiteral) -> Evaluator:
    try:
        return constant(parse_temporal(node.text))
    except FeelFault:
        return compiler.guarded(node, lambda _scope: parse_temporal(node.text))


def lookup(name: str, scope: Scope) -> Value:
    """Return what a name means in a scope; a variable hides a built-in function of its name."""
    current: Scope | None = scope
    while current is not None:
        names = current.names
        if name in names:
            return names[name]
        current = current.outer
    return BUILT_INS.get(name, _MISSING)


def _name(compiler: Compiler, node: Name) -> Evaluator:
    name, location = node.name, compiler.at(node)

    def evaluate(scope: Scope) -> Value:
        value = lookup(name, scope)
        if value is not _MISSING:
            return value
        scope.run.warn(unknown_name(name, scope), location)
        return None

    return evaluate


def unknown_name(name: str, scope: Scope) -> FeelFault:
    """Return the fault of a name that means nothing, with those that are like it."""
    import difflib  # noqa: PLC0415 - only a text with a fault needs it

    hint = ""
    if len(scope.run.warnings) < _MOST_HINTS:
        close = difflib.get_close_matches(name[:100], [*scope.visible(), *BUILT_INS], n=3)
        hint = f"did you mean {' or '.join(close)}?" if close else ""
    return FeelFault("NO_VARIABLE_FOUND", f"no variable named '{name}'", hint)


_MOST_HINTS = 20  # they take longer to find than all the rest


def _list(compiler: Compiler, node: ListLiteral) -> Evaluator:
    items = [compiler.compile(item) for item in node.items]
    return lambda scope: [item(scope) for item in items]


def _context(compiler: Compiler, node: ContextLiteral) -> Evaluator:
    entries = [(entry.key, compiler.compile(entry.value)) for entry in node.entries]
    counts = Counter(entry.key for entry in node.entries)
    duplicates = [key for key, count in counts.items() if count > 1]

    def evaluate(scope: Scope) -> Value:
        if duplicates:
            raise FeelFault("INVALID_ARGUMENTS", f"a context has two entries '{duplicates[0]}'")
        value: dict[str, Value] = {}
        inner = scope.inner(value)  # an entry sees those before it
        for key, entry in entries:
            value[key] = named(key, entry(inner))
        return value

    return compiler.guarded(node, evaluate)


def named(name: str, value: Value) -> Value:
    """Return the value; a function that has no name yet takes the one it is given."""
    if isinstance(value, UserFunction) and value.name == _UNNAMED:
        value.name = name
    return value


_UNNAMED = "function"


def _range(compiler: Compiler, node: RangeLiteral) -> Evaluator:
    start, end = compiler.compile(node.start), compiler.compile(node.end)

    def evaluate(scope: Scope) -> Value:
        return make_range(
            start(scope),
            end(scope),
            start_included=node.start_included,
            end_included=node.end_included,
        )

    return compiler.guarded(node, evaluate)


def _unary_range(compiler: Compiler, node: UnaryTest) -> Evaluator:
    operand = compiler.compile(node.operand)
    return lambda scope: Range.unary(node.operator, operand(scope))


# --- operators ------------------------------------------------------------------------------------


def _negation(compiler: Compiler, node: Negation) -> Evaluator:
    operand = compiler.compile(node.operand)
    return compiler.guarded(node, lambda scope: operators.negate(operand(scope)))


def _arithmetic(compiler: Compiler, node: Arithmetic) -> Evaluator:
    first, chain = left_spine(node, Arithmetic)
    value = compiler.compile(first)
    if len(chain) > _LONGEST_CLOSURE_CHAIN:
        return _long_chain(compiler, value, chain)
    for step in chain:
        value = _binary(compiler, step, value)
    return value


_LONGEST_CLOSURE_CHAIN = 8


def _binary(compiler: Compiler, node: Node, left: Evaluator) -> Evaluator:
    operation = operators.ARITHMETIC[node.operator]  # type: ignore[attr-defined]  # an Arithmetic
    right = compiler.compile(node.right)  # type: ignore[attr-defined]  # an Arithmetic
    location = compiler.at(node)

    def evaluate(scope: Scope) -> Value:
        try:
            return operation(left(scope), right(scope), scope.run)
        except FeelFault as fault:
            scope.run.warn(fault, location)
            return None

    return evaluate


def _long_chain(compiler: Compiler, first: Evaluator, chain: list[Node]) -> Evaluator:
    """Return one closure for a chain of operators: Python's stack is shorter than people's sums."""
    steps = [_binary(compiler, step, _PENDING.get) for step in chain]

    def evaluate(scope: Scope) -> Value:
        value = first(scope)
        for step in steps:
            value = step(scope.inner({_PENDING.name: value}))
        return value

    return evaluate


class _PENDING:
    """The value of a chain so far."""

    name = "\0"

    @staticmethod
    def get(scope: Scope) -> Value:
        return scope.names[_PENDING.name]


_FAST_NUMBERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
}


def _comparison(compiler: Compiler, node: Comparison) -> Evaluator:
    compare, fast = operators.COMPARISON[node.operator], _FAST_NUMBERS[node.operator]
    left, right = compiler.compile(node.left), compiler.compile(node.right)
    location = compiler.at(node)
    if isinstance(right, Constant) and type(right.value) is Decimal:
        return _number_comparison(left, right.value, compare, fast, location)

    def evaluate(scope: Scope) -> Value:
        one, other = left(scope), right(scope)
        if type(one) is Decimal and type(other) is Decimal:
            return fast(one, other)
        scope.run.weigh(one)
        try:
            return compare(one, other)
        except FeelFault as fault:
            scope.run.warn(fault, location)
            return None

    return evaluate


def _number_comparison(
    left: Evaluator,
    number: Decimal,
    compare: Callable[[Value, Value], bool],
    fast: Callable[[Any, Any], bool],
    location: Location,
) -> Evaluator:
    """Return the closure of a comparison with a constant number, the commonest there is."""

    def evaluate(scope: Scope) -> Value:
        value = left(scope)
        if type(value) is Decimal:
            return fast(value, number)
        try:
            return compare(value, number)
        except FeelFault as fault:
            scope.run.warn(fault, location)
            return None

    return evaluate


def _logic(compiler: Compiler, node: Logic) -> Evaluator:
    """Compile a chain of one operator; what is no boolean counts as null (DMN 1.5, table 50)."""
    decisive = node.operator == "or"
    operands = [compiler.compile(operand) for operand in _operands(node, node.operator)]

    def evaluate(scope: Scope) -> Value:
        undecided = False
        for operand in operands:
            value = operand(scope)
            if value is decisive:
                return decisive
            if type(value) is not bool:
                undecided = True
        return None if undecided else not decisive

    return evaluate


def _operands(node: Node, operator: str) -> list[Node]:
    operands: list[Node] = []
    while isinstance(node, Logic) and node.operator == operator:
        operands.append(node.right)
        node = node.left
    return [node, *reversed(operands)]


def _between(compiler: Compiler, node: Between) -> Evaluator:
    value, low, high = map(compiler.compile, (node.value, node.low, node.high))

    def evaluate(scope: Scope) -> Value:
        middle = value(scope)
        return operators.at_least(middle, low(scope)) and operators.at_most(middle, high(scope))

    return compiler.guarded(node, evaluate)


def _in(compiler: Compiler, node: In) -> Evaluator:
    value = compiler.compile(node.value)
    tests = [compile_test(test, compiler, is_entry=False) for test in node.tests]

    def evaluate(scope: Scope) -> Value:
        tested = value(scope)
        undecided = False
        for test in tests:
            answer = test(scope, tested)
            if answer is True:
                return True
            undecided = undecided or answer is None
        return None if undecided else False

    return compiler.guarded(node, evaluate)


def _instance_of(compiler: Compiler, node: InstanceOf) -> Evaluator:
    value, wanted = compiler.compile(node.value), compiler.type_of(node.type)
    if isinstance(wanted, NamedType) and wanted.resolved is ANY:
        fault = FeelFault("INVALID_TYPE", f"no type named '{wanted.name}'")
        return compiler.guarded(node, lambda _scope: _raise(fault))

    def evaluate(scope: Scope) -> Value:
        tested = value(scope)
        scope.run.weigh(tested)
        return instance_of(tested, wanted)

    return evaluate


def _raise(fault: FeelFault) -> Value:
    raise FeelFault(fault.code, fault.message, fault.hint)


def _if(compiler: Compiler, node: If) -> Evaluator:
    branches: list[tuple[Evaluator, Evaluator, Location]] = []
    last: Node = node
    while isinstance(last, If):
        location = compiler.at(last.condition)
        branches.append((compiler.compile(last.condition), compiler.compile(last.then), location))
        last = last.otherwise
    otherwise = compiler.compile(last)

    def evaluate(scope: Scope) -> Value:
        for condition, then, location in branches:
            answer = condition(scope)
            if answer is True:
                return then(scope)
            if answer is not False and answer is not None:
                fault = FeelFault(
                    "INVALID_TYPE", f"'if' expects a boolean, not {described(answer)}"
                )
                scope.run.warn(fault, location)
                return None
        return otherwise(scope)

    return evaluate


# --- paths, filters, iterations -------------------------------------------------------------------


_LISTS = frozenset({list})


def _path(compiler: Compiler, node: Path) -> Evaluator:
    source, name, location = compiler.compile(node.source), node.name, compiler.at(node)

    def evaluate(scope: Scope) -> Value:
        value = source(scope)
        if type(value) is dict and name in value:
            return value[name]
        scope.run.weigh(value, _LISTS)
        try:
            return operators.path(value, name)
        except FeelFault as fault:
            scope.run.warn(fault, location)
            return None

    return evaluate


def _filter(compiler: Compiler, node: Filter) -> Evaluator:
    source = compiler.compile(node.source)
    condition = compiler.compile(node.condition)
    if isinstance(node.condition, NumberLiteral):
        index = node.condition.value

        def evaluate(scope: Scope) -> Value:
            value = source(scope)
            if value is None:
                return None
            return at_index(value if type(value) is list else [value], index)

        return evaluate
    return compiler.guarded(node, lambda scope: filtered(source(scope), condition, scope))


def _iterations(compiler: Compiler, nodes: tuple[Iteration, ...]) -> list[tuple[str, Domain]]:
    return [(each.name, _domain(compiler, each.domain)) for each in nodes]


def _domain(compiler: Compiler, node: Node) -> Domain:
    if isinstance(node, IterationRange):
        start, end = compiler.compile(node.start), compiler.compile(node.end)
        return lambda scope: between(start(scope), end(scope), scope.run)
    domain = compiler.compile(node)
    return lambda scope: as_domain(domain(scope), scope.run)


def _for(compiler: Compiler, node: For) -> Evaluator:
    iterations = _iterations(compiler, node.iterations)
    body, partial = compiler.compile(node.body), mentions(node.body, "partial")
    return compiler.guarded(node, lambda scope: for_each(iterations, body, scope, partial=partial))


def _quantified(compiler: Compiler, node: Quantified) -> Evaluator:
    iterations = _iterations(compiler, node.iterations)
    condition, wanted = compiler.compile(node.condition), node.quantifier == "some"
    return compiler.guarded(
        node, lambda scope: quantify(iterations, condition, scope, wanted=wanted)
    )


def mentions(node: Node, name: str) -> bool:
    """Tell whether a name stands anywhere in a tree."""
    todo = [node]
    while todo:
        current = todo.pop()
        if isinstance(current, Name) and current.name == name:
            return True
        todo.extend(children(current))
    return False


# --- functions ------------------------------------------------------------------------------------


def _invocation(compiler: Compiler, node: Invocation) -> Evaluator:
    function = _callee(compiler, node.function)
    arguments = [compiler.compile(argument) for argument in node.arguments]
    if _is_foldable(node):
        return _folded_invocation(compiler, node, function, arguments)

    def evaluate(scope: Scope) -> Value:
        callee = function(scope)
        return callee.call(scope.run, [argument(scope) for argument in arguments])

    return compiler.guarded(node, evaluate)


def _is_foldable(node: Invocation) -> bool:
    return (
        isinstance(node.function, Name)
        and node.function.name in BUILT_INS
        and node.function.name not in _IMPURE
        and all(map(_is_constant, node.arguments))
    )


def _folded_invocation(
    compiler: Compiler, node: Invocation, function: Evaluator, arguments: list[Evaluator]
) -> Evaluator:
    """Return a closure that knows a built-in's value for constants, unless its name is hidden."""
    builtin = BUILT_INS[node.function.name]  # type: ignore[attr-defined]  # a Name, see _is_foldable
    run = Run(_FOLDING)
    scope = Scope({}, None, run)
    try:
        value = builtin.call(run, [argument(scope) for argument in arguments])
    except (FeelFault, LimitExceeded):
        value = _MISSING

    def evaluate(scope: Scope) -> Value:
        callee = function(scope)
        if callee is builtin and value is not _MISSING:
            return value
        return callee.call(scope.run, [argument(scope) for argument in arguments])

    return compiler.guarded(node, evaluate)


def _named_invocation(compiler: Compiler, node: NamedInvocation) -> Evaluator:
    function = _callee(compiler, node.function)
    arguments = [(each.name, compiler.compile(each.value)) for each in node.arguments]
    duplicate = len({name for name, _ in arguments}) < len(arguments)

    def evaluate(scope: Scope) -> Value:
        callee = function(scope)
        if duplicate:
            raise FeelFault("INVALID_ARGUMENTS", "an argument is named twice")
        return callee.call_named(scope.run, {name: argument(scope) for name, argument in arguments})

    return compiler.guarded(node, evaluate)


def _callee(compiler: Compiler, node: Node) -> Callable[[Scope], Function]:
    if isinstance(node, Name):
        name = node.name

        def find(scope: Scope) -> Function:
            value = lookup(name, scope)
            if isinstance(value, Function):
                return value
            raise no_function(name, value, scope)

        return find
    expression = compiler.compile(node)

    def evaluate(scope: Scope) -> Function:
        value = expression(scope)
        if isinstance(value, Function):
            return value
        raise FeelFault("NO_FUNCTION_FOUND", f"{described(value)} is no function")

    return evaluate


def no_function(name: str, value: Value, scope: Scope) -> FeelFault:
    """Return the fault of invoking a name that is no function."""
    if value is _MISSING:
        hint = unknown_name(name, scope).hint
        return FeelFault("NO_FUNCTION_FOUND", f"no function named '{name}'", hint)
    return FeelFault("NO_FUNCTION_FOUND", f"'{name}' is {described(value)}, no function")


def _function_definition(compiler: Compiler, node: FunctionDefinition) -> Evaluator:
    parameters: list[TypedName] = [
        (each.name, ANY if each.type is None else compiler.type_of(each.type))
        for each in node.parameters
    ]
    body = compiler.compile(node.body)
    if node.external:
        return compiler.guarded(node, lambda scope: external_function(parameters, body(scope)))
    return lambda scope: UserFunction(_UNNAMED, parameters, body, scope)


_COMPILERS: MappingProxyType[type[Node], Callable[[Compiler, Any], Evaluator]] = MappingProxyType(
    {
        NumberLiteral: _literal,
        StringLiteral: _literal,
        BooleanLiteral: _literal,
        NullLiteral: _null,
        AtLiteral: _at_literal,
        Name: _name,
        ListLiteral: _list,
        ContextLiteral: _context,
        RangeLiteral: _range,
        UnaryTest: _unary_range,
        Negation: _negation,
        Arithmetic: _arithmetic,
        Comparison: _comparison,
        Logic: _logic,
        Between: _between,
        In: _in,
        InstanceOf: _instance_of,
        If: _if,
        Path: _path,
        Filter: _filter,
        For: _for,
        Quantified: _quantified,
        Invocation: _invocation,
        NamedInvocation: _named_invocation,
        FunctionDefinition: _function_definition,
    }
)
