"""What came of a run: outcomes, rules hit, warnings, and how the rows were answered; all bounded.

A block is counted by itself, so that blocks may be counted anywhere and be put together in order.
"""

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dmn.field_text import field_text
from dmn.graph import Key
from dmn.scoring.answers import Answers
from dmn.scoring.batch import UNREAD, BlockScorer, ScoredBlock
from dmn.scoring.block import Rows
from dmn.scoring.plan import ScorePlan
from dmn.scoring.tables import ReachedTable, tables_of
from feel.errors import FeelWarning

__all__ = [
    "BlockReporter",
    "Outcomes",
    "Report",
    "RowWarning",
    "RuleHits",
    "WarningKind",
    "faulty_rows",
]

_MOST_OUTCOMES, _MOST_KINDS, _MOST_KEPT = 1_000, 1_000, 100
_NOT_EVALUATED = frozenset({"TOO_MANY_FIELDS", "LIMIT_EXCEEDED", "NOT_JSON"})
_DATA_CODES = _NOT_EVALUATED | {"TOO_FEW_FIELDS", "TEXT_DOES_NOT_FIT"}


@dataclass(frozen=True, slots=True)
class RowWarning:
    """What went wrong in one row: with its fields, or while it was evaluated."""

    line: int
    warning: FeelWarning

    def __str__(self) -> str:
        return str(self.warning.within(f"line {self.line}"))


@dataclass(slots=True)
class WarningKind:
    """Warnings of one code at one place: how many there are, and the first of them."""

    first: list[RowWarning] = field(default_factory=list)
    count: int = 0

    def add(self, other: "WarningKind") -> None:
        """Add those of later rows."""
        self.first += other.first[: _MOST_KEPT - len(self.first)]
        self.count += other.count


@dataclass(slots=True)
class Outcomes:
    """How often each outcome came, as text; nothing where they are too many to count."""

    counts: Counter[str] = field(default_factory=Counter)
    too_many: bool = False

    def add(self, text: str, count: int) -> None:
        """Count an outcome, unless there are too many different ones."""
        self.counts[text] += count
        if len(self.counts) > _MOST_OUTCOMES:
            self.counts.clear()
            self.too_many = True

    def commonest(self) -> list[tuple[str, int]]:
        """Return all outcomes with their counts, the commonest first."""
        return sorted(self.counts.items(), key=lambda each: (-each[1], each[0]))


@dataclass(slots=True)
class RuleHits:
    """How often each rule of a table matched, in table order; `ids` are the rules' own."""

    ids: Sequence[str | None]
    counts: list[int]

    @property
    def unused(self) -> list[int]:
        """The numbers of the rules that never matched."""
        return [number for number, count in enumerate(self.counts, start=1) if not count]


@dataclass(slots=True)
class Report:
    """What came of all rows so far.

    Shape: `outcomes` by decision, `rules` by table, `warnings` by code and place, `methods` by
    decision: how many rows were answered by class, by distinct tuple and by row.
    Units: `seconds` for reading, scoring and writing together.
    """

    rows: int = 0
    written: int = 0
    not_evaluated: int = 0
    rows_with_warnings: int = 0
    rejected: int = 0
    lines: list[int] = field(default_factory=list)
    outcomes: dict[Key, Outcomes] = field(default_factory=dict)
    rules: dict[str, RuleHits] = field(default_factory=dict)
    warnings: dict[tuple[str, str], WarningKind] = field(default_factory=dict)
    methods: dict[Key, Counter[str]] = field(default_factory=dict)
    reasons: dict[Key, str] = field(default_factory=dict)
    seconds: float = 0.0
    manifest: dict[str, Any] = field(default_factory=dict)

    @property
    def rows_per_second(self) -> float:
        """The rate of the whole run."""
        return self.rows / self.seconds if self.seconds else 0.0

    def add(self, part: "Report") -> None:
        """Add what came of the rows that follow."""
        self.rows += part.rows
        self.written += part.written
        self.not_evaluated += part.not_evaluated
        self.rows_with_warnings += part.rows_with_warnings
        self.rejected += part.rejected
        self.lines += part.lines[: _MOST_KEPT - len(self.lines)]
        for key, outcomes in part.outcomes.items():
            self._add_outcomes(key, outcomes)
        for label, hits in part.rules.items():
            known = self.rules.setdefault(label, RuleHits(hits.ids, [0] * len(hits.counts)))
            known.counts = [a + b for a, b in zip(known.counts, hits.counts, strict=True)]
        for kind, warnings in part.warnings.items():
            place = kind if kind in self.warnings or len(self.warnings) < _MOST_KINDS else _OTHER
            self.warnings.setdefault(place, WarningKind()).add(warnings)
        for key, rows in part.methods.items():
            self.methods.setdefault(key, Counter()).update(rows)
        self.reasons |= part.reasons

    def _add_outcomes(self, key: Key, part: Outcomes) -> None:
        known = self.outcomes.setdefault(key, Outcomes())
        if part.too_many:
            known.counts.clear()
            known.too_many = True
        for text, count in part.counts.items():
            if known.too_many:
                break
            known.add(text, count)

    def commonest_warnings(self, count: int) -> list[WarningKind]:
        """Return the kinds that occurred most."""
        return [kind for _, kind in self._kinds()[:count]]

    def _kinds(self) -> list[tuple[tuple[str, str], WarningKind]]:
        return sorted(self.warnings.items(), key=lambda each: -each[1].count)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as what JSON can hold."""
        return {
            "manifest": self.manifest,
            "rows": self.rows,
            "written": self.written,
            "seconds": round(self.seconds, 3),
            "rows per second": round(self.rows_per_second),
            "not evaluated": self.not_evaluated,
            "rejected": self.rejected,
            "rows with warnings": self.rows_with_warnings,
            "outcomes": {
                key: None if each.too_many else dict(each.commonest())
                for key, each in self.outcomes.items()
            },
            "rules": {
                label: {"ids": list(hits.ids), "hits": hits.counts}
                for label, hits in self.rules.items()
            },
            "warnings": [_kind_dict(*kind) for kind in self._kinds()],
            "methods": {
                key: {"rows": dict(rows), "why": self.reasons.get(key, "")}
                for key, rows in self.methods.items()
            },
        }


_OTHER = ("OTHER", "")


def _kind_dict(name: tuple[str, str], kind: WarningKind) -> dict[str, Any]:
    code, place = name
    return {
        "code": code,
        "place": place,
        "count": kind.count,
        "first": [{"line": each.line, "message": str(each)} for each in kind.first],
    }


# --- one block ------------------------------------------------------------------------------------


def faulty_rows(plan: ScorePlan, warnings: Sequence[tuple[int, FeelWarning]]) -> Rows:
    """Return the rows whose data is at fault: a field, a width, or a value no input allows."""
    if not warnings:
        return np.empty(0, np.int64)
    compiled = plan.model.compiled
    inputs = {each.place for each in compiled.inputs.values()}
    rows = {row for row, warning in warnings if _is_data_fault(warning, inputs)}
    return np.array(sorted(rows), np.int64)


def _is_data_fault(warning: FeelWarning, inputs: Container[tuple[str, ...]]) -> bool:
    return warning.code in _DATA_CODES or warning.location.path[:2] in inputs


class BlockReporter:
    """Counts scored blocks, each by itself."""

    def __init__(self, scorer: BlockScorer) -> None:
        self._scorer = scorer
        self._plan: ScorePlan = scorer.plan
        compiled = self._plan.model.compiled
        self._hits = {
            key: [_HitCounter(each) for each in tables_of(compiled, key)]
            for key in self._plan.order
        }
        self._too_many: set[Key] = set()
        self._methods: dict[Key, Counter[str]] = {}

    def count(self, scored: ScoredBlock) -> Report:
        """Return what came of one block."""
        report = Report(rows=scored.block.count)
        for key in self._plan.order:
            answers = scored.answers[key]
            counts = np.bincount(scored.codes[key] - UNREAD, minlength=len(answers.values) + 1)[1:]
            if key in self._plan.decisions:
                report.outcomes[key] = self._outcomes(key, answers, counts)
            for hits in self._hits[key]:
                report.rules[hits.table.label] = hits.count(answers, counts)
        self._count_warnings(report, scored)
        self._count_methods(report)
        return report

    def _outcomes(self, key: Key, answers: Answers, counts: Any) -> Outcomes:
        outcomes = Outcomes(too_many=key in self._too_many)
        for number in () if outcomes.too_many else np.flatnonzero(counts).tolist():
            value = answers.values[number]
            outcomes.add("null" if value is None else field_text(value), int(counts[number]))
            if outcomes.too_many:
                self._too_many.add(key)
                break
        return outcomes

    def _count_warnings(self, report: Report, scored: ScoredBlock) -> None:
        rows: set[int] = set()
        lost: set[int] = set()
        for row, warning in scored.warnings:
            kind = (warning.code, str(warning.location))
            known = report.warnings.setdefault(kind, WarningKind())
            known.add(WarningKind([RowWarning(scored.block.line(row), warning)], 1))
            rows.add(row)
            if warning.code in _NOT_EVALUATED:
                lost.add(row)
        report.rows_with_warnings = len(rows)
        report.not_evaluated = len(lost)
        report.lines = [scored.block.line(row) for row in sorted(lost)[:_MOST_KEPT]]

    def _count_methods(self, report: Report) -> None:
        """Count how the rows of this block were answered: the scorer counts those of all."""
        for key, rows in self._scorer.methods.items():
            report.methods[key] = rows - self._methods.get(key, Counter())
            self._methods[key] = rows
        report.reasons = dict(self._scorer.reasons)


class _HitCounter:
    """Which rules of one table each answer hit, kept as long as the answers are.

    Shape: the answer `_numbers[i]` hit the rule `_rules[i]`.
    """

    def __init__(self, table: ReachedTable) -> None:
        self.table = table
        self._answers: Answers | None = None
        self._known = 0
        self._numbers: Rows = np.empty(0, np.int64)
        self._rules: Rows = np.empty(0, np.int64)

    def count(self, answers: Answers, counts: Any) -> RuleHits:
        """Return how often each rule was hit, from how often each answer came."""
        if answers is not self._answers:
            self._answers, self._known = answers, 0
            self._numbers = self._rules = np.empty(0, np.int64)
        self._learn(answers)
        ids = self.table.rule_ids
        hits = np.bincount(self._rules, weights=counts[self._numbers], minlength=len(ids))
        return RuleHits(ids, hits.astype(np.int64).tolist())

    def _learn(self, answers: Answers) -> None:
        path = self.table.path
        found = [
            (number, rule)
            for number in range(self._known, len(answers.hits))
            for place, rules in answers.hits[number]
            if place == path
            for rule in rules
        ]
        self._known = len(answers.hits)
        if found:
            numbers, rules = np.array(found, np.int64).T
            self._numbers = np.concatenate([self._numbers, numbers])
            self._rules = np.concatenate([self._rules, rules])
