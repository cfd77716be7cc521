"""Models as old versions and common modelers write them are the models that DMN 1.5 would say.

`rewrite` turns a DMN 1.5 file into an older version's form; whatever reads the result must find
the same model in it.
"""

import os
from pathlib import Path

import pytest
from dialect_rewriter import DATES, FEEL, MODEL, rewrite
from lxml import etree

from dmn.dialects import DMN, dialect_of, respell
from dmn.model import (
    FEEL_LANGUAGE,
    Context,
    DecisionTable,
    Every,
    Filter,
    For,
    FunctionDefinition,
    Invocation,
    LiteralExpression,
    Point,
    Relation,
    Some,
    UnaryTests,
)
from dmn.reader import read
from dmn.writer import write

FOLDER = Path(__file__).parent / "dialects"


def kit():
    root = os.environ.get("RULING_TCK")
    return sorted(Path(root).glob("compliance-level-*/*/*.dmn")) if root else []


@pytest.mark.skipif(
    not kit(), reason="RULING_TCK does not name the folder of the compatibility kit"
)
@pytest.mark.parametrize("version", DATES)
def test_kit_models_rewritten_into_an_older_version_are_the_same_models(version):
    rewritten = 0
    for path in kit():
        data = path.read_bytes()
        older = rewrite(data, version)
        if older is None:
            continue
        rewritten += 1
        expected = read(data, path.name)
        if version == "1.1":
            expected = expected.model_copy(update={"dmndi": None})
        found = read(older, path.name)
        assert found == expected, path
        assert found.dialect == version
        assert [problem for problem in found.problems if problem.severity != "info"] == [], path
    assert rewritten > 100


@pytest.mark.skipif(
    not kit(), reason="RULING_TCK does not name the folder of the compatibility kit"
)
@pytest.mark.parametrize("version", ["1.2", "1.3", "1.4"])
def test_rewritten_models_are_valid_in_the_older_version(version):
    folder = os.environ.get("RULING_SCHEMAS")
    if not folder:
        pytest.skip("RULING_SCHEMAS does not name the folder with dmn/DMN12.xsd to DMN14.xsd")
    name = f"DMN{version.replace('.', '')}.xsd"
    schema = etree.XMLSchema(etree.parse(Path(folder) / "dmn" / name))
    forms = (rewrite(path.read_bytes(), version) for path in kit())
    for older in forms:
        if older is not None:
            schema.assertValid(etree.fromstring(older))


def load(name):
    return read((FOLDER / name).read_bytes(), name)


def logic(definitions, name):
    return next(each.decision_logic for each in definitions.decisions if each.name == name)


def codes(definitions, severity):
    return [p.code for p in definitions.problems if p.severity == severity]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.dmn")), ids=lambda path: path.name)
def test_a_modelers_file_is_read_without_errors_in_its_dialect(path):
    definitions = load(path.name)
    assert codes(definitions, "error") == []
    assert definitions.dialect == path.stem[-3:]


def test_camunda_1_1_has_untyped_variables_numbers_by_other_names_and_scripts():
    definitions = load("camunda-1.1.dmn")
    table = logic(definitions, "Parking fee")
    assert isinstance(table, DecisionTable)
    assert (table.hit_policy, table.aggregation) == ("COLLECT", "SUM")
    assert table.inputs[0].input_expression == LiteralExpression(
        "hours", id="input_expression_1", type_ref="number"
    )
    assert table.inputs[1].input_values == UnaryTests("true,false", id="input_values_2")
    assert table.inputs[1].input_expression.expression_language == FEEL_LANGUAGE
    assert table.outputs[0].type_ref == "number"
    assert [[e.text for e in rule.input_entries] for rule in table.rules] == [
        ["< 2", ""],
        [">= 2", "false"],
    ]
    assert table.rules[1].output_entries[0].expression_language == "javascript"
    assert codes(definitions, "warning") == [
        "VENDOR_LOGIC",
        "TYPE_REF_LIFTED",
        "TYPE_REF_LIFTED",
        "UNSUPPORTED_LANGUAGE",
    ]


def test_camunda_1_1_keeps_its_own_diagram_as_extensions():
    definitions = load("camunda-1.1.dmn")
    raw = definitions.decisions[0].extension_elements
    assert raw.startswith('<biodi:bounds xmlns:biodi="http://bpmn.io/schema/dmn/biodi/1.0"')
    assert 'x="210" y="240"' in raw
    assert b'camunda:inputVariable="parked"' in write(definitions)


def test_camunda_1_3_has_a_diagram_and_platform_attributes():
    definitions = load("camunda-1.3.dmn")
    (diagram,) = definitions.dmndi.diagrams
    assert [shape.dmn_element_ref for shape in diagram.shapes] == [
        "Decision_days",
        "InputData_zone",
    ]
    assert (diagram.shapes[1].bounds.x, diagram.shapes[1].bounds.width) == (187.5, 125.0)
    assert diagram.edges[0].waypoints[0] == Point(x=250, y=257)
    assert b'modeler:executionPlatform="Camunda Cloud"' in write(definitions)
    assert codes(definitions, "warning") == []


def test_signavio_1_1_has_qualified_types_in_all_places():
    definitions = load("signavio-1.1.dmn")
    customer, level, orders = definitions.item_definitions
    assert [part.type_ref for part in customer.item_components] == ["date", "level"]
    assert level.allowed_values == UnaryTests('"gold","silver"')
    assert (orders.type_ref, orders.is_collection) == ("number", True)
    assert definitions.input_data[0].variable.type_ref == "customer"
    assert definitions.decisions[0].variable.type_ref == "number"
    assert definitions.expression_language == FEEL_LANGUAGE
    assert codes(definitions, "warning") == []


def test_signavio_1_1_has_a_crosstab_with_default_output_and_notes():
    definitions = load("signavio-1.1.dmn")
    table = logic(definitions, "discount")
    assert (table.hit_policy, table.preferred_orientation) == ("PRIORITY", "CrossTable")
    assert table.outputs[0].output_values == UnaryTests("10,5,0")
    assert table.outputs[0].default_output_entry == LiteralExpression("0")
    assert table.rules[1].input_entries == (UnaryTests(""),)
    note, association = definitions.artifacts
    assert note.text == "Reviewed every year"
    assert association.target_ref.href == "#id-note"
    assert definitions.knowledge_sources[0].type == "policy"


def test_signavio_1_2_has_an_invocation_and_styles():
    definitions = load("signavio-1.2.dmn")
    call = logic(definitions, "bonus")
    assert isinstance(call, Invocation)
    assert call.called_function == LiteralExpression("share", id="id-name")
    assert call.bindings[0].parameter.name == "amount"
    (function,) = definitions.business_knowledge_models
    assert function.encapsulated_logic.formal_parameters[0].type_ref == "number"
    assert function.encapsulated_logic.body.rules[0].annotation_entries[0].text == "everybody"
    first, second = definitions.dmndi.diagrams[0].shapes
    assert (first.shared_style, first.label.text) == ("style-1", "the bonus")
    assert second.style.fill_color.blue == 240
    assert definitions.dmndi.styles[0].font_bold


def test_drools_1_1_has_imports_by_prefix_and_java_functions():
    definitions = load("drools-1.1.dmn")
    assert [(each.name, each.import_type) for each in definitions.imports] == [("people", DMN)]
    (trip,) = definitions.item_definitions
    assert [part.type_ref for part in trip.item_components] == [
        "date and time",
        "days and time duration",
        "people.tPerson",
    ]
    assert definitions.decisions[0].variable.name == "Return"
    (function,) = definitions.business_knowledge_models
    assert isinstance(function.encapsulated_logic, FunctionDefinition)
    assert function.encapsulated_logic.kind == "Java"
    entries = logic(definitions, "Return")
    assert isinstance(entries, Context)
    assert [entry.variable and entry.variable.name for entry in entries.context_entries] == [
        "end",
        None,
    ]
    assert definitions.decision_services[0].input_data[0].href == "#i_trip"


def test_kie_1_2_has_prefixed_elements_and_shapes_of_imported_elements():
    definitions = load("kie-1.2.dmn")
    table = logic(definitions, "Fine")
    assert table.hit_policy == "RULE ORDER"
    assert [entry.text for entry in table.rules[0].output_entries] == ["500", '"speed"']
    kind = definitions.item_definitions[0].item_components[1]
    assert kind.allowed_values.foreign_attributes == (
        ("{http://www.drools.org/kie/dmn/1.2}constraintType", "enumeration"),
    )
    references = definitions.decisions[0].information_requirements
    assert references[1].required_input.href == "https://kiegroup.org/dmn/_B2#_P1"
    assert definitions.dmndi.diagrams[0].shapes[1].dmn_element_ref == "included1:_P1"
    written = write(definitions)
    assert b'xmlns:included1="https://kiegroup.org/dmn/_B2"' in written
    assert b"<kie:width>100.0</kie:width>" in written


def test_trisotech_1_3_has_function_types_services_and_groups():
    definitions = load("trisotech-1.3.dmn")
    assert definitions.item_definitions[0].function_item.parameters[0].type_ref == "number"
    assert definitions.item_definitions[0].function_item.output_type_ref == "number"
    assert logic(definitions, "Monthly rate").text == "round half up(\n  amount / 12, 2)"
    assert definitions.decision_services[0].output_decisions[0].href == "#_d1"
    assert definitions.artifacts[0].name == "Everything"
    assert b'xsi:nil="true"' in write(definitions)


def test_trisotech_1_4_has_iterators_conditionals_and_the_business_context():
    definitions = load("trisotech-1.4.dmn")
    discounted, cheap, all_cheap = (each.decision_logic for each in definitions.decisions)
    assert isinstance(discounted, For)
    assert discounted.iterator_variable == "price"
    assert discounted.return_.value.then.value.text == "price * 0.9"
    assert isinstance(cheap, Some)
    assert cheap.in_.type_ref == "tPrices"
    assert isinstance(cheap.in_.value, Filter)
    assert isinstance(all_cheap, Every)
    assert isinstance(all_cheap.in_.value, Relation)
    assert [each.href for each in definitions.element_collections[0].drg_elements] == [
        "#_d2",
        "#_d3",
    ]
    indicator, unit = definitions.business_context_elements
    assert indicator.uri == "http://example.org/margin"
    assert unit.decision_owned[0].href == "#_d2"
    assert definitions.dmndi.diagrams[0].foreign_attributes[0][1] == "main"


@pytest.mark.parametrize(
    ("namespace", "dialect"),
    [
        *((uri, version) for version, uri in MODEL.items()),
        (DMN, "1.5"),
        ("http://www.omg.org/spec/DMN/20151101/dmn11.xsd", "1.1"),
        ("https://www.omg.org/spec/DMN/20180521/MODEL", "1.2"),
        ("https://www.omg.org/spec/DMN/20240513/MODEL/", None),
        ("http://www.omg.org/spec/BPMN/20100524/MODEL", None),
        ("http://www.omg.org/spec/DMN/20160719/testcase", None),
        ("", None),
    ],
)
def test_a_namespace_names_its_version(namespace, dialect):
    assert dialect_of(namespace) == dialect


HIT_POLICIES = ["UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"]
ORIENTATIONS = ["Rule-as-Row", "Rule-as-Column", "CrossTable"]


@pytest.mark.parametrize(
    ("value", "allowed", "meant"),
    [
        ("OUTPUT ORDER", HIT_POLICIES, "OUTPUT ORDER"),
        ("OUTPUT_ORDER", HIT_POLICIES, "OUTPUT ORDER"),
        ("Rule-Order", HIT_POLICIES, "RULE ORDER"),
        ("unique", HIT_POLICIES, "UNIQUE"),
        ("F", HIT_POLICIES, "FIRST"),
        ("F", ["FEEL", "Java", "PMML"], "FEEL"),
        ("J", ["FEEL", "Java", "PMML"], "Java"),
        ("#", ["SUM", "COUNT", "MIN", "MAX"], "COUNT"),
        ("CROSSTAB", ORIENTATIONS, "CrossTable"),
        ("CROSS_TABLE", ORIENTATIONS, "CrossTable"),
        ("rule as column", ORIENTATIONS, "Rule-as-Column"),
        ("diagonal", ORIENTATIONS, None),
        ("", HIT_POLICIES, None),
    ],
)
def test_values_are_known_in_the_spellings_of_tools(value, allowed, meant):
    assert respell(value, allowed) == meant


OWN = '<itemDefinition name="long"><typeRef>feel:string</typeRef></itemDefinition>'


@pytest.mark.parametrize(
    ("written", "lifted"),
    [
        ("feel:number", "number"),
        ("{http://www.omg.org/spec/FEEL/20140401}number", "number"),
        ("number", "number"),
        ("dmn:string", "string"),
        ("own:tLoan", "tLoan"),
        ("own:long", "long"),
        ("long", "long"),
        ("integer", "number"),
        ("feel:yearMonthDuration", "years and months duration"),
        ("other:tPerson", "Other Model.tPerson"),
        ("unknown:tPerson", "tPerson"),
        ("", None),
    ],
)
def test_type_names_are_lifted_from_qualified_names(written, lifted):
    data = f"""<definitions xmlns="{MODEL["1.1"]}" xmlns:dmn="{MODEL["1.1"]}"
        xmlns:feel="{FEEL["1.1"]}" xmlns:own="urn:own" xmlns:other="urn:other" name="m"
        namespace="urn:own"><import name="Other Model" namespace="urn:other" importType="t"/>{OWN}
        <inputData name="i"><variable name="i" typeRef="{written}"/></inputData></definitions>"""
    assert read(data.encode()).input_data[0].variable.type_ref == lifted
