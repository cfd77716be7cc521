"""What is measured of decisions in cases: how often, with what outcome, by which rules.

Rule: no log is read; the database counts, and what comes back is bounded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, select

from cmmn.periods import Bounds
from cmmn.store import tables
from cmmn.store.connection import Session
from cmmn.store.instants import from_microseconds
from cmmn.store.paging import Page, page
from cmmn.store.scope import MOST_ITEMS, Scope, counted, in_cases, is_in, unit_of, within
from feel.temporal import DateTime

__all__ = [
    "DecisionCount",
    "OutcomeBucket",
    "Outcomes",
    "RuleHits",
    "decisions",
    "outcomes",
    "rule_hits",
]

_MOST_OUTCOMES = 8

_EVALUATION, _HIT, _DEFINITION = tables.evaluation, tables.rule_hit, tables.definition


@dataclass(frozen=True, slots=True)
class DecisionCount:
    """How often a decision was evaluated in cases."""

    model: str
    decision: str
    count: int
    last: DateTime


@dataclass(frozen=True, slots=True)
class OutcomeBucket:
    """How often each outcome was answered in a time, in the order of `Outcomes.outcomes`."""

    start: DateTime
    end: DateTime
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What a decision answered over time: the commonest outcomes, and None for all others."""

    outcomes: tuple[str | None, ...]
    buckets: tuple[OutcomeBucket, ...]


@dataclass(frozen=True, slots=True)
class RuleHits:
    """How often a rule of a model's version matched in cases."""

    model: str
    sha256: str
    version: int | None  # None: the model is deployed no more
    table: str
    rule: str
    hits: int
    last: DateTime


def decisions(session: Session, scope: Scope) -> tuple[DecisionCount, ...]:
    """Return which decisions were evaluated in a time, the commonest first."""
    names = (_EVALUATION.c.model, _EVALUATION.c.decision)
    number = func.count().label("number")
    query = (
        select(*names, number, func.max(_EVALUATION.c.time).label("last"))
        .where(*within(_EVALUATION.c.time, scope), *in_cases(_EVALUATION.c.case_id, scope))
        .group_by(*names)
        .order_by(number.desc(), *names)
    )
    return tuple(
        DecisionCount(row.model, row.decision, row.number, from_microseconds(row.last))
        for row in session.execute(query.limit(MOST_ITEMS)).all()
    )


def outcomes(
    session: Session, decision: str, model: str | None, scope: Scope, bounds: Sequence[Bounds]
) -> Outcomes:
    """Return what a decision answered, for each of some times."""
    asked = [_EVALUATION.c.decision == decision, *in_cases(_EVALUATION.c.case_id, scope)]
    if model is not None:
        asked.append(_EVALUATION.c.model == model)
    common = _common(session, [*asked, *within(_EVALUATION.c.time, scope)])
    if not bounds or not common:
        return Outcomes((), ())
    time, outcome = _EVALUATION.c.time, _EVALUATION.c.outcome
    unit = unit_of(time, bounds).label("unit")
    shown = case((outcome.in_(common), outcome), else_=None).label("shown")
    query = select(unit, shown, func.count()).where(is_in(time, bounds), *within(time, scope))
    rows = session.execute(query.where(*asked).group_by(unit, shown))
    counts = counted(((row[0], row[1], row[2]) for row in rows), bounds)
    others = any(name is None for _, name in counts)
    names: tuple[str | None, ...] = (*common, None) if others else tuple(common)
    found = tuple(
        OutcomeBucket(
            from_microseconds(each.start),
            from_microseconds(each.end),
            tuple(counts.get((number, name), 0) for name in names),
        )
        for number, each in enumerate(bounds)
    )
    return Outcomes(names, found)


def _common(session: Session, conditions: Sequence[ColumnElement[bool]]) -> list[str]:
    number = func.count().label("number")
    query = select(_EVALUATION.c.outcome).where(*conditions).group_by(_EVALUATION.c.outcome)
    query = query.order_by(number.desc(), _EVALUATION.c.outcome).limit(_MOST_OUTCOMES)
    return list(session.execute(query).scalars())


def rule_hits(
    session: Session, model: str | None, scope: Scope, limit: int, offset: int
) -> Page[RuleHits]:
    """Return a page of the rules that matched in a time, the commonest first."""
    names = (_HIT.c.model, _HIT.c.sha256, _HIT.c.logic, _HIT.c.rule)
    hits = func.sum(_HIT.c.times).label("hits")
    query = (
        select(*names, hits, func.max(_HIT.c.time).label("last"), _version(_HIT).label("version"))
        .where(*within(_HIT.c.time, scope), *in_cases(_HIT.c.case_id, scope))
        .group_by(*names)
        .order_by(hits.desc(), *names)
    )
    if model is not None:
        query = query.where(_HIT.c.model == model)
    return page(session, query, limit, offset, _rule_hits)


def _version(of: Any) -> Any:
    """Return the newest version of a model with a content."""
    query = select(func.max(_DEFINITION.c.version)).where(
        _DEFINITION.c.kind == "dmn",
        _DEFINITION.c.key == of.c.model,
        _DEFINITION.c.sha256 == of.c.sha256,
    )
    return query.correlate(of).scalar_subquery()


def _rule_hits(row: Row[Any]) -> RuleHits:
    last = from_microseconds(row.last)
    return RuleHits(row.model, row.sha256, row.version, row.logic, row.rule, int(row.hits), last)
