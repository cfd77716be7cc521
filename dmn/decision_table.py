"""A decision table -> one closure: the index says which rules match, the rules what they give.

What is compiled of each clause and rule is in `table_clauses.py`.
Source: DMN 1.5, 8.2 and 8.3
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dmn.environment import Environment, Evaluator, broken, prepend
from dmn.hit_policy import HitPolicy, hit_policy
from dmn.model import DecisionRule, DecisionTable
from dmn.rule_index import Bits, Column, rules_in
from dmn.shortcut import UNDECIDED, Shortcut, Way
from dmn.table_clauses import CompiledInput, CompiledOutput, CompiledRules
from dmn.trace import EntryTrace, RuleTrace, TableTrace
from feel.closures.closure import Constant
from feel.errors import FeelFault, LimitExceeded, Location, Problem
from feel.feel_types import FeelType
from feel.scope import Scope
from feel.values import Value


def compile_table(
    table: DecisionTable, environment: Environment, output_type: FeelType
) -> Evaluator:
    """Return the closure of a decision table; `output_type` is that of a single output.

    A table with a fault in any entry gives null and says so: the rules that are left would answer,
    but not what was meant.
    """
    before = len(environment.problems)
    inputs = [CompiledInput(each, number, environment) for number, each in enumerate(table.inputs)]
    fallback = output_type if len(table.outputs) == 1 else None
    outputs = [
        CompiledOutput(clause, number, environment, fallback)
        for number, clause in enumerate(table.outputs)
    ]
    rules = CompiledRules(table, inputs, outputs, environment)
    _check_shape(table, environment)
    _check_policy(table, outputs, environment)
    faults = [each for each in environment.problems[before:] if each.severity == "error"]
    if faults:
        inside = faults[0].location.path[len(environment.path) :]
        return broken(_summary(faults), *inside)
    policy = hit_policy(table.hit_policy, table.aggregation)
    compiled = CompiledTable(table, policy, inputs, outputs, rules, environment.path)
    environment.texts.tables[id(table)] = compiled
    return compiled.evaluate


def _summary(faults: Sequence[Problem]) -> Problem:
    first, others = faults[0], len(faults) - 1
    more = f" (and {others} more problem{'s' if others > 1 else ''})" if others else ""
    message = f"{first.message}{more}, so the decision table is not evaluated"
    return replace(first, message=message)


def _check_shape(table: DecisionTable, environment: Environment) -> None:
    if not table.outputs:
        environment.problem(
            "NO_OUTPUT", "the decision table has no output clause", "add one", table.line
        )
    for number, rule in enumerate(table.rules, start=1):
        found = (len(rule.input_entries), len(rule.output_entries))
        wanted = (len(table.inputs), len(table.outputs))
        if found != wanted:
            environment.inner(f"rule {number}").problem(
                "RULE_SHAPE",
                f"the rule has {found[0]} input entries and {found[1]} output entries,"
                f" the table {wanted[0]} inputs and {wanted[1]} outputs",
                "give one entry for each clause; - stands for any value",
                rule.line,
            )


def _check_policy(
    table: DecisionTable, outputs: Sequence[CompiledOutput], environment: Environment
) -> None:
    if table.aggregation and len(table.outputs) > 1:
        environment.problem(
            "AGGREGATION",
            f"{table.aggregation} needs a table with a single output",
            "keep one output, or collect without an aggregator",
            table.line,
        )
    if table.hit_policy in {"PRIORITY", "OUTPUT ORDER"} and not any(
        output.listed is not None for output in outputs
    ):
        environment.problem(
            "NO_OUTPUT_VALUES",
            f"hit policy {table.hit_policy} needs output values to rank by",
            "list the output values, best first",
            table.line,
        )


@dataclass(slots=True)
class CompiledTable:
    """A compiled decision table."""

    table: DecisionTable
    policy: HitPolicy
    inputs: Sequence[CompiledInput]
    clauses: Sequence[CompiledOutput]
    rules: CompiledRules
    path: tuple[str, ...]
    all: Bits = 0
    columns: Sequence[tuple[CompiledInput, Column]] = ()
    has_default: bool = False
    shortcut: Shortcut | None = None

    def __post_init__(self) -> None:
        self.all = (1 << len(self.rules.rules)) - 1
        self.has_default = any(clause.default for clause in self.clauses)
        self.columns = list(zip(self.inputs, self.rules.columns, strict=True))
        self.shortcut = self._shortcut()

    def _shortcut(self) -> Shortcut | None:
        ways = [
            Way(clause.direct, column, clause.kinds)
            for clause, column in self.columns
            if clause.direct is not None and clause.allowed is None
        ]
        if not ways or len(ways) < len(self.inputs) or self.policy.many or self.policy.aggregates:
            return None
        # the first rule has the highest bit
        constants = [UNDECIDED, *map(self._constant, reversed(self.rules.outputs))]
        first = self.policy.only_first
        return Shortcut(ways, constants, open_rules=self.rules.open, first=first)

    def _constant(self, outputs: Sequence[Evaluator]) -> Value:
        values = [each.value for each in outputs if isinstance(each, Constant)]
        if len(values) < len(self.clauses):
            return UNDECIDED
        if len(values) == 1:
            return values[0]
        return {clause.name: value for clause, value in zip(self.clauses, values, strict=True)}

    def evaluate(self, scope: Scope) -> Value:
        """Return the table's value in a scope."""
        run = scope.run
        shortcut = self.shortcut
        if shortcut is not None and run.recorder is None:
            value = shortcut.decide(scope.names)
            if value is not UNDECIDED:
                return value
            shortcut.learn(scope.names)
        try:
            if run.recorder is not None:
                return self._traced(scope)
            values, bits = self._match(scope)
            value = self._combined(self._confirmed(bits, values, scope), scope)
            run.weigh(value)
        except FeelFault as fault:
            run.warn(fault, Location())
            return None
        return value

    def _match(self, scope: Scope) -> tuple[list[Value], Bits]:
        """Return the input values, and the rules that can match them."""
        warnings = scope.run.warnings
        before = len(warnings)
        bits = self.all
        values = []
        for clause, column in self.columns:
            value = clause.read(scope)
            if len(warnings) != before:
                prepend(warnings, before, (clause.place,))
                before = len(warnings)
            if clause.allowed is not None:
                clause.check(value, scope)
            values.append(value)
            bits &= column.find(value)
        return values, bits

    def _confirmed(self, bits: Bits, values: Sequence[Value], scope: Scope) -> Sequence[int]:
        """Return the rules that match: the candidates whose open entries pass when asked."""
        count = len(self.rules.rules)
        open_rules = set(rules_in(bits & self.rules.open, count))
        matched = []
        for rule in rules_in(bits, count):
            if rule not in open_rules or self._passes(rule, values, scope):
                matched.append(rule)
                if self.policy.only_first:
                    break
        return matched

    def _passes(self, rule: int, values: Sequence[Value], scope: Scope) -> bool:
        for number, column in enumerate(self.rules.columns):
            if column.cells[rule] is None and not self._entry(rule, number, values, scope):
                return False
        return True

    def _entry(self, rule: int, number: int, values: Sequence[Value], scope: Scope) -> bool | None:
        warnings = scope.run.warnings
        before = len(warnings)
        scope.run.step()
        answer = self.rules.test(rule, number)(scope, values[number])
        if len(warnings) > before:
            prepend(warnings, before, (f"rule {rule + 1}", self.inputs[number].place))
        return answer

    def _combined(self, matched: Sequence[int], scope: Scope) -> Value:
        if matched:
            return self.policy.combine(matched, self, scope)
        if not self.has_default:
            return list(self.policy.nothing) if self.policy.many else self.policy.nothing
        before = len(scope.run.warnings)
        value = self._output_of([clause.default for clause in self.clauses], scope)
        prepend(scope.run.warnings, before, ("default",))
        return [value] if self.policy.many else value

    # --- what hit_policy.Outputs asks for ---------------------------------------------------------

    def output(self, rule: int, scope: Scope) -> Value:
        """Return the value of one rule."""
        warnings = scope.run.warnings
        before = len(warnings)
        value = self._output_of(self.rules.outputs[rule], scope)
        if len(warnings) > before:
            prepend(warnings, before, (f"rule {rule + 1}",))
        return value

    def _output_of(self, entries: Sequence[Evaluator | None], scope: Scope) -> Value:
        if len(self.clauses) == 1:
            return self._entry_value(entries[0], self.clauses[0], scope)
        return {
            clause.name: self._entry_value(entry, clause, scope)
            for clause, entry in zip(self.clauses, entries, strict=True)
        }

    def _entry_value(self, entry: Evaluator | None, clause: CompiledOutput, scope: Scope) -> Value:
        if entry is None:
            return None
        warnings = scope.run.warnings
        before = len(warnings)
        value = entry(scope)
        if len(warnings) > before:
            prepend(warnings, before, (clause.place,))
        return value

    def rank(self, value: Value, scope: Scope) -> tuple[int, ...]:
        """Return where a value stands in the order of the output values."""
        if len(self.clauses) == 1:
            return (self.clauses[0].order.rank(value, scope),)
        return tuple(clause.order.rank(value[clause.name], scope) for clause in self.clauses)

    # --- trace ------------------------------------------------------------------------------------

    def _traced(self, scope: Scope) -> Value:
        run = scope.run
        values, bits = self._match(scope)
        matched = self._confirmed(bits, values, scope)
        value = None
        try:
            value = self._combined(matched, scope)
        finally:
            run.recorder.add_table(
                self.path, matched, lambda: self._trace(matched, values, value, scope)
            )
        run.weigh(value)
        return value

    def _trace(
        self, matched: Sequence[int], values: Sequence[Value], value: Value, scope: Scope
    ) -> TableTrace:
        return TableTrace(
            self.path,
            self.policy.name,
            dict(zip(_distinct([each.name for each in self.inputs]), values, strict=True)),
            self._rule_traces(frozenset(matched), values, scope),
            value,
            tuple(clause.name for clause in self.clauses),
        )

    def _rule_traces(
        self, matched: frozenset[int], values: Sequence[Value], scope: Scope
    ) -> tuple[RuleTrace, ...]:
        run = scope.run
        before, steps = len(run.warnings), run.steps
        rules = range(len(self.rules.rules))
        traces = [self._rule_trace(each, values, scope, matched=each in matched) for each in rules]
        # an entry nobody needed to ask has nothing to warn of, and is no work of the evaluation
        del run.warnings[before:]
        run.steps = steps
        return tuple(traces)

    def _passed(self, rule: int, column: int, value: Value, scope: Scope) -> bool | None:
        try:
            return self.rules.test(rule, column)(scope, value)
        except LimitExceeded:
            return None

    def _rule_trace(
        self, number: int, values: Sequence[Value], scope: Scope, *, matched: bool
    ) -> RuleTrace:
        rule: DecisionRule = self.rules.rules[number]
        entries = tuple(
            EntryTrace(
                self.rules.entry_text(number, column),
                self._passed(number, column, value, scope),
            )
            for column, value in enumerate(values)
        )
        return RuleTrace(
            number + 1,
            rule.id,
            entries,
            matched,
            tuple((entry.text or "").strip() for entry in rule.output_entries),
            tuple((entry.text or "").strip() for entry in rule.annotation_entries),
        )


def _distinct(names: Sequence[str]) -> list[str]:
    """Return the names, a repeated one with its place: two columns may read the same input."""
    return [
        name if names.count(name) == 1 else f"{name} (input {number})"
        for number, name in enumerate(names, start=1)
    ]
