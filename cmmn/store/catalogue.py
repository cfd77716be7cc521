"""The catalogue of definitions: which there are, how many versions, how many cases run on them.

Rule: a page is a few queries, however many definitions and cases there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select, tuple_

from cmmn.lifecycle import FINAL
from cmmn.store import tables
from cmmn.store.connection import Session
from cmmn.store.instants import from_microseconds
from cmmn.store.paging import Page, Total, page, total
from feel.temporal import DateTime

__all__ = ["ModelFilter", "ModelRow", "count_models", "models"]

_DEFINITION, _CASE, _BOUND = tables.definition, tables.case_instance, tables.case_model
_SHOWN = [column for column in _DEFINITION.c if column.name not in {"content", "deployment"}]
_IS_OPEN = _CASE.c.state.not_in(sorted(each.value for each in FINAL))
_MOST_NAMES = 10_000

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ModelFilter:
    """Which definitions: all that is given has to hold.

    `is_latest` keeps, of each key, the newest version for which the rest holds.
    """

    kind: str | None = None  # 'cmmn' or 'dmn'
    key: str | None = None
    state: str | None = None
    owner: str | None = None
    text: str | None = None  # in key, name or file name of any version, upper or lower case
    is_latest: bool = True


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A version of a definition in a list."""

    kind: str
    key: str
    version: int
    sha256: str
    name: str
    owner: str
    deployed_by: str
    deployed_at: DateTime
    state: str
    file_name: str
    changed_by: str  # who gave it its state, and when
    changed: DateTime
    versions: int  # of the same key
    running: int  # open cases of this version, or bound to this decision model
    running_all: int  # those of all versions


def models(session: Session, where: ModelFilter, limit: int, offset: int) -> Page[ModelRow]:
    """Return a page of definitions by kind and key, the newest version first."""
    order = (_DEFINITION.c.kind, _DEFINITION.c.key, _DEFINITION.c.version.desc())
    found = page(session, _models(session, where).order_by(*order), limit, offset, _values)
    keys = sorted({(row["kind"], row["key"]) for row in found.rows})
    versions = _versions(session, keys)
    running = _running(session, keys)
    rows = [
        ModelRow(
            **row,
            versions=versions[row["kind"], row["key"]],
            running=running.get((row["kind"], row["key"], _of(row)), 0),
            running_all=sum(
                number for (*key, _), number in running.items() if key == [row["kind"], row["key"]]
            ),
        )
        for row in found.rows
    ]
    return Page(tuple(rows), found.has_more)


def count_models(session: Session, where: ModelFilter, most: int) -> Total:
    """Return how many definitions there are, counting no further than `most`."""
    return total(session, _models(session, where), most)


def _models(session: Session, where: ModelFilter) -> Select[Any]:
    conditions = [*_conditions(session, where)]
    if where.is_latest:
        newest = (
            select(_DEFINITION.c.kind, _DEFINITION.c.key, func.max(_DEFINITION.c.version))
            .where(*conditions)
            .group_by(_DEFINITION.c.kind, _DEFINITION.c.key)
        )
        key = tuple_(_DEFINITION.c.kind, _DEFINITION.c.key, _DEFINITION.c.version)
        conditions = [key.in_(newest)]
    return select(*_SHOWN).where(*conditions)


def _conditions(session: Session, where: ModelFilter) -> Iterable[ColumnElement[bool]]:
    asked = {"kind": where.kind, "key": where.key, "state": where.state, "owner": where.owner}
    yield from (_DEFINITION.c[name] == value for name, value in asked.items() if value is not None)
    if where.text is not None:
        yield _DEFINITION.c.key.in_(_keys_with(session, where.text.casefold()))


def _keys_with(session: Session, text: str) -> list[str]:
    """Return the keys of definitions that have a text; databases know the case of few letters."""
    columns = (_DEFINITION.c.key, _DEFINITION.c.name, _DEFINITION.c.file_name)
    known = session.execute(select(*columns).distinct().limit(_MOST_NAMES)).all()
    return sorted({row.key for row in known if any(text in each.casefold() for each in row)})


def _values(row: Row[Any]) -> dict[str, Any]:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    return values | {name: from_microseconds(values[name]) for name in ("deployed_at", "changed")}


def _of(row: dict[str, Any]) -> str | int:
    """Return what cases know a version by: the version itself, or a decision model's content."""
    known: str | int = row["version"] if row["kind"] == "cmmn" else row["sha256"]
    return known


def _versions(session: Session, keys: Sequence[_Key]) -> dict[_Key, int]:
    if not keys:
        return {}
    query = select(_DEFINITION.c.kind, _DEFINITION.c.key, func.count()).where(
        or_(*(_is(each) for each in keys))
    )
    rows = session.execute(query.group_by(_DEFINITION.c.kind, _DEFINITION.c.key)).all()
    return {(kind, key): number for kind, key, number in rows}


def _is(key: _Key) -> ColumnElement[bool]:
    return (_DEFINITION.c.kind == key[0]) & (_DEFINITION.c.key == key[1])


def _running(session: Session, keys: Sequence[_Key]) -> dict[tuple[str, str, str | int], int]:
    """Return how many open cases there are of each version of some keys."""
    cases = [key for kind, key in keys if kind == "cmmn"]
    decisions = [key for kind, key in keys if kind == "dmn"]
    of_cases = select(_CASE.c.definition, _CASE.c.definition_version, func.count())
    of_cases = of_cases.where(_IS_OPEN, _CASE.c.definition.in_(cases))
    of_cases = of_cases.group_by(_CASE.c.definition, _CASE.c.definition_version)
    bound = select(_BOUND.c.key, _BOUND.c.sha256, func.count())
    bound = bound.join(_CASE, _CASE.c.id == _BOUND.c.case_id)
    bound = bound.where(_IS_OPEN, _BOUND.c.key.in_(decisions))
    bound = bound.group_by(_BOUND.c.key, _BOUND.c.sha256)
    found: dict[tuple[str, str, str | int], int] = {}
    for kind, query, some in (("cmmn", of_cases, cases), ("dmn", bound, decisions)):
        rows = session.execute(query).all() if some else []
        found |= {(kind, key, version): number for key, version, number in rows}
    return found
