"""Why a decision of a case came out as it did: the recorded inputs, evaluated again with a trace.

The one rule: the model is the one the case is bound to, by its content; where that is not so any
more, nothing is evaluated and that is said.
"""

from dataclasses import dataclass

from cmmn import DecisionLine
from cmmn.plan import CasePlan, DecisionCall
from dmn import Result
from dmn.trace import Trace, explain
from dmn.why import because
from feel.temporal import DateTime
from feel.values import Value, equal
from ruling_workbench.present import value_text

__all__ = ["Reasons", "reasons"]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a decision came out so: in sentences, every rule in a text, and the evaluation itself."""

    sentences: tuple[str, ...]
    details: str = ""
    call: DecisionCall | None = None
    result: Result | None = None


def reasons(plan: CasePlan, line: DecisionLine, at: DateTime) -> Reasons:
    """Return why a decision that was recorded came out so, at the time it was asked."""
    call = _call(plan, line)
    if call is None:
        return Reasons((f"The model '{line.model}' that was asked is not bound to this case.",))
    if call.is_service:
        result = call.model.evaluate(line.inputs, service=call.name, now=at, trace=True)
    else:
        result = call.model.evaluate(line.inputs, decision=call.name, now=at, trace=True)
    if result.trace is None:
        return Reasons(tuple(_otherwise(line, result)), "", call, result)
    sentences = [] if call.is_service else _sentences(result.trace, call)
    return Reasons((*sentences, *_otherwise(line, result)), explain(result.trace), call, result)


def _call(plan: CasePlan, line: DecisionLine) -> DecisionCall | None:
    wanted = (line.model, line.sha256, line.decision)
    calls = plan.decisions.values()
    return next((each for each in calls if (each.key, each.sha256, each.name) == wanted), None)


def _sentences(trace: Trace, call: DecisionCall) -> list[str]:
    why = because(trace, call.name)
    return [why.sentence, *why.others]


def _otherwise(line: DecisionLine, result: Result) -> list[str]:
    """Say so where the same inputs give something else than was recorded."""
    if _is_recorded(line, result.value):
        return []
    shown = ", ".join(f"{name} = {value_text(each)}" for name, each in line.outputs.items())
    return [f"Recorded was {shown}; evaluated again it is {value_text(result.value)}."]


def _is_recorded(line: DecisionLine, value: Value) -> bool:
    """Tell whether a value is what was recorded: the one output, or an entry for each."""
    known = list(line.outputs.values())
    if len(known) == 1 and equal(known[0], value) is True:
        return True
    return isinstance(value, dict) and all(
        name in value and equal(value[name], each) is True for name, each in line.outputs.items()
    )
