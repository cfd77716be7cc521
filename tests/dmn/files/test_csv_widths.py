"""Rows that are not as wide as the header are made so, and their neighbours stay as they are."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmn.files.csv_dialect import CsvDialect
from dmn.files.csv_plain import plain_rows
from dmn.files.csv_widths import WidthFaults, fitted_rows


def fitted(data, width):
    faults = WidthFaults(CsvDialect(), width)
    return fitted_rows(plain_rows(data, ",", final=True), faults), faults


@pytest.mark.parametrize(
    ("data", "text", "lines", "found", "unread"),
    [
        pytest.param(b"1,2\n3,4", b"1,2\n3,4", [0, 1, 2], [], [], id="all as wide"),
        pytest.param(
            b"1,2\r\n3\r\n4,5,6\r\n7,8",
            b"1,2\r\n3,\n4,5\n7,8",
            [0, 1, 2, 3, 4],
            [(1, "TOO_FEW_FIELDS"), (2, "TOO_MANY_FIELDS")],
            [2],
            id="too few and too many",
        ),
        pytest.param(
            b'\n"a,\n",2\n\n\r\n"3,"\n\n4',
            b'"a,\n",2\n"3,",\n4,\n',
            [1, 5, 7, 8],
            [(1, "TOO_FEW_FIELDS"), (2, "TOO_FEW_FIELDS")],
            [],
            id="blank lines are left out",
        ),
        pytest.param(b"\n\n", b"", [2], [], [], id="blank lines alone"),
    ],
)
def test_rows_are_made_as_wide_as_the_header(data, text, lines, found, unread):
    rows, faults = fitted(data, 2)
    assert (rows.data, rows.lines.tolist()) == (text, lines)
    assert [(row, warning.code) for row, warning in faults.found] == found
    assert faults.unread == unread


def test_blank_lines_of_a_single_column_are_rows():
    assert fitted(b"\n1\n1,2\n\r\n", 1)[0].data == b"\n1\n1\n\r\n"


@given(
    st.lists(st.lists(st.sampled_from(["", "ä", '"b,"', '"\n"', '""""']), max_size=4), min_size=1),
    st.integers(2, 3),
)
def test_arrow_takes_what_is_made_as_wide(rows, width):
    data = ("\n".join(",".join(fields) for fields in rows) + "\n").encode()
    found, _ = fitted(data, width)
    assert not found.count or found.block(width, [], 1) is not None
    assert all(len(row) == width for row in csv.reader(io.StringIO(found.data.decode())))
