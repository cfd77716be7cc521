"""What can be told of an expression without evaluating it: unknown names, misuse, misfits.

A finding is an error where something certainly becomes null, else a warning. What is not known for
certain (an untyped value, the entries of a context from outside) is never reported.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import singledispatchmethod
from types import MappingProxyType
from typing import Any

from feel.closures.closure import TypeFinder
from feel.compiler import Compiler
from feel.errors import LimitExceeded, Location, Problem
from feel.feel_types import (
    ANY,
    ANY_FUNCTION,
    BOOLEAN,
    BUILT_IN_TYPES,
    NUMBER,
    STRING,
    FeelType,
    FunctionType,
    ListType,
    RangeType,
    article,
    resolved,
)
from feel.functions import BUILT_INS
from feel.functions.builtin import Builtin
from feel.names import MOST_SUGGESTIONS, suggestion
from feel.scope import Limits, Run, Scope
from feel.signatures import Callee, misuse_by_name, misuse_by_position, result_of, takes_null, usage
from feel.static_types import (
    ExactContext,
    KnownFunction,
    Severity,
    StaticScope,
    TimeLeft,
    comparable,
    filter_scope,
    item_of,
    kind,
    known_type,
    may_fit,
    properties_of,
    property_type,
)
from feel.syntax import (
    Arithmetic,
    Between,
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
    NamedTypeNode,
    Negation,
    Node,
    Path,
    Quantified,
    RangeLiteral,
    TypeNode,
    UnaryTest,
    UnaryTests,
    left_spine,
    names_in,
)
from feel.tree import is_constant, named_types_in
from feel.type_syntax import build_type
from feel.unary_tests import INPUT_VALUE

__all__ = ["Analysis"]

_LIMITS = Limits(list_size=1_000, string_size=10_000, steps=1_000, regular_expression_time=0.05)
_NO_NAMES: Mapping[str, str] = MappingProxyType({})


class Analysis:
    """What is found in one text; `mentioned` are all names that stand in it.

    `elsewhere` are names that exist but are not seen from here, each with what it is.
    """

    def __init__(
        self,
        text: str,
        types: TypeFinder = BUILT_IN_TYPES.get,
        elsewhere: Mapping[str, str] = _NO_NAMES,
        time_left: TimeLeft | None = None,
    ) -> None:
        self.time_left = time_left or TimeLeft()
        self.text = text
        self.types = types
        self.elsewhere = elsewhere
        self.findings: list[Problem] = []
        self.mentioned: set[str] = set()

    def expression(self, node: Node, scope: StaticScope) -> FeelType:
        """Return the type of an expression, having looked at all of it."""
        return self._constant(node) if is_constant(node, scope) else self._look(node, scope)

    @singledispatchmethod
    def _look(self, node: Node, scope: StaticScope) -> FeelType:  # noqa: ARG002 - those registered use it
        """Look at a node of one class; there is one method for each class that is no constant."""
        raise AssertionError(f"no expression: {type(node).__name__}")

    def tests(self, node: UnaryTests, tested: FeelType, scope: StaticScope) -> None:
        """Look at the tests of an input entry for values of a type."""
        inner = scope.inner({INPUT_VALUE: tested})
        for test in node.tests:
            self.test(test, tested, inner)

    def test(self, node: Node, tested: FeelType, scope: StaticScope) -> None:
        """Look at one test of values of a type."""
        if isinstance(node, UnaryTest):
            self._can_pass(node, tested, self.expression(node.operand, scope))
        else:
            before = len(self.mentioned)
            candidate = self.expression(node, scope)
            is_condition = resolved(candidate) is BOOLEAN and len(self.mentioned) > before
            if not is_condition:
                self._can_pass(node, tested, candidate)

    def report(
        self, node: Node, code: str, message: str, hint: str = "", severity: Severity = "error"
    ) -> None:
        """Keep a finding at a node."""
        place = Location((), self.text, *node.span)
        self.findings.append(Problem(code, message, place, hint, severity))

    # --- constants -------------------------------------------------------------------------------

    def _constant(self, node: Node) -> FeelType:
        run = Run(_LIMITS)
        before = run.seconds = min(run.seconds, self.time_left.seconds)
        self.mentioned.update(names_in(node))
        try:
            value = Compiler(self.text, self.types).compile(node)(Scope({}, None, run))
        except LimitExceeded:
            return ANY
        finally:
            self.time_left.seconds -= before - run.seconds
        for warning in run.warnings:
            severity = "error" if value is None else "warning"
            self.findings.append(
                Problem(warning.code, warning.message, warning.location, warning.hint, severity)
            )
        return ANY if value is None else known_type(value)

    def tolerated(self, node: Node, scope: StaticScope) -> FeelType:
        """Look at a part whose null is no fault: nothing there is an error."""
        before = len(self.findings)
        found = self.expression(node, scope)
        self.findings[before:] = map(tolerable, self.findings[before:])
        return found

    # --- names -----------------------------------------------------------------------------------

    @_look.register
    def _name(self, node: Name, scope: StaticScope) -> FeelType:
        self.mentioned.add(node.name)
        found = scope.find(node.name)
        if found is not None:
            return found
        if node.name in BUILT_INS:
            return ANY_FUNCTION
        self._unknown(node, "NO_VARIABLE_FOUND", "variable", scope)
        return ANY

    def _unknown(self, node: Name, code: str, what: str, scope: StaticScope) -> None:
        severity = scope.severity()
        if severity is None:
            return
        kind_elsewhere = self.elsewhere.get(node.name)
        if kind_elsewhere is not None:
            self._not_required(node, node.name, kind_elsewhere, severity)
            return
        hint = self._close(node.name, [*scope.visible(), *BUILT_INS])
        self.report(node, code, f"no {what} named '{node.name}'", hint, severity)

    def _not_required(self, node: Node, name: str, what: str, severity: Severity) -> None:
        requirement = "an information" if what in {"decision", "input data"} else "a knowledge"
        self.report(
            node,
            "NOT_REQUIRED",
            f"'{name}' is {article(what)} of the model, but is not required here",
            f"add {requirement} requirement",
            severity,
        )

    def _close(self, name: str, names: Iterable[str]) -> str:
        return suggestion(name, names) if len(self.findings) < MOST_SUGGESTIONS else ""

    @_look.register
    def _path(self, node: Path, scope: StaticScope) -> FeelType:
        source = resolved(self.expression(node.source, scope))
        if isinstance(source, ListType):
            return ListType(self._component(node, source.item, in_list=True))
        return self._component(node, source)

    def _component(self, node: Path, source: FeelType, *, in_list: bool = False) -> FeelType:
        target = resolved(source)
        if isinstance(target, ListType):
            return ANY
        names = properties_of(target)
        if names is None:
            return ANY
        if node.name in names:
            return property_type(target, node.name)
        qualified = f"{node.source.name}.{node.name}" if isinstance(node.source, Name) else ""
        if qualified in self.elsewhere:
            self._not_required(node, qualified, self.elsewhere[qualified], "error")
            return ANY
        is_context = kind(target) == "context"
        is_certain = not in_list and (isinstance(target, ExactContext) or not is_context)
        what = f"{article(kind(target))}{' of this type' if is_context else ''}"
        listed = ", ".join(names[:20])
        self.report(
            node,
            "NO_CONTEXT_ENTRY_FOUND" if is_context else "NO_PROPERTY_FOUND",
            f"{what} has no {'entry' if is_context else 'property'} '{node.name}'",
            self._close(node.name, names) or (f"there are: {listed}" if listed else ""),
            "error" if is_certain else "warning",
        )
        return ANY

    # --- operators -------------------------------------------------------------------------------

    @_look.register
    def _arithmetic(self, node: Arithmetic, scope: StaticScope) -> FeelType:
        first, chain = left_spine(node, Arithmetic)
        found = resolved(self.expression(first, scope))
        for step in chain:
            found = self._step(step, found, resolved(self.expression(_right(step), scope)))
        return found

    def _step(self, node: Any, left: FeelType, right: FeelType) -> FeelType:
        if left is right is NUMBER or (left is right is STRING and node.operator == "+"):
            return left
        is_odd = any(each is STRING or each is BOOLEAN for each in (left, right))
        if is_odd and kind(left) and kind(right):
            self.report(
                node,
                "INVALID_TYPE",
                f"'{node.operator}' cannot be applied to {article(kind(left))}"
                f" and {article(kind(right))}",
            )
        return ANY

    @_look.register
    def _negation(self, node: Negation, scope: StaticScope) -> FeelType:
        return self.expression(node.operand, scope)

    @_look.register
    def _comparison(self, node: Comparison, scope: StaticScope) -> FeelType:
        look = self.expression if node.operator not in {"=", "!="} else self._operand
        left, right = look(node.left, scope), look(node.right, scope)
        if not comparable(left, right):
            # null equals nothing but null, and that is an answer
            severity: Severity = "warning" if node.operator in {"=", "!="} else "error"
            self.report(
                node,
                "NOT_COMPARABLE",
                f"{article(kind(left))} is never comparable with {article(kind(right))}",
                "compare values of one kind",
                severity,
            )
        return BOOLEAN

    def _operand(self, node: Node, scope: StaticScope) -> FeelType:
        """Look at a part that may well be null; only a name must mean something."""
        return (
            self.expression(node, scope) if isinstance(node, Name) else self.tolerated(node, scope)
        )

    @_look.register
    def _between(self, node: Between, scope: StaticScope) -> FeelType:
        value = self.expression(node.value, scope)
        for end in (node.low, node.high):
            self._can_pass(end, value, self.expression(end, scope))
        return BOOLEAN

    @_look.register
    def _in(self, node: In, scope: StaticScope) -> FeelType:
        tested = self.expression(node.value, scope)
        for test in node.tests:
            self.test(test, tested, scope)
        return BOOLEAN

    def _can_pass(self, node: Node, tested: FeelType, candidate: FeelType) -> None:
        """Warn where no value of the one type passes a test for the other."""
        wanted = resolved(candidate)
        if isinstance(wanted, ListType):
            wanted = item_of(wanted)
        if isinstance(wanted, RangeType) and kind(tested) != "range":
            wanted = resolved(wanted.point)
        if kind(tested) in {"list", "function"} or comparable(tested, wanted):
            return
        self.report(
            node,
            "NOT_COMPARABLE",
            f"{article(kind(tested))} is never comparable with {article(kind(wanted))}",
            f"test for {article(kind(tested))}",
            "warning",
        )

    @_look.register
    def _logic(self, node: Logic, scope: StaticScope) -> FeelType:
        first, chain = left_spine(node, Logic)
        for operand in [first, *map(_right, chain)]:
            self._operand(operand, scope)
        return BOOLEAN

    @_look.register
    def _instance_of(self, node: InstanceOf, scope: StaticScope) -> FeelType:
        self.tolerated(node.value, scope)
        # only a name itself that is not known makes the answer null
        named = isinstance(node.type, NamedTypeNode)
        self._type_names(node.type, "error" if named else "warning")
        return BOOLEAN

    def _type_names(self, node: TypeNode, severity: Severity) -> None:
        for each in named_types_in(node):
            if self.types(each.name) is None and each.name not in BUILT_IN_TYPES:
                hint = self._close(each.name, BUILT_IN_TYPES)
                self.report(node, "UNKNOWN_TYPE", f"no type named '{each.name}'", hint, severity)

    @_look.register
    def _if(self, node: If, scope: StaticScope) -> FeelType:
        found: list[FeelType] = []
        last: Node = node
        while isinstance(last, If):
            condition = self._operand(last.condition, scope)
            if not comparable(condition, BOOLEAN):
                message = f"'if' expects a boolean, not {article(kind(condition))}"
                self.report(last.condition, "INVALID_TYPE", message, "", "warning")
            found.append(self.expression(last.then, scope))
            last = last.otherwise
        found.append(self.expression(last, scope))
        return found[0] if all(each == found[0] for each in found) else ANY

    # --- lists, contexts, iterations -------------------------------------------------------------

    @_look.register
    def _list(self, node: ListLiteral, scope: StaticScope) -> FeelType:
        items = [self._operand(item, scope) for item in node.items]
        same = bool(items) and all(item == items[0] for item in items)
        return ListType(items[0] if same else ANY)

    @_look.register
    def _range(self, node: RangeLiteral, scope: StaticScope) -> FeelType:
        start, end = self.expression(node.start, scope), self.expression(node.end, scope)
        return RangeType(start if start == end else ANY)

    @_look.register
    def _unary_range(self, node: UnaryTest, scope: StaticScope) -> FeelType:
        return RangeType(self.expression(node.operand, scope))

    @_look.register
    def _context(self, node: ContextLiteral, scope: StaticScope) -> FeelType:
        entries: dict[str, FeelType] = {}
        for entry in node.entries:
            if entry.key in entries:
                message = f"a context has two entries '{entry.key}'"
                self.report(entry, "DUPLICATE_NAME", message, "give each its own name")
            entries[entry.key] = self.expression(entry.value, scope.inner(dict(entries)))
        return ExactContext(entries)

    @_look.register
    def _filter(self, node: Filter, scope: StaticScope) -> FeelType:
        item = item_of(self.expression(node.source, scope))
        condition = resolved(self.tolerated(node.condition, filter_scope(item, scope)))
        if condition is NUMBER:
            return item
        return ListType(item) if condition is BOOLEAN else ANY

    def _iterated(self, iterations: Sequence[Iteration], scope: StaticScope) -> StaticScope:
        for each in iterations:
            scope = scope.inner({each.name: self._domain(each.domain, scope)})
        return scope

    def _domain(self, node: Node, scope: StaticScope) -> FeelType:
        if isinstance(node, IterationRange):
            start = self.expression(node.start, scope)
            self.expression(node.end, scope)
            return start
        found = item_of(self.expression(node, scope))
        return found.point if isinstance(found, RangeType) else found

    @_look.register
    def _for(self, node: For, scope: StaticScope) -> FeelType:
        inner = self._iterated(node.iterations, scope).inner({"partial": ListType(ANY)})
        return ListType(self.expression(node.body, inner))

    @_look.register
    def _quantified(self, node: Quantified, scope: StaticScope) -> FeelType:
        self.expression(node.condition, self._iterated(node.iterations, scope))
        return BOOLEAN

    # --- functions -------------------------------------------------------------------------------

    @_look.register
    def _definition(self, node: FunctionDefinition, scope: StaticScope) -> FeelType:
        for parameter in node.parameters:
            if parameter.type is not None:
                self._type_names(parameter.type, "warning")
        types = [
            ANY if each.type is None else build_type(each.type, self.types)
            for each in node.parameters
        ]
        names = tuple(each.name for each in node.parameters)
        self.expression(node.body, scope.inner(dict(zip(names, types, strict=True))))
        return KnownFunction(tuple(types), ANY, names)

    @_look.register
    def _invocation(self, node: Invocation, scope: StaticScope) -> FeelType:
        callee = self.callee(node.function, scope)
        look = self._look_at_arguments(callee)
        given = [look(argument, scope) for argument in node.arguments]
        misuse = misuse_by_position(callee, len(given))
        if misuse:
            self.report(node, "INVALID_ARGUMENTS", misuse, usage(callee))
        elif isinstance(callee, FunctionType):
            self._arguments(node.arguments, given, callee.parameters or ())
        return result_of(callee)

    @_look.register
    def _named_invocation(self, node: NamedInvocation, scope: StaticScope) -> FeelType:
        callee = self.callee(node.function, scope)
        look = self._look_at_arguments(callee)
        given = {argument.name: look(argument.value, scope) for argument in node.arguments}
        if len(given) < len(node.arguments):
            self.report(node, "INVALID_ARGUMENTS", "an argument is named twice")
        self.named_arguments(node, callee, list(given))
        return result_of(callee)

    def _look_at_arguments(self, callee: Callee) -> Callable[[Node, StaticScope], FeelType]:
        return self._operand if takes_null(callee) else self.expression

    def named_arguments(self, node: Node, callee: Callee, given: Sequence[str]) -> None:
        """Report arguments whose names are not those of a function's parameters."""
        misuse = misuse_by_name(callee, given)
        if misuse:
            self.report(node, "INVALID_ARGUMENTS", misuse, usage(callee))

    def _arguments(
        self, nodes: Sequence[Node], given: Sequence[FeelType], wanted: Sequence[FeelType]
    ) -> None:
        for node, actual, declared in zip(nodes, given, wanted, strict=False):
            if not may_fit(actual, declared):
                message = f"expected {article(declared.name)}, found {article(kind(actual))}"
                self.report(node, "INVALID_ARGUMENTS", message, f"give {article(declared.name)}")

    def callee(self, node: Node, scope: StaticScope) -> Callee:
        """Return the built-in function that a node names, or the type of what it gives."""
        if not isinstance(node, Name):
            return self._function(node, self.expression(node, scope))
        self.mentioned.add(node.name)
        found = scope.find(node.name)
        if found is not None and found is not ANY:
            return self._function(node, found)
        builtin = BUILT_INS.get(node.name)
        if isinstance(builtin, Builtin):
            return ANY if scope.binds(node.name) else builtin
        if found is None:
            self._unknown(node, "NO_FUNCTION_FOUND", "function", scope)
        return ANY

    def _function(self, node: Node, found: FeelType) -> FeelType:
        target = resolved(found)
        if kind(target) not in {"", "function"}:
            message = f"{article(kind(target))} is no function"
            self.report(node, "NO_FUNCTION_FOUND", message)
        return target


def tolerable(problem: Problem) -> Problem:
    """Return the problem as a warning, for a place where null is no fault."""
    return replace(problem, severity="warning") if problem.severity == "error" else problem


def _right(node: Node) -> Node:
    right: Node = node.right  # type: ignore[attr-defined]  # an Arithmetic or a Logic
    return right
