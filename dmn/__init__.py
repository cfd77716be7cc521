"""DMN 1.1 to 1.5: load a model, evaluate its decisions, see why."""

from dmn.api import Model, load
from dmn.errors import NotDmnError, UnknownNameError
from dmn.result import Result
from dmn.table_builder import table
from dmn.table_source import table_from

__all__ = [
    "Model",
    "NotDmnError",
    "Result",
    "UnknownNameError",
    "load",
    "table",
    "table_from",
]
