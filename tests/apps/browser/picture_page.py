"""A page with one picture, run by Streamlit: `?show=` says which, `?dark` is the browser's."""

import streamlit as st
from played_examples import EXAMPLES, cases

from cmmn.reader import read_file
from ruling_workbench.pictures.case_picture import case_scene
from ruling_workbench.pictures.picture import picture
from ruling_workbench.pictures.scene import Line, Node, Rect, Scene, nodes, written

HARMLESS = "<img src=x onerror=alert(1)>"


def boxes(*names, beside=0):
    """Return a picture of boxes in a row, with something that is not drawn."""
    made = []
    for number, name in enumerate(names):
        box = Rect(number * 200, 0, 140, 60)
        made.append(Node(name, name, f"{name}, task", "active", (box, written(name, box))))
    width = 200 * len(names) + beside
    line = Line(((140, 30), (200, 30)), end="arrow")
    return Scene("boxes", 0, 0, width, 60, (line, *made), (("hidden", "Hidden, task"),))


def complaint():
    """Return the complaint in the midst of its investigation."""
    (case,) = cases("complaint")
    view = case.at(case.version // 2)
    definitions = read_file(EXAMPLES / "complaint" / "complaint.cmmn")
    return case_scene(definitions, view.plan, view.snapshot)


SCENES = {
    "boxes": lambda: boxes("A", "B", HARMLESS),
    "wide": lambda: boxes(*"ABCDEFGHIJ", beside=2000),
    "complaint": complaint,
}

st.set_page_config(layout="wide")
scene = SCENES[st.query_params.get("show", "boxes")]()
state = st.session_state
chosen = picture(scene, key="picture", label="The picture", selected=state.get("chosen"))
names = dict(nodes(scene))
beside = st.selectbox("Item", [None, *names], format_func=lambda each: names.get(each, "none"))
found = chosen or beside
if found and found != state.get("chosen"):
    state["chosen"] = found
    state["times"] = state.get("times", 0) + 1
    st.rerun()
st.text(f"chosen: {state.get('chosen')} after {state.get('times', 0)}")
st.button("again")
