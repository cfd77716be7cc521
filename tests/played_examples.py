"""The examples' cases as their scripts play them, in memory, once for all tests."""

import runpy
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path

from cmmn import CaseEngine, VirtualClock

EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = ("complaint", "patient_intake", "onboarding", "claim")


@cache
def played(name):
    """Return an engine in which an example was played; it is only looked at."""
    script = runpy.run_path(str(EXAMPLES / name / "run.py"))
    clock = VirtualClock("2026-03-02T09:00:00Z")
    engine = CaseEngine(clock=clock)
    with redirect_stdout(StringIO()):
        script["play"](engine, clock)
    return engine


def cases(name):
    """Return the handles of an example's cases, the oldest first."""
    engine = played(name)
    return [engine.case(row.id) for row in reversed(engine.cases(limit=50).rows)]
