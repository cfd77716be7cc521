"""The `dmn` command: evaluate, score, check, tck and show.

The one rule: whatever is wrong with what was given is one paragraph on stderr and exit code 2; it
says what is wrong, where, and what would be right. How things look is in `show.py` and its like.
"""

import os
import sys
from collections.abc import Sequence
from decimal import Decimal
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import RenderableType
from typer.exceptions import TyperException

from dmn.api import Model, load
from dmn.as_json import finding_data, result_data
from dmn.errors import NotDmnError, UnknownNameError
from dmn.field_text import from_json, parse_json
from dmn.graph import Key
from dmn.outline import declared_type
from dmn.result import Result, to_json
from dmn.show import draw
from dmn.tck import Outcome, run
from dmn.terminal import console, finding, plain, shown, table
from feel.errors import FeelFault, Problem
from feel.temporal import DateTime, Time, parse_date_time
from feel.values import to_text

app = typer.Typer(
    name="dmn",
    help="Evaluate, score, check and show DMN models. Example: dmn show loan.dmn",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

_PASSED, _FAILED, _REFUSED = 0, 1, 2

ModelPath = Annotated[
    Path, typer.Argument(metavar="MODEL", help="A .dmn file, or a folder with a model's imports.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
NowText = Annotated[
    str | None,
    typer.Option(metavar="INSTANT", help="What now() gives, such as 2024-02-29T10:00:00+01:00."),
]


@app.callback(invoke_without_command=True)
def _options(
    *, version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False
) -> None:
    if version:
        print(f"ruling {metadata.version('ruling')}")
        raise typer.Exit


class Refusal(Exception):  # noqa: N818 - it is the answer to what was asked, not a fault of the model
    """What was asked for cannot be done; says what is wrong, where, and what would be right."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with arguments, by default the program's own; return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = typer.main.get_command(app)(given or ["--help"], "dmn", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader has seen enough; nothing must be left to write when Python ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _FAILED
    except TyperException as error:
        message = error.format_message().replace("Value error, ", "")  # which says nothing
        return _refuse(f"{message} (hint: see dmn --help)")
    except OSError as error:
        return _refuse(f"{error.filename or 'a file'}: {error.strerror or error}")
    except (Refusal, NotDmnError, UnknownNameError) as error:
        return _refuse(str(error))
    return int(code or _PASSED)


def _refuse(message: str) -> int:
    print(f"dmn: {plain(' '.join(message.split()))}", file=sys.stderr)
    return _REFUSED


def _load(path: Path) -> Model:
    if not path.parent.is_dir():
        raise Refusal(f"{path}: there is no such folder as {path.parent} (hint: check its name)")
    if not path.exists():
        beside = sorted(each.name for each in path.parent.glob("*.dmn"))[:_MOST_LISTED]
        there = ", ".join(beside) or "no .dmn file"
        raise Refusal(f"{path}: there is no such file (hint: in {path.parent} there is {there})")
    return load(path)


_MOST_LISTED = 20


def _instant(text: str | None) -> DateTime | None:
    """Return the instant a text names; in UTC where it has no offset."""
    if text is None:
        return None
    try:
        moment = parse_date_time(text)
    except FeelFault as fault:
        raise Refusal(f"--now: {fault.message} (hint: {fault.hint})") from None
    time = moment.time
    if time.offset is not None or time.zone is not None:
        return moment
    return DateTime(moment.date, Time(time.hour, time.minute, time.second, time.nanosecond, 0))


# --- evaluate ------------------------------------------------------------------------------------


@app.command()
def evaluate(  # noqa: PLR0913 - the options of the command
    model: ModelPath,
    *,
    given: Annotated[
        str,
        typer.Option("--input", metavar="FILE.json|JSON", help="The inputs by name, as JSON."),
    ],
    decision: Annotated[
        str | None, typer.Option(metavar="NAME", help="One decision, with all it requires.")
    ] = None,
    service: Annotated[
        str | None, typer.Option(metavar="NAME", help="A decision service instead.")
    ] = None,
    now: NowText = None,
    trace: Annotated[
        bool, typer.Option("--trace", help="Explain which rules fired and what stopped the others.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Evaluate the decisions of a model for one set of inputs.

    Dates and other temporal values are strings in JSON: "2024-02-29".

    Example: dmn evaluate loan.dmn --input '{"Age": 42, "Income": 1250.50}'
    """
    if decision is not None and service is not None:
        raise Refusal("--decision and --service exclude each other (hint: give one of them)")
    loaded = _load(model)
    inputs = _typed(loaded, _read_inputs(given))
    result = loaded.evaluate(
        inputs, decision=decision, service=service, now=_instant(now), trace=trace
    )
    if as_json:
        print(to_json(result_data(result), indent=2))
    elif trace:
        console().print(shown(result.explain()), soft_wrap=True)
    else:
        _print_values(result, decision)
    return _PASSED


def _read_inputs(given: str) -> dict[str, Any]:
    is_text = given.lstrip().startswith(("{", "["))
    place = "--input" if is_text else given
    try:
        text = given if is_text else Path(given).read_text(encoding="utf-8-sig")
        inputs = parse_json(text)
    except FileNotFoundError:
        hint = 'give a file, or JSON itself such as {"Age": 42}'
        raise Refusal(f"--input: there is no file '{given}' (hint: {hint})") from None
    except UnicodeDecodeError:
        raise Refusal(f"{place}: the file is not UTF-8 (hint: save it as UTF-8)") from None
    except FeelFault as fault:
        raise Refusal(f"{place}: not JSON: {fault.message} (hint: {fault.hint})") from None
    if not isinstance(inputs, dict):
        hint = 'give the inputs by name: {"Age": 42}'
        raise Refusal(f"{place}: expected a JSON object (hint: {hint})")
    return inputs


def _typed(model: Model, inputs: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return the inputs with strings read as what the model declares; those of an import too."""
    known = {*model.inputs, *model.decisions}
    imports = {key.rpartition(".")[0] for key in known}
    typed: dict[str, Any] = {}
    for name, value in inputs.items():
        key: Key = f"{prefix}{name}"
        if key in known:
            typed[name] = from_json(value, declared_type(model, key))
        elif key in imports and isinstance(value, dict):
            typed[name] = _typed(model, value, f"{key}.")
        else:
            typed[name] = value
    return typed


def _print_values(result: Result, asked: str | None) -> None:
    """Print the values; the decision that was asked for stands above those it requires."""
    out = console()
    drawn = table("decision", "value")
    for name in sorted(result, key=lambda name: name != asked):
        style = "bold" if name == asked else ""
        drawn.add_row(shown(name, style), shown(to_text(result[name]), style))
        if name == asked and len(result) > 1:
            drawn.add_section()
    out.print(drawn)
    for warning in result.warnings:
        out.print(finding(warning, str(warning.location), "yellow"), soft_wrap=True)


# --- score ---------------------------------------------------------------------------------------


@app.command()
def score(  # noqa: PLR0913 - the options of the command
    model: ModelPath,
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="CSV, TSV, JSON lines or Parquet, by its name.")
    ],
    target: Annotated[
        Path, typer.Option("-o", "--output", metavar="OUT", help="May be the input file.")
    ],
    *,
    decision: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A decision to score; may be given more than once."),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="COLUMN=INPUT",
            help="The input that a column feeds, such as AGE=Applicant.Age; more than once, too.",
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Add the rules that matched in each table.")
    ] = False,
    on_error: Annotated[
        Literal["keep", "drop", "fail"],
        typer.Option(help="What becomes of rows whose data is at fault."),
    ] = "keep",
    rejects: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write those rows and the reasons here.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write what came of it here, as JSON.")
    ] = None,
    progress: Annotated[
        Literal["bar", "json", "none"],
        typer.Option(help="On standard error: a bar in a terminal, or JSON lines for programs."),
    ] = "bar",
    workers: Annotated[
        int, typer.Option(min=1, metavar="N", help="Processes; the output is the same.")
    ] = 1,
    now: NowText = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="That of a CSV file, where not UTF-8.")
    ] = None,
) -> int:
    """Score every row of a file.

    The output has the columns of the input, then those of the decisions. Columns meet inputs by
    name, without regard to case, space and underscore; Applicant.Age reaches into a structured
    input. The model's item definitions give the types.

    A name such as in.csv, .tsv, .jsonl or .parquet says what a file holds; text may end in .gz or
    .zst, too. The output appears whole or not at all.

    Example: dmn score loan.dmn in.csv -o out.csv --decision Eligibility
    """
    from dmn.cli_score import UNDOABLE, ScoreOptions, score_command  # noqa: PLC0415 - brings pyarrow

    options = ScoreOptions(
        source,
        target,
        tuple(decision or ()),
        _mapping(columns or ()),
        explain,
        on_error,
        rejects,
        report,
        progress,
        workers,
        _instant(now),
        encoding,
    )
    try:
        options.check(model)
        return score_command(_load(model), options)
    except UNDOABLE as error:
        raise Refusal(str(error)) from None


def _mapping(given: Sequence[str]) -> dict[str, str]:
    """Return the input each column feeds."""
    found: dict[str, str] = {}
    for text in given:
        column, equals, name = text.rpartition("=")  # a column may have one in its name
        if not equals or not name.strip():
            hint = "write a column, = and an input, such as --map 'AGE=Applicant.Age'"
            raise Refusal(f"--map: '{text}' does not say what feeds what (hint: {hint})")
        if column in found:
            raise Refusal(f"--map: column '{column}' is mapped twice (hint: give it once)")
        found[column] = name.strip()
    return found


# --- check ---------------------------------------------------------------------------------------


@app.command()
def check(model: ModelPath, as_json: AsJson = False) -> int:
    """List everything that is wrong with a model.

    Exit code 1 if any of it is an error.

    Example: dmn check loan.dmn
    """
    loaded = _load(model)
    problems = loaded.check()
    if as_json:
        print(to_json({"problems": [finding_data(each) for each in problems]}, indent=2))
    else:
        _print_problems(loaded, problems)
    return _FAILED if any(each.severity == "error" for each in problems) else _PASSED


_SEVERITIES = {"error": "red", "warning": "yellow", "info": "dim"}


def _print_problems(model: Model, problems: Sequence[Problem]) -> None:
    out = console()
    for severity in dict.fromkeys([*_SEVERITIES, *(each.severity for each in problems)]):
        group = [each for each in problems if each.severity == severity]
        if group:
            out.print(shown(f"{severity}: {len(group)}", "bold"))
        for problem in group:
            style = _SEVERITIES.get(severity, "")
            out.print(finding(problem, _place(problem), style), soft_wrap=True)
    if not problems:
        out.print(shown(f"{model.name}: nothing is wrong with it"))


def _place(problem: Problem) -> str:
    """Return `loan.dmn:12 > decision Eligibility, column 4`."""
    place = str(problem.location)
    if problem.line is None or not problem.location.path:
        return place
    file = problem.location.path[0]
    return f"{file}:{problem.line}{place.removeprefix(file)}"


# --- tck -----------------------------------------------------------------------------------------


@app.command()
def tck(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Test files and their models.")],
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the outcome here, too.")
    ] = None,
) -> int:
    """Run tests in the format of the DMN compatibility kit.

    All those below the folder are run. Exit code 0 if there are tests and all pass.

    Example: dmn tck TestCases --json results.json
    """
    if not folder.is_dir():
        raise Refusal(f"{folder}: there is no such folder (hint: test files end in -test-01.xml)")
    if json_file is not None:
        _check_target(json_file)
    outcomes = []
    for outcome in run(folder):
        outcomes.append(outcome)
        print(f"{outcome.passed:>5} of {outcome.total:<5} {plain(outcome.folder)}")
        for failure in outcome.failures:
            print(f"      failed: {plain(' '.join(str(failure).split()))}")
    passed = sum(outcome.passed for outcome in outcomes)
    total = sum(outcome.total for outcome in outcomes)
    if json_file is not None:
        json_file.write_text(to_json(_outcome_data(outcomes), indent=2) + "\n", encoding="utf-8")
    print(f"passed {passed} of {total}")
    return _PASSED if total and passed == total else _FAILED


def _check_target(file: Path) -> None:
    from dmn.files.table_file import TableFileError, check_target  # noqa: PLC0415 - brings pyarrow

    try:
        check_target(file)
    except TableFileError as error:
        raise Refusal(str(error)) from None


def _outcome_data(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    names = ("file", "case", "node", "expected", "actual")
    folders = [
        {
            "folder": each.folder,
            "passed": Decimal(each.passed),
            "total": Decimal(each.total),
            "failures": [
                {name: getattr(failure, name) for name in names} for failure in each.failures
            ],
        }
        for each in outcomes
    ]
    passed = Decimal(sum(each.passed for each in outcomes))
    total = Decimal(sum(each.total for each in outcomes))
    return {"passed": passed, "total": total, "folders": folders}


# --- show ----------------------------------------------------------------------------------------


@app.command()
def show(model: ModelPath) -> int:
    """Draw a model in the terminal.

    Its inputs, types, requirements and services, then the tables and other logic of each decision.

    Example: dmn show loan.dmn
    """
    loaded = _load(model)
    out = console()
    part: RenderableType
    for part in draw(loaded, out.width):
        out.print(part)
    return _PASSED


if __name__ == "__main__":
    sys.exit(main())
