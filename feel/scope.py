"""What an expression sees while it is evaluated: names, the clock, the warnings, and the limits.

A `Run` is one evaluation from outside; a `Scope` is one layer of names within it. Nothing here
knows what a name means to the standard.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from feel.errors import (
    REGULAR_EXPRESSION_TIME,
    FeelFault,
    FeelWarning,
    LimitExceeded,
    Location,
)
from feel.temporal import DateTime
from feel.values import Value


@dataclass(frozen=True, slots=True)
class Limits:
    """What one evaluation may use; reaching one ends it with null and one LIMIT_EXCEEDED warning.

    Units: lengths in characters, sizes in items, depths in levels, `regular_expression_time` in
    seconds for all matching together. A step is the work of one or two microseconds.
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
CHARACTERS_PER_STEP, ITEMS_PER_STEP = 150, 4
_CONTAINERS = frozenset({list, dict})
_MOST_WARNINGS = 1_000
_MOST_VISIBLE = 1_000  # names among which those like an unknown one are looked for
_LEAST_SECONDS = 0.001
_UNTIMED_SECONDS = 10e-6  # of a single match: its steps count for so much
_STEPS_PER_WARNING, _STEPS_PER_INVOCATION = 3, 2
_STEPS_PER_THREAD = 400
_LEVELS_PER_THREAD = 24


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
        self.step(size // CHARACTERS_PER_STEP)

    def weigh(self, value: Value, into: frozenset[type] = _CONTAINERS) -> None:
        """Count the work of going through a whole value; stop where it is too large or too deep.

        One list may stand in a value many times: what is counted is how often it would be met.
        """
        if type(value) not in into:
            if type(value) is str:
                self.step(len(value) // CHARACTERS_PER_STEP)
            return
        size, characters, level, todo = 1, 0, 0, [value]
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
                characters += sum(len(item) for item in items if type(item) is str)
            todo = nested
        self.step(size // ITEMS_PER_STEP + characters // CHARACTERS_PER_STEP)

    def warn(self, fault: FeelFault, location: Location) -> None:
        """Keep a fault as a warning at the place it happened; of very many, the first."""
        self.step(_STEPS_PER_WARNING)
        if len(self.warnings) < _MOST_WARNINGS:
            self.warnings.append(FeelWarning(fault.code, fault.message, location, fault.hint))

    def timed(self, operation: Callable[[float], Value]) -> Value:
        """Return what an operation gives that takes a timeout: what is left for all of them."""
        started = time.monotonic()
        try:
            if self.seconds > 0:
                return operation(max(self.seconds, _LEAST_SECONDS))
        except LimitExceeded as limit:
            if limit.limit != REGULAR_EXPRESSION_TIME:
                raise
        finally:
            self.seconds -= max(time.monotonic() - started - _UNTIMED_SECONDS, 0)
        # what there was for all of them, not what happened to be left for this one
        raise LimitExceeded(REGULAR_EXPRESSION_TIME, self.limits.regular_expression_time)

    def nested(self, body: Callable[["Scope"], Value], scope: "Scope") -> Value:
        """Evaluate the body of an invocation one level deeper, bounded.

        Python counts frames per thread and stops at a thousand or so; a fresh thread every few
        levels lets FEEL recurse as deep as its own limit says, whatever the host's settings are.
        """
        self.step(_STEPS_PER_INVOCATION)
        self.depth += 1
        try:
            if self.depth > self.limits.invocation_depth:
                raise LimitExceeded("invocation depth", self.limits.invocation_depth)
            if self.depth % _LEVELS_PER_THREAD:
                return body(scope)
            self.step(_STEPS_PER_THREAD)
            return in_fresh_thread(body, scope)
        finally:
            self.depth -= 1


def in_fresh_thread(body: Callable[[Any], Any], argument: Any) -> Any:
    """Return what a function gives for an argument, with all of Python's stack before it.

    The thread's C stack is as large as any of the host's: the setting for a smaller one is global
    to the process, and the host's own functions, native code among them, may run there.
    """
    outcome: list[Any] = []

    def target() -> None:
        try:
            outcome.append((body(argument), None))
        except BaseException as error:  # noqa: BLE001 - carried over to the caller's thread as it is
            outcome.append((None, error))

    thread = threading.Thread(target=target, daemon=True)
    try:
        thread.start()
    except RuntimeError:  # no memory for its stack, or no more threads for this process
        raise LimitExceeded("nesting", "Python's threads") from None
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
        """Return the names there are, innermost first; of very many, the first."""
        names: dict[str, None] = {}
        scope: Scope | None = self
        while scope is not None and len(names) < _MOST_VISIBLE:
            names.update(dict.fromkeys(islice(scope.names, _MOST_VISIBLE - len(names))))
            scope = scope.outer
        return list(names)


Evaluator = Callable[[Scope], Value]
