"""The people of the examples are those that the examples' own programs know."""

import ast
from pathlib import Path

import pytest

from ruling_workbench.acting.local_people import PEOPLE

EXAMPLES = Path(__file__).parents[3] / "examples"


def known(example):
    """Return the users of an example's program with their groups, and who holds which role."""
    tree = ast.parse((EXAMPLES / example / "run.py").read_text(encoding="utf-8"))
    users, roles = {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "User":
            groups = [
                ast.literal_eval(each.value) for each in node.keywords if each.arg == "groups"
            ]
            users[ast.literal_eval(node.args[0])] = tuple(groups[0]) if groups else ()
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "ROLES":
            roles = ast.literal_eval(node.value)
    return users, roles


@pytest.mark.parametrize("someone", PEOPLE, ids=lambda each: each.person.name)
def test_someone_to_act_as_holds_the_role_in_the_example(someone):
    users, roles = known(someone.example.replace(" ", "_"))
    person = someone.person
    assert users.get(person.name, ()) == person.groups
    held = {person.name, *(f"group:{name}" for name in person.groups)}
    assert held & set(roles[someone.role])


def test_everybody_in_the_examples_can_be_acted_as():
    examples = {path.parent.name for path in EXAMPLES.glob("*/run.py")}
    names = {name for example in examples for name in known(example)[0]}
    assert names <= {each.person.name for each in PEOPLE}


def test_names_are_distinct_and_labels_say_whom_they_mean():
    assert len({each.person.name for each in PEOPLE}) == len(PEOPLE)
    assert PEOPLE[0].label == "alice, Assessor"
