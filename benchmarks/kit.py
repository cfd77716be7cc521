"""The time of the DMN compatibility kit, and of a handful of FEEL expressions, warm and cold.

RULING_TCK names the folder of the kit; without it, only the expressions are measured.
"""

import os
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import count, repeat
from pathlib import Path
from time import perf_counter
from typing import Any

from report import Goal, Section, main
from timing import Effort, Loop, Timing, calling, interleaved

import feel
from dmn.tck import Outcome, run

_ORDERS = {"orders": [{"amount": 120, "paid": True}, {"amount": 80.5, "paid": False}] * 5}
EXPRESSIONS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "arithmetic": ("price * (1 + rate)", {"price": 100, "rate": 0.2}),
    "condition": (
        'if score >= 620 and not(debt > 0.4) then "yes" else "no"',
        {"score": 700, "debt": 0.3},
    ),
    "iteration": ("for n in 1..10 return n * n", {}),
    "filter and sum": ("sum(orders[paid = true].amount)", _ORDERS),
    "dates": ('date("2024-02-29") + duration("P1Y") < date("2025-03-01")', {}),
    "text": ("upper case(substring(name, 1, 3)) + string length(name)", {"name": "ruling"}),
}


def measure(effort: Effort) -> Iterator[Section]:
    """Give the kit's time where it is at hand, and those of the expressions."""
    folder = os.environ.get("RULING_TCK")
    if folder:
        yield kit(Path(folder), min(effort.rounds, 5))
    yield expressions(effort)


def kit(folder: Path, rounds: int) -> Section:
    """Return the time of every case of the kit, models loaded and all."""
    taken = []
    outcomes: list[Outcome] = []
    for _ in range(rounds):
        start = perf_counter()
        outcomes = list(run(folder))
        taken.append(perf_counter() - start)
    passed = sum(each.passed for each in outcomes)
    total = sum(each.total for each in outcomes)
    return Section(
        f"DMN compatibility kit, {total:,} cases in {len(outcomes)} folders",
        ("median",),
        {"all": (Timing(tuple(taken)).seconds,)},
        (Goal("every case passes", f"{passed:,}", 0 < passed == total),),
    )


def expressions(effort: Effort) -> Section:
    """Return the time of each expression: its text known, compiled, and never seen before."""
    loops: dict[str, Loop] = {}
    for name, (text, context) in EXPRESSIONS.items():
        loops[f"{name}: warm"] = calling(partial(feel.evaluate, text), context)
        loops[f"{name}: compiled"] = calling(feel.compile(text).evaluate, context)
        loops[f"{name}: cold"] = never_seen(text, context)
    times = interleaved(loops, effort)
    ways = ("warm", "compiled", "cold")
    rows = {name: tuple(times[f"{name}: {way}"].seconds for way in ways) for name in EXPRESSIONS}
    return Section("feel.evaluate", ways, rows)


def never_seen(text: str, context: Mapping[str, Any]) -> Loop:
    """Return the loop over an expression whose text is new each time: a comment makes it so."""
    numbers = count()

    def loop(number: int) -> float:
        texts = [f"{text} // {next(numbers)}" for _ in repeat(None, number)]
        start = perf_counter()
        for each in texts:
            feel.evaluate(each, context)
        return perf_counter() - start

    return loop


if __name__ == "__main__":
    main(measure)
