"""What CMMN 1.0 says is the model that CMMN 1.1 would say.

`older` turns a file of CMMN 1.1 into the form of 1.0; whatever reads the result must find the same
model in it.
"""

import os
from pathlib import Path

import pytest
from lxml import etree

from cmmn.dialects import (
    CMMN,
    OURS,
    criterion_id,
    dialect_of,
    family_of,
    is_standard,
    lift_default_language,
    lift_import_type,
    lift_language,
)
from cmmn.model import (
    Documentation,
    EntryCriterion,
    EventListener,
    ExitCriterion,
    PlanItemOnPart,
    PlanningTable,
    Role,
    TimerEventListener,
    UserEventListener,
)
from cmmn.reader import read
from dmn.dialects import DMN
from dmn.model import FEEL_LANGUAGE

MODEL_1_0 = "http://www.omg.org/spec/CMMN/20131201/MODEL"
OLDER_NAMES = {
    "eventListener": "event",
    "userEventListener": "userEvent",
    "timerEventListener": "timerEvent",
}
EXPRESSIONS = ("condition", "timerExpression", "bindingRefinement", "transformation")


def kit():
    root = os.environ.get("RULING_CMMN")
    return sorted(Path(root).glob("*.cmmn")) if root else []


def tag(local):
    return f"{{{CMMN}}}{local}"


def with_lifted_ids(root):
    """Give criteria the ids that lifting makes."""
    renamed = {}
    for kind in ("entry", "exit"):
        for criterion in root.iter(tag(f"{kind}Criterion")):
            item = criterion.getparent().get("id")
            made = criterion_id(item, kind, criterion.get("sentryRef"))
            renamed[criterion.get("id")] = made
            criterion.set("id", made)
    for on_part in root.iter(tag("planItemOnPart")):
        if "exitCriterionRef" in on_part.attrib:
            on_part.set("exitCriterionRef", renamed[on_part.get("exitCriterionRef")])


def older(root):
    """Return the file in the form of CMMN 1.0."""
    sentries = {each.get("id"): each.get("sentryRef") for each in root.iter(tag("exitCriterion"))}
    for on_part in root.iter(tag("planItemOnPart")):
        if "exitCriterionRef" in on_part.attrib:
            on_part.set("sentryRef", sentries[on_part.attrib.pop("exitCriterionRef")])
    for kind in ("entry", "exit"):
        for criterion in list(root.iter(tag(f"{kind}Criterion"))):
            item = criterion.getparent()
            refs = (item.get(f"{kind}CriteriaRefs"), criterion.get("sentryRef"))
            item.set(f"{kind}CriteriaRefs", " ".join(filter(None, refs)))
            item.remove(criterion)
    for local in EXPRESSIONS:
        for expression in root.iter(tag(local)):
            etree.SubElement(expression, tag("body")).text = expression.text
            expression.text = None
    for element in root.iter(tag("*")):
        local = etree.QName(element).localname
        element.tag = tag(OLDER_NAMES.get(local, local))
    return etree.tostring(root).replace(CMMN.encode(), MODEL_1_0.encode())


@pytest.mark.skipif(not kit(), reason="RULING_CMMN does not name the folder of the scenarios")
def test_kit_models_rewritten_into_cmmn_1_0_are_the_same_models():
    with_criteria = 0
    for path in kit():
        root = etree.parse(path).getroot()
        with_lifted_ids(root)
        expected = read(etree.tostring(root), path.name)
        data = older(root)
        found = read(data, path.name)
        assert found == expected, path
        assert (found.dialect, found.problems) == ("1.0", ()), path
        with_criteria += b"CriteriaRefs" in data
    assert with_criteria > 30


def case(body, plan="", attributes=""):
    content = f'<casePlanModel id="p">{plan}</casePlanModel>' if plan else ""
    text = (
        f'<definitions xmlns="{MODEL_1_0}" targetNamespace="urn:m" xmlns:v="urn:v" {attributes}>'
        f'<case id="c">{content}{body}</case></definitions>'
    )
    definitions = read(text.encode(), "m.cmmn")
    assert [p.code for p in definitions.problems if p.code != "VENDOR_EXTENSION"] == []
    return definitions.cases[0]


def test_roles_of_their_own_become_one_list():
    found = case('\n<caseRoles id="a" name="Assessor"/>\n<caseRoles name="Lead" v:x="1"/>')
    assert found.case_roles.roles == (
        Role(id="a", name="Assessor"),
        Role(name="Lead", foreign_attributes=(("{urn:v}x", "1"),)),
    )
    assert [found.case_roles.line, *(role.line for role in found.case_roles.roles)] == [2, 2, 3]


def test_roles_in_a_list_stay_there():
    found = case('<caseRoles id="r"><role id="a" name="Assessor"/></caseRoles>')
    assert (found.case_roles.id, found.case_roles.roles) == ("r", (Role(id="a", name="Assessor"),))


def test_sentries_named_at_items_become_criteria():
    plan = case(
        "",
        '\n<planItem id="A" definitionRef="d" entryCriteriaRefs="S1&#10; S2 S1"'
        ' exitCriteriaRefs="S1"/>'
        '<planningTable><discretionaryItem id="B" entryCriteriaRefs="S2"/></planningTable>',
    ).case_plan_model
    (item,) = plan.plan_items
    assert item.entry_criteria == (
        EntryCriterion(id="A_entry_S1", sentry_ref="S1"),
        EntryCriterion(id="A_entry_S2", sentry_ref="S2"),
    )
    assert item.exit_criteria == (ExitCriterion(id="A_exit_S1", sentry_ref="S1"),)
    assert item.entry_criteria[0].line == 2
    (offer,) = plan.planning_table.table_items
    assert offer.entry_criteria == (EntryCriterion(id="B_entry_S2", sentry_ref="S2"),)


def test_sentries_named_at_a_case_plan_become_exit_criteria():
    text = (
        f'<definitions xmlns="{MODEL_1_0}" targetNamespace="urn:m"><case>'
        '<casePlanModel id="p" exitCriteriaRefs="S"/></case></definitions>'
    )
    definitions = read(text.encode())
    assert definitions.problems == ()
    assert definitions.cases[0].case_plan_model.exit_criteria == (
        ExitCriterion(id="p_exit_S", sentry_ref="S"),
    )


def test_an_exit_sentry_of_an_on_part_is_the_criterion_made_of_it():
    plan = case(
        "",
        '<planItem id="A" exitCriteriaRefs="S"/><sentry id="T"><planItemOnPart sourceRef="A"'
        ' sentryRef="S"><standardEvent>exit</standardEvent></planItemOnPart></sentry>',
    ).case_plan_model
    assert plan.sentries[0].on_parts == (
        PlanItemOnPart(standard_event="exit", source_ref="A", exit_criterion_ref="A_exit_S"),
    )
    assert plan.plan_items[0].exit_criteria[0].id == "A_exit_S"


@pytest.mark.parametrize("local", ["repetitionRule", "requiredRule", "manualActivationRule"])
def test_the_body_of_an_expression_is_its_text(local):
    plan = case(
        "",
        f'<planItem id="A"><itemControl><{local} contextRef="f"><condition description="why">\n '
        f"<body>a &lt; 1</body> </condition></{local}></itemControl></planItem>",
    ).case_plan_model
    control = plan.plan_items[0].item_control
    (rule,) = filter(
        None, (control.repetition_rule, control.required_rule, control.manual_activation_rule)
    )
    assert (rule.context_ref, rule.condition.text) == ("f", "a < 1")
    assert rule.condition.documentation == (Documentation(text="why"),)


def test_events_are_event_listeners():
    plan = case(
        "",
        '<event id="e"/><userEvent id="u" authorizedRoleRefs="r"/>'
        '<timerEvent id="t"><timerExpression><body>PT1H</body></timerExpression></timerEvent>',
    ).case_plan_model
    generic, user, timer = plan.plan_item_definitions
    assert generic == EventListener(id="e")
    assert user == UserEventListener(id="u", authorized_role_refs="r")
    assert isinstance(timer, TimerEventListener)
    assert timer.timer_expression.text == "PT1H"


def test_parameters_and_several_planning_tables_of_a_task_have_one_form():
    plan = case(
        "",
        '<humanTask id="h"><inputs id="i" bindingRef="f"/><outputs id="o"/>'
        '<planningTable id="a"/>\n<planningTable id="b"/></humanTask>',
    ).case_plan_model
    (task,) = plan.plan_item_definitions
    assert [each.id for each in (*task.inputs, *task.outputs)] == ["i", "o"]
    assert task.planning_table == PlanningTable(
        table_items=(PlanningTable(id="a"), PlanningTable(id="b"))
    )


def test_a_description_is_documentation_and_sources_are_one_source():
    found = case(
        '<input description="what comes in"/>',
        attributes='description="all of it"',
    )
    assert found.inputs[0].documentation == (Documentation(text="what comes in"),)
    text = (
        f'<definitions xmlns="{MODEL_1_0}" targetNamespace="u"><case><caseFileModel>'
        '<caseFileItem sourceRefs="a"/></caseFileModel></case></definitions>'
    )
    assert read(text.encode()).cases[0].case_file_model.case_file_items[0].source_ref == "a"


def test_what_vendors_added_is_not_lifted():
    inside = (
        "<extensionElements><v:body description='d' entryCriteriaRefs='S'/></extensionElements>"
    )
    plan = case("", f'<planItem id="A">{inside}</planItem>').case_plan_model
    assert 'description="d" entryCriteriaRefs="S"' in plan.plan_items[0].extension_elements


def test_absurdly_many_sentries_are_reported_and_not_multiplied():
    refs = " ".join(f"S{number}" for number in range(1_000))
    text = (
        f'<definitions xmlns="{MODEL_1_0}" targetNamespace="u"><case><casePlanModel>'
        f'<planItem id="{"x" * 1_000}" entryCriteriaRefs="{refs}"/></casePlanModel></case>'
        "</definitions>"
    )
    definitions = read(text.encode())
    assert [problem.code for problem in definitions.problems] == ["UNKNOWN_ATTRIBUTE"]
    assert definitions.cases[0].case_plan_model.plan_items[0].entry_criteria == ()


def test_the_form_of_1_0_is_not_read_in_1_1():
    text = (
        f'<definitions xmlns="{CMMN}" targetNamespace="u"><case><casePlanModel>'
        '<planItem id="A" entryCriteriaRefs="S"/></casePlanModel></case></definitions>'
    )
    (problem,) = read(text.encode()).problems
    assert problem.code == "UNKNOWN_ATTRIBUTE"


@pytest.mark.parametrize(
    ("namespace", "dialect", "family"),
    [
        (CMMN, "1.1", ""),
        (MODEL_1_0, "1.0", ""),
        ("https://www.omg.org/spec/CMMN/20151109/MODEL/", "1.1", ""),
        ("http://www.omg.org/spec/CMMN/20151109/CMMNDI", None, "cmmndi:"),
        ("http://www.omg.org/spec/CMMN/20151109/DC", None, "dc:"),
        ("http://www.omg.org/spec/CMMN/20151109/DI", None, "di:"),
        ("http://www.omg.org/spec/DD/20100524/DC", None, "dc:"),
        ("http://www.omg.org/spec/CMMN/20990101/MODEL", None, None),
        ("http://www.omg.org/spec/DMN/20151101/MODEL", None, None),
        (OURS, None, None),
        ("", None, None),
    ],
)
def test_a_namespace_names_its_version_or_its_part_of_the_diagram(namespace, dialect, family):
    assert (dialect_of(namespace), family_of(namespace)) == (dialect, family)
    assert is_standard(namespace) == (family is not None)


@pytest.mark.parametrize(
    ("uri", "default", "own"),
    [
        ("FEEL", FEEL_LANGUAGE, FEEL_LANGUAGE),
        ("https://www.omg.org/spec/DMN/20191111/FEEL/", FEEL_LANGUAGE, FEEL_LANGUAGE),
        (" http://www.omg.org/spec/FEEL/20140401 ", FEEL_LANGUAGE, FEEL_LANGUAGE),
        ("http://www.w3.org/1999/XPath", "", "http://www.w3.org/1999/XPath"),
        ("", "", ""),
        ("urn:groovy", "urn:groovy", "urn:groovy"),
    ],
)
def test_xpath_says_nothing_as_a_default_and_something_at_an_expression(uri, default, own):
    assert (lift_default_language(uri), lift_language(uri)) == (default, own)


@pytest.mark.parametrize(
    ("uri", "lifted"),
    [
        (MODEL_1_0, CMMN),
        (CMMN, CMMN),
        ("http://www.omg.org/spec/DMN/20151101/dmn11.xsd", DMN),
        ("http://www.w3.org/2001/XMLSchema", "http://www.w3.org/2001/XMLSchema"),
    ],
)
def test_import_types_are_those_of_the_newest_versions(uri, lifted):
    assert lift_import_type(uri) == lifted
