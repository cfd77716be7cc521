"""Relations between ranges, checked against sets of points on a small dense grid."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel import ranges
from feel.errors import FeelFault
from feel.temporal import DaysAndTimeDuration
from feel.values import Range, kind_of

D = Decimal
ENDS = range(4)
GRID = [
    n / 2 for n in range(-20, 21)
]  # a point between any two integers; far ends stand for infinity


def literal(start, end, start_included, end_included):
    return Range(start, end, start_included=start_included, end_included=end_included)


def points_of(value):
    if not isinstance(value, Range):
        return {float(value)}
    after = value.start is None or value.start
    return {
        point
        for point in GRID
        if value.start is None or value.start < point or (value.start_included and after == point)
        if value.end is None or point < value.end or (value.end_included and value.end == point)
    }


LITERALS = [
    literal(D(start), D(end), *included)
    for start, end in product(ENDS, repeat=2)
    for included in product((True, False), repeat=2)
]
UNARY = [Range.unary(operator, D(n)) for operator in ("<", "<=", ">", ">=", "=") for n in ENDS]
RANGES = [value for value in LITERALS + UNARY if points_of(value)]
POINTS = [D(n) for n in ENDS]


def brute_before(left, right):
    return max(left) < min(right)


def brute_meets(left, right):
    return max(left) == min(right) and max(left).is_integer()  # a point between is no end point


def brute_overlaps_before(left, right):
    return bool(left & right) and min(left) < min(right) and max(left) <= max(right)


def brute_overlaps_after(left, right):
    return bool(left & right) and min(left) > min(right) and max(left) >= max(right)


def brute_finishes(left, right):
    return left <= right and max(left) == max(right)


def brute_starts(left, right):
    return left <= right and min(left) == min(right)


# relation, what it says of two sets, and whether the left and the right may be a point
RELATIONS = [
    (ranges.before, brute_before, True, True),
    (ranges.after, lambda left, right: brute_before(right, left), True, True),
    (ranges.meets, brute_meets, False, False),
    (ranges.met_by, lambda left, right: brute_meets(right, left), False, False),
    (ranges.overlaps, lambda left, right: bool(left & right), False, False),
    (ranges.overlaps_before, brute_overlaps_before, False, False),
    (ranges.overlaps_after, brute_overlaps_after, False, False),
    (ranges.finishes, brute_finishes, True, False),
    (ranges.finished_by, lambda left, right: brute_finishes(right, left), False, True),
    (ranges.starts, brute_starts, True, False),
    (ranges.started_by, lambda left, right: brute_starts(right, left), False, True),
    (ranges.during, lambda left, right: left <= right, True, False),
    (ranges.includes, lambda left, right: left >= right, False, True),
    (ranges.coincides, lambda left, right: left == right, True, True),
]


@pytest.mark.parametrize(
    ("relation", "brute", "left_point", "right_point"),
    RELATIONS,
    ids=[relation.__name__ for relation, *_ in RELATIONS],
)
def test_a_relation_agrees_with_brute_force(relation, brute, left_point, right_point):
    lefts = [(value, points_of(value)) for value in RANGES + POINTS * left_point]
    rights = [(value, points_of(value)) for value in RANGES + POINTS * right_point]
    wrong = [
        f"{left} {right}"
        for (left, left_set), (right, right_set) in product(lefts, rights)
        if relation(left, right) is not brute(left_set, right_set)
    ]
    assert wrong == []


@pytest.mark.parametrize("container", LITERALS + UNARY, ids=str)
def test_a_range_contains_the_points_it_stands_for(container):
    contained = {point for point in GRID if ranges.contains(container, D(str(point)))}
    assert contained == points_of(container)


@given(st.sampled_from(RELATIONS), st.sampled_from(RANGES), st.sampled_from(RANGES))
def test_a_relation_is_the_same_for_every_ordered_kind(row, left, right):
    def as_durations(value):
        start, end = (
            None if point is None else DaysAndTimeDuration(int(point))
            for point in (value.start, value.end)
        )
        return Range(
            start,
            end,
            start_included=value.start_included,
            end_included=value.end_included,
            operator=value.operator,
        )

    relation = row[0]
    assert relation(as_durations(left), as_durations(right)) is relation(left, right)


@pytest.mark.parametrize(
    ("value", "contained"),
    [(D(3), True), (D(2), False), (None, True), ("2", None)],
    ids=["another", "the operand", "null", "another kind"],
)
def test_a_not_equal_test_contains_all_but_its_operand(value, contained):
    assert ranges.contains(Range.unary("!=", D(2)), value) is contained


@pytest.mark.parametrize(
    ("container", "value"),
    [
        (literal(D(1), None, True, False), D(5)),
        (literal(D(1), None, True, False), D(0)),
        (literal(None, D(1), True, False), D(5)),
        (literal(D(1), D(5), True, True), None),
        (literal(D(1), D(5), True, True), "a"),
        (Range.unary("<", D(5)), "a"),
        (Range.unary("<", None), D(5)),
    ],
    ids=lambda value: str(value) if isinstance(value, Range) else kind_of(value),
)
def test_containment_fails_where_there_is_no_order(container, value):
    with pytest.raises(FeelFault) as caught:
        ranges.contains(container, value)
    assert caught.value.code == "NOT_COMPARABLE"


@pytest.mark.parametrize(
    "relation", [row[0] for row in RELATIONS], ids=lambda relation: relation.__name__
)
@pytest.mark.parametrize(
    ("left", "right"),
    [
        (literal(D(1), D(2), True, True), literal("a", "b", True, True)),
        (Range.unary(">", D(5)), Range.unary(">", "a")),
        (Range.unary(">", D(5)), Range.unary("<", "a")),
        (Range.unary("<", "a"), Range.unary("<", D(5))),
    ],
    ids=str,
)
def test_a_relation_fails_for_ranges_of_different_kinds_also_on_open_sides(relation, left, right):
    with pytest.raises(FeelFault):
        relation(left, right)


@pytest.mark.parametrize(
    "relation", [row[0] for row in RELATIONS], ids=lambda relation: relation.__name__
)
def test_a_relation_fails_for_a_range_with_a_gap(relation):
    with pytest.raises(FeelFault, match="no bounds"):
        relation(Range.unary("!=", D(1)), literal(D(1), D(2), True, True))


@pytest.mark.parametrize("relation", [ranges.meets, ranges.met_by, ranges.overlaps])
def test_a_relation_between_ranges_refuses_a_point(relation):
    with pytest.raises(FeelFault) as caught:
        relation(literal(D(1), D(2), True, True), D(2))
    assert caught.value.code == "INVALID_ARGUMENTS"


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (True, D(2), "INVALID_TYPE"),
        (D(1), [D(2)], "INVALID_TYPE"),
        (D(1), "2", "NOT_COMPARABLE"),
    ],
    ids=["boolean", "list", "different kinds"],
)
def test_a_range_needs_end_points_with_a_common_order(start, end, code):
    with pytest.raises(FeelFault) as caught:
        ranges.make_range(start, end, start_included=True, end_included=True)
    assert caught.value.code == code


def test_a_range_may_have_a_null_end_point():
    made = ranges.make_range(D(1), None, start_included=True, end_included=False)
    assert str(made) == "[1..null)"
