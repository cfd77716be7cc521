"""Forms begun and not sent yet: what a person typed, and the command id it will be sent with.

The one rule: nothing that was typed is lost, and no form is sent twice; a command id is made when
a form is first shown and is the same until the form is answered.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from cmmn.commands import User
from cmmn.engine import Engine, check_id
from cmmn.errors import CommandRefused
from cmmn.json_text import from_json_text, to_json_text
from cmmn.store import Session, form_drafts, log
from cmmn.store.form_drafts import FormDraft
from cmmn.store.instants import from_microseconds, microseconds
from cmmn.store.paging import Page
from feel.errors import Location
from feel.temporal import DateTime

__all__ = ["KEPT_DAYS", "LONGEST", "Draft", "Drafts", "FormKey"]

KEPT_DAYS = 30
"""So many days a draft is kept that nobody touches."""

LONGEST = 1_000_000
"""So many characters a draft may have, as JSON."""

_DAY = 86_400 * 10**6  # microseconds


@dataclass(frozen=True, slots=True)
class FormKey:
    """Which form: one of a case, or of no case yet."""

    case_id: str | None
    name: str

    @classmethod
    def task(cls, case_id: str, instance: str) -> Self:
        """Return the key of the form of a task."""
        return cls(case_id, f"task {instance}")

    @classmethod
    def case(cls, case_id: str, name: str) -> Self:
        """Return the key of another form of a case: for its file, an event, planning ..."""
        return cls(case_id, f"case {name}")

    @classmethod
    def start(cls, definition: str) -> Self:
        """Return the key of the form by which a case of a definition is created."""
        return cls(None, f"start {definition}")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person has typed into a form at a version, and the command id it is sent with."""

    person: str
    form: FormKey
    version: int  # of the case, or of the definition
    command_id: str
    values: dict[str, Any]
    carried_from: int | None  # the version at which the values were typed, where it was another
    accepted: str | None  # the case that took this very command, though nobody noted the answer
    created: DateTime
    saved: DateTime


class Drafts:
    """The drafts of an engine's store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(self, person: User | str, form: FormKey, version: int) -> Draft:
        """Return the draft of a form, the same until it is answered.

        Where the version moved on, what was typed before comes along under a new command id and
        `carried_from` tells so; nothing comes along from a form that was accepted.
        Errors: CommandRefused INVALID_VALUE for names that cannot be kept.
        """
        new = self._new(person, form, version)
        with self._engine.store.reading() as session:
            found = form_drafts.find(session, new.place, version)
            if found is not None:
                return _shown(session, found)
        return self._engine.transact(lambda session: _opened(session, new))

    def save(self, draft: Draft, values: Mapping[str, Any]) -> Draft:
        """Keep what was typed, as plain JSON; old drafts of anybody are dropped on the way.

        Errors: CommandRefused INVALID_VALUE for what JSON cannot say, or too much of it.
        """
        payload = to_json_text(dict(values), LONGEST, "values")
        now = self._engine.clock()

        def kept(session: Session) -> Draft:
            row = form_drafts.save(session, _kept(draft), payload, now)
            form_drafts.drop_before(session, _days_before(now))
            return _shown(session, row)

        return self._engine.transact(kept)

    def answered(self, draft: Draft) -> None:
        """Remove the drafts of a form whose command was accepted."""
        self._engine.transact(lambda session: form_drafts.remove(session, _kept(draft).place))

    def of(self, person: User | str, *, limit: int = 50, offset: int = 0) -> Page[Draft]:
        """Return a page of what a person has begun, the newest first."""
        with self._engine.store.reading() as session:
            found = form_drafts.of(session, _name(person), limit, offset)
            return Page(tuple(_shown(session, each) for each in found.rows), found.has_more)

    def _new(self, person: User | str, form: FormKey, version: int) -> FormDraft:
        name, case_id = _name(person), form.case_id or ""
        for what, value in (("person", name), ("case id", form.case_id), ("form", form.name)):
            check_id(what, value)
        if not 0 <= version < 2**31:
            place = Location((form.name,))
            raise CommandRefused("INVALID_VALUE", f"{version} is no version", place)
        command_id, now = secrets.token_hex(16), self._engine.clock()
        return FormDraft(
            name, case_id, form.name, version, command_id, form_drafts.EMPTY, None, now, now
        )


def _opened(session: Session, new: FormDraft) -> Draft:
    """Return the draft there is by now, or a new one with what was typed at another version."""
    found = form_drafts.find(session, new.place, new.version)
    if found is not None:
        return _shown(session, found)
    before = form_drafts.newest(session, new.place)
    if before is not None and _accepted(session, before) is not None:
        form_drafts.remove(session, new.place)
    elif before is not None and before.payload != form_drafts.EMPTY:
        new = replace(new, payload=before.payload, carried_from=before.version)
    form_drafts.add(session, new)
    return _shown(session, new)


def _accepted(session: Session, draft: FormDraft) -> str | None:
    """Return the case in which the command of a draft was accepted."""
    if draft.case_id:
        done = log.done(session, draft.case_id, draft.command_id)
        return None if done is None else draft.case_id
    created = log.created_by(session, draft.command_id)
    return None if created is None else created[0]


def _shown(session: Session, draft: FormDraft) -> Draft:
    return Draft(
        draft.person,
        FormKey(draft.case_id or None, draft.form),
        draft.version,
        draft.command_id,
        from_json_text(draft.payload),
        draft.carried_from,
        _accepted(session, draft),
        draft.created,
        draft.updated,
    )


def _kept(draft: Draft) -> FormDraft:
    return FormDraft(
        draft.person,
        draft.form.case_id or "",
        draft.form.name,
        draft.version,
        draft.command_id,
        form_drafts.EMPTY,
        draft.carried_from,
        draft.created,
        draft.saved,
    )


def _name(person: User | str) -> str:
    return person.name if isinstance(person, User) else person


def _days_before(now: DateTime) -> DateTime:
    return from_microseconds(microseconds(now) - KEPT_DAYS * _DAY)
