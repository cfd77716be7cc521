"""Rows come from files of any format; what is wrong with a file says which, and what to do."""

import os
import threading

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scored_files import ECHO, LOAN, names_in, packed, parquet, scored, text_of

from dmn.files.sources import opened
from dmn.files.table_file import TableFileError, table_file
from dmn.scoring.run import score_file


def blocks_of(folder, name, data, wanted=(0, 1)):
    """Return the source and its blocks."""
    (folder / name).write_bytes(packed(name, data))
    with opened(table_file(folder / name)) as rows:
        return rows, list(rows.blocks(wanted))


@pytest.mark.parametrize(
    ("name", "data", "about"),
    [
        ("in.csv", b"A;B\n1;x\n", "in.csv: UTF-8, separated by semicolons"),
        ("in.tsv.gz", b"A\tB\n1\tx\n", "in.tsv.gz: UTF-8, separated by tabs"),
        ("in.jsonl.zst", b'{"A": "1", "B": "x"}', "in.jsonl.zst: JSON lines"),
        ("in.parquet", parquet(A=["1"], B=["x"]), "in.parquet: Parquet, 1 rows"),
    ],
)
def test_any_source_gives_its_header_and_the_columns_wanted(tmp_path, name, data, about):
    rows, (block,) = blocks_of(tmp_path, name, data, wanted=[1])
    assert list(rows.header) == ["A", "B"]
    assert rows.about == about
    assert rows.is_text == (rows.dialect is not None)
    assert (rows.schema is not None) == name.endswith("parquet")
    assert block.columns[0] is None
    assert list(map(str, block.columns[1])) == ["x"]
    assert block.position == rows.size


def test_the_rows_of_parquet_are_counted_over_groups_and_batches(tmp_path, monkeypatch):
    monkeypatch.setattr("dmn.files.sources._ROWS", 3)
    pq.write_table(pa.table({"A": range(10)}), tmp_path / "in.parquet", row_group_size=4)
    with opened(table_file(tmp_path / "in.parquet")) as rows:
        blocks = list(rows.blocks([0]))
    assert [value for block in blocks for value in block.columns[0].to_pylist()] == [*range(10)]
    assert blocks[0].first == 1
    assert [(block.first + block.count - 1) for block in blocks] == [
        each.position for each in blocks
    ]


def test_a_name_with_a_dot_is_no_path_into_another_column(tmp_path):
    data = parquet(**{"a": [{"b": 1, "c": 2}], "a.b": [5]})
    _, (block,) = blocks_of(tmp_path, "in.parquet", data)
    assert block.columns[0].to_pylist() == [{"b": 1, "c": 2}]
    assert block.columns[1].to_pylist() == [5]


@pytest.mark.parametrize("name", ["in.csv.gz", "in.csv.zst"])
def test_an_archive_of_several_members_is_read_whole(tmp_path, name):
    (tmp_path / name).write_bytes(packed(name, b"A\n1\n") + packed(name, b"2\n"))
    score_file(ECHO, tmp_path / name, tmp_path / "out.csv")
    assert text_of(tmp_path / "out.csv") == "A,R\n1,1\n2,2\n"


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        ("in.csv.gz", "cut"),
        ("in.csv.gz", "changed"),
        ("in.csv.zst", "cut"),
        ("in.jsonl.gz", "cut"),
        ("in.jsonl.gz", "changed"),
        ("in.parquet", "cut"),
        ("in.parquet", "changed"),
    ],
)
def test_a_damaged_file_is_refused_and_nothing_written(tmp_path, name, harm):
    text = "".join(f'{{"Age": {i % 99}, "Name": "a{i}"}}\n' for i in range(20_000))
    if "csv" in name:
        text = "Age,Name\n" + "".join(f"{i % 99},a{i}\n" for i in range(20_000))
    data = packed(name, text.encode())
    if "parquet" in name:
        data = parquet(Age=list(range(50)), Name=["a"] * 50)
    middle = len(data) // 2 if "parquet" not in name else 10
    harmed = data[:middle] + (b"" if harm == "cut" else b"\xff" * 20 + data[middle + 20 :])
    (tmp_path / name).write_bytes(harmed)
    (tmp_path / "out.csv").write_text("old")
    with pytest.raises(TableFileError, match=f"{name}.*is it complete, and named for what it is"):
        score_file(LOAN, tmp_path / name, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == "old"
    assert names_in(tmp_path) == sorted([name, "out.csv"])


@pytest.mark.parametrize("name", ["in.csv.gz", "in.csv.zst", "in.parquet"])
def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path, name):
    (tmp_path / name).write_text("A,B\n1,2\n")
    with pytest.raises(TableFileError, match="named for what it is"):
        score_file(ECHO, tmp_path / name, tmp_path / "out.csv")


@pytest.mark.parametrize("name", ["pipe.csv", "pipe.csv.gz", "pipe.jsonl"])
def test_a_pipe_is_read_and_has_no_share(tmp_path, name):
    data = packed(name, b'{"A":1}\n' if "json" in name else b"A\n1\n")
    pipe = tmp_path / name
    os.mkfifo(pipe)
    sender = threading.Thread(target=pipe.write_bytes, args=[data])
    sender.start()
    told = []
    score_file(ECHO, pipe, tmp_path / "out.csv", on_progress=told.append)
    sender.join()
    assert [(each.rows, each.share) for each in told] == [(1, None)]
    assert text_of(tmp_path / "out.csv") == "A,R\n1,1\n"


def test_parquet_cannot_be_read_from_a_pipe(tmp_path):
    pipe = tmp_path / "pipe.parquet"
    os.mkfifo(pipe)
    sender = threading.Thread(target=pipe.write_bytes, args=[b"PAR1"])
    sender.start()
    with pytest.raises(TableFileError, match="Parquet cannot be read from a pipe"):
        score_file(ECHO, pipe, tmp_path / "out.csv")
    sender.join()


@pytest.mark.parametrize("name", ["in.csv", "in.csv.gz", "in.jsonl", "in.parquet"])
def test_progress_is_told_in_rows_and_as_a_share(tmp_path, name):
    data = {"in.jsonl": '{"A":1}\n' * 9, "in.parquet": parquet(A=[1] * 9)}.get(
        name, "A\n" + "1\n" * 9
    )
    told, plans = [], []
    scored(
        tmp_path,
        data,
        name,
        model=ECHO,
        on_progress=told.append,
        on_plan=lambda plan, rows: plans.append((plan.output_header, rows.about)),
    )
    assert [(each.rows, each.share) for each in told] == [(9, 1.0)]
    ((header, about),) = plans
    assert header == ["A", "R"]
    assert about.startswith(f"{name}: ")
