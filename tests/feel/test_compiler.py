import time

import pytest
from hypothesis import given
from strategies import KNOWN_NAMES, contexts, trees

import feel
from feel.compiler import Compiler
from feel.parser import parse_expression
from feel.printer import to_text
from feel.scope import Run, Scope

EVERY_NAME = {**dict.fromkeys(KNOWN_NAMES), "z": dict.fromkeys(KNOWN_NAMES)}


@given(trees, contexts)
def test_evaluating_a_tree_never_raises(tree, context):
    feel.evaluate(to_text(tree), {**EVERY_NAME, **context})


@pytest.mark.parametrize("text", ["1 + 2 * 3", "[1, 2]", "-(3)", "[1..2]", "(< 5)", "sum([1, 2])"])
def test_a_constant_is_evaluated_once(text):
    evaluate = Compiler(text).compile(parse_expression(text))
    results = [evaluate(Scope({}, None, Run())) for _ in range(2)]
    assert results[0] is results[1]


@pytest.mark.parametrize("text", ["1 + x", "[x]", "{a: 1}", "now()", "1 / 0"])
def test_what_depends_on_the_scope_or_fails_is_evaluated_every_time(text):
    run = Run(now=lambda: feel.evaluate('@"2024-01-01T00:00:00"'))
    evaluate = Compiler(text).compile(parse_expression(text))
    for _ in range(2):
        evaluate(Scope({}, None, run))
    assert len(run.warnings) == {"1 + x": 4, "[x]": 2, "1 / 0": 2}.get(text, 0)


def test_a_name_hides_a_built_in_of_constant_arguments():
    expression = feel.compile("sum([1, 2])")
    assert expression.evaluate() == 3
    assert expression.evaluate({"sum": feel.function("sum", ["l"], len)}) == 2


def test_a_constant_regular_expression_without_end_stops_the_evaluation_not_the_compiler():
    expression = feel.compile('matches("' + "a" * 40 + 'b", "^(a|a)*$")')
    warnings = []
    assert expression.evaluate(warnings=warnings) is None
    assert warnings[0].code == "LIMIT_EXCEEDED"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("1 + (2 + null)", 5, 13), ("[1, nosuch, 2]", 4, 10), ("a.b", 0, 3), ("f(1)", 0, 4)],
)
def test_a_warning_stands_where_it_happened(text, start, end):
    warnings = []
    feel.evaluate(text, {"a": {}}, warnings=warnings)
    assert (warnings[0].location.start, warnings[0].location.end) == (start, end)


def test_an_unknown_name_is_told_those_that_are_like_it():
    warnings = []
    feel.evaluate("scroe + 1", {"score": 1}, warnings=warnings)
    assert warnings[0].hint == "did you mean score?"


def test_types_are_found_by_the_finder():
    number = feel.parse("1 instance of tAge")
    found = Compiler(
        "", {"tAge": Compiler("").type_of(feel.parse("1 instance of number").type)}.get
    )
    assert found.compile(number)(Scope({}, None, Run())) is True


@pytest.mark.parametrize("operator", ["+", "-", "and", "or", "*", "**"])
def test_a_long_chain_gives_what_a_short_one_does(operator):
    names = {"a": 1, "t": True}
    operand = "t" if operator in {"and", "or"} else "a"
    long = f" {operator} ".join([operand] * 3_000)
    short = f" {operator} ".join([operand] * 2)
    expected = -2_998 if operator == "-" else 3_000 if operator == "+" else None
    value = feel.evaluate(long, names)
    assert value == (feel.evaluate(short, names) if expected is None else expected)


def test_every_fault_of_a_long_chain_is_a_warning():
    warnings = []
    assert feel.evaluate("+".join(["1"] * 20 + ["null"] + ["1"] * 3), warnings=warnings) is None
    assert len(warnings) == 4


def test_an_invocation_of_constants_warns_each_time():
    expression = feel.compile("string(1/0)")
    for _ in range(2):
        warnings = []
        expression(warnings=warnings)
        assert [warning.message for warning in warnings] == ["division by zero"]


def test_regular_expressions_are_left_to_the_evaluation_and_its_limits():
    slow = 'matches("' + "a" * 40 + 'b", "^(a|a)*$")'
    started = time.process_time()
    feel.compile("[" + ", ".join([slow] * 100) + "]")
    assert time.process_time() - started < 5
