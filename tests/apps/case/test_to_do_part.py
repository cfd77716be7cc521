import datetime as dt

from case_page import ALICE, EXAMPLES, banners, field, labels, pressed, states
from workbench_app import opened, texts


def test_a_task_is_opened_and_completed_with_its_form(case):
    app = pressed(opened("case", id=case.id), "Open")
    assert app.query_params["item"] == "assess"
    assert "Read the complaint and say how bad it is" in texts(app)
    severity = field(app, "severity")
    assert severity.value == "medium"
    severity.set_value("high").run()
    pressed(app, "Complete")
    assert states(case, "assess") == ["completed"]
    assert case.file["severity"] == "high"


def test_a_user_event_is_reported(case):
    pressed(opened("case", id=case.id), "Report")
    assert case.state == "terminated"
    assert states(case, "withdraw") == ["completed"]


def test_a_discretionary_item_is_planned(case):
    app = pressed(opened("case", id=case.id), "Plan")
    assert states(case, "call") == ["active"]
    assert "Call the customer started" in banners(app)


def test_an_enabled_item_is_started(engine):
    first = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=9)
    engine.deploy(EXAMPLES / "onboarding")
    given = {"employee": "Noor", "start": first, "remote": True}
    case = engine.create("onboarding", given, roles={"IT": ["ida"]})
    assert states(case, "desk") == ["enabled"]
    app = opened("case", id=case.id, name="ida", groups=())
    pressed(app, "Start")
    assert states(case, "desk") == ["active"]


def test_what_is_not_for_a_person_is_there_with_the_reason(case):
    app = opened("case", id=case.id, name="zoe", groups=())
    assert "Open" not in labels(app)
    assert "There is nothing for you to do here now" in texts(app)
    assert any(each.label.startswith("Also there, not for you") for each in app.expander)
    panel = opened("case", id=case.id, name="zoe", groups=(), item="withdraw")
    assert "Report: 'zoe' may not work on 'withdraw#1'" in texts(panel)


def test_a_refusal_is_told_and_the_new_state_is_shown(case):
    app = opened("case", id=case.id)
    case.complete("assess", {"severity": "low"}, by=ALICE)
    case.terminate(by=ALICE)
    pressed(app, "Plan")
    assert "The case is terminated; no work is done in it" in banners(app)
    assert "✕ terminated" in texts(app)


def test_a_button_of_an_old_view_still_does_what_an_unrelated_change_left_possible(case):
    app = opened("case", id=case.id)
    case.set({"description": "It came, broken."}, by=ALICE)
    pressed(app, "Plan")
    assert states(case, "call") == ["active"]
