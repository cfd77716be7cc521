"""Events of older schemas -> events of today's, as plain JSON fields.

Rule: the log is never rewritten. A step is a pure function from one schema number to the next; it
returns new fields and leaves those it is given as they are.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from cmmn.errors import StoreError
from cmmn.events import SCHEMA
from feel.errors import Location

__all__ = ["STEPS", "Fields", "Step", "lift"]

Fields: TypeAlias = dict[str, Any]
Step: TypeAlias = Callable[[Fields], tuple[str, Fields]]

STEPS: Mapping[tuple[str, int], Step] = {}
"""The step of an event's kind from a schema number to the next; kinds without one did not change.

A step returns the kind as well, since a kind may be renamed.
"""


def lift(
    kind: str,
    schema: int,
    fields: Fields,
    steps: Mapping[tuple[str, int], Step] = STEPS,
    newest: int = SCHEMA,
) -> tuple[str, Fields]:
    """Return kind and fields of an event in the newest schema.

    Errors: StoreError NEWER_EVENT for a schema that this program does not know yet.
    """
    if schema == newest:
        return kind, fields
    if schema > newest:
        raise StoreError(
            "NEWER_EVENT",
            f"the event has schema {schema}, and this program knows up to {newest}",
            Location((kind,)),
            "use the release that wrote it, or a later one",
        )
    if schema < 1:
        raise StoreError(
            "CORRUPT_RECORD",
            f"there is no schema {schema}",
            Location((kind,)),
            f"schemas are 1 to {newest}",
        )
    for number in range(schema, newest):
        step = steps.get((kind, number))
        if step is not None:
            kind, fields = step(fields)
    return kind, fields
