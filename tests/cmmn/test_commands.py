import pytest

from cmmn.commands import LONGEST_NAME, User


@pytest.mark.parametrize(
    "name", ["", "  ", "\n", "system", "group:x", "group:", "x" * (LONGEST_NAME + 1)]
)
def test_a_name_that_means_something_else_is_no_persons(name):
    with pytest.raises(ValueError, match="name"):
        User(name)


@pytest.mark.parametrize(
    "given", [{"name": None}, {"name": 5}, {"name": b"ann"}, {"name": "ann", "groups": "claims"}]
)
def test_a_person_has_a_name_and_several_groups(given):
    with pytest.raises(TypeError, match="several groups"):
        User(**given)


def test_the_name_of_a_group_has_an_end_too():
    with pytest.raises(ValueError, match="at most"):
        User("ann", groups=["claims", "x" * (LONGEST_NAME + 1)])


@pytest.mark.parametrize("name", ["ann", "System", "the group:x", "Zoë Ünal", "x" * LONGEST_NAME])
def test_any_other_name_is_a_persons(name):
    assert User(name, ["claims", "x" * LONGEST_NAME]).name == name
