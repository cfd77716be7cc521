"""Tasks: what is mine, what I may take, what is late; the form of one of them beside the list.

The one rule: an address names the view and the task, so that it can be sent to a colleague.
"""

from cmmn.store.queries import TaskRow
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.address import case_address
from ruling_workbench.desk import Desk
from ruling_workbench.lists.filters import asked, settle
from ruling_workbench.lists.listing_view import listing_view
from ruling_workbench.lists.paging import PAGE, pager
from ruling_workbench.tasks.task_desk import Inbox, inbox_rows, next_task
from ruling_workbench.tasks.task_form import task_form

__all__ = ["show"]

_HEIGHT = 640


def show(desk: Desk) -> None:
    """Show the inbox, and the task that the address names."""
    ui.title("Tasks")
    view, text = _filter(desk)
    case_id, task = session.query().get("case"), session.query().get("task")
    at_list, at_task = ui.columns([2, 3])
    with at_list:
        rows = _inbox(desk, view, text, f"{case_id} {task}" if case_id and task else None)
    with at_task:
        if case_id and task:
            _task(desk, case_id, task, rows)
        elif rows:
            ui.caption("Choose a task to see what it is about.")


def _filter(desk: Desk) -> tuple[Inbox, str]:
    """Show what can be listed, with how many there are; return what is."""
    given = asked("tasks", ("view", "q"))
    begun = Inbox(given["view"]) if given["view"] in set(Inbox) else Inbox.MINE
    labels = {each.value: f"{each.label} {_count(desk, each)}" for each in Inbox}
    with ui.container(flow=True, key="tasks filters"):
        found = ui.scale(
            "Tasks",
            [each.value for each in Inbox],
            key="tasks filter view",
            label_of=lambda each: labels[each],
            value=begun.value,
            hide_label=True,
        )
        text = ui.field(
            "Search",
            key="tasks filter text",
            value=given["q"],
            hint="name of the task, or a word of its case",
            hide_label=True,
        )
    view = Inbox(found or begun.value)
    settle("tasks", {"view": None if view is Inbox.MINE else view.value, "q": text.strip()})
    return view, text


def _count(desk: Desk, view: Inbox) -> str:
    by, where = view.asked(desk.user, desk.engine.now)
    return str(desk.engine.count_tasks(by, where))


def _inbox(desk: Desk, view: Inbox, text: str, selected: str | None) -> tuple[TaskRow, ...]:
    """Show a page of the list; a row that is chosen is in the address then."""
    page = pager("tasks", (view, text))
    by, where = view.asked(desk.user, desk.engine.now, text)
    found = desk.engine.tasks(by, where, limit=PAGE, offset=page.offset)
    if not found.rows:
        ui.text("No task is like that." if text.strip() else view.empty)
        return ()
    chosen = listing_view(
        inbox_rows(found.rows, desk.engine.now, desk.user),
        key=f"task list {view.value}",
        label=f"Tasks, {view.label.lower()}",
        selected=selected,
        height=_HEIGHT,
    )
    if chosen is not None and chosen != selected:
        case_id, _, task = chosen.partition(" ")
        session.set_query({"case": case_id, "task": task})
        ui.rerun()
    total = str(desk.engine.count_tasks(by, where))
    things = "task" if total == "1" else "tasks"
    page.show(len(found.rows), has_more=found.has_more, total=total, things=things)
    return found.rows


def _task(desk: Desk, case_id: str, task: str, rows: tuple[TaskRow, ...]) -> None:
    """Show one task, and what to go on with when it is done."""
    view = desk.engine.case(case_id).now
    instance = view.snapshot.instances.get(task)
    if instance is not None:
        item = view.plan.items[instance.item]
        ui.heading(item.name if instance.number == 1 else f"{item.name} ({instance.number})")
        key = f"{view.business_key}, " if view.business_key else ""
        ui.link(f"{key}{view.plan.name}", case_address(case_id, item=item.id))
    task_form(desk, case_id, task, "tasks")
    if instance is None or instance.is_open:
        return
    following = next_task(view, task, desk.user)
    if following is not None:
        if ui.button(f"Go on with {following[1]}", key="tasks go on here", primary=True):
            session.set_query({"task": following[0]})
            ui.rerun()
        return
    other = next((each for each in rows if (each.case_id, each.instance) != (case_id, task)), None)
    if other is not None and ui.button(f"Next: {other.name}", key="tasks go on", primary=True):
        session.set_query({"case": other.case_id, "task": other.instance})
        ui.rerun()
