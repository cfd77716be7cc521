"""Pages of a list that the database cuts: where one is, and the way to the next.

The one rule: every list says what of it is seen; another filter begins at the first page again.
"""

from collections.abc import Hashable
from dataclasses import dataclass

from ruling_workbench import session
from ruling_workbench import widgets as ui

__all__ = ["PAGE", "Pager", "pager"]

PAGE = 25
"""So many rows a page of a list has."""


@dataclass(frozen=True, slots=True)
class Pager:
    """A page of a list: its place among the others."""

    key: str
    number: int  # from 0

    @property
    def offset(self) -> int:
        """How many rows come before."""
        return self.number * PAGE

    def show(self, count: int, *, has_more: bool, total: str = "", things: str = "rows") -> None:
        """Say which rows are seen, `total` of them in all, and let the pages be turned."""
        if self.number == 0 and not has_more:
            if count:
                ui.caption(f"{count:,} {things}" if not total else f"all {total} {things}")
            return
        first = self.offset + 1
        said = f"{first:,} to {self.offset + count:,}"
        with ui.container(flow=True, key=f"{self.key} pages"):
            ui.caption(f"{said} of {total} {things}" if total else f"{said}, {things}")
            if ui.button("Previous", key=f"{self.key} previous", disabled=self.number == 0):
                self._turn(-1)
            if ui.button("Next", key=f"{self.key} next", disabled=not has_more):
                self._turn(1)

    def _turn(self, by: int) -> None:
        session.put(f"{self.key} page", self.number + by)
        ui.rerun()


def pager(key: str, mark: Hashable = None) -> Pager:
    """Return the page of a list that is open; `mark` is what the list is filtered by."""
    if session.get(f"{key} mark", mark) != mark:
        session.put(f"{key} page", 0)
    session.put(f"{key} mark", mark)
    return Pager(key, session.keep(f"{key} page", 0))
