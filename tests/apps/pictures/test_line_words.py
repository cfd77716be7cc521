"""Words on lines: on the roomiest stretch, clear of shapes and of each other."""

from hypothesis import given
from hypothesis import strategies as st

from ruling_workbench.pictures.line_words import line_words
from ruling_workbench.pictures.scene import Circle, Node, Rect, bounds, overlap

LEVEL = ((0.0, 100.0), (200.0, 100.0))
UPRIGHT = ((100.0, 0.0), (100.0, 200.0))


def node(*shapes):
    return Node("n", "n", "n", "plain", shapes)


def placed(*lines, nodes=()):
    return [(text.lines[0], text.x, text.y) for text in line_words(lines, nodes)]


def test_a_word_stands_above_the_middle_of_a_level_line():
    ((word, x, y),) = placed((LEVEL, "complete"))
    assert (word, x) == ("complete", 100)
    assert 90 < y < 100


def test_a_word_stands_beside_an_upright_line():
    ((_, x, _),) = placed((UPRIGHT, "fault"))
    assert x > 100


def test_the_longest_stretch_is_taken_and_a_level_one_before_an_upright_one():
    bent = ((0.0, 0.0), (0.0, 100.0), (90.0, 100.0), (90.0, 150.0))
    ((_, x, y),) = placed((bent, "fault"))
    assert (x, round(y)) == (45, 95)


def test_a_word_gives_way_to_a_shape():
    ((_, x, y),) = placed((LEVEL, "fault"), nodes=[node(Rect(60, 60, 80, 39))])
    assert (x, y > 100) == (100, True)


def test_what_holds_others_is_not_in_the_way():
    ground = node(Rect(0, 0, 500, 500, 0, "ground"), Rect(0, 0, 500, 500, 0, "ring"))
    assert placed((LEVEL, "fault"), nodes=[ground]) == placed((LEVEL, "fault"))


@given(st.lists(st.sampled_from([LEVEL, UPRIGHT, ((0.0, 50.0), (300.0, 50.0))]), max_size=4))
def test_words_that_have_room_do_not_lie_on_each_other(lines):
    found = line_words([(line, f"word {number}") for number, line in enumerate(lines)], ())
    assert len(found) == len(lines)
    if len(set(lines)) == len(lines):
        boxes = [bounds(each) for each in found]
        assert not any(overlap(a, b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_a_word_without_room_is_there_all_the_same_but_not_twice():
    short = ((0.0, 0.0), (4.0, 0.0))
    wall = node(Circle(0, 0, 500))
    found = placed((short, "a"), (short, "a"), (short, "b"), nodes=[wall])
    assert [word for word, _, _ in found] == ["a", "b"]


def test_a_line_without_a_word_or_a_length_has_none():
    assert placed((LEVEL, ""), (((1.0, 1.0), (1.0, 1.0)), "fault"), ((), "fault")) == []
