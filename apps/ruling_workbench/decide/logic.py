"""The requirements graph as a picture to click, and the logic of what was clicked, boxed.

The one rule: the picture and the list beside it choose the same; after a run both show outcomes.
"""

from collections.abc import Mapping
from dataclasses import replace

from dmn import Result
from dmn.model import BusinessKnowledgeModel, Decision, DRGElement, InputData, KnowledgeSource
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.boxes.boxed import (
    BoxEvent,
    Evidence,
    Marks,
    RuleView,
    boxed_logic,
    turned,
)
from ruling_workbench.boxes.boxed_view import boxed_view
from ruling_workbench.decide.opened import Opened, element_at
from ruling_workbench.pictures.decision_picture import decision_scene, looks_of, node_names
from ruling_workbench.pictures.picture import picture
from ruling_workbench.pictures.scene import nodes
from ruling_workbench.present import value_text

__all__ = ["show_graph", "show_logic"]

_SEARCHED = 12  # rules; a table with fewer is seen at a glance


def show_graph(opened: Opened, result: Result, given: Mapping[str, object]) -> DRGElement | None:
    """Show the requirements graph coloured by outcome; return the element that is chosen."""
    looks = looks_of(opened.model, result, lambda value: value_text(value, longest=40), given)
    scene = decision_scene(opened.drawn, looks)
    chosen_key = f"node {opened.row.key}"
    element = element_at(opened, session.get(chosen_key))
    selected = None if element is None else element.id
    clicked = picture(
        scene,
        key=f"graph {opened.key}",
        label=f"Requirements of {opened.row.name}",
        selected=selected,
        height=420,
    )
    listed = nodes(scene)
    names = node_names(opened.drawn)  # without outcomes: a list that is shown keeps its words
    beside = ui.choice(
        "Show the logic of",
        [each for each, _ in listed],
        key=f"nodes {opened.key} {session.keep(f'turn {opened.row.key}', 0)}",
        label_of=lambda each: names.get(each, each),
        value=selected,
    )
    if clicked is not None and clicked != selected:
        session.put(chosen_key, clicked)
        session.put(f"turn {opened.row.key}", session.get(f"turn {opened.row.key}", 0) + 1)
        ui.rerun()
    if beside is not None and beside != selected:
        session.put(chosen_key, beside)
        ui.rerun()
    return element


def show_logic(
    opened: Opened,
    element: DRGElement | None,
    found: Evidence,
    marks: Marks | None = None,
    *,
    is_draft: bool = False,
) -> BoxEvent | None:
    """Show the logic of an element in boxed notation; return what was done to a cell of a draft."""
    if isinstance(element, Decision | BusinessKnowledgeModel):
        _about(element)
        return _boxed(opened, element, found, marks or Marks(), is_draft=is_draft)
    if element is not None:
        _about(element)
        _no_logic(element)
    return None


def _about(element: DRGElement) -> None:
    question = getattr(element, "question", None)
    for text in (element.description, question):
        if text:
            ui.caption(text)


def _no_logic(element: DRGElement) -> None:
    if isinstance(element, InputData):
        variable = element.variable
        kind = None if variable is None else variable.type_ref
        ui.text(f"{element.name} is input data" + (f" of type {kind}." if kind else "."))
    elif isinstance(element, KnowledgeSource):
        ui.text(f"{element.name} is a knowledge source: it says where the rules come from.")
        if element.location_uri:
            ui.text(element.location_uri)
    else:
        ui.text(f"{element.name} is a decision service.")


def _boxed(
    opened: Opened,
    element: Decision | BusinessKnowledgeModel,
    found: Evidence,
    marks: Marks,
    *,
    is_draft: bool,
) -> BoxEvent | None:
    key = f"boxed {opened.key} {element.id}" + (" draft" if is_draft else "")
    views: dict[str, RuleView] = session.keep(f"views {key}", {})
    logic = boxed_logic(element, found, views=views, marks=marks)
    largest = max(logic.tables(), key=lambda each: each.page.total, default=None)
    if largest is not None and largest.page.total > _SEARCHED:
        wanted = _searched(key, views.get(largest.id, RuleView()))
        if wanted != views.get(largest.id, RuleView()):
            views = {**views, largest.id: wanted}
            session.put(f"views {key}", views)
            logic = boxed_logic(element, found, views=views, marks=marks)
    event = boxed_view(logic, key=key, label=f"Logic of {element.name}", editable=is_draft)
    if event is not None and event.kind in ("page", "run"):
        session.put(f"views {key}", turned(views, event))
        ui.rerun()
    return event


def _searched(key: str, view: RuleView) -> RuleView:
    """Show what rules may be filtered by; another filter begins at the first page again."""
    line, fired = ui.columns([3, 1], top=False)
    with line:
        text = ui.field("Rules that contain", key=f"{key} text", hint="any text of a rule")
    with fired:
        only = ui.switch("Only fired rules", key=f"{key} fired")
    if (text, only) == (view.text, view.only_fired):
        return view
    return replace(view, text=text, only_fired=only, page=None)
