"""The command does what a case allows, and says of what is wrong what would be right."""

import json
import os
import shutil
import signal
import subprocess
import sys
from decimal import Decimal
from importlib import metadata
from pathlib import Path

import pytest

from cmmn.cli import app, main

COMPLAINT = Path(__file__).parents[2] / "examples" / "complaint"
KEY = "2026-0117"
CREATE = ["create", "complaint", "--key", KEY, "--var", "customer=C-17", "--var", "amount=120"]
ALICE = ["--as", "alice", "--group", "claims"]


@pytest.fixture(scope="session")
def begun(tmp_path_factory):
    """Give a database with the complaint's definition and one case of it."""
    file = tmp_path_factory.mktemp("begun") / "ruling.db"
    where = ["--db", f"sqlite:///{file}"]
    assert main(["deploy", str(COMPLAINT), *where]) == 0
    roles = ["--role", "Assessor=group:claims,bob", "--role", "Handler=alice"]
    assert main([*CREATE, *roles, *where]) == 0
    return file


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch, begun):
    """Give the current folder, with a copy of that database."""
    shutil.copy(begun, tmp_path / "ruling.db")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("RULING_DB", raising=False)
    return tmp_path


def run(capsys, *arguments):
    capsys.readouterr()
    code = main(list(arguments))
    return code, *capsys.readouterr()


def ask(capsys, *arguments):
    code, out, err = run(capsys, *arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out, parse_float=Decimal)


def names_of_commands():
    import typer  # noqa: PLC0415 - at collection only

    return list(typer.main.get_command(app).commands)


# --- help and version ----------------------------------------------------------------------------


@pytest.mark.parametrize("command", names_of_commands())
def test_every_command_has_help_with_an_example(capsys, command):
    code, out, _ = run(capsys, command, "--help")
    assert code == 0
    assert f"Example: cmmn {command} " in out


def test_without_arguments_the_help_is_shown(capsys):
    code, out, _ = run(capsys)
    assert code == 0
    assert "Commands:" in out


def test_the_version_is_that_of_the_package(capsys):
    assert run(capsys, "--version")[:2] == (0, f"ruling {metadata.version('ruling')}\n")


def test_help_needs_none_of_what_a_command_does():
    code = (
        "import sys, cmmn; before = set(sys.modules); import cmmn.cli; "
        "late = {'cmmn.cli_desk', 'cmmn.show_case', 'sqlalchemy', 'lxml', 'rich.table', 'yaml'}; "
        "print(late & (set(sys.modules) - before))"
    )
    command = [sys.executable, "-c", code]
    found = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert found.stdout == "set()\n"


# --- every command -------------------------------------------------------------------------------

DONE = [
    (["claim", "assess", "--as", "bob"], "assess#1: claim bob"),
    (["assign", "Assess the complaint", "bob"], "assess#1: assign bob"),
    (["complete", "assess", "--var", "severity=high", *ALICE], 'severity update "high"'),
    (["complete", "assess#1", "--vars", '{"severity": "low"}'], 'severity update "low"'),
    (["occur", "withdraw"], "withdraw#1: available -> completed (occur)"),
    (["set", "amount=-5", "description=C-17 is broken"], "amount update -5"),
    (["set", "--text", "description=12"], 'description create "12"'),
    (["plan", "call", *ALICE], "call#1: available -> active (start)"),
    (["plan", "call", "--in", "case"], "call: planned by way of case"),
    (["suspend"], "case: active -> suspended (suspend)"),
    (["suspend", "assess"], "assess#1: active -> suspended (suspend)"),
    (["terminate", "assess#1"], "assess#1: active -> terminated (terminate)"),
    (["terminate"], "case: active -> terminated (terminate)"),
]


@pytest.mark.parametrize(("arguments", "line"), DONE, ids=lambda each: " ".join(each[:2]))
def test_a_command_does_it_and_says_what_happened(capsys, arguments, line):
    name, *rest = arguments
    code, out, err = run(capsys, name, KEY, *rest)
    assert (code, err) == (0, "")
    assert line in out


SEQUENCES = [
    (["suspend assess", "resume assess"], "assess#1: suspended -> active (resume)"),
    (["suspend", "reactivate"], "case: suspended -> active (reactivate)"),
    (["terminate", "close"], "case: terminated -> closed (close)"),
    (["assign assess bob", "delegate assess ann --as bob"], "assess#1: delegate ann"),
    (["assign assess bob", "release assess --as bob"], "assess#1: release to nobody"),
]


@pytest.mark.parametrize(("lines", "last"), SEQUENCES, ids=lambda each: each[-1])
def test_commands_follow_each_other(capsys, lines, last):
    for line in lines:
        name, *rest = line.split()
        code, out, _ = run(capsys, name, KEY, *rest)
        assert code == 0
    assert last in out


CHOICE = """<definitions xmlns="http://www.omg.org/spec/CMMN/20151109/MODEL">
<case id="choice" name="[red]Choice[/red]"><caseFileModel/><casePlanModel id="plan">
<planItem id="A" definitionRef="a"><itemControl><manualActivationRule/></itemControl></planItem>
<planItem id="T" definitionRef="t"/><humanTask id="a" name="A"/>
<timerEventListener id="t"><timerExpression>null</timerExpression></timerEventListener>
</casePlanModel></case></definitions>"""


@pytest.fixture
def choice(folder, capsys):
    """Give the key of a case with a task to be started by hand, and one with an incident."""
    (folder / "choice.cmmn").write_text(CHOICE, encoding="utf-8")
    assert run(capsys, "deploy", "choice.cmmn")[0] == 0
    assert run(capsys, "create", "choice", "--key", "c")[0] == 0
    return "c"


def test_a_task_is_put_aside_taken_up_and_started(capsys, choice):
    for command in ("disable", "reenable", "start"):
        code, out, _ = run(capsys, command, choice, "A")
        assert code == 0
    assert "A#1: enabled -> active (manualStart)" in out


def test_an_incident_is_dealt_with(capsys, choice):
    items = ask(capsys, "show", choice)["items"]
    assert [each["item"] for each in items if each["incident"]] == ["T"]
    code, out, _ = run(capsys, "resolve", choice, "T", "--how", "skip")
    assert code == 0
    assert "T#1: incident dealt with: skip" in out


@pytest.mark.usefixtures("choice")
def test_text_of_a_model_is_no_markup(capsys):
    for command in (["list"], ["show", "c"], ["tasks"], ["history", "c"]):
        assert run(capsys, *command)[0] == 0
    assert "[red]Choice[/red]" in run(capsys, "show", "c")[1]


# --- reading -------------------------------------------------------------------------------------

READ = [
    ["list"],
    ["list", "--definition", "complaint", "--state", "active", "--key", KEY],
    ["list", "--holder", "alice", "--role", "Handler", "--file", "amount>=100", "--find", "c-17"],
    ["list", "--created-from", "2020-01-01", "--created-before", "2999-01-01T00:00:00Z"],
    ["show", KEY],
    ["show", KEY, "--at", "3"],
    ["tasks"],
    ["tasks", "--mine", *ALICE],
    ["tasks", KEY],
    ["tasks", KEY, "--mine", "--as", "bob"],
    ["history", KEY],
    ["explain", KEY],
    ["explain", KEY, "compensate"],
    ["stats"],
    ["worker", "--once"],
    ["check", str(COMPLAINT)],
    ["deploy", str(COMPLAINT)],
]


@pytest.mark.parametrize("arguments", READ, ids=lambda each: " ".join(each[:3]))
def test_what_is_asked_is_answered_drawn_and_as_json(capsys, arguments):
    code, out, err = run(capsys, *arguments)
    assert (code, err) == (0, "")
    assert out.strip()
    assert ask(capsys, *arguments)


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["list"], 1),
        (["list", "--file", "amount>=120"], 1),
        (["list", "--file", "amount>120"], 0),
        (["list", "--file", "customer=C-17"], 1),
        (["list", "--state", "closed", "--state", "failed"], 0),
        (["list", "--milestone", "resolved"], 0),
        (["list", "--holder", "ann"], 0),
        (["list", "--offset", "1"], 0),
        (["tasks"], 1),
        (["tasks", "--overdue"], 0),
        (["tasks", "--mine", "--as", "zed"], 0),
        (["tasks", KEY], 1),
        (["tasks", KEY, "--offset", "1"], 0),
        (["tasks", KEY, "--overdue"], 0),
        (["tasks", KEY, "--mine", "--as", "zed"], 0),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else str(each),
)
def test_a_list_has_what_was_asked_for(capsys, arguments, count):
    page = ask(capsys, *arguments)
    assert len(page["cases" if arguments[0] == "list" else "tasks"]) == count
    assert page["has_more"] is False


def test_a_list_says_when_there_is_more(capsys):
    assert run(capsys, *CREATE)[0] == 0
    assert "there are more: --offset 1" in run(capsys, "list", "--limit", "1")[1]
    assert ask(capsys, "tasks", "--limit", "1")["has_more"] is True


def test_a_case_is_shown_as_it_was(capsys):
    assert ask(capsys, "show", KEY, "--at", "3")["version"] == 3
    assert ask(capsys, "show", KEY)["version"] > 3


def test_a_case_is_found_by_its_id_too(capsys):
    (case,) = ask(capsys, "list")["cases"]
    assert ask(capsys, "show", case["id"])["business_key"] == KEY


def test_history_goes_on_after_a_version(capsys):
    events = ask(capsys, "history", KEY, "--after", "4", "--limit", "2")["events"]
    assert [each["sequence"] for each in events] == [5, 6]


def test_the_database_may_be_named_by_the_environment(capsys, folder, monkeypatch):
    monkeypatch.setenv("RULING_DB", f"sqlite:///{folder / 'other.db'}")
    assert ask(capsys, "list")["cases"] == []


# --- once and at a version -----------------------------------------------------------------------


def test_the_same_command_id_again_changes_nothing(capsys):
    arguments = ["set", KEY, "amount=9", "--command-id", "one"]
    first, again = ask(capsys, *arguments), ask(capsys, *arguments)
    assert first["events"]
    assert (again["version"], again["events"]) == (first["version"], [])
    assert "nothing changed" in run(capsys, *arguments)[1]


def test_the_same_creation_again_is_the_same_case(capsys):
    first, again = (ask(capsys, *CREATE, "--command-id", "two") for _ in range(2))
    assert first["case"] == again["case"]


# --- refusals ------------------------------------------------------------------------------------

REFUSED = [
    (["complete", KEY, "answer"], ["'complete' is not allowed: 'answer#1' is available"]),
    (["claim", KEY, "assess", "--as", "zed"], ["'zed' may not", "Assessor (group:claims, bob)"]),
    (["complete", KEY, "asess"], ["did you mean 'assess'?"]),
    (["plan", KEY, "assess"], ["assess"]),
    (["set", KEY, "amount=dear"], ["'dear' does not fit 'amount'"]),
    (["suspend", KEY, "--expected-version", "3"], ["not 3", "what changed: "]),
    (["resume", KEY], ["allowed now: "]),
    (["resolve", KEY, "assess", "--how", "skip"], ["'assess#1' has no incident"]),
    (["create", "complaint", "--var", "nothing=1"], ["nothing"]),
    (["create", "complaint", "--zone", "Mars/Base", *CREATE[4:]], ["Mars/Base"]),
    (["deploy", "bad.cmmn"], ["bad.cmmn", "nothing was stored"]),
]


@pytest.mark.parametrize(("arguments", "parts"), REFUSED, ids=lambda each: " ".join(each[:3]))
def test_what_a_case_refuses_is_one_line_on_stderr_and_exit_1(capsys, folder, arguments, parts):
    (folder / "bad.cmmn").write_text("<report/>", encoding="utf-8")
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    for part in parts:
        assert part in err


UNDOABLE = [
    (["foo"], ["No such command 'foo'", "cmmn --help"]),
    (["show"], ["Missing argument 'CASE'"]),
    (["show", "nope"], ["there is no case 'nope'"]),
    (["show", KEY, "--at", "999"], ["at version 999", "its versions are 1 to "]),
    (["show", KEY, "--at", "0"], ["'--at'"]),
    (["create", "complant"], ["'complant'", "there are: complaint"]),
    (["create", "complaint", "--var", "amount"], ["'amount' does not say", "amount=120"]),
    (["create", "complaint", "--var", "=1"], ["'=1' does not say"]),
    (["create", "complaint", "--vars", "no.json"], ["no file 'no.json'", '{"amount": 120}']),
    (["create", "complaint", "--vars", '{"a": }'], ["--vars: not JSON"]),
    (["create", "complaint", "--vars", "list.json"], ["expected a JSON object"]),
    (["create", "complaint", "--vars", "latin.json"], ["latin.json: the file is not UTF-8"]),
    (["set", KEY, 'earlier=@"noon"'], ["earlier: 'noon' is no date", "--text"]),
    (["set", KEY], ["nothing to set"]),
    (["claim", KEY, "assess"], ["say who you are, with --as USER"]),
    (["tasks", "--mine"], ["say who you are, with --as USER"]),
    (["tasks", "--mine", "--as", ""], ["--as: it is empty"]),
    (["suspend", KEY, "--command-id", " "], ["--command-id: it is empty"]),
    (["list", "--find", "\udcff"], ["an argument is not UTF-8"]),
    (["tasks", "--group", "claims"], ["--group: groups of nobody"]),
    (["list", "--state", "sleeping"], ["'sleeping'"]),
    (["list", "--file", "amount"], ["'amount' compares nothing", "amount>=100"]),
    (["list", "--file", "amount=[1]"], ["cannot be searched for"]),
    (["list", "--created-from", "noon"], ["--created-from: 'noon' is no date"]),
    (["list", "--limit", "0"], ["'--limit'"]),
    (["list", "--db", "oracle://x"], ["there is no store in oracle", "sqlite:///file.db"]),
    (["list", "--db", "sqlite:///no/such/folder.db"], ["hint"]),
    (["list", "--db", "sqlite:///list.json"], ["the database says"]),
    (["resolve", KEY, "assess", "--how", "wish"], ["'wish'"]),
    (["deploy", "nowhere"], ["nowhere: there is no such file or folder"]),
    (["check", "nowhere"], ["nowhere: there is no such file or folder"]),
    (["scenario", "nowhere"], ["nowhere: there is no such file or folder"]),
    (["scenario", ".", "--json", "x/y.json"], ["x/y.json cannot be written"]),
]


@pytest.mark.parametrize(("arguments", "parts"), UNDOABLE, ids=lambda each: " ".join(each[:4]))
def test_what_cannot_be_done_is_one_line_on_stderr_and_exit_2(capsys, folder, arguments, parts):
    (folder / "list.json").write_text(f"[{'1, ' * 2_000}1]", encoding="utf-8")
    (folder / "latin.json").write_bytes('{"a": "é"}'.encode("latin-1"))
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    for part in parts:
        assert part in err


def test_what_is_our_own_fault_is_not_put_on_the_user(monkeypatch):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("cmmn.cli_desk.Desk.stats", broken)
    with pytest.raises(ZeroDivisionError):
        main(["stats"])


def test_a_key_that_several_cases_have_is_refused_with_their_ids(capsys):
    assert run(capsys, *CREATE)[0] == 0
    ids = [each["id"] for each in ask(capsys, "list")["cases"]]
    code, _, err = run(capsys, "show", KEY)
    assert code == 2
    assert all(each in err for each in ids)


def test_what_is_refused_changes_nothing(capsys):
    before = ask(capsys, "show", KEY)
    run(capsys, "complete", KEY, "answer")
    assert ask(capsys, "show", KEY)["version"] == before["version"]


# --- check and scenario --------------------------------------------------------------------------


def test_check_lists_what_is_wrong_with_line_and_hint(capsys, folder):
    (folder / "wrong.cmmn").write_text(CHOICE.replace('"t"/>', '"b"/>'), encoding="utf-8")
    code, out, _ = run(capsys, "check", "wrong.cmmn")
    assert code == 1
    assert "error: wrong.cmmn:" in out
    code, out, _ = run(capsys, "check", "wrong.cmmn", "--json")
    assert code == 1
    assert "error" in {each["severity"] for each in json.loads(out)["problems"]}


def test_check_lists_what_is_no_model(capsys, folder):
    (folder / "bad.cmmn").write_text("<report/>", encoding="utf-8")
    code, out, _ = run(capsys, "check", "bad.cmmn")
    assert code == 1
    assert "bad.cmmn" in out


SCENARIOS = """
model: choice.cmmn
scenarios:
  - name: first
    steps:
      - create: {}
      - expect: {items: {A: %s}}
"""


@pytest.mark.usefixtures("choice")
@pytest.mark.parametrize(
    ("expected", "code", "last"),
    [("enabled", 0, "passed 1 of 1"), ("active", 1, "passed 0 of 1")],
)
def test_scenario_ends_with_what_passed(capsys, folder, expected, code, last):
    (folder / "choice.yaml").write_text(SCENARIOS % expected, encoding="utf-8")
    found, out, _ = run(capsys, "scenario", ".", "--json", "outcome.json")
    assert (found, out.splitlines()[-1]) == (code, last)
    data = json.loads((folder / "outcome.json").read_text(encoding="utf-8"))
    assert (data["passed"], data["total"]) == (1 - code, 1)
    failing = "failed: first, step 2: items A: expected active, actual enabled"
    assert (failing in out) is bool(code)


def test_scenario_without_any_is_a_failure(capsys):
    assert run(capsys, "scenario", ".")[:2] == (1, "passed 0 of 0\n")


# --- the process ---------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda each: each.name)
def test_a_worker_that_is_ended_leaves_with_0(folder, number):
    command = [sys.executable, "-m", "cmmn.cli", "worker", "--db", f"sqlite:///{folder}/ruling.db"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:  # noqa: S603 - our own command
        try:
            assert process.stderr.readline() == "working; Ctrl-C ends it\n"
            os.kill(process.pid, number)
            assert process.communicate(timeout=30) == ("", "")
        finally:
            process.kill()
    assert process.returncode == 0


def test_a_reader_that_stops_early_is_no_error():
    command = [sys.executable, "-m", "cmmn.cli", "history", KEY]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as process:  # noqa: S603 - our own command
        process.stdout.close()
        assert process.stderr.read() == b""
