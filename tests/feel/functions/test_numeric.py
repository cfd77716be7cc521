"""The numeric functions: what they give and refuse, and that they agree with exact fractions."""

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel.errors import FeelFault
from feel.functions.numeric import FUNCTIONS
from feel.scope import Run
from feel.temporal import (
    Date,
    DateTime,
    DaysAndTimeDuration,
    Time,
    YearsAndMonthsDuration,
)
from feel.values import kind_of

D = Decimal
DAY = Date(2018, 12, 6)
NOON = Time(12, 0, 0)
NOT_NUMBERS = [
    "4",
    True,
    DAY,
    NOON,
    DateTime(DAY, NOON),
    [],
    {},
    None,
]
DURATIONS = [DaysAndTimeDuration(4), YearsAndMonthsDuration(4)]
ROUNDINGS = [
    "decimal",
    "floor",
    "ceiling",
    "round up",
    "round down",
    "round half up",
    "round half down",
]


def call(name, *arguments):
    return FUNCTIONS[name].call(Run(), list(arguments))


def refused(name, *arguments):
    with pytest.raises(FeelFault) as caught:
        call(name, *arguments)
    return caught.value


VALUES = [
    ("decimal", "0.3333", "2.5", "0.33"),
    ("decimal", "1.5", "0", "2"),
    ("decimal", "2.5", "0", "2"),
    ("decimal", "-2.5", "0", "-2"),
    ("decimal", "0.0", "1", "0.0"),
    ("decimal", "65.123456", "6", "65.123456"),
    ("decimal", "1250", "-2", "1.2E+3"),
    ("decimal", "1.55", "-0.9", "2"),
    ("decimal", "0.1", "6176.9", "0.1"),
    ("decimal", "9999999999999999999999999999999.995", "2", "10000000000000000000000000000000.00"),
    ("floor", "1.56", "1", "1.5"),
    ("floor", "-1.56", "1", "-1.6"),
    ("ceiling", "1.56", "1", "1.6"),
    ("ceiling", "-1.56", "1", "-1.5"),
    ("round up", "5.5", "0", "6"),
    ("round up", "-5.5", "0", "-6"),
    ("round up", "1.121", "2", "1.13"),
    ("round up", "5.5", "6176", "5.5"),
    ("round up", "1", "-6111", "1E+6111"),
    ("round down", "5.5", "0", "5"),
    ("round down", "-1.126", "2", "-1.12"),
    ("round down", "1E-6143", "6176", "1E-6143"),
    ("round half up", "5.5", "0", "6"),
    ("round half up", "-1.126", "2", "-1.13"),
    ("round half down", "5.5", "0", "5"),
    ("round half down", "-5.5", "0", "-5"),
    ("round half down", "-1.126", "2", "-1.13"),
    ("modulo", "10", "4", "2"),
    ("modulo", "10", "-4", "-2"),
    ("modulo", "-10", "4", "2"),
    ("modulo", "-12", "-5", "-2"),
    ("modulo", "10.1", "4.5", "1.1"),
    ("modulo", "-10.1", "4.5", "3.4"),
    ("modulo", "10.1", "-4.5", "-3.4"),
    ("modulo", "1E+6144", "7", "1"),
    ("modulo", "1E+40", "3", "1"),
    ("modulo", "1E-6143", "1E+6144", "1E-6143"),
]


@pytest.mark.parametrize(("name", "left", "right", "expected"), VALUES)
def test_a_function_of_two_numbers_gives_its_number(name, left, right, expected):
    value = call(name, D(left), D(right))
    assert (value, str(value)) == (D(expected), expected)


@pytest.mark.parametrize(
    ("name", "number", "expected"),
    [
        ("floor", "1.5", "1"),
        ("floor", "0.3333", "0"),
        ("floor", "-1.5", "-2"),
        ("ceiling", "1.5", "2"),
        ("ceiling", "-0.3333", "0"),
        ("abs", "-1", "1"),
        ("abs", "-0", "0"),
        ("sqrt", "4", "2"),
        ("sqrt", "-0", "0"),
        ("sqrt", "2", "1.414213562373095048801688724209698"),
        ("log", "4", "1.386294361119890618834464242916353"),
        ("log", "1", "0"),
        ("exp", "0", "1"),
        ("exp", "4", "54.59815003314423907811026120286088"),
        ("exp", "-1E+6000", "0"),
    ],
)
def test_a_function_of_one_number_gives_its_number(name, number, expected):
    assert str(call(name, D(number))) == expected


@pytest.mark.parametrize(
    "number", ["-3", "-1", "1", "1.0", "7", "1000000000000000000000000000000001"]
)
def test_an_odd_number_is_odd_and_not_even(number):
    assert (call("odd", D(number)), call("even", D(number))) == (True, False)


@pytest.mark.parametrize("number", ["-2", "0", "-0", "4", "4.0", "1E+6144"])
def test_an_even_number_is_even_and_not_odd(number):
    assert (call("odd", D(number)), call("even", D(number))) == (False, True)


@pytest.mark.parametrize("number", ["1.5", "-0.1", "2.1", "1E-6143"])
def test_a_number_with_decimals_is_neither_odd_nor_even(number):
    assert (call("odd", D(number)), call("even", D(number))) == (False, False)


@pytest.mark.parametrize("kind", [DaysAndTimeDuration, YearsAndMonthsDuration])
@pytest.mark.parametrize("count", [-5, 0, 5])
def test_abs_gives_a_duration_without_its_sign(kind, count):
    assert call("abs", kind(count)) == kind(abs(count))


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("modulo", ["10", "0"], "modulo: the divisor is 0"),
        ("sqrt", ["-1"], "sqrt: -1 has no square root"),
        ("log", ["0"], "log: 0 has no logarithm"),
        ("log", ["-1"], "log: -1 has no logarithm"),
        ("exp", ["1E+6"], "the result is no number: out of range or undefined"),
        ("decimal", ["1", "6177"], "decimal: the scale 6177 is out of range"),
        ("decimal", ["1", "1E+6144"], "decimal: the scale 1E+6144 is out of range"),
    ],
)
def test_an_undefined_result_is_refused(name, arguments, message):
    assert refused(name, *map(D, arguments)).message == message


@pytest.mark.parametrize("name", ROUNDINGS)
@pytest.mark.parametrize("scale", [-6112, 6177])
def test_a_scale_beyond_the_exponents_of_a_number_is_refused(name, scale):
    assert "out of range" in refused(name, D("5.5"), D(scale)).message


@pytest.mark.parametrize("name", ROUNDINGS)
@pytest.mark.parametrize("scale", [None, "1", True])
def test_a_scale_that_is_no_number_is_refused(name, scale):
    assert refused(name, D("1.5"), scale).code == "INVALID_ARGUMENTS"


@pytest.mark.parametrize("name", ["abs", "sqrt", "log", "exp", "odd", "even", "floor", "ceiling"])
@pytest.mark.parametrize("value", NOT_NUMBERS, ids=kind_of)
def test_what_is_no_number_is_refused(name, value):
    assert refused(name, value).code == "INVALID_ARGUMENTS"


@pytest.mark.parametrize("name", ["sqrt", "log", "exp", "odd", "even", "floor", "ceiling"])
@pytest.mark.parametrize("value", DURATIONS, ids=kind_of)
def test_only_abs_takes_durations(name, value):
    assert refused(name, value).code == "INVALID_ARGUMENTS"


@pytest.mark.parametrize("value", [*NOT_NUMBERS, *DURATIONS], ids=kind_of)
@pytest.mark.parametrize("name", [*ROUNDINGS, "modulo"])
def test_either_of_two_arguments_must_be_a_number(name, value):
    refused(name, value, D(1))
    refused(name, D(1), value)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [(name, []) for name in FUNCTIONS]
    + [(name, [D(1)] * 3) for name in FUNCTIONS]
    + [(name, [D(1)] * 2) for name in ("abs", "sqrt", "log", "exp", "odd", "even")]
    + [("decimal", [D(1)]), ("round up", [D(1)]), ("modulo", [D(1)])],
)
def test_a_wrong_number_of_arguments_is_refused(name, arguments):
    assert "does not take" in refused(name, *arguments).message


NAMES = {
    ("n", "scale"): ROUNDINGS,
    ("n",): ["abs", "floor", "ceiling"],
    ("number",): ["sqrt", "log", "exp", "odd", "even"],
    ("dividend", "divisor"): ["modulo"],
}


@pytest.mark.parametrize(
    ("name", "parameters"),
    [(name, parameters) for parameters, names in NAMES.items() for name in names],
)
def test_parameters_have_the_names_of_the_standard(name, parameters):
    by_name = FUNCTIONS[name].call_named(Run(), dict.fromkeys(parameters, D(4)))
    assert by_name == call(name, *[D(4)] * len(parameters))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("abs", {"number": D(-1)}),
        ("sqrt", {"n": D(4)}),
        ("floor", {"n": D(1), "scal": D(1)}),
        ("floor", {"n": D(1), "scale": D(1), "stuff": D(2)}),
        ("floor", {"n": D(1), "scale": None}),
        ("round up", {"scale": D(0)}),
        ("modulo", {"dividend": D(10), "foo": D(4)}),
    ],
)
def test_other_names_are_refused(name, arguments):
    with pytest.raises(FeelFault):
        FUNCTIONS[name].call_named(Run(), arguments)


def test_the_context_of_the_host_does_not_matter():
    with decimal.localcontext(decimal.Context(prec=3)):
        assert call("decimal", D("123456.789"), D(1)) == D("123456.8")
        assert call("odd", D("1001.5")) is False


NUMBERS = st.decimals(
    allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9
)


@given(NUMBERS, st.integers(-8, 5))
def test_roundings_are_next_to_the_number_and_on_their_side(number, scale):
    unit = Fraction(10) ** -scale
    exact = Fraction(number)
    down, up = (
        Fraction(call("floor", number, D(scale))),
        Fraction(call("ceiling", number, D(scale))),
    )
    assert down <= exact <= up
    assert up - down == (0 if exact % unit == 0 else unit)
    for name in ROUNDINGS:
        assert Fraction(call(name, number, D(scale))) in {down, up}
    assert abs(Fraction(call("decimal", number, D(scale))) - exact) <= unit / 2


@given(NUMBERS, NUMBERS.filter(bool))
def test_modulo_is_the_dividend_less_whole_divisors(dividend, divisor):
    assert Fraction(call("modulo", dividend, divisor)) == Fraction(dividend) % Fraction(divisor)
