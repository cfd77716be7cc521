"""The form by which a case is started: what it begins with, who does what, what would follow.

The one rule: the command id is made when the form is first shown, so that neither a reload nor a
second click starts a second case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cmmn import CaseFilter, CommandRefused, Draft, FormKey
from cmmn.plan import CasePlan
from dmn.input_form import Entered, Field
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.address import case_address
from ruling_workbench.case.verbs import sentence
from ruling_workbench.cases.start_case import plans_for, preview, preview_facts
from ruling_workbench.desk import Desk
from ruling_workbench.forms.form_values import (
    FREE,
    CaseForm,
    case_problems,
    case_values,
    descriptions_of,
    start_form,
)
from ruling_workbench.forms.forms import draw_form
from ruling_workbench.lists.facts_view import facts_view

__all__ = ["show_start"]

_STARTED = "case started"
_GROUP = "group:"


@dataclass(frozen=True, slots=True)
class _Start:
    """The start of a case of one version of a definition."""

    desk: Desk
    key: str
    version: int
    plan: CasePlan
    draft: Draft

    @property
    def mark(self) -> str:
        """What the keys of its widgets begin with."""
        return f"start {self.draft.command_id}"


@dataclass(frozen=True, slots=True)
class _Entered:
    """What stands in the form, as it is kept."""

    values: Mapping[str, Entered]
    business_key: str
    roles: Mapping[str, Sequence[str]]

    def kept(self) -> dict[str, Any]:
        """Return it as plain JSON; nothing for a form in which nothing stands."""
        found = {
            "values": dict(self.values),
            "key": self.business_key,
            "roles": {name: list(held) for name, held in self.roles.items() if held},
        }
        return found if any(found.values()) else {}


def show_start(desk: Desk, key: str) -> None:
    """Show the form by which a case of a definition is started.

    Errors: UnknownCaseError for a definition that is not there.
    """
    started = session.pop(f"{_STARTED} {key}")
    if started:
        session.go(case_address(started))
        return
    row = desk.engine.models.get("cmmn", key)
    draft = desk.engine.drafts.open(desk.user, FormKey.start(key), row.version)
    if draft.accepted is not None:  # the answer was lost: the case is there
        _go(desk, key, draft, draft.accepted)
        return
    plan = desk.engine.models.plan(key, row.version)
    start = _Start(desk, key, row.version, plan, draft)
    ui.title(f"Start a case: {row.name}")
    ui.caption(f"version {row.version}, the newest that is active; deployed by {row.deployed_by}")
    if plan.documentation:
        ui.text(plan.documentation)
    at_form, at_preview = ui.columns([3, 2])
    with at_form:
        form = start_form(plan, descriptions_of(desk.engine.models.case_model(key, row.version)))
        entered = _form(start, form)
        clicked, cancelled = _buttons(start)
    with at_preview:
        _preview(start, form, entered)
    if entered.kept() != draft.values:
        desk.engine.drafts.save(draft, entered.kept())
    if cancelled:
        session.set_query({"start": None})
        ui.rerun()
    if clicked:
        with at_form:
            _create(start, form, entered)


def _buttons(start: _Start) -> tuple[bool, bool]:
    with ui.container(flow=True, key=f"{start.mark} buttons"):
        clicked = ui.button("Start", key=f"{start.mark} start", primary=True)
        return clicked, ui.button("Back to the list", key=f"{start.mark} back")


# --- the form -------------------------------------------------------------------------------------


def _form(start: _Start, form: CaseForm) -> _Entered:
    """Draw the form, at first with what was typed before."""
    kept = session.keep(f"{start.mark} kept", dict(start.draft.values))
    values, key = kept.get("values", {}), kept.get("key", "")
    entered = _draw(start, [_needed(each, form) for each in form.asked], values)
    if form.later:
        is_open = any(each.name in values for each in form.later)
        with ui.expander("Filled in by its tasks later on", is_open=is_open):
            entered |= _draw(start, form.later, values)
    business_key = ui.field(
        "Business key",
        key=f"{start.mark} key",
        value=key,
        help_="What the case is called elsewhere, such as the number of a letter.",
    )
    return _Entered(entered, business_key.strip(), _roles(start, kept.get("roles", {})))


def _draw(
    start: _Start, fields: Sequence[Field], values: Mapping[str, Entered]
) -> dict[str, Entered]:
    return draw_form(
        fields,
        values,
        prefix=start.mark,
        check=case_problems,
        is_roomy=True,
        is_paired=True,
        free=FREE,
    )


def _needed(field: Field, form: CaseForm) -> Field:
    """Return a field whose label says that a case has to have it."""
    return replace(field, label=f"{field.label} (needed)") if field.name in form.needed else field


def _roles(start: _Start, kept: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Draw who does what: people, and groups after `group:`."""
    if not start.plan.roles:
        return {}
    ui.caption("Who does what: people, and groups such as group:claims")
    known = _known(start)
    found: dict[str, list[str]] = {}
    for at in range(0, len(start.plan.roles), 2):
        names = start.plan.roles[at : at + 2]
        for box, role in zip(ui.columns(2), names, strict=False):
            with box:
                held = ui.names(
                    role,
                    known,
                    key=f"{start.mark} role {role}",
                    values=kept.get(role, ()),
                    empty="nobody yet",
                )
                found[role] = [each.strip() for each in held if each.strip()]
    return found


def _known(start: _Start) -> list[str]:
    """Return who may be given a role: this person, the groups, who has one in the newest case."""
    user = start.desk.user
    mine = [user.name, *(f"{_GROUP}{each}" for each in user.groups)]
    newest = start.desk.engine.cases(CaseFilter(definition=start.key), limit=1).rows
    held = start.desk.engine.case(newest[0].id).now.roles.values() if newest else ()
    return list(dict.fromkeys([*mine, *(each for holders in held for each in holders)]))


# --- what follows ---------------------------------------------------------------------------------


def _preview(start: _Start, form: CaseForm, entered: _Entered) -> None:
    """Show what would become active."""
    desk = start.desk
    read = case_values(form.fields, entered.values)
    plans = plans_for(start.key, start.plan, desk.engine.models.plan)
    shown = preview(
        plans, start.key, read.inputs, roles=_given(entered), by=desk.user, now=desk.engine.now
    )
    with ui.container(border=True, key=f"{start.mark} preview"):
        ui.heading("What follows", small=True)
        names = [each.name for each in form.fields if each.name in form.needed]
        missing = [name for name in names if entered.values.get(name) is None]
        if missing:
            ui.caption(f"Still missing: {', '.join(missing)}")
        if shown.view is None:
            ui.problem(shown.refused)
            return
        groups = preview_facts(shown.view, read.inputs, desk.user)
        if not any(groups):
            ui.caption("Nothing starts by itself.")
        facts_view(*groups, key=f"{start.mark} follows", label="What follows from the start")


def _given(entered: _Entered) -> dict[str, list[str]]:
    return {role: list(held) for role, held in entered.roles.items() if held}


def _create(start: _Start, form: CaseForm, entered: _Entered) -> None:
    """Create the case and go to it; what is refused is told, and all stays as it was typed."""
    read = case_values(form.fields, entered.values)
    if read.problems:
        ui.problem("Not started: something is wrong in the form, see beside the field.")
        return
    try:
        case = start.desk.engine.create(
            start.key,
            read.inputs,
            business_key=entered.business_key or None,
            roles=_given(entered),
            by=start.desk.user,
            command_id=start.draft.command_id,
            version=start.version,
        )
    except CommandRefused as refused:
        hint = f" {sentence(refused.hint)}" if refused.hint else ""
        ui.banner("warning", f"Not started: {sentence(refused.message)}{hint}")
        return
    session.put(f"{_STARTED} {start.key}", case.id)
    _go(start.desk, start.key, start.draft, case.id)


def _go(desk: Desk, key: str, draft: Draft, case_id: str) -> None:
    """Leave for a case that was started."""
    desk.engine.drafts.answered(draft)
    session.pop(f"{_STARTED} {key}")
    session.go(case_address(case_id))
