"""How a built-in function is declared and its arguments checked; the families hold the functions.

A function is data: a name and one or more forms. A form is a signature in text and a plain Python
function over FEEL values. Signatures read `list: list<number>, scale?: number, flags: string|null`:
`?` after the name, the argument may be left out; `|null` after the type, it may be null; `*` after
the name of the last, it takes any number of values. Null fits `Any`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from feel.errors import FeelFault
from feel.feel_types import (
    ANY,
    BUILT_IN_TYPES,
    FeelType,
    FunctionType,
    ListType,
    article,
    coerce,
)
from feel.scope import CHARACTERS_PER_STEP, ITEMS_PER_STEP
from feel.values import Function, Value, described


@dataclass(frozen=True, slots=True)
class Parameter:
    """A formal parameter of a form."""

    name: str
    type: FeelType
    optional: bool = False
    nullable: bool = False
    variadic: bool = False

    def accept(self, value: Value) -> Value:
        """Return the argument implicitly converted, or fail."""
        try:
            argument = coerce(value, self.type)
        except FeelFault as fault:
            raise FeelFault("INVALID_ARGUMENTS", f"'{self.name}': {fault.message}") from None
        if argument is None and not (self.nullable or self.type is ANY):  # also from `[null]`
            raise FeelFault("INVALID_ARGUMENTS", f"'{self.name}' is null")
        return argument

    def __str__(self) -> str:
        mark = "*" if self.variadic else "?" if self.optional else ""
        return f"{self.name}{mark}: {self.type.name}{'|null' if self.nullable else ''}"


@dataclass(frozen=True, slots=True)
class Form:
    """One way to invoke a function; `body` takes the run first where `needs_run`.

    `steps` is the work of one invocation, whatever the size of its arguments.
    """

    parameters: tuple[Parameter, ...]
    body: Callable[..., Value]
    needs_run: bool = False
    steps: int = 1

    @property
    def required(self) -> int:
        """How many arguments must be given."""
        return sum(not (parameter.optional or parameter.variadic) for parameter in self.parameters)

    @property
    def is_variadic(self) -> bool:
        """Whether the last parameter takes all that is left."""
        return bool(self.parameters) and self.parameters[-1].variadic

    def takes(self, count: int) -> bool:
        """Tell whether the form takes so many arguments."""
        return self.required <= count and (self.is_variadic or count <= len(self.parameters))

    def bind(self, arguments: Sequence[Value]) -> list[Value]:
        """Return the arguments checked and converted, or fail."""
        if not self.is_variadic:
            return [
                parameter.accept(value)
                for parameter, value in zip(self.parameters, arguments, strict=False)
            ]
        fixed = len(self.parameters) - 1
        rest = self.parameters[-1]
        bound = [p.accept(v) for p, v in zip(self.parameters[:fixed], arguments, strict=False)]
        return [*bound, [rest.accept(value) for value in arguments[fixed:]]]

    def bind_named(self, arguments: dict[str, Value]) -> list[Value] | None:
        """Return the arguments in order, or None where the names are not this form's."""
        names = [parameter.name for parameter in self.parameters]
        if not set(arguments) <= set(names):
            return None
        given = 0
        for position, parameter in enumerate(self.parameters):
            if parameter.name in arguments:
                given = position + 1
            elif not (parameter.optional or parameter.variadic):
                return None
        if self.is_variadic and names[-1] in arguments:
            last = arguments[names[-1]]
            spread = last if type(last) is list else [last]
            return [*(arguments[name] for name in names[:-1]), *spread]
        return [arguments.get(parameter.name, _LEFT_OUT) for parameter in self.parameters[:given]]

    def order_of(self, names: Iterable[str]) -> list[str]:
        """Return those of the parameters that are named, in this form's order."""
        return [parameter.name for parameter in self.parameters if parameter.name in names]

    def invoke(self, run: Any, bound: list[Value]) -> Value:
        """Return the body's value."""
        run.step(self.steps)
        if self.needs_run:  # and counts its own work
            return self.body(run, *bound)
        run.step(sum(map(_work, bound)))
        return self.body(*bound)


def _work(argument: Value) -> int:
    """Return the steps of going through an argument once."""
    kind = type(argument)
    if kind is list:
        return len(argument) // ITEMS_PER_STEP
    return len(argument) // CHARACTERS_PER_STEP if kind is str else 0


_STEPS_PER_MISFIT = 2
_LEFT_OUT: Value = None  # a gap before a given argument: its parameter must take null


class Builtin(Function):
    """A built-in function of the standard."""

    __slots__ = ("arity", "forms", "name", "type")

    def __init__(self, name: str, forms: tuple[Form, ...]) -> None:
        self.name = name
        self.forms = forms
        first = forms[0]
        counts = {len(form.parameters) for form in forms}
        fixed = not any(form.is_variadic or form.required != max(counts) for form in forms)
        self.arity = len(first.parameters) if len(counts) == 1 and fixed else None
        self.type = FunctionType(tuple(p.type for p in first.parameters), ANY)

    def call(self, run: Any, arguments: list[Value]) -> Value:
        """Return the value for arguments given by position."""
        if len(self.forms) == 1:
            form = self.forms[0]
            if not form.takes(len(arguments)):
                raise self._mismatch(f"does not take {len(arguments)} arguments")
            return form.invoke(run, self._bound(run, form, arguments))
        return self._first_fitting(
            run,
            [(form, arguments) for form in self.forms if form.takes(len(arguments))],
            f"does not take {len(arguments)} arguments",
        )

    def call_named(self, run: Any, arguments: dict[str, Value]) -> Value:
        """Return the value for arguments given by name."""
        bound = ((form, form.bind_named(arguments)) for form in self.forms)
        candidates = [(form, values) for form, values in bound if values is not None]
        # of forms with the same names, the one whose order is the order written
        written = list(arguments)
        candidates.sort(key=lambda candidate: candidate[0].order_of(arguments) != written)
        names = ", ".join(arguments) or "none"
        return self._first_fitting(run, candidates, f"does not take the arguments named {names}")

    def _first_fitting(
        self, run: Any, candidates: list[tuple[Form, list[Value]]], otherwise: str
    ) -> Value:
        first_fault: FeelFault | None = None
        for form, arguments in candidates:
            try:
                bound = self._bound(run, form, arguments)
            except FeelFault as fault:
                first_fault = first_fault or fault
                continue
            return form.invoke(run, bound)
        raise first_fault or self._mismatch(otherwise)

    def _bound(self, run: Any, form: Form, arguments: list[Value]) -> list[Value]:
        run.step(sum(map(_work, arguments)))  # to tell whether they are of the types
        try:
            return form.bind(arguments)
        except FeelFault as fault:
            run.step(_STEPS_PER_MISFIT)
            raise self._mismatch(fault.message) from None

    def _mismatch(self, message: str) -> FeelFault:
        return FeelFault("INVALID_ARGUMENTS", f"{self.name}: {message}", self.usage())

    def usage(self) -> str:
        """Return how the function is invoked."""
        forms = (", ".join(map(str, form.parameters)) for form in self.forms)
        return " or ".join(f"{self.name}({inner})" for inner in forms)


def form(
    signature: str, body: Callable[..., Value], *, needs_run: bool = False, steps: int = 1
) -> Form:
    """Return a form from its signature in text."""
    parts = [part for part in signature.split(", ") if part]
    return Form(tuple(map(_parameter, parts)), body, needs_run, steps)


def _parameter(text: str) -> Parameter:
    name, _, type_text = text.partition(": ")
    type_name = type_text.removesuffix("|null")
    return Parameter(
        name.rstrip("?*"),
        _type(type_name),
        optional=name.endswith("?"),
        nullable=type_name != type_text,
        variadic=name.endswith("*"),
    )


def _type(name: str) -> FeelType:
    if name.startswith("list<"):
        return ListType(_type(name[5:-1]))
    return BUILT_IN_TYPES[name]


def family(*functions: tuple[str, *tuple[Form, ...]]) -> dict[str, Function]:
    """Return a family's functions by name."""
    return {name: Builtin(name, forms) for name, *rest in functions for forms in [tuple(rest)]}


def wrong(function: str, message: str, hint: str = "") -> FeelFault:
    """Return the fault for arguments of the right types that still make no sense."""
    return FeelFault("INVALID_ARGUMENTS", f"{function}: {message}", hint)


def expect_all(function: str, values: Iterable[Value], kind: type, noun: str) -> None:
    """Fail unless every value is of the kind."""
    for value in values:
        if type(value) is not kind:
            raise wrong(function, f"expected {article(noun)}, found {described(value)}")
