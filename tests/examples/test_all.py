"""What holds for every example: valid, sound, drawn; its cases pass and cover its rules."""

from pathlib import Path

import pytest
from lxml import etree

import dmn
import dmn.tck_file as kit
from dmn import tck

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(params=["loan", "orchestration", "triage"])
def example(request):
    return request.param


@pytest.fixture
def model(example):
    return dmn.load(EXAMPLES / example / f"{example}.dmn")


@pytest.fixture
def cases(example):
    path = EXAMPLES / example / f"{example}-test-01.xml"
    return list(etree.parse(path).getroot().iter(f"{{{kit.NAMESPACE}}}testCase"))


def evaluated(model, case):
    nodes = case.findall(f"{{{kit.NAMESPACE}}}inputNode")
    inputs = {node.get("name"): kit.value_of(node) for node in nodes}
    return model.evaluate(inputs, service=case.get("invocableName"), trace=True)


def test_the_model_and_its_tests_are_valid(example, schemas):
    for name, schema in ((f"{example}.dmn", "DMN15"), (f"{example}-test-01.xml", "testCases")):
        checked = etree.XMLSchema(etree.parse(schemas / "dmn" / f"{schema}.xsd"))
        checked.assertValid(etree.parse(EXAMPLES / example / name))


def test_nothing_is_wrong_with_the_model(model):
    assert model.problems == []


def test_everything_drawn_is_in_the_model_and_the_other_way_round(model):
    elements = model.definitions.dmndi.diagrams[0].elements
    shapes = {each.dmn_element_ref for each in elements if hasattr(each, "bounds")}
    known = {each.id for each in model.definitions.drg_elements}
    noted = {each.id for each in model.definitions.artifacts}
    assert known <= shapes <= known | noted


def test_all_worked_cases_pass(example, cases):
    (outcome,) = tck.run(EXAMPLES / example)
    assert outcome.failures == ()
    assert outcome.total == len(cases)


def test_every_rule_fires_in_a_worked_case(model, cases):
    fired, rules = {}, {}
    for case in cases:
        for decision in evaluated(model, case).trace.decisions:
            for table in decision.tables:
                rules[table.path] = {rule.number for rule in table.rules}
                fired.setdefault(table.path, set()).update(table.matched)
    assert fired == rules


def test_worked_cases_warn_of_nothing_but_their_inputs(model, cases):
    warnings = [each for case in cases for each in evaluated(model, case).warnings]
    assert {each.code for each in warnings} <= {"MISSING_INPUT", "VALUE_NOT_ALLOWED"}
