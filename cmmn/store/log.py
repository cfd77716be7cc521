"""The log of every case: its commands and events, the optimistic version, and a snapshot.

Rule: a case is the fold of its events. The snapshot saves reading them all; without it, or with one
of another release, everything is the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Insert, Row, bindparam, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from cmmn.errors import StoreError, UnknownCaseError
from cmmn.events import SCHEMA, Recorded
from cmmn.evolve import INITIAL
from cmmn.evolve import replay as fold
from cmmn.recording import event_from_text, event_to_text, state_from_text, state_to_text
from cmmn.state import CaseState
from cmmn.store import tables
from cmmn.store.connection import Conflict, Session
from feel.temporal import DateTime, parse_date_time

__all__ = [
    "SNAPSHOT_EVERY",
    "Conflict",
    "Done",
    "append",
    "by_command",
    "commands",
    "created_by",
    "done",
    "end_of_command",
    "events",
    "hold",
    "ids",
    "last_commands",
    "load",
    "replay",
    "version",
]

SNAPSHOT_EVERY = 50
"""A snapshot is taken each time this many versions are complete."""

_case, _event, _command, _snapshot = (
    tables.case_log,
    tables.event,
    tables.command,
    tables.snapshot,
)

_VERSION = select(_case.c.version).where(_case.c.id == bindparam("case"))
_MOVE_ON = (
    update(_case)
    .where(_case.c.id == bindparam("case"), _case.c.version == bindparam("expected"))
    .values(version=bindparam("reached"))
)
_EVENTS = (
    select(_event)
    .where(_event.c.case_id == bindparam("case"), _event.c.sequence > bindparam("after"))
    .order_by(_event.c.sequence)
)
_NEWEST = select(_snapshot.c.payload).where(_snapshot.c.case_id == bindparam("case"))
_NOT_EMPTY = _command.c.last >= _command.c.first
_FORGET = delete(_snapshot).where(_snapshot.c.case_id == bindparam("case"))


@dataclass(frozen=True, slots=True)
class Done:
    """A command that was accepted: its events are those from `first` to `last`, if any."""

    first: int
    last: int
    name: str
    payload: str
    time: DateTime
    by: str
    command_id: str | None
    result: str


def load(session: Session, case_id: str, known: CaseState | None = None) -> CaseState | None:
    """Return a case as it is: the snapshot, or the state known of it, with what happened since.

    Null: there is none.
    """
    state = known or _from_snapshot(session, case_id)
    later = events(session, case_id, after=state.version)
    state = fold(later, state)
    return state if state.version else None


def _from_snapshot(session: Session, case_id: str) -> CaseState:
    text = session.execute(_NEWEST, {"case": case_id}).scalar()
    try:
        return INITIAL if text is None else state_from_text(text)
    except StoreError:
        return INITIAL  # a cache that cannot be read is none


def replay(session: Session, case_id: str, version: int | None = None) -> CaseState:
    """Return a case as it was at a version, or as it is, from its events alone.

    Errors: UnknownCaseError for a case, or a version of it, that there is not.
    """
    state = fold(events(session, case_id, limit=version))
    if not state.version or version not in {None, state.version}:
        what = f"'{case_id}'" if version is None else f"'{case_id}' at version {version}"
        hint = f"its versions are 1 to {state.version}" if state.version else ""
        raise UnknownCaseError("UNKNOWN_CASE", f"there is no case {what}", hint=hint)
    return state


def events(
    session: Session, case_id: str, after: int = 0, limit: int | None = None
) -> list[Recorded]:
    """Return what happened in a case after a version, in order."""
    query = _EVENTS if limit is None else _EVENTS.limit(limit)
    rows = session.execute(query, {"case": case_id, "after": after}).all()
    times = {row.time: parse_date_time(row.time) for row in rows}  # a command's are mostly one
    return [
        Recorded(
            row.sequence,
            times[row.time],
            row.by,
            row.command,
            event_from_text(row.kind, row.schema, row.payload),
            row.cause,
        )
        for row in rows
    ]


def ids(session: Session, after: str, limit: int) -> list[str]:
    """Return the ids of cases, in order, those after an id."""
    query = select(_case.c.id).where(_case.c.id > after).order_by(_case.c.id).limit(limit)
    return list(session.execute(query).scalars())


def hold(session: Session, case_id: str) -> None:
    """Let no other session move a case on until this one ends."""
    session.execute(select(_case.c.version).where(_case.c.id == case_id).with_for_update())


def version(session: Session, case_id: str) -> int | None:
    """Return the version of a case. None: there is none."""
    found: int | None = session.execute(_VERSION, {"case": case_id}).scalar()
    return found


def append(  # noqa: PLR0913, PLR0917 - one row has these fields, and all of them are the caller's
    session: Session,
    case_id: str,
    expected: int,
    recorded: Sequence[Recorded],
    state: CaseState,
    command_id: str | None,
    command: str,
    at: DateTime,
    by: str,
    result: str,
    *,
    name: str | None = None,
) -> None:
    """Keep a command, its events and the version they lead to; `expected` is 0 for a new case.

    The name of the command is that of its events, and has to be given where there are none.
    Errors: Conflict where the case is at another version, or the command id was used; the session
    has to be given up then. ValueError for events that do not follow on each other.
    """
    _check(expected, recorded, state)
    _reach(session, case_id, expected, state.version)
    if recorded:
        session.execute(insert(_event), [_event_row(case_id, each) for each in recorded])
    row = {
        "case_id": case_id,
        "first": expected + 1,
        "last": state.version,
        "name": name or (recorded[0].command if recorded else ""),
        "payload": command,
        "time": str(at),
        "by": by,
        "command_id": command_id,
        "creation_id": None if expected else command_id,
        "result": result,
    }
    _insert(session, insert(_command), row)
    if state.version // SNAPSHOT_EVERY > expected // SNAPSHOT_EVERY:
        session.execute(_FORGET, {"case": case_id})
        snapshot = {"case_id": case_id, "version": state.version, "payload": state_to_text(state)}
        session.execute(insert(_snapshot), snapshot)


def _check(expected: int, recorded: Sequence[Recorded], state: CaseState) -> None:
    numbers = [each.sequence for each in recorded]
    if numbers != list(range(expected + 1, expected + 1 + len(numbers))):
        raise ValueError(f"events {numbers[:3]}... do not follow on version {expected}")
    if state.version != expected + len(numbers):
        raise ValueError(f"the state is at {state.version}, the log at {expected + len(numbers)}")


def _reach(session: Session, case_id: str, expected: int, reached: int) -> None:
    if not expected:
        _insert(session, insert(_case), {"id": case_id, "version": reached})
        return
    values = {"case": case_id, "expected": expected, "reached": reached}
    if session.execute(_MOVE_ON, values).rowcount != 1:
        raise Conflict(f"case '{case_id}' is no longer at version {expected}")


def _insert(session: Session, statement: Insert, row: dict[str, object]) -> None:
    try:
        session.execute(statement, row)
    except IntegrityError as error:
        raise Conflict(str(error.orig)) from None


def _event_row(case_id: str, recorded: Recorded) -> dict[str, object]:
    return {
        "case_id": case_id,
        "sequence": recorded.sequence,
        "kind": type(recorded.event).__name__,
        "schema": SCHEMA,
        "time": str(recorded.time),
        "by": recorded.by,
        "command": recorded.command,
        "cause": recorded.cause,
        "payload": event_to_text(recorded.event),
    }


def last_commands(session: Session, case_id: str, until: int | None, limit: int) -> list[Done]:
    """Return the last commands of a case up to a version, in order; None: up to now."""
    query = select(_command).where(_command.c.case_id == case_id)
    if until is not None:
        query = query.where(or_(_command.c.first <= until, _command.c.last <= until))
    query = query.order_by(_command.c.first.desc(), _command.c.id.desc()).limit(limit)
    return [_done(row) for row in reversed(session.execute(query).all())]


def end_of_command(session: Session, case_id: str, version: int) -> int | None:
    """Return the last version that the command led to that led to a version. None: none did."""
    query = select(_command.c.last).where(
        _command.c.case_id == case_id, _command.c.first <= version, _command.c.last >= version
    )
    found: int | None = session.execute(query).scalar()
    return found


def by_command(session: Session, case_id: str) -> list[list[Recorded]]:
    """Return what happened in a case, in order, what one command led to together."""
    query = select(_command.c.last).where(_command.c.case_id == case_id, _NOT_EMPTY)
    ends = set(session.execute(query).scalars())
    found: list[list[Recorded]] = [[]]
    for each in events(session, case_id):
        found[-1].append(each)
        if each.sequence in ends:
            found.append([])
    return [each for each in found if each]


def done(session: Session, case_id: str, command_id: str) -> str | None:
    """Return the result of the command that had this id in a case. None: there was none."""
    query = select(_command.c.result).where(
        _command.c.case_id == bindparam("case"), _command.c.command_id == bindparam("id")
    )
    found: str | None = session.execute(query, {"case": case_id, "id": command_id}).scalar()
    return found


def created_by(session: Session, command_id: str) -> tuple[str, str] | None:
    """Return the case that a command with this id created, and its result. None: there is none."""
    query = select(_command.c.case_id, _command.c.result).where(
        _command.c.creation_id == bindparam("id")
    )
    row = session.execute(query, {"id": command_id}).first()
    return None if row is None else (row.case_id, row.result)


def commands(
    session: Session, case_id: str, after: int = 0, limit: int | None = None
) -> list[Done]:
    """Return the commands of a case whose events come after a version, in order."""
    query = (
        select(_command)
        .where(_command.c.case_id == case_id, _command.c.first > after)
        .order_by(_command.c.first, _command.c.id)
    )
    rows = session.execute(query if limit is None else query.limit(limit)).all()
    return [_done(row) for row in rows]


def _done(row: Row[Any]) -> Done:
    return Done(
        row.first,
        row.last,
        row.name,
        row.payload,
        parse_date_time(row.time),
        row.by,
        row.command_id,
        row.result,
    )
