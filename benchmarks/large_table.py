"""One evaluation of a table of ten thousand rules, hit early, half way and late."""

from collections.abc import Iterator

from competitors import competitors
from engines import check_agreement, ruling
from report import Section, main
from single import ask, goals, row
from tables import prices
from timing import Effort

WANTED = 60


def measure(effort: Effort) -> Iterator[Section]:
    """Give the times of each engine for each question."""
    table = prices(effort.rules)
    engines = [ruling(table), *competitors(table)]
    check_agreement(engines, table.questions)
    times = ask(table, engines, effort)
    yield Section(
        f"model.evaluate, {effort.rules:,} rules, first hit; an interval and a category in",
        (*table.questions, "mean", "to ruling"),
        {name: row(each, times["ruling"]) for name, each in times.items()},
        tuple(goals(times, WANTED)),
    )


if __name__ == "__main__":
    main(measure)
