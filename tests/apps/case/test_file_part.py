from case_page import chosen, field, pressed
from workbench_app import opened, texts


def test_an_item_of_the_case_file_is_set(case):
    app = chosen(opened("case", id=case.id), "Item of the case file", "amount")
    amount = field(app, "amount")
    assert amount.value == "120"
    amount.set_value("99.50").run()
    pressed(app, "Set")
    assert str(case.file["amount"]) == "99.50"


def test_what_does_not_fit_is_said_beside_the_field_and_not_sent(case):
    app = opened("case", id=case.id, file="amount")
    amount = field(app, "amount")
    amount.set_value("much").run()
    assert "'much' is not a number" in texts(app)
    pressed(app, "Set")
    assert "Not sent" in texts(app)
    assert case.file["amount"] == 120
