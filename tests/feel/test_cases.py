"""Runs the tables of `cases/`: `expression => value`, `=> ERR CODE`, `=> value ! CODE`.

`context {...}` gives the names that the lines after it see. A unary test has its input value
before a ` ~ `. The code is the first warning's; without one, there is no warning.
"""

from pathlib import Path

import pytest

import feel
from feel.values import Function, to_text

FILES = sorted((Path(__file__).parent / "cases").glob("*.txt"))


def cases():
    for file in FILES:
        context = "{}"
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
            if line.startswith("context "):
                context = line.removeprefix("context ")
            elif line and not line.startswith("#"):
                text, expected = line.rsplit("=>", 1)
                yield pytest.param(
                    context, text.strip(), expected.strip(), id=f"{file.stem}:{number} {text}"
                )


def outcome(text, names, warnings):
    if " ~ " in f"{text} ":
        value, tests = f"{text} ".split(" ~ ")
        return feel.evaluate_unary_tests(tests, feel.evaluate(value), names, warnings=warnings)
    return feel.evaluate(text, names, warnings=warnings)


def shown(value):
    return "a function" if isinstance(value, Function) else to_text(value)


@pytest.mark.parametrize(("context", "text", "expected"), list(cases()))
def test_the_standard_says_so(context, text, expected):
    names, warnings = feel.evaluate(context), []
    if expected == "ERR SYNTAX":
        with pytest.raises(feel.FeelSyntaxError):
            outcome(text, names, warnings)
        return
    if expected.startswith("ERR "):
        expected = expected.replace("ERR", "null !")
    wanted, _, code = expected.partition(" ! ")
    assert shown(outcome(text, names, warnings)) == shown(feel.evaluate(wanted))
    assert [warning.code for warning in warnings][:1] == ([code] if code else [])


def test_every_table_has_cases():
    assert len(FILES) == 16
