"""Two versions of a model over the same inputs: what changes, grouped, with examples.

The one rule: both versions see the same inputs at the same instant; a change is another value.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from dmn.api import Model
from dmn.asked import Answers, Asked
from dmn.trace import short
from feel.api import Now
from feel.errors import FeelWarning
from feel.values import Value, equal, to_text

__all__ = ["ChangeGroup", "Comparison", "WarningGroup", "compare"]

_MOST_GROUPS, _MOST_OF_ONE, _MOST_SAID = 5_000, 10, 20


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """Rows of which a decision changes alike: from value to value, by which rules.

    Shape: values are FEEL text, cut where it is long; `examples` are numbers of rows, from 1. Of
    one decision only the commonest changes are told apart; the rest has no values and no rules.
    """

    decision: str
    before: str
    after: str
    rules_before: tuple[int, ...]
    rules_after: tuple[int, ...]
    count: int
    examples: tuple[int, ...]

    def __str__(self) -> str:
        if not self.before:
            return f"{self.decision}: {_counted(self.count)} in other ways"
        rules = ""
        if self.rules_before or self.rules_after:
            rules = f" ({_rules(self.rules_before)} -> {_rules(self.rules_after)})"
        change = f"from {self.before} to {self.after}"
        return f"{self.decision}: {_counted(self.count)} {change}{rules}"


def _counted(rows: int) -> str:
    return f"{rows:,} row{'s' if rows != 1 else ''}"


def _rules(numbers: Sequence[int]) -> str:
    if not numbers:
        return "no rule"
    return f"rule{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"


@dataclass(frozen=True, slots=True)
class WarningGroup:
    """Rows with a warning that the other version does not give."""

    code: str
    place: str
    message: str
    count: int
    examples: tuple[int, ...]

    def __str__(self) -> str:
        return f"{_counted(self.count)}: {self.place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes between two versions, over all rows; the commonest change comes first.

    Null: `is_cut` tells that there were more rows than were to be looked at.
    """

    rows: int
    changed: int
    groups: tuple[ChangeGroup, ...]
    new_warnings: tuple[WarningGroup, ...]
    gone_warnings: tuple[WarningGroup, ...]
    decisions: tuple[str, ...]
    rows_by_decision: Mapping[str, int]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    is_cut: bool = False

    def sentences(self) -> list[str]:
        """Return what changes in words: how many rows, then the groups, then warnings."""
        many = f"{'the first ' if self.is_cut else ''}{_counted(self.rows)}"
        if self.changed:
            verb = "changes" if self.changed == 1 else "change"
            said = [f"{self.changed:,} of {many} {verb}"]
        else:
            said = [f"None of {many} changes"]
        said += [f"Decision {name} is new" for name in self.added]
        said += [f"Decision {name} is gone" for name in self.removed]
        said += [f"{group}{_as_in(group.examples)}" for group in self.groups[:_MOST_SAID]]
        if len(self.groups) > _MOST_SAID:
            said.append(f"{len(self.groups) - _MOST_SAID:,} more kinds of change")
        for label, warnings in (("New", self.new_warnings), ("Gone", self.gone_warnings)):
            said += [f"{label} warning in {each}" for each in warnings[:_MOST_SAID]]
        return said


def _as_in(examples: Sequence[int]) -> str:
    return f", as in row{'s' if len(examples) > 1 else ''} {', '.join(map(str, examples))}"


def compare(  # noqa: PLR0913 - each is a choice of whoever compares
    before: Model,
    after: Model,
    rows: Iterable[Mapping[str, Any]],
    *,
    decisions: Iterable[str] | None = None,
    limit: int = 10_000,
    examples: int = 5,
    now: Now = None,
) -> Comparison:
    """Return what changes between two versions of a model over rows of inputs.

    `decisions` are those looked at, by default all that both have; `limit` is how many rows are
    looked at, `examples` how many rows of a group are named.
    """
    asked = {*before.decisions, *after.decisions} if decisions is None else {*decisions}
    old, new = ([each for each in model.decisions if each in asked] for model in (before, after))
    both = tuple(each for each in new if each in old)
    tally = _Tally(both, examples)
    pair = Asked(before, both), Asked(after, both)
    moment = now or dt.datetime.now(dt.UTC)
    taken = iter(rows)
    count = 0
    for count, inputs in enumerate(islice(taken, limit), start=1):
        tally.add(count, *(each.evaluate(inputs, moment) for each in pair))
    return Comparison(
        count,
        tally.changed,
        tally.change_groups(),
        _warning_groups(tally.new),
        _warning_groups(tally.gone),
        both,
        tally.by_decision,
        tuple(each for each in new if each not in old),
        tuple(each for each in old if each not in new),
        next(taken, None) is not None,
    )


_Change = tuple[str, str, str, tuple[int, ...], tuple[int, ...]]


@dataclass(slots=True)
class _Rows:
    """How many rows there are, and the first of them."""

    message: str = ""
    count: int = 0
    examples: list[int] = field(default_factory=list)

    def add(self, row: int, most: int) -> None:
        """Count a row."""
        self.count += 1
        if len(self.examples) < most:
            self.examples.append(row)


@dataclass(slots=True)
class _Tally:
    """What has changed so far."""

    decisions: Sequence[str]
    examples: int
    changed: int = 0
    changes: dict[_Change, _Rows] = field(default_factory=dict)
    new: dict[tuple[str, str], _Rows] = field(default_factory=dict)
    gone: dict[tuple[str, str], _Rows] = field(default_factory=dict)
    by_decision: dict[str, int] = field(default_factory=dict)

    def add(self, row: int, before: Answers, after: Answers) -> None:
        """Count what changes in one row."""
        is_changed = False
        for name in self.decisions:
            old, new = before.values.get(name), after.values.get(name)
            if _is_same(old, new):
                continue
            is_changed = True
            self.by_decision[name] = self.by_decision.get(name, 0) + 1
            change = (name, short(old), short(new), before.rules(name), after.rules(name))
            if change not in self.changes and len(self.changes) >= _MOST_GROUPS:
                change = (name, "", "", (), ())
            self.changes.setdefault(change, _Rows()).add(row, self.examples)
        self.changed += is_changed
        old_warnings, new_warnings = _by_place(before.warnings), _by_place(after.warnings)
        self._warned(self.new, new_warnings, old_warnings, row)
        self._warned(self.gone, old_warnings, new_warnings, row)

    def _warned(
        self,
        groups: dict[tuple[str, str], _Rows],
        these: Mapping[tuple[str, str], str],
        others: Mapping[tuple[str, str], str],
        row: int,
    ) -> None:
        for key, message in these.items():
            if key not in others and (key in groups or len(groups) < _MOST_GROUPS):
                groups.setdefault(key, _Rows(message)).add(row, self.examples)

    def change_groups(self) -> tuple[ChangeGroup, ...]:
        """Return the changes, the commonest first."""
        found = [
            ChangeGroup(*change, rows.count, tuple(rows.examples))
            for change, rows in self.changes.items()
        ]
        groups: list[ChangeGroup] = []
        for name in self.decisions:
            own = [each for each in found if each.decision == name]
            own.sort(key=lambda each: (not each.before, -each.count))
            groups += own[:_MOST_OF_ONE]
            groups += _others(own[_MOST_OF_ONE:], self.examples)
        return tuple(sorted(groups, key=lambda each: -each.count))


def _others(groups: Sequence[ChangeGroup], examples: int) -> Sequence[ChangeGroup]:
    """Return many changes of one decision as one."""
    if not groups:
        return ()
    rows = sorted(row for each in groups for row in each.examples)[:examples]
    count = sum(each.count for each in groups)
    return [ChangeGroup(groups[0].decision, "", "", (), (), count, tuple(rows))]


def _is_same(old: Value, new: Value) -> bool:
    return equal(old, new) is True or to_text(old) == to_text(new)


def _by_place(warnings: Iterable[FeelWarning]) -> dict[tuple[str, str], str]:
    """Return what warnings say, by code and place; the name of the file is no part of that."""
    return {(each.code, " > ".join(each.location.path[1:])): each.message for each in warnings}


def _warning_groups(groups: Mapping[tuple[str, str], _Rows]) -> tuple[WarningGroup, ...]:
    found = [
        WarningGroup(code, place, rows.message, rows.count, tuple(rows.examples))
        for (code, place), rows in groups.items()
    ]
    return tuple(sorted(found, key=lambda each: -each.count))
