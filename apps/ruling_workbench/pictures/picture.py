"""A picture in the browser: drawn as SVG from data, to be chosen from by mouse, touch and keyboard.

The one rule: texts reach the page as data and become text nodes; script and style are files.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from ruling_workbench.pictures.scene import Scene, as_data

__all__ = ["picture"]


def _file(ending: str) -> str:
    return Path(__file__).with_name(f"picture.{ending}").read_text(encoding="utf-8")


def _component() -> Any:
    """Return the component, known to the server that runs now."""
    return st.components.v2.component("ruling_picture", css=_file("css"), js=_file("js"))


def picture(  # noqa: PLR0913 - by name, each says one thing of the picture
    scene: Scene,
    *,
    key: str,
    label: str,
    selected: str | None = None,
    height: int | None = None,
    on_choose: Callable[[], None] | None = None,
) -> str | None:
    """Show a scene; return the id of the node that was chosen in this very run.

    `label` tells a screen reader what it is; `selected` is the node that is outlined. Zoom and
    scroll stay while the key, and the name and size of the picture do. Without a height it is as
    high as it needs to be, up to a limit.
    """
    data = {"label": label, "selected": selected, "height": height, "scene": as_data(scene)}
    shown = _component()(key=key, data=data, on_node_change=on_choose or _nothing)
    chosen = shown.node
    return chosen if isinstance(chosen, str) and chosen in _ids(scene) else None


def _ids(scene: Scene) -> set[str]:
    return {node.id for node in scene.nodes}


def _nothing() -> None:
    """Be there: a component has the events that something listens to."""
