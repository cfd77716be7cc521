"""A file to begin with: the columns that a model reads, and a row if there is one to show.

The one rule: the file is one that `dmn score` takes as it is.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dmn.field_text import field_text
from feel.values import Value
from ruling_workbench.batch.mapping import Place

__all__ = ["sample_csv"]


def sample_csv(places: Sequence[Place], rows: Iterable[Mapping[str, Value]]) -> bytes:
    """Return a CSV file with a column for each place, and a line for each of some inputs."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([place.name for place in places])
    for inputs in rows:
        writer.writerow([field_text(_at(inputs, place.path)) for place in places])
    return text.getvalue().encode(errors="backslashreplace")


def _at(inputs: Mapping[str, Any], path: Sequence[str]) -> Value:
    """Return the value of a place; null where there is none."""
    found: Any = inputs
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    value: Value = found
    return value
