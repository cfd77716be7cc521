"""Pictures of decision models: the notation, the values of a run, and nothing left out."""

import itertools
from pathlib import Path as File

import model_text
import pytest
from plain_texts import NASTY
from scene_checks import faults, texts

import dmn
from dmn.model import (
    DMNDI,
    Association,
    AuthorityRequirement,
    Bounds,
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    Definitions,
    DMNDecisionServiceDividerLine,
    DMNDiagram,
    DMNEdge,
    DMNElementReference,
    DMNLabel,
    DMNShape,
    Group,
    InformationRequirement,
    InputData,
    KnowledgeRequirement,
    KnowledgeSource,
    Point,
    TextAnnotation,
)
from ruling_workbench.marks import Outcome
from ruling_workbench.pictures.decision_picture import (
    NodeLook,
    decision_scene,
    diagram_names,
    looks_of,
    node_names,
)
from ruling_workbench.pictures.scene import Line, Path, Rect, nodes

EXAMPLES = sorted((File(__file__).parents[3] / "examples").glob("*/*.dmn"))


def ref(name):
    return DMNElementReference(href=f"#{name}")


DECISION = Decision(
    id="d",
    name="Eligibility",
    information_requirements=(InformationRequirement(id="ri", required_input=ref("i")),),
    knowledge_requirements=(KnowledgeRequirement(id="rk", required_knowledge=ref("k")),),
    authority_requirements=(AuthorityRequirement(id="ra", required_authority=ref("s")),),
)
ALL = Definitions(
    name="all",
    namespace="urn:all",
    drg_elements=(
        DECISION,
        InputData(id="i", name="Age"),
        BusinessKnowledgeModel(id="k", name="Score"),
        KnowledgeSource(id="s", name="The law"),
        DecisionService(id="v", name="Service"),
    ),
    artifacts=(
        TextAnnotation(id="n", text="Mind this"),
        Association(id="t", source_ref=ref("n"), target_ref=ref("d")),
        Group(id="g", name="Together"),
    ),
)


def by_id(scene):
    return {node.id: node for node in scene.nodes}


def bodies(scene, name):
    return [shape for shape in by_id(scene)[name].shapes if getattr(shape, "ink", "") == "body"]


def lines(scene):
    return [(part.dash, part.end) for part in scene.parts if isinstance(part, Line)]


# --- notation -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("is_ours", [False, True], ids=["its diagram", "a diagram of ours"])
def test_every_element_of_an_example_is_drawn_with_its_name(path, is_ours):
    model = dmn.load(path)
    source = model.definitions.model_copy(update={"dmndi": None}) if is_ours else model
    scene = decision_scene(source)
    assert faults(scene) == []
    assert {node.id: node.name for node in scene.nodes} == node_names(source)
    assert scene.unplaced == ()
    assert {node.look for node in scene.nodes} == {"plain"}


def test_each_kind_has_its_outline():
    scene = decision_scene(ALL)
    assert isinstance(bodies(scene, "d")[0], Rect)
    (pill,) = bodies(scene, "i")
    assert pill.radius == pill.height / 2
    assert len(bodies(scene, "k")[0].steps) == 7  # six corners: two are clipped
    assert any(step[0] == "C" for step in bodies(scene, "s")[0].steps)
    assert bodies(scene, "v")[0].radius > 4


def test_each_requirement_has_its_line():
    assert lines(decision_scene(ALL)) == [
        ("", "arrow"), ("dashed", "open"), ("dashed", "dot"), ("dotted", ""),
    ]  # fmt: skip


def test_a_screen_reader_hears_what_something_is():
    assert dict(nodes(decision_scene(ALL))) == {
        "d": "Eligibility, decision",
        "i": "Age, input data",
        "k": "Score, business knowledge model",
        "s": "The law, knowledge source",
        "v": "Service, decision service",
    }


def test_a_note_is_read_but_not_chosen():
    scene = decision_scene(ALL)
    assert any(getattr(part, "lines", ()) == ("Mind this",) for part in scene.parts)
    assert "n" not in by_id(scene)


def shape(name, x=0.0, **fields):
    bounds = Bounds(x=x, y=0, width=160, height=60)
    return DMNShape(dmn_element_ref=name, bounds=bounds, **fields)


def drawn(*elements, of=ALL, **more):
    return of.model_copy(update={"dmndi": DMNDI(diagrams=(DMNDiagram(elements=elements, **more),))})


def test_what_the_diagram_leaves_out_can_still_be_reached():
    scene = decision_scene(drawn(shape("d")))
    assert [name for name, _ in nodes(scene)] == ["d", "i", "k", "s", "v"]
    assert list(by_id(scene)) == ["d"]


def test_a_diagram_without_shapes_is_as_none():
    assert len(decision_scene(drawn()).nodes) == 5


def test_a_line_that_was_written_backwards_still_points_at_what_requires():
    points = (Point(x=160, y=30), Point(x=300, y=30))
    edge = DMNEdge(dmn_element_ref="ri", waypoints=points)
    found = [
        part.points
        for part in decision_scene(drawn(shape("d"), shape("i", x=300.0), edge)).parts
        if isinstance(part, Line)
    ]
    assert found == [((300.0, 30.0), (160.0, 30.0))]


def test_a_service_that_is_open_stands_below_what_is_in_it_and_is_divided():
    divider = DMNDecisionServiceDividerLine(waypoints=(Point(x=0, y=30), Point(x=160, y=30)))
    service = shape("v", decision_service_divider_line=divider)
    scene = decision_scene(drawn(shape("d"), service))
    assert [node.id for node in scene.nodes] == ["v", "d"]
    inks = [each.ink for each in by_id(scene)["v"].shapes]
    assert "stroke" in inks


def test_a_label_of_the_diagram_replaces_the_name():
    scene = decision_scene(drawn(shape("d", label=DMNLabel(text="Who may have it"))))
    assert texts(by_id(scene)["d"]) == ["Who may have it"]


def test_each_diagram_of_a_model_can_be_seen():
    two = (DMNDiagram(name="One", elements=(shape("d"),)), DMNDiagram(elements=(shape("i"),)))
    model = ALL.model_copy(update={"dmndi": DMNDI(diagrams=two)})
    assert diagram_names(model) == ["One", "Diagram 2"]
    assert [list(by_id(decision_scene(model, diagram=number))) for number in (0, 1, 7)] == [
        ["d"], ["i"], ["d"],
    ]  # fmt: skip


def test_a_group_is_a_frame_round_what_it_holds():
    scene = decision_scene(drawn(shape("d"), shape("g")))
    assert "g" not in by_id(scene)
    assert any(getattr(part, "dash", "") == "long" for part in scene.parts)


def test_an_imported_element_has_its_name_where_the_model_is_known(tmp_path):
    (tmp_path / "inner.dmn").write_bytes(model_text.xml("decision A = 1", "inner", "urn:inner"))
    outer = model_text.xml(
        "import inner from urn:inner\ndecision B (inner.A) = inner.A", "outer", "urn:outer"
    ).replace(b"<definitions ", b'<definitions xmlns:included="urn:inner" ')
    (tmp_path / "outer.dmn").write_bytes(outer)
    model = dmn.load(tmp_path)
    (inner,) = model.compiled.graph.units[1].definitions.drg_elements
    key = f"included:{inner.id}"
    model.definitions = drawn(shape(key), of=model.definitions)
    (node,) = decision_scene(model).nodes
    assert node.name == "A"
    looks = looks_of(model, model.evaluate({}), str)
    assert looks[key] == NodeLook(Outcome.VALUE, "1")
    (unknown,) = decision_scene(model.definitions).nodes
    assert unknown.name == inner.id


# --- after a run ----------------------------------------------------------------------------------

MODEL = """\
input N : number
decision Twice (N) : number = N * 2
decision Nothing (N) = if N > 100 then 1 else null
decision Broken (N) = "a" + N
"""


def run(given, **options):
    model = model_text.load(MODEL)
    result = model.evaluate(given, **options)
    looks = looks_of(model, result, lambda value: "null" if value is None else str(value), given)
    return {name: looks.get(key) for key, name in node_names(model).items()}, model, looks


@pytest.mark.parametrize("trace", [False, True])
def test_every_decision_says_what_came_of_it(trace):
    found, _, _ = run({"N": 4}, trace=trace)
    assert found == {
        "N": NodeLook(Outcome.GIVEN, "4"),
        "Twice": NodeLook(Outcome.VALUE, "8"),
        "Nothing": NodeLook(Outcome.NULL, "null"),
        "Broken": NodeLook(Outcome.WARNING, "null"),
    }


def test_a_decision_that_was_given_is_an_input():
    found, _, _ = run({"N": 4, "Twice": 5})
    assert found["Twice"] == NodeLook(Outcome.GIVEN, "5")


def test_a_decision_that_was_not_asked_for_is_not_evaluated():
    _, model, looks = run({"N": 4}, decision="Twice")
    drawn_ones = {node.name: node for node in decision_scene(model, looks).nodes}
    assert drawn_ones["Broken"].look == "not-evaluated"
    assert texts(drawn_ones["Broken"]) == ["Broken", "- not evaluated"]
    assert drawn_ones["Twice"].look == "value"


def test_the_value_is_written_below_the_name_and_read_out():
    _, model, looks = run({"N": 4})
    scene = decision_scene(model, looks)
    twice = next(node for node in scene.nodes if node.name == "Twice")
    assert texts(twice) == ["Twice", "= 8"]
    assert twice.label == "Twice, decision, has a value: 8"
    assert [look.name for look in scene.legend] == ["value", "null", "warning", "given"]
    assert faults(scene) == []


def test_a_long_value_is_cut_and_kept_whole_beside_it():
    look = {"d": NodeLook(Outcome.VALUE, "x" * 500)}
    (value,) = [s for s in by_id(decision_scene(ALL, look))["d"].shapes if s.ink == "value"]
    assert len(value.lines) == 1
    assert value.full == f"= {'x' * 500}"


@pytest.mark.parametrize("name", NASTY[:20])
def test_any_name_and_value_is_only_text(name):
    model = ALL.model_copy(
        update={"drg_elements": (Decision(id=name, name=name), InputData(id="i", name=name))}
    )
    scene = decision_scene(model, {name: NodeLook(Outcome.VALUE, name)})
    assert faults(scene) == []
    assert {node.name for node in scene.nodes} == {name}


def test_a_model_of_nothing_is_an_empty_picture():
    empty = Definitions(name="empty", namespace="urn:e")
    assert decision_scene(empty).parts == ()
    assert nodes(decision_scene(empty)) == []


def test_the_topmost_element_is_looked_at_first():
    low, high = Bounds(x=0, y=90, width=9, height=9), Bounds(x=500, y=0, width=9, height=9)
    shapes = (
        DMNShape(dmn_element_ref="i", bounds=low),
        DMNShape(dmn_element_ref="d", bounds=high),
    )
    assert decision_scene(drawn(*shapes)).first == "d"


def test_names_do_not_leave_their_outlines():
    for path, looked in itertools.product(EXAMPLES, (False, True)):
        model = dmn.load(path)
        looks = {key: NodeLook(Outcome.VALUE, "12.50") for key in node_names(model)}
        for node in decision_scene(model, looks if looked else None).nodes:
            body = next(shape for shape in node.shapes if shape.ink == "body")
            if isinstance(body, (Rect, Path)):
                room = _room(body)
                for text in (each for each in node.shapes if each.ink in ("name", "value")):
                    assert room[0] < text.y - text.size / 2
                    assert text.y + text.leading * (len(text.lines) - 1) < room[1]


def _room(body):
    if isinstance(body, Rect):
        return body.y, body.y + body.height
    heights = [number for step in body.steps for number in step[2::2]]
    return min(heights), max(heights)
