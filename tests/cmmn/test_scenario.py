"""The runner of scenario files: what it does not let pass, and how it says so."""

import textwrap
from pathlib import Path

import pytest

from cmmn.scenario import run_file, run_folder

FOLDER = Path(__file__).parent / "scenarios"


def run(tmp_path, steps, model="roles.cmmn", more=""):
    """Return the failures of one scenario over a model of the folder."""
    (tmp_path / model).write_bytes((FOLDER / model).read_bytes())
    indented = textwrap.indent(textwrap.dedent(steps).strip(), "      ")
    path = tmp_path / "x.yaml"
    text = f"model: {model}\n{more}\nscenarios:\n  - name: one\n    steps:\n{indented}\n"
    path.write_text(text, encoding="utf-8")
    (outcome,) = run_file(path)
    assert outcome.passed is (not outcome.failures)
    return [str(failure) for failure in outcome.failures]


CREATE = "- create: {case: Tasks, roles: {Clerk: ann}}\n"

WRONG = [
    ("- expect: {case: completed}", "step 2: case: expected completed, actual active"),
    ("- expect: {items: {Sort: completed}}", "step 2: items Sort: expected completed, actual"),
    ("- expect: {items: {Sort: [active, active]}}", "actual ['active']"),
    ("- expect: {items: {'Sort#2': active}}", "items Sort#2: expected active, actual absent"),
    ("- expect: {items: {Nothing: active}}", "items Nothing: expected active, actual absent"),
    ("- expect: {count: {Sort: 2}}", "count Sort: expected 2, actual 1"),
    ("- expect: {discretionary: [Sort]}", "discretionary: expected ['Tasks_Sort'], actual []"),
    ("- expect: {log: [Post.create, Sort.create]}", "actual ['Post.create']"),
    ("- expect: {log: [Sort.complete]}", "log: expected ['Sort.complete'], actual []"),
    ("- expect: {log: [case.complete]}", "log: expected ['case.complete'], actual []"),
    ("- expect: {tasks: {Sort: {assignee: ann}}}", "assignee of Sort: expected ann, actual None"),
    ("- expect: {tasks: {Sort: {colour: red}}}", "colour of Sort: expected red, actual unknown"),
    ("- expect: {tasks: {Zzz: {due: P1D}}}", "due of Zzz: expected P1D, actual absent"),
    ("- expect: {incidents: {Sort: CALL_FAILED}}", "incident of Sort: expected CALL_FAILED"),
    ("- expect: {cases: {Claim: active}}", "case Claim: expected active, actual absent"),
    ("- expect: {cases: {Claim: [active]}}", "case Claim: expected ['active'], actual []"),
    ("- expect: {roles: {Clerk: bob}}", "role Clerk: expected ['bob'], actual ['ann']"),
    ("- expect: {references: {mail: [x]}}", "references of mail: expected ['x'], actual []"),
    ("- expect: {weather: fine}", "step 2: weather: expected one of case, items"),
    ("- reject: {complete: Sort}", "step 2: reject complete Sort: expected refused, actual done"),
    ("- reject: {dance: Sort}", "step 2: reject dance: expected a known step"),
    ("- dance: Sort", "step 2: dance Sort: expected done, actual refused: there is no step"),
    ("- start: Sort", "step 2: start Sort: expected done, actual refused"),
]


@pytest.mark.parametrize(("step", "words"), WRONG, ids=[step for step, _ in WRONG])
def test_a_step_that_fails_says_what_was_expected_and_what_is(tmp_path, step, words):
    (failure,) = run(tmp_path, CREATE + step)
    assert words in failure


def test_every_difference_of_an_expectation_is_a_failure(tmp_path):
    steps = CREATE + "- expect: {case: closed, items: {Sort: enabled, Post: enabled, Free: failed}}"
    assert [each.split(":")[1] for each in run(tmp_path, steps)] == [
        " case",
        " items Sort",
        " items Free",
    ]


def test_nothing_is_looked_at_after_a_command_that_was_refused(tmp_path):
    steps = CREATE + "- start: Sort\n- expect: {case: closed}"
    assert len(run(tmp_path, steps)) == 1


def test_a_wrong_file_value_is_a_failure(tmp_path):
    steps = """
        - create: {case: Claim, variables: {amount: 5}}
        - expect: {file: {amount: 5.0}}
        - expect: {file: {amount: 6}}
    """
    assert run(tmp_path, steps) == ["step 3: file amount: expected 6, actual 5"]


def test_the_log_is_looked_at_from_the_last_expectation_on(tmp_path):
    steps = CREATE + "- expect: {log: [Sort.start]}\n- expect: {log: [Sort.start]}"
    (failure,) = run(tmp_path, steps)
    assert failure.startswith("step 3: log")


def test_a_handler_that_is_not_scripted_lets_its_task_wait(tmp_path):
    steps = """
        - create: {case: Chosen, variables: {how: card}}
        - work: {}
        - expect: {items: {Pay: active}}
    """
    assert run(tmp_path, steps, "handlers.cmmn") == []
    more = "handlers: {charge: {receipt: R9}}"
    (failure,) = run(tmp_path, steps, "handlers.cmmn", more)
    assert "items Pay: expected active, actual completed" in failure


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("model: missing.cmmn\nscenarios: []", "FileNotFoundError"),
        ("scenarios: []", "KeyError"),
        ("[1, 2]", "TypeError"),
        ("a: [", "ParserError"),
        ("model: x.yaml\nscenarios: []", "NotCmmnError"),
    ],
)
def test_a_file_that_is_no_scenario_file_is_one_failed_outcome(tmp_path, content, words):
    path = tmp_path / "x.yaml"
    path.write_text(content, encoding="utf-8")
    (outcome,) = run_folder(tmp_path)
    assert not outcome.passed
    assert words in str(outcome.failures[0])


def test_a_folder_is_run_file_by_file_and_a_file_alone():
    names = [outcome.file for outcome in run_folder(FOLDER)]
    assert names == sorted(names)
    assert {outcome.file for outcome in run_folder(FOLDER / "roles.yaml")} == {"roles.yaml"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"model: \xff\xfe\nscenarios: []", "UnicodeDecodeError"),
        (b"model: caf\xe9.cmmn\nscenarios: []", "UnicodeDecodeError"),
        (b"a: " + b"[" * 100_000, "RecursionError"),
        (b"a: " + b"{a: " * 100_000, "RecursionError"),
        (b"model: ../other.cmmn\nscenarios: []", "is not in the folder"),
        (b"model: /other.cmmn\nscenarios: []", "is not in the folder"),
        (b"model: roles.cmmn\ndmn: [../other.dmn]\nscenarios: []", "is not in the folder"),
    ],
    ids=["utf16", "latin1", "lists", "contexts", "above", "root", "decision"],
)
def test_a_file_that_cannot_be_read_is_one_failed_outcome(tmp_path, content, words):
    folder = tmp_path / "scenarios"
    folder.mkdir()
    model = (FOLDER / "roles.cmmn").read_bytes()
    (tmp_path / "other.cmmn").write_bytes(model)
    (folder / "roles.cmmn").write_bytes(model)
    (folder / "x.yaml").write_bytes(content)
    (outcome,) = run_folder(folder)
    assert (outcome.file, outcome.passed) == ("x.yaml", False)
    (failure,) = outcome.failures
    assert words in str(failure)
