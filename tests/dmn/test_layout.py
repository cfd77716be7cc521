"""A diagram for models without one: complete, top down, without overlaps, always the same."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmn.layout import with_diagram
from dmn.model import (
    DMNDI,
    Association,
    AuthorityRequirement,
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    Definitions,
    DMNDiagram,
    DMNElementReference,
    InformationRequirement,
    InputData,
    KnowledgeRequirement,
    KnowledgeSource,
    TextAnnotation,
)


def reference(name):
    return DMNElementReference(href=f"#{name}")


def decision(name, decisions=(), inputs=(), knowledge=()):
    information = [InformationRequirement(required_decision=reference(each)) for each in decisions]
    information += [InformationRequirement(required_input=reference(each)) for each in inputs]
    return Decision(
        id=name,
        name=name,
        information_requirements=tuple(information),
        knowledge_requirements=tuple(
            KnowledgeRequirement(required_knowledge=reference(each)) for each in knowledge
        ),
    )


def definitions(*elements, **fields):
    return Definitions(name="m", namespace="urn:m", drg_elements=elements, **fields)


def diagram(model):
    return with_diagram(model).dmndi.diagrams[0]


def places(model):
    return {shape.dmn_element_ref: shape.bounds for shape in diagram(model).shapes}


def overlap(one, other):
    apart_x = one.x + one.width <= other.x or other.x + other.width <= one.x
    apart_y = one.y + one.height <= other.y or other.y + other.height <= one.y
    return not (apart_x or apart_y)


LOAN = definitions(
    InputData(id="age", name="age"),
    decision("risk", inputs=["age"], knowledge=["score"]),
    decision("offer", decisions=["risk"], inputs=["age"]),
    BusinessKnowledgeModel(id="score", name="score"),
    KnowledgeSource(id="law", name="law"),
)


def test_what_is_required_stands_below_what_requires_it():
    found = places(LOAN)
    assert found["offer"].y < found["risk"].y < found["age"].y
    assert found["risk"].y < found["score"].y


def test_every_element_and_requirement_is_drawn():
    drawn = diagram(LOAN)
    assert [shape.dmn_element_ref for shape in drawn.shapes] == [
        "age", "risk", "offer", "score", "law"
    ]  # fmt: skip
    assert len(drawn.edges) == 4


def test_an_edge_runs_from_what_is_required_up_to_what_requires_it():
    drawn = diagram(definitions(InputData(id="i", name="i"), decision("d", inputs=["i"])))
    found = {shape.dmn_element_ref: shape.bounds for shape in drawn.shapes}
    start, end = drawn.edges[0].waypoints
    assert (start.x, start.y) == (found["i"].x + found["i"].width / 2, found["i"].y)
    assert end.y == found["d"].y + found["d"].height


def test_a_model_with_a_diagram_stays_as_it_is():
    model = definitions(decision("d"), dmndi=DMNDI(diagrams=(DMNDiagram(name="mine"),)))
    assert with_diagram(model) is model


def test_what_has_no_id_is_given_a_free_one():
    requirement = AuthorityRequirement(required_authority=reference("_1"))
    source = KnowledgeSource(id="_1", name="s")
    model = with_diagram(
        definitions(Decision(name="d", authority_requirements=(requirement,)), source)
    )
    (found,) = model.decisions
    assert (found.authority_requirements[0].id, found.id) == ("_2", "_3")
    assert model.dmndi.diagrams[0].edges[0].dmn_element_ref == "_2"


def test_elements_of_other_models_are_not_drawn():
    model = definitions(decision("d", inputs=["x"]).model_copy(), decision("e"))
    assert diagram(model).edges == ()


def test_a_reference_with_the_models_own_namespace_is_drawn():
    own = InformationRequirement(required_decision=DMNElementReference(href="urn:m#e"))
    drawn = diagram(definitions(Decision(name="d", information_requirements=(own,)), decision("e")))
    assert len(drawn.edges) == 1


def test_decision_services_are_drawn_collapsed():
    (shape,) = diagram(definitions(DecisionService(id="s", name="s"))).shapes
    assert shape.is_collapsed


def test_notes_stand_beside_and_their_associations_are_drawn():
    note = TextAnnotation(id="n", text="why")
    line = Association(source_ref=reference("d"), target_ref=reference("n"))
    model = definitions(decision("d"), artifacts=(note, line))
    found = places(model)
    assert found["n"].x > found["d"].x + found["d"].width
    assert len(diagram(model).edges) == 1


def test_a_function_that_requires_itself_has_a_loop():
    again = KnowledgeRequirement(required_knowledge=reference("f"))
    drawn = diagram(
        definitions(BusinessKnowledgeModel(id="f", name="f", knowledge_requirements=(again,)))
    )
    assert len(drawn.edges[0].waypoints) == 4


def test_the_size_holds_all_shapes():
    drawn = diagram(LOAN)
    assert all(s.bounds.x + s.bounds.width < drawn.size.width for s in drawn.shapes)
    assert all(s.bounds.y + s.bounds.height < drawn.size.height for s in drawn.shapes)


def test_an_empty_model_has_an_empty_diagram():
    assert diagram(definitions()).elements == ()


@pytest.mark.parametrize("count", [1, 2, 30])
def test_a_cycle_is_drawn_all_the_same(count):
    ring = [decision(f"d{n}", decisions=[f"d{(n + 1) % count}"]) for n in range(count)]
    assert len(diagram(definitions(*ring)).edges) == count


GRAPHS = st.lists(
    st.tuples(st.text("ab ", max_size=40), st.lists(st.integers(0, 11), max_size=4)), max_size=12
)


@given(GRAPHS)
def test_no_shapes_overlap_and_the_layout_is_always_the_same(graph):
    elements = [
        decision(f"d{n}", decisions=[f"d{each}" for each in needed]).model_copy(
            update={"name": name}
        )
        for n, (name, needed) in enumerate(graph)
    ]
    model = definitions(*elements, artifacts=(TextAnnotation(id="n"), TextAnnotation(id="o")))
    shapes = diagram(model).shapes
    assert len(shapes) == len(graph) + 2
    pairs = itertools.combinations((shape.bounds for shape in shapes), 2)
    assert not any(overlap(one, other) for one, other in pairs)
    assert with_diagram(model) == with_diagram(model)
