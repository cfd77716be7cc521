"""Writes the golden logs of a release: what happened in the examples' cases, and the states after.

Run it once for a release and commit what it writes: `python tests/golden_logs.py 0.3`. The logs
of earlier releases are never written again; `test_golden.py` replays them all.
"""

import json
import runpy
import sys
from pathlib import Path

from cmmn import CaseEngine, VirtualClock
from cmmn.events import SCHEMA
from cmmn.payload import to_json
from cmmn.recording import event_to_text

HERE = Path(__file__).parent / "cmmn"
EXAMPLES = HERE.parents[1] / "examples"
NAMES = ("complaint", "patient_intake", "onboarding", "claim")


def outline(state):
    """Return what a state says, in words that no release may change; more may be known of it."""
    return {
        "version": state.version,
        "case": str(state.state),
        "instances": {
            each.id: [each.item, each.stage, str(each.state), each.required, each.assignee]
            for each in state.instances.values()
        },
        "timers": {each: str(state.instances[each].timer.due) for each in sorted(state.timers)},
        "file": {path: to_json(value) for path, value in state.file.items()},
        "roles": {role: list(held) for role, held in state.roles.items()},
    }


def lines_of(engine, case_id):
    """Give a case's log as lines, and its state as the last one."""
    for each in engine.engine.history(case_id):
        yield {
            "sequence": each.sequence,
            "time": str(each.time),
            "by": each.by,
            "command": each.command,
            "cause": each.cause,
            "kind": type(each.event).__name__,
            "schema": SCHEMA,
            "payload": json.loads(event_to_text(each.event)),
        }
    _, state = engine.engine.read(case_id)
    yield {"state": outline(state)}


def main(release):
    """Play every example, and write the log of each of its cases."""
    folder = HERE / "golden" / release
    folder.mkdir(parents=True)
    for name in NAMES:
        script = runpy.run_path(str(EXAMPLES / name / "run.py"))
        clock = VirtualClock("2026-03-02T09:00:00Z")
        with CaseEngine(clock=clock) as engine:
            script["play"](engine, clock)
            for number, row in enumerate(reversed(engine.cases(limit=50).rows), start=1):
                text = "\n".join(
                    json.dumps(each, ensure_ascii=False) for each in lines_of(engine, row.id)
                )
                path = folder / f"{name}_{number}.jsonl"
                path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
