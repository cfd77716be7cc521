"""What a screen lets people do: buttons, links, menus, files to take and to give.

The one rule: a label goes through `plain`; who may do what is the engine's to say.
"""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from ruling_workbench import session
from ruling_workbench.address import Address
from ruling_workbench.plain_text import in_order, plain
from ruling_workbench.widgets.read import tooltip

__all__ = ["button", "download", "link", "menu", "submit", "upload"]


def button(
    label: str,
    *,
    key: str,
    primary: bool = False,
    quiet: bool = False,
    disabled: bool = False,
    help_: str | None = None,
    on_click: Callable[[], None] | None = None,
    wide: bool = False,
) -> bool:
    """Show a button; true in the run that follows a click."""
    return st.button(
        plain(label),
        key=key,
        type="primary" if primary else "tertiary" if quiet else "secondary",
        disabled=disabled,
        help=tooltip(help_),
        on_click=on_click,
        width="stretch" if wide else "content",
    )


def submit(label: str, *, key: str, primary: bool = True, disabled: bool = False) -> bool:
    """Show the button of a form."""
    return st.form_submit_button(
        plain(label), key=key, type="primary" if primary else "secondary", disabled=disabled
    )


def link(label: str, address: Address, *, help_: str | None = None) -> None:
    """Show a link to another page of the workbench; nothing where there is no such page."""
    page = session.page_of(address)
    if page is None:
        st.text(in_order(label))
    else:
        st.page_link(
            page, label=plain(label), query_params=dict(address.parameters), help=tooltip(help_)
        )


def menu(label: str, options: Sequence[str], *, key: str) -> str | None:
    """Show a button that opens a list of things to do; return what was chosen in this run."""
    found = st.menu_button(plain(label), range(len(options)), key=key, format_func=_of(options))
    return None if found is None else options[found]


def _of(labels: Sequence[str]) -> Callable[[int], str]:
    """Return what gives the plain label of a position."""
    return lambda position: plain(labels[position])


def download(
    label: str,
    data: bytes | Callable[[], bytes],
    *,
    file_name: str,
    key: str,
    mime: str = "application/octet-stream",
) -> None:
    """Show a button that gives a file; a function is called when it is pressed."""
    st.download_button(
        plain(label), data, file_name=file_name, key=key, mime=mime, on_click="ignore"
    )


def upload(label: str, *, key: str, types: Sequence[str], many: bool = False) -> list[Any]:
    """Show where files are given; return those that are there, with `name` and `getvalue()`."""
    found = st.file_uploader(plain(label), type=list(types), key=key, accept_multiple_files=many)
    if found is None:
        return []
    return list(found) if isinstance(found, list) else [found]
