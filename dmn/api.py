"""The front door of DMN: load a model, evaluate it."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from dmn.compiler import InputPlan, ModelCompiler, ServicePlan, Values, evaluate_decision
from dmn.errors import NotDmnError, UnknownNameError
from dmn.graph import FindModel, Key
from dmn.item_types import check_allowed
from dmn.model import Definitions
from dmn.reader import read
from dmn.result import Result
from dmn.trace import Trace
from dmn.writer import write
from feel.api import Now, instant
from feel.conversion import from_natural
from feel.errors import FeelFault, FeelWarning, LimitExceeded, Location, Problem
from feel.feel_types import SimpleType, coerce, resolved
from feel.scope import DEFAULT_LIMITS, Limits, Run, Scope
from feel.values import Function, Value

_SMALL = 10**34


class Model:
    """A DMN model, compiled; evaluating it changes nothing, so one may serve many threads."""

    def __init__(
        self,
        definitions: Definitions,
        name: str = "",
        find: FindModel = lambda _namespace: None,
        limits: Limits = DEFAULT_LIMITS,
        functions: Iterable[Function] = (),
    ) -> None:
        self.definitions = definitions
        self.name = name or definitions.name
        self._limits = limits
        self._compiled = ModelCompiler(definitions, self.name, find, limits, functions)
        self._plans: dict[str | None, _Plan] = {}
        self._known = {plan.name for plan in self._compiled.inputs.values()} | set(
            self._compiled.inputs
        )
        self._decision_keys = frozenset(self._compiled.decisions)

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong with the model as it stands."""
        return list(self._compiled.problems)

    def check(self) -> list[Problem]:
        """Return everything that is wrong with the model as it stands: the same as `problems`."""
        return self.problems

    @property
    def decisions(self) -> list[str]:
        """The names of the decisions; an imported one is `import.name`."""
        return list(self._compiled.decisions)

    @property
    def inputs(self) -> list[str]:
        """The names of the input data; an imported one is `import.name`."""
        return list(self._compiled.inputs)

    @property
    def services(self) -> list[str]:
        """The names of the decision services."""
        return list(self._compiled.services)

    def save(self, path: str | Path) -> None:
        """Write the model as DMN 1.5."""
        Path(path).write_bytes(write(self.definitions))

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
        """Return the values of one decision and all it requires, of one service, or of every decision.

        `inputs` are natural Python by name of input data; one named as a decision replaces it.
        Null: whatever fails, with a warning that says where; an input that is not given.
        Errors: UnknownNameError for a decision or service the model does not have.
        """
        warnings: list[FeelWarning] = []
        run = Run(self._limits, instant(now), warnings)
        plan = self._plans.get(decision)
        if plan is None:
            plan = self._plan(decision)
        recorder = run.recorder = Trace() if trace else None
        values: Values = {}
        try:
            if service is not None:
                return self._evaluate_service(service, inputs, run)
            extra = None
            if not (inputs.keys() <= plan.names):
                plan, extra = self._unusual(plan, inputs, values, run)
            for reader in plan.readers:
                values[reader.key] = self._read(reader, inputs, run)
            if recorder is not None:
                recorder.inputs = dict(values)
            for each in plan.decisions:
                evaluate_decision(each, values, run, extra)
        except LimitExceeded as limit:
            self._give_up(plan, values, run, str(limit))
        except RecursionError:
            self._give_up(plan, values, run, "the limit 'nesting' of Python's stack was reached")
        except MemoryError:
            self._give_up(plan, values, run, "the limit 'memory' was reached")
        return Result(plan.keys, values, decision, warnings, recorder)

    def _give_up(self, plan: "_Plan", values: Values, run: Run, message: str) -> None:
        """End the whole evaluation: a limit reached makes every value null."""
        values.clear()
        values.update(dict.fromkeys(plan.keys))
        hint = "raise the limit, or make the model do less"
        location = Location((self.name,))
        run.warnings[:] = [FeelWarning("LIMIT_EXCEEDED", message, location, hint)]

    def _plan(self, decision: str | None, given: frozenset[Key] = frozenset()) -> "_Plan":
        compiled = self._compiled
        if decision is not None and decision not in compiled.decisions:
            raise UnknownNameError("decision", decision, self.decisions, self.name)
        targets = list(compiled.decisions) if decision is None else [decision]
        order = compiled.graph.order(targets, given)
        decisions = [compiled.decisions[key] for key in order]
        needed = {key: None for each in decisions for _, key in each.local}
        needed |= {key: None for each in decisions for _, _, key in each.imported}
        readers = [
            _Reader(compiled.inputs[key]) for key in compiled.inputs if key in needed
        ]
        plan = _Plan(tuple(order), readers, decisions, frozenset(r.plan.name for r in readers))
        if not given:
            self._plans[decision] = plan
        return plan

    def _unusual(
        self, plan: "_Plan", inputs: Mapping[str, Any], values: Values, run: Run
    ) -> tuple["_Plan", Scope | None]:
        """Take inputs that are no input data of the plan: decisions replaced, imports, other names."""
        replaced = self._decision_keys.intersection(inputs)
        if replaced:
            targets = plan.keys[-1] if len(self._plans) else None
            target = next((name for name, each in self._plans.items() if each is plan), targets)
            plan = self._plan(target, frozenset(replaced) - {target or ""})
            plan = _Plan(
                tuple(dict.fromkeys([*plan.keys, *replaced])),
                plan.readers,
                [each for each in plan.decisions if each.key not in replaced],
                plan.names,
            )
            for name in replaced:
                values[name] = from_natural(inputs[name], _fault_keeper(run, (self.name, name)))
        extra: dict[str, Value] = {}
        for name, value in inputs.items():
            if name in self._known or name in replaced or name in self._import_names:
                continue
            extra[name] = from_natural(value, _fault_keeper(run, (self.name, name)))
            self._warn_unknown(name, run)
        return plan, Scope(extra, None, run) if extra else None

    @property
    def _import_names(self) -> Iterable[str]:
        return self._compiled.graph.main.imports

    def _warn_unknown(self, name: str, run: Run) -> None:
        error = UnknownNameError("input data", name, [*self.inputs], self.name)
        hint = str(error).partition("(hint: ")[2].rstrip(")")
        run.warnings.append(
            FeelWarning(
                "UNKNOWN_INPUT", f"the model has no input data '{name}'", Location((self.name,)), hint
            )
        )

    def _read(self, reader: "_Reader", inputs: Mapping[str, Any], run: Run) -> Value:
        """Return the value of one input data, checked and converted at the border."""
        plan = reader.plan
        raw = inputs.get(plan.name, _ABSENT)
        if raw is _ABSENT and plan.key != plan.name:
            raw = _imported_input(plan.key, inputs)
        if raw is _ABSENT:
            fault = FeelFault("MISSING_INPUT", f"input '{plan.key}' was not given", "null is used")
            run.warn(fault, Location(plan.place))
            return None
        kind = type(raw)
        if kind is int and -_SMALL < raw < _SMALL:
            value: Value = Decimal(raw)
        elif kind is reader.python:
            value = raw if kind is not Decimal else from_natural(raw)
        else:
            value = from_natural(raw, _fault_keeper(run, plan.place))
        if not plan.constrained and (type(value) is reader.python or value is None):
            return value
        try:
            value = coerce(value, plan.type)
            if plan.constrained:
                check_allowed(value, plan.type, Scope({}, None, run))
        except FeelFault as fault:
            run.warn(fault, Location(plan.place))
            return None
        return value

    def _evaluate_service(self, name: str, inputs: Mapping[str, Any], run: Run) -> Result:
        plan: ServicePlan | None = self._compiled.services.get(name)
        if plan is None:
            raise UnknownNameError("decision service", name, self.services, self.name)
        given: Values = {}
        for requirement, declared in plan.parameters:
            reader = _Reader(
                InputPlan(requirement.key, requirement.name, declared, True, plan.place)
            )
            given[requirement.key] = self._read(reader, inputs, run)
        if run.recorder is not None:
            run.recorder.inputs = dict(given)
        keys = tuple(each.key for each in plan.outputs)
        try:
            values, value = plan.evaluate(given, run)
            if len(plan.outputs) == 1:
                values[keys[0]] = value
        except FeelFault as fault:
            run.warn(fault, Location(plan.place))
            values, value = dict.fromkeys(keys), None
        return Result(keys, values | {_SERVICE: value}, _SERVICE, run.warnings, run.recorder)

    def __repr__(self) -> str:
        return f"<dmn model {self.name}: {len(self.decisions)} decisions>"


_ABSENT: Any = object()
_SERVICE = "\0service"


def _fault_keeper(run: Run, place: tuple[str, ...]) -> Callable[[str, FeelFault], None]:
    return lambda inner, fault: run.warn(fault, Location((*place, inner) if inner else place))


def _imported_input(key: Key, inputs: Mapping[str, Any]) -> Any:
    """Find an imported input as `import.name`, or within a mapping named as the import."""
    if key in inputs:
        return inputs[key]
    import_name, _, name = key.partition(".")
    inner = inputs.get(import_name)
    return inner.get(name, _ABSENT) if isinstance(inner, Mapping) else _ABSENT


class _Reader:
    """How an input is read quickest: the Python class its values have, where there is one."""

    __slots__ = ("key", "plan", "python")

    def __init__(self, plan: InputPlan) -> None:
        self.plan = plan
        self.key = plan.key
        target = resolved(plan.type)
        self.python = target.python if isinstance(target, SimpleType) else None


class _Plan:
    """What is evaluated, in order, for one decision or for all."""

    __slots__ = ("decisions", "keys", "names", "readers")

    def __init__(
        self,
        keys: tuple[Key, ...],
        readers: list[_Reader],
        decisions: list[Any],
        names: frozenset[str],
    ) -> None:
        self.keys = keys
        self.readers = readers
        self.decisions = decisions
        self.names = names


# --- loading ---------------------------------------------------------------------------------------


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
    Errors: NotDmnError where there is no DMN, saying what was found; OSError where there is no file.
    """
    if isinstance(source, bytes):
        return Model(read(source), limits=limits, functions=functions)
    path = Path(source)
    if path.is_dir():
        main, find = _read_folder(path)
        return Model(*main, find, limits, functions)
    definitions = read(path.read_bytes(), path.name)
    find = _Siblings(path.parent, path).find if definitions.imports else _nothing
    return Model(definitions, path.name, find, limits, functions)


def _nothing(_namespace: str) -> Definitions | None:
    return None


class _Siblings:
    """The other models of a folder, read when one is first asked for."""

    def __init__(self, folder: Path, main: Path) -> None:
        self.folder = folder
        self.main = main
        self.models: dict[str, Definitions] | None = None

    def find(self, namespace: str) -> Definitions | None:
        """Return the model of a namespace."""
        if self.models is None:
            self.models = {}
            for path in sorted(self.folder.glob("*.dmn")):
                if path != self.main:
                    self._read(path, self.models)
        return self.models.get(namespace)

    def _read(self, path: Path, models: dict[str, Definitions]) -> None:
        try:
            definitions = read(path.read_bytes(), path.name)
        except NotDmnError:
            return  # it is not this file that was asked for
        models.setdefault(definitions.namespace, definitions)


def _read_folder(folder: Path) -> tuple[tuple[Definitions, str], FindModel]:
    """Return the main model of a folder with its name, and what finds the others."""
    paths = sorted(folder.glob("*.dmn"))
    models = {path: read(path.read_bytes(), path.name) for path in paths}
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
    by_namespace = {model.namespace: model for path, model in models.items() if path != main[0]}
    return (models[main[0]], main[0].name), by_namespace.get
