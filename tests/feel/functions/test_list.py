"""The list functions: values, refusals, and laws against plain Python."""

import statistics
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel.errors import FeelFault, LimitExceeded
from feel.functions.builtin import Builtin, form
from feel.functions.list import FUNCTIONS
from feel.scope import Limits, Run
from feel.temporal import Date, DaysAndTimeDuration, Time
from feel.values import Range, equal

D = Decimal
REFUSED = "refused"


def function(body, signature="x: Any, y: Any"):
    """Return a function of FEEL with a body of Python."""
    return Builtin("function", (form(signature, body),))


def feel(value):
    """Return the value with Python's integers and floats as numbers of FEEL."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return D(str(value))
    if isinstance(value, list):
        return [feel(item) for item in value]
    if isinstance(value, dict):
        return {key: feel(item) for key, item in value.items()}
    return value


def call(name, *arguments, run=None):
    return call_raw(name, *map(feel, arguments), run=run)


def call_raw(name, *arguments, run=None):
    return FUNCTIONS[name].call(run or Run(), list(arguments))


def outcome(invoke):
    try:
        return invoke()
    except FeelFault:
        return REFUSED


def row(name, *arguments_and_expected):
    *arguments, expected = arguments_and_expected
    return pytest.param(name, arguments, feel(expected), id=f"{name} {arguments}"[:60])


def check(name, arguments, expected):
    given_arguments = feel(arguments)
    result = outcome(lambda: call(name, *given_arguments))
    assert (type(result), result) == (type(expected), expected)
    assert given_arguments == feel(arguments), "a list was changed"


BELOW_ONE = Range.unary("<", D(1))
NEW_YEAR = Date(2020, 1, 1)
NEXT_DAY = Date(2020, 1, 2)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        row("list contains", ["a", "b"], "a", True),
        row("list contains", ["a", "b"], ["a"], False),
        row("list contains", [["a"], "b"], ["a"], True),
        row("list contains", [1, None], None, True),
        row("list contains", [1], None, False),
        row("list contains", [1.0], 1, True),
        row("list contains", [True], 1, False),
        row("list contains", "a", "a", True),
        row("list contains", None, "a", REFUSED),
        row("list contains", ["a"], REFUSED),
        row("index of", [1, 2, 3, 2], 2, [2, 4]),
        row("index of", [1, None, None], None, [2, 3]),
        row("index of", [1, "1", True], True, [3]),
        row("index of", ["x"], "y", []),
        row("index of", None, 1, REFUSED),
        row("distinct values", [1, 2, 3, 2, 1], [1, 2, 3]),
        row("distinct values", [1, "1", True, [1], {"a": 1}], [1, "1", True, [1], {"a": 1}]),
        row("distinct values", [None, 1, None], [None, 1]),
        row("distinct values", [[1, 2], [2, 1], [1, 2]], [[1, 2], [2, 1]]),
        row("distinct values", [{"a": 1, "b": 2}, {"b": 2, "a": 1}], [{"a": 1, "b": 2}]),
        row("distinct values", [NEW_YEAR, NEXT_DAY, NEW_YEAR], [NEW_YEAR, NEXT_DAY]),
        row("distinct values", [BELOW_ONE, Range.unary("<", D(1))], [BELOW_ONE]),
        row("distinct values", [], []),
        row("distinct values", 1, [1]),
        row("distinct values", None, REFUSED),
        row("union", [1, 2], [2, 3], [1, 2, 3]),
        row("union", [1, 1], [1]),
        row("union", [1], 1, [2], [1, 2]),
        row("union", [1], None, REFUSED),
        row("union", REFUSED),
    ],
)
def test_searching_goes_by_equality(name, arguments, expected):
    check(name, arguments, expected)


def test_distinct_values_keeps_the_first_of_equal_items():
    assert str(call("distinct values", [D("1.0"), D("1.00"), D("1")])) == "[Decimal('1.0')]"


def test_distinct_times_are_equal_to_the_second():
    times = [Time(10, 30, 0, 1), Time(10, 30, 0, 2), Time(10, 30, 1)]
    assert call("distinct values", times) == [times[0], times[2]]


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        row("count", [1, None, 3], 3),
        row("count", [], 0),
        row("count", 5, 1),
        row("count", None, REFUSED),
        row("count", 1, 2, REFUSED),
        row("min", [6, 14, -3, 11], -3),
        row("min", 6, -3, 11, -3),
        row("max", ["a", "c", "b"], "c"),
        row("max", NEW_YEAR, NEXT_DAY, NEXT_DAY),
        row("max", 5, 5),
        row("min", [], None),
        row("max", [], None),
        row("min", None, REFUSED),
        row("min", REFUSED),
        row("min", [None], REFUSED),
        row("max", [1, None], REFUSED),
        row("max", 1, "a", REFUSED),
        row("max", [True], REFUSED),
        row("max", [[1, 2]], REFUSED),
        row("min", [DaysAndTimeDuration(5), 1], REFUSED),
        row("sum", [6, 14, -3, 11], 28),
        row("sum", 1, 2, 3, 6),
        row("sum", 1, 1),
        row("sum", [], None),
        row("sum", [1, None], REFUSED),
        row("sum", [1, "foo"], REFUSED),
        row("sum", [True], REFUSED),
        row("sum", None, REFUSED),
        row("sum", REFUSED),
        row("mean", [1, 2, 6], 3),
        row("mean", 1, 2, 1.5),
        row("mean", [], None),
        row("mean", [None], REFUSED),
        row("product", [6, 3, 9, 6, 6], 5832),
        row("product", 2, 3, 4, 24),
        row("product", [2.5, 1, 2.5, 3], 18.75),
        row("product", 6, 6),
        row("product", [], REFUSED),
        row("product", [1, 2, None, 4], REFUSED),
        row("product", [1, 2, "foo", 4], REFUSED),
        row("product", None, REFUSED),
        row("median", [8, 2, 5, 3, 4], 4),
        row("median", 8, 2, 5, 7, 6),
        row("median", [6, 1, 2, 3], 2.5),
        row("median", 4, 4),
        row("median", [], None),
        row("median", [1, 2, "foo", 4], REFUSED),
        row("median", None, REFUSED),
        row("stddev", [2, 4, 6], 2),
        row("stddev", 2, 4, 6, 2),
        row("stddev", [47], REFUSED),
        row("stddev", 47, REFUSED),
        row("stddev", [], REFUSED),
        row("stddev", [1, None], REFUSED),
        row("mode", [3, 6, 1, 9, 6, 1, 3], [1, 3, 6]),
        row("mode", 6, 3, 9, 6, 6, [6]),
        row("mode", 6, [6]),
        row("mode", [], []),
        row("mode", [1, None], REFUSED),
        row("mode", REFUSED),
    ],
)
def test_aggregates(name, arguments, expected):
    check(name, arguments, expected)


@pytest.mark.parametrize("name", ["sum", "product", "mean"])
def test_an_aggregate_out_of_range_is_refused(name):
    assert outcome(lambda: call(name, [D("9E+6144"), D("9E+6144")])) == REFUSED


def test_the_sample_standard_deviation_has_34_digits():
    assert str(call("stddev", [2, 4, 7, 5])) == "2.081665999466132735282297706979931"


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        row("all", [True, False, None], False),
        row("all", [True, True], True),
        row("all", [True, None], None),
        row("all", [], True),
        row("all", True, True),
        row("all", False, False),
        row("all", True, None, True, None),
        row("all", None, False, False),
        row("all", 123, REFUSED),
        row("all", True, 123, REFUSED),
        row("all", [True, 0], REFUSED),
        row("all", None, REFUSED),
        row("all", REFUSED),
        row("any", [False, None, True], True),
        row("any", [False, False], False),
        row("any", [False, None], None),
        row("any", [], False),
        row("any", True, True),
        row("any", None, False, None),
        row("any", None, None, None),
        row("any", [123, False], REFUSED),
        row("any", [123, True], REFUSED),
        row("any", None, REFUSED),
        row("any", REFUSED),
    ],
)
def test_all_and_any_know_three_values(name, arguments, expected):
    check(name, arguments, expected)


MATCH_TWO = function(lambda item, _: item == 2)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        row("sublist", [4, 5, 6], 1, 2, [4, 5]),
        row("sublist", [4, 5, 6], -1, 1, [6]),
        row("sublist", [4, 5, 6], 2, [5, 6]),
        row("sublist", [4, 5, 6], -2, [5, 6]),
        row("sublist", [4, 5, 6], 1.9, 2.9, [4, 5]),
        row("sublist", "a", 1, ["a"]),
        row("sublist", [4, 5, 6], 0, REFUSED),
        row("sublist", [4, 5, 6], 4, REFUSED),
        row("sublist", [4, 5, 6], -4, REFUSED),
        row("sublist", [4, 5, 6], 2, 3, REFUSED),
        row("sublist", [4, 5, 6], -1, 2, REFUSED),
        row("sublist", [4, 5, 6], 1, 0, REFUSED),
        row("sublist", [4, 5, 6], 1, -1, REFUSED),
        row("sublist", [4, 5, 6], 1, None, REFUSED),
        row("sublist", None, 1, REFUSED),
        row("append", [1], 2, [1, 2]),
        row("append", [1], 2, None, [3], [1, 2, None, [3]]),
        row("append", [[1]], [2, 3], [[1], [2, 3]]),
        row("append", 1, 2, [1, 2]),
        row("append", None, 1, REFUSED),
        row("concatenate", [1, 2], [3], [1, 2, 3]),
        row("concatenate", [1], 2, [[3]], [1, 2, [3]]),
        row("concatenate", [1], None, REFUSED),
        row("concatenate", REFUSED),
        row("insert before", [1, 3], 1, 2, [2, 1, 3]),
        row("insert before", [1, 3], -1, 2, [1, 2, 3]),
        row("insert before", [1, 3], 2, None, [1, None, 3]),
        row("insert before", [1, 3], 2, ["x"], [1, ["x"], 3]),
        row("insert before", [1, 3], 3, 2, REFUSED),
        row("insert before", [1, 3], 0, 2, REFUSED),
        row("insert before", [], 1, 2, REFUSED),
        row("insert before", [1], None, 2, REFUSED),
        row("remove", [1, 2, 3], 2, [1, 3]),
        row("remove", [1, 2, 3], -1, [1, 2]),
        row("remove", [1], 1, []),
        row("remove", [1, 2, 3], 4, REFUSED),
        row("remove", [1, 2, 3], -4, REFUSED),
        row("remove", [1, 2, 3], 0.9, REFUSED),
        row("remove", [1, 2, 3], 1e30, REFUSED),
        row("reverse", [1, [2, 3], None], [None, [2, 3], 1]),
        row("reverse", 1, [1]),
        row("reverse", None, REFUSED),
        row("flatten", [[1, 2], [[3]], 4], [1, 2, 3, 4]),
        row("flatten", [[], [[]], None], [None]),
        row("flatten", 1, [1]),
        row("flatten", None, REFUSED),
    ],
)
def test_cutting_and_joining(name, arguments, expected):
    check(name, arguments, expected)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        row("list replace", [1, 2, 3], 2, 4, [1, 4, 3]),
        row("list replace", [1, 2, 3], -1.5, 4, [1, 2, 4]),
        row("list replace", [1, 2, 3], 2.5, 4, [1, 4, 3]),
        row("list replace", [1, 2, 3], 3, None, [1, 2, None]),
        row("list replace", 1, 1, 5, [5]),
        row("list replace", [1, 2, 3], 0, 4, REFUSED),
        row("list replace", [1, 2, 3], 4, 4, REFUSED),
        row("list replace", [1, 2, 3], -4, 4, REFUSED),
        row("list replace", [1, 2, 3], None, 4, REFUSED),
        row("list replace", [1, 2, 3], "2", 4, REFUSED),
        row("list replace", None, 2, 4, REFUSED),
        row("list replace", [1, 2, 3], 2, 4, 4, REFUSED),
        row("list replace", [2, 4, 7, 8], function(lambda item, new: item < new), 5, [5, 5, 7, 8]),
        row("list replace", [1, 2], MATCH_TWO, None, [1, None]),
        row("list replace", [], MATCH_TWO, 5, []),
        row("list replace", [2], function(lambda item, _: item == 2, "x: Any, y?: Any"), 5, [5]),
        row("list replace", [2, 4], function(lambda _: True, "x: Any"), 5, REFUSED),
        row(
            "list replace", [2, 4], function(lambda *_: True, "x: Any, y: Any, z: Any"), 5, REFUSED
        ),
        row("list replace", [2, 4], function(lambda item, _: item), 5, REFUSED),
        row("list replace", [2, 4], function(lambda *_: None), 5, REFUSED),
    ],
)
def test_list_replace_takes_a_position_or_a_match(name, arguments, expected):
    check(name, arguments, expected)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("list contains", {"list": [1], "element": 1}, True),
        ("count", {"list": [1]}, 1),
        ("min", {"list": [2, 1]}, 1),
        ("max", {"c1": 2, "c2": 1}, 2),
        ("sum", {"list": [1, 2]}, 3),
        ("all", {"list": [True, False]}, False),
        ("any", {"list": [None, False]}, None),
        ("any", {"list": None}, REFUSED),
        ("all", {"l": [True]}, REFUSED),
        ("median", {"l": [2, 4]}, REFUSED),
        ("sublist", {"list": [1, 2], "start position": 1, "length": 1}, [1]),
        ("append", {"list": [1], "item": [2]}, [1, [2]]),
        ("concatenate", {"list": [1, 2]}, [1, 2]),
        ("insert before", {"list": [1], "position": 1, "newItem": 2}, [2, 1]),
        ("remove", {"list": [1], "position": 1}, []),
        ("list replace", {"position": 2, "newItem": 4, "list": [1, 2]}, [1, 4]),
        ("list replace", {"match": MATCH_TWO, "newItem": 4, "list": [1, 2]}, [1, 4]),
        ("index of", {"list": [1], "match": 1}, [1]),
        ("reverse", {"list": [1, 2]}, [2, 1]),
    ],
)
def test_parameters_have_the_names_of_the_standard(name, arguments, expected):
    result = outcome(lambda: FUNCTIONS[name].call_named(Run(), feel(arguments)))
    assert result == feel(expected)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("append", [[1, 2, 3], 4]),
        ("concatenate", [[1, 2], [3, 4]]),
        ("insert before", [[1, 2, 3], 1, 4]),
        ("union", [[1, 2], [1, 2]]),
        ("flatten", [[[1, 2], [3, 4]]]),
    ],
)
def test_a_list_that_grows_too_long_is_not_made(name, arguments):
    with pytest.raises(LimitExceeded):
        call(name, *arguments, run=Run(Limits(list_size=3)))


def nested(depth, item):
    for _ in range(depth):
        item = [item, item]
    return item


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("flatten", [nested(60, [])]),
        ("distinct values", [[nested(60, [])]]),
        ("distinct values", [[Range.unary("<", D(n)) for n in range(100)]]),
        ("reverse", [[D(1)] * 20_000]),
        ("list contains", [[D(1)] * 20_000, D(2)]),
        ("list replace", [[D(1)] * 2_000, MATCH_TWO, D(1)]),
    ],
    ids=["shared lists", "nested keys", "pairs", "copies", "searches", "matches"],
)
def test_work_is_counted_in_steps(name, arguments):
    run = Run(Limits(steps=1_000))
    with pytest.raises(LimitExceeded):
        call_raw(name, *arguments, run=run)


def test_flatten_goes_deeper_than_python_recurses():
    deep = [D(1)]
    for _ in range(5_000):
        deep = [deep]
    assert call_raw("flatten", deep) == [D(1)]


def test_many_distinct_values_are_not_compared_with_each_other():
    run, count = Run(), 100_000
    numbers = [D(n) for n in range(count)]
    assert len(FUNCTIONS["distinct values"].call(run, [numbers])) == count
    assert run.limits.steps - run.steps <= count


SIMPLE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2).map(D),
    st.sampled_from(["", "1", "true"]),
    st.integers(0, 2).map(lambda n: Date(2020, 1, 1 + n)),
)
VALUES = st.recursive(
    SIMPLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=4,
)


@given(st.lists(VALUES, max_size=12))
def test_distinct_values_agrees_with_comparing_all_pairs(items):
    expected = []
    for item in items:
        if not any(equal(item, other) is True for other in expected):
            expected.append(item)
    assert call_raw("distinct values", items) == expected
    assert call_raw("union", items, items) == expected


@given(st.lists(VALUES, min_size=1, max_size=12), st.data())
def test_what_index_of_finds_is_contained_and_equal(items, data):
    match = data.draw(st.sampled_from(items))
    positions = call_raw("index of", items, match)
    assert call_raw("list contains", items, match) is True
    assert all(equal(items[int(position) - 1], match) for position in positions)


@given(st.lists(VALUES, max_size=8), VALUES, st.integers(1, 8))
def test_remove_undoes_insert_before(items, item, position):
    inserted = outcome(lambda: call_raw("insert before", items, D(position), item))
    if position > len(items):
        assert inserted == REFUSED
    else:
        assert call_raw("remove", inserted, D(position)) == items


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=20))
def test_aggregates_agree_with_python(numbers):
    values = feel(numbers)
    assert call_raw("sum", values) == sum(numbers)
    assert call_raw("median", values) == D(str(statistics.median(numbers)))
    assert call_raw("mode", values) == feel(sorted(statistics.multimode(numbers)))
    assert float(call_raw("stddev", values)) == pytest.approx(statistics.stdev(numbers))
    assert call_raw("max", *values) == call_raw("max", values) == max(numbers)
    assert call_raw("min", *values) == call_raw("min", values) == min(numbers)
