import os
import time
from collections import defaultdict
from pathlib import Path

import pytest

from dmn.checks import check
from dmn.compiler import ModelCompiler
from dmn.reader import read
from dmn.tck import TEST_FILE
from dmn.tck_file import NAMESPACE, value_of
from dmn.xml_source import parse_xml

DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"
TYPES = """
  <itemDefinition name="tPerson">
    <itemComponent name="name"><typeRef>string</typeRef></itemComponent>
    <itemComponent name="age"><typeRef>number</typeRef></itemComponent>
  </itemDefinition>
  <itemDefinition name="tColour">
    <typeRef>string</typeRef><allowedValues><text>"red", "green"</text></allowedValues>
  </itemDefinition>
"""
INPUTS = {"Age": "number", "Name": "string", "Colour": "tColour", "Person": "tPerson"}


def input_data(name, type_ref="string"):
    variable = f'<variable name="{name}" typeRef="{type_ref}"/>'
    return f'<inputData id="{name}" name="{name}">{variable}</inputData>'


def requires(*names, kind="Input"):
    return "".join(
        f'<informationRequirement><required{kind} href="#{name}"/></informationRequirement>'
        for name in names
    )


def decision(name, logic, *, type_ref="", requirements=""):
    declared = f'typeRef="{type_ref}"' if type_ref else ""
    variable = f'<variable name="{name}" {declared}/>'
    return f'<decision id="{name}" name="{name}">{variable}{requirements}{logic}</decision>'


def literal(text):
    return f"<literalExpression><text><![CDATA[{text}]]></text></literalExpression>"


def table(rules, *, attributes="", inputs=("Age:number",), outputs=("",)):
    clauses = "".join(
        f'<input><inputExpression typeRef="{each.partition(":")[2]}">'
        f"<text>{each.partition(':')[0]}</text></inputExpression></input>"
        for each in inputs
    )
    rows = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text><![CDATA[{text}]]></text></inputEntry>" for text in given)
        + "".join(f"<outputEntry><text><![CDATA[{text}]]></text></outputEntry>" for text in values)
        + "</rule>"
        for given, values in rules
    )
    output = "".join(f"<output {each}/>" for each in outputs)
    return f"<decisionTable {attributes}>{clauses}{output}{rows}</decisionTable>"


def compiled(*elements):
    inside = TYPES + "".join(elements)
    text = f'<definitions xmlns="{DMN}" name="m" namespace="n" id="m">{inside}</definitions>'
    return ModelCompiler(read(text.encode(), "m.dmn"), "m.dmn", lambda _namespace: None)


def problems(*elements):
    """Return what is found beside infos, and check that looking leaves the compiled model alone."""
    compiler = compiled(*elements)
    before = list(compiler.problems), len(compiler.texts.places)
    found = check(compiler)
    assert before == (compiler.problems, len(compiler.texts.places))
    return found


def codes(*elements, info=False):
    return [
        (each.severity, each.code)
        for each in problems(*elements)
        if info or each.severity != "info"
    ]


ALL_INPUTS = "".join(input_data(name, type_ref) for name, type_ref in INPUTS.items())


def decided(logic, *, type_ref=""):
    required = requires(*INPUTS)
    return codes(ALL_INPUTS, decision("D", logic, type_ref=type_ref, requirements=required))


def test_a_sound_model_has_no_problems():
    rules = [(("< 18", '"red"'), ("1",)), ((">= 18", "-"), ("Age * 2",))]
    logic = table(rules, inputs=("Age:number", "Colour:tColour"))
    assert (
        codes(
            input_data("Age", "number"),
            input_data("Colour", "tColour"),
            decision("D", logic, type_ref="number", requirements=requires("Age", "Colour")),
            info=True,
        )
        == []
    )


@pytest.mark.parametrize(
    ("text", "type_ref", "severity", "code"),
    [
        ("Agee", "", "error", "NO_VARIABLE_FOUND"),
        ("summ([Age])", "", "error", "NO_FUNCTION_FOUND"),
        ("abs(Age, 1)", "", "error", "INVALID_ARGUMENTS"),
        ('date("2024-02-31")', "", "error", "INVALID_ARGUMENTS"),
        ("Person.agee", "", "warning", "NO_CONTEXT_ENTRY_FOUND"),
        ("Age.years", "", "error", "NO_PROPERTY_FOUND"),
        ('Age = "x"', "", "warning", "NOT_COMPARABLE"),
        ("Age instance of tPersn", "", "error", "UNKNOWN_TYPE"),
        ('"many"', "number", "error", "INVALID_TYPE"),
        ("{name: Name}", "tPerson", "error", "INVALID_TYPE"),
    ],
)
def test_a_literal_expression_is_looked_at(text, type_ref, severity, code):
    assert decided(literal(text), type_ref=type_ref) == [(severity, code)]


def test_a_name_of_the_model_that_is_not_required_says_so():
    (problem,) = (
        each
        for each in problems(ALL_INPUTS, decision("D", literal("Age")))
        if each.severity == "error"
    )
    assert problem.code == "NOT_REQUIRED"
    assert problem.hint == "add an information requirement"
    assert problem.location.path == ("m.dmn", "decision D")
    assert problem.line is not None


LITERAL = "<literalExpression><text>{}</text></literalExpression>"
NUMBERS = f"<in>{LITERAL.format('[1, 2]')}</in>"
ENTRY = '<contextEntry><variable name="{}"/>{}</contextEntry>'
ENTRY_A = ENTRY.format("a", LITERAL.format("Age"))
BOXED = {
    "context entries so far": (
        f"<context>{ENTRY_A}{ENTRY.format('b', LITERAL)}</context>",
        *("a + 1", "b + 1"),
    ),
    "the item of a filter": (
        f"<filter>{NUMBERS}<match>{LITERAL}</match></filter>",
        *("item > 1", "itm > 1"),
    ),
    "the variable of a for": (
        f'<for iteratorVariable="i">{NUMBERS}<return>{LITERAL}</return></for>',
        *("i + count(partial)", "j"),
    ),
    "the variable of a some": (
        f'<some iteratorVariable="i">{NUMBERS}<satisfies>{LITERAL}</satisfies></some>',
        *("i > 1", "j > 1"),
    ),
    "the parameters of a function": (
        f'<functionDefinition><formalParameter name="x"/>{LITERAL}</functionDefinition>',
        *("x + 1", "y + 1"),
    ),
    "the cells of a relation": (
        f'<relation><column name="c" typeRef="number"/><row>{LITERAL}</row></relation>',
        *("Age", "Ag"),
    ),
}


@pytest.mark.parametrize("name", BOXED)
def test_names_in_boxed_expressions_are_those_seen_there(name):
    xml, fine, wrong = BOXED[name]
    assert decided(xml.format(fine.replace(">", "&gt;"))) == []
    assert [code for _, code in decided(xml.format(wrong.replace(">", "&gt;")))] == [
        "NO_VARIABLE_FOUND"
    ]


KNOWLEDGE = (
    '<businessKnowledgeModel id="Rate" name="Rate"><variable name="Rate"/><encapsulatedLogic>'
    '<formalParameter name="amount" typeRef="number"/>'
    "<literalExpression><text>if amount = 0 then 0 else Rate(amount - 1)</text></literalExpression>"
    "</encapsulatedLogic></businessKnowledgeModel>"
)
KNOWN = '<knowledgeRequirement><requiredKnowledge href="#Rate"/></knowledgeRequirement>'


def invocation(parameter):
    return (
        "<invocation><literalExpression><text>Rate</text></literalExpression><binding>"
        f'<parameter name="{parameter}"/><literalExpression><text>1</text></literalExpression>'
        "</binding></invocation>"
    )


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        (invocation("amount"), []),
        (invocation("amt"), ["INVALID_ARGUMENTS"]),
        (literal("Rate(1)"), []),
        (literal("Rate(1, 2)"), ["INVALID_ARGUMENTS"]),
        (literal("Rate(amt: 1)"), ["INVALID_ARGUMENTS"]),
        (literal('Rate("x")'), ["INVALID_ARGUMENTS"]),
    ],
)
def test_invocations_are_compared_with_the_parameters_and_recursion_is_fine(logic, expected):
    found = problems(KNOWLEDGE, decision("D", logic, requirements=KNOWN))
    assert [each.code for each in found] == expected


@pytest.mark.parametrize(
    ("rules", "options", "expected"),
    [
        ([(('"x"',), ("1",))], {}, [("warning", "NOT_COMPARABLE")]),
        ([(("Ag",), ("1",))], {}, [("error", "NO_VARIABLE_FOUND")]),
        (
            [(('"red", "blue"',), ("1",))],
            {"inputs": ["Colour:tColour"]},
            [("warning", "VALUE_NOT_ALLOWED")],
        ),
        ([(("1",), ("1",)), (("1 ",), ("2",))], {}, [("error", "SAME_CONDITIONS")]),
        (
            [(("1",), ("1",)), (("1",), ("2",))],
            {"attributes": 'hitPolicy="ANY"'},
            [("error", "SAME_CONDITIONS")],
        ),
        ([(("1",), ("1",)), (("1",), ("1",))], {"attributes": 'hitPolicy="ANY"'}, []),
        ([(("1",), ("1",)), (("1",), ("2",))], {"attributes": 'hitPolicy="COLLECT"'}, []),
        (
            [(("-",), ("1",)), (("1",), ("2",)), (("1",), ("2",))],
            {"attributes": 'hitPolicy="FIRST"'},
            [("warning", "UNREACHABLE_RULE")],
        ),
        ([(("1",), ("2",)), (("-",), ("1",))], {"attributes": 'hitPolicy="FIRST"'}, []),
        ([], {}, [("warning", "EMPTY_TABLE")]),
        (
            [(("-",), ("1", "2"))],
            {"outputs": ['name="a"', ""]},
            [("warning", "UNNAMED_OUTPUT")],
        ),
        (
            [(("-",), ("1", "2"))],
            {"outputs": ['name="a"', 'name="a"']},
            [("warning", "DUPLICATE_NAME")],
        ),
        ([(("-",), ('"x"',))], {"outputs": ['typeRef="number"']}, [("error", "INVALID_TYPE")]),
        (
            [(("-",), ('"blue"',))],
            {"outputs": ['typeRef="tColour"']},
            [("warning", "VALUE_NOT_ALLOWED")],
        ),
        (
            [(("-",), ('"x"',))],
            {
                "outputs": ['typeRef="string"'],
                "attributes": 'hitPolicy="COLLECT" aggregation="SUM"',
            },
            [("warning", "AGGREGATION")],
        ),
        (
            [(("-",), ("1",))],
            {"attributes": 'hitPolicy="FIRST" aggregation="SUM"'},
            [("warning", "AGGREGATION")],
        ),
    ],
)
def test_a_decision_table_is_looked_at(rules, options, expected):
    assert decided(table(rules, **options)) == expected


def test_the_place_of_an_entry_names_rule_and_clause():
    logic = table([(("1",), ("1",)), (('"x"',), ("1",))])
    (problem,) = (
        each
        for each in problems(ALL_INPUTS, decision("D", logic, requirements=requires("Age")))
        if each.severity != "info"
    )
    assert problem.location.path == ("m.dmn", "decision D", "rule 2", "input 'Age'")


def test_equal_texts_in_two_rules_are_both_reported():
    logic = table([(('"x"',), ("1",)), (('"x"  ',), ("1",)), (('"x"',), ("2",))])
    assert decided(logic).count(("warning", "NOT_COMPARABLE")) == 3


@pytest.mark.parametrize(
    ("elements", "code", "part"),
    [
        (['<inputData id="a" name="A"><variable name="A"/></inputData>'], "NO_TYPE", "no type"),
        (
            ['<inputData id="a" name="A"><variable name="B" typeRef="string"/></inputData>'],
            "NAME_DIFFERS",
            "'B'",
        ),
        ([input_data("A")], "UNUSED", "nothing requires this input data"),
        ([KNOWLEDGE], "UNUSED", "nothing requires this business knowledge model"),
        (['<decision id="d" name="D"><variable name="D"/></decision>'], "NO_LOGIC", "no logic"),
        (
            [input_data("A"), decision("D", literal("1"), requirements=requires("A"))],
            "UNUSED_REQUIREMENT",
            "requires 'A'",
        ),
        (
            [input_data("A"), decision("A2", literal("1")), decision("A2b", literal("A2"))],
            "NOT_REQUIRED",
            "'A2' is a decision",
        ),
        (
            [
                *(input_data(each, "number") for each in ("a", "b", "a-b")),
                decision("D", literal("a-b"), requirements=requires("a", "b", "a-b")),
            ],
            "AMBIGUOUS_NAME",
            "'a' and 'b'",
        ),
        (
            [decision("D", literal("1")).replace('id="D"', 'id="m"')],
            "DUPLICATE_ID",
            "'m' is given 2 times",
        ),
    ],
)
def test_elements_are_looked_at(elements, code, part):
    assert [each.code for each in problems(*elements) if part in each.message] == [code]


def service(**references):
    lists = "".join(
        f'<{tag} href="#{name}"/>' for tag, names in references.items() for name in names
    )
    return f'<decisionService id="S" name="S"><variable name="S"/>{lists}</decisionService>'


@pytest.mark.parametrize(
    ("references", "expected"),
    [
        ({"outputDecision": ["D"], "encapsulatedDecision": ["E"], "inputData": ["A"]}, []),
        ({"outputDecision": ["D"], "inputDecision": ["E"]}, []),
        ({"outputDecision": ["D"], "encapsulatedDecision": ["E"]}, ["NOT_COVERED"]),
        ({"outputDecision": ["D"], "inputData": ["A"]}, ["NOT_COVERED"]),
        ({"inputData": ["A"]}, ["NO_OUTPUT"]),
    ],
)
def test_a_decision_service_lists_what_its_outputs_need(references, expected):
    found = codes(
        input_data("A"),
        decision("E", literal("A"), requirements=requires("A")),
        decision("D", literal("E"), requirements=requires("E", kind="Decision")),
        service(**references),
    )
    assert [code for _, code in found] == expected


def test_ten_thousand_rules_are_looked_at_in_a_blink():
    rules = [((f"[{n}..{n + 1})", f'"n{n}"'), (f"{n}",)) for n in range(10_000)]
    logic = table(rules, inputs=("Age:number", "Name:string"))
    compiler = compiled(
        input_data("Age", "number"),
        input_data("Name"),
        decision("D", logic, type_ref="number", requirements=requires("Age", "Name")),
    )
    start = time.perf_counter()
    assert check(compiler) == []
    assert time.perf_counter() - start < 2  # a tenth of it on an idle machine


def kit_folders():
    root = os.environ.get("RULING_TCK")
    if not root:
        return []
    return sorted({path.parent for path in Path(root).rglob("*.xml") if TEST_FILE.match(path.name)})


def expected_values(folder):
    """Give model file, decision and value of every case of a folder that expects one."""
    for path in sorted(folder.glob("*.xml")):
        if not TEST_FILE.match(path.name):
            continue
        root = parse_xml(path.read_bytes())
        model = root.findtext(f"{{{NAMESPACE}}}modelName")
        for node in root.iter(f"{{{NAMESPACE}}}resultNode"):
            value = value_of(node.find(f"{{{NAMESPACE}}}expected"))
            if value is not None and node.get("errorResult") != "true":
                yield model, node.get("name")


@pytest.mark.skipif(not kit_folders(), reason="RULING_TCK names no folder of the DMN TCK")
def test_no_decision_of_the_kit_that_has_a_value_has_an_error():
    alarms = []
    for folder in kit_folders():
        models = {path.name: read(path.read_bytes(), path.name) for path in folder.glob("*.dmn")}
        by_namespace = {model.namespace: model for model in models.values()}
        valued = defaultdict(set)
        for model, name in expected_values(folder):
            valued[model].add(f"decision {name}")
        for model, decisions in valued.items():
            compiler = ModelCompiler(models[model], model, by_namespace.get)
            alarms += [
                str(each)
                for each in check(compiler)
                if each.severity == "error" and each.location.path[1] in decisions
            ]
    assert alarms == []


def test_the_check_of_very_many_decisions_takes_as_long_as_there_are_decisions():
    logic = "<literalExpression><text>1 + 1</text></literalExpression>"
    body = "".join(f'<decision name="d{n}" id="d{n}">{logic}</decision>' for n in range(4_000))
    model = read(f'<definitions xmlns="{DMN}" name="m" namespace="n">{body}</definitions>'.encode())
    compiler = ModelCompiler(model, "m", lambda _: None)
    start = time.process_time()
    assert check(compiler) == []
    assert time.process_time() - start < 2.0


def test_regular_expressions_of_all_texts_share_their_time():
    slow = "matches(&quot;{text}&quot;, &quot;^(a|aa|a?a)+$&quot;)".format(text="a" * 40 + "b{n}")
    body = "".join(
        f'<decision name="d{n}"><literalExpression><text>{slow.replace("{n}", str(n))}</text>'
        "</literalExpression></decision>"
        for n in range(200)
    )
    model = read(f'<definitions xmlns="{DMN}" name="m" namespace="n">{body}</definitions>'.encode())
    compiler = ModelCompiler(model, "m", lambda _: None)
    start = time.process_time()
    check(compiler)
    assert time.process_time() - start < 2.0
