"""What the playground says of an expression: its value, its tree, and what is wrong where."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import feel
from feel.values import equal
from ruling_workbench.language.feel_desk import LIMITS, answered, outline, value_lines


@pytest.mark.parametrize(
    ("text", "context", "value", "type_name"),
    [
        ("1 + 1", "", "2", "number"),
        ("rate * 2", '{"rate": 0.10}', "0.20", "number"),
        ("rate * 2", "{rate: 0.10}", "0.20", "number"),
        ('"a" + "b"', "", '"ab"', "string"),
        ("a.b-c", '{"a": {"b-c": 7}}', "7", "number"),
        ("day + 1", "{day: 1, next: day}", "2", "number"),
        ("null", "", "null", "Null"),
        ("{a: 1}", "", "{a: 1}", "context"),
        ("[1, 2]", "", "[1, 2]", "list<number>"),
        ('@"2026-01-31"', "", '@"2026-01-31"', "date"),
        ("n", '{"n": 12345678901234567890.123}', "12345678901234567890.123", "number"),
    ],
)
def test_an_expression_gives_its_value_and_type(text, context, value, type_name):
    answer = answered(text, context)
    assert (answer.value, answer.type, answer.faults, answer.warnings) == (value, type_name, (), ())


@pytest.mark.parametrize(
    ("text", "tested", "value"),
    [("< 18", "7", "true"), ("< n, [60..70]", "65", "true"), ("-", "null", "true"),
     ("< 18", "", "null"), ('contains(?, "a")', '"cat"', "true"), ("not(1)", "1", "false")],
)  # fmt: skip
def test_unary_tests_say_whether_a_value_passes(text, tested, value):
    assert answered(text, '{"n": 3}', tested).value == value


def test_nothing_is_said_of_nothing():
    answer = answered("  \n")
    assert (answer.value, answer.faults, answer.tree) == (None, (), None)


def test_a_fault_of_the_text_has_a_caret_under_it():
    (fault,) = answered("1 +\n  (2 * ").faults
    assert fault.where == "expression > line 2, column 7"
    assert fault.excerpt == "  (2 * \n      ^"
    assert fault.hint


def test_a_warning_points_to_what_became_null():
    answer = answered("1 + foo")
    assert answer.value == "null"
    first = answer.warnings[0]
    assert (first.where, first.message) == ("column 5", "no variable named 'foo'")
    assert first.excerpt == "1 + foo\n    ^^^"


@pytest.mark.parametrize(
    ("text", "context", "tested", "where"),
    [
        ("1", "{a: ", None, "context"),
        ("1", "[1]", None, "context"),
        ("1", "7", None, "context"),
        ("1", "{a: 1} + 1", None, "context"),
        ("1", "", "1 +", "input value"),
        ("< <", "", "1", "unary tests"),
        ("1", "x" * 500_001, None, "context"),
        ("1" * 20_001, "", None, "expression"),
    ],
)
def test_what_cannot_be_read_says_which_it_is(text, context, tested, where):
    answer = answered(text, context, tested)
    assert answer.value is None
    (fault,) = answer.faults
    assert fault.where.startswith(where)
    assert fault.message
    assert fault.hint or fault.excerpt


def test_a_warning_of_the_context_says_so():
    assert answered("a", "{a: 1 / 0}").warnings[0].where.startswith("context")


def test_what_takes_too_long_is_ended():
    answer = answered("count(for a in 1..1000000, b in 1..1000000 return a * b)")
    (warning,) = answer.warnings
    assert answer.value == "null"
    assert "limit" in warning.message


@given(st.text(), st.text(), st.none() | st.text())
def test_no_text_makes_it_fail(text, context, tested):
    answer = answered(text, context, tested)
    assert answer.value is None or not answer.faults


# --- a value as text ------------------------------------------------------------------------------


def test_a_wide_value_stands_on_several_lines_and_is_still_feel():
    value = feel.evaluate("for i in 1..30 return {number: i, squares: [i, i * i]}")
    text = value_lines(value)
    assert text.splitlines()[1] == "  {number: 1, squares: [1, 1]},"
    assert equal(feel.evaluate(text), value) is True


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text('abc "\\\n', max_size=30),
        lambda inner: (
            st.lists(inner, max_size=9) | st.dictionaries(st.text("ab", min_size=1), inner)
        ),
        max_leaves=40,
    )
)
def test_every_value_on_lines_is_the_value(value):
    given_value = feel.evaluate("v", {"v": value})
    assert json.dumps(feel.evaluate(value_lines(given_value)), default=str) == json.dumps(
        given_value, default=str
    )


def test_what_is_too_long_is_cut_and_says_so():
    lines = value_lines(feel.evaluate("for i in 1..10000 return i")).splitlines()
    assert len(lines) == 401
    assert lines[-1] == "... the rest is not shown"
    assert len(value_lines("x" * 100_000)) < 21_000


# --- the tree -------------------------------------------------------------------------------------


def test_the_tree_says_what_each_part_is_and_its_text():
    text = 'if a >= 18 then "adult" else f(b: [1])'
    assert str(answered(text, "{a: 1}").tree).splitlines() == [
        'if                             if a >= 18 then "adult" else f(b: [1])',
        "  condition: comparison >=     a >= 18",
        "    left: name a               a",
        "    right: number literal      18",
        '  then: string literal         "adult"',
        "  else: named invocation       f(b: [1])",
        "    function: name f           f",
        "    argument: argument b       b: [1]",
        "      value: list literal      [1]",
        "        item: number literal   1",
    ]


def test_a_tree_is_cut_and_says_how_much_is_left():
    text = f"[{', '.join(['1'] * 1000)}]"
    tree = answered(text).tree
    assert (len(tree.lines), tree.hidden) == (300, 701)
    assert str(tree).endswith("... and 701 more")
    assert len(tree.lines[0].text) == 90


@given(st.sampled_from(["1", "a", "[1]", "{a: 1}"]), st.sampled_from(["+", "*", "and", "="]))
def test_every_node_is_in_the_tree(part, operator):
    text = f"{part} {operator} {part}"
    tree = outline(feel.parse(text), text)
    assert tree.lines[0].text == text
    assert tree.hidden == 0


def test_the_text_is_given_as_feel_prints_it():
    assert answered("((a+b))*(c)").printed == "(a + b) * c"
    assert answered("<18,[ 1 .. 2 ]", "", "1").printed == "< 18, [1..2]"


def test_its_limits_are_lower_than_those_of_an_evaluation():
    assert LIMITS.steps < feel.Limits().steps
