import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import KNOWN_NAMES

from feel.names import KnownNames, NameIndex, is_special, normalised


@pytest.mark.parametrize(
    ("name", "special"),
    [
        ("a", False),
        ("Credit Score", False),
        ("a 1", False),
        ("🐎", False),
        ("a-b", True),
        ("a.b", True),
        ("Student's name", True),
        ("days in weekend", True),
        ("Date and Time", True),
        ("instance of it", True),
        ("order", False),
        ("1a", True),
        ("²", True),
    ],
)
def test_names_of_operators_or_keywords_are_special(name, special):
    assert is_special(name) is special


def test_white_space_in_names_is_one_space():
    assert normalised(" a \u00a0\t b\n") == "a b"


def test_only_special_names_that_can_be_names_need_to_be_known():
    known = KnownNames.of(["a", "a - b", "for", "1-2", ""], ["x-y", "x"])
    assert known == KnownNames(frozenset({"a - b"}), frozenset({"x-y"}))


def test_a_text_depends_on_the_names_that_occur_in_it():
    known = KnownNames.of(["a-b", "c-d"], ["e  f-g"])
    assert known.occurring("1 + a-b") == KnownNames.of(["a-b"])
    assert known.occurring("x.e\nf-g") == KnownNames.of([], ["e f-g"])
    assert known.occurring("") == KnownNames()


def test_the_names_of_two_scopes_are_joined():
    assert KnownNames.of(["a-b"]).union(KnownNames.of(["c-d"])) == KnownNames.of(["a-b", "c-d"])


@pytest.mark.parametrize(
    ("names", "text", "end"),
    [
        (["a-b", "a-b-c"], "a-b-c", 5),
        (["a-b", "a-b-c"], "a-b-cd", 3),
        (["a-b"], "a-bc", -1),
        (["a - b"], "a  -\nb", 6),
        (["rate*"], "rate**", 5),
        (["a-b"], "", -1),
        ([], "a-b", -1),
    ],
)
def test_the_longest_name_is_found(names, text, end):
    assert NameIndex(names).longest(text, 0) == end


def test_a_name_is_known_until_removed_as_often_as_added():
    index = NameIndex(["a-b"])
    index.add("a-b")
    index.remove("a-b")
    assert index.longest("a-b", 0) == 3
    index.remove("a-b")
    assert index.longest("a-b", 0) == -1


@given(st.lists(st.sampled_from(KNOWN_NAMES), max_size=5), st.sampled_from(KNOWN_NAMES))
def test_a_name_is_found_in_its_own_text_exactly_if_it_is_known(names, name):
    found = NameIndex(names).longest(name, 0)
    assert (found == len(name)) is (name in names)
