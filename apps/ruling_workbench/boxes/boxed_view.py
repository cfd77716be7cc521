"""Boxed expressions drawn in the browser: real tables, cells that can be chosen and edited.

The one rule: texts reach the page as data and become text nodes; script and style are our files.
"""

from pathlib import Path

import streamlit as st

from ruling_workbench.boxes.box_event import BoxEvent, read_event
from ruling_workbench.boxes.boxes import BoxedLogic, as_data

__all__ = ["boxed_view"]


def _files(*names: str) -> str:
    """Return files of ours as one; each has lines, so none is taken for a path."""
    here = Path(__file__).parent
    return "\n".join((here / name).read_text(encoding="utf-8") for name in names)


_boxes = st.components.v2.component(
    "ruling_boxed",
    css=_files("boxed.css", "boxed_table.css"),
    js=_files("boxed.js", "boxed_cells.js"),
)


def boxed_view(
    logic: BoxedLogic, *, key: str, label: str, editable: bool = False
) -> BoxEvent | None:
    """Show the logic of an element; return what was done in this run: a cell chosen or edited.

    `label` tells a screen reader what it is. A double click or Enter edits a cell, where it may.
    """
    data = {"label": label, "editable": editable, "logic": as_data(logic)}
    shown = _boxes(key=key, data=data, on_event_change=_nothing)
    return read_event(shown.event)


def _nothing() -> None:
    """Be there: a component has the events that something listens to."""
