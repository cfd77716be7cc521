"""What was found and what happened as plain data, ready for `to_json`: for programs that ask."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from dmn.result import Result
from dmn.trace import Trace
from feel.errors import Finding, Problem
from feel.values import Value

__all__ = ["finding_data", "result_data"]


def finding_data(finding: Finding) -> dict[str, Any]:
    """Return a warning or problem: code, message, place, hint, and the text it is about."""
    location = finding.location
    data: dict[str, Any] = {"code": finding.code, "message": finding.message}
    if isinstance(finding, Problem):
        data |= {"severity": finding.severity, "line": _number(finding.line)}
    data |= {"place": list(location.path), "hint": finding.hint}
    if location.text is not None:
        span = (_number(location.start), _number(location.end))
        data |= {"text": location.text, "start": span[0], "end": span[1]}
    return data


def _number(number: int | None) -> Value:
    return None if number is None else Decimal(number)


def _trace_data(trace: Trace) -> dict[str, Any]:
    """Return a trace: what came in, and each decision with its tables, rules and entries."""
    return {"inputs": dict(trace.inputs), "decisions": [_data(each) for each in trace.decisions]}


def _data(value: Any) -> Any:
    if isinstance(value, Finding):
        return finding_data(value)
    if is_dataclass(value) and type(value).__module__ == Trace.__module__:
        return {each.name: _data(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, (list, tuple)):
        return [_data(each) for each in value]
    if isinstance(value, Mapping):
        return {name: _data(each) for name, each in value.items()}
    return Decimal(value) if type(value) is int else value


def result_data(result: Result) -> dict[str, Any]:
    """Return the values and warnings of an evaluation, and its trace if there is one."""
    data: dict[str, Any] = {"values": dict(result)}
    data["warnings"] = [finding_data(each) for each in result.warnings]
    if result.trace is not None:
        data["trace"] = _trace_data(result.trace)
    return data
