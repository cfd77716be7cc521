"""Text in lines that fit: no wider than said, nothing lost but what an ellipsis stands for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_texts import NASTY

from ruling_workbench.pictures.lettering import LINE_HEIGHT, fitted, fitting, width_of

TEXTS = st.sampled_from(NASTY) | st.text(max_size=80)
WIDTHS = st.floats(20, 300)


@given(TEXTS, WIDTHS, st.integers(1, 4), st.booleans())
def test_no_line_is_wider_than_the_room_unless_it_is_one_letter(text, width, most, bold):
    lines = fitted(text, width, 14, most, bold=bold)
    assert len(lines) <= most
    assert all(len(line) <= 2 or width_of(line, 14, bold=bold) <= width for line in lines)


@given(TEXTS, WIDTHS)
def test_with_lines_enough_every_letter_is_there_in_order(text, width):
    lines = fitted(text, width, 14, len(text) + 1)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(TEXTS, WIDTHS, st.integers(1, 3))
def test_what_is_cut_says_so_and_begins_as_the_text_does(text, width, most):
    whole, cut = fitted(text, width, 14, len(text) + 1), fitted(text, width, 14, most)
    if len(whole) > most:
        assert cut[-1].endswith("…")
        shown = "".join("".join(cut)[:-1].split())
        assert "".join(text.split()).startswith(shown)
    else:
        assert cut == whole


@given(TEXTS, WIDTHS, st.floats(10, 90))
def test_the_lines_that_are_chosen_have_room_from_top_to_bottom(text, width, height):
    size, lines = fitting(text, width, height, (14.0, 12.0))
    assert len(lines) * size * LINE_HEIGHT <= max(height, size * LINE_HEIGHT)


def test_the_largest_size_that_holds_the_whole_text_is_taken():
    assert fitting("Assess the complaint", 90, 40, (14.0, 12.0), bold=True) == (
        14.0,
        ("Assess the", "complaint"),
    )
    assert fitting("Compensating the customers", 84, 30, (14.0, 12.0), bold=True)[0] == 12.0


def test_a_cut_line_is_filled_with_what_comes_next():
    assert fitted("a AUTOMATIC APPROVAL", 120, 12, 1) == ("a AUTOMATIC APPR…",)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("Investigation", 75, 90),
        ("住所変更", 56, 60),
        ("é", 6, 9),
        ("e\u0301", 6, 9),
        ("", 0, 0),
    ],
)
def test_a_text_is_about_as_wide_as_it_is_drawn(text, least, most):
    assert least <= width_of(text, 14) <= most
