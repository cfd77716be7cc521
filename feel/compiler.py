"""Syntax -> closures `(Scope) -> value`, once: names, types and constants are settled here.

A fault within a closure becomes null and a warning at its node; only limits pass through.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from feel.closures import functions, iterations, literals, operators
from feel.closures.closure import (
    FOLDED,
    FOLDING,
    ClosureCompiler,
    Constant,
    is_constant,
)
from feel.errors import LimitExceeded
from feel.scope import Evaluator, Run, Scope
from feel.syntax import Node, children

_COMPILERS: Mapping[type[Node], Any] = MappingProxyType(
    literals.COMPILERS | operators.COMPILERS | iterations.COMPILERS | functions.COMPILERS
)


class Compiler(ClosureCompiler):
    """Compiles any node of a text."""

    def compile(self, node: Node) -> Evaluator:
        """Return the closure of a node; a constant is evaluated here and now."""
        self.compiled += 1
        evaluate: Evaluator = _COMPILERS[type(node)](self, node)
        if type(node) in FOLDED and all(is_constant(child) for child in children(node)):
            run = Run(FOLDING)
            try:
                value = evaluate(Scope({}, None, run))
            except LimitExceeded:
                return evaluate
            if not run.warnings:
                return Constant(value)
        return evaluate
