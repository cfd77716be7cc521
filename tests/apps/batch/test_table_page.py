"""Pages of a table file: what a filter keeps, and how much was looked at."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmn.files.table_file import TableFileError
from ruling_workbench.batch import table_page
from ruling_workbench.batch.table_page import (
    Where,
    columns_of,
    labels,
    lines_in,
    numbers_of,
    page_of,
    values_of,
)

TEXT = "Name,Risk\nAnn,low\nBob,high\nCy,low\n"
JSON = "".join(
    f'{{"Name": "{name}", "Risk": "{risk}"}}\n'
    for name, risk in (("Ann", "low"), ("Bob", "high"), ("Cy", "low"))
)


def _parquet():
    file = io.BytesIO()
    pq.write_table(pa.table({"Name": ["Ann", "Bob", "Cy"], "Risk": ["low", "high", "low"]}), file)
    return file.getvalue()


@pytest.fixture(params=["out.csv", "out.jsonl", "out.parquet"])
def table(request, tmp_path):
    path = tmp_path / request.param
    data = {"csv": TEXT.encode(), "jsonl": JSON.encode(), "parquet": _parquet()}
    path.write_bytes(data[path.suffix[1:]])
    return path


def numbers(page):
    return [row.number for row in page.rows]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        pytest.param(Where(), [1, 2, 3], id="every"),
        pytest.param(Where(column=1, value="low"), [1, 3], id="a value"),
        pytest.param(Where(column=1, value="lo"), [], id="a value as a whole"),
        pytest.param(Where(text="O"), [1, 2, 3], id="a text in any column"),
        pytest.param(Where(text="bo"), [2], id="a text in any case"),
        pytest.param(Where(text="B.b"), [], id="a text is no pattern"),
        pytest.param(Where(numbers=frozenset({3, 9})), [3], id="numbers"),
        pytest.param(Where(column=1, value="low", text="cy"), [3], id="all at once"),
    ],
)
def test_a_filter_keeps_rows(table, where, expected):
    page = page_of(table, where)
    assert numbers(page) == expected
    assert (page.looked_at, page.is_whole, page.has_more) == (3, True, False)


def test_cells_are_as_they_were_typed(table):
    page = page_of(table, most=1)
    assert (page.header, page.rows[0].cells) == (("Name", "Risk"), ("Ann", "low"))
    assert page.has_more


@given(offset=st.integers(0, 12), most=st.integers(1, 12))
def test_pages_are_parts_of_the_whole(tmp_path_factory, offset, most):
    path = tmp_path_factory.mktemp("page") / "out.csv"
    path.write_text("N\n" + "".join(f"{number}\n" for number in range(10)), encoding="utf-8")
    page = page_of(path, offset=offset, most=most)
    assert numbers(page) == list(range(1, 11))[offset : offset + most]
    assert page.has_more == (offset + most < 10)


def test_pages_go_on_over_pieces_of_the_file(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("N,x\n" + f"1,{'y' * 999}\n" * 5_000 + "2,z\n", encoding="utf-8")
    assert numbers(page_of(path, Where(column=0, value="2"))) == [5_001]
    assert numbers(page_of(path, offset=4_999)) == [5_000, 5_001]


def test_no_more_is_looked_at_than_may_be(tmp_path, monkeypatch):
    monkeypatch.setattr(table_page, "MOST_LOOKED_AT", 100)
    path = tmp_path / "out.csv"
    path.write_text("N,x\n" + f"1,{'y' * 999}\n" * 5_000 + "2,z\n", encoding="utf-8")
    page = page_of(path, Where(column=0, value="2"))
    assert (numbers(page), page.is_whole) == ([], False)
    assert 100 <= page.looked_at < 5_000


def test_a_cell_that_is_very_long_is_cut(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text(f"N\n{'y' * 5_000}\n", encoding="utf-8")
    (cell,) = page_of(path).rows[0].cells
    assert (len(cell), cell[-1]) == (1_000, "…")


def test_a_file_without_rows_has_a_header(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("N,Risk\n", encoding="utf-8")
    page = page_of(path, Where(column=0, value="1", text="x"))
    assert (page.header, page.rows, page.looked_at) == (("N", "Risk"), (), 0)
    assert columns_of(path) == ("N", "Risk")


def test_what_is_no_table_has_no_columns(tmp_path):
    path = tmp_path / "out.parquet"
    path.write_bytes(b"no")
    assert columns_of(path) == columns_of(tmp_path / "none.csv") == ()
    with pytest.raises(TableFileError):
        page_of(path)


def test_values_are_counted_the_commonest_first(table):
    assert values_of(table, 1) == [("low", 2), ("high", 1)]


def test_too_many_values_are_none(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("N\n" + "".join(f"{number}\n" for number in range(300)), encoding="utf-8")
    assert values_of(path, 0) is None


@given(st.lists(st.sampled_from(["", "a", "Row", "a (2)", "no name"]), max_size=8))
def test_no_two_columns_have_one_name(header):
    found = labels(header)
    assert len({*found, "Row"}) == len(header) + 1


# --- from lines of the input to rows of the output ------------------------------------------------

INPUT = 'Name,Age\n"two\nlines",1\nBob,x\nCy,3\n'  # rows on the lines 2, 4 and 5


@pytest.mark.parametrize(
    ("lines", "dropped", "expected"),
    [
        pytest.param({4}, set(), {2}, id="kept"),
        pytest.param({5}, {4}, {2}, id="after one that was dropped"),
        pytest.param({4, 5}, {4}, {2}, id="a dropped one is no row"),
        pytest.param({3, 99}, set(), set(), id="lines that no row begins on"),
    ],
)
def test_a_line_of_the_input_is_a_row_of_the_output(tmp_path, lines, dropped, expected):
    path = tmp_path / "in.csv"
    path.write_text(INPUT, encoding="utf-8")
    assert numbers_of(path, frozenset(lines), frozenset(dropped)) == expected


def test_rejected_rows_tell_their_lines(tmp_path):
    path = tmp_path / "rejects.csv"
    path.write_text('Name,line,reasons\nBob,4,"a, b"\nCy,5,c\n', encoding="utf-8")
    assert lines_in(path) == {4, 5}
