"""What somebody did to a box in the browser, and what that makes of the views.

The one rule: what the browser sends is not believed: it is one of these, or nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from ruling_workbench.boxes.cells import cell_of
from ruling_workbench.boxes.rule_pages import RuleView

__all__ = ["BoxEvent", "read_event", "turned"]

_MOST_TEXT, _MOST_PAGES = 100_000, 1_000_000


@dataclass(frozen=True, slots=True)
class BoxEvent:
    """What somebody did: a cell selected, its text replaced, another page or evaluation asked for.

    `target` is the name of a cell or rule, for a page and an evaluation that of a box.
    """

    kind: Literal["select", "edit", "page", "run"]
    target: str
    text: str = ""
    number: int = 0


def read_event(given: Any) -> BoxEvent | None:
    """Return the event that the browser tells of; None for what is none."""
    if not isinstance(given, Mapping):
        return None
    kind, target = given.get("kind"), given.get("target")
    if not isinstance(target, str) or len(target) > _MOST_TEXT:
        return None
    if kind == "select" and (target == "" or cell_of(target) is not None):
        return BoxEvent("select", target)
    text, number = given.get("text"), given.get("number")
    if kind == "edit" and cell_of(target) is not None and isinstance(text, str):
        return BoxEvent("edit", target, text) if len(text) <= _MOST_TEXT else None
    if kind in {"page", "run"} and type(number) is int and 0 < number < _MOST_PAGES:
        return BoxEvent("page" if kind == "page" else "run", target, number=number)
    return None


def turned(views: Mapping[str, RuleView], event: BoxEvent) -> dict[str, RuleView]:
    """Return the views after another page or evaluation was asked for."""
    view = views.get(event.target, RuleView())
    if event.kind == "page":
        view = replace(view, page=event.number)
    elif event.kind == "run":
        view = replace(view, run=event.number, page=None)
    return {**views, event.target: view}
