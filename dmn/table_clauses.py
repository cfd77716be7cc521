"""The clauses and rules of a decision table, compiled: what is read, tested and given.

An input entry's test is compiled when it is first asked. What a table makes of its rules is in
`decision_table.py`.
Source: DMN 1.5, 8.2
"""

from collections.abc import Sequence
from functools import partial
from types import NoneType

from dmn.allowed_values import allowed_values, is_constrained, not_allowed
from dmn.environment import Environment, Evaluator, broken, typed
from dmn.model import DecisionTable, InputClause, LiteralExpression, OutputClause
from dmn.model import UnaryTests as TestsText
from dmn.output_order import OutputOrder
from dmn.rule_index import Bits, Column, cell_of
from feel.closures.closure import Constant
from feel.feel_types import ANY, FeelType, ListType, SimpleType, resolved
from feel.scope import Run, Scope
from feel.syntax import Node, UnaryTests
from feel.unary_tests import Test
from feel.values import Value

__all__ = [
    "CompiledInput",
    "CompiledOutput",
    "CompiledRules",
    "input_name",
    "input_place",
    "output_place",
]

_ANYTHING = UnaryTests(())


def input_name(clause: InputClause, number: int) -> str:
    """Return what an input clause is called, the first having number 0."""
    return clause.label or (clause.input_expression.text or "").strip() or f"{number + 1}"


def input_place(clause: InputClause, number: int) -> str:
    """Return what a location calls an input clause."""
    return f"input '{input_name(clause, number)}'"


def output_place(clause: OutputClause) -> str:
    """Return what a location calls an output clause."""
    named = clause.name or clause.label
    return f"output '{named}'" if named else "output"


class CompiledInput:
    """An input clause: how its value is read, and the values it may have."""

    def __init__(self, clause: InputClause, number: int, environment: Environment) -> None:
        expression = clause.input_expression
        self.text = text = expression.text or ""
        self.name = input_name(clause, number)
        self.place = input_place(clause, number)
        self.environment = environment.inner(self.place)
        # the name the clause reads, where it is no more than that, and the kinds it leaves alone
        self.direct: str | None = None
        self.kinds: frozenset[type] | None = None
        self.has_items = False
        self.type: FeelType = ANY
        self.read: Evaluator = (
            self._reader(expression) if text.strip() else self._no_reader(clause.line)
        )
        self.allowed: Test | None = None
        self.allowed_text = ""
        if clause.input_values is not None and clause.input_values.text.strip():
            self.allowed_text = clause.input_values.text
            node = self.environment.tests_node(self.allowed_text, clause.input_values.line)
            if node is not None:
                self.allowed = self.environment.compile_tests(node, self.allowed_text)

    def _reader(self, expression: LiteralExpression) -> Evaluator:
        """Return what gives the value, and keep what is known of it."""
        text = expression.text or ""
        plain = self.environment.expression(text, expression.line)
        self.type = declared = self.environment.types.of(expression.type_ref)
        read = typed(plain, declared)
        target = resolved(declared)
        self.has_items = isinstance(target, ListType)
        if isinstance(target, SimpleType) and not is_constrained(declared):
            self.kinds = frozenset({target.python, NoneType})
        if read is plain or self.kinds is not None:
            self.direct = self.environment.plain_name(text.strip())
        return read

    def _no_reader(self, line: int | None) -> Evaluator:
        message = "the input has no expression"
        return broken(
            self.environment.problem("NO_EXPRESSION", message, "name what it tests", line)
        )

    def takes(self, value: Value) -> bool:
        """Tell at once that the value of the name it reads is its own, as it is."""
        if self.direct is None or self.allowed is not None:
            return False
        return self.kinds is None or type(value) in self.kinds

    def check(self, value: Value, scope: Scope) -> None:
        """Fail where the value, or an item of a list, is no input value; null always is one."""
        if self.allowed is None:
            return
        for each in value if self.has_items and type(value) is list else (value,):
            if each is not None and self.allowed(scope, each) is not True:
                raise not_allowed(each, self.name, self.allowed_text)


class CompiledOutput:
    """An output clause: its name, type, default, and the order of its values."""

    def __init__(
        self, clause: OutputClause, number: int, environment: Environment, fallback: FeelType | None
    ) -> None:
        self.name = clause.name or clause.label or f"output {number + 1}"
        self.place = output_place(clause)
        self.environment = environment.inner(self.place)
        declared = environment.types.of(clause.type_ref) if clause.type_ref else fallback
        self.type = declared or environment.types.of(None)
        own = clause.output_values
        self.listed = listed = (
            own if own is not None and own.text.strip() else allowed_values(self.type)
        )
        nodes = () if listed is None else self._values(listed)
        self.order = OutputOrder(nodes, partial(self._test, "" if listed is None else listed.text))
        self.default: Evaluator | None = None
        if clause.default_output_entry is not None:
            text = clause.default_output_entry.text or ""
            if text.strip():
                inner = environment.inner("default", self.place)
                read = inner.expression(text, clause.default_output_entry.line)
                self.default = typed(read, self.type)

    def _values(self, listed: TestsText) -> Sequence[Node]:
        """Return the output values, the best first: these may be ranges, too."""
        node = self.environment.tests_node(listed.text, listed.line)
        return node.tests if node else ()

    def _test(self, text: str, value: Node) -> Test:
        return self.environment.compile_tests(UnaryTests((value,)), text)


class CompiledRules:
    """The rules' entries: columns to match by, and output closures."""

    def __init__(
        self,
        table: DecisionTable,
        inputs: Sequence[CompiledInput],
        outputs: Sequence[CompiledOutput],
        environment: Environment,
    ) -> None:
        self.rules = table.rules
        self.environment = environment
        self.tests: dict[tuple[int, int], Test] = {}
        self.by_text: dict[str, Test] = {}
        self.nodes: list[list[UnaryTests]] = []
        self.columns = [self._column(number, clause) for number, clause in enumerate(inputs)]
        self.outputs = [self._outputs(number, outputs) for number in range(len(self.rules))]
        self.open: Bits = 0
        for column in self.columns:
            self.open |= column.open

    def _column(self, number: int, clause: CompiledInput) -> Column:
        nodes = [self._node(rule, number, clause) for rule in range(len(self.rules))]
        read = {id(node): cell_of(node) for node in {id(node): node for node in nodes}.values()}
        cells = [read[id(node)] for node in nodes]
        self.nodes.append(nodes)

        def ask(rule: int, value: Value) -> bool:
            # constants need no names; what one evaluation counts is no concern of the next
            scope = Scope({}, None, Run(self.environment.limits))
            return self.test(rule, number)(scope, value) is True

        return Column(cells, ask)

    def entry_text(self, rule: int, number: int) -> str:
        """Return the text of an input entry; an empty one means any value."""
        entries = self.rules[rule].input_entries
        return (entries[number].text.strip() or "-") if number < len(entries) else "-"

    def _node(self, rule: int, number: int, clause: CompiledInput) -> UnaryTests:
        text = self.entry_text(rule, number)
        if text == "-":
            return _ANYTHING
        entry = self.rules[rule].input_entries[number]
        place = (f"rule {rule + 1}", clause.place)
        return self.environment.tests_node(entry.text, entry.line, *place) or _ANYTHING

    def test(self, rule: int, number: int) -> Test:
        """Return the test of an input entry, compiled when it is first asked."""
        key = (rule, number)
        test = self.tests.get(key)
        if test is None:
            text = self.entry_text(rule, number)
            test = self.by_text.get(text)
            if test is None:
                node = self.nodes[number][rule]
                test = self.by_text[text] = self.environment.compile_tests(node, text)
            self.tests[key] = test
        return test

    def _outputs(self, rule: int, outputs: Sequence[CompiledOutput]) -> list[Evaluator]:
        entries = self.rules[rule].output_entries
        return [
            self._output(rule, clause, entries[number].text or "", entries[number].line)
            for number, clause in enumerate(outputs)
            if number < len(entries)
        ]

    def _output(self, rule: int, clause: CompiledOutput, text: str, line: int | None) -> Evaluator:
        if not text.strip():
            return Constant(None)
        place = (f"rule {rule + 1}", clause.place)
        return typed(self.environment.expression(text, line, *place), clause.type)
