"""Batch: a file given, mapped, looked at, scored, shown, ending in what is kept of it."""

import io
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from workbench_app import opened, texts, typed

from dmn.cli import main
from ruling_workbench.acting.people import Person
from ruling_workbench.batch import processes, runs
from ruling_workbench.batch.run_record import Wanted
from ruling_workbench.batch.uploads import kept
from ruling_workbench.desk import Desk

MODEL = "Loan origination"
LOAN = Path(__file__).parents[3] / "examples" / "loan"
ROWS = b"".join((LOAN / "applicants.csv").read_bytes().splitlines(keepends=True)[:200])
HOSTILE = "![x](http://127.0.0.1:1/p) [y](javascript:alert(1)) <img src=x onerror=1> :red[z]"
PATIENCE = 60


@pytest.fixture
def desk(engine):
    return Desk(engine, Person("alice"), Path(os.environ["RULING_FILES"]))


def given(rows=ROWS, name="applicants.csv", **more):
    """Return the page after a file was given."""
    app = opened("batch", model=MODEL, **more)
    app.file_uploader[0].set_value((name, rows, "text/csv")).run()
    assert not app.exception, app.exception
    return app


def named(elements, label):
    return next(each for each in elements if typed(each.label) == label)


def started(desk, name="applicants.csv", rows=ROWS, **more):
    """Start a run, and return it; over a pipe that nobody fills where there are no rows."""
    row = desk.engine.models.get("dmn", MODEL)
    upload = kept(desk.files, name, io.BytesIO(rows or b""))
    if rows is None:
        upload.path.unlink()
        os.mkfifo(upload.path)
    target = f"output{''.join(upload.path.suffixes)}"
    wanted = Wanted(row.key, 1, row.sha256, row.name, name, 9, upload.path.name, target, "")
    return runs.start(desk, replace(wanted, **more), upload)


def waited(desk, run):
    until = time.monotonic() + PATIENCE
    while (status := runs.state(desk, run)).is_live:
        assert time.monotonic() < until, status
        time.sleep(0.05)
    return status


@pytest.fixture
def waiting(desk):
    run = started(desk, rows=None)
    yield run
    processes.kill(run.pid, run.birth)


# --- before it is started -------------------------------------------------------------------------


@pytest.mark.usefixtures("engine")
def test_without_a_file_a_sample_is_offered():
    app = opened("batch", model=MODEL)
    assert "a column for each of 13 inputs" in texts(app)
    assert "There are no runs yet" in texts(app)
    assert not [each for each in app.button if typed(each.label) == "Start"]


@pytest.mark.usefixtures("engine")
def test_a_file_is_mapped_by_name_and_its_first_rows_are_looked_at():
    app = given()
    assert "Every input has its column. 1 column not read, kept in the output" in texts(app)
    assert "198 rows looked at: 14 rows with data at fault, 14 rows with warnings." in texts(app)
    first = app.dataframe[1].value.iloc[0]
    assert (first["Line"], first["Where"]) == (163, "column 'Applicant.Age'")
    assert first["What is wrong"] == "'forty' is not a number"


@pytest.mark.usefixtures("engine")
def test_a_column_is_chosen_for_an_input_that_has_none():
    app = given(ROWS.replace(b"Applicant.Credit Score", b"points", 1))
    assert "1 input of 13 has no column." in texts(app)
    assert "Applicant.Credit Score: no column has this name" in texts(app)
    named(app.selectbox, "Column that feeds it").set_value("points").run()
    assert not app.exception
    assert "Every input has its column" in texts(app)
    mapped = app.dataframe[0].value.set_index("Input")["Column"]
    assert mapped["Applicant.Credit Score"] == "points"
    named(app.button, "Map by name again").click().run()
    assert "1 input of 13 has no column." in texts(app)


@pytest.mark.parametrize(
    ("rows", "name", "part"),
    [
        pytest.param(b"", "a.csv", "The file is empty", id="empty"),
        pytest.param(b"PK\x03\x04", "a.xlsx.csv", "a spreadsheet or an archive", id="another kind"),
        pytest.param(b"no", "a.parquet", "a.parquet", id="broken"),
    ],
)
@pytest.mark.usefixtures("engine")
def test_a_file_that_is_no_table_is_refused_in_a_sentence(rows, name, part):
    app = given(rows, name)
    assert part in typed(app.error[0].value)
    assert not [each for each in app.button if typed(each.label) == "Start"]


@pytest.mark.usefixtures("engine")
def test_columns_that_would_stand_twice_in_the_output_are_told():
    app = given(ROWS.replace(b"Application Id", b"Routing", 1))
    assert "the output would have more than one column 'Routing'" in typed(app.error[0].value)


# --- a run ----------------------------------------------------------------------------------------


def test_a_run_is_started_watched_and_shown(desk, tmp_path):
    app = given()
    named(app.button, "Start").click().run()
    assert not app.exception
    (run,), _ = runs.recent(desk)
    assert app.query_params["run"] == str(run.id)
    assert (run.by, run.wanted.input, run.wanted.columns) == ("alice", "applicants.csv", {})
    waited(desk, run)
    app.run()
    assert not app.exception
    figures = {typed(each.label): each.value for each in app.metric}
    assert (figures["Rows"], figures["With data at fault"]) == ("198", "14")
    assert "8 rules, " in texts(app)
    (tmp_path / "in.csv").write_bytes(ROWS)
    words = ["score", str(LOAN / "loan.dmn"), str(tmp_path / "in.csv"), "--progress", "none"]
    assert main([*words, "-o", str(tmp_path / "out.csv")]) == 0
    written = runs.file_of(desk, run, "output").read_bytes()
    assert written == (tmp_path / "out.csv").read_bytes()
    _rows_are_filtered(app)


def _rows_are_filtered(app):
    named(app.selectbox, "Column").set_value(27).run()
    box = next(each for each in app.selectbox if typed(each.label).endswith(" is"))
    box.select_index(0).run()
    assert not app.exception
    name, value = typed(box.label).removesuffix(" is"), box.value.rpartition(" · ")[0]
    shown = next(each.value for each in app.dataframe if name in each.value.columns)
    assert set(shown[name]) == {value}
    named(app.checkbox, "With warnings alone").check().run()
    named(app.text_input, "Text").set_value("forty").run()
    assert not app.exception


def test_a_run_that_goes_on_is_cancelled(desk, waiting):
    app = opened("batch", run=waiting.id)
    assert "○ starting" in typed(app.get("progress")[0].proto.text)
    named(app.button, "Cancel").click().run()
    waited(desk, waiting)
    app.run()
    assert not app.exception
    assert "Cancelled by alice. There is no output" in texts(app)
    assert not processes.is_alive(waiting.pid, waiting.birth)
    assert runs.file_of(desk, waiting, "output") is None


def test_a_run_that_failed_says_why(desk, waiting):
    said = desk.files / "runs" / waiting.folder / "progress.txt"
    processes.kill(waiting.pid, waiting.birth)
    waited(desk, waiting)
    said.write_text(f"dmn: {HOSTILE}\n", encoding="utf-8")
    app = opened("batch", run=waiting.id)
    assert f"{HOSTILE}. There is no output." in typed(app.error[0].value)


def test_a_run_is_removed_by_whoever_began_it(desk, waiting):
    runs.cancel(desk, waiting)
    waited(desk, waiting)
    other = opened("batch", run=waiting.id, name="bob")
    assert not [each for each in other.button if typed(each.label) == "Remove it"]
    app = opened("batch", run=waiting.id)
    named(app.button, "Remove it").click().run()
    assert runs.recent(desk) == ([], False)
    assert "The run of applicants.csv was removed." in texts(app)
    assert "There are no runs yet" in texts(app)


@pytest.mark.usefixtures("waiting")
def test_runs_are_listed_with_their_states():
    app = opened("batch", model=MODEL)
    assert "starting · Loan origination, version 1 · alice · just now" in texts(app)
    assert [typed(each.proto.label) for each in app.get("page_link")] == ["○ applicants.csv"]


@pytest.mark.usefixtures("engine")
def test_an_address_of_no_run_says_so():
    assert "There is no run '99'." in texts(opened("batch", run="99"))
    assert "There is no decision model 'x'." in texts(opened("batch", model="x"))


@pytest.mark.usefixtures("waiting")
def test_only_so_many_runs_go_on(desk, monkeypatch):
    monkeypatch.setattr(runs, "MOST_AT_ONCE", 1)
    app = given()
    named(app.button, "Start").click().run()
    assert "1 of 1 runs are going on" in typed(app.error[0].value)
    assert len(runs.recent(desk)[0]) == 1


def test_what_a_file_says_is_shown_as_typed(desk):
    name = f"{HOSTILE.replace(chr(47), chr(32))}.csv"
    rows = ROWS.replace(b"Application Id", HOSTILE.encode(), 1).replace(b"forty", HOSTILE.encode())
    app = given(rows, name)
    assert f"kept in the output: “{HOSTILE}”." in texts(app)
    assert HOSTILE[:40] in app.dataframe[1].value.iloc[0]["What is wrong"]
    named(app.button, "Start").click().run()
    (run,), _ = runs.recent(desk)
    processes.kill(run.pid, run.birth)
    waited(desk, run)
    for page in (app.run(), opened("batch", model=MODEL)):
        assert not page.exception
        assert name in texts(page) + typed("".join(each.label for each in page.get("page_link")))
