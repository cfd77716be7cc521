"""The front door of FEEL: parse, compile and evaluate texts, with a cache of what was parsed."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from itertools import chain, islice
from typing import Any, cast

from feel.compiler import Compiler
from feel.conversion import copied, from_natural
from feel.errors import FeelWarning, LimitExceeded, Location
from feel.names import KnownNames
from feel.parser import parse_expression, parse_unary_tests, stack_is_full
from feel.scope import DEFAULT_LIMITS, Evaluator, Limits, Run, Scope
from feel.syntax import Node, UnaryTests
from feel.temporal import DateTime, from_python
from feel.unary_tests import Test, compile_tests
from feel.user_functions import HostFunction
from feel.values import Function, Value

__all__ = [
    "Expression",
    "Now",
    "compile",
    "evaluate",
    "evaluate_unary_tests",
    "function",
    "instant",
    "parse",
]

Now = dt.datetime | DateTime | None
Warnings = list[FeelWarning] | None

_NO_CONTEXT: Mapping[str, Any] = {}


class Expression:
    """A compiled expression: call it with a context as often as you like."""

    def __init__(self, text: str, tree: Node, evaluator: Evaluator, limits: Limits) -> None:
        self.text = text
        self.tree = tree
        self._evaluator = evaluator
        self._limits = limits

    def evaluate(
        self,
        context: Mapping[str, Any] = _NO_CONTEXT,
        *,
        now: Now = None,
        warnings: Warnings = None,
    ) -> Value:
        """Return the expression's value in a context; see `feel.evaluate`."""
        return _evaluate(self._evaluator, context, now, warnings, self._limits)

    __call__ = evaluate

    def __repr__(self) -> str:
        return f"feel.compile({self.text!r})"


def parse(text: str, names: Iterable[str] = ()) -> Node:
    """Return the syntax tree of an expression.

    `names` are those that may occur in it; only names that hold operator characters or keywords
    need to be given.
    Errors: FeelSyntaxError where the text is no FEEL.
    """
    _expect_text(text)
    return parse_expression(text, _known(_listed(names)))


def compile(  # noqa: A001 - the name users expect
    text: str, names: Iterable[str] = (), *, limits: Limits = DEFAULT_LIMITS
) -> Expression:
    """Return an expression ready to be evaluated many times.

    `names` as in `parse`. Errors: FeelSyntaxError where the text is no FEEL.

    >>> compile("price * (1 + rate)").evaluate({"price": 100, "rate": 0.2})
    Decimal('120.0')
    """
    _expect_text(text)
    tree, evaluator = _compiled(text, _known(_listed(names)).occurring(text), limits)
    return Expression(text, tree, evaluator, limits)


def evaluate(
    text: str,
    context: Mapping[str, Any] = _NO_CONTEXT,
    *,
    now: Now = None,
    warnings: Warnings = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Value:
    """Return the value of a FEEL expression: Decimal, str, bool, None, list, dict, temporal type.

    `context` holds natural Python or FEEL values; `now` is the instant that now() and today() give
    (the clock's where it is None); `warnings` is a list that is filled.
    Null: for every fault, with a warning that says what is wrong and where.
    Errors: FeelSyntaxError where the text is no FEEL; TypeError for arguments of another kind.

    >>> evaluate("for d in [1, 2, 3] return d * rate", {"rate": 1.5})
    [Decimal('1.5'), Decimal('3.0'), Decimal('4.5')]
    """
    _expect_text(text)
    known = _names_within(context).occurring(text)
    _, evaluator = _compiled(text, known, limits)
    return _evaluate(evaluator, context, now, warnings, limits)


def evaluate_unary_tests(  # noqa: PLR0913 - as evaluate, and the value
    text: str,
    value: Any,
    context: Mapping[str, Any] = _NO_CONTEXT,
    *,
    now: Now = None,
    warnings: Warnings = None,
    limits: Limits = DEFAULT_LIMITS,
) -> bool | None:
    """Return whether a value passes unary tests, as an input entry of a decision table holds them.

    Null: where it cannot be told. Errors: FeelSyntaxError where the text is no unary tests.

    >>> evaluate_unary_tests("< 18, [65..120]", 70)
    True
    """
    _expect_text(text)
    known = _names_within(context).occurring(text)
    _, test = _compiled_tests(text, known, limits)

    def tested(scope: Scope) -> Value:
        return test(scope, from_natural(value))

    answer = _evaluate(tested, context, now, warnings, limits)
    return answer if isinstance(answer, bool) else None


def function(name: str, parameters: Iterable[str], body: Callable[..., Any]) -> Function:
    """Return a host function: a Python callable that FEEL may invoke under a name.

    It takes and gives natural Python values, as FEEL's own: Decimal for numbers. Put it into a
    context; nothing is ever found by name in a model.

    >>> evaluate("double(4)", {"double": function("double", ["n"], lambda n: n * 2)})
    Decimal('8')
    """
    return HostFunction(name, tuple(parameters), partial(_natural_call, body))


def _natural_call(body: Callable[..., Any], arguments: list[Value]) -> Value:
    return from_natural(body(*map(copied, arguments)))


def _evaluate(
    evaluator: Evaluator,
    context: Mapping[str, Any],
    now: Now,
    warnings: Warnings,
    limits: Limits,
) -> Value:
    _expect_context(context)
    found: list[FeelWarning] = []
    run = Run(limits, instant(now), found)
    value = _limited(lambda: _result(evaluator, context, run), run)
    if warnings is not None:
        warnings.extend(found)
    return value


def _result(evaluator: Evaluator, context: Mapping[str, Any], run: Run) -> Value:
    names = from_natural(
        context, lambda place, fault: run.warn(fault, Location((f"context entry '{place}'",)))
    )
    value = evaluator(Scope(names or {}, None, run))
    run.weigh(value)
    return copied(value)


def _limited(evaluation: Callable[[], Value], run: Run) -> Value:
    """Return the evaluation's value; a limit reached gives null and one warning that names it.

    What Python raises when it has no more room ends here too: the limits are there to come first.
    """
    try:
        return evaluation()
    except LimitExceeded as limit:
        message, hint = str(limit), "raise the limit, or make the expression do less"
    except RecursionError:
        message, hint = "the limit 'nesting' of Python's stack was reached", ""
    except (MemoryError, SystemError):  # where it has no room for a frame, Python raises the other
        message, hint = "the limit 'memory' was reached", ""
    run.warnings[:] = [FeelWarning("LIMIT_EXCEEDED", message, Location(), hint)]
    return None


def instant(now: Now) -> DateTime | Callable[[], DateTime]:
    """Return the instant of an evaluation: the one given, or the clock's once it is asked for."""
    if now is None:
        return _clock
    if isinstance(now, DateTime):
        return now
    if isinstance(now, dt.datetime):
        return _zoned(now)
    raise _unexpected("now", now, "a datetime", "datetime.datetime(2024, 2, 29, 12, 0)")


def _clock() -> DateTime:
    return _zoned(dt.datetime.now(dt.UTC))


def _zoned(moment: dt.datetime) -> DateTime:
    return cast("DateTime", from_python(moment))  # what a datetime becomes


def _expect_text(text: object) -> None:
    if not isinstance(text, str):
        raise _unexpected("text", text, "a string", "a FEEL expression such as '1 + 1'")


def _expect_context(context: object) -> None:
    if type(context) is not dict and not isinstance(context, Mapping):
        raise _unexpected("context", context, "a mapping", "names with values: {'rate': 0.2}")


def _listed(names: Iterable[str]) -> tuple[str, ...]:
    if isinstance(names, str) or not isinstance(names, Iterable):
        raise _unexpected("names", names, "several strings", "a list of names: ['rate']")
    return tuple(names)


def _unexpected(argument: str, value: object, expected: str, instead: str) -> TypeError:
    found = type(value).__name__
    return TypeError(f"{argument}: expected {expected}, found {found} (hint: give {instead})")


@lru_cache(maxsize=4096)
def _compiled(text: str, known: KnownNames, limits: Limits) -> tuple[Node, Evaluator]:
    tree = parse_expression(text, known, limits)
    try:
        return tree, Compiler(text).compile(tree)
    except RecursionError:
        raise stack_is_full(text) from None


@lru_cache(maxsize=4096)
def _compiled_tests(text: str, known: KnownNames, limits: Limits) -> tuple[UnaryTests, Test]:
    tree = parse_unary_tests(text, known, limits)
    try:
        return tree, compile_tests(tree, Compiler(text))
    except RecursionError:
        raise stack_is_full(text) from None


@lru_cache(maxsize=256)
def _known(names: tuple[str, ...]) -> KnownNames:
    return KnownNames.of(names, names)


_MOST_CONTAINERS, _DEEPEST_NAMES = 10_000, 10


def _names_within(context: Mapping[str, Any]) -> KnownNames:
    """Return the special names among a context's keys at any depth, within bounds."""
    _expect_context(context)
    if not context:
        return _known(())
    components: set[str] = set()
    level: list[Any] = list(_containers(context.values()))
    for _ in range(_DEEPEST_NAMES):
        if not level:
            break
        for each in level:
            if isinstance(each, Mapping):
                components.update(map(str, each))
        inner = (each.values() if isinstance(each, Mapping) else each for each in level)
        level = list(islice(_containers(chain.from_iterable(inner)), _MOST_CONTAINERS))
    variables = components.union(map(str, context))  # a filter makes components variables
    return KnownNames.of(variables, components)


def _containers(values: Iterable[Any]) -> Iterator[Any]:
    return (
        value
        for value in values
        if type(value) not in _PLAIN and isinstance(value, (dict, list, tuple, Mapping))
    )


_PLAIN = frozenset({str, int, float, bool, type(None)})  # quicker to tell than what is a mapping
