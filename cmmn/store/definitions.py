"""The definitions that were deployed, of cases and of decisions: every version, for ever.

Rule: a version is never changed but for its state; content equal to the newest is no new version.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, and_, func, insert, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from cmmn.errors import DeploymentRefused, UnknownCaseError
from cmmn.store import tables
from cmmn.store.connection import Conflict, Session
from cmmn.store.instants import from_microseconds, microseconds
from feel.temporal import DateTime

__all__ = [
    "STATES",
    "Definition",
    "NewDefinition",
    "by_hash",
    "deploy",
    "get",
    "latest",
    "list_",
    "set_state",
]

STATES = ("draft", "active", "retired")
"""What a version can be; only an active one serves new cases."""

_TABLE = tables.definition
_WITHOUT_CONTENT = [column for column in _TABLE.c if column.name != "content"]


@dataclass(frozen=True, slots=True)
class NewDefinition:
    """What is to be deployed; a file with several cases is several definitions."""

    kind: str  # 'cmmn' or 'dmn'
    key: str
    name: str
    file_name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The hash of the content."""
        return sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of a definition. Null: `content` where a list was asked for."""

    kind: str
    key: str
    version: int
    sha256: str
    name: str
    owner: str
    deployment: str  # what was deployed together has the same
    deployed_by: str
    deployed_at: DateTime
    state: str
    file_name: str
    changed_by: str  # who gave it its state, and when
    changed: DateTime
    content: bytes | None = None


def deploy(  # noqa: PLR0913 - one deployment has these fields
    session: Session,
    files: Sequence[NewDefinition],
    by: str,
    at: DateTime,
    owner: str,
    *,
    state: str = "active",
) -> list[Definition]:
    """Return the definitions of all files, new versions or what was there with equal content.

    Errors: DeploymentRefused where two files say they are the same; Conflict where another
    deployment was first.
    """
    _check_keys(files)
    deployment = uuid4().hex
    found: list[Definition] = []
    for each in files:
        newest = latest(session, each.kind, each.key, states=STATES)
        if newest is None or newest.sha256 != each.sha256:
            version = 1 if newest is None else newest.version + 1
            row = _row(each, version) | {"deployment": deployment, "state": state}
            row |= {"owner": owner, "deployed_by": by, "deployed_at": microseconds(at)}
            row |= {"changed_by": by, "changed": row["deployed_at"]}
            newest = _add(session, row)
        found.append(newest)
    return found


def _check_keys(files: Sequence[NewDefinition]) -> None:
    twice = [each for each, times in Counter((f.kind, f.key) for f in files).items() if times > 1]
    if twice:
        kind, key = twice[0]
        names = ", ".join(f.file_name for f in files if (f.kind, f.key) == (kind, key))
        raise DeploymentRefused(
            "DUPLICATE_DEFINITION",
            f"the {kind} definition '{key}' is there twice: {names}",
            hint="give each case and each model an id of its own, or deploy them apart",
        )


def _row(new: NewDefinition, version: int) -> dict[str, Any]:
    return {
        "kind": new.kind,
        "key": new.key,
        "version": version,
        "sha256": new.sha256,
        "name": new.name,
        "file_name": new.file_name,
        "content": new.content,
    }


def _add(session: Session, row: dict[str, Any]) -> Definition:
    try:
        session.execute(insert(_TABLE), row)
    except IntegrityError as error:
        raise Conflict(str(error.orig)) from None
    return _made(row)


def latest(
    session: Session, kind: str, key: str, *, states: Sequence[str] = ("active",)
) -> Definition | None:
    """Return the newest version that is active, or in one of other states. Null: there is none."""
    query = (
        select(_TABLE)
        .where(_TABLE.c.kind == kind, _TABLE.c.key == key, _TABLE.c.state.in_(states))
        .order_by(_TABLE.c.version.desc())
        .limit(1)
    )
    return _first(session.execute(query).first())


def get(session: Session, kind: str, key: str, version: int) -> Definition:
    """Return a version of a definition, with its content.

    Errors: UnknownCaseError.
    """
    found = _first(session.execute(select(_TABLE).where(_is(kind, key, version))).first())
    if found is None:
        raise _unknown(kind, key, version)
    return found


def by_hash(session: Session, sha256: str, kind: str | None = None) -> list[Definition]:
    """Return the definitions with a content, the newest first; one file may hold several."""
    query = select(_TABLE).where(_TABLE.c.sha256 == sha256)
    if kind is not None:
        query = query.where(_TABLE.c.kind == kind)
    rows = session.execute(query.order_by(_TABLE.c.deployed_at.desc(), _TABLE.c.version.desc()))
    return [_definition(row) for row in rows.all()]


def list_(  # noqa: PLR0913 - each is a filter with a name
    session: Session,
    *,
    kind: str | None = None,
    key: str | None = None,
    state: str | None = None,
    owner: str | None = None,
    deployment: str | None = None,
    is_latest: bool = False,
    limit: int = 100,
    offset: int = 0,
) -> list[Definition]:
    """Return definitions without their content, by kind and key, the newest version first."""
    asked = {"kind": kind, "key": key, "state": state, "owner": owner, "deployment": deployment}
    query = select(*_WITHOUT_CONTENT).where(
        *(_TABLE.c[name] == value for name, value in asked.items() if value is not None)
    )
    if is_latest:
        newest = select(_TABLE.c.kind, _TABLE.c.key, func.max(_TABLE.c.version)).group_by(
            _TABLE.c.kind, _TABLE.c.key
        )
        query = query.where(tuple_(_TABLE.c.kind, _TABLE.c.key, _TABLE.c.version).in_(newest))
    query = query.order_by(_TABLE.c.kind, _TABLE.c.key, _TABLE.c.version.desc())
    return [_definition(row) for row in session.execute(query.limit(limit).offset(offset)).all()]


def set_state(  # noqa: PLR0913 - which version, what it is now, and who says so
    session: Session, kind: str, key: str, version: int, state: str, *, by: str, at: DateTime
) -> None:
    """Make a version a draft, active or retired; running cases stay with it in any case.

    Errors: UnknownCaseError; ValueError for another state.
    """
    if state not in STATES:
        raise ValueError(f"'{state}' is no state of a definition: {', '.join(STATES)}")
    values = {"state": state, "changed_by": by, "changed": microseconds(at)}
    changed = session.execute(update(_TABLE).where(_is(kind, key, version)).values(values))
    if not changed.rowcount:
        raise _unknown(kind, key, version)


def _is(kind: str, key: str, version: int) -> ColumnElement[bool]:
    return and_(_TABLE.c.kind == kind, _TABLE.c.key == key, _TABLE.c.version == version)


def _unknown(kind: str, key: str, version: int) -> UnknownCaseError:
    what = f"there is no {kind} definition '{key}' in version {version}"
    return UnknownCaseError("UNKNOWN_DEFINITION", what, hint="list the definitions to see them")


def _first(row: Row[Any] | None) -> Definition | None:
    return None if row is None else _definition(row)


def _definition(row: Row[Any]) -> Definition:
    return _made(dict(row._mapping))  # noqa: SLF001 - SQLAlchemy's public name for it


def _made(values: Mapping[str, Any]) -> Definition:
    times = {name: from_microseconds(values[name]) for name in ("deployed_at", "changed")}
    return Definition(**{**values, **times})
