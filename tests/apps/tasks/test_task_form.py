"""The form of a task: what is typed is sent once, and never lost, whoever is first."""

from decimal import Decimal

import pytest
from complaint_tasks import (
    ALICE,
    LENA,
    TASK,
    complaint,
    drafts,
    severity,
    task,
)
from deployed_cases import write
from workbench_app import opened, texts
from workbench_parts import button, click, entry, facts, labels, run

from cmmn import FormKey

BY_HAND = """
human Look
    manual
"""
TYPED = """
file order {total: decimal}
human Count
    out o > order
"""


@pytest.fixture
def case(engine):
    return complaint(engine)


def test_a_task_says_what_it_is_about_and_asks_for_its_outputs(case):
    app = task(case)
    about = facts(app, "facts")
    assert about["State"].startswith("● active")
    assert about["For"] == "anyone in claims or lena"
    assert about["Due"].startswith("in 1 day")
    assert (about["customer"], about["amount"]) == ("C-17", "120")
    assert severity(app).value == "medium"
    assert severity(app).help.startswith("low, medium or high")
    assert case.version == case.now.version


def test_what_was_there_is_sent_as_it_was_and_what_was_emptied_as_null(engine, case):
    case.complete("assess", by=ALICE)
    case.set({"findings": "old", "conclusive": True}, by=ALICE)
    app = task(case, "investigate#1")
    entry(app, "text_area", "findings").set_value("")
    run(app)
    click(app, "Complete")
    assert (case.file["findings"], case.file["conclusive"]) == (None, True)
    assert engine.drafts.of("alice").rows == ()


def test_what_is_typed_is_kept_for_another_visit(engine, case):
    app = task(case)
    severity(app).set_value("high")
    run(app)
    assert drafts(engine) == {FormKey.task(case.id, TASK): {"severity": "high"}}
    assert severity(task(case)).value == "high"
    assert severity(task(case, name="lena")).value == "medium"


def test_a_click_that_comes_twice_is_one_command(case):
    app = task(case)
    first = button(app, "Complete")
    first.click()
    run(app)
    version = case.version
    first.click()  # it has not seen yet that the form is gone
    run(app)
    assert case.version == version
    assert len([each for each in case.commands() if each.command_id]) == 1


def test_who_comes_second_is_told_and_keeps_what_was_typed(engine, case):
    mine, theirs = task(case), task(case, name="lena", groups=())
    severity(mine).set_value("high")
    run(mine)
    severity(theirs).set_value("low")
    run(theirs)
    click(theirs, "Complete")
    severity(mine).set_value("high, I am sure")
    button(mine, "Complete").click()
    run(mine)
    (told,) = [each.value for each in mine.warning]
    assert "was completed by lena" in told
    assert "nothing of yours was sent" in told
    assert severity(mine).value == "high, I am sure"
    assert case.file["severity"] == "low"
    assert drafts(engine) == {FormKey.task(case.id, TASK): {"severity": "high, I am sure"}}
    click(mine, "Discard it")
    assert drafts(engine) == {}
    assert not mine.text_area


def test_a_case_that_moved_on_is_told_before_anything_is_sent(case):
    app = task(case)
    severity(app).set_value("high")
    run(app)
    case.set({"amount": 900}, by=LENA)
    click(app, "Complete")
    (told,) = [each.value for each in app.warning]
    assert "the case moved on while you looked: lena: amount set to 900." in told
    assert case.items["assess"][0].state == "active"
    assert (severity(app).value, facts(app, "facts")["amount"]) == ("high", "900")
    click(app, "Complete")
    assert case.file["severity"] == "high"
    assert case.items["assess"][0].state == "completed"


def test_what_others_did_meanwhile_is_told_when_the_page_runs_again(case):
    app = task(case)
    severity(app).set_value("high")
    run(app)
    case.set({"amount": 900}, by=LENA)
    run(app)
    (told,) = [each.value for each in app.info]
    assert "since you began: lena: amount set to 900." in told
    assert severity(app).value == "high"
    assert facts(app, "facts")["amount"] == "900"
    assert case.items["assess"][0].state == "active"


def test_a_value_that_changed_in_the_case_is_shown_where_nobody_typed(case):
    app = task(case)
    case.set({"severity": "low"}, by=LENA)
    run(app)
    assert severity(app).value == "low"
    click(app, "Complete")
    assert case.file["severity"] == "low"


def test_a_task_somebody_else_has_says_so(case):
    case.claim("assess", by=LENA)
    app = task(case)
    assert "it is assigned to 'lena'" in texts(app).lower()
    assert "Complete" not in labels(app)
    assert button(app, "Claim").disabled
    assert case.tasks()[0].assignee == "lena"


def test_who_holds_no_role_sees_why_nothing_can_be_done(case):
    app = task(case, name="eve", groups=())
    assert "'eve' may not work on 'assess#1'" in texts(app)
    assert all(each.disabled for each in app.button)
    assert case.version == case.now.version


def test_what_was_typed_before_a_claim_is_still_there_without_a_warning(case):
    app = task(case)
    severity(app).set_value("high")
    run(app)
    click(app, "Claim")
    assert severity(app).value == "high"
    assert not app.info
    click(app, "Complete")
    assert case.file["severity"] == "high"


def test_a_task_that_begins_by_hand_is_started(engine, tmp_path):
    engine.deploy(write(tmp_path / "model", BY_HAND))
    case = engine.create("c", {})
    app = opened("tasks", case=case.id, task="Look#1")
    assert facts(app, "facts")["State"].startswith("▷ enabled")
    assert "Complete" not in labels(app)
    click(app, "Start")
    assert case.items["Look"][0].state == "active"
    click(app, "Complete")
    assert case.items["Look"][0].state == "completed"


def test_a_form_that_is_wrong_is_not_sent(engine, tmp_path):
    engine.deploy(write(tmp_path / "model", TYPED))
    case = engine.create("c", {})
    app = opened("tasks", case=case.id, task="Count#1")
    entry(app, "text_input", "total").set_value("three")
    run(app)
    click(app, "Complete")
    assert "'three' is not a number" in texts(app)
    assert "Not completed: something is wrong in the form" in texts(app)
    assert case.items["Count"][0].state == "active"
    entry(app, "text_input", "total").set_value("3.50")
    run(app)
    click(app, "Complete")
    assert case.file["order"] == {"total": Decimal("3.50")}
