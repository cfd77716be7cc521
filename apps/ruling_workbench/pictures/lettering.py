"""How much room a text takes in a picture, and the lines in which it fits.

The one rule: widths are those of the application's font, rounded up, so that what is said to fit
does. Text stays as it was typed; what has no room ends in an ellipsis.
"""

from collections.abc import Iterator, Sequence
from unicodedata import combining, east_asian_width

__all__ = ["LINE_HEIGHT", "fitted", "fitting", "width_of"]

LINE_HEIGHT = 1.16
"""From one line to the next, in the size of the text."""

_ELLIPSIS = "…"
_BOLD = 1.05
_SPARE = 1.03
_WIDE, _LARGE, _OTHER = 1.0, 0.66, 0.56
_WIDTHS = {
    **dict.fromkeys(" |ij',.:;lI", 0.26),
    **dict.fromkeys("!f()[]{}-", 0.31),
    **dict.fromkeys("tr/\\", 0.35),
    **dict.fromkeys('*s?z"xcvy', 0.45),
    **dict.fromkeys("YJLFke0123456789#$+<=>^~_ag", 0.5),
    **dict.fromkeys("XVESTZ`oAhunbdpq", 0.555),
    **dict.fromkeys("PRCKB&DG", 0.61),
    **dict.fromkeys("UNHOQ", 0.665),
    **dict.fromkeys("wMW%m@", 0.8),
}
"""In the size of the text, by character; all others go by what kind of letter they are."""


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a line is."""
    return sum(map(_advance, text)) * size * (_BOLD if bold else 1.0) * _SPARE


def _advance(letter: str) -> float:
    known = _WIDTHS.get(letter)
    if known is not None:
        return known
    if combining(letter):
        return 0.0
    if east_asian_width(letter) in "WF":
        return _WIDE
    return _LARGE if letter.isupper() else _OTHER


def fitted(
    text: str, width: float, size: float, most: int, *, bold: bool = False
) -> tuple[str, ...]:
    """Return a text in lines no wider than a width; if these are too many, the last is cut."""
    lines = list(_lines(text.split(), width, size, bold=bold))
    if len(lines) <= most:
        return tuple(lines)
    first, rest = lines[: max(most, 1) - 1], lines[max(most, 1) - 1 :]
    last = _broken(" ".join(rest), width, size, bold=bold)[0]
    while last and width_of(f"{last}{_ELLIPSIS}", size, bold=bold) > width:
        last = last[:-1]
    return (*first, f"{last.rstrip()}{_ELLIPSIS}")


def fitting(
    text: str, width: float, height: float, sizes: Sequence[float], *, bold: bool = False
) -> tuple[float, tuple[str, ...]]:
    """Return the largest of some sizes in which a text fits whole, and its lines; else the last."""
    for size in sizes:
        most = max(int(height / (size * LINE_HEIGHT)), 1)
        lines = fitted(text, width, size, most + 1, bold=bold)
        is_whole = not any(width_of(word, size, bold=bold) > width for word in text.split())
        if len(lines) <= most and is_whole:
            return size, lines
    return sizes[-1], fitted(text, width, sizes[-1], most, bold=bold)


def _lines(words: Sequence[str], width: float, size: float, *, bold: bool) -> Iterator[str]:
    """Give lines; a word that is wider than a line is broken."""
    line = ""
    for word in words:
        longer = f"{line} {word}" if line else word
        if width_of(longer, size, bold=bold) <= width:
            line = longer
            continue
        if line:
            yield line
        *full, line = _broken(word, width, size, bold=bold)
        yield from full
    if line:
        yield line


def _broken(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size, bold=bold) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
