"""Commands given by buttons: carried out once, told with what came of them, refused in words.

The one rule: a command has its id from when its button was shown, so that a press that reaches the
server twice is one; the engine decides on the case as it is then.
"""

import secrets
from collections.abc import Callable
from typing import Any

from cmmn import CommandRefused, StoreError, UnknownCaseError
from cmmn.case_commands import CaseCommands
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.case.item_sheet import Deed
from ruling_workbench.case.seat import Seat
from ruling_workbench.case.verbs import sentence
from ruling_workbench.present import counted
from ruling_workbench.tasks.case_news import caused

__all__ = ["Do", "by_deed", "give", "order", "order_button", "told", "what_came"]

Do = Callable[..., Any]
"""Gives a command: to a case or a copy, with `by` and `command_id`."""

_MOST = 12
_IDS = "case command ids"


def told(error: Exception) -> str:
    """Return an error of ours in sentences: what is wrong, and what would be right."""
    message = sentence(getattr(error, "message", "") or str(error))
    hint = getattr(error, "hint", "")
    return f"{message} {sentence(hint)}" if hint else message


def order(seat: Seat, name: str, do: Do) -> Callable[[], None]:
    """Return what a press of a button does: give a command, and say what came of it."""
    command_id = _command_id(seat, name)

    def press() -> None:
        _carry_out(seat, do, command_id)

    return press


def give(seat: Seat, name: str, do: Do) -> bool:
    """Give a command with what was entered in this very run; return whether it was accepted.

    A button beside a field may not do so by `order`: what was entered before it is pressed would
    come too late for what the button was shown with.
    """
    return _carry_out(seat, do, _command_id(seat, name))


def _carry_out(seat: Seat, do: Do, command_id: str) -> bool:
    before = seat.look().version
    try:
        do(seat.driver, by=seat.desk.user, command_id=command_id)
    except (CommandRefused, StoreError, UnknownCaseError) as error:
        session.say("error", told(error))
        return False
    session.say("success", what_came(seat, before) or "It is done; nothing more changed.")
    return True


def what_came(seat: Seat, before: int) -> str:
    """Return what has happened since a version, as a sentence; nothing happened: an empty text."""
    words = caused(seat.view.plan, seat.happened(before), with_file=True)
    more = f", and {counted(len(words) - _MOST, 'more change')}" if len(words) > _MOST else ""
    return sentence(f"{', '.join(words[:_MOST])}{more}") if words else ""


def _command_id(seat: Seat, name: str) -> str:
    """Return the id of a button's command: the same while the case is at the same version."""
    shown = (seat.key, seat.view.version)
    known = session.get(_IDS)
    if known is None or known[0] != shown:
        known = (shown, {})
        session.put(_IDS, known)
    ids: dict[str, str] = known[1]
    return ids.setdefault(name, secrets.token_hex(12))


def order_button(  # noqa: PLR0913 - each says how the button looks, by name
    seat: Seat,
    label: str,
    name: str,
    do: Do,
    *,
    primary: bool = False,
    wide: bool = False,
    help_: str | None = None,
) -> None:
    """Show a button that gives a command."""
    ui.button(
        label,
        key=f"{seat.key} {name}",
        primary=primary,
        wide=wide,
        help_=help_,
        on_click=order(seat, name, do),
    )


def by_deed(deed: Deed, instance: str, note: str = "") -> Do:
    """Return what gives the command of a deed to an instance."""

    def do(driver: CaseCommands, **once: Any) -> None:
        if deed.name == "claim":
            driver.claim(instance, **once)
        elif deed.name == "release":
            driver.release(instance, **once)
        else:
            driver.make(instance, deed.name, note=note, **once)

    return do
