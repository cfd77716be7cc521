"""The outlines of CMMN's notation: what stages, tasks, milestones and listeners look like.

The one rule: an outline fills the bounds it is given; beyond them go only the ring round it and the
tab of a case plan model.
"""

from collections.abc import Callable, Iterator, Mapping
from math import cos, pi, sin

from cmmn.lifecycle import Kind
from ruling_workbench.pictures.lettering import width_of
from ruling_workbench.pictures.scene import (
    Circle,
    Dash,
    Ink,
    Path,
    Rect,
    Shape,
    Text,
    polygon,
    strokes,
    written,
)

__all__ = [
    "TAB",
    "decorated",
    "decorators",
    "diamond",
    "document",
    "hatching",
    "icon",
    "outline",
    "planning_table",
    "tab",
    "tab_width",
    "tabled",
]

TAB = 26.0
"""How high the tab of a case plan model stands above it."""

_CUT = 12.0
_ROUND = 9.0
_RING = 4.0
_ICON = 15.0
_STEP = 15.0


def outline(kind: Kind, box: Rect, dash: Dash) -> Iterator[Shape]:
    """Give the outline of a kind of item, and the ring round it."""
    x, y, width, height = box.x, box.y, box.width, box.height
    radius = _ROUND
    if kind is Kind.CASE_PLAN:
        radius = 2.0
        yield Rect(x, y, width, height, radius, "ground")
    elif kind is Kind.STAGE:
        radius = _CUT
        yield _octagon(box, dash)
    elif kind.is_listener:
        radius = min(width, height) / 2
        yield Circle(x + width / 2, y + height / 2, radius, "body", dash)
        yield Circle(x + width / 2, y + height / 2, radius - 3.5, "stroke", dash)
    else:
        if kind is Kind.MILESTONE:
            radius = min(width, height) / 2
        is_fragment = kind is Kind.PLAN_FRAGMENT
        ink: Ink = "ground" if is_fragment else "body"
        yield Rect(x, y, width, height, radius, ink, "long" if is_fragment else dash)
    ring = Rect(x - _RING, y - _RING, width + 2 * _RING, height + 2 * _RING)
    yield Rect(ring.x, ring.y, ring.width, ring.height, radius + _RING, "ring")


def _octagon(box: Rect, dash: Dash) -> Path:
    x, y, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    cut = min(_CUT, box.width / 4, box.height / 4)
    corners = ((x + cut, y), (right - cut, y), (right, y + cut), (right, bottom - cut))
    others = ((right - cut, bottom), (x + cut, bottom), (x, bottom - cut), (x, y + cut))
    return polygon(*corners, *others, ink="ground", dash=dash)


def tab_width(name: str, box: Rect) -> float:
    """Return how wide the tab of a case plan model is, between its slanted ends."""
    return min(width_of(name, 14.0, bold=True) + 20.0, max(box.width - 160.0, 60.0))


def tab(name: str, box: Rect) -> tuple[Path, Text]:
    """Return the tab of a case plan model's folder, with its name."""
    width, slant = tab_width(name, box), 7.0
    x, y, top = box.x + 12.0, box.y, box.y - TAB
    right = x + 2 * slant + width
    shape = polygon((x, y), (x + slant, top), (right - slant, top), (right, y))
    inside = Rect(x + slant, top + 2.0, width, TAB - 4.0)
    return shape, written(name, inside)


def document(box: Rect) -> Iterator[Shape]:
    """Give a case file item: a document with a folded corner, and the ring round it."""
    x, y, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    fold = min(11.0, box.width / 3)
    yield polygon((x, y), (right - fold, y), (right, y + fold), (right, bottom), (x, bottom))
    yield strokes(((right - fold, y), (right - fold, y + fold), (right, y + fold)))
    yield Rect(x - _RING, y - _RING, box.width + 2 * _RING, box.height + 2 * _RING, _RING, "ring")


def diamond(box: Rect, hint: str, *, is_entry: bool) -> Path:
    """Return a criterion: white to come in, filled to go out."""
    x, y = box.x + box.width / 2, box.y + box.height / 2
    corners = ((x, box.y), (box.x + box.width, y), (x, box.y + box.height), (box.x, y))
    return polygon(*corners, ink="paper" if is_entry else "solid", hint=hint)


def hatching(box: Rect) -> Path:
    """Return slanted lines all over a box."""
    inset, step = 4.0, 9.0
    left, top = box.x + inset, box.y + inset
    width, height = box.width - 2 * inset, box.height - 2 * inset
    lines = []
    for number in range(1, min(int((width + height) / step), 400)):
        at = number * step
        start = left + max(at - height, 0.0), top + min(at, height)
        lines.append((start, (left + min(at, width), top + max(at - width, 0.0))))
    return strokes(*lines, ink="hatch")


# --- icons ----------------------------------------------------------------------------------------


def icon(kind: Kind, box: Rect, *, is_blocking: bool) -> Iterator[Shape]:
    """Give the sign of a kind: of a task in its corner, of a listener in its middle."""
    if kind.is_listener:
        yield from _in_a_circle(kind, box.x + box.width / 2, box.y + box.height / 2)
        return
    x, y = box.x + 6.0, box.y + 6.0
    if kind is Kind.HUMAN_TASK and not is_blocking:
        yield _hand(x, y)
    elif kind in _ICONS:
        yield from _ICONS[kind](x, y)


def _person(x: float, y: float) -> Iterator[Shape]:
    yield Circle(x + 7.0, y + 4.2, 3.2, "stroke")
    yield Path(
        (
            ("M", x + 1.0, y + 14.0),
            ("C", x + 1.0, y + 9.4, x + 3.6, y + 8.8, x + 7.0, y + 8.8),
            ("C", x + 10.4, y + 8.8, x + 13.0, y + 9.4, x + 13.0, y + 14.0),
            ("Z",),
        ),
        "stroke",
    )


def _hand(x: float, y: float) -> Path:
    return Path(
        (
            ("M", x, y + 6.5),
            ("L", x + 4.5, y + 2.0),
            ("Q", x + 7.0, y + 1.5, x + 6.0, y + 4.5),
            ("L", x + 13.0, y + 4.5),
            ("Q", x + 14.6, y + 5.6, x + 13.0, y + 6.8),
            ("L", x + 8.5, y + 6.8),
            ("M", x + 13.0, y + 6.8),
            ("Q", x + 14.2, y + 8.0, x + 12.6, y + 9.1),
            ("L", x + 8.5, y + 9.1),
            ("M", x + 12.2, y + 9.1),
            ("Q", x + 13.2, y + 10.3, x + 11.6, y + 11.4),
            ("L", x + 8.5, y + 11.4),
            ("M", x + 11.0, y + 11.4),
            ("Q", x + 11.6, y + 12.8, x + 10.2, y + 13.5),
            ("L", x + 3.5, y + 13.5),
            ("L", x, y + 10.5),
        ),
        "stroke",
    )


def _chevron(x: float, y: float) -> Iterator[Shape]:
    top, middle, bottom = y + 2.5, y + 7.5, y + 12.5
    yield polygon(
        (x, top), (x + 9.5, top), (x + 14.0, middle),
        (x + 9.5, bottom), (x, bottom), (x + 4.5, middle), ink="stroke",
    )  # fmt: skip


def _folder(x: float, y: float) -> Iterator[Shape]:
    yield polygon(
        (x, y + 13.0), (x, y + 2.5), (x + 5.5, y + 2.5),
        (x + 7.0, y + 5.0), (x + 14.5, y + 5.0), (x + 14.5, y + 13.0), ink="stroke",
    )  # fmt: skip


def _table(x: float, y: float) -> Iterator[Shape]:
    yield Rect(x, y + 2.0, _ICON, 11.0, 0.0, "stroke")
    yield Rect(x, y + 2.0, _ICON, 3.4, 0.0, "solid")
    yield strokes(((x, y + 9.2), (x + _ICON, y + 9.2)), ((x + 5.0, y + 2.0), (x + 5.0, y + 13.0)))


_ICONS: Mapping[Kind, Callable[[float, float], Iterator[Shape]]] = {
    Kind.HUMAN_TASK: _person,
    Kind.PROCESS_TASK: _chevron,
    Kind.CASE_TASK: _folder,
    Kind.DECISION_TASK: _table,
}


def _in_a_circle(kind: Kind, x: float, y: float) -> Iterator[Shape]:
    if kind is Kind.USER_EVENT_LISTENER:
        yield from _person(x - 7.0, y - 7.8)
    elif kind is Kind.TIMER_EVENT_LISTENER:
        yield Circle(x, y, 9.0, "stroke")
        marks = [(number * pi / 6, 6.6 if number % 3 else 5.8) for number in range(12)]
        ends = [(sin(angle), -cos(angle), inner) for angle, inner in marks]
        yield strokes(
            *(((x + a * r, y + b * r), (x + a * 7.8, y + b * 7.8)) for a, b, r in ends),
            ((x, y - 5.2), (x, y), (x + 3.6, y + 2.0)),
        )


# --- decorators -----------------------------------------------------------------------------------


def tabled(box: Rect) -> Rect:
    """Return where the sign of a planning table stands: in the middle of the upper border."""
    width, height = 24.0, 14.0
    at = box.x + box.width / 2 - width / 2, box.y - height / 2
    return Rect(*at, width, height, 1.5, "paper")


def planning_table(box: Rect) -> Iterator[Shape]:
    """Give the sign of a planning table."""
    sign = tabled(box)
    x, y, width, height = sign.x, sign.y, sign.width, sign.height
    yield sign
    yield strokes(
        ((x + 8.0, y), (x + 8.0, y + height)),
        ((x + 16.0, y), (x + 16.0, y + height)),
        ((x, y + height / 2), (x + width, y + height / 2)),
    )


def decorators(signs: str, box: Rect) -> Iterator[Shape]:
    """Give small signs side by side in the middle of the lower border, inside.

    `+` and `-`: a collapsed or open stage; `a`: completes by itself; `m`: started by hand;
    `!`: required; `#`: may be repeated.
    """
    x = box.x + box.width / 2 - _STEP * len(signs) / 2
    y = box.y + box.height - 15.0
    for number, sign in enumerate(signs):
        yield from _SIGNS[sign](x + number * _STEP + 2.0, y)


def decorated(signs: str, box: Rect) -> Rect:
    """Return where decorators stand in a box."""
    width = _STEP * len(signs)
    return Rect(box.x + box.width / 2 - width / 2, box.y + box.height - _STEP, width, _STEP)


def _minus(x: float, y: float) -> Iterator[Shape]:
    yield Rect(x, y, 11.0, 11.0, 1.0, "stroke")
    yield strokes(((x + 2.5, y + 5.5), (x + 8.5, y + 5.5)))


def _plus(x: float, y: float) -> Iterator[Shape]:
    yield from _minus(x, y)
    yield strokes(((x + 5.5, y + 2.5), (x + 5.5, y + 8.5)))


def _square(x: float, y: float) -> Iterator[Shape]:
    yield Rect(x + 1.0, y + 1.0, 9.0, 9.0, 0.0, "solid")


def _play(x: float, y: float) -> Iterator[Shape]:
    yield polygon((x + 1.0, y + 0.5), (x + 10.5, y + 5.5), (x + 1.0, y + 10.5), ink="stroke")


def _required(x: float, y: float) -> Iterator[Shape]:
    yield polygon((x + 4.0, y), (x + 7.0, y), (x + 6.4, y + 7.0), (x + 4.6, y + 7.0), ink="solid")
    yield Circle(x + 5.5, y + 9.6, 1.5, "solid")


def _repeated(x: float, y: float) -> Iterator[Shape]:
    yield strokes(
        ((x + 3.6, y), (x + 3.6, y + 11.0)),
        ((x + 7.4, y), (x + 7.4, y + 11.0)),
        ((x, y + 3.6), (x + 11.0, y + 3.6)),
        ((x, y + 7.4), (x + 11.0, y + 7.4)),
    )


_SIGNS: Mapping[str, Callable[[float, float], Iterator[Shape]]] = {
    "-": _minus,
    "+": _plus,
    "a": _square,
    "m": _play,
    "!": _required,
    "#": _repeated,
}
