"""The results are those of `String.format` of OpenJDK 17, unless a test says otherwise."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel.errors import FeelFault, LimitExceeded
from feel.java_format import java_format, java_text

D = Decimal

FORMATTED = [
    # template, arguments, result
    ("", [], ""),
    ("foo", ["unused"], "foo"),
    ("foo %s", ["bar"], "foo bar"),
    # which argument
    ("%2$s %1$s %s %s", ["a", "b"], "b a a b"),
    ("%s %<s %2$s %<s %s", ["a", "b"], "a a b b b"),
    ("%1$s%s%s", ["a", "b"], "aab"),
    ("%s %1$<s", ["a"], "a a"),
    # no argument
    ("%d%%|%5%|%-5%|", [D(7)], "7%|    %|%    |"),
    ("a%nb", [], "a\nb"),
    # general
    ("%s %s %s", [None, True, False], "null true false"),
    ("%S", ["straße"], "STRASSE"),
    ("%.3S|%8.3s|%-8.3s|", ["abc", "abcdef", "abcdef"], "ABC|     abc|abc     |"),
    ("%s %s %s", [D("1.50"), D("1E+3"), D("0.0000001")], "1.50 1E+3 1E-7"),
    ("%s", [["a", D(1), None]], "[a, 1, null]"),
    ("%s", [{"a": D(1), "b": ["c"]}], "{a=1, b=[c]}"),
    ("%b %b %b %B", [None, True, "x", False], "false true true FALSE"),
    ("%.2b|%6b", [True, D(0)], "tr|  true"),
    ("%h %h %H", ["hello", "", True], "5e918d2 0 4CF"),
    ("%h %h %h", [D("1.50"), D("-12345678901234567890"), D(0)], "122c 5e6d3a06 0"),
    ("%h %5h", [False, None], "4d5  null"),
    ("%c%c%C", ["a", D(65), "é"], "aAÉ"),
    ("%3c|%-3c|%c", ["a", "b", None], "  a|b  |null"),
    # whole numbers
    ("%,d %d", [D(1234567), D("12345678901234567890")], "1,234,567 12345678901234567890"),
    ("%+d % d %+d % d", [D(5), D(5), D(-5), D(-5)], "+5  5 -5 -5"),
    ("%05d|%5d|%-5d|%(5d", [D(-42), D(-42), D(-42), D(-42)], "-0042|  -42|-42  | (42)"),
    ("%(,012d", [D(-1234567)], "(01,234,567)"),
    ("%#x %#o %X %(x", [D(255), D(8), D(-255), D(-255)], "0xff 010 -FF (ff)"),
    ("%#08x|%+x", [D(-255), D(255)], "-0x000ff|+ff"),
    ("%5d|%d", [None, D(0)], " null|0"),
    # numbers
    ("%f %.2f %.0f", [D(1), D("1.005"), D("0.5")], "1.000000 1.01 1"),
    ("%.1f %.1f", [D("0.25"), D("-0.35")], "0.3 -0.4"),
    ("%,.2f %(,.2f", [D("1234567.895"), D("-1234.5")], "1,234,567.90 (1,234.50)"),
    ("%09.2f|%-9.2f|%+.1f", [D("-1.5"), D("1.5"), D("1.5")], "-00001.50|1.50     |+1.5"),
    ("%#.0f|%#.0e", [D(3), D(3)], "3.|3.e+00"),
    ("%f", [D("1E+20")], "100000000000000000000.000000"),
    ("%.2f|%6e", [None, None], "nu|  null"),
    ("%e %.0e %E", [D(0), D(15), D("1E+100")], "0.000000e+00 2e+01 1.000000E+100"),
    ("%012.3e|%-12.1E|", [D("1234.5678"), D("0.00012")], "0001.235e+03|1.2E-04     |"),
    ("%e", [D("9.9999995")], "1.000000e+01"),
    ("%g %g %G", [D("0.0001"), D(123456789), D("0.00001")], "0.000100000 1.23457e+08 1.00000E-05"),
    ("%g %g %.0g", [D("999999.5"), D("99999.95"), D("0.05")], "1.00000e+06 100000 0.05"),
    ("%,g", [D(12345)], "12,345.0"),
    ("%g %g", [D("0.00009999995"), D(0)], "0.000100000 0.00000"),
]


@pytest.mark.parametrize(("template", "arguments", "result"), FORMATTED)
def test_a_template_is_filled_in_as_java_does(template, arguments, result):
    assert java_format(template, arguments) == result


@pytest.mark.parametrize("zero", ["0.0", "-0", "0E-9", "0E+3"])
def test_zero_has_one_form_which_is_that_of_bigdecimal_zero(zero):
    assert java_format("%e %g %f %d", [D(zero)] * 4) == "0.000000e+00 0.00000 0.000000 0"


REFUSED = [
    # template, arguments, part of the message
    ("%", ["a"], "is no conversion"),
    ("a %", ["a"], "is no conversion"),
    ("%y", ["a"], "is no conversion"),
    ("%tY", ["a"], "is no conversion"),
    ("%D", [D(1)], "is no conversion"),
    ("%F", [D(1)], "is no conversion"),
    ("%a", [D(1)], "is no conversion"),
    ("%.f", [D(1)], "is no conversion"),
    ("%5-d", [D(1)], "is no conversion"),
    ("%s", [], "has no argument among the 0"),
    ("%s%s", ["a"], "has no argument among the 1"),
    ("%<s", ["a"], "has no argument"),
    ("%1$<s", ["a"], "has no argument"),
    ("%3$s", ["a"], "has no argument"),
    ("%0$s", ["a"], "has no argument"),
    ("%--5d", [D(5)], "has a flag twice"),
    ("%00d", [D(5)], "has a flag twice"),
    ("%#s", ["a"], "has a flag other than '-'"),
    ("%+s", ["a"], "has a flag other than '-'"),
    ("%05s", ["a"], "has a flag other than '-'"),
    ("%#d", [D(5)], "has a flag other than"),
    ("%,x", [D(5)], "has a flag other than"),
    ("%,e", [D(5)], "has a flag other than"),
    ("%#g", [D(5)], "has a flag other than"),
    ("%+%", [], "has a flag other than"),
    ("%-n", [], "has a flag other than"),
    ("%-d", [D(5)], "needs a width"),
    ("%0d", [D(5)], "needs a width"),
    ("%-s", ["a"], "needs a width"),
    ("%+ d", [D(5)], "exclude each other"),
    ("%-05d", [D(5)], "exclude each other"),
    ("%.1d", [D(5)], "takes no precision"),
    ("%.1c", ["a"], "takes no precision"),
    ("%.1%", [], "takes no precision"),
    ("%5n", [], "takes no width"),
    ("%10001s", ["a"], "is wider than 10,000"),
    ("%.10001f", [D(1)], "is wider than 10,000"),
    ("%d", [D("1E+20000")], "more than 10,000 digits"),
    ("%f", [D("1E+20000")], "more than 10,000 digits"),
    ("%d", [D("1.5")], "takes a whole number, not 1.5"),
    ("%x", [D("0.1")], "takes a whole number"),
    ("%o", [D("0.1")], "takes a whole number"),
    ("%d", ["5"], 'takes a number, not "5"'),
    ("%d", [True], "takes a number, not true"),
    ("%f", ["a"], "takes a number"),
    ("%e", [[D(1)]], "takes a number, not [1]"),
    ("%c", ["ab"], 'takes one character or its number, not "ab"'),
    ("%c", [""], "takes one character"),
    ("%c", [True], "takes one character"),
    ("%c", [D(-1)], "takes one character"),
    ("%c", [D(1114112)], "takes one character"),
    ("%c", [D("6.5")], "takes a whole number"),
    ("%h", [[D(1)]], "takes a string, number or boolean"),
]


@pytest.mark.parametrize(("template", "arguments", "message"), REFUSED)
def test_what_java_refuses_is_refused(template, arguments, message):
    with pytest.raises(FeelFault) as caught:
        java_format(template, arguments)
    assert caught.value.code == "INVALID_ARGUMENTS"
    assert message in caught.value.message


def test_a_refusal_lists_the_conversions():
    with pytest.raises(FeelFault) as caught:
        java_format("%y", ["a"])
    assert caught.value.hint.startswith("conversions: %s %S")


def test_a_fraction_for_a_whole_number_points_to_other_conversions():
    with pytest.raises(FeelFault) as caught:
        java_format("%d", [D("1.5")])
    assert caught.value.hint == "write %f or %s"


def test_a_result_may_not_grow_too_long():
    with pytest.raises(LimitExceeded, match="string size"):
        java_format("%9999s" * 200, ["a"] * 200)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "null"), (True, "true"), ([True, [None]], "[true, [null]]"), ({}, "{}"), ("a", "a")],
)
def test_the_text_of_a_value_is_that_of_to_string(value, text):
    assert java_text(value) == text


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20)


@given(st.integers(-(10**40), 10**40))
def test_whole_numbers_read_back(number):
    assert int(java_format("%d", [D(number)])) == number
    assert int(java_format("%,d", [D(number)]).replace(",", "")) == number
    assert int(java_format("%x", [D(number)]), 16) == number
    assert int(java_format("%o", [D(number)]), 8) == number


@given(NUMBERS, st.integers(0, 30))
def test_numbers_read_back_within_half_of_the_last_digit(number, precision):
    fixed = D(java_format(f"%.{precision}f", [number]))
    assert abs(fixed - number) <= D(5).scaleb(-precision - 1)
    scientific = D(java_format(f"%.{precision}e", [number]))
    assert abs(scientific - number) <= D(5).scaleb(number.adjusted() - precision - 1)


@given(NUMBERS, st.integers(1, 60), st.sampled_from(["", "-", "0", "0,", "(", "0(", "+", " "]))
def test_a_width_is_filled_and_nothing_is_cut(number, width, flags):
    flags_without_width = flags.replace("0", "").replace("-", "")
    shortest = java_format(f"%{flags_without_width}.3f", [number])
    filled = java_format(f"%{flags}{width}.3f", [number])
    assert len(filled) == max(width, len(shortest))
    assert filled.replace(" ", "").replace("0", "") == shortest.replace(" ", "").replace("0", "")


@given(st.text(max_size=20).filter(lambda text: "%" not in text))
def test_text_without_specifiers_stays(text):
    assert java_format(text, []) == text
    assert java_format("%s", [text]) == text


@given(st.text("%$-#+ 0,(<.123dsfxegbhcoSXEGBHCnTa", max_size=8), st.lists(NUMBERS, max_size=3))
def test_every_template_is_either_filled_in_or_refused(template, arguments):
    try:
        assert isinstance(java_format(template, arguments), str)
    except FeelFault as fault:
        assert fault.code == "INVALID_ARGUMENTS"  # noqa: PT017 - being refused is one of two outcomes
