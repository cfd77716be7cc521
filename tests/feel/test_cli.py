"""The command prints a value as FEEL; what cannot be read says what would be right."""

import json
import subprocess
import sys
import time
from importlib import metadata
from types import SimpleNamespace

import pytest

from feel.cli import main


@pytest.fixture
def run(capsys):
    def run_main(*arguments):
        code = main(arguments)
        out, err = capsys.readouterr()
        return SimpleNamespace(exit_code=code, stdout=out, stderr=err)

    return run_main


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["1 + 1"], "2"),
        (["1 / 3"], "0." + "3" * 34),
        (['"a" + "b"'], '"ab"'),
        (['{a: @"2024-02-29", b: [1..2)}'], '{a: @"2024-02-29", b: [1..2)}'),
        (["price * (1 + rate)", "-c", '{"price": 100, "rate": 0.2}'], "120.0"),
        (["x", "--context", '{"x": 0.1000000000000000000000000001}'],
         "0.1000000000000000000000000001"),
        (["x", "--context", '{"x": 123456789012345678901}'], "123456789012345678901"),
        (["< 5, 7", "--unary-tests", "7"], "true"),
        (["now()", "--now", "2024-02-29T12:00:00Z"], '@"2024-02-29T12:00:00Z"'),
        (["--", "-1"], "-1"),
        (["-1"], "-1"),
        (["-(2) + n", "-c", '{"n": 5}'], "3"),
        (['-@"P1D"', "--json"], '{"value": "-P1D", "warnings": []}'),
        (["< 0", "-u", "-1"], "true"),
        (["--version"], f"ruling {metadata.version('ruling')}"),
    ],
)  # fmt: skip
def test_the_value_is_printed_as_feel(run, arguments, shown):
    result = run(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (0, shown + "\n", "")


def test_warnings_go_to_standard_error_with_a_caret(run):
    result = run("1 + x")
    assert (result.exit_code, result.stdout) == (0, "null\n")
    assert "column 5: no variable named 'x'\n    1 + x\n        ^" in result.stderr


def test_a_context_comes_from_a_file(run, tmp_path):
    file = tmp_path / "context.json"
    file.write_text('{"größe": 2}', encoding="utf-8")
    assert run("größe * 2", "--context", str(file)).stdout == "4\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["1 +"], "expected a value after '+'"),
        (["1", "-u", "1 +"], "expected a value after '+'"),
        (["1", "-c", "nosuch.json"], "give a JSON file, or JSON itself"),
        (["1", "-c", "{a"], "give an object of names and values"),
        (["1", "-c", '{"a": NaN}'], "NaN is no number of JSON"),
        (["1", "--now", "noon"], "give a date and time"),
        (["-1 +"], "column 5: expected a value after '+'"),
        (["-x"], "stands after --: feel -- '-x'"),
        (["-count([1])"], "stands after --: feel -- '-count([1])'"),
        (["1", "--nope"], "No such option: --nope"),
        (["1", "+", "2"], "put the whole expression in quotes"),
    ],
)
def test_what_cannot_be_read_is_explained(run, arguments, said):
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_a_file_that_holds_no_object_is_refused(run, tmp_path):
    file = tmp_path / "context.json"
    file.write_text("[1]", encoding="utf-8")
    assert run("1", "-c", str(file)).exit_code == 2


def test_json_holds_value_and_warnings_with_all_digits(run):
    shown = run("--json", '{n: 1/3, l: [true, null, "ä"], d: @"P1D", x: y}').stdout
    assert '"n": 0.' + "3" * 34 in shown
    read = json.loads(shown)
    assert read["value"]["l"] == [True, None, "ä"]
    assert read["value"]["d"] == "P1D"
    assert [warning["code"] for warning in read["warnings"]] == ["NO_VARIABLE_FOUND"]


def test_the_help_shows_an_example(run):
    assert "Example: feel 'price * (1 + rate)'" in run("--help").stdout


def test_an_answer_comes_at_once():
    command = [sys.executable, "-c", "from feel.cli import main; main()", "1+1"]
    times = []
    for _ in range(3):
        started = time.perf_counter()
        shown = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own command
        times.append(time.perf_counter() - started)
        assert shown.stdout == "2\n"
    assert min(times) < 1  # 0.4 s on an idle machine
