"""What comes of a block depends on the block alone, in whichever process it is done."""

import datetime as dt
import pickle

import numpy as np
import pyarrow as pa
import pytest
from scored_files import LOAN

from dmn.columns import ColumnError
from dmn.files.csv_dialect import CsvDialect
from dmn.files.encoders import ColumnEncoder, CsvEncoder, JsonEncoder
from dmn.scoring.batch import instant_of
from dmn.scoring.block import Block
from dmn.scoring.job import Output, ScoreJob
from dmn.scoring.plan import plan_score
from feel.errors import FeelWarning, Location

NOW = instant_of(dt.datetime(2024, 2, 29, tzinfo=dt.UTC))
CSV = Output("csv", CsvDialect(), from_raw=True)
BLOCK = Block(
    4,
    [pa.array(["1", "x", "70", "2"])],
    first=2,
    raw=pa.array(["1", "x", "70", "2"]),
    faults=[(3, FeelWarning("TOO_MANY_FIELDS", "too many", Location()))],
    unread=np.array([3]),
    position=9,
)


def job(header=("Age",), **options):
    return ScoreJob(plan_score(LOAN, header), NOW, CSV, **options)


@pytest.mark.parametrize(
    ("form", "encoder"),
    [("csv", CsvEncoder), ("tsv", CsvEncoder), ("jsonl", JsonEncoder), ("parquet", ColumnEncoder)],
)
def test_each_format_has_its_encoder(form, encoder):
    assert isinstance(Output(form, CsvDialect(), from_raw=False).encoder(["A"], ()), encoder)


@pytest.mark.parametrize(
    ("on_error", "text", "written"),
    [
        ("keep", b"1,low,2\nx,,\n70,high,140\n2,,\n", 4),
        ("fail", b"1,low,2\nx,,\n70,high,140\n2,,\n", 4),
        ("drop", b"1,low,2\n70,high,140\n", 2),
    ],
)
def test_of_a_block_comes_what_is_written_and_what_is_wrong(on_error, text, written):
    part = job(on_error=on_error, rejects=CSV).start().score(BLOCK)
    assert part.piece == text
    assert [line[:9] for line in part.rejects.splitlines()] == [b'x,3,"colu', b"2,5,too m"]
    assert (part.report.rows, part.report.written, part.report.rejected) == (4, written, 2)
    assert (part.position, part.first_fault.line) == (9, 3)
    assert str(part.first_fault).startswith("line 3 > column 'Age': 'x' is not a number")


def test_a_copy_in_another_process_does_the_same():
    one = job(explain=True, rejects=CSV)
    other = pickle.loads(pickle.dumps(one))  # noqa: S301 - of this test's own
    assert other.start().score(BLOCK) == one.start().score(BLOCK)


def test_nothing_is_rejected_where_nobody_asked():
    assert job().start().score(BLOCK).rejects == b""


def test_a_column_that_the_rejected_rows_would_have_twice_is_refused_before_the_start():
    assert job(("Age", "line")).columns()
    with pytest.raises(ColumnError, match="more than one column 'line'"):
        job(("Age", "line"), rejects=CSV).columns()
