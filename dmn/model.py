"""The DMN 1.5 metamodel as frozen classes; files of DMN 1.1 to 1.4 are lifted into it.

Fields stand in the schema's order of elements and are named by the rule in `element.py`. All
classes of the metamodel can be imported from here. Where a model was written, and in which dialect,
takes no part in equality.
"""

from typing import Annotated, ClassVar, Literal, TypeAlias, TypeVar

from dmn.diagram import (
    DMNDI,
    Bounds,
    Color,
    DiagramElement,
    Dimension,
    DMNDecisionServiceDividerLine,
    DMNDiagram,
    DMNEdge,
    DMNLabel,
    DMNShape,
    DMNStyle,
    Point,
)
from dmn.element import (
    NOT_WRITTEN,
    DMNElement,
    DMNElementReference,
    Import,
    NamedElement,
    Node,
    Tag,
    TextElement,
)
from dmn.expression import (
    Aggregator,
    Binding,
    ChildExpression,
    Conditional,
    Context,
    ContextEntry,
    DecisionRule,
    DecisionTable,
    Every,
    Expression,
    Filter,
    For,
    FunctionDefinition,
    FunctionKind,
    HitPolicy,
    ImportedValues,
    InformationItem,
    InputClause,
    Invocation,
    ListExpression,
    LiteralExpression,
    Orientation,
    OutputClause,
    Relation,
    RuleAnnotation,
    RuleAnnotationClause,
    Some,
    TypedChildExpression,
    UnaryTests,
)
from feel.errors import Problem

__all__ = [
    "DMNDI",
    "FEEL_LANGUAGE",
    "Aggregator",
    "Artifact",
    "Association",
    "AssociationDirection",
    "AuthorityRequirement",
    "Binding",
    "Bounds",
    "BusinessContextElement",
    "BusinessKnowledgeModel",
    "ChildExpression",
    "Color",
    "Conditional",
    "Context",
    "ContextEntry",
    "DMNDecisionServiceDividerLine",
    "DMNDiagram",
    "DMNEdge",
    "DMNElement",
    "DMNElementReference",
    "DMNLabel",
    "DMNShape",
    "DMNStyle",
    "DRGElement",
    "Decision",
    "DecisionRule",
    "DecisionService",
    "DecisionTable",
    "Definitions",
    "DiagramElement",
    "Dialect",
    "Dimension",
    "ElementCollection",
    "Every",
    "Expression",
    "Filter",
    "For",
    "FunctionDefinition",
    "FunctionItem",
    "FunctionKind",
    "Group",
    "HitPolicy",
    "Import",
    "ImportedValues",
    "InformationItem",
    "InformationRequirement",
    "InputClause",
    "InputData",
    "Invocation",
    "ItemDefinition",
    "KnowledgeRequirement",
    "KnowledgeSource",
    "ListExpression",
    "LiteralExpression",
    "NamedElement",
    "Node",
    "OrganizationUnit",
    "Orientation",
    "OutputClause",
    "PerformanceIndicator",
    "Point",
    "Relation",
    "RuleAnnotation",
    "RuleAnnotationClause",
    "Some",
    "TextAnnotation",
    "TypedChildExpression",
    "UnaryTests",
]

FEEL_LANGUAGE = "https://www.omg.org/spec/DMN/20230324/FEEL/"
"""The expression language FEEL, whichever version's URI the file gives; None means it too."""

Dialect = Literal["1.1", "1.2", "1.3", "1.4", "1.5"]
AssociationDirection = Literal["None", "One", "Both"]


class FunctionItem(DMNElement):
    """The type of a function: its parameters' types and its output's."""

    parameters: tuple[InformationItem, ...] = ()
    output_type_ref: str | None = None


class ItemDefinition(NamedElement):
    """A type: another type with fewer values, a structure of components, or a function."""

    type_ref: TextElement = None
    allowed_values: UnaryTests | None = None
    type_constraint: UnaryTests | None = None
    item_components: tuple["ItemDefinition", ...] = ()
    function_item: FunctionItem | None = None
    type_language: str | None = None
    is_collection: bool = False


class _OneRequired(DMNElement):
    required_decision: DMNElementReference | None = None
    required_input: DMNElementReference | None = None


class InformationRequirement(_OneRequired):
    """A decision needs the result of a decision, or an input; exactly one is given."""


class KnowledgeRequirement(DMNElement):
    """A decision or business knowledge model invokes a business knowledge model or service."""

    required_knowledge: DMNElementReference


class AuthorityRequirement(_OneRequired):
    """An element rests on a decision, an input or a knowledge source; exactly one is given."""

    required_authority: DMNElementReference | None = None


class InputData(NamedElement):
    """A value given from outside."""

    variable: InformationItem | None = None


class Decision(NamedElement):
    """A value determined from others by its decision logic."""

    question: TextElement = None
    allowed_answers: TextElement = None
    variable: InformationItem | None = None
    information_requirements: tuple[InformationRequirement, ...] = ()
    knowledge_requirements: tuple[KnowledgeRequirement, ...] = ()
    authority_requirements: tuple[AuthorityRequirement, ...] = ()
    supported_objectives: tuple[DMNElementReference, ...] = ()
    impacted_performance_indicators: tuple[DMNElementReference, ...] = ()
    decision_makers: tuple[DMNElementReference, ...] = ()
    decision_owners: tuple[DMNElementReference, ...] = ()
    using_processes: tuple[DMNElementReference, ...] = ()
    using_tasks: tuple[DMNElementReference, ...] = ()
    decision_logic: Expression | None = None


class BusinessKnowledgeModel(NamedElement):
    """A named function that decisions invoke."""

    variable: InformationItem | None = None
    encapsulated_logic: FunctionDefinition | None = None
    knowledge_requirements: tuple[KnowledgeRequirement, ...] = ()
    authority_requirements: tuple[AuthorityRequirement, ...] = ()


class DecisionService(NamedElement):
    """Decisions offered as one function of its input decisions and input data."""

    variable: InformationItem | None = None
    output_decisions: tuple[DMNElementReference, ...] = ()
    encapsulated_decisions: tuple[DMNElementReference, ...] = ()
    input_decisions: tuple[DMNElementReference, ...] = ()
    input_data: tuple[DMNElementReference, ...] = ()


class KnowledgeSource(NamedElement):
    """An authority: a law, a policy, an expert."""

    authority_requirements: tuple[AuthorityRequirement, ...] = ()
    type: TextElement = None
    owner: DMNElementReference | None = None
    location_uri: str | None = None


DRGElement: TypeAlias = (
    Decision | InputData | BusinessKnowledgeModel | DecisionService | KnowledgeSource
)


class TextAnnotation(DMNElement):
    """A note on the diagram."""

    text: TextElement = None
    text_format: str = "text/plain"


class Association(DMNElement):
    """A line between a note and what it is about."""

    source_ref: DMNElementReference
    target_ref: DMNElementReference
    association_direction: AssociationDirection = "None"


class Group(DMNElement):
    """A frame around elements on the diagram."""

    name: str | None = None


Artifact: TypeAlias = TextAnnotation | Association | Group


class ElementCollection(NamedElement):
    """A named set of elements."""

    drg_elements: tuple[DMNElementReference, ...] = ()


class PerformanceIndicator(NamedElement):
    """A measure that decisions have an impact on."""

    impacting_decisions: tuple[DMNElementReference, ...] = ()
    uri: str | None = None


class OrganizationUnit(NamedElement):
    """Who makes or owns decisions."""

    decision_made: tuple[DMNElementReference, ...] = ()
    decision_owned: tuple[DMNElementReference, ...] = ()
    uri: str | None = None


BusinessContextElement: TypeAlias = PerformanceIndicator | OrganizationUnit

_Kind = TypeVar("_Kind")


class Definitions(NamedElement):
    """A model: its imports, types, decisions with all they require, and diagrams."""

    not_compared: ClassVar[frozenset[str]] = frozenset({"line", "dialect", "prefixes", "problems"})

    imports: tuple[Import, ...] = ()
    item_definitions: tuple[ItemDefinition, ...] = ()
    drg_elements: tuple[DRGElement, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    element_collections: tuple[ElementCollection, ...] = ()
    business_context_elements: tuple[BusinessContextElement, ...] = ()
    dmndi: Annotated[DMNDI | None, Tag("dmndi:DMNDI")] = None
    namespace: str
    expression_language: str | None = None
    type_language: str | None = None
    exporter: str | None = None
    exporter_version: str | None = None
    dialect: Annotated[Dialect, NOT_WRITTEN] = "1.5"
    prefixes: Annotated[tuple[tuple[str, str], ...], NOT_WRITTEN] = ()
    problems: Annotated[tuple[Problem, ...], NOT_WRITTEN] = ()

    def _drg(self, kind: type[_Kind]) -> tuple[_Kind, ...]:
        return tuple(element for element in self.drg_elements if isinstance(element, kind))

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions, in file order."""
        return self._drg(Decision)

    @property
    def input_data(self) -> tuple[InputData, ...]:
        """The input data, in file order."""
        return self._drg(InputData)

    @property
    def business_knowledge_models(self) -> tuple[BusinessKnowledgeModel, ...]:
        """The business knowledge models, in file order."""
        return self._drg(BusinessKnowledgeModel)

    @property
    def decision_services(self) -> tuple[DecisionService, ...]:
        """The decision services, in file order."""
        return self._drg(DecisionService)

    @property
    def knowledge_sources(self) -> tuple[KnowledgeSource, ...]:
        """The knowledge sources, in file order."""
        return self._drg(KnowledgeSource)
