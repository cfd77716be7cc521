"""Every built-in function is documented with its signatures, and found by its words."""

import pytest

from feel.functions import BUILT_INS
from ruling_workbench.language.feel_functions import documented, found_functions

DOCUMENTED = {each.name: each for each in documented()}


def test_every_function_is_there_once_and_in_order():
    assert list(DOCUMENTED) == sorted(BUILT_INS)
    assert len(documented()) == len(BUILT_INS)


@pytest.mark.parametrize("name", sorted(BUILT_INS))
def test_every_form_has_a_signature_and_says_what_it_does(name):
    found = DOCUMENTED[name]
    signatures = [line for listed, _ in found.forms for line in listed.splitlines()]
    assert len(signatures) == len(BUILT_INS[name].forms)
    assert all(each.startswith(f"{name}(") for each in signatures)
    assert all(said for _, said in found.forms)
    assert found.said.endswith((".", ":", ","))


def test_forms_that_say_the_same_stand_together():
    assert DOCUMENTED["abs"].forms[1] == (
        "abs(n: days and time duration)\nabs(n: years and months duration)",
        "Return the duration without its sign.",
    )


@pytest.mark.parametrize(
    ("words", "family", "names"),
    [
        ("separators", None, ["number"]),
        ("HALF round", None, ["round half down", "round half up"]),
        ("", "sort", ["sort"]),
        ("nowhere", None, []),
        ("weekday", None, ["day of week"]),
    ],
)
def test_functions_are_found_by_words_and_family(words, family, names):
    assert [each.name for each in found_functions(words, family)] == names


def test_names_come_before_descriptions():
    found = [each.name for each in found_functions("length")]
    assert found[0] == "string length"
    assert "sublist" in found
