"""People from claims, from a choice, from what a browser kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmmn import User
from ruling_workbench.acting.people import (
    MOST_GROUPS,
    Person,
    chosen,
    groups_of,
    kept,
    of_claims,
    providers,
)

CLAIMS = {
    "the usual name comes first": (
        {"preferred_username": "ann", "email": "a@b.org", "sub": "7"},
        Person("ann", (), is_local=False),
    ),
    "then the address": (
        {"email": "a@b.org", "sub": "7", "groups": ["claims", "it"]},
        Person("a@b.org", ("claims", "it"), is_local=False),
    ),
    "an address that is not verified is nobody's": (
        {"email": "a@b.org", "email_verified": False, "sub": "7"},
        Person("7", (), is_local=False),
    ),
    "an empty name is none": (
        {"preferred_username": " ", "email": None, "sub": " x "},
        Person("x", (), is_local=False),
    ),
    "groups may be text": (
        {"sub": "x", "groups": "a, b"},
        Person("x", ("a", "b"), is_local=False),
    ),
    "what is no group is left out": (
        {"sub": "x", "groups": ["a", 7, None, "", "a"]},
        Person("x", ("a",), is_local=False),
    ),
    "groups may be something else": (
        {"sub": "x", "groups": {"a": 1}},
        Person("x", (), is_local=False),
    ),
}
NOBODY = ({}, {"name": "Ann"}, {"sub": 7}, {"sub": "system"}, {"sub": "group:claims"})
KEPT = {
    "a name": ({"name": "ann", "groups": ["a"]}, Person("ann", ("a",))),
    "a name alone": ({"name": "ann"}, Person("ann")),
    "nothing": (None, None),
    "something else": (["ann"], None),
    "no name": ({"groups": ["a"]}, None),
    "a name that is none": ({"name": {"a": 1}}, None),
    "a name of nobody": ({"name": "system"}, None),
    "a long name": ({"name": "a" * 501}, None),
}


@pytest.mark.parametrize(("claims", "person"), CLAIMS.values(), ids=CLAIMS)
def test_claims_name_a_person(claims, person):
    assert of_claims(claims) == person


@pytest.mark.parametrize("claims", NOBODY, ids=str)
def test_claims_that_name_nobody_are_refused(claims):
    with pytest.raises(ValueError, match=r"gave none|cannot be the name"):
        of_claims(claims)


@pytest.mark.parametrize(("told", "person"), KEPT.values(), ids=KEPT)
def test_what_a_browser_kept_is_a_person_or_nobody(told, person):
    assert kept(told) == person


def test_a_choice_is_a_person_who_proved_nothing():
    assert chosen(" ann ", "claims, it") == Person("ann", ("claims", "it"), is_local=True)


def test_a_person_gives_commands_as_a_user_with_groups():
    assert chosen("ann", ["claims"]).user == User("ann", ("claims",))


@pytest.mark.parametrize("name", ["", "  ", "system", "group:claims"])
def test_a_name_that_means_something_else_cannot_be_chosen(name):
    with pytest.raises(ValueError, match="cannot be the name"):
        chosen(name)


@given(st.one_of(st.text(), st.lists(st.one_of(st.text(), st.integers())), st.none()))
def test_groups_are_distinct_names_without_space_around_them(claim):
    found = groups_of(claim)
    assert len(set(found)) == len(found) <= MOST_GROUPS
    assert all(name and name == name.strip() for name in found)


@pytest.mark.parametrize(
    ("sign_in", "names"),
    [
        ({"client_id": "a", "client_kwargs": {}}, (None,)),
        (
            {"cookie_secret": "a", "company": {"client_id": "b"}, "partner": {}},
            ("company", "partner"),
        ),
        ({"cookie_secret": "a", "client_kwargs": {}}, ()),
    ],
)
def test_identity_providers_have_names_where_there_are_several(sign_in, names):
    assert providers(sign_in) == names
