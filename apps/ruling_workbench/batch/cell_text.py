"""The cells of a table file as text, whatever the file holds.

The one rule: text stays as it is; other values are what `dmn score` writes for them into CSV.
"""

from typing import Any

from dmn.field_text import field_text
from dmn.scoring.arrow_values import natural_values
from dmn.scoring.block import Column
from feel.conversion import from_natural

__all__ = ["cell_texts"]


def cell_texts(column: Column) -> list[str]:
    """Return the text of each cell; an empty one for null."""
    values = column if isinstance(column, list) else natural_values(column)
    return [_text(each) for each in values]


def _text(value: Any) -> str:
    if value is None:
        return ""
    text = value if type(value) is str else _written(value)
    if text.isascii():
        return text
    return text.encode(errors="backslashreplace").decode()  # halves of letters are no text


def _written(value: Any) -> str:
    found = from_natural(value)
    return str(value) if found is None else field_text(found)
