"""Cases: a list that the address filters, and a form that starts a case once."""

import pytest
from workbench_app import opened, texts
from workbench_parts import click, drawn, entry, rows, run

from cmmn import User, VirtualClock

ALICE, BOB = User("alice", ["claims"]), User("bob")
ROLES = {"Assessor": ["group:claims"], "Handler": ["bob"], "Lead": ["lena"]}
COMPLAINT = {"customer": "C-17", "amount": 120}


@pytest.fixture
def cases(engine):
    """Give an open, a waiting and a completed complaint, a day between them."""
    clock = VirtualClock("2026-03-02T09:00:00Z")
    engine.engine.clock = clock
    found = {}
    for name in ("late", "answered", "fresh"):
        found[name] = engine.create("complaint", COMPLAINT, business_key=name, roles=ROLES)
        clock.advance("P3D")
    found["answered"].occur("withdraw")
    return found


def listed(app):
    return [row[0] for row in rows(app, "case list")]


# --- the list -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["fresh", "late"]),
        ({"state": "any"}, ["fresh", "answered", "late"]),
        ({"state": "terminated"}, ["answered"]),
        ({"state": "nonsense"}, ["fresh", "late"]),
        ({"q": "ANSW", "state": "any"}, ["answered"]),
        ({"definition": "complaint"}, ["fresh", "late"]),
        ({"assignee": "bob"}, ["late"]),
        ({"role": "mine"}, ["fresh", "late"]),
        ({"role": "Assessor"}, ["fresh", "late"]),
        ({"role": "Lead"}, []),
        ({"milestone": "Resolved"}, []),
        ({"age": "7"}, []),  # the page has a clock of its own: March is long ago
        ({"age": "old"}, ["fresh", "late"]),
        ({"incident": "yes"}, []),
        ({"order": "due"}, ["late", "fresh"]),
    ],
)
def test_the_address_says_which_cases_are_listed(engine, cases, query, found):
    cases["late"].assign("assess", "bob")
    app = opened("cases", **query)
    assert (listed(app) if found else []) == found
    if not found:
        assert "No case is like that." in texts(app)
    assert engine.count_cases().number == 3


def test_what_is_late_is_asked_of_the_clock(engine, cases):
    app = opened("cases", due="late")
    assert listed(app) == ["fresh", "late"]
    assert [row[4].endswith("late") for row in rows(app, "case list")] == [True, True]
    assert engine.case(cases["late"].id).tasks()[0].due is not None


def test_a_row_says_what_a_case_is(cases):
    app = opened("cases", q="fresh")
    (row,) = rows(app, "case list")
    assert row[:4] == ["fresh", "Complaint v1", "● active", "1 task"]
    (shown,) = drawn(app, "case list")["rows"]
    assert (shown["name"], shown["href"]) == (cases["fresh"].id, f"case?id={cases['fresh'].id}")


@pytest.mark.usefixtures("cases")
def test_a_filter_is_in_the_address_and_can_be_taken_back():
    app = opened("cases")
    entry(app, "selectbox", "State").select("Terminated")
    run(app)
    assert (listed(app), app.query_params["state"]) == (["answered"], "terminated")
    entry(app, "text_input", "Search").set_value("nothing")
    run(app)
    click(app, "Show all cases")
    assert listed(app) == ["fresh", "answered", "late"]
    assert "q" not in app.query_params


@pytest.mark.usefixtures("cases")
def test_an_address_that_is_followed_fills_the_filters():
    app = opened("cases", state="any")
    app.query_params["state"] = "terminated"
    run(app)
    assert listed(app) == ["answered"]
    assert entry(app, "selectbox", "State").value == "terminated"


def test_pages_are_cut_and_counted(engine):
    for number in range(30):
        engine.create("complaint", COMPLAINT, business_key=f"page {number:02}", roles=ROLES)
    app = opened("cases")
    assert len(listed(app)) == 25
    assert "1 to 25 of 30 cases" in texts(app)
    click(app, "Next")
    assert len(listed(app)) == 5
    assert "26 to 30 of 30 cases" in texts(app)
    entry(app, "text_input", "Search").set_value("page 02")
    run(app)
    assert listed(app) == ["page 02"]
    assert engine.count_cases().number == 30


def test_an_empty_list_says_what_would_fill_it(engine):
    assert engine.cases().rows == ()
    assert "There is no open case. Start one, and it comes here." in texts(opened("cases"))


def test_a_menu_leads_to_the_form(engine):
    app = opened("cases")
    app.menu_button(key="cases start").click("Complaint")
    run(app)
    assert app.query_params["start"] == "complaint"
    assert "Start a case: Complaint" in texts(app)
    assert engine.cases().rows == ()
