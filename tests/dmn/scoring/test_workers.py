"""Several processes give what one gives, byte for byte; and when one is gone, nothing."""

import multiprocessing
import os
import signal
from functools import partial

import pytest
from model_text import load
from scored_files import LOAN, names_in, scored

import feel
from dmn.files.csv_blocks import CsvBlocks
from dmn.scoring.workers import WorkerError

DATA = "Age,Name\n" + "".join(
    f"{'x' if i % 7 == 0 else i % 130},n{i % 11}\n" if i % 50 else f'"{i}",a,b\n'
    for i in range(3000)
)
TEXT = """
    input A : number
    decision R (A) = f(A)
"""


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch):
    """Let a small file have several blocks."""
    monkeypatch.setattr("dmn.files.sources.CsvBlocks", partial(CsvBlocks, piece=4096))


def files_of(folder, target, workers):
    """Return what is written, and the report but for how long it took."""
    now = feel.evaluate('date and time("2024-02-29T10:00:00Z")')
    report = scored(
        folder, DATA, target=target, workers=workers, rejects="rejects.csv", explain=True, now=now
    ).to_dict()
    del report["seconds"], report["rows per second"]
    return (folder / target).read_bytes(), (folder / "rejects.csv").read_bytes(), report


@pytest.mark.parametrize(("target", "count"), [("out.csv", 2), ("out.parquet", 3)])
def test_several_processes_give_what_one_gives(tmp_path, target, count):
    assert files_of(tmp_path, target, count) == files_of(tmp_path, target, 1)


def _dies_at(number):
    if number == 4000:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_when_a_process_is_gone_nothing_is_written(tmp_path):
    model = load(TEXT, functions=[feel.function("f", ["n"], _dies_at)])
    (tmp_path / "out.csv").write_text("old")
    data = "A\n" + "".join(f"{i}\n" for i in range(6000))
    with pytest.raises(WorkerError, match="a worker ended with code -9 before it was done"):
        scored(tmp_path, data, model=model, workers=2, rejects="rejects.csv")
    assert (tmp_path / "out.csv").read_text() == "old"
    assert names_in(tmp_path) == ["in.csv", "out.csv"]


def test_a_function_that_cannot_be_sent_is_said_to_be_so(tmp_path):
    model = load(TEXT, functions=[feel.function("f", ["n"], lambda number: number)])
    with pytest.raises(WorkerError) as raised:
        scored(tmp_path, "A\n1\n", model=model, workers=2)
    assert str(raised.value).startswith("the model cannot be sent to other processes: ")
    assert "or use one worker)" in str(raised.value)
    assert names_in(tmp_path) == ["in.csv"]


def test_processes_end_with_a_run_that_is_stopped(tmp_path):
    def stop(_progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scored(tmp_path, DATA, model=LOAN, workers=2, on_progress=stop)
    assert names_in(tmp_path) == ["in.csv"]
    assert multiprocessing.active_children() == []
