from dataclasses import replace

import pytest
from case_page import EXAMPLES

from cmmn import CaseEngine
from ruling_workbench.case.decision_reasons import reasons
from ruling_workbench.case.timeline_rows import decisions


@pytest.fixture(scope="module")
def asked():
    with CaseEngine() as engine:
        engine.deploy(EXAMPLES / "complaint")
        case = engine.create("complaint", {"customer": "C", "amount": 120})
        case.complete("assess", {"severity": "high"})
        yield case.now.plan, decisions(case.timeline().steps)


@pytest.mark.parametrize(("at", "rule"), [(0, "rule 5"), (1, "rule 3")])
def test_a_decision_says_which_rule_it_came_from(asked, at, rule):
    plan, lines = asked
    found = reasons(plan, lines[at].decision, lines[at].when)
    assert rule in found.sentences[0]
    assert len(found.sentences) == 1
    assert "fired" in found.details
    assert found.result.trace is not None


def test_a_record_that_is_not_what_comes_out_now_is_said(asked):
    plan, lines = asked
    other = replace(lines[1].decision, outputs={"Severity": "low"})
    said = reasons(plan, other, lines[1].when).sentences[-1]
    assert said == "Recorded was Severity = low; evaluated again it is medium."


@pytest.mark.parametrize("change", [{"sha256": "0"}, {"decision": "Nothing"}, {"model": "other"}])
def test_another_model_is_not_asked(asked, change):
    plan, lines = asked
    found = reasons(plan, replace(lines[0].decision, **change), lines[0].when)
    assert "is not bound to this case" in found.sentences[0]
    assert found.result is None
