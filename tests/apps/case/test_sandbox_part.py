from case_page import ALICE, banners, field, pressed
from workbench_app import opened, texts


def test_a_sandbox_never_changes_the_case(case):
    version = case.version
    app = pressed(opened("case", id=case.id), "Try from here")
    assert "Sandbox: nothing here changes the real case" in texts(app)
    pressed(app, "Plan")
    assert "Call the customer started" in banners(app)
    pressed(app, "Open", 0)
    pressed(app, "Complete")
    pressed(app, "+ 1 week")
    assert "Between the copy as it was made and as it is" in texts(app)
    pressed(app, "Suspend")
    assert "‖ suspended" in texts(app)
    assert (case.version, str(case.state)) == (version, "active")
    pressed(app, "Leave the sandbox")
    assert "Sandbox: nothing here" not in texts(app)
    assert "● active" in texts(app)


def test_a_sandbox_begins_at_the_moment_that_is_shown(case):
    before = case.version
    case.complete("assess", {"severity": "high"}, by=ALICE)
    version = case.version
    app = pressed(opened("case", id=case.id, version=before), "Try from here")
    pressed(app, "Open")
    severity = field(app, "severity")
    severity.set_value("low").run()
    pressed(app, "Complete")
    assert "Assess the complaint completed" in banners(app)
    assert (case.version, case.file["severity"]) == (version, "high")


def test_what_is_no_duration_is_refused_in_words(case):
    app = pressed(opened("case", id=case.id), "Try from here")
    app.text_input(key="sandbox by").set_value("soon").run()
    pressed(app, "Advance")
    assert "soon" in banners(app)
