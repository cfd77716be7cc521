"""The front door of DMN: load a model, evaluate it."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from inspect import currentframe
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from dmn.atomic_file import replacing
from dmn.checks import check
from dmn.compiler import ModelCompiler
from dmn.errors import NotDmnError, UnknownNameError
from dmn.graph import FindModel, Key
from dmn.inputs import Reader, check_mapping, check_name, keep_faults, read_all
from dmn.model import Definitions
from dmn.plans import DecisionPlan, InputPlan, Values, evaluate_alone, evaluate_decision
from dmn.reader import read, read_file
from dmn.result import Result
from dmn.shortcut import UNDECIDED, Shortcut
from dmn.trace import Hit, Hits, Trace
from dmn.writer import write
from feel.api import Now, instant
from feel.conversion import from_natural
from feel.errors import FeelFault, FeelWarning, LimitExceeded, Location, Problem
from feel.scope import DEFAULT_LIMITS, Limits, Run, in_fresh_thread
from feel.values import Function, Value


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is evaluated, in order, for one decision or for all; `target` is the one asked for.

    `alone` is the decision of a plan with no other, if it sees just the inputs, by their keys.
    """

    target: str | None
    keys: dict[Key, None]
    readers: list[Reader]
    decisions: list[DecisionPlan]
    alone: DecisionPlan | None = None
    # from as many inputs straight to the value of the one decision, where that is a plain table
    shortcut: Shortcut | None = None
    width: int = 0


def _no_model(_namespace: str) -> Definitions | None:
    return None


class Model:
    """A DMN model, compiled; evaluating it changes nothing, so one may serve many threads.

    `compiled` is for what is built on the engine: commands, checks and plans of many rows.
    """

    def __init__(
        self,
        definitions: Definitions,
        name: str = "",
        find: FindModel = _no_model,
        limits: Limits = DEFAULT_LIMITS,
        functions: Iterable[Function] = (),
    ) -> None:
        self.definitions = definitions
        self.name = name or definitions.name
        self._limits = limits
        self._functions = tuple(functions)
        self.compiled = _with_room(
            lambda: ModelCompiler(definitions, self.name, find, limits, self._functions)
        )
        self._plans: dict[str | None, _Plan] = {}
        inputs = self.compiled.inputs
        self._known_names = frozenset(
            {*inputs, *(each.name for each in inputs.values()), *self.compiled.graph.main.imports}
        )

    @cached_property
    def problems(self) -> list[Problem]:
        """Everything that is wrong with the model as it stands, found when first asked for."""
        return _with_room(self._all_problems)

    def _all_problems(self) -> list[Problem]:
        found = self.compiled.problems
        known = {(problem.code, problem.location) for problem in found}
        more = (each for each in check(self.compiled) if (each.code, each.location) not in known)
        return [*found, *more]

    def check(self) -> list[Problem]:
        """Return everything that is wrong with the model as it stands: the same as `problems`."""
        return list(self.problems)

    @cached_property
    def sha256(self) -> str:
        """What tells this model and its imports from others: their hash as DMN 1.5 text.

        The layout of a file and its DMN version make no difference.
        """
        digest = hashlib.sha256()
        for unit in self.compiled.graph.units:
            digest.update(write(unit.definitions))
        return digest.hexdigest()

    @property
    def decisions(self) -> list[str]:
        """The names of the decisions; an imported one is `import.name`."""
        return list(self.compiled.decisions)

    @property
    def inputs(self) -> list[str]:
        """The names of the input data; an imported one is `import.name`."""
        return list(self.compiled.inputs)

    @property
    def services(self) -> list[str]:
        """The names of the decision services."""
        return list(self.compiled.services)

    def save(self, path: str | Path) -> None:
        """Write the model as DMN 1.5; the file appears whole or stays as it was.

        Errors: OSError where it cannot be written; ValueError for what XML cannot hold.
        """
        content = write(self.definitions)
        with replacing(Path(path)) as file:
            file.write(content)

    def __repr__(self) -> str:
        return f"<dmn model {self.name}: {len(self.decisions)} decisions>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a copy in another process be compiled from what this one was."""
        imported = tuple(unit.definitions for unit in self.compiled.graph.units[1:])
        return _remade, (self.definitions, self.name, imported, self._limits, self._functions)

    # --- evaluation ------------------------------------------------------------------------------

    def evaluate(
        self,
        inputs: Mapping[str, Any],
        *,
        decision: str | None = None,
        service: str | None = None,
        now: Now = None,
        trace: bool = False,
    ) -> Result:
        """Return the values of one decision and all it requires, of a service, or of all decisions.

        `inputs` are natural Python by name of input data; one named as a decision replaces it.
        Null: whatever fails, with a warning that says where; an input that is not given.
        Errors: UnknownNameError for a decision or service the model does not have; TypeError for
        inputs that are no mapping of names.
        """
        plan = self._plans.get(decision) or self._plan(decision)
        shortcut = plan.shortcut
        if (
            shortcut is not None
            and type(inputs) is dict
            and len(inputs) == plan.width
            and not trace
            and service is None
        ):
            value = shortcut.decide(inputs)
            if value is not UNDECIDED:
                return Result(plan.keys, dict.fromkeys(plan.keys, value), decision, [])
            shortcut.learn(inputs)
        check_mapping(inputs)
        run = Run(self._limits, instant(now))
        if trace:
            run.recorder = Trace()
        if service is not None:
            return self._evaluate_service(service, inputs, run)
        return self._evaluated(plan, inputs, run)

    def rules_hit(
        self,
        inputs: Mapping[str, Any],
        *,
        decision: str | None = None,
        service: str | None = None,
        now: Now = None,
    ) -> tuple[Result, dict[Key | None, list[Hit]]]:
        """Return what `evaluate` does, and which rules matched, by decision, in order.

        It takes far less than a trace. Errors: those of `evaluate`.
        """
        check_mapping(inputs)
        run = Run(self._limits, instant(now))
        hits = run.recorder = Hits()
        if service is not None:
            result = self._evaluate_service(service, inputs, run)
        else:
            plan = self._plans.get(decision) or self._plan(decision)
            result = self._evaluated(plan, inputs, run)
        result.trace = None
        return result, hits.found

    def _evaluated(self, plan: _Plan, inputs: Mapping[str, Any], run: Run) -> Result:
        recorder = run.recorder
        decision = plan.target
        values: Values = {}
        extra = None
        try:
            if read_all(plan.readers, inputs, values, run) != len(inputs):
                plan, extra = self._unusual(plan, inputs, values, run)
            if recorder is not None:
                recorder.read(values, run.warnings)
            elif plan.alone is not None and extra is None:
                evaluate_alone(plan.alone, values, run)
                return Result(plan.keys, values, decision, run.warnings)
            for each in plan.decisions:
                evaluate_decision(each, values, run, extra)
        except (LimitExceeded, RecursionError, MemoryError, SystemError) as error:
            values = dict.fromkeys(plan.keys)
            self._give_up(error, run)
        return Result(plan.keys, values, decision, run.warnings, recorder)

    def _give_up(self, error: BaseException, run: Run) -> None:
        """Leave one warning: a limit that is reached ends the whole evaluation."""
        if isinstance(error, LimitExceeded):
            message = str(error)
        else:
            limit = "nesting" if isinstance(error, RecursionError) else "memory"
            message = f"the limit '{limit}' was reached"
        hint = "raise the limit, or make the model do less"
        run.warnings[:] = [FeelWarning("LIMIT_EXCEEDED", message, Location((self.name,)), hint)]
        if run.recorder is not None:
            run.recorder.warnings = tuple(run.warnings)

    def _plan(self, decision: str | None) -> _Plan:
        if decision is not None and decision not in self.compiled.decisions:
            raise UnknownNameError("decision", decision, self.decisions, self.name)
        plan = self._plans[decision] = self._plan_without(decision, frozenset())
        return plan

    def _plan_without(self, decision: str | None, given: frozenset[Key]) -> _Plan:
        """Return the plan for a decision, or all, where some decisions are given as inputs."""
        compiled = self.compiled
        targets = list(compiled.decisions) if decision is None else [decision]
        order = compiled.graph.order(targets, given)
        decisions = [compiled.decisions[key] for key in order]
        needed = {key for each in decisions for key in each.requires}
        readers = [self._reader(plan) for key, plan in compiled.inputs.items() if key in needed]
        keys = dict.fromkeys([*order, *(key for key in compiled.decisions if key in given)])
        seen = {(key, key) for key in needed}
        is_alone = len(decisions) == 1 and not given and set(decisions[0].local) == seen
        if not is_alone:
            return _Plan(decision, keys, readers, decisions)
        alone = decisions[0]
        return _Plan(decision, keys, readers, decisions, alone, alone.shortcut, len(readers))

    def _unusual(
        self, plan: _Plan, inputs: Mapping[str, Any], values: Values, run: Run
    ) -> tuple[_Plan, dict[str, Value]]:
        """Take inputs that are no input data of the plan: decisions replaced, and other names."""
        given = self.compiled.given
        replaced = frozenset(name for name in inputs if name in given)
        if replaced:
            plan = self._plan_without(plan.target, replaced)
            run.warnings.clear()  # what is missing may not be needed any more
            read_all(plan.readers, inputs, values, run)
        extra: dict[str, Value] = {}
        for name, raw in inputs.items():
            if name in replaced:
                values[name] = Reader(given[name]).read(raw, run)
            elif name not in self._known_names:
                extra[name] = from_natural(raw, keep_faults(run, (self.name, name)))
                run.warnings.append(self._unknown_input(name, self.inputs))
        return plan, extra

    def _reader(self, plan: InputPlan) -> Reader:
        return Reader(plan, has_alias=plan.name not in self.compiled.inputs)

    def _unknown_input(self, name: str, names: list[str]) -> FeelWarning:
        check_name(name)
        error = UnknownNameError("input data", name, names, self.name)
        return FeelWarning("UNKNOWN_INPUT", error.message, Location((self.name,)), error.hint)

    def _evaluate_service(self, name: str, inputs: Mapping[str, Any], run: Run) -> Result:
        plan = self.compiled.services.get(name)
        if plan is None:
            raise UnknownNameError("decision service", name, self.services, self.name)
        readers = [
            self._reader(InputPlan(each.key, each.name, declared, True, plan.place))
            for each, declared in plan.parameters
        ]
        values: Values = {}
        keys = dict.fromkeys(each.key for each in plan.outputs)
        known = {*self.compiled.graph.main.imports}
        known.update(*((each.key, each.name) for each, _ in plan.parameters))
        try:
            read_all(readers, inputs, values, run)
            run.warnings += [
                self._unknown_input(name, [each.key for each, _ in plan.parameters])
                for name in inputs
                if name not in known
            ]
            if run.recorder is not None:
                run.recorder.read(values, run.warnings)
            values, value = plan.evaluate(values, run)
            if len(keys) == 1:
                values |= dict.fromkeys(keys, value)
        except FeelFault as fault:
            run.warn(fault, Location(plan.place))
            values, value = dict.fromkeys(keys), None
        except (LimitExceeded, RecursionError, MemoryError, SystemError) as error:
            values, value = dict.fromkeys(keys), None
            self._give_up(error, run)
        return Result(keys, values | {_SERVICE: value}, _SERVICE, run.warnings, run.recorder)


_SERVICE = "\0service"  # no decision can have this name


def _remade(
    definitions: Definitions,
    name: str,
    imported: tuple[Definitions, ...],
    limits: Limits,
    functions: tuple[Function, ...],
) -> Model:
    """Return the model again, from what `Model.__reduce__` gives."""
    found = {each.namespace: each for each in reversed(imported)}
    return Model(definitions, name, found.get, limits, functions)


# --- loading --------------------------------------------------------------------------------------

_Made = TypeVar("_Made")
_FRAMES_LEFT_ALONE = 100


def _with_room(make: Callable[[], _Made]) -> _Made:
    """Return what a function makes, with enough of Python's stack, however deep the caller is.

    Errors: NotDmnError where that does not do.
    """
    try:
        made: _Made = in_fresh_thread(lambda _: make(), None) if _is_deep() else make()
    except RecursionError:
        message = "it is nested too deep, or Python's stack is nearly full where it is loaded"
        hint = "load it further out, or split the model"
        raise NotDmnError("TOO_DEEP", message, Location(("model",)), hint) from None
    return made


def _is_deep() -> bool:
    """Tell whether the caller has used a good part of Python's stack."""
    frame = currentframe()
    for depth in count():
        if frame is None or depth > _FRAMES_LEFT_ALONE:
            break
        frame = frame.f_back
    return frame is not None


def load(
    source: str | Path | bytes,
    *,
    limits: Limits = DEFAULT_LIMITS,
    functions: Iterable[Function] = (),
) -> Model:
    """Return the model in a file, in bytes, or in a folder with the models it imports.

    Of a folder, the model that no other one imports is the main one. A file's imports are found in
    its folder, by namespace. `functions` are the host's own (`feel.function`), which every decision
    of the model may invoke.
    Errors: NotDmnError where there is no DMN, saying what was found; OSError without a file.
    """
    if isinstance(source, bytes):
        return Model(_with_room(lambda: read(source)), limits=limits, functions=functions)
    path = Path(source)
    if path.is_dir():
        definitions, name, find = _with_room(lambda: _read_folder(path))
        return Model(definitions, name, find, limits, functions)
    definitions = _with_room(lambda: read_file(path))
    find = _Siblings(path).find if definitions.imports else _no_model
    return Model(definitions, path.name, find, limits, functions)


class _Siblings:
    """The other models in a file's folder, read when one is first asked for."""

    def __init__(self, main: Path) -> None:
        self.main = main
        self.models: dict[str, Definitions] | None = None

    def find(self, namespace: str) -> Definitions | None:
        """Return the model of a namespace."""
        if self.models is None:
            self.models = {}
            for path in sorted(self.main.parent.glob("*.dmn")):
                if path != self.main:
                    self._read(path, self.models)
        return self.models.get(namespace)

    def _read(self, path: Path, models: dict[str, Definitions]) -> None:
        try:
            definitions = read_file(path)
        except (NotDmnError, OSError):
            return  # it is not this file that was asked for
        models.setdefault(definitions.namespace, definitions)


def _read_folder(folder: Path) -> tuple[Definitions, str, FindModel]:
    """Return the main model of a folder, its name, and what finds the others."""
    paths = sorted(path for path in folder.glob("*.dmn") if path.is_file())
    models = {path: read_file(path) for path in paths}
    imported = {each.namespace for model in models.values() for each in model.imports}
    main = [path for path, model in models.items() if model.namespace not in imported]
    if len(main) != 1:
        found = ", ".join(path.name for path in main or paths) or "no .dmn file"
        raise NotDmnError(
            "NO_MAIN_MODEL",
            f"the folder should hold one model that no other imports; found {found}",
            Location((str(folder),)),
            "load the file you mean",
        )
    others = {model.namespace: model for path, model in models.items() if path != main[0]}
    return models[main[0]], main[0].name, others.get
