import datetime as dt
import re
import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import contexts, token_texts

import feel

FOREIGN = "elementpath", "pydantic", "rich", "typer", "pandas", "numpy", "lxml"


def test_the_public_names_are_sorted_and_complete():
    assert feel.__all__ == sorted(feel.__all__)
    public = {name for name, value in vars(feel).items()
              if not name.startswith("_") and not isinstance(value, type(sys))}  # fmt: skip
    assert public == set(feel.__all__)
    assert all(getattr(feel, name).__doc__ for name in feel.__all__)


def test_importing_feel_loads_no_library_that_only_others_need():
    script = f"import sys, feel; print([name for name in {FOREIGN} if name in sys.modules])"
    shown = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == "[]"


@given(token_texts, contexts)
def test_evaluation_never_raises_but_for_a_text_that_is_no_feel(text, context):
    try:
        feel.evaluate(text, context)
    except feel.FeelSyntaxError as error:
        assert error.problem.message  # noqa: PT017 - either outcome is right


@given(st.text(max_size=30))
def test_any_text_is_feel_or_a_syntax_error(text):
    try:
        feel.evaluate(text)
    except feel.FeelSyntaxError as error:
        assert error.problem.message  # noqa: PT017 - either outcome is right


def test_an_expression_is_compiled_once_and_evaluated_often():
    expression = feel.compile("Credit Score - x-y", ["x-y"])
    assert [expression({"Credit Score": 10, "x-y": n}) for n in (1, 2)] == [9, 8]
    assert repr(expression) == "feel.compile('Credit Score - x-y')"


WRONG_ARGUMENTS = [
    (lambda: feel.evaluate("1", [1]), "context: expected a mapping, found list (hint: give names"),
    (lambda: feel.evaluate("1", None), "context: expected a mapping, found NoneType"),
    (lambda: feel.compile("1")([1]), "context: expected a mapping, found list"),
    (lambda: feel.evaluate("1", now="2020-01-01"), "now: expected a datetime, found str"),
    (lambda: feel.evaluate("1", now=dt.date(2020, 1, 1)), "now: expected a datetime, found date"),
    (lambda: feel.evaluate(None), "text: expected a string, found NoneType"),
    (lambda: feel.evaluate(b"1"), "text: expected a string, found bytes"),
    (lambda: feel.evaluate_unary_tests([], 1), "text: expected a string, found list"),
    (lambda: feel.compile(1), "text: expected a string, found int"),
    (lambda: feel.parse(1), "text: expected a string, found int"),
    (lambda: feel.parse("a-b", "a-b"), "names: expected several strings, found str"),
]


@pytest.mark.parametrize(("call", "message"), WRONG_ARGUMENTS)
def test_an_argument_of_the_wrong_kind_is_a_type_error_that_says_what_to_give(call, message):
    with pytest.raises(TypeError, match=re.escape(message)):
        call()


def with_room_for(frames, call):
    depth, frame = 0, sys._getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back

    def fill(count):
        return call() if count <= 0 else fill(count - 1)

    return fill(sys.getrecursionlimit() - depth - frames)


@pytest.mark.parametrize("room", range(24, 150, 9))
def test_on_a_stack_that_is_nearly_full_there_is_a_value_or_a_limit(room):
    text = f"[1 + (x * (2 + f({room}))), [[{room}]]]"
    warnings = []
    for call in (feel.compile, feel.parse, lambda text: feel.evaluate(text, warnings=warnings)):
        try:
            with_room_for(room, lambda call=call: call(text))
        except feel.FeelSyntaxError as error:
            assert error.problem.code == "LIMIT_EXCEEDED"  # noqa: PT017 - or none was reached


def test_a_full_stack_is_a_limit_of_compiling():
    with pytest.raises(feel.FeelSyntaxError, match="the limit 'nesting' of Python's stack") as told:
        with_room_for(20, lambda: feel.compile("[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]] = a"))
    assert told.value.problem.code == "LIMIT_EXCEEDED"


def test_the_names_of_the_context_are_known_at_any_depth():
    context = {"a-b": 1, "c": [{"d-e": {"f-g": 2}}]}
    assert feel.evaluate("a-b + c[1].d-e.f-g", context) == 3


def test_a_context_may_have_more_rows_than_are_searched_for_names():
    rows = [{"a-b": n} for n in range(20_000)]
    assert feel.evaluate("count(rows[a-b > 0])", {"rows": rows}) == 19_999


@pytest.mark.parametrize(
    "now",
    [
        dt.datetime(2024, 2, 29, 12, tzinfo=dt.UTC),
        feel.evaluate('@"2024-02-29T12:00:00Z"'),
    ],
)
def test_the_instant_is_the_callers(now):
    assert feel.evaluate("string(now())", now=now) == "2024-02-29T12:00:00Z"
    assert feel.evaluate("today()", now=now) == feel.Date(2024, 2, 29)


def test_without_an_instant_the_clock_is_read():
    assert feel.evaluate('now() > @"2024-01-01T00:00:00Z" and now() = now()') is True


def test_warnings_are_added_to_the_list():
    warnings = []
    feel.evaluate("x", warnings=warnings)
    feel.evaluate("y", {"z": object()}, warnings=warnings)
    assert [warning.code for warning in warnings] == [
        "NO_VARIABLE_FOUND",
        "INVALID_TYPE",
        "NO_VARIABLE_FOUND",
    ]
    assert str(warnings[1].location) == "context entry 'z'"


def test_a_result_may_be_changed_without_harm():
    expression = feel.compile("[1, {a: [2]}]")
    expression()[1]["a"].append(3)
    assert expression() == [Decimal(1), {"a": [Decimal(2)]}]


def test_an_argument_is_never_changed():
    context = {"l": [1], "c": {"a": 1}}
    feel.evaluate('[append(l, 2), context put(c, "a", 2)]', context)
    assert context == {"l": [1], "c": {"a": 1}}


def test_unary_tests_see_the_context():
    assert feel.evaluate_unary_tests("> low-est", 5, {"low-est": 4}) is True


def test_a_tree_can_be_looked_at():
    assert feel.parse("a-b", ["a-b"]).name == "a-b"
    with pytest.raises(feel.FeelSyntaxError):
        feel.parse("a +")
