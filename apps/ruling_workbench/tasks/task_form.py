"""The form of one task: what it shows and asks, and what is done with it.

The one rule: a click is one command, and what somebody typed is never lost: not by a reload, not by
a refusal, not by someone who was first.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cmmn import Draft, TaskView
from cmmn.events import Recorded
from cmmn.lifecycle import State, Transition
from dmn.input_form import Entered, Field
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.case.verbs import sentence
from ruling_workbench.desk import Desk
from ruling_workbench.forms.form_values import (
    FREE,
    case_problems,
    case_values,
    changed,
    entered_values,
)
from ruling_workbench.forms.forms import draw_form
from ruling_workbench.lists.facts_view import facts_view
from ruling_workbench.lists.outline import Cell
from ruling_workbench.present import age, when, zone_of
from ruling_workbench.tasks.case_news import Ending, ending_of, news, why_begun
from ruling_workbench.tasks.shown_task import ShownTask, open_task
from ruling_workbench.tasks.task_desk import Action, actions, task_page, value_lines
from ruling_workbench.tasks.task_hands import show_hands

__all__ = ["task_form"]

_COMPLETE, _START = str(Transition.COMPLETE), str(Transition.MANUAL_START)
_DISABLE = str(Transition.DISABLE)
_MOST_EVENTS = 2_000  # so many of a case are read to tell what happened


def task_form(desk: Desk, case_id: str, instance_id: str, key: str) -> None:
    """Show a task of a case: its facts, its form, and what may be done with it.

    Errors: UnknownCaseError for a case that is not there.
    """
    task = open_task(desk, case_id, instance_id, key)
    if task is None:
        ui.banner("warning", f"This case has no task '{instance_id}'.")
        return
    refused = task.refused()
    if not task.instance.is_open:
        _ended(task)  # which says more than why a click was in vain
        return
    if refused:
        ui.banner("warning", refused)
    _open(task, is_told=bool(refused))


# --- an open task ---------------------------------------------------------------------------------


def _open(task: ShownTask, *, is_told: bool) -> None:
    zone, name = zone_of(session.zone()), task.instance.id
    page = task_page(
        task.view, task.instance, task.user, zone, why_begun(task.view.plan, _told(task), name)
    )
    if page.documentation:
        ui.text(page.documentation)
    looks = {"Due": "late" if page.is_late else "", "State": page.state.value}
    facts = [(name, Cell(words, looks.get(name, ""))) for name, words in page.facts]
    at_hand = task.at_hand
    shown = [] if at_hand is None else _inputs(at_hand)
    facts_view(facts, shown, key=f"{task.key} facts", label=f"About {task.name}")
    deeds = actions(task.view, task.instance, task.user)
    complete = deeds[_COMPLETE]
    is_active = task.instance.state is State.ACTIVE
    draft = _begun(task, is_allowed=complete.is_allowed) if is_active else None
    if at_hand is None or draft is None:
        _buttons(task, deeds)
        _why_not(deeds[_COMPLETE if is_active else _START])
        return
    if not is_told:
        _tell_moved(task, draft)
    known = {each.name: each.value for each in at_hand.fields if each.is_output}
    form = _filled(task, draft, known)
    clicked = _buttons(task, deeds, form.draft)
    _why_not(complete)
    if clicked and complete.is_allowed:
        _send(task, form)
    elif draft.version != task.view.version:
        # a run ends what the person saw before it shows what is there now
        task.show(None)
        ui.rerun()


def _told(task: ShownTask) -> list[Recorded]:
    """Return what happened in the case; of a long one, what happened last."""
    return task.case.history(after=max(0, task.view.version - _MOST_EVENTS))


def _inputs(at_hand: TaskView) -> list[tuple[str, Cell]]:
    """Return what a task shows."""
    return [
        (
            each.name,
            Cell("not given", "quiet") if each.value is None else Cell(value_lines(each.value)),
        )
        for each in at_hand.fields
        if not each.is_output
    ]


def _begun(task: ShownTask, *, is_allowed: bool) -> Draft | None:
    """Return the draft that the person sees: as it was shown, or as it is in the store.

    Null: someone else has the task, and this person has typed nothing into it.
    """
    if task.draft is not None:
        return task.draft
    kept = None if is_allowed else task.kept()
    return task.opened() if is_allowed or (kept is not None and kept.values) else None


def _tell_moved(task: ShownTask, draft: Draft) -> None:
    """Say what others did since a person began to type."""
    if draft.carried_from is None:
        return
    later = task.case.history(after=draft.carried_from)
    told = news(task.view.plan, [each for each in later if each.by != task.user.name])
    if told:
        words = f"The case has moved on since you began: {'; '.join(told)}."
        ui.banner("info", f"{words} What you typed is still here.")


# --- the form -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Form:
    """A form as it stands: its fields, what it was filled in with, what is entered now."""

    fields: tuple[Field, ...]
    before: Mapping[str, Entered]
    entered: Mapping[str, Entered]
    draft: Draft


def _filled(task: ShownTask, draft: Draft, known: Mapping[str, object]) -> _Form:
    """Draw the form, at first with values of the case file, and keep what was typed."""
    fields = task.fields
    mark = f"{task.key} {draft.command_id}"
    before = session.keep(f"{mark} before", entered_values(fields, known))
    entered = draw_form(
        fields,
        {**before, **draft.values},
        prefix=mark,
        check=case_problems,
        is_roomy=True,
        free=FREE,
    )
    typed = changed({each.name: entered.get(each.name) for each in fields}, before)
    if typed != draft.values:
        draft = task.desk.engine.drafts.save(draft, typed)
        task.show(draft)
    if typed:
        ui.caption(f"What you typed is kept for you, saved {age(draft.saved, task.view.now)}.")
    return _Form(fields, before, entered, draft)


def _buttons(task: ShownTask, deeds: Mapping[str, Action], draft: Draft | None = None) -> bool:
    """Show what may be done and do it, but for completing: return whether that was asked for."""
    clicked = False
    with ui.container(flow=True, key=f"{task.key} buttons"):
        if draft is not None:
            clicked = _button(task, deeds[_COMPLETE], f"{draft.command_id} complete", primary=True)
        for name in (_START, _DISABLE) if task.instance.state is State.ENABLED else ():
            if _button(task, deeds[name], name, primary=name == _START):
                _make(task, name)
        show_hands(task, deeds)
    return clicked


def _button(task: ShownTask, deed: Action, key: str, *, primary: bool) -> bool:
    return ui.button(
        deed.label,
        key=f"{task.key} {key}",
        primary=primary,
        disabled=not deed.is_allowed,
        help_=deed.refused,
    )


def _why_not(deed: Action) -> None:
    """Say why what one would do first cannot be done."""
    if deed.refused:
        ui.caption(f"{deed.label}: {sentence(deed.refused)}")


def _make(task: ShownTask, transition: str) -> None:
    """Let the task make a transition, once for what the person saw."""
    once = f"{task.instance.id} {transition} {task.view.version}"
    task.do(lambda: task.case.make(task.instance.id, transition, by=task.user, command_id=once))


def _send(task: ShownTask, form: _Form) -> None:
    """Complete the task with what was entered, if nothing is wrong with it."""
    read = case_values(form.fields, form.entered)
    if read.problems:
        ui.problem("Not completed: something is wrong in the form, see beside the field.")
        return
    emptied = {name: None for name in changed(form.before, {}) if name not in read.inputs}

    def complete() -> None:
        task.case.complete(
            task.instance.id,
            {**emptied, **read.inputs},
            by=task.user,
            command_id=form.draft.command_id,
            expected_version=form.draft.version,
        )
        task.answered(form.draft)

    task.do(complete, seen=form.draft.version)


# --- a task that has ended ------------------------------------------------------------------------


def _ended(task: ShownTask) -> None:
    """Say how the task ended and what that caused; show what this person had typed, if any."""
    ending = ending_of(task.view.plan, _told(task), task.instance.id)
    kept = task.kept()
    if kept is not None and kept.accepted is not None:  # it was this person's own command
        task.answered(kept)
        kept = None
    draft = task.draft or kept
    if ending is not None:
        _tell_ending(task, ending, was_first=draft is None)
    if draft is not None:
        ui.heading("What you had typed", small=True)
        form = _filled(task, draft, {})
        if not form.draft.values or ui.button("Discard it", key=f"{task.key} discard"):
            task.answered(form.draft)
            ui.rerun()


def _tell_ending(task: ShownTask, ending: Ending, *, was_first: bool) -> None:
    zone, now = zone_of(session.zone()), task.view.now
    who = {task.user.name: "you", "system": "the case itself"}.get(ending.by, ending.by)
    at = f"{age(ending.when, now)}, {when(ending.when, zone, now)}"
    said = f"{task.name} was {ending.state} by {who} ({at})."
    if ending.caused:
        said = f"{said} What followed: {', '.join(ending.caused)}."
    if was_first:
        ui.banner("success" if ending.state is State.COMPLETED else "info", said)
    else:
        ui.banner("warning", f"{said} That was before you: nothing of yours was sent.")
