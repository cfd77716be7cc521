"""The name of a file tells what it holds; what it must not be is refused before it is opened."""

import io
from pathlib import Path

import pytest
from scored_files import packed, parquet, unpacked

from dmn.files.table_file import TableFile, TableFileError, check_begin, check_target, table_file


@pytest.mark.parametrize(
    ("name", "form", "compression", "separator"),
    [
        ("a.csv", "csv", None, None),
        ("a.CSV.GZ", "csv", "gzip", None),
        ("a.tsv.zst", "tsv", "zstd", "\t"),
        ("a.tab", "tsv", None, "\t"),
        ("a.jsonl", "jsonl", None, None),
        ("a.b.ndjson.zstd", "jsonl", "zstd", None),
        ("a.parquet", "parquet", None, None),
        ("a.pq", "parquet", None, None),
        ("a", "csv", None, None),
        ("a.gz", "csv", "gzip", None),
        ("a.data", "csv", None, None),
        (".csv", "csv", None, None),
    ],
)
def test_the_name_tells_what_a_file_holds(name, form, compression, separator):
    file = table_file(name)
    assert (file.format, file.compression) == (form, compression)
    assert file.separator == separator


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.xlsx", "a.xlsx is a spreadsheet: save the sheet as CSV"),
        ("a.json", "is one JSON value: write one object on each line, and name it .jsonl"),
        ("a.csv.zip", "is an archive: unpack it, or pack it as .gz or .zst"),
        ("a.parquet.gz", "Parquet is packed within (hint: name it a.parquet)"),
    ],
)
def test_what_is_known_to_be_no_table_is_refused_with_what_would_be_right(name, said):
    with pytest.raises(TableFileError) as raised:
        table_file(name)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", packed(".gz", b"A\n"), "a.csv is packed by gzip (hint: name it a.csv.gz)"),
        ("a.jsonl", packed(".zst", b"A\n"), "is packed by zstd (hint: name it a.jsonl.zst)"),
        ("a.csv", parquet(A=[1]), "a.csv is Parquet (hint: name it a.parquet)"),
        (
            "a.csv",
            b"PK\x03\x04\x14",
            "is a spreadsheet or an archive (hint: save the table as CSV)",
        ),
    ],
)
def test_a_file_that_begins_as_something_else_is_refused(name, data, said):
    with pytest.raises(TableFileError) as raised:
        check_begin(table_file(name), data[:8])
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("name", "begin"), [("a.csv", b"PAR1,B\n"), ("a.csv", b"PK,B\n"), ("a.csv.gz", b"\x1f\x8b")]
)
def test_a_file_that_begins_as_its_name_says_is_taken(name, begin):
    check_begin(table_file(name), begin)


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.csv.zst"])
def test_what_is_written_is_read_again(name):
    raw = io.BytesIO()
    file = table_file(name)
    with file.writing(raw) as stream:
        stream.write(b"A,B\n")
        stream.write(b"1,2\n")
    assert unpacked(name, raw.getvalue()) == b"A,B\n1,2\n"
    raw.seek(0)
    assert file.reading(raw).read() == b"A,B\n1,2\n"


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv.zst"])
def test_what_is_packed_when_writing_is_stopped_is_written_nowhere(name, capfd):
    raw = io.BytesIO()

    with pytest.raises(KeyboardInterrupt), table_file(name).writing(raw) as stream:
        _write_and_stop(stream)
    raw.close()
    del stream
    assert capfd.readouterr().err == ""


def _write_and_stop(stream):
    stream.write(b"x" * 1000)
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (".", "is a folder (hint: name a file in it, such as"),
        ("nowhere/out.csv", "nowhere' (hint: make it first)"),
        ("file/out.csv", "there is no folder"),
    ],
)
def test_a_target_that_cannot_be_written_is_refused(tmp_path, target, said):
    (tmp_path / "file").touch()
    with pytest.raises(TableFileError) as raised:
        check_target(tmp_path / target, Path("in.csv"))
    assert said in str(raised.value)


def test_a_folder_that_is_closed_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write anywhere
    with pytest.raises(TableFileError, match="cannot be written to"):
        check_target(tmp_path / "out.csv")
    check_target(Path("/dev/null"))


def test_a_file_is_equal_to_one_of_the_same_name():
    assert table_file("a.csv") == TableFile(Path("a.csv"))
