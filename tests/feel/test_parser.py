from importlib import resources

import pytest
from hypothesis import given
from lark import Lark
from strategies import KNOWN_NAMES, token_texts

from feel import FeelSyntaxError
from feel.names import KnownNames
from feel.parser import _TokenFeed, parse_expression, parse_unary_tests
from feel.scope import Limits
from feel.syntax import In, Invocation, Name, UnaryTest, UnaryTests

KNOWN = KnownNames.of(KNOWN_NAMES, KNOWN_NAMES)


def test_the_grammar_has_no_conflicts():
    grammar = resources.files("feel").joinpath("grammar.lark").read_text("utf-8")
    Lark(grammar, parser="lalr", lexer=_TokenFeed, start=["expression", "unary_tests"], strict=True)


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 1, "expected a value, but the text ends"),
        ("1 +", 4, "expected a value after '+', but the text ends"),
        ("1 + * 2", 5, "expected a value after '+', but found '*'"),
        ("(1", 3, "expected an operator or ')' after '1', but the text ends"),
        ("[1, 2", 6, "expected an operator or ']' after '2'"),
        ("{a: 1", 6, "expected an operator or '}' after '1'"),
        ("{1: 2}", 2, "expected a name after '{', but found '1'"),
        ("a.(1)", 3, "expected a name after '.', but found '('"),
        ("if a then b", 12, "expected 'else' after 'b'"),
        ("if a", 5, "expected 'then' after 'a'"),
        ("for x return 1", 7, "expected 'in' after 'x', but found 'return'"),
        ("for x in l", 11, "expected 'return' after 'l'"),
        ("some x in l", 12, "expected 'satisfies' after 'l'"),
        ("1 2", 3, "expected an operator or the end after '1', but found '2'"),
        ("[1,]", 4, "expected a value after ','"),
        ("x between 1", 12, "expected 'and' after '1'"),
    ],
)
def test_a_syntax_error_says_what_is_expected_and_where(text, column, message):
    with pytest.raises(FeelSyntaxError) as caught:
        parse_expression(text)
    assert message in caught.value.problem.message
    assert caught.value.location.column == column


def test_unary_tests_are_no_expression_and_the_other_way_round():
    assert parse_unary_tests("-") == UnaryTests(())
    with pytest.raises(FeelSyntaxError):
        parse_expression("1, 2")
    with pytest.raises(FeelSyntaxError):
        parse_unary_tests("")


def test_one_test_in_brackets_is_the_same_test():
    assert parse_expression("a in (< b)") == parse_expression("a in < b")
    assert parse_expression("a in < b") == In(Name("a"), (UnaryTest("<", Name("b")),))


def test_not_is_a_function_in_expressions_and_a_negation_of_unary_tests():
    assert parse_expression("not(a)") == Invocation(Name("not"), (Name("a"),))
    assert parse_unary_tests("not(a)") == UnaryTests((Name("a"),), negated=True)


def test_limits_of_length_and_depth_are_the_callers():
    with pytest.raises(FeelSyntaxError, match="longer than 5"):
        parse_expression("1 + 2 + 3", limits=Limits(expression_length=5))
    with pytest.raises(FeelSyntaxError, match="nested more than 3"):
        parse_expression("[[[[1]]]]", limits=Limits(expression_depth=3))


@given(token_texts)
def test_a_text_is_a_tree_or_a_syntax_error_within_the_text(text):
    try:
        tree = parse_expression(text, KNOWN)
    except FeelSyntaxError as error:
        assert 0 <= error.location.start <= len(text)  # noqa: PT017 - either outcome is right
        assert str(error)  # noqa: PT017 - either outcome is right
    else:
        assert 0 <= tree.span[0] < tree.span[1] <= len(text)
