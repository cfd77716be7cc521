"""What a case would be right after its start: carried out in memory, nothing of it is kept.

The one rule: the engine itself says what becomes active; a case that would be refused says why.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cmmn import CaseView, CommandRefused, UnknownCaseError, User
from cmmn.commands import CreateCase
from cmmn.plan import CasePlan
from cmmn.world import World
from feel.temporal import DateTime
from ruling_workbench.case.to_do import Act, to_do
from ruling_workbench.case.verbs import sentence, state_words
from ruling_workbench.lists.outline import Cell
from ruling_workbench.present import due, value_text

__all__ = ["Preview", "plans_for", "preview", "preview_facts"]

_CASE = "preview"
_MOST_PLANS = 50
_LONGEST = 200

Fact = tuple[str, Cell]


@dataclass(frozen=True, slots=True)
class Preview:
    """A case as it would be right after its start; without a view, why there would be none."""

    view: CaseView | None
    refused: str = ""


def plans_for(key: str, plan: CasePlan, find: Callable[[str], CasePlan]) -> dict[str, CasePlan]:
    """Return the plans of a case and of those it may call, by key; what is not there is left out.

    `find` gives the plan of a case by its key, or raises UnknownCaseError.
    """
    found = {key: plan}
    waiting = list(plan.cases.values())
    while waiting and len(found) < _MOST_PLANS:
        name = waiting.pop()
        if name in found:
            continue
        try:
            found[name] = find(name)
        except UnknownCaseError:
            continue
        waiting += found[name].cases.values()
    return found


def preview(  # noqa: PLR0913 - what a case is made of
    plans: Mapping[str, CasePlan],
    key: str,
    variables: Mapping[str, Any],
    *,
    roles: Mapping[str, Sequence[str]],
    by: User,
    now: DateTime,
    zone: str = "UTC",
) -> Preview:
    """Return what a case would be right after its start."""
    world = World(plans, now)
    command = CreateCase(now, _CASE, key, variables, None, roles, zone=zone, by=by)
    try:
        world.create(command)
    except CommandRefused as refused:
        hint = f" {sentence(refused.hint)}" if refused.hint else ""
        return Preview(None, f"{sentence(refused.message)}{hint}")
    plan, state = world.cases[_CASE]
    return Preview(CaseView(plan, state, now))


def preview_facts(
    shown: CaseView, given: Mapping[str, Any], user: User
) -> tuple[list[Fact], list[Fact], list[Fact]]:
    """Return what there would be to do, what was reached, and what the case would work out."""
    tasks = [
        (
            f"{'' if each.state is None else state_words(each.state)[:1]} {each.name}".strip(),
            Cell("; ".join(filter(None, (f"for {each.who}", _until(each.due, shown.now))))),
        )
        for each in to_do(shown, user)
        if each.instance in shown.snapshot.instances and each.act is not Act.COMPLETE
    ]
    reached = [
        (f"✓ {shown.plan.items[each.item].name}", Cell("reached", "completed"))
        for each in shown.milestones
    ]
    found = [
        (name, Cell(value_text(value, longest=_LONGEST)))
        for name, value in shown.file.items()
        if value is not None and given.get(name) is None and value != []
    ]
    return tasks, reached, found


def _until(moment: DateTime | None, now: DateTime) -> str:
    said = due(moment, now)
    return f"due {said}" if said else ""
