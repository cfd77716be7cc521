"""Equality and navigation of the model, and how its classes are written."""

import pytest
from pydantic import ValidationError

from dmn import expression, model
from dmn.element import Node
from dmn.model import (
    DMNDI,
    Decision,
    Definitions,
    DMNDiagram,
    DMNEdge,
    DMNShape,
    InputData,
    ListExpression,
    LiteralExpression,
    UnaryTests,
)
from dmn.xml_fields import tag_of, xml_class
from feel.errors import Problem


def loan(**fields):
    return Definitions(name="loan", namespace="urn:loan", **fields)


def test_where_something_was_written_takes_no_part_in_equality():
    here = Decision(name="d", line=1, decision_logic=LiteralExpression("1", line=2))
    there = Decision(name="d", line=7, decision_logic=LiteralExpression("1", line=8))
    assert here == there
    assert hash(here) == hash(there)


def test_dialect_prefixes_and_problems_take_no_part_in_equality():
    problem = Problem("C", "m")
    assert loan() == loan(dialect="1.1", prefixes=(("v", "urn:v"),), problems=(problem,))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Decision(name="a"), Decision(name="b")),
        (Decision(name="a"), InputData(name="a")),
        (Decision(name="a", decision_logic=LiteralExpression("1")), Decision(name="a")),
        (LiteralExpression("1"), LiteralExpression("1.0")),
        (LiteralExpression(""), LiteralExpression(None)),
        (UnaryTests("1"), LiteralExpression("1")),
    ],
)
def test_what_is_said_takes_part_in_equality(one, other):
    assert one != other


def test_the_model_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        loan().name = "other"


def test_a_wrong_hit_policy_is_refused():
    with pytest.raises(ValidationError, match="UNIQUE"):
        model.DecisionTable(hit_policy="MOSTLY")


def test_elements_are_found_by_kind_in_file_order():
    elements = (Decision(name="b"), InputData(name="i"), Decision(name="a"))
    definitions = loan(drg_elements=elements)
    assert [decision.name for decision in definitions.decisions] == ["b", "a"]
    assert definitions.input_data == (elements[1],)
    assert definitions.business_knowledge_models == ()
    assert definitions.decision_services == ()
    assert definitions.knowledge_sources == ()


def test_shapes_and_edges_are_told_apart():
    shape, edge = DMNShape(dmn_element_ref="a"), DMNEdge(dmn_element_ref="b")
    diagram = DMNDiagram(elements=(edge, shape))
    assert (diagram.shapes, diagram.edges) == ((shape,), (edge,))


def test_a_model_survives_json():
    definitions = loan(drg_elements=(Decision(name="d", decision_logic=LiteralExpression("1")),))
    assert Definitions.model_validate_json(definitions.model_dump_json()) == definitions


@pytest.mark.parametrize(
    ("cls", "tag"),
    [(Decision, "decision"), (ListExpression, "list"), (DMNShape, "dmndi:DMNShape")],
)
def test_a_class_names_its_tag(cls, tag):
    assert tag_of(cls) == tag


@pytest.mark.parametrize(
    ("cls", "attributes", "children"),
    [
        (UnaryTests, "id label typeRef expressionLanguage", "description extensionElements text"),
        (expression.Binding, "", "parameter literalExpression decisionTable context invocation"),
        (expression.ChildExpression, "id", "literalExpression"),
        (model.FunctionItem, "id label outputTypeRef", "description extensionElements parameters"),
        (model.OrganizationUnit, "id label name URI", "description extensionElements decisionMade"),
        (DMNDI, "", "dmndi:DMNDiagram dmndi:DMNStyle"),
        (DMNEdge, "id sharedStyle dmnElementRef", "di:extension dmndi:DMNStyle di:waypoint"),
    ],
)
def test_a_class_names_its_attributes_and_children_in_the_schemas_order(cls, attributes, children):
    form = xml_class(cls)
    assert " ".join(form.attributes).startswith(attributes)
    assert " ".join(form.children).startswith(children)


def test_every_class_of_expressions_can_be_imported_from_the_model():
    assert set(expression.__all__) <= set(model.__all__)
    assert all(hasattr(model, name) for name in model.__all__)


def test_every_class_of_the_model_knows_its_line():
    classes = [getattr(model, name) for name in model.__all__]
    nodes = [cls for cls in classes if isinstance(cls, type) and issubclass(cls, Node)]
    assert len(nodes) > 50
    assert all(cls.model_fields["line"].default is None for cls in nodes)
