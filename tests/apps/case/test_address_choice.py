from case_page import ALICE, chosen, pressed
from workbench_app import opened, texts


def test_what_the_address_names_is_chosen(case):
    app = opened("case", id=case.id, tab="Decisions", item="resolved")
    assert next(each for each in app.selectbox if each.label == "Item").value == "resolved"
    assert app.segmented_control[0].value == "Decisions"


def test_what_is_chosen_stands_in_the_address(case):
    app = opened("case", id=case.id)
    app.segmented_control[0].set_value("Timeline").run()
    assert app.query_params["tab"] == "Timeline"
    chosen(app, "Item", "assess")
    assert (app.query_params["item"], app.query_params["tab"]) == ("assess", "Timeline")
    app.segmented_control[0].set_value("File").run()
    assert "tab" not in app.query_params


def test_what_stays_the_same_is_not_said_by_the_address(case):
    app = opened("case", id=case.id)
    assert set(app.query_params) == {"id"}


def test_a_new_moment_is_where_the_slider_goes_on(case):
    app = opened("case", id=case.id)
    case.complete("assess", {"severity": "high"}, by=ALICE)
    app.run()
    assert app.select_slider[0].value == str(case.version)
    assert "nothing can be changed here" not in texts(app)


def test_what_is_chosen_stays_chosen_when_it_is_called_otherwise(case):
    app = pressed(opened("case", id=case.id, item="call"), "Plan")
    assert app.query_params["item"] == "call"
    item = next(each for each in app.selectbox if each.label == "Item")
    assert item.value == "call"
    assert item.options[item.index] == "Call the customer (discretionary human task), ● active"
