"""Cases, tasks, what happened and why as plain data, ready for `to_json`: for programs that ask.

The one rule: names are those of the Python API, and FEEL values stay what they are; `to_json` keeps
all digits of numbers and writes what JSON has no word for as its text.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import Any

from cmmn.case_text import event_words
from cmmn.events import Recorded
from cmmn.explain import Explanation
from cmmn.plan import Item
from cmmn.scenario import Outcome
from cmmn.state import Instance
from cmmn.store.queries import Page
from cmmn.views import CaseView
from dmn.as_json import finding_data
from feel.errors import Finding
from feel.temporal import Temporal
from feel.values import Range

__all__ = [
    "case_data",
    "event_data",
    "explanation_data",
    "outcomes_data",
    "page_data",
    "plain_data",
]


def plain_data(value: Any) -> Any:
    """Return records, and what is in them, as contexts, lists, numbers and texts."""
    if isinstance(value, Finding):
        return finding_data(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (Temporal, Range)):  # dataclasses too, but values
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain_data(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain_data(each) for name, each in value.items()}
    if isinstance(value, AbstractSet):
        return [plain_data(each) for each in sorted(value)]
    if isinstance(value, (list, tuple)):
        return [plain_data(each) for each in value]
    if type(value) is float:
        return Decimal(str(value)) if isfinite(value) else str(value)
    return Decimal(value) if type(value) is int else value


def case_data(view: CaseView) -> dict[str, Any]:
    """Return a case: what it is, its plan item instances, tasks, offers, milestones and file."""
    state = view.snapshot
    about = {
        "id": view.id,
        "name": view.plan.name,
        "definition": state.definition,
        "sha256": state.sha256,
        "business_key": view.business_key,
        "state": view.state,
        "version": view.version,
        "created": state.created,
        "updated": state.time,
        "zone": state.zone,
        "parent_case": state.parent_case,
        "parent_instance": state.parent_instance,
        "roles": view.roles,
        "items": [
            _instance_data(view.plan.items[each.item], each) for each in state.instances.values()
        ],
        "tasks": view.tasks(),
        "offers": view.offers(),
        "milestones": [
            {"item": each.item, "instance": each.id, "reached": each.since}
            for each in view.milestones
        ],
        "file": view.file,
    }
    return {name: plain_data(value) for name, value in about.items()}


def _instance_data(item: Item, instance: Instance) -> dict[str, Any]:
    """Return an instance of a plan item, with the name and kind of the item."""
    found: dict[str, Any] = {"id": instance.id, "name": item.name, "kind": item.kind.value}
    kept = {name: value for name, value in plain_data(instance).items() if name != "heard"}
    heard = [
        {"criterion": criterion, "on_part": Decimal(part + 1)}
        for criterion, part in sorted(instance.heard)
    ]
    return {**found, **kept, "heard": heard}


def event_data(recorded: Recorded) -> dict[str, Any]:
    """Return an event: where, when, by whom and because of what, its kind, fields and words."""
    about = {name: value for name, value in plain_data(recorded).items() if name != "event"}
    event = recorded.event
    kind = type(event).__name__
    return {**about, "kind": kind, "words": event_words(event), "event": plain_data(event)}


def explanation_data(explanation: Explanation) -> dict[str, Any]:
    """Return why an item is as it is, and the same as sentences."""
    found: dict[str, Any] = plain_data(explanation.as_json())
    return found


def page_data(name: str, page: Page[Any]) -> dict[str, Any]:
    """Return the rows of a page by what they are, and whether there are more."""
    return {name: plain_data(page.rows), "has_more": page.has_more}


def outcomes_data(outcomes: list[Outcome]) -> dict[str, Any]:
    """Return how scenarios went: what failed, with what was expected and what was found."""
    scenarios = [
        {
            "file": each.file,
            "scenario": each.scenario,
            "passed": each.passed,
            "failures": [plain_data(failure) for failure in each.failures],
        }
        for each in outcomes
    ]
    passed = sum(each.passed for each in outcomes)
    return {"passed": Decimal(passed), "total": Decimal(len(outcomes)), "scenarios": scenarios}
