"""What a screen shows to be read: texts, messages, figures, charts.

The one rule: a text of somebody is shown as it was typed, whatever it is.
"""

from typing import Any, Literal

import streamlit as st

from ruling_workbench import session
from ruling_workbench.plain_text import in_order, plain

__all__ = [
    "Colour",
    "Tone",
    "badge",
    "banner",
    "caption",
    "chart",
    "code",
    "divider",
    "figure",
    "heading",
    "in_red",
    "problem",
    "progress",
    "refused",
    "said",
    "text",
    "title",
    "toast",
    "tooltip",
]


Colour = Literal["blue", "green", "orange", "red", "gray"]
Tone = Literal["info", "success", "warning", "error"]
_BANNERS = {"info": st.info, "success": st.success, "warning": st.warning, "error": st.error}


def tooltip(text: str | None) -> str | None:
    """Return a text that is shown where somebody points; None for none."""
    return plain(text) if text else None


def title(text: str) -> None:
    """Show what the page is about; one a page."""
    st.title(plain(text), anchor=False)


def heading(text: str, *, small: bool = False, help_: str | None = None) -> None:
    """Show the heading of a part of the page."""
    show = st.subheader if small else st.header
    show(plain(text), anchor=False, help=tooltip(help_))


def text(body: object, *, help_: str | None = None) -> None:
    """Show a text as it is, with its lines."""
    st.text(in_order(str(body)), help=tooltip(help_))


def caption(body: str, *, help_: str | None = None) -> None:
    """Show a small remark."""
    st.caption(plain(body), help=tooltip(help_))


def code(body: str, *, lines: bool = False, height: int | None = None, wraps: bool = True) -> None:
    """Show a text in letters of one width, to be copied; long lines wrap, or else scroll."""
    st.code(body, language=None, line_numbers=lines, wrap_lines=wraps, height=height or "content")


def badge(text: str, colour: Colour) -> None:
    """Show a word or two in a colour, on a ground of it."""
    st.badge(plain(text), color=colour)


def banner(tone: Tone, body: str) -> None:
    """Show a message across the page."""
    _BANNERS[tone](plain(body))


def refused(error: Exception) -> None:
    """Say what was wrong and what would be right, from an error of ours."""
    message = getattr(error, "message", "") or str(error)
    hint = getattr(error, "hint", "")
    end = "" if hint.endswith("?") else "."
    banner("error", f"{message}. {hint[:1].upper()}{hint[1:]}{end}" if hint else f"{message}.")


def in_red(text: str) -> str:
    """Return a text that is shown in red."""
    return f":red[{plain(text)}]"


def problem(message: str) -> None:
    """Show what is wrong, beside what it is about."""
    st.markdown(in_red(f"! {message}"))


def toast(body: str) -> None:
    """Show a message for a few seconds."""
    st.toast(plain(body))


def said() -> None:
    """Show what was kept to be said after the page has run again.

    Its place is there with or without a message: what moves loses what is being typed into it.
    """
    with st.container():
        for kind, message in session.said():
            _BANNERS[kind](plain(message))


def figure(label: str, value: str | int, *, help_: str | None = None, note: str = "") -> None:
    """Show a figure with its name."""
    shown = f"{value:,}" if isinstance(value, int) else plain(value)
    st.metric(plain(label), shown, help=tooltip(help_), delta_description=plain(note) or None)


def progress(share: float | None, label: str) -> None:
    """Show how far something is, from 0 to 1."""
    st.progress(min(max(share or 0.0, 0.0), 1.0), plain(label))


def divider() -> None:
    """Show a line across the page."""
    st.divider()


def chart(drawn: Any, *, key: str, label: str) -> None:
    """Show a chart of Altair; `label` tells a screen reader what it shows."""
    st.altair_chart(drawn, key=key, alt=label)
