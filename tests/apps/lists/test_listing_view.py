"""A list reaches the browser as data; what is chosen comes back as the name of a row."""

from streamlit.testing.v1 import AppTest
from workbench_parts import drawn, run

NASTY = "<img src=x onerror=alert(1)> ![x](http://127.0.0.1/p) :red[z]"


def _script(text):
    from ruling_workbench import widgets as ui  # noqa: PLC0415 - the script is run by itself
    from ruling_workbench.lists.listing import Entry, Listing  # noqa: PLC0415 - as above
    from ruling_workbench.lists.listing_view import listing_view  # noqa: PLC0415 - as above
    from ruling_workbench.lists.outline import Cell  # noqa: PLC0415 - as above

    rows = Listing((text, "Due"), (Entry("a", (Cell(text), Cell("now", "late", text))),))
    ui.text(listing_view(rows, key="list", label=text, selected="a", height=300))


def page():
    return run(AppTest.from_function(_script, args=(NASTY,), default_timeout=30))


def test_texts_of_a_list_are_data_alone():
    shown = drawn(page(), "list")
    assert shown["rows"][0]["cells"] == [[NASTY, "", ""], ["now", "late", NASTY]]
    assert (shown["columns"], shown["label"], shown["height"]) == ([NASTY, "Due"], NASTY, 300)
    assert shown["rows"][0]["here"]
    (component,) = page().get("bidi_component")
    assert NASTY not in component.proto.js_content + component.proto.css_content


def test_nothing_is_chosen_before_a_click():
    assert [each.value for each in page().text] == ["None"]
