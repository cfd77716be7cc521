"""Plain text as it is written for Markdown; what Streamlit makes of it is seen in a browser."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_texts import NASTY, PIECES, around_marks, mixed

from ruling_workbench.plain_text import JOINER, in_order, plain, typed

READABLE = (
    "Amount (EUR)",
    "Age at 1.1.2026, in years",
    "credit_risk_category",
    "2026-01-31T10:30:00+01:00",
    "10:30:00",
    "PT4H30M",
    "-5.25",
    "2 * 3 + 4 / 5 = 7 - 1",
    'if a < b then "c" else null',
    "x>=18 and y > 3",
    "2026-01-31T10:30:00-05:00",
    "C# / R&D: it's 50% {a: 1}",
    "Müller & Söhne; 東京; مرحبا",
    "👩‍💻",
)
WRITTEN = {
    "*a*": r"\*a\*",
    "[a](b)": r"\[a\](b)",
    "<b>": r"\<b>",
    "1. a": r"1\. a",
    "# a #": r"\# a \#",
    "- a": r"\- a",
    ":red[a]": r"\:red\[a\]",
    ":smile:": rf"\:{JOINER}smile:",
    ":material/home:": rf"\:{JOINER}material/home:",
    "a -> b": f"a -{JOINER}> b",
    "x >= 18": f"x >{JOINER}= 18",
    ":+1:": rf"\:{JOINER}+1:",
    "&amp; &#42;": r"\&amp; \&#42;",
    "www.a.org": f"www{JOINER}.a.org",
    "http://a.org": rf"http\:{JOINER}//a.org",
    "a@b.org": f"a{JOINER}@b.org",
    "  a\nb\t\u2028c\r\n": "a b  c",
    "\ufeffa": f"{JOINER}a",
    "\x1b[31m\x00": "\ufffd\\[31m\ufffd",
    "a\u202eb\u2066c": "a\ufffdb\ufffdc",
    "\ud800": "\ufffd",
}
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.text(max_size=40),
    st.text(st.characters(codec=None), max_size=20),
)


def shown(text):
    """Return what a page can show of a text: without joiners, on a line, nothing invisible."""
    one_line = re.sub(r"[\t\n\x0b\x0c\r\x85\u2028\u2029]", " ", text)
    seen = re.sub(
        r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]", "\ufffd", one_line
    )
    return re.sub(r"[\u2060\ufeff]", "", seen.strip())


@pytest.mark.parametrize("text", READABLE)
def test_text_that_markdown_leaves_alone_is_left_alone(text):
    assert plain(text) == text


@pytest.mark.parametrize(("text", "markdown"), WRITTEN.items())
def test_what_would_be_obeyed_is_escaped_or_broken_up(text, markdown):
    assert plain(text) == markdown


@pytest.mark.parametrize("text", [*NASTY, *around_marks(), *mixed(200)])
def test_without_escapes_and_joiners_it_is_the_text(text):
    assert typed(plain(text)) == shown(text)


@given(TEXTS)
def test_every_text_is_one_line_that_can_be_sent_and_read_back(text):
    markdown = plain(text)
    assert typed(markdown) == shown(text)
    assert len(markdown.splitlines()) <= 1
    assert markdown.encode().decode() == markdown


@given(TEXTS)
def test_no_mark_of_markdown_stands_without_an_escape(text):
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", plain(text))
    assert not re.search(r"[\\`\[\]~$|]|:[a-zA-Z:]|<[a-zA-Z/!?]|&#", bare)
    assert not re.match(r">|#|[-+](?:\s|$)|[0-9]+[.)](?:\s|$)", plain(text))


@pytest.mark.parametrize(("value", "text"), [(7, "7"), (None, "None"), (True, "True")])
def test_anything_is_shown_as_its_text(value, text):
    assert plain(value) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*a*\n\tb", "*a*\n\tb"),
        ("\u202etxt\u202c.exe", "\ufffdtxt\ufffd.exe"),
        ("\u2066a\u2069", "\ufffda\ufffd"),
        ("a\x1b[31mb\r\n", "a\ufffd[31mb \n"),
        ("مرحبا", "مرحبا"),
    ],
)
def test_lines_stand_in_the_order_they_were_typed(text, shown):
    assert in_order(text) == shown


@given(TEXTS)
def test_lines_without_commands_stay_as_they_are(text):
    assert in_order(in_order(text)) == in_order(text)
    assert len(in_order(text)) == len(text)
