"""How the commands write to a terminal: plainly, and only what is meant.

The one rule: text from models and data is shown as it is, and is never markup or a control code.
"""

import sys

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from feel.errors import Finding

__all__ = ["console", "finding", "indented", "plain", "shown", "table"]


def console(*, stderr: bool = False) -> Console:
    """Return a console for what comes now: the streams are those of this moment."""
    return Console(
        file=sys.stderr if stderr else sys.stdout, markup=False, highlight=False, emoji=False
    )


def plain(text: str) -> str:
    r"""Return a text without what a terminal would obey: control characters as `\x1b`.

    >>> print(plain("a\x1b[31m"))
    a\x1b[31m
    """
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() or each in "\n\t" else f"\\x{ord(each):02x}" for each in text
    )


def shown(text: object, style: str = "") -> Text:
    """Return a text from a model or from data, as it is, ready to be drawn."""
    return Text(plain(str(text)), style=style, overflow="fold")


def table(*headers: str) -> Table:
    """Return an empty table that lists things."""
    drawn = Table(box=SIMPLE_HEAD, pad_edge=False)
    for header in headers:
        drawn.add_column(shown(header), overflow="fold")
    return drawn


def indented(content: RenderableType, spaces: int = 2) -> RenderableType:
    """Return something moved to the right."""
    grid = Table.grid(padding=0)
    grid.add_column(width=spaces)
    grid.add_column()
    grid.add_row("", content)
    return grid


def finding(item: Finding, head: str, style: str) -> RenderableType:
    """Return a problem or warning: the place, the message, the text with a caret, and the hint."""
    parts: list[RenderableType] = [Text.assemble((plain(head), style), ": ", plain(item.message))]
    excerpt = item.location.excerpt()
    if excerpt:
        parts.append(Text(plain(excerpt), no_wrap=True, overflow="ellipsis"))
    if item.hint:
        parts.append(shown(f"    hint: {item.hint}", "dim"))
    return Group(*parts)
