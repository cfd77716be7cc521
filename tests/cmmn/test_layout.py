"""A diagram for cases without one: complete, nested, without overlaps, always the same."""

import os
from pathlib import Path
from random import Random
from time import process_time

import pytest
from case_diagrams import crossed, definitions, diagram, faults, laid_out, places
from case_text import xml
from hypothesis import given
from strategies_plans import case_texts

from cmmn import model as m
from cmmn.diagram import CMMNDI, CMMNDiagram
from cmmn.layout import with_diagram
from cmmn.reader import read, read_file

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/*.cmmn"))


def kit():
    root = os.environ.get("RULING_CMMN")
    return sorted(Path(root).glob("*.cmmn")) if root else []


@given(case_texts())
def test_nothing_overlaps_and_everything_is_where_it_belongs(text):
    assert faults(with_diagram(read(xml(text)))) == []


@given(case_texts())
def test_the_same_model_always_gives_the_same_diagram(text):
    assert with_diagram(read(xml(text))).diagram == with_diagram(read(xml(text))).diagram


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_laid_out_with_lines_that_cross_nothing(path):
    found = laid_out(read_file(path))
    assert faults(found) == []
    assert crossed(found) == []


@pytest.mark.skipif(not kit(), reason="RULING_CMMN does not name the folder of the scenarios")
def test_every_scenarios_model_is_laid_out_with_lines_that_cross_nothing():
    for path in kit():
        found = laid_out(read_file(path))
        assert faults(found) == [], path
        assert crossed(found) == [], path


def test_a_listener_has_its_name_below_it():
    (shape,) = (each for each in diagram("user U").shapes if each.cmmn_element_ref == "U")
    assert shape.label.bounds.y > shape.bounds.y + shape.bounds.height


def test_a_model_with_a_diagram_stays_as_it_is():
    model = definitions(diagram=CMMNDI(diagrams=(CMMNDiagram(name="mine"),)))
    assert with_diagram(model) is model


def test_a_model_without_a_case_has_no_diagram_and_is_no_failure():
    assert with_diagram(definitions(cases=())).diagram.diagrams == ()
    assert with_diagram(definitions(cases=(m.Case(id="c"),))).diagram.diagrams == ()


def test_each_case_has_its_own_diagram():
    plans = (
        m.Case(id=name, name=name, case_plan_model=m.Stage(id=f"{name}_plan")) for name in "ab"
    )
    drawn = with_diagram(definitions(cases=tuple(plans))).diagram.diagrams
    assert [(each.name, each.cmmn_element_ref) for each in drawn] == [("a", "a"), ("b", "b")]


def test_a_note_stands_beside_the_case_at_the_height_of_what_it_is_about():
    item, task = m.PlanItem(id="a", definition_ref="t"), m.Task(id="t")
    note = m.TextAnnotation(id="note", text="mind this")
    tie = m.Association(id="tie", source_ref="note", target_ref="a")
    model = definitions(item, stage=(task,), artifacts=(note, tie, m.TextAnnotation(text="alone")))
    (drawn,) = with_diagram(model).diagram.diagrams
    found = places(drawn)
    assert found["note"].x > found["plan"].x + found["plan"].width
    assert found["note"].y == found["a"].y
    assert [edge.cmmn_element_ref for edge in drawn.edges] == ["tie"]
    assert drawn.size.width > found["note"].x + found["note"].width


# --- speed ----------------------------------------------------------------------------------------


def _crowd(edges):
    """Return a thousand tasks, each waiting for those that are said."""
    lines = []
    for number in range(1000):
        lines.append(f"task T{number}")
        lines += [f"    entry complete T{each}" for each in edges(number)]
    return "\n".join(lines)


def _at_random(number):
    pick = Random(number).randrange  # noqa: S311 - nothing is kept secret by it
    return (pick(max(number - 40, 0), number),) if number else ()


@pytest.mark.parametrize(
    "edges",
    [
        pytest.param(lambda _: (), id="alone"),
        pytest.param(lambda number: (number - 1,) if number else (), id="one after the other"),
        pytest.param(lambda number: (0,) if number else (), id="all after one"),
        pytest.param(_at_random, id="each after one of the last forty"),
    ],
)
def test_a_thousand_items_are_laid_out_in_less_than_a_second(edges):
    model = read(xml(_crowd(edges)))
    begun = process_time()
    with_diagram(model)
    assert process_time() - begun < 1
