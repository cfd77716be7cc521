"""A list in a form: as the rows of a table where its items are flat, else as JSON.

The one rule: what is shown and what is typed are the same entries; a row with nothing in it is no
item.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dmn.field_text import parse_json
from dmn.input_form import Choice, Entered, Field, entered_of, values_of
from dmn.result import to_json
from feel.conversion import from_natural
from feel.errors import FeelFault
from feel.values import Value

__all__ = [
    "YES_NO",
    "as_date",
    "chosen",
    "columns_of",
    "entered_list",
    "entered_rows",
    "label_of",
    "list_text",
    "rows_of",
]

YES_NO = {"Yes": True, "No": False}
"""How a boolean is chosen."""


def columns_of(field: Field) -> tuple[Field, ...]:
    """Return the columns of a list's table; nothing where its items are not flat."""
    if not field.components:
        return () if field.kind == "context" else (field.item,)
    is_flat = not any(each.is_list or each.components for each in field.components)
    return field.components if is_flat else ()


def rows_of(field: Field, entered: Entered) -> list[dict[str, Any]] | None:
    """Return the rows of a list's table. Null: what was entered does not fit into one."""
    columns = columns_of(field)
    items = [] if entered is None else entered
    if not columns or not isinstance(items, Sequence) or isinstance(items, str):
        return None
    if not field.components:
        items = [{field.name: each} for each in items]
    names = {each.name for each in columns}
    if not all(isinstance(each, Mapping) and set(each) <= names for each in items):
        return None
    return [{each.name: _cell(each, item.get(each.name)) for each in columns} for item in items]


def _cell(field: Field, entered: Entered) -> Any:
    if entered is None or entered == "":
        return None
    if field.choices:
        return label_of(field, entered)
    if field.kind == "boolean":
        return next((label for label, is_so in YES_NO.items() if is_so is entered), str(entered))
    return str(entered)


def label_of(field: Field, entered: Entered) -> str:
    """Return what people read for what is entered: the label of the choice, else the text."""
    found = chosen(field.choices, entered)
    return str(entered) if found is None else found.label


def chosen(choices: Iterable[Choice], entered: Entered) -> Choice | None:
    """Return the choice that was entered; None for what is no choice."""
    return next((each for each in choices if each.entered == entered), None)


def entered_rows(field: Field, rows: Iterable[Mapping[str, Any]]) -> list[Entered]:
    """Return what was entered in the rows of a list's table."""
    columns = columns_of(field)
    found = [{each.name: _entered(each, row.get(each.name)) for each in columns} for row in rows]
    kept = [each for each in found if any(value is not None for value in each.values())]
    return kept if field.components else [each[field.name] for each in kept]


def _entered(field: Field, cell: Any) -> Entered:
    if cell is None or cell != cell or cell == "":  # noqa: PLR0124 - NaN, as frames have it
        return None
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if field.choices:
        return next((each.entered for each in field.choices if each.label == cell), cell)
    if field.kind == "boolean":
        return YES_NO.get(cell, cell)
    return str(cell)


def as_date(entered: Entered) -> dt.date | None:
    """Return a date as Python has it. Null: it is none, or none that Python has."""
    try:
        found = dt.date.fromisoformat(entered)
    except (TypeError, ValueError):
        return None
    return found if found.isoformat() == entered else None


# --- as JSON --------------------------------------------------------------------------------------


def list_text(field: Field, entered: Entered) -> str:
    """Return what was entered as JSON text; text that was none before stays as it is."""
    if entered is None or isinstance(entered, str):
        return entered or ""
    return to_json(_value(field, entered), indent=2)


def _value(field: Field, entered: Entered) -> Value:
    """Return what JSON has for what was entered: what cannot be read is its text."""
    if field.is_list and isinstance(entered, list):
        return [_value(field.item, each) for each in entered]
    if field.components and isinstance(entered, dict):
        known = {each.name: each for each in field.components}
        return {
            name: _value(known.get(name) or _free(name), each) for name, each in entered.items()
        }
    value = values_of((field,), {field.name: entered}).inputs.get(field.name)
    return entered if value is None else value


def entered_list(field: Field, text: str) -> Entered:
    """Return what JSON text enters; what is none is entered as it is, and read as FEEL then."""
    if not text.strip():
        return None
    try:
        found = from_natural(parse_json(text))
    except FeelFault:
        return text
    is_whole = isinstance(found, list if field.is_list else dict)
    return _mirrored(field, found) if is_whole else text


def _mirrored(field: Field, value: Value) -> Entered:
    """Return what to enter for a value of JSON: a text as it is, whatever it should be."""
    if field.is_list and isinstance(value, list):
        return [_mirrored(field.item, each) for each in value]
    if field.components and isinstance(value, dict):
        known = {each.name: each for each in field.components}
        return {
            name: _mirrored(known.get(name) or _free(name), each) for name, each in value.items()
        }
    if isinstance(value, str) and field.kind not in {"any", "text"}:
        return value
    return entered_of((field.item,), {field.name: value})[field.name]


def _free(name: str) -> Field:
    """Return the field of what no type tells of."""
    return Field(name, name, (name,), "any")
