"""A plan is found from the names of columns alone, and again in another process."""

import pickle

import pytest
from model_text import load

from dmn.columns import ColumnError
from dmn.errors import UnknownNameError
from dmn.scoring.plan import plan_score

MODEL = load("""
    input A : number
    input B : number
    decision Sum (A, B) : number = A + B
    decision Twice (A) : number = A * 2
    decision Last (Twice) : number = Twice + 1
""")


def test_all_decisions_are_asked_for_together():
    plan = plan_score(MODEL, ["x", "b", "a"])
    assert (plan.decisions, plan.targets) == (("Sum", "Twice", "Last"), (None,))
    assert plan.output_header == ["x", "b", "a", "Sum", "Twice", "Last"]
    assert [(column.index, column.path) for column in plan.inputs] == [(2, ("A",)), (1, ("B",))]


def test_decisions_that_are_chosen_are_each_asked_for_once_in_their_order():
    plan = plan_score(MODEL, ["A"], ["Last", "Twice", "Last"])
    assert (plan.decisions, plan.targets) == (("Last", "Twice"), ("Last", "Twice"))
    assert plan.output_header == ["A", "Last", "Twice"]
    assert plan.order == ["Twice", "Last"]


def test_an_input_that_no_chosen_decision_needs_may_be_missing():
    assert [column.path for column in plan_score(MODEL, ["A"], ["Last"]).inputs] == [("A",)]
    with pytest.raises(ColumnError, match="no column for input 'B'"):
        plan_score(MODEL, ["A"], ["Sum"])


def test_a_decision_that_does_not_exist_is_refused():
    with pytest.raises(UnknownNameError, match="did you mean 'Twice'"):
        plan_score(MODEL, [], ["Twic"])


@pytest.mark.parametrize("header", [["A", "B", "Sum"], ["A", "B", "x", "x"]])
def test_a_header_that_would_stand_twice_is_refused(header):
    with pytest.raises(ColumnError, match="more than one column"):
        plan_score(MODEL, header)


@pytest.mark.parametrize("decisions", [[], ["Last"], ["Sum", "Twice", "Last"]])
@pytest.mark.parametrize("is_text", [True, False])
def test_a_copy_in_another_process_is_the_same_plan(decisions, is_text):
    plan = plan_score(MODEL, ["x", "B"], decisions, chosen={"x": "A"}, is_text=is_text)
    copy = pickle.loads(pickle.dumps(plan))  # noqa: S301 - of this test's own
    assert copy.output_header == plan.output_header
    assert (copy.targets, copy.is_text) == (plan.targets, plan.is_text)
    assert [column.path for column in copy.inputs] == [column.path for column in plan.inputs]
    assert copy.model.sha256 == plan.model.sha256
