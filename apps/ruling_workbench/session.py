"""What the browser session holds: values between two runs of a page, and the address it shows.

The one rule: this is the only file that touches session state and query parameters. What is kept
here is a person's own and is gone with the session; what must not be lost is in the store.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import streamlit as st

from ruling_workbench.address import Address

__all__ = [
    "forget",
    "get",
    "go",
    "keep",
    "name_pages",
    "page_of",
    "pop",
    "put",
    "query",
    "said",
    "say",
    "set_query",
    "zone",
]

_T = TypeVar("_T")
_PAGES, _SAID = "ruling pages", "ruling said"


def get(key: str, default: Any = None) -> Any:
    """Return what was put under a key, or a widget's value; `default` where there is none."""
    return st.session_state.get(key, default)


def put(key: str, value: Any) -> None:
    """Keep a value; for a widget's key only before the widget is shown, or in a callback."""
    st.session_state[key] = value


def keep(key: str, value: _T) -> _T:
    """Return what is kept under a key; the first time, keep the value given."""
    found: _T = st.session_state.setdefault(key, value)
    return found


def pop(key: str, default: Any = None) -> Any:
    """Return what was put under a key, and forget it."""
    return st.session_state.pop(key, default)


def forget(prefix: str) -> None:
    """Forget every key that begins so, those of widgets included."""
    for key in [each for each in st.session_state if str(each).startswith(prefix)]:
        del st.session_state[key]


# --- the address ----------------------------------------------------------------------------------


def query() -> dict[str, str]:
    """Return the parameters of the address; the last one where a name stands twice."""
    return dict(st.query_params)


def set_query(parameters: Mapping[str, str | None]) -> None:
    """Make the address show these parameters; None or nothing takes one away, others stay."""
    for name, value in parameters.items():
        if value:
            if st.query_params.get(name) != value:
                st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]


def name_pages(pages: Mapping[str, Any]) -> None:
    """Keep the pages there are, by the name that an address has for them."""
    st.session_state[_PAGES] = dict(pages)


def page_of(address: Address) -> Any:
    """Return the page an address leads to; None where there is no such page."""
    return st.session_state.get(_PAGES, {}).get(address.screen)


def go(address: Address) -> None:
    """Leave for another page; what comes after the call is not run."""
    page = page_of(address)
    if page is not None:
        st.switch_page(page, query_params=dict(address.parameters))


def zone() -> str | None:
    """Return the name of the reader's time zone, as the browser tells it. Null: it does not."""
    return st.context.timezone


# --- what is said after the page has run again ----------------------------------------------------


def say(kind: str, message: str) -> None:
    """Keep a message for the next run: `success`, `info`, `warning` or `error`."""
    st.session_state.setdefault(_SAID, []).append((kind, message))


def said() -> list[tuple[str, str]]:
    """Return the messages that were kept, once."""
    messages: list[tuple[str, str]] = st.session_state.pop(_SAID, [])
    return messages
