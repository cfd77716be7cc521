"""The built-in functions of FEEL: one file per family of the standard, one table of all by name."""

from collections.abc import Mapping
from types import MappingProxyType

from feel.functions import (
    boolean,
    context,
    conversion,
    list,  # noqa: A004 - the standard's name of the family
    numeric,
    range,  # noqa: A004 - the standard's name of the family
    sort,
    string,
    temporal,
)
from feel.values import Function

__all__ = ["BUILT_INS"]

BUILT_INS: Mapping[str, Function] = MappingProxyType(
    conversion.FUNCTIONS
    | boolean.FUNCTIONS
    | string.FUNCTIONS
    | list.FUNCTIONS
    | numeric.FUNCTIONS
    | temporal.FUNCTIONS
    | range.FUNCTIONS
    | sort.FUNCTIONS
    | context.FUNCTIONS
)
