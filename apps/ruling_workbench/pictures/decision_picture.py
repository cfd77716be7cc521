"""The requirements graph of a decision model as a picture, in the notation of DMN.

The one rule: places are those of the diagram interchange, made where there is none; colours are
not. After a run every element says what came of it, with a mark and in words.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import hypot
from typing import Any

from dmn.api import Model
from dmn.graph import KINDS
from dmn.layout import with_diagram
from dmn.model import (
    Association,
    AuthorityRequirement,
    Bounds,
    Decision,
    DecisionService,
    Definitions,
    DMNDiagram,
    DMNEdge,
    DMNShape,
    DRGElement,
    Group,
    InputData,
    KnowledgeRequirement,
    TextAnnotation,
)
from dmn.result import Result
from ruling_workbench.marks import DECISIONS, Outcome
from ruling_workbench.pictures.decision_shapes import bracket, outline
from ruling_workbench.pictures.scene import (
    Dash,
    Head,
    Line,
    Node,
    Path,
    Point,
    Rect,
    Scene,
    Shape,
    around,
    written,
)

__all__ = ["NodeLook", "decision_scene", "diagram_names", "looks_of", "node_names"]

_VALUE = 18.0
_INSET = 8.0


@dataclass(frozen=True, slots=True)
class NodeLook:
    """What came of an element in a run, and its value as a reader sees it."""

    outcome: Outcome
    text: str = ""

    @property
    def line(self) -> str:
        """What is written below the name."""
        look = DECISIONS[self.outcome]
        return f"{look.mark} {self.text or look.word}"


def decision_scene(
    source: Definitions | Model, looks: Mapping[str, NodeLook] | None = None, *, diagram: int = 0
) -> Scene:
    """Return the picture of a model's requirements, after a run if there are looks.

    A model knows what the elements it imports are called; its definitions alone do not. `diagram`
    is which of the diagrams, by its place in `diagram_names`; the first, for one that is not there.
    """
    return _Picture(source, looks).scene(diagram)


def diagram_names(source: Definitions | Model) -> list[str]:
    """Return what the diagrams of a model are called; there is always one."""
    diagrams = _Elements(source).diagrams
    return [each.name or f"Diagram {number}" for number, each in enumerate(diagrams, start=1)]


def node_names(source: Definitions | Model) -> dict[str, str]:
    """Return the names of all elements by the ids that they have in a picture."""
    return {key: element.name for key, element in _Elements(source).by_id.items()}


def looks_of(
    model: Model,
    result: Result,
    shown: Callable[[Any], str],
    given: Mapping[str, Any] | None = None,
) -> dict[str, NodeLook]:
    """Return how the elements look after a run, by id.

    `shown` turns a value into text; `given` is what the run was given, by name.
    """
    given = given or {}
    troubled = {each.location.path[:2] for each in result.warnings}
    looks = {}
    elements = _Elements(model)
    for key, name in elements.result_names.items():
        if name in given and isinstance(elements.by_id[key], (Decision, InputData)):
            looks[key] = NodeLook(Outcome.GIVEN, shown(given[name]))
        elif name in result:
            value = result[name]
            outcome = Outcome.NULL if value is None else Outcome.VALUE
            if model.compiled.graph.nodes[name].place in troubled:
                outcome = Outcome.WARNING
            looks[key] = NodeLook(outcome, shown(value))
    return looks


class _Elements:
    """The elements that a model's diagrams may show, by the id they have there."""

    def __init__(self, source: Definitions | Model) -> None:
        written_ones = source.definitions if isinstance(source, Model) else source
        if not any(each.bounds for diagram in _diagrams(written_ones) for each in diagram.shapes):
            written_ones = written_ones.model_copy(update={"dmndi": None})
        self.definitions = with_diagram(written_ones)
        self.by_id: dict[str, DRGElement] = {}
        self.result_names: dict[str, str] = {}
        for element in self.definitions.drg_elements:
            key = element.id or element.name
            self.by_id[key] = element
            self.result_names[key] = element.name
        if isinstance(source, Model):
            self._add_imported(source)
        self.notes = {each.id: each for each in self.definitions.artifacts if each.id}

    def _add_imported(self, model: Model) -> None:
        """Know imported elements by the prefix that the file gives their namespace."""
        for prefix, namespace in self.definitions.prefixes:
            for unit in model.compiled.graph.units[1:]:
                if unit.definitions.namespace == namespace:
                    for element in unit.definitions.drg_elements:
                        key = f"{prefix}:{element.id}"
                        self.by_id[key] = element
                        self.result_names[key] = unit.key(element.name)

    @property
    def diagrams(self) -> tuple[DMNDiagram, ...]:
        """The diagrams there are."""
        return _diagrams(self.definitions)


def _diagrams(definitions: Definitions) -> tuple[DMNDiagram, ...]:
    return definitions.dmndi.diagrams if definitions.dmndi else ()


_Requirement = tuple[Any, DRGElement]


class _Picture:
    """One model, and what came of a run."""

    def __init__(
        self, source: Definitions | Model, looks: Mapping[str, NodeLook] | None = None
    ) -> None:
        self.elements = _Elements(source)
        self.looks = looks
        self.requirements: dict[str, _Requirement] = {
            each.id or "": (each, element)
            for element in self.elements.definitions.drg_elements
            for field in type(element).model_fields
            if field.endswith("_requirements")
            for each in getattr(element, field)
        }
        self.boxes: dict[str, Rect] = {}

    def scene(self, number: int) -> Scene:
        """Return one of the diagrams as a picture."""
        diagrams = self.elements.diagrams
        diagram = diagrams[number if 0 <= number < len(diagrams) else 0]
        shapes = [each for each in diagram.shapes if each.bounds is not None]
        self.boxes = {each.dmn_element_ref: _rect(each.bounds) for each in shapes if each.bounds}
        services = [each for each in shapes if self._is_service(each)]
        others = [each for each in shapes if not self._is_service(each)]
        parts = [
            *(part for each in services for part in self._parts(each)),
            *(part for edge in diagram.edges for part in self._edge(edge)),
            *(part for each in others for part in self._parts(each)),
        ]
        name = diagram.name or self.elements.definitions.name
        drawn = {part.look for part in parts if isinstance(part, Node)}
        legend = tuple(each for each in DECISIONS.values() if each.name in drawn)
        top = min(self.boxes.items(), key=lambda each: each[1].y, default=("", None))[0]
        return Scene(name, *around(parts), tuple(parts), tuple(self._unplaced()), legend, top)

    def _is_service(self, shape: DMNShape) -> bool:
        return isinstance(self.elements.by_id.get(shape.dmn_element_ref), DecisionService)

    def _unplaced(self) -> Iterator[tuple[str, str]]:
        for key, element in self.elements.by_id.items():
            if key not in self.boxes and ":" not in key:
                yield key, self._label(key, element.name, type(element))

    # --- shapes -----------------------------------------------------------------------------------

    def _parts(self, shape: DMNShape) -> Iterator[Shape | Node]:
        key = shape.dmn_element_ref
        box = self.boxes[key]
        note = self.elements.notes.get(key)
        if isinstance(note, TextAnnotation):
            yield bracket(box)
            yield written(note.text or "", _inner(box), ink="quiet")
        elif isinstance(note, Group):
            yield Rect(box.x, box.y, box.width, box.height, 10.0, "frame", "long")
            yield written(note.name or "", _inner(box), ink="quiet", place="corner")
        elif note is None:
            yield self._node(key, box, shape)

    def _node(self, key: str, box: Rect, shape: DMNShape) -> Node:
        element = self.elements.by_id.get(key)
        kind: type[Any] = Decision if element is None else type(element)
        name = key.rpartition(":")[2] if element is None else element.name
        if shape.label is not None and shape.label.text:
            name = shape.label.text
        shapes = [*outline(kind, box), *self._inside(key, name, box, shape, kind)]
        look = self._look(key, kind)
        look_name = "plain" if look is None else DECISIONS[look.outcome].name
        return Node(key, name, self._label(key, name, kind), look_name, tuple(shapes))

    def _inside(
        self, key: str, name: str, box: Rect, shape: DMNShape, kind: type[Any]
    ) -> Iterator[Shape]:
        """Give what is written in a shape: its name, and its value after a run."""
        inner = _inner(box)
        look = self._look(key, kind)
        if kind is DecisionService and not shape.is_collapsed:
            yield from _divided(shape)
            yield written(name, inner, place="corner")
            return
        if look is None:
            yield written(name, inner)
            return
        upper = Rect(inner.x, inner.y, inner.width, inner.height - _VALUE + 2.0)
        lower = Rect(inner.x, inner.y + inner.height - _VALUE, inner.width, _VALUE)
        yield written(name, upper)
        yield written(look.line, lower, ink="value")

    def _look(self, key: str, kind: type[Any]) -> NodeLook | None:
        if self.looks is None:
            return None
        missing = NodeLook(Outcome.NOT_EVALUATED) if kind is Decision else None
        return self.looks.get(key, missing)

    def _label(self, key: str, name: str, kind: Any) -> str:
        look = self._look(key, kind)
        said = "" if look is None else f", {DECISIONS[look.outcome].word}"
        text = f": {look.text}" if look is not None and look.text else ""
        return f"{name}, {KINDS[kind]}{said}{text}"

    # --- lines ------------------------------------------------------------------------------------

    def _edge(self, edge: DMNEdge) -> Iterator[Line]:
        if len(edge.waypoints) < 2:
            return
        points = tuple((point.x, point.y) for point in edge.waypoints)
        tie = self.elements.notes.get(edge.dmn_element_ref)
        if isinstance(tie, Association):
            end: Head = "" if tie.association_direction == "None" else "open"
            yield Line(points, "edge", "dotted", end)
            return
        requirement, owner = self.requirements.get(edge.dmn_element_ref, (None, None))
        box = self.boxes.get((owner.id or "") if owner is not None else "")
        yield Line(_towards(points, box), "edge", *_notation(requirement))


def _notation(requirement: Any) -> tuple[Dash, Head]:
    if isinstance(requirement, KnowledgeRequirement):
        return "dashed", "open"
    return ("dashed", "dot") if isinstance(requirement, AuthorityRequirement) else ("", "arrow")


def _divided(shape: DMNShape) -> Iterator[Path]:
    """Give the line between a service's output decisions, above, and the others."""
    line = shape.decision_service_divider_line
    if line is not None and len(line.waypoints) > 1:
        first, last = line.waypoints[0], line.waypoints[-1]
        yield Path((("M", first.x, first.y), ("L", last.x, last.y)), "stroke")


# --- places ---------------------------------------------------------------------------------------


def _rect(bounds: Bounds) -> Rect:
    return Rect(bounds.x, bounds.y, bounds.width, bounds.height)


def _inner(box: Rect) -> Rect:
    side = min(_INSET, box.width / 8)
    return Rect(box.x + side, box.y + 5.0, box.width - 2 * side, box.height - 10.0)


def _towards(points: tuple[Point, ...], box: Rect | None) -> tuple[Point, ...]:
    """Return a line's points so that it ends at a box; some tools write them the other way."""
    if box is None or _distance(points[-1], box) <= _distance(points[0], box):
        return points
    return points[::-1]


def _distance(point: Point, box: Rect) -> float:
    x = max(box.x - point[0], 0.0, point[0] - box.x - box.width)
    y = max(box.y - point[1], 0.0, point[1] - box.y - box.height)
    return hypot(x, y)
