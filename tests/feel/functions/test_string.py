"""The string functions."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel.errors import FeelFault, LimitExceeded
from feel.functions.string import FUNCTIONS
from feel.scope import Limits, Run


def number(text):
    return Decimal(text)


VALUES = [
    ("substring", ["f", number(1)], "f"),
    ("substring", ["foobar", number(3)], "obar"),
    ("substring", ["foobar", number(6)], "r"),
    ("substring", ["foobar", number(3), number(3)], "oba"),
    ("substring", ["foobar", number(3), number("3.8")], "oba"),
    ("substring", ["foobar", number("3.8"), number(1)], "o"),
    ("substring", ["foobar", number(-2), number(1)], "a"),
    ("substring", ["foobar", number(-6), number(6)], "foobar"),
    ("substring", ["foobar", number(5), number(99)], "ar"),
    ("substring", ["foobar", number(5), number(0)], ""),
    ("substring", ["foobar", number(5), number("1E+6000")], "ar"),
    ("substring", ["🐎😀x", number(2), number(1)], "😀"),
    ("string length", [""], number(0)),
    ("string length", ["aaaaa dddd "], number(11)),
    ("string length", ["🐎😀"], number(2)),
    ("string length", [["abc"]], number(3)),
    ("upper case", ["aBc4 ?@{"], "ABC4 ?@{"),
    ("upper case", ["straße"], "STRASSE"),
    ("lower case", ["AbDcF4 "], "abdcf4 "),
    ("lower case", ["ÄÖ"], "äö"),
    ("substring before", ["foobar", "bar"], "foo"),
    ("substring before", ["foobar", "o"], "f"),
    ("substring before", ["foobar", "x"], ""),
    ("substring before", ["abc", "a"], ""),
    ("substring before", ["abc", ""], ""),
    ("substring before", ["", ""], ""),
    ("substring after", ["foobar", "ob"], "ar"),
    ("substring after", ["foobar", "o"], "obar"),
    ("substring after", ["foobar", "x"], ""),
    ("substring after", ["abc", "c"], ""),
    ("substring after", ["abc", ""], "abc"),
    ("substring after", ["", "a"], ""),
    ("contains", ["foobar", "o"], True),
    ("contains", ["foobar", "of"], False),
    ("contains", ["", ""], True),
    ("contains", ["🐎😀", "😀"], True),
    ("starts with", ["banana", "ba"], True),
    ("starts with", ["banana", "na"], False),
    ("starts with", ["banana", ""], True),
    ("ends with", ["banana", "na"], True),
    ("ends with", ["banana", "ba"], False),
    ("ends with", ["🐎😀", "😀"], True),
    ("matches", ["banana", "[a-z]{3}"], True),
    ("matches", ["banana", "^[a-z]{3}$"], False),
    ("matches", ["abracadabra", "BRA"], False),
    ("matches", ["abracadabra", "BRA", "i"], True),
    ("matches", ["abracadabra", "bra", None], True),
    ("matches", ["\nabcd\ndefg\n", "^$", "m"], True),
    ("replace", ["banana", "a", "o"], "bonono"),
    ("replace", ["banana", "(an)+", "**"], "b**a"),
    ("replace", ["facetiously", "[iouy]", "[$0]"], "facet[i][o][u]sl[y]"),
    ("replace", ["0123456789", r"(\d{3})(\d{3})(\d{4})", "($1) $2-$3"], "(012) 345-6789"),
    ("replace", ["abc", "[A-Z]", "#", ""], "abc"),
    ("replace", ["abc", "[A-Z]", "#", None], "abc"),
    ("replace", ["abc", "[A-Z]", "#", "i"], "###"),
    ("replace", ["abc", ".^[d-z]*", "smix"], "abc"),
    ("split", ["John Doe", r"\s"], ["John", "Doe"]),
    ("split", ["a;b;c;;", ";"], ["a", "b", "c", "", ""]),
    ("split", ["", ";"], [""]),
    ("string join", [["a", "b", "c"]], "abc"),
    ("string join", [["a", "b", "c"], " and "], "a and b and c"),
    ("string join", [["a", "b", "c"], None], "abc"),
    ("string join", [["a", None, "c"], "X"], "aXc"),
    ("string join", [[None], "X"], ""),
    ("string join", [[], "X"], ""),
    ("string join", [[]], ""),
    ("string join", ["a", "X"], "a"),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), VALUES)
def test_a_string_function_gives(name, arguments, expected):
    result = FUNCTIONS[name].call(Run(), arguments)
    assert result == expected
    assert type(result) is type(expected)


NAMED = [
    ("substring", {"string": "foobar", "start position": number(3)}, "obar"),
    ("substring", {"length": number(1), "start position": number(3), "string": "foobar"}, "o"),
    ("string length", {"string": "xyz123"}, number(6)),
    ("upper case", {"string": "xyZ "}, "XYZ "),
    ("lower case", {"string": "123ABC"}, "123abc"),
    ("substring before", {"string": "foobar", "match": "b"}, "foo"),
    ("substring after", {"string": "foobar", "match": "b"}, "ar"),
    ("contains", {"string": "foobar", "match": "b"}, True),
    ("starts with", {"string": "foobar", "match": "b"}, False),
    ("ends with", {"string": "foobar", "match": "r"}, True),
    ("matches", {"input": "foobar", "pattern": "O", "flags": "i"}, True),
    ("replace", {"input": "abc", "pattern": "[a-z]", "replacement": "#"}, "###"),
    ("replace", {"input": "a", "pattern": "A", "replacement": "#", "flags": "i"}, "#"),
    ("split", {"delimiter": ",", "string": "foo,bar"}, ["foo", "bar"]),
    ("string join", {"list": ["a", "c"]}, "ac"),
    ("string join", {"delimiter": "X", "list": ["a", "c"]}, "aXc"),
    ("string join", {"delimiter": "X", "list": "a"}, "a"),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), NAMED)
def test_a_string_function_takes_arguments_by_the_names_of_the_standard(name, arguments, expected):
    assert FUNCTIONS[name].call_named(Run(), arguments) == expected


ERRORS = [
    ("substring", ["foobar", number(0)]),
    ("substring", ["foobar", number("0.9")]),
    ("substring", ["foobar", number(7)]),
    ("substring", ["foobar", number(-7)]),
    ("substring", ["foobar", number("1E+6000")]),
    ("substring", ["foobar", number(1), number(-1)]),
    ("substring", ["foobar", number(1), None]),
    ("substring", ["foobar", "1"]),
    ("substring", ["foobar"]),
    ("string length", [None]),
    ("string length", [number(1)]),
    ("upper case", [None]),
    ("upper case", [[None]]),
    ("lower case", []),
    ("substring before", ["foobar", None]),
    ("substring after", [None, "a"]),
    ("contains", [None, None]),
    ("contains", ["bar", None]),
    ("starts with", ["a", "b", "c"]),
    ("ends with", ["a"]),
    ("matches", [None, "pattern"]),
    ("matches", ["input", None]),
    ("matches", ["input", []]),
    ("matches", ["input", "pattern", []]),
    ("replace", ["a", "b"]),
    ("replace", ["a", "b", None]),
    ("split", [None, ","]),
    ("split", ["foo", None]),
    ("string join", []),
    ("string join", [None, "X"]),
    ("string join", [["a", "c"], "X", "foo"]),
    ("string join", [[number(1), number(2)], "X"]),
    ("string join", [number(123), "X"]),
]


@pytest.mark.parametrize(("name", "arguments"), ERRORS, ids=str)
def test_a_string_function_fails(name, arguments):
    with pytest.raises(FeelFault, match=f"^{name}: "):
        FUNCTIONS[name].call(Run(), arguments)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("split", {"delimiter": ",", "str": "foo,bar"}),
        ("string join", {"lst": ["a"], "delimiter": "X"}),
        ("matches", {"string": "a", "pattern": "a"}),
    ],
)
def test_a_string_function_refuses_other_names(name, arguments):
    with pytest.raises(FeelFault, match=f"^{name}: does not take the arguments named"):
        FUNCTIONS[name].call_named(Run(), arguments)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("matches", ["abracadabra", "bra", "p"]),
        ("matches", ["h", r"(.)\3"]),
        ("replace", ["abc", "[", "#"]),
        ("split", ["abc", "("]),
    ],
)
def test_a_pattern_that_is_none_is_a_fault(name, arguments):
    with pytest.raises(FeelFault):
        FUNCTIONS[name].call(Run(), arguments)


@pytest.mark.parametrize(
    ("limits", "name", "arguments"),
    [
        (Limits(string_size=5), "string join", [["aa", "bb"], ", "]),
        (Limits(string_size=5), "replace", ["aaa", "a", "bb"]),
        (Limits(string_size=5), "upper case", ["aaaaaa"]),
        (Limits(string_size=5), "lower case", ["aaaaaa"]),
        (Limits(list_size=2), "split", ["a,b,c", ","]),
    ],
)
def test_a_string_function_stops_at_the_size_limit(limits, name, arguments):
    with pytest.raises(LimitExceeded, match="size"):
        FUNCTIONS[name].call(Run(limits), arguments)


def test_a_string_may_be_as_long_as_the_limit():
    run = Run(Limits(string_size=6))
    assert FUNCTIONS["string join"].call(run, [["aa", None, "bb"], ", "]) == "aa, bb"


@given(st.text(min_size=1), st.data())
def test_a_substring_and_the_rest_make_the_string(text, data):
    position = data.draw(st.integers(1, len(text)))
    from_the_end = position - 1 - len(text)
    substring = FUNCTIONS["substring"]
    rest = substring.call(Run(), [text, Decimal(position)])
    assert rest == substring.call(Run(), [text, Decimal(from_the_end)])
    if position > 1:
        first = substring.call(Run(), [text, Decimal(1), Decimal(position - 1)])
        assert first + rest == text


@given(st.lists(st.text(alphabet="ab", max_size=3), min_size=1, max_size=5))
def test_split_undoes_string_join(parts):
    joined = FUNCTIONS["string join"].call(Run(), [parts, ","])
    assert FUNCTIONS["split"].call(Run(), [joined, ","]) == parts
