"""Filters stand in the address, and an address that is followed fills them."""

from streamlit.testing.v1 import AppTest
from workbench_parts import run


def _script():
    from ruling_workbench import widgets as ui  # noqa: PLC0415 - the script is run by itself
    from ruling_workbench.lists.filters import asked, settle  # noqa: PLC0415 - as above

    given = asked("list", ("q", "state"))
    text = ui.field("Text", key="list filter text", value=given["q"])
    settle("list", {"q": text, "state": given["state"]})


def page(**query):
    app = AppTest.from_function(_script, default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    return run(app)


def test_the_address_fills_the_widgets():
    assert page(q="word").text_input[0].value == "word"


def test_the_widgets_fill_the_address():
    app = page(q="word", state="any", other="x")
    app.text_input[0].set_value("more")
    run(app)
    assert app.query_params == {"q": "more", "state": "any", "other": "x"}
    app.text_input[0].set_value("")
    assert run(app).query_params == {"state": "any", "other": "x"}


def test_an_address_that_is_followed_later_fills_them_again():
    app = page(q="word")
    app.text_input[0].set_value("typed")
    run(app)
    app.query_params["q"] = "followed"
    assert run(app).text_input[0].value == "followed"


def test_what_is_typed_is_not_taken_back_by_the_address_it_came_to():
    app = page(q="word")
    app.text_input[0].set_value("typed")
    run(app)
    assert run(app).text_input[0].value == "typed"
