"""DMN 1.5 as it should be, and as it should not: read as far as possible, and reported."""

import time

import pytest

from dmn.errors import NotDmnError
from dmn.model import (
    Conditional,
    Context,
    Decision,
    DecisionTable,
    DMNElementReference,
    LiteralExpression,
    UnaryTests,
)
from dmn.reader import MAX_PROBLEMS, read
from dmn.writer import write

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"'


def model(body, attributes='name="m" namespace="urn:m"'):
    return read(f"{HEAD} {attributes}>{body}</definitions>".encode(), "m.dmn")


def decision(logic, attributes='name="D"'):
    return model(f"<decision {attributes}>{logic}</decision>")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(
            b"",
            "loan.dmn: not DMN: the file is empty (0 bytes) (hint: supported is DMN 1.1 to 1.5",
            id="empty",
        ),
        pytest.param(
            b"a,b\n", r"loan.dmn: not DMN: the file is no XML; it begins with 'a,b\n'", id="CSV"
        ),
        pytest.param(
            b"<a>\n</b>",
            "loan.dmn > line 2: not DMN: the file is no well-formed XML: Opening and ending tag",
            id="broken XML",
        ),
        pytest.param(
            b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
            "loan.dmn: not DMN: the root element is 'definitions' in namespace "
            "'http://www.omg.org/spec/BPMN/20100524/MODEL' (hint: supported is DMN 1.1 to 1.5",
            id="BPMN",
        ),
        pytest.param(
            b'<definitions xmlns="https://www.omg.org/spec/DMN/20991231/MODEL/"/>',
            "the root element is 'definitions' in namespace 'https://www.omg.org/spec/DMN/20991231/",
            id="a version to come",
        ),
        pytest.param(
            b'<decision xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"/>',
            "the root element is 'decision' in namespace",
            id="another root",
        ),
        pytest.param(b"<html/>", "the root element is 'html' in no namespace", id="no namespace"),
        pytest.param(
            b"<!DOCTYPE a><a/>", "(hint: delete the <!DOCTYPE ...> declaration)", id="document type"
        ),
    ],
)
def test_what_is_not_dmn_is_refused_with_what_was_found(data, message):
    with pytest.raises(NotDmnError) as refusal:
        read(data, "loan.dmn")
    assert message in str(refusal.value)
    assert refusal.value.location.path[0] == "loan.dmn"


@pytest.mark.parametrize(
    ("body", "code", "severity", "said"),
    [
        pytest.param(
            "<decisions/>",
            "UNKNOWN_ELEMENT",
            "error",
            "m.dmn > decisions: 'decisions' is no element of the definitions",
            id="unknown element",
        ),
        pytest.param(
            '<decision name="D"><decisionTree/></decision>',
            "UNKNOWN_ELEMENT",
            "error",
            "m.dmn > decision D > decision tree: 'decisionTree' is no element of a decision",
            id="unknown expression",
        ),
        pytest.param(
            '<decision name="D" colour="red"/>',
            "UNKNOWN_ATTRIBUTE",
            "warning",
            "m.dmn > decision D: 'colour' is no attribute of a decision (hint: it has: id, label",
            id="unknown attribute",
        ),
        pytest.param(
            "<decision/>",
            "MISSING_ATTRIBUTE",
            "error",
            "m.dmn > decision: a decision needs the attribute 'name'",
            id="missing name",
        ),
        pytest.param(
            '<decision name="D"><variable/></decision>',
            "MISSING_ATTRIBUTE",
            "warning",
            "the variable has no name and is read as 'D'",
            id="variable without name",
        ),
        pytest.param(
            '<knowledgeSource name="K"><authorityRequirement><requiredInput/>'
            "</authorityRequirement></knowledgeSource>",
            "MISSING_ATTRIBUTE",
            "error",
            "a required input needs the attribute 'href'",
            id="missing href",
        ),
        pytest.param(
            '<decision name="D"><informationRequirement/></decision>',
            "WRONG_REFERENCES",
            "error",
            "an information requirement needs exactly one reference",
            id="requirement of nothing",
        ),
        pytest.param(
            '<decision name="D"><conditional><if><literalExpression/></if>'
            "<then><literalExpression/></then></conditional></decision>",
            "MISSING_ELEMENT",
            "error",
            "m.dmn > decision D > conditional: a conditional needs the element 'else'",
            id="conditional without else",
        ),
        pytest.param(
            '<decision name="D"><context><contextEntry><variable name="a"/></contextEntry>'
            "</context></decision>",
            "MISSING_ELEMENT",
            "error",
            "m.dmn > decision D > context > context entry: a context entry needs an expression",
            id="context entry without value",
        ),
        pytest.param(
            '<decision name="D"><literalExpression/><context/></decision>',
            "DUPLICATE_ELEMENT",
            "error",
            "m.dmn > decision D > context: a context stands where one was read already",
            id="two expressions",
        ),
        pytest.param(
            '<decision name="D"><decisionTable hitPolicy="MOSTLY"/></decision>',
            "WRONG_VALUE",
            "error",
            "'MOSTLY' is no value for the attribute 'hitPolicy' of a decision table (hint: "
            "expected is one of: UNIQUE, FIRST, PRIORITY, ANY, COLLECT, RULE ORDER, OUTPUT ORDER)",
            id="wrong hit policy",
        ),
        pytest.param(
            '<decision name="D"><decisionTable hitPolicy="rule_order"/></decision>',
            "RESPELLED",
            "info",
            "hitPolicy 'rule_order' is read as 'RULE ORDER'",
            id="hit policy spelled otherwise",
        ),
        pytest.param(
            '<itemDefinition name="t" typeRef="number"/>',
            "RESPELLED",
            "info",
            "m.dmn > item definition t: 'typeRef' is read, but has another form (hint: write it as",
            id="attribute that is an element",
        ),
        pytest.param(
            '<inputData name="i"><variable name="i"><typeRef>t</typeRef></variable></inputData>',
            "RESPELLED",
            "info",
            "(hint: write it as an attribute)",
            id="element that is an attribute",
        ),
        pytest.param(
            '<itemDefinition name="t" isCollection="maybe"/>',
            "WRONG_VALUE",
            "error",
            "expected is true or false",
            id="wrong boolean",
        ),
        pytest.param(
            '<decision name="D"><literalExpression expressionLanguage="urn:python"/></decision>',
            "UNSUPPORTED_LANGUAGE",
            "warning",
            "m.dmn > decision D > literal expression: the language 'urn:python' cannot be executed",
            id="another language",
        ),
        pytest.param(
            '<inputData name="i"><variable name="i" typeRef="other:tX"/></inputData>',
            "TYPE_REF_LIFTED",
            "warning",
            "the prefix of type 'other:tX' is not declared (hint: it is read as 'tX')",
            id="undeclared prefix",
        ),
        pytest.param(
            '<decision name="D" xmlns:v="urn:v" v:a="1"><extensionElements><v:b/>'
            "</extensionElements><v:c/></decision>",
            "VENDOR_EXTENSION",
            "info",
            "m.dmn: extensions of 'urn:v' (3) are kept and have no effect",
            id="vendor extensions",
        ),
    ],
)
def test_what_is_wrong_is_reported_where_it_is(body, code, severity, said):
    (problem,) = model("\n" + body).problems
    assert (problem.code, problem.severity, problem.line) == (code, severity, 2)
    assert said in str(problem)


def test_a_place_counts_elements_without_names():
    rules = "<rule><outputEntry/></rule><rule><inputEntry/><inputEntry x=''/><outputEntry/></rule>"
    (problem,) = decision(f"<decisionTable><output/>{rules}</decisionTable>").problems
    assert problem.location.path[-2:] == ("rule 2", "input entry 2")


def test_problems_are_in_the_order_of_lines():
    problems = model("<decision/>\n<decision/>\n<x/>", "name='m'").problems
    assert [problem.line for problem in problems] == [1, 1, 2, 3]


def test_problems_of_one_kind_are_listed_up_to_a_limit():
    problems = model("<decision/>" * 1234 + "\n<x/>").problems
    assert len(problems) == MAX_PROBLEMS + 2
    assert problems[-2].code == "UNKNOWN_ELEMENT"
    assert str(problems[-1]) == "m.dmn: 1134 more problems MISSING_ATTRIBUTE are not listed"


def test_what_is_missing_leaves_the_rest_readable():
    logic = (
        "<conditional><if><literalExpression><text>a</text></literalExpression></if></conditional>"
    )
    (found,) = decision(logic).decisions
    assert isinstance(found.decision_logic, Conditional)
    assert found.decision_logic.if_.value == LiteralExpression("a")
    assert found.decision_logic.else_.value == LiteralExpression()


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("<text>a &lt; b</text>", "a < b"),
        ("<text><![CDATA[a < b]]></text>", "a < b"),
        ("<text>  a\n\tb </text>", "  a\n\tb "),
        ("<text>a<!-- no -->b</text>", "ab"),
        ("<text/>", ""),
        ("", None),
    ],
)
def test_an_expressions_text_is_kept_exactly(written, text):
    logic = f"<literalExpression>{written}</literalExpression>"
    assert decision(logic).decisions[0].decision_logic == LiteralExpression(text)


def test_an_entry_without_text_is_an_empty_text():
    rule = "<rule><inputEntry/><inputEntry><text/></inputEntry><outputEntry/></rule>"
    table = decision(f"<decisionTable><output/>{rule}</decisionTable>").decisions[0].decision_logic
    assert isinstance(table, DecisionTable)
    assert table.rules[0].input_entries == (UnaryTests(""), UnaryTests(""))
    assert table.rules[0].output_entries == (LiteralExpression(None),)


@pytest.mark.parametrize("value", ["", "  ", "LIST", "collect", "None"])
def test_an_aggregation_of_nothing_is_none(value):
    definitions = decision(f'<decisionTable hitPolicy="COLLECT" aggregation="{value}"/>')
    table = definitions.decisions[0].decision_logic
    assert isinstance(table, DecisionTable)
    assert (table.aggregation, definitions.problems) == (None, ())


@pytest.mark.parametrize("language", ["FEEL", "", "http://www.omg.org/spec/FEEL/20140401"])
def test_feel_by_any_name_is_no_problem(language):
    assert model("", f'name="m" namespace="u" expressionLanguage="{language}"').problems == ()


def test_elements_know_their_lines():
    definitions = decision(
        "\n<context>\n<contextEntry>\n<literalExpression/></contextEntry></context>"
    )
    logic = definitions.decisions[0].decision_logic
    assert isinstance(logic, Context)
    (entry,) = logic.context_entries
    assert (logic.line, entry.line, entry.value.line) == (2, 3, 4)


def test_a_type_is_read_as_attribute_and_as_element():
    definitions = model(
        '<itemDefinition name="t" typeRef="number"/>'
        '<inputData name="i"><variable name="i"><typeRef>t</typeRef></variable></inputData>'
    )
    assert definitions.item_definitions[0].type_ref == "number"
    assert definitions.input_data[0].variable.type_ref == "t"


def test_references_stay_text():
    services = (
        '<decisionService name="s"><outputDecision href="urn:x#_1"/><inputData href="#_2"/>'
        "</decisionService>"
    )
    (service,) = model(services).decision_services
    assert service.output_decisions == (DMNElementReference(href="urn:x#_1"),)
    assert service.input_data == (DMNElementReference(href="#_2"),)


def test_vendor_content_is_kept_as_raw_text():
    body = (
        '<decision name="D" xmlns:v="urn:v" v:a="1"><extensionElements><v:b>t</v:b>'
        "</extensionElements><v:c/></decision>"
    )
    (found,) = model(body).decisions
    assert found.foreign_attributes == (("{urn:v}a", "1"),)
    assert found.extension_elements == ('<v:b xmlns:v="urn:v">t</v:b>\n<v:c xmlns:v="urn:v"></v:c>')


def test_schema_instance_attributes_are_no_vendors():
    xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b"'
    definitions = model("", f'name="m" namespace="u" {xsi}')
    assert (definitions.foreign_attributes, definitions.problems) == ((), ())


def test_deeply_nested_expressions_are_read():
    depth = 95
    opened = "<context><contextEntry>" * depth + "<literalExpression><text>1</text>"
    closed = "</literalExpression>" + "</contextEntry></context>" * depth
    definitions = decision(opened + closed)
    assert read(write(definitions)) == definitions
    logic = definitions.decisions[0].decision_logic
    for _ in range(depth):
        assert isinstance(logic, Context)
        logic = logic.context_entries[0].value
    assert logic == LiteralExpression("1")


def test_an_import_without_a_name_takes_the_last_part_of_its_namespace():
    imports = model('<import namespace="urn:x/people/" importType="t"/>').imports
    assert imports[0].name == "people"


def test_ten_thousand_rules_are_read_at_once():
    rule = "<rule>" + "<inputEntry><text>[1..2)</text></inputEntry>" * 3 + "<outputEntry/></rule>"
    table = f"<decisionTable><output/>{rule * 10_000}</decisionTable>"
    data = f'{HEAD} name="m" namespace="u"><decision name="D">{table}</decision></definitions>'
    start = time.process_time()
    definitions = read(data.encode())
    assert time.process_time() - start < 2.0
    (found,) = definitions.decisions
    assert isinstance(found, Decision)
    assert isinstance(found.decision_logic, DecisionTable)
    assert len(found.decision_logic.rules) == 10_000


def test_names_are_read_as_feel_writes_them_and_written_so():
    found = model("""
        <import name=" the  lib " namespace="urn:lib" importType="urn:x"/>
        <itemDefinition name=" t  Age "><typeRef>number</typeRef></itemDefinition>
        <itemDefinition name="tOther">
          <itemComponent name="a &#9; b"><typeRef> t   Age</typeRef></itemComponent>
        </itemDefinition>
        <decision name="  A   b " id="d"><variable name="A&#10;b" typeRef="t  Age"/>
          <for iteratorVariable=" an  item"><in><literalExpression><text>[1]</text>
          </literalExpression></in><return><literalExpression><text>an item</text>
          </literalExpression></return></for>
        </decision>""")
    decision = found.decisions[0]
    assert (decision.name, decision.variable.name, decision.variable.type_ref) == (
        "A b",
        "A b",
        "t Age",
    )
    assert decision.decision_logic.iterator_variable == "an item"
    assert [each.name for each in found.item_definitions] == ["t Age", "tOther"]
    component = found.item_definitions[1].item_components[0]
    assert (component.name, component.type_ref) == ("a b", "t Age")
    assert found.imports[0].name == "the lib"
    assert found.problems == ()
    assert read(write(found)) == found


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<x/>" * 200_000, id="unknown elements"),
        pytest.param('<x xmlns="urn:v"/>' * 100_000, id="elements of a vendor"),
        pytest.param(
            "".join(f'<x xmlns="urn:{n}"/>' for n in range(100_000)), id="elements of many vendors"
        ),
        pytest.param(
            "".join(f'<decision name="{n}" xmlns:v{n}="{n}" v{n}:x=""/>' for n in range(30_000)),
            id="attributes of many vendors",
        ),
    ],
)
def test_what_does_not_belong_is_read_past_quickly(text):
    start = time.process_time()
    found = model(text)
    assert time.process_time() - start < 5.0
    assert len(found.problems) <= MAX_PROBLEMS + 1
