"""Errors say what is wrong, where, and what would be right."""

import pickle

import pytest

from dmn.errors import NotDmnError, UnknownNameError
from feel.errors import Location


def test_not_dmn_says_what_was_found_and_what_is_expected():
    error = NotDmnError("NOT_XML", "the file is a CSV", Location(("loan.dmn",)), "give DMN")
    assert str(error) == "loan.dmn: not DMN: the file is a CSV (hint: give DMN)"
    assert (error.code, error.location.path) == ("NOT_XML", ("loan.dmn",))


def test_not_dmn_without_a_hint_has_no_empty_one():
    assert str(NotDmnError("X", "empty", Location(("a",)))) == "a: not DMN: empty"


@pytest.mark.parametrize(
    ("name", "names", "said"),
    [
        ("Scroe", ["Score", "Age"], "did you mean 'Score'? there are: Score, Age"),
        ("Zzz", ["Score", "Age"], "hint: there are: Score, Age"),
        ("Zzz", [], "hint: there are: none"),
    ],
)
def test_an_unknown_name_says_what_there_is(name, names, said):
    error = UnknownNameError("decision", name, names, "loan.dmn")
    assert f"loan.dmn: no decision '{name}'" in str(error)
    assert said in str(error)
    assert isinstance(error, LookupError)


@pytest.mark.parametrize(
    "error",
    [
        NotDmnError("NOT_XML", "the file is a CSV", Location(("loan.dmn",)), "give DMN"),
        UnknownNameError("decision", "Scroe", ["Score"], "loan.dmn"),
    ],
)
def test_errors_come_back_from_another_process_as_they_are(error):
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - made here
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
