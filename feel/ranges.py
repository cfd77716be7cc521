"""The only file with range relations: every one of them is derived from one comparison of bounds.

A bound is an end point and the side of it that the range stops at. A point is the range that starts
and ends at it. Null end points make a relation fail, but for the open side of a unary form; so does
the range of `!=`, which has a gap instead of bounds.
"""

from collections.abc import Callable
from operator import attrgetter

from feel.errors import FeelFault
from feel.values import Range, Value, compare, described, equal, is_ordered

# what may follow a dot after a range; those of temporal values are in `feel.temporal`
PROPERTIES: dict[str, Callable[[Range], Value]] = {
    "start": attrgetter("start"),
    "end": attrgetter("end"),
    "start included": attrgetter("start_included"),
    "end included": attrgetter("end_included"),
}

_LEAST, _MOST = -1, 1


class _Bound:
    """One side of a range: its end point, and on which side of it the bound lies.

    `nudge` is -1 for just below the end point, 0 for on it, 1 for just above it; `infinite` is -1
    or 1 for the open side of a unary form, whose `point` is then the operand, and else 0.
    """

    __slots__ = ("infinite", "nudge", "point")

    def __init__(self, point: Value, nudge: int, infinite: int = 0) -> None:
        self.point = point
        self.nudge = nudge
        self.infinite = infinite


def _order(left: _Bound, right: _Bound) -> int:
    by_point = compare(left.point, right.point)  # first, for kinds must fit on an open side too
    if left.infinite or right.infinite:
        return (left.infinite > right.infinite) - (left.infinite < right.infinite)
    return by_point or (left.nudge > right.nudge) - (left.nudge < right.nudge)


def _start(value: Value) -> _Bound:
    if not isinstance(value, Range):
        return _Bound(value, 0)
    if value.start is None and value.operator is not None:
        return _Bound(value.end, 0, _LEAST)
    _expect_bounds(value)
    return _Bound(value.start, 0 if value.start_included else 1)


def _end(value: Value) -> _Bound:
    if not isinstance(value, Range):
        return _Bound(value, 0)
    if value.end is None and value.operator is not None:
        return _Bound(value.start, 0, _MOST)
    _expect_bounds(value)
    return _Bound(value.end, 0 if value.end_included else -1)


def _expect_bounds(value: Range) -> None:
    if value.operator == "!=":
        raise FeelFault("INVALID_ARGUMENTS", f"{value} has no bounds", "give a range without a gap")


def contains(container: Range, value: Value) -> bool | None:
    """Return whether the value lies in the range.

    Null: a value of another kind than the operand of `=` or `!=`.
    Errors: FeelFault NOT_COMPARABLE where the value cannot be compared with both end points.
    Source: DMN 1.5, 10.3.2.7 and table 55 (grammar rule 49.c)
    """
    operator = container.operator
    if operator == "=":
        return equal(value, container.start)
    if operator == "!=":
        same = equal(value, container.start)
        return None if same is None else not same
    point = _Bound(value, 0)
    from_start, to_end = _order(_start(container), point), _order(point, _end(container))
    return from_start <= 0 and to_end <= 0


def make_range(start: Value, end: Value, *, start_included: bool, end_included: bool) -> Range:
    """Return a range of a literal's end points; fail where these have no common order."""
    for point in (start, end):
        if point is not None and not is_ordered(point):
            raise FeelFault("INVALID_TYPE", f"a range cannot end at {described(point)}")
    if start is not None and end is not None:
        compare(start, end)
    return Range(start, end, start_included=start_included, end_included=end_included)


def before(left: Value, right: Value) -> bool:
    """Tell whether everything of the left lies before everything of the right."""
    return _order(_end(left), _start(right)) < 0


def after(left: Value, right: Value) -> bool:
    """Tell whether everything of the left lies after everything of the right."""
    return before(right, left)


def meets(left: Range, right: Range) -> bool:
    """Tell whether the left ends where the right starts, both including that point."""
    _only_ranges("meets", left, right)
    end, start = _end(left), _start(right)
    return _order(end, start) == 0 and end.nudge == 0 == start.nudge


def met_by(left: Range, right: Range) -> bool:
    """Tell whether the left starts where the right ends, both including that point."""
    return meets(right, left)


def overlaps(left: Range, right: Range) -> bool:
    """Tell whether the ranges have a point in common."""
    _only_ranges("overlaps", left, right)
    return not before(left, right) and not before(right, left)


def overlaps_before(left: Range, right: Range) -> bool:
    """Tell whether the left starts before the right, reaches into it, and ends no later."""
    return (
        overlaps(left, right)
        and _order(_start(left), _start(right)) < 0
        and _order(_end(left), _end(right)) <= 0
    )


def overlaps_after(left: Range, right: Range) -> bool:
    """Tell whether the left starts in the right, no earlier than it, and ends after it."""
    return (
        overlaps(left, right)
        and _order(_start(left), _start(right)) > 0
        and _order(_end(left), _end(right)) >= 0
    )


def finishes(left: Value, right: Range) -> bool:
    """Tell whether the left ends with the right and starts no earlier."""
    return _order(_end(left), _end(right)) == 0 and _order(_start(right), _start(left)) <= 0


def finished_by(left: Range, right: Value) -> bool:
    """Tell whether the right finishes the left."""
    return finishes(right, left)


def starts(left: Value, right: Range) -> bool:
    """Tell whether the left starts with the right and ends no later."""
    return _order(_start(left), _start(right)) == 0 and _order(_end(left), _end(right)) <= 0


def started_by(left: Range, right: Value) -> bool:
    """Tell whether the right starts the left."""
    return starts(right, left)


def during(left: Value, right: Range) -> bool:
    """Tell whether all of the left lies in the right."""
    return _order(_start(right), _start(left)) <= 0 and _order(_end(left), _end(right)) <= 0


def includes(left: Range, right: Value) -> bool:
    """Tell whether all of the right lies in the left."""
    return during(right, left)


def coincides(left: Value, right: Value) -> bool:
    """Tell whether both are the same point or the same range."""
    return _order(_start(left), _start(right)) == 0 and _order(_end(left), _end(right)) == 0


def _only_ranges(name: str, *values: Value) -> None:
    for value in values:
        if not isinstance(value, Range):
            raise FeelFault(
                "INVALID_ARGUMENTS", f"{name} relates two ranges, not {described(value)}"
            )


Relation = Callable[[Value, Value], bool]
