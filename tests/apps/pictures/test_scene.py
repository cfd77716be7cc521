"""Pictures as data: shapes, what can be chosen, and a frame with room for all of it."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmmn.lifecycle import State
from ruling_workbench.marks import STATES
from ruling_workbench.pictures.scene import (
    Circle,
    Line,
    Node,
    Path,
    Rect,
    Scene,
    Text,
    around,
    as_data,
    bounds,
    heads,
    nodes,
    overlap,
    polygon,
    strokes,
    tag,
    written,
)

BOX = Rect(10, 20, 100, 40)


def scene(*parts, **fields):
    return Scene("s", *around(parts), parts, **fields)


def node(name, *shapes):
    return Node(name, name.upper(), f"{name.upper()}, task", "plain", shapes or (BOX,))


def test_what_can_be_chosen_is_in_drawing_order_and_what_is_not_drawn_comes_last():
    made = scene(BOX, node("a"), Line(((0, 0), (1, 1))), node("b"), unplaced=(("c", "C, task"),))
    assert nodes(made) == [("a", "A, task"), ("b", "B, task"), ("c", "C, task")]


def test_a_scene_is_plain_data():
    shapes = (BOX, Circle(1, 2, 3), polygon((0, 0), (1, 1), hint="h"), Text(1, 2, ("a",), 14.0))
    data = as_data(scene(node("a", *shapes), legend=(STATES[State.ACTIVE],)))
    assert json.loads(json.dumps(data)) == data
    assert data["legend"] == [{"look": "active", "mark": "●", "word": "active"}]
    (part,) = data["parts"]
    assert part["id"] == "a"
    assert [each["kind"] for each in part["shapes"]] == ["rect", "circle", "path", "text"]


def test_text_is_in_the_data_as_it_was_typed():
    typed = "<img src=x onerror=alert(1)>"
    data = as_data(
        scene(Node(typed, typed, typed, "plain", (written(typed, Rect(0, 0, 300, 40)),)))
    )
    (part,) = data["parts"]
    assert part["id"] == part["label"] == typed
    (text,) = part["shapes"]
    assert typed in (" ".join(text["lines"]), text["full"])


# --- text -----------------------------------------------------------------------------------------


@given(st.text(max_size=40), st.floats(30, 200), st.floats(14, 80))
def test_a_text_stays_in_its_box(text, width, height):
    box = Rect(5, 7, width, height)
    found = written(text, box, ink="quiet")
    assert len(found.lines) * found.leading <= max(height, found.leading) + 1e-6
    assert found.full in ("", text)


def test_a_text_that_is_cut_has_the_whole_of_it_beside_it():
    assert written("Assess", BOX).full == ""
    assert written("Assess " * 20, BOX).full == "Assess " * 20


def test_the_first_box_that_has_room_for_the_whole_text_is_taken():
    small, large = Rect(0, 0, 30, 14), Rect(0, 50, 200, 30)
    assert written("Assess the complaint", small, large).y > 50
    assert written("A", small, large).y < 50


def test_a_text_stands_in_the_middle_or_in_the_corner():
    assert written("A", BOX).x == 60
    assert (written("A", BOX, place="corner").x, written("A", BOX, place="corner").anchor) == (
        10,
        "start",
    )
    assert written("A", BOX, place="top").y < written("A", BOX).y


def test_a_tag_holds_its_text():
    rect, text = tag("● active", 5, 6)
    assert (rect.x, rect.y) == (5, 6)
    assert bounds(text).width < rect.width


# --- ends of lines --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "tip"),
    [((0, 0), (1, 0)), ((0, 0), (0, -1)), ((3, 4), (-3, -4))],
    ids=["right", "up", "slanted"],
)
def test_an_arrow_points_where_the_line_goes(end, tip):
    start, target = end, (end[0] + 50 * tip[0], end[1] + 50 * tip[1])
    (arrow,) = heads(Line((start, target), end="arrow"))
    corners = [step[1:] for step in arrow.steps if step[0] != "Z"]
    assert target in corners
    behind = [corner for corner in corners if corner != target]
    assert all(math.dist(start, corner) < math.dist(start, target) for corner in behind)


def test_the_ends_are_filled_open_or_round():
    kinds = {}
    for end in ("arrow", "open", "dot"):
        (head,) = heads(Line(((0, 0), (9, 0)), end=end))
        kinds[end] = (type(head), head.ink)
    assert kinds == {"arrow": (Path, "tip"), "open": (Path, "open"), "dot": (Circle, "tip")}
    assert list(heads(Line(((0, 0), (9, 0))))) == []


def test_a_line_without_length_has_an_end_that_is_a_number():
    (head,) = heads(Line(((1, 1), (1, 1)), end="arrow"))
    assert all(math.isfinite(number) for step in head.steps for number in step[1:])


def test_a_line_comes_with_its_end_in_the_data():
    data = as_data(scene(Line(((0, 0), (9, 0)), end="arrow")))
    assert [part["kind"] for part in data["parts"]] == ["line", "path"]


# --- room -----------------------------------------------------------------------------------------

SHAPES = st.one_of(
    st.builds(Rect, *(st.floats(-500, 500),) * 2, *(st.floats(0, 500),) * 2),
    st.builds(Circle, st.floats(-500, 500), st.floats(-500, 500), st.floats(0, 90)),
    st.tuples(*(st.tuples(st.floats(-500, 500), st.floats(-500, 500)),) * 3).map(
        lambda points: polygon(*points)
    ),
)


@given(st.lists(SHAPES, min_size=1, max_size=6))
def test_the_frame_has_room_for_everything(shapes):
    x, y, width, height = around([node("a", *shapes)])
    for shape in shapes:
        box = bounds(shape)
        assert x <= box.x
        assert y <= box.y
        assert box.x + box.width <= x + width + 1e-6
        assert box.y + box.height <= y + height + 1e-6


def test_a_picture_of_nothing_has_a_frame():
    assert all(math.isfinite(number) for number in around(()))


def test_boxes_that_only_touch_do_not_overlap():
    assert not overlap(Rect(0, 0, 5, 5), Rect(5, 0, 5, 5))
    assert overlap(Rect(0, 0, 5, 5), Rect(4, 4, 5, 5))


def test_strokes_are_one_shape_of_open_lines():
    assert strokes(((0, 0), (1, 0)), ((0, 1), (1, 1), (2, 1))).steps == (
        ("M", 0, 0), ("L", 1, 0), ("M", 0, 1), ("L", 1, 1), ("L", 2, 1),
    )  # fmt: skip
