"""Seven hit policies and four aggregators, as functions over the rules that matched.

What they need of a table is in `Outputs`; they know nothing of inputs or conditions.
Source: DMN 1.5, 8.2.8 and 8.2.11
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from dmn.model import Aggregator
from feel.errors import FeelFault
from feel.functions import BUILT_INS
from feel.scope import Run, Scope
from feel.values import Value, equal, to_text

RuleNumbers = Sequence[int]  # from 0, in table order


class Outputs(Protocol):
    """What a table gives for its rules."""

    def output(self, rule: int, scope: Scope) -> Value:
        """Return the value of one rule: a context where there are several output clauses."""
        ...

    def rank(self, value: Value, scope: Scope) -> tuple[int, ...]:
        """Return where a value stands in the order of the output values, first is best."""
        ...


Policy = Callable[[RuleNumbers, Outputs, Scope], Value]


@dataclass(frozen=True, slots=True)
class HitPolicy:
    """How the outputs of the matching rules become the table's value.

    `only_first` tells that the first match settles it; `many` that the value is a list;
    `aggregates` that it is reckoned from the outputs.
    `nothing` is the value where no rule matches and there is no default output.
    """

    name: str
    combine: Policy
    only_first: bool = False
    many: bool = False
    aggregates: bool = False
    nothing: Value = None


def _rule_list(matched: RuleNumbers) -> str:
    return ", ".join(str(rule + 1) for rule in matched)


def unique(matched: RuleNumbers, outputs: Outputs, scope: Scope) -> Value:
    """Return the one match's output; several are a fault that names them."""
    if len(matched) > 1:
        raise FeelFault(
            "HIT_POLICY_VIOLATION",
            f"rules {_rule_list(matched)} match together under hit policy UNIQUE",
            "make their conditions exclude each other, or choose FIRST, ANY or COLLECT",
        )
    return outputs.output(matched[0], scope)


def first(matched: RuleNumbers, outputs: Outputs, scope: Scope) -> Value:
    """Return the output of the first match in table order."""
    return outputs.output(matched[0], scope)


def any_of(matched: RuleNumbers, outputs: Outputs, scope: Scope) -> Value:
    """Return the output all matches agree on; a disagreement is a fault."""
    values = [outputs.output(rule, scope) for rule in matched]
    for rule, value in zip(matched, values, strict=True):
        if equal(values[0], value) is not True:
            raise FeelFault(
                "HIT_POLICY_VIOLATION",
                f"rules {matched[0] + 1} and {rule + 1} match with different outputs"
                f" ({to_text(values[0])} and {to_text(value)}) under hit policy ANY",
                "give them the same output, or choose FIRST or COLLECT",
            )
    return values[0]


def priority(matched: RuleNumbers, outputs: Outputs, scope: Scope) -> Value:
    """Return the match's output that stands first in the output values."""
    return output_order(matched, outputs, scope)[0]


def rule_order(matched: RuleNumbers, outputs: Outputs, scope: Scope) -> list[Value]:
    """Return the outputs of all matches in table order."""
    return [outputs.output(rule, scope) for rule in matched]


def output_order(matched: RuleNumbers, outputs: Outputs, scope: Scope) -> list[Value]:
    """Return the outputs of all matches in the order of the output values."""
    values = rule_order(matched, outputs, scope)
    return sorted(values, key=lambda value: outputs.rank(value, scope))


def _aggregated(function: str) -> Policy:
    aggregate = BUILT_INS[function]

    def combine(matched: RuleNumbers, outputs: Outputs, scope: Scope) -> Value:
        run: Run = scope.run
        return aggregate.call(run, [rule_order(matched, outputs, scope)])

    return combine


POLICIES = {
    "UNIQUE": HitPolicy("UNIQUE", unique),
    "FIRST": HitPolicy("FIRST", first, only_first=True),
    "PRIORITY": HitPolicy("PRIORITY", priority),
    "ANY": HitPolicy("ANY", any_of),
    "RULE ORDER": HitPolicy("RULE ORDER", rule_order, many=True, nothing=[]),
    "OUTPUT ORDER": HitPolicy("OUTPUT ORDER", output_order, many=True, nothing=[]),
    "COLLECT": HitPolicy("COLLECT", rule_order, many=True, nothing=[]),
}
"""The hit policies by name; COLLECT without an aggregator."""

_AGGREGATED = {
    "SUM": HitPolicy("COLLECT SUM", _aggregated("sum"), aggregates=True),
    "MIN": HitPolicy("COLLECT MIN", _aggregated("min"), aggregates=True),
    "MAX": HitPolicy("COLLECT MAX", _aggregated("max"), aggregates=True),
    "COUNT": HitPolicy("COLLECT COUNT", _aggregated("count"), aggregates=True, nothing=Decimal(0)),
}

AGGREGATOR_SIGNS: dict[Aggregator, str] = {"SUM": "+", "MIN": "<", "MAX": ">", "COUNT": "#"}
"""How the standard writes an aggregator after the C of COLLECT."""


def hit_policy(name: str, aggregation: str | None) -> HitPolicy:
    """Return the hit policy a table names."""
    if name == "COLLECT" and aggregation is not None:
        return _AGGREGATED[aggregation]
    return POLICIES[name]
