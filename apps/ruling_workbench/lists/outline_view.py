"""An outline drawn in the browser as a table, whose rows can have buttons.

The one rule: texts reach the page as data and become text nodes; script and style are our files.
"""

from pathlib import Path
from typing import Any

import streamlit as st

from ruling_workbench.lists.outline import Outline, as_data, read_choice
from ruling_workbench.marks import STATES

__all__ = ["outline_view"]


def _file(ending: str) -> str:
    return Path(__file__).with_name(f"outline.{ending}").read_text(encoding="utf-8")


def _component() -> Any:
    """Return the component, known to the server that runs now."""
    return st.components.v2.component("ruling_outline", css=_file("css"), js=_file("js"))


def outline_view(
    outline: Outline, *, key: str, label: str, height: int | None = None
) -> str | None:
    """Show an outline; return the name of the row's button that was pressed in this very run.

    `label` tells a screen reader what it is; `height` is in pixels, else it is as high as it is.
    """
    looks = {look.name: [look.light, look.dark] for look in STATES.values()}
    data = {"label": label, "looks": looks, "height": height or 0, **as_data(outline)}
    shown = _component()(key=key, data=data, on_choice_change=_nothing)
    return read_choice(outline, shown.choice)


def _nothing() -> None:
    """Be there: a component has the events that something listens to."""
