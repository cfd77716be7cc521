"""Outlines and signs of CMMN stay in their bounds, whatever their size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmmn.lifecycle import Kind
from ruling_workbench.pictures import case_shapes
from ruling_workbench.pictures.scene import Rect, bounds, overlap

BOXES = st.builds(Rect, *(st.floats(-500, 500),) * 2, *(st.floats(40, 600),) * 2)
ITEM = Rect(100, 200, 140, 60)


def is_inside(inner, outer):
    return (
        outer.x - 1e-6 <= inner.x
        and outer.y - 1e-6 <= inner.y
        and inner.x + inner.width <= outer.x + outer.width + 1e-6
        and inner.y + inner.height <= outer.y + outer.height + 1e-6
    )


@given(st.sampled_from(Kind), BOXES)
def test_an_outline_stays_in_its_bounds_but_for_the_ring(kind, box):
    if kind.is_listener:  # these are round
        box = Rect(box.x, box.y, box.width, box.width)
    *shapes, ring = case_shapes.outline(kind, box, "")
    assert ring.ink == "ring"
    assert all(is_inside(bounds(shape), box) for shape in shapes)
    assert is_inside(box, bounds(ring))


@given(BOXES)
def test_hatching_stays_inside(box):
    assert is_inside(bounds(case_shapes.hatching(box)), box)


@given(BOXES)
def test_a_document_stays_in_its_bounds_but_for_the_ring(box):
    *shapes, _ = case_shapes.document(box)
    assert all(is_inside(bounds(shape), box) for shape in shapes)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("is_blocking", [True, False])
def test_the_sign_of_a_kind_is_small_and_inside(kind, is_blocking):
    box = Rect(0, 0, 40, 40) if kind.is_listener else ITEM
    for shape in case_shapes.icon(kind, box, is_blocking=is_blocking):
        assert is_inside(bounds(shape), box)
        assert bounds(shape).width < 24


@pytest.mark.parametrize("signs", ["!", "#", "m", "-a", "+am!#"])
def test_decorators_stand_side_by_side_in_the_middle_of_the_lower_border(signs):
    room = case_shapes.decorated(signs, ITEM)
    shapes = list(case_shapes.decorators(signs, ITEM))
    assert all(is_inside(bounds(shape), room) for shape in shapes)
    assert is_inside(room, ITEM)
    assert room.x + room.width / 2 == ITEM.x + ITEM.width / 2


def test_a_planning_table_is_on_the_upper_border():
    sign = case_shapes.tabled(ITEM)
    assert sign.y + sign.height / 2 == ITEM.y
    assert all(is_inside(bounds(shape), sign) for shape in case_shapes.planning_table(ITEM))


@given(st.text(max_size=60), BOXES)
def test_a_tab_stands_on_the_case_with_the_name_in_it(name, box):
    shape, text = case_shapes.tab(name, box)
    room = bounds(shape)
    assert (room.y, room.y + room.height) == pytest.approx((box.y - case_shapes.TAB, box.y))
    assert not text.lines or text.y < box.y
    assert text.full in ("", name)


def test_a_diamond_is_white_to_come_in_and_filled_to_go_out():
    box = Rect(0, 0, 20, 28)
    assert case_shapes.diamond(box, "h", is_entry=True).ink == "paper"
    out = case_shapes.diamond(box, "h", is_entry=False)
    assert (out.ink, out.hint, bounds(out)) == ("solid", "h", box)


def test_signs_do_not_overlap_each_other():
    at = [bounds(next(case_shapes.decorators(sign, ITEM))) for sign in "-"]
    both = list(case_shapes.decorators("-a", ITEM))
    assert len(at) == 1
    assert not overlap(bounds(both[0]), bounds(both[-1]))
