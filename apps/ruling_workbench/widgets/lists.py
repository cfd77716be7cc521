"""Lists and tables of records, and their pages.

The one rule: cells are drawn on a canvas, as they are; there is no Markdown in them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import streamlit as st

from ruling_workbench.widgets.read import tooltip

__all__ = ["choice_column", "day_column", "editor", "pages", "records", "text_column"]


def records(
    rows: Sequence[Mapping[str, Any]],
    *,
    key: str,
    label: str,
    selectable: bool = False,
    height: int | Literal["content"] | None = None,
    order: Iterable[str] | None = None,
) -> int | None:
    """Show a list of records, a column for each name; return the row that is selected.

    Cells are drawn as they are, without Markdown. A selection is also made by keyboard: the
    arrows, then space.
    """
    shown: Any = st.dataframe(
        [dict(row) for row in rows],
        key=key,
        hide_index=True,
        height=height or "auto",
        column_order=order,
        on_select="rerun" if selectable else "ignore",
        selection_mode="single-row",
        alt=label,
    )
    if not selectable:
        return None
    selected = shown["selection"]["rows"]
    return int(selected[0]) if selected and selected[0] < len(rows) else None


def editor(
    rows: Any,
    *,
    key: str,
    label: str,
    fixed: bool = False,
    disabled: Sequence[str] | bool = False,
    config: Mapping[str, Any] | None = None,
    height: int | Literal["content"] | None = None,
) -> Any:
    """Show a table whose cells can be edited; return it as it is now.

    `height` is in pixels, or `content` for all rows at once; about ten without it.
    """
    return st.data_editor(
        rows,
        key=key,
        num_rows="fixed" if fixed else "dynamic",
        disabled=disabled,
        column_config=dict(config or {}),
        height=height or "auto",
        alt=label,
    )


def text_column(label: str, *, help_: str | None = None) -> Any:
    """Return a column of texts for an editor."""
    return st.column_config.TextColumn(label, help=tooltip(help_))


def choice_column(label: str, options: Sequence[str], *, help_: str | None = None) -> Any:
    """Return a column of an editor in which one of a few texts is chosen."""
    return st.column_config.SelectboxColumn(label, options=list(options), help=tooltip(help_))


def day_column(label: str, *, help_: str | None = None) -> Any:
    """Return a column of dates for an editor."""
    return st.column_config.DateColumn(label, format="YYYY-MM-DD", help=tooltip(help_))


def pages(count: int, *, key: str) -> int:
    """Show the pages of a list; return the one that is open, from 1."""
    return int(st.pagination(count, key=key)) if count > 1 else 1
