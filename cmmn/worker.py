"""Does what cases wait for: timers that are due, overdue tasks, and the host's process handlers.

The one rule: at least once and never lost. A job is leased, done in a transaction with its effect
on the case, tried again with growing pauses when it fails, and left dead, visibly, in the end.
"""

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cmmn import commands as c
from cmmn.api import CaseEngine
from cmmn.errors import CommandRefused, StoreError
from cmmn.lifecycle import State
from cmmn.payload import loads
from cmmn.store import Conflict, Session, jobs
from cmmn.store.jobs import Job
from feel.conversion import copied
from feel.temporal import DateTime, DaysAndTimeDuration, add

__all__ = ["Handler", "HandlerCall", "RetryPolicy", "Worker"]

_NANOSECONDS = 10**9
_LONGEST = 10_000  # characters of what an exception says


@dataclass(frozen=True, slots=True)
class HandlerCall:
    """What a handler is told besides its inputs."""

    case: str
    task: str
    handler: str
    attempt: int


Handler = Callable[[Mapping[str, Any], HandlerCall], Mapping[str, Any] | None]
"""Does the work of a process task: inputs by name in, outputs by name out; raises where it fails.

It may be called again for the same work: `case` and `task` tell which.
"""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a handler is tried, and how long the pauses are, in seconds.

    The pause doubles (`factor`) up to `longest`; `jitter` is the share of it that is left to
    chance, so that many jobs that failed together do not come back together.
    """

    attempts: int = 3
    first: float = 1.0
    factor: float = 2.0
    longest: float = 300.0
    jitter: float = 0.2

    def pause(self, attempt: int, chance: float) -> float:
        """Return the seconds to wait after an attempt (1, 2, ...); `chance` is from 0 to 1."""
        pause = min(self.longest, self.first * self.factor ** min(attempt - 1, 60))
        return pause * (1 - self.jitter / 2 + self.jitter * chance)


class Worker:
    """Works for an engine: `run` until it is stopped, or `work` until there is nothing due.

    `handlers` by the name a process task's reference gives. `lease` is how many seconds a job may
    take before others think this worker dead; `on_error` hears in words what went wrong.
    """

    def __init__(  # noqa: PLR0913 - each is a decision of who operates it
        self,
        engine: CaseEngine,
        handlers: Mapping[str, Handler] | None = None,
        *,
        name: str = "worker",
        policy: RetryPolicy | None = None,
        lease: float = 60.0,
        chance: Callable[[], float] = random.random,
        on_error: Callable[[str], None] | None = None,
    ) -> None:
        self.engine = engine
        self.handlers = dict(handlers or {})
        self.name = name
        self.policy = policy or RetryPolicy()
        self.lease = lease
        self._chance = chance
        self._on_error = on_error
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Let `run` end after what it is doing."""
        self._stopped.set()

    def run(self, pause: float = 0.5) -> None:
        """Work until stopped; with nothing to do, look again every `pause` seconds."""
        while not self._stopped.is_set():
            try:
                done = self.work()
            except StoreError as error:
                if error.code != "BUSY":
                    raise
                done = 0
            except Conflict:  # another was first; what was leased comes back
                done = 0
            if not done:
                self._stopped.wait(pause)

    def work(self, most: int = 1_000) -> int:
        """Do what is due now, at most so much, and return how much was done."""
        done = 0
        while done < most and not self._stopped.is_set():
            step = self._fire_due() + self._do_jobs()
            if not step:
                break
            done += step
        return done

    # --- timers -----------------------------------------------------------------------------------

    def _fire_due(self) -> int:
        core = self.engine.engine
        with core.store.writing() as session:
            due = jobs.take_timers(
                session, self.name, core.clock(), limit=20, lease_seconds=self.lease
            )
        for case_id in due:
            try:
                core.run(case_id, c.FireTimers)
            except (StoreError, Conflict):
                raise
            except Exception as error:  # noqa: BLE001 - one case must not stop the others
                told = str(error) if isinstance(error, CommandRefused) else _told(error)
                self.on_error(f"timers of case {case_id}: {told}")  # the lease is their pause
            else:
                with core.store.writing() as session:
                    jobs.release_timers(session, case_id, self.name)
        return len(due)

    def on_error(self, message: str) -> None:
        """Tell the host what went wrong."""
        if self._on_error is not None:
            self._on_error(message)

    # --- jobs -------------------------------------------------------------------------------------

    def _do_jobs(self) -> int:
        if not self.handlers:
            return 0
        core = self.engine.engine
        with core.store.writing() as session:
            found = jobs.take(
                session,
                self.name,
                core.clock(),
                handlers=list(self.handlers),
                limit=1,
                lease_seconds=self.lease,
            )
        for job in found:
            try:
                self._do(job)
            except (StoreError, Conflict):
                raise
            except Exception as error:  # noqa: BLE001 - one job must not stop the others
                self.on_error(f"job {job.id} ({job.handler}): {_told(error)}")
        return len(found)

    def _do(self, job: Job) -> None:
        if job.attempts > self.policy.attempts:  # it ended, or outlived, the workers before
            self._failed(job, "no worker came back from it")
            return
        if self._is_suspended(job):
            with self.engine.engine.store.writing() as session:
                later = self._later(self.engine.engine.clock(), self.policy.first)
                jobs.postpone(session, job, later)
            return
        call = HandlerCall(job.case_id, job.instance, job.handler, job.attempts)
        try:
            inputs = copied(loads(job.payload))
            outputs = _by_name(self.handlers[job.handler](inputs, call))
        except Exception as error:  # noqa: BLE001 - whatever a handler raises is its failure
            self._failed(job, _told(error))
            return
        self._finish(job, outputs)

    def _is_suspended(self, job: Job) -> bool:
        """Tell whether nobody may work on the task now: it waits for its resumption."""
        _, state = self.engine.engine.read(job.case_id)
        instance = state.instances.get(job.instance)
        return instance is not None and instance.state is State.SUSPENDED

    def _finish(self, job: Job, outputs: Mapping[str, Any]) -> None:
        """Complete the task and the job together; who lost the lease has no effect."""
        core = self.engine.engine

        def finish(session: Session) -> None:
            if not jobs.finish(session, job):
                raise _LeaseLostError

        try:
            core.run(job.case_id, lambda at: c.CompleteJob(at, job.instance, outputs), also=finish)
        except _LeaseLostError:
            self.on_error(f"job {job.id}: another worker has it by now")
        except CommandRefused as refused:
            self._failed(job, str(refused))

    def _failed(self, job: Job, message: str) -> None:
        """Try again later; after the last attempt the job is dead and the task has failed."""
        core = self.engine.engine
        self.on_error(f"job {job.id} ({job.handler}), attempt {job.attempts}: {message}")
        if job.attempts < self.policy.attempts:
            pause = self.policy.pause(job.attempts, self._chance())
            with core.store.writing() as session:
                jobs.retry(session, job, self._later(core.clock(), pause), message)
            return

        def bury(session: Session) -> None:
            if not jobs.dead(session, job, message):
                raise _LeaseLostError

        try:
            core.run(job.case_id, lambda at: c.FailJob(at, job.instance, message), also=bury)
        except _LeaseLostError:
            self.on_error(f"job {job.id}: another worker has it by now")
        except CommandRefused:
            with core.store.writing() as session:
                jobs.dead(session, job, message)

    @staticmethod
    def _later(now: DateTime, seconds: float) -> DateTime:
        later = add(now, DaysAndTimeDuration(int(seconds * _NANOSECONDS)))
        return later if isinstance(later, DateTime) else now


def _by_name(outputs: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a handler's outputs. Errors: TypeError or ValueError for what is none."""
    found = dict(outputs or {})
    if not all(isinstance(name, str) for name in found):
        raise TypeError("a handler gives its outputs by name, and a name is a text")
    return found


def _told(error: Exception) -> str:
    """Return what an exception says as text that a database can keep."""
    try:
        said = str(error)
    except Exception:  # noqa: BLE001 - an exception that cannot even say what it is
        said = "it does not say why"
    text = f"{type(error).__name__}: {said}".replace("\0", "\\0")[:_LONGEST]
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


class _LeaseLostError(Exception):
    """The lease of a job ended while it was done."""
