"""Metrics: how many cases, how long they take, what is late, what is decided.

The one rule: every figure says what it counts and over which period.
"""

from collections.abc import Sequence
from datetime import timedelta, tzinfo

from cmmn import ModelFilter, Scope
from cmmn.lifecycle import Kind
from feel.temporal import DateTime, from_python
from ruling_workbench import charts, session
from ruling_workbench import widgets as ui
from ruling_workbench.desk import Desk
from ruling_workbench.lists.paging import PAGE, pager
from ruling_workbench.present import instant, span, when, zone_of

__all__ = ["show"]

_PERIODS = {"7 days": 7, "30 days": 30, "90 days": 90, "a year": 365, "always": None}
_PARTS = ("Cases", "Times", "Tasks and milestones", "Decisions")
_TASKS = (Kind.HUMAN_TASK.value, Kind.PROCESS_TASK.value, Kind.CASE_TASK.value)


def show(desk: Desk) -> None:
    """Show the metrics of a definition, or of all."""
    ui.title("Metrics")
    scope, step = _asked(desk)
    part = ui.scale("Part", _PARTS, key="metrics part", value=_PARTS[0], hide_label=True)
    if part == _PARTS[1]:
        _times(desk, scope)
    elif part == _PARTS[2]:
        _lateness(desk, scope)
        _milestones(desk, scope)
    elif part == _PARTS[3]:
        _decisions(desk, scope, step)
    else:
        _flow(desk, scope, step)


def _asked(desk: Desk) -> tuple[Scope, str]:
    """Show what the figures can be narrowed to; return it, and the length of a bar."""
    models = desk.engine.models.list(ModelFilter(kind="cmmn"), limit=200).rows
    names = {each.key: each.name for each in models}
    asked = session.query().get("definition")
    definition_box, period_box, step_box = ui.columns([3, 4, 3], top=False)
    with definition_box:
        definition = ui.choice(
            "Cases of",
            list(names),
            key="metrics definition",
            label_of=lambda key: names[key],
            value=asked,
            empty="all definitions",
        )
    with period_box:
        period = ui.scale("Period", list(_PERIODS), key="metrics period", value="30 days")
    with step_box:
        step = ui.scale("A bar is a", ["day", "week", "month"], key="metrics step", value="day")
    session.set_query({"definition": definition})
    days = _PERIODS[period or "always"]
    since = None if days is None else _before(desk.engine.now, days)
    return Scope(definition=definition, since=since), step or "day"


def _before(now: DateTime, days: int) -> DateTime:
    found = from_python(instant(now) - timedelta(days=days))
    return found if isinstance(found, DateTime) else now


def _seconds(seconds: float | None) -> str:
    return "none" if seconds is None else span(timedelta(seconds=seconds))


# --- cases and times ------------------------------------------------------------------------------


def _flow(desk: Desk, scope: Scope, step: str) -> None:
    zone = zone_of(session.zone())
    found = desk.engine.metrics.flow(scope, step)
    opened, closed, now_open = ui.columns(3)
    with opened:
        ui.figure("Opened", sum(each.opened for each in found))
    with closed:
        ui.figure("Closed", sum(each.closed for each in found))
    with now_open:
        ui.figure("Open at the end", found[-1].open_at_end if found else 0)
    rows = [
        (_day(each.start, zone), name, float(count))
        for each in found
        for name, count in (("opened", each.opened), ("closed", each.closed))
    ]
    if any(count for _, _, count in rows):
        drawn = charts.stacked(rows, x=step, label="cases", count="cases")
        ui.chart(drawn, key="flow", label=f"Cases opened and closed by {step}")
    else:
        ui.text("No case was opened or closed in this time.")


def _day(moment: DateTime, zone: tzinfo) -> str:
    return instant(moment).astimezone(zone).strftime("%Y-%m-%d")


def _times(desk: Desk, scope: Scope) -> None:
    cycle = desk.engine.metrics.cycle_times(scope)
    ui.heading("From opening to the end", small=True)
    shown = (
        ("Half within", cycle.p50),
        ("75 %", cycle.p75),
        ("90 %", cycle.p90),
        ("95 %", cycle.p95),
    )
    for box, (label, seconds) in zip(ui.columns(4), shown, strict=True):
        with box:
            ui.figure(label, _seconds(seconds))
    ui.caption(f"of {cycle.count:,} cases that ended in this time")
    _table(desk, scope, ("stage",), "Stages")
    _table(desk, scope, _TASKS, "Tasks")


def _table(desk: Desk, scope: Scope, kinds: Sequence[str], title: str) -> None:
    found = desk.engine.metrics.times(scope, tuple(kinds))
    ui.heading(title, small=True)
    if not found:
        ui.text(f"No {title.lower()} ended in this time.")
        return
    rows = [
        {
            "Name": each.name,
            "Ended": each.count,
            "Half within": _seconds(each.median),
            "90 % within": _seconds(each.p90),
        }
        for each in found
    ]
    ui.records(rows, key=f"times {title}", label=f"Time in {title.lower()}")


# --- lateness and milestones ----------------------------------------------------------------------


def _lateness(desk: Desk, scope: Scope) -> None:
    ui.heading("Late tasks", small=True)
    found = desk.engine.metrics.lateness(scope)
    if not found:
        ui.text("No task was due in this time.")
        return
    rows = [
        {
            "Task": each.name,
            "Due": each.due,
            "Late": each.late,
            "Share": f"{each.rate:.0%}",
        }
        for each in found
    ]
    ui.records(rows, key="lateness", label="Tasks that were late")


def _milestones(desk: Desk, scope: Scope) -> None:
    ui.heading("Milestones", small=True)
    found = desk.engine.metrics.milestones(scope)
    if not found:
        ui.text("No case of this time has milestones.")
        return
    rows = [
        {
            "Milestone": each.name,
            "Cases": each.cases,
            "Reached": each.reached,
            "Share": f"{each.share:.0%}",
            "Half within": _seconds(each.median),
        }
        for each in found
    ]
    ui.records(rows, key="milestones", label="Milestones reached")


# --- decisions ------------------------------------------------------------------------------------


def _decisions(desk: Desk, scope: Scope, step: str) -> None:
    found = desk.engine.metrics.decisions(scope)
    if not found:
        ui.text("No case has asked a decision in this time.")
        return
    chosen = ui.choice(
        "Decision",
        list(found),
        key="metrics decision",
        label_of=lambda each: f"{each.decision} ({each.model}), {each.count:,} times",
    )
    if chosen is None:
        return
    outcomes = desk.engine.metrics.outcomes(chosen.decision, chosen.model, scope, step)
    zone = zone_of(session.zone())
    rows = [
        (_day(bucket.start, zone), outcome or "null", float(count))
        for bucket in outcomes.buckets
        for outcome, count in zip(outcomes.outcomes, bucket.counts, strict=True)
    ]
    drawn = charts.stacked(rows, x=step, label="outcome", count="times")
    ui.chart(drawn, key="outcomes", label=f"Outcomes of {chosen.decision} by {step}")
    _hits(desk, scope, chosen.model)


def _hits(desk: Desk, scope: Scope, model: str) -> None:
    ui.heading("Hits of each rule", small=True)
    page = pager("rule hits", (model, scope))
    found = desk.engine.metrics.rule_hits(model, scope, limit=PAGE, offset=page.offset)
    now, zone = desk.engine.now, zone_of(session.zone())
    rows = [
        {
            "Table": each.table,
            "Rule": each.rule,
            "Hits": each.hits,
            "Version": each.version,
            "Last": when(each.last, zone, now),
        }
        for each in found.rows
    ]
    if rows:
        ui.records(rows, key="rule hits list", label="Hits of each rule")
        page.show(len(rows), has_more=found.has_more, things="rules")
    else:
        ui.text("No rule of a table matched.")
