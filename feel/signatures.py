"""What can be told of an invocation before it happens: whether a function takes such arguments."""

from collections.abc import Sequence

from feel.feel_types import ANY, FeelType, FunctionType
from feel.functions.builtin import Builtin
from feel.static_types import KnownFunction
from feel.values import Value

__all__ = ["Callee", "misuse_by_name", "misuse_by_position", "result_of", "takes_null", "usage"]

Callee = Builtin | FeelType
"""A built-in function, or the type of anything else that is invoked."""


def misuse_by_position(callee: Callee, count: int) -> str:
    """Return what is wrong with so many arguments; "" where nothing can be told."""
    if isinstance(callee, Builtin) and not any(form.takes(count) for form in callee.forms):
        return f"{callee.name} does not take {count} arguments"
    if isinstance(callee, FunctionType) and callee.parameters is not None:
        wanted = len(callee.parameters)
        return "" if wanted == count else f"the function takes {wanted} arguments, not {count}"
    return ""


def misuse_by_name(callee: Callee, names: Sequence[str]) -> str:
    """Return what is wrong with arguments of these names; "" where nothing can be told."""
    if isinstance(callee, Builtin):
        given: dict[str, Value] = dict.fromkeys(names)
        if any(form.bind_named(given) is not None for form in callee.forms):
            return ""
    elif not isinstance(callee, KnownFunction) or set(names) == set(callee.names):
        return ""
    return f"the function does not take the arguments named {', '.join(names) or 'none'}"


def usage(callee: Callee) -> str:
    """Return how a function is invoked."""
    if isinstance(callee, Builtin):
        return callee.usage()
    if isinstance(callee, KnownFunction):
        return f"it takes: {', '.join(callee.names) or 'no arguments'}"
    return callee.name


def takes_null(callee: Callee) -> bool:
    """Tell whether null is an argument like any other, so that giving it need be no fault."""
    if not isinstance(callee, Builtin):
        return True
    parameters = [parameter for form in callee.forms for parameter in form.parameters]
    return any(each.nullable or each.type is ANY for each in parameters)


def result_of(callee: Callee) -> FeelType:
    """Return the type of a function's result; a built-in function says nothing of it."""
    return callee.result if isinstance(callee, FunctionType) else ANY
