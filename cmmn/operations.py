"""What those who operate cases look at and do: timers, jobs, incidents; projections made anew.

The one rule: nothing here goes past a case: what a case has to know of is a command to it.
"""

from collections.abc import Callable
from functools import partial

from cmmn import commands as c
from cmmn.commands import User
from cmmn.engine import Engine
from cmmn.errors import CommandRefused, UnknownCaseError
from cmmn.evolve import replay
from cmmn.store import Session, jobs, log, measures, operations, projections
from cmmn.store.operations import IncidentRow, JobRow, Stats, TimerRow
from cmmn.store.paging import Page, Total
from feel.errors import Location
from feel.temporal import DateTime

__all__ = ["Operations"]

_AT_ONCE = 100


class Operations:
    """The operation of an engine's cases."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # --- what there is ----------------------------------------------------------------------------

    def timers(
        self,
        *,
        due_before: DateTime | None = None,
        kind: str | None = None,
        case_id: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Page[TimerRow]:
        """Return a page of timers, the earliest first: `timer`, or `escalation` of a task."""
        with self._engine.store.reading() as session:
            return operations.timers(
                session,
                due_before=due_before,
                kind=kind,
                case_id=case_id,
                limit=limit,
                offset=offset,
            )

    def jobs(
        self,
        *,
        state: str | None = None,
        case_id: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Page[JobRow]:
        """Return a page of jobs, the newest first; `state` is one of `jobs.STATES`."""
        with self._engine.store.reading() as session:
            return operations.jobs(
                session, state=state, case_id=case_id, limit=limit, offset=offset
            )

    def incidents(
        self,
        *,
        is_open: bool = True,
        case_id: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Page[IncidentRow]:
        """Return a page of incidents, the oldest first; open ones, or all there ever were."""
        with self._engine.store.reading() as session:
            return operations.incidents(
                session, is_open=is_open, case_id=case_id, limit=limit, offset=offset
            )

    def counts(self) -> Stats:
        """Return what a monitor polls: open cases, overdue tasks, due timers, incidents, jobs."""
        with self._engine.store.reading() as session:
            return operations.stats(session, self._engine.clock())

    # --- dead jobs --------------------------------------------------------------------------------

    def retry_job(
        self, job_id: int, *, by: User | None = None, command_id: str | None = None
    ) -> JobRow:
        """Let a dead job's work be done again, and return the job that will do it.

        Where the task waits with an incident, that is resolved by `retry` and asks for a new job.
        A task that does not wait for its call has none: its job itself is taken again.
        Errors: UnknownCaseError; CommandRefused for a job that is not dead, or whose task does not
        want it any more; NotAuthorized.
        """
        row = self._job(job_id)
        if row.state != "dead":
            message = f"job {job_id} is {row.state}, not dead"
            raise CommandRefused("NOT_ALLOWED", message, None, "only a dead job is retried")
        if row.has_incident:
            self._engine.run(
                row.case_id,
                lambda at: c.ResolveIncident(at, row.instance, "retry", by=by),
                command_id=command_id,
            )
            return self._newest(row)
        self._refuse_waiting(row)
        self._engine.transact(partial(jobs.take_up, id_=job_id, at=self._engine.clock()))
        return self._job(job_id)

    def _job(self, job_id: int) -> JobRow:
        with self._engine.store.reading() as session:
            row = operations.job(session, job_id)
        if row is None:
            raise UnknownCaseError("UNKNOWN_JOB", f"there is no job {job_id}", None, "list them")
        return row

    def _newest(self, row: JobRow) -> JobRow:
        """Return the newest job of the same task."""
        with self._engine.store.reading() as session:
            found = operations.jobs(session, case_id=row.case_id, instance=row.instance, limit=1)
        return found.rows[0]

    def _refuse_waiting(self, row: JobRow) -> None:
        """Refuse to take up the job of a task that would wait for its answer."""
        plan, state = self._engine.read(row.case_id)
        instance = state.instances[row.instance]
        item = plan.items[instance.item]
        if item.task is None or item.task.is_blocking:
            message = f"'{row.instance}' is {instance.state}, and job {row.id} is not its any more"
            hint = "take the task up again: it asks for its work anew"
            place = Location((plan.name, item.name))
            raise CommandRefused("NOT_ALLOWED", message, place, hint)

    # --- projections ------------------------------------------------------------------------------

    def stale_cases(self, most: int = 1_000) -> Total:
        """Return how many cases an earlier release wrote whose rows lack what metrics ask for."""
        with self._engine.store.reading() as session:
            return projections.stale(session, most)

    def rebuild_projections(
        self,
        *,
        only_stale: bool = False,
        most: int | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Make the rows by which cases are found and measured anew from their logs.

        Case by case, each in a transaction of its own, so work may go on meanwhile; `only_stale`
        are the cases of an earlier release. Returns how many cases it were, at most `most`;
        `progress` hears the number so far.
        """
        listed = projections.stale_ids if only_stale else log.ids
        done, after = 0, ""
        while most is None or done < most:
            with self._engine.store.reading() as session:
                ids = listed(
                    session, after, _AT_ONCE if most is None else min(_AT_ONCE, most - done)
                )
            for each in ids:
                self._engine.transact(partial(self._rebuild, case_id=each))
            if not ids:
                break
            done, after = done + len(ids), ids[-1]
            if progress is not None:
                progress(done)
        return done

    def _rebuild(self, session: Session, case_id: str) -> None:
        log.hold(session, case_id)
        commands = log.by_command(session, case_id)
        recorded = [each for command in commands for each in command]
        state = replay(recorded)
        plan = self._engine.library.plan_of(session, state)
        projections.rebuild(session, plan, commands)
        measures.rebuild(session, plan, state, recorded)
