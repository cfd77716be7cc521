"""Home: what waits for this person, and what is wrong.

The one rule: everything here is a short list with a way to the page that has it all.
"""

from cmmn import ModelFilter, TaskFilter
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.address import case_address, model_address, screen_address, task_address
from ruling_workbench.desk import Desk
from ruling_workbench.present import age, counted, due, when, zone_of

__all__ = ["show"]

_FEW = 8
_MOST_CHECKED = 50


def show(desk: Desk) -> None:
    """Show what waits for the person, and what is wrong."""
    ui.title(f"Good day, {desk.person.name}")
    _figures(desk)
    left, right = ui.columns([3, 2])
    with left:
        _tasks(desk)
        _cases(desk)
    with right:
        _incidents(desk)
        _models(desk)
        _runs(desk)


def _figures(desk: Desk) -> None:
    engine, user = desk.engine, desk.user
    counts = engine.operations.counts()
    late = TaskFilter(overdue_at=engine.now)
    shown = (
        ("My tasks", str(engine.count_tasks(user))),
        ("Of these overdue", str(engine.count_tasks(user, late))),
        ("Open cases", f"{counts.open_cases:,}"),
        ("Incidents", f"{counts.incidents:,}"),
    )
    for box, (label, value) in zip(ui.columns(len(shown)), shown, strict=True):
        with box:
            ui.figure(label, value)


def _tasks(desk: Desk) -> None:
    ui.heading("My tasks", small=True)
    now = desk.engine.now
    found = desk.engine.tasks(desk.user, limit=_FEW)
    if not found.rows:
        ui.text("Nothing waits for you. Start a case on the page Cases.")
    for row in found.rows:
        name, what = ui.columns([3, 2])
        with name:
            ui.link(row.name, task_address(row.case_id, row.instance))
        with what:
            mine = "mine" if row.assignee == desk.person.name else "for my roles"
            told = [due(row.due, now), mine, "escalated" if row.is_escalated else ""]
            ui.caption(f"{row.case_name}: {', '.join(filter(None, told))}")
    if found.has_more:
        ui.link("All my tasks", screen_address("tasks"))


def _cases(desk: Desk) -> None:
    ui.heading("Newest cases", small=True)
    now = desk.engine.now
    found = desk.engine.cases(limit=_FEW)
    if not found.rows:
        ui.text("There are no cases yet.")
    for row in found.rows:
        name, what = ui.columns([3, 2])
        with name:
            ui.link(f"{row.name} {row.business_key or row.id}", case_address(row.id))
        with what:
            ui.caption(f"{row.state}, opened {age(row.created, now)}")
    ui.link("All cases", screen_address("cases"))


def _incidents(desk: Desk) -> None:
    ui.heading("Incidents", small=True)
    found = desk.engine.incidents(limit=_FEW)
    if not found.rows:
        ui.text("Nothing failed.")
    for row in found.rows:
        ui.link(f"{row.name}: {row.message}", case_address(row.case_id, item=row.instance))
    if found.has_more:
        ui.link("All incidents", screen_address("operations"))


def _models(desk: Desk) -> None:
    ui.heading("Models with problems", small=True)
    faulty = 0
    for row in desk.engine.models.list(ModelFilter(state="active"), limit=_MOST_CHECKED).rows:
        problems = desk.engine.models.problems(row.kind, row.key, row.version)
        if problems:
            faulty += 1
            address = (
                model_address(row.key, version=row.version)
                if row.kind == "dmn"
                else screen_address("models", kind=row.kind, key=row.key)
            )
            ui.link(f"{row.name}: {counted(len(problems), 'finding')}", address)
    if not faulty:
        ui.text("The checks found nothing wrong.")


def _runs(desk: Desk) -> None:
    ui.heading("Recent runs", small=True)
    found = desk.engine.attachments.recent("run", limit=_FEW)
    now, zone = desk.engine.now, zone_of(session.zone())
    if not found.rows:
        ui.text("No file was scored yet. Score one on the page Batch.")
    for row in found.rows:
        ui.link(
            f"{row.name}, {when(row.created, zone, now)}",
            screen_address("batch", model=row.key, run=row.id),
        )
