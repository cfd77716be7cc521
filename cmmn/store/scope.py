"""Which cases and which time are measured, as conditions for the database.

Rule: a time begins at `since` and ends just before `until`; what is not given does not limit.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import gcd
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, func, select

from cmmn.periods import Bounds
from cmmn.store import tables
from cmmn.store.connection import Session
from cmmn.store.instants import microseconds
from feel.temporal import DateTime

__all__ = [
    "MOST_ITEMS",
    "Scope",
    "count",
    "counted",
    "first_case",
    "in_cases",
    "is_in",
    "of_cases",
    "unit_of",
    "within",
]

MOST_ITEMS = 200
"""So many items, decisions or milestones at most are told of, those that occur most."""

_Name = TypeVar("_Name")

_CASE = tables.case_instance


@dataclass(frozen=True, slots=True)
class Scope:
    """Of which cases, and of which time: from `since` until just before `until`."""

    definition: str | None = None
    version: int | None = None
    since: DateTime | None = None
    until: DateTime | None = None


def of_cases(scope: Scope) -> list[ColumnElement[bool]]:
    """Return the conditions on the rows of cases."""
    asked = {"definition": scope.definition, "definition_version": scope.version}
    return [_CASE.c[name] == value for name, value in asked.items() if value is not None]


def within(column: ColumnElement[Any], scope: Scope) -> list[ColumnElement[bool]]:
    """Return the conditions on when something was."""
    found = []
    if scope.since is not None:
        found.append(column >= microseconds(scope.since))
    if scope.until is not None:
        found.append(column < microseconds(scope.until))
    return found


def in_cases(column: ColumnElement[Any], scope: Scope) -> list[ColumnElement[bool]]:
    """Return the conditions on whose case something is, by its column."""
    conditions = of_cases(scope)
    return [column.in_(select(_CASE.c.id).where(*conditions))] if conditions else []


def first_case(session: Session, scope: Scope) -> int | None:
    """Return when the first case was created, in microseconds. None: there is none."""
    query = select(func.min(_CASE.c.created)).where(*of_cases(scope))
    found: int | None = session.execute(query).scalar()
    return found


def count(session: Session, scope: Scope) -> int:
    """Return how many cases were created in a time."""
    conditions = [*within(_CASE.c.created, scope), *of_cases(scope)]
    number: int = session.execute(
        select(func.count()).select_from(_CASE).where(*conditions)
    ).scalar_one()
    return number


# --- what is counted by days, weeks or months -----------------------------------------------------


def unit_of(column: ColumnElement[Any], bounds: Sequence[Bounds]) -> ColumnElement[Any]:
    """Return in which of equal parts of the whole time something was.

    No part is in two of the bounds, so the database counts parts in one go, and `counted` puts
    together what belongs together.
    """
    return (column - bounds[0].start) // _unit(bounds)


def is_in(column: ColumnElement[Any], bounds: Sequence[Bounds]) -> ColumnElement[bool]:
    """Return whether something was within the bounds."""
    return and_(column >= bounds[0].start, column < bounds[-1].end)


def counted(
    rows: Iterable[tuple[int, _Name, int]], bounds: Sequence[Bounds]
) -> dict[tuple[int, _Name], int]:
    """Return how often each name was counted in each of the bounds, from counts by unit."""
    unit, starts = _unit(bounds), [each.start for each in bounds]
    found: dict[tuple[int, _Name], int] = {}
    for number, name, count_ in rows:
        at = bisect_right(starts, starts[0] + number * unit) - 1
        found[at, name] = found.get((at, name), 0) + count_
    return found


def _unit(bounds: Sequence[Bounds]) -> int:
    return gcd(*(each.end - bounds[0].start for each in bounds))
