"""Decision services: decisions offered as one function of their input data and input decisions.

Source: DMN 1.5, 6.3.8 and 10.4
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dmn.allowed_values import check_allowed
from dmn.environment import not_invocable
from dmn.graph import Key, Requirement
from dmn.plans import DecisionPlan, Values, evaluate_decision
from feel.errors import Problem
from feel.feel_types import FeelType, FunctionType, coerce
from feel.scope import Run, Scope
from feel.user_functions import TypedName, bind, in_order
from feel.values import Function, Value


@dataclass(slots=True)
class ServicePlan:
    """A decision service ready to invoke: input data and input decisions, and outputs."""

    name: str
    parameters: Sequence[tuple[Requirement, FeelType]]
    outputs: Sequence[Requirement]
    order: Sequence[Key]
    result: FeelType
    place: tuple[str, ...]
    decisions: Mapping[Key, DecisionPlan]
    fault: Problem | None = None

    def evaluate(self, given: Values, run: Run) -> tuple[Values, Value]:
        """Return all values, and the service's own: one output's, or a context of several.

        Errors: FeelFault where the service refers to what does not exist, or gives another type.
        """
        if self.fault is not None:
            raise not_invocable(self.name, self.fault)
        values = dict(given)
        for key in self.order:
            plan = self.decisions[key]
            evaluate_decision(plan, values, run)
        if len(self.outputs) == 1:
            value = values.get(self.outputs[0].key)
        else:
            value = {each.name: values.get(each.key) for each in self.outputs}
        return values, coerce(value, self.result)


class ServiceFunction(Function):
    """A decision service as a function: of input data, then input decisions, in file order."""

    __slots__ = ("arity", "name", "plan", "type", "typed_names")

    def __init__(self, plan: ServicePlan) -> None:
        self.plan = plan
        self.name = plan.name
        self.typed_names: list[TypedName] = [
            (each.name, declared) for each, declared in plan.parameters
        ]
        self.arity = len(self.typed_names)
        self.type = FunctionType(tuple(each for _, each in self.typed_names), plan.result)

    def call(self, run: Run, arguments: list[Value]) -> Value:
        """Return the value for arguments given by position."""
        bound = bind(self.name, self.typed_names, arguments)
        given = {each.key: bound[each.name] for each, _ in self.plan.parameters}

        def body(scope: Scope) -> Value:
            for each, declared in self.plan.parameters:
                check_allowed(given[each.key], declared, scope, each.name)
            return self.plan.evaluate(given, run)[1]

        return run.nested(body, Scope({}, None, run))

    def call_named(self, run: Run, arguments: dict[str, Value]) -> Value:
        """Return the value for arguments given by name."""
        return self.call(run, in_order(self.name, self.typed_names, arguments))
