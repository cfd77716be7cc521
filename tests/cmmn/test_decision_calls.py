import case_text
import model_text
import pytest

from cmmn.decision_calls import BoundModel, find_decision
from cmmn.reader import read

ONE = model_text.load("""
    input Age : number
    decision Risk (Age) = Age
    service Ask (Age) -> Risk
""")
OTHER = model_text.load("input Age : number\ndecision Risk (Age) = 0\ndecision Rate (Age) = 1")
DEFINITIONS = read(
    case_text.xml("""
        ruling rate (Age) gives Rate
        ruling d1 (Age)
        ruling d2 (Age)
        task A
    """)
    .replace(b'id="d1" name="d1"', b'id="d1" name="x" externalRef="other.dmn#_Rate"')
    .replace(b'id="d2" name="d2"', b'id="d2" name="Risk"')
)
MODELS = {"one": BoundModel(ONE, "1" * 64), "other": BoundModel(OTHER, "2" * 64)}


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("Risk", ("one", "Risk", False)),
        ("_Risk", ("one", "Risk", False)),
        ("Ask", ("one", "Ask", True)),
        ("_Rate", ("other", "Rate", False)),
        ("d1", ("other", "Rate", False)),
        ("d2", ("one", "Risk", False)),
    ],
)
def test_a_reference_is_the_name_of_a_decision_or_of_an_element_that_tells_more(
    reference, expected
):
    call = find_decision(DEFINITIONS, reference, MODELS)
    assert (call.key, call.name, call.is_service) == expected
    assert call.sha256 == MODELS[call.key].sha256
    assert call.model is MODELS[call.key].model


@pytest.mark.parametrize("reference", ["nobody", "rate", ""])
def test_what_no_model_has_is_none(reference):
    assert find_decision(DEFINITIONS, reference, MODELS) is None


def test_without_models_there_is_no_decision():
    assert find_decision(DEFINITIONS, "Risk", {}) is None


def test_a_declared_decision_brings_its_parameters():
    models = {"m": BoundModel(model_text.load("decision rate = 1"), "3" * 64)}
    call = find_decision(DEFINITIONS, "rate", models)
    assert (call.inputs, call.outputs) == (("Age",), ("Rate",))
