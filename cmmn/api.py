"""The front door of cases: an engine over a store, and a handle for each case.

The one rule: a handle asks the engine for everything; what it shows is the case as it is committed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from cmmn import commands as c
from cmmn.clock import now_utc
from cmmn.commands import User
from cmmn.engine import Engine, Make
from cmmn.events import Recorded
from cmmn.explain import cause_chain
from cmmn.explanation import Explanation
from cmmn.lifecycle import FileTransition, State, Transition
from cmmn.state import CASE_ID, Instance
from cmmn.store import definitions, log, queries
from cmmn.store.definitions import Definition
from cmmn.store.queries import (
    CaseFilter,
    CaseRow,
    IncidentRow,
    Page,
    Stats,
    TaskFilter,
    TaskRow,
)
from cmmn.views import CaseView, Offered, TaskView
from feel.errors import Problem
from feel.temporal import DateTime

__all__ = ["Case", "CaseEngine", "Deployed"]


@dataclass(frozen=True, slots=True)
class Deployed:
    """A definition after a deployment; `is_new` is false where the store had the same content."""

    kind: str
    key: str
    version: int
    name: str
    sha256: str
    is_new: bool
    problems: tuple[Problem, ...]


class CaseEngine:
    """Runs cases and keeps them in a database.

    `url` is `sqlite:///file.db`, `postgresql+psycopg://...`, or nothing for memory; `zone` is where
    months are counted unless a case says otherwise. Two threads may share an engine.
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

    def __enter__(self) -> Self:
        """Use the engine in a `with` block that closes it."""
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back the connections; what is in memory is gone then."""
        self.engine.close()

    # --- definitions ------------------------------------------------------------------------------

    def deploy(
        self, *paths: str | Path, by: User | None = None, owner: str | None = None
    ) -> list[Deployed]:
        """Store the .cmmn and .dmn models of files and folders together, all or nothing.

        What is wrong inside a model is in its `problems` and does not stop it.
        Errors: DeploymentRefused, with every reason.
        """
        who = "system" if by is None else by.name
        return [
            Deployed(row.kind, row.key, row.version, row.name, row.sha256, is_new, tuple(problems))
            for row, is_new, problems in self.engine.deploy_files(paths, who, owner)
        ]

    def definitions(
        self, kind: str | None = None, *, limit: int = 100, offset: int = 0
    ) -> list[Definition]:
        """Return definitions of one kind or both, by key and version."""
        with self.engine.store.reading() as session:
            return definitions.list_(session, kind=kind, limit=limit, offset=offset)

    def set_definition_state(self, kind: str, key: str, version: int, state: str) -> None:
        """Make a version `draft`, `active` or `retired`; running cases stay as they are."""
        with self.engine.store.writing() as session:
            definitions.set_state(session, kind, key, version, state)

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

    def cases(
        self, where: CaseFilter | None = None, *, limit: int = 50, offset: int = 0
    ) -> Page[CaseRow]:
        """Return a page of cases, the newest first."""
        with self.engine.store.reading() as session:
            return queries.cases(session, where, limit, offset)

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
        wanted = where or TaskFilter()
        if by is not None:
            wanted = replace(wanted, person=by.name, groups=tuple(by.groups))
        with self.engine.store.reading() as session:
            return queries.tasks(session, wanted, limit, offset)

    def incidents(self, *, limit: int = 50, offset: int = 0) -> Page[IncidentRow]:
        """Return a page of the incidents that wait for someone, the oldest first."""
        with self.engine.store.reading() as session:
            return queries.incidents(session, limit=limit, offset=offset)

    def stats(self) -> Stats:
        """Return what a monitor polls: open cases, overdue tasks, due timers, incidents, jobs."""
        with self.engine.store.reading() as session:
            return queries.stats(session, self.engine.clock())


class Case:
    """One case in the store: what it shows is as of now, and every command is committed.

    Each command takes `by` (a User; None is the host program, which may do everything and is
    `system` in the log), `command_id` (the same again changes nothing) and `expected_version`
    (refused where the case moved on). Errors: CommandRefused, with what is allowed instead.
    """

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

    # --- what can be done -------------------------------------------------------------------------

    def _run(
        self,
        make: Make,
        command_id: str | None = None,
        expected_version: int | None = None,
    ) -> "Case":
        self._engine.run(self.id, make, command_id=command_id, expected_version=expected_version)
        return self

    def make(
        self,
        item: str,
        transition: str,
        variables: Mapping[str, Any] | None = None,
        *,
        note: str = "",
        by: User | None = None,
        **once: Any,
    ) -> "Case":
        """Let an item, or `case`, make a transition of the standard."""
        wanted, given = Transition(transition), variables or {}
        return self._run(lambda at: c.MakeTransition(at, item, wanted, given, note, by=by), **once)

    def start(self, item: str, **who: Any) -> "Case":
        """Start an Enabled item by hand."""
        return self.make(item, Transition.MANUAL_START, **who)

    def complete(
        self, item: str = CASE_ID, variables: Mapping[str, Any] | None = None, **who: Any
    ) -> "Case":
        """Complete a task with its outputs, or a stage or the case by hand."""
        return self.make(item, Transition.COMPLETE, variables, **who)

    def occur(self, item: str, **who: Any) -> "Case":
        """Let an event listener, or a milestone, occur."""
        return self.make(item, Transition.OCCUR, **who)

    def disable(self, item: str, **who: Any) -> "Case":
        """Put an Enabled item aside."""
        return self.make(item, Transition.DISABLE, **who)

    def reenable(self, item: str, **who: Any) -> "Case":
        """Take a Disabled item up again."""
        return self.make(item, Transition.REENABLE, **who)

    def suspend(self, item: str = CASE_ID, **who: Any) -> "Case":
        """Suspend an item with everything in it, or the case."""
        return self.make(item, Transition.SUSPEND, **who)

    def resume(self, item: str, **who: Any) -> "Case":
        """Take up a suspended item; a suspended case is taken up by `reactivate`."""
        return self.make(item, Transition.RESUME, **who)

    def terminate(self, item: str = CASE_ID, **who: Any) -> "Case":
        """End an Active item, or the case, with everything in it."""
        return self.make(item, Transition.TERMINATE, **who)

    def fault(self, item: str = CASE_ID, **who: Any) -> "Case":
        """Let an item, or the case, fail."""
        return self.make(item, Transition.FAULT, **who)

    def reactivate(self, item: str = CASE_ID, **who: Any) -> "Case":
        """Take up a failed item, or a case that is suspended or has ended."""
        return self.make(item, Transition.REACTIVATE, **who)

    def close(self, **who: Any) -> "Case":
        """Close the case for ever."""
        return self.make(CASE_ID, Transition.CLOSE, **who)

    def set(self, values: Mapping[str, Any], *, by: User | None = None, **once: Any) -> "Case":
        """Create or update case file items by name or path, in one transaction."""
        return self._run(lambda at: c.SetFile(at, values, by=by), **once)

    def change(
        self,
        path: str,
        transition: str,
        value: Any = None,
        *,
        child: str | None = None,
        by: User | None = None,
        **once: Any,
    ) -> "Case":
        """Make one transition of one case file item: `replace`, `delete`, `addChild` ..."""
        wanted = FileTransition(transition)
        return self._run(lambda at: c.ChangeFile(at, path, wanted, value, child, by=by), **once)

    def plan(
        self, item: str, holder: str | None = None, *, by: User | None = None, **once: Any
    ) -> "Case":
        """Plan a discretionary item, into one of several stages if `holder` names it."""
        return self._run(lambda at: c.PlanItem(at, item, holder, by=by), **once)

    def claim(self, task: str, *, by: User, **once: Any) -> "Case":
        """Take a task for oneself."""
        return self._run(lambda at: c.AssignTask(at, task, by.name, "claim", by=by), **once)

    def assign(self, task: str, to: str, *, by: User | None = None, **once: Any) -> "Case":
        """Give a task to someone."""
        return self._run(lambda at: c.AssignTask(at, task, to, "assign", by=by), **once)

    def delegate(self, task: str, to: str, *, by: User | None = None, **once: Any) -> "Case":
        """Let someone else do a task; it comes back when it is released."""
        return self._run(lambda at: c.AssignTask(at, task, to, "delegate", by=by), **once)

    def release(self, task: str, *, by: User | None = None, **once: Any) -> "Case":
        """Give a task back: to its owner after a delegation, else to all who may do it."""
        return self._run(lambda at: c.AssignTask(at, task, None, "release", by=by), **once)

    def schedule(
        self,
        task: str,
        *,
        due: Any = None,
        follow_up: Any = None,
        priority: int | None = None,
        by: User | None = None,
        **once: Any,
    ) -> "Case":
        """Set a task's due date, follow-up date (instants, dates or durations) or priority."""
        return self._run(
            lambda at: c.ScheduleTask(at, task, due, follow_up, priority, by=by), **once
        )

    def assign_role(
        self, role: str, principal: str, *, by: User | None = None, **once: Any
    ) -> "Case":
        """Give a case role to a person or a `group:`."""
        return self._run(lambda at: c.AssignRole(at, role, principal, by=by), **once)

    def unassign_role(
        self, role: str, principal: str, *, by: User | None = None, **once: Any
    ) -> "Case":
        """Take a case role from a person or a `group:`."""
        return self._run(lambda at: c.UnassignRole(at, role, principal, by=by), **once)

    def resolve_incident(
        self,
        item: str,
        how: str,
        variables: Mapping[str, Any] | None = None,
        *,
        by: User | None = None,
        **once: Any,
    ) -> "Case":
        """Deal with an incident: `retry`, `skip`, or `resolve` it with outputs."""
        given = variables or {}
        return self._run(lambda at: c.ResolveIncident(at, item, how, given, by=by), **once)
