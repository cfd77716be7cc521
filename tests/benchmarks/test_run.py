import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SCRIPTS = {"single": 1, "large_table": 1, "load": 1, "kit": 1, "run": 4}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_runs_and_writes_what_it_found(name, tmp_path, monkeypatch):
    monkeypatch.delenv("RULING_TCK", raising=False)
    found = tmp_path / "found.json"
    command = [sys.executable, BENCHMARKS / f"{name}.py", "--smoke", "--json", found]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - this interpreter
    report = json.loads(found.read_text())
    assert {"versions", "machine", "commit", "date", "effort"} < report.keys()
    assert len(report["sections"]) == SCRIPTS[name]
    for section in report["sections"]:
        times = [each for row in section["rows"].values() for each in row if type(each) is float]
        assert times
        assert all(each > 0 for each in times)


def test_the_kit_counts_the_cases_that_pass(script, tmp_path):
    (tmp_path / "m.dmn").write_bytes(
        b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" namespace="m">'
        b'<decision id="d" name="Two"><variable name="Two"/>'
        b"<literalExpression><text>1 + 1</text></literalExpression></decision></definitions>"
    )
    (tmp_path / "m-test-01.xml").write_bytes(
        b'<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"'
        b' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        b' xmlns:xsd="http://www.w3.org/2001/XMLSchema"><modelName>m.dmn</modelName>'
        b'<testCase id="1"><resultNode name="Two" type="decision"><expected>'
        b'<value xsi:type="xsd:decimal">2</value></expected></resultNode></testCase>'
        b"</testCases>"
    )
    section = script("kit").kit(tmp_path, rounds=1)
    assert [goal.found for goal in section.goals] == ["1"]
    assert section.goals[0].reached


def test_a_missed_goal_is_said(script, capsys):
    report = script("report")
    goal = report.Goal("at most 1/4", "1/3.0", reached=False)
    report.print_section(report.Section("title", ("mean",), {"ruling": (2.5e-6,)}, (goal,)))
    assert capsys.readouterr().out.splitlines()[1:] == [
        "title",
        "             mean",
        "  ruling  2.50 µs",
        "  MISSED   at most 1/4: 1/3.0",
    ]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(2.0, "2.00 s"), (3e-3, "3.00 ms"), (4.5e-6, "4.50 µs"), (282e-9, "282 ns"), ("x 2", "x 2")],
)
def test_a_time_is_shown_in_the_unit_that_suits_it(script, seconds, text):
    assert script("report").shown(seconds) == text
