"""What would follow from a start is what follows; nothing of it is kept."""

import case_text
import pytest
from case_story import START

from cmmn import UnknownCaseError, User
from cmmn.world import World
from ruling_workbench.cases.start_case import plans_for, preview, preview_facts

ANN = User("ann")
PLAN = """
case c
role Clerk
file f
file line *
human A by Clerk
milestone M
human B
    entry complete A
stage S
    human C
        manual
user U
"""
CALLS = """
case parent
subcase P calls child
case child
human A
"""


def shown(variables=None, text=PLAN, key="c", **roles):
    plans = case_text.plans(text)
    return preview(plans, key, variables or {}, roles=roles, by=ANN, now=START)


def test_it_says_what_there_would_be_to_do_and_for_whom():
    tasks, reached, found = preview_facts(shown(Clerk=["bob"]).view, {}, ANN)
    assert {name: cell.text for name, cell in tasks} == {
        "● A": "for bob",
        "▷ C": "for anybody",
        "○ U": "for anybody",
    }
    assert [name for name, _ in reached] == ["✓ M"]
    assert found == []


def test_it_says_where_nobody_could_do_it():
    tasks, _, _ = preview_facts(shown().view, {}, ANN)
    assert dict(tasks)["● A"].text == "for nobody: no one holds Clerk"


def test_what_was_given_is_not_told_again():
    _, _, found = preview_facts(shown({"f": 1}).view, {"f": 1}, ANN)
    assert found == []
    _, _, found = preview_facts(shown({"f": 1}).view, {}, ANN)
    assert [(name, cell.text) for name, cell in found] == [("f", "1")]


@pytest.mark.parametrize(
    ("variables", "said"),
    [({"nothing": 1}, "nothing"), ({"line": 3}, "")],
)
def test_a_start_that_would_be_refused_says_why(variables, said):
    found = shown(variables)
    if said:
        assert found.view is None
        assert said in found.refused
        assert found.refused.endswith(".")
    else:
        assert found.view.file["line"] == [3]


def test_a_case_it_calls_is_carried_out_with_it():
    plans = case_text.plans(CALLS)
    found = plans_for("parent", plans["parent"], plans.__getitem__)
    assert set(found) == {"parent", "child"}
    view = preview(found, "parent", {}, roles={}, by=ANN, now=START).view
    assert view.snapshot.instances["P#1"].child_case


def test_a_case_that_is_not_there_is_left_out():
    plan = case_text.plan("case c\nsubcase P calls other")

    def find(key):
        raise UnknownCaseError("NO_SUCH_DEFINITION", key)

    assert plans_for("c", plan, find) == {"c": plan}


def test_a_preview_is_the_case_as_it_would_be():
    plans = case_text.plans(PLAN)
    world = World(plans, START)
    before = dict(world.cases)
    assert shown(Clerk=["ann"]).view.version > 0
    assert world.cases == before
