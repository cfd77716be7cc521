"""How dense the page around a screen is: one style sheet, the same on every page.

The one rule: it moves and sizes what Streamlit draws; it hides nothing and colours nothing.
"""

from pathlib import Path

import streamlit as st

__all__ = ["frame"]

_CSS = (Path(__file__).parent / "frame.css").read_text(encoding="utf-8")
_frame = st.components.v2.component("ruling.frame", css=_CSS, isolate_styles=False)


def frame() -> None:
    """Style the page."""
    _frame(key="frame", height=1)
