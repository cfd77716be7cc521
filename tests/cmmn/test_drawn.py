"""What a diagram shows: everything once, with its criteria, and lines for what is waited for."""

from case_diagrams import definitions, diagram, is_inside, places
from case_text import xml

from cmmn import model as m
from cmmn.drawn import drawing
from cmmn.identified import identified
from cmmn.layout import with_diagram
from cmmn.reader import read


def test_a_case_file_item_is_drawn_where_something_waits_for_it():
    drawn = diagram("file f\nfile g\ntask A\n    entry update f")
    found = places(drawn)
    assert "g" not in found
    (edge,) = drawn.edges
    assert edge.is_standard_event_visible
    assert edge.source_cmmn_element_ref in found


def test_the_event_that_everybody_expects_is_not_written_at_the_line():
    drawn = diagram("task A\ntask B\n    entry complete A\ntask C\n    entry fault A")
    assert [edge.is_standard_event_visible for edge in drawn.edges] == [False, True]


def test_a_stage_of_two_items_is_drawn_in_the_first_and_collapsed_in_the_second():
    inner = m.Stage(
        id="kitchen",
        plan_items=(m.PlanItem(id="cook", definition_ref="cooking"),),
        plan_item_definitions=(m.Task(id="cooking"),),
    )
    one, two = (m.PlanItem(id=name, definition_ref="kitchen") for name in ("one", "two"))
    (drawn,) = with_diagram(definitions(one, two, stage=(inner,))).diagram.diagrams
    collapsed = {shape.cmmn_element_ref: shape.is_collapsed for shape in drawn.shapes}
    assert collapsed == {"plan": None, "one": None, "two": True, "cook": None}
    assert is_inside(places(drawn)["cook"], places(drawn)["one"])


def test_a_stage_in_itself_ends_where_it_comes_again():
    inner = m.Stage(id="s", plan_items=(m.PlanItem(id="again", definition_ref="s"),))
    first = m.PlanItem(id="first", definition_ref="s")
    (drawn,) = with_diagram(definitions(first, stage=(inner,))).diagram.diagrams
    assert set(places(drawn)) == {"plan", "first", "again"}


def drawn(text):
    (case,) = identified(read(xml(text))).cases
    return drawing(case)


def test_a_line_begins_at_the_exit_criterion_it_asks_for():
    found = drawn("task A\n    exit occur U\nuser U\ntask B\n    entry exit A")
    assert [(line.source.id, line.target.owner.id) for line in found.lines] == [
        ("U", "A"), ("A", "B"),
    ]  # fmt: skip


def test_what_a_human_task_offers_hangs_on_the_task():
    found = drawn("human H\n    offer human O")
    (line,) = found.lines
    assert (line.id, line.source.id, line.target.id) == (None, "H", "O")
    assert found.boxes["O"].is_offer
    assert found.boxes["O"].parent is found.root


def test_an_item_grows_until_its_criteria_have_room():
    entries = "".join(f"\n    entry complete A{n}" for n in range(6))
    tasks = "".join(f"task A{n}\n" for n in range(6))
    boxes = drawn(f"{tasks}task B{entries}").boxes
    assert boxes["B"].height > 3 * boxes["A0"].height


def test_an_item_without_a_definition_is_not_drawn():
    item = m.PlanItem(id="i", definition_ref="nowhere")
    assert set(places(with_diagram(definitions(item)).diagram.diagrams[0])) == {"plan"}
