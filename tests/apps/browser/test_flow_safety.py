"""Every text of models, data and people is shown as it was typed, and what is no model is refused.

A server of the test would hear of a picture that a page loads; a window that opens is a script that
ran.
"""

import threading
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode

import pytest
import workbench_browser as browser
from hostile_models import FILE, Hostile, refused_models, refused_tables
from hostile_pages import Looker, choose
from hostile_store import fill
from workbench_browser import act_as, open_page, shot, text_of, wait_idle

from cmmn import CaseEngine

LARGEST = 50 * 2**20
NARROW = (390, 844)
CALM = ("data:", "blob:")


class Listener(BaseHTTPRequestHandler):
    """Keeps what was asked for, and gives nothing."""

    def do_GET(self):
        """Keep a request."""
        self.server.heard.append(self.path)
        self.send_error(404)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def listener():
    """Give a server that nobody has a reason to ask anything."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    server.heard = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@dataclass
class Visitor:
    """A page of somebody with a hostile name, and what came of looking around in it."""

    url: str
    store: object
    text: Hostile
    engine: CaseEngine
    page: object = None
    asked: list = field(default_factory=list)
    windows: list = field(default_factory=list)

    def open(self, path, **query):
        """Open a page by its address."""
        return open_page(self.page, f"{self.url}/{path}?{urlencode(query)}")

    def hears(self, context):
        """Keep what a browser asks for, and windows that open."""
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("dialog", self._opened)

    def _opened(self, dialog):
        self.windows.append(dialog.message)
        dialog.dismiss()

    @property
    def strange(self):
        """Return what was asked of others."""
        return [each for each in self.asked if not each.startswith((self.url, *CALM))]

    def look(self, *, into_all=False):
        """Return the words of texts that can be read; fail where something was made of one."""
        looker = Looker(self.text.core)
        wrong, words = (looker.look_into_all if into_all else looker.look)(self.page)
        assert wrong == []
        assert self.page.get_by_test_id("stException").count() == 0
        return words


@pytest.fixture(scope="module")
def workbench(listener, tmp_path_factory):
    """Give a visitor without a page: a workbench on a store that is hostile all over."""
    folder = tmp_path_factory.mktemp("hostile")
    url, text = f"sqlite:///{folder / 'hostile.db'}", Hostile(listener.server_port)
    with CaseEngine(url) as engine:
        store = fill(engine, folder / "hostile.files", text)
        server = browser.start_workbench(folder, url, "--no-worker")
        try:
            yield Visitor(server.url, store, text, engine)
            assert "Traceback" not in server.said()
        finally:
            server.stop()


def entered(chromium, workbench, size=(1280, 900)):
    """Return a browser's context, and the page that the visitor has in it."""
    context = chromium.new_context(
        viewport=dict(zip(("width", "height"), size, strict=True)),
        locale="en-GB",
        timezone_id="UTC",
        reduced_motion="reduce",
    )
    context.add_init_script(browser.WATCHED)
    workbench.hears(context)
    page = context.new_page()
    page.set_default_timeout(browser.PATIENCE * 1000)
    act_as(page, workbench.store.person.name, *workbench.store.person.groups)
    return context, page


@pytest.fixture(scope="module")
def visiting(chromium, workbench):
    """Give the visitor, with a page that all tests share: it has loaded Streamlit once."""
    context, workbench.page = entered(chromium, workbench)
    yield workbench
    context.close()


@pytest.fixture
def visitor(visiting, listener):
    """Give the visitor; whatever it did, nobody else was asked for anything, no window opened."""
    yield visiting
    assert (listener.heard, visiting.strange, visiting.windows) == ([], [], [])


# --- pages ----------------------------------------------------------------------------------------

PAGES = {
    "": "person taskname casename businesskey failure timerexpression upload",
    "tasks case task": "taskname taskdocumentation shown value asked drafted property",
    "cases q definition": "casename businesskey",
    "cases start": "casedocumentation parameter item role begunkey begunholder",
    "case id": "casename businesskey plan stage taskname sentry criterion casenote exit value",
    "case id tab=Timeline": "value failure delegate sentry",
    "case id tab=Decisions": "decision",
    "case id tab=People": "role lead holder",
    "case id item": "taskdocumentation drafted role delegate",
    "case id version": "text value casename",
    "decide model": "question decisiondescription clause remark outcome note source preset",
    "what-if model decision": "decision allowed choice",
    "batch model run": "model decision fault",
    "models kind key": "model import imported brokentext",
    "operations": "call failure timerexpression businesskey",
    "feel": "person",
    "metrics": "person",
}


def address(visitor, page):
    """Return the path and the parameters of a page."""
    path, *names = page.split(" ") if page else [""]
    store, text = visitor.store, visitor.text
    known = {
        "id": store.case,
        "case": store.case,
        "task": store.task,
        "start": store.definition,
        "model": store.model,
        "decision": text("decision"),
        "run": store.run,
        "kind": "dmn",
        "key": store.model,
        "item": text("task"),
        "version": 3,
        "q": text("businesskey"),
        "definition": store.definition,
    }
    given = [name.partition("=") for name in names]
    return path, {name: value or known[name] for name, _, value in given}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_texts_as_they_were_typed(visitor, page):
    path, query = address(visitor, page)
    visitor.open(path, **query)
    words = visitor.look(into_all="tab=" not in page)
    assert set(PAGES[page].split()) - words == set()


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("stage", "stage stagedocumentation"),
        ("call", "call processdocumentation failure"),
        ("told", "event eventdocumentation"),
    ],
)
def test_an_item_of_a_case_is_shown_as_it_was_typed(visitor, item, words):
    visitor.open("case", id=visitor.store.case, item=item)
    assert set(words.split()) - visitor.look() == set()


def test_a_copy_of_a_case_is_shown_as_it_was_typed(visitor):
    visitor.open("case", id=visitor.store.case)
    visitor.page.get_by_role("button", name="Try from here").click()
    wait_idle(visitor.page)
    assert "Sandbox" in text_of(visitor.page)
    assert {"casename", "taskname"} <= visitor.look()


def test_the_elements_of_a_model_are_shown_as_they_were_typed(visitor):
    visitor.open("decide", model=visitor.store.model)
    words = set()
    for element in ("source", "service", "knowledge"):
        choose(visitor.page, "Show the logic of", f"Q7{element}")
        words |= visitor.look()
    told = "sourcedescription uri servicedescription knowledgedescription"
    assert set(told.split()) - words == set()


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("Tests", "test othertest expected"),
        ("Draft", "edited lostelement lostrule"),
        ("Check", "imported brokentext"),
    ],
)
def test_a_part_of_decide_is_shown_as_it_was_typed(visitor, part, words):
    visitor.open("decide", model=visitor.store.model)
    parts = visitor.page.get_by_role("radiogroup", name="Part of the page")
    parts.get_by_text(part).click()
    wait_idle(visitor.page)
    assert set(words.split()) - visitor.look() == set()


# --- charts ---------------------------------------------------------------------------------------


def pointed_at(page):
    """Point at a chart here and there until it tells something; return what."""
    box = page.get_by_test_id("stVegaLiteChart").first.bounding_box()
    tip = page.locator("#vg-tooltip-element.visible")
    for down in range(1, 20):
        for across in range(1, 20):
            x, y = box["x"] + box["width"] * across / 20, box["y"] + box["height"] * down / 20
            page.mouse.move(x, y)
            if tip.count():
                assert tip.locator("*").count() == 0
                return tip.inner_text()
    return ""


def test_a_chart_loads_no_picture_whatever_its_names_are(visitor):
    visitor.open("batch", model=visitor.store.model, run=visitor.store.run)
    assert "image: " in pointed_at(visitor.page)
    visitor.open("what-if", model="Charts")
    choose(visitor.page, "and", "a")
    assert "image: " in pointed_at(visitor.page)
    visitor.look()


# --- addresses ------------------------------------------------------------------------------------

ASKED = {
    "tasks": "view q case task",
    "cases": "q definition state due milestone assignee role age incident order",
    "case": "id version item with tab file",
    "decide": "model version decision",
    "batch": "model version run",
    "models": "kind key",
    "metrics": "definition",
}


@pytest.mark.parametrize("path", ASKED)
def test_an_address_of_hostile_texts_shows_them_as_they_are(visitor, path):
    visitor.open(path, **{name: visitor.text(name) for name in ASKED[path].split()})
    visitor.look()


# --- files that are given -------------------------------------------------------------------------


def given(page, files):
    """Give files to the page, each a name with its content."""
    named = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
        for name, data in files.items()
    ]
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(named)
    return wait_idle(page)


def test_what_is_no_model_is_refused_in_a_sentence_each(visitor):
    stored = str(visitor.engine.models.count())
    files = refused_models(visitor.text.port)
    visitor.open("models")
    page = given(visitor.page, files)
    told = [each.inner_text() for each in page.get_by_test_id("stAlert").all()]
    assert sorted(each.partition(":")[0].partition(" ")[0] for each in told) == sorted(files)
    assert page.get_by_role("button", name="Deploy").count() == 0
    visitor.look()
    assert str(visitor.engine.models.count()) == stored


def test_a_model_that_is_too_large_is_refused(visitor, tmp_path):
    stored = str(visitor.engine.models.count())
    path = tmp_path / "large.dmn"
    path.write_bytes(b"<definitions>" + b" " * LARGEST + b"</definitions>")
    visitor.open("models")
    visitor.page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(path)
    visitor.page.get_by_text("at most 52,428,800 are taken").wait_for()
    wait_idle(visitor.page)
    assert visitor.page.get_by_role("button", name="Deploy").count() == 0
    assert str(visitor.engine.models.count()) == stored


def test_a_hostile_model_is_checked_and_shown_as_it_was_typed(visitor):
    stored = str(visitor.engine.models.count())
    visitor.open("models")
    given(visitor.page, {f"{FILE}.dmn": visitor.text.decisions, f"{FILE}.cmmn": visitor.text.case})
    words = visitor.look(into_all=True)
    assert {"model", "casename", "brokentext", "imported"} <= words
    assert str(visitor.engine.models.count()) == stored


def test_what_is_no_table_is_refused_in_a_sentence(visitor):
    visitor.open("batch", model="Charts")
    tables = refused_tables()
    for name in ("latin.csv", "deep.jsonl"):
        page = given(visitor.page, {name: tables[name]})
        told = [each.inner_text() for each in page.get_by_test_id("stAlert").all()]
        assert len(told) == 1, name
        assert page.get_by_role("button", name="Start").count() == 0
        visitor.look()


def test_a_hostile_table_is_scored_and_shown_as_it_was_typed(visitor):
    before = len(visitor.engine.attachments.recent("run").rows)
    visitor.open("batch", model=visitor.store.model)
    given(visitor.page, {f"{FILE}.csv": visitor.text.rows})
    assert f"{FILE}.csv: " in text_of(visitor.page)
    assert {"choice", "allowed", "column"} <= visitor.look()
    visitor.page.get_by_role("button", name="Start", exact=True).click()
    visitor.page.get_by_role("button", name="Download output").wait_for()
    wait_idle(visitor.page)
    assert f"{FILE}.csv" in text_of(visitor.page)
    assert {"decision", "model"} <= visitor.look()
    assert len(visitor.engine.attachments.recent("run").rows) == before + 1


def test_a_model_is_given_back_as_a_file_and_never_shown_by_the_browser(visitor):
    visitor.open("models", kind="dmn", key=visitor.store.model)
    with visitor.page.expect_download() as given_back:
        visitor.page.get_by_test_id("stDownloadButton").get_by_role("button").click()
    assert Path(given_back.value.path()).read_bytes() == visitor.text.decisions
    with urllib.request.urlopen(given_back.value.url) as answer:  # noqa: S310 - ours
        assert answer.headers["Content-Disposition"].startswith("attachment; ")


def test_a_stranger_may_give_no_file(workbench):
    asked = urllib.request.Request(  # noqa: S310 - ours
        f"{workbench.url}/_stcore/upload_file/a/b",
        data=b"x",
        method="PUT",
        headers={"Origin": "http://stranger.example"},
    )
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(asked)  # noqa: S310 - ours


# --- a narrow page --------------------------------------------------------------------------------


def test_a_narrow_page_shows_texts_as_they_were_typed(chromium, workbench, listener):
    context, page = entered(chromium, workbench, NARROW)
    open_page(page, f"{workbench.url}/case?id={workbench.store.case}")
    looker = Looker(workbench.text.core)
    wrong, words = looker.look(page)
    shot(page, "hostile-narrow")
    context.close()
    assert (wrong, listener.heard, workbench.strange, workbench.windows) == ([], [], [], [])
    assert {"casename", "taskname", "plan"} <= words
