"""What people and programs write is plain; what is odd is refused, never read otherwise."""

import pytest

from dmn.files.csv_plain import plain_rows


@pytest.mark.parametrize("final", [True, False])
@pytest.mark.parametrize(
    ("data", "bounds", "lines"),
    [
        pytest.param(b"1,2\n3,4\n", [0, 4, 8], [0, 1, 2], id="bare"),
        pytest.param(b"1,2\r\n3\n\n", [0, 5, 7, 8], [0, 1, 2, 3], id="line ends of all kinds"),
        pytest.param(b'"a""","\n"\n"",""""\r\n', [0, 10, 19], [0, 2, 3], id="quoted"),
    ],
)
def test_rows_are_found_by_the_line_ends_outside_quotes(data, bounds, lines, final):
    rows = plain_rows(data, ",", final=final)
    assert (rows.bounds.tolist(), rows.lines.tolist()) == (bounds, lines)


@pytest.mark.parametrize(
    ("data", "bounds", "final_bounds"),
    [
        (b"1,2\n3,4", [0, 4], [0, 4, 7]),
        (b'1,2\n"3,4"', [0, 4], [0, 4, 9]),
        (b'1,2\n"3,4\n', [0, 4], None),
        (b"1,2\n3,4\r", [0, 4], None),
    ],
)
def test_a_row_without_line_end_is_one_only_at_the_end(data, bounds, final_bounds):
    assert plain_rows(data, ",", final=False).bounds.tolist() == bounds
    found = plain_rows(data, ",", final=True)
    assert (found and found.bounds.tolist()) == final_bounds


@pytest.mark.parametrize(
    "data",
    [
        b'a"b\n',
        b'a"\n',
        b'"a"b\n',
        b'"a" \n',
        b' "a"\n',
        b'"a""b"c"\n',
        b'"a";"b"\n',
        b"a\rb\n",
        b'"a\rb"\n',
        b"x" * 200_000 + b"\n",
    ],
    ids=lambda data: repr(data[:10]),
)
def test_what_is_odd_is_refused(data):
    assert plain_rows(data, ",", final=False) is None


@pytest.mark.parametrize("data", [b"1,2\n\n", b"1,2\n3\n", b"1,2\n3,4,5\n", b"\xef\xbb\xbf1,2"])
def test_rows_that_arrow_reads_otherwise_are_refused(data):
    assert plain_rows(data, ",", final=True).block(2, [0], 1) is None


def test_a_block_has_the_text_of_its_rows():
    block = plain_rows(b'a,b\r\n"c\n",\nd,e', ",", final=True).block(2, [1], 5)
    assert [block.line(row) for row in range(block.count)] == [5, 6, 8]
    assert block.raw.to_pylist() == ["a,b", '"c\n",', "d,e"]
    assert (block.columns[0], block.columns[1].to_pylist()) == (None, ["b", "", "e"])
