"""A file is scored into another: rows as they were, outcomes after them, all of it or nothing."""

import csv
import datetime as dt
import io
import itertools
import json
import os
import subprocess
import sys
import threading
from functools import partial

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_text import load, xml
from scored_files import (
    ECHO,
    LOAN,
    OFFER,
    names_in,
    parquet,
    rows_in,
    scored,
    text_of,
    unpacked,
    written,
)

import feel
from dmn.columns import ColumnError
from dmn.errors import UnknownNameError
from dmn.field_text import field_text
from dmn.files.csv_blocks import CsvBlocks
from dmn.files.csv_dialect import CsvDialect
from dmn.files.table_file import TableFileError
from dmn.scoring.run import RowError, score_file
from feel.temporal import from_python

NOW = dt.datetime(2024, 2, 29, 10, tzinfo=dt.UTC)
HEADER = ["Applicant.Age", "Since", "loan_amount", "VIP", "Note"]

numbers = st.decimals(-(10**9), 10**9, places=3, allow_nan=False)
rows_of_values = st.lists(
    st.tuples(
        st.none() | st.integers(0, 99) | numbers,
        st.none() | st.dates().map(from_python),
        st.none() | numbers,
        st.none() | st.booleans(),
        st.none() | st.text(st.characters(codec="utf-8"), min_size=1),
    ),
    max_size=5,
)
dialects = st.builds(
    CsvDialect,
    st.just("utf-8"),
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n"]),
)


# --- the law --------------------------------------------------------------------------------------


def inputs_of(age, since, amount, vip, note):
    applicant = {"Age": age, "Since": since}
    return {"Applicant": applicant, "Loan Amount": amount, "Vip": vip, "Note": note}


def as_text(value):
    return str(value) if type(value) is int else field_text(value)


def expected_outputs(values):
    result = OFFER.evaluate(inputs_of(*values), now=NOW)
    eligibility = result["Eligibility"] or {"ok": None, "rate": None}
    return [*map(field_text, eligibility.values()), field_text(result["Echo"])]


@given(rows_of_values, dialects, st.sampled_from([[], ["Echo", "Eligibility"]]))
def test_what_is_written_is_what_evaluating_row_by_row_gives(
    tmp_path_factory, rows, dialect, chosen
):
    folder = tmp_path_factory.mktemp("law")
    texts = [[as_text(value) for value in row] for row in rows]
    source, target = folder / "in.csv", folder / "out.csv"
    source.write_bytes(dialect.mark + "".join(map(dialect.line, [HEADER, *texts])).encode())
    score_file(OFFER, source, target, decisions=chosen and ["Eligibility", "Echo"], now=NOW)
    text = io.StringIO(dialect.decoded(target.read_bytes()), newline="")
    found = list(csv.reader(text, strict=True, delimiter=dialect.separator))
    assert found[0] == [*HEADER, "Eligibility.ok", "Eligibility.rate", "Echo"]
    assert found[1:] == [
        [*text, *expected_outputs(values)] for text, values in zip(texts, rows, strict=True)
    ]


# --- from any format to any other -----------------------------------------------------------------

AS_READ = [("30", "Ann"), ("70", 'q"q,\n'), ("", "x"), ("abc", "Bob")]
RISKS = ["low", "high", None, None]
TWICE = [60, 140, None, None]
SOURCES = {
    "in.csv": 'Age,Name\n30,Ann\n70,"q""q,\n"\n,x\nabc,Bob\n',
    "in.tsv": 'Age\tName\n30\tAnn\n70\t"q""q,\n"\n\tx\nabc\tBob\n',
    "in.jsonl": '{"Age": 30, "Name": "Ann"}\n{"Age":"70","Name":"q\\"q,\\n"}\n'
    '{"Name": "x"}\n{"Age": "abc", "Name": "Bob"}\n',
    "in.parquet": parquet(Age=["30", "70", None, "abc"], Name=[name for _, name in AS_READ]),
}
PACKED = [(name + end, data) for name, data in list(SOURCES.items())[:3] for end in (".gz", ".zst")]
TARGETS = ["out.csv", "out.tsv.gz", "out.jsonl", "out.parquet", "out.jsonl.zst"]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(("source", "data"), [*SOURCES.items(), *PACKED])
def test_every_format_is_scored_into_every_other(tmp_path, source, data, target):
    report = scored(tmp_path, data, source, target)
    found = rows_in(tmp_path / target)
    assert [(row.get("Age", ""), row["Name"]) for row in found] == AS_READ
    assert [row["Risk"] for row in found] == [risk or "" for risk in RISKS]
    assert [row["Twice"] for row in found] == ["" if each is None else str(each) for each in TWICE]
    assert list(found[0]) == ["Age", "Name", "Risk", "Twice"]
    assert (report.rows, report.written, report.rejected) == (4, 4, 1)


@pytest.mark.parametrize(
    "rejects", ["rejects.csv", "rejects.tsv", "rejects.jsonl", "rejects.csv.gz"]
)
@pytest.mark.parametrize(("source", "data"), SOURCES.items())
def test_rows_whose_data_is_at_fault_are_written_with_their_reasons(
    tmp_path, source, data, rejects
):
    scored(tmp_path, data, source, "out.parquet", rejects=rejects)
    (row,) = rows_in(tmp_path / rejects)
    assert (row["Age"], row["Name"], list(row)[2:]) == ("abc", "Bob", ["line", "reasons"])
    assert row["line"] == {"in.csv": "6", "in.tsv": "6"}.get(source, "4")
    assert row["reasons"].startswith("column 'Age': 'abc' is not a number (hint: write digits")
    assert "\n" not in row["reasons"]


# --- columns as they were -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"Age,Name\n", b"Age,Name,Risk,Twice\n"),
        (b"\xef\xbb\xbfage\r\n01.50\r\n", b"\xef\xbb\xbfage,Risk,Twice\r\n01.50,low,3.00\r\n"),
        (b"Name;Age\nx,y;1\n", b"Name;Age;Risk;Twice\nx,y;1;low;2\n"),
        (b"Name\tAge\r\nx\t1\r\n", b"Name\tAge\tRisk\tTwice\r\nx\t1\tlow\t2\r\n"),
        (b"x,y,z;Age;Name\n;1;\n", b"x,y,z;Age;Name;Risk;Twice\n;1;;low;2\n"),
        (b'"a;b;c",Age,Name\n;,1,\n', b"a;b;c,Age,Name,Risk,Twice\n;,1,,low,2\n"),
        (b'Age,Name\n"",\n 2 ,"a"\n', b'Age,Name,Risk,Twice\n"",,,\n 2 ,"a",low,4\n'),
        (b"Age,Name\n1e-3\n", b"Age,Name,Risk,Twice\n1e-3,,low,0.002\n"),
        (b"Age,Name,\n1,a,x\n", b"Age,Name,,Risk,Twice\n1,a,x,low,2\n"),
    ],
)  # fmt: skip
def test_columns_are_kept_as_they_are_and_outcomes_appended(tmp_path, data, expected):
    scored(tmp_path, data)
    assert (tmp_path / "out.csv").read_bytes() == expected


@pytest.mark.parametrize(
    ("encoding", "mark", "name"),
    [
        ("utf-16-le", "\ufeff", None),
        ("utf-16-be", "\ufeff", None),
        ("utf-32-le", "\ufeff", None),
        ("cp1252", "", "cp1252"),
        ("shift_jis", "", "shift_jis"),
        ("utf-8", "\ufeff", "cp1252"),
    ],
)
def test_a_file_in_another_encoding_stays_one(tmp_path, encoding, mark, name):
    letter = "\u65e5" if encoding == "shift_jis" else "é"
    scored(tmp_path, f"{mark}Age\tName\r\n1\t{letter}\r\n".encode(encoding), encoding=name)
    expected = f"{mark}Age\tName\tRisk\tTwice\r\n1\t{letter}\tlow\t2\r\n".encode(encoding)
    assert (tmp_path / "out.csv").read_bytes() == expected


def test_other_formats_are_written_in_utf_8(tmp_path):
    data = "Age;Name\n1;é\n".encode("latin-1")
    assert written(tmp_path, data, target="out.tsv", encoding="latin-1") == (
        "Age\tName\tRisk\tTwice\n1\té\tlow\t2\n"
    )


# --- what is chosen -------------------------------------------------------------------------------


def test_columns_are_mapped_by_hand(tmp_path):
    assert written(tmp_path, "a,b\n1,x\n", columns={"a": "Age"}) == ("a,b,Risk,Twice\n1,x,low,2\n")


def test_decisions_are_chosen_and_what_they_do_not_need_may_be_missing(tmp_path):
    assert written(tmp_path, "Age\n1\n", decisions=["Twice"]) == "Age,Twice\n1,2\n"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("out.csv", "Age,Name,Risk,Twice,Risk.rules\n70,a,high,140,[1]\n7,b,low,14,[2]\n"),
        ("out.jsonl", '"Twice": 140, "Risk.rules": [1]}\n'),
    ],
)
def test_rules_that_matched_are_added_where_they_are_asked_for(tmp_path, target, expected):
    text = written(tmp_path, "Age,Name\n70,a\n7,b\n", target=target, explain=True, decisions=[])
    assert expected in text


def test_all_rows_have_one_instant_and_both_ways_the_same(tmp_path):
    model = load("""
        type tA : number in [0..9]
        input A : tA
        decision N (A) = if A = null then now() else now()
    """)
    data = "A\n" + "1\n2\n99\n" * 50
    report = scored(tmp_path, data, model=model)
    moments = {row["N"] for row in rows_in(tmp_path / "out.csv")}
    assert moments == {report.manifest["now"]}
    scored(tmp_path, data, model=model, now=NOW)
    assert {row["N"] for row in rows_in(tmp_path / "out.csv")} == {"2024-02-29T10:00:00Z"}


def test_host_functions_are_called_for_every_row(tmp_path):
    calls = iter(range(100))
    counted = feel.function("count", ["a"], lambda _: next(calls))
    model = load(
        """
        input A
        decision R (A) = count(A)
    """,
        functions=[counted],
    )
    assert written(tmp_path, "A\n7\n7\n", model=model) == "A,R\n7,0\n7,1\n"


@pytest.mark.parametrize("target", ["out.csv", "out.jsonl", "out.parquet"])
def test_faulty_rows_are_dropped_where_that_is_asked_for(tmp_path, target):
    data = "Age,Name\n1,a\nx,b\n130,c\n2,d\n"
    report = scored(tmp_path, data, target=target, on_error="drop", rejects="rejects.csv")
    assert [row["Name"] for row in rows_in(tmp_path / target)] == ["a", "d"]
    assert [row["Name"] for row in rows_in(tmp_path / "rejects.csv")] == ["b", "c"]
    assert (report.rows, report.written, report.rejected) == (4, 2, 2)


def test_a_run_can_fail_at_the_first_faulty_row(tmp_path):
    (tmp_path / "out.csv").write_text("old")
    with pytest.raises(RowError) as raised:
        scored(tmp_path, "Age,Name\n1,a\nx,b\ny,c\n", on_error="fail", rejects="rejects.csv")
    assert str(raised.value).startswith("line 3 > column 'Age': 'x' is not a number")
    assert str(raised.value).endswith("nothing was written, as on_error is 'fail'")
    assert (tmp_path / "out.csv").read_text() == "old"
    assert names_in(tmp_path) == ["in.csv", "out.csv"]


def test_a_way_with_errors_that_there_is_not_is_refused(tmp_path):
    with pytest.raises(ValueError, match="on_error is one of keep, drop, fail, not 'ignore'"):
        scored(tmp_path, "Age,Name\n", on_error="ignore")


# --- refused before the start ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "data", "options", "error", "said"),
    [
        ("in.csv", "", {}, TableFileError, "the file is empty (hint: begin with a line of"),
        ("in.csv.gz", "\n\n", {}, TableFileError, "the file is empty"),
        ("in.jsonl", "", {}, TableFileError, "the file is empty (hint: write one object"),
        ("in.parquet", "", {}, TableFileError, "in.parquet: Parquet file size is 0 bytes"),
        ("in.csv", "Name\n", {}, ColumnError, "no column for input 'Age'"),
        ("in.csv", "Age,Name,x,x\n", {}, ColumnError, "more than one column 'x'"),
        ("in.csv", "Age,Name,Risk\n", {}, ColumnError, "more than one column 'Risk'"),
        ("in.csv", "Age,Name,Risk.rules\n", {"explain": True}, ColumnError, "'Risk.rules'"),
        ("in.csv", "Age,Name,line\n", {"rejects": "r.csv"}, ColumnError, "column 'line'"),
        ("in.csv", "a,b\n", {"columns": {"z": "Age"}}, ColumnError, "no column is named 'z'"),
        ("in.csv", "a,b\n", {"columns": {"a": "Agee"}}, ColumnError, "no input 'Agee'"),
        ("in.csv", "Age,Name\n", {"decisions": ["Rsk"]}, UnknownNameError, "did you mean 'Risk'"),
        ("in.csv", "Age,Name\n", {"encoding": "nope"}, TableFileError, "no encoding 'nope'"),
        ("in.jsonl", "{}\n", {"encoding": "utf-8"}, TableFileError, "JSON has no encoding"),
        ("in.csv", "Age,Name\n", {"rejects": "r.parquet"}, TableFileError, "written as text"),
        ("in.csv", "Age,Name\n", {"rejects": "in.csv"}, TableFileError, "is what is read"),
        ("in.csv", "Age,Name\n", {"report": "in.csv"}, TableFileError, "is what is read"),
        ("in.csv", "Age,Name\n", {"report": "out.csv"}, TableFileError, "are the same"),
        ("in.csv", "Age,Name\n", {"target": "out.xlsx"}, TableFileError, "is a spreadsheet"),
        ("in.csv", "Age,Name\n", {"target": "no/out.csv"}, TableFileError, "there is no folder"),
        ("in.csv", b"\x1f\x8b\x08\x00", {}, TableFileError, "packed by gzip"),
    ],
)
def test_what_cannot_be_is_refused_before_the_start(  # noqa: PLR0913, PLR0917 - they are data
    tmp_path, source, data, options, error, said
):
    planned = []
    with pytest.raises(error) as raised:
        scored(tmp_path, data, source, **options, on_plan=lambda *each: planned.append(each))
    assert said in str(raised.value)
    assert planned == []
    assert names_in(tmp_path) == [source]


def test_a_source_that_is_not_there_is_pythons_error(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no\.csv"):
        score_file(LOAN, tmp_path / "no.csv", tmp_path / "out.csv")


# --- whole or not at all --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["in.csv", "in.csv.gz", "in.jsonl", "in.parquet"])
def test_input_and_output_may_be_one_file(tmp_path, name):
    data = {"in.jsonl": '{"A":1}\n', "in.parquet": parquet(A=[1])}.get(name, "A\n1\n")
    scored(tmp_path, data, name, name, model=ECHO)
    assert rows_in(tmp_path / name) == [{"A": "1", "R": "1"}]
    assert names_in(tmp_path) == [name]


@pytest.mark.parametrize("target", ["out.csv", "out.csv.gz", "out.parquet"])
@pytest.mark.parametrize("stop", [KeyboardInterrupt, ZeroDivisionError])
def test_all_files_stay_as_they_were_where_a_run_is_stopped(tmp_path, capfd, target, stop):
    names = [target, "rejects.csv.gz", "report.json"]
    for name in names:
        (tmp_path / name).write_text("old")

    def halt(_progress):
        raise stop

    data = "Age,Name\n" + "1,a\nx,b\n" * 1000
    with pytest.raises(stop):
        scored(tmp_path, data, target=target, rejects=names[1], report=names[2], on_progress=halt)
    assert [(tmp_path / name).read_text() for name in names] == ["old"] * 3
    assert names_in(tmp_path) == sorted(["in.csv", *names])
    assert capfd.readouterr().err == ""


def test_no_file_is_replaced_before_the_last_is_whole(tmp_path, monkeypatch):
    (tmp_path / "out.csv").write_text("old")
    (tmp_path / "report.json").write_text("old")
    monkeypatch.setattr("dmn.scoring.run.manifest_of", lambda *_: {"what": object()})
    with pytest.raises(TypeError):
        scored(tmp_path, "Age,Name\n1,a\n", report="report.json")
    assert (tmp_path / "out.csv").read_text() == "old"
    assert (tmp_path / "report.json").read_text() == "old"


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import dmn
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
model = dmn.load(Path(sys.argv[1]).read_bytes())
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
for target in sys.argv[3:]:
    try:
        dmn.score_file(model, sys.argv[2], target)
    except OSError as error:
        print(error.errno, error.filename)
"""


def test_a_full_disk_leaves_the_old_files(tmp_path):
    (tmp_path / "m.dmn").write_bytes(xml("input A : number\ndecision R (A) = A * 2"))
    (tmp_path / "in.csv").write_text("A\n" + "".join(f"{n}\n" for n in range(5000)))
    targets = [tmp_path / name for name in ("out.csv", "out.csv.gz", "out.jsonl", "out.parquet")]
    for target in targets:
        target.write_text("old")
    files = map(str, [tmp_path / "m.dmn", tmp_path / "in.csv", *targets])
    run = subprocess.run(  # noqa: S603 - this Python, on files of its own
        [sys.executable, "-W", "error", "-c", FULL_DISK, *files],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
    assert run.stdout.splitlines() == [f"27 {target}" for target in targets]
    assert [target.read_text() for target in targets] == ["old"] * 4
    assert len(names_in(tmp_path)) == 6


# --- pipes and progress ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pipe.csv", "pipe.csv.gz", "pipe.jsonl", "pipe.parquet"])
def test_a_pipe_is_written_to_and_stays_one(tmp_path, name):
    pipe = tmp_path / name
    os.mkfifo(pipe)
    found = []
    receiver = threading.Thread(target=lambda: found.append(pipe.read_bytes()))
    receiver.start()
    scored(tmp_path, "A\n1\n", target=name, model=ECHO)
    receiver.join()
    assert pipe.is_fifo()
    (data,) = found
    if name == "pipe.parquet":
        assert pq.read_table(io.BytesIO(data)).to_pylist() == [{"A": "1", "R": "1"}]
    else:
        assert unpacked(name, data) in {b"A,R\n1,1\n", b'{"A": "1", "R": "1"}\n'}


# --- the report -----------------------------------------------------------------------------------


def test_the_report_is_written_as_json(tmp_path):
    report = scored(tmp_path, "Age,Name\n1,a\nx,b\n70,c\n2,d,e\n", report="report.json", now=NOW)
    found = json.loads((tmp_path / "report.json").read_text())
    assert found == json.loads(json.dumps(report.to_dict()))
    assert [found[name] for name in ("rows", "written", "rejected", "not evaluated")] == [
        4,
        4,
        2,
        1,
    ]
    assert found["outcomes"]["Risk"] == {"high": 1, "low": 1, "null": 1}
    assert found["rules"] == {"Risk": {"ids": [None, None], "hits": [1, 1]}}
    assert found["manifest"]["options"] == {
        "source": "in.csv",
        "target": "out.csv",
        "explain": False,
        "on error": "keep",
        "read as": "in.csv: UTF-8, separated by commas",
    }


def test_a_run_can_be_made_again_from_its_manifest(tmp_path):
    model = load("input A\ndecision R (A) = string(now()) + string(A)")
    first = written(tmp_path, "A\n1\n", model=model, report="report.json")
    moment = json.loads((tmp_path / "report.json").read_text())["manifest"]["now"]
    again = written(tmp_path, "A\n1\n", model=model, now=dt.datetime.fromisoformat(moment))
    assert again == first


def test_blocks_of_any_size_give_the_same(tmp_path, monkeypatch):
    rows = itertools.islice(itertools.cycle(["1,a", "x,b", '70,"c\n"', "1", "5,e,f"]), 500)
    data = "Age,Name\n" + "\n".join(rows) + "\n"
    found = []
    for piece in (2**21, 97):
        monkeypatch.setattr("dmn.files.sources.CsvBlocks", partial(CsvBlocks, piece=piece))
        report = scored(tmp_path, data, rejects="rejects.jsonl", now=NOW).to_dict()
        for name in ("seconds", "rows per second"):
            report.pop(name)
        report["methods"] = None
        texts = [text_of(tmp_path / name) for name in ("out.csv", "rejects.jsonl")]
        found.append((texts, report))
    assert found[0] == found[1]
