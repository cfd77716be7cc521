"""Pictures in a browser: chosen from by mouse and keyboard, moved about, and text stays text."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from workbench_browser import open_page, start_script, wait_idle

PAGE = Path(__file__).parent / "picture_page.py"
TESTS = Path(__file__).parents[2]
HARMLESS = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Give a function that opens a picture in a page; one server has all of them."""
    folder = tmp_path_factory.mktemp("pictures")
    server = start_script(PAGE, folder, None, environment={"PYTHONPATH": str(TESTS)})
    yield lambda page, show="boxes": open_page(page, f"{server.url}/?show={show}")
    server.stop()


def node(page, label):
    return page.get_by_role("button", name=label, exact=True)


def said(page, text):
    expect(page.get_by_text(text, exact=True)).to_be_visible()


def view(page):
    return page.get_by_role("group", name="The picture")


def place(page):
    """Return how wide the picture is drawn, and how far it is scrolled."""
    return view(page).evaluate(
        "view => [view.firstElementChild.getAttribute('width'), view.scrollLeft, view.scrollTop]"
    )


def test_a_click_chooses_a_node_and_outlines_it(page, served):
    served(page)
    expect(node(page, "B, task")).to_have_attribute("aria-pressed", "false")
    node(page, "B, task").click()
    said(page, "chosen: B after 1")
    expect(node(page, "B, task")).to_have_attribute("aria-pressed", "true")
    expect(node(page, "A, task")).to_have_attribute("aria-pressed", "false")


def test_the_keyboard_reaches_every_node_and_keeps_its_place(page, served):
    served(page)
    node(page, "A, task").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    said(page, "chosen: B after 1")
    expect(node(page, "B, task")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press(" ")
    said(page, "chosen: A after 2")


def test_the_list_beside_it_chooses_too_and_has_what_is_not_drawn(page, served):
    served(page)
    page.get_by_role("combobox").click()
    page.get_by_role("option", name="Hidden, task", exact=True).click()
    said(page, "chosen: hidden after 1")


def test_what_is_chosen_beside_it_comes_into_view(page, served):
    served(page, "wide")
    expect(node(page, "J, task")).not_to_be_in_viewport()
    page.get_by_role("combobox").click()
    page.get_by_role("option", name="J, task", exact=True).click()
    said(page, "chosen: J after 1")
    expect(node(page, "J, task")).to_be_in_viewport()


def test_a_name_that_looks_like_markup_is_only_text(page, served):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    served(page)
    node(page, f"{HARMLESS}, task").click()
    said(page, f"chosen: {HARMLESS} after 1")
    assert view(page).locator("img").count() == 0
    assert [url for url in asked if url.endswith("/x")] == []
    shown = "".join(node(page, f"{HARMLESS}, task").locator("tspan").all_text_contents())
    assert shown.replace(" ", "") == HARMLESS.replace(" ", "")


def test_zoom_and_scroll_stay_when_the_page_is_run_again(page, served):
    served(page, "wide")
    page.get_by_role("button", name="Zoom in").click()
    view(page).evaluate("view => view.scrollTo(300, 0)")
    before = place(page)
    page.get_by_role("button", name="again").click()
    wait_idle(page)
    assert place(page) == before
    node(page, "C, task").click()
    said(page, "chosen: C after 1")
    assert place(page) == before


def test_the_picture_is_dragged_without_choosing(page, served):
    served(page, "wide")
    box = node(page, "C, task").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] - 130, box["y"] + 20, steps=4)
    page.mouse.up()
    wait_idle(page)
    assert place(page)[1] == 150
    said(page, "chosen: None after 0")


def test_the_wheel_zooms_with_the_control_key_where_the_pointer_is(page, served):
    served(page, "wide")
    width = float(place(page)[0])
    box = node(page, "B, task").bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -150)
    page.keyboard.up("Control")
    wait_idle(page)
    assert float(place(page)[0]) > width * 1.3
    moved = node(page, "B, task").bounding_box()
    assert abs(moved["x"] - box["x"]) < 30


def test_fit_shows_all_of_it(page, served):
    served(page, "wide")
    page.get_by_role("button", name="Show the whole picture").click()
    room = view(page).bounding_box()
    assert float(place(page)[0]) <= room["width"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_case_can_be_read_wide_and_narrow_light_and_dark(new_page, served, shot, width, dark):
    page = new_page(width, dark=dark)
    served(page, "complaint")
    expect(node(page, "Complaint, case, active")).to_be_attached()
    sizes = view(page).evaluate(
        """view => [...view.querySelectorAll('text')].map(
            text => text.getAttribute('font-size') * view.firstElementChild.getScreenCTM().a)"""
    )
    assert min(sizes) > 9
    across = page.evaluate("document.documentElement.scrollWidth")
    assert across <= width
    shot(page, f"picture-{width}-{'dark' if dark else 'light'}")


def test_no_name_is_drawn_wider_than_its_outline(page, served):
    served(page, "complaint")
    page.evaluate("document.fonts.ready")
    too_wide = view(page).evaluate(
        """view => [...view.querySelectorAll('.node')].flatMap(node => {
            const body = node.querySelector('rect.body');
            const name = node.querySelector('text.name');
            const fits = !body || !name || name.getBBox().width < body.getBBox().width;
            return fits ? [] : [name.textContent];
        })"""
    )
    assert too_wide == []
