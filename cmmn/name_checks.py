"""What the expressions of a case read: names that are not there, and what becomes null for certain.

The one rule: the names are those the expression sees when it is evaluated; see `conditions.py`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from cmmn.plan import CasePlan, Condition, Item
from feel.analysis import Analysis
from feel.errors import Location, Problem
from feel.feel_types import ANY
from feel.static_types import StaticScope, TimeLeft

__all__ = ["name_problems"]


@dataclass(frozen=True, slots=True)
class _Place:
    """An expression, and what it sees beside the case file."""

    condition: Condition
    line: int | None
    more: tuple[str, ...] = ()
    others: Literal["none", "some", "any"] = "none"


def name_problems(plan: CasePlan, name: str) -> Iterator[Problem]:
    """Give what is wrong with the expressions of a case, and with the names they read."""
    yield from _ambiguous(plan, name)
    known = {item.name: ANY for item in plan.file.values()}
    elsewhere = _parameters(plan, known)
    time_left = TimeLeft()
    seen: set[tuple[tuple[str, ...], str]] = set()
    for place in _places(plan):
        condition = place.condition
        if condition.expression is None or (condition.place, condition.text) in seen:
            continue
        seen.add((condition.place, condition.text))
        scope = _scope(plan, place, StaticScope(known))
        analysis = Analysis(condition.text, time_left=time_left)
        analysis.expression(condition.expression.tree, scope)
        for each in analysis.findings:
            yield _told(each, place, elsewhere)


def _told(found: Problem, place: _Place, elsewhere: Mapping[str, str]) -> Problem:
    """Return a finding in its place; a parameter is no name of the case file, and is told so."""
    located = replace(found.within(*place.condition.place), line=place.line)
    if found.code != "NO_VARIABLE_FOUND":
        return located
    span = found.location
    what = elsewhere.get((span.text or "")[span.start : span.end])
    if what is None:
        return located
    return replace(located, hint=f"it is {what}; expressions read the case file it is bound to")


def _scope(plan: CasePlan, place: _Place, scope: StaticScope) -> StaticScope:
    context = place.condition.context
    if context is not None:
        properties = dict.fromkeys(plan.file[context].properties, ANY)
        scope = scope.inner(properties, "some" if properties else "any")
    if place.more or place.others != "none":
        scope = scope.inner(dict.fromkeys(place.more, ANY), place.others)
    return scope


def _ambiguous(plan: CasePlan, name: str) -> Iterator[Problem]:
    counts = Counter(item.name for item in plan.file.values())
    for each, count in counts.items():
        if count > 1:
            message = (
                f"{count} case file items are named '{each}'; the name alone means one of them"
            )
            paths = ", ".join(item.path for item in plan.file.values() if item.name == each)
            hint = f"write the path: {paths}"
            place = Location((name, f"case file item {each}"))
            yield Problem("AMBIGUOUS_NAME", message, place, hint, "info")


def _parameters(plan: CasePlan, known: Mapping[str, object]) -> dict[str, str]:
    """Return the names of parameters that are no names of the case file, and what they are."""
    found = {
        each.name: f"a parameter of the case '{plan.name}'"
        for each in (*plan.inputs, *plan.outputs)
    }
    for item in plan.items.values():
        task = item.task
        for each in () if task is None else (*task.inputs, *task.outputs):
            found.setdefault(each.name, f"a parameter of '{item.name}'")
    return {name: what for name, what in found.items() if name not in known}


# --- where expressions are ------------------------------------------------------------------------


def _places(plan: CasePlan) -> Iterator[_Place]:
    for parameter in (*plan.inputs, *plan.outputs):
        if parameter.refinement is not None:
            yield _Place(parameter.refinement, None, (parameter.name,))
    for item in plan.items.values():
        for condition in _rules(item):
            yield _Place(condition, item.line)
        yield from _task_places(item)
    for stage in plan.stages.values():
        for offer in stage.offers:
            yield from (_Place(rule, plan.items[offer.item].line) for rule in offer.rules)


def _rules(item: Item) -> Iterator[Condition]:
    """Give the expressions of an item that see the case file alone."""
    found = [item.repetition, item.required, item.manual_activation]
    found += [each.sentry.if_part for each in (*item.entry, *item.exit)]
    found += [rule for offer in item.offers for rule in offer.rules]
    if item.timer is not None:
        found.append(item.timer.expression)
    task = item.task
    if task is not None:
        found += [task.due, task.follow_up, task.priority]
        found.append(None if task.reference is None else task.reference.expression)
    yield from (each for each in found if each is not None)


def _task_places(item: Item) -> Iterator[_Place]:
    """Give the expressions of a task's parameters and mappings."""
    task = item.task
    if task is None:
        return
    for parameter in (*task.inputs, *task.outputs):
        if parameter.refinement is not None:
            yield _Place(parameter.refinement, item.line, (parameter.name,))
    inputs = tuple(each.name for each in task.inputs)
    for mapping in task.into:
        if mapping.transformation is not None:
            yield _Place(mapping.transformation, item.line, (*inputs, mapping.source))
    for mapping in task.out_of:
        if mapping.transformation is not None:  # what else the called one gives is not known
            yield _Place(mapping.transformation, item.line, (mapping.source,), "any")
