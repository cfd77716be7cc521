"""A list of things to open, as data: rows in columns, narrow ones as cards of two lines.

The one rule: a text stays a text, so that the page draws it as typed; a row is told by its name.
"""

from dataclasses import dataclass
from typing import Any

from ruling_workbench.address import Address
from ruling_workbench.lists.outline import Cell

__all__ = ["Entry", "Listing", "as_data", "read_choice"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: its name, a cell for each column, and the address it leads to, if it has one."""

    name: str
    cells: tuple[Cell, ...]
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows under the names of their columns.

    `main` is the column that names a row, `end` the one that stands beside it in a card, `mark` the
    one, if any, that has no more than a sign.
    """

    columns: tuple[str, ...]
    entries: tuple[Entry, ...]
    main: int = 0
    end: int = -1
    mark: int | None = None


def as_data(listing: Listing, selected: str | None = None) -> dict[str, Any]:
    """Return a list as the page takes it."""
    return {
        "columns": list(listing.columns),
        "main": listing.main,
        "end": listing.end % max(len(listing.columns), 1),
        "mark": listing.mark,
        "rows": [_row(each, is_here=each.name == selected) for each in listing.entries],
    }


def _row(entry: Entry, *, is_here: bool) -> dict[str, Any]:
    return {
        "name": entry.name,
        "cells": [[each.text, each.look, each.note] for each in entry.cells],
        "href": "" if entry.address is None else str(entry.address).removeprefix("/"),
        "here": is_here,
    }


def read_choice(listing: Listing, given: object) -> str | None:
    """Return the row that the browser tells of; None for what is none of this list."""
    known = {each.name for each in listing.entries}
    return given if isinstance(given, str) and given in known else None
