"""How the lines of a case diagram run: level and upright, round what stands in their way.

The one rule: of a few simple ways the one that crosses the fewest shapes is taken, then the one
that lies on the fewest other lines, then the shortest with the fewest corners. Nothing is searched
for; where all simple ways cross something, the line does.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

from cmmn.drawn import GATE, LABEL, Box, Drawing, Gate, Line

__all__ = ["Way", "routes"]

Point = tuple[float, float]
Way = tuple[Point, ...]
"""The corners of a line, from its beginning to its end."""

_Rect = tuple[float, float, float, float]  # left, top, right, bottom
_CELL = 160.0
_BESIDE = 14.0
_TRACKS = (0.0, 9.0, 18.0, 27.0, 36.0)
_TRACK = 7.0
_LANE = 16.0
_ROUND = 48.0
_MOST_LANES = 6
_REACH = 400.0
_CROSSING, _SHARING, _CORNER = 4000.0, 150.0, 24.0


def routes(drawing: Drawing) -> list[Way]:
    """Return the way of each line, in their order."""
    router = _Router(drawing)
    return [router.way(line) for line in drawing.lines]


@dataclass(slots=True)
class _Stretch:
    """A level or upright stretch that lines from one source take."""

    at: float
    low: float
    high: float
    source: Box | Gate
    targets: set[Box | Gate] = field(default_factory=set)

    def is_of(self, line: Line) -> bool:
        """Tell whether a line may lie on it: they begin together, or all end together."""
        return self.source is line.source or self.targets == {line.target}


_Stretches = dict[tuple[float, Box | Gate], _Stretch]
_NONE: _Stretches = {}


class _Router:
    """What stands where, and which ways are taken."""

    def __init__(self, drawing: Drawing) -> None:
        self.cells: dict[tuple[int, int], list[tuple[_Rect, Box]]] = {}
        self.taken: dict[tuple[bool, int], _Stretches] = {}
        for box in drawing.boxes.values():
            for rect in _rects(box) if box is not drawing.root else ():
                self._add(rect, box)

    def _add(self, rect: _Rect, box: Box) -> None:
        for cell in _cells(rect):
            self.cells.setdefault(cell, []).append((rect, box))

    def way(self, line: Line) -> Way:
        """Return the best of the simple ways, and remember that it is taken."""
        inside = {*line.from_box.around, *line.to_box.around}
        if not _holds(line.to_box, line.from_box):
            inside.discard(line.to_box)
        if not _holds(line.from_box, line.to_box):
            inside.discard(line.from_box)
        cost, found = self._best(_ways(line), line, inside)
        if cost >= _SHARING + _plain_cost(found):  # it crosses or covers something
            lanes = self._lanes(line, inside)
            found = min((cost, found), self._best(_ways(line, lanes), line, inside))[1]
        self._take(found, line)
        return found

    # --- what it costs ----------------------------------------------------------------------------

    def _best(self, ways: Iterable[Way], line: Line, inside: set[Box]) -> tuple[float, Way]:
        """Return the best way and its cost; what is too long to be it is not looked at."""
        best: tuple[float, Way] | None = None
        for plain, way in sorted((_plain_cost(way), way) for way in ways):
            if best is not None and plain >= best[0]:
                break
            most = inf if best is None else best[0] - plain
            trouble = self._trouble(way, line, inside, most)
            if trouble < most:
                best = plain + trouble, way
        return best or (inf, ())

    def _trouble(self, way: Way, line: Line, inside: set[Box], most: float) -> float:
        """Return what it costs that a way crosses shapes and lies on other ways, up to a limit."""
        cost = 0.0
        for start, end in pairwise(way):
            if cost >= most:
                break
            is_level, at, low, high = _run(start, end)
            cost += _CROSSING * self._crossed(start, end, inside)
            cost += _SHARING * self._covered(line, is_level, at, low, high)
        return cost

    def _covered(self, line: Line, is_level: bool, at: float, low: float, high: float) -> int:
        """Return how many stretches of others lie under one, or less than a track beside it."""
        count, track = 0, int(at // _TRACK)
        for each in (track - 1, track, track + 1):
            for taken in self.taken.get((is_level, each), _NONE).values():
                if low < taken.high - 1 and taken.low < high - 1 and abs(taken.at - at) < _TRACK:
                    count += taken.at != at or not taken.is_of(line)
        return count

    def _take(self, way: Way, line: Line) -> None:
        for start, end in pairwise(way):
            is_level, at, low, high = _run(start, end)
            stretches = self.taken.setdefault((is_level, int(at // _TRACK)), {})
            taken = stretches.setdefault((at, line.source), _Stretch(at, low, high, line.source))
            taken.low, taken.high = min(taken.low, low), max(taken.high, high)
            taken.targets.add(line.target)

    def _crossed(self, start: Point, end: Point, inside: set[Box]) -> int:
        left, right = sorted((start[0], end[0]))
        top, bottom = sorted((start[1], end[1]))
        span = (left, top, right, bottom)
        crossed = set()
        for cell in _cells(span):
            for rect, box in self.cells.get(cell, ()):
                if box not in inside and _touch(rect, span):
                    crossed.add(box)
        return len(crossed)

    def _lanes(self, line: Line, inside: set[Box]) -> list[float]:
        """Return the nearest free heights for a level stretch from where a line begins."""
        (u, v), _ = _end(line)
        (x, y), _ = next(_starts(line))
        left, right = min(x, u) - _BESIDE, max(x, u) + _BESIDE
        top, bottom = min(y, v) - _REACH, max(y, v) + _REACH
        seen = {
            (rect[1], rect[3])
            for cell in _cells((left, top, right, bottom))
            for rect, box in self.cells.get(cell, ())
            if box not in inside and rect[0] < right and left < rect[2]
        }
        lanes, free_from = [], top
        for low, high in [*sorted(seen), (bottom, bottom)]:
            if low - free_from >= _LANE:
                lanes += _within(free_from, low, (y, v))
            free_from = max(free_from, high)
        return sorted(lanes, key=lambda lane: abs(lane - y) + abs(lane - v))[:_MOST_LANES]


def _plain_cost(way: Way) -> float:
    """Return what a way costs with nothing in it: its length and its corners."""
    length = sum(abs(x - u) + abs(y - v) for (x, y), (u, v) in pairwise(way))
    return length + _CORNER * (len(way) - 2)


def _within(low: float, high: float, wished: tuple[float, float]) -> list[float]:
    """Return heights in a free band: its middle where it is narrow, else near what is wished."""
    if high - low < 4 * _LANE:
        return [(low + high) / 2 + offset for offset in (0.0, 6.0, -6.0)]
    near = [min(max(each, low + _LANE), high - _LANE) for each in wished]
    return list(dict.fromkeys([*near, *(each + 8.0 for each in near if each + 16.0 < high)]))


# --- simple ways ----------------------------------------------------------------------------------


def _ways(line: Line, lanes: Sequence[float] = ()) -> Iterator[Way]:
    """Give simple ways for a line: with lanes, those that go along one of them; else the others."""
    end, side = _end(line)
    find = _to_the_left if side == "left" else _from_below if side == "below" else _from_above
    for start, leaves in _starts(line):
        for way in find(start, leaves, end, lanes):
            yield _plain(way)


def _to_the_left(start: Point, leaves: str, end: Point, lanes: Sequence[float]) -> Iterator[Way]:
    """Give ways that end at the left side of something."""
    (x, y), (u, v) = start, end
    if leaves != "across":
        if x < u - _BESIDE and not lanes:
            yield (start, (x, v), end)
        for into in (u - _BESIDE - track for track in _TRACKS[:3]):
            yield from ((start, (x, lane), (into, lane), (into, v), end) for lane in lanes)
        return
    if x <= u and y == v and not lanes:
        yield (start, end)
    for track in _TRACKS:
        out, into = x + _BESIDE + track, u - _BESIDE - track
        if not lanes and x < into:
            yield (start, (into, y), (into, v), end)
            yield (start, (out, y), (out, v), end)
        for lane in lanes or (max(y, v) + _ROUND + track,):
            yield (start, (out, y), (out, lane), (into, lane), (into, v), end)
    if x <= u and not lanes:
        yield (start, ((x + u) / 2, y), ((x + u) / 2, v), end)


def _from_below(start: Point, leaves: str, end: Point, lanes: Sequence[float]) -> Iterator[Way]:
    """Give ways that come up to the lower tip of a criterion."""
    yield from _upright(start, leaves, end, lanes, _LANE)


def _from_above(start: Point, leaves: str, end: Point, lanes: Sequence[float]) -> Iterator[Way]:
    """Give ways that come down to the upper tip of a criterion."""
    yield from _upright(start, leaves, end, lanes, -_LANE)


def _upright(
    start: Point, leaves: str, end: Point, lanes: Sequence[float], before: float
) -> Iterator[Way]:
    """Give ways whose last stretch is upright; `before` is how far off its level one is."""
    (x, y), (u, v) = start, end
    if lanes and leaves != "across":
        yield from ((start, (x, lane), (u, lane), end) for lane in lanes)
        return
    if x == u:
        yield (start, end)
    if leaves == "across":
        yield (start, (u, y), end)
    for track in _TRACKS:
        lane = v + before + (track if before > 0 else -track)
        if leaves == "across":
            out = x + _BESIDE + track
            yield (start, (out, y), (out, v + before), (u, v + before), end)
            yield from ((start, (out, y), (out, each), (u, each), end) for each in lanes)
        else:
            yield (start, (x, lane), (u, lane), end)


# --- where a line begins and ends -----------------------------------------------------------------


def _end(line: Line) -> tuple[Point, str]:
    """Return the tip at which a line ends, and from which side it comes."""
    target = line.target
    if isinstance(target, Box):
        return (target.x, target.y + target.height / 2), "left"
    if target.is_entry:
        return (target.x, target.y + GATE[1] / 2), "left"
    if _holds(target.owner, line.from_box):
        return (target.x + GATE[0] / 2, target.y), "above"
    return (target.x + GATE[0] / 2, target.y + GATE[1]), "below"


def _starts(line: Line) -> Iterator[tuple[Point, str]]:
    """Give the places where a line may begin, and how it leaves: across, up or down."""
    source = line.source
    if isinstance(source, Gate):
        yield (source.x + GATE[0] / 2, source.y + GATE[1]), "down"
        return
    (u, v), _ = _end(line)
    middle = source.x + source.width / 2, source.y + source.height / 2
    right, bottom = source.x + source.width, source.y + source.height
    yield (right, middle[1]), "across"
    if source.y + 6 < v < bottom - 6 and not source.has_label_below:
        yield (right, v), "across"
    if source.x + 6 < u < right - 6 and _holds(line.to_box, source):
        yield (u, bottom), "down"
    yield (middle[0], bottom + LABEL[1] if source.has_label_below else bottom), "down"
    yield (middle[0], source.y), "up"


def _holds(outer: Box, inner: Box) -> bool:
    return outer is not inner and any(each is outer for each in inner.around)


# --- geometry -------------------------------------------------------------------------------------


def _rects(box: Box) -> Iterator[_Rect]:
    """Give what a line should keep out of: the shape, and its name where that is below it."""
    yield box.x, box.y, box.x + box.width, box.y + box.height
    if box.has_label_below:
        middle, below = box.x + box.width / 2, box.y + box.height
        half = LABEL[0] / 2 - 8
        yield middle - half, below + 1, middle + half, below + LABEL[1]


def _cells(rect: _Rect) -> Iterator[tuple[int, int]]:
    for column in range(int(rect[0] // _CELL), int(rect[2] // _CELL) + 1):
        for row in range(int(rect[1] // _CELL), int(rect[3] // _CELL) + 1):
            yield column, row


def _touch(rect: _Rect, span: _Rect) -> bool:
    """Tell whether a level or upright stretch goes through a rectangle, not just along it."""
    return (
        span[0] < rect[2] - 1
        and rect[0] + 1 < span[2]
        and span[1] < rect[3] - 1
        and rect[1] + 1 < span[3]
    )


def _run(start: Point, end: Point) -> tuple[bool, float, float, float]:
    """Return whether a stretch is level, at which height or depth, and from where to where."""
    is_level = start[1] == end[1]
    low, high = sorted((start[0], end[0]) if is_level else (start[1], end[1]))
    return is_level, start[1] if is_level else start[0], low, high


def _plain(way: Way) -> Way:
    """Return a way without corners that are none."""
    kept: list[Point] = []
    for point in way:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and (
            kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]
        ):
            kept.pop()
        kept.append(point)
    return tuple(kept)
