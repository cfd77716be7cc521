"""Which discretionary items may be planned now, by way of which planning table, and by whom.

CMMN 1.1, 5.4.9: a table is open while the stage or human task that has it is Active; an item is
offered while its own rules and those of every table around it are true, as often as one likes.
"""

from collections.abc import Iterator, Sequence

from cmmn.commands import User
from cmmn.conditions import Reading, holds
from cmmn.lifecycle import Kind, State
from cmmn.plan import CasePlan, Offer
from cmmn.state import CASE_ID, CaseState, Instance

__all__ = ["is_member", "offers", "offers_of"]


def offers(plan: CasePlan, reading: Reading, state: CaseState) -> Iterator[tuple[str, Offer]]:
    """Give each item that may be planned now, with the instance that holds its table."""
    holders = [CASE_ID] if state.state is State.ACTIVE else []
    if holders:
        holders += [each.id for each in state.instances.values() if _is_open(plan, state, each)]
    for holder in holders:
        yield from ((holder, offer) for offer in offers_of(plan, reading, state, holder))


def _is_open(plan: CasePlan, state: CaseState, holder: Instance) -> bool:
    """Tell whether a stage or human task may plan: what a task plans goes into its stage."""
    if holder.state is not State.ACTIVE:
        return False
    kind = plan.items[holder.item].kind
    if kind is not Kind.HUMAN_TASK or holder.stage == CASE_ID:
        return kind in (Kind.STAGE, Kind.HUMAN_TASK)
    return state.instances[holder.stage].state is State.ACTIVE


def offers_of(plan: CasePlan, reading: Reading, state: CaseState, holder: str) -> Iterator[Offer]:
    """Give what the table of one Active stage or human task offers now."""
    item = plan.items[plan.root if holder == CASE_ID else state.instances[holder].item]
    table = plan.stages[item.definition].offers if item.holds_stage else item.offers
    for offer in table:
        if all(holds(reading, rule, absent=True) for rule in offer.rules):
            yield offer


def is_member(state: CaseState, user: User | None, roles: Sequence[str]) -> bool:
    """Tell whether a person holds one of these case roles; the host program may do everything.

    An item that names no role is open to all; a role nobody holds admits nobody.
    """
    if user is None or not roles:
        return True
    mine = {user.name, *(f"group:{group}" for group in user.groups)}
    return any(not mine.isdisjoint(state.roles.get(role, ())) for role in roles)
