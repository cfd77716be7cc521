"""The timeline of a case as rows: each command, and indented under it what it led to.

The one rule: every line stands under its cause; the newest command comes first.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import tzinfo

from cmmn import Line, Step
from feel.temporal import DateTime
from ruling_workbench.case.verbs import in_local_times
from ruling_workbench.lists.outline import Outline, Row, cell
from ruling_workbench.marks import STATES
from ruling_workbench.present import when

__all__ = ["decision_at", "decisions", "item_lines", "newest", "only", "timeline_outline"]


def timeline_outline(
    steps: Sequence[Step], zone: tzinfo, now: DateTime, changed: Collection[str] = ()
) -> Outline:
    """Return the steps as rows; a decision has a button that asks why, named `why 12`."""
    rows = [row for step in reversed(steps) for row in _step(step, zone, now, changed)]
    return Outline(("When", "What", "Who"), tuple(rows), main=1)


def _step(step: Step, zone: tzinfo, now: DateTime, changed: Collection[str]) -> Iterator[Row]:
    command = step.command
    yield Row(
        (
            cell(when(command.when, zone, now), note=str(command.when)),
            cell(in_local_times(command.words, zone, now), "strong"),
            cell(command.who),
        ),
        look="group",
    )
    for line in step.lines:
        yield _line(line, command, zone, now, changed)


def _line(line: Line, command: Line, zone: tzinfo, now: DateTime, changed: Collection[str]) -> Row:
    mark = STATES[line.after].mark if line.after is not None else _MARKS.get(line.kind, "·")
    look = STATES[line.after].name if line.after is not None else ""
    is_later = line.when != command.when  # a timer's own time
    number = "" if line.sequence is None else f"event {line.sequence}"
    cause = "" if line.cause is None else f", from event {line.cause}"
    return Row(
        (
            cell(when(line.when, zone, now) if is_later else "", note=str(line.when)),
            cell(f"{mark} {in_local_times(line.words, zone, now)}", look, f"{number}{cause}"),
            cell(""),
        ),
        depth=line.depth,
        look="changed" if line.item is not None and line.item in changed else "",
        actions=() if line.decision is None else ((f"why {line.sequence}", "Why"),),
    )


_MARKS = {
    "decision": "=",
    "file": "▤",
    "sentry": "◇",
    "timer": "◷",
    "people": "☺",
    "call": "↗",
    "incident": "!",
    "warning": "!",
    "planning": "+",
}


def item_lines(steps: Sequence[Step], item: str, zone: tzinfo, now: DateTime) -> Outline:
    """Return what happened to one item, the newest first, each line with the command it is from."""
    rows = [
        Row(
            (
                cell(when(line.when, zone, now), note=str(line.when)),
                cell(
                    in_local_times(line.words, zone, now),
                    "" if line.after is None else STATES[line.after].name,
                    f"from: {step.command.words}",
                ),
                cell(line.who),
            )
        )
        for step in reversed(steps)
        for line in reversed((step.command, *step.lines))
        if line.item == item
    ]
    return Outline(("When", "What", "Who"), tuple(rows), main=1)


def only(steps: Sequence[Step], kinds: Collection[str]) -> list[Step]:
    """Return the steps with the lines of some kinds; without kinds all of them.

    A step without such a line is left out, unless commands are asked for.
    """
    if not kinds:
        return list(steps)
    found = [
        replace(step, lines=tuple(each for each in step.lines if each.kind in kinds))
        for step in steps
    ]
    return [step for step in found if step.lines or "command" in kinds]


def decisions(steps: Sequence[Step]) -> list[Line]:
    """Return the decisions that were asked, the newest first."""
    return [
        line
        for step in reversed(steps)
        for line in reversed(step.lines)
        if line.decision is not None
    ]


def decision_at(steps: Sequence[Step], sequence: str | None) -> Line | None:
    """Return the decision with a number in the log. Null: there is none."""
    found = decisions(steps) if sequence else []
    return next((each for each in found if str(each.sequence) == sequence), None)


def newest(steps: Sequence[Step], most: int) -> list[Step]:
    """Return the newest steps that have at most so many lines together; one there is always."""
    found: list[Step] = []
    count = 0
    for step in reversed(steps):
        count += 1 + len(step.lines)
        if found and count > most:
            break
        found.append(step)
    return found[::-1]
