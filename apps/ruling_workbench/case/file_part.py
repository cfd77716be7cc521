"""The case file: its tree, what an item has been, and a form that sets it.

The one rule: what is entered is checked by its type before it is sent, and the engine decides.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from cmmn import Difference
from cmmn.case_commands import CaseCommands
from cmmn.case_file import bare, own_value, path_words
from cmmn.events import Recorded
from cmmn.lifecycle import FileTransition, State
from dmn.input_form import Entered, Field
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.case.address_choice import address_choice
from ruling_workbench.case.file_rows import file_outline, history_outline, type_words, written
from ruling_workbench.case.orders import give, order_button
from ruling_workbench.case.seat import Seat
from ruling_workbench.forms.form_values import (
    FREE,
    case_problems,
    case_values,
    entered_values,
    file_field,
)
from ruling_workbench.forms.forms import draw_form
from ruling_workbench.lists.outline_view import outline_view
from ruling_workbench.present import value_text

__all__ = ["show_file"]

_MOST_EVENTS = 5_000


def show_file(seat: Seat, difference: Difference | None) -> None:
    """Show the case file, and of the item that is chosen its history and a form."""
    if not seat.view.plan.file:
        ui.caption("The definition of this case has no case file.")
        return
    recorded = _recorded(seat)
    found = file_outline(seat.view, written(recorded), seat.zone, seat.today, difference)
    paths = dict.fromkeys([*seat.view.plan.file, *seat.view.snapshot.file])
    chosen = address_choice(
        "Item of the case file",
        {each: path_words(each) for each in paths},
        name="file",
        empty="choose an item: what it was before, or to set it",
    )
    tree, one = (ui.container(), None) if chosen is None else ui.columns([3, 2])
    with tree:
        pressed = outline_view(found, key=f"{seat.key} file", label="Case file")
    if pressed is not None:
        session.set_query({"file": pressed.removeprefix("file ")})
        ui.rerun()
    if chosen is not None and one is not None:
        with one:
            _one(seat, chosen, recorded)


def _one(seat: Seat, path: str, recorded: Sequence[Recorded]) -> None:
    """Show a form for an item, and the values it has had."""
    if not seat.is_past:
        _set(seat, path)
    history = history_outline(recorded, path, seat.zone, seat.today)
    if history.rows:
        outline_view(history, key=f"{seat.key} past {path}", label=f"Values of {path_words(path)}")
    else:
        ui.caption("It has never been set.")


def _recorded(seat: Seat) -> list[Recorded]:
    """Return what happened, the newest events where there are very many."""
    if seat.sandbox is not None:
        return [*_copied(seat), *seat.sandbox.history()]
    first = max(0, seat.view.version - _MOST_EVENTS)
    return seat.case.history(first, seat.view.version - first)


def _copied(seat: Seat) -> list[Recorded]:
    """Return what had happened when the copy was made; nothing for a child of the copied case."""
    if seat.sandbox is None or seat.view.id != seat.case.id:
        return []
    at = seat.sandbox.origin.version
    first = max(0, at - _MOST_EVENTS)
    return seat.case.history(first, at - first)


def _set(seat: Seat, path: str) -> None:
    """Show a form with the value of an item, and the buttons that send it."""
    if seat.view.state is State.CLOSED:
        ui.caption("The case is closed; its file stays as it is.")
        return
    item = seat.view.plan.file[bare(path)]
    is_new = item.is_many and not path.endswith("]")
    field = file_field(seat.view.plan, item)
    field = field.item if item.is_many else field
    value = None if is_new else own_value(seat.view.plan, seat.view.snapshot.file, path)
    place = f"{seat.key} begun {path}"
    filled = entered_values((field,), {field.name: value})
    stamp, before = session.keep(place, (repr(value), filled))
    number = session.get(f"{place} times", 0)
    entered = draw_form(
        (field,), before, prefix=f"{place} {number}", check=case_problems, is_roomy=True, free=FREE
    )
    ui.caption(type_words(item))
    with ui.container(flow=True, key=f"{place} buttons"):
        _send(seat, path, field, entered, is_new=is_new)
        if path in seat.view.snapshot.file and not is_new:
            _delete(seat, path)
    if stamp != repr(value):  # what is being typed stays
        ui.caption(f"Meanwhile it became {value_text(value)}.")
        ui.button("Begin with that", key=f"{place} anew", on_click=partial(_begin_anew, seat, path))


def _delete(seat: Seat, path: str) -> None:
    def delete(driver: CaseCommands, **once: Any) -> None:
        driver.change(path, FileTransition.DELETE, **once)

    order_button(seat, "Delete", f"delete {path}", delete)


def _begin_anew(seat: Seat, path: str) -> None:
    """Let the form of an item begin with what the item is then."""
    place = f"{seat.key} begun {path}"
    session.pop(place)
    session.put(f"{place} times", session.get(f"{place} times", 0) + 1)


def _send(
    seat: Seat, path: str, field: Field, entered: dict[str, Entered], *, is_new: bool
) -> None:
    read = case_values((field,), entered)
    value = read.inputs.get(field.name)

    def do(driver: CaseCommands, **once: Any) -> None:
        if is_new:
            driver.change(path, FileTransition.CREATE, value, **once)
        else:
            driver.set({path: value}, **once)

    label = "Add" if is_new else "Set"
    if not ui.button(label, key=f"{seat.key} send {path}", primary=True):
        return
    if read.problems:
        ui.problem("Not sent: something is wrong with it, see beside the field.")
    elif is_new and value is None:
        ui.problem("Not sent: nothing is entered.")
    else:
        if give(seat, f"set {path} {value!r}", do):
            _begin_anew(seat, path)
        ui.rerun()
