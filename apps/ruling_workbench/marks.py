"""The marks, words and colours of states: of plan items and cases, and of decisions after a run.

The one rule: a colour never stands alone. Each look has a mark and a word beside it, and its
colours can be read as text on the page, light and dark (contrast of at least 4.5 to 1).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cmmn.lifecycle import State

__all__ = ["ABSENT", "DECISIONS", "STATES", "Look", "Outcome"]


@dataclass(frozen=True, slots=True)
class Look:
    """How something is shown; `name` is its class in style sheets, the colours are `#rrggbb`."""

    name: str
    mark: str
    word: str
    light: str
    dark: str


class Outcome(StrEnum):
    """What an evaluation made of an element."""

    VALUE = "value"
    NULL = "null"
    WARNING = "warning"
    NOT_EVALUATED = "not-evaluated"
    GIVEN = "given"


_GREY = ("#6b7280", "#9ca3af")
_BLUE = ("#2563eb", "#60a5fa")
_AMBER = ("#b45309", "#fbbf24")
_RED = ("#dc2626", "#f87171")
_GREEN = ("#15803d", "#4ade80")

STATES: Mapping[State, Look] = {
    State.AVAILABLE: Look("available", "○", "available", *_GREY),
    State.ENABLED: Look("enabled", "▷", "enabled", *_BLUE),
    State.ACTIVE: Look("active", "●", "active", *_BLUE),
    State.DISABLED: Look("disabled", "⊘", "disabled", *_GREY),
    State.SUSPENDED: Look("suspended", "‖", "suspended", *_AMBER),
    State.FAILED: Look("failed", "!", "failed", *_RED),
    State.COMPLETED: Look("completed", "✓", "completed", *_GREEN),
    State.TERMINATED: Look("terminated", "✕", "terminated", *_GREY),
    State.CLOSED: Look("closed", "■", "closed", *_GREY),
}
"""The states of plan items and cases."""

ABSENT = Look("absent", "", "not there yet", *_GREY)
"""How an item of the plan is shown that has no instance yet."""

DECISIONS: Mapping[Outcome, Look] = {
    Outcome.VALUE: Look("value", "=", "has a value", *_GREEN),
    Outcome.NULL: Look("null", "∅", "null", *_AMBER),
    Outcome.WARNING: Look("warning", "!", "has a warning", *_RED),
    Outcome.NOT_EVALUATED: Look("not-evaluated", "-", "not evaluated", *_GREY),
    Outcome.GIVEN: Look("given", "→", "given as input", *_BLUE),
}
"""The elements of a decision model after a run."""
