"""What a scored block adds to its rows: a column for each output, as values by answer and codes.

The one rule: a value is looked at once for each answer, never once for each row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import TypeAlias

from dmn.api import Model
from dmn.columns import OutputColumn, check_headers
from dmn.decision_table import CompiledTable
from dmn.graph import Key
from dmn.model import Decision
from dmn.outline import declared_type
from dmn.scoring.answers import Answers
from dmn.scoring.batch import ScoredBlock
from dmn.scoring.block import Codes
from dmn.scoring.plan import ScorePlan
from dmn.scoring.tables import ReachedTable, tables_of
from feel.feel_types import ANY, NUMBER, STRING, ContextType, FeelType, ListType, resolved
from feel.values import Value

__all__ = ["Outcome", "OutcomeColumn", "outcome_columns", "table_of"]

_FromAnswer: TypeAlias = Callable[[Answers, int], Value]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One column of a block's outcomes: values by answer, and each row's code; -1 is no answer."""

    values: Sequence[Value]
    codes: Codes


@dataclass(slots=True)
class OutcomeColumn:
    """A column that is added: its header, its type, and how an answer gives its value.

    Values are kept as long as the answers are, so each is taken from its answer once.
    """

    header: str
    decision: Key
    type: FeelType
    take: _FromAnswer
    _answers: Answers | None = None
    _values: list[Value] = field(default_factory=list)

    def of(self, scored: ScoredBlock) -> Outcome:
        """Return the column of a block."""
        answers = scored.answers[self.decision]
        if answers is not self._answers:
            self._answers, self._values = answers, []
        count = len(answers.values)
        self._values += [self.take(answers, number) for number in range(len(self._values), count)]
        return Outcome(self._values, scored.codes[self.decision])


def outcome_columns(plan: ScorePlan, *, explain: bool = False) -> list[OutcomeColumn]:
    """Return the columns a plan adds: its outputs, and the matched rules of tables if asked for.

    Errors: ColumnError where a header would stand twice.
    """
    columns = [
        OutcomeColumn(
            each.header,
            each.decision,
            _output_type(plan.model, each),
            partial(_part, each.path),
        )
        for each in plan.outputs
    ]
    for key in plan.order if explain else ():
        for table in tables_of(plan.model.compiled, key):
            columns += _explaining(table)
    check_headers(plan.header, [each.header for each in columns])
    return columns


def _explaining(table: ReachedTable) -> list[OutcomeColumn]:
    ids = table.rule_ids
    numbers = OutcomeColumn(
        f"{table.label}.rules",
        table.decision,
        ListType(NUMBER),
        partial(_rules, table.path, lambda rule: Decimal(rule + 1)),
    )
    if not any(ids):
        return [numbers]
    return [
        numbers,
        OutcomeColumn(
            f"{table.label}.rule ids",
            table.decision,
            ListType(STRING),
            partial(_rules, table.path, lambda rule: ids[rule]),
        ),
    ]


def _part(path: Sequence[str], answers: Answers, number: int) -> Value:
    value = answers.values[number]
    for name in path:
        value = value.get(name) if type(value) is dict else None
    return value


def _rules(
    path: tuple[str, ...], name: Callable[[int], Value], answers: Answers, number: int
) -> Value:
    """Return the rules of one table that matched; null where it was not evaluated."""
    hits = [rules for place, rules in answers.hits[number] if place == path]
    return [name(rule) for rules in hits for rule in rules] if hits else None


def _output_type(model: Model, output: OutputColumn) -> FeelType:
    """Return the type of an output: its decision's, or that of the table's clause."""
    declared = _type_at(declared_type(model, output.decision), output.path)
    table = table_of(model, output.decision)
    if declared is not ANY or table is None or table.policy.aggregates:
        return declared
    for clause in table.clauses:
        if output.path == ((clause.name,) if len(table.clauses) > 1 else ()):
            return ListType(clause.type) if table.policy.many else clause.type
    return declared


def table_of(model: Model, decision: Key) -> CompiledTable | None:
    """Return the table that is a decision's whole logic."""
    element = model.compiled.graph.nodes[decision].element
    logic = element.decision_logic if isinstance(element, Decision) else None
    return model.compiled.texts.tables.get(id(logic))


def _type_at(feel_type: FeelType, path: Sequence[str]) -> FeelType:
    """Return the type of a part of a context; Any where the model does not say."""
    for name in path:
        target = resolved(feel_type)
        entries = target.entries if isinstance(target, ContextType) else {}
        feel_type = entries.get(name, ANY)
    return feel_type
