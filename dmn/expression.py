"""The expressions of the metamodel: literal and boxed, decision tables among them.

A text is kept exactly as written. What a decision table has by the thousand (rules and entries) are
plain slotted classes, everything else is pydantic: a model of ten thousand rules must read at once.
"""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from dmn.element import (
    DMNElement,
    ForeignAttributes,
    Import,
    NamedElement,
    Node,
    RawXml,
    Text,
    TextElement,
)

__all__ = [
    "Aggregator",
    "Binding",
    "ChildExpression",
    "Conditional",
    "Context",
    "ContextEntry",
    "DecisionRule",
    "DecisionTable",
    "Every",
    "Expression",
    "Filter",
    "For",
    "FunctionDefinition",
    "FunctionKind",
    "HitPolicy",
    "ImportedValues",
    "InformationItem",
    "InputClause",
    "Invocation",
    "ListExpression",
    "LiteralExpression",
    "Orientation",
    "OutputClause",
    "Relation",
    "RuleAnnotation",
    "RuleAnnotationClause",
    "Some",
    "TypedChildExpression",
    "UnaryTests",
]

HitPolicy = Literal["UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"]
Aggregator = Literal["SUM", "COUNT", "MIN", "MAX"]
Orientation = Literal["Rule-as-Row", "Rule-as-Column", "CrossTable"]
FunctionKind = Literal["FEEL", "Java", "PMML"]


class ImportedValues(Import):
    """An expression that lies in another file."""

    imported_element: TextElement = None
    expression_language: str | None = None


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """The tests of an input entry or of allowed values; a plain class because tables have many."""

    text: Text = ""
    id: str | None = None
    label: str | None = None
    description: TextElement = None
    extension_elements: RawXml = None
    foreign_attributes: ForeignAttributes = ()
    type_ref: str | None = None
    expression_language: str | None = None
    line: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class LiteralExpression:
    """An expression as text, exactly as written; a plain class because tables have many."""

    text: TextElement = None
    id: str | None = None
    label: str | None = None
    description: TextElement = None
    extension_elements: RawXml = None
    foreign_attributes: ForeignAttributes = ()
    type_ref: str | None = None
    expression_language: str | None = None
    imported_values: ImportedValues | None = None
    line: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RuleAnnotation:
    """A rule's text in one annotation column."""

    text: TextElement = None
    line: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """One rule: an input entry per input clause, an output entry per output clause."""

    input_entries: tuple[UnaryTests, ...] = ()
    output_entries: tuple[LiteralExpression, ...] = ()
    annotation_entries: tuple[RuleAnnotation, ...] = ()
    id: str | None = None
    label: str | None = None
    description: TextElement = None
    extension_elements: RawXml = None
    foreign_attributes: ForeignAttributes = ()
    line: int | None = field(default=None, compare=False, repr=False)


class InformationItem(NamedElement):
    """A variable, parameter or column: a name and a type."""

    type_ref: str | None = None


class _TypedElement(DMNElement):
    type_ref: str | None = None


class InputClause(DMNElement):
    """A table's input: the expression tested and the values it may have."""

    input_expression: LiteralExpression
    input_values: UnaryTests | None = None


class OutputClause(DMNElement):
    """A table's output: name, default, and the values it may have, highest priority first."""

    output_values: UnaryTests | None = None
    default_output_entry: LiteralExpression | None = None
    name: str | None = None
    type_ref: str | None = None


class RuleAnnotationClause(Node):
    """A table's annotation column."""

    name: str | None = None


class DecisionTable(_TypedElement):
    """Rules over inputs, and the policy for rules that match together."""

    inputs: tuple[InputClause, ...] = ()
    outputs: tuple[OutputClause, ...] = ()
    annotations: tuple[RuleAnnotationClause, ...] = ()
    rules: tuple[DecisionRule, ...] = ()
    hit_policy: HitPolicy = "UNIQUE"
    aggregation: Aggregator | None = None
    preferred_orientation: Orientation = "Rule-as-Row"
    output_label: str | None = None


class Binding(Node):
    """One argument of an invocation."""

    parameter: InformationItem
    binding_formula: "Expression | None" = None


class Invocation(_TypedElement):
    """A function applied to arguments given by name."""

    called_function: "Expression | None" = None
    bindings: tuple[Binding, ...] = ()


class ContextEntry(DMNElement):
    """One entry of a context; the one without a variable is the context's result."""

    variable: InformationItem | None = None
    value: "Expression"


class Context(_TypedElement):
    """Entries, each seeing those before it."""

    context_entries: tuple[ContextEntry, ...] = ()


class FunctionDefinition(_TypedElement):
    """A function: parameters and body; Java and PMML bodies are contexts that name a method."""

    formal_parameters: tuple[InformationItem, ...] = ()
    body: "Expression | None" = None
    kind: FunctionKind = "FEEL"


class ListExpression(_TypedElement):
    """A list of expressions."""

    elements: tuple["Expression", ...] = ()


class Relation(_TypedElement):
    """A list of contexts drawn as a table."""

    columns: tuple[InformationItem, ...] = ()
    rows: tuple[ListExpression, ...] = ()


class ChildExpression(Node):
    """A part of a conditional, iterator or filter."""

    value: "Expression"
    id: str | None = None


class TypedChildExpression(ChildExpression):
    """The collection an iterator runs over."""

    type_ref: str | None = None


class _Iterator(_TypedElement):
    in_: TypedChildExpression
    iterator_variable: str | None = None


class For(_Iterator):
    """One result per item."""

    return_: ChildExpression


class Some(_Iterator):
    """True when an item satisfies."""

    satisfies: ChildExpression


class Every(_Iterator):
    """True when all items satisfy."""

    satisfies: ChildExpression


class Conditional(_TypedElement):
    """If, then, else."""

    if_: ChildExpression
    then: ChildExpression
    else_: ChildExpression


class Filter(_TypedElement):
    """The items that match."""

    in_: ChildExpression
    match: ChildExpression


Expression: TypeAlias = (
    LiteralExpression
    | DecisionTable
    | Context
    | Invocation
    | FunctionDefinition
    | ListExpression
    | Relation
    | Conditional
    | For
    | Some
    | Every
    | Filter
)
