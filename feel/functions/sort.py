"""The sort function: a stable merge sort by an ordering function of FEEL.

Rule: the order is asked for and never assumed, so a contradictory one still ends, and every
comparison is an invocation, which counts its steps.
Source: DMN 1.5, 10.3.4, sort function
"""

from functools import cmp_to_key

from feel.functions.builtin import family, form, wrong
from feel.scope import Run
from feel.values import Function, Value, described


def _sort(run: Run, items: list[Value], precedes: Function) -> list[Value]:
    """Return the items ordered so that each `precedes` the next; equal ones keep their places.

    Errors: a function that does not take two items, or gives anything but a boolean.
    """
    if precedes.arity not in {2, None}:
        raise wrong(
            "sort", f"'precedes' takes {precedes.arity} arguments", "give a function of two"
        )

    def comes_first(left: Value, right: Value) -> bool:
        answer = precedes.call(run, [left, right])
        if type(answer) is not bool:
            raise wrong("sort", f"'precedes' gave {described(answer)}", "give a boolean function")
        return answer

    def comparison(left: Value, right: Value) -> int:
        # asked both ways: where each precedes the other, as under <=, neither may pass the other
        return -int(comes_first(left, right) and not comes_first(right, left))

    run.step(len(items))
    return sorted(items, key=cmp_to_key(comparison))


FUNCTIONS = family(("sort", form("list: list, precedes: function", _sort, needs_run=True)))
