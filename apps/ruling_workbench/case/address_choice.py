"""Lists to choose from whose choice stands in the address, so that it can be sent to a colleague.

The one rule: the address and the list say the same; what was changed last counts.
"""

from collections.abc import Mapping, Sequence

from ruling_workbench import session
from ruling_workbench import widgets as ui

__all__ = ["address_choice", "address_scale", "address_stops"]


def _brought(name: str, labels: Mapping[str, str], otherwise: str | None) -> tuple[str, str | None]:
    """Let the widget show what the address says where that changed; return its key and value.

    A widget keeps the label of what was chosen: it is told anew when labels change.
    """
    key, seen = f"case choice {name}", f"case seen {name}"
    asked = session.query().get(name)
    current = asked if asked in labels else otherwise
    now = (current, tuple(labels.items()))
    if session.get(seen) != now:
        session.put(seen, now)
        session.put(key, current)
    return key, current


def _kept(name: str, chosen: str | None, current: str | None, otherwise: str | None) -> None:
    """Let the address say what was chosen in the widget, and run the page with it."""
    if chosen != current:
        session.put(f"case seen {name}", (chosen, session.get(f"case seen {name}")[1]))
        session.set_query({name: None if chosen == otherwise else chosen})
        ui.rerun()


def address_choice(
    label: str, labels: Mapping[str, str], *, name: str, empty: str, hide_label: bool = True
) -> str | None:
    """Show a list whose choice is a parameter of the address; nothing need be chosen.

    `labels` says what people read for each thing there is to choose.
    """
    key, current = _brought(name, labels, None)
    chosen = ui.choice(
        label,
        list(labels),
        key=key,
        label_of=lambda each: labels.get(each, each),
        empty=empty,
        hide_label=hide_label,
    )
    _kept(name, chosen, current, None)
    return current


def address_scale(label: str, options: Sequence[str], *, name: str) -> str:
    """Show options side by side, the chosen one a parameter of the address; else the first."""
    key, current = _brought(name, {each: each for each in options}, options[0])
    chosen = ui.scale(label, options, key=key, hide_label=True)
    _kept(name, chosen or current, current, options[0])
    return current or options[0]


def address_stops(label: str, labels: Mapping[str, str], *, name: str) -> str:
    """Show a slider over stops, the chosen one a parameter of the address; else the last."""
    options = list(labels)
    key, current = _brought(name, labels, options[-1])
    chosen = ui.stops(label, options, key=key, label_of=lambda each: labels.get(each, each))
    _kept(name, chosen, current, options[-1])
    return current or options[-1]
