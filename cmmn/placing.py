"""Where the boxes of a case diagram stand: in columns from what is waited for to what waits.

The one rule: what belongs together stands in columns from left to right, and such groups stand in
rows, in the order of the file. No boxes of a stage overlap, and all are inside it. The same drawing
always gives the same places.
"""

from collections.abc import Iterable, Iterator, Mapping
from math import sqrt

from cmmn.drawn import GATE, LABEL, Box, Drawing, Gate

__all__ = ["MARGIN", "place"]

MARGIN = 24.0
_HEAD = 44.0
_PADDING = 36.0
_FOOT = 56.0
_SMALLEST = (180.0, 90.0)
_BELOW = 34.0
_GAP = 64.0
_PER_LINE = 8.0
_WIDEST_GAP = 120.0
_BETWEEN = 56.0
_ASPECT = 2.0
_SWEEPS = 3

_Edges = dict[Box, list[Box]]


def place(drawing: Drawing) -> None:
    """Give every box and criterion of a drawing its place."""
    inside_out = list(_inside_out(drawing.root))
    edges = _lifted(drawing)
    for stage in inside_out:
        _arrange(stage, edges)
    drawing.root.x = drawing.root.y = MARGIN
    for stage in reversed(inside_out):
        for child in stage.children:
            child.x, child.y = child.x + stage.x, child.y + stage.y
    sources: dict[Gate, list[Box]] = {}
    for line in drawing.lines:
        if isinstance(line.target, Gate):
            sources.setdefault(line.target, []).append(line.from_box)
    for box in drawing.boxes.values():
        _put_gates(box, sources)


def _inside_out(root: Box) -> Iterator[Box]:
    """Give the stages, each after those in it."""
    found = [root]
    for stage in found:  # the list grows inwards
        found += [child for child in stage.children if child.is_stage]
    return reversed(found)


def _lifted(drawing: Drawing) -> _Edges:
    """Return what follows what within the same stage; a line between stages counts for these."""
    follows: _Edges = {}
    for line in drawing.lines:
        above = {box.parent: box for box in line.from_box.around}
        for target in line.to_box.around:
            source = above.get(target.parent)
            if source is not None and target.parent is not None:
                if source is not target and target not in follows.get(source, ()):
                    follows.setdefault(source, []).append(target)
                break
    return follows


# --- one stage ------------------------------------------------------------------------------------


def _arrange(stage: Box, follows: _Edges) -> None:
    """Place the boxes in a stage, relative to it, and make it large enough."""
    groups = [_Group(each, follows) for each in _connected(stage.children, follows)]
    groups.sort(key=lambda group: (all(box.is_offer for box in group.boxes), group.is_single))
    area = sum((g.width + _BETWEEN) * (g.height + _BELOW) for g in groups)
    widest = max([sqrt(area * _ASPECT), *(group.width for group in groups)], default=0.0)
    x, y, row, right = 0.0, 0.0, 0.0, 0.0
    for group in groups:
        if x and x + group.width > widest:
            x, y, row = 0.0, y + row + _BELOW, 0.0
        group.move(x + _PADDING, y + _HEAD)
        x, row = x + group.width + _BETWEEN, max(row, group.height)
        right = max(right, x - _BETWEEN)
    least_width, least_height = _SMALLEST if stage.children else (stage.width, stage.height)
    stage.width = max(stage.width, least_width, right + 2 * _PADDING)
    stage.height = max(stage.height, least_height)
    if stage.children:
        stage.height = max(stage.height, y + row + _HEAD + _FOOT)


def _connected(boxes: list[Box], follows: _Edges) -> list[list[Box]]:
    """Return the boxes by what is connected, each group in the order of the file."""
    near: dict[Box, list[Box]] = {box: [] for box in boxes}
    for box in boxes:
        for other in follows.get(box, ()):
            near[box].append(other)
            near[other].append(box)
    number: dict[Box, int] = {}
    for first in boxes:
        waiting = [first] if first not in number else []
        while waiting:
            box = waiting.pop()
            if box not in number:
                number[box] = number[first] if first in number else len(number)
                waiting += near[box]
    groups: dict[int, list[Box]] = {}
    for box in boxes:
        groups.setdefault(number[box], []).append(box)
    return list(groups.values())


class _Group:
    """Boxes that hang together, in columns; places are relative to the group."""

    def __init__(self, boxes: list[Box], follows: _Edges) -> None:
        self.boxes = boxes
        self.after = _without_cycles(boxes, follows)
        self.before: _Edges = {box: [] for box in boxes}
        for box in boxes:
            for other in self.after[box]:
                self.before[other].append(box)
        self.columns = self._columns()
        for _ in range(_SWEEPS):
            self._sort(self.columns, self.before)
            self._sort(reversed(self.columns), self.after)
        self._across()
        self._down()
        self.width = max(box.x + _width(box) for box in boxes)
        self.height = max(box.y + _height(box) for box in boxes)

    @property
    def is_single(self) -> bool:
        """Whether it is one box that is connected to no other."""
        return len(self.boxes) == 1

    def move(self, x: float, y: float) -> None:
        """Move all of it; what has its name below it stands in the middle above the name."""
        for box in self.boxes:
            box.x += x + (_width(box) - box.width) / 2
            box.y += y

    def _columns(self) -> list[list[Box]]:
        """Return the boxes by how far they stand behind what comes first.

        What waits for nothing stands right before the first that waits for it.
        """
        depth = dict.fromkeys(self.boxes, 0)
        order = list(_topological(self.boxes, self.after, self.before))
        for box in order:
            for other in self.after[box]:
                depth[other] = max(depth[other], depth[box] + 1)
        for box in self.boxes:
            if not self.before[box] and self.after[box]:
                depth[box] = min(depth[other] for other in self.after[box]) - 1
        columns: list[list[Box]] = [[] for _ in range(max(depth.values()) + 1)]
        for box in self.boxes:
            columns[depth[box]].append(box)
        return [column for column in columns if column]

    def _sort(self, columns: Iterable[list[Box]], near: Mapping[Box, list[Box]]) -> None:
        """Order each column by the middle of what its boxes are connected to on one side."""
        rank = {
            box: (number + 0.5) / len(column)
            for column in self.columns
            for number, box in enumerate(column)
        }
        for column in columns:
            wished = {
                box: sum(rank[other] for other in near[box]) / len(near[box])
                if near[box]
                else rank[box]
                for box in column
            }
            column.sort(key=wished.__getitem__)
            for number, box in enumerate(column):
                rank[box] = (number + 0.5) / len(column)

    def _across(self) -> None:
        x = 0.0
        for column in self.columns:
            width = max(_width(box) for box in column)
            for box in column:
                box.x = x if box.is_stage else x + (width - _width(box)) / 2
            lines = sum(len(self.after[box]) for box in column)
            x += width + min(_GAP + _PER_LINE * lines, _WIDEST_GAP)

    def _down(self) -> None:
        """Place the boxes of each column as near to the middle of their neighbours as may be."""
        for column in self.columns:
            _settle(column, {})
        for columns, near in (
            (self.columns, self.before),
            (self.columns[::-1], self.after),
            (self.columns, self.before),
        ):
            for column in columns:
                _settle(column, {box: _middle(near[box]) for box in column if near[box]})
        top = min(box.y for box in self.boxes)
        for box in self.boxes:
            box.y -= top


def _without_cycles(boxes: list[Box], follows: _Edges) -> _Edges:
    """Return what follows what in a group; a cycle is cut where it comes back to its beginning."""
    kept: _Edges = {box: [] for box in boxes}
    under_way: set[Box] = set()
    done: set[Box] = set()
    for first in boxes:
        path = [(first, iter(follows.get(first, ())))] if first not in done else []
        under_way.update(box for box, _ in path)
        while path:
            box, others = path[-1]
            other = next(others, None)
            if other is None:
                path.pop()
                under_way.discard(box)
                done.add(box)
            elif other not in under_way:
                kept[box].append(other)
                if other not in done:
                    under_way.add(other)
                    path.append((other, iter(follows.get(other, ()))))
    return kept


def _topological(boxes: list[Box], after: _Edges, before: _Edges) -> Iterator[Box]:
    left = {box: len(before[box]) for box in boxes}
    waiting = [box for box in boxes if not left[box]]
    for box in waiting:  # the list grows as boxes come to have nothing before them
        yield box
        for other in after[box]:
            left[other] -= 1
            if not left[other]:
                waiting.append(other)


def _settle(column: list[Box], wished: Mapping[Box, float]) -> None:
    """Place a column from top to bottom, then move it to where its wishes are met on average."""
    off: list[float] = []
    y = 0.0
    for box in column:
        if box in wished:
            y = max(y, wished[box] - box.height / 2) if off else wished[box] - box.height / 2
            off.append(y + box.height / 2 - wished[box])
        box.y = y
        y += _height(box) + _BELOW
    first = next((number for number, box in enumerate(column) if box in wished), 0)
    y = column[first].y
    for box in reversed(column[:first]):  # what wishes nothing makes room for what does
        y -= _height(box) + _BELOW
        box.y = y
    shift = -sum(off) / len(off) if off else 0.0
    for box in column:
        box.y = float(round(box.y + shift))


def _middle(boxes: list[Box]) -> float:
    return sum(box.y + box.height / 2 for box in boxes) / len(boxes)


def _width(box: Box) -> float:
    return max(box.width, LABEL[0]) if box.has_label_below else box.width


def _height(box: Box) -> float:
    return box.height + LABEL[1] if box.has_label_below else box.height


# --- criteria -------------------------------------------------------------------------------------


def _put_gates(box: Box, sources: Mapping[Gate, list[Box]]) -> None:
    """Put entry criteria on the left border and exit criteria on the lower one.

    Each is as near to where its lines come from as the others allow.
    """
    width, height = GATE
    is_open = box.is_stage and not box.is_collapsed
    top, bottom = box.y + height / 2, box.y + box.height - height / 2
    if is_open:
        top = min(box.y + _HEAD, bottom)
    wishes = {gate: _middle(sources[gate]) if gate in sources else top for gate in box.entries}
    for gate, y in _spread(wishes, top, bottom, _BESIDE, is_near=is_open):
        gate.x, gate.y = box.x - width / 2, y - height / 2
    left, right = box.x + box.width / 2, box.x + box.width - _CORNER
    if is_open:
        left = box.x + _CORNER
    wishes = {gate: _centre(sources[gate]) if gate in sources else right for gate in box.exits}
    for gate, x in _spread(wishes, left, right, _BESIDE, is_near=is_open):
        gate.x, gate.y = x - width / 2, box.y + box.height - height / 2


_CORNER = 24.0
_BESIDE = 34.0


def _spread(
    wishes: Mapping[Gate, float], low: float, high: float, step: float, *, is_near: bool
) -> Iterator[tuple[Gate, float]]:
    """Give each criterion a place between two ends, in the order of the wishes.

    With `is_near` they stand where they wish to be, as far as they do not touch; else evenly, but
    for a single one whose wish can be met.
    """
    gates = sorted(wishes, key=wishes.__getitem__)
    step = min(step, (high - low) / len(gates)) if gates else step
    if not is_near and not (len(gates) == 1 and low <= wishes[gates[0]] <= high):
        even = (high - low) / max(len(gates), 1)
        yield from ((gate, low + even * (number + 0.5)) for number, gate in enumerate(gates))
        return
    at = low
    for number, gate in enumerate(gates):
        most = high - step * (len(gates) - 1 - number)
        yield gate, float(round(min(max(wishes[gate], at), most)))
        at = min(max(wishes[gate], at), most) + step


def _centre(boxes: list[Box]) -> float:
    return sum(box.x + box.width / 2 for box in boxes) / len(boxes)
