"""CMMN 1.1 as it should be, and as it should not: read as far as possible, and reported."""

import os
import time
from html import escape
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmmn.dialects import OURS
from cmmn.errors import NotCmmnError
from cmmn.model import (
    Documentation,
    Expression,
    PlanItemTransition,
)
from cmmn.reader import read, read_file
from dmn.model import FEEL_LANGUAGE
from dmn.xml_reader import MAX_PROBLEMS

NAMESPACE = "http://www.omg.org/spec/CMMN/20151109/MODEL"
HEAD = f'<definitions xmlns="{NAMESPACE}"'


def model(body, attributes='targetNamespace="urn:m"'):
    return read(f"{HEAD} {attributes}>{body}</definitions>".encode(), "m.cmmn")


def plan(body):
    (found,) = model(f"<case><casePlanModel>{body}</casePlanModel></case>").cases
    return found.case_plan_model


def kit():
    root = os.environ.get("RULING_CMMN")
    return sorted(Path(root).glob("*.cmmn")) if root else []


@pytest.mark.skipif(not kit(), reason="RULING_CMMN does not name the folder of the scenarios")
def test_every_scenarios_model_is_read_without_problems():
    for path in kit():
        definitions = read_file(path)
        assert definitions.problems == (), path
        assert definitions.cases[0].case_plan_model is not None, path


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(
            b"", "the file is empty (0 bytes) (hint: supported is CMMN 1.0 and 1.1", id="empty"
        ),
        pytest.param(b"a,b\n", r"the file is no XML; it begins with 'a,b\n'", id="CSV"),
        pytest.param(
            b"<a>\n</b>", "a.cmmn > line 2: the file is no well-formed XML", id="broken XML"
        ),
        pytest.param(
            b'<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"/>',
            "the root element is 'definitions' in namespace 'https://www.omg.org/spec/DMN/",
            id="DMN",
        ),
        pytest.param(
            f'<case xmlns="{NAMESPACE}"/>'.encode(),
            "the root element is 'case' in namespace",
            id="another root",
        ),
        pytest.param(
            b"<!DOCTYPE a><a/>", "(hint: delete the <!DOCTYPE ...> declaration)", id="document type"
        ),
    ],
)
def test_what_is_not_cmmn_is_refused_with_what_was_found(data, message):
    with pytest.raises(NotCmmnError) as refusal:
        read(data, "a.cmmn")
    assert message in str(refusal.value)
    assert refusal.value.location.path[0] == "a.cmmn"


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(NotCmmnError, match="it is a folder, not a file"):
        read_file(tmp_path)


def in_plan(text):
    return f'<case name="C"><casePlanModel name="P">{text}</casePlanModel></case>'


@pytest.mark.parametrize(
    ("body", "code", "severity", "said"),
    [
        pytest.param(
            "<cases/>",
            "UNKNOWN_ELEMENT",
            "error",
            "m.cmmn > cases: 'cases' is no element of the definitions",
            id="unknown element",
        ),
        pytest.param(
            in_plan("<serviceTask/>"),
            "UNKNOWN_ELEMENT",
            "error",
            "m.cmmn > case C > case plan model P > service task: 'serviceTask' is no element of a"
            " case plan model",
            id="unknown definition",
        ),
        pytest.param(
            in_plan('<humanTask name="T" assignee="x"/>'),
            "UNKNOWN_ATTRIBUTE",
            "warning",
            "> human task T: 'assignee' is no attribute of a human task (hint: it has: id, name,",
            id="unknown attribute",
        ),
        pytest.param(
            "<import location='a'/>",
            "MISSING_ATTRIBUTE",
            "error",
            "m.cmmn > import: an import needs the attribute 'importType'",
            id="import without type",
        ),
        pytest.param(
            in_plan("<planItem name='A'><itemControl/><itemControl/></planItem>"),
            "DUPLICATE_ELEMENT",
            "error",
            "> item control 2: an item control stands where one was read already",
            id="two controls",
        ),
        pytest.param(
            in_plan("<sentry><planItemOnPart><standardEvent>done</standardEvent></planItemOnPart>"
                    "</sentry>"),
            "WRONG_VALUE",
            "error",
            "'done' is no value for the element 'standardEvent' (hint: expected is one of: close,",
            id="unknown event",
        ),
        pytest.param(
            in_plan("<sentry><caseFileItemOnPart><standardEvent>complete</standardEvent>"
                    "</caseFileItemOnPart></sentry>"),
            "WRONG_VALUE",
            "error",
            "'complete' is no value for the element 'standardEvent' (hint: expected is one of: add",
            id="event of a plan item at a case file item",
        ),
        pytest.param(
            in_plan("<sentry><planItemOnPart><standardEvent>manual_start</standardEvent>"
                    "</planItemOnPart></sentry>"),
            "RESPELLED",
            "info",
            "standardEvent 'manual_start' is read as 'manualStart'",
            id="event spelled otherwise",
        ),
        pytest.param(
            in_plan('<sentry><planItemOnPart standardEvent="complete"/></sentry>'),
            "RESPELLED",
            "info",
            "'standardEvent' is read, but has another form (hint: write it as an element)",
            id="event as attribute",
        ),
        pytest.param(
            '<case><caseFileModel><caseFileItem multiplicity="zeroorone"/></caseFileModel></case>',
            "RESPELLED",
            "info",
            "multiplicity 'zeroorone' is read as 'ZeroOrOne'",
            id="multiplicity spelled otherwise",
        ),
        pytest.param(
            '<case><caseFileModel><caseFileItem multiplicity="Two"/></caseFileModel></case>',
            "WRONG_VALUE",
            "error",
            "'Two' is no value for the attribute 'multiplicity' of a case file item",
            id="unknown multiplicity",
        ),
        pytest.param(
            in_plan('<task isBlocking="maybe"/>'),
            "WRONG_VALUE",
            "error",
            "(hint: expected is true or false)",
            id="wrong boolean",
        ),
        pytest.param(
            in_plan('<sentry><ifPart><condition language="urn:juel">x</condition></ifPart>'
                    "</sentry>"),
            "UNSUPPORTED_LANGUAGE",
            "warning",
            "the language 'urn:juel' cannot be executed (hint: write it in FEEL)",
            id="another language",
        ),
        pytest.param(
            in_plan(f'<humanTask xmlns:r="{OURS}" r:dueDate="P1D"/>'),
            "UNKNOWN_ATTRIBUTE",
            "warning",
            "'urn:ruling:cmmn dueDate' is no attribute of a human task (hint: it has: due, ",
            id="unknown attribute of ours",
        ),
        pytest.param(
            in_plan(f'<milestone xmlns:r="{OURS}" r:due="P1D"/>'),
            "UNKNOWN_ATTRIBUTE",
            "warning",
            "'urn:ruling:cmmn due' is no attribute of a milestone (hint: it has: none)",
            id="attribute of ours elsewhere",
        ),
        pytest.param(
            in_plan('<task xmlns:v="urn:v" v:a="1"><extensionElements><v:b/></extensionElements>'
                    "<v:c/></task>"),
            "VENDOR_EXTENSION",
            "info",
            "m.cmmn: extensions of 'urn:v' (3) are kept and have no effect",
            id="vendor extensions",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_reported_where_it_is(body, code, severity, said):
    (problem,) = model("\n" + body).problems
    assert (problem.code, problem.severity, problem.line) == (code, severity, 2)
    assert said in str(problem)


def test_definitions_need_a_namespace():
    (problem,) = model("", "").problems
    assert (problem.code, problem.severity) == ("MISSING_ATTRIBUTE", "error")
    assert "the definitions needs the attribute 'targetNamespace'" in str(problem)


@pytest.mark.parametrize(
    ("language", "kept", "codes"),
    [
        ("FEEL", FEEL_LANGUAGE, []),
        ("https://www.omg.org/spec/DMN/20191111/FEEL/", FEEL_LANGUAGE, []),
        ("http://www.w3.org/1999/XPath", None, []),
        ("", None, []),
        ("urn:groovy", "urn:groovy", ["UNSUPPORTED_LANGUAGE"]),
    ],
)
def test_the_definitions_say_a_language_or_mean_feel(language, kept, codes):
    found = model("", f'targetNamespace="u" expressionLanguage="{language}"')
    assert found.expression_language == kept
    assert [problem.code for problem in found.problems] == codes


def test_a_wrong_value_is_kept_out():
    found = model(
        "<case><caseFileModel><caseFileItem multiplicity='Two'/></caseFileModel>"
        "<casePlanModel><sentry><planItemOnPart sourceRef='A'><standardEvent>done</standardEvent>"
        "</planItemOnPart></sentry></casePlanModel></case>"
    ).cases[0]
    assert found.case_file_model.case_file_items[0].multiplicity == "Unspecified"
    (on_part,) = found.case_plan_model.sentries[0].on_parts
    assert (on_part.source_ref, on_part.standard_event) == ("A", None)


@pytest.mark.parametrize("event", get_args(PlanItemTransition))
def test_events_are_known_in_any_case_and_between_blanks(event):
    events = (event, f"\n  {event.upper()} ")
    parts = "".join(
        f"<planItemOnPart><standardEvent>{each}</standardEvent></planItemOnPart>" for each in events
    )
    assert [
        each.standard_event for each in plan(f"<sentry>{parts}</sentry>").sentries[0].on_parts
    ] == [event, event]


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ("<condition>a &lt; b</condition>", "a < b"),
        ("<condition><![CDATA[a < b]]></condition>", "a < b"),
        ("<condition>  a\n\tb </condition>", "  a\n\tb "),
        ("<condition>a<!-- no -->b</condition>", "ab"),
        ("<condition><documentation>why</documentation>a &lt; b</condition>", "a < b"),
        ("<condition>a<documentation>why</documentation> &lt; <extensionElements/>b</condition>",
         "a < b"),
        ("<condition/>", ""),
    ],
)  # fmt: skip
def test_the_text_of_an_expression_is_what_is_not_documentation(condition, text):
    found = plan(f"<sentry><ifPart>{condition}</ifPart></sentry>").sentries[0].if_part.condition
    assert isinstance(found, Expression)
    assert found.text == text
    assert [each.text for each in found.documentation] == ["why"] * ("why" in condition)


def test_an_if_part_without_a_condition_has_none():
    assert plan("<sentry><ifPart/></sentry>").sentries[0].if_part.condition is None


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]))


@given(before=TEXTS, words=TEXTS, after=TEXTS)
def test_texts_are_read_exactly(before, words, after):
    excluded = dict.fromkeys(map(ord, "\ufffe\uffff"))
    before, words, after = (each.translate(excluded) for each in (before, words, after))
    condition = (
        f"<condition>{escape(before)}<documentation>{escape(words)}</documentation>"
        f"{escape(after)}</condition>"
    )
    found = plan(f"<sentry><ifPart>{condition}</ifPart></sentry>").sentries[0].if_part.condition
    assert found == Expression(text=before + after, documentation=(Documentation(text=words),))


def test_markup_in_documentation_is_kept_and_is_nobodys_extension():
    body = (
        '<documentation textFormat="text/html">1 &lt; 2 <p xmlns="http://www.w3.org/1999/xhtml">'
        "so</p> &amp; so</documentation>"
    )
    found = model(body)
    assert found.problems == ()
    assert found.documentation[0].text == (
        '1 &lt; 2 <p xmlns="http://www.w3.org/1999/xhtml">so</p> &amp; so'
    )


def test_attributes_of_ours_are_kept_and_no_vendors():
    attributes = 'r:due="P3D" r:followUp="P1D" r:priority="5" r:escalation="lead"'
    found = model(in_plan(f'<humanTask xmlns:r="{OURS}" {attributes}/>'))
    assert found.problems == ()
    (task,) = found.cases[0].case_plan_model.plan_item_definitions
    assert dict(task.foreign_attributes) == {
        f"{{{OURS}}}due": "P3D",
        f"{{{OURS}}}followUp": "P1D",
        f"{{{OURS}}}priority": "5",
        f"{{{OURS}}}escalation": "lead",
    }


def test_vendor_content_is_kept_as_raw_text():
    task = '<task xmlns:v="urn:v" v:a="1"><extensionElements><v:b>t</v:b></extensionElements><v:c/>'
    (found,) = plan(f"{task}</task>").plan_item_definitions
    assert found.foreign_attributes == (("{urn:v}a", "1"),)
    assert found.extension_elements == '<v:b xmlns:v="urn:v">t</v:b>\n<v:c xmlns:v="urn:v"></v:c>'


def test_references_lose_needless_blanks_and_keep_their_prefixes():
    found = model(
        '<case><caseFileModel><caseFileItem id=" a " xmlns:k="urn:k" definitionRef="k:d"'
        ' targetRefs=" b&#10;  c " sourceRef=" "/></caseFileModel></case>'
    )
    (item,) = found.cases[0].case_file_model.case_file_items
    assert (item.id, item.definition_ref, item.target_refs, item.source_ref) == (
        "a",
        "k:d",
        "b c",
        None,
    )
    assert found.prefixes == (("k", "urn:k"),)


def test_names_are_read_as_feel_writes_them():
    found = model('<case name=" a&#10;  b "/>')
    assert found.cases[0].name == "a b"


def test_elements_know_their_lines_which_take_no_part_in_equality():
    first = plan("\n<planItem id='A'>\n<itemControl/></planItem>")
    assert (first.line, first.plan_items[0].line, first.plan_items[0].item_control.line) == (
        1,
        2,
        3,
    )
    assert first == plan("<planItem id='A'><itemControl/></planItem>")
    assert first != plan("<planItem id='B'><itemControl/></planItem>")


def test_deeply_nested_stages_are_read():
    depth = 190
    found = plan("<stage>" * depth + "</stage>" * depth)
    for _ in range(depth):
        (found,) = found.plan_item_definitions
    assert found.plan_item_definitions == ()


def test_a_large_model_is_read_at_once():
    body = "".join(
        f'<planItem id="A{n}" name="A {n}" definitionRef="T{n}"><itemControl><requiredRule>'
        f"<condition>x &gt; {n}</condition></requiredRule></itemControl>"
        f'<entryCriterion id="e{n}" sentryRef="S{n}"/></planItem>'
        f'<sentry id="S{n}"><planItemOnPart sourceRef="A{n}"><standardEvent>complete'
        f'</standardEvent></planItemOnPart></sentry><humanTask id="T{n}" name="T {n}"/>'
        for n in range(90)
    )
    data = f'{HEAD} targetNamespace="u">{in_plan(body)}</definitions>'.encode()
    assert len(data) > 28_000
    read(data)  # what is derived from the classes is derived once
    times = []
    for _ in range(5):
        start = time.process_time()
        read(data)
        times.append(time.process_time() - start)
    assert min(times) < 0.02


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<x/>" * 100_000, id="unknown elements"),
        pytest.param('<x xmlns="urn:v"/>' * 100_000, id="elements of a vendor"),
    ],
)
def test_what_does_not_belong_is_read_past_quickly(text):
    start = time.process_time()
    found = model(text)
    assert time.process_time() - start < 5.0
    assert len(found.problems) <= MAX_PROBLEMS + 1
