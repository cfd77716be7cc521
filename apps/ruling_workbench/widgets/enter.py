"""What a screen asks people to enter: lines, lists to choose from, dates, numbers.

The one rule: a label goes through `plain`, and so do options that would render Markdown.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from ruling_workbench.plain_text import plain
from ruling_workbench.widgets.read import tooltip

__all__ = [
    "area",
    "check",
    "choice",
    "choices",
    "combo",
    "day",
    "field",
    "moment",
    "names",
    "number",
    "scale",
    "slider",
    "stops",
    "switch",
]

_T = TypeVar("_T")


def _position(options: Sequence[Any], value: Any) -> int | None:
    return options.index(value) if value in options else None


def choice(
    label: str,
    options: Sequence[_T],
    *,
    key: str,
    label_of: Callable[[_T], str] = str,
    value: _T | None = None,
    help_: str | None = None,
    empty: str | None = None,
    hide_label: bool = False,
) -> _T | None:
    """Show a list to choose one from, at first `value` or else the first one.

    With `empty`, nothing need be chosen, and that is what stands there then.
    """
    at = _position(options, value)
    found = st.selectbox(
        plain(label),
        options,
        index=at if at is not None else None if empty is not None else 0,
        format_func=label_of,  # a list of options renders no Markdown
        key=key,
        help=tooltip(help_),
        placeholder=empty,
        label_visibility="collapsed" if hide_label else "visible",
    )
    return found if found is None or found in options else _renewed(found, options, label_of)


def _renewed(found: _T, options: Sequence[_T], label_of: Callable[[_T], str]) -> _T | None:
    """Return the option that has the label of one that was chosen when it was another object."""
    return next((each for each in options if label_of(each) == label_of(found)), None)


def scale(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    label_of: Callable[[str], str] = str,
    value: str | None = None,
    help_: str | None = None,
    hide_label: bool = False,
) -> str | None:
    """Show a few options side by side, one of them chosen."""
    return st.segmented_control(
        plain(label),
        list(options),
        default=value,
        required=value is not None,
        format_func=lambda option: plain(label_of(option)),
        key=key,
        help=tooltip(help_),
        label_visibility="collapsed" if hide_label else "visible",
        wrap=True,
    )


def choices(
    label: str,
    options: Sequence[_T],
    *,
    key: str,
    label_of: Callable[[_T], str] = str,
    values: Sequence[_T] = (),
    help_: str | None = None,
    empty: str | None = None,
) -> list[_T]:
    """Show a list to choose several from; `empty` stands there while none is."""
    return list(
        st.multiselect(
            plain(label),
            options,
            default=[each for each in values if each in options],
            format_func=label_of,
            key=key,
            help=tooltip(help_),
            placeholder=empty,
        )
    )


def combo(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    value: str | None = None,
    help_: str | None = None,
    empty: str = "choose, or type another",
) -> str:
    """Show a list to choose one text from, or to type another; nothing need be given."""
    known = list(options) if value is None or value in options else [value, *options]
    found = st.selectbox(
        plain(label),
        known,
        index=_position(known, value),
        key=key,
        help=tooltip(help_),
        placeholder=empty,
        accept_new_options=True,
    )
    return found or ""


def names(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    values: Sequence[str] = (),
    help_: str | None = None,
    empty: str = "choose, or type others",
) -> list[str]:
    """Show a list to choose several texts from, or to type others."""
    return list(
        st.multiselect(
            plain(label),
            list(dict.fromkeys([*values, *options])),
            default=list(values),
            key=key,
            help=tooltip(help_),
            placeholder=empty,
            accept_new_options=True,
        )
    )


def field(
    label: str,
    *,
    key: str,
    value: str = "",
    help_: str | None = None,
    hint: str | None = None,
    disabled: bool = False,
    hide_label: bool = False,
    on_change: Callable[[], None] | None = None,
) -> str:
    """Show a line to type in; `hint` stands there while it is empty."""
    return (
        st.text_input(
            plain(label),
            value=value,
            key=key,
            help=tooltip(help_),
            placeholder=hint,
            disabled=disabled,
            label_visibility="collapsed" if hide_label else "visible",
            on_change=on_change or "rerun",
        )
        or ""
    )


def area(
    label: str,
    *,
    key: str,
    value: str = "",
    help_: str | None = None,
    hint: str | None = None,
    height: int = 160,
    hide_label: bool = False,
) -> str:
    """Show lines to type in; `hint` stands there while they are empty."""
    return (
        st.text_area(
            plain(label),
            value=value,
            key=key,
            help=tooltip(help_),
            placeholder=hint,
            height=height,
            label_visibility="collapsed" if hide_label else "visible",
        )
        or ""
    )


def number(
    label: str,
    *,
    key: str,
    value: int,
    least: int,
    most: int,
    help_: str | None = None,
) -> int:
    """Show a whole number to choose; a value of a model is typed in a `field`, to be exact."""
    found = st.number_input(
        plain(label),
        min_value=least,
        max_value=most,
        value=value,
        step=1,
        key=key,
        help=tooltip(help_),
    )
    return value if found is None else int(found)


def slider(label: str, *, key: str, value: int, least: int, most: int) -> int:
    """Show a whole number to move to."""
    found = st.slider(plain(label), min_value=least, max_value=most, value=value, step=1, key=key)
    return int(found)


def stops(
    label: str, options: Sequence[_T], *, key: str, label_of: Callable[[_T], str] = str
) -> _T:
    """Show a slider that goes from one of several things to the next; at first the first."""
    found: _T = st.select_slider(
        plain(label),
        options,
        key=key,
        format_func=lambda option: plain(label_of(option)),  # the stop that is chosen is Markdown
    )
    return found


def check(label: str, *, key: str, value: bool = False, help_: str | None = None) -> bool:
    """Show a box to tick."""
    return st.checkbox(plain(label), value=value, key=key, help=tooltip(help_))


def switch(label: str, *, key: str, value: bool = False, help_: str | None = None) -> bool:
    """Show a switch, on or off."""
    return st.toggle(plain(label), value=value, key=key, help=tooltip(help_))


def day(
    label: str, *, key: str, value: dt.date | None = None, help_: str | None = None
) -> dt.date | None:
    """Show a date to choose, or none."""
    found = st.date_input(
        plain(label),
        value=value,
        key=key,
        help=tooltip(help_),
        min_value=dt.date(1, 1, 1),
        max_value=dt.date(9999, 12, 31),
        format="YYYY-MM-DD",
    )
    return found if isinstance(found, dt.date) else None


def moment(
    label: str, *, key: str, value: dt.datetime | None = None, help_: str | None = None
) -> dt.datetime | None:
    """Show a date and time to choose, or none; as it stands, without a zone."""
    return st.datetime_input(
        plain(label),
        value=value,
        key=key,
        help=tooltip(help_),
        min_value=dt.datetime(1, 1, 1),  # noqa: DTZ001 - as it stands, without a zone
        max_value=dt.datetime(9999, 12, 31, 23, 59),  # noqa: DTZ001 - as above
        step=60,
        format="YYYY-MM-DD",
    )
