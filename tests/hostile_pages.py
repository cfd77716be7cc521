"""Looks at a page of the workbench for what a hostile text must not become, and whether it is read.

A text counts as read where all of it stands in one element, or as much as the element has room for.
"""

import re

from workbench_browser import wait_idle

_SEEN = """() => {
  const found = { made: [], texts: [] };
  const bad = /^\\s*(javascript|data|vbscript):/i;
  const away = (url) => url && !url.startsWith('blob:')
    && new URL(url, location.href).origin !== location.origin;
  const calm = 'path, style, svg, use, g';
  const look = (root) => {
    for (const each of root.querySelectorAll('*')) {
      if (each.shadowRoot) look(each.shadowRoot);
      const tag = each.localName;
      for (const { name, value } of each.attributes) {
        if (name.startsWith('on')) found.made.push(`${tag} ${name}=${value}`);
        if (['href', 'src', 'srcset', 'action', 'formaction', 'data', 'xlink:href'].includes(name)
          && !each.matches(calm)) {
          if (bad.test(value) && !(tag === 'img' && value.startsWith('data:image/')))
            found.made.push(`${tag} ${name}=${value}`);
          else if (tag !== 'link' && tag !== 'script' && away(value))
            found.made.push(`${tag} ${name}=${value}`);
        }
      }
      if (['iframe', 'object', 'embed', 'base'].includes(tag))
        found.made.push(`${tag} ${each.outerHTML.slice(0, 200)}`);
      if (tag === 'img' && each.getAttribute('src') === 'x') found.made.push(each.outerHTML);
      if (each.matches('.katex, .katex-display, [data-testid="stMarkdownColoredText"]'))
        found.made.push(each.outerHTML.slice(0, 200));
      if (tag === 'input' || tag === 'textarea') found.texts.push([tag, each.value]);
      if (tag === 'script' || tag === 'style') continue;
      const own = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      if (!own) continue;
      const whole = tag === 'tspan' ? each.closest('text') : each;
      found.texts.push([tag, whole.textContent]);
    }
  };
  look(document);
  return found;
}"""
_MARK = re.compile(r"Q7[a-z]+")
_CUT = re.compile("…|[.]{3}|\n")
_LEAST = 20
_TRIES = 5
_A_MOMENT = 100  # until what was opened is drawn
_LESS = str.maketrans("", "", " \t\n\r\u00a0\u2060\u200b\ufeff")


class Looker:
    """Looks at pages for what became of hostile texts, which have one core."""

    def __init__(self, core):
        self.core = core.translate(_LESS)

    def look(self, page):
        """Return what was made that should not be, and the words of the texts that can be read."""
        seen = page.evaluate(_SEEN)
        found = [(tag, text, each) for tag, text in seen["texts"] for each in _MARK.finditer(text)]
        lost = [f"{tag}: {text[:300]}" for tag, text, each in found if not self._is(text, each)]
        return [*seen["made"], *dict.fromkeys(lost)], {each[0][2:] for _, _, each in found}

    def _is(self, text, mark):
        """Tell whether what follows a mark is the core, or was cut where there was no room."""
        rest = text[mark.end() :]
        if rest.translate(_LESS).startswith(self.core):
            return True
        cut = _CUT.split(rest)[0]
        is_long = len(cut) >= _LEAST or rest[len(cut) : len(cut) + 1] not in {"", "\n"}
        return cut != rest and is_long and self.core.startswith(cut.translate(_LESS))

    def look_into_all(self, page):
        """Look at a page, then open what it has, one after the other, and look again each time."""
        wrong, words = self.look(page)
        for opened in _opened(page):
            more, others = self.look(page)
            wrong += [f"{opened}: {each}" for each in more]
            words |= others
        return list(dict.fromkeys(wrong)), words


_OVER = '[data-testid="stPopover"] button, [data-testid="stMenuButton"] button'
_LIST = '[role="combobox"]'  # no role is found while a list is open: it hides all else
_BESIDE = '[data-testid="stTooltipIcon"]'
_MOST = 6  # of a kind: more of them are alike


def _opened(page):
    """Open tabs, boxes, lists and tips, and give each while it is open."""
    main = page.get_by_test_id("stMain")
    for each in main.locator("details > summary").all()[:_MOST]:
        if each.is_visible() and each.evaluate("each => !each.parentElement.open"):
            each.click()
            page.wait_for_timeout(_A_MOMENT)
            yield "box"
    for each in main.get_by_role("tab").all()[:_MOST]:
        each.click()
        wait_idle(page)
        yield "tab"
    for each in main.locator(_OVER).all()[:_MOST]:
        if each.is_visible() and each.is_enabled():
            each.click()
            page.wait_for_timeout(_A_MOMENT)
            yield "menu"
            page.keyboard.press("Escape")
    for each in main.locator(_LIST).all()[:_MOST]:
        if each.is_visible() and each.is_enabled():
            unfold(page, each)
            yield "list"
            page.keyboard.press("Escape")
    for each in main.locator(_BESIDE).all()[:_MOST]:
        if each.is_visible():
            each.hover()
            page.wait_for_timeout(_A_MOMENT)
            yield "tip"
    page.mouse.move(0, 0)


def choose(page, label, begins):
    """Choose what begins with a text from the list with a label."""
    unfold(page, page.locator(f'{_LIST}[aria-label="{label}"]'))
    page.keyboard.type(begins)
    page.locator('[role="option"]').filter(has_text=begins).first.click()
    return wait_idle(page)


def unfold(page, combobox):
    """Open a list to choose from; a page that scrolls closes it again."""
    for _ in range(_TRIES):
        combobox.scroll_into_view_if_needed()
        page.wait_for_timeout(_A_MOMENT)
        combobox.click()
        page.wait_for_timeout(_A_MOMENT)
        if combobox.get_attribute("aria-expanded") == "true":
            return
    message = "a list does not open"
    raise AssertionError(message)
