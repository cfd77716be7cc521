"""Where things stand on a screen: columns, tabs, boxes, windows, the bar beside the page.

The one rule: a label goes through `plain`.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar

import streamlit as st

from ruling_workbench.plain_text import plain

__all__ = [
    "Box",
    "columns",
    "container",
    "dialog",
    "expander",
    "form",
    "popover",
    "rerun",
    "sidebar",
    "spinner",
    "tabs",
    "watched",
]

_F = TypeVar("_F", bound=Callable[..., Any])
Box = AbstractContextManager[Any]


def columns(widths: int | Sequence[float], *, top: bool = True, stay: bool = False) -> list[Any]:
    """Return columns side by side, one below the other on a narrow screen unless they `stay`."""
    return list(st.columns(widths, vertical_alignment="top" if top else "bottom", wrap=not stay))


def container(
    *,
    border: bool = False,
    key: str | None = None,
    flow: bool = False,
    height: int | None = None,
    tight: bool = False,
) -> Box:
    """Return a box; `flow` puts what is in it side by side, as many as fit in a line.

    `tight` leaves hardly any room between one thing and the next.
    """
    return st.container(
        border=border,
        key=key,
        horizontal=flow,
        height=height or "content",
        gap="xxsmall" if tight else "small",
        vertical_alignment="center" if flow else "top",
    )


def tabs(labels: Sequence[str]) -> list[Any]:
    """Return tabs; all of them run."""
    return list(st.tabs([plain(label) for label in labels]))


def expander(label: str, *, is_open: bool = False) -> Box:
    """Return a box that opens and closes."""
    return st.expander(plain(label), expanded=is_open)


def popover(label: str, *, key: str | None = None) -> Box:
    """Return a box that opens over the page."""
    return st.popover(plain(label), key=key)


def sidebar() -> Box:
    """Return the bar beside the page."""
    return st.sidebar


def spinner(label: str) -> Box:
    """Return a box that shows that something takes time."""
    return st.spinner(plain(label))


def form(key: str) -> Box:
    """Return a form: what is entered is sent together, by `submit`."""
    return st.form(key, border=False)


def dialog(label: str) -> Callable[[_F], _F]:
    """Return a decorator: the function is shown in a window over the page."""
    return st.dialog(plain(label), width="large")


def watched(seconds: float | None) -> Callable[[_F], _F]:
    """Return a decorator: the function is run again by itself, and alone, every so many seconds."""
    return st.fragment(run_every=seconds)


def rerun() -> None:
    """Run the page again; what comes after the call is not run."""
    st.rerun()
