"""JSON lines as rows: whatever a line holds, it is a row, and nothing of it is lost in silence."""

import io

import pytest

from dmn.files.json_lines import JsonLines
from dmn.files.table_file import TableFileError

PIECES = [1, 7, 64, 2**21]
DEEP = "[" * 101 + "]" * 101


def read(data, piece=2**21):
    """Return the header, and the rows as (line, values, raw, fault)."""
    lines = JsonLines(io.BytesIO(data), "in.jsonl", piece=piece)
    rows = []
    for block in lines.blocks(range(len(lines.header))):
        faults = dict(block.faults)
        assert set(block.unread) == {row for row in faults if faults[row].code == "NOT_JSON"}
        rows += [
            (block.line(row), [column[row] for column in block.columns], raw, faults.get(row))
            for row, raw in enumerate(block.raw.to_pylist())
        ]
    return list(lines.header), rows


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize(
    ("data", "header", "rows"),
    [
        pytest.param(b'{"A": 1}', ["A"], [(1, ["1"], b'{"A": 1, ')], id="no line end"),
        pytest.param(
            b'\xef\xbb\xbf{"A": 1}\r\n\r\n  {"A": 2 }  \r\n',
            ["A"],
            [(1, ["1"], b'{"A": 1, '), (3, ["2"], b'{"A": 2, ')],
            id="byte order mark, CRLF, blank lines and blanks",
        ),
        pytest.param(
            b'{"A": null}\n{}\n',
            ["A"],
            [(1, [None], b'{"A": null, '), (2, [None], b"{")],
            id="null and nothing",
        ),
        pytest.param(
            b'{"A": 1.50}\n{"A": 1234567890123456789012345678901234567890}\n{"A": 1e3}\n',
            ["A"],
            [
                (1, ["1.50"], b'{"A": 1.50, '),
                (2, ["1234567890123456789012345678901234567890"], None),
                (3, ["1E+3"], b'{"A": 1e3, '),
            ],
            id="numbers as they are",
        ),
        pytest.param(
            b'{"A": "\\u00e9\\ud83d\\ud800\\n"}\n',
            ["A"],
            [(1, ["é\ud83d\ud800\n"], None)],
            id="escapes",
        ),
        pytest.param(
            b'{"A": {"b": [1, {"c": null}]}}\n',
            ["A"],
            [(1, [{"b": ["1", {"c": None}]}], None)],
            id="nested values",
        ),
    ],
)
def test_lines_are_read_as_they_are(data, header, rows, piece):
    found_header, found = read(data, piece)
    assert found_header == header
    assert [(line, _texts(values)) for line, values, _, _ in found] == [
        (line, values) for line, values, _ in rows
    ]
    for (_, _, raw, fault), (_, _, expected) in zip(found, rows, strict=True):
        assert expected in (raw, None)
        assert fault is None


def _texts(value):
    if isinstance(value, list):
        return [_texts(item) for item in value]
    if isinstance(value, dict):
        return {name: _texts(item) for name, item in value.items()}
    return value if value is None else str(value)


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"not json", "column 1: Expecting value; it was not evaluated: not json"),
        (b'{"A": 1,}', "it was not evaluated: {"),
        (b"[1]", "the line holds no object; it was not evaluated: [1]"),
        (b"null", "the line holds no object"),
        (b'{"A": 1, "A": 2}', "the name 'A' is given twice"),
        (b'{"A": NaN}', "NaN is no JSON value"),
        (b'{"A": "\xe9"}', 'the line is not UTF-8; it was not evaluated: {"A": "\\xe9"}'),
        (b'{"A": ' + DEEP.encode() + b"}", "the values are nested more than 100 deep"),
        (b'{"A": ' + b"[" * 100_000 + b"}", "it was not evaluated: {"),
    ],
)
def test_a_line_that_is_no_object_is_not_evaluated_and_stays_as_it_is(line, said, piece):
    _, rows = read(b'{"A": 1}\n' + line + b"\n", max(piece, len(line) // 100))
    number, values, raw, fault = rows[1]
    assert (number, values, raw) == (2, [None], line)
    assert said in fault.message
    assert fault.hint


def test_the_text_of_a_warning_is_cut():
    _, rows = read(b'{"A": 1}\n' + b"x" * 10_000)
    assert rows[1][3].message.endswith("xxx...")
    assert len(rows[1][3].message) < 1_000


def test_as_many_brackets_in_a_text_are_not_deep():
    _, rows = read(b'{"A": "' + DEEP.encode() + b'", "B": ' + b"[" * 99 + b"]" * 99 + b"}")
    assert rows[0][3] is None


def test_the_header_is_all_names_of_the_first_piece_and_later_ones_are_warned_of():
    header, rows = read(b'{"A": 1}\n{"B": 2, "A": 3}\n' + b'{"C": 4, "A": 5, "D": 6}\n', piece=34)
    assert header == ["A", "B"]
    assert [[str(value) for value in values] for _, values, _, _ in rows] == [
        ["1", "None"],
        ["3", "2"],
        ["5", "None"],
    ]
    assert [fault and fault.code for _, _, _, fault in rows] == [None, None, "NO_COLUMN"]
    assert rows[2][3].message == "'C', 'D' has no column, for the first lines do not have it"


def test_columns_are_read_where_they_are_wanted():
    lines = JsonLines(io.BytesIO(b'{"A": 1, "B": 2}\n'), "in.jsonl")
    (block,) = lines.blocks([1])
    assert block.columns[0] is None
    assert [str(value) for value in block.columns[1]] == ["2"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "in.jsonl: the file is empty (hint: write one object on each line"),
        (b"\n \n", "the file is empty"),
        (b"{}\n{}", "the objects have no entries"),
        (b"hello\n", "in.jsonl, line 1: column 1: Expecting value"),
        ('{"A": 1}'.encode("utf-16"), "line 1: the line is not UTF-8"),
    ],
)
def test_a_file_without_names_is_refused(data, said):
    with pytest.raises(TableFileError) as raised:
        read(data)
    assert said in str(raised.value)


def test_what_is_one_endless_line_is_refused(monkeypatch):
    monkeypatch.setattr("dmn.files.json_lines._LONGEST", 1000)
    with pytest.raises(TableFileError, match="line 2: the line has more than 1000 bytes"):
        read(b'{"A": 1}\n' + b"x" * 5000, piece=100)
