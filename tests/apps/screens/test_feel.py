"""The playground evaluates what is typed, shows what is wrong, and offers the functions."""

import pytest
from streamlit.testing.v1 import AppTest
from workbench_app import texts


def _script():
    from ruling_workbench.screens.feel import show  # noqa: PLC0415 - the script is run by itself

    show(None)


@pytest.fixture
def page():
    return _ran(AppTest.from_function(_script, default_timeout=30))


def _ran(app):
    app.run()
    assert not app.exception
    return app


def _asked(app, text, context=None):
    app.text_area(key="feel text").set_value(text)
    if context is not None:
        app.text_area(key="feel context").set_value(context)
    return _ran(app)


def _codes(app):
    return [each.value for each in app.code]


def test_it_begins_with_an_example_and_its_value(page):
    assert page.text_area(key="feel text").value == "loan.amount * loan.rate / 12"
    assert _codes(page)[0].startswith("760.41")
    assert "Value of type number" in texts(page)


def test_what_is_typed_is_evaluated_with_its_tree(page):
    _asked(page, "a + 1", '{"a": 41}')
    value, tree, written = _codes(page)
    assert (value, written) == ("42", "a + 1")
    assert tree.splitlines()[1] == "  left: name a            a"


def test_a_fault_is_shown_with_a_caret(page):
    _asked(page, "1 + ")
    assert "expected a value after '+'" in page.error[0].value.replace("\\", "")
    assert _codes(page) == ["1 + \n   ^"]


def test_a_warning_is_shown_beside_the_null(page):
    _asked(page, "1 + foo", "")
    assert _codes(page)[:2] == ["null", "1 + foo\n    ^^^"]
    assert page.warning


def test_unary_tests_ask_for_a_value(page):
    page.toggle(key="feel tests").set_value(True)
    _asked(page, "< 18", "")
    page.text_input(key="feel value").set_value("7")
    _ran(page)
    assert _codes(page)[0] == "true"


def test_an_example_is_chosen_and_only_its_name_is_in_the_address(page):
    page.selectbox(key="feel example").select("Filter")
    _ran(page)
    assert page.text_area(key="feel text").value == "orders[price > 50].item"
    assert _codes(page)[0] == '["chair", "table"]'
    assert page.query_params["example"] == "Filter"
    _asked(page, "1 + 1")
    assert dict(page.query_params) == {"example": "Filter"}


def test_an_address_names_an_example():
    app = AppTest.from_function(_script, default_timeout=30)
    app.query_params["example"] = "string join"
    _ran(app)
    assert app.text_area(key="feel text").value.startswith("string join(")
    app = AppTest.from_function(_script, default_timeout=30)
    app.query_params["example"] = "1 + 1"
    assert _ran(app).text_area(key="feel text").value == "loan.amount * loan.rate / 12"


def test_a_function_is_found_read_and_tried(page):
    page.text_input(key="feel search").set_value("string length")
    _ran(page)
    assert "2 of 86 functions" in texts(page)
    assert "string length(string: string)" in _codes(page)
    assert "Return the number of characters." in texts(page)
    page.button(key="feel try string length").click()
    _ran(page)
    assert page.text_area(key="feel text").value == 'string length("foobar")'
    assert _codes(page)[0] == "6"


def test_no_function_says_how_to_find_one(page):
    page.text_input(key="feel search").set_value("zzz")
    _ran(page)
    assert "No function has these words." in texts(page)


def test_too_much_is_refused_in_a_sentence(page):
    _asked(page, "1 +" * 10_000)
    assert "here it may have 20,000" in texts(page)
