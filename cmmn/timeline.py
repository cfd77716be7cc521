"""What happened in a case as steps for people: each command, and what it led to as a tree.

The one rule: every event is there exactly once, below what caused it; a screen only draws.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cmmn import events as e
from cmmn.lifecycle import State
from cmmn.plan import CasePlan
from cmmn.telling import LINE_KINDS, command_words, event_item, event_kind, event_words
from feel.temporal import DateTime

__all__ = ["LINE_KINDS", "Asked", "DecisionLine", "Line", "Step", "Timeline", "timeline"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A command that was accepted; its events are those from `first` to `last`, if any."""

    name: str
    first: int
    last: int
    time: DateTime
    by: str
    payload: str  # its fields, as they are kept


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """What a decision was asked and answered."""

    model: str
    sha256: str
    decision: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    rules: Mapping[str, Sequence[str]]  # decision -> ids or numbers of the rules that matched
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A command (depth 0, no sequence), or an event below what caused it."""

    sequence: int | None
    depth: int
    kind: str  # one of LINE_KINDS
    words: str
    who: str
    when: DateTime
    item: str | None = None  # the id of the plan item it is about
    instance: str | None = None
    cause: int | None = None  # the event that led to it; it may be in an earlier step
    before: State | None = None
    after: State | None = None
    decision: DecisionLine | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A command and what it led to; its events are those from `first` to `last`, if any."""

    command: Line
    lines: tuple[Line, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Steps in order, and whether there are earlier ones."""

    steps: tuple[Step, ...]
    has_earlier: bool


def timeline(
    plan: CasePlan,
    asked: Iterable[Asked],
    recorded: Sequence[e.Recorded],
    kinds: Iterable[str] | None = None,
) -> tuple[Step, ...]:
    """Return the steps of commands and their events, in order.

    `kinds` keeps the lines of these kinds, and the steps that have one of them.
    Errors: ValueError for a kind that there is not.
    """
    wanted = frozenset(LINE_KINDS if kinds is None else kinds)
    unknown = sorted(wanted - set(LINE_KINDS))
    if unknown:
        raise ValueError(f"'{unknown[0]}' is no kind of line: {', '.join(LINE_KINDS)}")
    by_sequence = {each.sequence: each for each in recorded}
    steps = (_step(plan, each, by_sequence) for each in asked)
    return tuple(kept for step in steps if (kept := _only(step, wanted)) is not None)


def _only(step: Step, wanted: frozenset[str]) -> Step | None:
    lines = tuple(each for each in step.lines if each.kind in wanted)
    if not lines and "command" not in wanted:
        return None
    return Step(step.command, lines, step.first, step.last)


def _step(plan: CasePlan, asked: Asked, by_sequence: Mapping[int, e.Recorded]) -> Step:
    found = [
        by_sequence[number]
        for number in range(asked.first, asked.last + 1)
        if number in by_sequence
    ]
    words = command_words(plan, asked.name, json.loads(asked.payload))
    command = Line(None, 0, "command", words, asked.by, asked.time)
    lines = tuple(_line(plan, each, depth) for each, depth in _as_tree(found))
    return Step(command, lines, asked.first, asked.last)


def _as_tree(recorded: Sequence[e.Recorded]) -> Iterator[tuple[e.Recorded, int]]:
    """Give events with their depth, each after what caused it and what that led to before."""
    mine = {each.sequence for each in recorded}
    caused: dict[int | None, list[e.Recorded]] = {}
    for each in recorded:
        is_below = each.cause in mine and each.cause is not None and each.cause < each.sequence
        caused.setdefault(each.cause if is_below else None, []).append(each)
    waiting = [(each, 1) for each in reversed(caused.get(None, []))]
    while waiting:
        each, depth = waiting.pop()
        yield each, depth
        waiting += [(below, depth + 1) for below in reversed(caused.get(each.sequence, []))]


def _line(plan: CasePlan, recorded: e.Recorded, depth: int) -> Line:
    event = recorded.event
    before, after = _states(event)
    return Line(
        sequence=recorded.sequence,
        depth=depth,
        kind=event_kind(event),
        words=event_words(plan, event),
        who=recorded.by,
        when=recorded.time,
        item=event_item(plan, event),
        instance=getattr(event, "instance", None),
        cause=recorded.cause,
        before=before,
        after=after,
        decision=_decision(event) if isinstance(event, e.DecisionEvaluated) else None,
    )


def _states(event: e.Event) -> tuple[State | None, State | None]:
    if isinstance(event, (e.PlanItemTransitioned, e.CaseTransitioned)):
        return event.before, event.after
    if isinstance(event, e.PlanItemCreated):
        return None, State.AVAILABLE
    return None, None


def _decision(event: e.DecisionEvaluated) -> DecisionLine:
    return DecisionLine(
        event.model,
        event.sha256,
        event.decision,
        event.inputs,
        event.outputs,
        event.rules,
        event.warnings,
    )
