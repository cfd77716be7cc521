"""What the model of a running case says about its case file: the documentation people read.

The one rule: it is of the very model the case runs on; a version that is not found says nothing.
"""

from cmmn import CaseEngine, CaseView, ModelFilter
from ruling_workbench import session
from ruling_workbench.forms.form_values import descriptions_of

__all__ = ["words_of"]

_MOST_VERSIONS = 100


def words_of(engine: CaseEngine, view: CaseView) -> dict[str, str]:
    """Return what a case's model says about case file items, by their ids."""
    key, sha256 = view.snapshot.definition, view.snapshot.sha256
    place = f"model words {key} {sha256}"
    found: dict[str, str] | None = session.get(place)
    if found is None:
        found = _read(engine, key, sha256)
        session.put(place, found)
    return found


def _read(engine: CaseEngine, key: str, sha256: str) -> dict[str, str]:
    where = ModelFilter(kind="cmmn", key=key, is_latest=False)
    versions = engine.models.list(where, limit=_MOST_VERSIONS).rows
    row = next((each for each in versions if each.sha256 == sha256), None)
    return {} if row is None else descriptions_of(engine.models.case_model(key, row.version))
