"""CSV as blocks: whatever the pieces it comes in, the rows are those of Python's csv module."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmn.files.csv_blocks import CsvBlocks, CsvError
from dmn.files.csv_dialect import dialect_of

_CUT = "'" + "x" * 499
PIECES = [1, 2, 3, 7, 64, 2**22]


def read(data, piece=2**22, **options):
    """Return the header, the rows as (line, fields, raw, fault), and the error they end with."""
    rows, header = [], []
    try:
        reader = CsvBlocks(io.BytesIO(data), "in.csv", piece=piece, **options)
        header = list(reader.header)
        for block in reader.blocks(range(len(header))):
            rows += rows_of(block)
    except CsvError as error:
        return header, rows, str(error)
    return header, rows, None


def rows_of(block):
    columns = [column.to_pylist() for column in block.columns]
    faults = {row: warning.code for row, warning in block.faults}
    raw = block.raw.to_pylist()
    for each in (block.raw, *block.columns):
        each.validate(full=True)
    assert {row for row, code in faults.items() if code == "TOO_MANY_FIELDS"} == set(block.unread)
    return [
        (block.line(row), [column[row] for column in columns], raw[row], faults.get(row))
        for row in range(block.count)
    ]


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize(
    ("data", "header", "rows"),
    [
        pytest.param(b"", [], [], id="an empty file"),
        pytest.param(b"\n\r\n\r", [], [], id="blank lines alone"),
        pytest.param(b"\xef\xbb\xbf", [], [], id="a byte order mark alone"),
        pytest.param(b"A,B\n", ["A", "B"], [], id="a header only"),
        pytest.param(b"A,B", ["A", "B"], [], id="a header without line end"),
        pytest.param(b"\n\nA\n1", ["A"], [(4, ["1"], "1")], id="blank lines before the header"),
        pytest.param(b'"A\n",B\n1,2', ["A\n", "B"], [(3, ["1", "2"], "1,2")], id="a tall header"),
        pytest.param(
            b"A,A,\n1,2,3\n", ["A", "A", ""], [(2, [*"123"], "1,2,3")], id="headers alike and blank"
        ),
        pytest.param(
            b"\xef\xbb\xbfA;B\r\n1;2\r\n3;\r\n",
            ["A", "B"],
            [(2, ["1", "2"], "1;2"), (3, ["3", ""], "3;")],
            id="byte order mark, semicolons and CRLF",
        ),
        pytest.param(
            b"A\tB\n1\t2\r\n3\t4\r5\t6",
            ["A", "B"],
            [(2, ["1", "2"], "1\t2"), (3, ["3", "4"], "3\t4"), (4, ["5", "6"], "5\t6")],
            id="tabs and mixed line ends",
        ),
        pytest.param(
            b"A,B\n1,2\r\n3,4\n",
            ["A", "B"],
            [(2, ["1", "2"], "1,2"), (3, ["3", "4"], "3,4")],
            id="LF and CRLF",
        ),
        pytest.param(b"A\r1\r2", ["A"], [(2, ["1"], "1"), (3, ["2"], "2")], id="CR"),
        pytest.param(
            b'A,B\n"x\r\ny\n","q""q"\n1,2\n"3","4"\n',
            ["A", "B"],
            [
                (2, ["x\r\ny\n", 'q"q'], '"x\r\ny\n","q""q"'),
                (5, ["1", "2"], "1,2"),
                (6, ["3", "4"], '"3","4"'),
            ],
            id="quoted line ends are counted",
        ),
        pytest.param(
            b'A,B\n"",""""\n"","\r"\n',
            ["A", "B"],
            [(2, ["", '"'], '"",""""'), (3, ["", "\r"], '"","\r"')],
            id="quotes alone, and a quoted CR",
        ),
        pytest.param(
            b'A,B\n5" x 6",a"b\n "c",d\n',
            ["A", "B"],
            [(2, ['5" x 6"', 'a"b'], '5" x 6",a"b'), (3, [' "c"', "d"], ' "c",d')],
            id="quotes in bare fields",
        ),
        pytest.param(
            b'A,B\na"b,c"d\n"x\n",y\n',
            ["A", "B"],
            [(2, ['a"b', 'c"d'], 'a"b,c"d'), (3, ["x\n", "y"], '"x\n",y')],
            id="a stray quote before a tall row",
        ),
        pytest.param(
            b"A,B\n\n1,2\n\r\n\n3,4\n\n",
            ["A", "B"],
            [(3, ["1", "2"], "1,2"), (6, ["3", "4"], "3,4")],
            id="blank lines are no rows",
        ),
        pytest.param(
            b'A\n\n1\n\r\n""\n',
            ["A"],
            [(2, [""], ""), (3, ["1"], "1"), (4, [""], ""), (5, [""], '""')],
            id="but of one column they are",
        ),
        pytest.param(b"A\n\xef\xbb\xbf1\n", ["A"], [(2, ["\ufeff1"], "\ufeff1")], id="mark inside"),
        pytest.param(
            b"A,B\n\n\xef\xbb\xbf1,2\n",
            ["A", "B"],
            [(3, ["\ufeff1", "2"], "\ufeff1,2")],
            id="mark after a blank line",
        ),
        pytest.param(b"A\na\0b\n", ["A"], [(2, ["a\0b"], "a\0b")], id="NUL in a field"),
        pytest.param(
            "A,B\nNA,ä\u2028€🐎\n,  \n".encode(),
            ["A", "B"],
            [(2, ["NA", "ä\u2028€🐎"], "NA,ä\u2028€🐎"), (3, ["", "  "], ",  ")],
            id="text is kept",
        ),
    ],
)
def test_files_are_read_as_they_are(data, piece, header, rows):
    assert read(data, piece) == (header, [(*row, None) for row in rows], None)


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize(
    ("row", "fields", "raw", "code"),
    [
        ("1", ["1", "", ""], "1,,", "TOO_FEW_FIELDS"),
        ('"1,",2', ["1,", "2", ""], '"1,",2,', "TOO_FEW_FIELDS"),
        ("1,2,3,4", ["1", "2", "3"], "1,2,3", "TOO_MANY_FIELDS"),
        ('"1",",",3,4\r\n', ["1", ",", "3"], '1,",",3', "TOO_MANY_FIELDS"),
    ],
)
def test_rows_are_made_as_wide_as_the_header(row, fields, raw, code, piece):
    data = f"A,B,C\n7,8,9\n{row}\n".encode()
    rows = [(2, [*"789"], "7,8,9", None), (3, fields, raw, code)]
    assert read(data, piece) == (["A", "B", "C"], rows, None)


@pytest.mark.parametrize(
    ("row", "message", "hint"),
    [
        ("1", "the row has 1 field, the header 2; the others are null", ""),
        (
            "1,2,3,4 5",
            "the row has 4 fields, the header 2; it was not evaluated, and left out is '3', '4 5'",
            "quote fields that hold the separator",
        ),
        (
            "1,2," + "x" * 1000,
            f"the row has 3 fields, the header 2; it was not evaluated, and left out is {_CUT}...",
            "quote fields that hold the separator",
        ),
    ],
    ids=["few", "many", "long"],
)
def test_a_fault_says_what_is_wrong_with_the_width(row, message, hint):
    (block,) = CsvBlocks(io.BytesIO(f"A,B\n{row}\n".encode()), "in.csv").blocks([0])
    ((place, warning),) = block.faults
    assert (place, warning.message, warning.hint) == (0, message, hint)


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize(
    ("data", "lines", "message"),
    [
        (b'"A', [], "line 1: a quoted field has no end (hint: close it with"),
        (b'A\n1\n"2\n3\n', [2], "line 3: a quoted field has no end"),
        (b'A\n"2"x\n', [], 'line 2: text follows the end of a quoted field (hint: double each "'),
        (b'A\n"1\n"\n"2"x\n', [2], "line 4: text follows the end of a quoted field"),
        (b"A\n1\n\xe9\n", [2], "line 3: byte 0xE9 is not UTF-8 (hint: save the file as UTF-8, or"),
        (b'A\n\r"1\n\xe9', [2], "line 4: byte 0xE9 is not UTF-8"),
        (b"A\n\xc3", [], "line 2: byte 0xC3 is not UTF-8"),
        (b"\xe9", [], "line 1: byte 0xE9 is not UTF-8"),
        (b"\xff\xfeA\0\n\0\x00\xd8A\0", [], "line 2: byte 0x00 is not UTF-16"),
        (b"\xff\xfeA\0\n\0001", [], "line 2: byte 0x31 is not UTF-16"),
    ],
)
def test_what_is_no_csv_says_the_line_after_the_rows_before_it(data, lines, message, piece):
    _, rows, error = read(data, piece)
    assert [row[0] for row in rows] == lines
    assert error.startswith(f"in.csv, {message}")


def test_utf_16_without_mark_is_told_from_utf_8():
    message = "in.csv: the file is not UTF-8 (hint: save it as UTF-8, or as UTF-16 with a byte"
    assert read("A\n1\n".encode("utf-16-le"))[2].startswith(message)


@pytest.mark.parametrize(
    "row", [b"x" * 200_000, b'"' + b"x" * 200_000, b'"' + b"x\n" * 100_000 + b'"'], ids=len
)
@pytest.mark.parametrize("piece", [1000, 2**22])
def test_a_field_may_not_be_too_long(row, piece):
    _, rows, error = read(b"A\n1\n" + row + b"\n", piece)
    assert [line for line, *_ in rows] == [2]
    assert error.startswith("in.csv, line 3: field larger than field limit (131072) (hint: put")


@pytest.mark.parametrize("end", [b"\n", b""])
@pytest.mark.parametrize("quote", [b"", b'"'])
@pytest.mark.parametrize("piece", [1000, 2**22])
def test_a_record_may_be_longer_than_a_piece(piece, quote, end):
    fields = [quote + b"x" * 100_000 + quote] * 20
    data = b",".join([b"A"] * 20) + b"\n" + b",".join(fields) + end
    (row,) = read(data, piece)[1]
    assert (row[0], row[1]) == (2, ["x" * 100_000] * 20)


def test_what_is_one_endless_record_is_refused(monkeypatch):
    monkeypatch.setattr("dmn.files.csv_blocks._LONGEST", 10)
    message = "in.csv, line 2: the row has more than 10 bytes (hint: is it CSV, with line ends?)"
    assert read(b"A\n" + b"1" * 100, 2)[2] == message


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        (None, "utf-16"),
        (None, "utf-8-sig"),
        ("utf-16", "utf-16-le"),
        ("latin-1", "latin-1"),
        ("cp1252", "cp1252"),
        ("shift_jis", "utf-16"),
        ("utf-32", "utf-32"),
        ("cp037", "cp037"),
    ],
)
def test_other_encodings_are_read(encoding, written, piece):
    header, rows, _ = read('ä;"B"\r\né;"ü\nx"\r\n'.encode(written), piece, encoding=encoding)
    assert (header, rows) == (["ä", "B"], [(2, ["é", "ü\nx"], 'é;"ü\nx"', None)])


def test_bytes_that_are_not_of_the_encoding_named_are_refused():
    message = "in.csv, line 2: byte 0x81 is not CP1252 (hint: save the file as UTF-8, or name its"
    assert read(b"A\n\x81\n", encoding="cp1252")[2].startswith(message)


@pytest.mark.parametrize("name", ["latin-one", "hex", "", "a\0b"])
def test_an_encoding_nobody_knows_is_refused_with_examples(name):
    message = f"in.csv: there is no encoding '{name}' (hint: name one such as utf-8, utf-16, latin"
    assert read(b"A\n", encoding=name)[2].startswith(message)


@pytest.mark.parametrize("wanted", [[], [1], [0, 2], [2, 0]])
@pytest.mark.parametrize("rows", [b"1,2,3\n", b"1,2,3\n\n"], ids=["plain", "not plain"])
def test_columns_are_read_where_they_are_wanted(wanted, rows):
    (block,) = CsvBlocks(io.BytesIO(b"A,A,A\n" + rows), "in.csv").blocks(wanted)
    columns = [None if each is None else each.to_pylist() for each in block.columns]
    assert columns == [[f"{index + 1}"] if index in wanted else None for index in range(3)]


def test_columns_that_are_needed_tell_the_separator():
    reader = CsvBlocks(io.BytesIO(b"a,b,c;A\n"), "in.csv", accepts=lambda header: "A" in header)
    assert (reader.header, str(reader.dialect)) == (
        ["a,b,c", "A"],
        "UTF-8, separated by semicolons",
    )


@pytest.mark.parametrize("rows", [b"1\n" * 10, b"1\n" * 9 + b"\r\n"], ids=["plain", "not plain"])
def test_lines_are_told_apart_only_where_they_must_be(rows):
    (block,) = CsvBlocks(io.BytesIO(b"A\n" + rows), "in.csv").blocks([])
    assert (block.first, block.lines, block.line(9)) == (2, None, 11)


def test_the_position_is_in_bytes_of_the_source():
    data = "\ufeffA\n".encode("utf-16-le") + "1\n".encode("utf-16-le") * 100
    positions = [
        block.position for block in CsvBlocks(io.BytesIO(data), "in.csv", piece=64).blocks([0])
    ]
    assert positions == [*range(130, len(data), 64), len(data)]


pieces = st.integers(1, 40) | st.just(2**22)
texts = st.one_of(
    st.text(st.sampled_from('ab ,;"\r\n\0é\ufeff'), max_size=60),
    st.lists(
        st.lists(
            st.sampled_from(["", "a", '"b"', '"c\n"', '"d,""', 'e"', '"é"""', '""', "'f", " "]),
            min_size=1,
            max_size=4,
        ).map(",".join),
        max_size=12,
    ).flatmap(
        lambda rows: st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\n\r"]).map(
            lambda end: end.join(rows)
        )
    ),
    st.lists(st.lists(st.text(max_size=4), min_size=2, max_size=2), max_size=12).map(
        lambda rows: "".join(map(_quoted, rows))
    ),
)


def _quoted(fields):
    return ",".join('"' + each.replace('"', '""') + '"' for each in fields) + "\n"


def by_csv(text, separator):
    """Return the header, the rows of its width with their lines, and the line of an error."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    header, rows = [], []
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader, None)
        except csv.Error:
            return header, rows, line
        if fields is None:
            return header, rows, None
        if not header:
            header = fields
        elif fields or len(header) == 1:
            width = len(header)
            rows.append((line, [*(fields or [""]), *[""] * width][:width]))


@given(texts, pieces, st.sampled_from(["A\n", "A,B\n", "\ufeffA;B;C\r\n", "xx"]))
def test_rows_lines_and_errors_are_those_of_the_csv_module(text, piece, header):
    data = (header + text).encode()
    separator = dialect_of(data).separator
    found, rows, error = read(data, piece)
    expected_header, expected_rows, line = by_csv(data.decode("utf-8-sig"), separator)
    assert (found, [row[:2] for row in rows]) == (expected_header, expected_rows)
    assert (error or "").startswith("" if line is None else f"in.csv, line {line}: ")
    assert (error is None) == (line is None)


@given(texts, pieces)
def test_the_raw_text_of_a_row_is_read_as_its_fields(text, piece):
    header, rows, _ = read(b"A,B\n" + text.encode(), piece)
    for _, fields, raw, _ in rows:
        reader = csv.reader(io.StringIO(raw, newline=""), strict=True)
        assert list(reader) == [fields]
    assert header == ["A", "B"]


@given(st.binary(max_size=40), st.integers(1, 10))
def test_bytes_of_any_kind_are_read_alike_in_pieces_of_any_size(data, piece):
    assert read(b"A,B\n" + data, piece) == read(b"A,B\n" + data)


@given(texts, pieces, st.sampled_from(["utf-16", "utf-32", "gb18030", "utf-7"]))
def test_every_encoding_gives_the_same_rows(text, piece, encoding):
    text = "A,B\n" + text
    assert read(text.encode(encoding), piece, encoding=encoding) == read(text.encode())
