"""Words stay whole, tables stay within their room, and every column is drawn once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmn.show_widths import parts_of, widths_of

words = st.text("abc", min_size=1, max_size=30)
columns = st.lists(st.lists(st.lists(words).map(" ".join), max_size=4), max_size=8)
rooms = st.integers(9, 200)


@pytest.mark.parametrize(
    ("texts", "room", "widths"),
    [
        ([["Age"], ["yes"]], 80, [3, 3]),
        ([["Age"], ["a reason of many words"]], 80, [3, 22]),
        ([["Age"], ["a reason of many words"]], 24, [3, 15]),
        ([["two words"], ["two words"]], 22, [8, 8]),
        ([["two\nlines"]], 80, [5]),
        ([["日本"]], 80, [4]),
        ([[]], 80, [1]),
    ],
)
def test_what_is_left_goes_to_long_lines(texts, room, widths):
    assert widths_of(texts, room) == widths


@given(columns, rooms)
def test_every_column_is_drawn_once(texts, room):
    drawn = [column for part in parts_of(texts, room) for column in range(len(texts))[part]]
    assert drawn == list(range(len(texts)))


@given(columns, rooms)
def test_each_part_fits(texts, room):
    for part in parts_of(texts, room):
        widths = widths_of(texts[part], room)
        assert sum(widths) + 3 * len(widths) <= room or len(widths) <= 1


@given(columns, st.integers(30, 200))
def test_words_of_usual_length_stay_whole(texts, room):
    for part in parts_of(texts, room):
        for column, width in zip(texts[part], widths_of(texts[part], room), strict=True):
            longest = max((len(word) for text in column for word in text.split()), default=0)
            assert width >= min(longest, 16)
