"""Runs: a process each, over a folder each, found again by anyone, ended when asked."""

import io
import json
import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from model_text import xml

from cmmn import CaseEngine, UnknownCaseError
from dmn.cli import main
from ruling_workbench.acting.people import Person
from ruling_workbench.batch import processes, runs
from ruling_workbench.batch.run_record import Run, Wanted
from ruling_workbench.batch.uploads import RunRefused, kept, own_name
from ruling_workbench.desk import Desk

PATIENCE = 60
IMPORTED = xml("decision Bonus = 100", "Shared", "urn:shared")
MODEL = xml(
    """
    type tAge : number in [0..120]
    input Age : tAge
    decision Risk (Age) : string =
        F | Age : number || Risk : string
        1 | > 60         || "high"
        2 | <= 60        || "low"
    """,
    "Risk",
)
ROWS = "Age,Name\n61,Ann\n30,<b>Bob</b>\nold,Cy\n"


def opened(folder, name="alice"):
    return Desk(CaseEngine(f"sqlite:///{folder / 'a.db'}"), Person(name), folder / "files")


@pytest.fixture
def desk(tmp_path):
    found = opened(tmp_path)
    found.engine.models.deploy([("risk.dmn", MODEL)])
    yield found
    found.engine.close()


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """Give a desk, and a run on it that was waited for."""
    folder = tmp_path_factory.mktemp("done")
    found = opened(folder)
    found.engine.models.deploy([("risk.dmn", MODEL)])
    run = started(found, rejects="rejects.csv", explain=True)
    status = ended(found, run)
    assert (status.state, status.progress.rows) == ("done", 3), status
    yield found, run
    found.engine.close()


def wanted(desk, upload, **more):
    row = desk.engine.models.get("dmn", "Risk")
    target = own_name(upload.name, "output")
    made = Wanted(
        row.key, row.version, row.sha256, row.name, upload.name, 9, upload.path.name, target
    )
    return replace(made, **more)


def started(desk, rows=ROWS, name="../my rows.csv", **more):
    upload = kept(desk.files, name, io.BytesIO(rows.encode()))
    return runs.start(desk, wanted(desk, upload, **more), upload)


def ended(desk, run):
    until = time.monotonic() + PATIENCE
    while (status := runs.state(desk, run)).is_live:
        assert time.monotonic() < until, status
        time.sleep(0.05)
    return status


def endless(desk):
    """Start a run over a pipe that nobody fills."""
    upload = kept(desk.files, "pipe.csv", io.BytesIO(b""))
    upload.path.unlink()
    os.mkfifo(upload.path)
    return runs.start(desk, wanted(desk, upload), upload)


@pytest.fixture
def waiting(desk):
    run = endless(desk)
    yield run
    processes.kill(run.pid, run.birth)


def as_person(desk, name):
    return Desk(desk.engine, Person(name), desk.files)


def files_of(desk, run):
    return sorted(each.name for each in (desk.files / "runs" / run.folder).iterdir())


# --- a run that ends by itself --------------------------------------------------------------------


def test_a_run_gives_what_the_command_gives(done, tmp_path):
    desk, run = done
    (tmp_path / "risk.dmn").write_bytes(MODEL)
    (tmp_path / "in.csv").write_text(ROWS, encoding="utf-8")
    words = ["score", "risk.dmn", "in.csv", "-o", "out.csv", "--explain"]
    here = [str(tmp_path / each) if "." in each else each for each in words]
    assert main([*here, "--progress", "none"]) == 0
    assert runs.file_of(desk, run, "output").read_bytes() == (tmp_path / "out.csv").read_bytes()
    assert json.loads(runs.file_of(desk, run, "report").read_text())["rejected"] == 1
    assert "Cy" in runs.file_of(desk, run, "rejects").read_text()
    assert list((desk.files / "uploads").iterdir()) == []


def test_another_desk_finds_a_run_as_it_is(done):
    desk, run = done
    other = opened(desk.files.parent, "bob")
    assert runs.get(other, str(run.id)) == run
    assert runs.state(other, run).state == "done"
    assert runs.recent(other) == ([run], False)
    row = other.engine.attachments.get(run.id)
    assert (row.name, row.payload["by"], row.payload["version"]) == ("../my rows.csv", "alice", 1)
    other.engine.close()


def test_a_run_that_is_done_stays_so_when_it_is_cancelled(done):
    desk, run = done
    assert runs.cancel(desk, run).state == "done"
    assert runs.file_of(desk, run, "output") is not None


def test_columns_decisions_and_imports_are_those_that_were_chosen(desk):
    text = """
        import s from urn:shared
        input Age : number
        decision Total (Age, urn:shared#Bonus) = Age + s.Bonus
        decision Other (Age) = Age
    """
    desk.engine.models.deploy([("risk.dmn", xml(text, "Risk")), ("shared.dmn", IMPORTED)])
    run = started(desk, "Years\n1\n", decisions=("Total",), columns={"Years": "Age"})
    assert ended(desk, run).state == "done", runs.state(desk, run)
    assert runs.file_of(desk, run, "output").read_text() == "Years,Total\n1,101\n"


def test_a_run_that_fails_says_why(desk):
    run = started(desk, "Name\nAnn\n")
    status = ended(desk, run)
    assert status.state == "failed"
    assert "no column for input 'Age'" in status.message
    assert runs.file_of(desk, run, "output") is None


# --- a run that is ended --------------------------------------------------------------------------


def test_a_cancelled_run_leaves_no_process_and_no_output(desk, waiting):
    assert processes.is_alive(waiting.pid, waiting.birth)
    status = runs.cancel(as_person(desk, "bob"), waiting)
    assert (ended(desk, waiting).state, status.is_live) == ("cancelled", False)
    assert runs.state(desk, waiting).message == "Cancelled by bob"
    assert not processes.is_alive(waiting.pid, waiting.birth)
    assert files_of(desk, waiting) == ["cancelled.json", "input.csv", "model", "progress.txt"]


def test_a_run_that_does_not_listen_is_killed_and_its_parts_go(desk, waiting, monkeypatch):
    monkeypatch.setattr(runs, "GRACE", 0.2)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True)"
    process = subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-c", f"{deaf}; time.sleep(60)"],
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    process.stdout.readline()
    run = replace(waiting, pid=process.pid, birth=processes.born(process.pid))
    part = desk.files / "runs" / run.folder / ".output.csv.0f.part"
    part.write_text("half", encoding="utf-8")
    assert runs.cancel(desk, run).state == "cancelled"
    assert process.wait(10) == -signal.SIGKILL
    process.stdout.close()
    assert not part.exists()


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="this system has no such limits")
def test_a_run_may_not_fill_the_disk(waiting):
    most, _ = resource.prlimit(waiting.pid, resource.RLIMIT_FSIZE)
    assert most == 16 * 2**30


def test_a_run_that_was_killed_is_lost(desk, waiting):
    processes.kill(waiting.pid, waiting.birth)
    assert ended(desk, waiting).state == "lost"


def test_a_process_of_the_same_number_is_not_the_run(desk, waiting):
    other = replace(waiting, birth="another")
    assert runs.state(desk, other).state == "lost"
    assert runs.cancel(desk, other).state == "lost"
    assert processes.is_alive(waiting.pid, waiting.birth)


# --- what is refused ------------------------------------------------------------------------------


def test_only_so_many_run_at_once(desk, waiting, monkeypatch):
    monkeypatch.setattr(runs, "MOST_AT_ONCE", 1)
    upload = kept(desk.files, "a.csv", io.BytesIO(ROWS.encode()))
    with pytest.raises(RunRefused, match="going on"):
        runs.start(desk, wanted(desk, upload), upload)
    assert upload.path.exists()
    runs.cancel(desk, waiting)
    ended(desk, waiting)
    run = runs.start(desk, wanted(desk, upload), upload)
    processes.kill(run.pid, run.birth)
    assert ended(desk, run).state == "lost"


@pytest.mark.parametrize(
    ("more", "error"),
    [
        pytest.param({"version": 9}, UnknownCaseError, id="no such version"),
        pytest.param({"columns": {"a\0b": "Age"}}, RunRefused, id="a name that is no word"),
    ],
)
def test_what_cannot_be_started_leaves_nothing(desk, more, error):
    upload = kept(desk.files, "a.csv", io.BytesIO(ROWS.encode()))
    with pytest.raises(error):
        runs.start(desk, wanted(desk, upload, **more), upload)
    assert upload.path.read_text() == ROWS
    assert list((desk.files / "runs").iterdir()) == []
    assert runs.recent(desk) == ([], False)


def test_a_run_is_removed_by_whoever_began_it_when_it_has_ended(desk, waiting):
    with pytest.raises(RunRefused, match="goes on"):
        runs.remove(desk, waiting)
    runs.cancel(desk, waiting)
    ended(desk, waiting)
    with pytest.raises(RunRefused, match="alice's"):
        runs.remove(as_person(desk, "bob"), waiting)
    runs.remove(desk, waiting)
    assert runs.get(desk, str(waiting.id)) is None
    assert list((desk.files / "runs").iterdir()) == []


@pytest.mark.parametrize("id_", ["", "x", "-1", "1.0", "9" * 30, "²", "99"])
def test_an_address_may_name_no_run(desk, id_):
    assert runs.get(desk, id_) is None


def test_what_was_attached_as_something_else_is_no_run(desk):
    row = desk.engine.attachments.add("dmn", "Risk", "preset", "a", {"folder": "0" * 16})
    broken = desk.engine.attachments.add("dmn", "Risk", "run", "a", {"folder": "../.."})
    assert runs.get(desk, str(row.id)) is runs.get(desk, str(broken.id)) is None
    assert runs.recent(desk) == ([], False)


def test_a_run_whose_files_are_elsewhere_is_lost(desk):
    run = Run(
        1, wanted(desk, kept(desk.files, "a.csv", io.BytesIO(b"a\n"))), "alice", None, "0" * 16
    )
    assert runs.state(desk, run).state == "lost"
    assert runs.file_of(desk, run, "output") is None
