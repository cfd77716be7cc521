"""Tests, presets and runs of a definition, whatever its version, as plain JSON.

The one rule: what comes back is what was given; what it means is the business of who gave it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cmmn.engine import Engine, check_id
from cmmn.json_text import from_json_text, to_json_text
from cmmn.store import attachments
from cmmn.store.attachments import Attachment
from cmmn.store.paging import Page
from feel.temporal import DateTime

__all__ = ["LONGEST", "Attached", "Attachments"]

LONGEST = 16_000_000
"""So many characters one may have, as JSON."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A `test`, a `preset` or a `run` of the definition with this kind and key."""

    id: int
    kind: str
    key: str
    type: str
    name: str
    payload: dict[str, Any]
    created: DateTime


class Attachments:
    """What belongs to the definitions of an engine's store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(
        self, kind: str, key: str, type_: str, name: str, payload: Mapping[str, Any]
    ) -> Attached:
        """Keep a test, preset or run of a definition.

        Errors: CommandRefused INVALID_VALUE for what JSON cannot say; ValueError for another type.
        """
        for what, value in (("kind", kind), ("key", key), ("name", name)):
            check_id(what, value)
        text = to_json_text(dict(payload), LONGEST, "payload")
        with self._engine.store.writing() as session:
            id_ = attachments.add(
                session, kind, key, type_=type_, name=name, payload=text, at=self._engine.clock()
            )
            return _attached(attachments.get(session, id_))

    def get(self, id_: int) -> Attached:
        """Return one. Errors: UnknownCaseError."""
        with self._engine.store.reading() as session:
            return _attached(attachments.get(session, id_))

    def find(self, kind: str, key: str, type_: str, name: str) -> Attached | None:
        """Return the newest one of a name. None: there is none."""
        return next(iter(self.list(kind, key, type_, name=name, limit=1).rows), None)

    def list(  # noqa: PLR0913 - each is a filter with a name
        self,
        kind: str,
        key: str,
        type_: str | None = None,
        *,
        name: str | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> Page[Attached]:
        """Return a page of those of a definition, the newest first."""
        with self._engine.store.reading() as session:
            found = attachments.list_(
                session, kind, key, type_=type_, name=name, limit=limit + 1, offset=offset
            )
        return Page(tuple(map(_attached, found[:limit])), len(found) > limit)

    def recent(self, type_: str = "run", *, limit: int = 20, offset: int = 0) -> Page[Attached]:
        """Return a page of those of all definitions, the newest first."""
        with self._engine.store.reading() as session:
            found = attachments.recent(session, type_, limit=limit + 1, offset=offset)
        return Page(tuple(map(_attached, found[:limit])), len(found) > limit)

    def counts(self, kind: str | None = None) -> dict[tuple[str, str], dict[str, int]]:
        """Return how many of each type a definition has, by kind and key, where it has any."""
        with self._engine.store.reading() as session:
            return attachments.counts(session, kind)

    def replace(
        self, id_: int, *, name: str | None = None, payload: Mapping[str, Any] | None = None
    ) -> Attached:
        """Give one another name or payload; what is not given stays.

        Errors: UnknownCaseError; CommandRefused INVALID_VALUE for what JSON cannot say.
        """
        check_id("name", name)
        text = None if payload is None else to_json_text(dict(payload), LONGEST, "payload")
        with self._engine.store.writing() as session:
            attachments.replace(session, id_, name=name, payload=text)
            return _attached(attachments.get(session, id_))

    def remove(self, id_: int) -> None:
        """Remove one. Errors: UnknownCaseError."""
        with self._engine.store.writing() as session:
            attachments.remove(session, id_)


def _attached(row: Attachment) -> Attached:
    payload = from_json_text(row.payload)
    return Attached(row.id, row.kind, row.key, row.type, row.name, payload, row.created)
