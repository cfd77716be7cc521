"""Operations: what failed is listed with what can be done about it."""

import pytest
from workbench_app import opened, texts, typed

from cmmn import RetryPolicy, Worker

FAILING = b"""<definitions xmlns="http://www.omg.org/spec/CMMN/20151109/MODEL" id="f"
  targetNamespace="urn:test" name="Failing">
  <caseFileItemDefinition id="any" name="any"/>
  <case id="failing" name="Failing">
    <caseFileModel><caseFileItem id="answer" name="answer" definitionRef="any"/></caseFileModel>
    <casePlanModel id="plan">
      <planItem id="ask" definitionRef="ask_task"/>
      <planItem id="wait" definitionRef="wait_task"/>
      <humanTask id="wait_task" name="Wait"/>
      <processTask id="ask_task" name="Ask the register" processRef="register">
        <output id="out" name="answer" bindingRef="answer"/>
      </processTask>
    </casePlanModel>
  </case>
  <process id="register" name="ask" implementationType="urn:ruling:handler"/>
</definitions>"""


def test_nothing_to_do_is_told(engine):
    app = opened("operations")
    assert "Nothing waits for anyone." in texts(app)
    assert engine.operations.counts().incidents == 0


def _fails(_inputs, _call):
    message = "the register does not answer"
    raise RuntimeError(message)


@pytest.fixture
def incident(engine):
    """Let a process task of a claim fail for good."""
    engine.models.deploy([("failing.cmmn", FAILING)])
    case = engine.create("failing", business_key="F-1")
    Worker(engine, {"register": _fails}, policy=RetryPolicy(attempts=1)).work()
    assert engine.operations.counts().incidents == 1
    return case


@pytest.mark.parametrize(("how", "after"), [("retry", "active"), ("skip", "completed")])
def test_an_incident_is_tried_again_or_skipped(engine, incident, how, after):
    app = opened("operations")
    assert not app.exception
    box = next(each for each in app.selectbox if typed(each.label) == "Incident")
    box.select_index(0).run()
    assert "the register does not answer" in texts(app)
    row = engine.operations.incidents().rows[0]
    app.button(f"{how} {row.case_id} {row.instance}").click().run()
    assert not app.exception
    assert engine.operations.counts().incidents == 0
    assert incident.items["ask"][0].state == after


def test_an_incident_is_resolved_with_outputs(engine, incident):
    app = opened("operations")
    next(each for each in app.selectbox if typed(each.label) == "Incident").select_index(0).run()
    field = next(each for each in app.text_input if typed(each.label) == "answer")
    field.set_value("forty").run()
    next(each for each in app.button if typed(each.label).startswith("Resolve")).click().run()
    assert not app.exception
    assert engine.operations.counts().incidents == 0
    assert incident.file["answer"] == "forty"


def test_timers_are_listed_as_they_fall_due(engine):
    case = engine.create("complaint", {"customer": "C-17", "amount": 120}, business_key="T-1")
    assert case.tasks()
    app = opened("operations")
    listed = [each.value for each in app.dataframe if "Due" in each.value]
    assert "T-1" in set(listed[-1]["Case"])
