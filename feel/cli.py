"""The `feel` command: evaluates one expression and prints its value as FEEL text.

It leaves with 0 for every value, also null with warnings, and with 2 for what cannot be read.
"""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.exceptions import TyperException

from feel import DateTime, FeelSyntaxError, evaluate, evaluate_unary_tests
from feel.errors import FeelFault
from feel.temporal import parse_date_time
from feel.values import to_string, to_text

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"ruling {metadata.version('ruling')}")
        raise typer.Exit


@app.command()
def feel(
    expression: Annotated[str, typer.Argument(help="The expression, or the unary tests.")],
    context: Annotated[
        str | None,
        typer.Option("--context", "-c", help="The names it sees: a JSON file, or JSON itself."),
    ] = None,
    unary_tests: Annotated[
        str | None,
        typer.Option(
            "--unary-tests",
            "-u",
            metavar="VALUE",
            help="Read the text as unary tests, and test this value, a FEEL expression.",
        ),
    ] = None,
    now: Annotated[
        str | None,
        typer.Option(help="The instant of now() and today(), such as 2026-01-31T12:00:00Z."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print value and warnings as JSON.")
    ] = False,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Print the version."
        ),
    ] = False,
) -> None:
    """Evaluate a FEEL expression.

    Prints the value as FEEL text, and what went wrong on the way to standard error. An expression
    that begins with a minus and a letter stands after --, such as: feel -- '-abs(3)'

    Example: feel 'price * (1 + rate)' --context '{"price": 100, "rate": 0.2}'
    """
    names, instant = _context(context), _instant(now)
    warnings: list[Any] = []
    try:
        value = _value(expression, names, unary_tests, instant, warnings)
    except FeelSyntaxError as error:
        _refuse(str(error))
    print(_as_json(value, warnings) if as_json else to_text(value))
    for warning in [] if as_json else warnings:
        print(warning, file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with arguments, by default the program's own; return the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    # a minus before no letter begins an expression and no option; FEEL reads over the blank
    texts = [f" {text}" if _NEGATIVE.match(text) else text for text in given]
    try:
        code = typer.main.get_command(app)(texts or ["--help"], "feel", standalone_mode=False)
    except TyperException as error:
        message = error.format_message()
        print(f"feel: {message} (hint: {_hint(message, given)})", file=sys.stderr)
        return _REFUSED
    return int(code or 0)


_REFUSED = 2
_NEGATIVE = re.compile(r"-[^-A-Za-z]")


def _hint(message: str, given: Sequence[str]) -> str:
    """Return what to do about arguments that were not understood."""
    if "extra argument" in message:
        return "put the whole expression in quotes"
    minus = next((text for text in given if text.startswith("-")), None)
    if minus is None or minus.startswith("--"):
        return "see feel --help"
    return f"an expression that begins with a minus stands after --: feel -- '{minus}'"


def _value(
    text: str, names: Mapping[str, Any], tested: str | None, instant: Any, warnings: list[Any]
) -> Any:
    text = text.removeprefix(" ")  # which `main` may have put there
    if tested is None:
        return evaluate(text, names, now=instant, warnings=warnings)
    value = evaluate(tested, names, now=instant, warnings=warnings)
    return evaluate_unary_tests(text, value, names, now=instant, warnings=warnings)


def _context(given: str | None) -> Mapping[str, Any]:
    """Return the context that a JSON text or file holds, its numbers with all their digits."""
    if given is None:
        return {}
    try:
        text = given if given.lstrip().startswith("{") else Path(given).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        _refuse(f"cannot read the context {given!r}: {error}\ngive a JSON file, or JSON itself")
    try:
        names = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        _refuse(f"the context is no JSON: {error}\n{_CONTEXT_EXAMPLE}")
    if not isinstance(names, dict):
        _refuse(f"the context is no JSON object\n{_CONTEXT_EXAMPLE}")
    return names


_CONTEXT_EXAMPLE = """give an object of names and values, such as {"price": 100}"""


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _instant(given: str | None) -> DateTime | None:
    if given is None:
        return None
    try:
        return parse_date_time(given)
    except FeelFault as fault:
        _refuse(f"--now: {fault.message}\ngive a date and time, such as 2026-01-31T12:00:00Z")


def _as_json(value: Any, warnings: list[Any]) -> str:
    found = [
        {"code": each.code, "message": each.message, "place": str(each.location)}
        for each in warnings
    ]
    return f'{{"value": {_json(value)}, "warnings": {json.dumps(found, ensure_ascii=False)}}}'


def _json(value: Any) -> str:
    """Return a value as JSON: a number with all its digits, and as text what JSON does not have."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_json, value))}]"
    if isinstance(value, dict):
        entries = (f"{_json(key)}: {_json(item)}" for key, item in value.items())
        return f"{{{', '.join(entries)}}}"
    plain = value if isinstance(value, (str, bool, type(None))) else to_string(value)
    return json.dumps(plain, ensure_ascii=False)


def _refuse(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(_REFUSED)
