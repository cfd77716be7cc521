"""The order of output values, best first: where the value of an output clause stands in it.

Constants are found in a dictionary; only what is no constant, such as a range, is asked.
"""

from collections.abc import Callable, Sequence

from dmn.rule_index import constant_of, key_of
from feel.scope import Scope
from feel.syntax import Node
from feel.unary_tests import Test
from feel.values import Value

__all__ = ["OutputOrder"]


class OutputOrder:
    """Ranks values by the tests that list them; equal constants have the rank of the first."""

    __slots__ = ("_count", "_others", "_places", "_tests")

    def __init__(self, nodes: Sequence[Node], compile_test: Callable[[Node], Test]) -> None:
        self._count = len(nodes)
        self._places: dict[object, int] = {}
        self._tests = [compile_test(node) for node in nodes]
        self._others: list[tuple[int, Test]] = []
        for place, (node, test) in enumerate(zip(nodes, self._tests, strict=True)):
            key = key_of(constant_of(node))
            if key is None:
                self._others.append((place, test))
            else:
                self._places.setdefault(key, place)

    def rank(self, value: Value, scope: Scope) -> int:
        """Return the value's place among the output values; what is not there comes last."""
        key = key_of(value)
        known = self._count if key is None else self._places.get(key, self._count)
        asked = enumerate(self._tests) if key is None else self._others
        for place, test in asked:
            if place >= known:
                break
            scope.run.step()
            if test(scope, value) is True:
                return place
        return known
