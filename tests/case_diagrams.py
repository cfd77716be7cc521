"""Diagrams of case models to look at: where things are, and what is wrong with that."""

from itertools import combinations, pairwise

from case_text import xml

from cmmn import model as m
from cmmn.drawn import drawing
from cmmn.layout import with_diagram
from cmmn.reader import read


def laid_out(definitions):
    """Return a model with a diagram of ours, whatever it came with."""
    return with_diagram(definitions.model_copy(update={"diagram": None}))


def diagram(text):
    return with_diagram(read(xml(text))).diagram.diagrams[0]


def definitions(*items, stage=(), cases=None, **fields):
    plan = m.Stage(id="plan", plan_items=items, plan_item_definitions=stage)
    cases = (m.Case(id="c", case_plan_model=plan),) if cases is None else cases
    return m.Definitions(name="m", target_namespace="urn:m", cases=cases, **fields)


def places(drawn):
    return {shape.cmmn_element_ref: shape.bounds for shape in drawn.shapes}


def middle(bounds):
    return bounds.x + bounds.width / 2, bounds.y + bounds.height / 2


def overlap(one, other):
    apart_x = one.x + one.width <= other.x or other.x + other.width <= one.x
    apart_y = one.y + one.height <= other.y or other.y + other.height <= one.y
    return not (apart_x or apart_y)


def is_inside(inner, outer):
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.x + inner.width <= outer.x + outer.width
        and inner.y + inner.height <= outer.y + outer.height
    )


def is_on_border(point, bounds):
    x, y = point[0] - bounds.x, point[1] - bounds.y
    is_near = -1 <= x <= bounds.width + 1 and -1 <= y <= bounds.height + 1
    return is_near and min(abs(x), abs(y), abs(x - bounds.width), abs(y - bounds.height)) < 1


def faults(definitions):
    """Return what is wrong with the diagrams of a model; each case has one, in order."""
    found = []
    cases = [case for case in definitions.cases if case.case_plan_model is not None]
    for case, drawn in zip(cases, definitions.diagram.diagrams, strict=True):
        at = places(drawn)
        boxes = drawing(case).boxes.values()
        gates = [gate for box in boxes for gate in (*box.entries, *box.exits)]
        found += [f"{box.id} is not drawn" for box in (*boxes, *gates) if box.id not in at]
        if found:
            return found
        found += [
            f"{one.id} and {other.id} overlap"
            for stage in boxes
            for one, other in combinations(stage.children, 2)
            if overlap(at[one.id], at[other.id])
        ]
        found += [
            f"{box.id} is not inside {box.parent.id}"
            for box in boxes
            if box.parent is not None and not is_inside(at[box.id], at[box.parent.id])
        ]
        found += [
            f"{gate.id} is not on the border of {gate.owner.id}"
            for gate in gates
            if not is_on_border(middle(at[gate.id]), at[gate.owner.id])
        ]
    return found


def crossed(definitions):
    """Return which lines go through what is neither their end nor around their ends."""
    found = []
    for case, drawn in zip(definitions.cases, definitions.diagram.diagrams, strict=True):
        at, whole = places(drawn), drawing(case)
        for edge, line in zip(drawn.edges, whole.lines, strict=True):
            ends = {*line.from_box.around, *line.to_box.around}
            for one, other in pairwise(edge.waypoints):
                found += [
                    (edge.cmmn_element_ref, box.id)
                    for box in whole.boxes.values()
                    if box not in ends and goes_through(one, other, at[box.id])
                ]
    return found


def goes_through(one, other, bounds):
    left, right = sorted((one.x, other.x))
    top, bottom = sorted((one.y, other.y))
    is_beside = right <= bounds.x + 1 or left >= bounds.x + bounds.width - 1
    return not is_beside and bottom > bounds.y + 1 and top < bounds.y + bounds.height - 1
