"""The outlines of DMN's notation: what a decision, input data and the others look like.

The one rule: an outline fills the bounds it is given and nothing beyond them but its ring.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    InputData,
    KnowledgeSource,
)
from ruling_workbench.pictures.scene import Path, Rect, Shape, polygon

__all__ = ["bracket", "outline"]

_CLIP = 14.0
_WAVE = 8.0
_RING = 4.0
_ROUND = 14.0


def outline(kind: type[Any], box: Rect) -> tuple[Shape, ...]:
    """Return the outline of a kind of element, and the ring round it."""
    return (*_OUTLINES.get(kind, _decision)(box), _ring(kind, box))


def bracket(box: Rect) -> Path:
    """Return the bracket of a text annotation: open to the right."""
    x, y, right, bottom = box.x, box.y, box.x + min(12.0, box.width), box.y + box.height
    return Path((("M", right, y), ("L", x, y), ("L", x, bottom), ("L", right, bottom)), "frame")


def _ring(kind: type[Any], box: Rect) -> Rect:
    rounded: dict[type[Any], float] = {InputData: box.height / 2, DecisionService: _ROUND}
    radius = rounded.get(kind, 0.0) + _RING
    width, height = box.width + 2 * _RING, box.height + 2 * _RING
    return Rect(box.x - _RING, box.y - _RING, width, height, radius, "ring")


def _decision(box: Rect) -> Iterator[Shape]:
    yield Rect(box.x, box.y, box.width, box.height, 2.0)


def _input_data(box: Rect) -> Iterator[Shape]:
    yield Rect(box.x, box.y, box.width, box.height, min(box.width, box.height) / 2)


def _business_knowledge_model(box: Rect) -> Iterator[Shape]:
    x, y, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    clip = min(_CLIP, box.width / 3, box.height / 3)
    yield polygon(
        (x + clip, y), (right, y), (right, bottom - clip),
        (right - clip, bottom), (x, bottom), (x, y + clip),
    )  # fmt: skip


def _knowledge_source(box: Rect) -> Iterator[Shape]:
    x, y, right, middle = box.x, box.y, box.x + box.width, box.x + box.width / 2
    wave = min(_WAVE, box.height / 4)
    low = box.y + box.height - wave
    third = box.width / 6
    crest, trough = low - 1.5 * wave, low + 1.3 * wave
    yield Path(
        (
            ("M", x, y),
            ("L", right, y),
            ("L", right, low),
            ("C", right - third, crest, middle + third, crest, middle, low),
            ("C", middle - third, trough, x + third, trough, x, low),
            ("Z",),
        )
    )


def _decision_service(box: Rect) -> Iterator[Shape]:
    yield Rect(box.x, box.y, box.width, box.height, _ROUND)


_OUTLINES: Mapping[type[Any], Callable[[Rect], Iterator[Shape]]] = {
    Decision: _decision,
    InputData: _input_data,
    BusinessKnowledgeModel: _business_knowledge_model,
    KnowledgeSource: _knowledge_source,
    DecisionService: _decision_service,
}
