"""What a piece of decision logic is compiled in: the names it sees, its types, and where it stands.

A text that is no FEEL becomes a problem of the model, and null with a warning when it is evaluated;
so only what needs it is null.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from dmn.allowed_values import check_allowed, is_constrained
from dmn.item_types import ItemTypes, is_any
from feel.closures.closure import Constant
from feel.compiler import Compiler
from feel.errors import FeelFault, FeelSyntaxError, FeelWarning, Location, Problem
from feel.feel_types import FeelType, SimpleType, coerce, resolved
from feel.names import KnownNames
from feel.parser import parse_expression, parse_unary_tests
from feel.scope import DEFAULT_LIMITS, Limits, Run, Scope
from feel.simple_tests import read_literal, read_tests
from feel.syntax import Name, Node, UnaryTests
from feel.unary_tests import Test, compile_tests
from feel.values import Value

Evaluator: TypeAlias = Callable[[Scope], Value]


@dataclass(slots=True)
class Texts:
    """Everything read and compiled so far in one model; texts by the special names in them."""

    expressions: dict[tuple[str, KnownNames], Node] = field(default_factory=dict)
    tests: dict[tuple[str, KnownNames], UnaryTests] = field(default_factory=dict)
    # decision tables by the identity of their model element
    tables: dict[int, Any] = field(default_factory=dict)
    # every tree that stands in the model, with its place, for the static check
    places: list[tuple[Node, str, "Environment", int | None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Environment:
    """Names, types and place of a piece of logic; `inner` gives that of a part of it."""

    types: ItemTypes
    texts: Texts
    problems: list[Problem]
    components: frozenset[str]
    names: frozenset[str] = frozenset()
    path: tuple[str, ...] = ()
    limits: Limits = DEFAULT_LIMITS

    def inner(self, *path: str, names: Iterable[str] = ()) -> "Environment":
        """Return the environment of a part that also sees these names."""
        added = frozenset(names)
        return replace(
            self,
            path=self.path + path,
            names=self.names | added if added else self.names,
        )

    @property
    def known(self) -> KnownNames:
        """The special names the lexer must know of."""
        return known_names(self.names, self.components)

    def problem(self, code: str, message: str, hint: str = "", line: int | None = None) -> Problem:
        """Keep a problem at this place."""
        problem = Problem(code, message, Location(self.path), hint, line=line)
        self.problems.append(problem)
        return problem

    def expression(self, text: str, line: int | None = None, *place: str) -> Evaluator:
        """Return the closure of an expression, at a place within this one."""
        literal = read_literal(text)
        if literal is not None:
            return Compiler(text).compile(literal)
        environment = self.inner(*place) if place else self
        try:
            node = environment.expression_node(text)
        except FeelSyntaxError as error:
            return broken(environment.syntax_problem(error, line))
        self.texts.places.append((node, text, environment, line))
        return Compiler(text, self.types.find).compile(node)

    def expression_node(self, text: str) -> Node:
        """Return the tree of an expression; equal texts are read once."""
        key = (text, self.known.occurring(text))
        node = self.texts.expressions.get(key)
        if node is None:
            node = self.texts.expressions[key] = parse_expression(text, key[1], self.limits)
        return node

    def plain_name(self, text: str) -> str | None:
        """Return the name of a variable in scope that is all of a text, or None."""
        try:
            node = self.expression_node(text)
        except FeelSyntaxError:
            return None
        return node.name if isinstance(node, Name) and node.name in self.names else None

    def tests_node(self, text: str, line: int | None = None, *place: str) -> UnaryTests | None:
        """Return the tree of unary tests at a place within this one; equal texts are read once.

        Null: None, and a problem, where the text is none.
        """
        known = self.known
        key = (text, known.occurring(text))
        node = self.texts.tests.get(key)
        if node is not None:
            return node
        node = read_tests(text)
        if node is None:
            environment = self.inner(*place) if place else self
            try:
                node = parse_unary_tests(text, key[1], self.limits)
            except FeelSyntaxError as error:
                environment.syntax_problem(error, line)
                return None
            self.texts.places.append((node, text, environment, line))
        self.texts.tests[key] = node
        return node

    def compile_tests(self, node: UnaryTests, text: str) -> Test:
        """Return the closure of unary tests."""
        return compile_tests(node, Compiler(text, self.types.find))

    def syntax_problem(self, error: FeelSyntaxError, line: int | None) -> Problem:
        """Keep what is wrong in a text at this place."""
        problem = replace(error.problem.within(*self.path), line=line)
        self.problems.append(problem)
        return problem


def broken(problem: Problem, *inside: str) -> Evaluator:
    """Return a closure for what cannot be evaluated: null, and the problem as a warning.

    `inside` is where within it the problem is.
    """

    def evaluate(scope: Scope) -> Value:
        # the outer layers prepend their places themselves
        location = replace(problem.location, path=inside)
        scope.run.warn(FeelFault(problem.code, problem.message, problem.hint), location)
        return None

    return evaluate


def not_invocable(name: str, fault: Problem | None) -> FeelFault:
    """Return the fault of invoking what a problem of the model has made useless."""
    message = f"'{name}' cannot be invoked"
    if fault is None:
        return FeelFault("NO_FUNCTION_FOUND", message)
    return FeelFault(fault.code, f"{message}: {fault.message}", fault.hint)


def known_names(names: frozenset[str], components: frozenset[str]) -> KnownNames:
    """Return the special ones; in a filter, components are variables too."""
    key = (names, components)
    known = _KNOWN.get(key)
    if known is None:
        if len(_KNOWN) > _MOST_KNOWN:
            _KNOWN.clear()
        known = _KNOWN[key] = KnownNames.of(names | components, components)
    return known


_KNOWN: dict[tuple[frozenset[str], frozenset[str]], KnownNames] = {}
_MOST_KNOWN = 10_000


def within(evaluate: Evaluator, *path: str) -> Evaluator:
    """Return the closure with this place put before those of its warnings."""

    def placed(scope: Scope) -> Value:
        warnings = scope.run.warnings
        before = len(warnings)
        value = evaluate(scope)
        if len(warnings) > before:
            prepend(warnings, before, path)
        return value

    return placed


def prepend(warnings: list[FeelWarning], since: int, path: tuple[str, ...]) -> None:
    """Put a place before those of the warnings that came since."""
    for position in range(since, len(warnings)):
        warnings[position] = warnings[position].within(*path)


def typed(evaluate: Evaluator, declared: FeelType) -> Evaluator:
    """Return the closure with its value converted to a type, and among its allowed values.

    Null: what does not fit is null, with a warning. A constant that fits stays a constant.
    """
    if is_any(declared):
        return evaluate
    target, constrained = resolved(declared), is_constrained(declared)
    # what is of this class fits as it is
    python = target.python if isinstance(target, SimpleType) and not constrained else None

    def converted(scope: Scope) -> Value:
        value = evaluate(scope)
        if value is None or type(value) is python:
            return value
        try:
            value = coerce(value, declared)
            if constrained:
                check_allowed(value, declared, scope)
        except FeelFault as fault:
            scope.run.warn(fault, Location())
            return None
        return value

    return _settled(converted) if isinstance(evaluate, Constant) else converted


def _settled(evaluate: Evaluator) -> Evaluator:
    """Return the constant that a closure over nothing gives, unless it has something to warn of."""
    scope = Scope({}, None, Run())
    value = evaluate(scope)
    return evaluate if scope.run.warnings else Constant(value)


__all__ = [
    "Environment",
    "Evaluator",
    "Texts",
    "broken",
    "known_names",
    "not_invocable",
    "prepend",
    "typed",
    "within",
]
