"""FEEL, the expression language of the DMN standard: parsed, compiled, exact to 34 digits."""

from feel.api import (
    Expression,
    compile,  # noqa: A004 - the name users expect
    evaluate,
    evaluate_unary_tests,
    function,
    parse,
)
from feel.errors import FeelSyntaxError, FeelWarning, Location, Problem
from feel.scope import Limits
from feel.temporal import Date, DateTime, DaysAndTimeDuration, Time, YearsAndMonthsDuration
from feel.values import Function, Range

__all__ = [
    "Date",
    "DateTime",
    "DaysAndTimeDuration",
    "Expression",
    "FeelSyntaxError",
    "FeelWarning",
    "Function",
    "Limits",
    "Location",
    "Problem",
    "Range",
    "Time",
    "YearsAndMonthsDuration",
    "compile",
    "evaluate",
    "evaluate_unary_tests",
    "function",
    "parse",
]
