"""One item of a case in the notation of CMMN: outline, sign, name, decorators, criteria, state.

The one rule: what stands where in an item is settled here, whatever its size; names are as large as
they fit, and the state's tag keeps clear of the criteria.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cmmn.lifecycle import Kind
from cmmn.plan import FileItem, Item, Stage
from cmmn.reach import constant
from ruling_workbench.pictures import case_shapes as notation
from ruling_workbench.pictures.case_looks import ItemLook
from ruling_workbench.pictures.lettering import width_of
from ruling_workbench.pictures.scene import Path, Rect, Shape, overlap, tag, tag_width, written

__all__ = ["Place", "file_shapes", "item_shapes"]

_INSET = 8.0
_FOOT = 15.0
_ICON = 22.0
_HEAD = 18.0
_LABEL = (120.0, 34.0)
_TAG = 18.0
_SMALL = 60.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: its box, its name's if that has one, and its criteria's.

    A criterion is its box, what is said of it, and whether it lets in.
    """

    box: Rect
    label: Rect | None = None
    criteria: tuple[tuple[Rect, str, bool], ...] = ()
    is_collapsed: bool = False

    @property
    def is_small(self) -> bool:
        """Whether there is no room for words in it."""
        return self.box.width < _SMALL

    @property
    def label_below(self) -> Rect:
        """Where the name of something small stands."""
        if self.label is not None:
            return Rect(self.label.x, self.label.y, self.label.width, max(self.label.height, 33.0))
        width, height = _LABEL
        x = self.box.x + self.box.width / 2 - width / 2
        return Rect(x, self.box.y + self.box.height + 4.0, width, height)


def item_shapes(
    item: Item, stage: Stage | None, place: Place, look: ItemLook, *, is_changed: bool
) -> Iterator[Shape]:
    """Give all shapes of an item; `stage` is what it holds, if it holds anything."""
    box = place.box
    signs = _signs(item, stage, place)
    has_table = bool(item.offers or (stage is not None and stage.offers))
    taken = [notation.decorated("--", box)] if signs else []
    taken += [notation.tabled(box)] if has_table else []
    state = _state_tag(item, place, look, taken)
    if item.kind is Kind.CASE_PLAN:
        yield from notation.tab(item.name, box)
    yield from notation.outline(item.kind, box, "long" if item.is_discretionary else "")
    if look.name == "suspended":
        is_large = item.kind is Kind.CASE_PLAN or _is_open(item, place)
        head = Rect(box.x, box.y, box.width, _HEAD + 16.0)
        yield notation.hatching(head if is_large else box)
    yield from _icon(item, place)
    yield from _decorators(signs, place)
    yield from _name(item, place, state[:1], has_signs=bool(signs))
    if has_table:
        yield from notation.planning_table(box)
    yield from _criteria(place)
    yield from state
    if is_changed:
        yield from _changed_tag(place, state)


def file_shapes(item: FileItem, place: Place, look: ItemLook) -> Iterator[Shape]:
    """Give all shapes of a case file item."""
    yield from notation.document(place.box)
    yield written(item.name, place.label_below, place="top")
    if look.tag:
        yield from tag(look.tag, place.box.x, place.box.y - _TAG / 2)


def _signs(item: Item, stage: Stage | None, place: Place) -> str:
    """Return the decorators of an item; a rule that never holds is as if it were not there."""
    signs = ""
    if item.kind in (Kind.STAGE, Kind.PLAN_FRAGMENT):
        signs += "+" if place.is_collapsed else "-"
    signs += "a" if stage is not None and stage.auto_complete else ""
    rules = (("m", item.manual_activation), ("!", item.required), ("#", item.repetition))
    return signs + "".join(
        sign for sign, rule in rules if constant(rule, absent=False) is not False
    )


def _icon(item: Item, place: Place) -> Iterator[Shape]:
    """Give the sign of an item's kind, clear of the criteria."""
    box = place.box
    is_blocking = item.task is None or item.task.is_blocking
    right, down = _icon_shift(place)
    at = Rect(box.x + right, box.y + down, box.width, box.height)
    yield from notation.icon(item.kind, at if item.kind.is_task else box, is_blocking=is_blocking)


_SHIFTS = ((0.0, 0.0), (8.0, 0.0), (0.0, 13.0), (8.0, 13.0), (0.0, 26.0))


def _icon_shift(place: Place) -> tuple[float, float]:
    """Return how far a sign in the corner gives way to criteria: to the right, and down."""
    x, y = place.box.x + 6.0, place.box.y + 6.0
    taken = [each for each, _, _ in place.criteria]
    for right, down in _SHIFTS:
        at = Rect(x + right, y + down, 15.0, 15.0)
        if not any(overlap(at, each) for each in taken):
            return right, down
    return _SHIFTS[0]


def _decorators(signs: str, place: Place) -> Iterator[Shape]:
    """Give the decorators, beside a criterion that stands in their place."""
    box = place.box
    foot = notation.decorated(signs, box)
    beside = [each for each, _, _ in place.criteria if overlap(foot, each)]
    if beside:
        x = min(each.x for each in beside) - foot.width / 2 - box.width / 2 - 2.0
        box = Rect(x, box.y, box.width, box.height)
    yield from notation.decorators(signs, box)


def _name(item: Item, place: Place, tags: Sequence[Shape], *, has_signs: bool) -> Iterator[Shape]:
    """Give an item's name: in it, at the head of a stage, or below what is too small for it."""
    box = place.box
    if item.kind is Kind.CASE_PLAN:
        return
    if item.kind.is_listener:
        yield written(item.name, place.label_below, place="top")
        return
    inner = Rect(box.x + _INSET, box.y + 4.0, box.width - 2 * _INSET, box.height - 8.0)
    if _is_open(item, place):
        head = Rect(inner.x + 6.0, box.y + 8.0, inner.width - 6.0, _HEAD)
        yield written(item.name, head, place="corner")
        return
    on_border = [each for each, _, _ in place.criteria if each.x > box.x]
    on_border += [each for each in tags if isinstance(each, Rect) and each.width > 2 * _TAG]
    above = max([_inside(inner, each) for each in on_border if each.y < box.y], default=0.0)
    below = max([_inside(inner, each) for each in on_border if each.y > box.y], default=0.0)
    below = max(below, _FOOT - 4.0 if has_signs else 0.0)
    whole = Rect(inner.x, inner.y + above, inner.width, inner.height - above - below)
    if not item.kind.is_task:
        yield written(item.name, whole)
        return
    side = _ICON + _icon_shift(place)[0]
    beside = Rect(box.x + side, whole.y, box.width - side - _INSET, whole.height)
    centred = Rect(beside.x, whole.y, box.width - 2 * side, whole.height)
    under = Rect(whole.x, whole.y + _HEAD, whole.width, whole.height - _HEAD)
    boxes = (centred, beside, under) if under.height > _HEAD else (centred, beside)
    yield written(item.name, *boxes)


def _inside(inner: Rect, each: Rect) -> float:
    """Return how much of the room for a name something takes that stands on the border."""
    low, high = max(inner.y, each.y), min(inner.y + inner.height, each.y + each.height)
    return max(high - low, 0.0)


def _is_open(item: Item, place: Place) -> bool:
    """Tell whether what is in it is drawn in it."""
    return item.kind in (Kind.STAGE, Kind.PLAN_FRAGMENT) and not place.is_collapsed


def _criteria(place: Place) -> Iterator[Path]:
    for box, said, is_entry in place.criteria:
        yield notation.diamond(box, said, is_entry=is_entry)


# --- tags -----------------------------------------------------------------------------------------

_CHANGED = ("changed", "Δ")  # the second where there is little room


def _state_tag(
    item: Item, place: Place, look: ItemLook, signs: Sequence[Rect]
) -> tuple[Shape, ...]:
    """Return the tag with the state of an item; only its mark where there is no room for more."""
    if not look.tag:
        return ()
    if item.kind is Kind.CASE_PLAN or item.kind.is_listener or _is_open(item, place):
        return tag(look.tag, *_beside_the_name(item, place, look.tag))
    taken = [*signs, *(each for each, _, _ in place.criteria)]
    for text in (look.tag, look.mark):
        for corner in _corners(text, place.box):
            if not any(overlap(corner, each) for each in taken):
                return tag(text, corner.x, corner.y)
    return tag(look.mark, place.box.x + place.box.width - _TAG, place.box.y - _TAG / 2)


def _corners(text: str, box: Rect) -> Iterator[Rect]:
    """Give the places of a tag on the borders: above and below, at the right and the left end."""
    width = tag_width(text)
    for y in (box.y, box.y + box.height):
        for x in (box.x + box.width - width - 6.0, box.x + 6.0):
            yield Rect(x, y - _TAG / 2, width, _TAG)


def _changed_tag(place: Place, state: Sequence[Shape]) -> Iterator[Shape]:
    """Give the tag that says that an item changed, clear of the other."""
    taken = [each for each, _, _ in place.criteria]
    taken += [each for each in state if isinstance(each, Rect)]
    if place.is_small:
        yield from tag(_CHANGED[0], place.box.x + place.box.width, place.box.y - _TAG / 2)
        return
    corners = [(text, at) for text in _CHANGED for at in _corners(text, place.box)][::-1]
    corners.sort(key=lambda each: _CHANGED.index(each[0]))  # from the lower left to the upper right
    free = [each for each in corners if not any(overlap(each[1], other) for other in taken)]
    text, corner = (free or corners)[0]
    yield from tag(text, corner.x, corner.y)


def _beside_the_name(item: Item, place: Place, text: str) -> tuple[float, float]:
    """Return where a tag stands: beside a case's tab or a stage's name, below a listener's."""
    box, width = place.box, tag_width(text)
    if item.kind is Kind.CASE_PLAN:
        return box.x + notation.tab_width(item.name, box) + 34.0, box.y - _TAG - 4.0
    if item.kind.is_listener:
        label = place.label_below
        name = written(item.name, label, place="top")
        low = label.y + name.leading * len(name.lines) + 3.0
        return label.x + label.width / 2 - width / 2, low
    named = min(width_of(item.name, 14.0, bold=True), box.width - width - 40.0)
    at = Rect(box.x + _INSET + 6.0 + named + 10.0, box.y + 7.0, width, _TAG)
    passed = [each.x + each.width for each, _, _ in place.criteria if overlap(each, at)]
    return max([at.x, *passed]), at.y
