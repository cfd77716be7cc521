from case_page import field, pressed
from workbench_app import opened, texts


def test_the_head_says_what_the_case_is(case):
    said = texts(opened("case", id=case.id))
    assert "Complaint 2026-0117" in said
    assert "● active" in said
    assert "due in 1 day" in said or "due in 2 days" in said
    assert "opened just now by alice" in said
    assert "complaint version 1" in said


def test_the_case_is_suspended_and_taken_up_again(case):
    app = pressed(opened("case", id=case.id), "Suspend")
    assert case.state == "suspended"
    assert "the case is suspended" in texts(app).lower()
    pressed(app, "Reactivate")
    assert case.state == "active"


def test_what_the_case_does_not_allow_is_told_with_its_reason(case):
    said = texts(opened("case", id=case.id))
    assert "Complete: Assess#1: it is active" in said
    assert "Close: 'close' is not allowed" in said


def test_what_ends_a_case_asks_first_and_keeps_a_note(case):
    app = pressed(opened("case", id=case.id), "Terminate ...")
    assert case.state == "active"
    pressed(app, "Leave it as it is")
    assert "Terminate the case?" not in texts(app)
    pressed(app, "Terminate ...")
    note = field(app, "Note, for the record")
    note.set_value("a duplicate").run()
    pressed(app, "Terminate")
    assert case.state == "terminated"
    assert "a duplicate" in [getattr(each.event, "note", "") for each in case.history()]
