"""What goes into a task and comes out of it: parameters, mappings, transformations (5.4.10).

The one rule: these are questions about the case file; nothing is written and nothing called here,
but for the decision of a decision task, which is a pure function.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cmmn.case_file import file_item
from cmmn.conditions import Reading
from cmmn.errors import CommandRefused
from cmmn.payload import checked
from cmmn.plan import CasePlan, Condition, DecisionCall, Item, Parameter, ParameterMapping
from feel.errors import FeelWarning, Location

__all__ = [
    "Answer",
    "answer_of",
    "call_inputs",
    "case_outputs",
    "outputs_of",
    "parameter_values",
    "reference",
]

Values = dict[str, Any]
Warnings = list[FeelWarning]


@dataclass(slots=True)
class Answer:
    """What a decision answered; `failed` says why there is nothing to go on with."""

    decision: str
    model: str
    sha256: str
    inputs: Values
    outputs: Values = field(default_factory=dict)
    rules: dict[str, list[str]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    failed: str = ""


def parameter_values(reading: Reading, parameters: tuple[Parameter, ...]) -> Values:
    """Return the values of input parameters: of the case file items they are bound to, refined.

    Null: for a parameter that is bound to nothing, or to an item that does not exist.
    """
    return {each.name: _bound(reading, each) for each in parameters}


def _bound(reading: Reading, parameter: Parameter) -> Any:
    value = None
    if parameter.path is not None:
        value = reading.item(parameter.path)
    if parameter.refinement is not None:
        value = reading.value(parameter.refinement, {parameter.name: value})
    return value


def call_inputs(reading: Reading, item: Item, warnings: Warnings | None = None) -> Values:
    """Return what a task hands to what it calls, by the name of the called one's parameter.

    Without mappings, the task's own inputs by name.
    """
    task = item.task
    if task is None:
        return {}
    values = parameter_values(reading, task.inputs)
    if task.into:
        values = {
            each.target: _mapped(reading, each, values, warnings)
            for each in task.into
            if each.target
        }
    return _kept(values)


def _kept(values: Values) -> Values:
    """Return values as the log can keep them; what it cannot, a function say, is null."""
    return {name: _kept_value(value) for name, value in values.items()}


def _kept_value(value: Any) -> Any:
    try:
        return checked(value)
    except CommandRefused:
        return None


def _mapped(
    reading: Reading,
    mapping: ParameterMapping,
    values: Mapping[str, Any],
    warnings: Warnings | None,
) -> Any:
    value = values.get(mapping.source)
    if mapping.transformation is None:
        return value
    more = {**values, mapping.source: value}
    return reading.value(mapping.transformation, more, warnings)


def case_outputs(reading: Reading, parameters: tuple[Parameter, ...]) -> Values:
    """Return what a case hands back to the case task that called it, by output parameter."""
    return _kept(parameter_values(reading, parameters))


def outputs_of(  # noqa: PLR0913 - a call's answer in its case, and how strictly it is taken
    plan: CasePlan,
    reading: Reading,
    item: Item,
    given: Mapping[str, Any],
    *,
    lenient: bool,
    warnings: Warnings | None = None,
) -> Values:
    """Return what is written to the case file when a task ends: values by case file path.

    `given` is by the name of a mapping's source, of an output parameter, or of a case file item.
    Errors: CommandRefused for a name that is none of these, but what a called one gives beyond
    that is left out (`lenient`).
    """
    task = item.task
    outputs = {each.name: each for each in task.outputs} if task else {}
    found: Values = {}
    mapped = {each.source for each in task.out_of} if task else set()
    if task is not None and mapped & set(given):
        for each in task.out_of:
            parameter = outputs.get(each.target)
            if parameter is not None and each.source in given:
                _write(reading, parameter, _mapped(reading, each, given, warnings), found)
    for name, value in given.items():
        if name in mapped:
            continue
        if name in outputs:
            _write(reading, outputs[name], value, found)
        elif not (lenient and outputs):  # what is called may give more than was asked for
            path = _path(plan, item, name, lenient=lenient)
            if path is not None:
                found[path] = value
    return found


def _write(reading: Reading, parameter: Parameter, value: Any, found: Values) -> None:
    """Note an output parameter's value; one bound to nothing leads nowhere."""
    if parameter.path is None:
        return
    if parameter.refinement is not None:
        value = reading.value(parameter.refinement, {parameter.name: value})
    found[parameter.path] = value


def _path(plan: CasePlan, item: Item, name: str, *, lenient: bool) -> str | None:
    try:
        return name if "[" in name and file_item(plan, name) else file_item(plan, name).path
    except CommandRefused:
        if lenient:
            return None
        outputs = [each.name for each in item.task.outputs] if item.task else []
        known = ", ".join([*outputs, *plan.file]) or "none"
        what = "an input of the case" if item.holds_stage else f"an output of '{item.name}'"
        message = f"'{name}' is neither {what} nor a case file item"
        place = Location((plan.name, item.name))
        raise CommandRefused("NO_SUCH_OUTPUT", message, place, f"there are: {known}") from None


# --- decisions ------------------------------------------------------------------------------------


def answer_of(reading: Reading, item: Item, call: DecisionCall) -> Answer:
    """Return what the decision of a decision task answers.

    It failed where its value is null and there is a warning; null alone is an answer.
    """
    found: Warnings = []
    inputs = call_inputs(reading, item, found)
    if item.task is not None and not item.task.inputs and not item.task.into:
        known = set(call.model.inputs)  # a task without parameters hands over what has the name
        inputs = {name: value for name, value in reading.names.items() if name in known}
    if call.is_service:
        result, hits = call.model.evaluate(inputs, service=call.name, now=reading.now), {}
    else:
        result, hits = call.model.rules_hit(inputs, decision=call.name, now=reading.now)
    warnings = tuple(map(str, [*found, *result.warnings]))
    value = result.value
    outputs = _named(call, item, value)
    failed = ""
    if value is None and warnings:
        failed = f"decision '{call.name}' answered null: {warnings[0]}"
    elif _kept(outputs) != outputs:
        failed = f"decision '{call.name}' answered what cannot be kept, such as a function"
    return Answer(
        decision=call.name,
        model=call.key,
        sha256=call.sha256,
        inputs=_kept(inputs),
        outputs=_kept(outputs),
        rules={
            str(key): [str(number + 1) for _, numbers in found_rules for number in numbers]
            for key, found_rules in hits.items()
        },
        warnings=warnings,
        failed=failed,
    )


def _named(call: DecisionCall, item: Item, value: Any) -> Values:
    """Return a decision's value by the names the task knows: of outputs, or of components.

    One name takes the whole value, unless the value is a context that has the name.
    """
    task = item.task
    names = [each.source for each in task.out_of] if task else []
    names = names or ([each.name for each in task.outputs] if task else [])
    if not names:
        return dict(value) if isinstance(value, dict) else {call.name: value}
    if isinstance(value, dict) and all(name in value for name in names):
        return {name: value[name] for name in names}
    if len(set(names)) == 1:
        return {names[0]: value}
    known = value if isinstance(value, dict) else {}
    return {name: known.get(name) for name in names}


def reference(reading: Reading, item: Item) -> str | None:
    """Return the name of what a task calls now; None where it names nothing."""
    if item.task is None or item.task.reference is None:
        return None
    found = item.task.reference
    if found.name is not None or found.expression is None:
        return found.name
    value = _text(reading, found.expression)
    return value or None


def _text(reading: Reading, condition: Condition) -> str:
    value = reading.value(condition)
    return value if isinstance(value, str) else ""
