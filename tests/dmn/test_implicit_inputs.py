"""Single tables as many tools save them: their inputs are what their input expressions name."""

import pytest
from model_text import errors, load

DISH = """
    decision Dish : string =
        F | season : string      || dish
        1 | "Winter" || "Roast"
        2 | -        || "Salad"
"""


def codes(model):
    return [problem.code for problem in model.problems]


def test_a_table_without_input_data_reads_its_inputs_by_name():
    model = load(DISH)
    assert model.inputs == ["season"]
    assert model.evaluate({"season": "Winter"})["Dish"] == "Roast"
    assert model.evaluate({"season": "Summer"}).warnings == []
    assert errors(model) == []
    assert "IMPLICIT_INPUT" in codes(model)


def test_the_input_expressions_type_is_the_inputs():
    (warning,) = load(DISH).evaluate({"season": 5}).warnings
    assert (warning.code, warning.location.path) == ("INVALID_TYPE", ("m", "input data season"))


def test_it_is_missing_when_it_is_not_given():
    (warning,) = load(DISH).evaluate({}).warnings
    assert warning.code == "MISSING_INPUT"


def test_a_part_of_a_structure_makes_the_whole_an_input():
    model = load("""
        decision Old : boolean =
            U | person.age : number || old
            1 | > 60 || true
            2 | <= 60 || false
    """)
    assert model.inputs == ["person"]
    assert model.evaluate({"person": {"age": 61}})["Old"] is True


def test_decisions_share_an_input_and_read_each_other():
    model = load("""
        decision A =
            U | x || a
            1 | 1 || 2
        decision B (A) =
            U | A | x || b
            1 | 2 | 1 || "both"
    """)
    assert model.inputs == ["x"]
    assert model.evaluate({"x": 1})["B"] == "both"


@pytest.mark.parametrize(
    "text",
    [
        # another input is declared: a name that is none is a mistake
        "input y\ndecision D (y) =\n    U | x || d\n    1 | 1 || 2",
        # an expression over names says less than a name
        "decision D =\n    U | x + 1 || d\n    1 | 1 || 2",
        # what the model has must be required
        "decision x = 1\ndecision D =\n    U | x || d\n    1 | 1 || 2",
        # only tables are read so
        "decision D = x",
    ],
)
def test_nothing_else_becomes_an_input(text):
    model = load(text)
    assert "IMPLICIT_INPUT" not in codes(model)
    assert model.evaluate({})["D"] is None
