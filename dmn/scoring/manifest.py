"""What a run was made with, so that it can be made again: model, versions, instant and options."""

import platform
from importlib.metadata import version
from typing import Any

from dmn.scoring.plan import ScorePlan

__all__ = ["manifest_of"]

_LIBRARIES = ("ruling", "numpy", "pyarrow", "tzdata")


def manifest_of(plan: ScorePlan, now: Any, options: dict[str, Any]) -> dict[str, Any]:
    """Return what a run was made with, as what JSON can hold."""
    model = plan.model
    return {
        "model": model.name,
        "model sha256": model.sha256,
        "host functions": sorted(model.compiled.host_functions),
        "now": str(now),
        "decisions": list(plan.decisions),
        "columns": {".".join(column.path): column.header for column in plan.inputs},
        "options": options,
        "versions": {
            "python": platform.python_version(),
            **{library: version(library) for library in _LIBRARIES},
        },
    }
