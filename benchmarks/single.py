"""One evaluation of a table of ten rules, from a dict to a Result, beside other engines.

Plain Python, written out by hand for this one table, is the floor.
"""

from collections.abc import Iterator, Mapping

from competitors import competitors
from engines import Engine, check_agreement, ruling
from report import Goal, Section, main
from tables import Inputs, Table, terms
from timing import Effort, Timing, calling, interleaved, mean

WANTED = 4


def measure(effort: Effort) -> Iterator[Section]:
    """Give the times of each engine for each question."""
    table = terms()
    ours = ruling(table)
    others = competitors(table)
    python = Engine("plain Python", plain_python, dict)
    reading = Engine("ruling, then .value", lambda inputs: ours.decide(inputs).value, dict)
    check_agreement([ours, python, *others], table.questions)
    times = ask(table, [ours, reading, *others, python], effort)
    yield Section(
        "model.evaluate, 10 rules, unique; a range, a set and a boolean in, two outputs",
        (*table.questions, "mean", "to ruling"),
        {name: row(each, times["ruling"]) for name, each in times.items()},
        tuple(goals(times, WANTED)),
    )


def ask(table: Table, engines: list[Engine], effort: Effort) -> dict[str, list[Timing]]:
    """Return the timings of each engine, one for each question."""
    loops = {
        f"{engine.name}: {question}": calling(engine.decide, inputs)
        for engine in engines
        for question, inputs in table.questions.items()
    }
    timings = interleaved(loops, effort)
    return {
        engine.name: [timings[f"{engine.name}: {question}"] for question in table.questions]
        for engine in engines
    }


def row(times: list[Timing], ours: list[Timing]) -> tuple[float | str, ...]:
    """Return an engine's cells: each question, their mean, and that as a multiple of ours."""
    average = mean(times)
    return (
        *(each.seconds for each in times),
        average.seconds,
        f"x {average.times(mean(ours)):.3g}",
    )


def goals(times: Mapping[str, list[Timing]], wanted: int) -> Iterator[Goal]:
    """Give the goal against zen-engine, where that was measured."""
    if "zen-engine" in times:
        factor = mean(times["zen-engine"]).times(mean(times["ruling"]))
        yield Goal(
            f"at most 1/{wanted} of zen-engine's mean time", f"1/{factor:.1f}", factor >= wanted
        )


def plain_python(inputs: Inputs) -> dict[str, str | float]:
    """Return the outputs of the ten rules as one would write them without any engine."""
    score, product, member = inputs["Score"], inputs["Product"], inputs["Member"]
    vehicle, building = product in {"car", "van"}, product in {"home", "land"}
    low, middle, high = 300 <= score < 620, 620 <= score < 720, 720 <= score < 851
    number = 0
    if low and vehicle:
        number = 2 if member else 1
    elif low and building:
        number = 3
    elif middle and vehicle:
        number = 5 if member else 4
    elif middle and building:
        number = 7 if member else 6
    elif high and vehicle:
        number = 8
    elif high and building:
        number = 10 if member else 9
    return {"Tier": f"tier {number}", "Rate": number / 4} if number else {}


if __name__ == "__main__":
    main(measure)
