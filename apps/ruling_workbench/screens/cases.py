"""Cases: the list of them with its filters, and the form by which one is started.

The one rule: what is listed is what the address says; the database cuts the pages.
"""

from collections.abc import Mapping
from dataclasses import asdict

from cmmn import ModelFilter, ModelRow
from cmmn.lifecycle import Kind
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.address import case_address
from ruling_workbench.cases.case_list import (
    AGES,
    DUES,
    MINE,
    ORDERS,
    PARAMETERS,
    STATES_ASKED,
    Asked,
    case_rows,
    of_address,
)
from ruling_workbench.cases.start_form import show_start
from ruling_workbench.desk import Desk
from ruling_workbench.lists.filters import asked, settle
from ruling_workbench.lists.listing_view import listing_view
from ruling_workbench.lists.paging import PAGE, pager
from ruling_workbench.present import zone_of

__all__ = ["show"]

_MOST_DEFINITIONS = 100
_MOST_COUNTED = 10_000

Models = Mapping[str, ModelRow]


def show(desk: Desk) -> None:
    """Show the list of cases, or the form by which one is started."""
    start = session.query().get("start")
    if start:
        show_start(desk, start)
        return
    ui.title("Cases")
    active = ModelFilter(kind="cmmn", state="active")
    found = desk.engine.models.list(active, limit=_MOST_DEFINITIONS).rows
    models = {each.key: each for each in found}
    _list(desk, _filters(desk, models), models)


# --- filters --------------------------------------------------------------------------------------


def _filters(desk: Desk, models: Models) -> Asked:
    """Show what can be asked for, as the address has it; return what is."""
    given = of_address(asked("cases", PARAMETERS))
    names = {"": "All definitions", **{key: each.name for key, each in models.items()}}
    names.setdefault(given.definition, given.definition)
    with ui.container(flow=True, key="cases filters"):
        text = ui.field(
            "Search",
            key="cases filter text",
            value=given.q,
            hint="key, id, or a word of the case file",
            hide_label=True,
        )
        key = _choice("Definition", names, given.definition)
        wanted = _choice("State", STATES_ASKED, given.state)
        until = _choice("Due", DUES, given.due)
        with ui.popover(f"More ({given.more})" if given.more else "More", key="cases more"):
            others = _more(desk, given, key, models)
        _start(models)
    found = Asked(q=text.strip(), definition=key, state=wanted, due=until, **others)
    settle("cases", asdict(found))
    return found


def _choice(label: str, names: Mapping[str, str], value: str, *, hide_label: bool = True) -> str:
    found = ui.choice(
        label,
        list(names),
        key=f"cases filter {label.lower()}",
        label_of=lambda each: names.get(each, each),
        value=value,
        hide_label=hide_label,
    )
    return found or ""


def _more(desk: Desk, given: Asked, key: str, models: Models) -> dict[str, str]:
    """Show the filters that are asked for less often."""
    roles, milestones = _words(desk, [key] if key else list(models))
    role_names = {
        "": "Anybody's",
        MINE: "I hold a role",
        **{each: f"I am {each}" for each in roles},
    }
    role_names.setdefault(given.role, given.role)
    reached = {"": "Any", **{each: each for each in milestones}}
    reached.setdefault(given.milestone, given.milestone)
    assignee = ui.combo(
        "Has a task of",
        [desk.person.name],
        key="cases filter assignee",
        value=given.assignee or None,
        empty="anybody",
    )
    found = {
        "role": _choice("Role", role_names, given.role, hide_label=False),
        "milestone": _choice("Milestone reached", reached, given.milestone, hide_label=False),
        "age": _choice("Age", AGES, given.age, hide_label=False),
        "order": _choice("Order", ORDERS, given.order, hide_label=False),
    }
    incident = ui.check("Has an incident", key="cases filter incident", value=bool(given.incident))
    return {**found, "assignee": assignee.strip(), "incident": "yes" if incident else ""}


def _words(desk: Desk, keys: list[str]) -> tuple[list[str], list[str]]:
    """Return the roles and milestones that the models have."""
    roles: dict[str, None] = {}
    milestones: dict[str, None] = {}
    for key in keys:
        plan = desk.engine.models.plan(key)
        roles |= dict.fromkeys(plan.roles)
        named = [each.name for each in plan.items.values() if each.kind is Kind.MILESTONE]
        milestones |= dict.fromkeys(named)
    return list(roles), list(milestones)


def _start(models: Models) -> None:
    """Show the way to the form by which a case is started."""
    names = [each.name for each in models.values()]
    labels = {
        each.name if names.count(each.name) == 1 else f"{each.name} ({key})": key
        for key, each in models.items()
    }
    chosen = ui.menu("Start a case", list(labels), key="cases start") if labels else None
    if chosen is not None:
        session.set_query({"start": labels[chosen]})
        ui.rerun()


# --- the list -------------------------------------------------------------------------------------


def _list(desk: Desk, wanted: Asked, models: Models) -> None:
    """Show a page of cases; one that is chosen is opened."""
    page = pager("cases", wanted)
    now = desk.engine.now
    where = wanted.where(desk.user, now)
    found = desk.engine.cases(where, limit=PAGE, offset=page.offset)
    if not found.rows:
        _tell_empty(wanted, models)
        return
    rows = case_rows(found.rows, now, zone_of(session.zone()))
    chosen = listing_view(rows, key="case list", label="Cases")
    total = str(desk.engine.count_cases(where, most=_MOST_COUNTED))
    things = "case" if total == "1" else "cases"
    page.show(len(found.rows), has_more=found.has_more, total=total, things=things)
    if chosen is not None:
        session.go(case_address(chosen))


def _tell_empty(wanted: Asked, models: Models) -> None:
    """Say what would fill the list, and offer it."""
    if not wanted.is_all:
        ui.text("No case is like that. Ask for less, or for cases in any state.")
        if ui.button("Show all cases", key="cases all"):
            session.set_query({**dict.fromkeys(PARAMETERS, ""), "state": "any"})
            ui.rerun()
    elif models:
        ui.text("There is no open case. Start one, and it comes here.")
    else:
        ui.text("There is no case definition to start from. Upload one under 'Models'.")
