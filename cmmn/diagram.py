"""The diagram interchange part of a case model (CMMNDI): where its elements are drawn.

Bounds and waypoints are in the diagram's own units, y downwards; what all diagrams of the OMG share
comes from `dmn.diagram`. Nothing here changes a case.
"""

from typing import Annotated, Literal

from dmn.diagram import Bounds, Color, Dimension, Point
from dmn.element import ForeignAttributes, Node, RawXml, Tag

__all__ = [
    "CMMNDI",
    "Bounds",
    "CMMNDiagram",
    "CMMNEdge",
    "CMMNLabel",
    "CMMNShape",
    "CMMNStyle",
    "Color",
    "DiagramElement",
    "Dimension",
    "Point",
]

Alignment = Literal["start", "end", "center"]


class CMMNStyle(Node):
    """Colours and font, of one element or shared by many."""

    id: str | None = None
    extension: Annotated[RawXml, Tag("di:extension")] = None
    foreign_attributes: ForeignAttributes = ()
    fill_color: Annotated[Color | None, Tag("cmmndi:FillColor")] = None
    stroke_color: Annotated[Color | None, Tag("cmmndi:StrokeColor")] = None
    font_color: Annotated[Color | None, Tag("cmmndi:FontColor")] = None
    font_family: str | None = None
    font_size: float | None = None
    font_italic: bool | None = None
    font_bold: bool | None = None
    font_underline: bool | None = None
    font_strike_through: bool | None = None
    label_horizontal_alignement: Alignment | None = None
    label_vertical_alignment: Alignment | None = None


class DiagramElement(Node):
    """What all that is drawn has."""

    id: str | None = None
    extension: Annotated[RawXml, Tag("di:extension")] = None
    foreign_attributes: ForeignAttributes = ()
    style: Annotated[CMMNStyle | None, Tag("cmmndi:CMMNStyle")] = None
    shared_style: str | None = None


class CMMNLabel(DiagramElement):
    """Where an element's name is written."""

    bounds: Annotated[Bounds | None, Tag("dc:Bounds")] = None


class CMMNShape(DiagramElement):
    """An element drawn as a shape: a case plan model, plan item, criterion, table or note.

    The schema asks for a label, which few tools write; None stands for one without a place.
    """

    bounds: Annotated[Bounds | None, Tag("dc:Bounds")] = None
    label: Annotated[CMMNLabel | None, Tag("cmmndi:CMMNLabel")] = None
    cmmn_element_ref: str
    is_collapsed: bool | None = None
    is_planning_table_collapsed: bool | None = None


class CMMNEdge(DiagramElement):
    """An on-part, association or discretionary connection drawn as a line."""

    waypoints: Annotated[tuple[Point, ...], Tag("di:waypoint")] = ()
    label: Annotated[CMMNLabel | None, Tag("cmmndi:CMMNLabel")] = None
    cmmn_element_ref: str | None = None
    source_cmmn_element_ref: Annotated[str | None, Tag("sourceCMMNElementRef")] = None
    target_cmmn_element_ref: Annotated[str | None, Tag("targetCMMNElementRef")] = None
    is_standard_event_visible: bool | None = None


class CMMNDiagram(DiagramElement):
    """One diagram of the model."""

    size: Annotated[Dimension | None, Tag("cmmndi:Size")] = None
    elements: tuple[CMMNShape | CMMNEdge, ...] = ()
    name: str | None = None
    documentation: str | None = None
    resolution: float | None = None
    cmmn_element_ref: str | None = None

    @property
    def shapes(self) -> tuple[CMMNShape, ...]:
        """The shapes, in file order."""
        return tuple(e for e in self.elements if isinstance(e, CMMNShape))

    @property
    def edges(self) -> tuple[CMMNEdge, ...]:
        """The edges, in file order."""
        return tuple(e for e in self.elements if isinstance(e, CMMNEdge))


class CMMNDI(Node):
    """All diagrams of the model, and the styles they share."""

    diagrams: Annotated[tuple[CMMNDiagram, ...], Tag("cmmndi:CMMNDiagram")] = ()
    styles: Annotated[tuple[CMMNStyle, ...], Tag("cmmndi:CMMNStyle")] = ()
