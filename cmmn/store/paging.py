"""Lists in pages, and how long they are.

Rule: no query reads more rows than it was told to; a count stops where nobody counts any further.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Select, func, literal, select

from cmmn.store.connection import Session

__all__ = ["Page", "Total", "page", "total"]

_R = TypeVar("_R")


@dataclass(frozen=True, slots=True)
class Page(Generic[_R]):
    """One page of a list, and whether there is another one."""

    rows: tuple[_R, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Total:
    """How many there are; where it is not exact, at least so many.

    >>> str(Total(1_000, is_exact=False))
    '1,000+'
    """

    number: int
    is_exact: bool = True

    def __str__(self) -> str:
        return f"{self.number:,}{'' if self.is_exact else '+'}"


def page(
    session: Session, query: Select[Any], limit: int, offset: int, make: Callable[[Row[Any]], _R]
) -> Page[_R]:
    """Return a page of what a query finds, each row made into what it is."""
    rows = session.execute(query.limit(limit + 1).offset(offset)).all()
    return Page(tuple(make(row) for row in rows[:limit]), len(rows) > limit)


def total(session: Session, query: Select[Any], most: int) -> Total:
    """Return how many rows a query finds, counting no further than `most`."""
    counted = query.with_only_columns(literal(1).label("one"), maintain_column_froms=True)
    some = counted.order_by(None).limit(most + 1).subquery()
    number: int = session.execute(select(func.count()).select_from(some)).scalar_one()
    return Total(min(number, most), number <= most)
