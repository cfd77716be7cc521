"""An analyst asks a model and reads why; edits a rule, compares, saves, asks the new version."""

from urllib.parse import quote

import pytest
from loan_applicant import ADA, MODEL
from workbench_app import store
from workbench_browser import open_page, text_of, wait_idle

ADDRESS = f"/decide?model={quote(MODEL)}&decision=Eligibility"
APPLICANT = {
    "Name": "Ada",
    "Age (0 to 120)": "34",
    "Employment Status": "employed",
    "Months in Employment (at least 0)": "40",
    "Income (at least 0)": "4200",
    "Expenses (at least 0)": "1500",
    "Repayments (at least 0)": "300",
    "Credit Score (300 to 850)": "702",
    "Preferred Term (more than 0)": "300",
    "Requested Amount (more than 0)": "250000",
}


@pytest.fixture
def engine(tmp_path, database):
    made, _ = store(tmp_path, "loan", url=database)
    yield made
    made.close()


def fill(page):
    for label, value in APPLICANT.items():
        page.get_by_label(label, exact=True).fill(value)
        page.keyboard.press("Tab")
        wait_idle(page)
    for group in ("Bankrupt", "Existing Customer"):
        page.get_by_role("radiogroup", name=group).get_by_text("No", exact=True).click()
        wait_idle(page)
    page.get_by_role("combobox", name="Purpose").click()
    page.get_by_role("option", name="Home", exact=True).click()
    wait_idle(page)


def test_an_analyst_fills_the_form_and_reads_the_fired_rule(engine, start_workbench, page, shot):
    open_page(page, start_workbench("--no-worker").url + ADDRESS)
    fill(page)
    assert 'Eligibility = "REFER" because rule 3 of "Eligibility" matched' in text_of(page)
    fired = page.locator("tr.fired")
    assert "REFER" in fired.first.inner_text()
    shot(page, "decide")
    page.get_by_role("button", name="Save as test").click()
    page.get_by_label("Name of the test").fill("Ada refers")
    page.keyboard.press("Tab")
    wait_idle(page)
    page.get_by_role("button", name="Save", exact=True).click()
    wait_idle(page)
    kept = engine.attachments.list("dmn", MODEL, "test").rows
    assert [each.name for each in kept] == ["Ada refers"]
    assert kept[0].payload["expected"] == {"Eligibility": '"REFER"'}


def test_an_analyst_edits_a_cell_and_saves_a_version(engine, start_workbench, page, shot):
    open_page(page, start_workbench("--no-worker").url + ADDRESS)
    fill(page)
    page.get_by_role("radiogroup", name="Part of the page").get_by_text("Draft").click()
    wait_idle(page)
    cell = page.locator('[data-cell="#rule:3:output:1"]')
    cell.dblclick()
    page.keyboard.press("Control+A")
    page.keyboard.type('"INELIGIBLE"')
    page.keyboard.press("Enter")
    wait_idle(page)
    assert 'Eligibility, rule 3, Eligibility: "REFER" became "INELIGIBLE"' in text_of(page)
    cell.click()
    page.get_by_role("button", name="Add rule below").click()
    wait_idle(page)
    assert "Eligibility: rule 4 added: - | - | - | - || nothing" in text_of(page)
    assert page.locator("td.edited").count() == 7  # the cell, and the six of the new rule
    shot(page, "decide-draft")
    page.get_by_role("button", name="Take the last edit back").click()
    wait_idle(page)
    assert page.locator("td.edited").count() == 1
    page.get_by_role("button", name="Save as new version").click()
    wait_idle(page)
    assert f"Saved as version 2 of {MODEL}" in text_of(page)
    assert 'Eligibility = "INELIGIBLE" because rule 3' in text_of(page)
    assert engine.models.get("dmn", MODEL).version == 2
    assert engine.models.model(MODEL, 2).evaluate(ADA)["Eligibility"] == "INELIGIBLE"
    assert engine.models.model(MODEL, 1).evaluate(ADA)["Eligibility"] == "REFER"
    shot(page, "decide-saved")
