"""A diagram for a case model that has none: from what is waited for on the left to what waits.

The one rule: everything that a plan has is drawn, once, and the model means what it meant. What has
no id is given one, because a diagram refers by id.
"""

from collections.abc import Iterator

from cmmn import model as m
from cmmn.diagram import (
    CMMNDI,
    Bounds,
    CMMNDiagram,
    CMMNEdge,
    CMMNLabel,
    CMMNShape,
    Dimension,
    Point,
)
from cmmn.drawn import GATE, LABEL, Box, Drawing, Gate, Line, drawing
from cmmn.identified import identified
from cmmn.placing import MARGIN, place
from cmmn.routing import Way, routes

__all__ = ["with_diagram"]

_NOTE = (180.0, 60.0)
_BESIDE = 40.0
_BELOW = 24.0


def with_diagram(definitions: m.Definitions) -> m.Definitions:
    """Return the model with a diagram of each case; a model that has one stays as it is."""
    if definitions.diagram is not None and definitions.diagram.diagrams:
        return definitions
    named = identified(definitions)
    cases = [case for case in named.cases if case.case_plan_model is not None]
    drawings = [drawing(case) for case in cases]
    notes = _notes_of(named, drawings)
    diagrams = tuple(map(_diagram, cases, drawings, notes))
    styles = () if definitions.diagram is None else definitions.diagram.styles
    return named.model_copy(update={"diagram": CMMNDI(diagrams=diagrams, styles=styles)})


_Note = tuple[m.TextAnnotation, list[tuple[m.Association, Box]]]


def _diagram(case: m.Case, drawn: Drawing, notes: list[_Note]) -> CMMNDiagram:
    place(drawn)
    boxes = drawn.boxes.values()
    gates = (gate for box in boxes for gate in (*box.entries, *box.exits))
    ways = zip(drawn.lines, routes(drawn), strict=True)
    shapes: list[CMMNShape] = [
        *map(_shape, boxes),
        *map(_diamond, gates),
        *_notes(drawn.root, notes),
    ]
    elements: tuple[CMMNShape | CMMNEdge, ...] = (
        *shapes,
        *(_edge(line, way) for line, way in ways),
        *_ties(shapes, notes),
    )
    places = [each.bounds for each in shapes if each.bounds is not None]
    size = Dimension(
        width=max(place.x + place.width for place in places) + MARGIN,
        height=max(place.y + place.height for place in places) + MARGIN,
    )
    name = case.name or case.id
    return CMMNDiagram(name=name, cmmn_element_ref=case.id, size=size, elements=elements)


def _shape(box: Box) -> CMMNShape:
    label = None
    if box.has_label_below:
        width, height = LABEL
        x = box.x + (box.width - width) / 2
        below = Bounds(x=x, y=box.y + box.height + 2, width=width, height=height - 2)
        label = CMMNLabel(bounds=below)
    return CMMNShape(
        cmmn_element_ref=box.id,
        bounds=Bounds(x=box.x, y=box.y, width=box.width, height=box.height),
        label=label,
        is_collapsed=box.is_collapsed or None,
    )


def _diamond(gate: Gate) -> CMMNShape:
    width, height = GATE
    bounds = Bounds(x=gate.x, y=gate.y, width=width, height=height)
    return CMMNShape(cmmn_element_ref=gate.id, bounds=bounds)


def _edge(line: Line, way: Way) -> CMMNEdge:
    return CMMNEdge(
        waypoints=tuple(Point(x=x, y=y) for x, y in way),
        cmmn_element_ref=line.id,
        source_cmmn_element_ref=line.source.id,
        target_cmmn_element_ref=line.target.id,
        is_standard_event_visible=line.is_event_shown,
    )


# --- notes ----------------------------------------------------------------------------------------


def _notes_of(definitions: m.Definitions, drawings: list[Drawing]) -> list[list[_Note]]:
    """Return the notes of each diagram: where something is that a note is about, else the first."""
    found: list[list[_Note]] = [[] for _ in drawings]
    ties = [each for each in definitions.artifacts if isinstance(each, m.Association)]
    for note in definitions.artifacts:
        if not isinstance(note, m.TextAnnotation) or not drawings:
            continue
        ends = [(tie, end) for tie in ties for end in _other_end(tie, note)]
        number = next(
            (i for i, each in enumerate(drawings) if any(end in each.boxes for _, end in ends)), 0
        )
        boxes = drawings[number].boxes
        about = [(tie, boxes[end]) for tie, end in ends if end in boxes]
        found[number].append((note, about))
    return found


def _other_end(tie: m.Association, note: m.TextAnnotation) -> Iterator[str]:
    """Give what a line ties a note to."""
    if tie.source_ref == note.id:
        yield tie.target_ref or ""
    elif tie.target_ref == note.id:
        yield tie.source_ref or ""


def _notes(root: Box, notes: list[_Note]) -> Iterator[CMMNShape]:
    """Give the notes a place beside the case, in a column, as high as what they are about."""
    width, height = _NOTE
    y = root.y
    for note, about in notes:
        y = max(y, about[0][1].y if about else y)
        bounds = Bounds(x=root.x + root.width + _BESIDE, y=y, width=width, height=height)
        yield CMMNShape(cmmn_element_ref=note.id or "", bounds=bounds)
        y += height + _BELOW


def _ties(shapes: list[CMMNShape], notes: list[_Note]) -> Iterator[CMMNEdge]:
    """Give straight lines from the notes to what they are about."""
    places = {each.cmmn_element_ref: each.bounds for each in shapes}
    for note, about in notes:
        start = places[note.id or ""]
        for tie, box in about:
            if start is not None:
                ends = (start.x, start.y + start.height / 2), (box.x + box.width, _height(box))
                waypoints = tuple(Point(x=x, y=y) for x, y in ends)
                yield CMMNEdge(waypoints=waypoints, cmmn_element_ref=tie.id)


def _height(box: Box) -> float:
    return box.y + box.height / 2
