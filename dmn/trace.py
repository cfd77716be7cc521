"""What happened in an evaluation, as data, and told in sentences.

A trace is built while a decision is evaluated, when it was asked for; else nothing of it exists.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from feel.errors import FeelWarning
from feel.values import Value, to_text


@dataclass(frozen=True, slots=True)
class EntryTrace:
    """One input entry: its text and whether the value passed it; null where it cannot be told."""

    text: str
    passed: bool | None


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """One rule: its number from 1, id, entries, and whether it matched."""

    number: int
    id: str | None
    entries: tuple[EntryTrace, ...]
    matched: bool
    outputs: tuple[str, ...] = ()
    annotations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableTrace:
    """One evaluation of a decision table: its place, what came in, every rule, what came out."""

    path: tuple[str, ...]
    hit_policy: str
    inputs: Mapping[str, Value]
    rules: tuple[RuleTrace, ...]
    value: Value
    outputs: tuple[str, ...] = ()

    @property
    def matched(self) -> tuple[int, ...]:
        """The numbers of the rules that matched."""
        return tuple(rule.number for rule in self.rules if rule.matched)


@dataclass(slots=True)
class DecisionTrace:
    """One evaluation of a decision: what it required, its tables, its value, its own warnings."""

    name: str
    requires: Mapping[str, Value]
    tables: list[TableTrace] = field(default_factory=list)
    value: Value = None
    warnings: tuple[FeelWarning, ...] = ()


@dataclass(slots=True)
class Trace:
    """Everything that happened, in the order it did; `warnings` are those of no decision."""

    inputs: Mapping[str, Value] = field(default_factory=dict)
    warnings: tuple[FeelWarning, ...] = ()
    decisions: list[DecisionTrace] = field(default_factory=list)
    open: list[DecisionTrace] = field(default_factory=list)

    def read(self, inputs: Mapping[str, Value], warnings: list[FeelWarning]) -> None:
        """Keep the inputs as they were read, and what was wrong with them."""
        self.inputs = dict(inputs)
        self.warnings = tuple(warnings)

    def begin(self, name: str, requires: Mapping[str, Value]) -> DecisionTrace:
        """Open the trace of a decision; its tables go there until it is closed."""
        trace = DecisionTrace(name, requires)
        self.open.append(trace)
        return trace

    def end(self, value: Value, warnings: tuple[FeelWarning, ...]) -> None:
        """Close the trace of the decision that was opened last."""
        trace = self.open.pop()
        trace.value = value
        trace.warnings = warnings
        self.decisions.append(trace)

    def add_table(
        self, _path: tuple[str, ...], _matched: Sequence[int], trace: Callable[[], TableTrace]
    ) -> None:
        """Keep the evaluation of a table with the decision it belongs to."""
        if self.open:
            self.open[-1].tables.append(trace())


Hit: TypeAlias = tuple[tuple[str, ...], tuple[int, ...]]
"""The place of a table and the rules that matched, from 0 in table order."""


class Hits:
    """Takes down which rules of which tables matched, and nothing else: that costs little.

    Shape: `found` by the key of the decision, None where it was not evaluated as one.
    """

    __slots__ = ("_open", "found", "warnings")

    def __init__(self) -> None:
        self.found: dict[str | None, list[Hit]] = {}
        self.warnings: tuple[FeelWarning, ...] = ()
        self._open: list[str] = []

    def read(self, inputs: Mapping[str, Value], warnings: list[FeelWarning]) -> None:
        """Keep nothing of the inputs."""

    def begin(self, name: str, _requires: Mapping[str, Value]) -> None:
        """Keep whose tables come now."""
        self._open.append(name)

    def end(self, _value: Value, _warnings: tuple[FeelWarning, ...]) -> None:
        """Keep that a decision is done; one within a service belongs to what invoked it."""
        self._open.pop()

    def add_table(
        self, path: tuple[str, ...], matched: Sequence[int], _trace: Callable[[], TableTrace]
    ) -> None:
        """Keep the rules that matched."""
        decision = self._open[0] if self._open else None
        self.found.setdefault(decision, []).append((path, tuple(matched)))


# --- in sentences ---------------------------------------------------------------------------------

_LONGEST_VALUE = 100


def short(value: Value) -> str:
    """Return a value as FEEL text, cut where it is long."""
    text = to_text(value)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 3] + "..."


def explain(trace: Trace) -> str:
    """Return the trace as text: each decision, its fired rules, what stopped the others, nulls."""
    general = "\n".join(line for warning in trace.warnings for line in _warning_lines(warning))
    return "\n\n".join(filter(None, [general, *map(_explain_decision, trace.decisions)]))


def _explain_decision(decision: DecisionTrace) -> str:
    lines = [f"{decision.name} = {short(decision.value)}"]
    if decision.requires:
        needed = ", ".join(f"{name} = {short(value)}" for name, value in decision.requires.items())
        lines.append(f"  from {needed}")
    for table in decision.tables:
        lines += [f"  {line}" for line in _explain_table(table)]
    for warning in decision.warnings:
        lines += [f"  {line}" for line in _warning_lines(warning)]
    return "\n".join(lines)


def _warning_lines(warning: FeelWarning) -> list[str]:
    first, *others = str(warning).splitlines()
    return [f"! {first}", *(f"  {line}" for line in others)]


def _explain_table(table: TableTrace) -> list[str]:
    """Return lines that say which rules of a table matched and which entry stopped the others."""
    place = f" in {' > '.join(table.path)}" if table.path else ""
    inputs = ", ".join(f"{name} = {short(value)}" for name, value in table.inputs.items())
    lines = [f"table{place}, hit policy {table.hit_policy}: {inputs or 'no inputs'}"]
    names = list(table.inputs)
    lines += [f"  {_explain_rule(rule, names, table.outputs)}" for rule in table.rules]
    if not table.matched:
        lines.append(f"  no rule matched: {short(table.value)}")
    return lines


def _explain_rule(rule: RuleTrace, names: list[str], outputs: tuple[str, ...]) -> str:
    entries = list(zip(names, rule.entries, strict=False))
    if rule.matched:
        conditions = [_said(name, entry) for name, entry in entries if entry.text != "-"]
        reason = " and ".join(conditions) or "it has no conditions"
        given = ", ".join(_given(outputs, rule.outputs))
        notes = f"  ({'; '.join(filter(None, rule.annotations))})" if any(rule.annotations) else ""
        return f"+ rule {rule.number} fired: {reason} -> {given}{notes}"
    stopped = [_said(name, entry) for name, entry in entries if entry.passed is not True]
    return f"- rule {rule.number} stopped: {'; '.join(stopped) or 'another rule came first'}"


def _said(name: str, entry: EntryTrace) -> str:
    """Say whether an input passes an entry; what is no plain value or range is called a test."""
    if entry.passed is None:
        return f"{name} cannot be tested by {entry.text}"
    if "?" in entry.text or entry.text.startswith("not"):
        return f"{name} {'passes' if entry.passed else 'does not pass'} {entry.text}"
    return f"{name} {'is' if entry.passed else 'is not'} {entry.text}"


def _given(names: tuple[str, ...], texts: tuple[str, ...]) -> list[str]:
    if len(names) < 2:
        return [text or "null" for text in texts]
    return [f"{name} = {text or 'null'}" for name, text in zip(names, texts, strict=False)]
