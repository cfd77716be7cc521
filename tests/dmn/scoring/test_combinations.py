"""Each combination of codes is asked for once, and each row gets its own combination's answer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmn.scoring import combinations as module
from dmn.scoring.classes import Coded
from dmn.scoring.combinations import KnownAnswers, combinations, every_row

ROWS = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.tuples(*[st.integers(0, 9)] * width), min_size=1, max_size=40)
)


def coded(rows, **kind):
    return [
        Coded(np.array(codes, np.int64), range(max(codes) + 1), **kind)
        for codes in zip(*rows, strict=True)
    ]


class Asked:
    """Numbers combinations as they are asked for."""

    def __init__(self):
        self.all = []

    def __call__(self, found):
        before = len(self.all)
        self.all += list(found)
        return list(range(before, len(self.all)))


@given(ROWS)
def test_every_row_has_its_own_combination_and_each_stands_in_its_row(rows):
    found = combinations(coded(rows), len(rows))
    listed = list(found)
    assert sorted(listed) == sorted(set(rows))
    assert [listed[code] for code in found.codes] == rows
    assert [rows[row] for row in found.rows] == listed


@pytest.mark.parametrize("count", [0, 1, 5])
def test_without_columns_all_rows_are_one(count):
    found = combinations((), count)
    assert list(found) == [()] * min(count, 1)
    assert found.codes.tolist() == [0] * count


def test_what_hardly_repeats_is_taken_row_by_row():
    rows = [(1, 1), (1, 1), (2, 0)]
    assert list(combinations(coded(rows, repeating=False), 3)) == rows
    assert list(every_row(coded(rows), 3)) == rows


@given(st.lists(ROWS, min_size=1, max_size=4), st.sampled_from([0, 8**2, 1 << 22]))
def test_an_answer_is_asked_for_once_however_many_blocks_there_are(blocks, room):
    width = len(blocks[0][0])
    blocks = [[row[:width] for row in rows] for rows in blocks if len(rows[0]) >= width]
    known, ask = KnownAnswers(), Asked()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_LARGEST_TABLE", room)
        for rows in blocks:
            found = known.find(coded(rows), len(rows), ask)
            assert [ask.all[answer] for answer in found] == rows
    if room != 8**2:  # where room runs out on the way, what was in the table is asked for again
        assert len(ask.all) == len(set(ask.all))


def test_what_is_forgotten_is_asked_for_again():
    known, ask = KnownAnswers(), Asked()
    rows = [(1,), (2,), (1,)]
    assert known.find(coded(rows), 3, ask).tolist() == [0, 1, 0]
    known.clear()
    assert known.find(coded(rows), 3, ask).tolist() == [2, 3, 2]


def test_sizes_whose_product_no_machine_integer_holds_do_no_harm():
    rows = [
        (1 << 20, 1 << 20, 1 << 20, 5),
        (0, 1 << 20, 3, 1 << 20),
        (1 << 20, 1 << 20, 1 << 20, 5),
    ]
    found = combinations(coded(rows), 3)
    assert found.codes.tolist() == [0, 1, 0]
