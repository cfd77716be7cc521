"""What is measured of cases, as rows: how long stages and tasks took, what decisions answered.

Rule: rows come from the events, each from its own; written command by command or from a whole log
at once they are the same. What is measured of them is asked in `metrics.py`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Table, bindparam, delete, insert, update

from cmmn import events as e
from cmmn.case_text import shown_value
from cmmn.lifecycle import FINAL, Kind, Transition
from cmmn.plan import CasePlan, Item
from cmmn.state import CaseState
from cmmn.store import tables
from cmmn.store.connection import Session
from cmmn.store.instants import at_or_never, microseconds

__all__ = ["LONGEST_OUTCOME", "rebuild", "write"]

LONGEST_OUTCOME = 200
"""So many characters of what a decision answered are kept for counting."""

_MOST_RULES = 1_000  # of one evaluation
_STARTS = frozenset({Transition.START, Transition.MANUAL_START})

_Row: TypeAlias = dict[str, Any]

_DURATION = tables.duration
_MEASURED = (tables.case_model, _DURATION, tables.evaluation, tables.rule_hit)
_INSERT = {table: insert(table) for table in _MEASURED}
_GO_ON = (
    update(_DURATION)
    .where(
        _DURATION.c.case_id == bindparam("_case"), _DURATION.c.instance == bindparam("_instance")
    )
    .values(ended=bindparam("_ended"), due=bindparam("_due"))
)


def write(
    session: Session, plan: CasePlan, state: CaseState, recorded: Sequence[e.Recorded]
) -> None:
    """Write the rows of what has happened, which led to a state."""
    rows: dict[Table, list[_Row]] = {table: [] for table in _MEASURED}
    for table, row in _happened(plan, state, recorded):
        rows[table].append({"case_id": state.id, **row})
    begun, going_on = _durations(plan, state, recorded)
    rows[_DURATION] = begun
    for table, found in rows.items():
        if found:
            session.execute(_INSERT[table], found)
    if going_on:
        session.execute(_GO_ON, going_on)


def rebuild(
    session: Session, plan: CasePlan, state: CaseState, recorded: Sequence[e.Recorded]
) -> None:
    """Make the rows of a case anew from its whole log."""
    for table in _MEASURED:
        session.execute(delete(table).where(table.c.case_id == state.id))
    write(session, plan, state, recorded)


# --- models and decisions -------------------------------------------------------------------------


def _happened(
    plan: CasePlan, state: CaseState, recorded: Iterable[e.Recorded]
) -> Iterator[tuple[Table, _Row]]:
    for each in recorded:
        match each.event:
            case e.CaseCreated():
                for key, sha256 in each.event.decision_hashes.items():
                    yield tables.case_model, {"key": key, "sha256": sha256}
            case e.DecisionEvaluated():
                yield tables.evaluation, _evaluation(plan, state, each, each.event)
                yield from _rule_hits(each, each.event)
            case _:
                pass


def _evaluation(
    plan: CasePlan, state: CaseState, recorded: e.Recorded, event: e.DecisionEvaluated
) -> _Row:
    item = state.instances[event.instance].item
    return {
        "sequence": recorded.sequence,
        "instance": event.instance,
        "item": item,
        "name": plan.items[item].name if item in plan.items else item,
        "model": event.model,
        "sha256": event.sha256,
        "decision": event.decision,
        "outcome": _outcome(event),
        "time": microseconds(recorded.time),
    }


def _outcome(event: e.DecisionEvaluated) -> str:
    """Return what was answered as one short text: a value, or several by name."""
    if len(event.outputs) == 1:
        (value,) = event.outputs.values()
        return shown_value(value)[:LONGEST_OUTCOME]
    told = (f"{name} = {shown_value(value)}" for name, value in event.outputs.items())
    return ", ".join(told)[:LONGEST_OUTCOME]


def _rule_hits(recorded: e.Recorded, event: e.DecisionEvaluated) -> Iterator[tuple[Table, _Row]]:
    counts = Counter((logic, rule) for logic, rules in event.rules.items() for rule in rules)
    for (logic, rule), times in list(counts.items())[:_MOST_RULES]:
        row = {"sequence": recorded.sequence, "logic": logic, "rule": rule, "times": times}
        about = {"model": event.model, "sha256": event.sha256, "time": microseconds(recorded.time)}
        yield tables.rule_hit, row | about


# --- durations ------------------------------------------------------------------------------------


def _durations(
    plan: CasePlan, state: CaseState, recorded: Iterable[e.Recorded]
) -> tuple[list[_Row], list[_Row]]:
    """Return the rows of what has begun, and how those that began before go on."""
    started: dict[str, int] = {}
    changed: dict[str, None] = {}
    for each in recorded:
        event = each.event
        if isinstance(event, e.TaskScheduled):
            changed[event.instance] = None
        elif isinstance(event, e.PlanItemTransitioned):
            if event.transition in _STARTS:
                started[event.instance] = microseconds(each.time)
            elif event.after in FINAL:
                changed[event.instance] = None
    begun = [
        row for id_, at in started.items() if (row := _begun(plan, state, id_, at)) is not None
    ]
    going_on = [
        {"_case": state.id, "_instance": each, **_underscored(_so_far(state, each))}
        for each in changed
        if each not in started
    ]
    return begun, going_on


def _begun(plan: CasePlan, state: CaseState, id_: str, started: int) -> _Row | None:
    item = plan.items.get(state.instances[id_].item)
    if item is None or not _is_measured(item):
        return None
    about = {"item": item.id, "name": item.name, "kind": item.kind.value, "started": started}
    return {"case_id": state.id, "instance": id_, **about, **_so_far(state, id_)}


def _is_measured(item: Item) -> bool:
    return item.kind.is_task or item.kind is Kind.STAGE


def _so_far(state: CaseState, id_: str) -> _Row:
    """Return when an instance ended, if it has, and when it is due."""
    instance = state.instances[id_]
    ended = None if instance.is_open else microseconds(instance.since)
    return {"ended": ended, "due": at_or_never(instance.due)}


def _underscored(row: _Row) -> _Row:
    return {f"_{name}": value for name, value in row.items()}
