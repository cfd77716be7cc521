"""Two people at one task; forms that are left, loaded again and sent twice: nothing is lost."""

import pytest
from workbench_app import store
from workbench_browser import act_as, open_page, text_of, wait_idle

from cmmn import User

ALICE, LENA = User("alice", ["claims"]), User("lena")
ROLES = {"Assessor": ["group:claims", "lena"], "Handler": ["bob", "alice"], "Lead": ["lena"]}
COMPLAINT = {"customer": "C-17", "amount": 120, "description": "The parcel never came."}
TASK = "assess#1"


@pytest.fixture
def engine(tmp_path, database):
    made, _ = store(tmp_path, "complaint", url=database)
    yield made
    made.close()


@pytest.fixture
def case(engine):
    return engine.create("complaint", COMPLAINT, business_key="2026-0117", roles=ROLES, by=ALICE)


@pytest.fixture
def url(start_workbench):
    return start_workbench("--no-worker").url


def main(page):
    return page.get_by_test_id("stMain")


def at_task(page, url, case):
    return open_page(page, f"{url}/tasks?case={case.id}&task=assess%231")


def severity(page):
    return main(page).get_by_role("textbox", name="severity", exact=True)


def button(page, name):
    return main(page).get_by_role("button", name=name, exact=True)


def completions(case):
    return [each for each in case.commands() if each.name == "MakeTransition"]


def test_two_complete_the_same_task_at_once(case, url, new_page, shot):
    one = at_task(act_as(new_page(), "alice", "claims"), url, case)
    other = at_task(act_as(new_page(), "lena"), url, case)
    for page, text in ((one, "high, says alice"), (other, "low, says lena")):
        severity(page).fill(text)  # and straight to the button, as people do
    button(one, "Complete").click()
    button(other, "Complete").click()
    wait_idle(one)
    wait_idle(other)
    (done,) = completions(case)
    pages = {"alice": one, "lena": other}
    winner, loser = pages.pop(done.by), pages.popitem()[1]
    assert "was completed by you" in text_of(winner)
    assert case.file["severity"].endswith(f"says {done.by}")
    told = text_of(loser)
    assert f"was completed by {done.by}" in told
    assert "nothing of yours was sent" in told
    shot(loser, "tasks-overtaken")
    mine = severity(loser).input_value()
    assert mine in {"high, says alice", "low, says lena"}
    assert mine != case.file["severity"]
    loser.reload()
    wait_idle(loser)
    assert severity(loser).input_value() == mine
    assert len(completions(case)) == 1


def test_a_half_filled_form_is_there_after_a_reload_and_acts_once(engine, case, url, page, shot):
    at_task(act_as(page, "alice", "claims"), url, case)
    severity(page).fill("high")
    page.keyboard.press("Tab")
    wait_idle(page)
    page.reload()
    wait_idle(page)
    assert severity(page).input_value() == "high"
    shot(page, "tasks-form")
    button(page, "Complete").dblclick()
    wait_idle(page)
    assert "was completed by you" in text_of(page)
    shot(page, "tasks-completed")
    page.reload()
    wait_idle(page)
    assert len(completions(case)) == 1
    assert case.file["severity"] == "high"
    assert engine.drafts.of("alice").rows == ()


def test_a_worker_goes_through_the_inbox(case, url, page, new_page, shot):
    open_page(act_as(page, "alice", "claims"), f"{url}/tasks")
    main(page).get_by_role("radiogroup").get_by_text("My roles 1").click()
    wait_idle(page)
    main(page).get_by_role("link", name="Assess the complaint").click()
    wait_idle(page)
    button(page, "Claim").click()
    wait_idle(page)
    assert case.tasks()[0].assignee == "alice"
    assert "Mine 1" in text_of(page)
    severity(page).fill("high")
    button(page, "Complete").click()
    wait_idle(page)
    main(page).get_by_role("button", name="Go on with Investigate").click()
    wait_idle(page)
    main(page).get_by_role("textbox", name="findings").fill("Lost at the depot.")
    main(page).get_by_role("radiogroup", name="conclusive").get_by_text("Yes").click()
    wait_idle(page)
    main(page).get_by_role("radiogroup", name="upheld").get_by_text("Yes").click()
    wait_idle(page)
    button(page, "Complete").click()
    wait_idle(page)
    assert "Compensate the customer started" in text_of(page)
    assert (case.file["findings"], case.file["upheld"]) == ("Lost at the depot.", True)
    for width, dark in ((1280, True), (390, False), (390, True)):
        look = act_as(new_page(width, dark=dark), "alice", "claims")
        open_page(look, f"{url}/tasks?view=all&case={case.id}&task=compensate%231")
        shot(look, f"tasks-{width}{'-dark' if dark else ''}")


def test_a_case_is_started_once_and_found_by_its_filters(engine, url, page, new_page, shot):
    open_page(act_as(page, "alice", "claims"), f"{url}/cases")
    button(page, "Start a case").click()
    page.get_by_role("menuitem", name="Complaint").click()
    wait_idle(page)
    main(page).get_by_role("textbox", name="customer (needed)", exact=True).fill("C-17")
    main(page).get_by_role("textbox", name="amount (needed)", exact=True).fill("800")
    page.keyboard.press("Tab")
    wait_idle(page)
    assert main(page).get_by_text("high", exact=True).is_visible()  # what the rules propose
    page.reload()
    wait_idle(page)
    shot(page, "cases-start")
    button(page, "Start").dblclick()
    page.wait_for_url("**/case?id=*")
    wait_idle(page)
    (row,) = engine.cases().rows
    assert page.url.endswith(row.id)
    for width, dark in ((1280, False), (1280, True), (390, False)):
        look = act_as(new_page(width, dark=dark), "alice", "claims")
        open_page(look, f"{url}/cases?q=c-17")
        shot(look, f"cases-{width}{'-dark' if dark else ''}")
    main(look).get_by_role("link", name=row.id).click()
    look.wait_for_url("**/case?id=*")
    assert look.url.endswith(row.id)
