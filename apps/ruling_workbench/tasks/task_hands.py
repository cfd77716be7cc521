"""Whose a task is: the buttons to claim it, release it, and hand it over.

The one rule: what is refused stays there with the reason; a click is one command.
"""

from collections.abc import Mapping

from ruling_workbench import widgets as ui
from ruling_workbench.tasks.shown_task import ShownTask
from ruling_workbench.tasks.task_desk import Action, people_for

__all__ = ["show_hands"]

_HANDED = {
    "delegate": "they do it for you: when they release it, it is yours again",
    "assign": "it is theirs from then on",
}


def show_hands(task: ShownTask, deeds: Mapping[str, Action]) -> None:
    """Show what can be done about whose a task is; do what is clicked, and run the page again."""
    case, instance, user = task.case, task.instance, task.user
    once = f"{instance.id} {user.name} {task.view.version}"
    claim, release = deeds.get("claim"), deeds.get("release")
    if claim is not None and instance.assignee != user.name and _button(task, claim):
        task.do(lambda: case.claim(instance.id, by=user, command_id=f"claim {once}"))
    if release is not None and instance.assignee is not None and _button(task, release):
        task.do(lambda: case.release(instance.id, by=user, command_id=f"release {once}"))
    ways = [deeds[name] for name in _HANDED if name in deeds and deeds[name].is_allowed]
    if ways:
        with ui.popover("Hand over", key=f"{task.key} over {task.view.version}"):
            _hand_over(task, ways)


def _button(task: ShownTask, deed: Action) -> bool:
    return ui.button(
        deed.label,
        key=f"{task.key} {deed.name}",
        disabled=not deed.is_allowed,
        help_=deed.refused,
    )


def _hand_over(task: ShownTask, ways: list[Action]) -> None:
    case, name, user = task.case, task.instance.id, task.user
    known = people_for(task.view, task.instance, user)
    to = ui.combo("To whom", known, key=f"{task.key} to", empty="a name").strip()
    once = f"{name} {to} {task.view.version}"
    for way in ways:
        key = f"{task.key} {way.name}"
        clicked = ui.button(way.label, key=key, disabled=not to, help_=_HANDED[way.name])
        if clicked and way.name == "delegate":
            task.do(lambda: case.delegate(name, to, by=user, command_id=f"delegate {once}"))
        elif clicked:
            task.do(lambda: case.assign(name, to, by=user, command_id=f"assign {once}"))
