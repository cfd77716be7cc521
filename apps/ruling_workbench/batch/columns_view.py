"""The columns of a file beside the inputs they feed, to be looked at and changed.

The one rule: nothing is scored before every input has a column, and no column feeds two.
"""

from collections.abc import Mapping, Sequence

from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.batch.mapping import (
    Place,
    chosen,
    faults,
    is_complete,
    nameable,
    said_unused,
    unused,
)
from ruling_workbench.batch.uploads import Glance
from ruling_workbench.present import counted

__all__ = ["map_columns"]

_MOST_HIGH, _HIGH = 16, 560


def map_columns(proposed: Sequence[Place], seen: Glance, mark: str) -> tuple[Place, ...]:
    """Show which column feeds which input; return that as it is chosen now."""
    if not proposed:
        ui.caption("These decisions need no input.")
        return ()
    key = f"batch picks {mark}"
    picks: Mapping[str, str | None] = session.keep(key, {})
    mapped = chosen(proposed, seen.header, picks)
    ui.records(
        [_record(each, seen) for each in mapped],
        key=f"batch columns {mark}",
        label="Inputs of the model, each with the column of the file that feeds it",
        height="content" if len(mapped) <= _MOST_HIGH else _HIGH,
    )
    _said(mapped, seen)
    with ui.expander("Map by hand", is_open=bool(picks) or not is_complete(mapped)):
        picked = _pick(mapped, seen, f"{mark} {len(picks)}")
        if picked is not None:
            others = {name: column for name, column in picks.items() if name != picked[0]}
            session.put(key, others | dict([picked]))
            ui.rerun()
        if picks and ui.button("Map by name again", key=f"batch by name {mark}"):
            session.put(key, {})
            ui.rerun()
    return mapped


def _record(place: Place, seen: Glance) -> dict[str, str]:
    column = place.column
    return {
        "Input": place.name,
        "Column": "(none)" if column is None else seen.header[column],
        "What fits": place.fits,
        "First values": "" if column is None else ", ".join(seen.samples[column]),
    }


def _said(mapped: Sequence[Place], seen: Glance) -> None:
    if is_complete(mapped):
        rest = said_unused(unused(mapped, seen.header))
        ui.caption(f"Every input has its column. {rest}")
        return
    missing = sum(1 for place in mapped if place.column is None)
    have = "has" if missing == 1 else "have"
    ui.banner("warning", f"{counted(missing, 'input')} of {len(mapped)} {have} no column.")
    for fault in faults(mapped):
        ui.text(fault)


def _pick(mapped: Sequence[Place], seen: Glance, mark: str) -> tuple[str, str | None] | None:
    """Let a column be chosen for an input, at first for one that has none.

    Null: nothing was chosen in this run.
    """
    missing = next((each for each in mapped if each.column is None), None)
    names = [each.name for each in mapped]
    left, right, _ = ui.columns([3, 4, 3])
    with left:
        name = ui.choice(
            "Input",
            names,
            key=f"batch input {mark}",
            value=None if missing is None else missing.name,
            empty="choose an input",
        )
    if name is None:
        return None
    column = mapped[names.index(name)].column
    before = None if column is None else seen.header[column]
    samples = dict(zip(seen.header, seen.samples, strict=True))
    with right:
        after = ui.choice(
            "Column that feeds it",
            nameable(seen.header),
            key=f"batch column {mark} {name}",
            label_of=lambda each: " · ".join([each, *samples[each]]),
            value=before,
            empty="choose a column",
        )
    return None if after == before else (name, after)
