import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import KNOWN_NAMES, blanks, trees

from feel import FeelSyntaxError
from feel.lexer import tokenise
from feel.names import KnownNames
from feel.parser import parse_expression
from feel.printer import to_text

KNOWN = KnownNames.of(KNOWN_NAMES, KNOWN_NAMES)


def names(text, *known, components=()):
    return [
        str(token)
        for token in tokenise(text, KnownNames.of(known, components))
        if token.type == "NAME"
    ]


def kinds(text, *known):
    return " ".join(token.type for token in tokenise(text, KnownNames.of(known)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a b  c", ["a b c"]),
        ("a\u00a0b\nc", ["a b c"]),
        ("a and b", ["a", "b"]),
        ("a in b", ["a", "b"]),
        ("a b instance of number", ["a b"]),
        ("a instance", ["a instance"]),
        ("order", ["order"]),
        ("iffy then", ["iffy"]),
        ("a 1 b2", ["a 1 b2"]),
        ("a.b", ["a", "b"]),
        ("a.if", ["a", "if"]),
        ("a. b c .d", ["a", "b c", "d"]),
        ("a-b", ["a", "b"]),
        ("a/**/b", ["a", "b"]),
        ("? > ?", ["?", "?"]),
        ("not(a)", ["not", "a"]),
        ("date and time(a)", ["date and time", "a"]),
        ("date and timer", ["date", "timer"]),
        ("days and time duration", ["days and time duration"]),
        ("🐎🐎 x", ["🐎🐎 x"]),
        ("größe", ["größe"]),
        ("a\u0301b", ["a\u0301b"]),
    ],
)
def test_a_run_of_name_parts_is_one_name(text, found):
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "known", "found"),
    [
        ("a-b", ["a-b"], ["a-b"]),
        ("a-b", ["a - b"], ["a", "b"]),
        ("a  -  b", ["a - b"], ["a - b"]),
        ("a-b-c", ["a-b", "a-b-c"], ["a-b-c"]),
        ("a-b-cd", ["a-b", "a-b-c"], ["a-b", "cd"]),
        ("a-bc", ["a-b"], ["a", "bc"]),
        ("xa-b", ["a-b"], ["xa", "b"]),
        ("x a-b", ["a-b"], ["x a", "b"]),
        ("a-b c", ["a-b"], ["a-b", "c"]),
        ("a b-c", ["b-c"], ["a b", "c"]),
        ("x in list", ["x in list"], ["x in list"]),
        ("x in lists", ["x in list"], ["x", "lists"]),
        ("for x", ["for x"], ["for x"]),
        ("date and time of day", ["date and time of day"], ["date and time of day"]),
        ("rate*", ["rate*"], ["rate*"]),
        ("rate*2", ["rate*"], ["rate*"]),
        ("rate**2", ["rate*"], ["rate*"]),
        ("a.b", ["a.b"], ["a.b"]),
        ("a.b.c", ["a.b"], ["a.b", "c"]),
        ("Student's name", ["Student's name"], ["Student's name"]),
        ("STUDENT'S", [], None),
        ("f(a-b: 1)", [], ["f", "a-b"]),
        ("f(x, a and b: 1)", [], ["f", "x", "a and b"]),
    ],
)
def test_the_longest_known_name_wins(text, known, found):
    if found is None:
        with pytest.raises(FeelSyntaxError):
            names(text, *known)
    else:
        assert names(text, *known) == found


@pytest.mark.parametrize(
    ("text", "components", "found"),
    [
        ("a.b-c", ["b-c"], ["a", "b-c"]),
        ("b-c", ["b-c"], ["b", "c"]),
        ("a.b-c-d", ["b-c"], ["a", "b-c", "d"]),
        ("a.x in y", ["x in y"], ["a", "x in y"]),
        ("a.x in y", [], ["a", "x", "y"]),
    ],
)
def test_after_a_dot_components_are_known(text, components, found):
    assert names(text, components=components) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("for a-b in l return a-b", ["a-b", "l", "a-b"]),
        ("for a-b in a-b return 1", ["a-b", "a-b"]),
        ("(for a-b in l return a-b) + a-b", ["a-b", "l", "a-b", "a", "b"]),
        ("[for a-b in l return a-b, a-b]", ["a-b", "l", "a-b", "a", "b"]),
        ("for a-b in l, c in a-b return a-b", ["a-b", "l", "c", "a-b", "a-b"]),
        ("for x in some a-b in l satisfies a-b return a-b", ["x", "a-b", "l", "a-b", "a", "b"]),
        ("if some a-b in l satisfies a-b then a-b else 1", ["a-b", "l", "a-b", "a", "b"]),
        ("function(a-b, c: number) a-b - c", ["a-b", "c", "a-b", "c"]),
        ("[function(a-b) a-b, a-b]", ["a-b", "a-b", "a", "b"]),
        ("function(a-b) [a-b, a-b]", ["a-b", "a-b", "a-b"]),
        ("{a-b: 1, c: a-b}", ["a-b", "c", "a-b"]),
        ("{a-b: a-b}", ["a-b", "a-b"]),
        ('{"a-b": 1, c: a-b}', ["c", "a-b"]),
        ("{c: {a-b: 1}, d: a-b}", ["c", "a-b", "d", "a", "b"]),
        ("{c: {a-b: 1}, d: c.a-b}", ["c", "a-b", "d", "c", "a-b"]),
        ("{if: 1, then x: 2}", ["if", "then x"]),
        ("{a b : 1, c.d: 2}", ["a b", "c.d"]),
    ],
)
def test_a_bound_name_is_known_to_the_end_of_its_construct(text, found):
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[1..2]", "LBRACKET NUMBER RANGE NUMBER RBRACKET"),
        ("]1..2[", "RANGE_OPEN NUMBER RANGE NUMBER RANGE_CLOSE"),
        ("[1..2[", "LBRACKET NUMBER RANGE NUMBER RANGE_CLOSE"),
        ("[1..2[1]]", "LBRACKET NUMBER RANGE NUMBER LBRACKET NUMBER RBRACKET RBRACKET"),
        ("[1..[]]", "LBRACKET NUMBER RANGE LBRACKET RBRACKET RBRACKET"),
        ("[1..2[, 3]", None),
        ("[[1..2[, 3]", "LBRACKET LBRACKET NUMBER RANGE NUMBER RANGE_CLOSE COMMA NUMBER RBRACKET"),
        ("a[1]", "NAME LBRACKET NUMBER RBRACKET"),
        ("[1,]", "LBRACKET NUMBER COMMA RBRACKET"),
        ("[]", "LBRACKET RBRACKET"),
        ("x in ]1..2[ and y", "NAME IN RANGE_OPEN NUMBER RANGE NUMBER RANGE_CLOSE AND NAME"),
        ("1 in (]1..2[)", "NUMBER IN LPAR RANGE_OPEN NUMBER RANGE NUMBER RANGE_CLOSE RPAR"),
        ("(for i in 1..a[.5 = 1] return i)",
         "LPAR FOR NAME IN NUMBER RANGE NAME LBRACKET NUMBER EQ NUMBER RBRACKET RETURN NAME RPAR"),
        ("1..2", "NUMBER RANGE NUMBER"),
        ("1...5", "NUMBER RANGE NUMBER"),
        ("1.e5", "NUMBER DOT NAME"),
        ("1e5", "NUMBER"),
        ("2**3", "NUMBER POWER NUMBER"),
        ("a<=b", "NAME LE NAME"),
        ("a instance  of list<number> = b", "NAME INSTANCE_OF TYPE EQ NAME"),
        ("function(a: list<number>, b) 1", "FUNCTION LPAR NAME COLON TYPE COMMA NAME RPAR NUMBER"),
        ("function() external {}", "FUNCTION LPAR RPAR EXTERNAL LBRACE RBRACE"),
        ("function() external + 1", "FUNCTION LPAR RPAR NAME PLUS NUMBER"),
        ('@"x" = "x"', "AT_LITERAL EQ STRING"),
        ("1 // + 2\n+ 3 /* * */ ", "NUMBER PLUS NUMBER"),
    ],
)  # fmt: skip
def test_brackets_numbers_and_types_are_told_apart(text, found):
    if found is None:
        with pytest.raises(FeelSyntaxError):
            parse_expression(text)
    else:
        assert kinds(text) == found


@pytest.mark.parametrize(
    ("text", "negates"),
    [
        ("not(1)", True),
        ("not (1, 2)", True),
        ("not((1..2], (3))", True),
        ("not(1) and true", False),
        ("not(1), 2", False),
        ("not(1)[1]", False),
        ("not()", False),
        ("nothing(1)", False),
    ],
)
def test_a_leading_not_around_all_the_rest_negates_unary_tests(text, negates):
    assert (tokenise(text, KnownNames(), unary=True)[0].type == "NOT") is negates


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a == b", "'==' is no operator"),
        ("a # b", "unexpected character '#'"),
        ("'a'", 'write "'),
        ('1 + "a', 'a string ends with "'),
        ("@a", "expected a string after @"),
        ("1E7000", "out of range"),
        ("a instance of <", "expected a type"),
    ],
)
def test_what_starts_no_token_is_explained(text, message):
    with pytest.raises(FeelSyntaxError, match=message.replace("(", r"\(")):
        tokenise(text, KnownNames())


@given(trees, blanks, blanks)
def test_spacing_and_comments_never_change_a_parse(tree, inner, outer):
    text = to_text(tree)
    tokens = tokenise(text, KNOWN)
    pieces = [text[token.start_pos : token.end_pos] for token in tokens]
    # a division sign just before a comment would begin another kind of comment
    spaced = outer + inner.join("/ " if piece == "/" else piece for piece in pieces) + outer
    assert parse_expression(spaced, KNOWN) == tree


@given(st.text(max_size=40))
def test_tokens_cover_a_text_in_order_or_it_is_refused(text):
    try:
        tokens = tokenise(text, KNOWN)
    except FeelSyntaxError as error:
        assert 0 <= error.location.start <= len(text)  # noqa: PT017 - either outcome is right
        return
    ends = [0, *(token.end_pos for token in tokens)]
    assert all(token.start_pos >= end for token, end in zip(tokens, ends, strict=False))
