"""Draws cases in the terminal: one as a tree coloured by state, lists of them, what happened, why.

The one rule: mark and word always stand beside the colour, so that nothing is told by it alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from cmmn.case_text import event_words
from cmmn.events import Recorded
from cmmn.explain import Explanation
from cmmn.lifecycle import Kind, State
from cmmn.plan import Item
from cmmn.repository import Deployed
from cmmn.scenario import Outcome
from cmmn.state import CASE_ID, Instance
from cmmn.store.operations import Stats
from cmmn.store.queries import CaseRow, Page, TaskRow
from cmmn.views import CaseView, FormField, TaskView
from dmn.terminal import finding, plain, shown, table
from feel.errors import Problem
from feel.temporal import DateTime
from feel.values import to_text

__all__ = [
    "draw_case",
    "draw_cases",
    "draw_deployed",
    "draw_explanation",
    "draw_heading",
    "draw_history",
    "draw_news",
    "draw_outcomes",
    "draw_problems",
    "draw_stats",
    "draw_task_rows",
    "draw_tasks",
]

_MARKS: dict[State, tuple[str, str]] = {
    State.AVAILABLE: ("○", "bright_black"),
    State.ENABLED: ("▷", "blue"),
    State.DISABLED: ("⊘", "bright_black"),
    State.ACTIVE: ("●", "bold blue"),
    State.SUSPENDED: ("‖", "yellow"),
    State.FAILED: ("!", "red"),
    State.COMPLETED: ("✓", "green"),
    State.TERMINATED: ("✕", "bright_black strike"),
    State.CLOSED: ("■", "bright_black"),
}
"""How a state looks: its mark, and the style of what is in it."""


def _mark(state: State) -> Text:
    mark, style = _MARKS[state]
    return Text(f"{mark} ", style=style.removesuffix(" strike"))


def _state(state: str) -> Text:
    mark, style = _MARKS[State(state)]
    return Text(f"{mark} {state}", style=style.removesuffix(" strike"))


def _when(moment: DateTime | None) -> Text:
    """Return an instant to the second; the exact one is in the JSON."""
    if moment is None:
        return Text()
    return shown(DateTime(moment.date, replace(moment.time, nanosecond=0)))


_WHOLE = {"case", "time", "created", "reached", "due", "task", "in"}


def _table(*headers: str) -> Table:
    """Return an empty table in which instants and ids are not cut into lines."""
    drawn = table(*headers)
    for column in drawn.columns:
        column.no_wrap = str(column.header) in _WHOLE
    return drawn


def _section(title: str) -> Rule:
    return Rule(shown(title, "bold"), align="left", style="dim")


# --- one case -------------------------------------------------------------------------------------


def draw_heading(view: CaseView) -> Text:
    """Return what a case is: its name, id, business key, state, version and age."""
    key = "" if view.business_key is None else f", {view.business_key}"
    parent = view.snapshot.parent_case
    inside = "" if parent is None else f"\nof {view.snapshot.parent_instance} in case {parent}"
    created = _when(view.snapshot.created)
    return Text.assemble(
        (plain(view.plan.name), "bold"),
        plain(f"  {view.id}{key}\n"),
        _state(view.state),
        f", version {view.version}, created {created}",
        plain(inside),
    )


def draw_case(view: CaseView) -> Iterator[RenderableType]:
    """Give the parts of the drawing of a case."""
    yield draw_heading(view)
    if view.snapshot.instances:
        yield _section("Plan items")
        yield _plan_items(view)
    yield from _milestones(view)
    yield from _file(view)
    yield from _offers(view)
    yield from _roles(view)


def _plan_items(view: CaseView) -> Tree:
    """Return the instances as a tree of stages, in the order of the model."""
    place = {item: position for position, item in enumerate(view.plan.items)}
    inside: dict[str, list[Instance]] = {}
    for each in view.snapshot.instances.values():
        inside.setdefault(each.stage, []).append(each)
    root = Tree(Text.assemble(_mark(view.state), plain(view.plan.name)), guide_style="dim")
    waiting = [(root, CASE_ID)]
    while waiting:
        branch, stage = waiting.pop()
        for each in sorted(inside.get(stage, ()), key=lambda it: (place[it.item], it.number)):
            label = _instance(view.plan.items[each.item], each)
            waiting.append((branch.add(label), each.id))
    return root


def _instance(item: Item, instance: Instance) -> Text:
    style = _MARKS[instance.state][1]
    number = "" if instance.number == 1 else f"#{instance.number}"
    label = Text.assemble(
        _mark(instance.state),
        (plain(item.name), style),
        (plain(f" ({item.id}{number})"), "dim"),
        f" {instance.state}",
        overflow="fold",
    )
    for note in _notes(item, instance):
        label.append(plain(f", {note}"))
    if instance.incident is not None:
        told = f", incident {instance.incident.code}: {instance.incident.message}"
        label.append(plain(told), style="red")
    return label


def _notes(item: Item, instance: Instance) -> Iterator[str]:
    """Give what is to be known of an instance beside its state."""
    if instance.required and instance.is_open:
        yield "required"
    if item.kind is Kind.STAGE:
        yield "a stage"
    if instance.assignee is not None:
        yield f"assigned to {instance.assignee}"
    if not instance.is_open:
        return
    due = instance.timer.due if instance.timer is not None else instance.due
    if due is not None:
        yield f"due {_when(due)}"
    if instance.escalated:
        yield f"escalated to {', '.join(instance.escalated)}"
    if instance.child_case is not None:
        yield f"child case {instance.child_case}"
    if instance.handler is not None:
        yield f"waits for handler '{instance.handler}'"


def _milestones(view: CaseView) -> Iterator[RenderableType]:
    if not view.milestones:
        return
    drawn = _table("milestone", "reached")
    for each in view.milestones:
        drawn.add_row(shown(view.plan.items[each.item].name), _when(each.since))
    yield _section("Milestones")
    yield drawn


def _file(view: CaseView) -> Iterator[RenderableType]:
    if not view.snapshot.file:
        return
    drawn = _table("case file item", "value")
    for name, value in view.file.items():
        if value is not None:
            drawn.add_row(shown(name), shown(to_text(value)))
    yield _section("Case file")
    yield drawn


def _offers(view: CaseView) -> Iterator[RenderableType]:
    offers = view.offers()
    if not offers:
        return
    drawn = _table("may be planned", "name", "kind", "in", "by")
    for each in offers:
        by = ", ".join(each.roles) or "anybody"
        words = (each.item, each.name, each.kind.value, each.holder, by)
        drawn.add_row(*map(shown, words))
    yield _section("Discretionary items")
    yield drawn


def _roles(view: CaseView) -> Iterator[RenderableType]:
    if not view.roles:
        return
    drawn = _table("role", "held by")
    for role, holders in view.roles.items():
        drawn.add_row(shown(role), shown(", ".join(holders) or "nobody"))
    yield _section("Roles")
    yield drawn


# --- lists ----------------------------------------------------------------------------------------


def draw_cases(page: Page[CaseRow], offset: int) -> Iterator[RenderableType]:
    """Give a list of cases, and how to see more."""
    drawn = _table("case", "business key", "definition", "state", "version", "created")
    for each in page.rows:
        definition = f"{each.definition} v{each.definition_version}"
        key, version = shown(each.business_key or ""), shown(each.version)
        state, created = _state(each.state), _when(each.created)
        drawn.add_row(shown(each.id), key, shown(definition), state, version, created)
    yield drawn if page.rows else shown("no cases" if not offset else "no more cases")
    yield from _more(page, offset)


def draw_task_rows(page: Page[TaskRow], offset: int) -> Iterator[RenderableType]:
    """Give a list of tasks of many cases, and how to see more."""
    drawn = _table("case", "task", "name", "state", "assignee", "due", "priority")
    for each in page.rows:
        case = shown(each.business_key or each.case_id)
        who, priority = _who(each), shown("" if each.priority is None else each.priority)
        state, due = _state(each.state), _when(each.due)
        drawn.add_row(case, shown(each.instance), shown(each.name), state, who, due, priority)
    yield drawn if page.rows else shown("no tasks" if not offset else "no more tasks")
    yield from _more(page, offset)


def _who(task: TaskRow) -> Text:
    return shown(f"{task.assignee or ''}{' (escalated)' if task.is_escalated else ''}")


def _more(page: Page[Any], offset: int) -> Iterator[Text]:
    if page.has_more:
        yield shown(f"there are more: --offset {offset + len(page.rows)}", "dim")


def draw_tasks(page: Page[TaskView], offset: int) -> Iterator[RenderableType]:
    """Give the tasks of one case: for whom, why, until when, and what is shown and asked."""
    if not page.rows:
        yield shown("no tasks" if not offset else "no more tasks")
    for each in page.rows:
        yield _task(each)
        if each.fields:
            drawn = _table("", "field", "type", "value")
            for field in each.fields:
                drawn.add_row(*map(shown, _field(field)))
            yield drawn
    yield from _more(page, offset)


def _task(task: TaskView) -> Text:
    about = Text.assemble(
        _mark(task.state), (plain(task.name), "bold"), plain(f" ({task.id}) {task.state}")
    )
    if task.is_required:
        about.append(", required")
    held = f" ({', '.join(task.candidates) or 'nobody'})" if task.roles else ""
    about.append(plain(f"\n  for {', '.join(task.roles) or 'anybody'}{held}"))
    about.append(plain(f", assigned to {task.assignee}" if task.assignee else ""))
    if task.due is not None:
        due = f", due {_when(task.due)}{' (overdue)' if task.is_overdue else ''}"
        about.append(plain(due), style="red" if task.is_overdue else "")
    about.append("" if task.priority is None else f", priority {task.priority}")
    about.append(plain(f"\n  {task.documentation}" if task.documentation else ""), style="italic")
    if task.incident is not None:
        about.append(plain(f"\n  incident: {task.incident}"), style="red")
    return about


def _field(field: FormField) -> tuple[str, str, str, str]:
    kind = f"list of {field.type}" if field.is_many else field.type
    return ("asks" if field.is_output else "shows", field.name, kind, to_text(field.value))


# --- what happened, and why -----------------------------------------------------------------------


def draw_history(events: Iterable[Recorded]) -> Iterator[RenderableType]:
    """Give what happened, in order: its number, which is the version after it, when and by whom."""
    drawn = _table("version", "time", "by", "what happened", "because of")
    for each in events:
        cause = "" if each.cause is None else each.cause
        words = shown(event_words(each.event))
        drawn.add_row(shown(each.sequence), _when(each.time), shown(each.by), words, shown(cause))
    yield drawn if drawn.rows else shown("nothing happened")


def draw_news(events: Sequence[Recorded]) -> Iterator[Text]:
    """Give what a command led to, a line for each event with the version after it."""
    for each in events:
        yield Text.assemble((f"{each.sequence:>6}", "dim"), "  ", plain(event_words(each.event)))
    if not events:
        yield shown("nothing changed")


def draw_explanation(explanation: Explanation) -> Iterator[Text]:
    """Give why an item is as it is, sentence by sentence."""
    yield from map(shown, explanation.sentences)


def draw_stats(stats: Stats) -> RenderableType:
    """Return what a monitor polls, as a list."""
    age = stats.oldest_job_seconds
    drawn = _table("", "now")
    drawn.columns[-1].justify = "right"
    figures = {
        "open cases": stats.open_cases,
        "overdue tasks": stats.overdue_tasks,
        "due timers": stats.due_timers,
        "incidents": stats.incidents,
        "waiting jobs": stats.waiting_jobs,
        "dead jobs": stats.dead_jobs,
        "oldest job": "-" if age is None else f"{age:.0f} s",
    }
    for name, figure in figures.items():
        drawn.add_row(shown(name), shown(figure))
    return drawn


# --- definitions ----------------------------------------------------------------------------------

_SEVERITIES = {"error": "red", "warning": "yellow", "info": "dim"}


def draw_problems(problems: Iterable[Problem]) -> Iterator[RenderableType]:
    """Give what is wrong with definitions, the worst first."""
    found = list(problems)
    for severity in dict.fromkeys([*_SEVERITIES, *(each.severity for each in found)]):
        for each in found:
            if each.severity == severity:
                style = _SEVERITIES.get(severity, "")
                yield finding(each, f"{severity}: {_place(each)}", style)


def _place(problem: Problem) -> str:
    """Return `complaint.cmmn:12 > sentry assessed`."""
    place = str(problem.location)
    if problem.line is None or not problem.location.path:
        return place
    file = problem.location.path[0]
    return f"{file}:{problem.line}{place.removeprefix(file)}"


def draw_deployed(deployed: Iterable[Deployed]) -> Iterator[RenderableType]:
    """Give definitions after their deployment, and what is wrong in them."""
    drawn = _table("kind", "key", "version", "", "name")
    problems: list[Problem] = []
    for each in deployed:
        news = "new" if each.is_new else "as it was"
        words = (each.kind, each.key, each.version, news, each.name)
        drawn.add_row(*map(shown, words))
        problems += each.problems
    yield drawn
    yield from draw_problems(dict.fromkeys(problems))


# --- scenarios ------------------------------------------------------------------------------------


def draw_outcomes(file: str, outcomes: Sequence[Outcome]) -> Iterator[Text]:
    """Give how the scenarios of a file went: how many passed, and each step that failed."""
    passed = sum(each.passed for each in outcomes)
    yield shown(f"{passed:>5} of {len(outcomes):<5} {file}")
    for outcome in outcomes:
        for failure in outcome.failures:
            yield shown(f"      failed: {outcome.scenario}, {' '.join(str(failure).split())}")
