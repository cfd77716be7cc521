"""The diagram interchange part of a model: where its elements are drawn.

Bounds and waypoints are in the diagram's own units, y downwards. Nothing here changes a decision.
"""

from typing import Annotated, Literal

from dmn.element import TEXT, ForeignAttributes, Node, RawXml, Tag

__all__ = [
    "DMNDI",
    "Bounds",
    "Color",
    "DMNDecisionServiceDividerLine",
    "DMNDiagram",
    "DMNEdge",
    "DMNLabel",
    "DMNShape",
    "DMNStyle",
    "DiagramElement",
    "Dimension",
    "Point",
]

Alignment = Literal["start", "end", "center"]


class Point(Node):
    """A place."""

    x: float
    y: float


class Dimension(Node):
    """A size."""

    width: float
    height: float


class Bounds(Node):
    """A rectangle: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float


class Color(Node):
    """Red, green and blue, each 0 to 255."""

    red: int
    green: int
    blue: int


class DMNStyle(Node):
    """Colours and font, of one element or shared by many."""

    id: str | None = None
    extension: Annotated[RawXml, Tag("di:extension")] = None
    foreign_attributes: ForeignAttributes = ()
    fill_color: Annotated[Color | None, Tag("dmndi:FillColor")] = None
    stroke_color: Annotated[Color | None, Tag("dmndi:StrokeColor")] = None
    font_color: Annotated[Color | None, Tag("dmndi:FontColor")] = None
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
    style: Annotated[DMNStyle | None, Tag("dmndi:DMNStyle")] = None
    shared_style: str | None = None


class DMNLabel(DiagramElement):
    """Where an element's name is written, and what is written if not the name."""

    bounds: Annotated[Bounds | None, Tag("dc:Bounds")] = None
    text: Annotated[str | None, TEXT, Tag("dmndi:Text")] = None


class DMNDecisionServiceDividerLine(DiagramElement):
    """The line between a decision service's output decisions and the others."""

    waypoints: Annotated[tuple[Point, ...], Tag("di:waypoint")] = ()


class DMNShape(DiagramElement):
    """An element drawn as a shape; the reference is the element's id, qualified if imported."""

    bounds: Annotated[Bounds | None, Tag("dc:Bounds")] = None
    label: Annotated[DMNLabel | None, Tag("dmndi:DMNLabel")] = None
    decision_service_divider_line: Annotated[
        DMNDecisionServiceDividerLine | None, Tag("dmndi:DMNDecisionServiceDividerLine")
    ] = None
    dmn_element_ref: str
    is_listed_input_data: bool | None = None
    is_collapsed: bool = False


class DMNEdge(DiagramElement):
    """A requirement or association drawn as a line through its waypoints."""

    waypoints: Annotated[tuple[Point, ...], Tag("di:waypoint")] = ()
    label: Annotated[DMNLabel | None, Tag("dmndi:DMNLabel")] = None
    dmn_element_ref: str
    source_element: str | None = None
    target_element: str | None = None


class DMNDiagram(DiagramElement):
    """One diagram of the model."""

    size: Annotated[Dimension | None, Tag("dmndi:Size")] = None
    elements: tuple[DMNShape | DMNEdge, ...] = ()
    name: str | None = None
    documentation: str | None = None
    resolution: float | None = None
    use_alternative_input_data_shape: bool = False

    @property
    def shapes(self) -> tuple[DMNShape, ...]:
        """The shapes, in file order."""
        return tuple(e for e in self.elements if isinstance(e, DMNShape))

    @property
    def edges(self) -> tuple[DMNEdge, ...]:
        """The edges, in file order."""
        return tuple(e for e in self.elements if isinstance(e, DMNEdge))


class DMNDI(Node):
    """All diagrams of the model, and the styles they share."""

    diagrams: Annotated[tuple[DMNDiagram, ...], Tag("dmndi:DMNDiagram")] = ()
    styles: Annotated[tuple[DMNStyle, ...], Tag("dmndi:DMNStyle")] = ()
