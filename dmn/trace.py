"""What happened in an evaluation, as data, and told in sentences.

A trace is built while a decision is evaluated, when it was asked for; otherwise nothing of it exists.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from feel.errors import FeelWarning
from feel.values import Value, to_text


@dataclass(frozen=True, slots=True)
class EntryTrace:
    """One input entry: its text and whether the input value passed it; null where it cannot be told."""

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
    """One evaluation of a decision table: where it stands, what came in, every rule, what came out."""

    path: tuple[str, ...]
    hit_policy: str
    inputs: Mapping[str, Value]
    rules: tuple[RuleTrace, ...]
    value: Value

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
    """Everything that happened, in the order it did."""

    inputs: Mapping[str, Value] = field(default_factory=dict)
    decisions: list[DecisionTrace] = field(default_factory=list)
    open: list[DecisionTrace] = field(default_factory=list)

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

    def add_table(self, table: TableTrace) -> None:
        """Keep the evaluation of a table with the decision it belongs to."""
        if self.open:
            self.open[-1].tables.append(table)


# --- in sentences ----------------------------------------------------------------------------------

_LONGEST_VALUE = 100


def short(value: Value) -> str:
    """Return a value as FEEL text, cut where it is long."""
    text = to_text(value)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 3] + "..."


def explain(trace: Trace) -> str:
    """Return the trace as text: each decision, its fired rules, what stopped the others, its nulls."""
    return "\n\n".join(map(_explain_decision, trace.decisions))


def _explain_decision(decision: DecisionTrace) -> str:
    lines = [f"{decision.name} = {short(decision.value)}"]
    if decision.requires:
        needed = ", ".join(f"{name} = {short(value)}" for name, value in decision.requires.items())
        lines.append(f"  from {needed}")
    for table in decision.tables:
        lines += [f"  {line}" for line in explain_table(table)]
    for warning in decision.warnings:
        lines += [f"  ! {line}" if not at else f"    {line}" for at, line in _numbered(warning)]
    return "\n".join(lines)


def _numbered(warning: FeelWarning) -> list[tuple[int, str]]:
    return list(enumerate(str(warning).splitlines()))


def explain_table(table: TableTrace) -> list[str]:
    """Return lines that say which rules of a table matched and which entry stopped the others."""
    place = f" in {' > '.join(table.path)}" if table.path else ""
    inputs = ", ".join(f"{name} = {short(value)}" for name, value in table.inputs.items())
    lines = [f"table{place}, hit policy {table.hit_policy}: {inputs or 'no inputs'}"]
    names = list(table.inputs)
    lines += [f"  {_explain_rule(rule, names)}" for rule in table.rules]
    if not table.matched:
        lines.append(f"  no rule matched: {short(table.value)}")
    return lines


def _explain_rule(rule: RuleTrace, names: list[str]) -> str:
    if rule.matched:
        conditions = [
            f"{name} {entry.text}"
            for name, entry in zip(names, rule.entries, strict=False)
            if entry.text != "-"
        ]
        reason = " and ".join(conditions) or "it has no conditions"
        notes = f"  ({'; '.join(filter(None, rule.annotations))})" if any(rule.annotations) else ""
        return f"+ rule {rule.number} fired: {reason} -> {', '.join(rule.outputs)}{notes}"
    stopped = [
        f"{name} is not {entry.text}"
        if entry.passed is False
        else f"{name} cannot be tested by {entry.text}"
        for name, entry in zip(names, rule.entries, strict=False)
        if entry.passed is not True
    ]
    return f"- rule {rule.number} stopped: {'; '.join(stopped) or 'another rule came first'}"
