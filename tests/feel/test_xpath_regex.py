"""The W3C suite's cases (fn-matches, caselessmatch, K2-MatchesFunc, fn-replace), and laws."""

import re
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel.errors import FeelFault, LimitExceeded
from feel.xpath_regex import compile_pattern, matches, replace, split

SECONDS = 5.0
KELVIN = "\N{KELVIN SIGN}"


def found(text, pattern, flags=None):
    return matches(text, pattern, flags, SECONDS)


def replaced(text, pattern, replacement, flags=None, max_length=10_000):
    return replace(text, pattern, replacement, flags, SECONDS, max_length)


MATCHING = [
    # text, pattern, flags
    ("input", "put", None),
    ("input", "put", ""),
    ("", "", None),
    ("abracadabra", "^a.*a$", None),
    ("a", "^*a$?", None),
    ("ab", "a(?:^|b)$", None),
    # . and s
    ("a\u2028b", "a.b", None),
    ("a\nb", "a.b", "s"),
    ("a\rb", "a.b", "s"),
    # m
    ("\nabcd\ndefg\n", "^$", "m"),
    ("abcd\n\ndefg\n ", "^$", "m"),
    ("", "^$", "m"),
    ("a\nb", "^b$", "m"),
    ("a\nb", "^a$", "m"),
    ("a\n", "a$", "m"),
    # i
    ("abc", "ABC", "i"),
    ("abZ", "^[A-Z]*$", "i"),
    ("abZ", "^[a-z]*$", "i"),
    (KELVIN, "k", "i"),
    (KELVIN, "[a-z]", "i"),
    ("k", KELVIN, "i"),
    ("ſ", "S", "i"),
    ("ς", "Σ", "i"),
    ("ẞ", "ß", "i"),
    ("x", "[A-Z-[OI]]", "i"),
    ("X", "[A-Z-[OI]]", "i"),
    ("aA", r"(a)\1", "i"),
    ("ÉÉ", r"(é)\1", "i"),
    ("A", r"\p{Lu}", "i"),
    ("-", r"\-", "i"),
    # x
    ("hello world", r"hello\ sworld", "x"),
    ("hello world", " hello[ ]world", "x"),
    ("hello world", "hello[ ]world ", "x"),
    ("hello world", "he ll o[ ]worl d", "x"),
    ("hello world", r"\p{ IsBasicLatin}+", "x"),
    ("hello world", r"\p{ I s B a s i c L a t i n }+", "x"),
    ("aaa", "^a { 1 , 3 } $", "x"),
    ("a[ ", r"a \[ [ \] ]", "x"),
    ("a#b", "a # b", "x"),
    ("ab", "\ta\n\r b", "x"),
    ("a\u00a0b", "a\u00a0b", "x"),
    (" ", "[a-z-[b ]]|[ ]", "x"),
    # q
    ("a.b*", "a.b*", "q"),
    ("A.B", "a.b", "qi"),
    ("a b", "a b", "qx"),
    ("[", "[", "q"),
    # classes
    ("a ", "a[^b]", None),
    ("-", "[a-]", None),
    ("-", "[-a]", None),
    ("-", "[^a-]|-", None),
    ("^", "[a^]", None),
    ("b", "[^^]", None),
    ("$", "[$.*+?(){}|]", None),
    ("-", "[0-9-.]", None),
    (".", "[0-9-.]", None),
    ("-", r"[\d-z]", None),
    ("-", "[a--[b]]", None),
    ("&", "[a&&b]", None),
    ("|", "[a||b]", None),
    ("~", "[a~~b]", None),
    ("-", r"[+-\-]", None),
    ("b", "[a-z-[aeiou]]", None),
    ("e", "[a-z-[aeiou-[e]]]", None),
    ("1", "[^a-z-[0]]", None),
    ("a", r"[^\S]|a", None),
    (" ", r"[^a\S]", None),
    ("5", r"[\D\P{L}]", None),
    ("\n", r"[\n-\r]", None),
    # escapes
    ("\n\r\t", r"^\n\r\t$", None),
    (r"\|.-^?*+{}()[]$", r"^\\\|\.\-\^\?\*\+\{\}\(\)\[\]\$$", None),
    (r"\|.-^?*+{}()[]$", r"^[\\\|\.\-\^\?\*\+\{\}\(\)\[\]\$]+$", None),
    ("_:a\N{MUSICAL SYMBOL G CLEF}é", r"^\i+$", None),
    ("-.9·a", r"^\c+$", None),
    ("-", r"\I", None),
    (" ", r"\C", None),
    ("٣", r"^\d$", None),
    ("x", r"\D", None),
    (" \t\n\r", r"^\s+$", None),
    ("\u00a0\v\f", r"^\S+$", None),
    ("a1é\u0301$", r"^\w+$", None),
    ("_-. \u200b", r"^\W+$", None),
    # categories and blocks
    ("é", r"^\p{L}$", None),
    ("é", r"^[\p{Ll}-[a-z]]$", None),
    ("1", r"^\P{L}$", None),
    ("\u0378", r"^\p{Cn}$", None),
    ("é", r"^\p{IsLatin-1Supplement}$", None),
    ("α", r"^\p{IsGreek}$", None),
    ("α", r"^\p{IsGreekandCoptic}$", None),
    ("α", r"^\P{IsBasicLatin}$", None),
    ("\U0001f4a9", r"^.$", None),
    # back-references
    ("abab", r"^(a)(b)\1\2$", None),
    ("aa1", r"^(a)\11$", None),
    ("abcdefghijkk", "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)\\11", None),
    ("b", r"^(a)?\1b$", None),
    ("aba", r"^(?:(a)|b)(b)\1$", None),
    ("a\n\n", r"(\s)\1", None),
    # quantifiers
    ("aaa", "^a{3}$", None),
    ("aaa", "^a{2,}$", None),
    ("aaa", "^a{0,3}?$", None),
    ("", "^(a|b)??$", None),
    ("", "^()*$", None),
    ("b", "^(|a)b$", None),
]


@pytest.mark.parametrize(("text", "pattern", "flags"), MATCHING)
def test_a_pattern_is_found(text, pattern, flags):
    assert found(text, pattern, flags) is True


NOT_MATCHING = [
    # text, pattern, flags
    ("abc", "ABC", None),
    ("Mary\rJones", "Mary.Jones", None),
    ("Mary\nJones", "Mary.Jones", None),
    ("Mary\nJones", "Mary.Jones", "m"),
    ("a\n", "a$", None),
    ("a\nb", "^b", None),
    ("a\n", "^$", "m"),
    ("a\rb", "^b", "m"),
    ("input", "[0-9-.]*/", None),
    ("a", "a[^b]", None),
    ("a.b", "a#b", "x"),
    ("hello world", "hello world", "x"),
    ("axb", "a.b", "q"),
    ("ab", "a b", "qx"),
    ("O", "[A-Z-[OI]]", "i"),
    ("i", "[A-Z-[OI]]", "i"),
    ("Q", "[^Q]", "i"),
    ("q", "[^Q]", "i"),
    (KELVIN, "[^k]", "i"),
    ("A", r"\p{Ll}", "i"),
    ("A", r"[\p{Ll}]", "i"),
    ("İ", "i", "i"),
    ("aA", r"(a)\1", None),
    (" ", r"[^\s]", None),
    ("b", r"[^a\S]", None),
    ("a", r"[a-z-[^b]]", None),
    ("é", r"\p{IsBasicLatin}", None),
    ("\v", r"\s", None),
    ("_", r"\w", None),
    ("1", r"\i", None),
    ("aab1", r"^(a)\11$", None),
]


@pytest.mark.parametrize(("text", "pattern", "flags"), NOT_MATCHING)
def test_a_pattern_is_not_found(text, pattern, flags):
    assert found(text, pattern, flags) is False


INVALID = [
    # pattern, part of the reason
    (r"(.)\3", "group 3 does not end before this reference"),
    (r"(.)\2", "group 2"),
    (r"\3", "group 3"),
    (r"(a\1)", "group 1"),
    (r"\1(a)", "group 1"),
    (r"(?:a)\1", "group 1"),
    (r"\0", r"no escape '\0'"),
    (r"(asd)[\1]", r"no escape '\1'"),
    (r"(asd)[asd\1]", r"no escape '\1'"),
    (r"(asd)[asd\0]", r"no escape '\0'"),
    (r"1[asd\0]", r"no escape '\0'"),
    (r"\p{ IsBasicLatin}+", "no category or block"),
    (r"\p{Cs}", "no category or block"),
    (r"\p{l}", "no category or block"),
    (r"\p{IsNowhere}", "unknown property value"),
    (r"\pL", "in braces"),
    (r"\p{L", "in braces"),
    (r"\b", r"no escape '\b'"),
    (r"\A", r"no escape '\A'"),
    (r"\u0041", r"no escape '\u'"),
    (r"\ ", r"no escape '\ '"),
    (r"\"", "no escape"),
    ("\\", "ends too early"),
    ("[a", "ends too early"),
    ("[", "ends too early"),
    ("[]", "must not be empty"),
    ("[^]", "must not be empty"),
    ("[]a]", "must not be empty"),
    ("[-[a]]", "must be escaped"),
    ("[[:alpha:]]", "must be escaped"),
    ("[a[b]]", "must be escaped"),
    ("[a-c-[b]d]", "the class must end"),
    ("[b-a]", "one character to a later one"),
    (r"[a-\d]", "one character to a later one"),
    ("[--z]", "hyphen"),
    ("[a--z]", "hyphen"),
    ("a]", r"must be escaped by \ "),
    ("}", r"must be escaped by \ "),
    ("{", "begins no quantifier"),
    ("a{", "begins no quantifier"),
    ("a{,2}", "begins no quantifier"),
    ("a{x}", "begins no quantifier"),
    ("a{ 1}", "begins no quantifier"),
    ("a{1}{2}", "begins no quantifier"),
    ("a{9999999999}", "nine digits"),
    ("a{2,1}", "smaller number comes first"),
    ("*a", "nothing to repeat"),
    ("?", "nothing to repeat"),
    ("(*a)", "nothing to repeat"),
    ("(?:+a)", "nothing to repeat"),
    ("a**", "nothing to repeat"),
    ("a*+", "nothing to repeat"),
    ("a?+", "nothing to repeat"),
    ("a+??", "nothing to repeat"),
    ("(?i)a", "only '(?:'"),
    ("(?=a)", "only '(?:'"),
    ("(?<!a)b", "only '(?:'"),
    ("(?P<n>a)", "only '(?:'"),
    ("(?>a)", "only '(?:'"),
    ("(?", "only '(?:'"),
    ("(a", "not closed"),
    ("a)", "no ( for this )"),
    (")", "no ( for this )"),
]


@pytest.mark.parametrize(("pattern", "reason"), INVALID)
def test_what_is_no_regular_expression_of_xpath_is_refused(pattern, reason):
    with pytest.raises(FeelFault) as caught:
        compile_pattern(pattern)
    assert caught.value.code == "INVALID_ARGUMENTS"
    assert reason in f"{caught.value.message} "


@pytest.mark.parametrize(
    ("pattern", "flags", "place"),
    [("ab*?*", None, 5), ("a b * *", "x", 7), ("(a", None, 2), (r"a\y", None, 3)],
)
def test_a_refusal_names_the_character_of_the_pattern(pattern, flags, place):
    with pytest.raises(FeelFault, match=rf"\(character {place}\)"):
        compile_pattern(pattern, flags)


@pytest.mark.parametrize("flags", ["p", "X", " ", "si,", "I", "u"])
def test_an_unknown_flag_is_refused_and_the_flags_are_named(flags):
    with pytest.raises(FeelFault, match="there is no flag") as caught:
        compile_pattern("bra", flags)
    assert caught.value.code == "INVALID_ARGUMENTS"
    assert all(f"{flag} (" in caught.value.hint for flag in "smixq")


def test_flags_may_be_repeated_and_come_in_any_order():
    assert compile_pattern("a", "xi") is compile_pattern("a", "ixxi")


REPLACED = [
    # text, pattern, replacement, flags, result
    ("abcd", "(ab)|(a)", "[1=$1][2=$2]", None, "[1=ab][2=]cd"),
    ("a", "[b-z]", "#", None, "a"),
    ("foobar", "^fo*b*", "#", None, "#ar"),
    ("abc", ".^[d-z]*", "smix", None, "abc"),
    ("abracadabra", "bra", "*", None, "a*cada*"),
    ("abracadabra", "a.*a", "*", None, "*"),
    ("abracadabra", "a.*?a", "*", None, "*c*bra"),
    ("abracadabra", "a", "", None, "brcdbr"),
    ("abracadabra", "a(.)", "a$1$1", None, "abbraccaddabbra"),
    ("AAAA", "A+", "b", None, "b"),
    ("AAAA", "A+?", "b", None, "bbbb"),
    ("darted", "^(.*?)d(.*)$", "$1c$2", None, "carted"),
    ("0123456789", r"(\d{3})(\d{3})(\d{4})", "($1) $2-$3", None, "(012) 345-6789"),
    ("facetiously", "[iouy]", "[$0]", None, "facet[i][o][u]sl[y]"),
    ("abc", "[A-Z]", "#", "i", "###"),
    ("a.b.c.", "[a-z]", "#", "s", "#.#.#."),
    ("abc", "b", r"\$\\", None, r"a$\c"),
    ("abc", "b", "\n$0\n", None, "a\nb\nc"),
    ("abc", "b", "[$1]", None, "a[]c"),
    ("abc", "b", "[$10]", None, "a[0]c"),
    ("abc", "(b)", "$12", None, "ab2c"),
    ("abc", "(b)", "$01", None, "abc"),
    ("abc", "(b)", "$001$", "q", "abc"),
    ("a(b)", "(b)", r"$1\n", "q", r"a$1\n"),
    ("abcdefghijkl", "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)", "$11-$12", None, "k-a2l"),
    ("a\nb", "^(.)", "> $1", "m", "> a\n> b"),
    ("", "a", "b", None, ""),
    ("\U0001f40e\U0001f40e", "\U0001f40e", "horse", None, "horsehorse"),
]


@pytest.mark.parametrize(("text", "pattern", "replacement", "flags", "result"), REPLACED)
def test_matches_are_replaced(text, pattern, replacement, flags, result):
    assert replaced(text, pattern, replacement, flags) == result


@pytest.mark.parametrize("pattern", ["^", "a*", "", "(a|b?)", "$"])
def test_a_pattern_that_matches_the_empty_string_is_refused(pattern):
    with pytest.raises(FeelFault, match="matches the empty string"):
        replaced("abc", pattern, "#")
    with pytest.raises(FeelFault, match="matches the empty string"):
        split("abc", pattern, None, SECONDS)


@pytest.mark.parametrize(
    ("replacement", "place"),
    [("$", 1), ("a$", 2), ("$x", 1), (r"a\n", 2), ("\\", 1), (r"\1", 1), ("$$", 1), ("${1}", 1)],
)
def test_a_dollar_or_backslash_that_stands_for_nothing_is_refused(replacement, place):
    with pytest.raises(FeelFault, match=f"at character {place} of the replacement") as caught:
        replaced("abc", "b", replacement)
    assert caught.value.code == "INVALID_ARGUMENTS"


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "parts"),
    [
        ("John Doe", r"\s", None, ["John", "Doe"]),
        ("a;b;c;;", ";", None, ["a", "b", "c", "", ""]),
        (";a", ";", None, ["", "a"]),
        ("foo,bar", ",", None, ["foo", "bar"]),
        ("foo", ",", None, ["foo"]),
        ("", ",", None, [""]),
        ("a1b22c", "([0-9])+", None, ["a", "b", "c"]),
        ("a.b.c", ".", "q", ["a", "b", "c"]),
        ("axbXc", "X", "i", ["a", "b", "c"]),
    ],
)
def test_a_text_is_split_and_empty_parts_are_kept(text, pattern, flags, parts):
    assert split(text, pattern, flags, SECONDS) == parts


SLOW = "(a|a)*$"


@pytest.mark.parametrize(
    "run",
    [
        lambda text: matches(text, SLOW, None, 0.2),
        lambda text: replace(text, "a" + SLOW, "", None, 0.2, 1_000_000),
        lambda text: split(text, "a" + SLOW, None, 0.2),
    ],
    ids=["matches", "replace", "split"],
)
def test_a_slow_pattern_is_stopped(run):
    begin = monotonic()
    with pytest.raises(LimitExceeded) as caught:
        run("a" * 5_000 + "b")
    assert monotonic() - begin < 5
    assert (caught.value.limit, caught.value.allowed) == ("regular expression time", 0.2)


def test_writing_the_replacements_counts_into_the_time():
    with pytest.raises(LimitExceeded, match="regular expression time"):
        replace("a" * 100_000, "a(b)?", "$1" * 5_000, None, 0.2, 10)


@pytest.mark.parametrize(("max_length", "allowed"), [(9, True), (8, False)])
def test_a_result_may_not_grow_too_long(max_length, allowed):
    if allowed:
        assert replaced("aaa", "a", "$0$0$0", max_length=max_length) == "a" * 9
    else:
        with pytest.raises(LimitExceeded, match="string size"):
            replaced("aaa", "a", "$0$0$0", max_length=max_length)


TOO_LARGE = {
    "a" * 10_001: "longer than 10,000 characters",
    "a{10001}": "longer than 10,000 characters",
    "(?:a{1000}){1000}": "longer than 10,000 characters",
    "(((a?){1000}){1000})*": "longer than 10,000 characters",
    "(" * 60 + "a" + ")" * 60: "groups are nested",
    "[a-z-" * 60 + "[a]" + "]" * 60: "classes are nested",
}


@pytest.mark.parametrize(("pattern", "reason"), TOO_LARGE.items(), ids=range(len(TOO_LARGE)))
def test_a_pattern_that_would_take_too_much_is_refused(pattern, reason):
    with pytest.raises(FeelFault, match=reason):
        compile_pattern(pattern)


def test_large_classes_are_refused_under_flag_i():
    with pytest.raises(FeelFault, match="too many members"):
        compile_pattern("[Ⴀ-Ⴥ]" * 1_000, "i")


def test_a_message_shows_the_beginning_of_a_long_pattern():
    with pytest.raises(FeelFault) as caught:
        compile_pattern("a" * 9_000 + "*" * 2)
    assert len(caught.value.message) < 200


def test_no_character_beyond_the_first_two_planes_has_case():
    cased = [c for c in map(chr, range(0x20000, 0x110000)) if c.lower() != c or c.upper() != c]
    assert cased == []


# Laws. The letters are few, so that matches are likely.
TEXTS = st.text("abAB1- \n", max_size=12)
CHARACTERS = st.sampled_from("abAB1")
CLASSES = st.tuples(
    st.sampled_from(["[", "[^"]), st.lists(CHARACTERS, min_size=1, max_size=4).map("".join)
).map(lambda parts: f"{parts[0]}{parts[1]}]")
SIMPLE_PATTERNS = st.lists(
    st.tuples(CHARACTERS | CLASSES | st.just("-"), st.sampled_from(["", "", "?", "*", "+", "+?"])),
    min_size=1,
    max_size=5,
).map(lambda pieces: "".join(atom + quantifier for atom, quantifier in pieces))


@given(TEXTS, SIMPLE_PATTERNS, st.booleans())
def test_simple_patterns_mean_what_they_mean_in_python(text, pattern, any_case):
    expected = re.search(pattern, text, re.IGNORECASE if any_case else re.NOFLAG)
    assert found(text, pattern, "i" if any_case else None) is (expected is not None)


@given(TEXTS, SIMPLE_PATTERNS.filter(lambda pattern: not re.search(pattern, "")))
def test_simple_replacing_and_splitting_is_that_of_python(text, pattern):
    assert replaced(text, pattern, "<$0>") == re.sub(pattern, r"<\g<0>>", text)
    assert split(text, pattern, None, SECONDS) == re.split(pattern, text)


@given(st.text(max_size=20), st.text(max_size=20))
def test_under_flag_q_a_pattern_is_found_where_it_is_a_part_of_the_text(text, pattern):
    assert found(text, pattern, "q") is (pattern in text)
    assert found(pattern + text, pattern, "q") is True


UNIVERSE = [chr(code) for code in range(0x20, 0x7F)]
PARTS = st.sampled_from(["a", "B", "-", "a-m", "F-f", r"\d", r"\W", r"\i", r"\P{Ll}", r"\^", "!-z"])


@st.composite
def class_expressions(draw, depth=2):
    """Draw a class and the set of those characters of the universe that belong to it."""
    members = set()
    parts = draw(st.lists(PARTS.filter(lambda part: part != "-"), min_size=1, max_size=3))
    for part in parts:
        members |= {c for c in UNIVERSE if found(c, f"[{part}]")}
    sign = draw(st.sampled_from(["", "^"]))
    if sign:
        members = set(UNIVERSE) - members
    subtracted = ""
    if depth and draw(st.booleans()):
        expression, less = draw(class_expressions(depth=depth - 1))
        subtracted, members = f"-{expression}", members - less
    return f"[{sign}{''.join(parts)}{subtracted}]", members


@given(class_expressions())
def test_a_class_is_the_union_of_its_parts_negated_and_then_subtracted_from(case):
    expression, members = case
    assert {c for c in UNIVERSE if found(c, expression)} == members


@given(st.text(max_size=30), st.text("simxq", max_size=3))
def test_every_pattern_is_either_compiled_or_refused(pattern, flags):
    try:
        compiled = compile_pattern(pattern, flags)
    except FeelFault as fault:
        assert fault.code == "INVALID_ARGUMENTS"  # noqa: PT017 - being refused is one of two outcomes
    else:
        assert compiled.source == pattern


@given(st.text(r"ab12()[]^-\|*?+{},.$pLdi:", max_size=16))
def test_every_mixture_of_signs_is_either_compiled_or_refused(pattern):
    try:
        compile_pattern(pattern, "i")
    except FeelFault as fault:
        # A message of `regex` instead of ours would mean that the grammar let something through.
        assert "(character" in fault.message  # noqa: PT017 - being refused is one of two outcomes
