"""The examples that a newcomer finds in a new database."""

from pathlib import Path

import pytest

from cmmn import CaseEngine
from ruling_workbench.server import examples

FOLDER = Path(__file__).parents[3] / "examples"


def test_the_examples_are_those_of_the_checkout():
    assert examples.examples_folder() == FOLDER


def test_every_example_is_deployed_at_once():
    folders = sorted({path.parent.name for path in FOLDER.glob("*/*.?m*") if path.suffix != ".md"})
    with CaseEngine() as engine:
        assert examples.examples_into(engine) == [each for each in folders if each]
        keys = {each.key for each in engine.definitions()}
        counts = engine.attachments.counts("dmn")
    assert {"complaint", "Severity", "Loan origination", "Triage", "patient_intake"} <= keys
    tests = {key: found["test"] for (_, key), found in counts.items()}
    assert tests == {"Loan origination": 166, "Orchestration": 26, "Triage": 49}


def test_without_examples_nothing_is_deployed(monkeypatch, tmp_path):
    monkeypatch.setattr(examples, "_CHECKOUT", tmp_path / "a")
    monkeypatch.setattr(examples, "_INSTALLED", tmp_path / "b")
    assert examples.examples_folder() is None
    with CaseEngine() as engine:
        assert examples.examples_into(engine) == []
        assert engine.definitions() == []


@pytest.mark.parametrize("name", ["a.txt", "b.xml"])
def test_a_folder_without_models_is_no_example(tmp_path, name):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / name).write_text("", encoding="utf-8")
    assert examples.model_folders(tmp_path) == []
