"""The range functions: the forms the standard lists, and the TCK's own examples."""

import re
from decimal import Decimal

import pytest

import feel
from feel.errors import FeelFault
from feel.functions.range import FUNCTIONS
from feel.scope import Run
from feel.temporal import Date
from feel.values import Range, kind_of

D = Decimal


def read(text):
    literal = re.fullmatch(r"([\[(])(\d+)\.\.(\d+)([\])])", text)
    if literal is None:
        return D(text)
    left, start, end, right = literal.groups()
    return Range(D(start), D(end), start_included=left == "[", end_included=right == "]")


CASES = """
before          1        10       true      before          1        [1..10]  false
before          1        (1..10]  true      before          [1..10)  10       true
before          [1..10]  [10..20] false     before          [1..10]  (10..20] true
after           12       [1..10]  true      after           10       [1..10)  true
after           [11..20] 11       false     after           (11..20] [1..11]  true
meets           [1..5]   [5..10]  true      meets           [1..5)   [5..10]  false
met by          [5..10]  [1..5]   true      met by          (5..10]  [1..5]   false
overlaps        [1..5]   [5..8]   true      overlaps        [1..5)   [5..8]   false
overlaps before [1..5)   (1..5]   true      overlaps before [1..5)   [1..5]   false
overlaps after  (1..5]   [1..5)   true      overlaps after  (5..8]   [1..5]   false
finishes        10       [1..10]  true      finishes        [5..10)  [1..10]  false
finished by     [1..10)  10       false     finished by     [1..10]  (1..10]  true
includes        [1..10]  5        true      includes        (1..10]  1        false
includes        [1..10]  [1..10)  true      includes        [1..10)  [5..10]  false
during          5        [1..10]  true      during          10       [1..10)  false
during          [4..6]   [1..10]  true      during          [1..10]  (1..10]  false
starts          1        [1..10]  true      starts          1        (1..10]  false
starts          (1..5]   (1..10]  true      starts          (1..5]   [1..10]  false
started by      [1..10]  1        true      started by      [1..10]  [1..10)  true
coincides       5        5        true      coincides       (1..5)   [1..5]   false
"""
CASE = re.compile(r"([a-z][a-z ]*?) +([\[(]?\d\S*) +(\S+) +(true|false)")


@pytest.mark.parametrize(("name", "left", "right", "expected"), CASE.findall(CASES))
def test_a_relation_holds_or_not(name, left, right, expected):
    held = FUNCTIONS[name].call(Run(), [read(left), read(right)])
    assert held is (expected == "true")


PAIRS = {
    ("point1", "point2"): (D(5), D(5)),
    ("point", "range"): (D(5), read("[5..5]")),
    ("range", "point"): (read("[5..5]"), D(5)),
    ("range1", "range2"): (read("[5..5]"), read("[5..5]")),
}
RANGES_ONLY = {("range1", "range2")}
POINT_FIRST = RANGES_ONLY | {("point", "range")}
POINT_LAST = RANGES_ONLY | {("range", "point")}
FORMS = {
    "before": set(PAIRS),
    "after": set(PAIRS),
    "meets": RANGES_ONLY,
    "met by": RANGES_ONLY,
    "overlaps": RANGES_ONLY,
    "overlaps before": RANGES_ONLY,
    "overlaps after": RANGES_ONLY,
    "finishes": POINT_FIRST,
    "finished by": POINT_LAST,
    "includes": POINT_LAST,
    "during": POINT_FIRST,
    "starts": POINT_FIRST,
    "started by": POINT_LAST,
    "coincides": RANGES_ONLY | {("point1", "point2")},
}


def test_every_range_function_is_there():
    assert set(FUNCTIONS) == set(FORMS)


@pytest.mark.parametrize(
    ("name", "names"), [(name, names) for name, forms in FORMS.items() for names in sorted(forms)]
)
def test_a_relation_takes_the_pairs_that_the_standard_lists_also_by_name(name, names):
    arguments = PAIRS[names]
    by_position = FUNCTIONS[name].call(Run(), list(arguments))
    by_name = FUNCTIONS[name].call_named(Run(), dict(zip(names, arguments, strict=True)))
    assert (type(by_position), by_name) == (bool, by_position)


@pytest.mark.parametrize(
    ("name", "names"),
    [(name, names) for name, forms in FORMS.items() for names in sorted(set(PAIRS) - forms)],
)
def test_a_relation_refuses_the_pairs_that_the_standard_does_not_list(name, names):
    with pytest.raises(FeelFault) as caught:
        FUNCTIONS[name].call(Run(), list(PAIRS[names]))
    assert caught.value.code == "INVALID_ARGUMENTS"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("before", []),
        ("before", [D(1)]),
        ("before", [D(1), D(2), D(3)]),
        ("before", [D(1), None]),
        ("before", [None, read("[1..2]")]),
        ("before", [D(1), "2"]),
        ("before", [True, False]),
        ("before", [read("[1..2]"), Date(2020, 1, 1)]),
        ("coincides", [[], []]),
        ("includes", [read("[1..2]"), None]),
        ("meets", [D(1), D(1)]),
        ("starts", [D(1), Range(D(1), None, end_included=False)]),
        ("before", [D(1), Range.unary("!=", D(3))]),
    ],
    ids=lambda value: ", ".join(map(kind_of, value)) if isinstance(value, list) else value,
)
def test_arguments_without_that_relation_are_refused(name, arguments):
    with pytest.raises(FeelFault):
        FUNCTIONS[name].call(Run(), arguments)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("before", {"point": D(1), "point2": D(2)}),
        ("before", {"point1": read("[1..2]"), "point2": D(2)}),
        ("before", {"range1": D(1), "range2": D(2)}),
        ("includes", {"range": read("[1..2]")}),
    ],
)
def test_names_of_another_form_are_refused(name, arguments):
    with pytest.raises(FeelFault):
        FUNCTIONS[name].call_named(Run(), arguments)


@pytest.mark.parametrize(
    ("name", "left", "right", "expected"),
    [
        ("before", Range.unary("<", D(5)), D(5), True),
        ("before", Range.unary(">", D(5)), D(9), False),
        ("includes", Range.unary("<=", D(5)), read("[1..5]"), True),
        ("overlaps", Range.unary("<", D(5)), Range.unary(">", D(4)), True),
        ("starts", D(5), Range.unary(">=", D(5)), True),
        ("coincides", Range.unary("=", D(5)), read("[5..5]"), True),
    ],
)
def test_a_unary_test_is_a_range_without_end(name, left, right, expected):
    assert FUNCTIONS[name].call(Run(), [left, right]) is expected


def test_the_usage_says_what_is_a_point_and_what_a_range():
    assert FUNCTIONS["starts"].usage() == (
        "starts(point: point, range: range<Any>) or starts(range1: range<Any>, range2: range<Any>)"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("before(range: [1..2], point: 3)", True),
        ("before(point: 3, range: [1..2])", False),
        ("after(range: [1..2], point: 3)", False),
        ("after(point: 3, range: [1..2])", True),
        ("before(range2: [1..2], range1: [3..4])", False),
        ("includes(point: 1, range: [1..2])", True),
    ],
)
def test_of_forms_with_the_same_names_the_order_written_decides(text, expected):
    assert feel.evaluate(text) is expected
