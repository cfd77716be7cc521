"""The shell around the core: load, decide, append, in one transaction; the clock is read here.

The one rule: what was acknowledged is committed, all of it, and what was refused left nothing.
A command that finds the case changed by another is decided anew on what is there now.
"""

import json
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from cmmn import commands as c
from cmmn import events as e
from cmmn.case_commands import Make
from cmmn.case_text import event_words
from cmmn.clock import now_utc
from cmmn.commands import LONGEST_NAME
from cmmn.deployment import SourceFile
from cmmn.errors import CommandRefused, StoreError, UnknownCaseError, VersionConflict
from cmmn.family import Change, Family
from cmmn.library import Library
from cmmn.lifecycle import FINAL
from cmmn.payload import dumps
from cmmn.plan import CasePlan
from cmmn.recording import command_to_text
from cmmn.state import CaseState
from cmmn.store import Conflict, Session, Store, definitions, jobs, log, measures, projections
from cmmn.store.definitions import Definition, NewDefinition
from feel.errors import Location, Problem
from feel.temporal import DateTime

__all__ = ["Engine"]

_Done = TypeVar("_Done")
_ATTEMPTS = 100
_MOST_NAMED = 50
_NO_VERSION = 2**31
_MOST_STATES = 1_000


class Engine:
    """Cases in a store; threads may share one, processes open their own."""

    def __init__(
        self,
        url: str = "sqlite://",
        *,
        clock: Callable[[], DateTime] = now_utc,
        zone: str = "UTC",
    ) -> None:
        self.store = Store(url)
        self.clock = clock
        self.zone = zone
        self.library = Library()
        self._states: OrderedDict[str, CaseState] = OrderedDict()
        self._lock = threading.Lock()

    def close(self) -> None:
        """Give back the connections."""
        self.store.close()

    def transact(self, work: Callable[[Session], _Done]) -> _Done:
        """Do work in one transaction and return what it gives; again where another was first."""
        for _ in range(_ATTEMPTS):
            try:
                with self.store.writing() as session:
                    return work(session)
            except Conflict:
                continue
        raise _too_busy()

    # --- definitions ------------------------------------------------------------------------------

    def deploy(
        self, files: Sequence[SourceFile], by: str, owner: str | None, state: str = "active"
    ) -> list[tuple[Definition, bool, list[Problem]]]:
        """Store models, all or nothing; give each definition, whether it is new, and its problems.

        Errors: DeploymentRefused.
        """
        new = [
            NewDefinition(file.kind, key, name, file.file_name, file.content)
            for file in files
            for key, name in file.keys
        ]
        at = self.clock()

        def stored(
            session: Session,
        ) -> tuple[dict[tuple[str, str], int | None], list[Definition]]:
            known = {(each.kind, each.key): _newest_version(session, each) for each in new}
            return known, definitions.deploy(session, new, by, at, owner or by, state=state)

        known, rows = self.transact(stored)
        # its time tells it from one that another deployed in this moment, its version from one
        # that was there before by a clock that stands still
        fresh = [row.deployed_at == at and row.version != known[row.kind, row.key] for row in rows]
        beside = [row for row, is_new in zip(rows, fresh, strict=True) if is_new]
        with self.store.reading() as session:
            return [
                (row, is_new, self.library.problems(session, row, beside))
                for row, is_new in zip(rows, fresh, strict=True)
            ]

    def definition(self, key: str, version: int | None = None, kind: str = "cmmn") -> Definition:
        """Return a definition: of a version, or the newest active one.

        Errors: UnknownCaseError, which lists what there is.
        """
        with self.store.reading() as session:
            return self.definition_in(session, key, version, kind)

    def definition_in(
        self, session: Session, key: str, version: int | None = None, kind: str = "cmmn"
    ) -> Definition:
        """Return a definition as a session sees it. Errors: UnknownCaseError."""
        if version is not None:
            return definitions.get(session, kind, key, version)
        row = definitions.latest(session, kind, key)
        if row is None:
            rows = definitions.list_(session, kind=kind, state="active", limit=_MOST_NAMED)
            known = ", ".join(sorted({each.key for each in rows})) or "none"
            message = f"there is no active {kind} definition '{key}'"
            raise UnknownCaseError("NO_SUCH_DEFINITION", message, None, f"there are: {known}")
        return row

    # --- commands ---------------------------------------------------------------------------------

    def create(  # noqa: PLR0913 - what a case is made of
        self,
        definition: str,
        variables: Mapping[str, Any],
        *,
        version: int | None,
        business_key: str | None,
        roles: Mapping[str, Sequence[str]],
        zone: str | None,
        by: c.User | None,
        command_id: str | None,
        case_id: str | None = None,
    ) -> str:
        """Create a case and return its id; the same command id again gives the first one's."""
        check_id("command_id", command_id)
        for _ in range(_ATTEMPTS):
            try:
                with self.store.writing() as session:
                    if command_id is not None:
                        earlier = log.created_by(session, command_id)
                        if earlier is not None:
                            return earlier[0]
                    plan = self.library.plan_for_new(
                        session, self.definition_in(session, definition, version)
                    )
                    command = c.CreateCase(
                        self.clock(),
                        case_id or secrets.token_hex(8),
                        definition,
                        variables,
                        business_key,
                        roles,
                        zone=zone or self.zone,
                        by=by,
                    )
                    family = self._family(session)
                    family.create(plan, command)
                    self._keep(session, family, command_id, command.case)
            except Conflict:
                continue
            self._remember(family)
            return command.case
        raise _too_busy()

    def run(
        self,
        case_id: str,
        make: Make,
        *,
        command_id: str | None = None,
        expected_version: int | None = None,
        also: Callable[[Session], None] | None = None,
    ) -> int:
        """Carry out a command and return the version after it; `also` is done with it or not.

        The same command id again answers with the first result and changes nothing.
        Errors: CommandRefused; VersionConflict where the case is not at the expected version;
        UnknownCaseError.
        """
        check_id("command_id", command_id)
        check_id("case id", case_id)
        for _ in range(_ATTEMPTS):
            try:
                with self.store.writing() as session:
                    if command_id is not None:
                        earlier = log.done(session, case_id, command_id)
                        if earlier is not None:
                            return int(json.loads(earlier)["version"])
                    family = self._family(session)
                    version = self._carry_out(session, family, case_id, make, expected_version)
                    if also is not None:
                        also(session)  # first: what is kept may cancel the job it is about
                    self._keep(session, family, command_id, case_id)
            except Conflict:
                continue
            self._remember(family)
            return version
        raise _too_busy()

    def _carry_out(
        self,
        session: Session,
        family: Family,
        case_id: str,
        make: Make,
        expected_version: int | None,
    ) -> int:
        found = family.case(case_id)
        if found is None:
            raise unknown_case(case_id)
        plan, state = found
        if expected_version is not None and state.version != expected_version:
            raise _overtaken(session, plan, state, expected_version)
        command = make(self.clock())
        after = family.run(case_id, command)
        if not family.changes:
            change = Change(case_id, plan, command, state, (), after)
            family.changes.append(change)
        return after.version

    def _family(self, session: Session) -> Family:
        """Return a unit of work on what is in the store now."""

        def find(case_id: str) -> tuple[CasePlan, CaseState] | None:
            state = self._load(session, case_id)
            return None if state is None else (self.library.plan_of(session, state), state)

        return Family(find, partial(self.child_plan, session))

    def child_plan(self, session: Session, key: str, parent: CasePlan) -> CasePlan:
        """Return the plan of a child case: of the parent's own file, else the newest.

        Errors: CommandRefused.
        """
        return self.library.plan_for_new(session, self._child(session, key, parent))

    def _child(self, session: Session, key: str, parent: CasePlan) -> Definition:
        for row in definitions.by_hash(session, parent.sha256, "cmmn"):
            if row.key == key:
                return row
        row_or_none = definitions.latest(session, "cmmn", key)
        if row_or_none is None:
            place = Location((parent.name,))
            raise CommandRefused("NO_SUCH_DEFINITION", f"there is no case '{key}'", place)
        return row_or_none

    def _load(self, session: Session, case_id: str) -> CaseState | None:
        """Return a case as the store has it; what is remembered is brought up to date."""
        version = log.version(session, case_id)
        if version is None:
            return None
        with self._lock:
            state = self._states.get(case_id)
        if state is None or state.version > version:
            return log.load(session, case_id)
        if state.version == version:
            return state
        is_near = version - state.version <= log.SNAPSHOT_EVERY
        return log.load(session, case_id, state if is_near else None)

    def _remember(self, family: Family) -> None:
        """Keep states that were committed: the newest of each case, the least used let go."""
        with self._lock:
            for change in family.changes:
                known = self._states.get(change.case)
                if known is None or known.version < change.state.version:
                    self._states[change.case] = change.state
                self._states.move_to_end(change.case)
            while len(self._states) > _MOST_STATES:
                self._states.popitem(last=False)

    # --- keeping ----------------------------------------------------------------------------------

    def _keep(self, session: Session, family: Family, command_id: str | None, case_id: str) -> None:
        """Write every change: its events, its projections, and the work it asks for."""
        for number, change in enumerate(family.changes):
            is_asked = number == 0 and change.case == case_id
            version = change.state.version
            result = json.dumps({"case": change.case, "version": self._final(family, case_id)})
            log.append(
                session,
                change.case,
                0 if change.before is None else change.before.version,
                change.recorded,
                change.state,
                command_id if is_asked else None,
                command_to_text(change.command),
                change.command.at,
                change.recorded[0].by if change.recorded else _who(change.command),
                result if is_asked else json.dumps({"case": change.case, "version": version}),
                name=type(change.command).__name__,
            )
            if change.recorded:
                touched = projections.touched_by(change.recorded)
                projections.update(session, change.plan, change.before, change.state, touched)
                measures.write(session, change.plan, change.state, change.recorded)
                self._keep_jobs(session, change)

    @staticmethod
    def _final(family: Family, case_id: str) -> int:
        """Return the version the asked case has after all that followed."""
        found = family.case(case_id)
        return 0 if found is None else found[1].version

    @staticmethod
    def _keep_jobs(session: Session, change: Change) -> None:
        """Add the jobs that were asked for, and cancel those that nobody waits for any more."""
        for recorded in change.recorded:
            event = recorded.event
            if isinstance(event, e.JobRequested):
                jobs.cancel(session, change.case, event.instance)  # one that failed before
                jobs.add(
                    session,
                    case_id=change.case,
                    instance=event.instance,
                    handler=event.handler,
                    payload=dumps(event.inputs),
                    at=change.command.at,
                )
            elif isinstance(event, e.PlanItemTransitioned) and event.after in FINAL:
                instance = change.state.instances[event.instance]
                item = change.plan.items[instance.item]
                waits = item.task is None or item.task.is_blocking
                if instance.handler is not None and waits:
                    jobs.cancel(session, change.case, event.instance)

    # --- reading ----------------------------------------------------------------------------------

    def read(self, case_id: str) -> tuple[CasePlan, CaseState]:
        """Return a case as it is now. Errors: UnknownCaseError."""
        check_id("case id", case_id)
        with self.store.reading() as session:
            state = self._load(session, case_id)
            if state is None:
                raise unknown_case(case_id)
            return self.library.plan_of(session, state), state

    def read_at(self, case_id: str, version: int) -> tuple[CasePlan, CaseState]:
        """Return a case as it was after so many events. Errors: UnknownCaseError."""
        if not 0 < version < _NO_VERSION:
            raise UnknownCaseError("UNKNOWN_CASE", f"no case is at version {version}")
        with self.store.reading() as session:
            state = log.replay(session, case_id, version)
            return self.library.plan_of(session, state), state

    def history(self, case_id: str, after: int = 0, limit: int | None = None) -> list[e.Recorded]:
        """Return what happened in a case, in order. Errors: UnknownCaseError."""
        with self.store.reading() as session:
            if log.version(session, case_id) is None:
                raise unknown_case(case_id)
            return log.events(session, case_id, after, limit)


def _newest_version(session: Session, new: NewDefinition) -> int | None:
    row = definitions.latest(session, new.kind, new.key, states=definitions.STATES)
    return None if row is None else row.version


def _who(command: c.Command) -> str:
    return "system" if command.by is None else command.by.name


def check_id(name: str, value: object) -> None:
    """Refuse an id that no database keeps, or that is none.

    Errors: TypeError for what is no text; CommandRefused for a text that cannot be an id.
    """
    if value is None:
        return
    if not isinstance(value, str):
        raise TypeError(f"{name}: expected a text, found {type(value).__name__}")
    if not 0 < len(value) <= LONGEST_NAME or not value.isprintable():
        message = f"{value[:40]!r} cannot be a {name}"
        hint = f"1 to {LONGEST_NAME} signs that can be printed"
        raise CommandRefused("INVALID_VALUE", message, None, hint)


def unknown_case(case_id: str) -> UnknownCaseError:
    """Return the error for a case that the store does not have."""
    hint = "list the cases there are with `cmmn list`"
    return UnknownCaseError("UNKNOWN_CASE", f"there is no case '{case_id}'", None, hint)


def _overtaken(
    session: Session, plan: CasePlan, state: CaseState, expected: int
) -> VersionConflict:
    since = log.events(session, state.id, after=expected, limit=20)
    told = "; ".join(f"{each.by}: {event_words(each.event)}" for each in since)
    message = f"the case is at version {state.version}, not {expected}"
    changed = f"what changed: {told}" if told else "look at it again"
    return VersionConflict("OVERTAKEN", message, Location((plan.name,)), changed)


def _too_busy() -> StoreError:
    message = f"others were first {_ATTEMPTS} times while this was decided"
    return StoreError("BUSY", message, None, "try again")
