"""The decision model a page is about: which one, in which version, and what is asked of it.

The one rule: the address says it all; a model that is gone is told with what there is instead.
"""

from dataclasses import dataclass

from cmmn import ModelFilter, ModelRow
from dmn import Model
from dmn.layout import with_diagram
from dmn.model import Definitions, DRGElement
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.desk import Desk

__all__ = ["Opened", "element_at", "open_model", "top_decision"]

_MOST = 200  # models, and versions of one, in a list to choose from


@dataclass(frozen=True, slots=True)
class Opened:
    """A version of a decision model, and the decision that is asked for."""

    row: ModelRow
    model: Model
    drawn: Definitions  # the same model, with a diagram and ids
    decision: str

    @property
    def key(self) -> str:
        """What the widgets of this model and version are told apart by."""
        return f"{self.row.key} {self.row.version}"


def open_model(desk: Desk) -> Opened | None:
    """Show what there is to choose from; return what was chosen. Null: there is no model."""
    models = desk.engine.models.list(ModelFilter(kind="dmn"), limit=_MOST).rows
    if not models:
        ui.banner("info", "There is no decision model yet. Upload one on the page Models.")
        return None
    asked = session.query()
    row = next((each for each in models if each.key == asked.get("model")), None)
    if row is None and "model" in asked:
        ui.banner("warning", f"There is no decision model '{asked['model']}'.")
    names, version_box, decisions = ui.columns([4, 3, 4])
    with names:
        chosen = ui.choice(
            "Model", models, key="decide model", label_of=lambda each: each.name, value=row
        )
    row = chosen or models[0]
    with version_box:
        row = _version(desk, row, asked.get("version"))
    model = desk.engine.models.model(row.key, row.version)
    with decisions:
        decision = _decision(model, row, asked.get("decision"))
    if decision is None:
        ui.banner("info", "This model has no decisions of its own; it is there to be imported.")
        return None
    session.set_query({"model": row.key, "version": str(row.version), "decision": decision})
    return Opened(row, model, with_diagram(model.definitions), decision)


def _version(desk: Desk, row: ModelRow, asked: str | None) -> ModelRow:
    where = ModelFilter(kind="dmn", key=row.key, is_latest=False)
    versions = desk.engine.models.list(where, limit=_MOST).rows
    wanted = next((each for each in versions if str(each.version) == asked), None)
    active = next((each for each in versions if each.state == "active"), versions[0])
    chosen = ui.choice(
        "Version",
        versions,
        key=f"decide version {row.key} {len(versions)}",
        label_of=lambda each: f"{each.version}, {each.state}",
        value=wanted or active,
    )
    return chosen or active


def _decision(model: Model, row: ModelRow, asked: str | None) -> str | None:
    if not model.decisions:
        return None
    first = asked if asked in model.decisions else top_decision(model)
    return ui.choice(
        "Decision",
        model.decisions,
        key=f"decide decision {row.key}",
        value=first,
        help_="What is decided, with all that it requires.",
    )


def top_decision(model: Model) -> str:
    """Return the decision that rests on the most others: the one a model is mostly for."""
    order = {name: len(model.compiled.graph.order([name])) for name in model.decisions}
    return max(model.decisions, key=lambda name: order[name])


def element_at(opened: Opened, node: str | None) -> DRGElement | None:
    """Return the element of a node of the diagram; without one, that of the decision asked for."""
    elements = opened.drawn.drg_elements
    found = next((each for each in elements if node is not None and each.id == node), None)
    return found or next((each for each in elements if each.name == opened.decision), None)
