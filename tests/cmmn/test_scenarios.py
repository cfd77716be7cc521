"""Every scenario of the project's own folder and of the kit, each a test; and their models."""

import os
from functools import cache
from pathlib import Path

import pytest
import yaml
from lxml import etree

from cmmn.case_index import Surroundings
from cmmn.compiler import compile_case
from cmmn.lifecycle import FileTransition, Transition
from cmmn.reader import read_file
from cmmn.scenario import run_file

OURS = Path(__file__).parent / "scenarios"
KIT = os.environ.get("RULING_CMMN")
NO_KIT = "RULING_CMMN does not name the folder of the scenario kit"
MODELS = sorted(OURS.glob("*.cmmn"))
NONE = [pytest.param(None, None, marks=pytest.mark.skip(reason=NO_KIT))]


@cache
def scenarios(path):
    """Return the names of a file's scenarios, in order."""
    content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return [each["name"] for each in content["scenarios"]]


@cache
def outcomes(path):
    """Return how the scenarios of a file went, by name."""
    return {each.scenario: each for each in run_file(path)}


def every(folder):
    """Return each scenario of a folder as parameters of a test."""
    return [
        pytest.param(path, name, id=f"{path.stem}: {name}")
        for path in sorted(Path(folder).glob("*.yaml"))
        for name in scenarios(path)
    ]


def said(outcome):
    """Return the failing steps of a scenario in words."""
    return [str(failure) for failure in outcome.failures]


@pytest.mark.parametrize(("path", "name"), every(OURS))
def test_our_scenario_passes(path, name):
    assert said(outcomes(path)[name]) == []


@pytest.mark.parametrize(("path", "name"), every(KIT) if KIT else NONE)
def test_scenario_of_the_kit_passes(path, name):
    assert said(outcomes(path)[name]) == []


def test_the_kit_is_there():
    if KIT is None:
        pytest.fail(NO_KIT) if os.environ.get("CI") else pytest.skip(NO_KIT)
    assert len(every(KIT)) > 400


# --- the folder itself ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(OURS.glob("*.yaml")), ids=lambda path: path.stem)
def test_names_of_scenarios_are_unique_within_their_file(path):
    names = scenarios(path)
    assert len(set(names)) == len(names) > 0


def test_there_are_scenarios_for_what_the_kit_hardly_touches():
    assert len(every(OURS)) >= 60


def test_every_model_and_every_decision_is_used_by_scenarios():
    contents = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in OURS.glob("*.yaml")]
    used = {name for each in contents for name in (each["model"], *each.get("dmn", ()))}
    assert used == {path.name for path in OURS.iterdir() if path.suffix in (".cmmn", ".dmn")}


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_model_has_no_problems(path):
    definitions = read_file(path)
    plans = [
        compile_case(definitions, case, path.name, Surroundings({})) for case in definitions.cases
    ]
    assert [str(problem) for plan in plans for problem in plan.problems] == []


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_model_is_valid_against_the_schema(path, cmmn_schema):
    document = etree.parse(path)
    assert cmmn_schema.validate(document), cmmn_schema.error_log.filter_from_errors()


@pytest.fixture(scope="module")
def cmmn_schema(schemas):
    """Give the schema of CMMN 1.1."""
    return etree.XMLSchema(etree.parse(schemas / "cmmn" / "CMMN11.xsd"))


def test_every_standard_event_is_heard_somewhere():
    heard = {
        (etree.QName(event.getparent()).localname.startswith("planItem"), event.text)
        for path in MODELS
        for event in etree.parse(path).iter("{*}standardEvent")
    }
    of_items = {(True, str(each)) for each in Transition} - {(True, "parentTerminate")}
    of_files = {(False, str(each)) for each in FileTransition}
    assert heard == of_items | of_files
