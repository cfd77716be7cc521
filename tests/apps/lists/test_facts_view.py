"""Facts reach the browser as data, in groups."""

from streamlit.testing.v1 import AppTest
from workbench_parts import drawn, run

NASTY = "<img src=x onerror=alert(1)> ![x](http://127.0.0.1/p) :red[z]"


def _script(text):
    from ruling_workbench.lists.facts_view import facts_view  # noqa: PLC0415 - run by itself
    from ruling_workbench.lists.outline import Cell  # noqa: PLC0415 - as above

    facts_view([(text, Cell(text, "late"))], [], [("b", Cell("c"))], key="facts", label=text)


def page():
    return run(AppTest.from_function(_script, args=(NASTY,), default_timeout=30))


def test_facts_are_groups_without_the_empty_ones():
    shown = drawn(page(), "facts")
    assert shown["groups"] == [[[NASTY, NASTY, "late", ""]], [["b", "c", "", ""]]]
    assert shown["looks"]["failed"] == ["#dc2626", "#f87171"]


def test_no_text_is_in_script_or_style():
    (component,) = page().get("bidi_component")
    assert NASTY not in component.proto.js_content + component.proto.css_content
