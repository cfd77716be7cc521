"""Facts drawn in the browser: a name and what is to be said of it, one below the other.

The one rule: texts reach the page as data and become text nodes; script and style are our files.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from ruling_workbench.lists.outline import Cell
from ruling_workbench.marks import STATES

__all__ = ["facts_view"]


def _file(ending: str) -> str:
    return Path(__file__).with_name(f"facts.{ending}").read_text(encoding="utf-8")


def _component() -> Any:
    """Return the component, known to the server that runs now."""
    return st.components.v2.component("ruling_facts", css=_file("css"), js=_file("js"))


def facts_view(*groups: Sequence[tuple[str, Cell]], key: str, label: str) -> None:
    """Show groups of facts, a line between them; `label` tells a screen reader what they are."""
    looks = {look.name: [look.light, look.dark] for look in STATES.values()}
    rows = [
        [[name, cell.text, cell.look, cell.note] for name, cell in facts]
        for facts in groups
        if facts
    ]
    _component()(key=key, data={"label": label, "looks": looks, "groups": rows})
