"""First the methods of the conformance kit's folder 0076; results are those of OpenJDK."""

import struct
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel.errors import FeelFault
from feel.external import java_method

D = Decimal
MATH = "java.lang.Math"
INTEGER = "java.lang.Integer"
LONG = "java.lang.Long"
FLOAT = "java.lang.Float"
DOUBLE = "java.lang.Double"
STRING = "java.lang.String"
FORMAT = "format(java.lang.String, [Ljava.lang.Object;)"

ANSWERED = [
    # class, signature, arguments, result
    (MATH, "max(double, double)", [D(123), D(456)], D(456)),
    (MATH, "max(double,double)", [D("123.45"), D("456.78")], D("456.78")),
    (MATH, "max(int,int)", [D(123), D(456)], D(456)),
    (MATH, "max(long,long)", [D(123), D(456)], D(456)),
    (MATH, "max(float,float)", [D("123.46"), D("456.78")], D("456.78")),
    ("java.lang.Short", "valueOf(short)", [D(123)], D(123)),
    ("java.lang.Byte", "valueOf(byte)", [D(3)], D(3)),
    (STRING, "valueOf(char)", ["a"], "a"),
    (INTEGER, "valueOf(java.lang.String)", ["123"], D(123)),
    (FLOAT, "valueOf(java.lang.String)", ["1234.56"], D("1234.56")),
    (DOUBLE, "valueOf(java.lang.String)", ["1234.56"], D("1234.56")),
    (STRING, FORMAT, ["foo %s", "bar"], "foo bar"),
    # Math on every kind of number
    (MATH, "abs(int)", [D(-5)], D(5)),
    (MATH, "abs(int)", [D(-(2**31))], D(-(2**31))),
    (MATH, "abs(long)", [D(-(2**31))], D(2**31)),
    (MATH, "abs(float)", [D("-0.1")], D("0.1")),
    (MATH, "abs(double)", [D("-0.1")], D("0.1")),
    (MATH, "min(float,float)", [D("16777217"), D("16777219")], D("16777216")),
    (MATH, "min(double,double)", [D("-0.1"), D(0)], D("-0.1")),
    (MATH, "signum(double)", [D("-7.5")], D(-1)),
    (MATH, "signum(float)", [D(0)], D(0)),
    (MATH, "copySign(double,double)", [D(3), D(-1)], D(-3)),
    # rounding
    (MATH, "round(double)", [D("2.5")], D(3)),
    (MATH, "round(double)", [D("-2.5")], D(-2)),
    (MATH, "round(double)", [D("0.49999999999999994")], D(0)),
    (MATH, "round(double)", [D("1E+30")], D(2**63 - 1)),
    (MATH, "round(float)", [D("-1E+30")], D(-(2**31))),
    (MATH, "rint(double)", [D("2.5")], D(2)),
    (MATH, "floor(double)", [D("-0.5")], D(-1)),
    (MATH, "ceil(double)", [D("-0.5")], D(0)),
    # whole numbers
    (MATH, "floorDiv(int,int)", [D(-7), D(2)], D(-4)),
    (MATH, "floorDiv(int,int)", [D(-(2**31)), D(-1)], D(-(2**31))),
    (MATH, "floorMod(int,int)", [D(-7), D(3)], D(2)),
    (MATH, "floorMod(long,int)", [D(-7), D(-3)], D(-1)),
    (MATH, "addExact(int,int)", [D(2**31 - 2), D(1)], D(2**31 - 1)),
    (MATH, "multiplyExact(long,int)", [D(2**40), D(4)], D(2**42)),
    (MATH, "toIntExact(long)", [D(5)], D(5)),
    # roots, powers, logarithms, angles
    (MATH, "sqrt(double)", [D(2)], D("1.4142135623730951")),
    (MATH, "cbrt(double)", [D(27)], D(3)),
    (MATH, "pow(double,double)", [D(2), D(10)], D(1024)),
    (MATH, "exp(double)", [D(0)], D(1)),
    (MATH, "log(double)", [D(1)], D(0)),
    (MATH, "log10(double)", [D(1000)], D(3)),
    (MATH, "hypot(double,double)", [D(3), D(4)], D(5)),
    (MATH, "IEEEremainder(double,double)", [D(5), D(3)], D(-1)),
    (MATH, "toDegrees(double)", [D(0)], D(0)),
    ("java.lang.StrictMath", "atan2(double,double)", [D(0), D(1)], D(0)),
    # whole numbers and text
    (INTEGER, "parseInt(java.lang.String)", ["-12"], D(-12)),
    (INTEGER, "parseInt(java.lang.String,int)", ["fF", D(16)], D(255)),
    (INTEGER, "toString(int)", [D(-5)], "-5"),
    (INTEGER, "toString(int,int)", [D(-255), D(16)], "-ff"),
    (INTEGER, "toString(int,int)", [D(255), D(99)], "255"),
    (INTEGER, "toHexString(int)", [D(-1)], "ffffffff"),
    (LONG, "toHexString(long)", [D(-1)], "ffffffffffffffff"),
    (LONG, "toBinaryString(long)", [D(5)], "101"),
    (INTEGER, "toOctalString(int)", [D(8)], "10"),
    (INTEGER, "compare(int,int)", [D(7), D(9)], D(-1)),
    ("java.lang.Byte", "compare(byte,byte)", [D(7), D(9)], D(-2)),
    (INTEGER, "sum(int,int)", [D(2**31 - 1), D(1)], D(-(2**31))),
    (INTEGER, "bitCount(int)", [D(-1)], D(32)),
    (LONG, "signum(long)", [D(-9)], D(-1)),
    ("java.lang.Short", "parseShort(java.lang.String)", ["+32767"], D(32767)),
    # floating point numbers and text
    (FLOAT, "parseFloat(java.lang.String)", ["0.1"], D("0.1")),
    (FLOAT, "valueOf(java.lang.String)", ["3.4028235e38"], D("3.4028235E+38")),
    (FLOAT, "valueOf(java.lang.String)", ["1e-45"], D("1E-45")),
    (FLOAT, "valueOf(float)", [D("123456789")], D("123456790")),
    (FLOAT, "sum(float,float)", [D("0.1"), D("0.2")], D("0.3")),
    (DOUBLE, "sum(double,double)", [D("0.1"), D("0.2")], D("0.30000000000000004")),
    (DOUBLE, "parseDouble(java.lang.String)", [" -1.5e3d "], D(-1500)),
    (DOUBLE, "parseDouble(java.lang.String)", [".5"], D("0.5")),
    (DOUBLE, "compare(double,double)", [D("0.1"), D("0.1")], D(0)),
    (DOUBLE, "toString(double)", [D(1)], "1.0"),
    (DOUBLE, "toString(double)", [D("-0.001")], "-0.001"),
    (DOUBLE, "toString(double)", [D("0.0009")], "9.0E-4"),
    (DOUBLE, "toString(double)", [D(9999999)], "9999999.0"),
    (DOUBLE, "toString(double)", [D(-10000000)], "-1.0E7"),
    (DOUBLE, "toString(double)", [D(0)], "0.0"),
    (FLOAT, "toString(float)", [D("3.40282346638528860E+38")], "3.4028235E38"),
    # booleans, characters
    ("java.lang.Boolean", "parseBoolean(java.lang.String)", ["TRUE"], True),
    ("java.lang.Boolean", "valueOf(java.lang.String)", ["yes"], False),
    ("java.lang.Boolean", "toString(boolean)", [False], "false"),
    ("java.lang.Boolean", "compare(boolean,boolean)", [True, False], D(1)),
    ("java.lang.Boolean", "logicalXor(boolean,boolean)", [True, True], False),
    ("java.lang.Character", "toUpperCase(char)", ["ä"], "Ä"),
    ("java.lang.Character", "toUpperCase(char)", ["ß"], "ß"),
    ("java.lang.Character", "isLetter(char)", ["1"], False),
    # strings
    (STRING, "valueOf(int)", [D(-1)], "-1"),
    (STRING, "valueOf(double)", [D(1)], "1.0"),
    (STRING, "valueOf(float)", [D("0.1")], "0.1"),
    (STRING, "valueOf(boolean)", [True], "true"),
    (STRING, "valueOf(java.lang.Object)", [None], "null"),
    (STRING, "valueOf(java.lang.Object)", [D("1.50")], "1.50"),
    (STRING, FORMAT, ["foo"], "foo"),
    (STRING, FORMAT, ["%d of %.1f", D(1), D("2.25")], "1 of 2.3"),
    (STRING, FORMAT, ["%s-%s", ["a", "b"]], "a-b"),
    (STRING, "format(java.lang.String, java.lang.Object...)", ["%s", None], "null"),
    (STRING, "format(java.lang.String, java.lang.Object[])", ["%s", "a"], "a"),
    (STRING, "join(java.lang.CharSequence, [Ljava.lang.CharSequence;)", ["-", "a", "b"], "a-b"),
    (STRING, "join(java.lang.CharSequence, java.lang.Iterable)", ["-", ["a", None]], "a-null"),
]


@pytest.mark.parametrize(("class_name", "signature", "arguments", "result"), ANSWERED)
def test_a_method_answers_as_in_java(class_name, signature, arguments, result):
    answer = java_method(class_name, signature).call(arguments)
    assert (answer, type(answer)) == (result, type(result))


def test_a_cosine_is_that_of_java():
    answer = java_method(MATH, "cos(double)").call([D(123)])
    assert abs(answer - D("-0.88796890")) < D("1E-8")


@pytest.mark.parametrize(
    ("class_name", "signature", "arguments", "text"),
    [
        (MATH, "max(double,double)", [D(1), D(2)], "2"),
        (MATH, "ceil(double)", [D("-0.5")], "0"),
        (MATH, "abs(double)", [D("1E+20")], "1E+20"),
        (FLOAT, "valueOf(java.lang.String)", ["1234.56"], "1234.56"),
    ],
)
def test_a_number_is_written_without_needless_digits(class_name, signature, arguments, text):
    assert str(java_method(class_name, signature).call(arguments)) == text


@pytest.mark.parametrize(
    "signature",
    [
        "max(double,double)",
        "max(double, double)",
        "max( double, double )",
        " max (double ,double) ",
    ],
)
def test_white_space_in_a_signature_does_not_matter(signature):
    method = java_method(MATH, signature)
    assert (method.class_name, method.name, method.parameters, method.variadic) == (
        MATH,
        "max",
        ("double", "double"),
        False,
    )


def test_a_method_of_variable_arguments_says_so():
    method = java_method(STRING, FORMAT)
    assert method.variadic
    assert method.parameters == ("java.lang.String", "[Ljava.lang.Object;")


NOT_THERE = [
    # class, signature, part of the message, part of the hint
    ("java.lang.Foo", "valueOf(double)", "no class 'java.lang.Foo'", "java.lang.Math"),
    ("java.lang.System", "exit(int)", "no class", "java.lang.String"),
    ("Math", "cos(double)", "no class 'Math'", "java.lang.Math"),
    (MATH, "foo(double)", f"no method of {MATH} 'foo'", "cos"),
    (MATH, "random()", "no method", "cos"),
    (MATH, "max(java.lang.String, java.lang.String)", "no method", "max(int,int)"),
    (MATH, "max(double)", "no method", "max(double,double)"),
    (MATH, "cos", "no method signature", ""),
    (MATH, "cos(double", "no method signature", ""),
    (MATH, "", "no method signature", ""),
    (STRING, "valueOf(int...)", "no method", "valueOf(char)"),
]


@pytest.mark.parametrize(("class_name", "signature", "message", "hint"), NOT_THERE)
def test_what_is_not_there_is_refused_and_what_is_there_is_named(
    class_name, signature, message, hint
):
    with pytest.raises(FeelFault) as caught:
        java_method(class_name, signature)
    assert caught.value.code == "NO_FUNCTION_FOUND"
    assert message in caught.value.message
    assert hint in caught.value.hint


UNFIT = [
    # class, signature, arguments, part of the message
    (STRING, "valueOf(char)", ["abc"], "a string of exactly one character"),
    (STRING, "valueOf(char)", [""], "a string of exactly one character"),
    (STRING, "valueOf(char)", ["\U0001f4a9"], "a string of exactly one character"),
    (STRING, "valueOf(char)", [D(65)], "a string of exactly one character"),
    ("java.lang.Byte", "valueOf(byte)", [D(128)], "a number of 8 bits"),
    ("java.lang.Short", "valueOf(short)", [D(-32769)], "a number of 16 bits"),
    (MATH, "abs(int)", [D(2**31)], "a number of 32 bits"),
    (MATH, "abs(long)", [D(2**63)], "a number of 64 bits"),
    (MATH, "abs(long)", [D("1E+6000")], "a number of 64 bits"),
    (MATH, "abs(int)", [D("1.5")], "a whole number"),
    (MATH, "abs(int)", [True], "a whole number"),
    (MATH, "abs(int)", [None], "null was given where Java takes a whole number"),
    (MATH, "abs(double)", ["1"], "a number (double)"),
    (MATH, "abs(double)", [D("1E+400")], "a number that fits a double"),
    (MATH, "abs(float)", [D("1E+39")], "a number that fits a float"),
    (INTEGER, "valueOf(java.lang.String)", [D(1)], "a string"),
    (INTEGER, "valueOf(java.lang.String)", [None], "a string"),
    ("java.lang.Boolean", "valueOf(boolean)", [D(1)], "a boolean"),
    (STRING, "join(java.lang.CharSequence, java.lang.Iterable)", ["-", "a"], "a list"),
    (STRING, "join(java.lang.CharSequence, [Ljava.lang.CharSequence;)", ["-", D(1)], "a string"),
    (STRING, FORMAT, [D(1), "a"], "a string"),
    (STRING, FORMAT, ["%d", "a"], "takes a number"),
    (STRING, FORMAT, ["%s", []], "has no argument"),
    (STRING, FORMAT, [], "takes 1 arguments or more, not 0"),
    (MATH, "max(int,int)", [D(1)], "takes 2 arguments, not 1"),
    (MATH, "cos(double)", [D(1), D(2)], "takes 1 arguments, not 2"),
    (INTEGER, "valueOf(int)", ["x" * 1_000], "..."),
]


@pytest.mark.parametrize(("class_name", "signature", "arguments", "message"), UNFIT)
def test_arguments_that_do_not_fit_are_refused(class_name, signature, arguments, message):
    with pytest.raises(FeelFault) as caught:
        java_method(class_name, signature).call(arguments)
    assert caught.value.code == "INVALID_ARGUMENTS"
    assert message in caught.value.message


WITHOUT_VALUE = [
    (MATH, "sqrt(double)", [D(-1)]),
    (MATH, "log(double)", [D(0)]),
    (MATH, "acos(double)", [D(2)]),
    (MATH, "pow(double,double)", [D(-8), D("0.5")]),
    (MATH, "exp(double)", [D(1000)]),
    (MATH, "floorDiv(int,int)", [D(1), D(0)]),
    (MATH, "floorMod(long,long)", [D(1), D(0)]),
    (MATH, "addExact(int,int)", [D(2**31 - 1), D(1)]),
    (MATH, "negateExact(long)", [D(-(2**63))]),
    (MATH, "decrementExact(int)", [D(-(2**31))]),
    (MATH, "toIntExact(long)", [D(2**31)]),
    (INTEGER, "valueOf(java.lang.String)", [""]),
    (INTEGER, "valueOf(java.lang.String)", ["1.0"]),
    (INTEGER, "valueOf(java.lang.String)", [" 1"]),
    (INTEGER, "valueOf(java.lang.String)", ["1_000"]),
    (INTEGER, "valueOf(java.lang.String)", ["2147483648"]),
    (INTEGER, "valueOf(java.lang.String)", ["9" * 5_000]),
    (INTEGER, "valueOf(java.lang.String,int)", ["0x1f", D(16)]),
    (INTEGER, "valueOf(java.lang.String,int)", ["1", D(37)]),
    ("java.lang.Byte", "parseByte(java.lang.String)", ["128"]),
    (DOUBLE, "valueOf(java.lang.String)", ["NaN"]),
    (DOUBLE, "valueOf(java.lang.String)", ["Infinity"]),
    (DOUBLE, "valueOf(java.lang.String)", ["1e400"]),
    (DOUBLE, "valueOf(java.lang.String)", ["1e999999999"]),
    (DOUBLE, "valueOf(java.lang.String)", ["abc"]),
    (DOUBLE, "valueOf(java.lang.String)", ["."]),
    (FLOAT, "valueOf(java.lang.String)", ["1e39"]),
    (FLOAT, "sum(float,float)", [D("3E+38"), D("3E+38")]),
    (STRING, "join(java.lang.CharSequence, java.lang.Iterable)", ["-", [D(1)]]),
]


@pytest.mark.parametrize(("class_name", "signature", "arguments"), WITHOUT_VALUE)
def test_what_throws_in_java_or_is_no_feel_number_is_a_fault(class_name, signature, arguments):
    with pytest.raises(FeelFault, match="has no value for") as caught:
        java_method(class_name, signature).call(arguments)
    assert caught.value.code == "FUNCTION_INVOCATION_FAILURE"


def test_a_float_is_rounded_once():
    # Nearest double first would give exactly the middle between 1 and the next float, and then 1.
    just_above_the_middle = "1.00000005960464477540"
    answer = java_method(FLOAT, "valueOf(java.lang.String)").call([just_above_the_middle])
    assert answer == D("1.0000001")


FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False).map(lambda number: number + 0.0)
DOUBLES = st.floats(allow_nan=False, allow_infinity=False).map(lambda number: number + 0.0)


@given(FLOATS)
def test_a_float_is_written_as_shortly_as_possible(number):
    answer = java_method(FLOAT, "valueOf(float)").call([D(number)])
    assert answer == D(np.format_float_scientific(np.float32(number), unique=True))


@given(DOUBLES)
def test_the_text_of_a_double_reads_back(number):
    text = java_method(DOUBLE, "toString(double)").call([D(number)])
    assert float(text) == number
    assert java_method(DOUBLE, "valueOf(java.lang.String)").call([text]) == D(repr(number))


@given(st.integers(-(2**63), 2**63 - 1), st.integers(2, 36))
def test_the_text_of_a_whole_number_reads_back_in_every_radix(number, radix):
    text = java_method(LONG, "toString(long,int)").call([D(number), D(radix)])
    read = java_method(LONG, "parseLong(java.lang.String,int)").call([text, D(radix)])
    assert read == number


@given(st.integers(-(2**31), 2**31 - 1), st.integers(-(2**31), 2**31 - 1))
def test_whole_numbers_overflow_as_in_32_bits(left, right):
    (expected,) = struct.unpack("<i", struct.pack("<I", (left + right) & 0xFFFFFFFF))
    assert java_method(INTEGER, "sum(int,int)").call([D(left), D(right)]) == expected
