"""Functions defined in FEEL or named in it: closures over their scope, and Java methods."""

from collections.abc import Callable, Sequence
from typing import Any

from feel.errors import FeelFault
from feel.external import JavaMethod, java_method
from feel.feel_types import ANY, FeelType, FunctionType, coerce
from feel.scope import Evaluator, Run, Scope
from feel.values import Function, Value, described

TypedName = tuple[str, FeelType]


def bind(
    name: str, parameters: Sequence[TypedName], arguments: Sequence[Value]
) -> dict[str, Value]:
    """Return the arguments by parameter name, implicitly converted; fail where they do not fit."""
    if len(arguments) != len(parameters):
        raise FeelFault(
            "INVALID_ARGUMENTS",
            f"{name} takes {len(parameters)} arguments, not {len(arguments)}",
            usage(name, parameters),
        )
    bound = {}
    for (parameter, declared), value in zip(parameters, arguments, strict=True):
        try:
            bound[parameter] = coerce(value, declared)
        except FeelFault as fault:
            raise FeelFault(
                "INVALID_ARGUMENTS", f"{name}: '{parameter}': {fault.message}", fault.hint
            ) from None
    return bound


def in_order(
    name: str, parameters: Sequence[TypedName], arguments: dict[str, Value]
) -> list[Value]:
    """Return named arguments in the order of the parameters; one left out is null."""
    names = [parameter for parameter, _ in parameters]
    unknown = [given for given in arguments if given not in names]
    if unknown or len(arguments) != len(names):
        listed = ", ".join(arguments) or "none"
        raise FeelFault(
            "INVALID_ARGUMENTS",
            f"{name} does not take the arguments named {listed}",
            usage(name, parameters),
        )
    return [arguments[each] for each in names]


def usage(name: str, parameters: Sequence[TypedName]) -> str:
    """Return how a function is invoked."""
    inner = ", ".join(f"{each}: {declared.name}" for each, declared in parameters)
    return f"{name}({inner})"


class UserFunction(Function):
    """A function definition and the scope it was made in."""

    __slots__ = ("arity", "body", "name", "parameters", "result", "scope", "type")

    def __init__(
        self,
        name: str,
        parameters: Sequence[TypedName],
        body: Evaluator,
        scope: Scope | None,
        result: FeelType = ANY,
    ) -> None:
        self.name = name
        self.parameters = tuple(parameters)
        self.body = body
        self.scope = scope
        self.result = result
        self.arity = len(self.parameters)
        self.type = FunctionType(tuple(declared for _, declared in self.parameters), result)

    def call(self, run: Run, arguments: list[Value]) -> Value:
        """Return the value for arguments given by position."""
        for (_, declared), argument in zip(self.parameters, arguments, strict=False):
            if declared is not ANY:
                run.weigh(argument)  # to tell whether it is of the type
        names = bind(self.name, self.parameters, arguments)
        value = run.nested(self.body, Scope(names, self.scope, run))
        if self.result is ANY:
            return value
        run.weigh(value)
        return coerce(value, self.result)

    def call_named(self, run: Run, arguments: dict[str, Value]) -> Value:
        """Return the value for arguments given by name."""
        return self.call(run, in_order(self.name, self.parameters, arguments))


class JavaFunction(Function):
    """An external Java method, answered by an implementation in Python."""

    __slots__ = ("arity", "method", "name", "parameters", "type")

    def __init__(self, parameters: Sequence[TypedName], method: JavaMethod) -> None:
        self.parameters = tuple(parameters)
        self.method = method
        self.name = f"{method.class_name}.{method.name}"
        self.arity = len(self.parameters)
        self.type = FunctionType(tuple(declared for _, declared in self.parameters), ANY)

    def call(self, run: Run, arguments: list[Value]) -> Value:
        """Return the value for arguments given by position."""
        run.step()
        bound = bind(self.name, self.parameters, arguments)
        return self.method.call(list(bound.values()))

    def call_named(self, run: Run, arguments: dict[str, Value]) -> Value:
        """Return the value for arguments given by name."""
        return self.call(run, in_order(self.name, self.parameters, arguments))


class HostFunction(Function):
    """A Python function that the host has registered under a name; never found by name in a model.

    Its arguments and its result are natural Python values, converted at the border by the one who
    makes this; what it raises is a fault of the invocation.
    """

    __slots__ = ("arity", "body", "name", "parameters", "type")

    def __init__(
        self, name: str, parameters: Sequence[str], body: Callable[[list[Value]], Value]
    ) -> None:
        self.name = name
        self.parameters = tuple((each, ANY) for each in parameters)
        self.body = body
        self.arity = len(self.parameters)
        self.type = FunctionType((ANY,) * self.arity, ANY)

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a copy in another process be made as this one was."""
        return HostFunction, (self.name, [name for name, _ in self.parameters], self.body)

    def call(self, run: Run, arguments: list[Value]) -> Value:
        """Return the value for arguments given by position."""
        run.step()
        bound = bind(self.name, self.parameters, arguments)
        for argument in bound.values():
            run.weigh(argument)  # the host gets copies of its own
        try:
            return self.body(list(bound.values()))
        except Exception as error:
            raise FeelFault(
                "FUNCTION_INVOCATION_FAILURE",
                f"{self.name} raised {type(error).__name__}: {error}",
            ) from error

    def call_named(self, run: Run, arguments: dict[str, Value]) -> Value:
        """Return the value for arguments given by name."""
        return self.call(run, in_order(self.name, self.parameters, arguments))


def external_function(parameters: Sequence[TypedName], mapping: Value) -> Function:
    """Return the function that an external function definition's body names.

    Errors: FeelFault for PMML, which is recognised but not executed, and for what is no Java method
    that there is.
    Source: DMN 1.5, 10.3.2.13.3
    """
    java = mapping.get("java") if type(mapping) is dict else None
    if type(java) is not dict:
        kind = ", ".join(mapping) if type(mapping) is dict else described(mapping)
        raise FeelFault(
            "NO_FUNCTION_FOUND",
            f"an external function of this kind is not executed: {kind}",
            'give java: {class: "...", method signature: "..."}',
        )
    class_name, signature = java.get("class"), java.get("method signature")
    if type(class_name) is not str or type(signature) is not str:
        raise FeelFault("NO_FUNCTION_FOUND", "a Java function has a class and a method signature")
    return JavaFunction(parameters, java_method(class_name, signature))
