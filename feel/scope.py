"""What an expression sees while it is evaluated: names, the clock, the warnings, and the limits.

A `Run` is one evaluation from outside; a `Scope` is one layer of names within it. Nothing here
knows what a name means to the standard.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from feel.errors import FeelFault, FeelWarning, LimitExceeded, Location
from feel.temporal import DateTime
from feel.values import Value


@dataclass(frozen=True, slots=True)
class Limits:
    """What one evaluation may use; reaching one ends it with null and one LIMIT_EXCEEDED warning.

    Units: lengths in characters, sizes in items, depths in levels, `regular_expression_time` in
    seconds for all matching together.
    """

    expression_length: int = 100_000
    expression_depth: int = 100
    list_size: int = 500_000
    string_size: int = 10_000_000
    steps: int = 500_000
    invocation_depth: int = 1_000
    value_depth: int = 100
    regular_expression_time: float = 0.5


DEFAULT_LIMITS = Limits()

# what is done to a string or a list as a whole costs far less than to evaluate each part of it
_CHARACTERS_PER_STEP, _ITEMS_PER_STEP = 400, 4
_CONTAINERS = frozenset({list, dict})
_MOST_WARNINGS = 1_000
_LEAST_SECONDS = 0.001


class Run:
    """One evaluation: its instant, limits and warnings so far; steps and depth are counted here.

    Null: `now` is None until an expression asks for it and a clock was given.
    """

    depth = 0
    recorder: Any = None  # takes down what happens, when a trace was asked for

    def __init__(
        self,
        limits: Limits = DEFAULT_LIMITS,
        now: DateTime | Callable[[], DateTime] | None = None,
        warnings: list[FeelWarning] | None = None,
    ) -> None:
        self.limits = limits
        self._now = now
        self.warnings: list[FeelWarning] = [] if warnings is None else warnings
        self.steps = limits.steps
        self.seconds = limits.regular_expression_time

    @property
    def now(self) -> DateTime:
        """The instant of this evaluation: read once, the same for every expression."""
        if callable(self._now):
            self._now = self._now()
        if self._now is None:
            raise FeelFault("FUNCTION_INVOCATION_FAILURE", "this evaluation has no clock")
        return self._now

    def step(self, count: int = 1) -> None:
        """Count the work done; every iteration and every invocation is a step."""
        self.steps -= count
        if self.steps < 0:
            raise LimitExceeded("steps", self.limits.steps)

    def check_list_size(self, size: int | Decimal) -> None:
        """Stop before a list is made that is too long."""
        if size > self.limits.list_size:
            raise LimitExceeded("list size", self.limits.list_size)

    def check_string_size(self, size: int) -> None:
        """Stop before a string is made that is too long."""
        if size > self.limits.string_size:
            raise LimitExceeded("string size", self.limits.string_size)
        self.step(size // _CHARACTERS_PER_STEP)

    def weigh(self, value: Value, into: frozenset[type] = _CONTAINERS) -> None:
        """Count the work of going through a whole value; stop where it is too large or too deep.

        One list may stand in a value many times: what is counted is how often it would be met.
        """
        if type(value) not in into:
            return
        size, level, todo = 1, 0, [value]
        while todo:
            level += 1
            if level > self.limits.value_depth:
                raise LimitExceeded("value depth", self.limits.value_depth)
            nested: list[Value] = []
            for each in todo:
                size += len(each)
                if size > self.limits.list_size:
                    raise LimitExceeded("value size", self.limits.list_size)
                items = each.values() if type(each) is dict else each
                nested.extend(item for item in items if type(item) in into)
            todo = nested
        self.step(size // _ITEMS_PER_STEP)

    def warn(self, fault: FeelFault, location: Location) -> None:
        """Keep a fault as a warning at the place it happened; of very many, the first."""
        if len(self.warnings) < _MOST_WARNINGS:
            self.warnings.append(FeelWarning(fault.code, fault.message, location, fault.hint))

    def timed(self, operation: Callable[[float], Value]) -> Value:
        """Return what an operation gives that takes a timeout: what is left for all of them."""
        started = time.monotonic()
        try:
            return operation(max(self.seconds, _LEAST_SECONDS))
        finally:
            self.seconds -= time.monotonic() - started

    def nested(self, body: Callable[["Scope"], Value], scope: "Scope") -> Value:
        """Evaluate the body of an invocation one level deeper, bounded.

        Python counts frames per thread and stops at a thousand or so; a fresh thread every few
        levels lets FEEL recurse as deep as its own limit says, whatever the host's settings are.
        """
        self.step()
        self.depth += 1
        try:
            if self.depth > self.limits.invocation_depth:
                raise LimitExceeded("invocation depth", self.limits.invocation_depth)
            if self.depth % _LEVELS_PER_THREAD:
                return body(scope)
            return _in_fresh_thread(body, scope)
        finally:
            self.depth -= 1


_LEVELS_PER_THREAD = 24


def _in_fresh_thread(body: Callable[["Scope"], Value], scope: "Scope") -> Value:
    outcome: list[Any] = []

    def target() -> None:
        try:
            outcome.append((body(scope), None))
        except BaseException as error:  # noqa: BLE001 - carried over to the caller's thread as it is
            outcome.append((None, error))

    thread = threading.Thread(target=target, daemon=True)
    thread.start()
    thread.join()
    value, error = outcome[0]
    if error is not None:
        raise error
    return value


class Scope:
    """One layer of names over an outer one."""

    __slots__ = ("names", "outer", "run")

    def __init__(self, names: Mapping[str, Value], outer: "Scope | None", run: Run) -> None:
        self.names = names
        self.outer = outer
        self.run = run

    def inner(self, names: Mapping[str, Value]) -> "Scope":
        """Return a scope in which these names come first."""
        return Scope(names, self, self.run)

    def visible(self) -> list[str]:
        """Return every name there is, innermost first."""
        names: dict[str, None] = {}
        scope: Scope | None = self
        while scope is not None:
            names.update(dict.fromkeys(scope.names))
            scope = scope.outer
        return list(names)
