"""Scenario files: a model, steps, and the states that the standard prescribes after them.

The format is FORMAT.md of the kit, and what docs/cases.md adds to it: people, roles, decision
models, and scripted handlers. The one rule: a step that fails says what was expected and what is.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from cmmn import commands as c
from cmmn.case_index import Surroundings
from cmmn.compiler import compile_case
from cmmn.decision_calls import BoundModel
from cmmn.errors import CommandRefused, NotCmmnError
from cmmn.expectations import Scene, differences, listed
from cmmn.lifecycle import FileTransition, Transition
from cmmn.plan import CasePlan
from cmmn.reader import read_file
from cmmn.state import CASE_ID
from cmmn.world import Job, World
from dmn import NotDmnError, load
from feel.conversion import from_natural
from feel.temporal import DateTime, add, parse_date_time, parse_duration

__all__ = ["Failure", "Outcome", "run_file", "run_folder"]

_START = "2026-01-01T00:00:00Z"
_ATTEMPTS = 3  # of a job, before it has failed for good
_ITEM_STEPS = {
    "start": Transition.MANUAL_START,
    "enable": Transition.ENABLE,
    "disable": Transition.DISABLE,
    "reenable": Transition.REENABLE,
    "complete": Transition.COMPLETE,
    "occur": Transition.OCCUR,
    "suspend": Transition.SUSPEND,
    "resume": Transition.RESUME,
    "terminate": Transition.TERMINATE,
    "fault": Transition.FAULT,
    "reactivate": Transition.REACTIVATE,
    "close": Transition.CLOSE,
}
_CHILD_STEPS = {
    "addChild": FileTransition.ADD_CHILD,
    "removeChild": FileTransition.REMOVE_CHILD,
    "addReference": FileTransition.ADD_REFERENCE,
    "removeReference": FileTransition.REMOVE_REFERENCE,
}


@dataclass(frozen=True, slots=True)
class Failure:
    """A step that did not go as it should."""

    step: int
    what: str
    expected: Any
    actual: Any

    def __str__(self) -> str:
        return f"step {self.step}: {self.what}: expected {self.expected}, actual {self.actual}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a scenario went: passed, or its failing steps."""

    file: str
    scenario: str
    failures: tuple[Failure, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every step went as it should."""
        return not self.failures


def run_folder(folder: Path) -> Iterator[Outcome]:
    """Run every scenario file of a folder, or the one file that is given."""
    for path in [folder] if folder.is_file() else sorted(folder.glob("*.yaml")):
        yield from run_file(path)


# a text that is no UTF-8 is a ValueError; one nested too deep ends Python's stack
_UNREADABLE = (
    *(OSError, ValueError, RecursionError, KeyError, TypeError),
    *(NotCmmnError, NotDmnError, yaml.YAMLError),
)


def run_file(path: Path) -> Iterator[Outcome]:
    """Run the scenarios of one file; a file that cannot be read is one failed outcome."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        plans = _plans(path.parent, content)
        scenarios = [(each["name"], each["steps"], each) for each in content["scenarios"]]
    except _UNREADABLE as error:
        failure = Failure(0, "the file", "a scenario file", f"{type(error).__name__}: {error}")
        yield Outcome(path.name, "", (failure,))
        return
    for name, steps, scenario in scenarios:
        handlers = {**content.get("handlers", {}), **scenario.get("handlers", {})}
        script = _Script(plans, handlers)
        yield Outcome(path.name, name, tuple(script.run(steps)))


def _plans(folder: Path, content: Mapping[str, Any]) -> dict[str, CasePlan]:
    definitions = read_file(_beside(folder, content["model"]))
    models = {name: _bound(_beside(folder, name)) for name in content.get("dmn", ())}
    surroundings = Surroundings(models)
    return {
        case.id or "case": compile_case(definitions, case, content["model"], surroundings)
        for case in definitions.cases
    }


def _beside(folder: Path, name: str) -> Path:
    """Return the path of a model that a scenario file names: it is in the same folder."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(f"'{name}' is not in the folder of the scenario file")
    return path


def _bound(path: Path) -> BoundModel:
    return BoundModel(load(path), hashlib.sha256(path.read_bytes()).hexdigest())


@dataclass(slots=True)
class _Handler:
    """A handler of the script: its answers, one for each attempt; the last one stays."""

    answers: list[Any]
    used: int = 0

    def answer(self) -> Any:
        """Return the answer of the next attempt."""
        at = min(self.used, len(self.answers) - 1)
        self.used += 1
        return self.answers[at]

    def work(self) -> tuple[str | None, Any]:
        """Return why all attempts of a job failed, or None and the outputs of the one that did."""
        answer: Any = None
        for _ in range(_ATTEMPTS):
            answer = self.answer()
            if not (isinstance(answer, dict) and set(answer) == {"fail"}):
                return None, answer or {}
        return str(answer["fail"]), {}


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of a script: its verb, its argument, and what the argument says if a mapping."""

    verb: str
    argument: Any
    given: Mapping[str, Any]
    by: c.User | None
    now: DateTime

    @property
    def target(self) -> str:
        """The item that is meant."""
        return str(self.given["item"] if self.given else self.argument)


class _Script:
    """One scenario under way."""

    def __init__(self, plans: Mapping[str, CasePlan], handlers: Mapping[str, Any]) -> None:
        self.world = World(plans, parse_date_time(_START))
        self.scene = Scene(self.world)
        self.created = 0
        self.handlers = {
            name: _Handler(list(answers) if isinstance(answers, list) else [answers])
            for name, answers in handlers.items()
        }

    def run(self, steps: list[Mapping[str, Any]]) -> Iterator[Failure]:
        """Give the failures; after a command that fails nothing more is looked at."""
        for number, step in enumerate(steps, start=1):
            ((verb, argument),) = step.items()
            if verb == "expect":
                for difference in differences(self.scene, argument):
                    yield Failure(number, *difference)
                self.scene.seen = len(self.world.log)
            elif verb == "reject":
                yield from self._rejected(number, argument)
            else:
                try:
                    self._do(verb, argument)
                except CommandRefused as refused:
                    yield Failure(number, f"{verb} {argument}", "done", f"refused: {refused}")
                    return

    def _rejected(self, number: int, step: Mapping[str, Any]) -> Iterator[Failure]:
        ((verb, argument),) = step.items()
        before = dict(self.world.cases)
        try:
            self._do(verb, argument)
        except CommandRefused as refused:
            if refused.code == _NO_SUCH_STEP:
                yield Failure(number, f"reject {verb}", "a known step", str(refused))
            if before != self.world.cases:
                yield Failure(number, f"reject {verb}", "nothing changed", "states changed")
        else:
            yield Failure(number, f"reject {verb} {argument}", "refused", "done")

    # --- steps ------------------------------------------------------------------------------------

    def _do(self, verb: str, argument: Any) -> None:
        given = argument if isinstance(argument, dict) else {}
        is_named = verb not in ("set", "replace", "delete")  # these have case file items as keys
        by = _user(given.get("by")) if is_named else None
        step = _Step(verb, argument, given, by, self.world.now)
        if verb in _ITEM_STEPS:
            self._transition(step)
        elif verb in _CHILD_STEPS:
            self._change_child(step)
        else:
            _STEPS.get(verb, _Script.unknown)(self, step)

    def unknown(self, step: _Step) -> None:
        raise CommandRefused(_NO_SUCH_STEP, f"there is no step '{step.verb}'")

    def create(self, step: _Step) -> None:
        given = step.given
        if "at" in given:
            self.world.now = _instant(given["at"])
        root = f"case-{self.created + 1}"
        command = c.CreateCase(
            self.world.now,
            root,
            given.get("case") or next(iter(self.world.plans)),
            given.get("variables") or {},
            roles={role: listed(people) for role, people in (given.get("roles") or {}).items()},
            zone=given.get("zone", "UTC"),
            by=step.by,
        )
        self.world.create(command)
        self.scene.root = root
        self.created += 1

    def advance(self, step: _Step) -> None:
        to = add(step.now, parse_duration(str(step.argument)))
        self.world.advance(to if isinstance(to, DateTime) else step.now)

    def _transition(self, step: _Step) -> None:
        """Make a transition; `of` names the definition of the child case that is meant."""
        case = self.scene.case_of(step.target)
        if step.target == CASE_ID and "of" in step.given:
            case = self.scene.child_of(step.given["of"])
        variables = step.given.get("variables", {})
        transition = _ITEM_STEPS[step.verb]
        command = c.MakeTransition(step.now, step.target, transition, variables, by=step.by)
        self.world.run(case, command)

    def set(self, step: _Step) -> None:
        self.world.run(self.scene.case_of_file(step.given), c.SetFile(step.now, step.given))

    def change(self, step: _Step) -> None:
        transition = FileTransition(step.verb)
        name, value = next(iter(step.given.items()), (str(step.argument), None))
        command = c.ChangeFile(step.now, name, transition, value)
        self.world.run(self.scene.case_of_file({name: None}), command)

    def _change_child(self, step: _Step) -> None:
        given = step.given
        parent = given.get("parent") or given["item"]
        child = given.get("child") or given["target"]
        transition = _CHILD_STEPS[step.verb]
        change = c.ChangeFile(step.now, parent, transition, given.get("value"), child, by=step.by)
        self.world.run(self.scene.case_of_file({parent: None}), change)

    def plan(self, step: _Step) -> None:
        self._on_item(step, c.PlanItem(step.now, step.target, step.given.get("in"), by=step.by))

    def assign(self, step: _Step) -> None:
        me = step.by.name if step.by else None
        who = None if step.verb == "release" else step.given.get("to", me)
        self._on_item(step, c.AssignTask(step.now, step.target, who, step.verb, by=step.by))

    def schedule(self, step: _Step) -> None:
        dates = (step.given.get(each) for each in ("due", "followUp", "priority"))
        self._on_item(step, c.ScheduleTask(step.now, step.target, *dates, by=step.by))

    def incident(self, step: _Step) -> None:
        how, variables = step.given["how"], step.given.get("variables", {})
        self._on_item(step, c.ResolveIncident(step.now, step.target, how, variables, by=step.by))

    def _on_item(self, step: _Step, command: c.Command) -> None:
        self.world.run(self.scene.case_of(step.target), command)

    def role(self, step: _Step) -> None:
        kind = c.AssignRole if step.verb == "assignRole" else c.UnassignRole
        command = kind(step.now, step.given["role"], step.given["principal"], by=step.by)
        self.world.run(self.scene.root, command)

    def work(self, _: _Step) -> None:
        """Let the scripted handlers answer what waits for them; others go on waiting."""
        jobs, self.world.jobs = self.world.jobs, []
        for job in jobs:
            handler = self.handlers.get(job.handler)
            if handler is None:
                self.world.jobs.append(job)
            else:
                self._answer(job, handler)

    def _answer(self, job: Job, handler: _Handler) -> None:
        failed, outputs = handler.work()
        now = self.world.now
        if failed is not None:
            self.world.run(job.case, c.FailJob(now, job.instance, failed))
        elif job.is_blocking:
            self.world.run(job.case, c.CompleteJob(now, job.instance, outputs))


_NO_SUCH_STEP = "NO_SUCH_STEP"
_STEPS: Mapping[str, Callable[[_Script, _Step], None]] = {
    "create": _Script.create,
    "advance": _Script.advance,
    "set": _Script.set,
    "replace": _Script.change,
    "delete": _Script.change,
    "plan": _Script.plan,
    "claim": _Script.assign,
    "assign": _Script.assign,
    "delegate": _Script.assign,
    "release": _Script.assign,
    "schedule": _Script.schedule,
    "incident": _Script.incident,
    "assignRole": _Script.role,
    "unassignRole": _Script.role,
    "work": _Script.work,
}


def _user(by: Any) -> c.User | None:
    if by is None:
        return None
    if isinstance(by, str):
        return c.User(by)
    return c.User(by["user"], tuple(by.get("groups", ())))


def _instant(value: Any) -> DateTime:
    if isinstance(value, str):
        return parse_date_time(value)
    found = from_natural(value)
    return found if isinstance(found, DateTime) else parse_date_time(_START)
