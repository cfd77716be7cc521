"""DMN 1.1 to 1.5: load a model, evaluate its decisions, see why, score tables of any size.

What scores tables is loaded when it is first asked for: it brings pyarrow with it.
"""

from typing import TYPE_CHECKING, Any

from dmn.api import Model, load
from dmn.errors import NotDmnError, UnknownNameError
from dmn.result import Result
from dmn.table_builder import table
from dmn.table_source import table_from

if TYPE_CHECKING:
    from dmn.scoring.public import BatchPlan, ScoreWarning, plan, score, score_file

__all__ = [
    "BatchPlan",
    "Model",
    "NotDmnError",
    "Result",
    "ScoreWarning",
    "UnknownNameError",
    "load",
    "plan",
    "score",
    "score_file",
    "table",
    "table_from",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from dmn.scoring import public  # noqa: PLC0415 - it brings pyarrow with it

        return getattr(public, name)
    message = f"module 'dmn' has no attribute '{name}'"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return __all__
