"""Whatever the fast way reads, the grammar reads alike; the rest is left to the parser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel import FeelSyntaxError
from feel.parser import parse_expression, parse_unary_tests
from feel.simple_tests import read_literal, read_tests

NUMBERS = st.from_regex(r"-?[0-9]{1,5}(\.[0-9]{1,3})?", fullmatch=True)
TEXTS = st.text(alphabet="ab,.-[]()\\ \"'@é=<", max_size=4).map(lambda text: f'"{text}"')
LITERALS = st.one_of(
    NUMBERS, TEXTS, st.sampled_from(["true", "false", "null", '@"2024-02-29"', '@"P1D"', '""'])
)
OPERATORS = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])
BLANKS = st.sampled_from(["", " ", "\t", "\n"])
ONE_TEST = st.one_of(
    LITERALS,
    st.tuples(OPERATORS, BLANKS, LITERALS).map("".join),
    st.tuples(
        st.sampled_from("[(]"), BLANKS, LITERALS, BLANKS, st.just(".."), BLANKS, LITERALS,
        BLANKS, st.sampled_from("])["),
    ).map("".join),
)  # fmt: skip
CELLS = st.lists(st.tuples(BLANKS, ONE_TEST, BLANKS).map("".join), min_size=1, max_size=4).map(
    ",".join
)
# what a cell may hold beside: pieces that are nearly simple
TOKENS = st.lists(
    st.sampled_from(
        ["-", "1", "1.5", ".5", "1e5", "..", "[", "]", "(", ")", ",", "<", ">=", "!=", '"a"',
         "true", "trueish", "null", "not(", "?", "a", " ", "@", '@"P1D"', "//", "and", "+", "="]
    ),
    max_size=8,
).map("".join)  # fmt: skip


def by_grammar(text, parse):
    try:
        return parse(text)
    except FeelSyntaxError:
        return None


@given(st.one_of(CELLS, TOKENS))
def test_what_it_reads_the_grammar_reads_alike(text):
    fast = read_tests(text)
    if fast is not None:
        assert fast == by_grammar(text, parse_unary_tests)


@given(st.one_of(LITERALS, TOKENS))
def test_a_literal_is_the_grammars(text):
    fast = read_literal(text)
    if fast is not None:
        assert fast == by_grammar(text, parse_expression)


@pytest.mark.parametrize(
    "text",
    ["-", " - ", "< 18", "[18..65)", '"north", "west"', "true", "-5", "> -0.5, [1 .. 2]", "null",
     '@"2024-02-29"', "]1..2[", '["a".."b"]', "!= 1", "= 5", '"a,b"', "0012"],
)  # fmt: skip
def test_the_cells_of_most_tables_are_simple(text):
    assert read_tests(text) == parse_unary_tests(text)


@pytest.mark.parametrize(
    "text",
    ["not(1)", "? > 5", "a", "1 + 2", "1..2", '"a" = "b"', "[1..2][1]", "trueish", "1e5", ".5",
     'date("2024-02-29")', "", "1,", '"a\\n"', '[1..2], "a..b"'],
)  # fmt: skip
def test_the_rest_is_left_to_the_parser(text):
    assert read_tests(text) is None


def test_a_place_in_a_cell_is_the_grammars():
    text = '< 18, [ 65 .. 70 ), -"x"'
    fast, grammar = read_tests("< 18, [ 65 .. 70 )"), parse_unary_tests("< 18, [ 65 .. 70 )")
    assert [test.span for test in fast.tests] == [test.span for test in grammar.tests]
    assert read_tests(text) is None
