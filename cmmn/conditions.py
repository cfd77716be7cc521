"""What the expressions of a plan answer, in a state and at a time.

The one rule: an expression sees the case file, and the few names its place adds; what cannot be
told is null, with FEEL's warnings.
"""

from collections.abc import Mapping
from typing import Any

from cmmn.case_file import context, item_value
from cmmn.plan import CasePlan, Condition
from cmmn.state import CaseState
from feel.errors import FeelWarning
from feel.temporal import DateTime

__all__ = ["Reading", "holds"]


class Reading:
    """The case file of one state as expressions see it, worked out when first asked for."""

    def __init__(self, plan: CasePlan, state: CaseState, now: DateTime) -> None:
        self.plan = plan
        self.file = state.file
        self.now = now
        self._names: dict[str, Any] | None = None

    @property
    def names(self) -> dict[str, Any]:
        """The names every expression sees."""
        if self._names is None:
            self._names = context(self.plan, self.file)
        return self._names

    def item(self, path: str) -> Any:
        """Return the value of a case file item; its name may be another's too."""
        return item_value(self.plan, self.file, self.plan.file[path])

    def value(
        self,
        condition: Condition,
        more: Mapping[str, Any] | None = None,
        warnings: list[FeelWarning] | None = None,
    ) -> Any:
        """Return an expression's value; `more` are names of this place alone.

        Null: for a fault in the model, and for whatever FEEL answers with null.
        """
        if condition.expression is None:
            return condition.otherwise
        names = self.names
        if condition.context is not None:
            inner = self.item(condition.context)
            if isinstance(inner, dict):
                names = {**names, **inner}
        if more:
            names = {**names, **more}
        found: list[FeelWarning] = []
        value = condition.expression.evaluate(names, now=self.now, warnings=found)
        if warnings is not None:
            warnings += [each.within(*condition.place) for each in found]
        return value


def holds(reading: Reading, condition: Condition | None, *, absent: bool) -> bool:
    """Tell whether a rule is true; `absent` is what holds where there is none.

    Null: counts as false.
    """
    if condition is None:
        return absent
    return reading.value(condition) is True
