"""A tree of fields drawn as a form: a widget for each, by its kind; and what was entered in it.

The one rule: what is entered is text, yes or no, or lists and mappings of such, as exact as it was
typed; what is wrong with it stands beside its field.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dmn.input_form import Choice, Entered, EntryProblem, Field, values_of
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.forms.form_rows import (
    YES_NO,
    as_date,
    chosen,
    columns_of,
    entered_list,
    entered_rows,
    list_text,
    rows_of,
)

__all__ = ["NOT_GIVEN", "Check", "draw_form"]

NOT_GIVEN = "Not given"
"""What is chosen where nothing is."""

Check = Callable[[Sequence[Field], Mapping[str, Entered]], Iterable[EntryProblem]]
"""What tells what is wrong with what was entered."""

_NOTHING = object()
_DEEPEST = 4  # boxes in boxes; what is deeper is written
_FEEL = 'FEEL, such as "text", 12.5 or [1, 2]'
_HINTS = {
    "date": "2024-02-29",
    "time": "14:30:00",
    "date and time": "2024-02-29T14:30:00",
    "days and time duration": "P2D, PT4H30M",
    "years and months duration": "P1Y6M",
}


def _read(fields: Sequence[Field], entered: Mapping[str, Entered]) -> Iterable[EntryProblem]:
    return values_of(fields, entered).problems


def draw_form(  # noqa: PLR0913 - each says how a form looks, by name
    fields: Sequence[Field],
    entered: Mapping[str, Entered],
    *,
    prefix: str,
    problems: Sequence[EntryProblem] = (),
    check: Check = _read,
    columns: int = 2,
    is_roomy: bool = False,
    is_paired: bool = False,
    free: str = _FEEL,
) -> dict[str, Entered]:
    """Show fields, at first with what is entered; return what is entered now.

    A name is left out where nothing stands. The keys of all widgets begin with `prefix`: another
    prefix is another form. `problems` are shown beside their fields, with what `check` finds;
    `is_roomy` gives texts several lines, across the form unless it `is_paired`; `free` is the hint
    where there is no type.
    """
    drawing = _Drawing(
        f"{prefix} field", tuple(problems), check, columns, is_roomy, is_paired, free
    )
    found = drawing.fields(fields, entered, ())
    return {name: each for name, each in found.items() if each is not None}


@dataclass(frozen=True, slots=True)
class _Drawing:
    """How one form is drawn."""

    prefix: str
    problems: tuple[EntryProblem, ...]
    check: Check
    columns: int
    is_roomy: bool
    is_paired: bool
    free: str

    def fields(
        self, fields: Sequence[Field], entered: Mapping[str, Entered], path: tuple[str, ...]
    ) -> dict[str, Entered]:
        """Draw fields: short ones side by side; of those with the same name the first."""
        fields = list({each.name: each for each in reversed(fields)}.values())[::-1]
        found: dict[str, Entered] = {}
        for row in self._rows(fields):
            boxes = ui.columns(self.columns) if len(row) > 1 else [ui.container()]
            for box, field in zip(boxes, row, strict=False):
                with box:
                    found[field.name] = self.field(
                        field, entered.get(field.name), (*path, field.name)
                    )
        return {field.name: found[field.name] for field in fields}

    def _rows(self, fields: Sequence[Field]) -> Iterator[list[Field]]:
        """Give the fields of each row."""
        row: list[Field] = []
        for field in fields:
            if row and (len(row) == self.columns or not self._is_short(field)):
                yield row
                row = []
            row.append(field)
            if not self._is_short(field):
                yield row
                row = []
        if row:
            yield row

    def _is_short(self, field: Field) -> bool:
        if self.columns < 2 or field.is_list or field.components:
            return False
        return self.is_paired or not self._is_long(field)

    def _is_long(self, field: Field) -> bool:
        return self.is_roomy and not field.choices and field.kind in {"text", "any"}

    def field(self, field: Field, entered: Entered, path: tuple[str, ...]) -> Entered:
        """Draw one field, with what is wrong with it."""
        if field.components and not field.is_list and len(path) <= _DEEPEST:
            return self._group(field, entered, path)
        found = self._list(field, entered, path) if self._is_list(field) else None
        if not self._is_list(field):
            found = self._leaf(field, entered, path)
        self._tell(field, found, path)
        return found

    def _is_list(self, field: Field) -> bool:
        return field.is_list or bool(field.components)  # or a context too deep for boxes

    def _tell(self, field: Field, entered: Entered, path: tuple[str, ...]) -> None:
        own = [] if entered is None else self.check((field,), {field.name: entered})
        told = [
            f"{each.place}: {_said(each)}" if len(each.path) > 1 else _said(each) for each in own
        ]
        told += [_said(each) for each in self.problems if each.name[: len(path)] == path]
        for message in dict.fromkeys(told):
            ui.problem(message)

    def _key(self, path: Iterable[str]) -> str:
        # names have spaces: 'b c' in 'a' is not 'c' in 'a b'
        parts = (each.replace("%", "%25").replace(" ", "%20") for each in path)
        return " ".join((self.prefix, *parts))

    def _first(self, key: str, entered: Entered) -> Entered:
        """Return what a widget began with: as long as it is shown that has to stay as it was."""
        if session.get(key, _NOTHING) is _NOTHING:
            session.put(f"{key} first", entered)
        return session.get(f"{key} first")

    # --- one value --------------------------------------------------------------------------------

    def _leaf(self, field: Field, entered: Entered, path: tuple[str, ...]) -> Entered:
        key, label, help_ = self._key(path), _label(field), _help(field)
        entered = self._first(key, entered)
        if field.choices:
            return _choice(field, entered, key)
        if field.kind == "boolean" and (entered is None or isinstance(entered, bool)):
            return _yes_or_no(field, entered, key)
        text = "" if entered is None else str(entered)
        day, moment = as_date(entered), _moment(entered)
        if field.kind == "date" and (day or not text):
            found = ui.day(label, key=key, value=day, help_=help_)
            return None if found is None else found.isoformat()
        if field.kind == "date and time" and (moment or not text):
            at = ui.moment(label, key=key, value=moment, help_=help_)
            return None if at is None else at.isoformat()
        hint = self.free if field.kind in {"any", "context"} else _HINTS.get(field.kind)
        if self._is_long(field):
            return (
                ui.area(label, key=key, value=text, help_=help_, height=_LINES, hint=hint) or None
            )
        return ui.field(label, key=key, value=text, help_=help_, hint=hint) or None

    # --- several ----------------------------------------------------------------------------------

    def _group(self, field: Field, entered: Entered, path: tuple[str, ...]) -> Entered:
        inner = entered if isinstance(entered, Mapping) else {}
        with ui.container(border=True, key=self._key(path)):
            ui.caption(field.label, help_=_help(field))
            found = self.fields(field.components, inner, path)
        others = {name: each for name, each in inner.items() if name not in found}
        is_blank = not others and all(each is None for each in found.values())
        return None if is_blank else {**found, **others}

    def _list(self, field: Field, entered: Entered, path: tuple[str, ...]) -> Entered:
        key, label = self._key(path), _label(field)
        first = self._first(key, entered)
        rows = rows_of(field, first) if field.is_list else None
        if rows is None:
            text = ui.area(
                f"{label}, as JSON",
                key=key,
                value=list_text(field, first),
                help_=_help(field),
                hint="[...]" if field.is_list else "{...}",
            )
            return entered_list(field, text)
        ui.caption(label, help_=_help(field))
        frame = pd.DataFrame(rows, columns=[each.name for each in columns_of(field)], dtype=object)
        edited = ui.editor(frame, key=key, label=label, config=_configs(field, frame))
        return entered_rows(field, edited.to_dict("records")) or None


_LINES = 68  # pixels: two lines


def _said(problem: EntryProblem) -> str:
    return f"{problem.message}; {problem.hint}" if problem.hint else problem.message


def _label(field: Field) -> str:
    return f"{field.label} ({field.limits_text})" if field.limits_text else field.label


def _help(field: Field) -> str | None:
    allowed = f"Allowed: {field.hint}" if field.hint else ""
    return " ".join(filter(None, (field.description, allowed))) or None


def _moment(entered: Entered) -> dt.datetime | None:
    """Return a date and time to the minute without a zone. Null: it is none of these."""
    try:
        found = dt.datetime.fromisoformat(entered)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo is None and found.isoformat() == entered else None


def _choice(field: Field, entered: Entered, key: str) -> Entered:
    options = list(field.choices)
    now = chosen(options, entered)
    if now is None and entered not in (None, ""):  # not allowed, and shown as it is
        now = Choice(None, "", str(entered), entered)
        options.append(now)
    found = ui.choice(
        _label(field),
        options,
        key=key,
        label_of=lambda each: each.label,
        value=now,
        help_=_help(field),
        empty=NOT_GIVEN.lower(),
    )
    return None if found is None else found.entered


def _yes_or_no(field: Field, entered: Entered, key: str) -> Entered:
    now = next((name for name, is_so in YES_NO.items() if is_so is entered), NOT_GIVEN)
    options = [*YES_NO, NOT_GIVEN]
    found = ui.scale(_label(field), options, key=key, value=now, help_=_help(field))
    return YES_NO.get(found or NOT_GIVEN)


def _configs(field: Field, frame: Any) -> dict[str, Any]:
    return {each.name: _config(field, each, frame) for each in columns_of(field)}


def _config(field: Field, column: Field, frame: Any) -> Any:
    label = _label(column) if field.components else "value"
    known = {each for each in frame[column.name] if each is not None}
    if column.choices:
        labels = [each.label for each in column.choices]
        return ui.choice_column(label, [*labels, *sorted(known - set(labels))], help_=_help(column))
    if column.kind == "boolean":
        return ui.choice_column(label, [*YES_NO, *sorted(known - set(YES_NO))])
    return ui.text_column(label, help_=_help(column) or _HINTS.get(column.kind))
