"""What was measured as tables: seconds, rows in a second, and ratios; goals only at full size."""

from collections.abc import Mapping, Sequence

from measure import FULL, Measured, Size, Source
from memory import Footprint
from report import Goal, Section

COPY, OURS, BY_ROW, ZEN = "pyarrow, copy only", "ruling", "ruling, row by row", "zen-engine"
_MOST_MEGABYTES = 500


def section(
    title: str, found: Mapping[str, Measured], goals: Sequence[Goal | None], size: Size
) -> Section:
    """Return the times as a table, with what was scaled from how many rows."""
    rows = {
        name: (
            each.seconds,
            f"{each.rows / each.seconds:,.0f}",
            _ratio(each, found.get(COPY)),
            _ratio(each, found.get(OURS)),
            f"{len(each.rounds)}",
            "" if each.timed == each.rows else f"scaled from {each.timed:,} rows",
        )
        for name, each in found.items()
    }
    return Section(
        title,
        ("median", "rows/s", "to copy", "to ruling", "rounds", ""),
        rows,
        _wanted(goals, size),
    )


def memory_section(title: str, found: Sequence[tuple[Source, Footprint]], size: Size) -> Section:
    """Return seconds and memory by rows; the time must grow as the rows do."""
    rows: dict[str, tuple[float | str, ...]] = {
        rows_of(source): (
            each.seconds,
            f"{source.rows / each.seconds:,.0f}",
            f"{each.megabytes:,.0f} MB",
        )
        for source, each in found
    }
    peak = max(each.megabytes for _, each in found)
    goals = [Goal(f"less than {_MOST_MEGABYTES} MB", f"{peak:,.0f} MB", peak < _MOST_MEGABYTES)]
    (few, first), (many, last) = found[0], found[-1]
    if few is not many:
        growth, most = last.seconds / first.seconds, many.rows / few.rows * 1.15
        goals.append(Goal(f"time x {most:g} at most", f"x {growth:.1f}", growth <= most))
    return Section(title, ("seconds", "rows/s", "memory"), rows, _wanted(goals, size))


def at_most(found: Mapping[str, Measured], one: str, other: str, factor: float) -> Goal | None:
    """Return the goal that one takes at most so many times as long as another, if both ran."""
    if one not in found or other not in found:
        return None
    times = found[one].times(found[other])
    return Goal(f"{one}: at most x {factor:g} of {other}", f"x {times:.2f}", times <= factor)


def at_least(found: Mapping[str, Measured], one: str, other: str, factor: float) -> Goal | None:
    """Return the goal that one takes at least so many times as long as another, if both ran."""
    if one not in found or other not in found:
        return None
    times = found[one].times(found[other])
    return Goal(f"{one}: at least x {factor:g} of {other}", f"x {times:.1f}", times >= factor)


def rows_of(source: Source) -> str:
    """Return how many rows a file has, in words."""
    return f"{source.rows:,} rows"


def _ratio(one: Measured, other: Measured | None) -> str:
    return f"x {one.times(other):.3g}" if other else ""


def _wanted(goals: Sequence[Goal | None], size: Size) -> tuple[Goal, ...]:
    return tuple(goal for goal in goals if goal) if size == FULL else ()
