import pytest
from case_page import ALICE, ROLES, banners, complaint, labels, pressed, states
from workbench_app import opened, texts

from ruling_workbench.plain_text import plain


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "No case is named here"),
        ({"id": "nothing"}, "there is no case 'nothing'"),
        ({"id": "x" * 600}, "cannot be a case id"),
    ],
)
@pytest.mark.usefixtures("engine")
def test_an_address_without_a_case_says_so(query, said):
    assert said in texts(opened("case", **query))


def test_a_version_there_is_not_is_the_case_as_it_is(engine):
    case = complaint(engine)
    assert "nothing can be changed here" not in texts(opened("case", id=case.id, version="999"))


def test_an_address_shows_moment_item_and_part_together(engine):
    case = complaint(engine)
    before = case.version
    case.complete("assess", {"severity": "high"}, by=ALICE)
    app = opened("case", id=case.id, version=before, item="assess", tab="People")
    said = texts(app)
    assert "nothing can be changed here" in said
    assert "Read the complaint and say how bad it is" in said
    assert "Whoever holds a role" not in said
    assert "Give" not in labels(app)
    assert app.query_params["version"] == str(before)


@pytest.mark.parametrize(
    "query",
    [{"item": "nothing", "tab": "Nothing"}, {"file": "x", "with": "x"}, {"decision": "y"}],
)
def test_what_an_address_names_and_is_not_there_does_no_harm(engine, query):
    assert "● active" in texts(opened("case", id=complaint(engine).id, **query))


def test_markup_in_names_and_values_is_shown_as_typed(engine):
    nasty = "![x](http://127.0.0.1/p) [y](javascript:alert(1)) <img src=x onerror=y> :red[z]"
    given = {"customer": nasty, "amount": 1}
    case = engine.create("complaint", given, business_key=nasty, roles=ROLES)
    case.assign_role("Lead", nasty)
    app = opened("case", id=case.id, tab="People", item="assess")
    assert app.title[0].value == plain(f"Complaint {nasty}")
    assert f"Complaint {nasty}" in texts(app)


def test_a_case_in_the_sandbox_stays_there_while_its_page_is_open(engine):
    case, version = complaint(engine), 0
    version = case.version
    app = pressed(opened("case", id=case.id), "Try from here")
    pressed(app, "Report")
    assert "the case is terminated" in banners(app)
    app.run()
    assert "✕ terminated" in texts(app)
    assert (case.version, str(case.state), states(case, "withdraw")) == (
        version,
        "active",
        ["available"],
    )
