"""Decisions that are asked for together answer as each does alone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_text import load

import dmn
from dmn.asked import Asked
from dmn.decision_test_files import read_tests

LOAN = Path(__file__).parents[2] / "examples" / "loan"
MODEL = dmn.load(LOAN / "loan.dmn")
TESTS = read_tests(LOAN / "loan-test-01.xml").tests
CHAIN = load("""
    input A : number
    input B : number
    decision X (A) =
        F | A   || r
        1 | > 1 || 1
        2 | -   || 0
    decision Y (X, B) = X + B
    decision Z (Y) =
        C | Y   || r
        1 | > 0 || 1
        2 | > 1 || 2
    service S (A) -> X
    service T (A, B) -> X, Y
""")


@given(st.sampled_from(TESTS), st.sets(st.sampled_from(MODEL.decisions), min_size=1))
def test_together_they_answer_as_alone(test, names):
    answers = Asked(MODEL, names).evaluate(test.inputs)
    alone = {name: MODEL.rules_hit(test.inputs, decision=name) for name in names}
    assert answers.values == {name: result[name] for name, (result, _) in alone.items()}
    assert {name: answers.hits.get(name) for name in names} == {
        name: hits.get(name) for name, (_, hits) in alone.items()
    }


def test_a_decision_that_another_requires_is_not_evaluated_again():
    class Counted(dmn.Model):
        count = 0

        def rules_hit(self, *arguments, **options):
            self.count += 1
            return super().rules_hit(*arguments, **options)

    model = Counted(CHAIN.definitions)
    answers = Asked(model, ["X", "Y", "Z"]).evaluate({"A": 5, "B": 1})
    assert (model.count, answers.values) == (1, {"X": 1, "Y": 2, "Z": [1, 2]})
    assert (answers.rules("X"), answers.rules("Y"), answers.rules("Z")) == ((1,), (), (1, 2))


def test_warnings_come_once():
    answers = Asked(CHAIN, ["X", "Y", "Z"]).evaluate({"A": 5, "Y": 3})
    assert answers.values["Z"] == [1, 2]
    assert len(answers.warnings) == len(set(map(str, answers.warnings)))


def test_what_the_model_does_not_have_is_told_beside_what_it_does():
    answers = Asked(CHAIN, ["X", "W"]).evaluate({"A": 5})
    assert answers.values == {"X": 1}
    assert answers.unknown["W"].message == "no decision 'W'"


@pytest.mark.parametrize(
    ("service", "names", "values"),
    [
        ("S", ["X"], {"X": 1}),
        ("T", ["X", "Y"], {"X": 1, "Y": 4}),
        ("T", ["Y"], {"Y": {"X": 1, "Y": 4}}),
    ],
)
def test_a_service_answers_for_its_outputs(service, names, values):
    answers = Asked(CHAIN, names).evaluate_service(service, {"A": 5, "B": 3})
    assert answers.values == values
    assert answers.hits["X"] == [(("m", "decision X"), (0,))]


def test_a_service_that_is_unknown_is_told():
    answers = Asked(CHAIN, ["X"]).evaluate_service("U", {})
    assert answers.unknown["X"].message == "no decision service 'U'"
