"""A model and its imports -> one that is ready to evaluate: every piece of logic compiled once.

Each decision sees what it requires and nothing else. Faults in the model are problems, and null for
what needs them.
"""

import difflib
from collections.abc import Iterable
from types import NoneType
from typing import Any

from dmn.allowed_values import check_allowed, is_constrained
from dmn.boxed import compile_boxed, compile_function
from dmn.decision_service import ServiceFunction, ServicePlan
from dmn.environment import (
    Environment,
    Evaluator,
    Texts,
    broken,
    known_names,
    not_invocable,
    prepend,
    typed,
)
from dmn.graph import FindModel, Graph, Key, Node, Requirement, Unit
from dmn.item_types import ItemTypes, components_of
from dmn.model import (
    BusinessKnowledgeModel,
    Context,
    Decision,
    DecisionService,
    DecisionTable,
    Definitions,
    DMNElementReference,
    InputData,
)
from dmn.plans import DecisionPlan, InputPlan
from dmn.rule_index import quick_test
from dmn.shortcut import Shortcut
from feel.compiler import Compiler
from feel.errors import FeelFault, Location, Problem
from feel.feel_types import ANY, FeelType, FunctionType, SimpleType, resolved
from feel.parser import parse_unary_tests
from feel.scope import DEFAULT_LIMITS, Limits, Run, Scope
from feel.unary_tests import Test, compile_tests
from feel.values import Function, Value


class ModelCompiler:
    """Compiles everything a graph holds; `problems` are all that was found on the way."""

    def __init__(
        self,
        definitions: Definitions,
        name: str,
        find: FindModel,
        limits: Limits = DEFAULT_LIMITS,
        host_functions: Iterable[Function] = (),
    ) -> None:
        self.limits = limits
        self.host_functions: dict[str, Value] = {each.name: each for each in host_functions}
        self.graph = Graph(definitions, name, find)
        self.problems: list[Problem] = []
        self.texts = Texts()
        self.inputs: dict[Key, InputPlan] = {}
        # how a decision's value is read when it is given from outside
        self.given: dict[Key, InputPlan] = {}
        self.decisions: dict[Key, DecisionPlan] = {}
        self.functions: dict[Key, _Pending] = {}
        self.services: dict[Key, ServicePlan] = {}
        self._types = self._all_types()
        self._environments = {id(unit): self._environment(unit) for unit in self.graph.units}
        self._compile()
        self.problems[:0] = [
            *(problem for unit in self.graph.units for problem in unit.definitions.problems),
            *self.graph.problems,
            *(
                problem.within(unit.name)
                for unit in self.graph.units
                for problem in self.types_of(unit).problems
            ),
        ]

    # --- types and names -------------------------------------------------------------------------

    def _all_types(self) -> dict[int, ItemTypes]:
        types: dict[int, ItemTypes] = {}
        # an import comes after its importer in the list: so the innermost first
        for unit in reversed(self.graph.units):
            components = frozenset(components_of(unit.definitions))

            def tests(text: str, components: frozenset[str] = components) -> Test:
                known = known_names(frozenset(), components).occurring(text)
                node = parse_unary_tests(text, known, self.limits)
                return quick_test(node, compile_tests(node, Compiler(text)))

            types[id(unit)] = ItemTypes(unit.definitions, tests)
        for unit in reversed(self.graph.units):
            for name, imported in unit.imports.items():
                types[id(unit)].add_import(name, types[id(imported)])
        for each in types.values():
            each.resolve_all()
        return types

    def types_of(self, unit: Unit) -> ItemTypes:
        """Return the types a model of the graph knows."""
        return self._types[id(unit)]

    def _environment(self, unit: Unit) -> Environment:
        components: set[str] = set()
        for each in (unit, *unit.imports.values()):
            components |= components_of(each.definitions)
            components |= _entry_names(each.definitions)
        for imported in unit.imports.values():
            components |= {element.name for element in imported.definitions.drg_elements}
        return Environment(
            self.types_of(unit),
            self.texts,
            self.problems,
            frozenset(components),
            limits=self.limits,
        )

    # --- compiling -------------------------------------------------------------------------------

    def _compile(self) -> None:
        # functions are known first, for they may call each other; and services need all decisions
        for node in (
            *self.graph.of_kind(BusinessKnowledgeModel),
            *self.graph.of_kind(DecisionService),
        ):
            self.functions[node.key] = _Pending(node.element.name)
        for kind, compile_one in (
            (InputData, self._input),
            (BusinessKnowledgeModel, self._knowledge),
            (Decision, self._decision),
            (DecisionService, self._service),
        ):
            for node in self.graph.of_kind(kind):
                compile_one(node, node.element)

    def _input(self, node: Node, _element: Any) -> None:
        self.inputs[node.key] = self._border(node, self._type(node))

    def _border(self, node: Node, declared: FeelType) -> InputPlan:
        constrained = is_constrained(declared)
        return InputPlan(node.key, node.element.name, declared, constrained, node.place)

    def _type(self, node: Node) -> FeelType:
        """Return the type an element's variable is declared with; Any where it has none."""
        variable = node.variable
        if variable is None or not variable.type_ref:
            return ANY
        types = self.types_of(node.unit)
        if not types.knows(variable.type_ref):
            close = difflib.get_close_matches(variable.type_ref, types.types, n=3)
            known = ", ".join(close or list(types.types)[:20]) or "none beside the built-in ones"
            self.problems.append(
                Problem(
                    "UNKNOWN_TYPE",
                    f"there is no type '{variable.type_ref}'",
                    Location(node.place),
                    f"there are: {known}",
                    line=variable.line,
                )
            )
        return types.of(variable.type_ref)

    def scoped(self, node: Node, names: Iterable[str] = ()) -> Environment:
        """Return the environment of an element's logic: it sees what it requires, and itself."""
        visible = {each.import_name or each.name for each in node.requires}
        return self._environments[id(node.unit)].inner(
            *node.place, names={*visible, *names, *self.host_functions}
        )

    def _functions_of(self, node: Node) -> dict[str, Value]:
        names = dict(self.host_functions)
        for each in node.requires:
            function = self.functions.get(each.key)
            if function is None:
                continue
            if each.import_name is None:
                names[each.name] = function
            else:
                names.setdefault(each.import_name, {})[each.name] = function
        return names

    def _decision(self, node: Node, element: Any) -> None:
        declared = self._type(node)
        environment = self.scoped(node)
        evaluate = compile_boxed(element.decision_logic, environment, declared)
        evaluate = typed(evaluate, declared)
        if not isinstance(element.decision_logic, DecisionTable):
            evaluate = _weighed(evaluate)
        self.given[node.key] = self._border(node, declared)
        if node.fault is not None:
            evaluate = broken(node.fault)
        values = [each for each in node.requires if each.key not in self.functions]
        self.decisions[node.key] = DecisionPlan(
            node.key,
            element.name,
            evaluate,
            [(each.name, each.key) for each in values if each.import_name is None],
            [(each.import_name, each.name, each.key) for each in values if each.import_name],
            self._functions_of(node),
            node.place,
            self._shortcut(node, element, declared),
        )

    def _shortcut(self, node: Node, element: Decision, declared: FeelType) -> Shortcut | None:
        """Return the way from inputs straight to the value, for a plain table."""
        table = self.texts.tables.get(id(element.decision_logic))
        if table is None or table.shortcut is None or node.fault is not None:
            return None
        kinds = {each.name: _natural_kinds(self.inputs.get(each.key)) for each in node.requires}
        scope = Scope({}, None, Run(self.limits))

        def fits(value: Value) -> bool:
            try:
                check_allowed(value, declared, scope)
            except FeelFault:
                return False
            return value is None or declared.has_instance(value)

        found: Shortcut | None = table.shortcut.narrowed(kinds, fits)
        return found

    def _knowledge(self, node: Node, element: Any) -> None:
        pending = self.functions[node.key]
        declared = self._type(node)
        target = resolved(declared)
        result = target.result if isinstance(target, FunctionType) else declared
        environment = self.scoped(node, [element.name])
        if element.encapsulated_logic is None:
            message = "the business knowledge model has no logic"
            problem = environment.problem("NO_LOGIC", message, "add it", element.line)
            node.fault = node.fault or problem
        names = self._functions_of(node)
        names[element.name] = pending
        scope = Scope(names, None, Run(self.limits))
        if node.fault is not None or element.encapsulated_logic is None:
            pending.fault = node.fault
            return
        make = compile_function(element.encapsulated_logic, environment, element.name, result)
        try:
            pending.become(make(scope), node.place)
        except FeelFault as fault:
            pending.fault = environment.problem(fault.code, fault.message, fault.hint, element.line)

    def _service(self, node: Node, element: Any) -> None:
        pending = self.functions[node.key]
        inputs = self._resolved(node, element.input_data)
        given = self._resolved(node, element.input_decisions)
        outputs = self._resolved(node, element.output_decisions)
        declared = self._type(node)
        target = resolved(declared)
        parameters = [(each, self._type(self.graph.nodes[each.key])) for each in (*inputs, *given)]
        plan = ServicePlan(
            element.name,
            parameters,
            outputs,
            self.graph.order([each.key for each in outputs], frozenset(each.key for each in given)),
            target.result if isinstance(target, FunctionType) else declared,
            node.place,
            self.decisions,
            node.fault,
        )
        self.services[node.key] = plan
        pending.become(ServiceFunction(plan), ())

    def _resolved(self, node: Node, references: Iterable[DMNElementReference]) -> list[Requirement]:
        """Return what a service's references point to; one that dangles is its fault."""
        found = [self.graph.resolve(node.unit, each) for each in references]
        for each in found:
            if each is None:
                problem = Problem(
                    "DANGLING_REFERENCE",
                    "refers to a decision or input data that does not exist",
                    Location(node.place),
                    "point to the id of an element of this model or of one it imports",
                    line=node.element.line,
                )
                self.problems.append(problem)
                node.fault = node.fault or problem
        return [each for each in found if each is not None]


def _natural_kinds(plan: InputPlan | None) -> frozenset[type] | None:
    """Return the kinds of value an input lets through as they are; None for all of them."""
    if plan is None or plan.constrained:
        return frozenset()
    target = resolved(plan.type)
    if target is ANY:
        return None
    return frozenset({target.python, NoneType} if isinstance(target, SimpleType) else ())


def _entry_names(definitions: Definitions) -> set[str]:
    """Return names that untyped results of a model may have inside: context entries and outputs."""
    names: set[str] = set()
    for decision in definitions.decisions:
        logic = decision.decision_logic
        if isinstance(logic, Context):
            names |= {entry.variable.name for entry in logic.context_entries if entry.variable}
        if isinstance(logic, DecisionTable) and len(logic.outputs) > 1:
            names |= {clause.name for clause in logic.outputs if clause.name}
    return names


def _weighed(evaluate: Evaluator) -> Evaluator:
    """Return the closure with its value's size checked: it will be copied for the caller."""

    def weighed(scope: Scope) -> Value:
        value = evaluate(scope)
        scope.run.weigh(value)
        return value

    return weighed


class _Pending(Function):
    """A function known by name before it is compiled, so that functions may call each other."""

    __slots__ = ("arity", "fault", "function", "name", "place", "type")

    def __init__(self, name: str) -> None:
        self.name = name
        self.arity = None
        self.type: Any = FunctionType(None, ANY)
        self.function: Function | None = None
        self.fault: Problem | None = None
        self.place: tuple[str, ...] = ()

    def become(self, function: Function, place: tuple[str, ...]) -> None:
        """Stand for a function from now on."""
        self.function = function
        self.arity = function.arity
        self.type = function.type
        self.place = place

    def call(self, run: Run, arguments: list[Value]) -> Value:
        """Return the value for arguments given by position."""
        return self._placed(run, self._function().call, arguments)

    def call_named(self, run: Run, arguments: dict[str, Value]) -> Value:
        """Return the value for arguments given by name."""
        return self._placed(run, self._function().call_named, arguments)

    def _function(self) -> Function:
        if self.function is not None:
            return self.function
        raise not_invocable(self.name, self.fault)

    def _placed(self, run: Run, call: Any, arguments: Any) -> Value:
        before = len(run.warnings)
        value = call(run, arguments)
        prepend(run.warnings, before, self.place)
        return value
