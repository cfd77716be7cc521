"""What a decision is asked about: a form, the same as JSON, and presets to begin with.

The one rule: form and JSON show the same values; what cannot be read is said beside its field and
is null in the evaluation.
"""

from collections.abc import Mapping
from typing import Any

from dmn.decision_tests import DecisionTest, test_data, test_of
from dmn.input_form import (
    Entered,
    Field,
    entered_of,
    fields_of,
    inputs_from_json,
    json_of,
    values_of,
)
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.decide.opened import Opened
from ruling_workbench.desk import Desk
from ruling_workbench.forms.forms import draw_form

__all__ = ["ask_inputs"]

_MOST = 200
_FORM, _JSON = "Form", "JSON"


def ask_inputs(desk: Desk, opened: Opened) -> dict[str, Any]:
    """Show form, JSON and presets; return the inputs as they are now."""
    fields = fields_of(opened.model, opened.decision)
    prefix = f"decide {opened.row.key}"
    _presets(desk, opened, fields, prefix)
    shown = ui.scale("Inputs as", [_FORM, _JSON], key=f"{prefix} as", value=_FORM, hide_label=True)
    entered: dict[str, Entered] = session.keep(f"{prefix} entered", {})
    if shown == _JSON:
        return _as_json(fields, entered, prefix)
    drawn = draw_form(fields, entered, prefix=_form_key(prefix))
    names = {each.name for each in fields}
    others = {name: each for name, each in entered.items() if name not in names}
    session.put(f"{prefix} entered", others | drawn)  # another decision may ask for the others
    return values_of(fields, drawn).inputs  # what cannot be read is said beside its field


def _form_key(prefix: str) -> str:
    """Return what the widgets of the form begin with; another one once values come from outside."""
    return f"{prefix} form {session.keep(f'{prefix} filled', 0)}"


def fill(prefix: str, entered: Mapping[str, Entered]) -> None:
    """Put other values into the form."""
    session.put(f"{prefix} entered", dict(entered))
    session.put(f"{prefix} filled", session.keep(f"{prefix} filled", 0) + 1)


def _as_json(
    fields: tuple[Field, ...], entered: Mapping[str, Entered], prefix: str
) -> dict[str, Any]:
    names = {each.name for each in fields}
    asked = {name: each for name, each in entered.items() if name in names}
    known = values_of(fields, asked).inputs
    text = ui.area(
        "Inputs as JSON",
        key=f"{prefix} json {session.keep(f'{prefix} filled', 0)}",
        value=json_of(known),
        height=420,
        hide_label=True,
    )
    values = inputs_from_json(fields, text)
    for problem in values.problems:
        ui.banner("warning", str(problem))
    session.put(f"{prefix} entered", {**entered, **entered_of(fields, values.inputs)})
    return values.inputs


def _presets(desk: Desk, opened: Opened, fields: tuple[Field, ...], prefix: str) -> None:
    """Show the presets, and the tests, to begin with; keep what is there as a preset."""
    attachments = desk.engine.attachments
    presets = attachments.list("dmn", opened.row.key, "preset", limit=_MOST).rows
    tests = attachments.list("dmn", opened.row.key, "test", limit=_MOST).rows
    kept = [*presets, *reversed(tests)]
    chosen, keep = ui.columns([3, 2], top=False)
    with chosen:
        found = ui.choice(
            "Begin with",
            kept,
            key=f"{prefix} preset",
            label_of=lambda each: f"{each.name} ({each.type})",
            value=kept[0] if kept else None,  # something to look at
            empty="a preset or a test" if kept else "no presets yet",
        )
    if found is not None and session.get(f"{prefix} begun") != found.id:
        session.put(f"{prefix} begun", found.id)
        every = fields_of(opened.model)
        fill(prefix, entered_of(every, test_of(found.payload).inputs))
        ui.rerun()
    with keep:
        _save_preset(desk, opened, fields, prefix)


def _save_preset(desk: Desk, opened: Opened, fields: tuple[Field, ...], prefix: str) -> None:
    with ui.popover("Save preset", key=f"{prefix} save preset"):
        name = ui.field("Name of the preset", key=f"{prefix} preset name").strip()
        if ui.button("Save", key=f"{prefix} preset save", primary=True, disabled=not name):
            inputs = values_of(fields, session.get(f"{prefix} entered", {})).inputs
            payload = test_data(DecisionTest(name, inputs, {}))
            desk.engine.attachments.add("dmn", opened.row.key, "preset", name, payload)
            session.say("success", f"Preset '{name}' saved.")
            ui.rerun()
