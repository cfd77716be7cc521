from decimal import Decimal

import pytest

import feel
from feel.feel_types import ANY, NUMBER
from feel.user_functions import bind, in_order, usage


def test_a_wrong_argument_says_which_and_how_it_would_be_right():
    warnings = []
    assert feel.evaluate('{f: function(n: number) n, r: f("a")}.r', warnings=warnings) is None
    assert warnings[0].message == "f: 'n': expected a number, found string \"a\""


def test_a_wrong_number_of_arguments_shows_the_usage():
    warnings = []
    feel.evaluate("{f: function(n: number, m) n, r: f(1)}.r", warnings=warnings)
    assert warnings[0].message == "f takes 2 arguments, not 1"
    assert warnings[0].hint == "f(n: number, m: Any)"


def test_arguments_are_bound_by_position_or_name():
    parameters = [("a", NUMBER), ("b", ANY)]
    assert bind("f", parameters, [[Decimal(1)], None]) == {"a": Decimal(1), "b": None}
    assert in_order("f", parameters, {"b": 2, "a": 1}) == [1, 2]
    assert usage("f", parameters) == "f(a: number, b: Any)"


def test_a_function_keeps_the_scope_it_was_made_in():
    text = "{x: 1, f: function() x, g: {x: 2, r: f()}}.g.r"
    assert feel.evaluate(text) == 1


def test_a_function_may_be_given_to_the_next_evaluation():
    add = feel.evaluate("{n: 2, f: function(m) n + m}.f")
    assert feel.evaluate("add(3)", {"add": add}) == 5


@pytest.mark.parametrize("error", [ValueError("no"), RecursionError(), KeyError("x")])
def test_what_a_host_function_raises_is_a_warning(error):
    def fail():
        raise error

    warnings = []
    assert feel.evaluate("f()", {"f": feel.function("f", [], fail)}, warnings=warnings) is None
    assert warnings[0].code == "FUNCTION_INVOCATION_FAILURE"


def test_a_host_function_takes_named_arguments_and_gives_natural_values():
    joined = feel.function(
        "joined", ["first", "second"], lambda first, second: [first, second, 0.5]
    )
    text = 'joined(second: 1, first: "a")'
    assert feel.evaluate(text, {"joined": joined}) == feel.evaluate('["a", 1, 0.5]')


def test_only_an_external_java_method_that_there_is_can_be_called():
    warnings = []
    text = 'function() external {java: {class: "A", method signature: "b()"}}'
    assert feel.evaluate(text, warnings=warnings) is None
    assert warnings[0].code == "NO_FUNCTION_FOUND"
