"""Where the words of lines stand: along the line, clear of shapes and of each other.

The one rule: the roomiest free place on the line is taken. A word that has none is put in the
middle of it, unless the same word stands there already.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from ruling_workbench.pictures.lettering import width_of
from ruling_workbench.pictures.scene import Node, Point, Rect, Shape, Text, bounds, overlap

__all__ = ["line_words"]

_SIZE = 12.0
_OFF = 5.0
_PLACES = (0.5, 0.3, 0.7)
_NOT_IN_THE_WAY = ("ground", "ring", "hatch")


def line_words(lines: Iterable[tuple[tuple[Point, ...], str]], nodes: Iterable[Node]) -> list[Text]:
    """Return the word of each line as text; lines without one, or without length, have none."""
    taken = [bounds(shape) for node in nodes for shape in node.shapes if _is_in_the_way(shape)]
    found: list[tuple[Rect, Text]] = []
    for points, word in lines:
        places = list(_places(points, word))
        free = [each for each in places if not _is_hit(each[0], taken, found)]
        if free:
            found.append(free[0])
        elif places and not any(
            word == text.lines[0] and overlap(places[0][0], box) for box, text in found
        ):
            found.append(places[0])
    return [text for _, text in found]


def _is_in_the_way(shape: Shape) -> bool:
    return getattr(shape, "ink", "") not in _NOT_IN_THE_WAY


def _is_hit(box: Rect, taken: list[Rect], found: list[tuple[Rect, Text]]) -> bool:
    return any(overlap(box, each) for each in (*taken, *(other for other, _ in found)))


def _places(points: tuple[Point, ...], word: str) -> Iterator[tuple[Rect, Text]]:
    """Give places for a word and what it covers, on the longest stretches first."""
    width = width_of(word, _SIZE)
    runs = [run for run in pairwise(points) if run[0] != run[1]]
    for start, end in sorted(runs, key=_room, reverse=True) if word else ():
        for part in _PLACES:
            x = start[0] + (end[0] - start[0]) * part
            y = start[1] + (end[1] - start[1]) * part
            if abs(start[0] - end[0]) >= abs(start[1] - end[1]):
                yield from (
                    _text(x - width / 2, base, word, width) for base in (y - _OFF, y + 14.0)
                )
            else:
                yield from (
                    _text(left, y + 4.0, word, width) for left in (x + _OFF, x - width - _OFF)
                )


def _text(left: float, base: float, word: str, width: float) -> tuple[Rect, Text]:
    text = Text(left + width / 2, base, (word,), _SIZE, "middle", "quiet")
    return Rect(left, base - 0.75 * _SIZE, width, _SIZE), text


def _room(run: tuple[Point, Point]) -> float:
    """Return how much room a stretch of a line has for a word; a level one has more."""
    (x, y), (u, v) = run
    return 3 * abs(x - u) + abs(y - v)
