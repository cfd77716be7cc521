"""A job done by several processes: each block by one of them, and all in the order they came.

The one rule: the processes are started afresh and told everything, so they share nothing; block i
goes to process i modulo their number, and what comes back is what one process alone would give.
"""

import multiprocessing
import signal
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from typing import Any, Self

from dmn.scoring.block import Block
from dmn.scoring.job import Part, ScoreJob

__all__ = ["WorkerError", "score_in_processes"]

_ENOUGH = 10  # seconds for a process that is done to end


class WorkerError(Exception):
    """A process that was to score blocks is gone, or cannot do what it was asked for."""


def score_in_processes(
    job: ScoreJob, blocks: Iterable[Block], count: int
) -> Generator[Part, None, None]:
    """Give what comes of each block, in order, done by so many processes.

    Errors: WorkerError where a process ends before its time, or cannot be told the job.
    """
    told = _as_bytes(job)
    with ExitStack() as stack:
        workers = [stack.enter_context(_Worker()) for _ in range(count)]
        for worker in workers:  # by now, all of them are starting
            worker.begin(told)
        sent = received = 0
        for block in blocks:
            worker = workers[sent % count]
            if sent - received == count:  # it still has a block of the last round
                yield worker.receive()
                received += 1
            worker.send(block)
            sent += 1
        while received < sent:
            yield workers[received % count].receive()
            received += 1


def _as_bytes(job: ScoreJob) -> bytes:
    try:
        return bytes(ForkingPickler.dumps(job))
    except Exception as error:  # noqa: BLE001 - what cannot be sent says so in its own way
        raise WorkerError(f"the model cannot be sent to other processes: {error} {_HINT}") from None


_HINT = (
    "(hint: define its functions at the top of a module that can be imported, or use one worker)"
)


class _Worker:
    """A process that scores the blocks it is sent, one at a time."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other,), daemon=True)
        with _interrupts_held():
            self._process.start()
        other.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._connection.close()  # which tells the process that there is no more
        if kind is not None:
            self._process.terminate()
        self._process.join(_ENOUGH)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()

    def begin(self, told: bytes) -> None:
        """Tell the process its job."""
        try:
            self._connection.send_bytes(told)
        except OSError:
            raise self._gone() from None

    def send(self, block: Block) -> None:
        """Let the process score a block."""
        try:
            self._connection.send(block)
        except OSError:
            raise self._gone() from None

    def receive(self) -> Part:
        """Return what came of the block sent first."""
        try:
            answer: Any = self._connection.recv()
        except (EOFError, OSError):
            raise self._gone() from None
        if isinstance(answer, BaseException):
            raise answer
        part: Part = answer
        return part

    def _gone(self) -> WorkerError:
        self._process.join(_ENOUGH)
        code = self._process.exitcode
        return WorkerError(
            f"a worker ended with code {code} before it was done (hint: is there enough memory?"
            " a script that starts workers does so under: if __name__ == '__main__')"
        )


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let a process that starts meanwhile hear of no Ctrl-C, which is for the first one alone."""
    if not hasattr(signal, "pthread_sigmask"):
        yield  # not on this system
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(connection: Connection) -> None:
    """Take the job, then score what comes until there is no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process is told, and ends this one
    try:
        job = _job_from(connection)
        scoring = None
        while True:
            block = connection.recv()
            try:
                scoring = scoring or job().start()
                answer: Any = scoring.score(block)
            except Exception as error:  # noqa: BLE001 - the first process raises it
                answer = error
            connection.send(answer)
    except (EOFError, OSError):  # there is no more, or the first process has given up
        return


def _job_from(connection: Connection) -> Callable[[], ScoreJob]:
    """Return what gives the job that is told, or says why it cannot."""
    told = connection.recv_bytes()

    def job() -> ScoreJob:
        try:
            found: ScoreJob = ForkingPickler.loads(told)
        except Exception as error:  # noqa: BLE001 - whatever it is, the first process raises it
            raise WorkerError(f"a worker cannot be told the model: {error} {_HINT}") from None
        return found

    return job
