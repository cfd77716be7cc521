"""Every element and attribute of the CMMN 1.1 schema has its place in the metamodel."""

import os
from pathlib import Path
from typing import get_args

import pytest
from lxml import etree

import cmmn.diagram
import cmmn.model
from cmmn.model import (
    AssociationDirection,
    CaseFileItemTransition,
    Multiplicity,
    PlanItemTransition,
    RelationshipDirection,
)
from cmmn.reader import read_file
from dmn.model import FEEL_LANGUAGE
from dmn.xml_fields import xml_class

EVERYTHING = Path(__file__).parent / "everything.cmmn"
XSD = "{http://www.w3.org/2001/XMLSchema}"


def schemas():
    root = os.environ.get("RULING_SCHEMAS")
    return Path(root) / "cmmn" if root else None


ALL = read_file(EVERYTHING)


@pytest.mark.skipif(schemas() is None, reason="RULING_SCHEMAS does not name the folder of schemas")
def test_the_model_with_everything_is_valid_and_read_without_problems():
    schema = etree.XMLSchema(etree.parse(schemas() / "CMMN11.xsd"))
    schema.assertValid(etree.parse(EVERYTHING))
    assert ALL.problems == ()


CASE = ALL.cases[0]
PLAN = CASE.case_plan_model
TABLE = PLAN.planning_table
ITEM = PLAN.plan_items[0]
RULES = ITEM.item_control
FILE_ITEM = CASE.case_file_model.case_file_items[0]
DEFINED = {each.id: each for each in PLAN.plan_item_definitions}
DIAGRAM = ALL.diagram.diagrams[0]
STYLE = ALL.diagram.styles[0]


@pytest.mark.parametrize(
    ("element", "fields", "expected"),
    [
        (ALL, "id name target_namespace", ("defs", "All", "urn:m")),
        (ALL, "expression_language exporter exporter_version", (FEEL_LANGUAGE, "x", "2")),
        (ALL, "author creation_date dialect", ("a", "2026-01-01T00:00:00", "1.1")),
        (ALL.imports[0], "location namespace", ("a.dmn", "urn:a")),
        (
            ALL.imports[0],
            "import_type",
            ("https://www.omg.org/spec/DMN/20230324/MODEL/",),
        ),
        (
            ALL.case_file_item_definitions[0],
            "id name structure_ref import_ref definition_type",
            (
                "cd",
                "Order",
                "m:o",
                "m:i",
                "http://www.omg.org/spec/CMMN/DefinitionType/XSDElement",
            ),
        ),
        (
            ALL.case_file_item_definitions[0].properties[0],
            "id name type",
            ("pr", "total", "http://www.omg.org/spec/CMMN/PropertyType/decimal"),
        ),
        (CASE, "id name", ("c", "Case")),
        (
            CASE.documentation[0],
            "id text_format text",
            ("doc", "text/html", "a <b>b</b>"),
        ),
        (
            FILE_ITEM,
            "id name multiplicity definition_ref target_refs",
            ("f", "order", "OneOrMore", "m:cd", "f g"),
        ),
        (
            FILE_ITEM.children.case_file_items[0],
            "name source_ref multiplicity",
            ("line", "f", "Unspecified"),
        ),
        (PLAN, "id name auto_complete", ("p", "Plan", True)),
        (ITEM, "id name definition_ref", ("A", "Ask", "T")),
        (RULES.repetition_rule, "name context_ref", ("again", "f")),
        (RULES.repetition_rule.condition, "id text language", ("x1", "1", None)),
        (RULES.required_rule.condition, "text", ("2",)),
        (RULES.manual_activation_rule.condition, "text language", ("3", FEEL_LANGUAGE)),
        (ITEM.entry_criteria[0], "id name sentry_ref", ("en", "begin", "S")),
        (ITEM.exit_criteria[0], "id name sentry_ref", ("ex", "end", "S")),
        (PLAN.sentries[0], "id name", ("S", "sentry")),
        (
            PLAN.sentries[0].on_parts[0],
            "id name source_ref standard_event exit_criterion_ref",
            ("o1", "on", "A", "exit", "ex"),
        ),
        (
            PLAN.sentries[0].on_parts[1],
            "id source_ref standard_event",
            ("o2", "f", "addChild"),
        ),
        (PLAN.sentries[0].if_part, "id context_ref", ("if", "f")),
        (PLAN.sentries[0].if_part.condition, "text", ("total > 1",)),
        (TABLE, "id applicability_rule_refs authorized_role_refs", ("pt", "ar", "ro")),
        (
            TABLE.table_items[0],
            "id name definition_ref applicability_rule_refs",
            ("D", "Extra", "T", "ar"),
        ),
        (TABLE.table_items[0].exit_criteria[0], "sentry_ref", ("S",)),
        (TABLE.table_items[1], "id", ("inner",)),
        (TABLE.applicability_rules[0], "id name context_ref", ("ar", "if", "f")),
        (DEFINED["T"], "name is_blocking performer_ref", ("Ask", False, "ro")),
        (DEFINED["T"].default_control, "id", ("dc",)),
        (DEFINED["T"].inputs[0], "id name binding_ref", ("in", "i", "f")),
        (DEFINED["T"].inputs[0].binding_refinement, "text", ("x",)),
        (DEFINED["T"].outputs[0], "id", ("out",)),
        (DEFINED["T"].planning_table, "id", ("tt",)),
        (DEFINED["pt1"], "process_ref is_blocking", ("pro", True)),
        (DEFINED["pt1"].process_ref_expression, "text", ('"pro"',)),
        (DEFINED["pt1"].parameter_mappings[0], "id source_ref target_ref", ("pm", "in", "pi")),
        (DEFINED["pt1"].parameter_mappings[0].transformation, "text", ("y",)),
        (DEFINED["ct"], "case_ref", ("c",)),
        (DEFINED["ct"].case_ref_expression, "text", ('"c"',)),
        (DEFINED["dt"], "decision_ref", ("de",)),
        (DEFINED["dt"].decision_ref_expression, "text", ('"de"',)),
        (DEFINED["ue"], "authorized_role_refs", ("ro",)),
        (DEFINED["ti"].timer_expression, "text", ("PT1H",)),
        (DEFINED["ti"].timer_start, "id source_ref standard_event", ("st", "A", "start")),
        (DEFINED["tf"].timer_start, "source_ref standard_event", ("f", "create")),
        (DEFINED["fr"].plan_items[0], "id", ("F",)),
        (DEFINED["fr"].sentries[0], "id", ("FS",)),
        (DEFINED["sg"].exit_criteria[0], "sentry_ref", ("S",)),
        (PLAN.exit_criteria[0], "id", ("px",)),
        (CASE.case_roles.roles[0], "id name", ("ro", "Lead")),
        (CASE.inputs[0], "name", ("a",)),
        (CASE.outputs[0], "name", ("b",)),
        (
            ALL.processes[0],
            "id name external_ref implementation_type",
            ("pro", "P", "m:x", "http://www.omg.org/spec/CMMN/ProcessType/BPMN20"),
        ),
        (ALL.processes[0].inputs[0], "id name", ("pi", "i")),
        (
            ALL.decisions[0],
            "id name external_ref implementation_type",
            ("de", "D", "m:y", "http://www.omg.org/spec/CMMN/DecisionType/DMN1"),
        ),
        (ALL.decisions[0].outputs[0], "id name", ("do", "o")),
        (
            ALL.relationships[0],
            "id type direction sources targets",
            ("re", "about", "Both", ("m:A", "m:T"), ("m:c",)),
        ),
        (
            ALL.artifacts[0],
            "id source_ref target_ref association_direction",
            ("as", "A", "tx", "One"),
        ),
        (ALL.artifacts[1], "id text text_format", ("tx", "note", "text/plain")),
        (
            DIAGRAM,
            "name documentation resolution cmmn_element_ref shared_style",
            ("Main", "d", 96.5, "m:c", "ss"),
        ),
        (DIAGRAM.size, "width height", (10, 20)),
        (
            DIAGRAM.shapes[0],
            "cmmn_element_ref is_collapsed is_planning_table_collapsed",
            ("A", True, False),
        ),
        (DIAGRAM.shapes[0].style, "id font_italic", ("own", True)),
        (DIAGRAM.shapes[0].bounds, "x y width height", (1, 2, 3, 4)),
        (DIAGRAM.shapes[0].label.bounds, "x y width height", (5, 6, 7, 8)),
        (
            DIAGRAM.edges[0],
            "cmmn_element_ref source_cmmn_element_ref target_cmmn_element_ref",
            ("o1", "A", "en"),
        ),
        (DIAGRAM.edges[0], "is_standard_event_visible", (True,)),
        (DIAGRAM.edges[0].waypoints[1], "x y", (3, 4.5)),
        (STYLE, "font_family font_size font_bold font_underline", ("Sans", 11, True, False)),
        (
            STYLE,
            "font_strike_through label_horizontal_alignement label_vertical_alignment",
            (False, "start", "center"),
        ),
        (STYLE.fill_color, "red green blue", (1, 2, 3)),
        (STYLE.stroke_color, "red green blue", (4, 5, 6)),
        (STYLE.font_color, "red green blue", (7, 8, 9)),
    ],
)
def test_every_part_of_the_model_has_its_place(element, fields, expected):
    assert tuple(getattr(element, field) for field in fields.split()) == expected


def test_the_kinds_of_definitions_are_told_apart():
    assert [type(each).__name__ for each in PLAN.plan_item_definitions] == [
        "HumanTask",
        "ProcessTask",
        "CaseTask",
        "DecisionTask",
        "Task",
        "EventListener",
        "Milestone",
        "UserEventListener",
        "TimerEventListener",
        "TimerEventListener",
        "PlanFragment",
        "Stage",
    ]


def schema_types(file):
    """Return the schema's complex types: name -> attributes, and elements with a local type."""
    root = etree.parse(schemas() / file).getroot()
    return {each.get("name"): each for each in root.iter(f"{XSD}complexType") if each.get("name")}


ABSTRACT = {
    "tExtensionElements",
    "tArtifact",
    "tCmmnElementWithMixedContent",
    "tParameter",
    "tStartTrigger",
    "tOnPart",
    "tCriterion",
    "tTableItem",
}
SUBSTITUTES = {
    "artifact": {"association", "textAnnotation"},
    "onPart": {"caseFileItemOnPart", "planItemOnPart"},
    "tableItem": {"discretionaryItem", "planningTable"},
    "timerStart": {"caseFileItemStartTrigger", "planItemStartTrigger"},
    "planItemDefinition": {"stage", "humanTask", "milestone", "timerEventListener"},
    "cmmndi:CMMNDiagramElement": {"cmmndi:CMMNShape", "cmmndi:CMMNEdge"},
}


def class_of(name):
    module = cmmn.model if name.startswith("t") else cmmn.diagram
    wanted = name.removeprefix("t")
    return getattr(module, {"CmmnElement": "CMMNElement"}.get(wanted, wanted))


@pytest.mark.skipif(schemas() is None, reason="RULING_SCHEMAS does not name the folder of schemas")
@pytest.mark.parametrize("file", ["CMMN11.xsd", "CMMN11CaseModel.xsd", "CMMNDI11.xsd"])
def test_every_attribute_and_element_of_the_schema_is_in_the_model(file):
    prefix = "cmmndi:" if file.startswith("CMMNDI") else ""
    found = 0
    for name, kind in schema_types(file).items():
        if name in ABSTRACT:
            continue
        form = xml_class(class_of(name))
        for attribute in kind.iter(f"{XSD}attribute"):
            assert attribute.get("name") in form.attributes, (name, attribute.get("name"))
            found += 1
        for element in kind.iter(f"{XSD}element"):
            tag = element.get("ref") or prefix + element.get("name")
            assert SUBSTITUTES.get(tag, {tag}) <= set(form.children), (name, tag)
            found += 1
    assert found >= 14


@pytest.mark.skipif(schemas() is None, reason="RULING_SCHEMAS does not name the folder of schemas")
@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("PlanItemTransition", PlanItemTransition),
        ("CaseFileItemTransition", CaseFileItemTransition),
        ("MultiplicityEnum", Multiplicity),
        ("tAssociationDirection", AssociationDirection),
        ("tRelationshipDirection", RelationshipDirection),
    ],
)
def test_enumerations_have_the_values_of_the_schema(name, known):
    root = etree.parse(schemas() / "CMMN11CaseModel.xsd").getroot()
    (kind,) = (each for each in root.iter(f"{XSD}simpleType") if each.get("name") == name)
    values = {each.get("value") for each in kind.iter(f"{XSD}enumeration")}
    assert values == set(get_args(known))
