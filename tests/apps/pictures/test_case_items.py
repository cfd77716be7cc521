"""One item: its name, signs, criteria and tags keep out of each other's way."""

from itertools import pairwise

import case_text
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmmn.lifecycle import State
from ruling_workbench.marks import STATES
from ruling_workbench.pictures.case_items import Place, item_shapes
from ruling_workbench.pictures.case_looks import ItemLook
from ruling_workbench.pictures.scene import Rect, Text, bounds, overlap

BOX = Rect(100, 200, 140, 60)
PLAN = case_text.plan("""\
human A
human R
    required
    repeat
milestone M
user U
stage S
    task I
human T
    offer human O""")
SIDES = {
    "left": Rect(90, 216, 20, 28),
    "top": Rect(160, 186, 20, 28),
    "right": Rect(205, 186, 20, 28),
    "below": Rect(160, 246, 20, 28),
}
CHANGED = ("changed", "Δ")
ALL_SIDES = st.sets(st.sampled_from(sorted(SIDES)))


def look(state):
    known = STATES[state]
    return ItemLook(known.name, f"{known.mark} {known.word}", known.mark, known.word, known)


def drawn(name, *sides, state=State.ACTIVE, box=BOX, is_changed=False):
    item = PLAN.items[name]
    place = Place(box, criteria=tuple((SIDES[each], each, each != "below") for each in sides))
    stage = PLAN.stages.get(item.definition)
    return list(item_shapes(item, stage, place, look(state), is_changed=is_changed))


def tags(shapes):
    """Return the words of tags and what they cover."""
    found = {}
    for shape, text in pairwise(shapes):
        if isinstance(text, Text) and text.ink == "mark":
            found[text.lines[0]] = bounds(shape)
    return found


def name_of(shapes):
    return next(shape for shape in shapes if getattr(shape, "ink", "") == "name")


@given(st.sampled_from("ARMT"), ALL_SIDES, st.sampled_from(State), st.booleans())
def test_tags_keep_clear_of_criteria_and_of_each_other(name, sides, state, is_changed):
    found = tags(drawn(name, *sides, state=state, is_changed=is_changed))
    words = [bounds(SIDES[side]) for side in sides]
    marks = [box for word, box in found.items() if word not in CHANGED]
    assert len(marks) == 1
    assert not any(overlap(marks[0], other) for other in words)
    assert len(found) == 1 + is_changed
    if is_changed:
        (changed,) = (box for word, box in found.items() if word in CHANGED)
        assert not overlap(marks[0], changed)


def test_a_tag_has_its_word_where_there_is_room_and_only_its_mark_where_there_is_not():
    assert list(tags(drawn("A"))) == ["● active"]
    assert list(tags(drawn("R", *SIDES))) == ["●"]


@given(st.sampled_from("AR"), ALL_SIDES)
def test_a_name_keeps_clear_of_the_sign_in_the_corner_and_of_the_tag(name, sides):
    shapes = drawn(name, *sides)
    text = bounds(name_of(shapes))
    icon = [bounds(each) for each in shapes[2:4]]
    assert not any(overlap(text, each) for each in icon)


@pytest.mark.parametrize("name", ["A", "M", "T"])
def test_what_is_suspended_is_hatched(name):
    inks = [getattr(each, "ink", "") for each in drawn(name, state=State.SUSPENDED)]
    assert "hatch" in inks


def test_decorators_give_way_to_a_criterion_on_the_lower_border():
    plain, moved = drawn("R"), drawn("R", "below")
    diamond = SIDES["below"]
    signs = [each for each in moved if getattr(each, "ink", "") in ("solid", "stroke")]
    low = [bounds(each) for each in signs if bounds(each).y > BOX.y + 40 and each.ink == "stroke"]
    assert low
    assert not any(overlap(each, diamond) for each in low)
    assert len(plain) == len(moved) - 1


def test_a_listener_has_its_name_and_its_tag_below_it():
    circle = Rect(100, 200, 36, 36)
    shapes = drawn("U", box=circle)
    name, tag = bounds(name_of(shapes)), tags(shapes)["● active"]
    assert circle.y + circle.height <= name.y < tag.y
    assert not overlap(name, tag)


def test_a_stage_has_its_name_and_its_tag_at_its_head():
    box = Rect(100, 200, 380, 260)
    shapes = drawn("S", box=box)
    name, tag = name_of(shapes), tags(shapes)["● active"]
    assert name.anchor == "start"
    assert name.y < 230
    assert tag.x > bounds(name).x + bounds(name).width - 8
