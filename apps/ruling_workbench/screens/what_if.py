"""What if: one input or two moved over their values, and where the outcome changes.

The one rule: every point was evaluated; between two points nothing is claimed but the turn that
was looked for.
"""

from collections.abc import Mapping
from typing import Any

from cmmn import ModelFilter
from dmn import Model
from dmn.input_form import Field
from dmn.what_if import Grid, Sweep, sweep, sweep_two, sweepable_paths
from feel.values import Value
from ruling_workbench import charts
from ruling_workbench import widgets as ui
from ruling_workbench.decide.inputs import ask_inputs
from ruling_workbench.decide.opened import Opened, open_model
from ruling_workbench.desk import Desk

__all__ = ["show"]

_MOST_TURNS = 30


def show(desk: Desk) -> None:
    """Show how a decision depends on one input, or on two."""
    ui.title("What if")
    opened = open_model(desk)
    if opened is None:
        return
    drawn, asked = ui.columns([3, 2])
    with asked:
        ui.heading("All else as it is here", small=True)
        inputs = ask_inputs(desk, opened)
    with drawn:
        _swept(desk, opened, inputs)


def _swept(desk: Desk, opened: Opened, inputs: Mapping[str, Any]) -> None:
    fields = sweepable_paths(opened.model, opened.decision)
    if not fields:
        ui.text("This decision has no input that could be moved.")
        return
    first, second, other = ui.columns([2, 2, 2])
    with first:
        one = _input("Move", fields, f"sweep first {opened.row.key}")
    with second:
        rest = [each for each in fields if each != one]
        two = _input("and", rest, f"sweep second {opened.row.key}", empty="no other")
    with other:
        beside = None if two is not None else _other(desk, opened)
    if one is None:
        return
    if two is None:
        _one(opened, inputs, one, beside)
    else:
        found = sweep_two(opened.model, inputs, one.path, two.path, decision=opened.decision)
        _grid(opened, found)


def _input(
    label: str, fields: tuple[Field, ...] | list[Field], key: str, empty: str | None = None
) -> Field | None:
    return ui.choice(
        label, list(fields), key=key, label_of=lambda each: ".".join(each.path), empty=empty
    )


def _other(desk: Desk, opened: Opened) -> tuple[int, Model] | None:
    """Show the other versions of the model; return the one to lay over this one."""
    where = ModelFilter(kind="dmn", key=opened.row.key, is_latest=False)
    rows = desk.engine.models.list(where, limit=100).rows
    others = [each.version for each in rows if each.version != opened.row.version]
    version = ui.choice(
        "Beside version",
        others,
        key=f"sweep beside {opened.row.key}",
        empty="no other" if others else "there is one version",
    )
    if version is None:
        return None
    model = desk.engine.models.model(opened.row.key, version)
    return (version, model) if opened.decision in model.decisions else None


# --- one input ------------------------------------------------------------------------------------


def _one(
    opened: Opened, inputs: Mapping[str, Any], field: Field, beside: tuple[int, Model] | None
) -> None:
    found = sweep(opened.model, inputs, field.path, decision=opened.decision)
    series = [(f"version {opened.row.version}", found)]
    if beside is not None:
        version, model = beside
        values = [point.value for point in found.points]
        over = sweep(model, inputs, field.path, values, decision=opened.decision)
        series.append((f"version {version}", over))
    is_number = all(each.outcome_kind == "number" for _, each in series)
    rows = [row for name, each in series for row in _line(name, each, is_number=is_number)]
    drawn = charts.lines(
        rows,
        x=".".join(field.path),
        y=opened.decision,
        is_ordered=found.kind != "number",
        is_number=is_number,
    )
    ui.chart(drawn, key="sweep", label=f"{opened.decision} over {'.'.join(field.path)}")
    for name, each in series:
        _turns(name if len(series) > 1 else "", each)


_Row = tuple[str, float | str, float | str, str]


def _line(name: str, found: Sweep, *, is_number: bool) -> list[_Row]:
    """Return the points of a line, those where the outcome changes among them."""
    if is_number:
        points = [each for each in found.points if each.outcome is not None]
        return [
            (name, _at(each.value, each.text, found), float(each.outcome), each.outcome_text)
            for each in points
        ]
    rows: list[_Row] = [
        (name, _at(each.value, each.text, found), each.outcome_text, each.outcome_text)
        for each in found.points
    ]
    if found.kind == "number":
        for turn in found.turns:
            rows.append((name, float(turn.low), turn.before, turn.before))
            rows.append((name, float(turn.high), turn.after, turn.after))
    return rows


def _at(value: Value, text: str, found: Sweep) -> float | str:
    return float(value) if found.kind == "number" and value is not None else text


def _turns(name: str, found: Sweep) -> None:
    ui.heading(f"Where the outcome changes{f', {name}' if name else ''}", small=True)
    if not found.turns:
        ui.text("It is the same all the way.")
    for turn in found.turns[:_MOST_TURNS]:
        ui.text(str(turn))
    if len(found.turns) > _MOST_TURNS:
        ui.caption(f"{len(found.turns) - _MOST_TURNS} more changes are not shown")


# --- two inputs -----------------------------------------------------------------------------------


def _grid(opened: Opened, found: Grid) -> None:
    rows = [
        (text, point.text, point.outcome_text)
        for text, column in zip(found.first.texts, found.cells, strict=True)
        for point in column
    ]
    across, up = ".".join(found.first.path), ".".join(found.second.path)
    drawn = charts.heat_map(rows, x=across, y=up, outcome=opened.decision)
    ui.chart(drawn, key="grid", label=f"{opened.decision} over {across} and {up}")
    ui.caption(f"{len(found.outcomes):,} outcomes: {', '.join(found.outcomes[:12])}")
