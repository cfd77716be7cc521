"""A diagram for a model that has none: what is decided on top, what it rests on below.

The one rule: an element stands one row below the lowest element that requires it, and within its
row as near below them as the others allow. The same model always gives the same diagram, and no
shapes overlap. What has no id is given one, because a diagram refers by id.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar

from dmn.model import (
    DMNDI,
    Association,
    AuthorityRequirement,
    Bounds,
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    Definitions,
    Dimension,
    DMNDiagram,
    DMNEdge,
    DMNElement,
    DMNElementReference,
    DMNShape,
    DRGElement,
    InformationRequirement,
    InputData,
    KnowledgeRequirement,
    Point,
    TextAnnotation,
)
from dmn.xml_fields import Form, xml_class

__all__ = ["with_diagram"]

_MARGIN = 40.0
_HEIGHT = 60.0
_INPUT_HEIGHT = 45.0
_WIDTHS = (160.0, 320.0)
_PER_CHARACTER = 8.0
_BESIDE = 40.0
_BELOW = 80.0
_LOOP = 15.0

_Requirement = InformationRequirement | KnowledgeRequirement | AuthorityRequirement
_Element = TypeVar("_Element", bound=DMNElement)


@dataclass(frozen=True, slots=True)
class _Line:
    """What is to be drawn as an edge: what is required, and by what."""

    id: str
    source: str
    target: str


def with_diagram(definitions: Definitions) -> Definitions:
    """Return the model with a diagram of all its elements; a model that has one stays as it is."""
    if definitions.dmndi is not None and definitions.dmndi.diagrams:
        return definitions
    identified = _identified(definitions)
    places = _places(identified)
    shapes = tuple(_shape(element, places) for element in _drawn(identified))
    edges = tuple(_edge(line, places) for line in _lines(identified, places))
    size = Dimension(
        width=max((place.x + place.width for place in places.values()), default=0.0) + _MARGIN,
        height=max((place.y + place.height for place in places.values()), default=0.0) + _MARGIN,
    )
    diagram = DMNDiagram(name=definitions.name, size=size, elements=(*shapes, *edges))
    styles = () if definitions.dmndi is None else definitions.dmndi.styles
    return identified.model_copy(update={"dmndi": DMNDI(diagrams=(diagram,), styles=styles)})


def _identified(definitions: Definitions) -> Definitions:
    """Return the model with an id on all that is drawn."""
    taken = set(_ids(definitions))
    free = (name for name in (f"_{n}" for n in count(1)) if name not in taken)
    return definitions.model_copy(
        update={
            "drg_elements": tuple(_with_ids(e, free) for e in definitions.drg_elements),
            "artifacts": tuple(_with_id(a, free) for a in definitions.artifacts),
        }
    )


def _ids(value: Any) -> Iterator[str]:
    if getattr(value, "id", None):
        yield value.id
    for field in xml_class(type(value)).ordered_children:
        content = getattr(value, field.name)
        if field.form is Form.CHILD and content is not None:
            for child in content if field.many else (content,):
                yield from _ids(child)


def _with_id(element: _Element, free: Iterator[str]) -> _Element:
    return element if element.id else element.model_copy(update={"id": next(free)})


def _with_ids(element: DRGElement, free: Iterator[str]) -> DRGElement:
    names = [name for name in type(element).model_fields if name.endswith("_requirements")]
    requirements = {
        name: tuple(_with_id(each, free) for each in getattr(element, name)) for name in names
    }
    return _with_id(element, free).model_copy(update=requirements)


def _drawn(definitions: Definitions) -> Iterator[DRGElement | TextAnnotation]:
    yield from definitions.drg_elements
    yield from _annotations(definitions)


def _annotations(definitions: Definitions) -> Iterator[TextAnnotation]:
    return (note for note in definitions.artifacts if isinstance(note, TextAnnotation))


def _lines(definitions: Definitions, drawn: Iterable[str]) -> list[_Line]:
    """Return what is required by what, and what is associated; only what is drawn here."""
    lines = list(_requirements(definitions))
    for association in definitions.artifacts:
        if isinstance(association, Association):
            source = _local_id(association.source_ref, definitions)
            target = _local_id(association.target_ref, definitions)
            lines.append(_Line(association.id or "", source, target))
    known = set(drawn)
    return [line for line in lines if line.source in known and line.target in known]


def _requirements(definitions: Definitions) -> Iterator[_Line]:
    for element in definitions.drg_elements:
        for requirement in _required_by(element):
            for reference in _references(requirement):
                source = _local_id(reference, definitions)
                yield _Line(requirement.id or "", source, element.id or "")


def _required_by(element: DRGElement) -> Iterator[_Requirement]:
    if isinstance(element, Decision):
        yield from element.information_requirements
    if isinstance(element, Decision | BusinessKnowledgeModel):
        yield from element.knowledge_requirements
    if not isinstance(element, InputData | DecisionService):
        yield from element.authority_requirements


def _references(requirement: _Requirement) -> Iterator[DMNElementReference]:
    if isinstance(requirement, KnowledgeRequirement):
        yield requirement.required_knowledge
        return
    authority = (
        requirement.required_authority if isinstance(requirement, AuthorityRequirement) else None
    )
    required = (requirement.required_decision, requirement.required_input, authority)
    yield from (reference for reference in required if reference is not None)


def _local_id(reference: DMNElementReference, definitions: Definitions) -> str:
    """Return the id within this model, or nothing for an element of another model."""
    namespace, _, name = reference.href.rpartition("#")
    return name if namespace in ("", definitions.namespace) else ""


def _places(definitions: Definitions) -> dict[str, Bounds]:
    """Return where each element stands, the leftmost and topmost at the margin."""
    elements = {element.id or "": element for element in definitions.drg_elements}
    lines = [line for line in _requirements(definitions) if line.source in elements]
    places: dict[str, Bounds] = {}
    for row, names in enumerate(_rows(list(elements), lines)):
        y = _MARGIN + row * (_HEIGHT + _BELOW)
        centres = {name: _centre_above(name, lines, places) for name in names}
        places |= _row([elements[name] for name in names], centres, y)
    left = min((place.x for place in places.values()), default=_MARGIN)
    moved = {name: _moved(place, _MARGIN - left) for name, place in places.items()}
    return moved | _notes(definitions, moved)


def _rows(names: list[str], lines: list[_Line]) -> list[list[str]]:
    """Return the elements by how far they stand below what is required by nothing.

    A cycle of requirements is cut at its first element in file order.
    """
    depth = dict.fromkeys(names, 0)
    required = {name: {line.source for line in lines if line.target == name} for name in names}
    waiting = {name: {line.target for line in lines if line.source == name} for name in names}
    left = list(names)
    while left:
        name = next((each for each in left if not waiting[each] - {each}), left[0])
        left.remove(name)
        for below in required[name]:
            waiting[below].discard(name)
            if below in left:
                depth[below] = max(depth[below], depth[name] + 1)
    rows: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for name in names:
        rows[depth[name]].append(name)
    return [row for row in rows if row]


def _centre_above(name: str, lines: list[_Line], places: Mapping[str, Bounds]) -> float | None:
    """Return the middle of the placed elements that require this one."""
    above = [places[line.target] for line in lines if line.source == name and line.target in places]
    if not above:
        return None
    return float(round(sum(place.x + place.width / 2 for place in above) / len(above)))


def _row(
    elements: list[DRGElement], centres: Mapping[str, float | None], y: float
) -> dict[str, Bounds]:
    """Return the row's places: in the order of the wished centres, then moved as near as may be."""
    wished = {element.id or "": centres[element.id or ""] for element in elements}
    elements = sorted(elements, key=lambda element: wished[element.id or ""] or 0.0)
    places: dict[str, Bounds] = {}
    x, off = 0.0, []
    for element in elements:
        width, height = _size(element)
        centre = wished[element.id or ""]
        if centre is not None:
            x = max(x, centre - width / 2)
            off.append(x + width / 2 - centre)
        top = y + (_HEIGHT - height) / 2
        places[element.id or ""] = Bounds(x=x, y=top, width=width, height=height)
        x += width + _BESIDE
    shift = -sum(off) / len(off) if off else 0.0
    return {name: _moved(place, round(shift)) for name, place in places.items()}


def _size(element: DRGElement) -> tuple[float, float]:
    narrow, wide = _WIDTHS
    width = min(max(narrow, _PER_CHARACTER * (len(element.name) + 4)), wide)
    return width, _INPUT_HEIGHT if isinstance(element, InputData) else _HEIGHT


def _moved(place: Bounds, by: float) -> Bounds:
    return place.model_copy(update={"x": place.x + by})


def _notes(definitions: Definitions, places: Mapping[str, Bounds]) -> dict[str, Bounds]:
    """Return the text annotations' places: a column to the right of everything."""
    right = max((place.x + place.width for place in places.values()), default=0.0)
    return {
        note.id or "": Bounds(
            x=right + _MARGIN, y=_MARGIN + n * (_HEIGHT + _BESIDE), width=_WIDTHS[0], height=_HEIGHT
        )
        for n, note in enumerate(_annotations(definitions))
    }


def _shape(element: DRGElement | TextAnnotation, places: Mapping[str, Bounds]) -> DMNShape:
    name = element.id or ""
    collapsed = isinstance(element, DecisionService)
    return DMNShape(dmn_element_ref=name, bounds=places[name], is_collapsed=collapsed)


def _edge(line: _Line, places: Mapping[str, Bounds]) -> DMNEdge:
    waypoints = tuple(_waypoints(places[line.source], places[line.target]))
    return DMNEdge(dmn_element_ref=line.id, waypoints=waypoints)


def _waypoints(source: Bounds, target: Bounds) -> Iterator[Point]:
    """Give a straight line between the sides that face each other; a loop to the same element."""
    if source == target:
        right, middle = source.x + source.width, source.y + source.height / 2
        for x, y in ((0.0, -_LOOP), (_LOOP, -_LOOP), (_LOOP, _LOOP), (0.0, _LOOP)):
            yield Point(x=right + x, y=middle + y)
    elif target.y + target.height < source.y:
        yield Point(x=source.x + source.width / 2, y=source.y)
        yield Point(x=target.x + target.width / 2, y=target.y + target.height)
    elif source.y + source.height < target.y:
        yield Point(x=source.x + source.width / 2, y=source.y + source.height)
        yield Point(x=target.x + target.width / 2, y=target.y)
    else:
        rightwards = source.x < target.x
        for place, from_its_right in ((source, rightwards), (target, not rightwards)):
            x = place.x + place.width if from_its_right else place.x
            yield Point(x=x, y=place.y + place.height / 2)
