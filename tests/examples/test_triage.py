"""The triage example: sound, tested by every rule, and steady under what must not matter to it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import dmn
import feel
from dmn import cli
from dmn import tck as kit
from feel.temporal import Date, parse_date_time, parse_duration

FOLDER = Path(__file__).parents[2] / "examples" / "triage"
TESTS = FOLDER / "triage-test-01.xml"
NOW = parse_date_time("2026-03-10T10:00:00+01:00")
KINDS = (
    *("heart rate", "oxygen saturation", "respiratory rate", "systolic pressure"),
    "temperature",
)
NORMAL = dict(zip(KINDS, (80, 98, 16, 120, 36.8), strict=True))


@pytest.fixture(scope="module")
def model():
    return dmn.load(FOLDER / "triage.dmn")


def cases():
    return etree.parse(TESTS).getroot().iter(f"{{{kit.NAMESPACE}}}testCase")


def inputs_of(case):
    nodes = case.findall(f"{{{kit.NAMESPACE}}}inputNode")
    return {node.get("name"): kit.value_of(node) for node in nodes}


def reading(kind, value, minute=55):
    taken = parse_date_time(f"2026-03-10T09:{minute}:00+01:00")
    return {"kind": kind, "value": value, "taken at": taken}


def intake(readings, symptoms=(), born=1990):
    return {
        "Assessed At": NOW,
        "Arrived At": parse_date_time("2026-03-10T09:50:00+01:00"),
        "Birth Date": Date(born, 5, 1),
        "Readings": readings,
        "Symptoms": list(symptoms),
        "Medications": [],
        "Allergies": [],
    }


STROKE_ALERTS = [
    "No reading of the last 30 minutes: temperature.",
    "Suspected stroke: treatment is possible until 2026-03-10T10:00:00+01:00.",
]


@pytest.mark.parametrize(
    ("sample", "level", "alerts", "required"),
    [
        ("stroke", 2, STROKE_ALERTS, ["blood glucose", "CT of the head"]),
        ("newborn", 2, ["The wait has already ended."], ["blood cultures"]),
    ],
)
def test_the_samples_give_what_the_readme_says(capsys, sample, level, alerts, required):
    path = str(FOLDER / "triage.dmn")
    given_inputs = str(FOLDER / f"{sample}.json")
    command = ["evaluate", path, "--input", given_inputs, "--service", "Triage", "--json"]
    assert cli.main(command) == 0
    values = json.loads(capsys.readouterr().out)["values"]
    assert values["Category"]["level"] == level
    assert values["Doctor By"] == "2026-03-10T10:00:00+01:00"
    assert (values["Alerts"], values["Required Tests"]) == (alerts, required)


def test_the_clock_of_the_machine_does_not_matter(model):
    inputs = intake([reading(kind, value) for kind, value in NORMAL.items()])
    later = parse_date_time("2031-01-01T00:00:00Z")
    assert dict(model.evaluate(inputs, now=later)) == dict(model.evaluate(inputs, now=NOW))


# --- laws ----------------------------------------------------------------------------------------

READINGS = st.builds(reading, st.sampled_from(KINDS), st.integers(0, 250), st.integers(10, 59))
SYMPTOMS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["chest pain", "facial droop", "headache", "fever", "sprain"]),
        "severity": st.none() | st.integers(0, 10),
        "onset": st.none()
        | st.integers(0, 9).map(lambda hour: reading("", 0, 10 + hour)["taken at"]),
    }
)


@given(
    st.lists(READINGS, max_size=6, unique_by=lambda each: (each["kind"], each["taken at"])),
    st.randoms(use_true_random=False),
)
def test_the_order_of_readings_does_not_matter(model, readings, random):
    shuffled = random.sample(readings, len(readings))
    in_order, out_of_order = model.evaluate(intake(readings)), model.evaluate(intake(shuffled))
    for decision in ("Findings", "Category", "Doctor By", "Alerts", "Required Tests"):
        assert out_of_order[decision] == in_order[decision]


@given(st.lists(SYMPTOMS, max_size=4), SYMPTOMS, st.integers(1930, 2025))
def test_one_more_symptom_never_makes_a_patient_less_urgent(model, symptoms, one_more, born):
    before = model.evaluate(intake([], symptoms, born))["Category"]["level"]
    after = model.evaluate(intake([], [*symptoms, one_more], born))["Category"]["level"]
    assert 1 <= after <= before


@given(st.integers(0, 3600))
def test_a_reading_is_recent_for_thirty_minutes_and_not_a_second_longer(model, seconds):
    age = parse_duration(f"PT{seconds}S")
    taken = feel.evaluate("assessed - age", {"assessed": NOW, "age": age})
    result = model.evaluate(intake([{"kind": "heart rate", "value": 80, "taken at": taken}]))
    assert ("heart rate" in result["Missing Readings"]) == (seconds > 30 * 60)
