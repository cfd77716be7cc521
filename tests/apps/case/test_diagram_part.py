from case_page import chosen, pressed
from workbench_app import opened, texts


def test_an_item_is_chosen_from_the_list_too(case):
    app = chosen(opened("case", id=case.id), "Item", "resolved")
    assert app.query_params["item"] == "resolved"
    assert "It is reached when its entry criterion is satisfied" in texts(app)
    pressed(app, "To do")
    assert "item" not in app.query_params
