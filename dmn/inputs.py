"""The inputs of an evaluation: natural Python in, values checked and converted at the border."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from dmn.allowed_values import check_allowed
from dmn.graph import Key
from dmn.plans import InputPlan, Values
from dmn.rule_index import SAFE_INTEGER
from feel.conversion import OnFault, from_natural
from feel.errors import FeelFault, Location
from feel.feel_types import SimpleType, coerce, resolved
from feel.scope import Run, Scope
from feel.values import Value

ABSENT: Any = object()


class Reader:
    """How one input data is read; `at_once` is the class that needs no conversion or check."""

    __slots__ = ("alias", "at_once", "is_number", "key", "plan", "python")

    def __init__(self, plan: InputPlan, *, has_alias: bool = True) -> None:
        self.plan = plan
        self.key = plan.key
        # an imported one may also be given by its bare name, where that is no other's
        self.alias = plan.name if has_alias and plan.name != plan.key else None
        target = resolved(plan.type)
        self.python = target.python if isinstance(target, SimpleType) else None
        simple = self.python is not None and not plan.constrained
        self.is_number = simple and self.python is Decimal
        # a Decimal from outside may be NaN or too long
        self.at_once = self.python if simple and not self.is_number else None

    def read(self, raw: Any, run: Run) -> Value:
        """Return the value of what was given; null, and a warning, for what does not fit."""
        plan = self.plan
        if raw is ABSENT:
            fault = FeelFault("MISSING_INPUT", f"input '{plan.key}' was not given", "null is used")
            run.warn(fault, Location(plan.place))
            return None
        value = from_natural(raw, keep_faults(run, plan.place))
        if value is None or (type(value) is self.python and not plan.constrained):
            return value
        try:
            value = coerce(value, plan.type)
            if plan.constrained:
                check_allowed(value, plan.type, Scope({}, None, run))
        except FeelFault as fault:
            run.warn(fault, Location(plan.place))
            return None
        return value

    def find(self, inputs: Mapping[str, Any]) -> Any:
        """Return what was given for an imported one within a mapping, or by its bare name."""
        raw = _imported(self.key, inputs) if self.key != self.plan.name else ABSENT
        if raw is ABSENT and self.alias is not None:
            return inputs.get(self.alias, ABSENT)
        return raw


def read_all(readers: list[Reader], inputs: Mapping[str, Any], values: Values, run: Run) -> int:
    """Put the values of the inputs among the values; return how many of them were given by name."""
    given = 0
    for reader in readers:
        raw = inputs.get(reader.key, ABSENT)
        kind = type(raw)
        if kind is reader.at_once:
            values[reader.key] = raw
        elif kind is int and reader.is_number and -SAFE_INTEGER < raw < SAFE_INTEGER:
            values[reader.key] = Decimal(raw)
        elif raw is ABSENT:
            values[reader.key] = reader.read(reader.find(inputs), run)
            continue
        else:
            values[reader.key] = reader.read(raw, run)
        given += 1
    return given


def check_mapping(inputs: object) -> None:
    """Fail unless the inputs are a mapping.

    Errors: TypeError that says what to give.
    """
    if type(inputs) is dict or isinstance(inputs, Mapping):
        return
    found = type(inputs).__name__
    if hasattr(inputs, "to_dict"):
        many = hasattr(inputs, "columns")
        use = "for row in df.to_dict('records')" if many else "series.to_dict()"
        raise TypeError(f"inputs: one row at a time, not a {found}; use {use}")
    raise TypeError(
        f"inputs: expected a mapping of names to values, found {found}; give {{'name': value, ...}}"
    )


def check_name(name: object) -> None:
    """Fail unless a key of the inputs is a name.

    Errors: TypeError that says what to give.
    """
    if not isinstance(name, str):
        raise TypeError(f"inputs: a name is a str, found {name!r}; give {{'name': value, ...}}")


def keep_faults(run: Run, place: tuple[str, ...]) -> OnFault:
    """Return what keeps the faults within a value as warnings at their place."""
    return lambda inner, fault: run.warn(fault, Location((*place, inner) if inner else place))


def _imported(key: Key, inputs: Mapping[str, Any]) -> Any:
    import_name, _, name = key.partition(".")
    inner = inputs.get(import_name)
    return inner.get(name, ABSENT) if isinstance(inner, Mapping) else ABSENT
