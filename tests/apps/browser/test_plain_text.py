"""What Streamlit really makes of plain text: that text alone, in every element with Markdown."""

import json
from pathlib import Path

import pytest
from plain_texts import NASTY, around_marks, mixed, on_one_line
from workbench_browser import open_page

PAGE = Path(__file__).parent / "plain_page.py"
MANY = list(dict.fromkeys([*NASTY, *around_marks(), *mixed(200)]))
FEW = [
    *NASTY[:1],
    *mixed(3, seed=1),
    ":smile: **b** -> `c` $x$ www.d.org # e",
    "1. a_b_ :red[c]",
    "-",
]

# Each text in a page that is Markdown, by the key of its container, with the elements it has that
# are neither a paragraph nor what a heading is wrapped in.
SEEN = """() => {
  const calm = 'p, [data-testid="stHeadingWithActionElements"], [data-heading-text],'
    + ':has(> [data-heading-text])';
  const markdown = '[data-testid="stMarkdownContainer"], [data-testid="stCaptionContainer"]';
  const seen = box => [...box.querySelectorAll(markdown)].map(text => [
    text.textContent,
    [...text.querySelectorAll('*')].filter(each => !each.matches(calm)).map(each => each.outerHTML)
  ]);
  const boxes = [...document.querySelectorAll('[class*="st-key-seen-"]')];
  return Object.fromEntries(boxes.map(box => [
    [...box.classList].find(each => each.startsWith('st-key-seen-')).slice(12), seen(box)
  ]));
}"""


@pytest.fixture
def url(start_script, tmp_path):
    texts = tmp_path / "texts.json"
    texts.write_text(json.dumps({"few": FEW, "many": MANY}), encoding="utf-8")
    return start_script(PAGE, "--", texts).url


def wrong(page, texts):
    """Return what is not as it was typed, and the kinds of elements that were looked at."""
    found, kinds = [], set()
    for name, shown in page.evaluate(SEEN).items():
        kind, number = name.rsplit("-", 1)
        kinds.add(kind)
        text = on_one_line(texts[int(number)])
        if text not in [on_one_line(each) for each, _ in shown] or any(more for _, more in shown):
            found.append((kind, text, shown))
    return found, kinds


def test_every_text_is_shown_as_typed(page, url):
    open_page(page, f"{url}/?page=many")
    found, kinds = wrong(page, MANY)
    assert found == []
    assert kinds == {"caption", "button", "header"}


def test_every_element_shows_text_as_typed(page, url, shot):
    open_page(page, f"{url}/?page=few")
    found, kinds = wrong(page, FEW)
    shot(page, "plain-text")
    assert found == []
    assert len(kinds) == 33


def test_what_lies_over_the_page_shows_text_as_typed(page, url):
    text = on_one_line(FEW[0])
    open_page(page, f"{url}/?page=over")
    page.get_by_test_id("stTooltipIcon").first.hover()
    looked_at = [page.get_by_test_id("stToast"), page.get_by_role("tooltip")]
    shown = [_as_typed(place, text) for place in looked_at]
    page.get_by_role("button", name="choose").click()
    shown.append(_as_typed(page.get_by_test_id("stMenuButtonBody"), text))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="dialog").click()
    shown.append(_as_typed(page.get_by_role("dialog"), text))
    assert shown == [True] * 4


def _as_typed(place, text):
    """Tell whether a text stands in a place, and nothing was made of it."""
    place = place.first
    place.get_by_text("onerror").first.wait_for()
    made = place.locator("a, img, code, em, strong, del, ul, [style*='color']").all()
    return text in on_one_line(place.text_content()) and not made
