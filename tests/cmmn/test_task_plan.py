import case_text
import pytest

from cmmn.task_plan import local

TEXT = """
    role Boss
    file amount
    file receipt
    handler pay (a, b) gives c
    process Pay calls pay
        in x < amount = amount + 1
        in free
        out y > receipt
        pass x > a = x * 2
        pass free > b
        take c > y
    process Named calls ="pa" + "y"
    process None
    human A
        due P1D
        followUp amount
        priority 1 + 1
        escalation Boss
    human B
    task Free unblocked
"""
PLAN = case_text.plan(TEXT)


def task(item):
    return PLAN.items[item].task


def test_parameters_know_what_they_are_bound_to():
    shown = [(each.name, each.path) for each in (*task("Pay").inputs, *task("Pay").outputs)]
    assert shown == [("x", "amount"), ("free", None), ("y", "receipt")]
    assert task("Pay").inputs[0].refinement.text == "amount + 1"
    assert task("Pay").inputs[1].refinement is None


def test_mappings_lead_into_the_call_and_out_of_it_by_name():
    found = task("Pay")
    assert [(each.source, each.target) for each in found.into] == [("x", "a"), ("free", "b")]
    assert [(each.source, each.target) for each in found.out_of] == [("c", "y")]
    assert found.into[0].transformation.text == "x * 2"
    assert found.into[1].transformation is None


def test_a_reference_is_a_name_or_an_expression():
    assert task("Pay").reference.name == "pay"
    assert task("Named").reference.name is None
    assert task("Named").reference.expression.text == '"pa" + "y"'
    assert task("None").reference is None


def test_dates_priority_and_escalation_are_those_of_the_model():
    found = task("A")
    assert (found.due.text, found.due.expression) == ("P1D", None)
    assert found.follow_up.expression is not None
    assert found.priority.expression is not None
    assert found.escalation == ("Boss",)
    bare = task("B")
    assert (bare.due, bare.follow_up, bare.priority, bare.escalation) == (None, None, None, ())


def test_a_task_waits_unless_it_says_otherwise():
    assert task("A").is_blocking
    assert not task("Free").is_blocking


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("in x < nothing", "there is no case file item 'nothing'"),
        ("escalation Nobody", "there is no role 'r_Nobody'"),
        ("due 1 +", None),
        ("due 2026-02-30T10:00:00Z", None),
        ("priority 1 +", None),
        ("followUp (", None),
        ("in x < amount = 1 +", None),
    ],
)
def test_what_is_wrong_is_a_problem_with_its_line(line, message):
    plan = case_text.plan(f"file amount\nhuman A\n    {line}")
    (problem,) = plan.problems
    assert problem.line is not None
    assert message in {None, problem.message}
    assert plan.items["A"].task is not None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("pass x > nothing", "there is no parameter 'pay_nothing'"),
        ("take nothing > y", "there is no parameter 'pay_nothing'"),
        ("pass nothing > a", "there is no parameter 'P_nothing'"),
        ("pass x > a = 1 +", None),
    ],
)
def test_a_mapping_that_leads_nowhere_is_a_problem(line, message):
    plan = case_text.plan(
        f"handler pay (a) gives c\nprocess P calls pay\n    in x\n    out y\n    {line}"
    )
    (problem,) = plan.problems
    assert message in {None, problem.message}
    assert plan.items["P"].task is not None


@pytest.mark.parametrize(
    ("ref", "name"),
    [("pay", "pay"), ("this:pay", "pay"), ("other.cmmn#pay", "pay"), ("a#b:pay", "pay"), ("", "")],
)
def test_a_qualified_name_is_known_by_its_last_part(ref, name):
    assert local(ref) == name
