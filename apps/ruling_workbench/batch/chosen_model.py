"""What is scored with: a version of a decision model, and some of its decisions or all.

The one rule: the address names model and version; a model that is gone is told.
"""

from dataclasses import dataclass

from cmmn import ModelFilter, ModelRow
from dmn import Model
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.desk import Desk

__all__ = ["ChosenModel", "choose_model"]

_MOST = 200  # models, and versions of one, in a list to choose from


@dataclass(frozen=True, slots=True)
class ChosenModel:
    """A version of a decision model; without `decisions` all are scored."""

    row: ModelRow
    model: Model
    decisions: tuple[str, ...]

    @property
    def mark(self) -> str:
        """What widgets are told apart by."""
        return f"{self.row.key} {self.row.version} {' '.join(self.decisions)}"


def choose_model(desk: Desk) -> ChosenModel | None:
    """Show what there is to choose from; return what was chosen. Null: there is nothing."""
    models = desk.engine.models.list(ModelFilter(kind="dmn"), limit=_MOST).rows
    if not models:
        ui.banner("info", "There is no decision model yet. Upload one on the page Models.")
        return None
    asked = session.query()
    known = next((each for each in models if each.key == asked.get("model")), None)
    if known is None and "model" in asked:
        ui.banner("warning", f"There is no decision model '{asked['model']}'.")
    names, versions, decisions = ui.columns([4, 3, 5])
    with names:
        row = ui.choice(
            "Model", models, key="batch model", label_of=lambda each: each.name, value=known
        )
    with versions:
        row = _version(desk, row or models[0], asked.get("version"))
    model = desk.engine.models.model(row.key, row.version)
    session.set_query({"model": row.key, "version": str(row.version)})
    if not model.decisions:
        ui.banner("info", "This model has no decisions of its own; it is there to be imported.")
        return None
    with decisions:
        wanted = ui.choices(
            "Decisions",
            model.decisions,
            key=f"batch decisions {row.key} {row.version}",
            help_="Those to be scored, with all they require; all of them where none is chosen.",
            empty="all of them",
        )
    return ChosenModel(row, model, tuple(wanted))


def _version(desk: Desk, row: ModelRow, asked: str | None) -> ModelRow:
    where = ModelFilter(kind="dmn", key=row.key, is_latest=False)
    versions = desk.engine.models.list(where, limit=_MOST).rows
    wanted = next((each for each in versions if str(each.version) == asked), None)
    active = next((each for each in versions if each.state == "active"), versions[0])
    chosen = ui.choice(
        "Version",
        versions,
        key=f"batch version {row.key} {len(versions)}",
        label_of=lambda each: f"{each.version}, {each.state}",
        value=wanted or active,
    )
    return chosen or active
