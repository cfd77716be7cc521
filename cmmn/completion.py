"""Whether a stage or a case plan model may complete (CMMN 1.1, 8.6.1).

The one rule: it is a question about the state alone; who asks, and when, is not known here.
"""

from collections.abc import Iterator

from cmmn.conditions import Reading
from cmmn.lifecycle import ENDED, State
from cmmn.plan import CasePlan, Stage
from cmmn.planning import offers_of
from cmmn.state import CASE_ID, CaseState, Instance

__all__ = ["completes_by_itself", "hinderances"]


def completes_by_itself(plan: CasePlan, reading: Reading, state: CaseState, stage: str) -> bool:
    """Tell whether an Active stage completes now without being asked."""
    contents = _contents(plan, state, stage)
    if contents.auto_complete:
        return not any(hinderances(state, stage))
    if any(each.state not in ENDED for each in state.open_children(stage)):
        return False
    return not any(offers_of(plan, reading, state, stage))


def hinderances(state: CaseState, stage: str) -> Iterator[tuple[Instance, str]]:
    """Give the children that keep a stage from completing, by hand too, and why each does."""
    for child in state.open_children(stage):
        if child.state is State.ACTIVE:
            yield child, "it is active"
        elif child.required and child.state not in ENDED:
            yield child, f"it is required, and {child.state}"


def _contents(plan: CasePlan, state: CaseState, stage: str) -> Stage:
    item = plan.root if stage == CASE_ID else state.instances[stage].item
    return plan.stages[plan.items[item].definition]
