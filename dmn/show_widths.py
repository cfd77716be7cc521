"""How wide the columns of a drawn table are: words stay whole where they can.

A table whose words do not fit is drawn in parts; only a very long word is broken.
"""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

__all__ = ["parts_of", "widths_of"]

_LONGEST_WORD = 16
_BORDERS = 3

Texts = Sequence[str]
"""What stands in one column, its header among it."""


def _least(texts: Texts, room: int) -> int:
    words = (cell_len(word) for text in texts for word in text.split())
    return min(max(words, default=1), _LONGEST_WORD, room - _BORDERS)


def _most(texts: Texts) -> int:
    return max((cell_len(line) for text in texts for line in text.splitlines()), default=1)


def parts_of(columns: Sequence[Texts], room: int) -> Iterator[slice]:
    """Give the columns that are drawn together, as many as fit into so much room."""
    start, used = 0, 0
    for position, texts in enumerate(columns):
        needed = _least(texts, room) + _BORDERS
        if position > start and used + needed > room:
            yield slice(start, position)
            start, used = position, 0
        used += needed
    yield slice(start, len(columns))


def widths_of(columns: Sequence[Texts], room: int) -> list[int]:
    """Return the widths of columns drawn together: what is left goes to those with long lines."""
    least = [_least(texts, room) for texts in columns]
    wanted = [max(0, _most(texts) - width) for texts, width in zip(columns, least, strict=True)]
    left = max(0, room - sum(least) - _BORDERS * len(columns))
    share = min(1.0, left / sum(wanted)) if any(wanted) else 0.0
    return [width + int(want * share) for width, want in zip(least, wanted, strict=True)]
