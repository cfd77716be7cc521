"""What is measured of many cases: counts over time, percentiles, shares; asked of projections.

Rule: no log is read; the database counts, and what comes back is bounded. Percentiles are exact,
by the nearest rank: the smallest value that so many of the hundred do not exceed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, case, func, or_, select

from cmmn.periods import Bounds
from cmmn.store import tables
from cmmn.store.connection import Session
from cmmn.store.instants import from_microseconds, microseconds
from cmmn.store.scope import MOST_ITEMS, Scope, counted, is_in, of_cases, unit_of, within
from feel.temporal import DateTime

__all__ = [
    "Flow",
    "ItemTime",
    "Lateness",
    "Percentiles",
    "Reach",
    "cycle_times",
    "flow",
    "lateness",
    "milestones",
    "times",
]

_SECOND = 1_000_000

_CASE, _DURATION, _MILESTONE = tables.case_instance, tables.duration, tables.milestone


@dataclass(frozen=True, slots=True)
class Flow:
    """How many cases were created and ended in a time, and how many were open at its end."""

    start: DateTime
    end: DateTime
    opened: int
    closed: int
    open_at_end: int


@dataclass(frozen=True, slots=True)
class Percentiles:
    """How long cases took, in seconds; None where none ended."""

    count: int
    p50: float | None
    p75: float | None
    p90: float | None
    p95: float | None


@dataclass(frozen=True, slots=True)
class ItemTime:
    """How long a stage or a task took, in seconds."""

    definition: str
    item: str
    name: str
    kind: str
    count: int
    median: float
    p90: float


@dataclass(frozen=True, slots=True)
class Lateness:
    """How many tasks of an item were due, and how many of them were late or still are."""

    definition: str
    item: str
    name: str
    due: int
    late: int
    rate: float


@dataclass(frozen=True, slots=True)
class Reach:
    """In how many of the cases a milestone was reached, and after how long, in seconds."""

    definition: str
    item: str
    name: str
    cases: int
    reached: int
    share: float
    median: float | None


# --- cases over time ------------------------------------------------------------------------------


def flow(session: Session, scope: Scope, bounds: Sequence[Bounds]) -> tuple[Flow, ...]:
    """Return how many cases were created, ended and open, for each of some times."""
    if not bounds:
        return ()
    opened = _by_bounds(session, _CASE.c.created, scope, bounds)
    closed = _by_bounds(session, _CASE.c.ended, scope, bounds)
    begin = bounds[0].start
    if scope.since is not None:
        begin = max(begin, microseconds(scope.since))
    number = _before(session, scope, begin)
    found = []
    for at, each in enumerate(bounds):
        number += opened[at] - closed[at]
        start, end = from_microseconds(each.start), from_microseconds(each.end)
        found.append(Flow(start, end, opened[at], closed[at], number))
    return tuple(found)


def _by_bounds(
    session: Session, column: ColumnElement[Any], scope: Scope, bounds: Sequence[Bounds]
) -> list[int]:
    """Return how many cases have an instant in each of the bounds, and within the scope."""
    unit = unit_of(column, bounds).label("unit")
    query = select(unit, func.count()).where(is_in(column, bounds))
    query = query.where(*within(column, scope), *of_cases(scope)).group_by(unit)
    found = counted(((row[0], None, row[1]) for row in session.execute(query)), bounds)
    return [found.get((at, None), 0) for at in range(len(bounds))]


def _before(session: Session, scope: Scope, at: int) -> int:
    """Return how many cases were open just before an instant."""
    counts = [
        select(func.count()).where(column < at, *of_cases(scope)).scalar_subquery()
        for column in (_CASE.c.created, _CASE.c.ended)
    ]
    created, ended = session.execute(select(*counts)).one()
    return int(created - ended)


# --- percentiles ----------------------------------------------------------------------------------


def _ranked(values: Select[Any], *groups: str) -> Subquery:
    """Return the rows of a query with their rank by `value` in their group, and its size."""
    found = values.subquery()
    by = [found.c[name] for name in groups]
    return select(
        *found.c,
        func.row_number().over(partition_by=by, order_by=found.c.value).label("rank"),
        func.count().over(partition_by=by).label("size"),
    ).subquery()


def _rank(size: Any, percent: int) -> Any:
    """Return which value in order is a percentile."""
    return (size * percent + 99) // 100


def _at(ranked: Subquery, *percents: int) -> Select[Any]:
    ranks = [ranked.c.rank == _rank(ranked.c.size, each) for each in percents]
    return select(ranked).where(or_(*ranks))


def _seconds(value: int) -> float:
    return value / _SECOND


def cycle_times(session: Session, scope: Scope) -> Percentiles:
    """Return how long the cases took that ended in a time."""
    value = (_CASE.c.ended - _CASE.c.created).label("value")
    ended = select(value).where(_CASE.c.ended.is_not(None), *within(_CASE.c.ended, scope))
    ranked = _ranked(ended.where(*of_cases(scope)))
    rows = session.execute(_at(ranked, 50, 75, 90, 95)).all()
    if not rows:
        return Percentiles(0, None, None, None, None)
    size, by_rank = rows[0].size, {row.rank: _seconds(row.value) for row in rows}
    return Percentiles(size, *(by_rank[_rank(size, each)] for each in (50, 75, 90, 95)))


def times(session: Session, scope: Scope, kinds: Sequence[str]) -> tuple[ItemTime, ...]:
    """Return how long the stages or tasks took that ended in a time, by item."""
    names = ("definition", "item")
    ended = (
        select(
            _CASE.c.definition,
            _DURATION.c.item,
            _DURATION.c.name,
            _DURATION.c.kind,
            (_DURATION.c.ended - _DURATION.c.started).label("value"),
        )
        .join(_CASE, _CASE.c.id == _DURATION.c.case_id)
        .where(_DURATION.c.kind.in_(kinds), _DURATION.c.ended.is_not(None))
        .where(*within(_DURATION.c.ended, scope), *of_cases(scope))
    )
    ranked = _ranked(ended, *names)
    found = _of_groups(session, ranked, names, (50, 90))
    return tuple(
        ItemTime(
            row.definition,
            row.item,
            row.name,
            row.kind,
            row.size,
            _seconds(row.value),
            _seconds(by_rank[_rank(row.size, 90)]),
        )
        for row, by_rank in found
    )


def _of_groups(
    session: Session, ranked: Subquery, names: Sequence[str], percents: Sequence[int]
) -> list[tuple[Row[Any], dict[int, int]]]:
    """Return the row at the first percentile of each group, and its values by rank."""
    columns = [ranked.c[name] for name in names]
    query = _at(ranked, *percents).order_by(ranked.c.size.desc(), *columns, ranked.c.rank)
    groups: dict[tuple[Any, ...], list[Row[Any]]] = {}
    for row in session.execute(query.limit(MOST_ITEMS * len(percents))).all():
        groups.setdefault(tuple(getattr(row, name) for name in names), []).append(row)
    found = []
    for rows in groups.values():
        by_rank = {row.rank: row.value for row in rows}
        first = next((row for row in rows if row.rank == _rank(row.size, percents[0])), None)
        if first is not None and all(_rank(first.size, each) in by_rank for each in percents):
            found.append((first, by_rank))
    return found


# --- tasks and milestones -------------------------------------------------------------------------


def lateness(session: Session, scope: Scope, now: DateTime) -> tuple[Lateness, ...]:
    """Return how many tasks that were due in a time, and by now, were late, by item."""
    moment = microseconds(now)
    late = case((func.coalesce(_DURATION.c.ended, moment + 1) > _DURATION.c.due, 1), else_=0)
    number = func.count().label("number")
    query = (
        select(
            _CASE.c.definition,
            _DURATION.c.item,
            func.max(_DURATION.c.name).label("name"),
            number,
            func.sum(late).label("late"),
        )
        .join(_CASE, _CASE.c.id == _DURATION.c.case_id)
        .where(_DURATION.c.due <= moment, *within(_DURATION.c.due, scope), *of_cases(scope))
        .group_by(_CASE.c.definition, _DURATION.c.item)
        .order_by(number.desc(), _CASE.c.definition, _DURATION.c.item)
    )
    rows = session.execute(query.limit(MOST_ITEMS)).all()
    return tuple(
        Lateness(row.definition, row.item, row.name, row.number, row.late, row.late / row.number)
        for row in rows
    )


def milestones(session: Session, scope: Scope) -> tuple[Reach, ...]:
    """Return in how many of the cases created in a time each milestone was reached."""
    conditions = [*within(_CASE.c.created, scope), *of_cases(scope)]
    counts = select(_CASE.c.definition, func.count()).where(*conditions)
    rows = session.execute(counts.group_by(_CASE.c.definition)).all()
    cases = {row[0]: row[1] for row in rows}
    first = (
        select(
            _CASE.c.definition,
            _MILESTONE.c.item,
            func.max(_MILESTONE.c.name).label("name"),
            (func.min(_MILESTONE.c.reached) - _CASE.c.created).label("value"),
        )
        .join(_CASE, _CASE.c.id == _MILESTONE.c.case_id)
        .where(*conditions)
        .group_by(_CASE.c.definition, _MILESTONE.c.item, _CASE.c.id, _CASE.c.created)
    )
    names = ("definition", "item")
    found = _of_groups(session, _ranked(first, *names), names, (50,))
    return tuple(
        Reach(
            row.definition,
            row.item,
            row.name,
            cases[row.definition],
            row.size,
            row.size / cases[row.definition],
            _seconds(row.value),
        )
        for row, _ in found
    )
