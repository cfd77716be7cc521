"""What logic is compiled in: a text is read once, and what is no FEEL is null with a warning."""

import pytest
from model_text import load

from dmn.environment import Environment, Texts, broken, prepend, typed, within
from dmn.item_types import ItemTypes
from dmn.reader import read
from feel.errors import FeelWarning, Location, Problem
from feel.feel_types import ANY, NUMBER, STRING
from feel.scope import Run, Scope

EMPTY = (
    b'<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n"/>'
)


def environment(*names):
    types = ItemTypes(read(EMPTY), lambda _: None)
    return Environment(types, Texts(), [], frozenset(), frozenset(names), ("m", "decision D"))


def evaluated(evaluator, **names):
    scope = Scope(names, None, Run())
    return evaluator(scope), scope.run.warnings


def test_equal_texts_are_read_once():
    place = environment("x")
    assert place.expression_node("x + 1") is place.expression_node("x + 1")
    assert place.tests_node("> x") is place.tests_node("> x")


def test_a_name_with_an_operator_is_read_as_one_where_it_is_known():
    assert evaluated(environment("a-b").expression("a-b"), **{"a-b": 5})[0] == 5
    assert evaluated(environment("a", "b").expression("a - b"), **{"a-b": 5})[0] is None


def test_an_inner_place_sees_more_names_and_has_a_longer_path():
    inner = environment("x").inner("rule 1", names=["y"])
    assert (inner.path, inner.names) == (("m", "decision D", "rule 1"), {"x", "y"})


def test_what_is_no_feel_is_a_problem_here_and_null_with_a_warning_later():
    place = environment()
    evaluator = place.expression("1 +", 7, "rule 1")
    (problem,) = place.problems
    assert (problem.location.path, problem.line) == (("m", "decision D", "rule 1"), 7)
    value, (warning,) = evaluated(evaluator)
    assert value is None
    assert (warning.code, warning.location.path) == ("SYNTAX", ())  # outer layers put theirs before


def test_unary_tests_that_are_no_feel_are_none_and_a_problem_each_time():
    place = environment()
    assert place.tests_node(">", 3) is None
    assert place.tests_node(">", 4) is None
    assert [each.line for each in place.problems] == [3, 4]


@pytest.mark.parametrize(
    ("text", "name"), [("x", "x"), (" x ", "x"), ("y", None), ("x + 1", None), ("1", None),
     ("x +", None)]
)  # fmt: skip
def test_a_plain_name_is_one_that_is_known(text, name):
    assert environment("x").plain_name(text) == name


@pytest.mark.parametrize(
    ("declared", "given", "taken"),
    [(ANY, "a", "a"), (STRING, "a", "a"), (STRING, ["a"], "a"), (STRING, None, None),
     (NUMBER, "a", None)],
)  # fmt: skip
def test_a_typed_value_is_converted_or_null(declared, given, taken):
    value, warnings = evaluated(typed(lambda _: given, declared))
    assert value == taken
    assert [each.code for each in warnings] == (["INVALID_TYPE"] if given and taken is None else [])


def test_places_are_put_before_those_of_newer_warnings_only():
    warnings = [FeelWarning("A", "a"), FeelWarning("B", "b", Location(("inner",)))]
    prepend(warnings, 1, ("outer",))
    assert [each.location.path for each in warnings] == [(), ("outer", "inner")]


def test_what_is_broken_is_null_and_says_so_each_time():
    evaluator = within(broken(Problem("CODE", "broken", Location(("left", "out")))), "here")
    scope = Scope({}, None, Run())
    assert [evaluator(scope), evaluator(scope)] == [None, None]
    assert [each.location.path for each in scope.run.warnings] == [("here",), ("here",)]


def test_special_names_of_components_and_results_are_known():
    model = load("""
        type tPerson : {first-name: string}
        input p : tPerson
        decision Inner = <context><contextEntry><variable name="a/b"/>
            <literalExpression><text>5</text></literalExpression></contextEntry></context>
        decision D (p, Inner) = [p.first-name, Inner.a/b]
    """)
    assert model.evaluate({"p": {"first-name": "A"}}, decision="D").value == ["A", 5]
