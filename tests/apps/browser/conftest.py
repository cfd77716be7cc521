"""What every browser test stands on: Chromium, pages, servers, and the engine behind them.

Whatever a test starts ends with it; a script error in a page fails the test that caused it.
"""

import os
from functools import partial

import pytest
import workbench_browser as browser

from cmmn import CaseEngine

collect_ignore_glob = ["*_page.py"]  # scripts that Streamlit runs


def pytest_collection_modifyitems(items):
    """Mark what needs Chromium: `make test` leaves it to CI."""
    for item in items:
        if "tests/apps/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


def _without_chromium(reason):
    pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium():
    """Give a headless Chromium that all tests share; each has contexts of its own."""
    if not browser.CHROMIUM.exists():
        _without_chromium(f"there is no {browser.CHROMIUM}: install Debian's chromium to run this")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only these tests need it

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=browser.CHROMIUM, args=list(browser.CHROMIUM_OPTIONS)
        )
        yield running
        running.close()


@pytest.fixture
def new_page(chromium):
    """Give a function that opens a page of its own, as another person's browser would."""
    contexts, faults = [], []

    def make(width=1280, height=900, *, dark=False):
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="en-GB",
            timezone_id="UTC",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.add_init_script(browser.WATCHED)
        page = context.new_page()
        page.set_default_timeout(browser.PATIENCE * 1000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield make
    for each in contexts:
        each.close()
    assert faults == [], "a script in the page failed"


@pytest.fixture
def page(new_page):
    """Give a page of 1280 by 900."""
    return new_page()


@pytest.fixture
def shot():
    """Give the function that writes a screenshot: `shot(page, "decide-form")`."""
    return browser.shot


@pytest.fixture
def database(tmp_path):
    """Give the address of a fresh database, for the workbench and for `engine`."""
    return f"sqlite:///{tmp_path / 'workbench.db'}"


@pytest.fixture
def engine(database):
    """Give an engine on the database of the workbench: to prepare it, and to look what it holds."""
    with CaseEngine(database) as opened:
        yield opened


@pytest.fixture
def servers():
    """Give a list of servers that are ended after the test."""
    started = []
    yield started
    for each in started:
        each.stop()


@pytest.fixture
def start_script(servers, tmp_path):
    """Give a function that starts a Streamlit script, text or a file: `start_script(text).url`."""

    def start(script, *options, environment=None):
        file = script
        if isinstance(script, str):
            file = tmp_path / f"script_{len(servers)}.py"
            file.write_text(script, encoding="utf-8")
        made = browser.start_script(file, tmp_path, None, *options, environment=environment)
        servers.append(made)
        return made

    return start


@pytest.fixture
def start_workbench(servers, tmp_path, database):
    """Give a function that starts `workbench` on the database: `start_workbench().url`."""
    start = partial(browser.start_workbench, tmp_path, database)

    def begin(*options, **more):
        servers.append(start(*options, **more))
        return servers[-1]

    return begin
