"""Files that were given: kept under names of ours, looked into, forgotten."""

import io
import os

import pytest

from ruling_workbench.batch import uploads
from ruling_workbench.batch.uploads import RunRefused, drop, glance, kept, own_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.csv", "input.csv"),
        ("A.CSV.GZ", "input.csv.gz"),
        ("a.tsv", "input.tsv"),
        ("a.ndjson.zst", "input.jsonl.zst"),
        ("a.pq", "input.parquet"),
        ("../../etc/passwd", "input.csv"),
        ("C:\\x\\a.parquet", "input.parquet"),
        ("..", "input.csv"),
        ("", "input.csv"),
        ("a\0b.csv", "input.csv"),
    ],
)
def test_a_file_is_called_by_what_it_holds(name, expected):
    assert own_name(name, "input") == expected


@pytest.mark.parametrize("name", ["a.xlsx", "a.zip", "a.json", "a.parquet.gz"])
def test_what_is_no_table_is_refused(name):
    with pytest.raises(RunRefused) as refused:
        own_name(name, "input")
    assert "/" not in refused.value.message


def test_what_was_given_is_kept_as_it_is(tmp_path):
    upload = kept(tmp_path, "../mine.csv", io.BytesIO(b"a\n1\n"))
    assert (upload.name, upload.size) == ("../mine.csv", 4)
    assert upload.path.read_bytes() == b"a\n1\n"
    assert upload.path.is_relative_to(tmp_path / "uploads")
    drop(tmp_path, upload)
    assert list((tmp_path / "uploads").iterdir()) == []


def test_a_file_that_is_too_large_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST", 3)
    with pytest.raises(RunRefused, match="more than"):
        kept(tmp_path, "a.csv", io.BytesIO(b"1234"))
    assert list((tmp_path / "uploads").iterdir()) == []


def test_what_nobody_took_for_a_day_goes(tmp_path):
    old = kept(tmp_path, "old.csv", io.BytesIO(b"a\n"))
    (tmp_path / "uploads" / "other").mkdir()
    long_ago = 1_000_000_000
    os.utime(old.path.parent, (long_ago, long_ago))
    os.utime(tmp_path / "uploads" / "other", (long_ago, long_ago))
    new = kept(tmp_path, "new.csv", io.BytesIO(b"a\n"))
    left = {each.name for each in (tmp_path / "uploads").iterdir()}
    assert left == {new.token, "other"}


# --- a look into it -------------------------------------------------------------------------------


def test_a_look_tells_columns_and_a_few_values(tmp_path):
    text = "Name;Age\nAnn;1\nBob;\nAnn;2\nCy;3\nDee;4\n" + "x" * 99 + ";5\n"
    found = glance(kept(tmp_path, "a.csv", io.BytesIO(text.encode())))
    assert found.header == ("Name", "Age")
    assert found.samples == (("Ann", "Bob", "Cy"), ("1", "2", "3"))
    assert "separated by semicolons" in found.about


def test_a_long_value_is_cut_to_one_line(tmp_path):
    text = 'Name\n"' + "two\nlines " * 20 + '"\n'
    ((sample,),) = glance(kept(tmp_path, "a.csv", io.BytesIO(text.encode()))).samples
    assert len(sample) == 40
    assert sample.startswith("two lines two")


@pytest.mark.parametrize(
    ("name", "data", "part"),
    [
        pytest.param("a.csv", b"", "empty", id="empty"),
        pytest.param("a.parquet", b"no", "mine.parquet", id="no Parquet"),
        pytest.param("a.csv.gz", b"no", "mine.csv.gz", id="not packed"),
        pytest.param("a.csv", b"PAR1\x15", "mine.csv", id="another kind"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_its_own_name(tmp_path, name, data, part):
    upload = kept(tmp_path, f"mine{name[1:]}", io.BytesIO(data))
    with pytest.raises(RunRefused) as refused:
        glance(upload)
    said = f"{refused.value.message} {refused.value.hint}"
    assert part in said
    assert str(tmp_path) not in said
    assert "input" not in said
