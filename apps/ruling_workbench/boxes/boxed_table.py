"""A decision table as data to draw: clauses, rules, and what a run made of every cell.

The one rule: texts stand as the model has them, and what a run did is what its trace says.
Source: DMN 1.5, 8.2
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from inspect import cleandoc
from itertools import zip_longest
from typing import Any, Literal, TypeAlias

from dmn.hit_policy import AGGREGATOR_SIGNS
from dmn.model import DecisionRule, DecisionTable, InputClause, LiteralExpression
from dmn.model import UnaryTests as TestsText
from dmn.trace import EntryTrace, RuleTrace, TableTrace, short
from ruling_workbench.boxes.cells import cell_id
from ruling_workbench.boxes.rule_pages import (
    RulePage,
    RuleState,
    RuleView,
    page_of_rules,
    rule_states,
)

__all__ = [
    "Clause",
    "Marks",
    "Path",
    "Rule",
    "TableBox",
    "Tested",
    "Text",
    "Traced",
    "shown_text",
    "table_box",
    "table_said",
    "text_of",
]

Path: TypeAlias = tuple[str, ...]
"""The place of a table, by which its traces are told."""

Tested: TypeAlias = Literal["", "any", "passed", "failed", "unknown"]
"""What a run made of an input entry: not looked at, no condition, and what its test gave."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What is to be seen on cells beside their text, by their names."""

    edited: Collection[str] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    selected: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in a cell; `stopper` is the first entry that stopped its rule, `note` what is wrong.

    `text` is exactly that of the model, `shown` the same without its margins.
    """

    id: str
    text: str
    shown: str
    tested: Tested = ""
    stopper: bool = False
    edited: bool = False
    chosen: bool = False
    note: str = ""
    fixed: bool = False  # nothing to be edited


@dataclass(frozen=True, slots=True)
class Clause:
    """A column: what people call it, what it reads, its type, values and default; its value."""

    name: Text
    said: str
    expression: Text | None = None
    type: str = ""
    values: Text | None = None
    default: Text | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, what became of it, and how often it was hit where that was counted."""

    id: str
    number: int
    inputs: tuple[Text, ...]
    outputs: tuple[Text, ...]
    annotations: tuple[Text, ...]
    state: RuleState = ""
    said: str = ""
    hits: int | None = None
    description: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class TableBox:
    """A decision table; `run` of `runs` evaluations is the one that is shown."""

    id: str
    corner: str
    policy: str
    label: str
    type: str
    inputs: tuple[Clause, ...]
    outputs: tuple[Clause, ...]
    annotations: tuple[Text, ...]
    rules: tuple[Rule, ...]
    page: RulePage
    path: Path = ()
    said: str = ""
    value: str | None = None
    run: int = 0
    runs: int = 0
    most_hits: int = 0
    orientation: str = "Rule-as-Row"
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Traced:
    """What is known of a table beside the model: where it is, its evaluations, its hits."""

    path: Path = ()
    traces: Sequence[TableTrace] = ()
    hits: Mapping[int, int] | None = None


def shown_text(text: str) -> str:
    """Return a text without the margins it has in its file."""
    return cleandoc(text) if "\n" in text else text.strip()


def text_of(name: str, text: str, marks: Marks, *, fixed: bool = False) -> Text:
    """Return a text with what is to be seen on its cell."""
    return Text(
        name,
        text,
        shown_text(text),
        edited=name in marks.edited,
        chosen=bool(name) and name == marks.selected,
        note=marks.notes.get(name, ""),
        fixed=fixed,
    )


def table_box(
    table: DecisionTable, steps: tuple[str, ...], view: RuleView, found: Traced, marks: Marks
) -> TableBox:
    """Return a table ready to be drawn; `steps` lead to it from the decision's logic."""
    runs = len(found.traces)
    run = max(1, min(view.run, runs)) if runs else 0
    trace = found.traces[run - 1] if runs else None
    page = page_of_rules(table, view, trace, found.hits)
    made = _Maker(table, steps, trace, found.hits, marks, page.numbers)
    return TableBox(
        "/".join(steps),
        table.hit_policy[0] + (AGGREGATOR_SIGNS[table.aggregation] if table.aggregation else ""),
        f"{table.hit_policy} {table.aggregation}" if table.aggregation else table.hit_policy,
        table.output_label or "",
        table.type_ref or "",
        (*made.inputs(), *made.missing("input")),
        (*made.outputs(), *made.missing("output")),
        (*made.annotations(), *(each.name for each in made.missing("annotation"))),
        tuple(made.rule(number) for number in page.numbers),
        page,
        found.path,
        table_said(trace) if trace is not None else "",
        short(trace.value) if trace is not None else None,
        run,
        runs,
        max(found.hits.values(), default=0) if found.hits else 0,
        table.preferred_orientation,
    )


@dataclass(slots=True)
class _Maker:
    """Makes the parts of a table's box."""

    table: DecisionTable
    steps: tuple[str, ...]
    trace: TableTrace | None
    hits: Mapping[int, int] | None
    marks: Marks
    numbers: Sequence[int]
    states: Mapping[int, RuleState] = field(init=False)
    names: list[str] = field(init=False)
    widths: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.states = {} if self.trace is None else rule_states(self.trace)
        self.names = [_input_name(each, at) for at, each in enumerate(self.table.inputs, start=1)]
        rules = [self.table.rules[number - 1] for number in self.numbers]
        self.widths = {
            group: max([self._clauses(group), *(len(_entries_of(each, group)) for each in rules)])
            for group in ("input", "output", "annotation")
        }

    def _clauses(self, group: str) -> int:
        return len(getattr(self.table, f"{group}s"))

    def _text(self, text: str, *part: str | int, fixed: bool = False) -> Text:
        return text_of(cell_id(self.steps, *part), text, self.marks, fixed=fixed)

    def _optional(
        self, node: TestsText | LiteralExpression | None, *part: str | int
    ) -> Text | None:
        if node is None:
            return None
        return self._text(node.text or "", *part)

    # --- clauses -----------------------------------------------------------------------------

    def inputs(self) -> Iterator[Clause]:
        """Give the input clauses, with the values of the run."""
        values = [short(each) for each in self.trace.inputs.values()] if self.trace else []
        for number, clause in enumerate(self.table.inputs, start=1):
            expression = clause.input_expression
            yield Clause(
                self._text(clause.label or "", "input", number, "label"),
                self.names[number - 1],
                self._text(expression.text or "", "input", number, "expression"),
                expression.type_ref or "",
                self._optional(clause.input_values, "input", number, "values"),
                None,
                values[number - 1] if len(values) == len(self.table.inputs) else None,
            )

    def outputs(self) -> Iterator[Clause]:
        """Give the output clauses."""
        label = self.table.output_label if len(self.table.outputs) == 1 else None
        for number, clause in enumerate(self.table.outputs, start=1):
            yield Clause(
                self._text(clause.name or "", "output", number, "name"),
                clause.name or clause.label or label or "",
                None,
                clause.type_ref or "",
                self._optional(clause.output_values, "output", number, "values"),
                self._optional(clause.default_output_entry, "output", number, "default"),
            )

    def annotations(self) -> Iterator[Text]:
        """Give the heads of the annotations."""
        for number, clause in enumerate(self.table.annotations, start=1):
            text = clause.name or ""
            yield Text(cell_id(self.steps, "annotation", number), text, text, fixed=True)

    def missing(self, group: str) -> Iterator[Clause]:
        """Give a column for each entry without a clause: such a table is wrong, and seen to be."""
        for _ in range(self.widths[group] - self._clauses(group)):
            yield Clause(Text("", "", "", fixed=True), "no clause")

    # --- rules -------------------------------------------------------------------------------

    def rule(self, number: int) -> Rule:
        """Return a rule with all its entries, also where the table has no clause for one."""
        rule = self.table.rules[number - 1]
        name = cell_id(self.steps, "rule", number)
        traced = self._traced(number)
        inputs = tuple(self._inputs(number, traced))
        state = self.states.get(number, "")
        return Rule(
            name,
            number,
            inputs,
            self._entries(number, "output"),
            self._entries(number, "annotation"),
            state,
            self._said(state, inputs, traced),
            None if self.hits is None else self.hits.get(number, 0),
            "\n".join(filter(None, [rule.label, rule.description])),
            name == self.marks.selected,
        )

    def _traced(self, number: int) -> RuleTrace | None:
        if self.trace is None or number > len(self.trace.rules):
            return None
        return self.trace.rules[number - 1]

    def _entries(self, number: int, group: str) -> tuple[Text, ...]:
        entries = _entries_of(self.table.rules[number - 1], group)
        texts = [*(each.text or "" for each in entries), *[""] * self.widths[group]]
        clauses = self._clauses(group)
        return tuple(
            self._text(text, "rule", number, group, column)
            if column <= clauses
            else Text("", text, shown_text(text), fixed=True)
            for column, text in enumerate(texts[: self.widths[group]], start=1)
        )

    def _inputs(self, number: int, traced: RuleTrace | None) -> Iterator[Text]:
        stopped = False
        entries = self._entries(number, "input")
        outcomes: Sequence[EntryTrace] = () if traced is None else traced.entries
        for entry, outcome in zip_longest(entries, outcomes[: len(entries)]):
            tested = _tested(outcome)
            stops = not stopped and tested in {"failed", "unknown"}
            stopped = stopped or stops
            yield replace(entry, tested=tested, stopper=stops)

    def _said(self, state: RuleState, inputs: Sequence[Text], traced: RuleTrace | None) -> str:
        if state == "stopped" and traced is not None:
            at = next((n for n, each in enumerate(inputs) if each.stopper), 0)
            name = self.names[at] if at < len(self.names) else str(at + 1)
            return f"stopped by {name}"
        return _SAID[state]


_SAID: Mapping[RuleState, str] = {
    "fired": "fired",
    "lost": "its conditions hold, but another rule came before it",
    "clash": "matched together with other rules, which the hit policy does not allow",
    "stopped": "stopped",
    "": "",
}


def _entries_of(rule: DecisionRule, group: str) -> Sequence[Any]:
    entries: Sequence[Any] = getattr(rule, f"{group}_entries")
    return entries


def _tested(entry: EntryTrace | None) -> Tested:
    if entry is None:
        return ""
    if entry.passed is None:
        return "unknown"
    if not entry.passed:
        return "failed"
    return "any" if entry.text == "-" else "passed"


def _input_name(clause: InputClause, number: int) -> str:
    text = " ".join((clause.input_expression.text or "").split())
    return clause.label or text or f"input {number}"


# --- in sentences ---------------------------------------------------------------------------------


def table_said(trace: TableTrace) -> str:
    """Return in a sentence what an evaluation of a table came to."""
    matched = trace.matched
    if not matched:
        return "No rule matched."
    states = rule_states(trace)
    used = [number for number in matched if states[number] == "fired"]
    if not used:
        return f"{_rules(matched)} match together, which {trace.hit_policy} forbids."
    if len(used) < len(matched):
        return f"{_rules(matched)} match; rule {used[0]} wins by its priority."
    return f"{_rules(used)} fired."


_MOST_NAMED = 12


def _rules(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"Rule {numbers[0]:,}"
    if len(numbers) > _MOST_NAMED:
        named = ", ".join(f"{each:,}" for each in numbers[:_MOST_NAMED])
        return f"Rules {named} and {len(numbers) - _MOST_NAMED:,} more"
    *others, last = (f"{each:,}" for each in numbers)
    return f"Rules {', '.join(others)} and {last}"
