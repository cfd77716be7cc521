"""Texts that Markdown, or what Streamlit makes of it, would not show as they were typed."""

import random
import string

NASTY = (
    "![x](http://127.0.0.1:1/p) [y](javascript:alert(1)) <img src=x onerror=alert(1)> :red[z]",
    "[a](b)", "[a][b]", "[a]: http://b.org 'c'", "[a]", "![a](b.png)", "[^1]", "[^1]: note",
    "[x] a", "<http://a.org>", "<a@b.org>", "<1@b>", "<=1@b>", "<b>a</b>", "<!-- a -->", "<?a?>",
    "</b>", "http://a.org", "see HTTPS://a.org/b?c=d#e.", "www.a.org", "a (WWW.a.org)",
    "a.b+c@d-e.org", "mailto:a@b.org", "a@.b", "xmpp:a@b.org/c", "//a.org", "ftp://a.org",
    ":red[a]",
    ":red-background[a]", ":blue-badge[a]", ":small[a]", ":color[a]{foreground=red}",
    ":shimmer[a]", ":help[a]", "a:b[c]", "a:b{c=d}", "::leaf[a]", "::leaf", ":::box", "::::",
    ":::a[b]", ":smile:", "a:+1:b", ":-1:", ":100:", ":streamlit:", ":material/home:",
    ":material_home:", "a :material/home: b", "10:30:00", "at 10:100:00", "a:b:c:d", ":a:smile:",
    "2026-01-31T10:30:00+01:00", "10:30:00-05:00", "::smile::", ":é[a]", ":1[a]", "$x$", "$$x$$",
    "$ 5 and $ 6", "5$ to 6$", r"\(x\)", r"\[x\]", "10:30{a=b}", "10:30[a]", " <=:10", "<->:10 a",
    "9:10<=", "9:10 <= b", "9:10-> b", "9:10Z{a}", "12:30:10-05{a}", "1:10<!-- a -->",
    r"$\frac{1}{2}$", "->", "<-", "<->", "--", ">=", "<=", "~=", "a -> b", "a <- b", "a <-> b",
    "a -- b", "x >= 1", "x <= 1", "x ~= 1", "-> -> ->", "a->b", "x>=1", "---", "- - -", "-- -",
    "***", "* * *", "___", "===", "+++", "# a", "a #", "# a #", "#", "## ##", "C# and #1", "> a",
    ">a", ">", "- a", "+ a", "* a", "-", "+", "*", "1. a", "1) a", "1.", "12345678901. a",
    "1.5 a", "-5", "- [ ] a", "- [x] a", "*a*", "**a**", "_a_", "__a__", "a_b_c", "_a_b_",
    "a__b__", "é_é_", "*a_b*c_", "2 * 3 * 4", "a _ b _ c", "~a~", "~~a~~", "`a`", "``a`b``",
    "```a", "~~~ a", "    a", "|a|b|", "|-|-|", "a | b", "&amp;", "&lt;b&gt;", "&#42;a&#42;",
    "&copy", "a & b", "R&D;", r"\*a\*", "\\", r"a\\b", "a\\", "a\nb", "a  \nb", "a\\\nb",
    "a\n\nb", "a\n---", "a\n===", "|a|\n|-|", "\ta", "a\n- b\n- c", "a\r\n1. b", "a\n    b",
    "  a  b  ", "\u00a0# a", "\u00a0- a", "\u20281. a", "'a' \"b\"", "a...b", "(c) (tm)",
    "a\u2060b", "{a: 1}", "[620..700]", "]18..65[", 'if a < b then "c" else [d][1]', "a{#b .c}",
)  # fmt: skip

MARKS = tuple(string.punctuation)

PIECES = (
    *MARKS, *MARKS, *" " * 12, *"aB7é名_", "\n", "\u00a0", "10", "smile", "red", "material",
    "home", "http", "https", "www", "help", "b@c.org", "example.org", "---", "***", ":::", "```",
    "~~", "$$", "[^", "](", "]:", "![", "<b>", "<!--", "-->", "</", "&amp;", "&#58;", "->", "<-",
    "<->", ">=", "<=", "~=", "://", "1.", "2)", "{#",
)  # fmt: skip


def mixed(count, seed=7):
    """Return texts of a few pieces each, the same ones for a seed."""
    choose = random.Random(seed)  # noqa: S311 - no secrets
    found = ("".join(choose.choices(PIECES, k=choose.randint(2, 12))) for _ in range(4 * count))
    return list(dict.fromkeys(text for text in found if text.strip()))[:count]


def around_marks():
    """Return each mark alone, doubled, and around, before and behind words."""
    shapes = (
        "{0}",
        "{0}{0}",
        "{0}a{0}",
        "{0} a",
        "a {0}",
        "a {0} b",
        "a{0}",
        "a{0}b",
        "{0}{0}a{0}{0}",
    )
    return [shape.replace("{0}", mark) for mark in MARKS for shape in shapes]


def on_one_line(text):
    """Return a text as a line of a page shows it: there, space is one space."""
    return " ".join(text.replace("\u2060", "").split())
