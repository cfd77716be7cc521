"""The front door of cases: an engine over a store, and a handle for each case.

The one rule: a handle asks the engine for everything; what it shows is the case as it is committed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from cmmn.attachments import Attachments
from cmmn.case_commands import CaseCommands, Make
from cmmn.clock import now_utc
from cmmn.commands import User
from cmmn.deployment import read_files
from cmmn.difference import Difference, difference
from cmmn.drafts import Drafts
from cmmn.engine import Engine
from cmmn.events import Recorded
from cmmn.explain import cause_chain
from cmmn.explanation import Explanation
from cmmn.lifecycle import State
from cmmn.metrics import Metrics
from cmmn.operations import Operations
from cmmn.repository import Deployed, Models, deployed
from cmmn.sandbox import Sandbox, copied
from cmmn.state import CASE_ID, Instance
from cmmn.store import definitions, log, queries
from cmmn.store.definitions import Definition
from cmmn.store.operations import IncidentRow, Stats
from cmmn.store.queries import CaseFilter, CaseRow, Page, TaskFilter, TaskRow, Total
from cmmn.timeline import Asked, Timeline, timeline
from cmmn.views import CaseView, Offered, TaskView
from feel.temporal import DateTime

__all__ = ["Case", "CaseEngine", "Deployed"]


class CaseEngine:
    """Runs cases and keeps them in a database.

    `url` is `sqlite:///file.db`, `postgresql+psycopg://...`, or nothing for memory; `zone` is where
    months are counted unless a case says otherwise. Two threads may share an engine.
    `models` are its definitions, `attachments` their tests, presets and runs; `drafts` are the
    forms that people have begun; `operations` has timers, jobs and incidents, `metrics` how cases
    go.
    Errors: StoreError for a database that cannot be used.
    """

    def __init__(
        self,
        url: str = "sqlite://",
        *,
        clock: Callable[[], DateTime] = now_utc,
        zone: str = "UTC",
    ) -> None:
        self.engine = Engine(url, clock=clock, zone=zone)
        self.models = Models(self.engine)
        self.attachments = Attachments(self.engine)
        self.drafts = Drafts(self.engine)
        self.operations = Operations(self.engine)
        self.metrics = Metrics(self.engine)

    def __enter__(self) -> Self:
        """Use the engine in a `with` block that closes it."""
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back the connections; what is in memory is gone then."""
        self.engine.close()

    @property
    def now(self) -> DateTime:
        """The instant of now, by the engine's clock."""
        return self.engine.clock()

    # --- definitions ------------------------------------------------------------------------------

    def deploy(
        self, *paths: str | Path, by: User | None = None, owner: str | None = None
    ) -> list[Deployed]:
        """Store the .cmmn and .dmn models of files and folders together, all or nothing.

        What is wrong inside a model is in its `problems` and does not stop it.
        Errors: DeploymentRefused, with every reason.
        """
        return deployed(self.engine, read_files(paths), by=by, owner=owner)

    def definitions(
        self, kind: str | None = None, *, limit: int = 100, offset: int = 0
    ) -> list[Definition]:
        """Return definitions of one kind or both, by key and version."""
        with self.engine.store.reading() as session:
            return definitions.list_(session, kind=kind, limit=limit, offset=offset)

    def set_definition_state(
        self, kind: str, key: str, version: int, state: str, *, by: User | None = None
    ) -> None:
        """Make a version `draft`, `active` or `retired`; running cases stay as they are."""
        self.models.set_state(kind, key, version, state, by=by)

    # --- cases ------------------------------------------------------------------------------------

    def create(  # noqa: PLR0913 - what a case is made of
        self,
        definition: str,
        variables: Mapping[str, Any] | None = None,
        *,
        business_key: str | None = None,
        roles: Mapping[str, str | Sequence[str]] | None = None,
        by: User | None = None,
        command_id: str | None = None,
        version: int | None = None,
        zone: str | None = None,
    ) -> "Case":
        """Create a case of the newest active version of a definition, or of the one given.

        `variables` are case file items and input parameters by name; `roles` gives each case role
        to people and to groups (`group:claims`). The same command id again gives the same case.
        Errors: CommandRefused; UnknownCaseError for a definition that is not there.
        """
        case_id = self.engine.create(
            definition,
            variables or {},
            version=version,
            business_key=business_key,
            roles={
                role: (held,) if isinstance(held, str) else tuple(held)
                for role, held in (roles or {}).items()
            },
            zone=zone,
            by=by,
            command_id=command_id,
        )
        return Case(self.engine, case_id)

    def case(self, case_id: str) -> "Case":
        """Return a case by id. Errors: UnknownCaseError."""
        self.engine.read(case_id)
        return Case(self.engine, case_id)

    def sandbox(self, case_id: str, version: int | None = None) -> Sandbox:
        """Return a copy of a case to try things on, as it is or was; it never touches the store.

        Errors: UnknownCaseError.
        """
        return copied(self.engine, case_id, version)

    def cases(
        self, where: CaseFilter | None = None, *, limit: int = 50, offset: int = 0
    ) -> Page[CaseRow]:
        """Return a page of cases, the newest first unless another order is asked for."""
        with self.engine.store.reading() as session:
            return queries.cases(session, where, limit, offset)

    def count_cases(self, where: CaseFilter | None = None, *, most: int = 1_000) -> Total:
        """Return how many cases there are, counting no further than `most`."""
        with self.engine.store.reading() as session:
            return queries.count_cases(session, where, most)

    def tasks(
        self,
        by: User | None = None,
        where: TaskFilter | None = None,
        *,
        limit: int = 50,
        offset: int = 0,
    ) -> Page[TaskRow]:
        """Return a page of the open tasks of all cases, of one person if given, the earliest due.

        A person's are those assigned to the person, and those that nobody has yet and the person
        may take.
        """
        with self.engine.store.reading() as session:
            return queries.tasks(session, _of_person(where, by), limit, offset)

    def count_tasks(
        self, by: User | None = None, where: TaskFilter | None = None, *, most: int = 1_000
    ) -> Total:
        """Return how many tasks there are, counting no further than `most`."""
        with self.engine.store.reading() as session:
            return queries.count_tasks(session, _of_person(where, by), most)

    def incidents(self, *, limit: int = 50, offset: int = 0) -> Page[IncidentRow]:
        """Return a page of the incidents that wait for someone, the oldest first."""
        return self.operations.incidents(limit=limit, offset=offset)

    def stats(self) -> Stats:
        """Return what a monitor polls: open cases, overdue tasks, due timers, incidents, jobs."""
        return self.operations.counts()


def _of_person(where: TaskFilter | None, by: User | None) -> TaskFilter:
    wanted = where or TaskFilter()
    return wanted if by is None else replace(wanted, person=by.name, groups=tuple(by.groups))


class Case(CaseCommands):
    """One case in the store: what it shows is as of now, and every command is committed."""

    def __init__(self, engine: Engine, case_id: str) -> None:
        self.id = case_id
        self._engine = engine

    def __repr__(self) -> str:
        return f"<case {self.id}>"

    # --- what there is ----------------------------------------------------------------------------

    @property
    def now(self) -> CaseView:
        """The case as it is now; a view does not change when the case does."""
        plan, state = self._engine.read(self.id)
        return CaseView(plan, state, self._engine.clock())

    def at(self, version: int) -> CaseView:
        """Return the case as it was after so many events. Errors: UnknownCaseError."""
        plan, state = self._engine.read_at(self.id, version)
        return CaseView(plan, state, state.time or self._engine.clock())

    @property
    def version(self) -> int:
        """How many events there have been."""
        return self.now.version

    @property
    def state(self) -> State:
        """The state of the case plan model."""
        return self.now.state

    @property
    def business_key(self) -> str | None:
        """What the case is called outside."""
        return self.now.business_key

    @property
    def items(self) -> dict[str, list[Instance]]:
        """The instances of each item there are any of."""
        return self.now.items

    @property
    def file(self) -> dict[str, Any]:
        """The case file by name of item."""
        return self.now.file

    @property
    def milestones(self) -> list[Instance]:
        """The milestones that were reached, in order."""
        return self.now.milestones

    def tasks(self, by: User | None = None) -> list[TaskView]:
        """Return what is there to do: for whom, why, until when, with what form."""
        return self.now.tasks(by)

    def offers(self, by: User | None = None) -> list[Offered]:
        """Return the discretionary items that may be planned now."""
        return self.now.offers(by)

    def children(self) -> list["Case"]:
        """Return the child cases that case tasks have called, in order; none that failed to be."""
        instances = self.now.snapshot.instances.values()
        called = [each.child_case for each in instances if each.child_case]
        with self._engine.store.reading() as session:
            known = [each for each in called if log.version(session, each) is not None]
        return [Case(self._engine, each) for each in known]

    def explain(self, item: str = CASE_ID) -> Explanation:
        """Return why an item is not active, and what would make it so."""
        return self.now.explain(item)

    def history(self, after: int = 0, limit: int | None = None) -> list[Recorded]:
        """Return what happened, in order: when, who, and what caused it."""
        return self._engine.history(self.id, after, limit)

    def causes(self, sequence: int) -> list[Recorded]:
        """Return an event, what caused it, and so on back to the first of its causes."""
        return cause_chain(self.history(), sequence)

    def commands(self) -> list[log.Done]:
        """Return the commands that were accepted, in order."""
        with self._engine.store.reading() as session:
            return log.commands(session, self.id)

    def timeline(
        self,
        *,
        kinds: Iterable[str] | None = None,
        until: int | None = None,
        limit: int = 200,
    ) -> Timeline:
        """Return the last commands up to a version, or up to now, and what each of them led to.

        `kinds` keeps the lines of these kinds: see `LINE_KINDS`.
        """
        plan, state = self._engine.read(self.id)
        last = state.version if until is None else until
        with self._engine.store.reading() as session:
            done = log.last_commands(session, self.id, last, limit + 1)
            shown = done[max(0, len(done) - limit) :]
            first = min((each.first for each in shown), default=1)
            recorded = log.events(session, self.id, first - 1, max(0, last + 1 - first))
        asked = [
            Asked(each.name, each.first, each.last, each.time, each.by, each.payload)
            for each in shown
        ]
        return Timeline(timeline(plan, asked, recorded, kinds), len(done) > limit)

    def compare(self, before: int, after: int | None = None) -> Difference:
        """Return what differs between two versions, or between one and now."""
        return difference(self.at(before), self.now if after is None else self.at(after))

    # --- what can be done -------------------------------------------------------------------------

    def run(
        self,
        make: Make,
        *,
        command_id: str | None = None,
        expected_version: int | None = None,
    ) -> Self:
        """Carry out a command; `make` gets the time it is carried out at."""
        self._engine.run(self.id, make, command_id=command_id, expected_version=expected_version)
        return self
