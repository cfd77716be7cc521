import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from strategies import values

from feel.errors import FeelFault
from feel.feel_types import (
    ANY,
    DATE_AND_TIME,
    NUMBER,
    STRING,
    ContextType,
    FeelType,
    ListType,
    NamedType,
    article,
    coerce,
    conforms_to,
    instance_of,
    resolved,
    type_of,
)
from feel.temporal import Date, DateTime, Time
from feel.type_syntax import build_type, type_node


def typed(text):
    return build_type(type_node(text), lambda _name: None) if "<" in text else NAMED[text]


NAMED = {name: build_type(type_node(name), lambda _name: None) for name in
         ("Any", "Null", "number", "string", "list", "function", "context")}  # fmt: skip


@pytest.mark.parametrize(
    ("subtype", "supertype", "conforms"),
    [
        ("number", "Any", True),
        ("number", "string", False),
        ("Null", "number", True),
        ("Any", "number", False),
        ("list<number>", "list", True),
        ("list<number>", "list<string>", False),
        ("range<number>", "range<number>", True),
        ("context<a: number, b: string>", "context<a: number>", True),
        ("context<a: number>", "context<a: number, b: string>", False),
        ("function<Any> -> number", "function<number> -> Any", True),
        ("function<number> -> number", "function<Any> -> number", False),
        ("function<number> -> Any", "function<number, number> -> Any", False),
    ],
)
def test_conformance_of_types(subtype, supertype, conforms):
    assert conforms_to(typed(subtype), typed(supertype)) is conforms


@pytest.mark.parametrize(
    ("value", "wanted", "given"),
    [
        ([Decimal(1)], NUMBER, Decimal(1)),
        (Decimal(1), ListType(NUMBER), [Decimal(1)]),
        ([None], NUMBER, None),
        (None, NUMBER, None),
        (Date(2024, 1, 2), DATE_AND_TIME, DateTime(Date(2024, 1, 2), Time(0, 0, 0, 0, 0))),
        ("a", ANY, "a"),
    ],
)
def test_implicit_conversions(value, wanted, given):
    assert coerce(value, wanted) == given


@pytest.mark.parametrize(
    ("value", "wanted"),
    [("a", NUMBER), (["a", "b"], STRING), ([["a"]], STRING), ("a", ListType(NUMBER))],
)
def test_what_does_not_fit_is_a_fault(value, wanted):
    with pytest.raises(FeelFault, match="expected"):
        coerce(value, wanted)


def test_a_named_type_may_refer_onward_but_not_to_itself():
    first, second = NamedType("first"), NamedType("second")
    first.resolved, second.resolved = second, NUMBER
    assert resolved(first) is NUMBER
    assert instance_of(Decimal(1), first)
    second.resolved = first
    assert resolved(first) is ANY


def test_an_article_fits_its_noun():
    assert (article("number"), article("Any")) == ("a number", "an Any")


@given(values)
def test_a_value_is_an_instance_of_its_type(value):
    feel_type = type_of(value)
    assert isinstance(feel_type, FeelType)
    assert instance_of(value, feel_type)
    assert instance_of(value, ANY) is (value is not None)


@given(values)
def test_a_value_stands_unchanged_where_its_type_is_expected(value):
    assert coerce(value, type_of(value)) is value


def chain_of_types(count, last):
    """Return types of which each has the next one twice; the last refers to itself."""
    types = [NamedType(f"t{number}") for number in range(count)]
    for here, following in itertools.pairwise(types):
        here.resolved = ContextType({"a": following, "b": following})
    types[-1].resolved = ContextType({"next": types[-1], "value": last})
    return types[0]


def test_types_that_share_parts_and_hold_themselves_are_compared_part_by_part_once():
    one, same = chain_of_types(60, NUMBER), chain_of_types(60, NUMBER)
    assert conforms_to(one, same)
    assert not conforms_to(one, chain_of_types(60, STRING))
