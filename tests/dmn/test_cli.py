"""The command says what it found and, of what is wrong, what would be right; never a traceback."""

import datetime as dt
import json
import subprocess
import sys
from decimal import Decimal
from importlib import metadata

import pytest

import dmn
from dmn.cli import main

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"
LOAN = f"""<definitions xmlns="{NAMESPACE}" name="loan" namespace="urn:loan">
<inputData id="i" name="Age"><variable name="Age" typeRef="number"/></inputData>
<inputData id="s" name="Since"><variable name="Since" typeRef="date"/></inputData>
<decision id="e" name="Eligible">
  <informationRequirement><requiredInput href="#i"/></informationRequirement>
  <decisionTable><input><inputExpression><text>Age</text></inputExpression></input>
    <output typeRef="string"/>
    <rule><inputEntry><text>&gt;= 18</text></inputEntry>
      <outputEntry><text>"[red]yes[/red]"</text></outputEntry></rule>
    <rule><inputEntry><text>&lt; 18</text></inputEntry>
      <outputEntry><text>Age.years</text></outputEntry></rule>
  </decisionTable>
</decision>
<decision id="d" name="Day">
  <informationRequirement><requiredInput href="#s"/></informationRequirement>
  <literalExpression><text>[Since, now()]</text></literalExpression></decision>
<decisionService id="v" name="Check"><outputDecision href="#e"/><inputData href="#i"/>
</decisionService>
</definitions>"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Give the current folder: with a model, a broken one, inputs and what is no DMN."""
    files = {
        "loan.dmn": LOAN,
        "broken.dmn": LOAN.replace("&gt;= 18", "&gt;= , 18").replace("Age.years", "null"),
        "sound.dmn": LOAN.replace("Age.years", "null"),
        "loan.json": '{"Age": 42, "Since": "2024-02-29"}',
        "bad.json": '{"Age": 42',
        "list.json": "[1]",
        "in.csv": "Age\n42\n",
        "report.xml": "<report/>",
        "a.dmn": "",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def run(capsys, *arguments):
    code = main(list(arguments))
    return code, *capsys.readouterr()


@pytest.mark.parametrize("command", ["evaluate", "score", "check", "tck", "show"])
def test_every_command_has_help_with_an_example(capsys, command):
    code, out, _ = run(capsys, command, "--help")
    assert code == 0
    assert f"Example: dmn {command} " in out


def test_without_arguments_the_help_is_shown(capsys):
    code, out, _ = run(capsys)
    assert code == 0
    assert "Commands:" in out


REFUSED = [
    (["foo"], ["No such command 'foo'"]),
    (["evaluate", "loan.dmn"], ["Missing option '--input'", "hint"]),
    (["evaluate", "loan.dmn", "--input", "{}", "--nope"], ["No such option: --nope"]),
    (["show"], ["Missing argument 'MODEL'"]),
    (["show", "exmples/loan.dmn"], ["there is no such folder as exmples"]),
    (["show", "laon.dmn"], ["laon.dmn: there is no such file", "broken.dmn, loan.dmn, sound.dmn"]),
    (["show", "report.xml"], ["report.xml: not DMN: the root element is 'report'"]),
    (["check", "a.dmn"], ["a.dmn: not DMN: the file is empty"]),
    (["check", "."], ["a.dmn: not DMN: the file is empty"]),
    (["evaluate", "loan.dmn", "--input", "no.json"], ["there is no file 'no.json'", "JSON itself"]),
    (["evaluate", "loan.dmn", "--input", "bad.json"], ["bad.json: not JSON: line 1, column 11"]),
    (["evaluate", "loan.dmn", "--input", '{"Age": }'], ["--input: not JSON: line 1, column 9"]),
    (["evaluate", "loan.dmn", "--input", "list.json"], ["expected a JSON object", '{"Age": 42}']),
    (
        ["evaluate", "loan.dmn", "--input", "{}", "--decision", "Elligible"],
        ["no decision 'Elligible'", "did you mean 'Eligible'? there are: Eligible, Day"],
    ),
    (
        ["evaluate", "loan.dmn", "--input", "{}", "--service", "Chek"],
        ["no decision service 'Chek'", "there are: Check"],
    ),
    (
        ["evaluate", "loan.dmn", "--input", "{}", "--service", "Check", "--decision", "Day"],
        ["--decision and --service exclude each other"],
    ),
    (["evaluate", "loan.dmn", "--input", "{}", "--now", "noon"], ["--now: 'noon' is no date", "T"]),
    (["score", "loan.dmn", "in.csv", "-o", "out.csv"], ["no column for input 'Since'", "'Age'"]),
    (["score", "loan.dmn", "no.csv", "-o", "out.csv"], ["no.csv: No such file"]),
    (["score", "loan.dmn", "a.dmn", "-o", "out.csv"], ["a.dmn: the file is empty"]),
    (["score", "no.dmn", "no.csv", "-o", "x/y.csv"], ["x/y.csv: there is no folder 'x'"]),
    (
        ["score", "no.dmn", "in.csv", "-o", "."],
        [". is a folder (hint: name a file in it", "in.csv"],
    ),
    (["score", "loan.dmn", "in.csv", "-o", "loan.dmn"], ["loan.dmn: it would replace the model"]),
    (["score", "loan.dmn", "in.csv", "-o", "o", "--decision", "E"], ["no decision 'E'"]),
    (["tck", "nowhere"], ["nowhere: there is no such folder"]),
    (["tck", ".", "--json", "x/y.json"], ["x/y.json: there is no folder 'x'"]),
]


@pytest.mark.parametrize(("arguments", "parts"), REFUSED, ids=lambda each: " ".join(each[:4]))
def test_what_cannot_be_done_is_one_paragraph_on_stderr_and_exit_2(capsys, arguments, parts):
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("dmn: ")
    assert err.count("\n") == 1
    for part in parts:
        assert part in err


def test_the_version_is_that_of_the_package(capsys):
    assert run(capsys, "--version") == (0, f"ruling {metadata.version('ruling')}\n", "")


def test_evaluate_lists_decisions_and_values_as_feel(capsys):
    code, out, _ = run(
        capsys, "evaluate", "loan.dmn", "--input", "loan.json", "--now", "2024-03-01"
    )
    assert code == 0
    assert 'Eligible   "[red]yes[/red]"' in out
    assert '[@"2024-02-29", @"2024-03-01T00:00:00Z"]' in out


def test_the_decision_that_was_asked_for_stands_above_those_it_requires(capsys, folder):
    chain = LOAN.replace(
        "</definitions>",
        """<decision id="t" name="Both"><informationRequirement><requiredDecision href="#e"/>
        </informationRequirement><literalExpression><text>[Eligible]</text></literalExpression>
        </decision></definitions>""",
    )
    (folder / "chain.dmn").write_text(chain, encoding="utf-8")
    arguments = ["evaluate", "chain.dmn", "--input", '{"Age": 42}', "--decision", "Both"]
    _, out, _ = run(capsys, *arguments)
    asked, _, required = (line.split()[:1] for line in out.rstrip().splitlines()[-3:])
    assert (asked, required) == (["Both"], ["Eligible"])


def test_evaluate_gives_warnings_with_an_excerpt_and_a_caret(capsys):
    _, out, _ = run(capsys, "evaluate", "loan.dmn", "--input", '{"Age": 12}')
    assert "Eligible   null" in out
    assert "    Age.years\n    ^^^^^^^^^\n" in out
    assert "input 'Since' was not given" in out


def test_evaluate_reads_numbers_of_json_exactly(capsys, folder):
    number = "1234567890123456789.012345678901234"
    model = LOAN.replace('"[red]yes[/red]"', "Age + 0").replace('typeRef="string"', "")
    (folder / "exact.dmn").write_text(model, encoding="utf-8")
    arguments = ["evaluate", "exact.dmn", "--input", f'{{"Age": {number}}}', "--json"]
    _, out, _ = run(capsys, *arguments, "--decision", "Eligible")
    assert f'"Eligible": {number}' in out


def test_evaluate_explains(capsys):
    _, out, _ = run(capsys, "evaluate", "loan.dmn", "--input", '{"Age": 42}', "--trace")
    assert "+ rule 1 fired: " in out
    assert "- rule 2 stopped: " in out


def test_evaluate_prints_json_for_programs(capsys):
    arguments = ["evaluate", "loan.dmn", "--input", '{"Age": 12}', "--json", "--trace"]
    _, out, _ = run(capsys, *arguments, "--decision", "Eligible")
    data = json.loads(out)
    assert data["values"] == {"Eligible": None}
    (warning,) = data["warnings"]
    assert warning["text"][warning["start"] : warning["end"]] in {"years", "Age.years"}
    (table,) = data["trace"]["decisions"][0]["tables"]
    assert [rule["matched"] for rule in table["rules"]] == [False, True]


def test_evaluate_invokes_a_service(capsys):
    _, out, _ = run(
        capsys, "evaluate", "loan.dmn", "--input", '{"Age": 42}', "--service", "Check", "--json"
    )
    assert json.loads(out)["values"] == {"Eligible": "[red]yes[/red]"}


def test_check_lists_every_problem_with_file_line_element_and_hint(capsys):
    code, out, _ = run(capsys, "check", "broken.dmn")
    assert code == 1
    assert "error: 1\n" in out
    assert "broken.dmn:8 > decision Eligible > rule 1" in out
    assert "    >= , 18\n       ^" in out


def test_check_of_a_sound_model_says_so(capsys):
    assert run(capsys, "check", "sound.dmn")[:2] == (0, "sound.dmn: nothing is wrong with it\n")


def test_check_prints_json_for_programs(capsys):
    code, out, _ = run(capsys, "check", "broken.dmn", "--json")
    (problem,) = json.loads(out)["problems"]
    assert code == 1
    assert (problem["severity"], problem["line"], problem["text"]) == ("error", 8, ">= , 18")


TESTS = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><modelName>loan.dmn</modelName>
  <testCase id="1"><inputNode name="Age"><value xsi:type="xsd:decimal">42</value></inputNode>
    <resultNode name="Eligible"><expected><value>{}</value></expected></resultNode></testCase>
</testCases>"""


@pytest.mark.parametrize(
    ("expected", "code", "last"),
    [("[red]yes[/red]", 0, "passed 1 of 1"), ("no", 1, "passed 0 of 1")],
)
def test_tck_ends_with_what_passed(capsys, folder, expected, code, last):
    (folder / "loan-test-01.xml").write_text(TESTS.format(expected), encoding="utf-8")
    found, out, _ = run(capsys, "tck", ".", "--json", "results.json")
    assert (found, out.splitlines()[-1]) == (code, last)
    data = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert (data["passed"], data["total"]) == (1 - code, 1)
    assert len(data["folders"][0]["failures"]) == code
    assert ('expected "no", found "[red]yes[/red]"' in out) is bool(code)


def test_tck_of_no_tests_is_a_failure(capsys):
    assert run(capsys, "tck", ".")[:2] == (1, "passed 0 of 0\n")


def test_show_draws_the_table_as_written(capsys):
    code, out, _ = run(capsys, "show", "loan.dmn")
    assert code == 0
    assert '│ 1 │ >= 18 │ "[red]yes[/red]" │' in out


def test_a_reader_that_stops_early_is_no_error(folder):
    command = [sys.executable, "-m", "dmn.cli", "show", str(folder / "loan.dmn")]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as process:  # noqa: S603 - our own command
        process.stdout.close()
        assert process.stderr.read() == b""


def test_the_library_does_without_what_only_the_command_needs():
    code = "import sys, dmn; print({'typer', 'rich', 'pandas', 'numpy'} & set(sys.modules))"
    command = [sys.executable, "-c", code]
    found = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert found.stdout == "set()\n"


# --- a single table, as Camunda saves it ---------------------------------------------------------

DISH = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
  xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="dish" name="Dish"
  namespace="http://camunda.org/schema/1.0/dmn" exporter="Camunda Modeler">
  <decision id="d" name="Dish Decision" camunda:historyTimeToLive="P30D">
    <decisionTable id="t" hitPolicy="FIRST">
      <input id="i1" label="Season"><inputExpression id="e1" typeRef="string">
        <text>season</text></inputExpression></input>
      <input id="i2" label="How many guests"><inputExpression id="e2" typeRef="integer">
        <text>guestCount</text></inputExpression></input>
      <input id="i3" label="Day"><inputExpression id="e3" typeRef="date">
        <text>day</text></inputExpression></input>
      <output id="o1" label="Dish" name="dish" typeRef="string"/>
      <output id="o2" label="Portions" name="portions" typeRef="integer"/>
      <rule id="r1"><inputEntry id="a1"><text>"Winter","Fall"</text></inputEntry>
        <inputEntry id="a2"><text>&lt;= 8</text></inputEntry>
        <inputEntry id="a3"><text>&lt; date("2030-01-01")</text></inputEntry>
        <outputEntry id="b1"><text>"Stew"</text></outputEntry>
        <outputEntry id="b2"><text>guestCount + 1</text></outputEntry></rule>
      <rule id="r2"><inputEntry id="a4"><text></text></inputEntry>
        <inputEntry id="a5"><text>not(3,4)</text></inputEntry>
        <inputEntry id="a6"><text></text></inputEntry>
        <outputEntry id="b3"><text>"Salad"</text></outputEntry>
        <outputEntry id="b4"><text>7</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>"""
GUESTS = [
    ("Winter", "5", "2024-01-01"),
    ("Fall", "12", "2024-01-01"),
    ("Summer", "3", ""),
    ("", "4.5", "2031-12-24"),
    ("Winter", "8", "2029-12-31"),
    ("Winter", "", ""),
]


@pytest.fixture
def dish(folder):
    (folder / "dish.dmn").write_text(DISH, encoding="utf-8")
    lines = ["Season;Guest Count;Day", *map(";".join, GUESTS)]
    (folder / "guests.csv").write_bytes(("\ufeff" + "\r\n".join(lines)).encode())
    return dmn.load(folder / "dish.dmn")


def test_names_that_only_a_table_reads_are_columns(capsys, folder, dish):
    arguments = ["score", "dish.dmn", "guests.csv", "-o", "out.csv"]
    code, out, _ = run(capsys, *arguments)
    assert code == 0
    assert "Guest Count   guestCount   number" in out
    expected = []
    for season, count, day in GUESTS:
        inputs = {"season": season or None, "guestCount": Decimal(count) if count else None}
        inputs["day"] = dt.date.fromisoformat(day) if day else None
        value = dish.evaluate(inputs)["Dish Decision"] or {"dish": None, "portions": None}
        values = ("" if each is None else str(each) for each in value.values())
        expected.append(";".join([season, count, day, *values]))
    text = (folder / "out.csv").read_bytes().decode("utf-8-sig")
    header, *rows = text.splitlines()
    assert header == "Season;Guest Count;Day;Dish Decision.dish;Dish Decision.portions"
    assert rows == expected
    assert {row.partition(";")[2].split(";")[2] for row in rows} == {"Stew", "Salad", ""}


@pytest.mark.usefixtures("dish")
def test_names_that_only_a_table_reads_are_shown(capsys):
    _, out, _ = run(capsys, "show", "dish.dmn")
    assert "1 decision, 3 inputs\n" in out
    assert "guestCount   number" in out
    assert "├── guestCount (input)" in out
    assert "┃ How many guests ┃" in out
    assert "┃ guestCount      ┃" in out


@pytest.mark.usefixtures("dish")
def test_names_that_only_a_table_reads_have_its_types(capsys):
    given = '{"season": "Fall", "guestCount": 2, "day": "2024-01-01"}'
    _, out, _ = run(capsys, "evaluate", "dish.dmn", "--input", given)
    assert '{dish: "Stew", portions: 3}' in out
