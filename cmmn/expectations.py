"""What a scenario expects, compared with what is: states, values, tasks, incidents, the log.

The one rule: an item is looked for in the case that the script created, then in its children, the
newest first; nothing is changed here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cmmn import events as e
from cmmn.case_file import own_value
from cmmn.conditions import Reading
from cmmn.plan import CasePlan
from cmmn.planning import offers
from cmmn.state import CASE_ID, CaseState, Instance
from cmmn.world import World
from feel.conversion import from_natural

__all__ = ["Difference", "Scene", "differences", "listed"]

Difference = tuple[str, Any, Any]
"""What was compared, what is expected, and what is."""


@dataclass(slots=True)
class Scene:
    """The cases of a scenario; `root` is the one that the script created.

    `seen` is how much of the log the last expectation has looked at.
    """

    world: World
    root: str = ""
    seen: int = 0

    def case_of(self, target: str) -> str:
        """Return the case an item is in: the root, or else the newest child that has it."""
        base = target.rpartition("#")[0] or target
        if target == CASE_ID:
            return self.root
        return self._first(lambda plan: _item_id(plan, base) is not None)

    def case_of_file(self, names: Mapping[str, Any]) -> str:
        """Return the case that has all these case file items: the root, or the newest child."""

        def has_all(plan: CasePlan) -> bool:
            known = {
                each for item in plan.file.values() for each in (item.name, item.path, item.id)
            }
            return all(str(each).partition("[")[0] in known for each in names)

        return self._first(has_all)

    def child_of(self, definition: str) -> str:
        """Return the newest child case of a definition; the root where there is none."""
        return self._first(lambda plan: plan.id == definition)

    def _first(self, fits: Callable[[CasePlan], bool]) -> str:
        others = [name for name in reversed(self.world.cases) if name != self.root]
        cases = self.world.cases
        near = [name for name in (self.root, *others) if name in cases]
        return next((name for name in near if fits(cases[name][0])), self.root)

    def instances(self, item: str) -> list[Instance]:
        """Return the instances of an item, the first created first."""
        plan, state = self.world.cases[self.case_of(item)]
        found = _item_id(plan, item.rpartition("#")[0] or item)
        return [] if found is None else list(state.instances_of(found))

    def newest(self, item: str) -> Instance | None:
        """Return the instance that is meant: the numbered one, or the newest."""
        _, _, number = item.rpartition("#")
        instances = self.instances(item)
        if number.isdigit():
            instances = [each for each in instances if each.number == int(number)]
        return instances[-1] if instances else None

    @property
    def state(self) -> CaseState:
        """The state of the root."""
        return self.world.cases[self.root][1]


def differences(scene: Scene, expected: Mapping[str, Any]) -> Iterator[Difference]:
    """Give what is not as it is expected."""
    for key, wanted in expected.items():
        compare = _COMPARISONS.get(key)
        if compare is None:
            yield key, "one of " + ", ".join(_COMPARISONS), "unknown"
            continue
        for what, want, have in compare(scene, wanted):
            if want != have:
                yield what, want, have


def listed(value: Any) -> list[str]:
    """Return a list of names; one name alone is a list of it."""
    return [value] if isinstance(value, str) else list(value)


def _item_id(plan: CasePlan, name: str) -> str | None:
    if name in plan.items:
        return name
    return next((item.id for item in plan.items.values() if item.name == name), None)


def _comparable(value: Any) -> Any:
    """Return a value as it compares with what YAML holds: numbers by value, times by text."""
    if isinstance(value, dict):
        return {name: _comparable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_comparable(each) for each in value]
    is_plain = (
        value is None or isinstance(value, (str, bool, int, float)) or hasattr(value, "as_tuple")
    )
    return value if is_plain else str(value)


# --- the case and its items -----------------------------------------------------------------------


def _case(scene: Scene, wanted: str) -> Iterator[Difference]:
    yield "case", wanted, str(scene.state.state)


def _items(scene: Scene, wanted: Mapping[Any, Any]) -> Iterator[Difference]:
    for name, states in wanted.items():
        actual: Any = [str(each.state) for each in scene.instances(str(name))]
        if not isinstance(states, list):
            newest = scene.newest(str(name))
            actual = "absent" if newest is None else str(newest.state)
        yield f"items {name}", states, actual


def _count(scene: Scene, wanted: Mapping[Any, int]) -> Iterator[Difference]:
    for name, number in wanted.items():
        yield f"count {name}", number, len(scene.instances(str(name)))


def _file(scene: Scene, wanted: Mapping[Any, Any]) -> Iterator[Difference]:
    for name, value in wanted.items():
        plan, state = scene.world.cases[scene.case_of_file({name: None})]
        actual = own_value(plan, state.file, str(name))
        yield f"file {name}", _comparable(from_natural(value)), _comparable(actual)


def _discretionary(scene: Scene, wanted: list[str]) -> Iterator[Difference]:
    cases = scene.world.cases.values()
    actual = {
        offer.item
        for plan, state in cases
        for _, offer in offers(plan, Reading(plan, state, scene.world.now), state)
    }
    ids = {item.name: item.id for plan, _ in cases for item in plan.items.values()}
    ids |= {each: each for plan, _ in cases for each in plan.items}  # an id comes before a name
    yield "discretionary", sorted(ids.get(each, each) for each in wanted), sorted(actual)


# --- the log --------------------------------------------------------------------------------------


def _log(scene: Scene, wanted: list[str]) -> Iterator[Difference]:
    """Compare with the log as far as it was found, in order, since the last expectation."""
    found = 0
    for case, recorded in scene.world.log[scene.seen :]:
        if found < len(wanted) and wanted[found] in _log_names(scene, case, recorded.event):
            found += 1
    yield "log", wanted, wanted[:found]


def _log_names(scene: Scene, case: str, event: e.Event) -> set[str]:
    """Return how a log may call a transition: by the item's id, name or instance."""
    plan, state = scene.world.cases[case]
    match event:
        case e.PlanItemCreated():
            transition: str = "create"
        case e.PlanItemTransitioned():
            transition = event.transition
        case e.CaseTransitioned():
            return {f"{CASE_ID if case == scene.root else plan.id}.{event.transition}"}
        case _:
            return set()
    instance = state.instances[event.instance]
    item = plan.items[instance.item]
    return {
        f"{name}{number}.{transition}"
        for name in (item.id, item.name)
        for number in ("", f"#{instance.number}")
    }


# --- people, calls and references -----------------------------------------------------------------

_FIELDS: Mapping[str, Callable[[Instance], Any]] = {
    "assignee": lambda task: task.assignee,
    "owner": lambda task: task.owner,
    "due": lambda task: task.due,
    "followUp": lambda task: task.follow_up,
    "priority": lambda task: task.priority,
    "escalated": lambda task: task.escalated is not None,
    "inputs": lambda task: task.inputs,
}


def _tasks(scene: Scene, wanted: Mapping[Any, Mapping[str, Any]]) -> Iterator[Difference]:
    for item, fields in wanted.items():
        task = scene.newest(str(item))
        for name, value in fields.items():
            what = f"{name} of {item}"
            read = _FIELDS.get(name)
            if read is None or task is None:
                yield what, value, "absent" if task is None else "unknown"
            else:
                yield what, _comparable(from_natural(value)), _comparable(read(task))


def _incidents(scene: Scene, wanted: Mapping[Any, str | None]) -> Iterator[Difference]:
    for item, code in wanted.items():
        instance = scene.newest(str(item))
        incident = None if instance is None else instance.incident
        yield f"incident of {item}", code, incident.code if incident else None


def _cases(scene: Scene, wanted: Mapping[str, Any]) -> Iterator[Difference]:
    """Compare the states of child cases, by definition; the newest, or a list of all."""
    for definition, states in wanted.items():
        found = [
            str(state.state)
            for name, (plan, state) in scene.world.cases.items()
            if plan.id == definition and name != scene.root
        ]
        actual: Any = found if isinstance(states, list) else (found or ["absent"])[-1]
        yield f"case {definition}", states, actual


def _roles(scene: Scene, wanted: Mapping[str, Any]) -> Iterator[Difference]:
    for role, people in wanted.items():
        yield f"role {role}", listed(people), list(scene.state.roles.get(role, ()))


def _references(scene: Scene, wanted: Mapping[str, Any]) -> Iterator[Difference]:
    for path, targets in wanted.items():
        held = scene.state.references.get(path, ())
        yield f"references of {path}", listed(targets), list(held)


_COMPARISONS: Mapping[str, Callable[[Scene, Any], Iterator[Difference]]] = {
    "case": _case,
    "items": _items,
    "count": _count,
    "file": _file,
    "discretionary": _discretionary,
    "log": _log,
    "tasks": _tasks,
    "incidents": _incidents,
    "cases": _cases,
    "roles": _roles,
    "references": _references,
}
