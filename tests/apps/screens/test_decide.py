"""Decide: a model asked, tested and edited, ending in what the engine holds."""

import pytest
from loan_applicant import ADA, MODEL
from workbench_app import check, opened, texts, typed

from cmmn import FormKey
from dmn import decision_tests
from dmn.edits import CellEdit
from feel.conversion import from_natural
from ruling_workbench.decide.draft_edits import kept_edits


@pytest.fixture
def ada(engine):
    """Keep the inputs of one applicant as a preset."""
    payload = decision_tests.test_data(decision_tests.DecisionTest("Ada", from_natural(ADA), {}))
    engine.attachments.add("dmn", MODEL, "preset", "Ada", payload)
    return engine


def begun(app):
    """Return a page that began with the preset there is."""
    box = next(each for each in app.selectbox if typed(each.label) == "Begin with")
    assert box.value.name == "Ada"
    return app


@pytest.mark.usefixtures("ada")
def test_what_is_entered_for_one_decision_is_there_for_the_next():
    app = begun(opened("decide", model=MODEL, decision="Eligibility"))
    box = next(each for each in app.selectbox if typed(each.label) == "Decision")
    box.select("Employment Status").run()
    box = next(each for each in app.selectbox if typed(each.label) == "Decision")
    box.select("Eligibility").run()
    assert "Eligibility = REFER" in texts(app)


def named(elements, label):
    return next(each for each in elements if typed(each.label) == label)


@pytest.mark.usefixtures("engine")
def test_an_empty_form_is_answered_with_what_is_missing():
    app = opened("decide", model=MODEL, decision="Eligibility")
    assert "Eligibility = INCOMPLETE" in texts(app)
    assert "input 'Applicant' was not given" in texts(app)


@pytest.mark.usefixtures("ada")
def test_the_form_asks_for_what_a_decision_needs_and_gives_its_reason():
    app = begun(opened("decide", model=MODEL, decision="Eligibility"))
    assert not app.exception
    assert "Eligibility = REFER" in texts(app)
    assert 'because rule 3 of "Eligibility" matched' in texts(app)
    named(app.text_input, "Credit Score (300 to 850)").set_value("299").run()
    assert "Eligibility = " in texts(app)


@pytest.mark.usefixtures("ada")
def test_what_cannot_be_read_is_said_and_is_null():
    app = begun(opened("decide", model=MODEL, decision="Eligibility"))
    named(app.text_input, "Age (0 to 120)").set_value("abc").run()
    assert not app.exception
    assert "'abc' is not a number" in texts(app)


def test_a_result_is_kept_as_a_test_that_passes(ada):
    app = begun(opened("decide", model=MODEL, decision="Eligibility"))
    named(app.text_input, "Name of the test").set_value("Ada refers").run()
    app.button("test save").click().run()
    assert not app.exception
    kept = ada.attachments.list("dmn", MODEL, "test").rows
    assert [each.name for each in kept] == ["Ada refers"]
    test = decision_tests.test_of(kept[0].payload)
    assert test.expected == {"Eligibility": "REFER"}
    parts = named(app.segmented_control, "Part of the page")
    assert "Tests 1/1" in [typed(each) for each in parts.options]


@pytest.mark.usefixtures("ada")
def test_json_shows_the_inputs_of_the_form_and_takes_others():
    app = begun(opened("decide", model=MODEL, decision="Eligibility"))
    named(app.segmented_control, "Inputs as").set_value("JSON").run()
    area = named(app.text_area, "Inputs as JSON")
    assert '"Credit Score": 702' in area.value
    area.set_value(area.value.replace("250000", "2500000")).run()
    assert not app.exception
    assert "Eligibility = INELIGIBLE" in texts(app)


def drafting(engine, cell):
    """Return the page with the draft of a decision, and a cell of it selected."""
    app = begun(opened("decide", model=MODEL, decision="Eligibility"))
    elements = engine.models.model(MODEL).definitions.drg_elements
    element = next(each for each in elements if each.name == "Eligibility")
    app.session_state[f"draft cell {MODEL} {element.id}"] = cell
    return check(named(app.segmented_control, "Part of the page").set_value("Draft").run())


def test_an_edited_cell_is_compared_and_saved_as_a_version(ada):
    app = drafting(ada, "#rule:3:output:1")
    line = next(each for each in app.text_input if each.value == '"REFER"')
    line.set_value('"INELIGIBLE"')
    named(app.button, "Change").click().run()
    assert not app.exception
    assert 'Eligibility, rule 3, Eligibility: "REFER" became "INELIGIBLE"' in texts(app)
    assert ada.models.model(MODEL).evaluate(ADA, decision="Eligibility").value == "REFER"
    named(app.button, "Save as new version").click().run()
    assert not app.exception
    assert ada.models.get("dmn", MODEL).version == 2
    assert ada.models.model(MODEL, 2).evaluate(ADA, decision="Eligibility").value == "INELIGIBLE"
    assert ada.models.model(MODEL, 1).evaluate(ADA, decision="Eligibility").value == "REFER"


def test_rules_come_and_go_and_edits_are_made_to_what_stands_there_then(ada):
    app = drafting(ada, "#rule:3:output:1")
    check(named(app.button, "Add rule above").click().run())
    assert "Eligibility: rule 3 added: - | - | - | - || nothing" in texts(app)
    named(app.text_input, "rule 3, input 'Decline Reasons'").set_value("> 9")
    check(named(app.button, "Change").click().run())
    assert "Eligibility: rule 3 added: > 9 | - | - | - || nothing" in texts(app)
    check(named(app.button, "Remove rule").click().run())
    assert "0 changes" in texts(app)
    check(named(app.button, "Remove rule").click().run())
    assert 'Eligibility: rule 3 removed: - | - | - | "STRETCHED" || "REFER"' in texts(app)
    check(named(app.button, "Save as new version").click().run())
    assert ada.models.model(MODEL, 2).evaluate(ADA, decision="Eligibility").value == "ELIGIBLE"


def test_the_last_edit_is_taken_back(ada):
    app = drafting(ada, "#rule:3:output:1")
    check(named(app.button, "Remove rule").click().run())
    check(named(app.button, "Add rule below").click().run())
    assert "2 changes" in texts(app)
    check(named(app.button, "Take the last edit back").click().run())
    assert "1 change" in texts(app)
    assert "Eligibility: rule 3 removed" in texts(app)


def test_an_edit_that_fits_nothing_is_told_and_the_others_are_there(ada):
    kept = ada.drafts.open("alice", FormKey.start(f"draft of dmn {MODEL}"), 1)
    edits = [
        CellEdit("Eligibility", 99, "output", 1, "7"),
        CellEdit("Eligibility", 3, "output", 1, '"INELIGIBLE"'),
    ]
    ada.drafts.save(kept, kept_edits(edits))
    app = drafting(ada, "")
    assert "Edit 1 (7) fits nothing any more and is left out." in texts(app)
    assert "there is no rule 99" in texts(app)
    assert '"REFER" became "INELIGIBLE"' in texts(app)


@pytest.mark.usefixtures("engine")
def test_a_model_that_is_not_there_is_told():
    app = opened("decide", model="nonsense")
    assert "There is no decision model 'nonsense'" in texts(app)
