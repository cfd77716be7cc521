"""How lines run: level and upright, from border to tip, straight where they can be."""

from itertools import pairwise

from case_diagrams import diagram, is_on_border, places
from case_text import xml
from hypothesis import given
from strategies_plans import case_texts

from cmmn.drawn import LABEL
from cmmn.layout import with_diagram
from cmmn.reader import read

CHAIN = """\
    task A
    task B
        entry complete A
    milestone M
        entry complete B"""


@given(case_texts())
def test_a_line_is_level_and_upright_from_its_source_to_the_tip_of_its_criterion(text):
    for drawn in with_diagram(read(xml(text))).diagram.diagrams:
        at = places(drawn)
        for edge in drawn.edges:
            points = [(point.x, point.y) for point in edge.waypoints]
            assert all(x == u or y == v for (x, y), (u, v) in pairwise(points))
            assert is_on_border(points[-1], at[edge.target_cmmn_element_ref])
            source = at[edge.source_cmmn_element_ref]
            below = source.y + source.height + LABEL[1]
            assert is_on_border(points[0], source) or points[0][1] == below


def test_a_chain_is_one_straight_line():
    drawn = diagram(CHAIN)
    assert [len(edge.waypoints) for edge in drawn.edges] == [2, 2]
    assert len({point.y for edge in drawn.edges for point in edge.waypoints}) == 1


def test_a_line_goes_round_what_stands_in_its_way():
    drawn = diagram(f"{CHAIN}, complete A")
    at = places(drawn)
    long = drawn.edges[-1]
    assert long.source_cmmn_element_ref == "A"
    heights = [point.y for point in long.waypoints]
    assert min(heights) < at["B"].y or max(heights) > at["B"].y + at["B"].height


def test_a_line_back_to_the_left_comes_in_from_the_left():
    drawn = diagram("task A\n    entry complete B\ntask B\n    entry complete A")
    for edge in drawn.edges:
        *_, before, last = edge.waypoints
        assert before.x < last.x
