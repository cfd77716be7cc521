"""Outlines of DMN fill their bounds, whatever their size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    InputData,
    KnowledgeSource,
)
from ruling_workbench.pictures.decision_shapes import bracket, outline
from ruling_workbench.pictures.scene import Rect, bounds

KINDS = (Decision, InputData, BusinessKnowledgeModel, KnowledgeSource, DecisionService)
BOXES = st.builds(Rect, *(st.floats(-500, 500),) * 2, *(st.floats(10, 400),) * 2)


@given(st.sampled_from(KINDS), BOXES)
def test_an_outline_is_as_large_as_its_bounds_with_a_ring_round_it(kind, box):
    body, ring = (bounds(shape) for shape in outline(kind, box))
    assert (body.x, body.y, body.width) == pytest.approx((box.x, box.y, box.width))
    assert body.height == pytest.approx(box.height, abs=4)
    assert ring.x < box.x
    assert ring.y + ring.height > box.y + box.height


def test_the_ring_is_as_round_as_what_it_is_round():
    box = Rect(0, 0, 160, 45)
    radius = {kind: outline(kind, box)[-1].radius for kind in KINDS}
    assert radius[InputData] > radius[DecisionService] > radius[Decision]


def test_a_bracket_is_open_to_the_right():
    steps = bracket(Rect(10, 20, 100, 40)).steps
    assert [step[0] for step in steps] == ["M", "L", "L", "L"]
    assert min(step[1] for step in steps) == 10
    assert max(step[1] for step in steps) < 110
