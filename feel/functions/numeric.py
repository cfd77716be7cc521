"""The numeric functions: rounding, absolute value, remainder, roots, logarithms and parity.

Every result has at most the 34 digits of `NUMBERS`; what is out of range or undefined is an error.
Source: DMN 1.5, 10.3.4.5
"""

import decimal
from decimal import Decimal

from feel.functions.builtin import family, form, wrong
from feel.temporal import DaysAndTimeDuration, Duration, YearsAndMonthsDuration, negate
from feel.values import NUMBERS, finite

_LEAST_SCALE, _MOST_SCALE = -6111, 6176  # what the exponent of a decimal128 allows

# wide enough for the whole quotient of any two numbers, so that a remainder is never rounded
_EXACT = decimal.Context(prec=12_400, traps=[])

_ZERO, _TWO = Decimal(0), Decimal(2)


def _round(function: str, number: Decimal, scale: Decimal, rounding: str) -> Decimal:
    # compared before it is truncated: the integer of 1E+6000 is a long one
    if not _LEAST_SCALE - 1 < scale < _MOST_SCALE + 1:
        raise wrong(
            function,
            f"the scale {scale} is out of range",
            f"give a scale from {_LEAST_SCALE} to {_MOST_SCALE}",
        )
    exponent = -int(scale)
    # a number that ends earlier stays as it is: padding it could need more than 34 digits
    if int(number.as_tuple().exponent) >= exponent:
        return number
    last_place = Decimal((0, (1,), exponent))
    return finite(NUMBERS.plus(number.quantize(last_place, rounding, NUMBERS)))


def _decimal(number: Decimal, scale: Decimal) -> Decimal:
    """Return the number rounded to so many decimals, ties to the even neighbour.

    A negative scale rounds before the point; a scale with decimals is truncated.
    """
    return _round("decimal", number, scale, decimal.ROUND_HALF_EVEN)


def _floor(number: Decimal, scale: Decimal = _ZERO) -> Decimal:
    """Return the number rounded to so many decimals, downwards."""
    return _round("floor", number, scale, decimal.ROUND_FLOOR)


def _ceiling(number: Decimal, scale: Decimal = _ZERO) -> Decimal:
    """Return the number rounded to so many decimals, upwards."""
    return _round("ceiling", number, scale, decimal.ROUND_CEILING)


def _round_up(number: Decimal, scale: Decimal) -> Decimal:
    """Return the number rounded to so many decimals, away from zero."""
    return _round("round up", number, scale, decimal.ROUND_UP)


def _round_down(number: Decimal, scale: Decimal) -> Decimal:
    """Return the number rounded to so many decimals, towards zero."""
    return _round("round down", number, scale, decimal.ROUND_DOWN)


def _round_half_up(number: Decimal, scale: Decimal) -> Decimal:
    """Return the number rounded to so many decimals, ties away from zero."""
    return _round("round half up", number, scale, decimal.ROUND_HALF_UP)


def _round_half_down(number: Decimal, scale: Decimal) -> Decimal:
    """Return the number rounded to so many decimals, ties towards zero."""
    return _round("round half down", number, scale, decimal.ROUND_HALF_DOWN)


def _abs(number: Decimal) -> Decimal:
    """Return the number without its sign."""
    return number.copy_abs()


def _abs_of_days_and_time(duration: DaysAndTimeDuration) -> Duration:
    """Return the duration without its sign."""
    return negate(duration) if duration.nanoseconds < 0 else duration


def _abs_of_years_and_months(duration: YearsAndMonthsDuration) -> Duration:
    """Return the duration without its sign."""
    return negate(duration) if duration.months < 0 else duration


def _modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """Return what is left of the dividend after whole divisors: its sign is the divisor's.

    Errors: a divisor of 0.
    """
    if not divisor:
        raise wrong("modulo", "the divisor is 0", "give a divisor other than 0")
    remainder = _EXACT.remainder(dividend, divisor)
    if remainder and (remainder < 0) != (divisor < 0):
        remainder = NUMBERS.add(remainder, divisor)
    return finite(NUMBERS.plus(remainder))


def _sqrt(number: Decimal) -> Decimal:
    """Return the square root.

    Errors: a number below 0.
    """
    if number < 0:
        raise wrong("sqrt", f"{number} has no square root", "give a number of 0 or more")
    return finite(NUMBERS.plus(NUMBERS.sqrt(number)))


def _log(number: Decimal) -> Decimal:
    """Return the natural logarithm.

    Errors: a number of 0 or less.
    """
    if number <= 0:
        raise wrong("log", f"{number} has no logarithm", "give a number above 0")
    return finite(NUMBERS.ln(number))


def _exp(number: Decimal) -> Decimal:
    """Return Euler's number raised to the number."""
    return finite(NUMBERS.exp(number)) or _ZERO  # an underflow is no zero with 6176 decimals


def _odd(number: Decimal) -> bool:
    """Tell whether the number is an odd integer."""
    return _EXACT.remainder(number, _TWO).copy_abs() == 1


def _even(number: Decimal) -> bool:
    """Tell whether the number is an even integer."""
    return _EXACT.remainder(number, _TWO) == 0


FUNCTIONS = family(
    ("decimal", form("n: number, scale: number", _decimal)),
    ("floor", form("n: number, scale?: number", _floor)),
    ("ceiling", form("n: number, scale?: number", _ceiling)),
    ("round up", form("n: number, scale: number", _round_up)),
    ("round down", form("n: number, scale: number", _round_down)),
    ("round half up", form("n: number, scale: number", _round_half_up)),
    ("round half down", form("n: number, scale: number", _round_half_down)),
    (
        "abs",
        form("n: number", _abs),
        form("n: days and time duration", _abs_of_days_and_time),
        form("n: years and months duration", _abs_of_years_and_months),
    ),
    ("modulo", form("dividend: number, divisor: number", _modulo)),
    ("sqrt", form("number: number", _sqrt, steps=3)),
    ("log", form("number: number", _log, steps=20)),
    ("exp", form("number: number", _exp, steps=15)),
    ("odd", form("number: number", _odd)),
    ("even", form("number: number", _even)),
)
