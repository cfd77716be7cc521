"""Records are what the csv module says; where a text ends within one, it is left."""

import pytest

from dmn.files.csv_dialect import CsvDialect
from dmn.files.csv_records import Records, RowsOfText


@pytest.mark.parametrize(
    ("text", "records", "rest", "lines"),
    [
        ("", [], "", 0),
        ("a,b", [], "a,b", 0),
        ("a\nb,", [(0, ["a"], "a")], "b,", 1),
        ("a\r\nb\r", [(0, ["a"], "a")], "b\r", 1),
        ("a\rb\n\n", [(0, ["a"], "a"), (1, ["b"], "b"), (2, [], "")], "", 3),
        ('"a\n",b\n"c\n', [(0, ["a\n", "b"], '"a\n",b')], '"c\n', 2),
        ("\u2028\x0b\n", [(0, ["\u2028\x0b"], "\u2028\x0b")], "", 1),
    ],
)
def test_what_is_no_whole_record_is_left(text, records, rest, lines):
    found = Records(text, ",", final=False)
    assert list(found) == records
    assert (found.rest, found.lines) == (rest, lines)


def test_all_of_a_final_text_is_records():
    found = Records("a\nb\r", ",", final=True)
    assert list(found) == [(0, ["a"], "a"), (1, ["b"], "b")]
    assert found.rest == ""


def test_no_rows_are_no_block():
    rows = RowsOfText(CsvDialect(), 2)
    rows.add(1, [], "")
    assert rows.block([0]) is None


def test_rows_have_lines_of_their_own_only_where_some_are_left_out():
    rows = RowsOfText(CsvDialect(), 1)
    for line in (4, 5, 7):
        rows.add(line, ["x"], "x")
    block = rows.block([0])
    assert (block.first, block.lines.tolist()) == (4, [4, 5, 7])
