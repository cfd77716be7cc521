import pytest
from hypothesis import given
from lxml import etree
from strategies import KNOWN_NAMES, trees, unary_tests

from feel import FeelSyntaxError
from feel.names import KnownNames
from feel.parser import parse_expression, parse_unary_tests
from feel.printer import to_text

KNOWN = KnownNames.of(KNOWN_NAMES, KNOWN_NAMES)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("((a))", "a"),
        ("(a+b)*c", "(a + b) * c"),
        ("a-(b-c)", "a - (b - c)"),
        ("(a-b)-c", "a - b - c"),
        ("a**(b**c)", "a ** (b ** c)"),
        ("-(3**2)", "-(3 ** 2)"),
        ("(-3)**2", "-3 ** 2"),
        ("a or (b and c)", "a or b and c"),
        ("(a or b) and c", "(a or b) and c"),
        ("a + (if b then c else d)", "a + if b then c else d"),
        ("(if b then c else d) + a", "(if b then c else d) + a"),
        ("(a or if b then c else d) or e", "a or (if b then c else d) or e"),
        ("not(a)", "not(a)"),
        ("(<10)", "(< 10)"),
        ("a in (<10)", "a in < 10"),
        ("a in (1,<2)", "a in (1, < 2)"),
        ("]1..2[", "(1..2)"),
        ("(a instance of list)<3", "(a instance of list) < 3"),
        ("a instance of number<3", "a instance of number < 3"),
        ('{"a b":1,"a-b":2}', '{a b: 1, "a-b": 2}'),
        ("(function(x:number)x)(1)", "(function(x: number) x)(1)"),
        ('function(a) external {java:{class:"A"}}', 'function(a) external {java: {class: "A"}}'),
        ("for i in 1..2,j in[1] return i", "for i in 1..2, j in [1] return i"),
        ("(1).a", "1.a"),
        ("1.50", "1.50"),
    ],
)
def test_only_the_needed_brackets_are_printed(text, printed):
    assert to_text(parse_expression(text)) == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("-", "-"),
        ("<1,>2", "< 1, > 2"),
        ("not(1,2)", "not(1, 2)"),
        ("(not(true))", "(not(true))"),
        ("not(a) and b", "not(a) and b"),
    ],
)
def test_unary_tests_are_printed(text, printed):
    assert to_text(parse_unary_tests(text)) == printed


@given(trees)
def test_a_printed_tree_reads_back(tree):
    assert parse_expression(to_text(tree), KNOWN) == tree


@given(unary_tests)
def test_printed_unary_tests_read_back(tree):
    assert parse_unary_tests(to_text(tree), KNOWN) == tree


@pytest.mark.parametrize("operator", ["+", "and"])
def test_a_long_chain_is_printed(operator):
    text = f" {operator} ".join(["1"] * 10_000)
    assert to_text(parse_expression(text)) == text


def test_every_expression_of_the_conformance_kit_reads_back(tck):
    printed = 0
    for model in sorted(tck.glob("compliance-level-*/*/*.dmn")):
        root = etree.parse(model).getroot()
        names = {element.get("name") for element in root.iter() if element.get("name")}
        known = KnownNames.of(names, names)
        for text in root.iter("{*}text"):
            try:
                tree = parse_expression(text.text or "", known)
            except FeelSyntaxError:
                continue  # unary tests, annotations, and what is meant to be no FEEL
            assert parse_expression(to_text(tree), known) == tree
            printed += 1
    assert printed > 3_000
