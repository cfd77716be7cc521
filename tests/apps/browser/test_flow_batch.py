"""An analyst scores 100,000 rows: one run is cancelled, another outlives the application."""

import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from loan_applicant import MODEL
from workbench_app import store
from workbench_browser import open_page, text_of, wait_idle

from ruling_workbench.acting.people import Person
from ruling_workbench.batch import processes, runs
from ruling_workbench.desk import Desk

LOAN = Path(__file__).parents[3] / "examples" / "loan"
ROWS = 100_000
PATIENCE = 180  # seconds for a run that takes seven on a machine that does nothing else


@pytest.fixture
def engine(tmp_path, database):
    made, _ = store(tmp_path, "loan", url=database)
    yield made
    made.close()


@pytest.fixture
def desk(tmp_path, engine):
    """Give the desk that the pages of the test work with; runs that are left are ended."""
    found = Desk(engine, Person("alice"), tmp_path / "workbench.files")
    yield found
    for run in runs.recent(found)[0]:
        processes.kill(run.pid, run.birth)


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Give a file of many applications, and what `dmn score` makes of it."""
    folder = tmp_path_factory.mktemp("many")
    made, scored = folder / "applicants.csv", folder / "scored.csv"
    _command(str(LOAN / "make_applicants.py"), str(ROWS), str(made))
    _command("-m", "dmn.cli", "score", str(LOAN / "loan.dmn"), str(made), "-o", str(scored))
    return made, scored


def _command(*words):
    subprocess.run([sys.executable, *words], check=True, capture_output=True)  # noqa: S603 - ours


def start(page, url, file):
    """Give a file on the page and start a run; return when it goes on."""
    open_page(page, f"{url}/batch?model={MODEL}")
    page.locator("input[type=file]").set_input_files(file)
    begin = page.get_by_role("button", name="Start", exact=True)
    begin.wait_for()
    wait_idle(page)
    assert "Every input has its column" in text_of(page)
    begin.click()
    going = page.get_by_test_id("stProgress").get_by_text("running")
    going.wait_for(timeout=PATIENCE * 1000)


def ended(desk, run):
    until = time.monotonic() + PATIENCE
    while (status := runs.state(desk, run)).is_live:
        assert time.monotonic() < until, status
        time.sleep(0.1)
    return status


def test_a_run_is_cancelled_while_it_goes_on(desk, start_workbench, page, shot, many):
    start(page, start_workbench("--no-worker").url, many[0])
    (run,), _ = runs.recent(desk)
    assert processes.is_alive(run.pid, run.birth)
    shot(page, "batch-running")
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_text("Cancelled by alice").wait_for(timeout=PATIENCE * 1000)
    wait_idle(page)
    assert "There is no output" in text_of(page)
    shot(page, "batch-cancelled")
    assert ended(desk, run).state == "cancelled"
    assert not processes.is_alive(run.pid, run.birth)
    left = sorted(each.name for each in (desk.files / "runs" / run.folder).iterdir())
    assert left == ["cancelled.json", "input.csv", "model", "progress.txt"]


def test_a_run_outlives_the_application(desk, start_workbench, page, shot, many):
    made, scored = many
    first = start_workbench("--no-worker")
    start(page, first.url, made)
    (run,), _ = runs.recent(desk)
    address = urlsplit(page.url)
    first.stop()
    assert processes.is_alive(run.pid, run.birth)
    again = start_workbench("--no-worker")
    open_page(page, f"{again.url}{address.path}?{address.query}")
    assert "started by alice" in text_of(page)
    page.get_by_text("Rows per second").wait_for(timeout=PATIENCE * 1000)
    wait_idle(page)
    assert f"{ROWS:,}" in text_of(page)
    shot(page, "batch-done")
    with page.expect_download() as given:
        page.get_by_role("button", name="Download output").click()
    assert given.value.suggested_filename == f"applicants-run-{run.id}-output.csv"
    assert given.value.path().read_bytes() == scored.read_bytes()
    assert runs.state(desk, run).state == "done"
