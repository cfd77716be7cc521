"""The definition a case is bound to: its model as it is drawn, and its version in the store.

The one rule: it is found by its content; a case never shows another model than the one it runs on.
"""

from cmmn import CaseView, ModelFilter
from cmmn.layout import with_diagram
from cmmn.model import Definitions
from ruling_workbench.desk import Desk

__all__ = ["drawn_definitions", "version_in_store"]

_MOST_VERSIONS = 500


def version_in_store(desk: Desk, view: CaseView) -> int | None:
    """Return the version of a case's definition. Null: it is not among the newest ones."""
    where = ModelFilter(kind="cmmn", key=view.snapshot.definition, is_latest=False)
    rows = desk.engine.models.list(where, limit=_MOST_VERSIONS).rows
    found = (each.version for each in rows if each.sha256 == view.snapshot.sha256)
    return next(found, None)


def drawn_definitions(desk: Desk, view: CaseView, version: int | None) -> Definitions:
    """Return the model of a case, with a diagram."""
    return with_diagram(desk.engine.models.case_model(view.snapshot.definition, version))
