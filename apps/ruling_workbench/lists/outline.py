"""A list drawn as an outline: rows in columns, indented under what they belong to, as data.

The one rule: a text stays a text, so that the page draws it as typed; a row that can be chosen says
by what name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Cell", "Outline", "Row", "as_data", "cell", "read_choice"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in a row: `look` is a class of the style sheet, `note` is shown when pointed at."""

    text: str
    look: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: a cell for each column; `actions` are buttons at its end, as names and labels."""

    cells: tuple[Cell, ...]
    depth: int = 0
    look: str = ""
    actions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """Rows under the names of their columns.

    `main` is the column that is indented, and comes first where there is little room; `wide` the
    one that takes the room that is left, the main one where it is None.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    main: int = 0
    wide: int | None = None


def cell(text: str, look: str = "", note: str = "") -> Cell:
    """Return a cell."""
    return Cell(text, look, note)


def as_data(outline: Outline) -> dict[str, Any]:
    """Return an outline as the page takes it."""
    return {
        "columns": list(outline.columns),
        "main": outline.main,
        "wide": outline.main if outline.wide is None else outline.wide,
        "rows": [_row(each) for each in outline.rows],
    }


def _row(row: Row) -> dict[str, Any]:
    cells: Sequence[Cell] = row.cells
    return {
        "cells": [[each.text, each.look, each.note] for each in cells],
        "depth": row.depth,
        "look": row.look,
        "actions": [list(each) for each in row.actions],
    }


def read_choice(outline: Outline, given: object) -> str | None:
    """Return the action that the browser tells of; None for what is none of this outline."""
    known = {name for row in outline.rows for name, _ in row.actions}
    return given if isinstance(given, str) and given in known else None
