"""A case as a picture, in the notation of CMMN, with the state of its items.

The one rule: places are those of the diagram interchange, made where there is none; colours are
not. A state is said by form, mark and word, never by its colour alone.
"""

import re
from collections.abc import Collection, Iterator

from cmmn import model as m
from cmmn.diagram import Bounds, CMMNDiagram, CMMNEdge, CMMNShape
from cmmn.drawn import Box, Drawing, Gate, drawing
from cmmn.layout import with_diagram
from cmmn.lifecycle import Kind
from cmmn.plan import CasePlan, Criterion, Item
from cmmn.state import CaseState
from ruling_workbench.marks import STATES, Look
from ruling_workbench.pictures.case_items import Place, file_shapes, item_shapes
from ruling_workbench.pictures.case_looks import ItemLook, file_look, look_of
from ruling_workbench.pictures.decision_shapes import bracket
from ruling_workbench.pictures.line_words import line_words
from ruling_workbench.pictures.scene import Line, Node, Rect, Scene, Shape, Text, around, written

__all__ = ["case_scene"]


def case_scene(
    definitions: m.Definitions,
    plan: CasePlan,
    state: CaseState | None = None,
    *,
    changed: Collection[str] = (),
) -> Scene:
    """Return the picture of a case, in a state if there is one.

    `changed` are the items that get a tag saying so, where two moments are compared.
    """
    return _Picture(definitions, plan, state, changed).scene()


class _Picture:
    """One case of a model, its diagram, and the state it is in."""

    def __init__(
        self,
        definitions: m.Definitions,
        plan: CasePlan,
        state: CaseState | None,
        changed: Collection[str],
    ) -> None:
        self.plan, self.state, self.changed = plan, state, changed
        found = _diagram(definitions, plan)
        if found is None:
            definitions = with_diagram(definitions.model_copy(update={"diagram": None}))
            found = _diagram(definitions, plan)
        self.diagram = found or CMMNDiagram()
        self.files = {each.id: each for each in plan.file.values()}
        self.notes = {each.id: each for each in definitions.artifacts if each.id}
        self.drawn = _drawing(definitions, plan)
        self.events = {line.id: line.event for line in self.drawn.lines}
        self.boxes = {
            each.cmmn_element_ref: _rect(each.bounds) for each in self.diagram.shapes if each.bounds
        }

    def scene(self) -> Scene:
        """Return the whole picture: stages from the outside in, lines, and what stands on them."""
        placed = [each for each in self.diagram.shapes if each.bounds is not None]
        stages = [each for each in placed if self._holds(each)]
        stages.sort(key=lambda each: -self._area(each))
        others = [each for each in placed if not self._holds(each)]
        below = [part for each in stages for part in self._parts(each)]
        above = [part for each in others for part in self._parts(each)]
        lines = (part for edge in self.diagram.edges for part in self._edge(edge))
        nodes = [part for part in (*below, *above) if isinstance(part, Node)]
        parts = (*below, *lines, *above, *self._words(nodes))
        name = self.diagram.name or self.plan.name
        return Scene(name, *around(parts), parts, tuple(self._unplaced()), self._legend())

    def _holds(self, shape: CMMNShape) -> bool:
        item = self.plan.items.get(shape.cmmn_element_ref)
        return item is not None and (item.holds_stage or item.kind is Kind.PLAN_FRAGMENT)

    def _area(self, shape: CMMNShape) -> float:
        box = self.boxes[shape.cmmn_element_ref]
        return box.width * box.height

    def _legend(self) -> tuple[Look, ...]:
        """Return the states that are to be seen."""
        seen = {look_of(self.plan, self.state, item).legend for item in self.plan.items.values()}
        return tuple(each for each in STATES.values() if each in seen)

    def _unplaced(self) -> Iterator[tuple[str, str]]:
        for item in self.plan.items.values():
            if item.id not in self.boxes:
                yield item.id, self._label(item, look_of(self.plan, self.state, item))

    def _label(self, item: Item, look: ItemLook) -> str:
        words = [item.name, _kind(item.kind)]
        words += ["discretionary"] if item.is_discretionary else []
        words += [look.words] if look.words else []
        words += ["changed"] if item.id in self.changed else []
        return ", ".join(words)

    # --- shapes -----------------------------------------------------------------------------------

    def _parts(self, shape: CMMNShape) -> Iterator[Shape | Node]:
        key = shape.cmmn_element_ref
        item, note = self.plan.items.get(key), self.notes.get(key)
        if item is not None:
            yield self._node(item, shape)
        elif key in self.files:
            file = self.files[key]
            look = file_look(self.state, file)
            label = f"{file.name}, case file item" + (f", {look.words}" if look.words else "")
            yield Node(
                key, file.name, label, look.name, tuple(file_shapes(file, self._place(shape), look))
            )
        elif isinstance(note, m.TextAnnotation):
            box = self.boxes[key]
            yield bracket(box)
            inner = Rect(box.x + 8.0, box.y + 2.0, box.width - 10.0, box.height - 4.0)
            yield written(note.text or "", inner, ink="quiet")

    def _node(self, item: Item, shape: CMMNShape) -> Node:
        look = look_of(self.plan, self.state, item)
        stage = self.plan.stages.get(item.definition)
        is_changed = item.id in self.changed
        shapes = item_shapes(item, stage, self._place(shape), look, is_changed=is_changed)
        return Node(item.id, item.name, self._label(item, look), look.name, tuple(shapes))

    def _place(self, shape: CMMNShape) -> Place:
        key = shape.cmmn_element_ref
        label = shape.label.bounds if shape.label is not None else None
        return Place(
            self.boxes[key],
            None if label is None else _rect(label),
            tuple(self._criteria(self.drawn.boxes.get(key))),
            bool(shape.is_collapsed),
        )

    def _criteria(self, box: Box | None) -> Iterator[tuple[Rect, str, bool]]:
        """Give the criteria of an item that the diagram shows."""
        for gate in (*box.entries, *box.exits) if box is not None else ():
            if gate.id in self.boxes:
                yield self.boxes[gate.id], self._said(gate), gate.is_entry

    def _said(self, gate: Gate) -> str:
        """Return what is said of a criterion: its name and its sentry's, or what they are."""
        item = self.plan.items.get(gate.owner.id)
        known: tuple[Criterion, ...] = (*item.entry, *item.exit) if item is not None else ()
        kind = "Entry criterion" if gate.is_entry else "Exit criterion"
        found = next((each for each in known if each.sentry.id == gate.sentry), None)
        names = () if found is None else (found.name, found.sentry.name)
        return ": ".join([kind, *(name for name in names if name)])

    # --- lines ------------------------------------------------------------------------------------

    def _edge(self, edge: CMMNEdge) -> Iterator[Line]:
        points = tuple((point.x, point.y) for point in edge.waypoints)
        if len(points) < 2:
            return
        is_on_part = edge.cmmn_element_ref in self.events
        is_note = edge.cmmn_element_ref in self.notes
        yield Line(points, "edge", "dotted" if is_on_part or is_note else "dashed")

    def _words(self, nodes: list[Node]) -> Iterator[Text]:
        """Give the events of on-parts: where the diagram has a place for them, or on the line."""
        free = []
        for edge in self.diagram.edges:
            event = _spaced(self.events.get(edge.cmmn_element_ref, ""))
            if event and edge.is_standard_event_visible:
                label = edge.label.bounds if edge.label is not None else None
                if label is not None:
                    yield written(event, _rect(label), ink="quiet")
                else:
                    free.append((tuple((point.x, point.y) for point in edge.waypoints), event))
        yield from line_words(free, nodes)


def _diagram(definitions: m.Definitions, plan: CasePlan) -> CMMNDiagram | None:
    """Return the diagram that shows a case; None where there is none."""
    diagrams = definitions.diagram.diagrams if definitions.diagram else ()
    for diagram in diagrams:
        if any(each.cmmn_element_ref == plan.root and each.bounds for each in diagram.shapes):
            return diagram
    known = plan.items.keys()
    for diagram in diagrams:
        if any(each.cmmn_element_ref in known and each.bounds for each in diagram.shapes):
            return diagram
    return None


def _drawing(definitions: m.Definitions, plan: CasePlan) -> Drawing:
    for case in definitions.cases:
        found = drawing(case)
        if found.root.id == plan.root:
            return found
    return drawing(m.Case())


def _rect(bounds: Bounds) -> Rect:
    return Rect(bounds.x, bounds.y, bounds.width, bounds.height)


def _kind(kind: Kind) -> str:
    return "case" if kind is Kind.CASE_PLAN else _spaced(kind)


def _spaced(name: str) -> str:
    """Return a name of the schema in words: `humanTask` is a human task."""
    return re.sub("[A-Z]", lambda found: f" {found[0].lower()}", name)
