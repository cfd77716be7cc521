"""The boolean function `not`, and `is`, which tells whether two values are one and the same.

Rule: `is` compares what a value is made of, where `=` compares what it means: two times with
different offsets can be equal, but are never the same. It has an answer for every pair of values.
"""

from feel.functions.builtin import family, form
from feel.temporal import DateTime, Time, is_same
from feel.values import Range, Value, equal


def _negation(negand: bool | None) -> bool | None:
    """Return the opposite truth value.

    Null: null gives null.
    Source: DMN 1.5, 10.3.4.2
    """
    return None if negand is None else not negand


def _same(value1: Value = None, value2: Value = None) -> bool:
    """Return whether both values are the same element of the same domain.

    Times are the same with the same fields and the same offset or the same zone id; durations by
    their length; lists, contexts and ranges by their parts.
    Null: an argument left out is null, which is the same as null only.
    Source: DMN 1.5, 10.3.4.6
    """
    kind = type(value1)
    if kind is not type(value2):
        return False
    if kind is list:
        return len(value1) == len(value2) and all(map(_same, value1, value2))
    if kind is dict:
        return value1.keys() == value2.keys() and all(
            _same(item, value2[key]) for key, item in value1.items()
        )
    if kind is Range:
        return _same(_parts(value1), _parts(value2))
    if kind is Time or kind is DateTime:
        return is_same(value1, value2)
    return equal(value1, value2) is True


def _parts(value: Range) -> list[Value]:
    return [value.start, value.end, value.start_included, value.end_included, value.operator]


FUNCTIONS = family(
    ("not", form("negand: boolean|null", _negation)),
    ("is", form("value1?: Any, value2?: Any", _same)),
)
