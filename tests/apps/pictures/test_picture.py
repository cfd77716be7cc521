"""The component is mounted with the scene as data; script, style and marks go together."""

import re
from pathlib import Path
from typing import get_args

import pytest
from contrast import DARK, LIGHT, contrast
from streamlit.testing.v1 import AppTest

import ruling_workbench
from ruling_workbench.marks import ABSENT, DECISIONS, STATES
from ruling_workbench.pictures.scene import Dash, Ink

FOLDER = Path(ruling_workbench.__file__).parent / "pictures"
SCRIPT = (FOLDER / "picture.js").read_text(encoding="utf-8")
STYLE = (FOLDER / "picture.css").read_text(encoding="utf-8")
LOOKS = {each.name: each for each in (*STATES.values(), ABSENT, *DECISIONS.values())}


def _script(name):
    import streamlit as st  # noqa: PLC0415 - the script is run by itself

    from ruling_workbench.pictures.picture import picture  # noqa: PLC0415 - as above
    from ruling_workbench.pictures.scene import Node, Rect, Scene, written  # noqa: PLC0415 - as above

    box = Rect(0, 0, 140, 60)
    node = Node(name, name, name, "plain", (box, written(name, box)))
    scene = Scene("s", 0, 0, 140, 60, (node,))
    chosen = picture(scene, key="p", label="A picture", selected=name, height=300)
    st.text(f"chosen: {chosen}")


@pytest.mark.parametrize("name", ["A", "<img src=x onerror=alert(1)>"])
def test_a_picture_is_mounted_and_nothing_is_chosen_yet(name):
    app = AppTest.from_function(_script, args=(name,), default_timeout=30).run()
    assert not app.exception
    assert len(app.get("bidi_component")) == 1
    assert app.text[0].value == "chosen: None"


def test_the_script_makes_elements_and_never_markup():
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(|href|src\b"
    )
    assert re.findall(forbidden, SCRIPT) == []
    assert "url(" not in STYLE
    assert "@import" not in STYLE


def listed(name):
    """Return the words of a set in the script."""
    return set(
        re.findall(
            '"([^"]+)"', re.search(rf"const {name} = new Set\((.*?)\);", SCRIPT, re.DOTALL)[1]
        )
    )


def test_the_script_knows_every_ink_dash_and_look():
    assert listed("INKS") == set(get_args(Ink))
    assert listed("DASHES") == set(get_args(Dash)) - {""}
    assert listed("LOOKS") == {*LOOKS, "plain", "reached"}


def rules(selector):
    """Return the declarations of all rules with a selector, the later over the earlier."""
    found = {}
    for selectors, body in re.findall(
        r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", STYLE, flags=re.DOTALL)
    ):
        if selector in [each.strip() for each in selectors.split(",")]:
            found |= dict(re.findall(r"([\w-]+):\s*([^;]+);", body))
    return found


def test_every_ink_and_dash_has_a_rule():
    drawn = {*get_args(Ink), *get_args(Dash)} - {"", "name", "value", "quiet", "mark"}
    assert [each for each in drawn if not rules(f".{each}")] == []
    written = {"name", "value", "quiet", "mark"}
    assert [each for each in written if not rules(f"text.{each}")] == []


@pytest.mark.parametrize("name", LOOKS)
def test_the_style_sheet_has_the_colours_of_the_marks(name):
    look = LOOKS[name]
    assert rules(f".look-{name}")["--ink"] == f"light-dark({look.light}, {look.dark})"


def mixed(ink, ground, part):
    """Return so much of one colour over another."""
    pairs = [(int(ink[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(one * part + other * (1 - part)):02x}" for one, other in pairs)


@pytest.mark.parametrize("name", LOOKS)
def test_words_in_the_colour_of_a_look_can_be_read_on_what_it_fills(name):
    look = LOOKS[name]
    tint = float(rules(f".look-{name}").get("--tint", "0%").rstrip("%")) / 100
    for ink, ground, text in ((look.light, LIGHT[0], "#2f2d2b"), (look.dark, DARK[0], "#edebe8")):
        fill = mixed(ink, ground, tint)
        assert contrast(text, fill) >= 4.5
        if name in {each.name for each in DECISIONS.values()}:
            assert contrast(ink, fill) >= 4.5


def test_a_reached_milestone_is_filled_and_its_name_can_be_read():
    assert rules(".look-reached")["--tint"] == "100%"
    assert rules(".look-reached .name")["fill"] == "var(--paper)"
    done = STATES["completed"]
    assert contrast(done.light, LIGHT[0]) >= 4.5
    assert contrast(done.dark, DARK[0]) >= 4.5
