import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cmmn import CaseEngine, User
from cmmn.lifecycle import State

CASES = Path(__file__).parents[2] / "benchmarks" / "cases"


@pytest.fixture
def part(script, monkeypatch):
    """Import a script of these benchmarks, which find the shared ones too."""
    monkeypatch.syspath_prepend(CASES)
    return script


def has_server():
    return bool(os.environ.get("CI") or [*Path("/usr/lib/postgresql").glob("*/bin/initdb")])


@pytest.mark.server
def test_everything_runs_and_writes_what_it_found(tmp_path):
    found = tmp_path / "found.json"
    command = [sys.executable, CASES / "run.py", "--quick", "--json", found]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - this interpreter
    report = json.loads(found.read_text())
    assert {"versions", "machine", "commit", "date", "size"} < report.keys()
    assert len(report["sections"]) == (6 if has_server() else 4)
    for section in report["sections"]:
        assert section["goals"] == []
        times = [each for row in section["rows"].values() for each in row if type(each) is float]
        assert times
        assert all(each > 0 for each in times)


def test_the_case_has_twenty_plan_items_and_is_without_problems():
    with CaseEngine() as engine:
        deployed = {each.key: each for each in engine.deploy(CASES / "cases.cmmn")}
        assert not [each for row in deployed.values() for each in row.problems]
        case = engine.create("application")
        plan, _ = engine.engine.read(case.id)
    assert len(plan.items) == 20 + 1  # and the case plan model


def test_the_case_goes_from_start_to_end(part):
    flow = part("flow")
    with CaseEngine() as engine:
        engine.deploy(flow.MODEL)
        flow.start_to_end(engine)
        (row,) = engine.cases().rows
        assert row.state == State.COMPLETED
        assert len(engine.case(row.id).commands()) == flow.COMMANDS


def test_copied_cases_are_like_those_that_were_made(part):
    small = replace(part("size").QUICK, made=10, crowd=40)
    with CaseEngine() as engine:
        part("crowd").fill(engine, small)
        assert len(engine.cases(limit=100).rows) == 40
        listed = [each.case_id for each in engine.tasks(User("p7"), limit=100).rows]
        assert set(listed) == {listed[0].partition("-")[0] + end for end in ("", "-1", "-2", "-3")}
        (original,) = [each for each in listed if "-" not in each]
        assert engine.case(f"{original}-1").items == engine.case(original).items
