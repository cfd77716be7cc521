"""Boxed expressions in a browser: what is clicked and typed comes back, and text stays text."""

from pathlib import Path
from urllib.parse import urlencode

import pytest
from plain_texts import NASTY
from playwright.sync_api import expect
from workbench_browser import open_page, start_script, wait_idle

PAGE = Path(__file__).parent / "boxed_page.py"
TESTS = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("boxed")
    server = start_script(PAGE, folder, environment={"PYTHONPATH": str(TESTS)})
    yield server.url
    server.stop()


@pytest.fixture
def served(url):
    """Give a function that opens boxes in a page."""

    def see(page, show="plain", *of, **flags):
        query = [("show", show), *(("of", each) for each in of or ("D",)), *flags.items()]
        return open_page(page, f"{url}/?{urlencode(query)}")

    return see


def cell(page, name):
    return page.locator(f'[data-cell="{name}"]')


def fit(page):
    """Make the page as high as what it shows, for a picture of all of it."""
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": min(height, 2400)})
    wait_idle(page)


# --- choosing and editing -------------------------------------------------------------------------


def test_a_click_chooses_a_cell_or_a_rule(page, served):
    served(page, traced="1")
    cell(page, "#rule:2:input:1").click()
    expect(page.get_by_text("chosen: #rule:2:input:1", exact=True)).to_be_visible()
    cell(page, "#rule:3").click()
    expect(page.get_by_text("chosen: #rule:3", exact=True)).to_be_visible()


def test_a_cell_is_edited_by_mouse(page, served):
    served(page, edit="1")
    cell(page, "#rule:1:input:1").dblclick()
    page.get_by_role("textbox").fill("<= 9")
    page.keyboard.press("Enter")
    expect(cell(page, "#rule:1:input:1")).to_contain_text("<= 9")
    expect(cell(page, "#rule:1:input:1")).to_contain_text("edited in the draft")
    expect(cell(page, "#rule:2:input:1")).not_to_contain_text("edited")


def test_a_cell_is_edited_by_keyboard_and_escape_leaves_it(page, served):
    served(page, edit="1")
    start = cell(page, "#rule:1")
    start.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.get_by_role("textbox").fill('"medium"')
    page.keyboard.press("Escape")
    expect(cell(page, "#rule:2:output:1")).to_contain_text('"middle"')
    page.keyboard.press("Enter")
    page.get_by_role("textbox").fill('"medium"')
    page.keyboard.press("Enter")
    expect(cell(page, "#rule:2:output:1")).to_contain_text('"medium"')
    expect(cell(page, "#rule:2:output:1")).to_be_focused()


def test_headers_and_values_are_edited_and_faults_are_seen(page, served):
    served(page, edit="1")
    cell(page, "#output:1:default").dblclick()
    page.get_by_role("textbox").fill('"high"')
    page.keyboard.press("Enter")
    expect(cell(page, "#output:1:default")).to_have_text('"high"')
    cell(page, "#rule:1:input:1").dblclick()
    page.get_by_role("textbox").fill("<<")
    page.keyboard.press("Enter")
    expect(cell(page, "#rule:1:input:1")).to_contain_text("is no FEEL")


def test_nothing_is_edited_where_it_may_not_be(page, served):
    served(page)
    cell(page, "#rule:1:input:1").dblclick()
    wait_idle(page)
    expect(page.get_by_role("textbox")).to_have_count(0)


def test_what_is_typed_lasts_while_the_page_runs_again(page, served):
    served(page, edit="1")
    cell(page, "#rule:1:input:1").dblclick()
    page.get_by_role("textbox").fill("half")
    page.keyboard.press("ArrowLeft")
    page.evaluate("window.dispatchEvent(new Event('resize'))")
    wait_idle(page)
    expect(page.get_by_role("textbox")).to_have_value("half")


# --- pages ----------------------------------------------------------------------------------------


def test_a_thousand_rules_are_paged_and_begin_where_one_fired(page, served):
    served(page, "large", traced="1")
    expect(cell(page, "#rule:777")).to_be_in_viewport()
    expect(page.get_by_role("columnheader", name="n number")).to_be_in_viewport()
    assert page.locator("tr.rule").count() == 50
    expect(page.get_by_text("rules 751 to 800 of 1,000; 950 hidden", exact=True)).to_be_visible()
    page.get_by_role("button", name="next page").click()
    expect(page.get_by_text("rules 801 to 850 of 1,000; 950 hidden", exact=True)).to_be_visible()
    page.get_by_role("button", name="first page").click()
    expect(cell(page, "#rule:1")).to_be_visible()
    expect(page.get_by_role("button", name="previous page")).to_be_disabled()


# --- what a screen reader is told -----------------------------------------------------------------


def test_a_screen_reader_hears_what_colours_show(page, served):
    served(page, traced="1")
    grid = page.get_by_role(
        "grid", name="decision table D, hit policy UNIQUE. Rule 2 fired. 3 rules"
    )
    expect(grid).to_be_visible()
    expect(grid.get_by_role("rowheader", name="2 fired")).to_be_visible()
    expect(grid.get_by_role("rowheader", name="1 stopped by n")).to_be_visible()
    stopper = grid.get_by_role("gridcell", name="< 10 does not pass, and stopped the rule")
    expect(stopper).to_be_visible()
    heads = grid.get_by_role("columnheader").all_inner_texts()
    assert [each.split("\n")[0] for each in heads][1:3] == ["n", "D"]


# --- nasty texts ----------------------------------------------------------------------------------


def test_nasty_texts_stay_texts(page, served):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    served(page, "nasty")
    assert page.locator("img, a[href*=alert], .boxed script").count() == 0
    assert [each for each in asked if "127.0.0.1:1/" in each or each == "1"] == []
    for name in ("entry:1#rule:1:input:1", "entry:1#rule:1:output:1", "entry:1#input:1:values"):
        assert NASTY[0] in cell(page, name).inner_text()


# --- how it looks ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        ("fired", "loan", "Eligibility", "Credit Risk Category"),
        ("context", "loan", "Affordability", "Annuity", "Instalment"),
        ("thousand", "large", "D"),
        ("hits", "loan", "Application Score"),
    ],
    ids=lambda query: query[0],
)
def test_boxes_fit_the_page(served, new_page, shot, query):
    name, show, *of = query
    for width, dark in ((1280, False), (1280, True), (390, False), (390, True)):
        page = new_page(width, dark=dark)
        served(page, show, *of, **{"hits" if name == "hits" else "traced": "1"})
        fit(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        shot(page, f"boxed-{name}-{width}-{'dark' if dark else 'light'}")
