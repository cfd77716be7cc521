"""Static checks of a decision table: entries that cannot match or fit, rules in each other's way.

Equal texts of a column are looked at once, and most texts of a large table not at all: a pattern
tells that they are literals of the right kind.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from dmn.findings import Findings, Place
from dmn.hit_policy import POLICIES
from dmn.item_types import LONGEST_ALIAS_CHAIN, ItemType
from dmn.model import DecisionTable, InputClause, OutputClause, UnaryTests
from dmn.rule_index import Cell, cell_of, constant_of
from feel.errors import FeelFault, LimitExceeded
from feel.feel_types import (
    ANY,
    NUMBER,
    FeelType,
    ListType,
    NamedType,
    article,
    type_of,
)
from feel.scope import Run, Scope
from feel.static_types import ExactContext, comparable, kind, may_fit
from feel.values import Value, described, equal

__all__ = ["check_table"]

Allowed = tuple[Callable[[Value], bool], str]
"""Whether a value is allowed, and the text that says which are."""

Entry = tuple[str, int | None]
"""The text of an entry and its line."""

_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_STRING = r'"[^"\\]*"'
_RANGE = rf"[\[(\]]\s*{_NUMBER}\s*\.\.\s*{_NUMBER}\s*[\])\[]"
# texts of which nothing need be said where values are of the kind and any value is allowed
_EASY_TESTS = {
    "number": re.compile(rf"\s*(?:-|(?:[<>]=?\s*)?{_NUMBER}|{_RANGE})\s*\Z"),
    "string": re.compile(rf"\s*(?:-|{_STRING}(?:\s*,\s*{_STRING})*)\s*\Z"),
}
_EASY_VALUES = {
    "number": re.compile(rf"\s*{_NUMBER}\s*\Z"),
    "string": re.compile(rf"\s*{_STRING}\s*\Z"),
}


def check_table(
    table: DecisionTable, place: Place, findings: Findings, declared: FeelType
) -> FeelType:
    """Look at a decision table and return its type; `declared` is that of what it defines."""
    check = _TableCheck(table, place, findings)
    for number, clause in enumerate(table.inputs):
        check.input(number, clause)
    many = POLICIES[table.hit_policy].many
    fallback = declared if len(table.outputs) == 1 and not many else ANY
    outputs = [
        check.output(number, clause, fallback) for number, clause in enumerate(table.outputs)
    ]
    check.clauses()
    check.rules()
    return check.type(outputs) if declared is ANY else declared


@dataclass(slots=True)
class _Column:
    """What the entries of a clause are measured by; `place` is that of the table."""

    name: str
    type: FeelType
    allowed: Sequence[Allowed]
    place: Place

    def at(self, rule: str, line: int | None) -> Place:
        """Return the place of an entry."""
        return self.place.inner(rule, self.name).on(line)


@dataclass(slots=True)
class _TableCheck:
    """One table, where it is, and what is found in it."""

    table: DecisionTable
    place: Place
    findings: Findings

    def type(self, outputs: Sequence[FeelType]) -> FeelType:
        """Return the type of the table's value, from those of its outputs."""
        if self.table.aggregation or not outputs:
            return ANY
        names = [clause.name or "" for clause in self.table.outputs]
        single = outputs[0]
        if len(outputs) > 1:
            single = ExactContext(dict(zip(names, outputs, strict=True)))
        return ListType(single) if POLICIES[self.table.hit_policy].many else single

    # --- input entries -----------------------------------------------------------------------

    def input(self, number: int, clause: InputClause) -> None:
        """Look at an input clause and the entries of its column."""
        expression = clause.input_expression
        text = (expression.text or "").strip()
        name = f"input '{clause.label or text or number + 1}'"
        inner = self.place.inner(name).on(expression.line)
        found = self.findings.expression(expression.text or "", inner) if text else ANY
        declared = self.findings.type(expression.type_ref, inner)
        tested = self.findings.fit(found, declared, inner)
        allowed = [*_allowed_by(clause.input_values, inner), *_allowed_of(tested)]
        column = _Column(name, tested, allowed, self.place)
        entries = (
            (rule.input_entries[number].text, rule.input_entries[number].line)
            if number < len(rule.input_entries)
            else ("-", None)
            for rule in self.table.rules
        )
        easy = None if allowed else _EASY_TESTS.get(kind(tested))
        self._each(entries, easy, partial(self._input_entry, column))

    def _each(
        self,
        entries: Iterable[Entry],
        easy: re.Pattern[str] | None,
        look: Callable[[str, Entry], None],
    ) -> None:
        """Look at each entry that is not easy and whose text was not fine before."""
        fine: set[str] = set()
        for rule, entry in enumerate(entries, start=1):
            text = entry[0]
            if text in fine or (easy is not None and easy.match(text)):
                continue
            before = len(self.findings.problems)
            look(f"rule {rule}", entry)
            if len(self.findings.problems) == before:
                fine.add(text)

    def _input_entry(self, column: _Column, rule: str, entry: Entry) -> None:
        text, line = entry
        if text.strip() in {"", "-"}:
            return
        node = column.place.environment.tests_node(text, line)
        if node is None:
            self.findings.is_read = False
            return
        cell = cell_of(node)
        if cell is not None:
            self._cell(cell, column, rule, line)
            return
        place = column.at(rule, line)
        analysis = self.findings.analysis(text, place)
        analysis.tests(node, column.type, place.scope)
        self.findings.take(analysis, place)

    def _cell(self, cell: Cell, column: _Column, rule: str, line: int | None) -> None:
        for piece in cell.pieces:
            if piece.low is None:
                continue  # null is no value, and always allowed
            if kind(column.type) != "list" and not comparable(type_of(piece.low), column.type):
                wanted = article(kind(column.type))
                message = f"the input is {wanted}, which {described(piece.low)} can never match"
                place = column.at(rule, line)
                self.findings.report(place, "NOT_COMPARABLE", message, f"test for {wanted}")
            elif piece.operator == "=":
                self._among(piece.low, column, rule, line)

    def _among(self, value: Value, column: _Column, rule: str, line: int | None) -> None:
        for is_allowed, text in column.allowed:
            if not is_allowed(value):
                message = f"{described(value)} is not among the allowed values"
                place = column.at(rule, line)
                self.findings.report(place, "VALUE_NOT_ALLOWED", message, f"allowed: {text}")
                return

    # --- output entries ----------------------------------------------------------------------

    def output(self, number: int, clause: OutputClause, fallback: FeelType) -> FeelType:
        """Look at an output clause and the entries of its column, and return its type."""
        named = clause.name or clause.label
        name = f"output '{named}'" if named else "output"
        inner = self.place.inner(name).on(clause.line)
        own = self.findings.type(clause.type_ref, inner) if clause.type_ref else fallback
        allowed = [*_listed(clause, inner), *_allowed_of(own)]
        column = _Column(name, own, allowed, self.place)
        entries = (
            (rule.output_entries[number].text or "", rule.output_entries[number].line)
            if number < len(rule.output_entries)
            else ("", None)
            for rule in self.table.rules
        )
        easy = None if allowed else _EASY_VALUES.get(kind(own))
        self._each(entries, easy, partial(self._output_entry, column))
        default = clause.default_output_entry
        if default is not None:
            self._output_entry(column, "default", (default.text or "", default.line))
        self._aggregated(own, inner)
        return own

    def _output_entry(self, column: _Column, rule: str, entry: Entry) -> None:
        text, line = entry
        if not text.strip():
            return
        node = self.findings.node(text, column.place)
        value = None if node is None else constant_of(node)
        if node is None or not _is_value(value):
            place = column.at(rule, line)
            self.findings.fit(self.findings.expression(text, place), column.type, place)
        elif may_fit(type_of(value), column.type):
            self._among(value, column, rule, line)
        else:
            self.findings.fit(type_of(value), column.type, column.at(rule, line))

    def _aggregated(self, output: FeelType, place: Place) -> None:
        table = self.table
        is_sum = table.hit_policy == "COLLECT" and table.aggregation == "SUM"
        if is_sum and not comparable(output, NUMBER):
            message = f"SUM needs numbers, and the output is {article(kind(output))}"
            self.findings.report(place, "AGGREGATION", message, "choose COUNT, MIN or MAX")

    # --- the table as a whole ----------------------------------------------------------------

    def clauses(self) -> None:
        """Look at what the clauses are together, and at the hit policy."""
        table, report = self.table, self.findings.report
        if not table.rules:
            report(self.place, "EMPTY_TABLE", "the decision table has no rules", "add a rule")
        names: list[str | None] = []
        for number, clause in enumerate(table.outputs, start=1):
            place = self.place.on(clause.line)
            if len(table.outputs) > 1 and not clause.name:
                message = f"output {number} of {len(table.outputs)} has no name"
                report(place, "UNNAMED_OUTPUT", message, "name it: it is an entry of the result")
            elif clause.name in names:
                message = f"the table has two outputs '{clause.name}'"
                report(place, "DUPLICATE_NAME", message, "give each its own name")
            names.append(clause.name or "")
        if table.aggregation and table.hit_policy != "COLLECT":
            message = f"{table.aggregation} has no effect under hit policy {table.hit_policy}"
            report(self.place, "AGGREGATION", message, "choose COLLECT")

    def rules(self) -> None:
        """Look for rules that have the conditions of an earlier one."""
        if self.table.hit_policy not in {"UNIQUE", "ANY", "FIRST"}:
            return
        seen: dict[tuple[str, ...], int] = {}
        for rule, each in enumerate(self.table.rules):
            conditions = tuple([entry.text.strip() or "-" for entry in each.input_entries])
            earlier = seen.setdefault(conditions, rule)
            if earlier != rule:
                self._repeated(earlier, rule)
            elif self.table.hit_policy == "FIRST" and set(conditions) <= {"-"}:
                self._always_first(rule)
                return

    def _repeated(self, earlier: int, rule: int) -> None:
        policy = self.table.hit_policy
        place = self.place.inner(f"rule {rule + 1}").on(self.table.rules[rule].line)
        if policy == "FIRST":
            message = f"rule {earlier + 1} has the same conditions and comes first"
            self.findings.report(place, "UNREACHABLE_RULE", message, "remove one of them")
        elif policy == "UNIQUE" or self._values(earlier) != self._values(rule):
            others = ", but other outputs" if policy == "ANY" else ""
            self.findings.report(
                place,
                "SAME_CONDITIONS",
                f"rule {earlier + 1} and rule {rule + 1} have the same conditions{others},"
                f" which hit policy {policy} does not allow",
                "make their conditions exclude each other, or choose FIRST or COLLECT",
                "error",
            )

    def _values(self, rule: int) -> list[str]:
        return [(entry.text or "").strip() for entry in self.table.rules[rule].output_entries]

    def _always_first(self, rule: int) -> None:
        count = len(self.table.rules)
        if rule + 1 == count:
            return
        others = f"rule {count}" if rule + 2 == count else f"rules {rule + 2} to {count}"
        place = self.place.inner(f"rule {rule + 1}").on(self.table.rules[rule].line)
        message = f"the rule always matches, so {others} can never come first"
        self.findings.report(place, "UNREACHABLE_RULE", message, "put it last")


# --- allowed values ------------------------------------------------------------------------------


def _is_value(constant: Value) -> bool:
    """Tell whether `constant_of` gave a value that can be looked for among others."""
    return constant is not None and type(constant) is not object


def _allowed_by(tests: UnaryTests | None, place: Place) -> Iterator[Allowed]:
    """Give what a clause's own list of input values allows, if it holds constants only."""
    if tests is None or not tests.text.strip():
        return
    node = place.environment.tests_node(tests.text, tests.line)
    if node is None or cell_of(node) is None:
        return
    test = place.environment.compile_tests(node, tests.text)
    yield partial(_passes, test), tests.text.strip()


def _allowed_of(feel_type: FeelType) -> Iterator[Allowed]:
    """Give what a type's allowed values allow."""
    for _ in range(LONGEST_ALIAS_CHAIN):
        if not isinstance(feel_type, NamedType):
            return
        if isinstance(feel_type, ItemType) and feel_type.allowed is not None:
            test = feel_type.allowed
            yield partial(_passes, test), feel_type.allowed_text.strip()
        feel_type = feel_type.resolved


def _passes(test: Callable[[Scope, Value], bool | None], value: Value) -> bool:
    try:
        return test(Scope({}, None, Run()), value) is True
    except (FeelFault, LimitExceeded):
        return True  # what cannot be told is not held against the value


def _listed(clause: OutputClause, place: Place) -> Iterator[Allowed]:
    """Give what the output values allow: one of those that are listed."""
    tests = clause.output_values
    if tests is None or not tests.text.strip():
        return
    node = place.environment.tests_node(tests.text, tests.line)
    values = [constant_of(test) for test in node.tests] if node else []
    if values and all(map(_is_value, values)):
        yield lambda value: any(equal(value, each) is True for each in values), tests.text.strip()
