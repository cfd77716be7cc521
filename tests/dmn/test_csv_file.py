"""CSV as people and programs write it; and an output that is there whole or not at all."""

import os
import threading

import pytest

import dmn
from dmn.csv_file import CsvError, CsvReader, check_target, score_file

MODEL = dmn.load(
    b'<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="m">'
    b'<inputData id="a" name="A"><variable name="A" typeRef="number"/></inputData>'
    b'<decision name="Twice"><informationRequirement><requiredInput href="#a"/>'
    b"</informationRequirement><literalExpression><text>A * 2</text></literalExpression></decision>"
    b"</definitions>"
)


def read(tmp_path, data):
    path = tmp_path / "in.csv"
    path.write_bytes(data)
    with CsvReader(path) as reader:
        return list(reader.header), [(row.line, list(row.fields)) for row in reader.rows()]


@pytest.mark.parametrize(
    ("data", "header", "rows"),
    [
        pytest.param(b"", [], [], id="an empty file"),
        pytest.param(b"\xef\xbb\xbf", [], [], id="a byte order mark alone"),
        pytest.param(b"A,B\n", ["A", "B"], [], id="a header only"),
        pytest.param(b"A,B", ["A", "B"], [], id="a header without line end"),
        pytest.param(b"\xef\xbb\xbfA\r\n1\r\n", ["A"], [(2, ["1"])], id="byte order mark and CRLF"),
        pytest.param(b"A\r1\r2", ["A"], [(2, ["1"]), (3, ["2"])], id="CR"),
        pytest.param(
            b'A,B\n"x\r\ny\n","q""q"\n1,2\n',
            ["A", "B"],
            [(2, ["x\r\ny\n", 'q"q']), (5, ["1", "2"])],
            id="quoted line ends are counted",
        ),
        pytest.param(
            b"A,B\n\n1,2\n\n", ["A", "B"], [(3, ["1", "2"])], id="blank lines are no rows"
        ),
        pytest.param(b"A\n\n1\n", ["A"], [(2, [""]), (3, ["1"])], id="but of one column they are"),
        pytest.param(
            b"A,,\n1\n1,2,3,4\n", ["A", "", ""], [(2, ["1"]), (3, [*"1234"])], id="ragged"
        ),
        pytest.param(b"A\na\0b\n", ["A"], [(2, ["a\0b"])], id="NUL in a field"),
        pytest.param(b'A,B\n"", x \n', ["A", "B"], [(2, ["", " x "])], id="blanks are kept"),
    ],
)
def test_files_are_read_as_they_are(tmp_path, data, header, rows):
    assert read(tmp_path, data) == (header, rows)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'A\n1\n"2\n3\n', "in.csv, line 3: a quoted field has no end"),
        (b'A\n"2"x\n', "in.csv, line 2: text follows the end of a quoted field"),
        (b"A\n" + b"x" * 200_000, "in.csv, line 2: field larger than field limit"),
        (b"A\n\xe9\n", "in.csv: byte 0xE9 at or after line 1 is not UTF-8"),
        ("A\n1\n".encode("utf-16-le"), "in.csv: the file is not UTF-8 (hint: save it as UTF-8, or"),
        (b"\xff\xfeA\0\n\0\x00\xd8A\0", "in.csv: byte 0x00 at or after line 1 is not UTF-16"),
    ],
    ids=["no end", "text after", "long", "latin-1", "utf-16 without mark", "broken utf-16"],
)
def test_what_is_no_csv_says_the_line(tmp_path, data, message):
    with pytest.raises(CsvError) as raised:
        read(tmp_path, data)
    assert message in str(raised.value)


def score(folder, data, target="out.csv"):
    (folder / "in.csv").write_bytes(data)
    report = score_file(MODEL, folder / "in.csv", folder / target)
    return (folder / target).read_bytes(), report


@pytest.mark.parametrize(
    ("data", "written"),
    [
        (b"A\n", b"A,Twice\n"),
        (b"\xef\xbb\xbfid,a\r\n007,1.50\r\n", b"\xef\xbb\xbfid,a,Twice\r\n007,1.50,3.00\r\n"),
        (b"id;A\nx,y;1\n", b"id;A;Twice\nx,y;1;2\n"),
        (b"id\tA\r\nx\t1\r\n", b"id\tA\tTwice\r\nx\t1\t2\r\n"),
        (b"x,y,z;A\n;1\n", b"x,y,z;A;Twice\n;1;2\n"),
        (b'"a;b;c",A\n;,1\n', b"a;b;c,A,Twice\n;,1,2\n"),
        (b'A\n""\n 2 \n', b"A,Twice\n,\n 2 ,4\n"),
        (b"A,x\n1e-3,y,z\n", b"A,x,Twice\n1e-3,y,\n"),
    ],
)
def test_columns_are_kept_as_they_are_and_outcomes_appended(tmp_path, data, written):
    assert score(tmp_path, data)[0] == written


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16_stays_one(tmp_path, encoding):
    data, written = (
        text.encode(encoding)
        for text in ("\ufeffä\tA\r\n1\t2\r\n", "\ufeffä\tA\tTwice\r\n1\t2\t4\r\n")
    )
    assert score(tmp_path, data)[0] == written


def test_input_and_output_may_be_one_file(tmp_path):
    assert score(tmp_path, b"A\n1\n", "in.csv")[0] == b"A,Twice\n1,2\n"


def test_an_empty_file_is_refused(tmp_path):
    with pytest.raises(CsvError, match="the file is empty"):
        score(tmp_path, b"")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (".", "is a folder (hint: name a file in it, such as"),
        ("nowhere/out.csv", "nowhere' (hint: make it first)"),
        ("file/out.csv", "there is no folder"),
    ],
)
def test_a_target_is_looked_at_before_anything_is_read(tmp_path, target, message):
    (tmp_path / "file").touch()
    with pytest.raises(CsvError) as raised:
        score_file(MODEL, tmp_path / "no.csv", tmp_path / target)
    assert message in str(raised.value)


def test_a_folder_that_is_closed_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write anywhere
    with pytest.raises(CsvError, match="cannot be written to"):
        check_target(tmp_path / "out.csv")


def test_progress_is_told_in_rows_and_bytes(tmp_path):
    told = []
    (tmp_path / "in.csv").write_bytes(b"A\n" + b"1\n" * 250)
    score_file(
        MODEL,
        tmp_path / "in.csv",
        tmp_path / "out.csv",
        on_progress=lambda rows, position: told.append((rows, position)),
    )
    assert told == [(100, 502), (200, 502)]


def test_a_pipe_has_no_position(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    rows = threading.Thread(target=pipe.write_text, args=["A\n" + "1\n" * 150])
    rows.start()
    told = []
    score_file(MODEL, pipe, tmp_path / "out.csv", on_progress=lambda *each: told.append(each))
    rows.join()
    assert told == [(100, 0)]
