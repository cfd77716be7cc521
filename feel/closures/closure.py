"""What closures are made of: the compiler of their parts, constants, and names in scope."""

from collections.abc import Callable
from typing import Any

from feel.errors import FeelFault, Location
from feel.feel_types import BUILT_IN_TYPES, FeelType
from feel.functions import BUILT_INS
from feel.names import MOST_SUGGESTIONS, suggestion
from feel.scope import Evaluator, Limits, Scope
from feel.syntax import (
    LITERALS,
    Arithmetic,
    ListLiteral,
    Negation,
    Node,
    RangeLiteral,
    UnaryTest,
    children,
)
from feel.type_syntax import build_type
from feel.user_functions import UserFunction
from feel.values import Value, described

TypeFinder = Callable[[str], FeelType | None]

MISSING: Value = object()
_NODES_PER_STEP = 16
# what takes longer is left to the evaluation and its own limits
FOLDING = Limits(list_size=10_000, string_size=100_000, steps=10_000)


class ClosureCompiler:
    """Compiles the nodes of one text; `types` finds the item definitions there are."""

    def __init__(self, text: str, types: TypeFinder = BUILT_IN_TYPES.get) -> None:
        self.text = text
        self.types = types
        self.compiled = 0  # nodes so far

    def compile(self, node: Node) -> Evaluator:
        """Return the closure of a node."""
        raise NotImplementedError  # `feel.compiler` knows the closures of all nodes

    def repeated(self, node: Node) -> Evaluator:
        """Return the closure of a node that is evaluated many times: its size counts each time."""
        before = self.compiled
        evaluate = self.compile(node)
        steps = (self.compiled - before) // _NODES_PER_STEP
        if not steps:
            return evaluate

        def run(scope: Scope) -> Value:
            scope.run.step(steps)
            return evaluate(scope)

        return run

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


# --- constants ------------------------------------------------------------------------------------


class Constant:
    """An evaluator that gives the same value in every scope."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value

    def __call__(self, _scope: Scope) -> Value:
        """Return the value."""
        return self.value


FOLDED = frozenset({Negation, Arithmetic, ListLiteral, RangeLiteral, UnaryTest})


def is_constant(node: Node) -> bool:
    """Tell whether a node is made of nothing but literals."""
    todo = [node]
    while todo:
        current = todo.pop()
        if type(current) in FOLDED:
            todo.extend(children(current))
        elif not isinstance(current, LITERALS):
            return False
    return True


# --- names ----------------------------------------------------------------------------------------


def lookup(name: str, scope: Scope) -> Value:
    """Return what a name means in a scope; a variable hides a built-in function of its name."""
    current: Scope | None = scope
    while current is not None:
        names = current.names
        if name in names:
            return names[name]
        current = current.outer
    return BUILT_INS.get(name, MISSING)


def unknown_name(name: str, scope: Scope) -> FeelFault:
    """Return the fault of a name that means nothing, with those that are like it."""
    few = len(scope.run.warnings) < MOST_SUGGESTIONS
    hint = suggestion(name, [*scope.visible(), *BUILT_INS]) if few else ""
    return FeelFault("NO_VARIABLE_FOUND", f"no variable named '{name}'", hint)


def no_function(name: str, value: Value, scope: Scope) -> FeelFault:
    """Return the fault of invoking a name that is no function."""
    if value is MISSING:
        hint = unknown_name(name, scope).hint
        return FeelFault("NO_FUNCTION_FOUND", f"no function named '{name}'", hint)
    return FeelFault("NO_FUNCTION_FOUND", f"'{name}' is {described(value)}, no function")


def named(name: str, value: Value) -> Value:
    """Return the value; a function that has no name yet takes the one it is given."""
    if isinstance(value, UserFunction) and value.name == UNNAMED:
        value.name = name
    return value


UNNAMED = "without a name"
