"""What if: one input or two, moved over their values."""

import pytest
from loan_applicant import ADA, MODEL
from workbench_app import opened, texts, typed

from dmn import decision_tests
from feel.conversion import from_natural


@pytest.fixture
def ada(engine):
    test = decision_tests.DecisionTest("Ada", from_natural(ADA), {})
    engine.attachments.add("dmn", MODEL, "preset", "Ada", decision_tests.test_data(test))
    return engine


def begun(decision):
    return opened("what-if", model=MODEL, decision=decision)


def moved(app, label, name):
    box = next(each for each in app.selectbox if typed(each.label) == label)
    return box.select(name).run()


@pytest.mark.usefixtures("ada")
def test_one_input_is_moved_and_the_turn_is_named():
    app = moved(begun("Eligibility"), "Move", "Applicant.Credit Score")
    assert not app.exception
    assert "Where the outcome changes" in texts(app)
    assert "Credit Score" in texts(app)
    assert app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")


@pytest.mark.usefixtures("ada")
def test_two_inputs_give_a_map():
    app = moved(begun("Eligibility"), "Move", "Applicant.Credit Score")
    other = next(each for each in app.selectbox if typed(each.label) == "and")
    assert "Applicant.Credit Score" not in other.options
    app = moved(app, "and", "Requested Amount")
    assert not app.exception
    assert "outcomes: " in texts(app)


def test_two_versions_lie_over_each_other(ada):
    content = ada.models.get("dmn", MODEL).content.replace(b"<output>", b"<output >")
    changed = content.replace(b'"STRETCHED"', b'"AFFORDABLE"', 1)
    ada.models.deploy([("loan.dmn", changed)])
    app = moved(begun("Eligibility"), "Beside version", 1)
    assert not app.exception
    assert "Where the outcome changes, version 1" in texts(app)
    assert "Where the outcome changes, version 2" in texts(app)


@pytest.mark.usefixtures("engine")
def test_a_decision_model_that_is_not_there_is_told():
    assert "There is no decision model 'nobody'" in texts(opened("what-if", model="nobody"))
