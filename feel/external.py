"""External Java functions, answered by implementations in Python; nothing a model names is loaded.

A table lists the static methods there are, each as Java declares it and with what answers it.
Arguments are converted to the declared types as Java would hold them (ranges, 32-bit floats) and
results back to FEEL values; what Java refuses and what FEEL cannot hold (NaN, infinity) is a fault.
"""

import math
import operator
import re
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from typing import Any, TypeVar

from feel.errors import FeelFault
from feel.java_format import java_format, java_text

__all__ = ["JavaMethod", "java_method"]


@dataclass(frozen=True, slots=True)
class JavaMethod:
    """One static method: what it is called, what it takes, and what answers it."""

    class_name: str
    name: str
    parameters: tuple[str, ...]
    variadic: bool
    call: Callable[[list[object]], object]


def java_method(class_name: str, signature: str) -> JavaMethod:
    """Return the static method of this class and signature; white space does not matter.

    Errors: NO_FUNCTION_FOUND, with the classes, methods or signatures there are.
    Source: DMN 1.5 clause 10.3.2.13.3

    >>> java_method("java.lang.Math", "max(double, double)").call([Decimal("1.5"), Decimal(2)])
    Decimal('2')
    """
    methods = _known(_classes(), class_name, "class", "classes")
    match = _SIGNATURE.fullmatch("".join(signature.split()))
    if match is None:
        raise FeelFault(
            "NO_FUNCTION_FOUND",
            f"'{signature}' is no method signature",
            'write the name and the types of the parameters, as in "max(double, double)"',
        )
    overloads = _known(methods, match["name"], f"method of {class_name}", "methods")
    types = ",".join(_array(name) for name in match["types"].split(","))
    signature = f"{match['name']}({types})"
    return _known(overloads, signature, f"method of {class_name}", "signatures")


_SIGNATURE = re.compile(r"(?P<name>[A-Za-z_$][\w$]*)\((?P<types>[^()]*)\)")
_Entry = TypeVar("_Entry")


def _array(name: str) -> str:
    """Return the name reflection has for an array type that is written as in a program."""
    element = name.removesuffix("...").removesuffix("[]")
    return name if element == name else f"[L{element};"


def _known(table: dict[str, _Entry], name: str, kind: str, kinds: str) -> _Entry:
    if name not in table:
        known = "; ".join(sorted(table))
        raise FeelFault("NO_FUNCTION_FOUND", f"there is no {kind} '{name}'", f"{kinds}: {known}")
    return table[name]


# --- numbers as Java holds them -------------------------------------------------------------------

_BITS = {"byte": 8, "short": 16, "int": 32, "long": 64}
_FLOAT_END = 2**128 - 2**103  # what is nearer to the next power of two than to the largest float


def _fits(number: int, primitive: str) -> bool:
    return _wrapped(number, primitive) == number


def _wrapped(number: int, primitive: str) -> int:
    """Return what is left of a number in the bits of its type, as after an overflow in Java."""
    half = 1 << (_BITS[primitive] - 1)
    return (number + half) % (2 * half) - half


def _nearest(number: Decimal, primitive: str) -> float:
    """Return the float or double nearest to a number, ties to even; fail if it is infinity."""
    double = float(number) + 0.0  # which has one zero
    if math.isinf(double):
        raise OverflowError
    if primitive == "double":
        return double
    (bits,) = struct.unpack("<q", struct.pack("<d", double))
    if number != Decimal(double) and bits % 2 == 0:
        # Rounding twice is wrong near a tie, unless the first rounding is to the odd neighbour.
        double = math.nextafter(double, math.inf if number > Decimal(double) else -math.inf)
    return float(struct.unpack("<f", struct.pack("<f", double))[0])


def _shortest(number: float, primitive: str) -> Decimal:
    """Return the shortest decimal number that means this float or double and no other."""
    if primitive == "double":
        return Decimal(repr(number))
    candidates = (Decimal(f"{number:.{digits}g}") for digits in range(1, 10))
    in_range = (each for each in candidates if -_FLOAT_END < each < _FLOAT_END)
    return next(each for each in in_range if _nearest(each, "float") == number)


def _floating_text(primitive: str, number: float) -> str:
    """Return what `Float.toString` or `Double.toString` gives."""
    shortest = _shortest(number, primitive)
    if not number or 1e-3 <= abs(number) < 1e7:
        text = f"{shortest:f}"
        return text if "." in text else f"{text}.0"
    digits = "".join(map(str, shortest.as_tuple().digits)).rstrip("0")
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{shortest.adjusted()}"


# --- arguments and results ------------------------------------------------------------------------

Body = Callable[..., Any]  # takes and gives what the readers give and the writers take


def _read_integer(primitive: str, value: object) -> int:
    if not isinstance(value, Decimal) or value != value.to_integral_value():
        raise _unfit(value, f"a whole number ({primitive})")
    if value.adjusted() > 20 or not _fits(int(value), primitive):
        raise _unfit(value, f"a number of {_BITS[primitive]} bits ({primitive})")
    return int(value)


def _read_floating(primitive: str, value: object) -> float:
    if not isinstance(value, Decimal):
        raise _unfit(value, f"a number ({primitive})")
    try:
        return _nearest(value, primitive)
    except OverflowError:
        raise _unfit(value, f"a number that fits a {primitive}") from None


def _read_character(value: object) -> str:
    if not isinstance(value, str) or len(value) != 1 or value > "\uffff":
        raise _unfit(value, "a string of exactly one character")
    return value


def _read_instance(wanted: str, kind: type, value: object) -> object:
    if not isinstance(value, kind):
        raise _unfit(value, wanted)
    return value


def _unfit(value: object, wanted: str) -> FeelFault:
    return FeelFault("INVALID_ARGUMENTS", f"{_shown(value)} was given where Java takes {wanted}")


def _shown(value: object) -> str:
    text = java_text(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


_READERS: dict[str, Callable[[object], object]] = {
    **{name: partial(_read_integer, name) for name in _BITS},
    **{name: partial(_read_floating, name) for name in ("float", "double")},
    "boolean": partial(_read_instance, "a boolean", bool),
    "char": _read_character,
    "java.lang.String": partial(_read_instance, "a string", str),
    "java.lang.CharSequence": partial(_read_instance, "a string", str),
    "java.lang.Iterable": partial(_read_instance, "a list", list),
    "java.lang.Object": lambda value: value,
}


def _write(result: str, value: Any) -> object:
    """Return a result of a declared type as a FEEL value."""
    if result in _BITS:
        return Decimal(_wrapped(value, result))
    if result in ("float", "double"):
        return _write_floating(result, value)
    return value


def _write_floating(primitive: str, number: float) -> Decimal:
    if not math.isfinite(number):
        raise ArithmeticError
    shortest = _shortest(_nearest(Decimal(number), primitive), primitive)
    whole = abs(shortest) < 10**16 and shortest == int(shortest)  # 3, not the 3.0 of Java
    return Decimal(int(shortest)) if whole else shortest


def _caller(
    declared: str, result: str, parameters: tuple[str, ...], body: Body
) -> Callable[[list[object]], object]:
    """Return the function from FEEL arguments to a FEEL value."""
    count = len(parameters)
    variadic = parameters[-1].startswith("[L")

    def call(arguments: list[object]) -> object:
        values = _collected(arguments, count) if variadic else arguments
        if len(values) != count:
            takes = f"{count - 1} arguments or more" if variadic else f"{count} arguments"
            raise FeelFault("INVALID_ARGUMENTS", f"{declared} takes {takes}, not {len(arguments)}")
        read = [_read(name, value) for name, value in zip(parameters, values, strict=True)]
        try:
            return _write(result, body(*read))
        except (ValueError, ArithmeticError):
            raise FeelFault(
                "FUNCTION_INVOCATION_FAILURE",
                f"{declared} has no value for {', '.join(map(_shown, arguments))}",
            ) from None

    return call


def _read(name: str, value: object) -> object:
    if name.startswith("[L") and isinstance(value, list):
        return [_read(name[2:-1], element) for element in value]
    return _READERS[name](value)


def _collected(arguments: list[object], count: int) -> list[object]:
    """Return the arguments with the variable ones as one list; a single list is that list."""
    fixed, rest = arguments[: count - 1], arguments[count - 1 :]
    return [*fixed, rest[0] if len(rest) == 1 and isinstance(rest[0], list) else rest]


# --- what answers, where Python has no function that does the same --------------------------------


def _round(result: str, number: float) -> int:
    """Return the nearest whole number, ties upwards, within the range of the type."""
    whole = math.floor(number)
    whole += number - whole >= 0.5
    limit = 1 << (_BITS[result] - 1)
    return min(max(whole, -limit), limit - 1)


def _cube_root(number: float) -> float:
    """Return the cube root, exact where it is a whole number; the C library may miss it."""
    root = math.cbrt(number)
    return round(root) if round(root) ** 3 == number else root


def _signum(number: float) -> int:
    return (number > 0) - (number < 0)


def _compare(left: float, right: float) -> int:
    return (left > right) - (left < right)


def _exactly(operation: Body, primitive: str) -> Body:
    """Return an operation that fails where its result does not fit the type."""

    def exact(*arguments: Any) -> int:
        result: int = operation(*arguments)
        if not _fits(result, primitive):
            raise OverflowError
        return result

    return exact


def _parse_integer(primitive: str, text: str, radix: int = 10) -> int:
    if not re.fullmatch("[+-]?[0-9A-Za-z]{1,70}", text) or not 2 <= radix <= 36:
        raise ValueError
    if any(int(digit, 36) >= radix for digit in text.lstrip("+-")):
        raise ValueError
    number: int = _exactly(int, primitive)(text, radix)
    return number


_DECIMAL = re.compile(r"\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?)[fFdD]?\s*")


def _parse_floating(primitive: str, text: str) -> float:
    match = _DECIMAL.fullmatch(text)
    if match is None:
        raise ValueError
    return _nearest(Decimal(match[1]), primitive)


def _in_radix(number: int, radix: int) -> str:
    """Return the digits of a number; Java takes a radix it does not know for ten."""
    radix = radix if 2 <= radix <= 36 else 10
    digits = ""
    rest = abs(number)
    while rest or not digits:
        rest, digit = divmod(rest, radix)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return f"-{digits}" if number < 0 else digits


def _unsigned(primitive: str, digits: str, number: int) -> str:
    return format(number % (1 << _BITS[primitive]), digits)


def _join(separator: str, parts: Sequence[object]) -> str:
    if not all(part is None or isinstance(part, str) for part in parts):
        raise ValueError
    return separator.join(map(java_text, parts))


# The methods, as Java declares them: type and signature; # stands for a primitive type


def _of(primitive: str, methods: dict[str, Body]) -> dict[str, Body]:
    return {declared.replace("#", primitive): body for declared, body in methods.items()}


def _number_methods(primitive: str) -> dict[str, Body]:
    return _of(primitive, {"# abs(#)": abs, "# max(#,#)": max, "# min(#,#)": min})


def _floating_point_methods(primitive: str) -> dict[str, Body]:
    return _of(primitive, {"# signum(#)": _signum, "# copySign(#,#)": math.copysign})


def _whole_number_methods(primitive: str) -> dict[str, Body]:
    exact: dict[str, Body] = {
        "# absExact(#)": abs,
        "# addExact(#,#)": operator.add,
        "# subtractExact(#,#)": operator.sub,
        "# multiplyExact(#,#)": operator.mul,
        "# negateExact(#)": operator.neg,
        "# incrementExact(#)": lambda number: number + 1,
        "# decrementExact(#)": lambda number: number - 1,
    }
    methods = {declared: _exactly(body, primitive) for declared, body in exact.items()}
    division = {"# floorDiv(#,#)": operator.floordiv, "# floorMod(#,#)": operator.mod}
    return _of(primitive, methods | division)


_MATH: dict[str, Body] = {
    **_number_methods("int"),
    **_number_methods("long"),
    **_number_methods("float"),
    **_number_methods("double"),
    **_floating_point_methods("float"),
    **_floating_point_methods("double"),
    **_whole_number_methods("int"),
    **_whole_number_methods("long"),
    "long floorDiv(long,int)": operator.floordiv,
    "int floorMod(long,int)": operator.mod,
    "long multiplyExact(long,int)": _exactly(operator.mul, "long"),
    "int toIntExact(long)": _exactly(operator.pos, "int"),
    "long round(double)": partial(_round, "long"),
    "int round(float)": partial(_round, "int"),
    "double rint(double)": round,
    "double floor(double)": math.floor,
    "double ceil(double)": math.ceil,
    "double sqrt(double)": math.sqrt,
    "double cbrt(double)": _cube_root,
    "double pow(double,double)": math.pow,
    "double exp(double)": math.exp,
    "double expm1(double)": math.expm1,
    "double log(double)": math.log,
    "double log10(double)": math.log10,
    "double log1p(double)": math.log1p,
    "double hypot(double,double)": math.hypot,
    "double IEEEremainder(double,double)": math.remainder,
    "double sin(double)": math.sin,
    "double cos(double)": math.cos,
    "double tan(double)": math.tan,
    "double asin(double)": math.asin,
    "double acos(double)": math.acos,
    "double atan(double)": math.atan,
    "double atan2(double,double)": math.atan2,
    "double sinh(double)": math.sinh,
    "double cosh(double)": math.cosh,
    "double tanh(double)": math.tanh,
    "double toRadians(double)": math.radians,
    "double toDegrees(double)": math.degrees,
}

_STRING: dict[str, Body] = {
    "java.lang.String valueOf(boolean)": java_text,
    "java.lang.String valueOf(char)": str,
    "java.lang.String valueOf(int)": str,
    "java.lang.String valueOf(long)": str,
    "java.lang.String valueOf(float)": partial(_floating_text, "float"),
    "java.lang.String valueOf(double)": partial(_floating_text, "double"),
    "java.lang.String valueOf(java.lang.Object)": java_text,
    "java.lang.String format(java.lang.String,[Ljava.lang.Object;)": java_format,
    "java.lang.String join(java.lang.CharSequence,[Ljava.lang.CharSequence;)": _join,
    "java.lang.String join(java.lang.CharSequence,java.lang.Iterable)": _join,
}

_BOOLEAN: dict[str, Body] = {
    "boolean valueOf(boolean)": operator.truth,
    "boolean valueOf(java.lang.String)": lambda text: text.lower() == "true",
    "boolean parseBoolean(java.lang.String)": lambda text: text.lower() == "true",
    "java.lang.String toString(boolean)": java_text,
    "int compare(boolean,boolean)": _compare,
    "boolean logicalAnd(boolean,boolean)": operator.and_,
    "boolean logicalOr(boolean,boolean)": operator.or_,
    "boolean logicalXor(boolean,boolean)": operator.xor,
}

_CHARACTER: dict[str, Body] = {
    "char valueOf(char)": str,
    "java.lang.String toString(char)": str,
    "char toUpperCase(char)": lambda c: c.upper() if len(c.upper()) == 1 else c,
    "char toLowerCase(char)": lambda c: c.lower() if len(c.lower()) == 1 else c,
    "boolean isDigit(char)": str.isdecimal,
    "boolean isLetter(char)": str.isalpha,
    "boolean isLetterOrDigit(char)": lambda c: c.isalpha() or c.isdecimal(),
    "boolean isUpperCase(char)": str.isupper,
    "boolean isLowerCase(char)": str.islower,
}


def _small_number_class(primitive: str, parse: str) -> dict[str, Body]:
    parsing = partial(_parse_integer, primitive)
    methods: dict[str, Body] = {
        "# valueOf(#)": int,
        "# valueOf(java.lang.String)": parsing,
        "# valueOf(java.lang.String,int)": parsing,
        f"# {parse}(java.lang.String)": parsing,
        f"# {parse}(java.lang.String,int)": parsing,
        "java.lang.String toString(#)": str,
        "int compare(#,#)": operator.sub,
    }
    return _of(primitive, methods)


def _whole_number_class(primitive: str, parse: str) -> dict[str, Body]:
    methods: dict[str, Body] = {
        "java.lang.String toString(#,int)": _in_radix,
        "java.lang.String toHexString(#)": partial(_unsigned, primitive, "x"),
        "java.lang.String toOctalString(#)": partial(_unsigned, primitive, "o"),
        "java.lang.String toBinaryString(#)": partial(_unsigned, primitive, "b"),
        "# max(#,#)": max,
        "# min(#,#)": min,
        "# sum(#,#)": operator.add,
        "int compare(#,#)": _compare,
        "int signum(#)": _signum,
        "int bitCount(#)": lambda number: _unsigned(primitive, "b", number).count("1"),
    }
    return _small_number_class(primitive, parse) | _of(primitive, methods)


def _floating_point_class(primitive: str, parse: str) -> dict[str, Body]:
    parsing = partial(_parse_floating, primitive)
    methods: dict[str, Body] = {
        "# valueOf(#)": float,
        "# valueOf(java.lang.String)": parsing,
        f"# {parse}(java.lang.String)": parsing,
        "java.lang.String toString(#)": partial(_floating_text, primitive),
        "int compare(#,#)": _compare,
        "# max(#,#)": max,
        "# min(#,#)": min,
        "# sum(#,#)": operator.add,
    }
    return _of(primitive, methods)


@cache
def _classes() -> dict[str, dict[str, dict[str, JavaMethod]]]:
    """Return the methods by class, name and signature."""
    declared = {
        "java.lang.Math": _MATH,
        "java.lang.StrictMath": _MATH,
        "java.lang.Byte": _small_number_class("byte", "parseByte"),
        "java.lang.Short": _small_number_class("short", "parseShort"),
        "java.lang.Integer": _whole_number_class("int", "parseInt"),
        "java.lang.Long": _whole_number_class("long", "parseLong"),
        "java.lang.Float": _floating_point_class("float", "parseFloat"),
        "java.lang.Double": _floating_point_class("double", "parseDouble"),
        "java.lang.Boolean": _BOOLEAN,
        "java.lang.Character": _CHARACTER,
        "java.lang.String": _STRING,
    }
    classes: dict[str, dict[str, dict[str, JavaMethod]]] = {}
    for class_name, methods in declared.items():
        by_name = classes.setdefault(class_name, {})
        for declaration, body in methods.items():
            result, signature = declaration.split(" ")
            method = _method(class_name, result, signature, body)
            by_name.setdefault(method.name, {})[signature] = method
    return classes


def _method(class_name: str, result: str, signature: str, body: Body) -> JavaMethod:
    name, types = signature.removesuffix(")").split("(")
    parameters = tuple(types.split(","))
    return JavaMethod(
        class_name,
        name,
        parameters,
        variadic=parameters[-1].startswith("[L"),
        call=_caller(f"{class_name}.{signature}", result, parameters, body),
    )
