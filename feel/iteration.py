"""Everything that goes over a list: domains, for, some, every, filter. All of it counts steps."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from feel.errors import FeelFault
from feel.scope import Evaluator, Run, Scope
from feel.temporal import DAY, Date, DaysAndTimeDuration, add
from feel.values import NUMBERS, Range, Value, described

Domain = Callable[[Scope], Sequence[Value]]

_POINTS_PER_STEP, _COPIES_PER_STEP = 8, 40


def as_domain(value: Value, run: Run) -> Sequence[Value]:
    """Return what an iteration goes over: a list's items, a range's points, or the value."""
    if type(value) is list:
        return value
    if isinstance(value, Range):
        return _range_points(value, run)
    if value is None:
        raise FeelFault("INVALID_TYPE", "cannot iterate over null")
    return [value]


def _range_points(domain: Range, run: Run) -> Sequence[Value]:
    if domain.operator is not None:
        raise FeelFault(
            "INVALID_TYPE", f"cannot iterate over {described(domain)}: it has no two ends"
        )
    points = between(domain.start, domain.end, run, may_descend=False)
    first = 0 if domain.start_included else 1
    last = len(points) if domain.end_included else len(points) - 1
    return points[first:last]


def between(start: Value, end: Value, run: Run, *, may_descend: bool = True) -> Sequence[Value]:
    """Return the numbers or dates from start to end, both included, one apart."""
    if type(start) is Decimal and type(end) is Decimal:
        distance = NUMBERS.subtract(end, start)
    elif type(start) is Date and type(end) is Date:
        distance = Decimal(end.key - start.key)
    else:
        raise FeelFault(
            "INVALID_TYPE",
            f"cannot iterate from {described(start)} to {described(end)}",
            "iterate over numbers or dates",
        )
    if distance < 0 and not may_descend:
        raise FeelFault("INVALID_ARGUMENTS", "a range ends before it starts")
    run.check_list_size(abs(distance))  # before a single point is made
    step = 1 if distance >= 0 else -1
    count = int(abs(distance)) + 1
    run.step(count // _POINTS_PER_STEP)
    if type(start) is Decimal:
        return [NUMBERS.add(start, Decimal(step * i)) for i in range(count)]
    return [add(start, DaysAndTimeDuration(step * i * DAY)) for i in range(count)]


def combinations(iterations: Sequence[tuple[str, Domain]], scope: Scope) -> Iterator[Scope]:
    """Give a scope for every combination of values; later iterations see earlier names."""
    (name, domain), *rest = iterations
    run = scope.run
    for value in domain(scope):
        run.step()
        inner = scope.inner({name: value})
        if rest:
            yield from combinations(rest, inner)
        else:
            yield inner


def for_each(
    iterations: Sequence[tuple[str, Domain]], body: Evaluator, scope: Scope, *, partial: bool
) -> list[Value]:
    """Return the body's values; `partial` are those so far, for a body that reads it."""
    results: list[Value] = []
    run = scope.run
    for inner in combinations(iterations, scope):
        if partial:
            # a snapshot: a body that returns `partial` itself must not see it grow
            run.step(len(results) // _COPIES_PER_STEP)
            inner = inner.inner({"partial": list(results)})  # noqa: PLW2901 - the same scope, and more
        results.append(body(inner))
        run.check_list_size(len(results))
    return results


def quantify(
    iterations: Sequence[tuple[str, Domain]], condition: Evaluator, scope: Scope, *, wanted: bool
) -> bool | None:
    """Return whether some (wanted true) or not every (wanted false) combination satisfies.

    Null: null where no combination decides and one of them gave null.
    Errors: FeelFault for a condition that is no boolean.
    """
    undecided = False
    for inner in combinations(iterations, scope):
        answer = condition(inner)
        if type(answer) is bool and answer is wanted:
            return wanted
        if answer is None:
            undecided = True
        elif type(answer) is not bool:
            raise FeelFault(
                "INVALID_TYPE", f"'satisfies' expects a boolean, not {described(answer)}"
            )
    return None if undecided else not wanted


def item_scope(item: Value, scope: Scope) -> Scope:
    """Return the scope a filter condition sees: `item`, and before it the entries of a context."""
    inner = scope.inner({"item": item})
    return inner.inner(item) if type(item) is dict else inner


def filtered(source: Value, condition: Evaluator, scope: Scope) -> Value:
    """Return the items for which the condition is true, or the one at the index it gives.

    Null: null for null, for an index out of range; an item whose condition is null is left out.
    Source: DMN 1.5, 10.3.2.5 and table 56
    """
    if source is None:
        return None
    items = source if type(source) is list else [source]
    if not items:
        return _nothing_to_filter(condition, scope)
    kept: list[Value] = []
    for position, item in enumerate(items):
        scope.run.step()
        answer = condition(item_scope(item, scope))
        if answer is True:
            kept.append(item)
        elif type(answer) is Decimal and position == 0:
            return at_index(items, answer)
        elif answer is not False and answer is not None:
            raise FeelFault(
                "INVALID_TYPE",
                f"a filter expects a boolean or an index, not {described(answer)}",
            )
    return kept


def _nothing_to_filter(condition: Evaluator, scope: Scope) -> Value:
    """Return null for an index into an empty list, else the list; what it lacks is no fault."""
    before = len(scope.run.warnings)
    answer = condition(scope.inner({"item": None}))
    del scope.run.warnings[before:]
    return None if type(answer) is Decimal else []


def at_index(items: Sequence[Value], index: Decimal) -> Value:
    """Return the item at an index from 1, or from -1 at the end; null where there is none."""
    # the magnitude first: the integer of 1E+6000 is a long one, and no list is so long
    if index.adjusted() > 18 or index != index.to_integral_value():
        return None
    position = int(index)
    if 0 < position <= len(items):
        return items[position - 1]
    if 0 < -position <= len(items):
        return items[position]
    return None
