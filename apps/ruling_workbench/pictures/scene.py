"""A picture as data: shapes, texts and lines, and what of it can be chosen.

The one rule: nothing here is markup or style. A shape says what it is for (its ink), a node how it
is doing (its look); what that looks like is the style sheet's matter, and no colour of a model
ever comes here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from math import hypot
from typing import Any, Literal

from ruling_workbench.marks import Look
from ruling_workbench.pictures.lettering import LINE_HEIGHT, fitting, width_of

__all__ = [
    "Circle",
    "Dash",
    "Head",
    "Ink",
    "Line",
    "Node",
    "Path",
    "Point",
    "Rect",
    "Scene",
    "Shape",
    "Step",
    "Text",
    "around",
    "as_data",
    "bounds",
    "heads",
    "nodes",
    "overlap",
    "polygon",
    "strokes",
    "tag",
    "tag_width",
    "written",
]

Ink = Literal[
    "body",  # a node's own outline, filled by its look
    "ground",  # the outline of what holds others
    "ring",  # round a node, seen when it is chosen
    "stroke",  # a line in the look's colour
    "solid",  # filled in the look's colour
    "paper",  # the look's outline, filled with the page's ground
    "hatch",  # thin lines over a body
    "name",  # text: what something is called
    "value",  # text in the look's colour
    "quiet",  # text of less weight
    "mark",  # text on a tag, in the look's colour
    "edge",  # a line between nodes
    "tip",  # the filled end of such a line
    "open",  # the unfilled end of such a line
    "frame",  # what belongs to no node: notes, groups
]
Dash = Literal["", "dashed", "dotted", "long"]
Head = Literal["", "arrow", "open", "dot"]
Point = tuple[float, float]
Step = tuple[Literal["M", "L", "Q", "C", "Z"], *tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle with round corners."""

    x: float
    y: float
    width: float
    height: float
    radius: float = 0.0
    ink: Ink = "body"
    dash: Dash = ""


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle."""

    x: float
    y: float
    radius: float
    ink: Ink = "body"
    dash: Dash = ""


@dataclass(frozen=True, slots=True)
class Path:
    """An outline of straight and curved steps, lettered as in SVG; `hint` is shown on hovering."""

    steps: tuple[Step, ...]
    ink: Ink = "body"
    dash: Dash = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points, with what it has at its end."""

    points: tuple[Point, ...]
    ink: Ink = "edge"
    dash: Dash = ""
    end: Head = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Lines of text; `y` is the first one's base line, `full` the whole text where it was cut."""

    x: float
    y: float
    lines: tuple[str, ...]
    size: float
    anchor: Literal["start", "middle"] = "middle"
    ink: Ink = "name"
    full: str = ""

    @property
    def leading(self) -> float:
        """From one base line to the next."""
        return self.size * LINE_HEIGHT


Shape = Rect | Circle | Path | Line | Text


@dataclass(frozen=True, slots=True)
class Node:
    """What can be chosen: its shapes, and what a screen reader says for it."""

    id: str
    name: str
    label: str
    look: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture: its parts in the order in which they are drawn, and what has no place in it.

    `first` is the node to look at first where not all can be seen; without one, the upper left.
    """

    name: str
    x: float
    y: float
    width: float
    height: float
    parts: tuple[Shape | Node, ...]
    unplaced: tuple[tuple[str, str], ...] = ()
    legend: tuple[Look, ...] = ()
    first: str = ""

    @property
    def nodes(self) -> tuple[Node, ...]:
        """What can be chosen in it."""
        return tuple(part for part in self.parts if isinstance(part, Node))


def nodes(scene: Scene) -> list[tuple[str, str]]:
    """Return id and label of all there is to choose; what the picture lacks comes last."""
    return [*((node.id, node.label) for node in scene.nodes), *scene.unplaced]


# --- making shapes --------------------------------------------------------------------------------


def polygon(*points: Point, ink: Ink = "body", dash: Dash = "", hint: str = "") -> Path:
    """Return a closed outline through points."""
    first, *others = points
    steps: list[Step] = [("M", *first), *(("L", *point) for point in others), ("Z",)]
    return Path(tuple(steps), ink, dash, hint)


def strokes(*lines: tuple[Point, ...], ink: Ink = "stroke") -> Path:
    """Return open lines through points, as one shape."""
    steps: list[Step] = []
    for first, *others in lines:
        steps += [("M", *first), *(("L", *point) for point in others)]
    return Path(tuple(steps), ink)


_SIZES = {"name": (14.0, 13.0, 12.0), "value": (13.0, 12.0)}
_SMALL = (12.0,)


def written(
    text: str,
    *boxes: Rect,
    ink: Ink = "name",
    place: Literal["middle", "top", "corner"] = "middle",
) -> Text:
    """Return a text as large as fits, in the first box that has room for all of it, or the last.

    It stands in the middle of the box, from its top, or in its upper left corner.
    """
    bold = ink in ("name", "mark", "value")
    tried = [
        (box, *fitting(text, box.width, box.height, _SIZES.get(ink, _SMALL), bold=bold))
        for box in boxes
    ]
    words = " ".join(text.split())
    whole = [each for each in tried if "".join(each[2]).replace(" ", "") == words.replace(" ", "")]
    box, size, lines = (whole or tried[-1:])[0]
    leading = size * LINE_HEIGHT
    top = box.y + (box.height - leading * len(lines)) / 2 if place == "middle" else box.y
    x = box.x if place == "corner" else box.x + box.width / 2
    anchor: Literal["start", "middle"] = "start" if place == "corner" else "middle"
    return Text(x, top + 0.8 * leading, lines, size, anchor, ink, "" if whole else text)


def tag_width(text: str) -> float:
    """Return how wide a tag is."""
    return width_of(text, _TAG_SIZE, bold=True) + _TAG_SIZE


_TAG_SIZE = 12.0


def tag(text: str, x: float, y: float) -> tuple[Rect, Text]:
    """Return a small label on the page's ground, its upper left corner at a point."""
    width, height = tag_width(text), 1.5 * _TAG_SIZE
    rect = Rect(x, y, width, height, height / 2, "paper")
    base = y + height / 2 + 0.34 * _TAG_SIZE
    return rect, Text(x + width / 2, base, (text,), _TAG_SIZE, "middle", "mark")


_MARGIN = 10.0


def bounds(part: Shape | Node) -> Rect:
    """Return what a part covers."""
    return _hull(_extent(part))


def overlap(one: Rect, other: Rect) -> bool:
    """Tell whether two boxes have more than their borders in common."""
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def around(parts: Iterable[Shape | Node]) -> tuple[float, float, float, float]:
    """Return the frame of a picture that has room for all its parts: x, y, width, height."""
    box = _hull(point for part in parts for point in _extent(part))
    return box.x - _MARGIN, box.y - _MARGIN, box.width + 2 * _MARGIN, box.height + 2 * _MARGIN


def _hull(points: Iterable[Point]) -> Rect:
    found = list(points) or [(0.0, 0.0)]
    x, y = min(x for x, _ in found), min(y for _, y in found)
    return Rect(x, y, max(x for x, _ in found) - x, max(y for _, y in found) - y)


def _extent(part: Shape | Node) -> Iterator[Point]:
    """Give points that hold a part between them."""
    match part:
        case Node():
            for shape in part.shapes:
                yield from _extent(shape)
        case Rect():
            yield part.x, part.y
            yield part.x + part.width, part.y + part.height
        case Circle():
            yield part.x - part.radius, part.y - part.radius
            yield part.x + part.radius, part.y + part.radius
        case Line():
            yield from part.points
        case Path():
            for _, *numbers in part.steps:
                yield from zip(numbers[::2], numbers[1::2], strict=True)
        case Text():
            width = max((width_of(line, part.size, bold=True) for line in part.lines), default=0.0)
            left = part.x - (width / 2 if part.anchor == "middle" else 0.0)
            yield left, part.y - part.size
            yield left + width, part.y + part.leading * (len(part.lines) - 1) + part.size / 4


# --- ends of lines --------------------------------------------------------------------------------

_LENGTH, _HALF, _DOT = 10.0, 4.5, 4.0


def heads(line: Line) -> Iterator[Shape]:
    """Give what a line has at its end, as shapes."""
    if not line.end or len(line.points) < 2:
        return
    (x0, y0), (x, y) = line.points[-2:]
    length = hypot(x - x0, y - y0) or 1.0
    dx, dy = (x - x0) / length, (y - y0) / length
    if line.end == "dot":
        yield Circle(x - dx * _DOT, y - dy * _DOT, _DOT, "tip")
        return
    back = x - dx * _LENGTH, y - dy * _LENGTH
    left = back[0] + dy * _HALF, back[1] - dx * _HALF
    right = back[0] - dy * _HALF, back[1] + dx * _HALF
    if line.end == "arrow":
        yield polygon(left, (x, y), right, ink="tip")
    else:
        yield Path((("M", *left), ("L", x, y), ("L", *right)), "open")


# --- as data --------------------------------------------------------------------------------------


def as_data(scene: Scene) -> dict[str, Any]:
    """Return a scene as plain data, for JSON."""
    return {
        "name": scene.name,
        "box": [_number(each) for each in (scene.x, scene.y, scene.width, scene.height)],
        "first": scene.first,
        "parts": [each for part in scene.parts for each in _part(part)],
        "legend": [
            {"look": each.name, "mark": each.mark, "word": each.word} for each in scene.legend
        ],
    }


def _part(part: Shape | Node) -> Iterator[dict[str, Any]]:
    if isinstance(part, Node):
        shapes = [each for shape in part.shapes for each in _part(shape)]
        named = {"id": part.id, "label": part.label, "look": part.look}
        yield {"kind": "node", **named, "shapes": shapes}
        return
    yield {"kind": type(part).__name__.lower()} | {
        field.name: _plain(getattr(part, field.name)) for field in fields(part)
    }
    if isinstance(part, Line):
        for head in heads(part):
            yield from _part(head)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return _number(value) if isinstance(value, float) else value


def _number(value: float) -> float:
    return round(value, 2)
