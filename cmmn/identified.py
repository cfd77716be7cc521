"""A case model with an id on everything that a diagram may refer to.

The one rule: what the compiler would call an element that has no id is the id it is given here, so
that a diagram, the plan and the state of a case speak of the same items; one that is taken already
is passed over for a free one.
"""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, TypeVar

from cmmn import model as m
from dmn.element import Node

__all__ = ["identified"]

_ITEM = ("entry_criteria", "exit_criteria")
_INSIDE: Mapping[type[Node], tuple[str, ...]] = {
    m.Definitions: ("cases", "artifacts"),
    m.Case: ("case_plan_model",),
    m.Stage: (
        *("plan_items", "sentries", "planning_table"),
        *("plan_item_definitions", "exit_criteria"),
    ),
    m.PlanFragment: ("plan_items", "sentries"),
    m.HumanTask: ("planning_table",),
    m.PlanningTable: ("table_items",),
    m.PlanItem: _ITEM,
    m.DiscretionaryItem: _ITEM,
    m.Sentry: ("on_parts",),
}
_NAMED = (
    *(m.PlanItem, m.DiscretionaryItem, m.EntryCriterion, m.ExitCriterion),
    *(m.PlanItemOnPart, m.CaseFileItemOnPart, m.TextAnnotation, m.Association),
)
_Element = TypeVar("_Element", bound=Node)


def identified(definitions: m.Definitions) -> m.Definitions:
    """Return the model with an id on all that a diagram shows."""
    return _Names(definitions).whole(definitions, "")


class _Names:
    """The ids there are, and those that are given out."""

    def __init__(self, definitions: m.Definitions) -> None:
        self.taken = set(_ids(definitions))
        self.free = (f"_{number}" for number in count(1))

    def whole(self, element: _Element, hint: str) -> _Element:
        """Return an element with ids in it, itself named by the hint if it has none."""
        changes: dict[str, Any] = {}
        if getattr(element, "id", None) is None and hint:
            changes["id"] = self._given(hint)
        for field in _INSIDE.get(type(element), ()):
            content = getattr(element, field)
            if isinstance(content, tuple):
                inner: Any = tuple(
                    self.whole(each, self._hint(element, changes, each, number))
                    for number, each in enumerate(content, start=1)
                )
                is_same = all(one is other for one, other in zip(inner, content, strict=True))
            elif content is None:
                continue
            else:
                inner = self.whole(content, self._hint(element, changes, content, 1))
                is_same = inner is content
            if not is_same:
                changes[field] = inner
        return element.model_copy(update=changes) if changes else element

    def _hint(self, owner: Any, changes: Mapping[str, Any], each: Any, number: int) -> str:
        """Return how the compiler calls what has no id; nothing for what no diagram refers to."""
        own = changes.get("id", owner.id)
        if isinstance(owner, m.Case):
            return f"{own or 'case'}_plan"
        if isinstance(each, m.PlanItem):
            return f"{own or ''}_item{number}"
        if isinstance(each, m.DiscretionaryItem):
            return f"{own or 'table'}_item{number}"
        if isinstance(each, (m.EntryCriterion, m.ExitCriterion)):
            kind = "entry" if isinstance(each, m.EntryCriterion) else "exit"
            return f"{each.sentry_ref or ''}_{kind}{number}"
        return "_" if isinstance(each, _NAMED) else ""

    def _given(self, hint: str) -> str:
        name = hint
        while name in self.taken or name == "_":
            name = next(self.free)
        self.taken.add(name)
        return name


def _ids(element: Any) -> Iterator[str]:
    """Give the ids there are, of all elements in one."""
    waiting = [element]
    while waiting:
        each = waiting.pop()
        if getattr(each, "id", None):
            yield each.id
        for field in type(each).model_fields:
            content = getattr(each, field)
            inner = content if isinstance(content, tuple) else (content,)
            waiting += [child for child in inner if isinstance(child, Node)]
