import pytest

from feel.parser import parse_expression
from feel.syntax import Arithmetic, Name, children, depth, left_spine


def test_the_span_takes_no_part_in_equality():
    assert parse_expression("a+b") == parse_expression("a  +  b")
    assert parse_expression("a+b").span == (0, 3)


def test_children_come_in_text_order():
    assert [child.name for child in children(parse_expression("f(a, b)"))] == ["f", "a", "b"]


def test_the_left_spine_of_a_chain_is_walked_from_the_left():
    first, chain = left_spine(parse_expression("a + b - c"), Arithmetic)
    assert first == Name("a")
    assert [step.operator for step in chain] == ["+", "-"]


@pytest.mark.parametrize(
    ("text", "deep"),
    [
        ("1", 1),
        ("1 + 2 - 3 + 4", 2),
        ("a or b or c", 2),
        ("if a then b else if c then d else e", 2),
        ("a or b and c or d", 3),
        ("((a or b) + c) or d", 4),
        ("[[[1]]]", 4),
        ("a.b.c", 3),
    ],
)
def test_a_chain_counts_as_one_level(text, deep):
    assert depth(parse_expression(text)) == deep
