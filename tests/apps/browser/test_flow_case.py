"""A worker drives a complaint to its end; its past is seen; an overdue task escalates meanwhile."""

import pytest
from workbench_app import store
from workbench_browser import PATIENCE, act_as, open_page, text_of, wait_idle

from cmmn import User

ALICE = User("alice", ["claims"])
ROLES = {"Assessor": "group:claims", "Handler": "bob", "Lead": "lena"}
COMPLAINT = {"customer": "C-17", "amount": 120, "description": "The parcel never came."}


@pytest.fixture
def engine(tmp_path, database):
    made, _ = store(tmp_path, "complaint", url=database)
    yield made
    made.close()


def main(page):
    return page.get_by_test_id("stMain")


def press(page, name):
    main(page).get_by_role("button", name=name, exact=True).first.click()
    return wait_idle(page)


def press_in_list(page, act, name):
    """Press the button beside an entry of the list of what to do."""
    row = main(page).get_by_test_id("stHorizontalBlock").filter(has_text=name).last
    row.get_by_role("button", name=act, exact=True).click()
    return wait_idle(page)


def fill(page, label, text):
    main(page).get_by_role("textbox", name=label, exact=True).fill(text)
    page.keyboard.press("Tab")
    return wait_idle(page)


def answer(page, question, choice):
    group = main(page).get_by_role("radiogroup", name=question)
    group.get_by_text(choice, exact=True).click()
    return wait_idle(page)


def started(page, url):
    """Start a complaint from the form; return its id."""
    open_page(page, f"{url}/cases?start=complaint")
    fill(page, "customer (needed)", "C-17")
    fill(page, "amount (needed)", "120")
    for role, principal in ROLES.items():
        main(page).get_by_role("combobox", name=role).click()
        page.keyboard.type(principal)
        page.keyboard.press("Enter")
        wait_idle(page)
        page.keyboard.press("Escape")
    press(page, "Start")
    page.wait_for_url("**/case?id=*")
    wait_idle(page)
    return page.url.rpartition("id=")[2]


def test_a_complaint_is_driven_to_its_end(engine, start_workbench, page, new_page, shot):
    url = start_workbench("--no-worker").url
    case = engine.case(started(act_as(page, "alice", "claims"), url))
    press_in_list(page, "Open", "● Assess the complaint")
    press(page, "Claim")
    fill(page, "severity", "high")
    press(page, "Complete")
    assert case.file["severity"] == "high"
    assert [str(each.state) for each in case.items["investigate"]] == ["active"]

    handler = open_page(act_as(new_page(), "bob"), f"{url}/case?id={case.id}")
    press_in_list(handler, "Plan", "+ Ask an expert")
    shot(handler, "case-to-do")
    press_in_list(handler, "Open", "● Ask an expert")
    fill(handler, "findings", "The seal was broken before.")
    press(handler, "Complete")
    press(handler, "To do")
    handler.locator("svg [aria-label^='Five days, timer']").focus()
    handler.keyboard.press("Enter")
    wait_idle(handler)
    press(handler, "Let occur")
    assert [str(each.state) for each in case.items["escalate"]] == ["active"]
    case.complete("escalate", by=User("lena"))

    open_page(handler, f"{url}/case?id={case.id}&item=investigate")
    press(handler, "Claim")
    fill(handler, "findings", "Lost at the depot.")
    answer(handler, "conclusive", "Yes")
    answer(handler, "upheld", "Yes")
    press(handler, "Complete")
    press(handler, "To do")
    press_in_list(handler, "Open", "● Compensate the customer")
    fill(handler, "compensation", "144")
    press(handler, "Complete")
    press(handler, "To do")
    assert "Resolved, milestone, available" in names(handler)
    press_in_list(handler, "Open", "● Answer the customer")
    fill(handler, "letter", "We are sorry.")
    press(handler, "Complete")
    assert "Resolved, milestone, reached" in names(handler)
    assert [each.item for each in case.milestones] == ["resolved"]
    assert str(case.state) == "completed"
    press(handler, "Actions")
    handler.get_by_role("button", name="Close ...").click()  # in a box over the page
    wait_idle(handler)
    handler.keyboard.press("Escape")
    press(handler, "Close")
    assert "■ closed" in text_of(handler)
    shot(handler, "case-closed")
    assert str(case.state) == "closed"


def test_a_customer_withdraws(engine, start_workbench, page):
    case = engine.create("complaint", COMPLAINT, roles=ROLES, by=ALICE)
    url = start_workbench("--no-worker").url
    open_page(act_as(page, "bob"), f"{url}/case?id={case.id}")
    press_in_list(page, "Report", "The customer withdraws")
    assert "✕ terminated" in text_of(page)
    assert str(case.state) == "terminated"


def test_the_slider_shows_an_earlier_state(engine, start_workbench, page, shot):
    case = engine.create("complaint", COMPLAINT, roles=ROLES, by=ALICE)
    first = case.version
    case.complete("assess", {"severity": "high"}, by=ALICE)
    url = start_workbench("--no-worker").url
    open_page(act_as(page, "alice", "claims"), f"{url}/case?id={case.id}")
    assert "Investigation, stage, active" in names(page)
    main(page).get_by_role("slider").press("ArrowLeft")
    page.wait_for_url(f"**version={first}*")
    wait_idle(page)
    assert "nothing can be changed here" in text_of(page)
    assert "Investigation, stage, available" in names(page)
    assert "Severity" not in text_of(page)
    shot(page, "case-past")
    press(page, "Back to now")
    assert "Investigation, stage, active" in names(page)
    assert case.version > first


def names(page):
    """Return what a screen reader calls the items of the diagram."""
    return [each.get_attribute("aria-label") for each in page.locator("svg [aria-label]").all()]


def test_an_overdue_task_escalates_while_the_page_is_open(engine, start_workbench, page, shot):
    case = engine.create("complaint", COMPLAINT, roles=ROLES, by=ALICE)
    url = start_workbench().url
    open_page(act_as(page, "lena"), f"{url}/case?id={case.id}&file=description")
    description = main(page).get_by_role("textbox", name="description")
    description.fill("The parcel never came. I have")
    assert "Also there, not for you" in text_of(page)
    case.schedule("assess", due="PT1S")
    found = page.get_by_test_id("stText").get_by_text("● Assess the complaint")
    found.wait_for(timeout=PATIENCE * 1000)
    wait_idle(page)
    (assess,) = case.items["assess"]
    assert assess.escalated == ("Lead",)
    assert "anyone in claims or you" in text_of(page)
    assert "escalated to Lead" in text_of(page)
    assert description.input_value() == "The parcel never came. I have"
    shot(page, "case-escalated")


def test_what_is_being_typed_into_a_form_stays_when_others_change_the_case(
    engine, start_workbench, page
):
    case = engine.create("complaint", COMPLAINT, roles=ROLES, by=ALICE)
    url = start_workbench("--no-worker").url
    open_page(act_as(page, "alice", "claims"), f"{url}/case?id={case.id}&item=assess")
    severity = main(page).get_by_role("textbox", name="severity", exact=True)
    severity.fill("high, I think")
    case.set({"description": "It came, broken."}, by=User("bob"))
    page.get_by_text("The case has moved on").wait_for(timeout=PATIENCE * 1000)
    assert severity.input_value() == "high, I think"
    press(page, "Show it as it is now")
    severity = main(page).get_by_role("textbox", name="severity", exact=True)
    assert severity.input_value() == "high, I think"
    press(page, "Complete")
    assert case.file["severity"] == "high, I think"
