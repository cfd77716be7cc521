"""The CMMN 1.1 metamodel as frozen classes; files of CMMN 1.0 are lifted into it.

Fields stand in the schema's order of elements and are named by the rule in `dmn.element`.
References are kept as the text they are in the file. Where a model was written, and in which
dialect, takes no part in equality.
"""

from typing import Annotated, ClassVar, Literal, TypeAlias

from cmmn.diagram import CMMNDI
from cmmn.element import (
    CaseFileItemTransition,
    CMMNElement,
    Documentation,
    Expression,
    Named,
    PlanItemTransition,
)
from dmn.element import NOT_WRITTEN, TEXT, Tag, TextElement
from feel.errors import Problem

__all__ = [
    "UNSPECIFIED_DECISION",
    "UNSPECIFIED_DEFINITION",
    "UNSPECIFIED_PROCESS",
    "UNSPECIFIED_PROPERTY",
    "AnyPlanItemDefinition",
    "ApplicabilityRule",
    "Artifact",
    "Association",
    "AssociationDirection",
    "CMMNElement",
    "Case",
    "CaseFile",
    "CaseFileItem",
    "CaseFileItemDefinition",
    "CaseFileItemOnPart",
    "CaseFileItemStartTrigger",
    "CaseFileItemTransition",
    "CaseParameter",
    "CaseRoles",
    "CaseTask",
    "Children",
    "Decision",
    "DecisionParameter",
    "DecisionTask",
    "Definitions",
    "Dialect",
    "DiscretionaryItem",
    "Documentation",
    "EntryCriterion",
    "EventListener",
    "ExitCriterion",
    "Expression",
    "HumanTask",
    "IfPart",
    "Import",
    "ManualActivationRule",
    "Milestone",
    "Multiplicity",
    "ParameterMapping",
    "PlanFragment",
    "PlanItem",
    "PlanItemControl",
    "PlanItemDefinition",
    "PlanItemOnPart",
    "PlanItemStartTrigger",
    "PlanItemTransition",
    "PlanningTable",
    "Process",
    "ProcessParameter",
    "ProcessTask",
    "Property",
    "Relationship",
    "RelationshipDirection",
    "RepetitionRule",
    "RequiredRule",
    "Role",
    "Sentry",
    "Stage",
    "Task",
    "TextAnnotation",
    "TimerEventListener",
    "UserEventListener",
]

UNSPECIFIED_DEFINITION = "http://www.omg.org/spec/CMMN/DefinitionType/Unspecified"
UNSPECIFIED_PROPERTY = "http://www.omg.org/spec/CMMN/PropertyType/Unspecified"
UNSPECIFIED_PROCESS = "http://www.omg.org/spec/CMMN/ProcessType/Unspecified"
UNSPECIFIED_DECISION = "http://www.omg.org/spec/CMMN/DecisionType/Unspecified"

Dialect = Literal["1.0", "1.1"]
AssociationDirection = Literal["None", "One", "Both"]
RelationshipDirection = Literal["None", "Forward", "Backward", "Both"]
Multiplicity = Literal[
    "ZeroOrOne", "ZeroOrMore", "ExactlyOne", "OneOrMore", "Unspecified", "Unknown"
]


class Import(CMMNElement):
    """Another file: definitions of cases or decisions, or a type schema."""

    location: str
    namespace: str | None = None
    import_type: str


class Property(Named):
    """A property of case file items; the type is a URI."""

    type: str = UNSPECIFIED_PROPERTY


class CaseFileItemDefinition(Named):
    """What kind of thing a case file item is, and its properties."""

    properties: tuple[Property, ...] = ()
    definition_type: str = UNSPECIFIED_DEFINITION
    structure_ref: str | None = None
    import_ref: str | None = None


class CaseFileItem(Named):
    """A piece of information of a case, with those inside it and those it refers to."""

    children: "Children | None" = None
    multiplicity: Multiplicity = "Unspecified"
    definition_ref: str | None = None
    source_ref: str | None = None
    target_refs: str | None = None


class Children(CMMNElement):
    """The case file items inside one."""

    case_file_items: tuple[CaseFileItem, ...] = ()


class CaseFile(CMMNElement):
    """The information of a case."""

    case_file_items: tuple[CaseFileItem, ...] = ()


class Role(Named):
    """Who may take part in a case."""


class CaseRoles(CMMNElement):
    """The roles of a case."""

    roles: tuple[Role, ...] = ()


class CaseParameter(Named):
    """An input or output of a case or task, bound to a case file item."""

    binding_refinement: Expression | None = None
    binding_ref: str | None = None


class ProcessParameter(Named):
    """An input or output of a process."""


class DecisionParameter(Named):
    """An input or output of a decision."""


class ParameterMapping(CMMNElement):
    """From a parameter of a task to one of what it calls, or back."""

    transformation: Expression | None = None
    source_ref: str | None = None
    target_ref: str | None = None


class Process(Named):
    """A process outside, which process tasks call."""

    inputs: tuple[ProcessParameter, ...] = ()
    outputs: tuple[ProcessParameter, ...] = ()
    external_ref: str | None = None
    implementation_type: str = UNSPECIFIED_PROCESS


class Decision(Named):
    """A decision outside, which decision tasks call."""

    inputs: tuple[DecisionParameter, ...] = ()
    outputs: tuple[DecisionParameter, ...] = ()
    external_ref: str | None = None
    implementation_type: str = UNSPECIFIED_DECISION


class _Rule(Named):
    condition: Expression | None = None
    context_ref: str | None = None


class RepetitionRule(_Rule):
    """Whether there is another instance of an item."""


class RequiredRule(_Rule):
    """Whether an item must have ended before its stage may complete."""


class ManualActivationRule(_Rule):
    """Whether an item waits for a person to start it."""


class ApplicabilityRule(_Rule):
    """Whether a discretionary item can be planned."""


class PlanItemControl(CMMNElement):
    """The rules of a plan item, or by default of all items of a definition."""

    repetition_rule: RepetitionRule | None = None
    required_rule: RequiredRule | None = None
    manual_activation_rule: ManualActivationRule | None = None


class PlanItemDefinition(Named):
    """What a plan item is an item of; the classes below are the kinds there are."""

    default_control: PlanItemControl | None = None


class Task(PlanItemDefinition):
    """Work; waits for its end if it is blocking."""

    inputs: tuple[CaseParameter, ...] = ()
    outputs: tuple[CaseParameter, ...] = ()
    is_blocking: bool = True


class HumanTask(Task):
    """Work for a person in the performer's role."""

    planning_table: "PlanningTable | None" = None
    performer_ref: str | None = None


class ProcessTask(Task):
    """The call of a process."""

    parameter_mappings: tuple[ParameterMapping, ...] = ()
    process_ref_expression: Expression | None = None
    process_ref: str | None = None


class CaseTask(Task):
    """The call of another case."""

    parameter_mappings: tuple[ParameterMapping, ...] = ()
    case_ref_expression: Expression | None = None
    case_ref: str | None = None


class DecisionTask(Task):
    """The call of a decision."""

    parameter_mappings: tuple[ParameterMapping, ...] = ()
    decision_ref_expression: Expression | None = None
    decision_ref: str | None = None


class EventListener(PlanItemDefinition):
    """Something that happens, told from outside."""


class UserEventListener(EventListener):
    """Something that a person of one of the authorised roles tells."""

    authorized_role_refs: str | None = None


class _FileTransition(CMMNElement):
    standard_event: Annotated[CaseFileItemTransition | None, TEXT] = None
    source_ref: str | None = None


class _ItemTransition(CMMNElement):
    standard_event: Annotated[PlanItemTransition | None, TEXT] = None
    source_ref: str | None = None


class CaseFileItemStartTrigger(_FileTransition):
    """A timer starts when a case file item makes a transition."""


class PlanItemStartTrigger(_ItemTransition):
    """A timer starts when a plan item makes a transition."""


class TimerEventListener(EventListener):
    """A time that comes, counted from a trigger if there is one."""

    timer_expression: Expression | None = None
    timer_start: CaseFileItemStartTrigger | PlanItemStartTrigger | None = None


class Milestone(PlanItemDefinition):
    """A state of affairs that is reached."""


class CaseFileItemOnPart(_FileTransition):
    """A sentry waits for a transition of a case file item."""

    name: str | None = None


class PlanItemOnPart(_ItemTransition):
    """A sentry waits for a transition of a plan item, by one exit criterion if it says so."""

    name: str | None = None
    exit_criterion_ref: str | None = None


class IfPart(CMMNElement):
    """The condition of a sentry."""

    condition: Expression | None = None
    context_ref: str | None = None


class Sentry(Named):
    """Satisfied when all on-parts occurred and the if-part is true."""

    on_parts: tuple[CaseFileItemOnPart | PlanItemOnPart, ...] = ()
    if_part: IfPart | None = None


class _Criterion(Named):
    sentry_ref: str | None = None


class EntryCriterion(_Criterion):
    """A sentry lets an item begin."""


class ExitCriterion(_Criterion):
    """A sentry ends an item or a case."""


class PlanItem(Named):
    """An item of a plan: a use of a definition, with control and criteria."""

    item_control: PlanItemControl | None = None
    entry_criteria: Annotated[tuple[EntryCriterion, ...], Tag("entryCriterion")] = ()
    exit_criteria: Annotated[tuple[ExitCriterion, ...], Tag("exitCriterion")] = ()
    definition_ref: str | None = None


class _TableItem(CMMNElement):
    applicability_rule_refs: str | None = None
    authorized_role_refs: str | None = None


class DiscretionaryItem(_TableItem):
    """An item that a person may add to the plan."""

    name: str | None = None
    item_control: PlanItemControl | None = None
    entry_criteria: Annotated[tuple[EntryCriterion, ...], Tag("entryCriterion")] = ()
    exit_criteria: Annotated[tuple[ExitCriterion, ...], Tag("exitCriterion")] = ()
    definition_ref: str | None = None


class PlanningTable(_TableItem):
    """The discretionary items of a stage or human task, in tables within tables."""

    table_items: "tuple[DiscretionaryItem | PlanningTable, ...]" = ()
    applicability_rules: tuple[ApplicabilityRule, ...] = ()


class PlanFragment(PlanItemDefinition):
    """Plan items and sentries that are planned as a unit."""

    plan_items: tuple[PlanItem, ...] = ()
    sentries: tuple[Sentry, ...] = ()


class Stage(PlanFragment):
    """A part of a plan with a life of its own; a case plan model is one."""

    planning_table: PlanningTable | None = None
    plan_item_definitions: "tuple[AnyPlanItemDefinition, ...]" = ()
    exit_criteria: Annotated[tuple[ExitCriterion, ...], Tag("exitCriterion")] = ()
    auto_complete: bool = False


AnyPlanItemDefinition: TypeAlias = (
    Stage
    | HumanTask
    | ProcessTask
    | CaseTask
    | DecisionTask
    | Task
    | Milestone
    | TimerEventListener
    | UserEventListener
    | EventListener
    | PlanFragment
)


class Case(Named):
    """A case: its information, plan and roles."""

    case_file_model: CaseFile | None = None
    case_plan_model: Stage | None = None
    case_roles: CaseRoles | None = None
    inputs: tuple[CaseParameter, ...] = ()
    outputs: tuple[CaseParameter, ...] = ()


class Relationship(CMMNElement):
    """A relation between elements of models, of a type that people gave."""

    sources: Annotated[tuple[str, ...], TEXT] = ()
    targets: Annotated[tuple[str, ...], TEXT] = ()
    type: str
    direction: RelationshipDirection | None = None


class Association(CMMNElement):
    """A line between a note and what it is about."""

    source_ref: str | None = None
    target_ref: str | None = None
    association_direction: AssociationDirection | None = None


class TextAnnotation(CMMNElement):
    """A note on the diagram."""

    text: TextElement = None
    text_format: str | None = None


Artifact: TypeAlias = Association | TextAnnotation


class Definitions(Named):
    """A model: its imports, cases with all they refer to, and diagrams."""

    not_compared: ClassVar[frozenset[str]] = frozenset({"line", "dialect", "prefixes", "problems"})

    imports: tuple[Import, ...] = ()
    case_file_item_definitions: tuple[CaseFileItemDefinition, ...] = ()
    cases: tuple[Case, ...] = ()
    processes: Annotated[tuple[Process, ...], Tag("process")] = ()
    decisions: tuple[Decision, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    diagram: Annotated[CMMNDI | None, Tag("cmmndi:CMMNDI")] = None
    target_namespace: str
    expression_language: str | None = None
    exporter: str | None = None
    exporter_version: str | None = None
    author: str | None = None
    creation_date: str | None = None
    dialect: Annotated[Dialect, NOT_WRITTEN] = "1.1"
    prefixes: Annotated[tuple[tuple[str, str], ...], NOT_WRITTEN] = ()
    problems: Annotated[tuple[Problem, ...], NOT_WRITTEN] = ()
