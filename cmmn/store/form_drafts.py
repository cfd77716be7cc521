"""Forms that people have begun and not sent: what they typed, and the command id it will go with.

Rule: a draft is one person's, of one form at one version; the store keeps the text and does not
read it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, delete, insert, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from cmmn.store.connection import Conflict, Session
from cmmn.store.instants import from_microseconds, microseconds
from cmmn.store.paging import Page, page
from cmmn.store.tables import form_draft
from feel.temporal import DateTime

__all__ = ["EMPTY", "FormDraft", "add", "drop_before", "find", "newest", "of", "remove", "save"]

EMPTY = "{}"
"""What a draft holds in which nothing was typed."""

_MOST_DROPPED = 100


@dataclass(frozen=True, slots=True)
class FormDraft:
    """One draft."""

    person: str
    case_id: str  # empty for a form that belongs to no case
    form: str
    version: int
    command_id: str
    payload: str
    carried_from: int | None
    created: DateTime
    updated: DateTime

    @property
    def place(self) -> str:
        """What tells the form of a person from all others."""
        return place(self.person, self.case_id, self.form)


def place(person: str, case_id: str, form: str) -> str:
    """Return what tells the form of a person from all others, in a length that an index takes."""
    return sha256(json.dumps([person, case_id, form]).encode()).hexdigest()


def find(session: Session, of_form: str, version: int) -> FormDraft | None:
    """Return the draft of a form at a version. None: there is none."""
    query = select(form_draft).where(form_draft.c.place == of_form, form_draft.c.version == version)
    row = session.execute(query).first()
    return None if row is None else _draft(row)


def newest(session: Session, of_form: str) -> FormDraft | None:
    """Return the draft of a form at its newest version. None: there is none."""
    query = select(form_draft).where(form_draft.c.place == of_form)
    row = session.execute(query.order_by(form_draft.c.version.desc()).limit(1)).first()
    return None if row is None else _draft(row)


def add(session: Session, draft: FormDraft) -> None:
    """Keep a new draft. Errors: Conflict where there is one by now."""
    try:
        session.execute(insert(form_draft), _row(draft))
    except IntegrityError as error:
        raise Conflict(str(error.orig)) from None


def save(session: Session, draft: FormDraft, payload: str, at: DateTime) -> FormDraft:
    """Keep what was typed; a draft that is no longer there is there again."""
    kept = replace(draft, payload=payload, updated=at)
    changed = session.execute(
        update(form_draft)
        .where(form_draft.c.place == draft.place, form_draft.c.version == draft.version)
        .values(payload=payload, updated=microseconds(at))
    )
    if not changed.rowcount:
        add(session, kept)
    return kept


def remove(session: Session, of_form: str) -> None:
    """Remove the drafts of a form, of whatever version."""
    session.execute(delete(form_draft).where(form_draft.c.place == of_form))


def drop_before(session: Session, at: DateTime) -> None:
    """Drop drafts that nobody has touched since, the oldest first, and not too many at once."""
    key = (form_draft.c.place, form_draft.c.version)
    old = select(*key).where(form_draft.c.updated < microseconds(at))
    some = old.order_by(form_draft.c.updated).limit(_MOST_DROPPED)
    session.execute(delete(form_draft).where(tuple_(*key).in_(some)))


def of(session: Session, person: str, limit: int = 50, offset: int = 0) -> Page[FormDraft]:
    """Return a page of what a person has typed into forms, the newest first."""
    query = select(form_draft).where(form_draft.c.person == person, form_draft.c.payload != EMPTY)
    query = query.order_by(form_draft.c.updated.desc(), form_draft.c.place, form_draft.c.version)
    return page(session, query, limit, offset, _draft)


def _row(draft: FormDraft) -> Mapping[str, Any]:
    return {
        "place": draft.place,
        "person": draft.person,
        "case_id": draft.case_id,
        "form": draft.form,
        "version": draft.version,
        "command_id": draft.command_id,
        "payload": draft.payload,
        "carried_from": draft.carried_from,
        "created": microseconds(draft.created),
        "updated": microseconds(draft.updated),
    }


def _draft(row: Row[Any]) -> FormDraft:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    values.pop("place")
    times = {name: from_microseconds(values[name]) for name in ("created", "updated")}
    return FormDraft(**{**values, **times})
