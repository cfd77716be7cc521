"""A list of things to open, drawn in the browser: a row is chosen by a click or by keyboard.

The one rule: texts reach the page as data and become text nodes; script and style are our files.
"""

from pathlib import Path
from typing import Any

import streamlit as st

from ruling_workbench.lists.listing import Listing, as_data, read_choice
from ruling_workbench.marks import STATES

__all__ = ["listing_view"]


def _file(ending: str) -> str:
    return Path(__file__).with_name(f"listing.{ending}").read_text(encoding="utf-8")


def _component() -> Any:
    """Return the component, known to the server that runs now."""
    return st.components.v2.component("ruling_listing", css=_file("css"), js=_file("js"))


def listing_view(
    listing: Listing,
    *,
    key: str,
    label: str,
    selected: str | None = None,
    height: int | None = None,
) -> str | None:
    """Show a list; return the name of the row that was chosen in this very run.

    `label` tells a screen reader what it is; it is `height` pixels high at most.
    """
    looks = {look.name: [look.light, look.dark] for look in STATES.values()}
    data = {"label": label, "looks": looks, "height": height or 0, **as_data(listing, selected)}
    shown = _component()(key=key, data=data, on_chosen_change=_nothing)
    return read_choice(listing, shown.chosen)


def _nothing() -> None:
    """Be there: a component has the events that something listens to."""
