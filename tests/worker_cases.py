"""Cases with work for a worker, a worker that tells what went wrong, and a handler that fails."""

from deployed_cases import write

from cmmn.api import CaseEngine
from cmmn.worker import Worker

NOON = "2026-01-31T12:00:00Z"


class Starter:
    """Starts a case of a model in lines, in memory or at an address; closes what it opened."""

    def __init__(self, clock, folder):
        self._clock, self._folder, self._opened = clock, folder / "models", []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for each in self._opened:
            each.close()

    def __call__(self, text, url="sqlite://", **created):
        """Return an engine and the case."""
        engine = CaseEngine(url, clock=self._clock)
        self._opened.append(engine)
        (deployed, *_) = engine.deploy(write(self._folder, text))
        return engine, engine.create(deployed.key, **created)


def state_of(case, item):
    """Return the state of the newest instance of an item."""
    return case.items[item][-1].state


def worker_of(engine, handler, **more):
    """Return a worker whose errors are in `told`."""
    told = []
    worker = Worker(
        engine, {"pay": handler, "work": handler}, chance=lambda: 0.5, on_error=told.append, **more
    )
    worker.told = told
    return worker


def fails(_inputs, _call):
    """Fail, as a handler."""
    raise OSError("the bank is closed")
