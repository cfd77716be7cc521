"""What is written of a row: what was read, as it was read, and its outcomes after it."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_text import load
from scored_files import ECHO, objects, parquet, rows_in, scored, written

from dmn.files.encoders import as_read, encodable
from feel.scope import Limits

NULLS, LOW = '"Risk": null, "Twice": null', '"Risk": "low", "Twice": 2'
FINE = "0.1234567890123456789012345678901234"
LONG = "12345678901234567890123456789012345678901"
LONG_TEXT = "1.2345678901234567890123456789012345678901E+40"
NANOSECOND, BERLIN = "1970-01-01T00:00:00.000000001", "1970-01-01T01:00:00@Europe/Berlin"


@pytest.mark.parametrize(
    ("text", "in_csv", "in_parquet"),
    [
        ("1.50", "1.50", Decimal("1.50")),
        ("-0.0", "-0.0", Decimal("0.0")),
        (FINE, None, Decimal(FINE)),
        (LONG, LONG_TEXT, LONG_TEXT),
        ("1e7000", "1E+7000", "1E+7000"),
        ('"a\\ud800"', "a\\ud800", "a\\ud800"),
        ("true", "true", True),
        ('[1.0, "x", null]', '"[1.0, ""x"", null]"', ["1.0", "x", None]),
        ('{"b": [2.50]}', '"{""b"": [2.50]}"', {"b": [Decimal("2.50")]}),
    ],
)  # fmt: skip
def test_json_values_are_kept_with_all_they_say(tmp_path, text, in_csv, in_parquet):
    data = f'{{"A": 1, "x": {text}}}\n'
    lines = written(tmp_path, data, "in.jsonl", "out.csv", model=ECHO)
    assert lines == f"A,x,R\n1,{in_csv or text},1\n"
    scored(tmp_path, data, "in.jsonl", "out.parquet", model=ECHO)
    assert objects(tmp_path / "out.parquet")[0]["x"] == in_parquet


@pytest.mark.parametrize(
    ("column", "in_csv", "in_json"),
    [
        (pa.array([0.1], pa.float32()), "0.1", 0.1),
        (pa.array([float("inf")]), "inf", "inf"),
        (pa.array([float("nan")]), "", None),
        (pa.array([b"a\xff"]), "a\\xff", "a\\xff"),
        (pa.array([dt.date(2024, 2, 29)]), "2024-02-29", "2024-02-29"),
        (pa.array([1], pa.timestamp("ns")), NANOSECOND, NANOSECOND),
        (pa.array([0], pa.timestamp("ms", "Europe/Berlin")), BERLIN, BERLIN),
        (pa.array(["a,b"]).dictionary_encode(), '"a,b"', "a,b"),
        (pa.array([{"a": [1, None]}]), '"{""a"": [1, null]}"', {"a": [1, None]}),
        (pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int8())), '"{""k"": 1}"', {"k": 1}),
        (pa.array([Decimal("1.20")]), "1.20", 1.2),
        (pa.nulls(1), "", None),
    ],
)  # fmt: skip
def test_columns_of_parquet_are_kept_with_all_they_say(tmp_path, column, in_csv, in_json):
    data = parquet(A=[1], x=column)
    lines = written(tmp_path, data, "in.parquet", "out.csv", model=ECHO)
    assert lines == f"A,x,R\n1,{in_csv},1\n"
    scored(tmp_path, data, "in.parquet", "out.jsonl", model=ECHO)
    assert objects(tmp_path / "out.jsonl")[0]["x"] == in_json
    scored(tmp_path, data, "in.parquet", "out.parquet", model=ECHO)
    assert pq.read_table(tmp_path / "out.parquet")["x"].type == column.type


@pytest.mark.parametrize("target", ["out.csv", "out.parquet", "out.jsonl"])
def test_half_of_a_surrogate_pair_is_escaped_wherever_it_stands(tmp_path, target):
    data = '{"A": "\\udc00,\\"\\n", "k\\ud800": 1}\n'
    scored(tmp_path, data, "in.jsonl", target, model=ECHO, rejects="rejects.csv")
    (row,) = rows_in(tmp_path / target)
    name = "k\ud800" if target == "out.jsonl" else "k\\ud800"
    value = '\udc00,"\n' if target == "out.jsonl" else '\\udc00,"\n'
    assert row == {"A": value, name: "1", "R": value}


@pytest.mark.parametrize("target", ["out.csv", "out.jsonl"])
def test_what_is_no_utf_8_in_parquet_is_escaped(tmp_path, target):
    ends = pa.array([0, 2], pa.int32()).buffers()[1]
    wrong = pa.StringArray.from_buffers(1, ends, pa.py_buffer(b"a\xff"))
    scored(tmp_path, parquet(A=[1], x=wrong), "in.parquet", target, model=ECHO)
    assert rows_in(tmp_path / target) == [{"A": "1", "x": "a\\xff", "R": "1"}]


@pytest.mark.parametrize("text", ["a,b", 'a"b', "a\nb", "a\rb", " a ", "", "\ufeff", "\0", "a\tb"])
@pytest.mark.parametrize("end", ["csv", "tsv", "jsonl", "parquet"])
def test_outcomes_are_read_again_as_they_were(tmp_path, text, end):
    data = parquet(A=[text], B=[text])
    scored(tmp_path, data, "in.parquet", f"out.{end}", model=ECHO)
    assert rows_in(tmp_path / f"out.{end}") == [{"A": text, "B": text, "R": text}]


def test_contexts_have_a_column_for_each_entry_and_lists_are_json(tmp_path):
    model = load("""
        input A
        decision Both (A) : tBoth = {l: [A, "x,y"], c: {d: A}}
        type tBoth : {l : Any; c : tInner}
        type tInner : {d : number}
    """)
    assert written(tmp_path, '{"A": 1.50}', "in.jsonl", model=model) == (
        'A,Both.l,Both.c.d\n1.50,"[1.50, ""x,y""]",1.50\n'
    )
    assert written(tmp_path, '{"A": 1.50}', "in.jsonl", "out.jsonl", model=model) == (
        '{"A": 1.50, "Both.l": [1.50, "x,y"], "Both.c.d": 1.50}\n'
    )


# --- rows that are not evaluated ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "target", "data", "expected"),
    [
        ("in.csv", "out.csv", "Age,Name\n1,a,b\n", "Age,Name,Risk,Twice\n1,a,,\n"),
        ("in.csv", "out.jsonl", "Age,x\n1,a,b\n", f'{{"Age": "1", "x": "a", {NULLS}}}\n'),
        ("in.jsonl", "out.jsonl", '{"Age":1}\nno\n', f'{{"Age":1, {LOW}}}\nno\n'),
        ("in.jsonl", "out.csv", '{"Age":1}\nno\n', "Age,Risk,Twice\n1,low,2\n,,\n"),
    ],
)  # fmt: skip
def test_a_row_that_is_not_evaluated_has_no_outcomes(tmp_path, source, target, data, expected):
    assert written(tmp_path, data, source, target) == expected
    report = scored(tmp_path, data, source, target, on_error="drop")
    assert (report.not_evaluated, report.rejected, report.rows - report.written) == (1, 1, 1)


def test_a_row_that_reaches_a_limit_is_still_an_object(tmp_path):
    model = load("input A\ndecision R (A) = for i in 1..A return i", limits=Limits(steps=50))
    data = '{"A": 2}\n{"A": 100}\n'
    assert written(tmp_path, data, "in.jsonl", "out.jsonl", model=model) == (
        '{"A": 2, "R": [1, 2]}\n{"A": 100, "R": null}\n'
    )


def test_a_line_that_is_no_object_is_rejected_as_one(tmp_path):
    data = '{"Age": 1, "Name": "a"}\n"x\n'
    scored(tmp_path, data, "in.jsonl", "out.jsonl", rejects="rejects.jsonl")
    (row,) = objects(tmp_path / "rejects.jsonl")
    assert row["line"] == 2
    assert 'it was not evaluated: "x' in row["reasons"]


# --- values ---------------------------------------------------------------------------------------


@given(st.text(st.characters()))
def test_any_text_can_be_written(text):
    found = encodable(text)
    assert found.encode().decode() == found
    assert found == text or any("\ud800" <= each <= "\udfff" for each in text)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, Decimal(5)),
        (0.1, Decimal("0.1")),
        (float("inf"), "inf"),
        (b"\xff", "\\xff"),
        ([{"a": (1)}], [{"a": Decimal(1)}]),
        (Decimal(LONG), Decimal(LONG)),
        (True, True),
    ],
)
def test_a_value_is_kept_as_feel_has_it_or_as_text(value, expected):
    assert repr(as_read(value)) == repr(expected)
