"""Who acts, kept by the browser's tab, so that reloading a page does not make someone else of them.

The one rule: what comes from the browser is looked at like anything that was typed.
"""

from pathlib import Path

import streamlit as st

from ruling_workbench.acting.people import Person, kept

__all__ = ["ask", "tell"]

_KEY = "ruling remembered"
_tab = st.components.v2.component(
    "ruling_remembered", js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
)


def ask() -> tuple[bool, Person | None]:
    """Ask the tab who acted; return whether it has answered, and what."""
    told = _tab(key=_KEY, data={"person": None}, on_told_change=_nothing).told
    return told is not None, kept(told["person"]) if told else None


def tell(person: Person) -> None:
    """Tell the tab who acts."""
    known = {"name": person.name, "groups": list(person.groups)}
    _tab(key=_KEY, data={"person": known}, on_told_change=_nothing)


def _nothing() -> None:
    """Be there: a component has the values that something listens to."""
