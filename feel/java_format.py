"""`java.lang.String.format` for FEEL values, by the rules of `java.util.Formatter`.

Numbers are what Java calls BigDecimal; a whole one is also what Java calls BigInteger, so that %d,
%o, %x and %c take it. The rest is Java's: flags, widths, half-up rounding, and what is refused.
There is no %a and no %t: Java has them for its own floating point and calendar types only.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from feel.errors import FeelFault, LimitExceeded

__all__ = ["java_format", "java_text"]

MAX_WIDTH = 10_000  # of one conversion, its precision and the digits of its number
MAX_LENGTH = 1_000_000  # of the result

_SPECIFIER = re.compile(
    r"%(?:(?P<index>[0-9]{1,9})\$)?(?P<flags>[-#+ 0,(<]*)(?P<width>[0-9]{1,9})?"
    r"(?:\.(?P<precision>[0-9]{1,9}))?(?P<conversion>[a-zA-Z%])"
)
_FLAGS = {
    **dict.fromkeys("sbhc%", "-"),
    **dict.fromkeys("oxe", "-#+ 0("),
    "d": "-+ 0,(",
    "f": "-#+ 0,(",
    "g": "-+ 0,(",
    "n": "",
}
_CONVERSIONS = "%s %S %b %B %h %H %c %C %d %o %x %X %e %E %f %g %G %n %%"
_WITH_PRECISION = "sbhefg"
_DEFAULT_PRECISION = 6
_WIDE = Context(prec=3 * MAX_WIDTH, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class _Specifier:
    """One `%[argument index$][flags][width][.precision]conversion`."""

    text: str
    index: int | None
    flags: str
    width: int | None
    precision: int | None
    conversion: str
    capital: bool


def java_format(template: str, arguments: Sequence[object]) -> str:
    """Return the template with its format specifiers replaced by the arguments.

    Errors: INVALID_ARGUMENTS for a specifier Java refuses, a missing argument, or an argument the
            conversion does not take; LimitExceeded when the result grows too long.

    >>> java_format("%-6s|%,10.2f|%05d", ["abc", Decimal("12345.675"), Decimal(-42)])
    'abc   | 12,345.68|-0042'
    """
    written: list[str] = []
    length = 0
    for piece in _pieces(template, arguments):
        length += len(piece)
        if length > MAX_LENGTH:
            raise LimitExceeded("string size", MAX_LENGTH)
        written.append(piece)
    return "".join(written)


def java_text(argument: object) -> str:
    """Return what `toString` gives in Java."""
    if argument is None:
        return "null"
    if isinstance(argument, bool):
        return "true" if argument else "false"
    if isinstance(argument, list):
        return f"[{', '.join(java_text(item) for item in argument)}]"
    if isinstance(argument, dict):
        return f"{{{', '.join(f'{key}={java_text(value)}' for key, value in argument.items())}}}"
    return str(argument)


def _pieces(template: str, arguments: Sequence[object]) -> Iterator[str]:
    end = 0
    ordinary = 0  # the arguments taken by specifiers that name none
    previous = -1
    while (start := template.find("%", end)) >= 0:
        yield template[end:start]
        specifier = _read(template, start)
        end = start + len(specifier.text)
        if specifier.conversion in "%n":
            yield _justified("%" if specifier.conversion == "%" else "\n", specifier)
            continue
        if "<" not in specifier.flags:
            previous = ordinary if specifier.index is None else specifier.index - 1
            ordinary += specifier.index is None
        if not 0 <= previous < len(arguments):
            raise _refused(
                specifier.text, f"has no argument among the {len(arguments)} that are given"
            )
        yield _converted(specifier, arguments[previous])
    yield template[end:]


def _read(template: str, start: int) -> _Specifier:
    match = _SPECIFIER.match(template, start)
    if match is None:
        raise _refused(
            template[start : start + 10], "is no conversion", f"conversions: {_CONVERSIONS}"
        )
    conversion = match["conversion"]
    specifier = _Specifier(
        text=match[0],
        index=_number(match["index"]),
        flags=match["flags"],
        width=_number(match["width"]),
        precision=_number(match["precision"]),
        conversion=conversion.lower(),
        capital=conversion.isupper(),
    )
    if f"%{conversion}" not in _CONVERSIONS.split():
        raise _refused(specifier.text, "is no conversion", f"conversions: {_CONVERSIONS}")
    _check(specifier)
    return specifier


def _number(digits: str | None) -> int | None:
    return None if digits is None else int(digits)


def _check(specifier: _Specifier) -> None:
    """Refuse the combinations `java.util.Formatter` refuses, and sizes out of bounds."""
    flags = specifier.flags.replace("<", "")
    allowed = _FLAGS[specifier.conversion]
    if len(set(specifier.flags)) < len(specifier.flags):
        raise _refused(specifier.text, "has a flag twice")
    if not set(flags) <= set(allowed):
        raise _refused(specifier.text, f"has a flag other than '{allowed}'")
    if specifier.width is None and ("-" in flags or "0" in flags):
        raise _refused(specifier.text, "has a flag that needs a width")
    if ("+" in flags and " " in flags) or ("-" in flags and "0" in flags):
        raise _refused(specifier.text, "has flags that exclude each other")
    if specifier.precision is not None and specifier.conversion not in _WITH_PRECISION:
        raise _refused(specifier.text, "takes no precision")
    if specifier.width is not None and specifier.conversion == "n":
        raise _refused(specifier.text, "takes no width")
    if max(specifier.width or 0, specifier.precision or 0) > MAX_WIDTH:
        raise _refused(specifier.text, f"is wider than {MAX_WIDTH:,} characters")


def _converted(specifier: _Specifier, argument: object) -> str:
    if argument is None or specifier.conversion in "sbhc":
        text = _general(specifier, argument)
        text = text if specifier.precision is None else text[: specifier.precision]
    else:
        text = _numeric(specifier, argument)
    return _justified(text.upper() if specifier.capital else text, specifier)


def _justified(text: str, specifier: _Specifier) -> str:
    width = specifier.width or 0
    return text.ljust(width) if "-" in specifier.flags else text.rjust(width)


def _general(specifier: _Specifier, argument: object) -> str:
    if specifier.conversion == "b":
        return java_text(argument if isinstance(argument, bool) else argument is not None)
    if argument is None or specifier.conversion == "s":
        return java_text(argument)
    if specifier.conversion == "h":
        return f"{_hash_code(specifier, argument) & 0xFFFFFFFF:x}"
    return _single_character(specifier, argument)


def _single_character(specifier: _Specifier, argument: object) -> str:
    if isinstance(argument, str) and len(argument) == 1:
        return argument
    if isinstance(argument, Decimal):
        code_point = _whole(specifier, argument)
        if 0 <= code_point <= 0x10FFFF:
            return chr(code_point)
    raise _refused(specifier.text, f"takes one character or its number, not {_shown(argument)}")


def _hash_code(specifier: _Specifier, argument: object) -> int:
    """Return what `hashCode` gives in Java, up to multiples of 2 ** 32."""
    if isinstance(argument, bool):
        return 1231 if argument else 1237
    if isinstance(argument, str):
        units = argument.encode("utf-16-be", "surrogatepass")
        return _polynomial(units, 2)
    if isinstance(argument, Decimal):
        unscaled = argument.copy_abs().scaleb(-_exponent(argument), _WIDE)
        magnitude = int(unscaled)
        words = magnitude.to_bytes((magnitude.bit_length() + 31) // 32 * 4, "big")
        return 31 * _polynomial(words, 4) * (-1 if argument < 0 else 1) - _exponent(argument)
    raise _refused(specifier.text, f"takes a string, number or boolean, not {_shown(argument)}")


def _polynomial(units: bytes, size: int) -> int:
    total = 0
    for start in range(0, len(units), size):
        total = (31 * total + int.from_bytes(units[start : start + size], "big")) & 0xFFFFFFFF
    return total


def _numeric(specifier: _Specifier, argument: object) -> str:
    if not isinstance(argument, Decimal) or not argument.is_finite():
        raise _refused(specifier.text, f"takes a number, not {_shown(argument)}")
    if argument.adjusted() > MAX_WIDTH:
        raise _refused(specifier.text, f"would write more than {MAX_WIDTH:,} digits")
    flags = specifier.flags
    before, after = _sign(flags, negative=argument < 0)
    magnitude = argument.copy_abs() or Decimal(0)  # FEEL has one zero, Java 0, 0.0, 0.00 ...
    prefix, digits = _WRITERS[specifier.conversion](specifier, magnitude)
    before += prefix
    zeros = (specifier.width or 0) - len(before + digits + after) if "0" in flags else 0
    return before + "0" * zeros + digits + after


def _sign(flags: str, *, negative: bool) -> tuple[str, str]:
    if negative:
        return ("(", ")") if "(" in flags else ("-", "")
    return "+" if "+" in flags else " " if " " in flags else "", ""


def _decimal_integer(specifier: _Specifier, magnitude: Decimal) -> tuple[str, str]:
    return "", _plain(Decimal(_whole(specifier, magnitude)), specifier.flags)


def _octal(specifier: _Specifier, magnitude: Decimal) -> tuple[str, str]:
    return "0" if "#" in specifier.flags else "", f"{_whole(specifier, magnitude):o}"


def _hexadecimal(specifier: _Specifier, magnitude: Decimal) -> tuple[str, str]:
    return "0x" if "#" in specifier.flags else "", f"{_whole(specifier, magnitude):x}"


def _fixed(specifier: _Specifier, magnitude: Decimal) -> tuple[str, str]:
    return "", _fixed_digits(magnitude, _precision(specifier), specifier.flags)


def _scientific(specifier: _Specifier, magnitude: Decimal) -> tuple[str, str]:
    return "", _scientific_digits(magnitude, _precision(specifier), specifier.flags)


def _general_scientific(specifier: _Specifier, magnitude: Decimal) -> tuple[str, str]:
    """Write a number of moderate size plainly; the precision counts significant digits."""
    precision = _precision(specifier) or 1
    rounded = Context(prec=precision, rounding=ROUND_HALF_UP).plus(magnitude)
    if not rounded or -4 <= rounded.adjusted() < precision:
        return "", _fixed_digits(rounded, precision - rounded.adjusted() - 1, specifier.flags)
    return "", _scientific_digits(rounded, precision - 1, specifier.flags)


_WRITERS: dict[str, Callable[[_Specifier, Decimal], tuple[str, str]]] = {
    "d": _decimal_integer,
    "o": _octal,
    "x": _hexadecimal,
    "e": _scientific,
    "f": _fixed,
    "g": _general_scientific,
}


def _precision(specifier: _Specifier) -> int:
    return _DEFAULT_PRECISION if specifier.precision is None else specifier.precision


def _fixed_digits(magnitude: Decimal, decimals: int, flags: str) -> str:
    rounded = magnitude.quantize(Decimal(1).scaleb(-decimals, _WIDE), context=_WIDE)
    return _plain(rounded, flags) + ("." if "#" in flags and not decimals else "")


def _plain(number: Decimal, flags: str) -> str:
    return f"{number:,f}" if "," in flags else f"{number:f}"


def _scientific_digits(magnitude: Decimal, decimals: int, flags: str) -> str:
    rounded = Context(prec=decimals + 1, rounding=ROUND_HALF_UP).plus(magnitude)
    digits = "".join(map(str, rounded.as_tuple().digits)).ljust(decimals + 1, "0")
    point = "." if decimals or "#" in flags else ""
    exponent = rounded.adjusted()
    return f"{digits[0]}{point}{digits[1:]}e{'-' if exponent < 0 else '+'}{abs(exponent):02}"


def _exponent(number: Decimal) -> int:
    return int(number.as_tuple().exponent)


def _whole(specifier: _Specifier, number: Decimal) -> int:
    if number.adjusted() > MAX_WIDTH or number != number.to_integral_value(context=_WIDE):
        raise _refused(
            specifier.text, f"takes a whole number, not {_shown(number)}", "write %f or %s"
        )
    return int(number)


def _shown(argument: object) -> str:
    text = f'"{argument}"' if isinstance(argument, str) else java_text(argument)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _refused(specifier: str, reason: str, hint: str = "") -> FeelFault:
    return FeelFault("INVALID_ARGUMENTS", f"the format specifier '{specifier}' {reason}", hint)
