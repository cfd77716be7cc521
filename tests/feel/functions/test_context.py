"""The context functions."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel.errors import FeelFault, LimitExceeded
from feel.functions.context import FUNCTIONS
from feel.scope import Limits, Run

ONE, TWO, ZERO = Decimal(1), Decimal(2), Decimal(0)
NESTED = {"x": ONE, "y": {"a": ZERO}}


def entry(key, value):
    return {"key": key, "value": value}


VALUES = [
    ("get value", [{"a": "foo"}, "a"], "foo"),
    ("get value", [{"a": None}, "a"], None),
    ("get value", [{"": ONE}, ""], ONE),
    ("get entries", [{"a": "foo", "b": ONE}], [entry("a", "foo"), entry("b", ONE)]),
    ("get entries", [{}], []),
    ("context", [[entry("a", ONE), entry("b", TWO)]], {"a": ONE, "b": TWO}),
    ("context", [entry("a", ONE)], {"a": ONE}),
    ("context", [[]], {}),
    ("context", [[entry("", None)]], {"": None}),
    ("context", [[{**entry("a", ONE), "ignored": "foo"}]], {"a": ONE}),
    ("context put", [{}, "a", ONE], {"a": ONE}),
    ("context put", [{}, "", None], {"": None}),
    ("context put", [{}, ["a"], ONE], {"a": ONE}),
    ("context put", [NESTED, ["y", "a"], TWO], {"x": ONE, "y": {"a": TWO}}),
    ("context put", [NESTED, ["y", "b"], TWO], {"x": ONE, "y": {"a": ZERO, "b": TWO}}),
    ("context put", [NESTED, ["y"], TWO], {"x": ONE, "y": TWO}),
    ("context put", [{"a": {"b": {"c": ONE}}}, ["a", "b", "c"], TWO], {"a": {"b": {"c": TWO}}}),
    ("context merge", [[]], {}),
    ("context merge", [[{}]], {}),
    ("context merge", [[{"a": ONE}, {"b": TWO}]], {"a": ONE, "b": TWO}),
    ("context merge", [[{"a": ONE}, {"a": TWO}]], {"a": TWO}),
    ("context merge", [[{"a": {"aa": ONE}}, {"a": {"bb": TWO}}]], {"a": {"bb": TWO}}),
    ("context merge", [{"a": ONE}], {"a": ONE}),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), VALUES)
def test_a_context_function_gives(name, arguments, expected):
    assert FUNCTIONS[name].call(Run(), arguments) == expected


NAMED = [
    ("get value", {"key": "a", "m": {"a": "foo"}}, "foo"),
    ("get entries", {"m": {}}, []),
    ("context", {"entries": [entry("a", ONE)]}, {"a": ONE}),
    ("context put", {"context": {}, "key": "a", "value": ONE}, {"a": ONE}),
    (
        "context put",
        {"context": NESTED, "keys": ["y", "a"], "value": TWO},
        {"x": ONE, "y": {"a": TWO}},
    ),
    ("context merge", {"contexts": [{"a": ONE}]}, {"a": ONE}),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), NAMED)
def test_a_context_function_takes_arguments_by_the_names_of_the_standard(name, arguments, expected):
    assert FUNCTIONS[name].call_named(Run(), arguments) == expected


ERRORS = [
    ("get value", []),
    ("get value", [{"a": "foo"}]),
    ("get value", [{"a": "foo"}, "a", "bar"]),
    ("get value", ["foo", "foo"]),
    ("get value", [{"a": "foo"}, ONE]),
    ("get value", [None, "a"]),
    ("get value", [{"a": "foo"}, None]),
    ("get value", [{"a": "foo"}, "b"]),
    ("get entries", []),
    ("get entries", [ONE]),
    ("get entries", [[ONE, TWO]]),
    ("get entries", [None]),
    ("context", []),
    ("context", [None]),
    ("context", [[None]]),
    ("context", [[entry("a", ONE), entry("a", TWO)]]),
    ("context", [{"value": ONE}]),
    ("context", [{"key": "a"}]),
    ("context", [entry(None, ONE)]),
    ("context", [entry(ONE, ONE)]),
    ("context put", [{}, None, ONE]),
    ("context put", [None, "a", ONE]),
    ("context put", [{}, "a"]),
    ("context put", [{}, "a", ONE, ONE]),
    ("context put", [[], "a", ONE]),
    ("context put", [{}, ONE, ONE]),
    ("context put", [NESTED, [None, "a"], TWO]),
    ("context put", [NESTED, [None], TWO]),
    ("context put", [NESTED, [], TWO]),
    ("context put", [NESTED, ["y", "a", "b"], TWO]),
    ("context put", [NESTED, ["z", "a"], TWO]),
    ("context merge", []),
    ("context merge", [None]),
    ("context merge", [[], "foo"]),
    ("context merge", [[ONE, TWO]]),
    ("context merge", [[{"a": ONE}, ONE, {"b": TWO}]]),
    ("context merge", [[{"a": ONE}, None]]),
]


@pytest.mark.parametrize(("name", "arguments"), ERRORS)
def test_a_context_function_fails(name, arguments):
    with pytest.raises(FeelFault, match=f"^{name}: "):
        FUNCTIONS[name].call(Run(), arguments)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("get value", {"k": "a", "m": {"a": "foo"}}),
        ("get entries", {"map": {}}),
        ("context put", {"context": {}, "ky": "a", "value": ONE}),
        ("context put", {"context": NESTED, "key": ["y", "a"], "value": TWO}),
        ("context merge", {"context": [{"a": ONE}]}),
    ],
)
def test_a_context_function_refuses_other_names(name, arguments):
    with pytest.raises(FeelFault, match=f"^{name}: "):
        FUNCTIONS[name].call_named(Run(), arguments)


def test_get_value_lists_the_keys_there_are():
    with pytest.raises(FeelFault) as caught:
        FUNCTIONS["get value"].call(Run(), [{"score": ONE, "age": TWO}, "scroe"])
    assert caught.value.code == "NO_CONTEXT_ENTRY_FOUND"
    assert caught.value.hint == 'its keys are: "score", "age"'


def test_get_value_lists_only_the_first_of_many_keys():
    many = {f"k{number}": ONE for number in range(11)}
    with pytest.raises(FeelFault) as caught:
        FUNCTIONS["get value"].call(Run(), [many, "a"])
    assert caught.value.hint.endswith('"k9", ...')


def test_context_put_leaves_its_argument_as_it_was():
    original = {"a": {"b": ONE}, "c": TWO}
    FUNCTIONS["context put"].call(Run(), [original, ["a", "b"], TWO])
    FUNCTIONS["context put"].call(Run(), [original, "a", TWO])
    assert original == {"a": {"b": ONE}, "c": TWO}


def test_context_put_keeps_the_place_of_a_replaced_entry():
    changed = FUNCTIONS["context put"].call(Run(), [{"a": ONE, "b": TWO, "c": ZERO}, "b", ZERO])
    assert list(changed) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("get entries", [{"a": ONE, "b": ONE, "c": ONE}]),
        ("context", [[entry("a", ONE), entry("b", ONE), entry("c", ONE)]]),
        ("context put", [{"a": ONE, "b": ONE}, "c", ONE]),
        ("context merge", [[{"a": ONE, "b": ONE}, {"c": ONE}]]),
    ],
)
def test_a_context_function_stops_at_the_size_limit(name, arguments):
    with pytest.raises(LimitExceeded, match="list size"):
        FUNCTIONS[name].call(Run(Limits(list_size=2)), arguments)


@given(st.dictionaries(st.text(max_size=3), st.none() | st.booleans()))
def test_context_undoes_get_entries(context):
    entries = FUNCTIONS["get entries"].call(Run(), [context])
    assert FUNCTIONS["context"].call(Run(), [entries]) == context
