"""A case is started by a form: with what was entered, and once."""

from decimal import Decimal

from workbench_app import opened, texts
from workbench_parts import button, click, entry, facts, labels, run

from cmmn import FormKey, User

ALICE = User("alice", ["claims"])
COMPLAINT = {"customer": "C-17", "amount": 120}


def start(**who):
    return opened("cases", start="complaint", **who)


def fill(app, **values):
    for name, value in values.items():
        kinds = ("text_area", "text_input")
        found = [w for kind in kinds for w in getattr(app, kind) if w.label.split(" (")[0] == name]
        assert len(found) == 1, name
        found[0].set_value(value)
    return run(app)


def test_the_form_asks_for_what_no_task_fills_in(engine):
    app = start()
    asked = [each.label for each in (*app.text_area, *app.text_input)]
    assert {"customer (needed)", "amount (needed)", "description", "earlier"} <= set(asked)
    assert "Still missing: customer, amount" in texts(app)
    assert engine.cases().rows == ()


def test_what_would_follow_is_shown_and_nothing_is_kept(engine):
    app = fill(start(), customer="C-17", amount="800")
    follows = facts(app, "follows")
    assert follows["● Assess the complaint"].startswith("for nobody: no one holds Assessor")
    assert follows["severity"] == "high"
    assert engine.cases().rows == ()
    entry(app, "multiselect", "Assessor").set_value(["group:claims"])
    run(app)
    assert facts(app, "follows")["● Assess the complaint"].startswith("for anyone in claims")


def test_a_case_is_started_with_what_was_entered(engine):
    app = fill(start(), customer="C-17", amount="12.50", **{"Business key": "2026-0117"})
    entry(app, "multiselect", "Assessor").set_value(["group:claims", "zoe"])
    run(app)
    click(app, "Start")
    (row,) = engine.cases().rows
    case = engine.case(row.id)
    assert (row.business_key, case.file["customer"]) == ("2026-0117", "C-17")
    assert case.file["amount"] == Decimal("12.50")
    assert case.now.roles["Assessor"] == ("group:claims", "zoe")
    assert case.history()[0].by == "alice"
    assert engine.drafts.of("alice").rows == ()


def test_what_does_not_fit_is_said_beside_its_field_and_not_sent(engine):
    app = fill(start(), customer="C-17", amount="much", earlier="1.5")
    click(app, "Start")
    said = texts(app)
    assert "'much' is not a number" in said
    assert "expected is a whole number" in said
    assert "Not started: something is wrong in the form" in said
    assert engine.cases().rows == ()


def test_a_half_filled_form_is_there_after_a_reload_and_starts_one_case(engine):
    fill(start(), customer="C-17", amount="120")
    app = start()
    assert entry(app, "text_input", "amount (needed)").value == "120"
    first = button(app, "Start")
    first.click()
    run(app)
    first.click()  # it has not seen yet that the page is another one
    run(app)
    assert len(engine.cases().rows) == 1
    assert entry(start(), "text_input", "amount (needed)").value == ""


def test_a_start_whose_answer_was_lost_leads_to_the_case(engine):
    fill(start(), customer="C-17", amount="120")
    (draft,) = engine.drafts.of("alice").rows
    engine.create("complaint", COMPLAINT, by=ALICE, command_id=draft.command_id)
    app = start()
    assert "Start" not in labels(app)
    assert len(engine.cases().rows) == 1
    assert engine.drafts.of("alice").rows == ()


def test_forms_of_two_people_are_their_own(engine):
    fill(start(), customer="C-17")
    theirs = start(name="bob", groups=())
    assert entry(theirs, "text_area", "customer (needed)").value == ""
    fill(theirs, customer="C-18")
    kept = {name: engine.drafts.of(name).rows for name in ("alice", "bob")}
    assert {name: row.values["values"] for name, (row,) in kept.items()} == {
        "alice": {"customer": "C-17"},
        "bob": {"customer": "C-18"},
    }
    assert {row.form for (row,) in kept.values()} == {FormKey.start("complaint")}


def test_one_goes_back_to_the_list(engine):
    app = click(start(), "Back to the list")
    assert "start" not in app.query_params
    assert engine.cases().rows == ()
