"""What people do with the items of a case, and what these are, in words.

The one rule: a verb is the standard's, or the trade's where that is clearer; what may be done is
told by the engine.
"""

import re
from collections.abc import Mapping
from datetime import tzinfo

from cmmn.lifecycle import Kind, State, Transition
from feel.errors import FeelFault
from feel.temporal import DateTime, parse_date_time
from ruling_workbench.marks import STATES
from ruling_workbench.present import when

__all__ = ["KINDS", "in_local_times", "sentence", "state_words", "verb"]

KINDS: Mapping[Kind, str] = {
    Kind.CASE_PLAN: "case",
    Kind.STAGE: "stage",
    Kind.TASK: "task",
    Kind.HUMAN_TASK: "human task",
    Kind.PROCESS_TASK: "process task",
    Kind.CASE_TASK: "case task",
    Kind.DECISION_TASK: "decision task",
    Kind.MILESTONE: "milestone",
    Kind.EVENT_LISTENER: "event",
    Kind.USER_EVENT_LISTENER: "user event",
    Kind.TIMER_EVENT_LISTENER: "timer",
    Kind.PLAN_FRAGMENT: "plan fragment",
}
"""What a plan item is an item of."""

_VERBS: Mapping[Transition, str] = {
    Transition.MANUAL_START: "Start",
    Transition.DISABLE: "Disable",
    Transition.REENABLE: "Enable again",
    Transition.OCCUR: "Let occur",
    Transition.COMPLETE: "Complete",
    Transition.SUSPEND: "Suspend",
    Transition.RESUME: "Resume",
    Transition.TERMINATE: "Terminate",
    Transition.FAULT: "Let fail",
    Transition.REACTIVATE: "Reactivate",
    Transition.CLOSE: "Close",
}


def verb(transition: Transition, kind: Kind) -> str:
    """Return what a button says that lets an item of a kind make a transition."""
    if transition is Transition.OCCUR and kind in {Kind.USER_EVENT_LISTENER, Kind.EVENT_LISTENER}:
        return "Report"
    return _VERBS.get(transition, str(transition))


def state_words(state: State | None) -> str:
    """Return a state as mark and word: `● active`."""
    if state is None:
        return "not there yet"
    look = STATES[state]
    return f"{look.mark} {look.word}"


def sentence(text: str) -> str:
    """Return a text as a sentence: a capital at its beginning, one full stop at its end."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '…')) else '.'}"


_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d|@[A-Za-z_]+(?:/[A-Za-z_]+)*)"
)
"""An instant as values of FEEL are written."""


def in_local_times(text: str, zone: tzinfo, now: DateTime) -> str:
    """Return a text of the engine with its instants as the reader tells the time."""
    return _INSTANT.sub(lambda found: _local(found[0], zone, now), text)


def _local(text: str, zone: tzinfo, now: DateTime) -> str:
    try:
        return when(parse_date_time(text), zone, now)
    except FeelFault:
        return text
