"""What is written is whole, and Parquet has the narrowest types that hold all there is."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from model_text import load
from scored_files import objects, scored

from dmn.files.encoders import TableOfRows
from dmn.files.json_lines import JsonLines
from dmn.files.table_file import table_file
from dmn.files.writers import writing

ECHO = load("""
    input A
    decision R (A) = A
    decision N (A) : number = null
""")
DEC = "decimal128(38, {})"


@pytest.mark.parametrize(
    ("values", "kind", "texts"),
    [
        (["1", "2.5", "3.125"], DEC.format(3), ["1.000", "2.500", "3.125"]),
        (["1", "2.50", '"x"'], "string", ["1", "2.50", "x"]),
        (['"x"', "1", "true"], "string", ["x", "1", "true"]),
        (["null", "null", "null"], "string", [None] * 3),
        (["null", "null", "1"], DEC.format(0), [None, None, "1"]),
        (["1", "null", "null"], DEC.format(0), ["1", None, None]),
        (["true", "null", "false"], "bool", ["True", None, "False"]),
        (["1", "1e400", "null"], "string", ["1", "1" + "0" * 400, None]),
        (["{}", "1", "[]"], "string", ["{}", "1", "[]"]),
    ],
)
def test_types_grow_with_the_values_of_later_blocks(tmp_path, monkeypatch, values, kind, texts):
    small_pieces(monkeypatch)
    scored(tmp_path, lines(values), "in.jsonl", "out.parquet", model=ECHO)
    table = pq.read_table(tmp_path / "out.parquet")
    assert (str(table["A"].type), str(table["R"].type)) == (kind, kind)
    assert str(table["N"].type) == DEC.format(0)
    found = [value if value is None else str(value) for value in table["R"].to_pylist()]
    assert found == texts


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["[1]", "[1.5]", '["a"]'], [["1"], ["1.5"], ["a"]]),
        (["[]", "[]", "[]"], [[], [], []]),
        (
            ['{"a":1}', '{"b":"2"}', '{"a":"x"}'],
            [{"a": "1", "b": None}, {"a": None, "b": "2"}, {"a": "x", "b": None}],
        ),
    ],
)
def test_nested_types_grow_as_well(tmp_path, monkeypatch, values, expected):
    small_pieces(monkeypatch)
    scored(tmp_path, lines(values), "in.jsonl", "out.parquet", model=ECHO)
    rows = objects(tmp_path / "out.parquet")
    assert [row["A"] for row in rows] == expected
    assert [row["R"] for row in rows] == expected


def lines(values):
    return "".join(f'{{"A": {value}}}\n' for value in values)


def small_pieces(monkeypatch):
    """Let every line be a block of its own."""
    monkeypatch.setattr(
        "dmn.files.sources.JsonLines", lambda stream, name: JsonLines(stream, name, piece=1)
    )


@pytest.mark.parametrize("source", ["in.csv", "in.parquet"])
def test_a_file_without_rows_has_types_all_the_same(tmp_path, source):
    file = io.BytesIO()
    pq.write_table(pa.table({"A": pa.array([], pa.float32())}), file)
    data = "A\n" if source == "in.csv" else file.getvalue()
    scored(tmp_path, data, source, "out.parquet", model=ECHO)
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.num_rows == 0
    types = ["string" if source == "in.csv" else "float", "string", DEC.format(0)]
    assert list(map(str, table.schema.types)) == types


@pytest.mark.parametrize("kind", [pa.int8(), pa.float32(), pa.decimal256(60, 2), pa.large_string()])
def test_columns_of_parquet_keep_their_types(tmp_path, kind):
    file = io.BytesIO()
    pq.write_table(pa.table({"A": pa.array(["1", None]).cast(kind)}), file)
    scored(tmp_path, file.getvalue(), "in.parquet", "out.parquet", model=ECHO)
    column = pq.read_table(tmp_path / "out.parquet")["A"]
    assert column == pa.chunked_array([pa.array(["1", None]).cast(kind)])


def test_rows_that_wait_are_beside_the_file_and_gone_in_the_end(tmp_path, monkeypatch):
    folders = []

    def temporary(dir):  # noqa: A002 - that is its name
        folders.append(dir)
        return io.BytesIO()

    monkeypatch.setattr("dmn.files.writers.TemporaryFile", temporary)
    raw = io.BytesIO()
    with writing(table_file(tmp_path / "out.parquet"), raw, ["A"], None, ()) as writer:
        writer.write(TableOfRows([pa.array(["x"])], [], 1))
        assert raw.getvalue() == b""
    assert folders == [tmp_path]
    raw.seek(0)
    assert pq.read_table(raw).to_pylist() == [{"A": "x"}]
