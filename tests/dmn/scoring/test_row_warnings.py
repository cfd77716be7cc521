"""The warnings of a block come in the order of its rows, and for each row as they were added."""

import numpy as np

from dmn.scoring.row_warnings import RowWarnings
from feel.errors import FeelWarning, Location

A, B, C = (FeelWarning(code, code.lower(), Location()) for code in "ABC")
NONE = np.empty(0, np.int64)


def codes_of(found):
    return [(row, warning.code) for row, warning in found.ordered()]


def test_warnings_are_ordered_by_row_then_as_they_were_added():
    found = RowWarnings(NONE)
    found.add(2, (B, A))
    found.add_rows(np.array([0, 2]), C)
    found.add(1, ())
    assert codes_of(found) == [(0, "C"), (2, "B"), (2, "A"), (2, "C")]


def test_what_a_row_that_is_not_evaluated_holds_is_of_no_concern():
    found = RowWarnings(np.array([1]))
    found.add_rows(np.array([0, 1, 2]), A)
    found.add(1, (B,))
    assert codes_of(found) == [(0, "A"), (1, "B"), (2, "A")]


def test_the_warnings_of_an_answer_go_to_all_rows_that_have_it_but_some():
    found = RowWarnings(NONE)
    found.add_answers(np.array([0, 1, 1, -1, 2, 1]), {1: (A, B), 2: (C,)}, without=np.array([2]))
    assert codes_of(found) == [(1, "A"), (1, "B"), (4, "C"), (5, "A"), (5, "B")]


def test_answers_without_warnings_add_none():
    found = RowWarnings(NONE)
    found.add_answers(np.array([0, 1]), {})
    assert codes_of(found) == []
