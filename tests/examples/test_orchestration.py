"""The orchestration example: sound, tested by every rule, balanced, steady under its weights."""

import json
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import dmn
from dmn import cli
from dmn import tck as kit

FOLDER = Path(__file__).parents[2] / "examples" / "orchestration"
TESTS = FOLDER / "orchestration-test-01.xml"
CENTRAL, DECENTRAL = "centralised", "decentralised"
LEVELS = ("low", "medium", "high")
# the values of each input, the first one and the last one pulling in opposite directions
VALUES = {
    "Process Stability": LEVELS,
    "Adaptation Need": LEVELS,
    "Compliance Need": LEVELS,
    "Team Autonomy": LEVELS,
    "Visibility Need": LEVELS,
    "Consistency Need": ("eventual", "mixed", "immediate"),
    "Instances per Day": (10, 5000, 1000000),
    "Team Size": (6, 20, 80),
    "Event Skill": ("none", "some", "strong"),
    "Tool Budget": ("none", "limited", "ample"),
}
# what the first value favours; the middle one favours neither, but for compliance
FAVOURED_BY_FIRST = {
    "Process Stability": DECENTRAL,
    "Adaptation Need": CENTRAL,
    "Compliance Need": DECENTRAL,
    "Team Autonomy": CENTRAL,
    "Visibility Need": DECENTRAL,
    "Consistency Need": DECENTRAL,
    "Instances per Day": CENTRAL,
    "Team Size": CENTRAL,
    "Event Skill": CENTRAL,
    "Tool Budget": DECENTRAL,
}
OTHER = {CENTRAL: DECENTRAL, DECENTRAL: CENTRAL}
CRITERION = {"Instances per Day": "Expected Scale"}  # where it is not named as its input


def favoured(name, value):
    first, middle, _ = VALUES[name]
    if value == middle:
        return CENTRAL if name == "Compliance Need" else None
    return FAVOURED_BY_FIRST[name] if value == first else OTHER[FAVOURED_BY_FIRST[name]]


@pytest.fixture(scope="module")
def model():
    return dmn.load(FOLDER / "orchestration.dmn")


def cases():
    return etree.parse(TESTS).getroot().iter(f"{{{kit.NAMESPACE}}}testCase")


def inputs_of(case):
    nodes = case.findall(f"{{{kit.NAMESPACE}}}inputNode")
    return {node.get("name"): kit.value_of(node) for node in nodes}


@pytest.mark.parametrize(
    ("sample", "recommendation", "scores", "mix"),
    [
        ("hospital-admission", "hybrid", (4, -4, 26), "BPMN + DMN + CMMN"),
        ("customer-complaint", "centralised", (20, -20, 10), "CMMN"),
    ],
)
def test_the_samples_give_what_the_readme_says(capsys, sample, recommendation, scores, mix):
    path = FOLDER / "orchestration.dmn"
    given_inputs = str(FOLDER / f"{sample}.json")
    assert cli.main(["evaluate", str(path), "--input", given_inputs, "--json"]) == 0
    advice = json.loads(capsys.readouterr().out)["values"]["Advice"]
    assert advice["recommendation"]["recommendation"] == recommendation
    assert tuple(advice["scores"].values()) == scores
    assert advice["notation"]["mix"] == mix


# --- balance -------------------------------------------------------------------------------------


def recommendations(model, choices):
    counts = Counter()
    for values in product(*choices.values()):
        result = model.evaluate(dict(zip(choices, values, strict=True)), decision="Recommendation")
        counts[result.value["recommendation"]] += 1
    return counts


EXTREMES = {name: (values[0], values[-1]) for name, values in VALUES.items()}
UNCERTAIN = {  # three values where the pull is strongest, the middle one elsewhere
    name: values if position in range(1, 7) else values[1:2]
    for position, (name, values) in enumerate(VALUES.items())
}


@pytest.mark.parametrize("choices", [EXTREMES, UNCERTAIN], ids=["extremes", "three levels of six"])
def test_each_answer_is_given_and_none_dominates(model, choices):
    counts = recommendations(model, choices)
    assert set(counts) == {CENTRAL, DECENTRAL, "hybrid", "no clear winner"}
    assert max(counts.values()) <= 0.6 * counts.total()
    assert min(counts.values()) >= 0.05 * counts.total()


# --- weights -------------------------------------------------------------------------------------

PROCESSES = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in VALUES.items()}
)
WEIGHTS = st.fixed_dictionaries({CRITERION.get(name, name): st.integers(0, 10) for name in VALUES})


def scores_and_answer(model, process, weights):
    result = model.evaluate({**process, "Weights": weights})
    return result["Scores"], result["Recommendation"]["recommendation"]


@given(PROCESSES, WEIGHTS, st.sampled_from(sorted(VALUES)), st.integers(1, 10))
def test_raising_a_weight_never_lowers_what_its_criterion_favours(
    model, process, weights, name, more
):
    criterion = CRITERION.get(name, name)
    raised = {**weights, criterion: min(10, weights[criterion] + more)}
    before, answer = scores_and_answer(model, process, weights)
    after, answer_after = scores_and_answer(model, process, raised)
    model_favoured = favoured(name, process[name]) if name in process else None
    if model_favoured is None:
        assert after == before
        return
    assert after[model_favoured] >= before[model_favoured]
    for rival in before:
        lead = before[model_favoured] - before[rival]
        assert after[model_favoured] - after[rival] >= lead
    if answer == model_favoured:
        assert answer_after == answer


@given(PROCESSES, WEIGHTS)
def test_hybrid_needs_strong_forces_both_ways(model, process, weights):
    result = model.evaluate({**process, "Weights": weights})
    strong = [each for each in result["Arguments"] if each["strength"] == 2 and each["points"]]
    sides = {each["favours"] for each in strong}
    assert (result["Scores"]["hybrid"] > 0) == (sides == {CENTRAL, DECENTRAL})


def test_weights_that_are_no_weights_are_named(model):
    weights = {"Compliance Need": 11, "Complience Need": 3, "Team Size": "much"}
    result = model.evaluate({"Compliance Need": "high", "Weights": weights})
    assert result["Advice"]["ignored weights"] == [
        "Compliance Need",
        "Complience Need",
        "Team Size",
    ]
    assert result["Scores"] == {CENTRAL: 16, DECENTRAL: -16, "hybrid": 0}
