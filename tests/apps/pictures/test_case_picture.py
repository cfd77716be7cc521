"""Pictures of cases: the notation, the states, and nothing left out."""

import os
from pathlib import Path as File

import case_text
import pytest
from hypothesis import given
from plain_texts import NASTY
from played_examples import EXAMPLES, NAMES, cases
from scene_checks import faults, texts
from strategies_plans import case_texts

from cmmn import model as m
from cmmn.case_index import Surroundings
from cmmn.compiler import compile_case
from cmmn.diagram import CMMNDI, Bounds, CMMNDiagram, CMMNShape
from cmmn.reader import read, read_file
from ruling_workbench.pictures.case_picture import case_scene
from ruling_workbench.pictures.scene import Circle, Line, Rect, bounds, nodes


def kit():
    root = os.environ.get("RULING_CMMN")
    return sorted(File(root).glob("*.cmmn")) if root else []


def pictured(definitions, *, is_ours=False):
    """Return the pictures of all cases of a model, and their plans."""
    source = definitions.model_copy(update={"diagram": None}) if is_ours else definitions
    for case in definitions.cases:
        plan = compile_case(definitions, case, "m", Surroundings({}))
        yield case_scene(source, plan), plan


def scene_of(text, **fields):
    (found,) = pictured(read(case_text.xml(text)), **fields)
    return found[0]


def by_id(scene):
    return {node.id: node for node in scene.nodes}


def inks(node):
    return [getattr(shape, "ink", "") for shape in node.shapes]


def criteria(scene, name):
    return [shape for shape in by_id(scene)[name].shapes if getattr(shape, "hint", "")]


# --- completeness ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("is_ours", [False, True], ids=["its diagram", "a diagram of ours"])
def test_every_item_of_an_example_is_drawn_with_its_name_and_criteria(name, is_ours):
    for scene, plan in pictured(read_file(EXAMPLES / name / f"{name}.cmmn"), is_ours=is_ours):
        assert faults(scene) == []
        assert scene.unplaced == ()
        drawn = by_id(scene)
        for item in plan.items.values():
            assert drawn[item.id].name == item.name
            assert len(criteria(scene, item.id)) == len(item.entry) + len(item.exit)


@pytest.mark.skipif(not kit(), reason="RULING_CMMN does not name the folder of the scenarios")
def test_every_scenarios_model_is_drawn():
    for path in kit():
        for scene, plan in pictured(read_file(path)):
            assert faults(scene) == [], path
            assert set(plan.items) <= set(by_id(scene)), path


@given(case_texts())
def test_every_item_of_any_case_can_be_chosen(text):
    for scene, plan in pictured(read(case_text.xml(text))):
        assert faults(scene) == []
        assert set(plan.items) <= {name for name, _ in nodes(scene)}


def test_what_the_diagram_leaves_out_can_still_be_reached():
    definitions = read(case_text.xml("task A\ntask B"))
    shape = CMMNShape(cmmn_element_ref="A", bounds=Bounds(x=0, y=0, width=140, height=60))
    diagram = CMMNDI(diagrams=(CMMNDiagram(elements=(shape,)),))
    ((scene, plan),) = pictured(definitions.model_copy(update={"diagram": diagram}))
    assert list(by_id(scene)) == ["A"]
    assert [name for name, _ in nodes(scene)] == ["A", plan.root, "B"]


def test_a_diagram_of_something_else_is_no_diagram_of_the_case():
    definitions = read(case_text.xml("task A"))
    elsewhere = CMMNShape(cmmn_element_ref="x", bounds=Bounds(x=0, y=0, width=9, height=9))
    diagram = CMMNDI(diagrams=(CMMNDiagram(elements=(elsewhere,)),))
    ((scene, _),) = pictured(definitions.model_copy(update={"diagram": diagram}))
    assert "A" in by_id(scene)


def test_a_case_without_a_plan_is_an_empty_picture():
    definitions = m.Definitions(target_namespace="urn:m", cases=(m.Case(id="c"),))
    ((scene, plan),) = pictured(definitions)
    assert scene.parts == ()
    assert [name for name, _ in nodes(scene)] == [plan.root]


# --- notation -------------------------------------------------------------------------------------

EVERY_KIND = """\
task T
human H
process P
subcase K
milestone M
event E
user U
timer W = P1D
stage S
    task I
offer human O"""


def test_a_screen_reader_hears_what_something_is():
    labels = {name: label.partition(", ")[2] for name, label in nodes(scene_of(EVERY_KIND))}
    assert labels == {
        "c_plan": "case", "T": "task", "H": "human task", "P": "process task", "K": "case task",
        "M": "milestone", "E": "event listener", "U": "user event listener",
        "W": "timer event listener", "S": "stage", "I": "task", "O": "human task, discretionary",
    }  # fmt: skip


def test_each_kind_has_its_outline():
    drawn = by_id(scene_of(EVERY_KIND))
    body = {
        name: next(each for each in node.shapes if each.ink in ("body", "ground"))
        for name, node in drawn.items()
    }
    assert body["M"].radius == body["M"].height / 2
    assert 0 < body["T"].radius < body["T"].height / 2
    assert len(body["S"].steps) == 9  # eight corners
    assert all(isinstance(body[name], Circle) for name in "EUW")
    assert (body["O"].dash, body["H"].dash) == ("long", "")


def test_the_kinds_of_tasks_and_listeners_have_signs():
    drawn = by_id(scene_of(EVERY_KIND))
    plain = len(drawn["T"].shapes)
    assert all(len(drawn[name].shapes) > plain for name in "HPK")
    assert all(len(drawn[name].shapes) > len(drawn["E"].shapes) for name in "UW")


def test_a_task_that_does_not_block_has_another_sign():
    drawn = by_id(scene_of("human A\nhuman B unblocked"))
    assert len(drawn["A"].shapes) != len(drawn["B"].shapes)


def test_criteria_are_white_to_come_in_and_filled_to_go_out():
    scene = scene_of("task A\ntask B\n    entry complete A\n    exit fault A")
    assert [shape.ink for shape in criteria(scene, "B")] == ["paper", "solid"]
    assert [shape.hint.partition(":")[0] for shape in criteria(scene, "B")] == [
        "Entry criterion", "Exit criterion",
    ]  # fmt: skip


def test_lines_are_dotted_and_say_what_is_not_expected():
    scene = scene_of("task A\ntask B\n    entry complete A\ntask C\n    entry parentSuspend A")
    assert {part.dash for part in scene.parts if isinstance(part, Line)} == {"dotted"}
    assert [part.lines for part in scene.parts if getattr(part, "ink", "") == "quiet"] == [
        ("parent suspend",)
    ]


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ("required", 2),
        ("repeat", 1),
        ("manual", 1),
        ("required if false", 0),
        ("repeat if 1 = 2", 0),
    ],
)
def test_a_rule_has_a_sign_unless_it_never_holds(rule, count):
    bare = by_id(scene_of("task A"))["A"]
    ruled = by_id(scene_of(f"task A\n    {rule}"))["A"]
    assert len(ruled.shapes) - len(bare.shapes) == count


def test_a_planning_table_has_a_sign():
    with_table, without = (
        by_id(scene_of(text))["H"] for text in ("human H\n    offer human O", "human H")
    )
    assert inks(with_table).count("paper") == inks(without).count("paper") + 1


def test_stages_are_drawn_below_lines_and_lines_below_what_is_in_the_stages():
    scene = scene_of("stage S\n    task A\n    task B\n        entry complete A")
    kinds = [getattr(part, "id", type(part).__name__) for part in scene.parts]
    assert kinds.index("S") < kinds.index("Line") < kinds.index("A")


def test_a_case_file_item_is_a_document_that_can_be_chosen():
    scene = scene_of("file f\ntask A\n    entry update f")
    (label,) = [label for _, label in nodes(scene) if "file" in label]
    assert label == "f, case file item"


def test_a_note_is_read_but_not_chosen():
    definitions = read(case_text.xml("task A"))
    note = m.TextAnnotation(id="n", text="Mind this")
    ((scene, _),) = pictured(definitions.model_copy(update={"artifacts": (note,)}))
    assert any(getattr(part, "lines", ()) == ("Mind this",) for part in scene.parts)
    assert "n" not in by_id(scene)


@pytest.mark.parametrize("name", NASTY[:20])
def test_any_name_is_only_text(name):
    task = m.Task(id="t", name=name)
    item = m.PlanItem(id="i", definition_ref="t")
    plan = m.Stage(id="p", name=name, plan_items=(item,), plan_item_definitions=(task,))
    case = m.Case(id="c", case_plan_model=plan)
    definitions = m.Definitions(target_namespace="urn:m", cases=(case,))
    ((scene, _),) = pictured(definitions)
    assert faults(scene) == []
    assert {node.name for node in scene.nodes} == {name}


# --- states ---------------------------------------------------------------------------------------


def definitions_of(name):
    return read_file(EXAMPLES / name / f"{name}.cmmn")


@pytest.mark.parametrize("name", NAMES)
def test_a_played_example_has_a_picture_at_every_version(name):
    definitions = definitions_of(name)
    case = next(each for each in cases(name) if each.at(1).plan.id == name)
    for version in range(1, case.version + 1):
        view = case.at(version)
        scene = case_scene(definitions, view.plan, view.snapshot)
        assert faults(scene) == []
        there = {item for item, found in view.snapshot.by_item.items() if found}
        faint = {node.id for node in scene.nodes if node.look == "absent"}
        assert faint & there == set()
        assert there <= {node.id for node in scene.nodes} - faint


def looks(case, version):
    view = case.at(version)
    scene = case_scene(definitions_of("complaint"), view.plan, view.snapshot)
    return {node.id: node.look for node in scene.nodes}, scene


def after(case, item, state):
    """Return the first version at which an item is in a state."""
    return next(
        version
        for version in range(1, case.version + 1)
        if any(each.state == state for each in case.at(version).snapshot.instances_of(item))
    )


def test_the_complaint_in_the_midst_of_the_investigation():
    (case,) = cases("complaint")
    found, scene = looks(case, after(case, "escalate", "active"))
    assert found == {
        "complaint_plan": "active", "propose": "completed", "assess": "completed",
        "respond": "completed", "investigation": "active", "investigate": "active",
        "five_days": "completed", "escalate": "active", "ask_expert": "absent", "call": "absent",
        "compensate": "available", "answer": "available", "resolved": "available",
        "withdraw": "available",
    }  # fmt: skip
    assert [look.word for look in scene.legend] == ["available", "active", "completed"]
    assert texts(by_id(scene)["investigate"]) == ["Investigate", "● active ×2"]


def test_the_complaint_at_its_end():
    (case,) = cases("complaint")
    found, _ = looks(case, case.version)
    assert found["complaint_plan"] == "completed"
    assert (found["resolved"], found["withdraw"]) == ("reached", "terminated")


def test_what_changed_has_a_tag_and_is_said():
    (case,) = cases("complaint")
    view = case.at(case.version)
    scene = case_scene(
        definitions_of("complaint"), view.plan, view.snapshot, changed={"answer", "withdraw"}
    )
    said = {name for name, label in nodes(scene) if label.endswith(", changed")}
    assert said == {"answer", "withdraw"}
    assert "changed" in texts(by_id(scene)["answer"])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("is_ours", [False, True], ids=["its diagram", "a diagram of ours"])
def test_names_stay_inside_and_clear_of_tags(name, is_ours):
    definitions = definitions_of(name)
    source = definitions.model_copy(update={"diagram": None}) if is_ours else definitions
    case = next(each for each in cases(name) if each.at(1).plan.id == name)
    for version in (1, case.version // 2, case.version):
        view = case.at(version)
        for node in case_scene(source, view.plan, view.snapshot).nodes:
            (body, *_), (text, *_) = (
                [shape for shape in node.shapes if getattr(shape, "ink", "") in wanted]
                for wanted in (("body", "ground"), ("name",))
            )
            if isinstance(body, Rect) and body.ink == "body":
                box = bounds(text)
                assert body.y < box.y + 3, node.name
                assert box.y + box.height < body.y + body.height, node.name
                assert text.full == "", node.name
