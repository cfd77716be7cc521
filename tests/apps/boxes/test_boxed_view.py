"""The component is mounted with the boxes as data, and no text of a model is in its script."""

import re
from pathlib import Path

import pytest
from boxed_models import EVERY_KIND
from streamlit.testing.v1 import AppTest

import ruling_workbench

FOLDER = Path(ruling_workbench.__file__).parent / "boxes"


def _script(editable):
    import streamlit as st  # noqa: PLC0415 - the script is run by itself
    from boxed_models import EVERY_KIND, model_of  # noqa: PLC0415 - as above

    from ruling_workbench.boxes.boxed import boxed_logic  # noqa: PLC0415 - as above
    from ruling_workbench.boxes.boxed_view import boxed_view  # noqa: PLC0415 - as above

    for kind, body in EVERY_KIND.items():
        logic = boxed_logic(model_of(body).definitions.decisions[0])
        event = boxed_view(logic, key=kind, label=f"Logic of {kind}", editable=editable)
        st.text(f"{kind}: {event}")


@pytest.mark.parametrize("editable", [False, True])
def test_every_kind_of_box_is_mounted(editable):
    app = AppTest.from_function(_script, args=(editable,), default_timeout=30).run()
    assert not app.exception
    mounted = app.get("bidi_component")
    assert len(mounted) == len(app.text) == 12
    assert {each.value.partition(": ")[2] for each in app.text} == {"None"}


def _files(pattern):
    return "\n".join(each.read_text(encoding="utf-8") for each in sorted(FOLDER.glob(pattern)))


def test_the_script_makes_elements_and_never_markup():
    script = _files("boxed*.js")
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(|href|src\b"
    )
    assert re.findall(forbidden, script) == []
    assert re.findall(r"createElement\((\w+)\)", script) == ["tag"]
    tags = set(re.findall(r"make\(\s*\"(\w+)\"", script))
    assert tags <= {"div", "span", "table", "caption", "thead", "tbody", "tr", "th", "td",
                    "button", "textarea"}  # fmt: skip


def test_every_name_in_the_style_is_one_of_the_script():
    style = re.sub(r"/\*.*?\*/", "", _files("boxed*.css"), flags=re.DOTALL)
    script = _files("boxed*.js")
    rules = re.findall(r"^([^{}@;]+)\{", style, flags=re.MULTILINE)
    classes = {name for rule in rules for name in re.findall(r"\.([a-z][\w-]*)", rule)}
    kinds = {"context", "table-in", *(f"{kind}-in" for kind in EVERY_KIND)}
    from_data = {"fired", "lost", "clash", "stopped", "passed", "failed", "unknown"} | kinds
    words = set(re.findall(r"[a-z][\w-]*", script))
    assert classes - words - from_data == set()
