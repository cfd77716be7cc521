"""What belongs to a definition, whatever its version: tests, presets and runs, as JSON text.

Rule: the store keeps the text and does not read it.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from cmmn.errors import UnknownCaseError
from cmmn.store.connection import Session
from cmmn.store.instants import from_microseconds, microseconds
from cmmn.store.tables import attachment
from feel.temporal import DateTime

__all__ = [
    "TYPES",
    "Attachment",
    "add",
    "counts",
    "get",
    "list_",
    "recent",
    "remove",
    "replace",
]

TYPES = ("test", "preset", "run")
"""What an attachment can be."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A test, a preset or a run of the definition with this kind and key."""

    id: int
    kind: str
    key: str
    type: str
    name: str
    payload: str
    created: DateTime


def add(  # noqa: PLR0913 - one row has these fields
    session: Session, kind: str, key: str, *, type_: str, name: str, payload: str, at: DateTime
) -> int:
    """Return the id of a new attachment.

    Errors: ValueError for a type that there is not.
    """
    if type_ not in TYPES:
        raise ValueError(f"'{type_}' is no type of attachment: {', '.join(TYPES)}")
    row = {"kind": kind, "key": key, "type": type_, "name": name, "payload": payload}
    statement = (
        insert(attachment).values(**row, created=microseconds(at)).returning(attachment.c.id)
    )
    return int(session.execute(statement).scalar_one())


def list_(  # noqa: PLR0913 - each is a filter with a name
    session: Session,
    kind: str,
    key: str,
    *,
    type_: str | None = None,
    name: str | None = None,
    limit: int = 100,
    offset: int = 0,
) -> list[Attachment]:
    """Return the attachments of a definition, the newest first."""
    query = select(attachment).where(attachment.c.kind == kind, attachment.c.key == key)
    if type_ is not None:
        query = query.where(attachment.c.type == type_)
    if name is not None:
        query = query.where(attachment.c.name == name)
    query = query.order_by(attachment.c.id.desc()).limit(limit).offset(offset)
    return [_attachment(row) for row in session.execute(query).all()]


def recent(session: Session, type_: str, *, limit: int = 100, offset: int = 0) -> list[Attachment]:
    """Return the attachments of a type of all definitions, the newest first."""
    query = select(attachment).where(attachment.c.type == type_).order_by(attachment.c.id.desc())
    return [_attachment(row) for row in session.execute(query.limit(limit).offset(offset)).all()]


def counts(session: Session, kind: str | None = None) -> dict[tuple[str, str], dict[str, int]]:
    """Return how many attachments of each type the definitions have that have any."""
    names = (attachment.c.kind, attachment.c.key, attachment.c.type)
    query = select(*names, func.count()).group_by(*names)
    if kind is not None:
        query = query.where(attachment.c.kind == kind)
    found: dict[tuple[str, str], dict[str, int]] = {}
    for of, key, type_, number in session.execute(query).all():
        found.setdefault((of, key), {})[type_] = number
    return found


def get(session: Session, id_: int) -> Attachment:
    """Return an attachment.

    Errors: UnknownCaseError.
    """
    row = session.execute(select(attachment).where(attachment.c.id == id_)).first()
    if row is None:
        raise _unknown(id_)
    return _attachment(row)


def replace(
    session: Session, id_: int, *, name: str | None = None, payload: str | None = None
) -> None:
    """Give an attachment another name or text; what is None stays.

    Errors: UnknownCaseError.
    """
    values = {"id": id_, "name": name, "payload": payload}
    given = {key: value for key, value in values.items() if value is not None}
    statement = update(attachment).where(attachment.c.id == id_).values(given)
    if not session.execute(statement).rowcount:
        raise _unknown(id_)


def remove(session: Session, id_: int) -> None:
    """Remove an attachment.

    Errors: UnknownCaseError.
    """
    if not session.execute(delete(attachment).where(attachment.c.id == id_)).rowcount:
        raise _unknown(id_)


def _attachment(row: Row[Any]) -> Attachment:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    return Attachment(**{**values, "created": from_microseconds(row.created)})


def _unknown(id_: int) -> UnknownCaseError:
    return UnknownCaseError("UNKNOWN_ATTACHMENT", f"there is no attachment {id_}")
