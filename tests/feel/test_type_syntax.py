import pytest
from hypothesis import given
from strategies import types

from feel import FeelSyntaxError
from feel.feel_types import BUILT_IN_TYPES, NUMBER, ContextType, ListType
from feel.names import NameIndex
from feel.parser import parse_expression
from feel.printer import type_text
from feel.syntax import NamedTypeNode
from feel.type_syntax import build_type, read_type, type_node


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("number", "number"),
        ("list < list<number> >", "list<list<number>>"),
        ("context<a b: string, c: Any>", "context<a b: string, c: Any>"),
        ("function<number, string>->list<Any>", "function<number, string> -> list<Any>"),
        ("range<date and time>", "range<date and time>"),
        ("context<>", "context<>"),
    ],
)
def test_a_type_reads_and_prints(text, name):
    assert type_text(type_node(text)) == name


@pytest.mark.parametrize("text", ["list<", "list<number", "list<number> x", "context<a>", "list<>"])
def test_what_is_no_type_is_refused(text):
    with pytest.raises(FeelSyntaxError):
        type_node(text)


def test_a_name_of_a_type_ends_before_a_keyword():
    assert read_type("date and time and x", 0)[1] == len("date and time")
    assert read_type("my type or x", 0)[1] == len("my type")


def test_a_special_name_of_a_type_is_known_or_not():
    assert read_type("list<my-type>", 0, NameIndex(["my-type"]))[1] == len("list<my-type>")
    with pytest.raises(FeelSyntaxError):
        read_type("list<my-type>", 0)


def test_a_node_becomes_the_type():
    named = {"tAge": NUMBER}.get
    built = build_type(type_node("context<ages: list<tAge>>"), named)
    assert built == ContextType({"ages": ListType(NUMBER)})
    assert build_type(NamedTypeNode("number"), BUILT_IN_TYPES.get) is NUMBER


def test_nesting_is_bounded():
    with pytest.raises(FeelSyntaxError, match="50 deep"):
        type_node("list<" * 60 + "number" + ">" * 60)


@given(types)
def test_a_printed_type_reads_back(node):
    assert parse_expression(f"x instance of {type_text(node)}").type == node
