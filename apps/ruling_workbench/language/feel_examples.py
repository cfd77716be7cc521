"""Expressions to begin with in the playground: one for each construct, one for each function.

The one rule: each gives a value without a warning, so that what is seen first is right.
"""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["FUNCTIONS", "LANGUAGE", "Example"]


@dataclass(frozen=True, slots=True)
class Example:
    """An expression with the names it sees; as unary tests where there is a value to test."""

    text: str
    context: str = ""
    value: str = ""


_LOAN = '{"applicant": {"age": 34, "income": 3200}, "loan": {"amount": 250000, "rate": 0.0365}}'
_ORDERS = """{
  "orders": [
    {"item": "chair", "price": 80, "count": 4},
    {"item": "table", "price": 350, "count": 1},
    {"item": "lamp", "price": 45, "count": 2}
  ]
}"""

LANGUAGE: Mapping[str, Example] = {
    "Arithmetic": Example("loan.amount * loan.rate / 12", _LOAN),
    "If": Example('if applicant.age >= 18 then "adult" else "minor"', _LOAN),
    "Filter": Example("orders[price > 50].item", _ORDERS),
    "For": Example("for order in orders return order.price * order.count", _ORDERS),
    "Some and every": Example(
        "some order in orders satisfies order.count > 3 and order.price < 100", _ORDERS
    ),
    "Context": Example(
        "{monthly rate: loan.rate / 12, interest: loan.amount * monthly rate}", _LOAN
    ),
    "Function": Example("{vat: function(net) net * 1.2, total: vat(100) + vat(50)}"),
    "Range": Example(
        '[date(applied).. date(applied) + duration("P14D")]', '{"applied": "2026-02-20"}'
    ),
    "Dates": Example('(date("2026-03-01") - date("2026-02-01")) / duration("P1D")'),
    "Between and in": Example(
        "applicant.age between 18 and 65 and applicant.income in (< 2000, [3000..4000])", _LOAN
    ),
    "Instance of": Example("[1, 2, 3] instance of list<number>"),
    "Unary tests": Example("< 18, [65..120]", "", "70"),
    "Unary tests with ?": Example('contains(?, "urgent")', "", '"an urgent complaint"'),
}
"""What the language can do, by name."""

FUNCTIONS: Mapping[str, str] = {
    "abs": "abs(-3.5)",
    "after": "after([5..10], [1..4])",
    "all": "all([true, false])",
    "any": "any([true, false])",
    "append": "append([1, 2], 3)",
    "before": "before(3, [5..10])",
    "ceiling": "ceiling(2.31, 1)",
    "coincides": "coincides([1..5], [1..5])",
    "concatenate": "concatenate([1, 2], [2, 3])",
    "contains": 'contains("foobar", "oba")',
    "context": 'context([{key: "a", value: 1}, {key: "b", value: 2}])',
    "context merge": "context merge([{a: 1}, {b: 2}])",
    "context put": 'context put({a: {b: 1}}, ["a", "b"], 2)',
    "count": "count([1, 2, null])",
    "date": "date(2026, 2, 28)",
    "date and time": 'date and time("2026-02-28T10:20:00Z")',
    "day of week": "day of week(date(2026, 2, 28))",
    "day of year": "day of year(date(2026, 2, 28))",
    "decimal": "decimal(2.345, 2)",
    "distinct values": "distinct values([1, 2, 1, 3])",
    "duration": 'duration("P1DT2H")',
    "during": "during(5, [1..10])",
    "ends with": 'ends with("foobar", "bar")',
    "even": "even(4)",
    "exp": "exp(1)",
    "finished by": "finished by([1..10], 10)",
    "finishes": "finishes([5..10], [1..10])",
    "flatten": "flatten([[1, 2], [[3]], 4])",
    "floor": "floor(2.39, 1)",
    "get entries": "get entries({a: 1, b: 2})",
    "get value": 'get value({a: 1, b: 2}, "b")',
    "includes": "includes([1..10], 5)",
    "index of": "index of([3, 5, 3], 3)",
    "insert before": "insert before([1, 3], 2, 2)",
    "is": 'is(date("2026-02-28"), date("2026-02-28"))',
    "list contains": "list contains([1, 2, 3], 2)",
    "list replace": "list replace([1, 2, 3], 2, 20)",
    "log": "log(10)",
    "lower case": 'lower case("FEEL")',
    "matches": 'matches("2026-0117", "^[0-9]{4}-[0-9]+$")',
    "max": "max([3, 8, 5])",
    "mean": "mean([1, 2, 6])",
    "median": "median([8, 2, 5, 3])",
    "meets": "meets([1..5], [5..10])",
    "met by": "met by([5..10], [1..5])",
    "min": "min([3, 8, 5])",
    "mode": "mode([6, 1, 9, 6])",
    "modulo": "modulo(-12, 5)",
    "month of year": "month of year(date(2026, 2, 28))",
    "not": "not(true)",
    "now": "now()",
    "number": 'number("1.200,50", ".", ",")',
    "odd": "odd(5)",
    "overlaps": "overlaps([1..5], [3..8])",
    "overlaps after": "overlaps after([3..8], [1..5])",
    "overlaps before": "overlaps before([1..5], [3..8])",
    "product": "product([2, 3, 4])",
    "range": 'range("[1..10]")',
    "remove": "remove([1, 2, 3], 2)",
    "replace": 'replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")',
    "reverse": "reverse([1, 2, 3])",
    "round down": "round down(2.347, 2)",
    "round half down": "round half down(2.345, 2)",
    "round half up": "round half up(2.345, 2)",
    "round up": "round up(2.341, 2)",
    "sort": "sort([3, 1, 2], function(x, y) x < y)",
    "split": 'split("John Doe", "\\s")',
    "sqrt": "sqrt(16)",
    "started by": "started by([1..10], 1)",
    "starts": "starts([1..5], [1..10])",
    "starts with": 'starts with("foobar", "foo")',
    "stddev": "stddev([2, 4, 7, 5])",
    "string": 'string(1.5) + " m"',
    "string join": 'string join(["a", "b", "c"], ", ")',
    "string length": 'string length("foobar")',
    "sublist": "sublist([4, 5, 6], 1, 2)",
    "substring": 'substring("foobar", 3, 3)',
    "substring after": 'substring after("foobar", "foo")',
    "substring before": 'substring before("foobar", "bar")',
    "sum": "sum([1, 2, 3])",
    "time": "time(10, 20, 0)",
    "today": "today()",
    "union": "union([1, 2], [2, 3])",
    "upper case": 'upper case("feel")',
    "week of year": "week of year(date(2026, 2, 28))",
    "years and months duration": (
        'years and months duration(date("2024-02-28"), date("2026-03-01"))'
    ),
}
"""An example of every built-in function, by its name."""
