"""Loading a model of ten thousand rules from bytes: step by step, and in a fresh process.

What is put off until the first answer counts as well, so the first answer has its own row.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from report import Goal, Section, main
from tables import Table, dmn_xml, prices
from timing import Effort, Timing

from dmn import Model
from dmn.reader import read
from dmn.xml_source import parse_xml

STEPS = ("XML", "metamodel", "compile", "load", "first answer")
ALONE = ("import dmn", "load", "first answer", "whole process")
WANTED_SECONDS = 1.0

# what a fresh process does: nothing is imported before the clock starts
_ALONE = """
from time import perf_counter
start = perf_counter()
import dmn
imported = perf_counter()
import json, pathlib, sys
data, inputs = pathlib.Path(sys.argv[1]).read_bytes(), json.loads(sys.argv[2])
begun = perf_counter()
model = dmn.load(data)
loaded = perf_counter()
assert model.evaluate(inputs).value is not None
print(json.dumps([imported - start, loaded - begun, perf_counter() - loaded]))
"""


def measure(effort: Effort) -> Iterator[Section]:
    """Give the time of each step, and the times of a process that does nothing else."""
    table = prices(effort.rules)
    data = dmn_xml(table)
    here = _timings(STEPS, [steps(data, table) for _ in range(effort.rounds)])
    alone = _timings(ALONE, _alone(data, table, effort.rounds))
    rows = {name: (each.seconds, _share(each, here["load"])) for name, each in here.items()}
    rows |= {f"alone: {name}": (each.seconds, "") for name, each in alone.items()}
    slowest = max(here["load"].seconds, alone["load"].seconds)
    yield Section(
        f"dmn.load, {effort.rules:,} rules, {len(data) / 1e6:.1f} MB",
        ("median", "of load"),
        rows,
        (
            Goal(
                f"load in less than {WANTED_SECONDS:g} s, in a fresh process too",
                f"{slowest:.2f} s",
                slowest < WANTED_SECONDS,
            ),
        ),
    )


def steps(data: bytes, table: Table) -> tuple[float, ...]:
    """Return the seconds of each step, taken apart at the packages' own borders.

    `read` parses the XML itself, so its parsing is measured on its own and taken away again.
    """
    begin = perf_counter()
    parse_xml(data)
    parsed = perf_counter()
    definitions = read(data)
    understood = perf_counter()
    model = Model(definitions)
    compiled = perf_counter()
    found = model.evaluate(next(iter(table.questions.values()))).value
    answered = perf_counter()
    if found is None:
        raise AssertionError("the model that was loaded gives no answer")
    xml, reading = parsed - begin, understood - parsed
    return (
        xml,
        reading - xml,
        compiled - understood,
        compiled - parsed,
        answered - compiled,
    )


def _alone(data: bytes, table: Table, rounds: int) -> list[tuple[float, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.dmn")
        path.write_bytes(data)
        question = json.dumps(next(iter(table.questions.values())))
        return [_process(path, question) for _ in range(rounds)]


def _process(path: Path, question: str) -> tuple[float, ...]:
    command = [sys.executable, "-c", _ALONE, str(path), question]
    start = perf_counter()
    done = subprocess.run(  # noqa: S603 - this interpreter with a program of this file
        command, capture_output=True, text=True, check=True
    )
    return (*json.loads(done.stdout), perf_counter() - start)


def _timings(names: tuple[str, ...], rounds: list[tuple[float, ...]]) -> dict[str, Timing]:
    return {name: Timing(each) for name, each in zip(names, zip(*rounds, strict=True), strict=True)}


def _share(step: Timing, whole: Timing) -> str:
    return f"{step.times(whole):.0%}"


if __name__ == "__main__":
    main(measure)
